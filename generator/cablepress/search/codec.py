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
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

LAST = 60
"""Digits below this end a number."""
BITS = 5
"""Bits in a digit that goes on."""

_DIGITS = np.arange(35, 127, dtype=np.uint8)
_DIGITS[ord("\\") - 35] = ord("!")
_INVERTED = _DIGITS[63 - np.arange(64)]
"""The character of each six bits, of those that are 0."""
_ZEROS = np.zeros(128, np.int64)
_ZEROS[_INVERTED] = np.arange(64)
"""The six bits of each character, those that are 0 as 1."""
_WORD = 60
"""Bits of ten digits of Rice codes."""
_MANTISSA, _EXPONENT_OF_ONE = 52, 1023
"""Of a float of 64 bits."""
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
    return _exponents(values.astype(np.float64))


def size_of_quotient(dividend: int, divisors: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """:func:`size` of ``dividend // divisors``, without a division of whole numbers.

    No quotient is rounded up to a power of two: below one it stays by 1 in ``dividend``, which a float shows.
    """
    return _exponents(dividend / divisors)


def _exponents(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The power of two at or below each of ``values``, 0 for those below one; from the bits of the float."""
    bits: npt.NDArray[np.int64] = values.view(np.int64) >> _MANTISSA
    bits -= _EXPONENT_OF_ONE
    np.maximum(bits, 0, out=bits)
    return bits


def encode_rice(
    values: npt.NDArray[np.int64], k: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Rice code ``values``, each with its ``k``, in lists of ``counts`` values that begin with a new digit.

    Return the characters and how many each list has.
    """
    return join_codes(rice_zeros(values, k), k, rice_lengths(values, k), counts)


def rice_lengths(values: npt.NDArray[np.int64], k: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Bits of each code."""
    lengths = values >> k
    lengths += k
    lengths += 1
    return lengths


def rice_zeros(values: npt.NDArray[np.int64], k: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The bits of each code that are 0, as 1: they are among the last ``k + 1``; all others are ones."""
    zeros = np.left_shift(2, k)
    zeros -= 1
    half = zeros >> 1
    half &= values
    zeros ^= half
    return zeros


def join_codes(
    zeros: npt.NDArray[np.int64],
    above: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Codes one after the other, in lists of ``counts`` codes that begin with a new digit.

    Of each its ``zeros``, those of its bits that are 0; they are the last bit and the ``above`` bits before it at most,
    which are fewer than :data:`_WORD`; the array is used up. Return the characters and how many each list has.
    """
    ends = np.cumsum(lengths)
    bounds = np.append(0, ends)[np.append(0, np.cumsum(counts))]
    sizes = (np.diff(bounds) + 5) // 6  # digits of each list
    ends += np.repeat(6 * (np.cumsum(sizes) - sizes) - bounds[:-1] - 1, counts)  # now the place of each last bit
    total = int(sizes.sum())
    return _digits_of(_in_words(zeros, above, ends, total))[:total], sizes


def _in_words(
    zeros: npt.NDArray[np.int64], above: npt.NDArray[np.int64], lasts: npt.NDArray[np.int64], digits: int
) -> npt.NDArray[np.int64]:
    """The bits that are 0 as 1, in words of ten digits; ``lasts`` are the places of the last bits of codes."""
    words = np.zeros(digits // 10 + 2, np.int64)  # the first word stands before the text
    if not zeros.size:
        return words[1:]
    word = lasts // _WORD
    behind = word * _WORD
    behind += _WORD - 1
    behind -= lasts  # bits of the word behind the code
    across = np.flatnonzero(above + behind >= _WORD)
    words[word[across]] = zeros[across] >> (_WORD - behind[across])  # of one code at most: of the word before
    zeros <<= behind
    zeros &= (1 << _WORD) - 1
    heads = np.append(0, np.flatnonzero(word[1:] != word[:-1]) + 1)
    words[word[heads] + 1] |= np.bitwise_or.reduceat(zeros, heads)
    return words[1:]


def zeros_at(
    data: npt.NDArray[np.uint8],
    begins: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    widths: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """The bits that are 0, as 1, of stretches of lists of Rice codes.

    The lists begin at ``begins`` in ``data``; the bits from ``starts`` on are wanted, 54 of them at most.
    """
    digit = starts // 6
    words = np.zeros(starts.size, np.int64)
    for place in begins + digit + np.arange(10)[:, None]:
        words <<= 6
        words |= _ZEROS[data.take(place, mode="clip")]
    return words >> _WORD - (starts - 6 * digit) - widths & (1 << widths) - 1


def _digits_of(zeros: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The characters of words of ten digits, of which ``zeros`` has the bits that are 0."""
    digits = np.empty((zeros.size, 10), np.uint8)
    for place in range(10):
        digits[:, place] = zeros >> (_WORD - 6 - 6 * place) & 63
    return _INVERTED[digits.ravel()]


def encode_text(values: Iterable[int] | npt.NDArray[np.int64]) -> str:
    """Encode ``values`` as one string."""
    data = np.asarray(values if isinstance(values, np.ndarray) else list(values), dtype=np.int64)
    return encode(data)[0].tobytes().decode("ascii")


def front_code(words: Sequence[str]) -> str:
    """Join sorted ``words``, each a digit (characters shared with the word before) and the rest of it.

    Words hold no space, which stands between them. A shared prefix is counted only as far as Python and
    JavaScript agree on what a character is.
    """
    return front_codes([words])[0] if words else ""


def front_codes(lists: Sequence[Sequence[str]]) -> list[str]:
    """:func:`front_code` of each of ``lists``, none of which is empty, in one go."""
    words = list(chain.from_iterable(lists))
    starts = np.cumsum([0, *map(len, lists)])
    # Each word between two spaces: the one before it has room for its digit, which is put before the rest of it.
    text = f" {'  '.join(words)} ".encode("utf-32-le", "surrogatepass")
    chars = np.frombuffer(text, "<u4").copy()
    slots, ends = np.flatnonzero(chars == ord(" ")).reshape(-1, 2).T
    shared = _shared_prefixes(chars, slots, starts[:-1])
    chars[slots + shared] = _DIGITS[shared]
    sizes = ends + 1 - slots - shared
    kept = np.repeat(np.tile([False, True], len(words)), np.column_stack([shared, sizes]).ravel())
    coded = chars[kept].tobytes().decode("utf-32-le", "surrogatepass")
    bounds = np.append(0, np.cumsum(sizes))[starts].tolist()
    return [coded[start : end - 1] for start, end in pairwise(bounds)]


def _shared_prefixes(
    chars: npt.NDArray[np.uint32], slots: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """For each word, behind its slot, how many characters the word before begins with too, ``MAX_PREFIX`` at most.

    Those at ``starts`` have no word before them.
    """
    shared = np.zeros(slots.size, np.int64)
    alike = np.delete(np.arange(slots.size), starts)
    for place in range(1, MAX_PREFIX + 1):
        mine = chars[slots[alike] + place]
        same = (mine == chars[slots[alike - 1] + place]) & (mine > 0) & (mine != ord(" ")) & (mine <= _LAST_CERTAIN)
        alike = alike[same]
        if not alike.size:
            break
        shared[alike] = place
    return shared
