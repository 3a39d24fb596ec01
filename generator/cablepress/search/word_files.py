"""The files of words as written, both ways and by sound; after an edit only those are made that change.

With each word goes the size class of how often it occurs: the bits of the number. So most edits change no file, save
for the name of the folder. The files of the last build are kept with what they are made of. They belong to the
vocabulary that was kept with them: :attr:`Vocabulary.known` says which that was.
"""

from __future__ import annotations

import json
import marshal
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from cablepress.search import codec, shards
from cablepress.search.analysis import sort_key, sort_terms
from cablepress.search.sound import sounds
from cablepress.search.vocabulary import Vocabulary, read_sealed, save_sealed, words_path

HEARD_SIZE: Final = 2
"""Size class from which on a word can be offered to who spells a name otherwise."""
_TOGETHER: Final = 16
"""Files whose words are put into front coding together: more would only take memory."""

Write = Callable[[str, bytes], None]
"""Writes a file, given its path under ``search/`` without ``.js``."""
Sizes = Mapping[str, int]
"""Words with their size classes; 0 where a word is no more."""


class Piece(NamedTuple):
    """What one file holds."""

    words: str
    """In JavaScript's order, each on a line."""
    sizes: bytes
    front: bytes
    """JSON of the words in front coding."""
    coded: bytes
    """JSON of the sizes."""


def write_words(vocabulary: Vocabulary, write: Write, folder: str, kept: Path | None) -> dict[str, str]:
    """Write all files; return the manifest's entries: the first word of each file.

    ``kept`` is where the files of the last build are. The words as written of ``vocabulary`` are cleared.
    """
    known = _known(vocabulary, kept)
    sizes = vocabulary.changed_sizes() if known is not None else vocabulary.sizes()
    found: dict[str, list[Piece]] = {}
    entries: dict[str, str] = {}
    # One after the other: of the largest archive each of these is a hundred megabytes.
    for name, (letter, listed) in _LISTS.items():
        found[name] = list(changed(known[name], listed(sizes)) if known is not None else made(listed(sizes)))
        entries[name] = _write(found[name], write, f"{folder}/{letter}")
    vocabulary.words.clear()
    if kept and vocabulary.key:
        with suppress(OSError):
            values = vocabulary.key, {name: list(map(tuple, pieces)) for name, pieces in found.items()}
            save_sealed(words_path(kept), marshal.dumps(values))
    return entries


def _known(vocabulary: Vocabulary, kept: Path | None) -> dict[str, list[Piece]] | None:
    """The files of the last build, if what changed since then is known."""
    data = read_sealed(words_path(kept)) if kept and vocabulary.known else None
    if data is None:
        return None
    key, lists = marshal.loads(data)  # noqa: S302 - ours, by its digest
    if key != vocabulary.known:
        return None
    return {name: [Piece(*piece) for piece in pieces] for name, pieces in lists.items()}


def _reversed(sizes: Sizes) -> dict[str, int]:
    return {word[::-1]: size for word, size in sizes.items()}


def _heard(sizes: Sizes) -> dict[str, int]:
    """``SOUND:WORD`` of the words that can be offered by their sound; 0 for those that occur too seldom."""
    heard = zip(sounds(sizes), sizes.items(), strict=True)
    return {f"{key}:{word}": size if size >= HEARD_SIZE else 0 for key, (word, size) in heard if key}


_LISTS: Final[Mapping[str, tuple[str, Callable[[Sizes], Mapping[str, int]]]]] = {
    "words": ("v", dict),
    "reversed": ("r", _reversed),
    "sounds": ("k", _heard),
}
"""The letter of each list's files, and how it is made of the words."""


def made(sizes: Sizes) -> Iterator[Piece]:
    """The files of all words that are there."""
    there = {word: size for word, size in sizes.items() if size}
    yield from _pieces(_cut(there), there)


def changed(pieces: Sequence[Piece], sizes: Sizes) -> Iterator[Piece]:
    """The same after these words changed: as ``made`` would have them, with most of them as they were.

    A file is cut anew from the first word that changed on, until a cut falls where one was.
    """
    if not pieces:
        yield from made(sizes)
        return
    firsts = [sort_key(piece.words.partition("\n")[0]) for piece in pieces]
    by_piece: dict[int, dict[str, int]] = {}
    for word, size in sizes.items():
        by_piece.setdefault(max(bisect_right(firsts, sort_key(word)) - 1, 0), {})[word] = size
    place = 0
    while place < len(pieces):
        if place not in by_piece:
            yield pieces[place]
            place += 1
            continue
        again, place = _cut_again(pieces, place, by_piece)
        yield from again


def _cut_again(
    pieces: Sequence[Piece], place: int, by_piece: Mapping[int, dict[str, int]]
) -> tuple[Iterable[Piece], int]:
    """The files from ``place`` on, and the place from which on all may be as it was."""
    words: dict[str, int] = {}
    while True:
        words |= _sizes_of(pieces[place]) | by_piece.get(place, {})
        words = {word: size for word, size in words.items() if size}
        place += 1
        if place == len(pieces):
            return _pieces(_cut(words), words), place
        if place in by_piece:
            continue
        # Where a cut falls is known of all words that have enough behind them: those of the next file.
        cut = _cut(words | _sizes_of(pieces[place]))
        count = 0
        for number, piece in enumerate(cut):
            if count == len(words):
                return _pieces(cut[:number], words), place
            count += len(piece)


def _sizes_of(piece: Piece) -> dict[str, int]:
    return dict(zip(piece.words.split("\n"), piece.sizes, strict=True))


def _cut(sizes: Sizes) -> list[Sequence[str]]:
    """The words of each file."""
    return list(shards.cut_words(sort_terms(list(sizes))))


def _pieces(cut: Sequence[Sequence[str]], sizes: Sizes) -> Iterator[Piece]:
    """The files that hold these words, a few at a time."""
    for first in range(0, len(cut), _TOGETHER):
        some = cut[first : first + _TOGETHER]
        for words, front in zip(some, codec.front_codes(some), strict=True):
            of_words = bytes(map(sizes.__getitem__, words))
            coded = codec.encode_text(np.frombuffer(of_words, np.uint8))
            yield Piece("\n".join(words), of_words, *(json.dumps(text).encode("ascii") for text in (front, coded)))


def _write(pieces: Sequence[Piece], write: Write, prefix: str) -> str:
    """Write the files of a list; return the first words of all."""
    for number, piece in enumerate(pieces):
        write(f"{prefix}{number}", shards.script_of(f"{prefix}{number}", piece.front, piece.coded))
    return codec.front_code([piece.words.partition("\n")[0] for piece in pieces])
