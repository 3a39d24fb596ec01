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

    It serves chunk after chunk, because most words of a chunk are those of the one before. Numbers are even: the odd
    one above is that of the same word with punctuation behind it.
    """

    LIMIT = 200_000
    """Words at which all is forgotten before the next chunk; some 100 MB."""

    def __init__(self) -> None:
        super().__init__()
        self._forget()

    def _forget(self) -> None:
        self.clear()
        self.written, self.terms = Lines(), Lines()
        """Words as written, and terms, by number; the first is that of words left out."""
        self.written.extend([""])
        self.terms.extend([""])
        self.stemmed = array("I", [0])
        """For each word as written the number of its term."""
        self.spelled = array("I", [0])
        """For each word, by half its number, that of the word as written that it gives; no word is 0."""
        self.flags = array("B", [0, 0])
        """For each number what is special about it."""
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
        bare, behind = cut.bare()
        first, second, alone = bare.keys()
        found = self.by_key.find(first, second)
        found[alone] = 0
        missing = np.flatnonzero(found == 0)
        words = bare.words(missing)
        self._learn([word for word in dict.fromkeys(words) if word not in self])
        found[missing] = list(map(self.__getitem__, words))
        with_key = missing[~alone[missing]]
        added = with_key[np.unique(found[with_key], return_index=True)[1]]
        self.by_key.add(first[added], second[added], found[added])
        found += behind
        return found

    def __missing__(self, word: str) -> int:
        self._learn([word])
        return self[word]

    def _learn(self, words: Sequence[str]) -> None:
        """Take in new words, all of them different: most have no more than letters, and go each step together."""
        start = 2 * len(self.spelled)
        self.update(zip(words, range(start, start + 2 * len(words), 2), strict=True))
        self.flags.frombytes(bytes(2 * len(words)))
        surfaces: list[str] = []
        cut: dict[str, list[str]] = {}
        for word in words:
            if word.isascii() and word.isalnum():
                lower = word
                surfaces.append(word)
                if len(word) > LONGEST_HEAD and word not in LONG_HEADS and word[0] > "9":
                    continue
            else:
                lower = word.lower()
                if (not lower.isascii() or "," in lower) and (several := pieces(lower)) != [lower]:
                    cut[word] = several
                    surfaces.append("")
                    continue
                surfaces.append(written(lower))
            if len(lower) <= LONGEST_PART:
                self._note_part(self[word], lower)
        self.spelled.extend(self._spelled(surfaces))
        for word, several in cut.items():
            self._note_pieces(self[word], [self[piece] for piece in several])

    def _note_part(self, number: int, word: str) -> None:
        """Note whether a word, in small letters, may be a part of a designator; with punctuation behind it the last."""
        tail = _TAIL if tail_of(word) else 0
        flags = (_HEAD if head_of(word) else 0) | tail
        behind = tail if len(word) < LONGEST_PART else 0
        self.flags[number], self.flags[number + 1] = flags, behind
        if flags:
            self.texts[number] = word
        if behind:
            self.texts[number + 1] = word

    def _note_pieces(self, number: int, pieces: Sequence[int]) -> None:
        """Note into which words a word is cut; punctuation behind it stands behind the last of them."""
        self.flags[number] = self.flags[number + 1] = _CUT
        self.parts[number] = tuple(pieces)
        self.parts[number + 1] = (*pieces[:-1], pieces[-1] + 1)

    def _spelled(self, surfaces: Sequence[str]) -> Iterable[int]:
        """The number of each word as written."""
        new = [word for word in dict.fromkeys(surfaces) if word not in self._numbers]
        self._numbers.update(zip(new, range(len(self.stemmed), len(self.stemmed) + len(new)), strict=True))
        self.written.extend(new)
        terms = list(map(stem, new))
        of_terms = self._term_numbers
        new_terms = [term for term in dict.fromkeys(terms) if term not in of_terms]
        of_terms.update(zip(new_terms, range(len(of_terms), len(of_terms) + len(new_terms)), strict=True))
        self.terms.extend(new_terms)
        self.stemmed.extend(map(of_terms.__getitem__, terms))
        return map(self._numbers.__getitem__, surfaces)

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
        if len(self) > self.LIMIT:
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
    ids = ids >> 1
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
