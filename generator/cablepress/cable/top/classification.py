"""The classification line, by which the body is found.

::

    classification line = { mark }, level, { caveat | section }, [ post, number ], [ what follows ] ;
    level    = word of codes/classifications.yml, as one word or with its letters parted by spaces ;
    section  = [ "FINAL" ], "SECTION", [ number ], "OF", number ;
    caveat   = "//NOFORN" | "SENSITIVE" | "EYES ONLY" | any caption ;
    what follows = captions, passing lines and fields whose line ends were lost ;

``C O N F I D E N T I A L SECTION 01 OF 03 ASTANA 001848``. In about one cable of 200 the typist slipped: a letter is
doubled, lost or apart from its neighbours, a mark stands before the word, or the post is glued to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from cablepress.cable import vocabulary

_CLASSIFICATION_WORD = re.compile(
    rf"[ \t]{{0,8}}(?P<word>(?:{vocabulary.LEVEL_WORD})\b|(?:[A-Z0]{{1,2}} ){{3,13}}[A-Z]{{1,2}}(?![A-Z]))",
    re.IGNORECASE,
)
"""The level in one word, or spaced, its letters doubled or lost; a zero is a slip, too."""

_SECTION = re.compile(r"(?:FINAL )?SECTION(?: {1,3}[0-9]{1,3})? {1,3}OF {1,3}[0-9]{1,3}", re.IGNORECASE)

_POST_AND_NUMBER = re.compile(r"(?P<post>[A-Z][A-Z .'-]{1,40}?) ?0*(?P<number>[0-9]{1,7})(?![0-9])", re.IGNORECASE)

_CAVEAT = re.compile(
    rf"/{{1,2}}|\b(?:E F T O|FOR OFFICIAL USE ONLY|EYES ONLY|SBU|FOUO|{vocabulary.CAPTION_WORD})\b", re.IGNORECASE
)
_BEFORE_POST = re.compile(rf"[ \t/.-]{{1,9}}|{_CAVEAT.pattern}|{_SECTION.pattern}", re.IGNORECASE)
_MAY_FOLLOW = re.compile(
    rf"[ \t.,;]{{0,9}}(?:$|{vocabulary.CAPTION_WORD}|E\.? ?O\.? ?1[0-9]{{3}}|TAGS\b|SUBJ|REF\b|"
    r"[A-Z][A-Z0-9/,.&]{1,20} (?:(?:PLEASE|PLS|ALSO) )?(?:PASS|FOR)\b)"
)
"""What may stand behind post and number on the same line."""

_MISPRINTED = re.compile(r"[^A-Za-z0-9\n]{0,8}(?P<words>[A-Z](?:[A-Z .-]{3,60}))")
_GLUED = re.compile(rf"(?:{vocabulary.LEVEL_WORD}|{vocabulary.LEVEL_SPACED})")
LONGEST_HEAD = 200
"""Characters in which the post and the number stand behind the level."""
MOST_SLIPS = 2


class ClassificationLine(NamedTuple):
    """``level`` without its caveats; ``post`` and ``number`` as printed, empty when not there."""

    level: str
    post: str
    number: str
    caveats: str = ""
    """``NOFORN`` or ``FOR OFFICIAL USE ONLY``, when the line has such a word."""


def parse_classification(line: str) -> ClassificationLine | None:
    """What a classification line says, or ``None`` if ``line`` is none.

    A letter may be doubled or lost (``SS E C R E T``, ``E C R E T``), so spaced letters are compared
    with one or two slips allowed. Behind a level in one word nothing but post and number may stand, and what often
    follows them: a sentence may begin with the word ``SECRET``.
    """
    match = _CLASSIFICATION_WORD.match(line)
    if match is None:
        return None
    word = match["word"].upper()
    level = vocabulary.LEVELS.get(word) or (_of_letters(word.replace(" ", "")) if " " in word else None)
    if level is None:
        return None
    tail = line[match.end() : match.end() + LONGEST_HEAD]
    if " " in word and word[1] == " ":
        section = _SECTION.search(tail)
        place = _POST_AND_NUMBER.search(_CAVEAT.sub(" ", tail[section.end() if section else 0 :]))
        return _found(level, place, tail)
    if not tail.strip():  # quick path
        return ClassificationLine(level, "", "")
    rest = _without_caveats(tail)
    if not rest:
        return _found(level, None, tail)
    place = None if rest.startswith("PAGE ") else _POST_AND_NUMBER.match(rest)
    return _found(level, place, tail) if place and _MAY_FOLLOW.match(rest, place.end()) else None


def parse_misprinted(line: str) -> ClassificationLine | None:
    """What a misprinted classification line says; with post and number behind it, else it would prove nothing.

    ``UUNCLAS ZENDA 000999``, ``C ONFIDENTIAL …``, ``CSE C R E T …``, ``"C O N F I D E N T I A L …``, ``UNCLASZENDA 9``.
    """
    if line.islower():
        line = line.upper()
    match = _MISPRINTED.match(line)
    if match is None:
        return None
    begin = match.start("words")
    best: tuple[int, ClassificationLine] | None = None
    for slips, level, size in _readings(match["words"]):
        tail = line[begin + size : begin + size + LONGEST_HEAD]
        rest = _without_caveats(tail)
        place = None if rest.startswith("PAGE ") else _POST_AND_NUMBER.match(rest)
        if place and _MAY_FOLLOW.match(rest, place.end()) and (best is None or slips < best[0]):
            best = slips, _found(level, place, tail)
    return best[1] if best else None


def find_glued(line: str) -> int:
    """Where a classification line begins in the midst of ``line``, its line end lost; -1 if none does."""
    for match in islice(_GLUED.finditer(line), MOST_PLACES):
        found = parse_classification(line[match.start() : match.start() + LONGEST_HEAD])
        if found and found.number:
            return match.start()
    return -1


MOST_PLACES = 9
"""Places in a line at which a glued classification line is looked for."""


def is_next_section(line: str) -> bool:
    """Whether a line is the classification line of a section, with post and number."""
    found = parse_classification(line)
    return found is not None and bool(found.number)


def with_date_line(lines: list[str], index: int) -> int:
    """The index of the date line above the classification line (120 cables), or ``index``."""
    above = index - 1
    while above >= 0 and not lines[above]:
        above -= 1
    return above if above >= 0 and vocabulary.DATE_LINE.match(lines[above]) else index


def _found(level: str, place: re.Match[str] | None, tail: str) -> ClassificationLine:
    words = tail.upper()
    caveats = ""
    if "NOFORN" in words:
        caveats = "NOFORN"
    elif level == "UNCLASSIFIED" and ("OFFICIAL USE" in words or "FOUO" in words or "SENSITIVE" in words):
        caveats = "FOR OFFICIAL USE ONLY"
    return ClassificationLine(level, place["post"].strip() if place else "", place["number"] if place else "", caveats)


def _without_caveats(tail: str) -> str:
    """``tail`` from the post on: without the caveats and the number of the section before it."""
    place = 0
    while match := _BEFORE_POST.match(tail, place):
        place = match.end()
    return tail[place:].rstrip()


def _readings(words: str) -> Iterator[tuple[int, str, int]]:
    """Each way to read a level from the beginning of ``words``: slips, level, characters taken."""
    letters = ""
    for place, letter in enumerate(words):
        if letter in " .-":
            continue
        letters += letter
        if len(letters) > 20:  # quick path: no level is as long
            return
        at_end = words[place + 1 : place + 2] in ("", " ", ".", "-")
        if letters in vocabulary.LEVELS and (at_end or len(letters) > 5):
            yield 0, vocabulary.LEVELS[letters], place + 1
        elif at_end and (level := _of_letters(letters)):
            yield 1, level, place + 1


@lru_cache(maxsize=1024)
def _of_letters(letters: str) -> str | None:
    """The level that letters spell, a slip or two allowed."""
    if letters in _BY_LETTERS:  # quick path: no slip
        return _BY_LETTERS[letters]
    for word, level in _BY_LETTERS.items():
        allowed = 1 if len(word) < 8 else MOST_SLIPS
        if len(word) >= 6 and abs(len(word) - len(letters)) <= MOST_SLIPS and _slips(word, letters) <= allowed:
            return level
        if letters[0] == word[0] and _slips(word, letters) == 2 and sorted(letters) == sorted(word):
            return level  # two letters are swapped
    return None


_BY_LETTERS = {word.replace(" ", ""): level for word, level in vocabulary.LEVELS.items()}


def _slips(expected: str, found: str) -> int:
    """Letters added, lost or changed between two short words (Levenshtein)."""
    row = list(range(len(found) + 1))
    for i, letter in enumerate(expected, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != other))
    return row[-1]
