"""The Porter stemmer of lunr.js 2.3.9, rule for rule.

lunr.py's own stemmer differs from it (``turkey`` becomes ``turkei`` there), so an index made with it
finds nothing under lunr.js. What lunr.js's ``lunr.stemmer`` asks of the end of a word with an expression is looked up
here by its last two letters, in two thirds of the time; a browser test compares both over a whole vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_STEP2 = {
    "ational": "ate",
    "tional": "tion",
    "enci": "ence",
    "anci": "ance",
    "izer": "ize",
    "bli": "ble",
    "alli": "al",
    "entli": "ent",
    "eli": "e",
    "ousli": "ous",
    "ization": "ize",
    "ation": "ate",
    "ator": "ate",
    "alism": "al",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "aliti": "al",
    "iviti": "ive",
    "biliti": "ble",
    "logi": "log",
}
_STEP3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}

_STEP4 = (
    *("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"),
    *("ou", "ism", "ate", "iti", "ous", "ive", "ize"),
)


def _by_end(suffixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Suffixes by their last two letters; longer ones first, since a word has the longest that it ends in."""
    found: dict[str, tuple[str, ...]] = {}
    for suffix in sorted(suffixes, key=len, reverse=True):
        found[suffix[-2:]] = (*found.get(suffix[-2:], ()), suffix)
    return found


_ENDS2, _ENDS3, _ENDS4 = map(_by_end, (_STEP2, _STEP3, _STEP4))

_CONSONANT, _VOWEL = "[^aeiou]", "[aeiouy]"
_CONSONANTS, _VOWELS = _CONSONANT + "[^aeiouy]*", _VOWEL + "[aeiou]*"

# The measure m counts the vowel-consonant sequences of a stem.
_m_above_0 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}").match
_m_is_1 = re.compile(rf"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?\Z").match
_m_above_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}{_VOWELS}{_CONSONANTS}").match
_has_vowel = re.compile(f"(?:{_CONSONANTS})?{_VOWEL}").match
_ends_cvc = re.compile(rf"{_CONSONANTS}{_VOWEL}[^aeiouwxy]\Z").match

_NOT_DOUBLED: Final = frozenset("aeiouylsz")
"""Of two of these at the end of a word none is dropped."""

_LAST_LETTERS: Final = frozenset("sye")
_LAST_TWO: Final = frozenset(("ed", "ng", "on", "ll", *_ENDS2, *_ENDS3, *_ENDS4))
"""No rule touches a word that ends in none of these."""


def stem(word: str) -> str:
    """Return the stem of one lower-case ``word``, as lunr.js gives it. Never empty for a word that is not."""
    if word[-1:] not in _LAST_LETTERS and word[-2:] not in _LAST_TWO:
        return word
    if word.isascii() or max(word) <= "\uffff":
        return _stem_units(word)
    # JavaScript counts UTF-16 units, so a character beyond U+FFFF is two letters to lunr.js.
    units = word.encode("utf-16-be", "surrogatepass")
    pairs = "".join(chr(units[i] << 8 | units[i + 1]) for i in range(0, len(units), 2))
    return _stem_units(pairs).encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def _stem_units(word: str) -> str:
    if len(word) < 3:
        return word
    if word[0] != "y":
        return _steps(word)
    # An initial y is a consonant; in upper case no rule takes it for a vowel.
    stemmed = _steps("Y" + word[1:])
    return "y" + stemmed[1:]


def _steps(word: str) -> str:
    word = _step1b(_step1a(word))
    if word[-1] == "y" and len(word) > 2 and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    if (suffix := _ends_in(word, _ENDS2)) and _m_above_0(word[: -len(suffix)]):
        word = word[: -len(suffix)] + _STEP2[suffix]
    if (suffix := _ends_in(word, _ENDS3)) and _m_above_0(word[: -len(suffix)]):
        word = word[: -len(suffix)] + _STEP3[suffix]
    return _step5(_step4(word))


def _ends_in(word: str, suffixes: dict[str, tuple[str, ...]]) -> str:
    """The longest of ``suffixes`` that ``word`` ends in with a letter before it; empty for none."""
    for suffix in suffixes.get(word[-2:], ()):
        if word.endswith(suffix) and len(word) > len(suffix):
            return suffix
    return ""


def _step1a(word: str) -> str:
    if word[-1] != "s":
        return word
    if (word.endswith("sses") and len(word) > len("sses")) or (word.endswith("ies") and len(word) > len("ies")):
        return word[:-2]
    return word if word[-2] == "s" else word[:-1]


def _step1b(word: str) -> str:
    if word.endswith("eed") and len(word) > 3:
        return word[:-1] if _m_above_0(word[:-3]) else word
    cut = word[:-2] if word.endswith("ed") else word[:-3] if word.endswith("ing") else ""
    if not cut or not _has_vowel(cut):
        return word
    if cut.endswith(("at", "bl", "iz")):
        return cut + "e"
    if cut[-1] == cut[-2:-1] and cut[-1] not in _NOT_DOUBLED:
        return cut[:-1]
    return cut + "e" if _ends_cvc(cut) else cut


def _step4(word: str) -> str:
    if suffix := _ends_in(word, _ENDS4):
        cut = word[: -len(suffix)]
    elif word.endswith(("sion", "tion")) and len(word) > len("sion"):
        cut = word[:-3]
    else:
        return word
    return cut if _m_above_1(cut) else word


def _step5(word: str) -> str:
    if word.endswith("e") and len(word) > 1:
        shorter = word[:-1]
        if _m_above_1(shorter) or (_m_is_1(shorter) and not _ends_cvc(shorter)):
            word = shorter
    return word[:-1] if word.endswith("ll") and _m_above_1(word) else word
