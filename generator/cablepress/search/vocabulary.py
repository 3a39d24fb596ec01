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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import add, sub
from pathlib import Path
from typing import Final

import numpy as np

from cablepress.errors import naming
from cablepress.sealing import digest_of, keep_only, seal, unseal
from cablepress.search.analysis import sort_terms
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


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms in JavaScript's order."""

    terms: list[str]
    counts: IntArray
    """Postings of each term."""
    numbers: IntArray
    """Of each term."""
    written: dict[str, int]
    """How often each word as written occurs."""
    folder: Path
    """Where :func:`term_numbers_path` and :func:`ranks_path` are."""
    before: dict[str, int]
    """How often the words that may occur more often or less often now did so the last time."""
    known: bytes = b""
    """Names what was known of the last time; empty when all was read again."""
    key: bytes = b""
    """Names what the next time will know; empty when nothing was kept."""

    def changed_sizes(self) -> dict[str, int]:
        """The size classes of the words that have another one than the last time; 0 of those that are gone."""
        now = {word: self.written.get(word, 0).bit_length() for word in self.before}
        return {word: size for word, size in now.items() if size != self.before[word].bit_length()}

    def take_sizes(self) -> dict[str, int]:
        """The size classes of all words as written, which are in their place."""
        sizes = self.written
        sizes.update(zip(sizes, map(int.bit_length, sizes.values()), strict=True))
        return sizes


@dataclass(slots=True)
class _State:
    """What is known of the runs read so far."""

    numbers: dict[str, int] = field(default_factory=dict)
    """Each term's number."""
    counts: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """By number; there may be room for more terms behind them."""
    written: dict[str, int] = field(default_factory=dict)
    runs: dict[str, bytes] = field(default_factory=dict)
    """By digest of a run: digest of the file of its terms' numbers."""
    before: dict[str, int] = field(default_factory=dict)
    """See :class:`Vocabulary`."""
    known: bytes = b""

    def count_words(self, run: Run, change: Callable[[int, int], int]) -> None:
        """Take the words of ``run`` in (``add``) or out (``sub``)."""
        words = run.lines("written")
        had = list(map(self.written.get, words, repeat(0)))
        has = list(map(change, had, run.array("written_counts").tolist()))
        if self.known:
            self.before = dict(zip(words, had, strict=True)) | self.before
        self.written.update(zip(words, has, strict=True))
        for word in [word for word, count in zip(words, has, strict=True) if not count]:
            del self.written[word]


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
        return Vocabulary([], np.zeros(0, np.int64), np.zeros(0, np.int64), {}, folder, {})
    folder.mkdir(parents=True, exist_ok=True)
    state = (_known(runs, folder) if keep else None) or _united(runs, folder)
    for run in runs:
        if run.digest not in state.runs:
            _add(state, run, folder)
    terms = sort_terms(list(state.numbers))  # most of them are in order already
    order = np.fromiter(map(state.numbers.__getitem__, terms), np.int64, len(terms))
    key = _save(state, terms, order, runs, folder) if keep else b""
    alive = state.counts[order] > 0
    if not alive.all():
        terms, order = list(compress(terms, alive.tolist())), order[alive]
    ranks = np.zeros(len(state.numbers), np.uint32)
    ranks[order] = np.arange(len(terms), dtype=np.uint32)
    write_whole(ranks_path(folder), ranks.tobytes())
    return Vocabulary(terms, state.counts[order], order, state.written, folder, state.before, state.known, key)


def _united(runs: Sequence[Run], folder: Path) -> _State:
    """What :func:`_add` makes of all ``runs`` one after the other, in a fifth of the time."""
    terms, words = _Counted(), _Counted()
    state = _State()
    for run in runs:
        if run.digest in state.runs:
            continue
        mine = terms.add(run.bytes("terms"), run.array("counts"))
        words.add(run.bytes("written"), run.array("written_counts"))
        _leave_numbers(state, run, mine, folder)
    state.numbers = {term: number for number, term in enumerate(terms.numbers.lines)}
    state.counts = terms.counts
    state.written = dict(zip(words.numbers.lines, words.counts.tolist(), strict=False))
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


def _add(state: _State, run: Run, folder: Path) -> None:
    """Take in a run, and leave the numbers of its terms."""
    lines = run.lines("terms")
    for term in lines:
        state.numbers.setdefault(term, len(state.numbers))
    mine = np.fromiter(map(state.numbers.__getitem__, lines), np.uint32, len(lines))
    if state.counts.size < len(state.numbers):
        state.counts = np.append(state.counts, np.zeros(len(state.numbers), np.int64))  # room for as many again
    state.counts[mine] += run.array("counts")
    state.count_words(run, add)
    _leave_numbers(state, run, mine, folder)


def _take_out(state: _State, run: Run) -> None:
    """Take out what a run that is gone gave."""
    mine = list(map(state.numbers.__getitem__, run.lines("terms")))
    state.counts[mine] -= run.array("counts")
    state.count_words(run, sub)
    del state.runs[run.digest]


def _known(runs: Sequence[Run], folder: Path) -> _State | None:
    """What the last build left, without the runs that are gone; ``None`` where nothing can be made of it."""
    state = _read(folder / _STATE)
    if state is None:
        return None
    now = {run.digest for run in runs}
    gone = [digest for digest in state.runs if digest not in now]
    if (len(gone) + len(now - state.runs.keys())) * _MOST_CHANGED > len(runs):
        return None
    if any(_file_digest(folder / f"{digest}.terms") != known for digest, known in state.runs.items() if digest in now):
        return None
    for digest in gone:
        run = _whole(_kept_run(folder, digest), digest)
        if run is None:
            return None
        _take_out(state, run)
    dead = np.count_nonzero(state.counts[: len(state.numbers)] == 0)
    return None if dead * _MOST_DEAD > len(state.numbers) else state


def _whole(path: Path, digest: str) -> Run | None:
    """The run at ``path``, if it is the one with this digest, to the last bit."""
    try:
        run = Run.open(path)
        return run if run.digest == digest and run.is_whole() else None
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return None


def _kept_run(folder: Path, digest: str) -> Path:
    return folder / f"{digest}.run"


def _save(state: _State, terms: Sequence[str], order: IntArray, runs: Sequence[Run], folder: Path) -> bytes:
    """Keep what is known, with the runs themselves, so that they can be taken out; remove all else.

    ``terms`` are all that have numbers, in order, and ``order`` their numbers. Where it cannot be kept nothing is.
    Gives what names it.
    """
    place = folder / _STATE
    try:
        for run in runs:
            _link(run.path, _kept_run(folder, run.digest))
        values = (
            "\n".join(terms).encode("utf-8", "surrogatepass"),
            order.astype(np.uint32).tobytes(),
            state.counts[: len(state.numbers)].tobytes(),
            "\n".join(state.written).encode("utf-8", "surrogatepass"),
            np.fromiter(state.written.values(), np.int64, len(state.written)).tobytes(),
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
    terms, numbers, counts, written, written_counts, runs = marshal.loads(data)  # noqa: S302 - ours, by its digest
    words = _lines(written)
    return _State(
        numbers=dict(zip(_lines(terms), np.frombuffer(numbers, np.uint32).tolist(), strict=True)),
        counts=np.frombuffer(counts, np.int64).copy(),
        written=dict(zip(words, np.frombuffer(written_counts, np.int64).tolist(), strict=True)),
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
