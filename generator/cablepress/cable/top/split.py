"""Where a line of the top is to be cut, so that each line holds one field.

::

    line of the top = field, { ( blanks | nothing, where a line end was lost ), field }, [ remark ], [ text ] ;

``C O N F I D E N T I A L ZENDA 000999SIPDISE.O. 12958: DECL: 03/04/2019TAGS: PREL``, ``SUBJECT: A THING REF: ZENDA 12
Classified By: …``. Short cables have their text behind the last field: ``… 1.4 (b) and (d). (C) The harbour is quiet.``
Nothing is taken out and nothing put in but line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.top.keywords import keyword_off, role_of
from cablepress.cable.top.roles import OTHER, ROLES

_FIELD = (
    r"E\.? ?O\.? {0,2}1[0-9]{3,4}(?:(?=:)|(?=[ .]{1,4}(?:DECL|N/?A|X?GDS|OADR|TAGS)\b))|"
    r"TAGS?:|(?-i:TAGS (?=[A-Z]{2,4}\b)|TAG (?=[A-Z]{4}\b))|"
    r"SUBJECT:|SUBJ:|"
    r"REF(?:S|TELS?|\(S\)|ERENCES?)?(?: ?\(?[A-H]\)?)?:|"
    r"(?-i:REFS?(?:TELS?)? (?=\(?[A-H][.)] ?(?:[0-9]{2,4} )?[A-Z]{3,20} [0-9]|"
    r"(?:[0-9]{2} )?[A-Z]{3,20} [0-9](?:$|[0-9]{1,6}(?:$|[ ;,]))))|"
    r"CLASS?I?F?I?E?D BY(?::|(?=[^:\n]{3,200}?(?:\bREASON|\b1\.[45]))|(?-i:(?<=lassified by|lassified By)(?= [A-Z])))"
)
_PARTED = re.compile(rf"(?<=[^ \t])[ \t]{{1,8}}(?={_FIELD})", re.IGNORECASE)
"""A field behind blanks."""
_GLUED = re.compile(
    r"(?<=[A-Za-z0-9.)/])(?:(?=TAGS?:)|(?=E\.O\. ?1[0-9]{4})|(?=EO 1[1-3][0-9]{3}(?::| DECL)))|"
    r"(?<=[A-Z0-9.)])(?=SUBJECT:|SUBJ:|Subject:)|"
    r"(?<=[A-Za-z0-9.)\"'!?])(?=REFS?:|REFTELS?:)|(?<=[A-Za-z0-9.)])(?=Ref:)|"
    r"(?<=[A-Za-z0-9.)\"'!?])(?<![Uu][Nn])(?<![Dd][Ee])(?=C(?:lassified|LASSIFIED) [Bb][Yy]:)"
)
"""A field whose line end was lost: ``…2015TAGS: …``, ``…ZENDAREF: …``, ``…ZENDAClassified By: …``."""
_BRACKETED = re.compile(
    r"(?<=[^ \t])[ \t]{0,8}(?:[-–—]{1,3} )?(?=[(\[] ?(?:(?:SEE|PER) )?REF[^()\[\]\n]{1,200}(?:[)\]][ .]{0,3})?$)",
    re.IGNORECASE,
)
"""References in brackets at the end of a title: ``A THING (REF: ZENDA 12)``, also where the bracket closes below."""
_GLUED_CAPTION = re.compile(
    r"(?<=[0-9a-z)])(?=SIPDIS|NOFORN|EXDIS|NODIS|STADIS|LIMDIS|SENSITIVE)|(?<=SIPDIS)(?=[A-Z])|(?<=[A-Z])(?=SIPDIS)"
)
_REMARK = re.compile(
    r"(?<=[^ \t])[ \t]{1,8}(?=(?:\([CSU]\) )?[-–—:;,.(\[\"*]{0,3} ?(?:THIS (?:CABLE|MESSAGE|TELEGRAM) [A-Z ]{2,30})?(?:"
    r"(?:SENSITIVE,? BUT UNCLASSIFIED|UNCLASSIFIED,? BUT SENSITIVE)(?=[).\]\"]{0,3}(?:$|[ ,;:.(–—-]{1,4}$))|"
    r"(?:SENSITIVE,? BUT UNCLASSIFIED|UNCLASSIFIED,? BUT SENSITIVE|SBU)"
    r"(?=[).\]\"]{0,3}[ ,;:.(–—-]{1,4}(?:ENTIRE|PLEASE|PLS|NOT FOR|HANDLE|PROTECT|FOR OFFICIAL))|"
    r"(?:PLEASE|PLS) (?:HANDLE|PROTECT|TREAT)\b[A-Z ]{0,30} ACCORDINGLY|"
    r"(?:PROTECT|HANDLE) ACCORDINGLY|FOR OFFICIAL USE ONLY(?=[).\]\"* ]{0,4}$)|"
    r"NOT FOR (?:INTERNET|DISTRIBUTION|PUBLICATION)\b|(?:[CSU] [-–—]{1,2} )?ENTIRE TEXT\b))",
    re.IGNORECASE,
)
"""Words on handling behind a title: ``… Sensitive but Unclassified. Please handle accordingly.``"""

_REF_ALONE = re.compile(
    r"(?<=[^ \t])[ \t]{1,8}(?=(?:(?P<sign>[-–—]{1,3} ?[(\[]?|[(\[]) ?)?(?:(?:SEE|PER|AND) )?"
    r"REFS?(?P<tel> ?TELS?)?(?P<label> [A-H](?:(?:[,/&-]| AND| OR) ?[A-H]){0,7})?[)\]]?[ .]{0,2}$)",
    re.IGNORECASE,
)
"""Words behind a title that say only that another cable is meant: ``(REFTEL)``, ``[REF A]``, ``-- REFS A AND B``."""
_BEFORE_REF = re.compile(
    r"(?:^|\W)(?:TO|OF|IN|ON|AT|BY|FOR|FROM|WITH|PER|THE|AND|OR|RE|VIA|"
    r"UNDER|SINCE|ABOUT|AFTER|BEFORE|BEHIND|BEYOND|AGAINST|REGARDING|CONCERNING)$",
    re.IGNORECASE,
)
"""How a title goes on with the word: ``RESPONSE TO REFTEL: GRAIN``."""

_MARKED_TEXT = re.compile(rf"(?<=[^ \t])[ \t]{{1,8}}(?={vocabulary.PORTION}[ \t]{{0,4}}(?-i:[\"“'A-Z]))", re.IGNORECASE)
_PLAIN_TEXT = re.compile(
    r"(?<=[0-9A-Z.)])[ \t]{1,8}(?=(?:BEGIN |Begin )?(?:SUMMARY|Summary|Introduction|INTRODUCTION)[:.]|"
    r"[\"“']?[A-Z][a-z']{0,20} (?:[A-Z][a-z']{1,20} ){0,2}[a-z(])"
)
_PORTION_OFF = vocabulary.PORTION_ALONE
_OF_STATEMENT = re.compile(r"\W{0,4}(?:reason|derived|declass|classif|source)", re.IGNORECASE)
_SMALL = re.compile(r"[a-z]{1,20}[.,;:]?")
FEWEST_WORDS = 6
SHORTEST_TEXT = 50
"""Characters of text behind a field that has no portion marking."""
LONGEST_LOOK = 200
"""Characters by which a sentence, or a field in mid-line, is told."""
LONGEST_WORD = 20
WIDEST_GAP = 40
"""Lines after a field in which another one is looked for."""


class Cutting(NamedTuple):
    """Where lines are cut."""

    columns: dict[int, list[int]]
    """Index of a line → the columns at which its further pieces begin, rising."""
    remarks: list[tuple[int, int]]
    """Line and column of the pieces that are words on handling, no field and no text."""
    roles: dict[int, str]
    """Index of a line → the role of its first words, for the lines that were looked at."""


def find_cuts(lines: list[str], end: int, column: int) -> Cutting:
    """Where the lines of the top are to be cut; at ``end`` and ``column`` the first numbered paragraph begins."""
    cutting = Cutting({}, [], {})
    roles = cutting.roles
    numbered = end < len(lines)
    role = ""
    last = 0
    subject = blank = False
    for index in range(min(end + 1, len(lines)) if column else end):
        line = lines[index]
        if not line:
            blank = True
            continue
        own = roles[index] = role_of(line)
        if own:
            role, last = own, index
        elif blank and subject and role not in _OVER_BLANK:
            role = "text"
        if index - last > WIDEST_GAP:
            break
        blank = False
        if role != "text" and line != "SIPDIS":
            words = line.upper()
            holds = _may_hold(words, role)
            if holds or _may_end(words, role):
                size = column if index == end else len(line)
                role = _cut_line(line, index, role, size, cutting, holds=holds, numbered=numbered)
            subject = subject or role == "subject" or own == "subject"
    return cutting


_OVER_BLANK = frozenset(("references", "tags", "executive-order"))
"""Fields that may go on, and so be followed by another one on their line, over a blank line."""


def _cut_line(line: str, index: int, role: str, size: int, cutting: Cutting, *, holds: bool, numbered: bool) -> str:
    """Find the cuts of one line of ``role``; returns the role of its last piece. ``holds``: it may hold a field."""
    columns: list[int] = []
    begin = 0
    places = sorted({match.end() for match in _field_places(line)}) if holds else ()
    for place in places:
        following = role_of(line[place : place + LONGEST_LOOK])  # a copy of the rest would take its length each time
        if place >= size or following not in ROLES.get(role, OTHER).ended_by:
            continue
        if following == "tags" and not _are_surely_tags(line, place, role):
            continue
        if following == "references" and role == "subject" and _is_of_title(line, begin, place):
            continue
        columns.extend(_within(line, begin, place, role, index, cutting, numbered=numbered))
        columns.append(place)
        begin, role = place, following
    columns.extend(_within(line, begin, size, role, index, cutting, numbered=numbered))
    if columns:
        cutting.columns[index] = columns
    return role


def _are_surely_tags(line: str, place: int, role: str) -> bool:
    """Whether ``TAGS`` in mid-line is the keyword: with its colon, or in no title; ``TAG`` alone only behind E.O."""
    words = line[place : place + 6].upper().rstrip()
    if ":" in words:
        return True
    return role == "executive-order" or (words.startswith("TAGS") and role not in _OF_WORDS)


def _is_of_title(line: str, begin: int, place: int) -> bool:
    """Whether the word REF in a title begins no field: behind ``TO`` or the like, or with no cable behind it."""
    rest = line[place : place + LONGEST_LOOK]
    if _REF_ALONE.match(f"x {rest}", 1):
        return True
    before = line[max(begin, place - LONGEST_WORD) : place].rstrip()
    return _BEFORE_REF.search(before) is not None and not any(map(str.isdigit, rest))


def _may_hold(words: str, role: str) -> bool:
    """Whether a further field may be on the line: a quick look at what all keywords have."""
    words = words[1:]
    if "TAG" in words or "REF" in words or "SUBJ" in words or "CLASS" in words:
        return True
    if role in _OF_WORDS:  # quick path: an order ends none of them
        return False
    return "E.O" in words or "EO 1" in words or "EO1" in words or "E. O" in words


def _may_end(words: str, role: str) -> bool:  # quick path: what is looked for has one of these
    """Whether something else may be behind a field on its line: text, words on handling, a glued caption."""
    if role == "subject":
        return len(words) >= SHORTEST_TEXT or any(map(words.__contains__, _HANDLING_PARTS))
    if role in ("references", "classified-by"):
        return len(words) >= SHORTEST_TEXT
    return "SIPDIS" in words and words != "SIPDIS"


_HANDLING_PARTS = ("ACCORDINGLY", "NOT FOR", "UNCLASSIFIED", "SBU", "ENTIRE TEXT", "REF", "OFFICIAL USE")


_OF_WORDS = frozenset(("subject", "references", "classified-by"))
"""Fields of any words: in capitals ``TAGS`` may be one of them."""


def _field_places(line: str) -> Iterator[re.Match[str]]:
    yield from _PARTED.finditer(line)
    yield from _GLUED.finditer(line)
    if "(" in line or "[" in line:
        yield from _BRACKETED.finditer(line)


def _within(line: str, begin: int, end: int, role: str, index: int, cutting: Cutting, *, numbered: bool) -> list[int]:
    """The columns at which one field's piece of a line is cut further: at a glued caption, a remark, the text."""
    if role in ("subject", "references", "classified-by"):
        found = _text_behind(line, begin, end, role, numbered=numbered)
        columns = [found] if found else []
        if role == "subject" and (remark := _remark_from(line, begin, found or end)) >= 0:
            cutting.remarks.append((index, remark))
            cutting.columns.setdefault(index, [])
            if remark:
                columns.insert(0, remark)
        return columns
    if "SIPDIS" in line:
        return [match.start() for match in _GLUED_CAPTION.finditer(line, begin, end)]
    return []


def _remark_from(line: str, begin: int, end: int) -> int:
    """Where words on handling begin behind a title, or as a line below it; -1 without any."""
    if not any(map(line.upper().__contains__, _HANDLING_PARTS)):  # quick path
        return -1
    if begin == 0 and not role_of(line):
        own = f"x {line}"
        if _REMARK.match(own, 1) or ((alone := _REF_ALONE.match(own, 1)) and alone["sign"]):
            return 0
    remark = _REMARK.search(line, begin, end) or _ref_alone(line, begin, end)
    return remark.end() if remark and keyword_off(line[begin : remark.start()]) else -1


def _ref_alone(line: str, begin: int, end: int) -> re.Match[str] | None:
    """The words at the end of a title that say only that another cable is meant; behind ``TO`` they are its own."""
    found = _REF_ALONE.search(line, begin, end)
    if found is None or found["sign"]:
        return found
    is_ref = (found["tel"] or found["label"]) and not _BEFORE_REF.search(line, begin, found.start())
    return found if is_ref else None


def _text_behind(line: str, begin: int, end: int, role: str, *, numbered: bool) -> int:
    """Where the text begins behind a field on its line; 0 where it does not."""
    if end - begin < SHORTEST_TEXT:
        return 0
    for match in _MARKED_TEXT.finditer(line, begin, end) if ")" in line or "]" in line or "}" in line else ():
        marking = vocabulary.PORTION_ALONE.match(line, match.end())
        rest = marking.end() if marking else match.end()
        if _is_sentence(line, rest, end) and keyword_off(line[begin : match.start()]):
            return match.end()
    if numbered:
        return 0
    clause = vocabulary.REASON_CLAUSE.search(line, begin, end) if role == "classified-by" else None
    if role == "classified-by" and clause is None:
        return 0
    seen = first = begin + len("SUBJECT:")
    for match in _PLAIN_TEXT.finditer(line, clause.end() if clause else begin, end):
        place, before = match.end(), line[match.start() - 1]
        if end - place <= SHORTEST_TEXT:
            return 0
        if role == "subject":
            # Each piece of the title once: a long one has thousands of places where it may end.
            title = line[seen : match.start()]
            fits = title.isupper() or (seen > first and title == title.upper())
            if not fits:
                return 0
            seen = match.start()
        else:
            fits = before in (".)" if clause else "0123456789).")
        if fits and _is_sentence(line, place, end) and not _OF_STATEMENT.match(line, place):
            return place
    return 0


def _is_sentence(line: str, begin: int, end: int) -> bool:
    """Whether a piece of a line begins as a sentence does: six words or more, most of them small."""
    words = line[begin : min(end, begin + LONGEST_LOOK)].split()[:12]
    return len(words) >= FEWEST_WORDS and 2 * sum(_SMALL.fullmatch(word) is not None for word in words) > len(words)
