"""``cables.csv`` of September 2011, its form with tabs, and extracts of it with other columns.

The whole archive is one file: 251,287 rows, no head row, eight columns (number, date, ID, origin, classification,
references, header, body), quotes and backslashes escaped by a backslash, line ends real inside quotes. The form with
tabs has no quotes, and a backslash before each line end. Other programs double the quotes; extracts have head rows
with other names. No release date, subject or tags: the text has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.rows import Dialect, Row, read_rows
from cablepress.importers.text import ID, LEVELS, parse_moment, split_list, unix_lines

COLUMNS: Final = ("number", "created", "id", "origin", "classification", "references", "header", "body")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("number", "ident", "row", "no"),
    "created": ("date", "created", "cabledate", "date_time", "datetime", "created_at"),
    "id": (
        "identifier",
        "mrn",
        "canonical_id",
        "refid",
        "reference_id",
        "cable",
        "identifier",
        "mrn",
        "canonical_id",
        "reference id",
        "referenceid",
        "label",
        "ref_id",
        "cable_id",
        "ref",
    ),
    "origin": ("origin", "location", "embassy", "source", "from"),
    "classification": ("classification", "class"),
    "references": ("references", "destination", "referrer", "refs", "referenced"),
    "released": ("released", "release", "reldate"),
    "subject": ("subject", "title"),
    "tags": ("tags",),
    "header": ("header", "head"),
    "body": ("body", "content", "text"),
}
"""Names that programs gave to the columns, beside our own; a column ``id`` is the ID when no other is."""

_DATE: Final = r"(?:\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?)"
_ROW: Final = re.compile(rf'(?:"?\d{{1,8}}"?[,\t;])?"?{_DATE}"?(?P<sign>[,\t;])')
_NUMBERED: Final = re.compile(r'"?\d{1,8}"?[,\t;]')
_LOOSE: Final = re.compile(
    r'(?=.{0,200}\d{1,4}[/-]\d{1,2}[/-]\d{1,4})(?=.{0,200}\d\d[A-Z]{2,}\d)"?[^",;\t]{1,60}"?[,;\t]'
)
_SNIFFED: Final = 60_000


def is_table(entry: Entry) -> bool:
    """Whether the first line begins a row of cables, or names their columns."""
    first = entry.head_text.lstrip("\ufeff\n").partition("\n")[0]
    return bool(_ROW.match(first)) or _head_row(first) is not None


def is_tab_table(entry: Entry) -> bool:
    """The same, its columns parted by tabs."""
    return is_table(entry) and "\t" in entry.head_text.lstrip("\ufeff\n").partition("\n")[0]


def read_table(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each row of a table of cables."""
    head = entry.head_text.lstrip("\ufeff")
    first = head.lstrip("\n").partition("\n")[0]
    named = _head_row(first)
    # Some extracts have no number in front.
    columns = named or (COLUMNS if _NUMBERED.match(first) else COLUMNS[1:])
    begins: Callable[[str], object] = _LOOSE.match if named else _ROW.match

    def wrong(cells: list[str]) -> str:
        if len(cells) != len(columns):
            return f"the row has {len(cells)} columns; expected {len(columns)}"
        return ""

    for row in read_rows(entry.lines(), sniffed(head, first), widths=wrong, begins=begins):
        if named and row.number == 1:
            continue
        if row.problem:
            yield Problem("error", "row-refused", f"row {row.number}: {row.problem}", entry.path, row.line)
        else:
            yield from _record(entry, row, dict(zip(columns, row.cells, strict=True)), as_given=named is None)


def sniffed(head: str, first: str) -> Dialect:
    """How the table that begins with ``head`` is written."""
    signs = ("\t", ",", ";")
    found = _ROW.match(first)
    sign = found["sign"] if found else max(signs, key=first.count)
    text = head[:_SNIFFED]
    if sign == "\t" and not re.match(r'"[^"\t]*"\t', first):
        return Dialect(sign, quoted=False)
    # A backslash before anything but a quote, a backslash or a line end is none that escapes.
    escapes = len(re.findall(r'\\["\\\n]', text))
    plain = len(re.findall(r'(?<!\\)\\(?!["\\\n])', text))
    doubled = len(re.findall(r'[^,;\t\n"\\]""[^,;\t\n"]', text))
    return Dialect(sign, escaped=doubled == 0 and (escapes > 0 or plain == 0))


def _head_row(first: str) -> tuple[str, ...] | None:
    """Our names of the columns, where the first line names them; an unknown one keeps its own."""
    sign = max("\t,;", key=first.count)
    cells = [cell.strip().strip('"').strip().casefold() for cell in first.split(sign)]
    if len(cells) < 3 or any(ID.fullmatch(cell.upper()) for cell in cells):
        return None
    found = [next((ours for ours, names in _NAMES.items() if cell in names), cell) for cell in cells]
    if "id" not in found and "_id" in found:
        found[found.index("_id")] = "id"
    if found.count("id") == 2:
        # "id" is the number of the row where another column is the Reference ID.
        found[cells.index("id")] = "number"
    return tuple(found) if "id" in found and {"body", "header", "created"} & set(found) else None


def _record(entry: Entry, row: Row, cells: dict[str, str], *, as_given: bool) -> Iterator[CableRecord | Problem]:
    if as_given and cells["origin"] in LEVELS and cells["classification"] not in LEVELS:
        cells["origin"], cells["classification"] = cells["classification"], cells["origin"]
    created = parse_moment(cells.get("created", ""))
    if created is None and cells.get("created", "").strip():
        message = f"row {row.number}: created: {cells['created'][:40]!r} is not a date such as 3/4/2009 12:34"
        yield Problem("warning", "date-unreadable", message, entry.path, row.line)
    references = cells.get("references", "")
    yield CableRecord(
        id=cells["id"].strip(),
        text=_text(cells.get("header", ""), cells.get("body", "")),
        place=Place(entry.path, row.line, row.number),
        source=f"{entry.name}, row {row.number}",
        created=created,
        released=parse_moment(cells.get("released", "")),
        classification=_known(cells.get("classification", "")),
        origin=_known(cells.get("origin", "")),
        subject=_known(cells.get("subject", "")),
        tags=split_list(_known(cells.get("tags", "")), ", ;|"),
        given_references=split_list(_known(references), "|,;"),
    )


def _known(cell: str) -> str:
    """A cell without what tables write for nothing."""
    cell = cell.strip()
    return "" if cell in ("N", "\\N", "NULL", "n/a", "None") else cell


def _text(header: str, body: str) -> str:
    header, body = unix_lines(header).strip("\n"), unix_lines(body)
    return "\n\n".join(part for part in (header, body) if part)
