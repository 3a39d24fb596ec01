"""The words of all runs, with what was known of them the last time.

A large archive has half a million terms, and each stands in hundreds of runs. After an edit all runs but a few are
those of the build before: so the vocabulary is kept, and what runs that are gone gave to it is taken out again. A term
keeps its *number*; its *rank* among all terms, in JavaScript's order, may be another after each build. Whatever of this
is missing, or not as it was left, all runs are read again: the index has the same bytes.
"""

from __future__ import annotations

import marshal
import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import add, sub
from pathlib import Path
from typing import Final

import numpy as np

from cablepress.errors import naming
from cablepress.sealing import digest_of, keep_only, seal, unseal
from cablepress.search.analysis import sort_key, sort_terms
from cablepress.search.cutting import LineNumbers
from cablepress.search.runs import Run
from cablepress.search.words import IntArray

_STATE: Final = "vocabulary"
_WORDS: Final = "words"
_POSTINGS: Final = "postings"
_VERSION: Final = b"2"
_MOST_CHANGED: Final = 4
"""When one of so many runs or more changed, all are read again."""
_MOST_DEAD: Final = 4
"""When one of so many terms is of no use any more, all get new numbers."""
_FEW: Final = 20
"""When one of so many terms or fewer are to be found, each is looked for by halves."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms in JavaScript's order."""

    terms: list[str]
    counts: IntArray
    """Postings of each term."""
    numbers: IntArray
    """Of each term."""
    words: list[str]
    """As written, in no order."""
    often: IntArray
    """How often each of them occurs."""
    folder: Path
    """Where :func:`term_numbers_path` and :func:`ranks_path` are."""
    changed: Mapping[str, tuple[int, int]]
    """How often the words that may occur more often or less often now did so the last time, and now."""
    known: bytes = b""
    """Names what was known of the last time; empty when all was read again."""
    key: bytes = b""
    """Names what the next time will know; empty when nothing was kept."""

    def changed_sizes(self) -> dict[str, int]:
        """The size classes of the words that have another one than the last time; 0 of those that are gone."""
        sizes = ((word, before.bit_length(), now.bit_length()) for word, (before, now) in self.changed.items())
        return {word: now for word, before, now in sizes if now != before}

    def sizes(self) -> dict[str, int]:
        """The size classes of all words as written."""
        return dict(zip(self.words, map(int.bit_length, self.often.tolist()), strict=True))


@dataclass(slots=True)
class _State:
    """What is known of the runs read so far."""

    terms: list[str] = field(default_factory=list)
    """All that have numbers, in JavaScript's order."""
    order: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """Their numbers."""
    counts: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """By number."""
    words: list[str] = field(default_factory=list)
    """See :class:`Vocabulary`, as ``often`` and ``changed``."""
    often: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    changed: dict[str, tuple[int, int]] = field(default_factory=dict)
    runs: dict[str, bytes] = field(default_factory=dict)
    """By digest of a run: digest of the file of its terms' numbers."""
    known: bytes = b""

    def number(self, terms: Sequence[str]) -> dict[str, int]:
        """The numbers of ``terms``, which are different ones; those that are new are given some."""
        if len(terms) * _FEW > len(self.terms):
            all_places = dict(zip(self.terms, range(len(self.terms)), strict=True))
            places = [all_places.get(term, -1) for term in terms]
        else:
            places = [_place(self.terms, term) for term in terms]
        found = {term: int(self.order[place]) for term, place in zip(terms, places, strict=True) if place >= 0}
        fresh = sort_terms([term for term in terms if term not in found])
        return found | self._add_terms(fresh)

    def _add_terms(self, fresh: list[str]) -> dict[str, int]:
        """Give numbers to new terms, which are in order."""
        if not fresh:
            return {}
        numbers = range(self.counts.size, self.counts.size + len(fresh))
        places = [bisect_left(self.terms, sort_key(term), key=sort_key) for term in fresh]
        self.order = np.insert(self.order, places, numbers)
        self.counts = np.append(self.counts, np.zeros(len(fresh), np.int64))
        if len(fresh) * _FEW > len(self.terms):
            self.terms = sort_terms([*self.terms, *fresh])
        else:
            for place, term in zip(reversed(places), reversed(fresh), strict=True):
                self.terms.insert(place, term)
        return dict(zip(fresh, numbers, strict=True))

    def count_words(self, more: Mapping[str, int]) -> None:
        """Words occur so much more often, or less where that is below zero."""
        places = [place for place, word in enumerate(self.words) if word in more]
        words = [self.words[place] for place in places]
        before = dict(zip(words, self.often[places].tolist(), strict=True))
        self.changed = {word: (before.get(word, 0), before.get(word, 0) + count) for word, count in more.items()}
        self.often[places] = [self.changed[word][1] for word in words]
        fresh = [word for word in more if word not in before]
        self.words += fresh
        self.often = np.append(self.often, [more[word] for word in fresh]).astype(np.int64)
        if not self.often.all():
            self.words = list(compress(self.words, self.often.tolist()))
            self.often = self.often[self.often > 0]


def _place(terms: Sequence[str], term: str) -> int:
    """Where ``term`` is among all in order; -1 when it is not there."""
    place = bisect_left(terms, sort_key(term), key=sort_key)
    return place if place < len(terms) and terms[place] == term else -1


def term_numbers_path(folder: Path, run: Run) -> Path:
    """File of the numbers of a run's terms, ``uint32``."""
    return folder / f"{run.digest}.terms"


def words_path(folder: Path) -> Path:
    """File of what :mod:`cablepress.search.word_files` keeps."""
    return folder / _WORDS


def postings_path(folder: Path) -> Path:
    """File of what :mod:`cablepress.search.kept_postings` keeps."""
    return folder / _POSTINGS


def ranks_path(folder: Path) -> Path:
    """File of the ranks of all terms, by number, ``uint32``."""
    return folder / "ranks"


def collect_vocabulary(runs: Sequence[Run], folder: Path, *, keep: bool) -> Vocabulary:
    """Unite the vocabularies of ``runs``, and leave numbers and ranks in ``folder``.

    With ``keep`` the next call for the same folder reads the runs alone that are new then.
    """
    if not runs:
        none = np.zeros(0, np.int64)
        return Vocabulary([], none, none, [], none, folder, {})
    folder.mkdir(parents=True, exist_ok=True)
    state = (_known(runs, folder) if keep else None) or _united(runs, folder)
    key = _save(state, runs, folder) if keep else b""
    terms, order = state.terms, state.order
    alive = state.counts[order] > 0
    if not alive.all():
        terms, order = list(compress(terms, alive.tolist())), order[alive]
    ranks = np.zeros(state.counts.size, np.uint32)
    ranks[order] = np.arange(len(terms), dtype=np.uint32)
    write_whole(ranks_path(folder), ranks.tobytes())
    counts = state.counts[order]
    return Vocabulary(terms, counts, order, state.words, state.often, folder, state.changed, state.known, key)


def _united(runs: Sequence[Run], folder: Path) -> _State:
    """What there is to know of all ``runs``, each of them read."""
    terms, words = _Counted(), _Counted()
    state = _State()
    for run in runs:
        if run.digest in state.runs:
            continue
        mine = terms.add(run.bytes("terms"), run.array("counts"))
        words.add(run.bytes("written"), run.array("written_counts"))
        _leave_numbers(state, run, mine, folder)
    lines = terms.numbers.lines
    numbers = dict(zip(lines, range(len(lines)), strict=True))
    state.terms = sort_terms(lines)
    state.order = np.fromiter(map(numbers.__getitem__, state.terms), np.int64, len(lines))
    state.counts = terms.counts[: len(lines)]
    state.words, state.often = words.numbers.lines, words.counts[: len(words.numbers.lines)]
    return state


class _Counted:
    """Lines with their numbers, and how often each occurs."""

    def __init__(self) -> None:
        self.numbers = LineNumbers()
        self.counts = np.zeros(0, np.int64)
        """By number; there may be room for more lines behind them."""

    def add(self, lines: bytes, counts: IntArray) -> IntArray:
        """Take in lines, which are different ones; gives their numbers."""
        mine = self.numbers.numbers_of(lines)
        if self.counts.size < len(self.numbers.lines):
            self.counts = np.append(self.counts, np.zeros(len(self.numbers.lines), np.int64))
        self.counts[mine] += counts
        return mine


def _leave_numbers(state: _State, run: Run, numbers: IntArray, folder: Path) -> None:
    data = numbers.astype(np.uint32).tobytes()
    write_whole(term_numbers_path(folder, run), data)
    state.runs[run.digest] = digest_of(data)


def _exchange(state: _State, gone: Sequence[Run], new: Sequence[Run], folder: Path) -> None:
    """Take out what runs gave that are gone, take in new ones, and leave the numbers of their terms."""
    numbers: dict[str, int] = {}
    words: dict[str, int] = {}
    for run in gone:
        mine = np.fromfile(term_numbers_path(folder, run), np.uint32)
        state.counts[mine] -= run.array("counts")
        numbers.update(zip(run.lines("terms"), mine.tolist(), strict=True))
        _count(words, run, sub)
        del state.runs[run.digest]
    for run in new:
        lines = run.lines("terms")
        numbers |= state.number([term for term in lines if term not in numbers])
        mine = np.fromiter(map(numbers.__getitem__, lines), np.uint32, len(lines))
        state.counts[mine] += run.array("counts")
        _count(words, run, add)
        _leave_numbers(state, run, mine, folder)
    state.count_words({word: count for word, count in words.items() if count})


def _count(words: dict[str, int], run: Run, change: Callable[[int, int], int]) -> None:
    """Count the words of ``run`` in (``add``) or out (``sub``)."""
    lines = run.lines("written")
    before = map(words.get, lines, repeat(0))
    words.update(zip(lines, list(map(change, before, run.array("written_counts").tolist())), strict=True))


def _known(runs: Sequence[Run], folder: Path) -> _State | None:
    """What the last build left, without the runs that are gone; ``None`` where nothing can be made of it."""
    state = _read(folder / _STATE)
    if state is None:
        return None
    now = {run.digest: run for run in runs}
    gone = [digest for digest in state.runs if digest not in now]
    new = [run for digest, run in now.items() if digest not in state.runs]
    if (len(gone) + len(new)) * _MOST_CHANGED > len(runs):
        return None
    if any(_file_digest(folder / f"{digest}.terms") != known for digest, known in state.runs.items()):
        return None
    taken = [run for digest in gone if (run := _whole(_kept_run(folder, digest), digest))]
    if len(taken) < len(gone):
        return None
    _exchange(state, taken, new, folder)
    dead = np.count_nonzero(state.counts == 0)
    return None if dead * _MOST_DEAD > state.counts.size else state


def _whole(path: Path, digest: str) -> Run | None:
    """The run at ``path``, if it is the one with this digest, to the last bit."""
    try:
        run = Run.open(path)
        return run if run.digest == digest and run.is_whole() else None
    except (OSError, ValueError, MemoryError, OverflowError):  # the last two of a table that is said to be huge
        return None


def _kept_run(folder: Path, digest: str) -> Path:
    return folder / f"{digest}.run"


def _save(state: _State, runs: Sequence[Run], folder: Path) -> bytes:
    """Keep what is known, with the runs themselves, so that they can be taken out; remove all else.

    Where it cannot be kept nothing is. Gives what names it.
    """
    place = folder / _STATE
    try:
        for run in runs:
            _link(run.path, _kept_run(folder, run.digest))
        values = (
            "\n".join(state.terms).encode("utf-8", "surrogatepass"),
            state.order.astype(np.uint32).tobytes(),
            state.counts.tobytes(),
            "\n".join(state.words).encode("utf-8", "surrogatepass"),
            state.often.tobytes(),
            state.runs,
        )
        data = marshal.dumps(values)
        save_sealed(place, data)
        keep_only(folder, _names(folder, [run.digest for run in runs]))
        return digest_of(data)
    except OSError:
        place.unlink(missing_ok=True)
        return b""


def _link(path: Path, name: Path) -> None:
    """Give a file another name; where the disk knows one name alone, a copy."""
    if name.exists():
        return
    try:
        os.link(path, name)
    except OSError:
        shutil.copyfile(path, name)


def _names(folder: Path, digests: Iterable[str]) -> set[str]:
    """Of all files that are of use to the next build; ``digests`` are those of the runs."""
    kept = {_STATE, _WORDS, _POSTINGS, ranks_path(folder).name}
    for digest in digests:
        kept |= {f"{digest}.terms", f"{digest}.run"}
    return kept


def _read(path: Path) -> _State | None:
    """What :func:`_save` left; ``None`` when there is nothing, or a bit of it has changed."""
    data = read_sealed(path)
    if data is None:
        return None
    terms, order, counts, words, often, runs = marshal.loads(data)  # noqa: S302 - ours, by its digest
    return _State(
        terms=_lines(terms),
        order=np.frombuffer(order, np.uint32).astype(np.int64),
        counts=np.frombuffer(counts, np.int64).copy(),
        words=_lines(words),
        often=np.frombuffer(often, np.int64).copy(),
        runs=runs,
        known=digest_of(data),
    )


def save_sealed(place: Path, data: bytes) -> None:
    """Write ``data`` behind its digest, whole or not at all."""
    unfinished = place.with_suffix(".new")
    write_whole(unfinished, seal(data, _VERSION))
    unfinished.replace(place)


def read_sealed(path: Path) -> bytes | None:
    """What :func:`save_sealed` wrote; ``None`` when it is not there, or a bit of it has changed."""
    try:
        return unseal(path.read_bytes(), _VERSION)
    except OSError:
        return None


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogatepass").split("\n") if data else []


def _file_digest(path: Path) -> bytes:
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return b""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, whole: numpy's own ``tofile`` says nothing when a full disk takes only a part."""
    with naming(path, len(data)):
        path.write_bytes(data)
