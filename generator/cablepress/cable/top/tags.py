"""The TAGS line.

::

    tags  = "TAGS", [ ":" ], { entry, ( blank | "," | ";" | "/" ) }, [ caption ] ;
    entry = code | "(", name of a visitor, ")" | two or more words between commas ;
    code  = two letters of a country | four letters of a subject | the name of a program or an organisation ;

Codes whose blanks were lost are told apart by the table of TAGS: ``ETRDEINVPGOVCS``.
"""

from __future__ import annotations

import re

from cablepress.cable import codes, vocabulary
from cablepress.cable.top.below import MOST_ROWS, Below
from cablepress.cable.top.keywords import FIELD, keyword_off

_TAG_SPLIT = re.compile(r"[\s,;]+")
_ENTRY_SPLIT = re.compile(r"[,;]")
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]?")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,7}(?:-[A-Z0-9]{1,3})?$")
_LONG_TAG = re.compile(r"[A-Z][A-Z0-9&'-]{1,15}$")
_CAPTION_CODES = frozenset(vocabulary.CAPTION_CODES)
_CODE_LENGTHS = frozenset((2, 4))
_SHORTEST_ROW = 6
_LONGEST_ROW = 80
_ENGLISH = frozenset(("as", "be", "by", "do", "in", "is", "it", "my", "no", "so", "to", "us", "we"))
"""Small words that would be codes of countries."""


def parse_tags(text: str) -> tuple[str, ...]:
    """The TAGS, in capitals, in order and as often as printed: split on spaces and commas.

    The name of a visitor in brackets (``OVIP (CLINTON, HILLARY)``), captions and words written small among the
    capitals (``BU, Organized Crime``) are none. Two words between commas are one (``HUMAN RIGHTS``).
    """
    if "PAGE " in text:
        text = vocabulary.PAGE_IN_FIELD.sub(" ", text)
    if "(" in text or "[" in text:
        text = _BRACKETS.sub(" ", text)
    words = _entries(text)
    if "/" in text:
        words = [part for word in words for part in _parted(word)]
    capitals = [word for word in words if word.isupper()]
    if len(capitals) == len(words) and "AND" not in capitals:  # quick path
        kept = words
    else:
        kept = [word.upper() for word in words if word.isupper() or (word and (not capitals or _is_small_tag(word)))]
        kept = [word for word in kept if word != "AND"]
    if _CAPTION_CODES.isdisjoint(kept) and len(max(kept, key=len, default="")) < _SHORTEST_ROW:  # quick path
        return tuple(kept)
    return tuple([tag for word in kept if word not in _CAPTION_CODES for tag in _unglued(word)])


def _entries(text: str) -> list[str]:
    """The words of the line; in a list with commas, two or more words that are no codes are one entry."""
    if "," not in text and ";" not in text:
        return [word.strip(".:") for word in text.split()]
    found: list[str] = []
    for entry in _ENTRY_SPLIT.split(text):
        words = [word.strip(".:") for word in entry.split()]
        found.extend([" ".join(words)] if _are_one(words) else words)
    return found


def _are_one(words: list[str]) -> bool:
    """Whether the words between two commas are one entry: capitals, none of them a code or as long as one."""
    if len(words) < 2 or not all(word.replace("&", "A").isupper() for word in words):
        return False
    if any(word in _CAPTION_CODES or codes.tag_kind(word) for word in words):
        return False
    return not all(len(word) in _CODE_LENGTHS for word in words)


def _unglued(word: str) -> list[str]:
    """``ETRDEINVPGOVCS`` as its four codes, if all its parts are in the table: longer ones are looked for first."""
    if not _SHORTEST_ROW <= len(word) <= _LONGEST_ROW or codes.tag_kind(word):
        return [word]
    rests: dict[int, list[str]] = {len(word): []}
    for place in range(len(word) - 2, -1, -2):
        for size in (4, 2):
            part = word[place : place + size]
            if place + size in rests and codes.tag_kind(part):
                rests[place] = [part, *rests[place + size]]
                break
    parts = rests.get(0, [])
    return parts if sum(len(part) == 4 for part in parts) > 1 else [word]


def _parted(word: str) -> list[str]:
    """``PREL/PGOV`` as two, if all parts are TAGS that the table knows."""
    parts = word.split("/")
    return parts if all(codes.tag_kind(part.upper()) for part in parts) else [word]


def _is_small_tag(word: str) -> bool:
    return word.islower() and word not in _ENGLISH and codes.tag_kind(word.upper()) is not None


def goes_on(below: Below) -> bool:
    """Behind a comma, or where a line holds nothing but TAGS; over a blank line only where both hold.

    Behind the keyword alone, too.
    """
    if len(below.part.rows) > MOST_ROWS:
        return False
    comma = below.part.rows[-1][1].endswith(",")
    tags = are_tags(below.line)
    if below.after_blank:
        return tags and (comma or not keyword_off(below.part.rows[-1][1]))
    return comma or tags or _breaks_entry(below)


def are_tags(text: str) -> bool:
    """Whether a line holds nothing but TAGS, so that it continues the one above; in small letters, known ones."""
    words = [word for word in _TAG_SPLIT.split(text.strip()) if word]
    return bool(words) and (all(map(_TAG.match, words)) or all(map(_is_small_tag, words)))


def _breaks_entry(below: Below) -> bool:
    """Whether an entry of two words is broken over the line end: ``…, COUNTRY`` / ``CLEARANCE, RU`` above SUBJECT."""
    if "," not in below.part.rows[-1][1]:
        return False
    words = [word for word in _TAG_SPLIT.split(below.line.strip()) if word]
    following = below.lines[below.at + 1] if below.at + 1 < len(below.lines) else ""
    listed = "," in below.line or len(words) == 1
    return listed and all(map(_LONG_TAG.match, words)) and FIELD.match(following) is not None
