r"""Whole numbers as printable text, and sorted words in front coding.

A number is written in digits 0 to 91; a digit below 60 ends it, any other has five bits and goes on:
``value(d) = d`` if ``d < 60``, else ``d + 32 * value(next)``. Digit ``d`` is the character ``35 + d``,
save that the backslash is written ``!``; so the text needs no escape between double quotes and takes one byte
a digit in any encoding.

Long lists of numbers are *Rice coded* instead: a number with parameter ``k`` is ``number >> k`` bits 1, a bit 0 and the
low ``k`` bits, highest first. Six bits make a digit, highest first; the last is filled up with ones.
``client/core.js`` reads both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

LAST = 60
"""Digits below this end a number."""
BITS = 5
"""Bits in a digit that goes on."""

_DIGITS = np.arange(35, 127, dtype=np.uint8)
_DIGITS[ord("\\") - 35] = ord("!")
_DIGIT_CHARS = _DIGITS.tobytes().decode("ascii")
MAX_PREFIX = 91
_LAST_CERTAIN = 0xD7FF
"""Characters up to here are one UTF-16 unit each, and none is a surrogate."""


def _thresholds(limit: int) -> list[int]:
    """Least values of 2, 3, ... digits, up to ``limit``."""
    values, value = [], LAST
    while value <= limit:
        values.append(value)
        value = LAST + (value << BITS)
    return values


def encode(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Encode ``values`` (none negative); return the characters and where each number ends."""
    sizes = np.ones(values.size, np.int64)
    for threshold in _thresholds(int(values.max(initial=0))):
        sizes += values >= threshold
    ends = np.cumsum(sizes)
    out = np.empty(int(ends[-1]) if values.size else 0, np.uint8)
    place, rest = ends - sizes, values
    while rest.size:
        more = rest >= LAST
        digits = np.where(more, LAST + ((rest - LAST) & ((1 << BITS) - 1)), rest)
        out[place] = _DIGITS[digits]
        place, rest = place[more] + 1, (rest[more] - LAST) >> BITS
    return out, ends


def size(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Bits less one of each of ``values``, 0 for 0: the ``k`` that suits numbers whose mean is the value."""
    return np.maximum(np.frexp(values)[1].astype(np.int64) - 1, 0)


def encode_rice(
    values: npt.NDArray[np.int64], k: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Rice code ``values``, each with its ``k``, in lists of ``counts`` values that begin with a new digit.

    Return the characters and how many each list has.
    """
    quotients = values >> k
    lengths = quotients + 1 + k
    ends = np.append(0, np.cumsum(lengths))
    bounds = ends[np.append(0, np.cumsum(counts))]
    sizes = (np.diff(bounds) + 5) // 6  # digits of each list
    shift = 6 * (np.cumsum(sizes) - sizes) - bounds[:-1]  # the bits by which lists before were filled up
    place = ends[:-1] + np.repeat(shift, counts) + quotients
    bits = np.ones(6 * int(sizes.sum()), np.uint8)
    bits[place] = 0
    rest, low = k, values
    while rest.size:
        more = rest > 0
        place, rest, low = place[more] + 1, rest[more] - 1, low[more]
        bits[place] = low >> rest & 1
    digits = bits.reshape(-1, 6) @ np.array([32, 16, 8, 4, 2, 1], np.uint8)
    return _DIGITS[digits], sizes


def encode_text(values: Iterable[int] | npt.NDArray[np.int64]) -> str:
    """Encode ``values`` as one string."""
    data = np.asarray(values if isinstance(values, np.ndarray) else list(values), dtype=np.int64)
    return encode(data)[0].tobytes().decode("ascii")


def front_code(words: Sequence[str]) -> str:
    """Join sorted ``words``, each a digit (characters shared with the word before) and the rest of it.

    Words hold no space, which stands between them. A shared prefix is counted only as far as Python and
    JavaScript agree on what a character is.
    """
    parts = zip(words, _shared_prefixes(words), strict=True)
    return " ".join([_DIGIT_CHARS[shared] + word[shared:] for word, shared in parts])


def _shared_prefixes(words: Sequence[str]) -> list[int]:
    """For each word the number of characters that begin the word before it too, at most ``MAX_PREFIX``."""
    if not words:
        return []
    table = np.array([word[:MAX_PREFIX] for word in words])
    chars = table.view(np.uint32).reshape(len(words), -1)
    same = np.zeros((chars.shape[0], chars.shape[1] + 1), bool)  # the last column ends every prefix
    same[1:, :-1] = (chars[1:] == chars[:-1]) & (chars[1:] > 0) & (chars[1:] <= _LAST_CERTAIN)
    shared: list[int] = same.argmin(axis=1).tolist()
    return shared
