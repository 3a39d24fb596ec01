r"""From text to terms: one definition, the same in Python and in the browser.

A term is made in four steps, each a pipeline function of lunr with its own label:

1. *splitter* cuts at white space, hyphens, dashes, slashes, brackets and the like (``a/b`` is two words);
2. *trimmer* takes punctuation off both ends and drops a possessive ``'s`` (``"Iran’s"`` is ``iran``);
3. *stop words* of lunr (``the``, ``and``) are dropped, and so is what is empty by now;
4. *stemmer* is lunr.js's (see :mod:`cablepress.search.stemmer`).

The search pipeline is splitter, trimmer, stemmer. It keeps stop words, so that ``+the`` finds nothing
instead of failing, and an empty term, for which lunr.js would throw a ``TypeError`` if it were required.
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

from cablepress.search.stemmer import stem

_ASCII_SEPARATORS = '-/\\|()[]{}<>";='
_OTHER_SEPARATORS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2026\u200b\ufeff"
# str.split() also cuts at the white space that lunr.py's tokeniser misses: U+1680, U+2000-200A, U+3000, ...
_TO_SPACE = {ord(char): " " for char in _ASCII_SEPARATORS}

_PUNCTUATION = (
    r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u2bff\u3000-\u303f\ue000-\uf8ff\ufe00-\ufe6f\ufeff\uff00-\uff0f\uff1a-\uff20\ufff0-\uffff]+"
)
_trim = re.compile(f"^{_PUNCTUATION}|{_PUNCTUATION}" + r"\Z").sub
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\uff07", "''''")

TokenFunction = Callable[..., Any]
"""A pipeline function of lunr.py: ``(token, index, tokens) -> token, list of tokens or None``."""


def split_words(text: str) -> list[str]:
    """Cut ``text`` into words; none is empty, and none holds a separator."""
    text = text.replace("..", " ")
    if text.isascii():
        return text.translate(_TO_SPACE).split()
    for char in _ASCII_SEPARATORS + _OTHER_SEPARATORS:  # str.translate is slow on text that is not ASCII
        text = text.replace(char, " ")
    return text.split()


def trim(word: str) -> str:
    """Take punctuation off both ends of a lower-case ``word``, and a possessive ``'s``; may become empty."""
    if word.isascii() and word.isalnum():
        return word
    word = _trim("", word.translate(_APOSTROPHES))
    return _trim("", word[:-2]) if word.endswith("'s") else word


def term_of(word: str) -> str:
    """Return the term that the index holds for one ``word`` of :func:`split_words`; empty for none."""
    word = trim(word.lower())
    return "" if word in STOP_WORDS or not word else stem(word)


def splitter(token: Token, i: int | None = None, tokens: Sequence[Token] | None = None) -> list[Token]:
    """Split one token of lunr's tokeniser further; a token of separators alone stays, as an empty one."""
    return [Token(word, token.metadata) for word in split_words(str(token)) or [""]]


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
Pipeline.register_function(trimmer, "cablepressTrimmer")
Pipeline.register_function(not_empty, "cablepressNotEmpty")
# To lunr.js this *is* its own stemmer. It is not registered, since lunr.py's is, under the same label.
stemmer.label = "stemmer"  # type: ignore[attr-defined]

INDEX_PIPELINE: tuple[TokenFunction, ...] = (splitter, trimmer, not_empty, stop_word_filter, stemmer)
SEARCH_PIPELINE: tuple[TokenFunction, ...] = (splitter, trimmer, stemmer)
SEARCH_LABELS: tuple[str, ...] = ("cablepressSplitter", "cablepressTrimmer", "stemmer")
"""The search pipeline as a serialised index names it."""


def sort_key(term: str) -> bytes:
    """Key that sorts as JavaScript does: by UTF-16 units, not by code points."""
    return term.encode("utf-16-be", "surrogatepass")


def sort_terms(terms: Sequence[str]) -> list[str]:
    """Return ``terms`` in the order of :func:`sort_key`."""
    joined = "".join(terms)
    if joined.isascii() or max(joined) <= "\ud7ff":
        return sorted(terms)  # both orders agree, and this one is faster
    return sorted(terms, key=sort_key)
