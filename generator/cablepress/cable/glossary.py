"""Which words of a cable are abbreviations that a reader may want explained (``codes/terms.yml``).

The parser does not ask: what ``septel`` means is no part of what a cable says. Whoever shows a cable calls
``mark_abbreviations`` first.
"""

from __future__ import annotations

from collections.abc import Iterator
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
LONGEST_ACRONYM = 4
"""Shorter terms count only in capitals, as ``USG`` or ``GOT``: ``got`` is a word."""


def mark_abbreviations(cable: Cable) -> Cable:
    """``cable`` with a ``term`` mark for every abbreviation in those of its blocks that have an anchor.

    Where another mark stands already (``SECSTATE 12345`` names a cable) there is none.
    """
    texts = [block.text if block.anchor else "" for block in cable.blocks]
    joined, encoded = join_texts(texts)
    words = b" %b " % encoded.translate(_TO_WORDS)
    terms = _terms()
    found: list[Found] = []
    for word in terms.keys() & words.split():
        found.extend((place, -end, "term", terms[word]) for place, end in _places(joined, words, word))
    if not found:
        return cable
    blocks = [
        block._replace(marks=merge_marks(block.marks, marks)) if marks else block
        for block, marks in zip(cable.blocks, distribute(found, texts), strict=True)
    ]
    return replace(cable, blocks=tuple(blocks))


@cache
def _terms() -> dict[bytes, str]:
    """As it stands in the string of words → the key of the table."""
    return {key.encode("latin-1").translate(_TO_WORDS): key for key in codes.table("terms")}


def _places(text: str, words: bytes, word: bytes) -> Iterator[tuple[int, int]]:
    """Where ``word`` stands as a whole word, in any case; a short one in capitals only.

    ``words`` is ``text`` as words with one space more at its start.
    """
    place = words.find(b" %b " % word)
    while place >= 0:
        end = place + len(word)
        if len(word) > LONGEST_ACRONYM or stands_out(text, place, end):
            yield place, end
        place = words.find(b" %b " % word, end)
