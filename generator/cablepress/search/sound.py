"""What a name sounds like, roughly: names that are spelled in many ways get one key (*Hizballah*, *Hezbollah*).

Made for names that came into English from other scripts: vowels and a silent ``h`` do not count, nor do doubled
letters, nor the difference between ``q``, ``k`` and ``g``, between ``z`` and ``s``. ``client/spelling.js`` holds the
same rules; a test compares both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

LEAST_LETTERS: Final = 5
"""Shorter words sound like too many others."""
MOST_LETTERS: Final = 30
LEAST_KEY: Final = 3
_TOGETHER: Final = 50_000
"""Words that go through each step together: more would only take memory."""

_GROUPS: Final = (
    (b"tch", b"x"),
    (b"sch", b"x"),
    (b"ch", b"x"),
    (b"sh", b"x"),
    (b"zh", b"j"),
    (b"dj", b"j"),
    (b"ph", b"f"),
    (b"ck", b"k"),
)
_LETTERS: Final = bytes.maketrans(b"cqgzw", b"kkksv")
_END: Final = ord("\n")


def _are(letters: str) -> npt.NDArray[np.bool_]:
    """For each byte whether it is one of ``letters``."""
    return np.isin(np.arange(256), list(letters.encode()))


_PLAIN: Final = _are("abcdefghijklmnopqrstuvwxyz")
_SOFT: Final = _are("eiy")
_VOWELS: Final = _are("aeiouy")
_SILENT: Final = _are("aeiouyh")


def sounds(words: Iterable[str]) -> list[str]:
    """The key of each word as written; empty for a word that has none."""
    words = list(words)
    parts = (words[first : first + _TOGETHER] for first in range(0, len(words), _TOGETHER))
    return [key for part in parts for key in _sounds(part)]


def _sounds(words: Sequence[str]) -> Iterator[str]:
    lines, plain = _plain_lines(words)
    keys = iter(_keys(lines).decode().split("\n")[1:])
    heard = (next(keys) if is_plain else "" for is_plain in plain.tolist())
    return (key if len(key) >= LEAST_KEY else "" for key in heard)


def _plain_lines(words: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """The words that can have a key, each behind the end of a line; and which these are."""
    lines = np.frombuffer(("\n" + "\n".join(words)).encode("utf-8", "surrogatepass"), np.uint8)
    starts = np.flatnonzero(lines == _END)
    sizes = np.diff(starts, append=lines.size) - 1
    letters = np.add.reduceat(_PLAIN[lines], starts, dtype=np.int64)
    plain = (letters == sizes) & (letters >= LEAST_LETTERS) & (letters <= MOST_LETTERS)
    return lines[np.repeat(plain, sizes + 1)], plain


def _keys(lines: npt.NDArray[np.uint8]) -> bytes:
    """What is left of each of these lines. All go through each step together."""
    lines[:-1][(lines[:-1] == ord("c")) & _SOFT[lines[1:]]] = ord("s")
    data = lines[np.append(lines[:1] > 0, lines[1:] != lines[:-1])].tobytes()
    for letters, one in _GROUPS:
        data = data.replace(letters, one)
    lines = np.frombuffer(data.translate(_LETTERS), np.uint8).copy()
    is_first = np.append(False, lines == _END)[:-1]
    lines[is_first & _VOWELS[lines]] = ord("a")
    return lines[is_first | ~_SILENT[lines]].tobytes()


def sound(word: str) -> str:
    """The key of one word."""
    return sounds([word])[0]
