r"""``SHA256SUMS``: the list of a site's files, in the form of ``sha256sum`` (GNU coreutils).

A line is ``DIGEST  PATH``; where a path holds a backslash or a line break, the line begins with ``\`` and they are
written ``\\``, ``\n`` and ``\r``. Lines are sorted by path. :func:`parse_sums` takes nothing but what
:func:`format_sums` writes: a list that a hand or another program wrote anew is not passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"

_LINE: Final = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")
_TOLD: Final = 20
"""So many faults of a list are told one by one."""
_REWRITTEN: Final[dict[str, tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]] = {
    "the list begins with a byte order mark": (re.compile("\\A\ufeff"), ""),
    "lines end as on Windows (CR LF)": (re.compile(r"\r\n"), "\n"),
    "digests are in capitals": (
        re.compile(r"^\\?(?=[0-9a-f]*[A-F])[0-9A-Fa-f]{64}(?= )", re.MULTILINE),
        lambda found: found[0].lower(),
    ),
    "paths are marked as binary (“*”)": (re.compile(r"^(\\?[0-9a-f]{64}) \*", re.MULTILINE), r"\1  "),
}
"""What other programs do to a list, and how it was. The files are compared all the same."""

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
    if path.isprintable() and "\\" not in path:
        return f"{digest}  {path}\n"
    escaped = path
    for char, written in _ESCAPES:
        escaped = escaped.replace(char, written)
    mark = "\\" if escaped != path else ""
    return f"{mark}{digest}  {escaped}\n"


def parse_sums(data: bytes) -> Sums:
    """Read a list. Whatever is not as :func:`format_sums` writes it is a fault; the lines that can be read count."""
    digests: dict[str, str] = {}
    text, faults = _plain(data.decode("utf-8", "surrogateescape"))
    if not text.strip():
        return Sums({}, ("the list is empty; expected a line for every file",))
    if text.lstrip().startswith("<"):
        return Sums({}, ("this is a page and not the list of the site's files",))
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
    left = len(faults) - _TOLD
    return Sums(digests, tuple(faults) if left < 1 else (*faults[:_TOLD], f"{left:,} more lines are wrong"))


def _plain(text: str) -> tuple[str, list[str]]:
    """The text of a list that another program wrote anew, in our form; and what it did, once for the whole list."""
    faults = []
    for name, (pattern, ours) in _REWRITTEN.items():
        text, count = pattern.subn(ours, text)
        if count:
            faults.append(f"{name}; the list was written anew by another program")
    return text, faults


def _unescaped(match: re.Match[str]) -> str:
    """The path of a line; empty when it is escaped in another way than ours."""
    if not match[1]:
        return match[3]
    path = _ESCAPED.sub(lambda escape: _MEANING.get(escape[1], "\0"), match[3])
    return "" if "\0" in path else path


def is_inside(path: str) -> bool:
    """Whether ``path`` is a relative path of plain names, so that it cannot lead out of a site."""
    return bool(path) and "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))
