"""All words of a chunk of documents as numbers, the fast way: each distinct word is looked at once.

What is done is that of :mod:`cablepress.search.analysis`, in the same order; ``tests/search`` compares them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from lunr.stop_word_filter import WORDS as STOP_WORDS

from cablepress.search.analysis import (
    LONG_HEADS,
    LONGEST_HEAD,
    LONGEST_PART,
    head_of,
    join,
    pieces,
    sort_key,
    tail_of,
    written,
)
from cablepress.search.cutting import Cut, KeyNumbers, Lines, cut_texts, highest
from cablepress.search.cutting import IntArray as IntArray
from cablepress.search.stemmer import stem

_HEAD: Final = 1
"""The word may stand before the number of a designator."""
_TAIL: Final = 2
"""The word may be the number of a designator."""
_CUT: Final = 4
"""The word is cut into several."""
_BEHIND: Final = ".,:;?!')]"
"""Punctuation that often stands behind a word."""
_TOGETHER: Final = 64
"""Documents whose words are looked up together: more would only take memory."""


class Words(NamedTuple):
    """All words of a chunk, one after the other."""

    terms: bytes
    """The terms used, sorted, in UTF-8 with a line's end between two."""
    terms_count: int
    ids: IntArray
    """For each word the place of its term, from 1; 0 for a word that the index leaves out."""
    counts: IntArray
    """How many words each document and field has."""
    written: bytes
    """The words as written, in no order, in the same form."""
    written_counts: IntArray
    """How often each occurs."""


class _Known(dict[str, int]):
    """A number for each word that this process has met, with what the word gives to the index.

    It serves chunk after chunk, because most words of a chunk are those of the one before.
    """

    LIMIT = 300_000
    """Words at which all is forgotten before the next chunk; some 100 MB."""

    def __init__(self) -> None:
        super().__init__()
        self._forget()

    def _forget(self) -> None:
        self.clear()
        self.written, self.terms = Lines(), Lines()
        """Words as written, and terms, by number; the first is that of words left out."""
        self.written.append("")
        self.terms.append("")
        self.stemmed = array("I", [0])
        """For each word as written the number of its term."""
        self.flags, self.spelled = array("B", [0]), array("I", [0])
        """For each word what is special about it, and the number of the word as written that it gives; no word is 0."""
        self.parts: dict[int, tuple[int, ...]] = {}
        """The words into which a word is cut."""
        self.texts: dict[int, str] = {}
        """Heads and tails, in lower case."""
        self.joined: dict[tuple[int, int, int], tuple[int, ...]] = {}
        """Designators of a word, the one before it, and the single letter before that."""
        self.by_key = KeyNumbers()
        """The same numbers again, of most words, for whoever has many words as bytes."""
        self._numbers = dict.fromkeys(("", *STOP_WORDS), 0)
        self._term_numbers = {"": 0}

    def numbers_of(self, cut: Cut) -> IntArray:
        """The number of each word of ``cut``."""
        first, second, alone = cut.keys()
        found = self.by_key.find(first, second)
        found[alone] = 0
        missing = np.flatnonzero(found == 0)
        found[missing] = [self[word] for word in cut.words(missing)]
        with_key = missing[~alone[missing]]
        added = with_key[np.unique(found[with_key], return_index=True)[1]]
        self.by_key.add(first[added], second[added], found[added])
        return found

    def __missing__(self, word: str) -> int:
        lower = word.lower()
        bare = lower.rstrip(_BEHIND)
        if bare.isalpha() and bare.isascii():
            # Most new words are of plain letters, and a comma at most: nothing is to be cut, folded or trimmed.
            may_be_head = len(bare) == len(lower) and (len(lower) <= LONGEST_HEAD or lower in LONG_HEADS)
            flags = _HEAD if may_be_head and head_of(lower) else 0
            return self._note(word, lower, bare, flags)
        if (not lower.isascii() or "," in lower) and (cut := pieces(lower)) != [lower]:
            parts = tuple(self[piece] for piece in cut)
            number = self._note(word, lower, "", _CUT)
            self.parts[number] = parts
            return number
        flags = 0
        if len(lower) <= LONGEST_PART:
            flags = (_HEAD if head_of(lower) else 0) | (_TAIL if tail_of(lower) else 0)
        return self._note(word, lower, written(lower), flags)

    def _note(self, word: str, lower: str, surface: str, flags: int) -> int:
        """Give a new word, in small letters ``lower``, the number of what is indexed of it."""
        self[word] = number = len(self.flags)
        spelled = self._numbers.get(surface)
        self.spelled.append(self._spell(surface) if spelled is None else spelled)
        self.flags.append(flags)
        if flags:
            self.texts[number] = lower
        return number

    def _spell(self, surface: str) -> int:
        """The number of a new word as written."""
        spelled = self._numbers[surface] = len(self.stemmed)
        self.written.append(surface)
        term = stem(surface)
        number = self._term_numbers.get(term)
        if number is None:
            number = self._term_numbers[term] = len(self._term_numbers)
            self.terms.append(term)
        self.stemmed.append(number)
        return spelled

    def designators(self, before: int, head: int, tail: int) -> tuple[int, ...]:
        """Numbers of the designators of two words; ``before`` is the one before them, or -1."""
        key = before, head, tail
        found = self.joined.get(key)
        if found is None:
            letter = head_of(self.texts.get(before, ""))
            joined = join(letter, head_of(self.texts[head]), tail_of(self.texts[tail]))
            found = self.joined[key] = tuple(self[word] for word in joined)
        return found

    def trim(self) -> None:
        """Forget all words if there are too many."""
        if len(self.flags) > self.LIMIT:
            self._forget()


_KNOWN = _Known()


def read_words(texts: Iterable[Sequence[str]], fields: int) -> Words:
    """Cut documents into words; ``texts`` gives for each the text of every one of its ``fields``."""
    _KNOWN.trim()
    ids, counts = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    documents = iter(texts)
    while some := list(islice(documents, _TOGETHER)):
        cut = cut_texts([text for document in some for text in document])
        ids.append(_KNOWN.numbers_of(cut))
        counts.append(cut.counts)
    found, sizes = _join(*_cut(np.concatenate(ids), np.concatenate(counts)))
    return _rank(found, sizes.reshape(-1, fields))


def _table(values: array[int]) -> IntArray:
    """A copy: an array that numpy looks into cannot grow."""
    return np.array(values, values.typecode)


def _cut(ids: IntArray, counts: IntArray) -> tuple[IntArray, IntArray]:
    """Put the parts of each word that is cut in its place."""
    if not _KNOWN.parts:
        return ids, counts
    places = np.flatnonzero((_table(_KNOWN.flags) & _CUT)[ids])
    if not places.size:
        return ids, counts
    parts = [_KNOWN.parts[number] for number in ids[places].tolist()]
    ids[places] = [part[0] for part in parts]
    return _insert(ids, counts, places, [part[1:] for part in parts])


def _join(ids: IntArray, counts: IntArray) -> tuple[IntArray, IntArray]:
    """Add designators behind the words that make them."""
    flags = _table(_KNOWN.flags)[ids]
    pairs = np.flatnonzero(((flags[:-1] & _HEAD) > 0) & ((flags[1:] & _TAIL) > 0))
    if not pairs.size:
        return ids, counts
    starts = np.cumsum(counts) - counts  # no designator reaches over the beginning of a field
    field = np.searchsorted(starts, pairs, "right")
    same = np.searchsorted(starts, pairs + 1, "right") == field
    pairs, field = pairs[same], field[same]
    alone = np.searchsorted(starts, pairs - 1, "right") != field
    before = np.where(alone | (pairs == 0), -1, ids[pairs - 1].astype(np.int64))
    rows = zip(before.tolist(), ids[pairs].tolist(), ids[pairs + 1].tolist(), strict=True)
    return _insert(ids, counts, pairs + 1, [_KNOWN.designators(*row) for row in rows])


def _insert(
    ids: IntArray, counts: IntArray, places: IntArray, more: Sequence[tuple[int, ...]]
) -> tuple[IntArray, IntArray]:
    """Insert numbers behind some places."""
    sizes = np.array([len(numbers) for numbers in more], np.int64)
    flat = np.array([number for numbers in more for number in numbers], np.uint32)
    field = np.searchsorted(np.cumsum(counts), places, "right")
    counts = counts + np.bincount(field, weights=sizes, minlength=counts.size).astype(np.int64)
    return np.insert(ids, np.repeat(places + 1, sizes), flat), counts


def _rank(ids: IntArray, counts: IntArray) -> Words:
    """Give the terms that are used their places, sorted; name the words as written that are used."""
    spelled, stemmed = _table(_KNOWN.spelled), _table(_KNOWN.stemmed)
    often = np.bincount(ids, minlength=spelled.size)
    met = np.flatnonzero(often)
    surfaces = spelled[met]
    often = np.bincount(surfaces, often[met]).astype(np.int64)
    used = np.flatnonzero(often)
    used = used[used > 0]
    terms = _sorted(np.flatnonzero(np.bincount(stemmed[used])))
    ranks = np.zeros(len(_KNOWN.terms), np.uint32)
    ranks[terms] = np.arange(1, terms.size + 1, dtype=np.uint32)
    # Of the words that are met alone: this process may know twenty times as many.
    of_words = np.zeros(spelled.size, np.uint32)
    of_words[met] = ranks[stemmed[surfaces]]
    return Words(
        terms=_KNOWN.terms.joined(terms),
        terms_count=terms.size,
        ids=of_words[ids],
        counts=counts,
        written=_KNOWN.written.joined(used),
        written_counts=often[used],
    )


_LAST_IN_ORDER: Final = 0xEC
"""Characters of UTF-8 that have no byte above this one are sorted by JavaScript as their bytes are."""


def _sorted(terms: IntArray) -> IntArray:
    """The numbers of ``terms`` in the order of the terms: first by their beginnings, and where these agree by all."""
    # Most texts have no such character at all, so that nobody need look for it in these.
    known = _KNOWN.terms
    if known.highest() > _LAST_IN_ORDER and highest(known.joined(terms)) > _LAST_IN_ORDER:
        return np.array(sorted(terms.tolist(), key=lambda number: sort_key(_KNOWN.terms[number])))
    beginnings = _KNOWN.terms.beginnings(terms)
    order = np.argsort(beginnings)
    terms, beginnings = terms[order], beginnings[order]
    starts = changes(beginnings)
    ends = np.append(starts[1:], terms.size)
    alike = ends - starts > 1
    for start, end in zip(starts[alike].tolist(), ends[alike].tolist(), strict=True):
        terms[start:end] = sorted(terms[start:end].tolist(), key=_KNOWN.terms.__getitem__)
    return terms


def changes(values: IntArray) -> IntArray:
    """Places at which a sorted array has a value that it did not have before; the first is 0."""
    if not values.size:
        return np.zeros(0, np.int64)
    return np.append(0, np.flatnonzero(values[1:] != values[:-1]) + 1)
