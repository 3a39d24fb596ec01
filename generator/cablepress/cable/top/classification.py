"""The classification line, by which the body is found: ``C O N F I D E N T I A L SECTION 01 OF 03 ASTANA 001848``."""

from __future__ import annotations

import re
from typing import NamedTuple

_CLASSIFICATION_WORD = re.compile(
    r"[ \t]{0,8}(?P<word>(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|SBU|LIMITED OFFICIAL USE)\b|"
    r"(?:[A-Z]{1,2} ){3,13}[A-Z]{1,2}(?![A-Z]))(?P<tail>.{0,120})$",
    re.IGNORECASE,
)
"""``C O N F I D E N T I A L SECTION 01 OF 03 ASTANA 001848``, its letters spaced, doubled or lost."""

_SECTION = re.compile(r"(?:FINAL )?SECTION(?: {1,3}[0-9]{1,3})? {1,3}OF {1,3}[0-9]{1,3}", re.IGNORECASE)

_POST_AND_NUMBER = re.compile(r"(?P<post>[A-Z][A-Z .'-]{1,40}?) ?0*(?P<number>[0-9]{1,7})(?![0-9])", re.IGNORECASE)


_CAVEAT = re.compile(
    r"/{1,2}|\b(?:E F T O|FOR OFFICIAL USE ONLY|EYES ONLY|NOFORN|SENSITIVE|SIPDIS|EXDIS|NODIS|STADIS|LIMDIS|SBU)\b",
    re.IGNORECASE,
)
_LEVELS = {
    "UNCLASSIFIED": "UNCLASSIFIED",
    "UNCLAS": "UNCLASSIFIED",
    "SBU": "UNCLASSIFIED",
    "CONFIDENTIAL": "CONFIDENTIAL",
    "SECRET": "SECRET",
    "TOPSECRET": "TOP SECRET",
    "LIMITEDOFFICIALUSE": "UNCLASSIFIED",
}


class ClassificationLine(NamedTuple):
    """``level`` without its caveats; ``post`` and ``number`` as printed, empty when not there."""

    level: str
    post: str
    number: str


def parse_classification(line: str) -> ClassificationLine | None:
    """What a classification line says, or ``None`` if ``line`` is none.

    A letter may be doubled or lost (``SS E C R E T``, ``E C R E T``), so spaced letters are compared
    with one or two slips allowed.
    """
    match = _CLASSIFICATION_WORD.match(line)
    if match is None:
        return None
    word = match["word"].upper()
    letters = word.replace(" ", "")
    level = _LEVELS.get(letters) or (_of_letters(letters) if " " in word else None)
    if level is None:
        return None
    tail = match["tail"]
    if (" " not in word or word[1] != " ") and tail.strip() and not _is_tail(tail):
        return None
    section = _SECTION.search(tail)
    place = _POST_AND_NUMBER.search(_CAVEAT.sub(" ", tail[section.end() if section else 0 :]))
    return ClassificationLine(level, place["post"].strip() if place else "", place["number"] if place else "")


def _is_tail(tail: str) -> bool:
    """Whether the words after an unspaced level are those of a classification line, not of a sentence."""
    rest = _CAVEAT.sub(" ", _SECTION.sub(" ", tail)).strip(" /")
    return not rest or (not rest.startswith("PAGE ") and _POST_AND_NUMBER.fullmatch(rest) is not None)


def _of_letters(letters: str) -> str | None:
    """The level that spaced letters spell, a slip or two allowed."""
    if letters in _LEVELS:  # quick path: no slip
        return _LEVELS[letters]
    for word, level in _LEVELS.items():
        if (
            abs(len(word) - len(letters)) <= 2
            and len(word) >= 6
            and _slips(word, letters) <= (1 if len(word) < 8 else 2)
        ):
            return level
    return None


def _slips(expected: str, found: str) -> int:
    """Letters added, lost or changed between two short words (Levenshtein)."""
    row = list(range(len(found) + 1))
    for i, letter in enumerate(expected, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != other))
    return row[-1]


def is_next_section(line: str) -> bool:
    """Whether a line is the classification line of a section, with post and number."""
    found = parse_classification(line)
    return found is not None and bool(found.number)
