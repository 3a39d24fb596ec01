r"""From text to terms: one definition, the same in Python and in the browser.

A term is made in five steps, each a pipeline function of lunr with its own label:

1. *splitter* cuts at white space, hyphens, dashes, slashes, brackets and the like (``a/b`` is two words), at a comma
   between letters (``Basra,Mosul``) unless it is the archive's apostrophe (``Maliki,s``), and makes pairs of characters
   of scripts without spaces (``政府高官`` is ``政府 府高 高官``);
2. *joiner* adds designators: a short word and the number behind it (``F-16``, ``F 16``) are ``f16`` too;
3. *trimmer* folds accents (:mod:`cablepress.search.folding`), takes punctuation off both ends and drops a possessive
   ``'s`` (``"Iran’s"`` is ``iran``) and apostrophes within (``Shi'a`` is ``shia``);
4. *stop words* of lunr (``the``, ``and``) are dropped, and so is what is empty by now;
5. *stemmer* is lunr.js's (see :mod:`cablepress.search.stemmer`).

What a word is after the third step is the *word as written*: wildcards and spelling look at these.

The search pipeline is splitter, trimmer, stemmer. It keeps stop words, so that ``+the`` finds nothing
instead of failing, and an empty term, for which lunr.js would throw a ``TypeError`` if it were required. It joins
nothing: who types ``F-16`` is understood before lunr sees the query (``client/query-designators.js``).
``client/analysis.js`` holds the same definition; a browser test compares both over a whole vocabulary.

All classes are explicit ranges, never ``\w`` or ``\s``: those depend on the version of Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from lunr.pipeline import Pipeline
from lunr.stop_word_filter import WORDS as STOP_WORDS
from lunr.stop_word_filter import stop_word_filter
from lunr.token import Token

from cablepress.search.folding import fold
from cablepress.search.stemmer import stem

ASCII_SEPARATORS = '-/\\|([{<";='
CLOSERS = ")]}>"
"""These end a word and stay with it until it is trimmed: ``(C) 130`` names no aircraft."""
_OTHER_SEPARATORS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2026\u200b\ufeff"
# str.split() also cuts at the white space that lunr.py's tokeniser misses: U+1680, U+2000-200A, U+3000, ...
_TO_SPACE = {ord(char): " " for char in ASCII_SEPARATORS}

_PUNCTUATION = (
    r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u2bff\u3000-\u303f\ue000-\uf8ff\ufe00-\ufe6f\ufeff\uff00-\uff0f\uff1a-\uff20\ufff0-\uffff]"
)
_trim = re.compile(rf"\A{_PUNCTUATION}+|{_PUNCTUATION}+\Z").sub

_LETTER = rf"(?!{_PUNCTUATION})[^0-9]"
_comma = re.compile(rf"(?<={_LETTER}),(?={_LETTER})").sub
_apostrophe = re.compile(rf"(?<={_LETTER}),(?=(?:s|t|d|m|re|ve|ll)(?:{_PUNCTUATION}|\Z))").sub
"""The archive has commas for the apostrophes of some cables: ``Maliki,s``, ``don,t``."""

_ELIDED = "dl"
"""Words that French and Italian leave of an article or preposition: ``d'Affaires``, ``l'Union``."""

_CONTRACTED = ("'t", "'d", "'m", "'re", "'ve", "'ll")
"""*Can't* and *we'll* keep their apostrophe, or they would be other words; *Shi'a* is written *Shia* too."""

# Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_unspaced = re.compile(f"[{_UNSPACED}]").search
_scripts = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+").findall

LONG_HEADS = frozenset(
    {
        *("unsc", "unscr", "unscrs", "unga", "resolution", "resolutions"),
        *("shahab", "fateh", "zelzal", "qiam", "sejil", "sajjil", "nodong", "taepodong", "hwasong", "scud", "agni"),
        *("prithvi", "shaheen", "ghauri", "hatf", "babur", "iskander", "topol", "bulava", "kornet", "igla", "strela"),
        *("grad", "smerch", "tochka", "pantsir", "soyuz", "proton", "ariane", "boeing", "airbus"),
    }
)
"""Words of more than three letters behind which a number makes a designator: ``Shahab-3``, ``UNSCR 1441``."""
SPELLINGS = (("res", "sres", "unsc", "unscr", "unscrs", "resolution", "resolutions"),)
"""Heads that name the same; who asks for one asks for all. Only queries use this (``client/analysis.js``)."""
A_NUMBERS = frozenset(("10", "300", "310", "319", "320", "321", "330", "340", "350", "380", "400"))
"""Numbers that make an aircraft of the letter ``a``, which before others is the article (``a 12-year-old``)."""

_head = re.compile(rf"{_PUNCTUATION}{{0,3}}([a-z]{{1,12}})\Z").match
_tail = re.compile(r"([0-9]{1,4})([a-z]{0,3})\Z").match
LONGEST_HEAD = 3
"""Letters that any head may have; longer ones are in ``LONG_HEADS``."""
LONGEST_PART = 12
"""Longer words are no part of a designator, whatever punctuation they end in."""
_NO_HEADS = frozenset(
    STOP_WORDS
    | {
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        *("par", "ref", "no", "nr", "nos", "pp", "vol", "age", "day", "top", "tel", "fax", "box", "ext", "div"),
        *("sec", "art", "usd", "eur", "gbp", "rs", "rmb", "via", "per", "one", "two", "six", "ten"),
    }
)
"""Words before a number that name nothing with it."""
_ORDINALS = frozenset(("th", "st", "nd", "rd"))
_CHAINED = frozenset(("res",))
"""Behind a single letter these are one name with it and the number: ``A/RES/1441``."""

TokenFunction = Callable[..., Any]
"""A pipeline function of lunr.py: ``(token, index, tokens) -> token, list of tokens or None``."""


def split_words(text: str) -> list[str]:
    """Cut ``text`` into words; none is empty, and none holds a separator. They may have to be cut by :func:`pieces`."""
    text = text.replace("..", " ")
    for char in CLOSERS:
        text = text.replace(char, char + " ")
    if text.isascii():
        return text.translate(_TO_SPACE).split()
    for char in ASCII_SEPARATORS + _OTHER_SEPARATORS:  # str.translate is slow on text that is not ASCII
        text = text.replace(char, " ")
    return text.split()


def pieces(word: str) -> list[str]:
    """Cut one of :func:`split_words` where letters meet over a comma, and into pairs of characters; mostly one."""
    if "," in word:
        word = _comma(" ", _apostrophe("'", word))
        return [piece for part in word.split(" ") for piece in _pairs(part)]
    return _pairs(word)


def _pairs(word: str) -> list[str]:
    if word.isascii() or not _unspaced(word):
        return [word]
    found: list[str] = []
    for run in _scripts(word):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] if _unspaced(run) else []
        found += pairs or [run]
    return found


def trim(word: str) -> str:
    """Fold a lower-case ``word``; take off punctuation at its ends, a possessive, an article; it may become empty."""
    if word.isascii() and word.isalnum():
        return word
    word = _trim("", fold(word))
    if word[1:2] == "'" and word[0] in _ELIDED and len(word) > LONGEST_HEAD:
        word = _trim("", word[2:])
    if "'" not in word:
        return word
    word = _trim("", word[:-2]) if word.endswith("'s") else word
    return word if word.endswith(_CONTRACTED) else word.replace("'", "")


def written(word: str) -> str:
    """The word as written that the index has of one of :func:`pieces`; empty for a stop word."""
    word = trim(word.lower())
    return "" if word in STOP_WORDS else word


def term_of(word: str) -> str:
    """The term that the index holds for one of :func:`pieces`; empty for none."""
    word = written(word)
    return stem(word) if word else ""


def head_of(word: str) -> str:
    """The letters of a lower-case word behind which a number makes a designator, or a single letter; else empty."""
    match = _head(word)
    if not match:
        return ""
    head = match[1]
    is_short = len(head) == 1 or (len(head) <= LONGEST_HEAD and head not in _NO_HEADS)
    return head if is_short or head in LONG_HEADS else ""


def is_head(head: str) -> bool:
    """Whether what :func:`head_of` gives begins a designator by itself (``a 10`` is no aircraft)."""
    return head not in _NO_HEADS


def tail_of(word: str) -> tuple[str, ...]:
    """The number that a lower-case word can be of a designator, with and without letters behind it; mostly none."""
    if not "0" <= word[:1] <= "9" or len(word) > LONGEST_PART:
        return ()
    match = _tail(trim(word))
    if not match or match[2] in _ORDINALS:
        return ()
    return (match[0], match[1]) if match[2] not in ("", "s") else (match[0],)


def join(before: str, head: str, tail: tuple[str, ...]) -> list[str]:
    """Designators of a head and a tail, and of the single letter before them if there is one: words to index too."""
    if not head or not tail or not (is_head(head) or (head == "a" and tail[-1] in A_NUMBERS)):
        return []
    chained = [before + head] if head in _CHAINED and len(before) == 1 else []
    return [start + number for start in (head, *chained) for number in tail]


def splitter(token: Token, i: int | None = None, tokens: Sequence[Token] | None = None) -> list[Token]:
    """Split one token of lunr's tokeniser further; a token of separators alone stays, as an empty one."""
    words = [piece for word in split_words(str(token)) for piece in pieces(word)]
    return [Token(word, token.metadata) for word in words or [""]]


def joiner(token: Token, i: int, tokens: Sequence[Token]) -> list[Token]:
    """Add the designators that a word makes with those before it; for indexing only."""
    tail = tail_of(str(token)) if i else ()
    if not tail:
        return [token]
    # The splitter leaves empty tokens of separators.
    earlier = (text for text in map(str, reversed(tokens[:i])) if text)
    head, before = next(earlier, ""), next(earlier, "")
    return [token, *(Token(word, token.metadata) for word in join(head_of(before), head_of(head), tail))]


def trimmer(token: Token, i: int | None = None, tokens: Sequence[Token] | None = None) -> Token:
    """Apply :func:`trim`."""
    return token.update(lambda text, metadata=None: trim(text))


def not_empty(token: Token, i: int | None = None, tokens: Sequence[Token] | None = None) -> Token | None:
    """Drop an empty token; for indexing only."""
    return token if str(token) else None


def stemmer(token: Token, i: int | None = None, tokens: Sequence[Token] | None = None) -> Token:
    """Apply lunr.js's stemmer."""
    return token.update(lambda text, metadata=None: stem(text))


Pipeline.register_function(splitter, "cablepressSplitter")
Pipeline.register_function(joiner, "cablepressJoiner")
Pipeline.register_function(trimmer, "cablepressTrimmer")
Pipeline.register_function(not_empty, "cablepressNotEmpty")
# To lunr.js this *is* its own stemmer. It is not registered, since lunr.py's is, under the same label.
stemmer.label = "stemmer"  # type: ignore[attr-defined]

INDEX_PIPELINE: tuple[TokenFunction, ...] = (splitter, joiner, trimmer, not_empty, stop_word_filter, stemmer)
SEARCH_PIPELINE: tuple[TokenFunction, ...] = (splitter, trimmer, stemmer)
SEARCH_LABELS: tuple[str, ...] = ("cablepressSplitter", "cablepressTrimmer", "stemmer")
"""The search pipeline as a serialised index names it."""


_BEYOND = re.compile("[\ud800-\U0010ffff]")
"""Characters whose UTF-16 units do not sort as they do."""


def sort_key(term: str) -> bytes:
    """Key that sorts as JavaScript does: by UTF-16 units, not by code points."""
    return term.encode("utf-16-be", "surrogatepass")


def sort_terms(terms: Sequence[str]) -> list[str]:
    """Return ``terms`` in the order of :func:`sort_key`."""
    if not _BEYOND.search("".join(terms)):
        return sorted(terms)  # both orders agree, and this one is faster
    return sorted(terms, key=sort_key)


def terms_of(text: str) -> list[str]:
    """The terms of a text in order, as the index has them. The index writer has a faster way (``words.py``)."""
    words = [piece for word in split_words(text.lower()) for piece in pieces(word)]
    found: list[str] = []
    for i, word in enumerate(words):
        tail = tail_of(word) if i else ()
        before = head_of(words[i - 2]) if i > 1 and tail else ""
        found += [word, *(join(before, head_of(words[i - 1]), tail) if tail else ())]
    return [term for term in map(term_of, found) if term]
