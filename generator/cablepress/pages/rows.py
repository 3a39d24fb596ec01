"""Every cable as lists and links show it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url
from cablepress.archive.records import title_of
from cablepress.model import CableSummary
from cablepress.pages.context import Row


def row_of(record: CableSummary) -> Row:
    """A cable as lists and links show it."""
    return Row(
        id=record.id,
        url=cable_url(record.id, record.created),
        title=title_of(record),
        created=record.created,
        released=record.released,
        classification=record.classification,
        origin=record.origin,
        excerpt=record.excerpt,
    )


class Rows(Mapping[str, Row]):
    """Every cable as lists and links show it, by ID; made when asked for: all together they take much memory."""

    def __init__(self, archive: Archive) -> None:
        self._records = archive.records

    def __getitem__(self, cable_id: str) -> Row:
        return row_of(self._records[cable_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class NotedRows(Mapping[str, Row]):
    """Rows, and which of them somebody asked for."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self.asked: set[str] = set()
        """IDs."""

    def __getitem__(self, cable_id: str) -> Row:
        self.asked.add(cable_id)
        return self._rows[cable_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
