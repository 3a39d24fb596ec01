"""What a name sounds like, roughly: names that are spelled in many ways get one key (*Hizballah*, *Hezbollah*).

Made for names that came into English from other scripts: vowels and a silent ``h`` do not count, nor do doubled
letters, nor the difference between ``q``, ``k`` and ``g``, between ``z`` and ``s``. ``client/spelling.js`` holds the
same rules; a test compares both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LEAST_LETTERS: Final = 5
"""Shorter words sound like too many others."""
LEAST_KEY: Final = 3

_doubled = re.compile(r"(.)\1+").sub
_soft_c = re.compile(r"c(?=[eiy])").sub
_GROUPS: Final = (
    ("tch", "x"),
    ("sch", "x"),
    ("ch", "x"),
    ("sh", "x"),
    ("zh", "j"),
    ("dj", "j"),
    ("ph", "f"),
    ("ck", "k"),
)
_LETTERS: Final = str.maketrans("cqgzw", "kkksv")
_vowel = re.compile(r"(?<=\n)[aeiouy]").sub
_silent = re.compile(r"(?<!\n)[aeiouyh]").sub
_is_plain = re.compile(rf"[a-z]{{{LEAST_LETTERS},30}}").fullmatch


def sounds(words: Iterable[str]) -> list[str]:
    """The key of each word as written; empty for a word that has none."""
    words = list(words)
    # All plain words go through each step together, one a line, the first line empty.
    lines = "\n" + "\n".join(filter(_is_plain, words))
    lines = _doubled(r"\1", _soft_c("s", lines))
    for letters, one in _GROUPS:
        lines = lines.replace(letters, one)
    keys = iter(_silent("", _vowel("a", lines.translate(_LETTERS))).split("\n")[1:])
    heard = [next(keys) if _is_plain(word) else "" for word in words]
    return [key if len(key) >= LEAST_KEY else "" for key in heard]


def sound(word: str) -> str:
    """The key of one word."""
    return sounds([word])[0]
