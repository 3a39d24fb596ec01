"""The rows of all cables in one file: what pages show of other cables, read by the workers as they need it.

A cable stands in some seven lists. Sent with every task its row would be packed and unpacked each time; so it is
written once, tasks carry IDs, and a worker reads a row where it stands in the mapped file.
"""

from __future__ import annotations

import hashlib
import marshal
import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from cablepress.errors import naming
from cablepress.model import CableSummary
from cablepress.pages.context import Row
from cablepress.pages.rows import row_of

_VERSION: Final = 2
"""Of marshal's format: the last that writes the same bytes for equal values, however they came about."""

_KEPT: Final = 1 << 13
"""Rows that a worker keeps: the chart of a list asks for those of its first page, and so do lists that overlap."""


_KIND: Final = "Q"
"""Of the numbers in the table of places, which workers map: in the largest archive a dict has 45 MB in each of them.

A number has the checksum of an ID above the offset of its row; they are sorted.
"""
_SHIFT: Final = 40
_OFFSET: Final = (1 << _SHIFT) - 1
_SUM: Final = (1 << 64 - _SHIFT) - 1
_DIGEST: Final = 16
"""Bytes of a row's digest."""


class PackedRows(NamedTuple):
    """The rows of some cables as the worker that parsed them leaves them, to be put into the file of all."""

    data: bytes
    """One after the other."""
    places: bytes
    """Numbers for the table of places, as if there were no other rows."""
    digests: bytes
    """Of all that each row says and the TAGS of its cable."""


def pack_rows(records: Iterable[CableSummary]) -> PackedRows:
    """The rows of ``records``."""
    data, places, digests = bytearray(), array(_KIND), bytearray()
    for record in records:
        row = _packed(row_of(record))
        places.append(_sum(record.id) << _SHIFT | len(data))
        data += row
        digests += hashlib.blake2b(row + marshal.dumps(record.tags, _VERSION), digest_size=_DIGEST).digest()
    return PackedRows(bytes(data), places.tobytes(), bytes(digests))


class RowFile(NamedTuple):
    """The rows of all cables, by ID, and where the workers find them."""

    rows: Mapping[str, Row]
    path: Path
    """Another one when a row is: a worker may keep what it read."""
    digests: Mapping[str, bytes]

    def digest_of(self, ids: Iterable[str]) -> bytes:
        """Of everything that the rows of ``ids`` say, and of their TAGS."""
        return hashlib.sha256(b"".join(map(self.digests.__getitem__, ids))).digest()


class RowWriter:
    """Puts the rows of all cables into one file in ``folder``, chunk by chunk, for :class:`RowReader`."""

    def __init__(self, folder: Path) -> None:
        self._unnamed = folder / "rows"
        self._end = 0
        self._places: list[int] = []
        self._digests: dict[str, bytes] = {}

    def add(self, records: Iterable[CableSummary], rows: PackedRows) -> None:
        """Take in the ``rows`` of ``records``; of several with one ID the first counts."""
        with naming(self._unnamed), self._unnamed.open("ab") as file:
            file.write(rows.data)
        starts = range(0, len(rows.digests), _DIGEST)
        digests = [rows.digests[start : start + _DIGEST] for start in starts]
        for record, place, digest in zip(records, memoryview(rows.places).cast(_KIND), digests, strict=True):
            if record.id not in self._digests:
                self._digests[record.id] = digest
                self._places.append(place + self._end)
        self._end += len(rows.data)

    def finish(self, rows: Mapping[str, Row]) -> RowFile:
        """The file of all, which is whole now; ``rows`` are the same in this process."""
        path = self._unnamed.with_name(f"rows-{hashlib.sha256(b''.join(self._digests.values())).hexdigest()}")
        with naming(_index(path)):
            _index(path).write_bytes(array(_KIND, sorted(self._places)).tobytes())
        self._unnamed.touch()
        self._unnamed.replace(path)
        return RowFile(rows, path, self._digests)


class RowReader(Mapping[str, Row]):
    """The rows that :func:`write_rows` wrote, by ID."""

    def __init__(self, path: Path) -> None:
        self._row = lru_cache(_KEPT)(self._read)
        self._table = _mapped(_index(path)).cast(_KIND)
        self._data = _mapped(path)

    def __getitem__(self, cable_id: str) -> Row:
        return self._row(cable_id)

    def _read(self, cable_id: str) -> Row:
        for offset in self._offsets(cable_id):
            # Both files were written by this build a moment ago, in its own folder.
            data = marshal.loads(self._data[offset:])  # noqa: S302 - it stops at the end of the row
            if data[0] == cable_id:
                _, url, title, created, released, classification, origin, excerpt = data
                return Row(
                    cable_id, url, title, moment_of(created), moment_of(released), classification, origin, excerpt
                )
        raise KeyError(cable_id)

    def _offsets(self, cable_id: str) -> Iterator[int]:
        """Where the row may be: at the first of these, unless another ID has the same checksum."""
        total = _sum(cable_id)
        place = bisect_left(self._table, total << _SHIFT)
        while place < len(self._table) and self._table[place] >> _SHIFT == total:
            yield self._table[place] & _OFFSET
            place += 1

    def __iter__(self) -> Iterator[str]:
        places = sorted(found & _OFFSET for found in self._table)
        return (marshal.loads(self._data[place:])[0] for place in places)  # noqa: S302 - see above

    def __len__(self) -> int:
        return len(self._table)


def _sum(cable_id: str) -> int:
    return crc32(cable_id.encode("utf-8", "surrogatepass")) & _SUM


def _mapped(path: Path) -> memoryview:
    """The bytes of a file, which cannot be mapped when there are none."""
    if not path.stat().st_size:
        return memoryview(b"")
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _index(path: Path) -> Path:
    return path.with_suffix(".index")


def _packed(row: Row) -> bytes:
    cable_id, url, title, created, released, classification, origin, excerpt = row
    moments = created.isoformat() if created else "", released.isoformat() if released else ""
    return marshal.dumps((cable_id, url, title, *moments, classification, origin, excerpt), _VERSION)


def moment_of(text: str) -> datetime | None:
    """The moment of its ISO form; ``None`` when empty."""
    return datetime.fromisoformat(text) if text else None
