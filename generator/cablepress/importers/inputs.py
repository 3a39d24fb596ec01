"""What ``import`` is pointed at → the files in it: a file, a folder, a zip or tar, compressed or not, or ``-``.

Everything is read as a stream. Names inside an archive are only ever said, never used as a path; members that
lead out of it, and those that expand beyond all measure, are refused.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, cast

from cablepress.errors import CablepressError, Level, Problem
from cablepress.importers import broken_zips
from cablepress.importers.text import MOST_IN_CABLE, encoding_of
from cablepress.importers.web_archives import MARK as WARC
from cablepress.importers.web_archives import stored_pages

HEAD: Final = 65536
"""Bytes by which a form is recognised."""
_FREE: Final = 64 * 1024 * 1024
_RATIO: Final = 500
"""Beyond so many bytes, data that was compressed to less than a five hundredth is a bomb. Text comes to a fifth, a
solid archive of pages that are mostly the same navigation to a hundredth; a run of zeros to a thousandth."""

READ_ERRORS: Final = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    RuntimeError,
)
"""What broken, encrypted or truncated archives raise while they are read."""

_COMPRESSED: Final[tuple[tuple[bytes, Callable[[BinaryIO], BinaryIO]], ...]] = (
    (b"\x1f\x8b", lambda raw: cast(BinaryIO, gzip.GzipFile(fileobj=raw))),
    (b"BZh", lambda raw: cast(BinaryIO, bz2.BZ2File(raw))),
    (b"\xfd7zXZ\0", lambda raw: cast(BinaryIO, lzma.LZMAFile(raw))),  # noqa: SIM115 - closed with what it reads
)
_ZIP: Final = b"PK\x03\x04"
_UNPACK: Final = "a {} archive is not read; unpack it and name the folder"
_SAVE: Final = "{} is not read; save it as {} and name that"
_CLOSED_FORMS: Final = (
    (b"7z\xbc\xaf\x27\x1c", _UNPACK.format("7z")),
    (b"Rar!", _UNPACK.format("rar")),
    (b"\x28\xb5\x2f\xfd", _UNPACK.format("zstd")),
    (b"%PDF-", _SAVE.format("a PDF", "text (pdftotext -layout), named by its Reference ID,")),
    (b"{\\rtf", _SAVE.format("a document in RTF", "text, named by its Reference ID,")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _SAVE.format("a document of an office program", "text or CSV in UTF-8")),
)
"""How files begin that are not read, and what may be done about it."""
_OFFICE: Final = frozenset(("[Content_Types].xml", "mimetype"))
"""Files in a zip that is a document, a spreadsheet or an e-book."""
_TAR_MAGIC: Final = slice(257, 262)
_DEEPEST: Final = 3
"""Archives within each other that are opened, and times that one file may be compressed."""


class BombError(OSError):
    """Data that expands beyond all measure."""


class TooLargeError(OSError):
    """More than a cable can have."""


class _Measured(io.RawIOBase):
    """A stream that stops with :class:`BombError` where little becomes too much, and ends where its data break off."""

    def __init__(self, stream: BinaryIO, compressed: Callable[[], int]) -> None:
        # What was decompressed before an error is given out before it is raised.
        self._read = getattr(stream, "read1", stream.read)
        self._compressed = compressed
        self._given = 0
        self.fault: tuple[Level, str, str] | None = None
        """Level, code and words of an end that came too early, or of what follows it."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """See :meth:`io.RawIOBase.readinto`."""
        data = self._part(len(buffer))
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > _FREE and self._given > _RATIO * max(1, self._compressed()):
            raise BombError(f"expands to more than {_RATIO} times its size; refused as a decompression bomb")
        return len(data)

    def _part(self, size: int) -> bytes:
        try:
            return bytes(self._read(size))
        except EOFError as error:
            message = f"cannot be read further: {reason_of(error)}; what is there is taken"
            self.fault = "error", "file-unreadable", message
        except gzip.BadGzipFile:
            if not self._given:
                raise
            message = "something else follows the compressed data, and is passed over"
            self.fault = "warning", "archive-broken", message
        return b""


class _Counted:
    """A stream that counts what was read of it, and tells its progress: a member of an archive cannot tell."""

    def __init__(self, stream: BinaryIO, progress: Callable[[], None]) -> None:
        self._stream = stream
        self._progress = progress
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        """See :meth:`io.BufferedReader.read`."""
        data = self._stream.read(size)
        self.given += len(data)
        self._progress()
        return data


class Entry:
    """One file of a source: its name and its bytes, of which the first are known."""

    def __init__(self, path: str, name: str, stream: BinaryIO) -> None:
        self.path = _printable(path)
        """For messages: from the source as the user named it."""
        self.name = _printable(name)
        """Within the source; that of a file that was named itself is its last part."""
        self._stream = io.BufferedReader(cast(io.RawIOBase, stream), HEAD) if not hasattr(stream, "peek") else stream
        self.head = self._peek()

    @property
    def stem(self) -> str:
        """``09ZENDA999`` of ``cable/2009/03/09ZENDA999.html``."""
        return self.name.rpartition("/")[2].partition(".")[0]

    @property
    def head_text(self) -> str:
        r"""The first bytes as text, with ``\n`` as line ends; what is not UTF-8 is replaced."""
        return self.head.decode(encoding_of(self.head)[0], "replace").replace("\r\n", "\n").replace("\r", "\n")

    def _peek(self) -> bytes:
        parts = []
        size = 0
        while size < HEAD and (data := self._stream.read(HEAD - size)):
            parts.append(data)
            size += len(data)
        return b"".join(parts)

    def read(self) -> bytes:
        """All of it.

        Raises:
            TooLargeError: it has more bytes than a cable can have.
        """
        data = self.head + (self._stream.read(MOST_IN_CABLE - len(self.head) + 1) if len(self.head) == HEAD else b"")
        if len(data) > MOST_IN_CABLE:
            raise TooLargeError(f"more than {MOST_IN_CABLE} bytes; the longest real cable has a fiftieth")
        return data

    def stream(self) -> BinaryIO:
        """All of it, however much, as a stream of bytes."""
        return cast(BinaryIO, io.BufferedReader(_Rest(self.head, self._stream), 1 << 20))

    def blocks(self) -> Iterator[str]:
        """Its text in pieces of any length, decoded; a byte that is not UTF-8 comes as a lone surrogate."""
        encoding, errors = encoding_of(self.head)
        text = io.TextIOWrapper(self.stream(), encoding=encoding, errors=errors, newline="")
        # Line ends of the first Macintoshes: none but these.
        alone = b"\r" in self.head and b"\n" not in self.head
        while block := text.read(1 << 18):
            yield block.replace("\r", "\n") if alone else block

    def lines(self) -> Iterator[str]:
        """Its lines with their ends, decoded; a byte that is not UTF-8 comes as a lone surrogate.

        Raises:
            TooLargeError: a line has more characters than a cable can have.
        """
        rest = ""
        for block in self.blocks():
            lines = _split(rest + block)
            rest = lines.pop()
            if len(rest) > MOST_IN_CABLE:
                raise TooLargeError(f"a line of more than {MOST_IN_CABLE} characters; the longest real cable has less")
            yield from lines
        if rest:
            yield rest


def _split(text: str) -> list[str]:
    r"""Lines with their ends (``\n`` only: not the twenty others of ``splitlines``); the last has none, or is empty."""
    parts = text.split("\n")
    last = parts.pop()
    lines = [part + "\n" for part in parts]
    lines.append(last)
    return lines


class _Rest(io.RawIOBase):
    """The bytes that were read already, then those that follow."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """See :meth:`io.RawIOBase.readinto`."""
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _printable(name: str) -> str:
    """``name`` without what is not text: the name of a file may be any bytes."""
    return name.encode("utf-8", "backslashreplace").decode()


class Source:
    """One SOURCE of the command, as a stream of entries; ``fraction`` says how much of it has been read."""

    def __init__(self, name: str, standard_input: BinaryIO | None = None) -> None:
        self.name = name
        self.fraction = 0.0
        self._standard_input = standard_input

    def entries(self) -> Iterator[Entry | Problem]:
        """Every file in it, by name in a folder, else as stored; each is to be read before the next is asked for.

        Raises:
            CablepressError: there is no such file, or it cannot be opened.
        """
        if self.name == "-":
            yield from self._stdin()
        elif Path(self.name).is_dir():
            yield from self._folder(Path(self.name))
        else:
            yield from self._file(Path(self.name))

    def _stdin(self) -> Iterator[Entry | Problem]:
        if self._standard_input is None:
            raise CablepressError("-: there is no standard input")
        yield from self._opened(self._standard_input, "-", "standard input")

    def _file(self, path: Path) -> Iterator[Entry | Problem]:
        try:
            raw = path.open("rb")
        except OSError as error:
            raise CablepressError(f"{path}: {error.strerror or error}; expected a file, a folder or -") from error
        with raw:
            size = max(1, os.fstat(raw.fileno()).st_size)

            def progress() -> None:
                self.fraction = raw.tell() / size

            yield from self._opened(raw, self.name, path.name, progress)

    def _folder(self, folder: Path) -> Iterator[Entry | Problem]:
        found = list(_walk(folder, ""))
        yield from (
            Problem("error", "folder-unreadable", item[1], f"{self.name}/{item[0]}") for item in found if item[1]
        )
        names = sorted(name for name, problem in found if not problem)
        if doubled := _data_of_site(names):
            message = "the data of a site of Cablepress, whose texts are read instead"
            yield from (Problem("info", "document-skipped", message, f"{self.name}/{name}") for name in doubled)
            names = [name for name in names if name not in doubled]
        for number, name in enumerate(names):
            self.fraction = number / len(names)
            path = f"{self.name.rstrip('/')}/{name}"
            try:
                with (folder / name).open("rb") as raw:
                    yield from self._opened(raw, path, name)
            except READ_ERRORS as error:
                yield Problem("error", "file-unreadable", reason_of(error), path)

    def _opened(
        self, raw: BinaryIO, path: str, name: str, progress: Callable[[], None] = lambda: None, depth: int = 0
    ) -> Iterator[Entry | Problem]:
        """The entries of an open file: those of an archive, or itself; ``depth`` counts the archives around it."""
        try:
            stream, name, measured = _unpacked(raw, name, progress)
            start = _peek(stream, 512)
        except READ_ERRORS as error:
            yield Problem("error", "archive-broken", f"cannot be read: {reason_of(error)}", path)
            return
        yield from self._entries(stream, path, name, start, depth)
        yield from (Problem(*each.fault, path) for each in measured if each.fault)

    def _entries(self, stream: BinaryIO, path: str, name: str, start: bytes, depth: int) -> Iterator[Entry | Problem]:
        """The entries of what was opened and begins with ``start``."""
        closed = next((message for mark, message in _CLOSED_FORMS if start.startswith(mark)), "")
        read = self._reader_of(start)
        if closed:
            yield self._skipped(closed, path)
        elif read is None:
            yield Entry(path, name, stream)
        elif depth == _DEEPEST:
            yield Problem("warning", "archive-skipped", "too many archives within each other; unpack this one", path)
        else:
            yield from read(stream, path, depth + 1)

    def _reader_of(self, start: bytes) -> Callable[[BinaryIO, str, int], Iterator[Entry | Problem]] | None:
        """What reads an archive that begins so."""
        if start[:4] == _ZIP:
            return self._zip
        if start.startswith(WARC):
            return self._warc
        return self._tar if start[_TAR_MAGIC] == b"ustar" else None

    def _skipped(self, message: str, path: str) -> Problem:
        """What is said of a document that is not read: named itself it is what somebody wants, else one of many."""
        level: Level = "error" if path == self.name else "warning"
        return Problem(level, "document-skipped", message, path)

    def _zip(self, raw: BinaryIO, path: str, depth: int) -> Iterator[Entry | Problem]:
        with _seekable(raw) as file:
            try:
                archive = zipfile.ZipFile(file)
            except zipfile.BadZipFile:
                yield from self._broken_zip(file, path, depth)
                return
            except READ_ERRORS as error:
                yield Problem("error", "archive-broken", f"not a zip that can be read: {reason_of(error)}", path)
                return
            with archive:
                if _OFFICE.isdisjoint(archive.namelist()):
                    yield from self._zipped(archive, path, depth)
                else:
                    what = _SAVE.format("a document of an office program", "text, a spreadsheet as CSV in UTF-8,")
                    yield self._skipped(what, path)

    def _broken_zip(self, file: BinaryIO, path: str, depth: int) -> Iterator[Entry | Problem]:
        """What can be had of a zip that was cut short."""
        message = "the end of the zip is missing, and with it the list of its files; what is there is taken"
        yield Problem("error", "archive-broken", message, path)
        for member in broken_zips.members(file):
            name, found = member
            place = f"{path}/{name}"
            refused = _refused_name(name)
            if refused or isinstance(found, str):
                yield Problem("error", *(refused or ("archive-broken", str(found))), place)
                continue
            measured = _Measured(cast(BinaryIO, found), partial(getattr, found, "taken"))
            try:
                yield from self._opened(cast(BinaryIO, io.BufferedReader(measured)), place, name, depth=depth)
            except READ_ERRORS as error:
                yield Problem("error", "archive-broken", reason_of(error), place)
            if measured.fault:
                yield Problem(*measured.fault, place)

    def _zipped(self, archive: zipfile.ZipFile, path: str, depth: int) -> Iterator[Entry | Problem]:
        members = [member for member in archive.infolist() if not member.is_dir()]
        for number, member in enumerate(members):
            if path == self.name:
                self.fraction = number / len(members)
            place = f"{path}/{member.filename}"
            refused = _refused_name(member.filename) or _refused_size(member)
            if refused:
                yield Problem("error", refused[0], refused[1], place)
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                yield Problem("warning", "link-skipped", "a symbolic link; not followed", place)
                continue
            try:
                with archive.open(member) as stream:
                    size = member.compress_size
                    measured = _Measured(cast(BinaryIO, stream), lambda size=size: size)  # type: ignore[misc]
                    buffered = cast(BinaryIO, io.BufferedReader(measured))
                    yield from self._opened(buffered, place, member.filename, depth=depth)
                if measured.fault:
                    yield Problem(*measured.fault, place)
            except READ_ERRORS as error:
                yield Problem("error", "archive-broken", reason_of(error), place)

    def _tar(self, stream: BinaryIO, path: str, depth: int) -> Iterator[Entry | Problem]:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                while (member := archive.next()) is not None:
                    # The list of all members that tarfile keeps would be larger than a whole table is here.
                    archive.members = []  # type: ignore[attr-defined]
                    place = f"{path}/{member.name}"
                    refused = _refused_name(member.name)
                    if refused and not member.isdir():
                        yield Problem("error", refused[0], refused[1], place)
                    elif member.isfile():
                        opened = archive.extractfile(member)
                        if opened is not None:
                            name = member.name.removeprefix("./")
                            yield from self._opened(cast(BinaryIO, opened), place, name, depth=depth)
                    elif not member.isdir():
                        yield Problem("warning", "link-skipped", "a link or a device; not followed", place)
        except READ_ERRORS as error:
            yield Problem("error", "archive-broken", f"cannot be read further: {reason_of(error)}", path)

    def _warc(self, stream: BinaryIO, path: str, depth: int) -> Iterator[Entry | Problem]:
        """The pages in a web archive, whatever archive that is in."""
        try:
            for page in stored_pages(stream):
                place = f"{path}/{page.name}"
                if page.data is None:
                    yield Problem("warning", "page-skipped", page.problem, place)
                else:
                    yield Entry(place, page.name, cast(BinaryIO, io.BufferedReader(io.BytesIO(page.data))))
        except READ_ERRORS as error:
            yield Problem("error", "archive-broken", f"cannot be read further: {reason_of(error)}", path)


def _unpacked(raw: BinaryIO, name: str, progress: Callable[[], None]) -> tuple[BinaryIO, str, list[_Measured]]:
    """A stream that can be looked into, decompressed where it is compressed (twice, too), and its name without that.

    Gives also the streams that decompress.

    Raises:
        OSError: it cannot be decompressed, or is a bomb.
    """
    stream = raw if hasattr(raw, "peek") else cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, raw)))
    streams: list[_Measured] = []
    for _ in range(_DEEPEST):
        start = _peek(stream, 8)
        opener = next((opener for mark, opener in _COMPRESSED if start.startswith(mark)), None)
        if opener is None:
            break
        counted = _Counted(stream, progress)
        measured = _Measured(opener(cast(BinaryIO, counted)), partial(getattr, counted, "given"))
        streams.append(measured)
        stream = cast(BinaryIO, io.BufferedReader(measured, 1 << 16))
        name = name.rpartition(".")[0] or name
    return stream, name, streams


@contextmanager
def _seekable(raw: BinaryIO) -> Iterator[BinaryIO]:
    """A stream in which one can go back, since the list of a zip's files is at its end: itself, or a copy of it."""
    if isinstance(getattr(raw, "raw", None), io.FileIO) and raw.seekable():
        yield raw
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(raw, copy, 1 << 20)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def _peek(stream: BinaryIO, size: int) -> bytes:
    peek = getattr(stream, "peek", None)
    return bytes(peek(size)[:size]) if peek else b""


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, str]]:
    """Names of all files below ``folder``, with ``/``; or of a folder in it, and why it cannot be read.

    Links to folders are not followed, hidden names passed over.
    """
    try:
        scan = os.scandir(folder)
    except OSError as error:
        yield prefix, error.strerror or str(error)
        return
    with scan:
        for entry in scan:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield prefix + entry.name, ""


def _data_of_site(names: Sequence[str]) -> frozenset[str]:
    """Files of the folder ``data/`` of a built site that has the texts as well: those have headers, the data none."""
    data = frozenset(name for name in names if name.startswith("data/"))
    is_site = "SHA256SUMS" in names and "data/datapackage.json" in data
    has_texts = is_site and any(name.startswith("cable/") and name.endswith(".txt") for name in names)
    return data if has_texts else frozenset()


def _refused_name(name: str) -> tuple[str, str] | None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
        return "name-refused", "the name leads out of the archive; expected names below its top folder"
    return None


def _refused_size(member: zipfile.ZipInfo) -> tuple[str, str] | None:
    if member.file_size > _FREE and member.file_size > _RATIO * max(1, member.compress_size):
        size = f"{member.file_size:,} bytes out of {member.compress_size:,}"
        return "archive-bomb", f"{size}; refused as a decompression bomb"
    return None


def reason_of(error: BaseException) -> str:
    """Why something could not be read, in the words of the system."""
    if isinstance(error, RuntimeError) and "password" in str(error):
        return broken_zips.ENCRYPTED
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
