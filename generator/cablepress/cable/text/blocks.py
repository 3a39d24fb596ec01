"""From pieces of text to the blocks of the record: anchors, roles and marks::

    section = heading , { block } , [ end ] | opening word , { block } , end | { block } , end of a summary ;
    heading , opening word = "Summary" | "Comment" | "Note" ;
    end     = "End" , [ "of" ] , ( "summary" | "comment" | "note" ) ;

A section gives its role to its blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cablepress.cable.file.lines import Lines
from cablepress.cable.steps import Steps
from cablepress.cable.text import marks
from cablepress.cable.text.headings import slug
from cablepress.cable.text.mend import PageMark
from cablepress.cable.text.pieces import Piece
from cablepress.cable.top.keywords import Part
from cablepress.model import Block, Mark, new


class Namer:
    """Hands out anchors, each once: ``parN``, ``parN-2`` …, slugs of headings, and ``u1``, ``u2`` … for the rest."""

    __slots__ = ("_counts", "_slugs", "_taken", "_unnamed")

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._slugs: dict[str, int] = {}
        self._counts: dict[int, int] = {}
        self._unnamed = 0

    def paragraph(self, number: int) -> str:
        """``par3``; the second paragraph of that number is ``par3-2``."""
        count = self._counts[number] = self._counts.get(number, 0) + 1
        return f"par{number}" if count == 1 else f"par{number}-{count}"

    def heading(self, title: str) -> str:
        """A slug of ``title`` that no other heading has."""
        base = slug(title)
        anchor = base
        while anchor in self._taken:
            self._slugs[base] = self._slugs.get(base, 1) + 1
            anchor = f"{base}-{self._slugs[base]}"
        self._taken.add(anchor)
        return anchor

    def other(self) -> str:
        """The next ``uN``."""
        self._unnamed += 1
        return f"u{self._unnamed}"


def top_blocks(parts: list[Part], notice: tuple[int, str] | None, namer: Namer) -> list[Block]:
    """The fields at the top of the body as blocks; only those without a role can be linked to."""
    made: list[Block] = []
    if notice:
        made.append(Block("lines", "", notice[1], notice[0], "", "", None, "", "extract-notice"))
    for role, rows in parts:
        text = rows[0][1] if len(rows) == 1 else "\n".join([row for _, row in rows])  # quick path
        anchor = "" if role else namer.other()
        found = marks.find_redactions(text) if "XX" in text or "xx" in text or "[" in text else ()
        made.append(new(Block, ("lines", anchor, text, rows[0][0], "", "", None, "", role, "", found)))
    return made


def text_blocks(
    source: Lines, pieces: list[Piece], page_marks: list[PageMark], year: str, named: frozenset[str], namer: Namer
) -> Steps[list[Block]]:
    """The blocks of the text. A block after a numbered paragraph, up to the next heading, is ``within`` it.

    ``year`` and ``named`` are for the mentions of other cables, see ``marks.find_marks``.
    """
    lines, numbers = source
    texts = [_text_of(lines, piece) for piece in pieces]
    yield
    found = marks.find_marks(texts, year, named)
    yield
    roles = _roles(pieces, texts)
    yield
    waiting = page_marks[::-1]
    made: list[Block] = []
    within = ""
    for piece, text, here, part_of in zip(pieces, texts, found, roles, strict=True):
        kind, begin, end, column, opening, closing, number, portion, role, _ = piece
        belongs = ""
        more: Sequence[Mark] = ()
        if waiting and waiting[-1].line < end:
            more = _marks_of_pages(waiting, begin, end, lines, column, len(text))
        if number is not None:
            anchor = within = namer.paragraph(number)
            role = part_of
        elif kind == "heading":
            anchor = namer.heading(text)
            within = ""
        else:
            anchor = namer.other()
            if kind != "signature":
                belongs = within
                role = role or part_of
            if kind == "list":
                items = marks.item_marks(text)
                more, here = ([*more, *items], here) if more or here else ((), items)  # quick path: they are in order
        merged = marks.merge_marks(here, more) if more else tuple(here) if here else ()
        line = numbers[begin]
        made.append(new(Block, (kind, anchor, text, line, opening, closing, number, portion, role, belongs, merged)))
    return made


def _text_of(lines: list[str], piece: Piece) -> str:
    begin, end = piece.begin, piece.end
    if end == begin + 1:  # quick path
        text = lines[begin]
    else:
        rows = lines[begin:end]
        text = "\n".join(rows if piece.kind == "paragraph" else filter(None, rows))  # quick path: it has no blank lines
    if piece.column or piece.tail:
        return text[piece.column : len(text) - piece.tail]
    return text


_MAY_BEGIN_ROLE = frozenset('BCNSbcns(/ \n"“')
_LETTERS_APART = re.compile(r"[a-z](?: [a-z]){3,9}\b")
"""``S U M M A R Y``."""
_ROLES = {"su": "summary", "co": "comment", "no": "note"}


def _roles(pieces: list[Piece], texts: list[str]) -> list[str]:
    """The role of each piece: ``summary``, ``comment``, ``note`` or none.

    It begins with a heading or with a piece that begins with that word, and ends with the next heading or with the
    piece that says so (``End summary.``). A piece's own word holds for those below it only if they say its end.
    A summary that is told only by its end began with the first piece, or behind the heading above it.
    """
    roles: list[str] = []
    section = ""
    first = 0
    told = False
    for index, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        own = _role_of_words(text) if text and text[0] in _MAY_BEGIN_ROLE else ""
        role = own or section
        if not role and not told and index - first < MOST_BEFORE_END and _says_end(text, "summary"):
            roles[first:] = ["summary"] * (index - first)
            role = "summary"
        told = told or role == "summary"
        if piece.kind == "heading":
            section = own or _role_of_title(text)
            roles.append("")
            first = index + 1
            continue
        roles.append(role)
        if not role:  # quick path
            continue
        if _says_end(text, role):
            section = ""
        elif own and own != section and _ends_below(pieces, texts, index, own):
            section = own
    return roles


MOST_BEFORE_END = 8
"""Pieces of a summary of which only the end is told."""
_END_BEFORE = re.compile(
    r"(?:^|[\W_])end[\s-]{0,3}(?:of\s{1,3})?(?:the\s{1,3})?"
    r"(?:[a-z]{3,14}(?:\s[a-z]{4,10})?\s(?:and|&)\s{1,3}|(?:executive|joint|brief|embassy|mission|post)\s{1,3})?"
    r"[\"“]?(?:s[um]{1,4}|[cn])$",
    re.IGNORECASE,
)
"""``End of the sum``, ``End action request and c``: what stands before the rest of a role's word at its end. Of
``summary`` a letter may be lost or doubled."""
_RESTS = {"summary": ("mary", "MARY"), "comment": ("omment", "OMMENT"), "note": ("ote", "OTE")}
LONGEST_END = 48


def _says_end(text: str, role: str) -> bool:
    """Whether a piece says the end of ``role``: ``End summary``, ``(END OF COMMENT)``."""
    for rest in _RESTS[role]:
        place = text.find(rest) if rest in text else -1
        while place > 0:
            before = text[max(0, place - LONGEST_END) : place]
            if ("nd" in before or "ND" in before) and _END_BEFORE.search(before):
                return True
            place = text.find(rest, place + 1)
    return False


def _ends_below(pieces: list[Piece], texts: list[str], index: int, role: str) -> bool:
    """Whether one of the next pieces, up to a heading or another such word, says the end of ``role``."""
    for piece, text in zip(pieces[index + 1 : index + 9], texts[index + 1 : index + 9], strict=True):
        if _says_end(text, role):
            return True
        if piece.kind == "heading" or _role_of_words(text):
            return False
    return False


def _role_of_words(text: str) -> str:
    """``summary``, ``comment`` or ``note`` when a block begins with that word, its letters apart at times."""
    words = text[:20].lower().lstrip('(/ \n"“').removeprefix("begin ")
    if words[1:2] == " " and (spaced := _LETTERS_APART.match(words)):
        words = spaced[0].replace(" ", "")
    role = _ROLES.get(words[:2])
    if role and words.startswith(role) and not words[len(role) : len(role) + 1].isalpha():
        return role
    return ""


_ROLE_LAST = re.compile(
    r"(?:^\((?:[CSU]|SBU|[CS]/NF)\)|&|\b(?:and|executive|embassy|post|mission))\s{1,3}"
    r"(?P<role>summary|comment)\W{0,3}$",
    re.IGNORECASE,
)
LONGEST_ROLE = 10
"""Characters of the longest role's word, with what may stand behind it."""


def _role_of_title(title: str) -> str:
    """The role that a title ends with: ``Introduction and Summary``, ``Embassy Comment``, ``(C) Comment``."""
    tail = title[-LONGEST_ROLE:].lower()
    found = _ROLE_LAST.search(title) if "summary" in tail or "comment" in tail else None  # quick path
    return found["role"].lower() if found else ""


def _marks_of_pages(
    waiting: list[PageMark], begin: int, end: int, lines: list[str], column: int, size: int
) -> list[Mark]:
    """The page marks that fall into ``lines[begin:end]`` (or before it), taken out of ``waiting``.

    The first of all stands last there, where a list loses one at no cost.
    """
    found: list[Mark] = []
    passed = 0
    index = begin
    while waiting and waiting[-1].line < end:
        mark = waiting.pop()
        while index < mark.line:
            passed += len(lines[index]) + 1 if lines[index] else 0
            index += 1
        place = passed + mark.column - column if mark.line >= begin else 0
        place = min(max(place, 0), size)
        found.append(Mark(place, place, "page", mark.page))
    return found
