"""The bytes of a text file → text. One wrong byte stays one wrong byte."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from cablepress.errors import Problem

_PROBE: Final = 4096
"""Bytes by which UTF-16 without a byte order mark is told from what is no text."""

_MULTIBYTE: Final = re.compile(r"[^\x00-\x7f]")
_ERRORS: Final = "cablepress.windows-1252"
LFS_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_ANNEX_POINTER: Final = re.compile(rb"(?:/annex/objects/|\.\./[./]{0,60}\.git/annex/objects/)[^\n]{1,300}\n?\Z")

_CONFLICT: Final = tuple(re.compile(f"^{mark}", re.MULTILINE) for mark in ("<{7} ", "={7}[ \\r]*$", ">{7} "))


class Decoded(NamedTuple):
    """``text`` is ``None`` when the bytes are no text; ``problems`` say why, or what is doubtful."""

    text: str | None
    problems: tuple[Problem, ...] = ()


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8 as the character that it is in Windows-1252 (in Latin-1 where that has none)."""
    if not isinstance(error, UnicodeDecodeError):  # pragma: no cover - it is asked for decoding alone
        raise error
    return _one_byte(error.object[error.start : error.start + 1]), error.start + 1


def _one_byte(byte: bytes) -> str:
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


codecs.register_error(_ERRORS, _windows_1252)


def decode(data: bytes, path: str) -> Decoded:
    """The text of a file, and what is doubtful of it: how it was encoded, and a merge that was never finished."""
    found = _decoded(data, path)
    if b"<<<<<<< " not in data or found.text is None:
        return found
    line = _conflict(found.text)
    if not line:
        return found
    problem = Problem("warning", "merge-conflict", "marks of a merge that was not finished (<<<<<<<)", path, line, 1)
    return Decoded(found.text, (*found.problems, problem))


def _conflict(text: str) -> int:
    """Line (from 1) of the first mark where Git left two texts of one place in a file; 0 without all three marks."""
    place = start = -1
    for mark in _CONFLICT:
        match = mark.search(text, place + 1)
        if match is None:
            return 0
        place = match.start()
        start = place if start < 0 else start
    return text.count("\n", 0, start) + 1


def _decoded(data: bytes, path: str) -> Decoded:
    """UTF-8 (with or without byte order mark), else UTF-16, else UTF-8 with wrong bytes, else Windows-1252.

    All but the first with a warning. NUL characters, broken UTF-16 and the pointers of Git LFS are no text: an
    ``error``, since such a file cannot be published.
    """
    if data.startswith(LFS_POINTER):
        return _refused("lfs-pointer", "a pointer of Git LFS, not the file itself; run: git lfs pull", path, 1)
    if _ANNEX_POINTER.match(data):
        return _refused("lfs-pointer", "a pointer of git-annex, not the file itself; run: git annex get", path, 1)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _utf16(data, "utf-16", path)
    if b"\0" in data:
        encoding = _utf16_without_mark(data[:_PROBE])
        if encoding:
            return _utf16(data, encoding, path)
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return _refused("not-text", "a NUL byte; expected a text file in UTF-8", path, line)
    try:
        return Decoded(data.removeprefix(codecs.BOM_UTF8).decode())
    except UnicodeDecodeError as error:
        return _with_wrong_bytes(data, path, error)


def _utf16_without_mark(head: bytes) -> str:
    """The encoding of plain text in UTF-16, in which every other byte is mostly NUL; empty of anything else."""
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    even, odd = head[0 : pairs * 2 : 2].count(0) / pairs, head[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.05 else ""


def _utf16(data: bytes, encoding: str, path: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return _refused("not-text", f"broken UTF-16 ({error.reason}); expected UTF-8", path, 1)
    if "\0" in text:
        return _refused("not-text", "a NUL character; expected a text file in UTF-8", path, 1)
    return Decoded(text, (Problem("warning", "encoding-doubtful", "read as UTF-16; expected UTF-8", path, 1, 1),))


def _with_wrong_bytes(data: bytes, path: str, error: UnicodeDecodeError) -> Decoded:
    """UTF-8 but for some bytes when most of what is not ASCII is valid; else Windows-1252 throughout."""
    text = data.decode("utf-8", _ERRORS).removeprefix("\ufeff")
    valid = data.decode("utf-8", "ignore").removeprefix("\ufeff")
    right = len(_MULTIBYTE.findall(valid))
    wrong = len(text) - len(valid)
    start = data.rfind(b"\n", 0, error.start) + 1
    line, column = data.count(b"\n", 0, start) + 1, error.start - start + 1
    shown = f"byte 0x{data[error.start]:02x} is not valid UTF-8"
    if right >= wrong:
        others = f", and {wrong - 1:,} more" if wrong > 1 else ""
        message = f"{shown}{others}; read as Windows-1252, the rest of the file as UTF-8"
    else:
        text = "".join([_BYTES[byte] for byte in data])
        message = f"{shown}; the file was read as Windows-1252"
    return Decoded(text, (Problem("warning", "encoding-doubtful", message, path, line, column),))


_BYTES: Final = tuple(_one_byte(bytes((value,))) for value in range(256))


def _refused(code: str, message: str, path: str, line: int) -> Decoded:
    return Decoded(None, (Problem("error", code, message, path, line, 1),))
