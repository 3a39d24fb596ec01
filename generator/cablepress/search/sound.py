"""What a name sounds like, roughly: names that are spelled in many ways get one key (*Hizballah*, *Hezbollah*).

Made for names that came into English from other scripts: vowels and a silent ``h`` do not count, nor do doubled
letters, nor the difference between ``q``, ``k`` and ``g``, between ``z`` and ``s``. ``client/spelling.js`` holds the
same rules; a test compares both.
"""

from __future__ import annotations

import re
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
_silent = re.compile("[aeiouyh]").sub
_is_plain = re.compile(rf"[a-z]{{{LEAST_LETTERS},30}}").fullmatch


def sound(word: str) -> str:
    """The key of one word as written; empty for a word that has none."""
    if not _is_plain(word):
        return ""
    word = _doubled(r"\1", _soft_c("s", word))
    for letters, one in _GROUPS:
        word = word.replace(letters, one)
    word = word.translate(_LETTERS)
    key = ("a" if word[0] in "aeiouy" else word[0]) + _silent("", word[1:])
    return key if len(key) >= LEAST_KEY else ""
