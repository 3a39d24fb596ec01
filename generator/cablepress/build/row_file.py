"""The rows of all cables in one file: what pages show of other cables, read by the workers as they need it.

A cable stands in some seven lists. Sent with every task its row would be packed and unpacked each time; so it is
written once, tasks carry IDs, and a worker reads a row where it stands in the mapped file.
"""

from __future__ import annotations

import hashlib
import marshal
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.errors import naming
from cablepress.pages.context import Row

_VERSION: Final = 2
"""Of marshal's format: the last that writes the same bytes for equal values, however they came about."""

_KEPT: Final = 1 << 13
"""Rows that a worker keeps: the chart of a list asks for those of its first page, and so do lists that overlap."""


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
    offsets: dict[str, int] = {}
    digests: dict[str, bytes] = {}
    end = 0
    unnamed = folder / "rows"
    with naming(unnamed), unnamed.open("wb") as file:
        for cable_id, row in rows.items():
            data = _packed(row)
            offsets[cable_id] = end
            facts = data + marshal.dumps(tuple(beside(cable_id)), _VERSION)
            digests[cable_id] = hashlib.blake2b(facts, digest_size=16).digest()
            end += file.write(data)
    path = folder / f"rows-{hashlib.sha256(b''.join(digests.values())).hexdigest()}"
    with naming(_index(path)):
        _index(path).write_bytes(marshal.dumps(offsets, _VERSION))
    unnamed.replace(path)
    return RowFile(rows, path, digests)


class RowReader(Mapping[str, Row]):
    """The rows that :func:`write_rows` wrote, by ID."""

    def __init__(self, path: Path) -> None:
        self._row = lru_cache(_KEPT)(self._read)
        # Both files were written by this build a moment ago, in its own folder.
        self._offsets: dict[str, int] = marshal.loads(_index(path).read_bytes())  # noqa: S302
        with path.open("rb") as file:
            self._data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if self._offsets else b""

    def __getitem__(self, cable_id: str) -> Row:
        return self._row(cable_id)

    def _read(self, cable_id: str) -> Row:
        data = marshal.loads(self._data[self._offsets[cable_id] :])  # noqa: S302 - it stops at the end of the row
        cable_id, url, title, created, released, classification, origin, excerpt = data
        return Row(cable_id, url, title, _moment(created), _moment(released), classification, origin, excerpt)

    def __iter__(self) -> Iterator[str]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


def _index(path: Path) -> Path:
    return path.with_suffix(".index")


def _packed(row: Row) -> bytes:
    cable_id, url, title, created, released, classification, origin, excerpt = row
    moments = created.isoformat() if created else "", released.isoformat() if released else ""
    return marshal.dumps((cable_id, url, title, *moments, classification, origin, excerpt), _VERSION)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
