"""After an edit the lists of the last index are patched, and say the same as lists made anew."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cablepress.archive.permalinks import CABLE_URL
from cablepress.search import kept_postings, patching, vocabulary
from cablepress.search.document import SearchDocument
from cablepress.search.merge import merge_runs
from cablepress.search.runs import analyse_chunk
from cablepress.search.settings import SearchSettings

SETTINGS = SearchSettings(url=CABLE_URL)
CHUNKS, IN_CHUNK = 12, 20
WORDS = [
    f"{first}{last}{number}"
    for first in ("for", "san", "kal", "mir")
    for last in ("in", "os", "et")
    for number in range(80)
]
"""Frequent ones first."""

Edit = Callable[["Archive", SearchDocument], Sequence[SearchDocument]]


class Archive:
    """Chunks of documents, their runs, and what is kept between two indexes of them."""

    def __init__(self, work: Path, seed: int) -> None:
        self.work = work
        self.chance = random.Random(seed)
        self.count = 0
        documents = [self.document() for _ in range(CHUNKS * IN_CHUNK)]
        self.chunks = [documents[start : start + IN_CHUNK] for start in range(0, len(documents), IN_CHUNK)]
        self.runs = [self._analyse(chunk) for chunk in self.chunks]

    def words(self, count: int) -> str:
        """So many, which are the rarer the farther behind they stand, as in any text."""
        return " ".join(WORDS[int(len(WORDS) * self.chance.random() ** 3)] for _ in range(count))

    def document(self, length: int = 0) -> SearchDocument:
        """A new document; ``length`` words in its body, or about fifty."""
        self.count += 1
        id_ = f"07STRELSAU{self.count:04d}"
        return SearchDocument(
            id=id_,
            subject=self.words(self.chance.randint(1, 5)),
            body=self.words(length or self.chance.randint(5, 100)),
            origin=f"Embassy {self.words(1)}",
            tags=tuple(self.words(2).split()),
            classification="SECRET",
            year="2007",
            url=f"cable/2007/07/{id_}.html",
            date="2007-07-09",
            excerpt="",
        )

    def _analyse(self, chunk: Sequence[SearchDocument]) -> Path:
        path = self.work / f"run{self.chance.random()}"
        analyse_chunk(chunk, path, SETTINGS)
        return path

    def edit(self, change: Edit) -> None:
        """Put what ``change`` makes of one document in its place."""
        number = self.chance.randrange(CHUNKS)
        chunk = self.chunks[number]
        place = self.chance.randrange(len(chunk))
        chunk[place : place + 1] = change(self, chunk[place])
        self.runs[number] = self._analyse(chunk)

    def index(self, kept: Path | None = None) -> dict[str, bytes]:
        """All files of the index."""
        files: dict[str, bytes] = {}
        merge_runs(self.runs, SETTINGS, files.__setitem__, kept=kept)
        return files


def _with_body(document: SearchDocument, words: Sequence[str]) -> list[SearchDocument]:
    return [document._replace(body=" ".join(words))]


EDITS: dict[str, Edit] = {
    "a word more": lambda archive, old: _with_body(old, [*old.body.split(), archive.words(1)]),
    "many words more": lambda archive, old: _with_body(old, [*old.body.split(), *archive.words(40).split()]),
    "a word less": lambda _, old: _with_body(old, old.body.split()[1:]),
    "half of it": lambda _, old: _with_body(old, old.body.split()[::2]),
    "one word for another": lambda archive, old: _with_body(old, [archive.words(1), *old.body.split()[1:]]),
    "the same words in another order": lambda _, old: _with_body(old, old.body.split()[::-1]),
    "a word twice": lambda _, old: _with_body(old, [*old.body.split(), old.body.split()[0]]),
    "a term that was nowhere": lambda archive, old: _with_body(old, [*old.body.split(), f"novel{archive.count}"]),
    "no words at all": lambda _, old: _with_body(old, []),
    "longer than all others": lambda archive, old: _with_body(old, archive.words(300).split()),
    "other words in all fields": lambda archive, old: [archive.document()._replace(id=old.id, url=old.url)],
    "another subject": lambda archive, old: [old._replace(subject=archive.words(4))],
    "nothing that is searched": lambda _, old: [old._replace(excerpt=f"{old.excerpt}.")],
    "gone": lambda _, old: [],
    "one more": lambda archive, old: [old, archive.document()],
    "one more of the same words": lambda archive, old: [old, archive.document()._replace(body=old.body)],
    "one more beside a change": lambda archive, old: [*_with_body(old, ["sanin1"]), archive.document()],
}


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each index after the first was patched."""
    found: list[bool] = []
    real = patching.patched

    def patched(kept: kept_postings.Kept, index: patching.Index) -> kept_postings.Kept | None:
        result = real(kept, index)
        found.append(result is not None)
        return result

    monkeypatch.setattr(patching, "patched", patched)
    return found


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_patches_the_lists_to_those_of_a_first_index(tmp_path: Path, outcomes: list[bool], name: str) -> None:
    """Three times the same kind of edit, so that what was patched is patched again."""
    archive = Archive(tmp_path, len(name))
    kept = tmp_path / "kept"
    archive.index(kept)
    for _ in range(3):
        archive.edit(EDITS[name])
        assert archive.index(kept) == archive.index()
    assert len(outcomes) == 3
    # The shortest document may have become another one.
    assert sum(outcomes) >= 2


@pytest.mark.parametrize("seed", range(6))
def test_edits_of_all_kinds_in_any_order(tmp_path: Path, outcomes: list[bool], seed: int) -> None:
    """One to four edits between two indexes, in the same chunk or in others."""
    archive = Archive(tmp_path, seed)
    kept = tmp_path / "kept"
    archive.index(kept)
    for _ in range(15):
        for _ in range(archive.chance.choice((1, 1, 2, 3))):
            archive.edit(archive.chance.choice(list(EDITS.values())))
        assert archive.index(kept) == archive.index()
    assert sum(outcomes) > 5


def test_the_lists_of_another_index_are_not_patched(tmp_path: Path, outcomes: list[bool]) -> None:
    """A build that is killed may leave those of the build before it."""
    archive = Archive(tmp_path, 1)
    kept = tmp_path / "kept"
    archive.index(kept)
    before = (kept / "postings").read_bytes()
    archive.edit(EDITS["a word more"])
    archive.index(kept)
    (kept / "postings").write_bytes(before)
    archive.edit(EDITS["a word less"])
    assert archive.index(kept) == archive.index()
    assert outcomes == [True]


def test_whatever_was_changed_in_what_is_kept_it_is_not_used(tmp_path: Path, outcomes: list[bool]) -> None:
    """One bit, anywhere; the end cut off; nothing left."""
    archive = Archive(tmp_path, 2)
    kept = tmp_path / "kept"
    archive.index(kept)
    whole = (kept / "postings").read_bytes()
    state = (kept / "vocabulary").read_bytes()
    places = [*range(8), 20, *(archive.chance.randrange(len(whole)) for _ in range(40)), len(whole) - 1]
    broken = [whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :] for place in places]
    key = vocabulary._read(kept / "vocabulary")
    assert key is not None
    for data in [*broken, whole[:-1], whole[:4], b""]:
        (kept / "postings").write_bytes(data)
        assert kept_postings.load(kept, key.known) is None
    (kept / "postings").write_bytes(whole)
    assert kept_postings.load(kept, key.known) is not None
    assert (kept / "vocabulary").read_bytes() == state


def test_more_documents_than_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcomes: list[bool]) -> None:
    """The index of a large archive is merged, as ever."""
    archive = Archive(tmp_path, 3)
    kept = tmp_path / "kept"
    archive.index(kept)
    monkeypatch.setattr(kept_postings, "MOST_DOCUMENTS", 10)
    for _ in range(3):
        archive.edit(EDITS["a word more"])
        assert archive.index(kept) == archive.index()
    # Those that were kept may be used once more.
    assert outcomes in ([], [True])
    assert not (kept / "postings").exists()


def test_many_documents_more_cost_all_lists_anew(tmp_path: Path, outcomes: list[bool]) -> None:
    """As after an import."""
    archive = Archive(tmp_path, 4)
    kept = tmp_path / "kept"
    archive.index(kept)
    number = archive.chance.randrange(CHUNKS)
    archive.chunks[number] += [archive.document() for _ in range(patching.MOST_CHANGED + 1)]
    archive.runs[number] = archive._analyse(archive.chunks[number])
    assert archive.index(kept) == archive.index()
    assert outcomes == [False]
