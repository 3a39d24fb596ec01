r"""``SHA256SUMS``: the list of a site's files, in the form of ``sha256sum`` (GNU coreutils).

A line is ``DIGEST  PATH``; where a path holds a backslash or a line break, the line begins with ``\`` and they are
written ``\\``, ``\n`` and ``\r``. Lines are sorted by path. :func:`parse_sums` reads nothing but what
:func:`format_sums` writes: a list that was edited by hand is not passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"

_LINE: Final = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")
_ESCAPES: Final = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"))
_ESCAPED: Final = re.compile(r"\\(.)")
_MEANING: Final = {"\\": "\\", "n": "\n", "r": "\r"}


class Sums(NamedTuple):
    """A list that was read."""

    digests: dict[str, str]
    """SHA-256 by path, in the order of the lines."""
    faults: tuple[str, ...]
    """What is wrong with the list itself, in words, each with its line."""


def format_sums(digests: Iterable[tuple[str, str]]) -> bytes:
    """The list of ``(path, digest)``; names that are not UTF-8 keep their bytes."""
    return "".join(map(_line, sorted(digests))).encode("utf-8", "surrogateescape")


def _line(named: tuple[str, str]) -> str:
    path, digest = named
    escaped = path
    for char, written in _ESCAPES:
        escaped = escaped.replace(char, written)
    mark = "\\" if escaped != path else ""
    return f"{mark}{digest}  {escaped}\n"


def parse_sums(data: bytes) -> Sums:
    """Read a list. Whatever is not as :func:`format_sums` writes it is a fault; the lines that can be read count."""
    digests: dict[str, str] = {}
    faults: list[str] = []
    text = data.decode("utf-8", "surrogateescape")
    if not text.strip():
        return Sums({}, ("the list is empty; expected a line for every file",))
    if not text.endswith("\n"):
        faults.append("the last line does not end; the list is cut short")
    before = ""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        path = _unescaped(match) if match else ""
        if match is None or not is_inside(path):
            faults.append(f"line {number} is not “DIGEST  PATH” with a path inside the site: {line[:80]!r}")
        elif path in digests:
            faults.append(f"line {number} names {path} a second time")
        else:
            if path < before:
                faults.append(f"line {number} is out of order: {path}")
            before = path
            digests[path] = match[2]
    return Sums(digests, tuple(faults))


def _unescaped(match: re.Match[str]) -> str:
    """The path of a line; empty when it is escaped in another way than ours."""
    if not match[1]:
        return match[3]
    path = _ESCAPED.sub(lambda escape: _MEANING.get(escape[1], "\0"), match[3])
    return "" if "\0" in path else path


def is_inside(path: str) -> bool:
    """Whether ``path`` is a relative path of plain names, so that it cannot lead out of a site."""
    return bool(path) and "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))
