"""After an edit the vocabulary is made of what was known, and says the same as one made anew."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from search.samples import invented_documents

from cablepress.archive.permalinks import CABLE_URL
from cablepress.search import vocabulary
from cablepress.search.analysis import sort_terms
from cablepress.search.document import SearchDocument
from cablepress.search.merge import merge_runs
from cablepress.search.runs import Run, analyse_chunk
from cablepress.search.settings import SearchSettings
from cablepress.search.shards import cut_words
from cablepress.search.word_files import changed, made

SETTINGS = SearchSettings(url=CABLE_URL)


def index_of(runs: Sequence[Path], kept: Path | None) -> dict[str, bytes]:
    """All files of the index of ``runs``."""
    files: dict[str, bytes] = {}
    merge_runs(runs, SETTINGS, files.__setitem__, kept=kept)
    return files


class Archive:
    """Chunks of documents with their runs, and edits."""

    def __init__(self, work: Path, seed: int) -> None:
        self.work = work
        self.chance = random.Random(seed)
        documents = invented_documents(72)
        self.chunks = [documents[start : start + 6] for start in range(0, 72, 6)]
        self.runs = [self._analyse(chunk) for chunk in self.chunks]
        self.count = 0

    def _analyse(self, chunk: Sequence[SearchDocument]) -> Path:
        path = self.work / f"run{self.chance.random()}"
        analyse_chunk(chunk, path, SETTINGS)
        return path

    def edit(self) -> None:
        """New words in one document, or a document that goes."""
        number = self.chance.randrange(len(self.chunks))
        chunk = list(self.chunks[number])
        place = self.chance.randrange(len(chunk))
        if len(chunk) > 2 and self.chance.random() < 0.3:
            del chunk[place]
        else:
            self.count += 1
            body = f"{chunk[place].body} amended word{self.count} ﬂotilla \ud800 زندا"
            chunk[place] = chunk[place]._replace(body=body)
        self.chunks[number] = chunk
        self.runs[number].unlink()
        self.runs[number] = self._analyse(chunk)


@pytest.mark.parametrize("seed", range(3))
def test_any_edits_give_the_index_of_a_first_build(tmp_path: Path, seed: int) -> None:
    """Twenty edits; terms come, go, and come again."""
    archive = Archive(tmp_path, seed)
    kept = tmp_path / "kept"
    for _ in range(20):
        assert index_of(archive.runs, kept) == index_of(archive.runs, None)
        archive.edit()


def test_after_an_edit_one_run_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the one that is gone: no terms of another."""
    archive = Archive(tmp_path, 1)
    kept = tmp_path / "kept"
    index_of(archive.runs, kept)
    archive.edit()
    read: list[str] = []
    real = Run.lines

    def lines(run: Run, name: str) -> list[str]:
        read.append(name)
        return real(run, name)

    monkeypatch.setattr(Run, "lines", lines)
    index_of(archive.runs, kept)
    assert read.count("terms") == read.count("written") == 2


def change_a_bit(path: Path) -> None:
    """In the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def change_the_table(path: Path) -> None:
    """A bit of every eighth byte at the beginning: of a run that is the table of its parts."""
    data = bytearray(path.read_bytes())
    for place in range(1, min(len(data), 400), 8):
        data[place] ^= 4
    path.write_bytes(bytes(data))


def test_a_run_whose_table_has_changed_is_none(tmp_path: Path) -> None:
    """Not a bit of it: what is read by a wrong table may be anything."""
    path = Archive(tmp_path, 4).runs[0]
    data = path.read_bytes()
    run = Run.open(path)
    assert vocabulary._whole(path, run.digest) == run
    for place in [*range(8), *range(8, run.start, 37)]:
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :])
        assert vocabulary._whole(path, run.digest) is None


@pytest.mark.parametrize("harm", [Path.unlink, change_a_bit, change_the_table, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("pattern", ["vocabulary", "words", "postings", "*.terms", "*.run", "ranks"])
def test_what_was_kept_may_be_lost_or_broken(tmp_path: Path, harm: Callable[[Path], object], pattern: str) -> None:
    """The index is the same: each file of what was kept, harmed in each way.

    Not those that are the runs of this build too, under another name: a build looks at these before it merges them.
    """
    archive = Archive(tmp_path, 2)
    kept = tmp_path / "kept"
    index_of(archive.runs, kept)
    archive.edit()
    present = {Run.open(run).digest for run in archive.runs}
    harmed = [path for path in sorted(kept.glob(pattern)) if pattern != "*.run" or path.stem not in present]
    assert harmed
    for path in harmed:
        harm(path)
    assert index_of(archive.runs, kept) == index_of(archive.runs, None)


def test_what_is_of_no_use_any_more_goes(tmp_path: Path) -> None:
    """The folder holds the runs of the last build and no others."""
    archive = Archive(tmp_path, 3)
    kept = tmp_path / "kept"
    index_of(archive.runs, kept)
    archive.edit()
    index_of(archive.runs, kept)
    assert {path.stem for path in kept.glob("*.run")} == {Run.open(run).digest for run in archive.runs}
    assert len(list(kept.glob("*.terms"))) == len(archive.runs)


def test_many_terms_that_are_gone_cost_new_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of terms does not grow for ever."""
    archive = Archive(tmp_path, 4)
    kept = tmp_path / "kept"
    monkeypatch.setattr(vocabulary, "_MOST_DEAD", 10**9)
    for _ in range(4):
        index_of(archive.runs, kept)
        archive.edit()
    assert index_of(archive.runs, kept) == index_of(archive.runs, None)
    counts = vocabulary.collect_vocabulary([Run.open(run) for run in archive.runs], kept, keep=True).counts
    assert counts.min() > 0


def test_a_word_more_changes_few_files() -> None:
    """Ranges of words are cut where the words say so."""
    chance = random.Random(5)
    words = sorted({"".join(chance.choices("etaoinshrdlu", k=chance.randint(3, 12))) for _ in range(60_000)})
    before = [tuple(piece) for piece in cut_words(words)]
    assert [word for piece in before for word in piece] == words
    assert all(16_000 < sum(len(word) + 1 for word in piece) <= 65_536 for piece in before[:-1])
    after = [tuple(piece) for piece in cut_words(sorted([*words, "nnnnneeeeezzz"]))]
    assert len(set(after) - set(before)) <= 2


@pytest.mark.parametrize("seed", range(4))
def test_files_of_words_after_an_edit_are_those_of_all_words(seed: int) -> None:
    """Words come, go and occur more often: few or many, at the ends of files, all of them."""
    chance = random.Random(seed)
    letters = "etaoinshrdlu" if seed % 2 else "etaoinshrdlu\ud800\U0001f600ﬂ"
    every = {"".join(chance.choices(letters, k=chance.randint(3, 12))): chance.randint(1, 9) for _ in range(40_000)}
    before = dict(list(every.items())[:30_000])
    for count in (1, 3, 40, 4_000, 30_000):
        pieces = list(made(before))
        firsts = [piece.words.partition("\n")[0] for piece in pieces]
        gone = dict.fromkeys(chance.sample(sorted(before), min(count, len(before)) // 2), 0)
        gone |= dict.fromkeys(chance.sample(firsts, min(2, len(firsts))), 0)
        edits = gone | dict(chance.sample(sorted(every.items()), min(count, 300)))
        after = {word: size for word, size in (before | edits).items() if size}
        assert list(changed(pieces, edits)) == list(made(after))
        before = after
    assert list(changed(list(made(before)), dict.fromkeys(before, 0))) == []
    assert list(changed([], before)) == list(made(before))


@pytest.mark.parametrize("seed", range(3))
def test_all_runs_at_once_are_what_one_after_the_other_is(tmp_path: Path, seed: int) -> None:
    """Numbers, counts and files: of words with a key, of long ones, of scripts without spaces, of broken text."""
    archive = Archive(tmp_path, seed)
    for _ in range(6):
        archive.edit()
        number = archive.count % len(archive.chunks)
        body = f"{'x' * 15}{number} {'y' * 16} {'y' * 17} {'long' * 9}{number} nul\0 nul\0\0 政府高官 Größe \ud800"
        archive.chunks[number].append(archive.chunks[number][0]._replace(id=f"07Z{seed}", body=body))
        archive.runs[number] = archive._analyse(archive.chunks[number])
    runs = [Run.open(run) for run in archive.runs]
    folder = tmp_path / "quick"
    folder.mkdir()
    found = vocabulary._united([*runs, runs[0]], folder)
    counts: Counter[str] = Counter()
    often: Counter[str] = Counter()
    for run in runs:
        counts.update(dict(zip(run.lines("terms"), run.array("counts").tolist(), strict=True)))
        often.update(dict(zip(run.lines("written"), run.array("written_counts").tolist(), strict=True)))
    numbers = {term: number for number, term in enumerate(counts)}
    assert dict(zip(found.terms, found.order.tolist(), strict=True)) == numbers
    assert found.terms == sort_terms(list(counts))
    assert found.counts.tolist() == list(counts.values())
    assert dict(zip(found.words, found.often.tolist(), strict=True)) == often
    for run in runs:
        of_run = np.fromfile(vocabulary.term_numbers_path(folder, run), np.uint32).tolist()
        assert of_run == [numbers[term] for term in run.lines("terms")]
