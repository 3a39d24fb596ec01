"""A zip whose end is missing, and with it the list of its files: what stands before each file says what it is.

The local headers of APPNOTE 4.3.7 are followed from the first on, as far as they go. They do not say whether a file
is a link; the text of one is a path, which is no cable.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

ENCRYPTED: Final = "it is encrypted; unpack it with its password, and name what comes out"
"""Why a file of a zip cannot be read, whether or not the zip is whole."""

_HEADER: Final = struct.Struct("<4sHHHHHLLLHH")
_MARK: Final = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZE_FOLLOWS, _UTF8 = 1, 8, 0x800
"""Flags of a member; its size follows it where a program wrote a stream."""
_UNKNOWN: Final = 0xFFFFFFFF
_DESCRIPTOR: Final = 24
"""The most bytes that tell the size behind a member."""
_PIECE: Final = 1 << 16
_MOST_PASSED: Final = 4096
"""Pieces of a member that are passed over to find the next one."""


class Member(NamedTuple):
    """A file of the zip; ``stream`` gives its bytes, and is to be read before the next is asked for."""

    name: str
    stream: MemberStream


class MemberStream(io.RawIOBase):
    """The bytes of a member, decompressed, which end with :class:`EOFError` where the zip does."""

    def __init__(self, file: BinaryIO, size: int | None, *, deflated: bool) -> None:
        self._file = file
        self._left = size
        """Compressed bytes still to be read, where that is known."""
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None
        self.taken = 0
        """Compressed bytes that were read."""

    def readable(self) -> bool:
        """See :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """See :meth:`io.RawIOBase.readinto`."""
        data = self._part(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _part(self, size: int) -> bytes:
        if self._inflater is None:
            return self._compressed(size) if self._left else b""
        while not self._inflater.eof:
            data = self._inflater.unconsumed_tail or self._compressed(_PIECE)
            if made := self._inflater.decompress(data, size):
                return made
        return b""

    def _compressed(self, size: int) -> bytes:
        data = self._file.read(size if self._left is None else min(size, self._left))
        if not data:
            raise EOFError("the archive breaks off")
        self.taken += len(data)
        self._left = None if self._left is None else self._left - len(data)
        return data

    def length(self) -> int | None:
        """Compressed bytes that are this member's, of which the rest is read; ``None`` where it has no end."""
        try:
            for _ in range(_MOST_PASSED):
                if not self._part(_PIECE):
                    return self.taken - (len(self._inflater.unused_data) if self._inflater else 0)
        except (EOFError, zlib.error):
            return None
        return None


def members(file: BinaryIO) -> Iterator[Member | tuple[str, str]]:
    """The files of a zip from its beginning on, as far as they can be read; or the name of one, and why it cannot be.

    Ends where no header follows.
    """
    place: int | None = 0
    while place is not None and (found := _header(file, place)) is not None:
        place, name, flags, method, size = found
        known = None if flags & _SIZE_FOLLOWS or size == _UNKNOWN else size
        if name.endswith("/"):
            place += known or 0
            continue
        if flags & _ENCRYPTED:
            yield name, ENCRYPTED
        elif method not in (_STORED, _DEFLATED) or (method == _STORED and known is None):
            yield name, "cannot be read without the list of files at the archive's end"
        else:
            stream = MemberStream(file, known, deflated=method == _DEFLATED)
            yield Member(name, stream)
            known = stream.length() if known is None else known
        place = None if known is None else place + known


def _header(file: BinaryIO, place: int) -> tuple[int, str, int, int, int] | None:
    """Of the local header at ``place`` or just behind it: where its data are, name, flags, method and size."""
    file.seek(place)
    start = file.read(_DESCRIPTOR + _HEADER.size)
    offset = start.find(_MARK, 0, _DESCRIPTOR + len(_MARK))
    if offset < 0 or len(start) < offset + _HEADER.size:
        return None
    file.seek(place + offset + _HEADER.size)
    _, _, flags, method, _, _, _, size, _, of_name, of_extra = _HEADER.unpack_from(start, offset)
    name = file.read(of_name).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    data = place + offset + _HEADER.size + of_name + of_extra
    file.seek(data)
    return data, name, flags, method, size
