"""The generator of the benchmark's cables."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import generate
import plan as planning
import vocabulary

COUNT = 600


@pytest.fixture(scope="module")
def drafts() -> list[generate.Draft]:
    return list(generate.drafts(planning.make_plan(COUNT, seed=7)))


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs with the same count and seed write the same files; another seed writes others."""

    def written(name: str, seed: int) -> dict[str, bytes]:
        generate.main(["30", str(tmp_path / name), "--seed", str(seed)])
        folder = tmp_path / name
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    first = written("a", 1)
    assert len(first) == 32
    assert first == written("b", 1)
    assert first != written("c", 2)


def test_ids_are_unique(drafts: list[generate.Draft]) -> None:
    """No two cables share an ID, and each ID has the published form."""
    ids = [draft.id for draft in drafts]
    assert len(set(ids)) == COUNT
    assert all(re.fullmatch(r"\d\d[A-Z]+\d+", cable_id) for cable_id in ids)


def test_references_exist(drafts: list[generate.Draft]) -> None:
    """Each item of a REF line, read as format.md says, is the ID of a cable in the archive."""
    ids = {draft.id for draft in drafts}
    named = 0
    for draft in drafts:
        found = re.search(
            r"^REF: (.*?) \n(?:Classified By| \n|1\. \()", generate.source_text(draft), re.DOTALL | re.MULTILINE
        )
        line = re.sub(r"\b[A-E]\. ", "; ", " ".join(found[1].split())) if found else ""
        for item in filter(None, line.split("; ")):
            year, post, serial = re.findall(r"^(?:(\d\d) )?([A-Z ]+) (\d+) ?$", item)[0]
            assert f"{year or draft.id[:2]}{post.replace(' ', '')}{serial}" in ids
            named += 1
    assert named == sum(len(draft.references) for draft in drafts) > COUNT / 2


def test_paragraphs_are_numbered_from_one(drafts: list[generate.Draft]) -> None:
    """Every cable has paragraphs, numbered without gaps, in lines that are wrapped."""
    for draft in drafts:
        numbers = [block.number for block in draft.blocks if block.number]
        assert numbers == list(range(1, len(numbers) + 1)) != []
        assert max(len(line) for block in draft.blocks for line in block.lines) <= 100


def test_neighbours_are_of_the_same_post() -> None:
    """Next and previous lead along the cables of one post and back."""
    plan = planning.make_plan(COUNT, seed=7)
    pairs = [(cable, other) for cable, other in enumerate(plan.following) if other >= 0]
    assert len(pairs) > COUNT / 2
    assert all(plan.post[a] == plan.post[b] and plan.previous[b] == a and a < b for a, b in pairs)


def test_lengths_and_vocabulary_are_those_of_the_archive(drafts: list[generate.Draft]) -> None:
    """Files have about 1,040 words, and rarer words make up most of the vocabulary."""
    files = [generate.source_text(draft).split() for draft in drafts]
    assert 900 < sum(map(len, files)) / COUNT < 1180
    distinct = {word.strip('.,"').lower() for words in files for word in words}
    assert 15_000 < len(distinct) < 60_000


def test_each_rank_has_its_own_word() -> None:
    """The invented words of 200,000 ranks and some far ones are spelled differently, also when case is ignored."""
    ranks = [*range(len(vocabulary.english()), 200_000), *range(1_000_000, 49_000_000, 3001)]
    assert len({vocabulary.word_of.__wrapped__(rank).lower() for rank in ranks}) == len(ranks)
