"""The Porter stemmer of lunr.js 2.3.9, rule for rule.

lunr.py's own stemmer differs from it (``turkey`` becomes ``turkei`` there), so an index made with it
finds nothing under lunr.js. The expressions below are those of lunr.js's ``lunr.stemmer``; a browser
test compares both over a whole vocabulary.
"""

from __future__ import annotations

import re

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

_CONSONANT, _VOWEL = "[^aeiou]", "[aeiouy]"
_CONSONANTS, _VOWELS = _CONSONANT + "[^aeiouy]*", _VOWEL + "[aeiou]*"

# The measure m counts the vowel-consonant sequences of a stem.
_m_above_0 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}").match
_m_is_1 = re.compile(rf"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?\Z").match
_m_above_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}{_VOWELS}{_CONSONANTS}").match
_has_vowel = re.compile(f"(?:{_CONSONANTS})?{_VOWEL}").match
_ends_cvc = re.compile(rf"{_CONSONANTS}{_VOWEL}[^aeiouwxy]\Z").match

_plural_es = re.compile(r"(.+?)(ss|i)es\Z", re.S).match
_plural_s = re.compile(r"(.+?)([^s])s\Z", re.S).match
_ed_or_ing = re.compile(r"(.+?)(?:ed|ing)\Z", re.S).match
_doubled = re.compile(r"([^aeiouylsz])\1\Z").search
_consonant_y = re.compile(r"(.+?[^aeiou])y\Z", re.S).match
_suffix2 = re.compile(rf"(.+?)({'|'.join(_STEP2)})\Z", re.S).match
_suffix3 = re.compile(rf"(.+?)({'|'.join(_STEP3)})\Z", re.S).match
_suffix4 = re.compile(
    r"(.+?)(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)\Z", re.S
).match
_ion = re.compile(r"(.+?[st])ion\Z", re.S).match

_LAST_LETTERS = frozenset("sdgylirnmetcu")
"""No rule touches a word with another last letter."""


def stem(word: str) -> str:
    """Return the stem of one lower-case ``word``, as lunr.js gives it. Never empty for a word that is not."""
    if word[-1:] not in _LAST_LETTERS:
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
    if match := _consonant_y(word):
        word = match[1] + "i"
    if (match := _suffix2(word)) and _m_above_0(match[1]):
        word = match[1] + _STEP2[match[2]]
    if (match := _suffix3(word)) and _m_above_0(match[1]):
        word = match[1] + _STEP3[match[2]]
    return _step5(_step4(word))


def _step1a(word: str) -> str:
    match = _plural_es(word) or _plural_s(word)
    return match[1] + match[2] if match else word


def _step1b(word: str) -> str:
    if word.endswith("eed") and len(word) > 3:
        return word[:-1] if _m_above_0(word[:-3]) else word
    match = _ed_or_ing(word)
    if not match or not _has_vowel(match[1]):
        return word
    word = match[1]
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _doubled(word):
        return word[:-1]
    return word + "e" if _ends_cvc(word) else word


def _step4(word: str) -> str:
    if match := _suffix4(word):
        return match[1] if _m_above_1(match[1]) else word
    match = _ion(word)
    return match[1] if match and _m_above_1(match[1]) else word


def _step5(word: str) -> str:
    if word.endswith("e") and len(word) > 1:
        shorter = word[:-1]
        if _m_above_1(shorter) or (_m_is_1(shorter) and not _ends_cvc(shorter)):
            word = shorter
    return word[:-1] if word.endswith("ll") and _m_above_1(word) else word
