"""``cables.csv`` of September 2011, its form with tabs, and extracts of it with other columns.

The whole archive is one file: 251,287 rows, no head row, eight columns (number, date, ID, origin, classification,
references, header, body), quotes and backslashes escaped by a backslash, line ends real inside quotes. The form with
tabs has no quotes, and a backslash before each line end. Other programs double the quotes; extracts have head rows
with other names. No release date, subject or tags: the text has them. The same columns as JSON are read here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from cablepress.errors import Problem
from cablepress.importers.inputs import Entry
from cablepress.importers.json_records import json_records
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.rows import Dialect, Row, read_rows
from cablepress.importers.text import ID, LEVELS, parse_moment, split_list, unix_lines

COLUMNS: Final = ("number", "created", "id", "origin", "classification", "references", "header", "body")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("number", "ident", "row", "no"),
    "created": ("date", "created", "cabledate", "date_time", "datetime", "created_at", "cable_time", "sent"),
    "id": (
        *("identifier", "mrn", "canonical_id", "refid", "reference_id", "reference id", "referenceid", "label"),
        *("ref_id", "cable_id", "cable", "ref"),
    ),
    "origin": ("origin", "location", "embassy", "source", "from"),
    "classification": ("classification", "class"),
    "references": ("references", "destination", "referrer", "refs", "referenced", "given_references"),
    "released": ("released", "release", "reldate", "release_time", "release_date"),
    "subject": ("subject", "title"),
    "tags": ("tags",),
    "header": ("header", "head", "cable header"),
    "body": ("body", "content", "text"),
}
"""Names that programs gave to the columns, beside our own; a column ``id`` is the ID when no other is."""

SIGNS: Final = ",\t;|^\x1f"
"""What columns are parted by."""
_DATE: Final = (
    r"(?:\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d\d(?::\d\d)?(?: ?[APap]\.?[Mm]\.?)?"
    r"|\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d[0-9:.+Z-]{0,16})"
)
_ROW: Final = re.compile(
    rf"(?:(?P<q>[\"']?)\d{{1,8}}(?P=q) {{0,3}}[{SIGNS}] {{0,3}})?"
    rf"(?P<quote>[\"']?)(?:{_DATE}(?P=quote) {{0,3}}(?P<sign>[{SIGNS}])"
    # Whatever the date is: what follows is an ID.
    rf"|[^\"'{SIGNS}\n]{{0,40}}(?P=quote) {{0,3}}(?P<other>[{SIGNS}]) {{0,3}}(?P=quote){ID.pattern}(?P=quote)"
    rf" {{0,3}}(?P=other))"
)
_NUMBERED: Final = re.compile(rf"(?P<q>[\"']?)\d{{1,8}}(?P=q) {{0,3}}[{SIGNS}] {{0,3}}(?![\"']?{ID.pattern}\b)")
_LOOSE: Final = re.compile(
    rf"(?=.{{0,200}}\d{{1,4}}[/-]\d{{1,2}}[/-]\d{{1,4}})(?=.{{0,200}}\d\d[A-Z]{{2,}}\d)[\"']?[^\"'{SIGNS}]{{1,60}}[\"']?[{SIGNS}]"
)
_ABOVE: Final = re.compile(rf"#.*|sep=[{SIGNS}]|\s*", re.IGNORECASE)
"""Lines above a table that are none of its rows: remarks, and the sign that a spreadsheet is told."""
_SNIFFED: Final = 60_000
_KEY: Final = re.compile(r'[{,]\s{0,20}"([A-Za-z_ ]{1,30})"\s{0,4}:')


def is_table(entry: Entry) -> bool:
    """Whether the first line begins a row of cables, or names their columns."""
    first = _first_line(entry)[1]
    return bool(_ROW.match(first)) or _head_row(first) is not None


def _first_line(entry: Entry) -> tuple[int, str]:
    """How many lines stand above a table, and its first line."""
    lines = entry.head_text.lstrip("\ufeff").split("\n")
    above = next((number for number, line in enumerate(lines) if not _ABOVE.fullmatch(line)), 0)
    return above, lines[above]


def is_tab_table(entry: Entry) -> bool:
    """The same, its columns parted by tabs."""
    return is_table(entry) and "\t" in _first_line(entry)[1]


def read_table(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each row of a table of cables."""
    head = entry.head_text.lstrip("\ufeff")
    above, first = _first_line(entry)
    named = _head_row(first)
    # Some extracts have no number in front.
    columns = named or (COLUMNS if _NUMBERED.match(first) else COLUMNS[1:])
    begins: Callable[[str], object] = _LOOSE.match if named else _ROW.match

    def wrong(cells: list[str]) -> str:
        if len(cells) != len(columns):
            return f"the row has {len(cells)} columns; expected {len(columns)}"
        return ""

    # Lines above the table are empty to its reader, so that each row has the number of its own line.
    lines = entry.lines()
    if above:
        lines = ("\n" if number < above else line for number, line in enumerate(entry.lines()))
    for row in read_rows(lines, sniffed(head, first), widths=wrong, begins=begins):
        if named and row.number == 1:
            continue
        if row.problem:
            yield Problem("error", "row-refused", f"row {row.number}: {row.problem}", entry.path, row.line)
        else:
            yield from record_of(entry, row, dict(zip(columns, row.cells, strict=True)), as_given=named is None)


def sniffed(head: str, first: str) -> Dialect:
    """How the table that begins with ``head`` is written."""
    found = _ROW.match(first)
    sign = (found["sign"] or found["other"]) if found else max(SIGNS, key=first.count)
    quote = "'" if first.startswith("'") else '"'
    spaced = re.search(rf"{re.escape(sign)} +{quote}", first) is not None
    text = head[:_SNIFFED]
    if sign == "\t" and not re.match(r'"[^"\t]*"\t', first):
        return Dialect(sign, quoted=False)
    # A backslash before anything but a quote, a backslash or a line end is none that escapes.
    escapes = len(re.findall(rf"\\[{quote}\\\n]", text))
    plain = len(re.findall(rf"(?<!\\)\\(?![{quote}\\\n])", text))
    doubled = len(re.findall(rf"[^{SIGNS}\n{quote}\\]{quote}{quote}[^{SIGNS}\n{quote}]", text))
    return Dialect(sign, escaped=doubled == 0 and (escapes > 0 or plain == 0), quote=quote, spaced=spaced)


def _head_row(first: str) -> tuple[str, ...] | None:
    """Our names of the columns, where the first line names them; an unknown one keeps its own."""
    sign = max(SIGNS, key=first.count)
    cells = [cell.strip().strip("\"'").strip().casefold() for cell in first.split(sign)]
    if len(cells) < 3 or any(ID.fullmatch(cell.upper()) for cell in cells):
        return None
    return our_names(cells)


def our_names(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Our names of columns; an unknown one keeps its own. ``None`` where they are not those of cables."""
    found = [next((ours for ours, names in _NAMES.items() if cell in names), cell) for cell in cells]
    if "id" not in found and "_id" in found:
        found[found.index("_id")] = "id"
    if found.count("id") == 2 and "id" in cells:
        # "id" is the number of the row where another column is the Reference ID.
        found[cells.index("id")] = "number"
    if found.count("id") == 2 and "_id" in cells:
        found[cells.index("_id")] = "number"
    return tuple(found) if "id" in found and {"body", "header", "created"} & set(found) else None


def is_json(entry: Entry) -> bool:
    """Whether it is JSON of records with the table's columns, in a list or a line each."""
    head = entry.head_text.lstrip("\ufeff \n\t")
    return head[:1] in ("[", "{") and our_names([key.casefold() for key in _KEY.findall(head[:_SNIFFED])]) is not None


def read_json(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each object of the list, or of the lines."""
    for found in json_records(entry):
        if isinstance(found, Problem):
            yield found
            continue
        names = our_names([key.casefold() for key in found.values]) or found.values
        cells = {name: _cell(value) for name, value in zip(names, found.values.values(), strict=True)}
        yield from record_of(entry, Row(found.number, found.line, []), cells, "record")


def _cell(value: Any) -> str:
    """A value of JSON as a cell of a table."""
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value)


def record_of(
    entry: Entry, row: Row, cells: dict[str, str], what: str = "row", *, as_given: bool = False
) -> Iterator[CableRecord | Problem]:
    """The record of one row with our names of the columns; ``what`` it is called there."""
    if as_given and cells["origin"] in LEVELS and cells["classification"] not in LEVELS:
        cells["origin"], cells["classification"] = cells["classification"], cells["origin"]
    created = parse_moment(cells.get("created", ""))
    if created is None and cells.get("created", "").strip():
        message = f"{what} {row.number}: created: {cells['created'][:40]!r} is not a date such as 3/4/2009 12:34"
        yield Problem("warning", "date-unreadable", message, entry.path, row.line)
    references = cells.get("references", "")
    yield CableRecord(
        id=cells.get("id", "").strip(),
        text=_text(cells.get("header", ""), cells.get("body", "")),
        place=Place(entry.path, row.line, row.number),
        source=f"{entry.name}, {what} {row.number}",
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
