"""``cables.csv`` of September 2011, its form with tabs, and extracts of it with other columns.

The whole archive is one file: 251,287 rows, no head row, eight columns (number, date, ID, origin, classification,
references, header, body), quotes and backslashes escaped by a backslash, line ends real inside quotes. The form with
tabs has no quotes, and a backslash before each line end. Other programs double the quotes; extracts have head rows
with other names. No release date, subject or tags: the text has them. The same columns as JSON are read here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from cablepress.drafts import holds_back
from cablepress.errors import Problem
from cablepress.importers.columns import COLUMNS, our_names, unread
from cablepress.importers.html_text import is_html, text_of_html
from cablepress.importers.inputs import Entry
from cablepress.importers.json_records import cell_of, json_records
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.rows import SIGNS, Dialect, Row, read_rows, sign_between
from cablepress.importers.text import ID, LEVELS, cable_id_in, parse_moment, split_list, unix_lines
from cablepress.importers.text_files import stem_id

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
_TITLE_LINES: Final = 6
"""Lines at the head of a file of which one must be the first of its table."""
_SNIFFED: Final = 60_000
_KEY: Final = re.compile(r'[{,]\s{0,20}"([^"\\\n]{1,60})"\s{0,4}:')


def is_table(entry: Entry) -> bool:
    """Whether the first line begins a row of cables, or names their columns."""
    first = _first_line(entry)[1]
    return bool(_ROW.match(first)) or _head_row(first) is not None


def _first_line(entry: Entry) -> tuple[int, str]:
    """How many lines stand above a table, and its first line; a title may be among those."""
    lines = entry.head_text.lstrip("\ufeff").split("\n")
    above = next((number for number, line in enumerate(lines) if not _ABOVE.fullmatch(line)), 0)
    likely = range(above, min(above + _TITLE_LINES, len(lines)))
    first = next((number for number in likely if _ROW.match(lines[number]) or _head_row(lines[number])), above)
    return first, lines[first]


def is_tab_table(entry: Entry) -> bool:
    """The same, its columns parted by tabs."""
    return is_table(entry) and "\t" in _first_line(entry)[1]


def read_table(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each row of a table of cables."""
    head = entry.head_text.lstrip("\ufeff")
    above, first = _first_line(entry)
    named = _head_row(first)
    # Some extracts have no number in front.
    columns: tuple[str, ...] = COLUMNS if _NUMBERED.match(first) else COLUMNS[1:]
    width = len(named or columns)
    begins: Callable[[str], object] = _LOOSE.match if named else _ROW.match
    is_first = True
    for row in read_rows(_lines(entry, above), sniffed(head, first), widths=partial(_wrong, width), begins=begins):
        if row.problem:
            yield Problem("error", "row-refused", f"row {row.number}: {row.problem}", entry.path, row.line)
        elif (
            (named and row.number == 1)
            or not any(map(str.strip, row.cells))
            or [cell.strip() for cell in row.cells] == named
        ):
            # The names of the columns, again where tables were put together; and what a spreadsheet has below.
            continue
        else:
            if named and is_first:
                columns = our_names(named, row.cells) or columns
                yield from unread(columns, entry.path, above + 1)
            is_first = False
            yield from record_of(entry, row, dict(zip(columns, row.cells, strict=True)), as_given=named is None)


def _wrong(width: int, cells: list[str]) -> str:
    return "" if len(cells) == width else f"the row has {len(cells)} columns; expected {width}"


def _lines(entry: Entry, above: int) -> Iterator[str]:
    """The lines of a table; those above it are empty to its reader, so that each row has the number of its own line."""
    return ("\n" if number < above else line for number, line in enumerate(entry.lines())) if above else entry.lines()


def sniffed(head: str, first: str) -> Dialect:
    """How the table that begins with ``head`` is written."""
    found = _ROW.match(first)
    sign = (found["sign"] or found["other"]) if found else sign_between(first)
    quote = "'" if first.startswith("'") else '"'
    text = head[:_SNIFFED]
    in_words = _has_ends_in_words(text, sign)
    if sign == "\t" and not _QUOTED_CELL.match(first) and ("\\\n" in text or not _LONG_CELL.search(text)):
        return Dialect(sign, quoted=False, ends_in_words=in_words)
    if in_words:
        text = _END_IN_WORDS.sub("", text)
    # A backslash before anything but a quote, a backslash or a line end is none that escapes.
    escapes = len(re.findall(rf"\\[{quote}\\\n]", text))
    plain = len(re.findall(rf"(?<!\\)\\(?![{quote}\\\n])", text))
    doubled = len(re.findall(rf"[^{SIGNS}\n{quote}\\]{quote}{quote}[^{SIGNS}\n{quote}]", text))
    return Dialect(
        sign,
        escaped=doubled == 0 and (escapes > 0 or plain == 0),
        quote=quote,
        spaced=re.search(rf"{re.escape(sign)} +{quote}", first) is not None,
        ends_in_words=in_words,
    )


_QUOTED_CELL: Final = re.compile(r'"[^"\t]*"\t')
_LONG_CELL: Final = re.compile(r'\t"(?:[^"\t]|"")*\n')
"""A quoted cell of several lines, as spreadsheets write it."""
_END_IN_WORDS: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[nr]")
_FEWEST_ENDS: Final = 3


def _has_ends_in_words(text: str, sign: str) -> bool:
    r"""Whether line ends are written as ``\n``: each line is then a whole row."""
    if len(_END_IN_WORDS.findall(text)) < _FEWEST_ENDS:
        return False
    rows = text.split("\n")[:-1] or [text]
    return all(sign in row for row in rows if row.strip())


def _head_row(first: str) -> list[str] | None:
    """The names of the columns, where the first line names those of cables."""
    cells = [cell.strip().strip("\"'").strip() for cell in first.split(sign_between(first))]
    if len(cells) < 2 or any(cable_id_in(cell) for cell in cells):
        return None
    names = our_names(cells)
    return cells if names and (len(cells) > 2 or "body" in names) else None


def is_json(entry: Entry) -> bool:
    """Whether it is JSON of records with the table's columns, in a list, a line each or anywhere in an object."""
    head = entry.head_text.lstrip("\ufeff \n\t")
    if head[:1] not in ("[", "{"):
        return False
    keys = _KEY.findall(head[:_SNIFFED])
    is_named = stem_id(entry) or any(map(cable_id_in, keys))
    return our_names([*keys, "id"] if is_named else keys) is not None


def read_json(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each record of the file."""
    said: set[str] = set()
    for found in json_records(entry, _is_record):
        if isinstance(found, Problem):
            yield found
            continue
        values = found.values if _is_record(found.values) else {**found.values, "id": stem_id(entry)}
        cells = [cell_of(value) for value in values.values()]
        names = our_names(list(values), cells) or tuple(values)
        yield from (problem for problem in unread(names, entry.path, found.line) if problem.message not in said)
        said.update(problem.message for problem in unread(names, entry.path, found.line))
        yield from record_of(entry, Row(found.number, found.line, []), dict(zip(names, cells, strict=True)), "record")


def _is_record(values: Mapping[str, Any]) -> bool:
    return our_names(list(values)) is not None


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
    header, body = cells.get("header", ""), cells.get("body", "")
    if is_html(header) or is_html(body):
        yield Problem("warning", "text-html", f"{what} {row.number}: the text is HTML; its tags are taken out",
                      entry.path, row.line)  # fmt: skip
        header, body = (text_of_html(text) if is_html(text) else text for text in (header, body))
    held = [name for name, value in cells.items() if name not in _READ and holds_back(name, value)]
    if held:
        message = f"{what} {row.number}: {held[0].strip()}: {cells[held[0]][:40]!r} may mark a draft; imported as one"
        yield Problem("warning", "draft-imported", message, entry.path, row.line)
    given = cells.get("id", "").strip()
    if given.isdecimal():
        message = f"{what} {row.number}: {given[:40]!r} is a number; expected a Reference ID such as 07ASTANA1848"
        yield Problem("error", "id-refused", message, entry.path, row.line)
        return
    yield CableRecord(
        id=cable_id_in(given) or given,
        text=_text(header, body),
        place=Place(entry.path, row.line, row.number),
        source=f"{entry.name}, {what} {row.number}",
        created=created,
        released=parse_moment(cells.get("released", "")),
        classification=_known(cells.get("classification", "")),
        origin=_known(cells.get("origin", "")),
        subject=_known(cells.get("subject", "")),
        tags=split_list(_known(cells.get("tags", "")), ", ;|"),
        given_references=split_list(_known(cells.get("references", "")), "|,;"),
        draft=bool(held),
    )


_READ: Final = frozenset((*COLUMNS, "released", "subject", "tags"))


def _known(cell: str) -> str:
    """A cell without what tables write for nothing."""
    cell = cell.strip()
    return "" if cell in ("N", "\\N", "NULL", "n/a", "None") else cell


def _text(header: str, body: str) -> str:
    header, body = unix_lines(header).strip("\n"), unix_lines(body)
    return "\n\n".join(part for part in (header, body) if part)
