"""Many texts cut into words in one go, and a number found for each word: on bytes, by numpy.

A chunk of cables has some 60,000 words. To make a string of each, and to look that up in a dict of 100,000 others that
lie all over the memory, takes half of the time that the index costs. Here a word stays what it is in the text, two
places in a row of bytes, and as a key it is two numbers: its first eight bytes, and the next eight. Numbers are looked
up for all words at once. Longer words are rare, and are left to whoever asks.

What is cut is what :func:`cablepress.search.analysis.split_words` cuts; a test compares both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cablepress.search.analysis import ASCII_SEPARATORS, CLOSERS, split_words

IntArray = npt.NDArray[Any]

_SPACES: Final = "\t\n\v\f\r\x1c\x1d\x1e\x1f "
"""Where ``str.split`` cuts ASCII."""
_IN_WORD, _SEPARATOR, _CLOSER = 0, 1, 2


def _kinds() -> bytes:
    kinds = bytearray(256)
    for kind, chars in ((_SEPARATOR, ASCII_SEPARATORS + _SPACES), (_CLOSER, CLOSERS)):
        for char in chars:
            kinds[ord(char)] = kind
    return bytes(kinds)


_KINDS: Final = _kinds()
"""For each byte what it does to a word; those of letters that are not ASCII are in words."""


def _any_of(chars: str) -> npt.NDArray[np.bool_]:
    """For each byte whether it is one of ``chars``, which are ASCII."""
    found = np.zeros(256, bool)
    found[list(chars.encode())] = True
    return found


_BEHIND: Final = _any_of(".,:;?!')]")
"""Punctuation that often stands behind a word."""
_PLAIN: Final = _any_of("abcdefghijklmnopqrstuvwxyz0123456789")

_PART: Final = 8
"""Bytes in one number of a key."""
_LONGEST: Final = 2 * _PART
_MASKS: Final = np.array([(1 << 8 * size) - 1 for size in range(_PART + 1)], np.uint64)
"""For each length the bits of a number that hold so many bytes, the first byte lowest."""


class Cut(NamedTuple):
    """The words of some texts, in order."""

    data: bytes
    """All texts in UTF-8, one after the other, letters of ASCII in lower case."""
    starts: IntArray
    ends: IntArray
    """For each word where it begins in ``data``, and where its last byte is."""
    counts: IntArray
    """Words of each text."""

    def bare(self) -> tuple[Cut, IntArray]:
        """The words without a last byte of punctuation behind a letter or digit of ASCII; and which of them had one."""
        data = np.frombuffer(self.data, np.uint8)
        behind = _BEHIND[data[self.ends]]
        some = np.flatnonzero(behind)
        behind[some] = _PLAIN[data[self.ends[some] - 1]] & (self.ends[some] > self.starts[some])
        return self._replace(ends=self.ends - behind), behind

    def words(self, places: IntArray) -> list[str]:
        """The words at these places as texts, made in one go."""
        if not places.size:
            return []
        starts = self.starts[places]
        # Each with the byte behind it, which becomes the end of a line: no word has one in it.
        sizes = self.ends[places] + 2 - starts
        joined = _gathered(np.frombuffer(self.data, np.uint8), starts, sizes)
        joined[np.cumsum(sizes) - 1] = ord("\n")
        text: str = joined[:-1].tobytes().decode("utf-8", "surrogatepass")
        return text.split("\n")

    def keys(self) -> tuple[IntArray, IntArray, IntArray]:
        """Of each word the first and the second number of its key, and whether it has none.

        A word has none that is too long, or that ends in a byte of zeros: that would have the key of the word without.
        """
        sizes = self.ends - self.starts + 1
        numbers = self._numbers()
        first = numbers[self.starts] & _MASKS[np.minimum(sizes, _PART)]
        second = np.zeros_like(first)
        long = np.flatnonzero(sizes > _PART)
        second[long] = numbers[self.starts[long] + _PART] & _MASKS[np.minimum(sizes[long] - _PART, _PART)]
        without = (sizes > _LONGEST) | (np.frombuffer(self.data, np.uint8)[self.ends] == 0)
        return first, second, without

    def beginnings(self) -> IntArray:
        """Of each word the first number of its key: its first eight bytes."""
        beginnings: IntArray = self._numbers()[self.starts] & _MASKS[np.minimum(self.ends - self.starts + 1, _PART)]
        return beginnings

    def _numbers(self) -> IntArray:
        """Eight bytes from each place on as a number: the same bytes, looked at in another way."""
        return np.ndarray((len(self.data) - _PART + 1,), "<u8", self.data, 0, (1,))


def _gathered(data: IntArray, starts: IntArray, sizes: IntArray) -> IntArray:
    """Stretches of ``data``, which begin at ``starts`` and have ``sizes``, one behind the other."""
    before = np.cumsum(sizes) - sizes
    gathered: IntArray = data[np.repeat(starts - before, sizes) + np.arange(sizes.sum())]
    return gathered


def cut_texts(texts: Sequence[str]) -> Cut:
    """Cut each of ``texts`` into words."""
    parts = [_encoded(text) for text in texts]
    # A space between two texts; behind the last word room for the numbers of its key. Two spaces for two points keep
    # every byte in its place.
    data = (b" ".join(parts) + b" " * (_LONGEST + 1)).lower().replace(b"..", b"  ")
    kinds = np.frombuffer(data.translate(_KINDS), np.uint8)
    inside = kinds != _SEPARATOR
    begins, ends = inside.copy(), kinds == _CLOSER
    begins[1:] &= kinds[:-1] != _IN_WORD
    ends[:-1] |= inside[:-1] & ~inside[1:]
    starts = np.flatnonzero(begins)
    borders = np.cumsum([len(part) + 1 for part in parts])
    return Cut(data, starts, np.flatnonzero(ends), np.diff(np.searchsorted(starts, borders), prepend=0))


def cut_at_spaces(data: bytes) -> Cut:
    """The words of ``data``, which begins and ends with a space and has no other white space, as one text."""
    space = np.frombuffer(data, np.uint8) == ord(" ")
    borders = np.flatnonzero(space[1:] != space[:-1])
    starts, ends = borders[::2] + 1, borders[1::2]
    return Cut(data + b" " * (_LONGEST + 1), starts, ends, np.array([starts.size]))


def _encoded(text: str) -> bytes:
    """A text as bytes in which only ASCII cuts words: where it is not ASCII, that is done here."""
    return text.encode() if text.isascii() else " ".join(split_words(text)).encode("utf-8", "surrogatepass")


class KeyNumbers:
    """A number, not 0, for each key: a table in which a key stands at a place made of it, or at the next free one."""

    def __init__(self) -> None:
        self._count = 0
        self._clear(bits=16)

    def _clear(self, bits: int) -> None:
        self._bits = bits
        self._rows = np.zeros((1 << bits, 3), np.uint64)
        """Both numbers of a key and its own, 0 where the place is free: side by side, so that the memory is asked once
        for each word."""

    def find(self, first: IntArray, second: IntArray) -> IntArray:
        """The number of each key; 0 for one that is not known."""
        places = self._places(first, second)
        rows = self._rows.take(places, axis=0)
        found: IntArray = rows[:, 2].astype(np.uint32)
        others = _of_others(rows, first, second)
        while others.size:
            places[others] = self._next(places[others])
            rows = self._rows.take(places[others], axis=0)
            found[others] = rows[:, 2]
            others = others[_of_others(rows, first[others], second[others])]
        return found

    def add(self, first: IntArray, second: IntArray, numbers: IntArray) -> None:
        """Take in keys that are not known, each once, with a number that no other has."""
        self._count += numbers.size
        if self._count * 2 > len(self._rows):
            self._grow()
        rows = np.column_stack([first, second, numbers.astype(np.uint64)])
        places = self._places(first, second)
        left = np.arange(numbers.size)
        while left.size:
            free = left[self._rows[places[left], 2] == 0]
            self._rows[places[free]] = rows[free]
            # Where several found the same place, the last one has it.
            left = left[self._rows[places[left], 2] != rows[left, 2]]
            places[left] = self._next(places[left])

    def _grow(self) -> None:
        """Make the table so large that half of it stays free, and put all keys in their new places."""
        rows = self._rows[self._rows[:, 2] > 0]
        self._count -= len(rows)
        self._clear(bits=(self._count + len(rows)).bit_length() + 1)
        self.add(rows[:, 0], rows[:, 1], rows[:, 2])

    def _places(self, first: IntArray, second: IntArray) -> IntArray:
        """Where to look first: the highest bits of a number in which each bit of the key counts."""
        mixed = first * np.uint64(0x9E3779B97F4A7C15) ^ second * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed = (mixed ^ mixed >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
        return (mixed >> np.uint64(64 - self._bits)).astype(np.int64)

    def _next(self, places: IntArray) -> IntArray:
        return places + 1 & (1 << self._bits) - 1


def _of_others(rows: IntArray, first: IntArray, second: IntArray) -> IntArray:
    """Which rows of a table have another key than the one that is looked for there."""
    others = np.flatnonzero((rows[:, 0] != first) | (rows[:, 1] != second))
    used: IntArray = others[rows[others, 2] > 0]
    return used


class LineNumbers:
    """Numbers for lines of text, from 0 in the order in which the lines came: what a dict gives, looked up by numpy.

    Most lines of a run are in the run before it too: no string is made of those.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        """By number."""
        self._by_key = KeyNumbers()
        self._without_key: dict[str, int] = {}

    def numbers_of(self, data: bytes) -> IntArray:
        """The number of each line of ``data``, which are in UTF-8 and different, with a line's end between two."""
        if not data:
            return np.zeros(0, np.uint32)
        breaks = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        starts, ends = np.append(0, breaks + 1), np.append(breaks, len(data)) - 1
        cut = Cut(data + b" " * (_LONGEST + 1), starts, ends, np.array([starts.size]))
        first, second, alone = cut.keys()
        found = self._by_key.find(first, second)
        # By the key of a number 0 would be nothing, so that all are one higher there.
        without = np.flatnonzero(alone)
        found[without] = [self._without_key.get(line, 0) for line in cut.words(without)]
        added = np.flatnonzero(found == 0)
        found[added] = np.arange(len(self.lines) + 1, len(self.lines) + 1 + added.size)
        self.lines += cut.words(added)
        self._without_key.update((self.lines[number - 1], number) for number in found[added[alone[added]]].tolist())
        added = added[~alone[added]]
        self._by_key.add(first[added], second[added], found[added])
        return found - 1


def highest(data: bytes) -> int:
    """The highest byte; 0 of nothing."""
    return int(np.frombuffer(data, np.uint8).max(initial=0))


class Lines:
    """Texts by number from 0, kept as lines of UTF-8 one behind the other, so that thousands are joined in one go."""

    def __init__(self) -> None:
        self._data = b""
        self._ends = np.zeros(1, np.int64)
        self._waiting: list[str] = []
        """Texts that are not in the data yet: they are put there together."""
        self._highest = 0

    def __len__(self) -> int:
        return self._ends.size - 1 + len(self._waiting)

    def extend(self, texts: Iterable[str]) -> None:
        """Add texts of one line each; their numbers are the next."""
        self._waiting += texts

    def highest(self) -> int:
        """The highest byte of all texts."""
        self._settle()
        return self._highest

    def _settle(self) -> None:
        if self._waiting:
            data = ("\n".join(self._waiting) + "\n").encode("utf-8", "surrogatepass")
            self._highest = max(self._highest, highest(data))
            breaks = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
            self._ends = np.append(self._ends, breaks + len(self._data) + 1)
            self._data += data
            self._waiting.clear()

    def __getitem__(self, number: int) -> str:
        self._settle()
        return self._data[self._ends[number] : self._ends[number + 1] - 1].decode("utf-8", "surrogatepass")

    def joined(self, numbers: IntArray) -> bytes:
        """The texts with these numbers, in this order, with a line's end between two."""
        self._settle()
        starts = self._ends[numbers]
        sizes = self._ends[numbers + 1] - starts
        joined: bytes = _gathered(np.frombuffer(self._data, np.uint8), starts, sizes)[:-1].tobytes()
        return joined

    def beginnings(self, numbers: IntArray) -> IntArray:
        """The first eight bytes of each of these texts as a number: texts sort as these do, where they differ."""
        self._settle()
        starts = self._ends[numbers]
        sizes = np.minimum(self._ends[numbers + 1] - 1 - starts, _PART)
        first = np.ndarray((len(self._data) + 1,), "<u8", self._data + b" " * _PART, 0, (1,))[starts] & _MASKS[sizes]
        beginnings: IntArray = first.byteswap()
        return beginnings
