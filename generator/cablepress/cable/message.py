"""What stands after the meta table: the transmission header, the top of the body, the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines
from cablepress.cable.text import ending, mend, paragraphs
from cablepress.cable.text.blocks import Namer, text_blocks, top_blocks
from cablepress.cable.text.pieces import Starts, cut_into_pieces, signature_piece
from cablepress.cable.top import fields
from cablepress.cable.top.classification import ClassificationLine, parse_classification
from cablepress.cable.top.continuation import Part
from cablepress.cable.top.header import parse_header
from cablepress.cable.top.parts import parse_top
from cablepress.cable.top.references import parse_references
from cablepress.model import Block, Cut, ExecutiveOrder, Header, Reference

_HEADER_LINE = re.compile(
    r"VZCZC|ZNY |ZNR |DE R[A-Z]{3,6} #|[ZOPR]{2} R[A-Z]{4,6}|(?:[ZOPR] ){0,3}[0-9]{6}Z |"
    r"FM (?:[A-Z]|$)|TO R?U?[A-Z]|INFO |ACTION |R[UH][A-Z]{3,6}/|PAGE [0-9]{2} |(?:AM)?(?:EMBASSY|CONSUL) [A-Z]"
)
"""A line that only a transmission header has; used where no classification line ends it."""

_CLASSIFIED_IN_TEXT = re.compile(
    r"(?:(?:CONFIDENTIAL|SECRET|ENTIRE TEXT)[ .,-]{0,5}){0,2}(?:\([SCU]\) {0,2})?"
    r"(?:THIS (?:MESSAGE|CABLE) (?:IS |WAS )?)?(?P<statement>CLASSIFIED\sBY\b)",
    re.IGNORECASE,
)
"""``1. (U) Classified by …``: the statement as a paragraph, mostly before 2000."""


LONGEST_STATEMENT = 300
"""Characters of a Classified By statement that stands in a paragraph without giving its reasons."""


@dataclass(slots=True)
class Body:
    """What was read; the fields are those of ``Cable``. Filled in once, and then only read."""

    header: Header
    blocks: tuple[Block, ...] = ()
    subject: str = ""
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    executive_order: ExecutiveOrder | None = None
    classified_by: str = ""
    reasons: tuple[str, ...] = ()
    classification: ClassificationLine | None = None
    classification_line: int = 0
    header_end_missing: bool = False
    last_line: int = 0
    """Number of the last line of the text."""


class _Opening:
    """Where the body begins, and its classification line."""

    __slots__ = ("classification", "index", "line", "missing")

    def __init__(self, index: int, classification: ClassificationLine | None, line: int, *, missing: bool) -> None:
        self.index = index
        self.classification = classification
        self.line = line
        self.missing = missing


def parse_body(raw: Lines, cuts: list[Cut], cable_id: str, year: str) -> Body:
    """All that the lines after the meta table hold; ``year`` (two digits) is the cable's, for its references."""
    opening = _find_opening(raw)
    header, notice = _read_header(raw, opening.index)
    body = Body(header, classification=opening.classification, classification_line=opening.line)
    body.header_end_missing = opening.missing
    source = ending.cut_ending(Lines(raw.text[opening.index :], raw.number[opening.index :]), cuts)
    source, page_marks = mend.mend(source, paragraphs.text_from(source.text), cuts)
    starts = paragraphs.choose(paragraphs.find_candidates(source.text), source.text)
    source, numbered, page_marks = _split_at_starts(source, starts, page_marks)
    parts, text_begin = parse_top(source, min(numbered, default=len(source.text)), opening.line)
    _read_fields(body, parts, year)
    source, signature = ending.split_signature(source, text_begin)
    text_end = signature.line if signature else len(source.text)
    pieces = cut_into_pieces(source.text, text_begin, text_end, numbered)
    if signature:
        pieces.append(signature_piece(source.text[text_end], text_end, signature.behind))
        pieces.extend(cut_into_pieces(source.text, text_end + 1, len(source.text), {}))
    namer = Namer()
    made = top_blocks(parts, notice, namer)
    made.extend(text_blocks(source, pieces, page_marks, year, _posts_named(cable_id, body.references), namer))
    body.blocks = tuple(made)
    if not body.classified_by:
        _read_statement_in_text(body)
    body.last_line = source.number[-1] if source.number else 0
    return body


def _posts_named(cable_id: str, references: tuple[Reference, ...]) -> frozenset[str]:
    """The posts in the cable's ID and in those of its references, as the words of an ID."""
    ids = [cable_id, *[reference.candidate for reference in references]]
    return frozenset([match["post"] for name in ids if (match := vocabulary.ID_PARTS.fullmatch(name))])


def _find_opening(raw: Lines) -> _Opening:
    """The line with which the body begins, found by its classification line (right in 1,296 of 1,301)."""
    lines = raw.text
    weak = last_header = -1
    stop = len(lines)
    for index, line in enumerate(lines):
        if not line:
            continue
        if _HEADER_LINE.match(line):
            last_header = index
            weak = -1
            continue
        found = parse_classification(line)
        if found and found.number:
            return _Opening(_with_date_line(lines, index), found, raw.number[index], missing=False)
        if found:
            weak = index if weak < 0 else weak
        elif vocabulary.FIELD.match(line) or paragraphs.begins_marked(line):
            stop = index
            break
    if weak >= 0:
        return _Opening(
            _with_date_line(lines, weak), parse_classification(lines[weak]), raw.number[weak], missing=False
        )
    return _opening_without_classification(lines, stop, last_header)


def _opening_without_classification(lines: list[str], stop: int, last_header: int) -> _Opening:
    """The body begins after the last line of a header and what follows it up to a blank line."""
    if last_header < 0:
        return _Opening(0, None, 0, missing=False)
    index = last_header + 1
    while index < stop and lines[index]:
        index += 1
    return _Opening(index, None, 0, missing=True)


def _read_header(raw: Lines, end: int) -> tuple[Header, tuple[int, str] | None]:
    """The header before the body, or the notice that stands for it (92 cables) with its line number."""
    first = 0
    while first < end and not raw.text[first]:
        first += 1
    while end > first and not raw.text[end - 1]:
        end -= 1
    if first == end:
        return Header(), None
    if end - first == 1 and vocabulary.EXTRACT_NOTICE.match(raw.text[first]):
        return Header(), (raw.number[first], raw.text[first])
    return parse_header(raw.text[first:end], raw.number[first]), None


def _read_fields(body: Body, parts: list[Part], year: str) -> None:
    """The fields of the first part of each role; TAGS, references, captions and statements of all their parts."""
    by_role: dict[str, Part] = {}
    captions: list[str] = []
    statements: list[str] = []
    references: list[Part] = []
    for part in parts:
        role = part.role
        if role in ("caption", "classification"):
            captions.extend([row for _, row in part.rows])
        elif role == "classified-by":
            statements.extend([row for _, row in part.rows])
        elif role == "references":
            references.append(part)
        elif role == "tags":
            tags = fields.parse_tags(_after_keyword(part))
            body.tags += tuple([tag for tag in tags if tag not in body.tags])
        else:
            by_role.setdefault(role, part)
    body.captions = fields.parse_captions(captions)
    if found := by_role.get("executive-order"):
        body.executive_order = fields.parse_executive_order(_words(found), found.rows[0][0])
    if found := by_role.get("subject"):
        body.subject, more, said = _read_subject(found)
        statements.extend(said)
        references[:0] = more
    body.references = _read_references(references, year)
    if statements:
        _take_statement(body, " ".join(statements))


def _take_statement(body: Body, words: str) -> None:
    body.classified_by = " ".join(words.split())
    body.reasons = fields.parse_reasons(body.classified_by)


def _read_statement_in_text(body: Body) -> None:
    """The Classified By statement where it is one of the first paragraphs, to the end of its reasons."""
    for block in [block for block in body.blocks if block.kind in ("paragraph", "prose")][:3]:
        if match := _CLASSIFIED_IN_TEXT.match(block.text):
            begin = match.start("statement")
            reasons = vocabulary.REASON_CLAUSE.search(block.text, begin, begin + LONGEST_STATEMENT)
            end = block.text.find(".", reasons.end()) + 1 if reasons else 0
            _take_statement(body, block.text[begin : end or begin + LONGEST_STATEMENT])
            return


def _read_references(parts: list[Part], year: str) -> tuple[Reference, ...]:
    """The items of every REF line of the top; those of a top that is printed twice count once."""
    found: dict[tuple[str, str, str], Reference] = {}
    first = "A"
    for part in parts:
        number, row = part.rows[0]
        for item in parse_references([(number, fields.keyword_off(row)), *part.rows[1:]], year, first):
            found.setdefault((item.label, item.text, item.candidate), item)
            first = chr(ord(item.label) + 1) if item.label else first
    return tuple(found.values())


def _read_subject(part: Part) -> tuple[str, list[Part], list[str]]:
    """The subject; the REF and the Classified By statement that stand on its first line, with what goes on below."""
    number, row = part.rows[0]
    places = list(vocabulary.AFTER_SUBJECT.finditer(row)) if ":" in row[len("SUBJ:REF") :] else []
    if not places:
        return _after_keyword(part), [], []
    references: list[Part] = []
    statements: list[str] = []
    for match, end in zip(places, [*(place.start() for place in places[1:]), len(row)], strict=True):
        words = row[match.start() : end].strip()
        if words[0] in "Cc":
            statements.append(words)
        else:
            references.append(Part("references", [(number, words)]))
    if statements:
        statements.extend([row for _, row in part.rows[1:]])
    else:
        references[-1].rows.extend(part.rows[1:])
    return fields.keyword_off(row), references, statements


def _split_at_starts(
    source: Lines, starts: list[paragraphs.Start], page_marks: list[mend.PageMark]
) -> tuple[Lines, Starts, list[mend.PageMark]]:
    """Lines split where a paragraph begins in mid-line, and the starts by the index of their line."""
    split = {start.line for start in starts if start.column}  # quick path: where none begins in mid-line
    if not split:  # quick path
        return source, {start.line: start for start in starts}, page_marks
    text: list[str] = []
    numbers: list[int] = []
    numbered: Starts = {}
    moved: list[mend.PageMark] = []
    by_line: dict[int, list[paragraphs.Start]] = {}
    for start in starts:
        by_line.setdefault(start.line, []).append(start)
    marks_of: dict[int, list[mend.PageMark]] = {}
    for mark in page_marks:
        marks_of.setdefault(mark.line, []).append(mark)
    for index, line in enumerate(source.text):
        columns = [0]
        for start in by_line.get(index, ()):
            if start.column:
                columns.append(start.column)
            numbered[len(text) + len(columns) - 1] = start
        for mark in marks_of.get(index, ()):
            piece = sum(column <= mark.column for column in columns) - 1
            moved.append(mend.PageMark(len(text) + piece, mark.column - columns[piece], mark.page))
        for begin, end in zip(columns, [*columns[1:], len(line)], strict=True):
            text.append(line[begin:end].rstrip())
            numbers.append(source.number[index])
    moved.extend(mend.PageMark(len(text), 0, mark.page) for mark in marks_of.get(len(source.text), ()))
    return Lines(text, numbers), numbered, moved


def _with_date_line(lines: list[str], index: int) -> int:
    """The index of the date line above the classification line (120 cables), or ``index``."""
    above = index - 1
    while above >= 0 and not lines[above]:
        above -= 1
    return above if above >= 0 and vocabulary.DATE_LINE.match(lines[above]) else index


def _words(part: Part) -> str:
    return " ".join(" ".join([row for _, row in part.rows]).split())


def _after_keyword(part: Part) -> str:
    """The words of a field, its lines joined by one space; spaces inside a line stay as printed."""
    (_, first), *rest = part.rows
    words = fields.keyword_off(first)
    return " ".join([words, *[row.strip() for _, row in rest]]).strip() if rest else words
