"""An invented vocabulary that grows with the corpus like that of real texts.

Word frequencies follow two laws, as measured on large corpora (Zipf; Gerlach and Altmann 2013): a head in
which the word of rank r has a frequency near 1/(r + 2.7), and beyond rank 4,000 a tail of 1/r**1.9, which
makes the number of distinct words grow with the 0.53rd power of the length of the text (Heaps). The
first 500 ranks are plain English words; all others are made of syllables, each rank its own word.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

DATA: Final = Path(__file__).parent / "data"

_SHIFT: Final = 2.7
_HEAD_RANKS: Final = 4000
_TAIL_POWER: Final = 0.9
"""The tail's frequencies fall with 1 + this power of the rank."""
_MAX_RANK: Final = 50_000_000
_REPEATED: Final = 0.6
"""Share of the tail's words that repeat one of the 300 words before: texts have rare words of their own."""
_NUMBERS: Final = 31
"""One rank in so many is a number."""

_ONSETS: Final = "b br ch d dr f g gr h j k kh kr l m n p r s sh sk st t tr v z zh".split()  # noqa: SIM905 - readable
_NUCLEI: Final = ["a", "e", "i", "o", "u", "ai", "ei", "ou"]
_SYLLABLES: Final = [onset + nucleus for nucleus in _NUCLEI for onset in _ONSETS]
_SCRAMBLE: Final = 12347
"""No common divisor with the number of pairs of syllables: neighbouring ranks look unlike, each still its own."""
_CODAS: Final = ["", "n", "r", "s", "v", "l", "m", "k"]


def read_lines(name: str) -> list[str]:
    """Lines of a file of ``data/``, without comments and empty lines."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def english() -> tuple[str, ...]:
    """The English words at the head of the vocabulary, most frequent first."""
    return tuple(dict.fromkeys(word for line in read_lines("words.txt") for word in line.split()))


@cache
def _reserved() -> frozenset[str]:
    return frozenset(word.lower() for word in english())


@cache
def word_of(rank: int) -> str:
    """The word of a rank (from 0); no two ranks share one, also when case is ignored."""
    if rank < len(english()):
        return english()[rank]
    if rank % _NUMBERS == 0:
        return str(rank)
    word = _spell(rank)
    return word.capitalize() if rank % 3 == 0 else word


def name_of(rank: int) -> str:
    """A family name: the word of a rank, or of the next one where that is a number."""
    return word_of(rank if rank % _NUMBERS else rank + 1).capitalize()


def _spell(rank: int) -> str:
    """Syllables of the digits of ``rank``; consonants between vowels are one onset, so that no two agree."""
    pairs = len(_SYLLABLES) ** 2
    rest, pair = divmod(rank, pairs)
    first, second = divmod(pair * _SCRAMBLE % pairs, len(_SYLLABLES))
    rest, coda = divmod(rest, len(_CODAS))
    third = ""
    if rest:
        rest, digit = divmod(rest - 1, len(_SYLLABLES))
        third = _SYLLABLES[digit]
    fourth = _SYLLABLES[rest - 1] if rest else ""
    word = _SYLLABLES[first] + _SYLLABLES[second] + third + fourth + _CODAS[coda]
    return word + "q" if word in _reserved() else word


def draw_words(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` words, each drawn by its frequency."""
    return [word_of(rank) for rank in draw_ranks(rng, count).tolist()]


def draw_ranks(rng: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    """Ranks from 0, by inverting the distribution function piece by piece.

    Some of the tail's ranks are then replaced by a tail rank drawn shortly before.
    """
    span = math.log((_HEAD_RANKS + _SHIFT) / (1 + _SHIFT))
    head_share = span / (span + 1 / _TAIL_POWER)
    uniform = rng.random(count)
    ranks = (1 + _SHIFT) * np.exp(uniform * (span / head_share)) - _SHIFT
    in_tail = np.flatnonzero(uniform >= head_share)
    tail_uniform = (1 - uniform[in_tail]) / (1 - head_share)
    ranks[in_tail] = _HEAD_RANKS * np.maximum(tail_uniform, 1e-9) ** (-1 / _TAIL_POWER)
    whole = np.minimum(ranks, _MAX_RANK).astype(np.int64) - 1
    copied = in_tail[rng.random(len(in_tail)) < _REPEATED]
    sources = np.searchsorted(in_tail, copied - rng.integers(1, 300, len(copied)))
    whole[copied] = whole[in_tail[sources]]
    return whole
