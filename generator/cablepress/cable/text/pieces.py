"""From the lines of the text to its blocks: paragraphs, headings, lists, short lines, prose, signature::

    text      = { piece } , [ signature , { piece } ] ;
    piece     = paragraph | heading | list | lines | prose ;
    paragraph = opening , prose ;                                  (* see openings.py *)
    list      = item , { line } , { { blank } , item , { line } } ;
    item      = [ "¶" ] , ( dash | letter , ( "." | ")" ) | "Q:" | "A:" ) , words ;
    lines     = field , { line } | header | 3 * short line , { short line } ;
    prose     = [ marking ] , line , { line } ;                    (* to a blank line, an item, a heading *)

Between them the pieces hold every line that is not blank.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import ends_sentence
from cablepress.cable.text import headings
from cablepress.cable.text.headings import Layout
from cablepress.cable.text.openings import Start, normal_portion
from cablepress.cable.top.classification import parse_classification
from cablepress.cable.top.keywords import role_of
from cablepress.model import BlockKind, new

Starts = dict[int, Start]


class Piece(NamedTuple):
    """A block before it gets its anchor and marks: its text is ``lines[begin:end]`` less ``column``.

    ``column`` characters of the first line belong to ``opening``.
    """

    kind: BlockKind
    begin: int
    end: int
    column: int = 0
    opening: str = ""
    closing: str = ""
    number: int | None = None
    portion: str = ""
    role: str = ""
    tail: int = 0
    """Characters of the last line that belong to ``closing``."""


LONGEST_SHORT_LINE = 46
"""Lines shorter than this, three or more of them, are kept as lines: tables collapsed to single spaces."""


def cut_into_pieces(lines: list[str], begin: int, end: int, starts: Starts) -> list[Piece]:
    """The pieces of ``lines[begin:end]``, in order; between them they hold every line that is not blank."""
    pieces: list[Piece] = []
    if begin == end:  # quick path
        return pieces
    layout = headings.lay_out(lines if end == len(lines) else lines[:end], begin, starts)  # quick path: no copy
    near = layout.near_rules
    index = begin
    fresh = True
    while index < end:
        line = lines[index]
        if not line:
            index += 1
            fresh = True
            continue
        stroke = line[-1] in _STROKES and headings.is_stroke(line)
        if index in starts:
            piece = _paragraph(layout, index, end, starts[index])
        elif (line[0] in _LOWER or len(line) < SHORTEST_TITLE) and not (stroke or index in near):  # quick path
            piece = _loose(layout, index, end)
        elif (
            (not stroke or index in layout.rules)
            and headings.may_be_set_apart(layout, index)  # quick path
            and (heading := headings.heading_at(layout, index, fresh=fresh))
        ):
            pieces.append(_heading_piece(heading, index, lines))
            index = heading.after
            continue
        elif stroke:
            index = _stray_rules(pieces, layout, index, end)
            continue
        else:
            piece = _loose(layout, index, end)
        pieces.append(piece)
        index = piece.end
        fresh = index >= end or not lines[index] or ends_sentence(lines[index - 1]) or piece.role == "caption"
    return pieces


SHORTEST_TITLE = 3
SHORTEST_FIELD = 4
SHORTEST_HEADER = 9
SHORTEST_MARKER = 3
"""Characters of the marker of a list with a word behind it, of any keyword, and of a line of a header."""


def signature_piece(line: str, index: int, behind: int) -> Piece:
    """The signature on ``line``, with what stands ``behind`` it there: a date, a banner."""
    closing = line[len(line) - behind :] if behind else ""
    return Piece("signature", index, index + 1, closing=closing, tail=behind)


def _heading_piece(heading: headings.Heading, index: int, lines: list[str]) -> Piece:
    begin, end, after, opening, closing, text = headings.without_caption(heading)
    column = tail = 0
    if begin == index and after == end and (opening or closing):
        column = lines[index].index(text, len(opening))
        tail = len(closing)
    elif "SIPDIS" in closing:
        tail = closing.index("SIPDIS") + len("SIPDIS")
    return new(Piece, ("heading", begin, end, column, opening, closing, None, "", "", tail))


def _stray_rules(pieces: list[Piece], layout: Layout, index: int, end: int) -> int:
    """Rules that belong to no title close the piece above them; at the very top they are a piece of their own."""
    lines = layout.lines
    begin = index
    index += 1
    if begin not in layout.rules or begin + 1 not in layout.starts or not _heads_text(layout, begin):
        while index < end and (not lines[index] or index in layout.rules or headings.is_stroke(lines[index])):
            if index in layout.rules and _heads_text(layout, index):
                break
            index += 1
    if pieces and not pieces[-1].tail and not pieces[-1].closing:
        closing = "\n".join([line for line in lines[begin:index] if line])
        kind, first, end, column, opening, _, number, portion, role, tail = pieces[-1]
        pieces[-1] = new(Piece, (kind, first, end, column, opening, closing, number, portion, role, tail))
    else:
        pieces.append(Piece("lines", begin, index))
    return index


def _heads_text(layout: Layout, rule: int) -> bool:
    """Whether the rule at line ``rule`` begins a heading, if what is below it begins no paragraph."""
    bare = new(Layout, (layout.lines, (), layout.rules, layout.near_rules))
    return headings.heading_at(bare, rule, fresh=True) is not None


def _paragraph(layout: Layout, index: int, end: int, start: Start) -> Piece:
    """A numbered paragraph: to the next blank line, paragraph, heading or list."""
    column = len(start.opening)
    following = index + 1
    alone = following == end or not layout.lines[following] or following in layout.starts
    stop = following if alone else _prose_end(layout, following, end)  # quick path
    portion = normal_portion(start.portion)
    return new(Piece, ("paragraph", index, stop, column, start.opening, "", start.number, portion, "", 0))


def _prose_end(layout: Layout, index: int, end: int, *, to_field: bool = False) -> int:
    """Index of the line that ends a piece of running text: blank, or something of its own.

    Where the piece is a field of the top in mid-text (``to_field``), the next such field has a block of its own too.
    """
    lines, starts, _, near = layout
    runs_on = _NO_LINE if to_field else _RUNS_ON
    last = len(lines) - 1
    for place in range(index, end):
        line = lines[place]
        if not line:
            return place
        first = line[0]
        if first in runs_on:  # quick path: most lines
            continue
        if place in starts or (to_field and _role_of_top(line)):
            return place
        if first in _LOWER:
            continue
        if line[-1] in _STROKES and headings.is_stroke(line):
            return place
        if first in _MAY_BE_ITEM and _begins_item(line, lines[place - 1]):
            return place
        if first in _MAY_BE_RULE and headings.heading_at(layout, place, fresh=False):
            return place
        if (
            place == last or not lines[place + 1] or place + 1 in starts or place in near or line[-1] in _STROKES
        ):  # most lines stand amid others
            fresh = ends_sentence(lines[place - 1])
            if (fresh or place in near) and headings.heading_at(layout, place, fresh=fresh):
                return place
    return end if end > index else index


_STROKES = vocabulary.STROKES
_MAY_BE_RULE = _STROKES.union("/ \t")
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_RUNS_ON = _LOWER - {"x"}
"""A redaction may stand before the number of a paragraph (``xxxx10. (C)``)."""
_NO_LINE: frozenset[str] = frozenset()
_MAY_BE_ITEM = frozenset("-*•–—·¶ \t(123456789AQio")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BEHIND_LABEL = frozenset(".):")
_MAY_BEGIN_MARKING = frozenset("([¶SCUscu \t")
_FIRST_LABELS = frozenset(("A", "a", "1", "i"))


def _begins_item(line: str, above: str) -> bool:
    """Whether a line in running text begins a list: ``above`` has ended, and the label is a first one."""
    match = vocabulary.ITEM.match(line)
    if match is None:
        return False
    ended = ends_sentence(above)
    if match["label"]:
        return ended and match["label"] in _FIRST_LABELS and line[match.end() :] != ""
    if match["question"]:
        return ended
    return ended or not line[match.end() : match.end() + 1].islower()


def _loose(layout: Layout, index: int, end: int) -> Piece:
    """What no number begins: a list, an unnumbered ``(C)`` block, short lines or prose."""
    lines = layout.lines
    line = lines[index]
    if len(line) < SHORTEST_MARKER and ")" not in line:  # quick path
        alone = index + 1 == end or not lines[index + 1]
        return _prose(lines, index, index + 1 if alone else _prose_end(layout, index + 1, end))  # quick path
    is_word = line[0] in _CAPITALS and line[1] not in _BEHIND_LABEL  # quick path
    item = None if is_word else vocabulary.ITEM.match(line)  # quick path
    marking = vocabulary.PORTION_ALONE.match(line) if line[0] in _MAY_BEGIN_MARKING else None
    if item and not marking:
        return Piece("list", index, _list_end(layout, index, end))
    if len(line) >= SHORTEST_HEADER and line[0] in "AFIOPRZ" and vocabulary.HEADER_IN_TEXT.match(line):
        return Piece("lines", index, _header_end(layout, index, end))
    if headings.is_caption(line):
        return Piece("lines", index, _captions_end(lines, index + 1, end), role="caption")
    if not marking and (role := _role_of_top(line)):
        return Piece("lines", index, _prose_end(layout, index + 1, end, to_field=True), role=role)
    stop = _prose_end(layout, index + 1, end)
    if marking:
        portion = normal_portion(marking["portion"])
        return new(Piece, ("prose", index, stop, marking.end(), marking[0], "", None, portion, "", 0))
    return _prose(lines, index, stop)


def _prose(lines: list[str], begin: int, end: int) -> Piece:
    """Running text, or lines if they are three or more and short, or rows of a table with bars between its cells."""
    size = end - begin
    kept = size >= 3 and all(len(row) < LONGEST_SHORT_LINE for row in lines[begin:end])
    if not kept and size >= 2 and "|" in lines[begin]:
        kept = all("|" in row for row in lines[begin:end])
    return new(Piece, ("lines" if kept else "prose", begin, end, 0, "", "", None, "", "", 0))


def _header_end(layout: Layout, index: int, end: int) -> int:
    """Index of the line that ends a header in mid-text: blank, a rule or a paragraph."""
    lines, starts = layout.lines, layout.starts
    while index < end and lines[index] and index not in starts and not headings.is_stroke(lines[index]):
        index += 1
    return index


def _captions_end(lines: list[str], index: int, end: int) -> int:
    while index < end and headings.is_caption(lines[index]):
        index += 1
    return index


def _role_of_top(line: str) -> str:
    """The role of a line of the top of a body that stands in mid-text, before a later section."""
    return _role_of_head(line[:LONGEST_HEAD]) if len(line) >= SHORTEST_FIELD else ""  # quick path


LONGEST_HEAD = 300
"""Characters by which the role of a line is told; one that has to end is shorter."""


@lru_cache(maxsize=256)
def _role_of_head(line: str) -> str:
    if vocabulary.PAGE_BANNER.match(line.strip()):
        return "classification"
    role = role_of(line)
    if role in ("caption", "executive-order", "tags", "subject", "date"):
        return role
    found = parse_classification(line)
    return "classification" if found and found.number else ""


def _list_end(layout: Layout, index: int, end: int) -> int:
    """Index behind the last item of the list that begins at ``index``; blank lines may part its items."""
    lines, starts = layout.lines, layout.starts
    last = index + 1
    place = index + 1
    while place < end:
        line = lines[place]
        if place in starts:
            break
        if not line:
            place += 1
            while place < end and not lines[place]:
                place += 1
            if place >= end or place in starts or place in layout.rules:
                break
            line = lines[place]
            if not vocabulary.ITEM.match(line):
                break
            if line[0] in _MAY_BEGIN_MARKING and vocabulary.PORTION_ALONE.match(line):
                break
        if (
            line[0] not in _LOWER
            and headings.may_be_set_apart(layout, place)
            and (headings.is_stroke(line) or headings.heading_at(layout, place, fresh=ends_sentence(lines[place - 1])))
        ):
            break
        place += 1
        last = place
    return last
