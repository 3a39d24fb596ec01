"""Lists from the National Archives' Access to Archival Databases, as CSV: overviews of documents, and an index of PDFs.

They hold no texts. Each document becomes a cable without text, which says what the list says and where the
document is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.rows import Dialect, read_rows
from cablepress.importers.text import parse_moment, split_list

_OVERVIEW: Final = frozenset(("Document Number", "Draft Date", "URL"))
_INDEX: Final = frozenset(("Document Number", "Path"))
_NOTE: Final = "Only the description of this document is held here, not its text."


def is_list(entry: Entry) -> bool:
    """Whether the first line names the columns of such a list."""
    names = {cell.strip().strip('"') for cell in entry.head_text.lstrip("\ufeff\n").partition("\n")[0].split(",")}
    return names >= _OVERVIEW or names >= _INDEX


def read_list(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each document of the list."""
    columns: list[str] = []

    def wrong(cells: list[str]) -> str:
        expected = len(columns or cells)
        return "" if len(cells) == expected else f"the row has {len(cells)} columns; expected {expected}"

    for row in read_rows(entry.lines(), Dialect(escaped=False), widths=wrong, begins=lambda line: line.count(",") > 1):
        if row.problem:
            yield Problem("error", "row-refused", f"row {row.number}: {row.problem}", entry.path, row.line, 1)
        elif not columns:
            columns.extend(cell.strip().lstrip("\ufeff") for cell in row.cells)
        else:
            values = {name: cell.strip() for name, cell in zip(columns, row.cells, strict=True)}
            yield from _record(entry, Place(entry.path, row.line, row.number), values)


def _record(entry: Entry, place: Place, values: dict[str, str]) -> Iterator[CableRecord | Problem]:
    date = values.get("Draft Date", "")
    created = parse_moment(date)
    if date and created is None:
        message = f"row {place.row}: Draft Date: {date[:40]!r} is not a date such as 12 JUL 1974"
        yield Problem("warning", "date-unreadable", message, entry.path, place.line)
    where = ", ".join(part for part in (values.get("Path", ""), values.get("URL", "")) if part)
    film, to = values.get("Film Number", ""), values.get("To", "")
    yield CableRecord(
        id=values.get("Document Number", ""),
        text="",
        place=place,
        source=f"National Archives, Access to Archival Databases: {where or entry.name}",
        created=created,
        origin=values.get("From", ""),
        subject=values.get("Subject", ""),
        tags=split_list(values.get("TAGS", ""), ",; "),
        note=" ".join(part for part in (_NOTE, f"Film {film}." * bool(film), f"Sent to {to}." * bool(to)) if part),
    )
