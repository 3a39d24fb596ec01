"""Where a numbered paragraph may begin::

    opening   = [ indent ] , [ "¶" ] , ( numbered , [ marking ] | marking , number , "." ) ;
    numbered  = number , ( "." | ".." | "," | ")" | ":" | "-" | nothing ) | "(" , number , ( ")" | "." | ")." ) ;
    number    = digit , [ digit , [ digit ] ] ;
    marking   = "(" , level , [ "/" , caveats ] , ")" ;        (* PORTION in vocabulary.py *)

``opening_of`` is the one answer to "does this line begin a paragraph?" for a line by itself. Which of the lines (and
of the places in mid-line) that could begin one do so is decided by the whole sequence, in ``paragraphs.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import ends_sentence
from cablepress.cable.text.headings import LONGEST_TITLE, is_title
from cablepress.cable.top.keywords import FIELD, role_of
from cablepress.model import new

_USUAL_START = re.compile(  # quick path
    r"([0-9]{1,3})\. {0,8}(?:(\((?:[CSU]|SBU|[CS]/NF)\)) {0,8}(?![ \t.])|(?<= )(?=[0-9ABD-RTV-Zabd-rtv-z])|$)"
)
"""The form of 13,061 of some 13,700, and the plain one before a letter with which no marking begins: what ``START``
finds as well, at three times the cost."""

_USUAL_ITEM = re.compile(r"([0-9]{1,3})\) {1,8}(?=[0-9ABD-RTV-Zabd-rtv-z])")  # quick path
"""The same of ``N) Text``."""

_COMMON = {f"({level})": level for level in ("C", "S", "U", "SBU", "S/NF", "C/NF")}  # quick path

_LONG = {
    "CONFIDENTIAL": "C",
    "SECRET": "S",
    "UNCLASSIFIED": "U",
    "UNCLAS": "U",
    "UNC": "U",
    "SNF": "S/NF",
    "CNF": "C/NF",
}


Form = Literal["marked", "weak", "inline", "plain", "bracket", "glued"]
"""``N. (C)`` · ``N (C)`` · marked in mid-line · ``N. Text`` · ``N) Text``, ``N) (C)`` · ``1. Text`` behind a field."""


class Start(NamedTuple):
    """A place that may begin a paragraph: ``opening`` is all before its text, from ``column`` on."""

    line: int
    column: int
    number: int
    form: Form
    portion: str
    opening: str


def find_candidates(lines: list[str]) -> list[Start]:
    """Every place in ``lines`` that may begin a numbered paragraph, in order."""
    found: list[Start] = []
    for index in [index for index, line in enumerate(lines) if line and (line[0] in MAY_BEGIN or "(" in line)]:
        line = lines[index]
        start = opening_of(line, index) if line[0] in MAY_BEGIN else None
        first = 0
        if start and (
            start.portion or lines[index - 1][-1:] not in _MAY_RUN_ON or not _is_mention(start, lines)  # quick path
        ):
            found.append(start)
            first = start.column + len(start.opening)
        bracket = line.find("(", first if first > 3 else 3)  # quick path
        if bracket > 0:
            _add_inline(line, bracket, first, index, found)
    if 1 not in [start.number for start in found]:
        found[:0] = _behind_fields(lines[: found[0].line + 1] if found else lines)
    return found


_FORM_OF_MARKED: dict[str, Form] = {"": "weak", ";": "weak", ":": "weak", "-": "weak", ")": "bracket", ".)": "bracket"}
_REDACTED = "XXXX"
_NUMBER_BEHIND = re.compile(r"\([^)\]}]{1,270}[)\]}][ \t]{0,3}[0-9]")  # quick path
"""An opening that begins with its marking: ``(C)1.``"""
MAY_BEGIN = frozenset("0123456789(¶ \tXx[")
"""The characters with which the opening of a paragraph begins: a look at one tells most lines."""


def opening_of(line: str, index: int = 0) -> Start | None:
    """The opening of a paragraph with which ``line``, which is not blank, begins; ``index`` is put into the answer.

    The line is looked at by itself: one of form ``marked`` always begins a paragraph, one of another form may.
    """
    if line[0] not in MAY_BEGIN:  # quick path
        return None
    if usual := _USUAL_START.match(line):  # quick path
        number, portion = usual.groups()
        if portion:
            return new(Start, (index, 0, int(number), "marked", portion, usual[0]))
        return new(Start, (index, 0, int(number), "plain", "", usual[0])) if int(number) else None
    if item := _USUAL_ITEM.match(line):  # quick path
        return new(Start, (index, 0, int(item[1]), "bracket", "", item[0])) if int(item[1]) else None
    if line[0] in "Xx" and line[:4].upper() != _REDACTED:  # quick path: a word
        return None
    if line[0] == "(" and not line[1:2].isdigit() and not _NUMBER_BEHIND.match(line):  # quick path: a marking alone
        return None
    match = vocabulary.START.match(line)
    if match is None:
        return None
    glued, opening, number, sep, bracketed, closed, before, after, portion = match.groups()
    column = match.start("opening")
    if before is not None:
        if opening.rstrip().endswith(f"{before}{after}.") and not before.isupper():
            return None
        return Start(index, column, int(after), "marked", before, opening)
    value = int(number or bracketed)
    sep = (sep or "").strip()
    if portion is not None:
        form = _FORM_OF_MARKED.get(closed or sep, "marked")
        return new(Start, (index, column, value, form, portion, opening))
    if glued or not value or not _is_plain(line, match.end(), sep, bracketed, closed):
        return None
    return Start(index, column, value, "bracket" if ")" in sep else "plain", "", opening)


def begins_marked(line: str) -> bool:
    """Whether ``line``, which is not blank, begins a paragraph with a portion marking."""
    if line[0] not in MAY_BEGIN or not _holds_marking(line):  # quick path
        return False
    start = opening_of(line)
    return start is not None and start.portion != ""


def holds_bracket(line: str) -> bool:  # quick path
    """Whether a line holds what a marking ends with: a quick look."""
    return ")" in line or "]" in line or "}" in line


def _holds_marking(line: str) -> bool:  # quick path
    """Whether a line may hold a whole marking: with its opening bracket, or a level's letter before the other."""
    return "(" in line or "[" in line or (")" in line and _LEVEL_CLOSED.search(line) is not None)


_LEVEL_CLOSED = re.compile("[CSUFcsuf][)]")  # quick path
SHORTEST_OPENING = 2


def text_from(lines: list[str]) -> int:
    """Index of the first line that reads like a numbered paragraph; only after it can a sentence be broken."""
    first_plain = -1
    for index, line in enumerate(lines):
        if len(line) < SHORTEST_OPENING or line[0] not in MAY_BEGIN:  # quick path
            continue
        if not (_holds_marking(line) or (first_plain < 0 and "1" in line)):  # quick path
            continue
        start = opening_of(line)
        if start and start.portion:
            return index if first_plain < 0 or start.number == 1 else first_plain
        if start and first_plain < 0 and start.number == 1 and start.form == "plain":
            first_plain = index
    return first_plain if first_plain >= 0 else len(lines)


LONGEST_REST = 60
"""Characters of a line in which a marking ends that began on the line above."""


def is_parted(line: str, following: str) -> bool:
    """Whether a number and its marking are parted by the line end: ``1.`` / ``(C)``, ``1. (S/`` / ``NF)``."""
    rest = following[:LONGEST_REST]
    if not holds_bracket(rest):  # quick path
        return False
    if usual := _USUAL_START.match(line):  # quick path
        if usual[2]:
            return False
    else:
        alone = vocabulary.START.match(line)
        if alone is None or alone["portion"] or alone["before"]:
            return False
    whole = f"{line} {rest}"
    if (usual := _USUAL_START.match(whole)) and usual[2]:  # quick path
        return True
    joined = vocabulary.START.match(whole)
    return joined is not None and joined["portion"] is not None


_MAY_RUN_ON = frozenset("abcdefghlmnoprstvyABCDEFGHLMNOPRSTVY.,")
"""How the lines end below which a number is a mention: a look at one character tells most others."""


def _is_mention(start: Start, lines: list[str]) -> bool:
    """Whether an unmarked number goes on with the line just above it, ``as said in paragraph`` / ``3. The rest``.

    A field above it (``REF: N/A``), a title or a blank line is no sentence that could go on.
    """
    above = lines[start.line - 1] if start.line else ""
    if not _runs_on(above[-14:]):
        return False
    if FIELD.match(above) or (above.isupper() and not lines[start.line].isupper()):
        return False
    return not (_stands_below_blank(lines, start.line - 1) and len(above) <= LONGEST_TITLE and is_title(above))


@lru_cache(maxsize=256)
def _runs_on(end: str) -> bool:
    """Whether a line that ends so wants a number to go on with."""
    return vocabulary.RUNS_ON.search(end) is not None


def _stands_below_blank(lines: list[str], index: int) -> bool:
    return index == 0 or not lines[index - 1]


def _is_plain(line: str, end: int, sep: str, bracketed: str | None, closed: str | None) -> bool:
    """Whether ``N.`` is followed by text, or by a marking that is misprinted, and not by the decimals of a number."""
    if not sep.startswith((".", ")")) if bracketed is None else closed == ")":
        return False
    if end >= len(line):
        return True
    return line[end - 1] in " \t" or line[end].isupper() or (line[end] in "([{" and bracketed is None)


_BEHIND_FIELD = re.compile(r"(?<=[\w.)] )[ \t]{0,3}(?P<opening>1\. {1,3})(?=[A-Z(\"“])")
"""The number of a first paragraph on the line of a field: ``REF: ZENDA 12 1. Summary.``"""


MOST_OF_FIELD = 8
"""Lines of a field that are looked back over."""


def _behind_fields(lines: list[str]) -> list[Start]:
    """The unmarked 1 that stands on a line of a field, behind its words; the last such, above the first number.

    None where another field is below it: ``TAGS: PREL 1. Summary`` above SUBJECT.
    """
    for index in range(len(lines) - 1, -1, -1):
        if "1." in lines[index] and (match := _BEHIND_FIELD.search(lines[index], 1)) and _is_of_field(lines, index):
            field = FIELD.match(lines[index])
            if any(map(FIELD.match, lines[index + 1 : index + 1 + MOST_OF_FIELD])):
                return []
            if field is None or match.start() > field.end():
                return [Start(index, match.start("opening"), 1, "glued", "", match["opening"])]
    return []


def _is_of_field(lines: list[str], index: int) -> bool:
    """Whether a line begins with the keyword of a field, or goes on with one that begins just above."""
    for above in range(index, max(-1, index - MOST_OF_FIELD), -1):
        if not lines[above]:
            return False
        if FIELD.match(lines[above]):
            return True
    return False


def begins_text(lines: list[str], start: Start) -> bool:
    """Whether a number is the first of the text: nothing is above it but the fields of the top."""
    above = next((index for index in range(start.line - 1, -1, -1) if lines[index]), -1)
    if start.column or above < 0:
        return True
    return _is_of_field(lines, above) or role_of(lines[above]) != ""


_ABBREVIATED = re.compile(r"\b(?:[A-Z]|arts?|chap|figs?|nos?|paras?|pp?|res|secs?|vols?)\.$", re.IGNORECASE)
"""What stands before a number that is no paragraph's, though a full stop is between: ``Art. 2. The``."""
LONGEST_BEFORE = 12


def numbers_inside(lines: list[str], first: Start) -> list[Start]:
    """The unmarked numbers 2, 3 … in mid-line behind ``first``, each behind the end of a sentence and before a capital.

    None where a further 1 begins a list among them.
    """
    found: list[Start] = []
    number = first.number + 1
    if f"{number}. " not in "\n".join(lines[first.line :]):  # quick path
        return found
    for index in range(first.line, len(lines)):
        line = lines[index]
        place = first.column + len(first.opening) if index == first.line else 0
        if line.find(" 1. ", place) >= 0:
            return []
        while (place := line.find(f"{number}. ", place)) >= 0:
            opening = _PLAIN_NUMBER.match(line, place)
            if opening and _ended_before(lines, index, place):
                found.append(Start(index, place, number, "inline", "", opening[0]))
                number += 1
            place += 1
    return found


_PLAIN_NUMBER = re.compile(r"[0-9]{1,3}\. {1,3}(?=[A-Z\"“(])")


def _ended_before(lines: list[str], index: int, place: int) -> bool:
    """Whether a sentence has ended before column ``place`` of a line; an abbreviation's full stop ends none."""
    line = lines[index]
    if place and line[place - 1] != " ":
        return False
    before = line[:place].rstrip() if place else lines[index - 1]
    return ends_sentence(before) and before[-1] != ":" and not _ABBREVIATED.search(before[-LONGEST_BEFORE:])


_BEFORE_MARKING = frozenset(".,) \t")
WIDEST_GAP = 8
"""Spaces between a number and its marking."""
LONGEST_OPENING = 280


def _add_inline(line: str, bracket: int, first: int, index: int, found: list[Start]) -> None:
    """Rule 2: marked numbers in ``line`` behind ``first``, found by the bracket of the marking, from ``bracket`` on."""
    head = -1
    while bracket >= 0:
        before = line[bracket - 1]
        if (line[bracket - 2] if before == " " else before) in _BEFORE_MARKING:  # quick path
            begin = _number_before(line, bracket)
            if begin > 0 and head < 0:
                head = len(line) - len(line.lstrip(" \t(¶"))
            start = vocabulary.START.match(line[begin : begin + LONGEST_OPENING]) if begin > max(head, 0) else None
            if start and start["portion"] and begin + start.end() > first:
                found.append(Start(index, begin, int(start["number"]), "inline", start["portion"], start["opening"]))
                first = begin + start.end()
        bracket = line.find("(", bracket + 1)


def _number_before(line: str, bracket: int) -> int:
    """Where the number begins to which a bracket may be the marking: ``13. (``, ``13.(``, ``13, (``; -1 for none."""
    place = bracket
    while place and line[place - 1] in " \t" and bracket - place < WIDEST_GAP:
        place -= 1
    if not place or line[place - 1] not in ".,)":
        return -1
    end = place - 1
    if end and line[end - 1] in ".,)":
        end -= 1
    if not end:  # quick path
        return -1
    end -= line[end - 1] == " "
    begin = end
    while begin and end - begin < 3 and line[begin - 1] in "0123456789":
        begin -= 1
    if begin == end or (begin and line[begin - 1] in "0123456789"):
        return -1
    if begin > 1 and line[begin - 1] == "." and line[begin - 2].isdigit():
        return -1
    return begin - (begin > 0 and line[begin - 1] == "¶")


def normal_portion(printed: str) -> str:
    """``( C )`` → ``C``, ``(c/nf)`` → ``C/NF``, ``(S//REL TO USA, FVEY)`` as it is; without brackets."""
    if printed in _COMMON:  # quick path
        return _COMMON[printed]
    words = printed.strip("()[]{} ").upper().replace("\\", "/").split()
    text = " ".join(words).replace(" /", "/").replace("/ ", "/").replace("NOFORN", "NF")
    text = text.removesuffix("- ENTIRE TEXT").removesuffix("ENTIRE TEXT").rstrip(" -,")
    level, slash, rest = text.partition("/")
    return _LONG.get(level, level) + slash + rest
