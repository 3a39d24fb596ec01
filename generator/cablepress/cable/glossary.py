"""Which words of a cable are abbreviations that a reader may want explained (``codes/terms.yml``).

The parser does not ask: what ``septel`` means is no part of what a cable says. Whoever shows a cable calls
``mark_abbreviations`` first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from cablepress.cable import codes
from cablepress.cable.text.marks import Found, distribute, join_texts, merge_marks, stands_out
from cablepress.model import Cable

_TO_WORDS = bytes(
    ord(" ") if not chr(code).isalnum() and chr(code) not in "/+" else ord(chr(code).lower()) if code < 128 else code
    for code in range(256)
)
"""Every Latin-1 character that is no part of a word → space; capitals → small letters."""
_SPACE = ord(" ")
LONGEST_ACRONYM = 4
"""Shorter terms count only in capitals, as ``USG`` or ``GOT``: ``got`` is a word."""


def mark_abbreviations(cable: Cable) -> Cable:
    """``cable`` with a ``term`` mark for every abbreviation in those of its blocks that have an anchor.

    Where another mark stands already (``SECSTATE 12345`` names a cable) there is none. Many cables are marked sooner
    together, by :mod:`cablepress.pages.abbreviations`.
    """
    texts = texts_of(cable)
    joined, encoded = join_texts(texts)
    words = to_words(encoded)
    known = terms()
    found: list[Found] = []
    for word in _terms_as_set().intersection(words.split()):
        found.extend((place, -end, "term", known[word]) for place, end in _places(joined, encoded, words, word))
    return with_terms(cable, texts, found)


def texts_of(cable: Cable) -> list[str]:
    """The text of each block in which abbreviations are marked; empty for others."""
    return [block.text if block.anchor else "" for block in cable.blocks]


def to_words(encoded: bytes) -> bytes:
    """A text in Latin-1 as words in small letters between spaces, one space longer at both ends."""
    return b" %b " % encoded.translate(_TO_WORDS)


def with_terms(cable: Cable, texts: Sequence[str], found: list[Found]) -> Cable:
    """``cable`` with what was found in its ``texts``, one behind the other."""
    if not found:
        return cable
    blocks = [
        block._replace(marks=merge_marks(block.marks, marks) if block.marks else tuple(marks)) if marks else block
        for block, marks in zip(cable.blocks, distribute(found, texts), strict=True)
    ]
    return replace(cable, blocks=tuple(blocks))


@cache
def _terms_as_set() -> frozenset[bytes]:
    """What a list of words is compared with in half the time that a mapping's keys take."""
    return frozenset(terms())


@cache
def terms() -> dict[bytes, str]:
    """As it stands in the string of words → the key of the table."""
    return {key.encode("latin-1").translate(_TO_WORDS): key for key in codes.table("terms")}


def _places(text: str, encoded: bytes, words: bytes, word: bytes) -> Iterator[tuple[int, int]]:
    """Where ``word`` stands as a whole word, in any case; a short one in capitals only.

    ``encoded`` is ``text`` in Latin-1, ``words`` the same as words with one space more at its start. Short words are
    looked for in capitals, which are rare; with the spaces around them a search would stop at every other word.
    """
    short = len(word) <= LONGEST_ACRONYM
    # In `words` everything stands one place later.
    looked_through, wanted, shift = (encoded, word.upper(), 1) if short else (words, word, 0)  # quick path
    place = looked_through.find(wanted)
    while place >= 0:
        begin = place + shift
        end = begin + len(word)
        if words[begin - 1] == words[end] == _SPACE and (not short or stands_out(text, begin - 1, end - 1)):
            yield begin - 1, end - 1
        place = looked_through.find(wanted, place + len(word))
