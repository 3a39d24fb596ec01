"""The rows of all cables in one file: what pages show of other cables, read by the workers as they need it.

A cable stands in some seven lists. Sent with every task its row would be packed and unpacked each time; so it is
written once, tasks carry IDs, and a worker reads a row where it stands in the mapped file.
"""

from __future__ import annotations

import hashlib
import marshal
import mmap
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from cablepress.errors import naming
from cablepress.pages.context import Row

_VERSION: Final = 2
"""Of marshal's format: the last that writes the same bytes for equal values, however they came about."""

_KEPT: Final = 1 << 13
"""Rows that a worker keeps: the chart of a list asks for those of its first page, and so do lists that overlap."""


_KIND: Final = "Q"
_WIDTH: Final = 8
"""Of the numbers in the table of places, which workers map: in the largest archive a dict has 45 MB in each of them.

A number has the checksum of an ID above 1 more than the offset of its row; 0 is a free place.
"""
_SHIFT: Final = 40
_OFFSET: Final = (1 << _SHIFT) - 1
_SUM: Final = (1 << 64 - _SHIFT) - 1


class RowFile(NamedTuple):
    """The rows of all cables, by ID, and where the workers find them."""

    rows: Mapping[str, Row]
    path: Path
    """Another one when a row is: a worker may keep what it read."""
    digests: Mapping[str, bytes]

    def digest_of(self, ids: Iterable[str]) -> bytes:
        """Of everything that the rows of ``ids`` say, and of their TAGS."""
        return hashlib.sha256(b"".join(map(self.digests.__getitem__, ids))).digest()


def write_rows(folder: Path, rows: Mapping[str, Row], beside: Callable[[str], Sequence[str]] = lambda _: ()) -> RowFile:
    """Write ``rows`` into ``folder`` for :class:`Rows`.

    ``beside`` gives what is not in the row of a cable and has part in its digest.
    """
    table = array(_KIND, bytes((2 << len(rows).bit_length()) * _WIDTH))
    digests: dict[str, bytes] = {}
    end = 0
    unnamed = folder / "rows"
    with naming(unnamed), unnamed.open("wb") as file:
        for cable_id, row in rows.items():
            data = _packed(row)
            _put(table, cable_id, end)
            facts = data + marshal.dumps(tuple(beside(cable_id)), _VERSION)
            digests[cable_id] = hashlib.blake2b(facts, digest_size=16).digest()
            end += file.write(data)
    path = folder / f"rows-{hashlib.sha256(b''.join(digests.values())).hexdigest()}"
    with naming(_index(path)):
        _index(path).write_bytes(table.tobytes())
    unnamed.replace(path)
    return RowFile(rows, path, digests)


def _put(table: array[int], cable_id: str, offset: int) -> None:
    """Note in ``table`` where a row is: at the place that its ID says or, where that is taken, behind it."""
    total = _sum(cable_id)
    place = total % len(table)
    while table[place]:
        place = (place + 1) % len(table)
    table[place] = total << _SHIFT | offset + 1


def _find(table: memoryview, cable_id: str) -> Iterator[int]:
    """Where a row may be: at the first of these offsets, unless another ID has the same checksum."""
    total = _sum(cable_id)
    place = total % len(table)
    while found := table[place]:
        if found >> _SHIFT == total:
            yield (found & _OFFSET) - 1
        place = (place + 1) % len(table)


def _sum(cable_id: str) -> int:
    return crc32(cable_id.encode("utf-8", "surrogatepass")) & _SUM


class RowReader(Mapping[str, Row]):
    """The rows that :func:`write_rows` wrote, by ID."""

    def __init__(self, path: Path) -> None:
        self._row = lru_cache(_KEPT)(self._read)
        self._table = _mapped(_index(path)).cast(_KIND)
        self._data = _mapped(path)

    def __getitem__(self, cable_id: str) -> Row:
        return self._row(cable_id)

    def _read(self, cable_id: str) -> Row:
        for offset in _find(self._table, cable_id):
            # Both files were written by this build a moment ago, in its own folder.
            data = marshal.loads(self._data[offset:])  # noqa: S302 - it stops at the end of the row
            if data[0] == cable_id:
                _, url, title, created, released, classification, origin, excerpt = data
                return Row(
                    cable_id, url, title, moment_of(created), moment_of(released), classification, origin, excerpt
                )
        raise KeyError(cable_id)

    def __iter__(self) -> Iterator[str]:
        places = sorted((found & _OFFSET) - 1 for found in self._table if found)
        return (marshal.loads(self._data[place:])[0] for place in places)  # noqa: S302 - see above

    def __len__(self) -> int:
        return sum(1 for found in self._table if found)


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
