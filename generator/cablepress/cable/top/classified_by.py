"""The statement of who classified the cable, and for which reasons.

::

    statement = [ portion marking ], "Classified By", [ ":" ], name, { words }, reasons, [ further words ] ;
    reasons   = ( "1.4" | "1.5" ), letter, { joiner, letter } ;
    letter    = "a" … "h", bare or in brackets ;
    joiner    = "and" | "or" | "," | "/" | …, their letters parted by a line end at times ;

Some 150 spellings: ``1.4 (b/d)``, ``1.4 b and d``, ``Reasons 1.`` / ``4 (b)``.
"""

from __future__ import annotations

import re

from cablepress.cable import vocabulary
from cablepress.cable.top.below import MOST_ROWS, TITLE_ALONE, Below

_SECTION = re.compile(r"1\s?[.,]\s?(?P<section>[45])")
_REASONS = re.compile(r"(?:reasons?|12958|13526)(?P<section>)[:\s]", re.IGNORECASE)
_LETTER_RUN = re.compile(
    r"(?P<between>[\s()\[\],/&.;:+-]{0,6})(?:"
    r"(?P<joiner>a\s?n\s?d|nad|or|through|thru|para(?:graph)?s?|sections?)(?![a-z])|"
    r"(?P<letter>[a-h])(?![a-z]|[./](?![a-h](?![a-z]))[a-z]))",
    re.IGNORECASE,
)
"""A letter (not that of ``E.O.`` or ``A/S``) or a word between two."""
_SENTENCE_OVER = re.compile(r"\.\s|\)\s{0,4}$")

_REASONS_GO_ON = re.compile(
    r"[ \t]{0,8}(?:(?:and|or|an|reasons?)\b|\(?[a-h]\)?(?:[ .,;)/&]|$)|1 ?\. ?[45]|[45] ?\(|\.[45])", re.IGNORECASE
)
_FOR_REASONS = re.compile(r"[ \t]{0,8}(?:for )?reasons?\b[: ]{1,3}[(1E]", re.IGNORECASE)
_REASON_JOINERS = frozenset(("and", "an", "a", "nd", "nad", "or", "of"))
_REASON_WORDS = _REASON_JOINERS.union(
    ("b", "c", "d", "e", "f", "g", "h", "1", "4", "5", "reason", "reasons", "section", "sections"),
    ("the", "o", "eo", "12958", "13526", "as", "amended"),  # of E.O. 12958, as amended
)
_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
_REASON_PARTED = re.compile(r"\b(?:fo|for|r|re|rea|reas|reaso|reason|reasons)$", re.IGNORECASE)

LONGEST_REST = 80
"""Characters of a line that holds nothing but more reasons."""


def goes_on(below: Below) -> bool:
    """Whether a Classified By statement, of one or two lines, goes on: until its reasons are given.

    Over a blank line (or a caption) it goes on with its reasons only, also where that parts the word (``REA`` /
    ``SONS 1.4``).
    """
    return _goes_on(below, after_blank=below.after_blank)


def goes_on_over_caption(below: Below) -> bool:
    """The same for a statement above a caption."""
    return _goes_on(below, after_blank=True)


def _goes_on(below: Below, *, after_blank: bool) -> bool:
    rows, line = below.part.rows, below.line
    if len(rows) > MOST_ROWS:
        return False
    said = " ".join([row for _, row in rows])
    if vocabulary.REASON_CLAUSE.search(said):
        return _reasons_go_on(said, line, after_blank)
    if after_blank:
        clause = vocabulary.REASON_CLAUSE.search(line)
        rest = _REASONS_GO_ON.match(line) or (clause and _REASON_PARTED.search(said))
        return (bool(rest) and len(line) < 40) or bool(clause and len(line) < LONGEST_REST and _FOR_REASONS.match(line))
    return len(rows) < 6 and not TITLE_ALONE.match(line)


def _reasons_go_on(said: str, line: str, after_blank: bool) -> bool:
    """Whether a statement that has given a reason goes on with more of them, or with the order that they are of.

    A line of letters and joiners alone does, if the statement is open (``1.4 (b`` / ``) and (d)``, ``a`` / ``nd (d)``)
    or the line begins as the rest of one; the text itself may begin with ``(C)`` or ``A``.
    """
    words = _WORD.findall(line[:LONGEST_REST].lower())
    rest = line.lstrip()
    begins = rest[0] in "),./&;]" or (bool(words) and rest[0].isalpha() and words[0] in _REASON_JOINERS - {"a"})
    only = len(line) < LONGEST_REST and _REASON_WORDS.issuperset(words) and (begins or bool(words))
    last = said.rstrip().rpartition(" ")[2].lower()
    is_open = last in _REASON_JOINERS or last[-1:] in "(,/&[" or said.rfind("(") > said.rfind(")")
    if after_blank:
        return only and (is_open or begins) and len(line) < 40
    if is_open:
        return only or words[:1] == ["nd"] or bool(_REASONS_GO_ON.match(line))
    return (only and (begins or last[-1:] != ".")) or (begins and words[:1] in (["and"], ["or"]))


def parse_reasons(text: str) -> tuple[str, ...]:
    """``("1.4(b)", "1.4(d)")`` from some 150 spellings: ``1.4 (b/d)``, ``1.4 b and d``, ``Reasons 1.`` / ``4 (b)``.

    The letters stand behind ``1.4`` or ``1.5``; only where there are none, behind ``reasons`` or the order.
    """
    return tuple(_letters(text, _SECTION) or _letters(text, _REASONS))


def _letters(text: str, start: re.Pattern[str]) -> dict[str, None]:
    """The reasons behind each ``start``. Behind the end of a sentence or a bracket a bare ``A`` is a word."""
    found: dict[str, None] = {}
    place = 0
    for match in start.finditer(text):
        section = match["section"] or "4"
        place = match.end()
        while letter := _LETTER_RUN.match(text, place):
            if letter["letter"]:
                bare = letter["between"][-1:] not in ("(", "[")
                if bare and place > match.end() and _SENTENCE_OVER.search(letter["between"]):
                    break
                found[f"1.{section}({letter['letter'].lower()})"] = None
            place = letter.end()
    return found
