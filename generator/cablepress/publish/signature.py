"""Signatures of ``SHA256SUMS``, made and checked by OpenSSH's ``ssh-keygen -Y`` (namespace ``cablepress``).

The reader needs nothing of ours for it: see docs/verifying.md. The form is PROTOCOL.sshsig of OpenSSH.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.errors import CablepressError

NAMESPACE: Final = "cablepress"
"""So that a signature made for a letter or a commit is never taken for one of a site."""

_IDENTITY: Final = "publisher"
_KEY: Final = re.compile(r"(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+\s+AAAA[A-Za-z0-9+/=]+")
_LISTED: Final = re.compile(r"SHA256:\S+")
_FINGERPRINT: Final = re.compile(r"(\S+) key (SHA256:\S+)")


class Signed(NamedTuple):
    """What became of checking a signature."""

    valid: bool
    message: str
    """In words, with the fingerprint of the key where it is known."""


def sign(data: bytes, key: Path, *, before: bytes | None = None) -> bytes:
    """The signature of ``data`` by the private key at ``key`` (or, with an agent, its public half).

    ``before`` is an earlier signature, kept if it is one of these very bytes by this key: some kinds of keys never
    sign twice alike. ``ssh-keygen`` asks for a passphrase on the terminal.

    Raises:
        CablepressError: there is no such key, no ssh-keygen, or it refuses.
    """
    if not key.is_file():
        raise CablepressError(f"publish.sign: there is no key {key}")
    if before is not None and _is_by(data, before, key):
        return before
    with tempfile.TemporaryDirectory(prefix="cablepress-") as folder:
        copy = Path(folder) / "list"
        copy.write_bytes(data)
        made = _run(["-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(copy)])
        signature = Path(f"{copy}.sig")
        if made.returncode or not signature.exists():
            raise CablepressError(f"publish.sign: {key} cannot sign: {_reason(made)}")
        return signature.read_bytes()


def _is_by(data: bytes, signature: bytes, key: Path) -> bool:
    listed = _run(["-l", "-f", str(key)])
    known = _LISTED.search(listed.stdout.decode("utf-8", "replace"))
    done = _checked(data, signature, ["check-novalidate", "-n", NAMESPACE], None)
    return not done.returncode and known is not None and _fingerprint(done) == known[0]


def check(data: bytes, signature: bytes, keys: str) -> Signed:
    """Whether ``signature`` is one of ``data`` by one of ``keys``.

    ``keys`` are the lines of a ``.pub`` file, or of an ``allowed_signers`` file (ssh-keygen(1), ALLOWED SIGNERS).
    Whoever such a line names, and for whatever: the person at the terminal says that this key is to be trusted.

    Raises:
        CablepressError: there is no ssh-keygen, or no key in ``keys``.
    """
    lines = [line for line in keys.splitlines() if not line.lstrip().startswith("#")]
    found = [match[0] for line in lines if (match := _KEY.search(line))]
    if not found:
        raise CablepressError("there is no SSH public key in it; expected a line such as “ssh-ed25519 AAAA...”")
    allowed = "".join(f"{_IDENTITY} {key}\n" for key in found)
    done = _checked(data, signature, ["verify", "-n", NAMESPACE, "-I", _IDENTITY], allowed)
    if not done.returncode:
        return Signed(valid=True, message=f"signed with the key {_fingerprint(done)}")
    by_any = check_any(data, signature)
    if by_any.valid:
        return Signed(valid=False, message=f"the list is {by_any.message}, which is not the key given")
    return by_any


def check_any(data: bytes, signature: bytes) -> Signed:
    """Whether ``signature`` is one of ``data`` by some key, and by which."""
    done = _checked(data, signature, ["check-novalidate", "-n", NAMESPACE], None)
    if done.returncode:
        return Signed(valid=False, message=f"the signature does not fit the list ({_reason(done)})")
    return Signed(valid=True, message=f"signed with the key {_fingerprint(done)}")


def _checked(
    data: bytes, signature: bytes, command: list[str], allowed: str | None
) -> subprocess.CompletedProcess[bytes]:
    with tempfile.TemporaryDirectory(prefix="cablepress-") as name:
        folder = Path(name)
        (folder / "signature").write_bytes(signature)
        if allowed is not None:
            (folder / "allowed").write_text(allowed, encoding="utf-8")
            command = [*command, "-f", str(folder / "allowed")]
        return _run(["-Y", *command, "-s", str(folder / "signature")], data)


def _run(arguments: list[str], data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise CablepressError("signatures need ssh-keygen of OpenSSH 8.1 or later, and there is none on this machine")
    return subprocess.run([program, *arguments], input=data, capture_output=True, check=False)  # noqa: S603


def _fingerprint(done: subprocess.CompletedProcess[bytes]) -> str:
    match = _FINGERPRINT.search(done.stdout.decode("utf-8", "replace"))
    return match[2] if match else "unknown"


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines() or ["ssh-keygen failed"]
    return lines[-1].strip()
