"""Residue of the archive's own dumps in the text of a page: 486 of 6,618 pages of the first releases have some.

Newspapers handed texts back in the form in which they had them, and what came with it was published::

    text     = [ header ], [ abstract ], [ record ], whole text, [ trailer ] ;
    abstract = the first 200 to 500 characters of the text, "..." ;
    record   = keys | fields | row | dated ;
    keys     = "id:", "date:", "refid:", "origin:", "classification:", "destination:", "header:", "header ends" ;
    fields   = ID, origin, classification, [ references ], header, each on lines of its own ;
    row      = number, date, ID, origin, classification, references, header, text: parted by commas or tabs ;
    dated    = "ID:", number, "Cable dated:", date and time ;

A row of commas has its quotes doubled, one of tabs a backslash at each line end. All of it is cut, with its reason; the
record's list of references is kept, to be compared with those of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines
from cablepress.cable.top.classification import parse_classification, with_date_line
from cablepress.model import Cut


class Dump(NamedTuple):
    """What a record of the archive says."""

    references: tuple[str, ...]
    """IDs of its list."""
    line: int
    """Number in the file of the record's first line."""


class _Record(NamedTuple):
    """Where a record stands: from line ``begin``, ``column`` to line ``end``, where the text begins at ``behind``."""

    begin: int
    column: int
    end: int
    behind: int
    references: str
    quoted: bool = False
    """Whether the text is the last cell of a row in quotes."""
    header: int = 0
    """Column of line ``begin`` at which the header begins, in a row."""
    gap: int = 0
    """Column of line ``end`` at which the header ends, in a row."""
    lost_ends: bool = False
    """Whether the line ends of the text may have been lost."""


class _Text:
    """The lines, from which is taken out."""

    __slots__ = ("number", "text")

    def __init__(self, raw: Lines) -> None:
        self.text = list(raw.text)
        self.number = list(raw.number)


_KEY = re.compile(r"[ \t]{0,4}(?:id|date|refid|ref id|origin|classification|destination|header) ?:", re.IGNORECASE)
_FIRST_KEY = re.compile(r"\bid ?: ?[0-9]")
_REFID = re.compile(r"[ \t]{0,4}(?:ref ?id) ?: ?[0-9]{2,4}[A-Z]", re.IGNORECASE)
_IN_ONE_LINE = re.compile(r"\bref ?id ?: ?[0-9]{2,4}[A-Z]{2,40}[0-9]{1,9}\b.{0,80}\borigin ?:", re.IGNORECASE)
_DESTINATION = re.compile(r"\bdestination ?:[ \t]{0,4}(?P<list>[0-9A-Z|]{0,9999})", re.IGNORECASE)
_HEADER_ENDS = re.compile(r"[ \t]{0,4}-{3,60} ?header ends ?-{3,60}", re.IGNORECASE)
_DATED = re.compile(
    r"[ \t\"]{0,4}ID: ?[0-9]{1,9}[ \t]{0,4}(?:Cable )?dated: ?"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:]{5,8}Z?)?[ \t]{0,4}",
    re.IGNORECASE,
)
"""``ID:248885 Cable dated:2010-02-16T06:54:00``, mostly with the line ends of the text lost behind it."""
_DATE = r"\"?(?:[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4})(?:[ T][0-9:]{4,8})?Z?\"?"
_ID = r"\"?[0-9]{2,4}[A-Z]{2,40}[0-9]{1,9}\"?"
_ROW = re.compile(
    rf"\"?[0-9]{{1,9}}\"?(?P<part>,|\t){_DATE}(?P=part){_ID}(?P=part)(?:\"[^\"\n]{{0,80}}\"|[^,\t\"\n]{{0,80}})(?P=part)"
    rf"\"?[A-Z/ ]{{6,40}}\"?(?P=part)\"?(?P<list>[0-9A-Z|]{{0,9999}})\"?(?P=part)"
)
_NEXT_CELL = re.compile(r"\"?(?:,|\t)\"?(?=[^,\t\n])")
_ID_ALONE = re.compile(r"[0-9]{2,4}[A-Z]{2,40}[0-9]{1,9}")
_LIST_ALONE = re.compile(r"[0-9A-Z]{6,40}(?:\|[0-9A-Z]{6,40}){0,400}")
_NUMBER_OR_DATE = re.compile(rf"(?:[0-9]{{1,9}}|{_DATE})$")
_NO_LETTERS = re.compile(r"[^A-Za-z0-9]+")
_KEY_BLOCK = ("Key fingerprint", "-----BEGIN PGP")
_HEADER_LINE = re.compile(
    r"VZCZC|ZNY |[ZOPR]{2} R[A-Z]{4,6}|DE R[A-Z]{3,6} #|(?:[ZOPR] ){0,3}[0-9]{6}Z |"
    r"FM [A-Z]|TO [A-Z]|INFO R|R[UH][A-Z]{3,6}/|This record is a partial extract"
)
LONGEST_ABSTRACT = 1500
"""Characters of an abstract; 200 to 500 are usual."""
LONGEST_RECORD = 400
"""Lines of a record with its header."""
SHORTEST_HEAD = 8
"""Characters of a classification line with post and number."""
FEWEST_ESCAPES = 3
"""Lines that end in a backslash, for it to be no part of the text."""


def may_have_residue(text: str, begin: int, cable_id: str) -> bool:
    """Whether it is worth while to look: a quick look for what every such text has, from ``begin`` on."""
    if "\\" in text and ("\\\n" in text or "\\ \n" in text):
        return True
    top = text[begin : begin + LONGEST_TOP]
    named = cable_id in top if len(cable_id) >= SHORTEST_ID else "refid" in top
    if named or "able dated" in top or "BEGIN PGP" in top:
        return True
    if "..." in top and _DOTS_END.search(top):
        return True
    return "…" in top and _ABSTRACT_ENDS.search(top) is not None


_CLOSED = r"[\"”)\]]{0,2} ?(?:\n|$)"
_DOTS_END = re.compile(rf"\.\.\.{_CLOSED}")
_ABSTRACT_ENDS = re.compile(rf"(?:\.\.\.|…){_CLOSED}")
"""``...``, also in brackets or before the quote that closes it."""
SHORTEST_ID = 5
LONGEST_TOP = 6000
"""Characters in which the record of a dump begins: it stands behind an abstract, which is short."""


def take_out(raw: Lines, cuts: list[Cut]) -> tuple[Lines, Dump | None]:
    """``raw`` without the residue of a dump, which is listed in ``cuts``, and what its record says."""
    lines = _Text(raw)
    _cut_key_block(lines, cuts)
    _cut_backslashes(lines, cuts)
    record = _find_record(lines.text)
    if record is None:
        _cut_repeated(lines, cuts)
        return Lines(lines.text, lines.number), None
    dump = Dump(tuple(filter(None, record.references.split("|"))), lines.number[record.begin])
    if record.quoted:
        _undo_quotes(lines, record, cuts)
    _cut_record(lines, record, cuts)
    if record.lost_ends:
        _part_paragraphs(lines)
    return Lines(lines.text, lines.number), dump if record.references else None


def _cut_key_block(lines: _Text, cuts: list[Cut]) -> None:
    """The public key with which many stored pages begin."""
    begin = next((i for i, line in enumerate(lines.text[:60]) if line.lstrip().startswith(_KEY_BLOCK)), -1)
    if begin < 0:
        return
    end = next((i for i, line in enumerate(lines.text) if "END PGP PUBLIC KEY BLOCK" in line and i >= begin), -1)
    if end >= 0:
        _cut_lines(lines, begin, end + 1, "web-chrome", cuts)


def _cut_backslashes(lines: _Text, cuts: list[Cut]) -> None:
    """The escape of the line ends in a row of tabs; one cut for each run of lines."""
    ending = [index for index, line in enumerate(lines.text) if line.endswith("\\")]
    if len(ending) < FEWEST_ESCAPES or 4 * len(ending) < sum(map(bool, lines.text)):
        return
    begin = 0
    for place, index in enumerate(ending):
        lines.text[index] = lines.text[index][:-1].rstrip()
        following = ending[place + 1] if place + 1 < len(ending) else -1
        if following < 0 or lines.number[following] != lines.number[index] + 1:
            run = ending[begin : place + 1]
            cuts.append(Cut("dump-escape", lines.number[run[0]], "\n".join(["\\"] * len(run))))
            begin = place + 1


_GLUED_START = re.compile(
    rf"(?<=[.)\]\"'?!:a-z])(?=[0-9]{{1,2}}\. {{0,2}}{vocabulary.PORTION})|"
    r"(?<=[.)\]\"'?!])(?=[0-9]{1,2}\. {1,2}[A-Z])"
)
"""A numbered paragraph behind the sentence before it, its line end lost: ``…at noon.2. (C) Nothing``."""


def _part_paragraphs(lines: _Text) -> None:
    """Cut the lines before each numbered paragraph that lost its line end."""
    for index in range(len(lines.text) - 1, -1, -1):
        parts = _GLUED_START.split(lines.text[index])
        if len(parts) > 1:
            lines.text[index : index + 1] = [part.rstrip() for part in parts]
            lines.number[index : index + 1] = [lines.number[index]] * len(parts)


def _find_record(lines: list[str]) -> _Record | None:
    """The first record in ``lines``, of whichever form; a file that only looks like records is given up soon."""
    tries = 0
    for index, line in enumerate(lines):
        if not line:
            continue
        found = None
        first = line[0]
        if first in '0123456789"' and (row := _ROW.match(line)):
            found = _row(lines, index, row)
        elif first in _DIGITS and _ID_ALONE.fullmatch(line):
            found = _fields(lines, index)
        elif "ated" in line and (dated := _DATED.match(line)):
            found = _Record(index, 0, index, dated.end(), "", lost_ends=True)
        elif ":" in line and (_REFID.match(line) or _IN_ONE_LINE.search(line)):
            found = _keys(lines, index)
        else:
            continue
        tries += 1
        if found or tries == MOST_TRIES:
            return found
    return None


_DIGITS = frozenset("0123456789")
MOST_TRIES = 12
"""Lines that look like a part of a record, of which one must be."""


def _keys(lines: list[str], refid: int) -> _Record | None:
    """The record of keys of which line ``refid`` is one."""
    begin = refid
    lowest = max(0, refid - LONGEST_RECORD)
    while begin > lowest and (_KEY.match(lines[begin - 1]) or (not lines[begin - 1] and _KEY.match(lines[begin - 2]))):
        begin -= 1
    first = None if _KEY.match(lines[begin]) else _FIRST_KEY.search(lines[begin])
    column = first.start() if first else 0
    references = ""
    for index in range(begin, min(refid + LONGEST_RECORD, len(lines))):
        line = lines[index]
        if not references and (found := _DESTINATION.search(line)):
            references = found["list"]
        if (ends := _HEADER_ENDS.search(line, column if index == begin else 0)) is not None:
            return _Record(begin, column, index, ends.end(), references)
        if index > refid and _is_head(line):
            return _Record(begin, column, index, 0, references)
    return None


def _fields(lines: list[str], place: int) -> _Record | None:
    """The record of one field a line in which line ``place`` is the ID: origin and classification are below it."""
    below = [index for index in range(place + 1, min(place + 8, len(lines))) if lines[index]][:3]
    if len(below) < 2 or lines[below[1]].strip() not in _PLAIN_LEVELS or not lines[below[0]][:1].isalpha():
        return None
    begin = place
    while begin > max(0, place - LONGEST_RECORD) and _NUMBER_OR_DATE.match(lines[begin - 1].strip()):
        begin -= 1
    references = lines[below[2]].strip() if len(below) > 2 and _LIST_ALONE.fullmatch(lines[below[2]].strip()) else ""
    end = next((i for i in range(below[1] + 1, min(place + LONGEST_RECORD, len(lines))) if _is_head(lines[i])), -1)
    return _Record(begin, 0, end, 0, references) if end >= 0 else None


_PLAIN_LEVELS = frozenset(
    level + caveat
    for level in set(vocabulary.LEVELS.values())
    for caveat in ("", "//NOFORN", "//FOR OFFICIAL USE ONLY")
)


def _row(lines: list[str], begin: int, row: re.Match[str]) -> _Record | None:
    """The row that begins at line ``begin``: its header goes on to the cell with the text."""
    for index in range(begin, min(begin + LONGEST_RECORD, len(lines))):
        line = lines[index]
        start = row.end() - 1 if index == begin else 0  # quick path: no cell before the header reads as the text does
        for cell in _NEXT_CELL.finditer(line, start):
            if _is_head(line[cell.end() : cell.end() + 200]):
                quoted = row["part"] == ","
                return _Record(begin, 0, index, cell.end(), row["list"], quoted, row.end(), cell.start())
        if index > begin and _is_head(line):
            return _Record(begin, 0, index, 0, row["list"], quoted=row["part"] == ",")
    return None


def _is_head(line: str) -> bool:
    found = parse_classification(line) if line[:1].isalpha() or line[:1] in " \t" else None
    return found is not None and bool(found.number)


def _undo_quotes(lines: _Text, record: _Record, cuts: list[Cut]) -> None:
    """Doubled quotes in the text of a row become single, and the quote that closes it is cut."""
    last = next((i for i in range(len(lines.text) - 1, record.end, -1) if lines.text[i].endswith('"')), -1)
    closed = last if last >= 0 and not any(lines.text[last + 1 :][8:]) else -1
    for index in range(record.end, len(lines.text)):
        line = lines.text[index]
        head = line[: record.behind] if index == record.end else ""
        rest = line[len(head) :]
        if index == closed and (rest.count('"') % 2 or not rest.endswith('""')):
            cuts.append(Cut("dump-escape", lines.number[index], '"'))
            rest = rest[:-1].rstrip()
        if '""' in rest:
            cuts.append(Cut("dump-escape", lines.number[index], '""'))
            rest = rest.replace('""', '"')
        lines.text[index] = head + rest


def _cut_record(lines: _Text, record: _Record, cuts: list[Cut]) -> None:
    """Cut the record and the abstract before it; the record's header stays where the page has none of its own."""
    text = lines.text
    begin, column, end = record.begin, record.column, record.end
    above = _abstract_from(text, begin + (column > 0))
    has_header = any(map(_HEADER_LINE.match, text[:above]))
    body = [text[end][record.behind :], *text[end + 1 :]]
    if vocabulary.DATE_LINE.match(next(filter(None, body), "")):
        above = with_date_line(text, above)
    is_abstract = _is_beginning([*text[above:begin], text[begin][:column]], body)
    if record.header and not has_header:
        _keep_header(lines, record, cuts)
    else:
        if record.behind:
            _cut_piece(lines, end, column if end == begin else 0, record.behind, cuts)
        if end > begin and column:
            _cut_piece(lines, begin, column, len(text[begin]), cuts)
        first = begin + (end > begin and column > 0)
        _cut_lines(lines, first, end if has_header else _header_in(text, first, end), "dump-record", cuts)
    if is_abstract and end == begin:
        _cut_piece(lines, begin, 0, column, cuts, "dump-abstract")
    if is_abstract:
        _cut_lines(lines, above, begin + (end > begin and column > 0), "dump-abstract", cuts)


def _keep_header(lines: _Text, record: _Record, cuts: list[Cut]) -> None:
    """Of a row only what is before its header is cut, and the marks between header and text, which are parted."""
    text, number, end = lines.text, lines.number, record.end
    _cut_piece(lines, record.begin, 0, record.header, cuts)
    moved = record.header if record.begin == end else 0
    gap = record.gap - moved
    _cut_piece(lines, end, gap, record.behind - moved, cuts)
    text[end : end + 1] = [text[end][:gap], text[end][gap:]]
    number.insert(end, number[end])


def _header_in(lines: list[str], begin: int, end: int) -> int:
    """Index of the first line of the header in a record, ``end`` without one."""
    return next((index for index in range(begin, end) if _HEADER_LINE.match(lines[index])), end)


def _abstract_from(lines: list[str], end: int) -> int:
    """Index of the line with which an abstract before line ``end`` begins: behind the header, and its banner."""
    last = max((index for index in range(end) if _HEADER_LINE.match(lines[index])), default=-1)
    for index in range(end):
        if (found := parse_classification(lines[index])) and (found.number or index > last):
            return index
    return last + 1


def _is_beginning(abstract: list[str], text: list[str]) -> bool:
    """Whether the lines of ``abstract`` say nothing but how ``text`` begins, spaces and marks apart."""
    found = _letters(abstract, LONGEST_ABSTRACT + 1)
    if not found or len(found) > LONGEST_ABSTRACT:
        return False
    whole = _letters(text, len(found))
    same = next((place for place, (a, b) in enumerate(zip(found, whole, strict=False)) if a != b), len(found))
    return same >= len(found) - 3 or (same >= 60 and 4 * same > 3 * len(found))


def _letters(lines: list[str], most: int) -> str:
    """The first ``most`` letters and digits of ``lines``."""
    found = ""
    for line in lines:
        found += _NO_LETTERS.sub("", line[: 4 * most])
        if len(found) >= most:  # quick path: more is not looked at
            return found[:most]
    return found


def _cut_repeated(lines: _Text, cuts: list[Cut]) -> None:
    """An abstract without a record: the whole text begins behind it with the same classification line."""
    text = lines.text
    first = next(
        (index for index, line in enumerate(text) if len(line) > SHORTEST_HEAD and _is_head(line.lstrip(_QUOTES))), -1
    )
    if first < 0:
        return
    size = 0
    for index in range(first, len(text)):
        size += len(text[index])
        if size > LONGEST_ABSTRACT:
            return
        if not _ABSTRACT_ENDS.search(text[index][-6:]):
            continue
        again = next((i for i in range(index + 1, min(index + 60, len(text))) if _is_head(text[i])), -1)
        if again > 0 and _is_beginning(text[first : index + 1], text[again:]):
            kept = again if any(map(_HEADER_LINE.match, text[:first])) else _header_in(text, index + 1, again)
            _cut_lines(lines, first, kept, "dump-abstract", cuts)
            return


_QUOTES = '"“'


def _cut_piece(lines: _Text, index: int, begin: int, end: int, cuts: list[Cut], reason: str = "dump-record") -> None:
    line = lines.text[index]
    if words := line[begin:end].strip():
        cuts.append(Cut(reason, lines.number[index], words))
    lines.text[index] = (line[:begin] + line[end:]).rstrip()


def _cut_lines(lines: _Text, begin: int, end: int, reason: str, cuts: list[Cut]) -> None:
    """Cut ``lines[begin:end]``, in one piece for each run of lines that follow each other in the file."""
    numbers = lines.number
    start = begin
    for index in range(begin, end):
        if index + 1 == end or numbers[index + 1] != numbers[index] + 1:
            piece = "\n".join(lines.text[start : index + 1])
            if piece.strip():
                cuts.append(Cut(reason, numbers[start], piece))
            start = index + 1
    del lines.text[begin:end]
    del lines.number[begin:end]
