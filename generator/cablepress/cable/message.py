"""What stands after the meta table: the transmission header, the top of the body, the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines
from cablepress.cable.steps import Steps
from cablepress.cable.text import ending, mend, openings, paragraphs
from cablepress.cable.text.blocks import Namer, text_blocks, top_blocks
from cablepress.cable.text.pieces import Starts, cut_into_pieces, signature_piece
from cablepress.cable.top.classification import ClassificationLine
from cablepress.cable.top.fields import Fields, take_statement
from cablepress.cable.top.opening import find_opening, read_header
from cablepress.cable.top.parts import parse_top
from cablepress.cable.top.roles import parse_fields
from cablepress.cable.top.split import find_cuts
from cablepress.model import Block, Cut, Header, Reference

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
    """What was read. Filled in once, and then only read."""

    header: Header
    blocks: tuple[Block, ...] = ()
    fields: Fields = field(default_factory=Fields)
    classification: ClassificationLine | None = None
    classification_line: int = 0
    header_end_missing: bool = False
    last_line: int = 0
    """Number of the last line of the text."""


def parse_body(raw: Lines, cuts: list[Cut], cable_id: str, year: str) -> Steps[Body]:
    """All that the lines after the meta table hold; ``year`` (two digits) is the cable's, for its references."""
    raw, opening = find_opening(raw, cuts)
    yield
    header, notice = read_header(raw, opening.at)
    body = Body(header, classification=opening.classification, classification_line=opening.line)
    body.header_end_missing = opening.missing
    yield
    source = ending.cut_ending(Lines(raw.text[opening.at :], raw.number[opening.at :]), cuts)
    yield
    source, page_marks = mend.mend(source, openings.text_from(source.text), cuts)
    yield
    candidates = openings.find_candidates(source.text)
    yield
    starts = paragraphs.choose(candidates, source.text)
    first = starts[0] if starts else None
    yield
    cutting = find_cuts(source.text, first.line if first else len(source.text), first.column if first else 0)
    yield
    source, numbered, page_marks, placed = _cut_lines(source, starts, cutting.columns, page_marks)
    remarks = frozenset([placed[place] for place in cutting.remarks])
    parts, text_begin = parse_top(
        source,
        min(numbered, default=len(source.text)),
        opening.line,
        cutting.roles if not placed else {},  # quick path
        remarks,
    )
    yield
    body.fields = yield from parse_fields(parts, year)
    yield
    source, signature = ending.split_signature(source, text_begin)
    text_end = signature.line if signature else len(source.text)
    yield
    pieces = cut_into_pieces(source.text, text_begin, text_end, numbered)
    if signature:
        pieces.append(signature_piece(source.text[text_end], text_end, signature.behind))
        pieces.extend(cut_into_pieces(source.text, text_end + 1, len(source.text), {}))
    yield
    namer = Namer()
    made = top_blocks(parts, notice, namer)
    yield
    named = _posts_named(cable_id, body.fields.references)
    made.extend((yield from text_blocks(source, pieces, page_marks, year, named, namer)))
    yield
    body.blocks = tuple(made)
    if not body.fields.classified_by:
        _read_statement_in_text(body)
    body.last_line = source.number[-1] if source.number else 0
    return body


def _posts_named(cable_id: str, references: tuple[Reference, ...]) -> frozenset[str]:
    """The posts in the cable's ID and in those of its references, as the words of an ID."""
    ids = [cable_id, *[reference.candidate for reference in references]]
    return frozenset([match["post"] for name in ids if (match := vocabulary.ID_PARTS.fullmatch(name))])


def _read_statement_in_text(body: Body) -> None:
    """The Classified By statement where it is one of the first paragraphs, to the end of its reasons."""
    for block in [block for block in body.blocks if block.kind in ("paragraph", "prose")][:3]:
        if match := _CLASSIFIED_IN_TEXT.match(block.text):
            begin = match.start("statement")
            reasons = vocabulary.REASON_CLAUSE.search(block.text, begin, begin + LONGEST_STATEMENT)
            end = block.text.find(".", reasons.end()) + 1 if reasons else 0
            take_statement(body.fields, block.text[begin : end or begin + LONGEST_STATEMENT])
            return


def _cut_lines(
    source: Lines, starts: list[openings.Start], more: dict[int, list[int]], page_marks: list[mend.PageMark]
) -> tuple[Lines, Starts, list[mend.PageMark], dict[tuple[int, int], int]]:
    """Lines cut where a paragraph begins in mid-line and at the columns in ``more``; the starts by their line's index.

    The last of the four is where the pieces are: line and column in ``source`` → index of the line that they are now.
    """
    columns_of: dict[int, list[int]] = {line: [0, *columns] for line, columns in more.items()}
    for start in starts:
        if start.column:
            columns_of.setdefault(start.line, [0]).append(start.column)
    if not columns_of:  # quick path
        return source, {start.line: start for start in starts}, page_marks, {}
    placed: dict[tuple[int, int], int] = {}
    text: list[str] = []
    numbers: list[int] = []
    done = 0
    for index in sorted(columns_of):
        text.extend(source.text[done:index])
        numbers.extend(source.number[done:index])
        line, columns = source.text[index], columns_of[index]
        for begin, end in zip(columns, [*columns[1:], len(line)], strict=True):
            placed[index, begin] = len(text)
            text.append(line[begin:end].rstrip())
            numbers.append(source.number[index])
        done = index + 1
    text.extend(source.text[done:])
    numbers.extend(source.number[done:])
    cut = sorted(placed)

    def piece_of(line: int, column: int) -> tuple[int, int]:
        """The index now of the line with the character at ``column`` of ``line``, and its column there."""
        last = bisect_right(cut, (line, column)) - 1
        if last < 0:
            return line, column
        above, begin = cut[last]
        return placed[above, begin] + line - above, column - (begin if above == line else 0)

    moved = [mend.PageMark(*piece_of(mark.line, mark.column), mark.page) for mark in page_marks]
    return Lines(text, numbers), {piece_of(start.line, start.column)[0]: start for start in starts}, moved, placed
