"""Find the cable files, read them, turn bytes into text. The only module that reads cables."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.errors import CablepressError, Problem

MAX_BYTES: Final = 16 * 1024 * 1024
"""A larger file is refused: the longest cable of the whole archive has a third of a megabyte."""

_TOO_LARGE: Final = f"more than {MAX_BYTES} bytes; the longest real cable has a fiftieth"


class SourceFile(NamedTuple):
    """A file that may hold a cable, as the folder lists it; nothing of it has been read."""

    path: str
    """Relative to the folder of ``site.yml``, with ``/``: ``content/cables/07ASTANA1848.txt``."""
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    """Of the last change of any kind: a copy that keeps the time of the original is seen all the same."""


class Source(NamedTuple):
    """A file that was read. ``text`` is ``None`` when it is no text; ``problems`` say why."""

    path: str
    text: str | None
    sha256: str
    problems: tuple[Problem, ...]


def find_sources(root: Path, folder: str) -> list[SourceFile]:
    """All ``*.txt`` files (``*.TXT`` too) below ``root/folder``, sorted by path.

    Hidden files and folders are passed over. A missing folder holds no files.

    Raises:
        CablepressError: a folder cannot be listed.
    """
    return sorted(_walk(root / folder, folder.rstrip("/"), ()))


def _walk(folder: Path, name: str, above: tuple[Path, ...]) -> Iterator[SourceFile]:
    """Files of one folder; ``above`` are the real paths of those around it, since links may lead in a circle."""
    real = folder.resolve()
    if real in above or not folder.is_dir():
        return
    try:
        entries = os.scandir(folder)
    except OSError as error:
        raise CablepressError(f"{name}/: {error.strerror}; expected a folder of cables") from error
    with entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _walk(folder / entry.name, f"{name}/{entry.name}", (*above, real))
            elif entry.name.lower().endswith(".txt") and entry.is_file():
                status = entry.stat()
                # Where ctime is the time of creation it says nothing new.
                changed = 0 if os.name == "nt" else status.st_ctime_ns
                yield SourceFile(f"{name}/{entry.name}", status.st_size, status.st_mtime_ns, changed)


def read_source(root: Path, path: str) -> Source:
    """Read one file and decode it.

    UTF-8 (with or without byte order mark); else UTF-16 when a byte order mark says so; else cp1252, and
    latin-1 where cp1252 has no character, with a warning (docs/cable-format.md, "The file"). What is
    unreadable, too large or holds NUL bytes is no text: an ``error``, since it cannot be published.
    """
    try:
        # Without pathlib and a buffer: half the time, a quarter of a million times.
        with open(f"{root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                return _refused(path, "file-too-large", _TOO_LARGE)
            data = file.read()
    except OSError as error:
        return _refused(path, "file-unreadable", error.strerror or str(error))
    text, problems = decode(data, path)
    return Source(path, text, hashlib.sha256(data).hexdigest(), problems)


def decode(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Bytes of a file as text, or ``None`` when they are no text; with what there is to say about it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode_utf16(data, path)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return None, (Problem("error", "not-text", "a NUL byte; expected a text file in UTF-8", path, line, 1),)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        return _decode_8bit(data, path, error)


def _decode_utf16(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        return None, (Problem("error", "not-text", f"broken UTF-16 ({error.reason}); expected UTF-8", path, 1, 1),)
    if "\0" in text:
        return None, (Problem("error", "not-text", "a NUL character; expected a text file in UTF-8", path, 1, 1),)
    return text, (Problem("warning", "encoding-doubtful", "read as UTF-16; expected UTF-8", path, 1, 1),)


def _decode_8bit(data: bytes, path: str, error: UnicodeDecodeError) -> tuple[str, tuple[Problem, ...]]:
    start = data.rfind(b"\n", 0, error.start) + 1
    line = data.count(b"\n", 0, start) + 1
    try:
        text, name = data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = data.decode("latin-1"), "Latin-1"
    message = f"byte 0x{data[error.start]:02x} is not valid UTF-8; the file was read as {name}"
    return text, (Problem("warning", "encoding-doubtful", message, path, line, error.start - start + 1),)


def _refused(path: str, code: str, message: str) -> Source:
    return Source(path, None, "", (Problem("error", code, message, path),))
