"""The text of index files: classic scripts that hand their data to the client.

Each file is one call, ``Cablepress.shard(NAME, ...)``, in ASCII, so that it loads from ``file://`` and needs no
header of the server. ``NAME`` is the file's path under ``search/`` without ``.js``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from cablepress.search import codec

VOCABULARY_BYTES = 32 * 1024
"""Size of a vocabulary file, before gzip; about that."""


class Cut(NamedTuple):
    """One file of postings: its terms and their numbers."""

    first: str
    terms: str
    numbers: str


def shard_bytes(postings: int, terms: int) -> int:
    """Size at which a file of postings is cut, before gzip: some 5,000 files in a large archive."""
    return max(12 * 1024, (5 * postings // 4 + 8 * terms) // 5000)


def script(name: str, *arguments: Any) -> bytes:
    """The script of the file ``name``; ``arguments`` are JSON values."""
    return script_of(name, *(json.dumps(value, separators=(",", ":")).encode("ascii") for value in arguments))


def script_of(name: str, *arguments: bytes) -> bytes:
    """The same of values that are JSON already."""
    return b",".join((f"Cablepress.shard({json.dumps(name)}".encode("ascii"), *arguments)) + b");\n"


def cut_shards(terms: Sequence[str], data: bytes, ends: Sequence[int], size: int) -> Iterator[Cut]:
    """Cut the encoded numbers of a range of terms into files of at most ``size`` bytes, or of one term."""
    weights = np.asarray(ends, np.int64) + np.cumsum(_sizes(terms) // 2 + 1)
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < len(terms):
        base = int(weights[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(weights, base + size, "right")))
        bounds.append((start, end))
        start = end
    coded = codec.front_codes([terms[start:end] for start, end in bounds])
    for (start, end), of_terms in zip(bounds, coded, strict=True):
        numbers = data[ends[start - 1] if start else 0 : ends[end - 1]]
        yield Cut(terms[start], of_terms, numbers.decode("ascii"))


def cut_words(words: Sequence[str], size: int = VOCABULARY_BYTES) -> Iterator[Sequence[str]]:
    """Cut sorted words into pieces of about ``size`` bytes, from a half to twice of it.

    Where is said by the words: one that comes or goes changes its own piece and hardly ever another.
    """
    weights = np.cumsum(_sizes(words) + 1)
    lines = "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n") if words else []
    sums = np.fromiter(map(crc32, lines), np.uint32, len(words))
    ends = np.flatnonzero(sums % max(size // 16, 1) == 0) + 1
    start = 0
    while start < len(words):
        base = int(weights[start - 1]) if start else 0
        least = int(np.searchsorted(weights, base + size // 2)) + 1
        most = max(start + 1, int(np.searchsorted(weights, base + 2 * size, "right")))
        place = int(np.searchsorted(ends, least))
        end = min(int(ends[place]) if place < ends.size else len(words), most)
        yield words[start:end]
        start = end


def _sizes(words: Sequence[str]) -> npt.NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))
