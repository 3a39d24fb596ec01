"""After a few edits: which pages can be others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from records import archive, naming, record

from cablepress.build.edits import edited_cables, edits_in
from cablepress.model import CableSummary


def cable(number: int, **fields: object) -> CableSummary:
    """A cable of one post, a month after the one before it."""
    cable_id = f"07STRELSAU{number}"
    return record(cable_id, created=f"2007-{number:02d}-01 00:00", **fields)


BEFORE = cable(3, tags=("PGOV",), citations=naming("07STRELSAU9"), sha256="a")


@pytest.mark.parametrize(
    "edit",
    [
        lambda before: before._replace(subject="ANOTHER"),
        lambda before: before._replace(excerpt="Another."),
        lambda before: before._replace(anchors=("par1", "par2"), problems=1),
        lambda before: before._replace(citations=(before.citations[0]._replace(anchor="par2", sentence="So."),)),
    ],
)
def test_words_are_seen_by_few(edit: Callable[[CableSummary], CableSummary]) -> None:
    """Subject, first line, paragraphs, and in which words another cable is named."""
    after = edit(BEFORE._replace(sha256="b"))
    assert edited_cables([cable(1), BEFORE], [after, cable(1)]) == {BEFORE.id}


@pytest.mark.parametrize(
    "edit",
    [
        lambda before: before._replace(id="07STRELSAU33"),
        lambda before: before._replace(created=None),
        lambda before: before._replace(released=None),
        lambda before: before._replace(classification="CONFIDENTIAL"),
        lambda before: before._replace(origin="Consulate Zenda"),
        lambda before: before._replace(tags=("PREL",)),
        lambda before: before._replace(citations=()),
        lambda before: before._replace(citations=naming("07STRELSAU8")),
        lambda before: before._replace(path="content/cables/moved.txt"),
        lambda before: before._replace(withdrawn=True),
        lambda before: before._replace(supersedes="07STRELSAU1"),
        lambda before: before._replace(release="second"),
        lambda before: before._replace(withdrawal="an error"),
    ],
)
def test_what_a_cable_is_to_others_is_seen_anywhere(edit: Callable[[CableSummary], CableSummary]) -> None:
    """Its address, terms, citations, and what the log of changes says."""
    assert edited_cables([BEFORE], [edit(BEFORE)]) is None


def test_cables_that_come_or_go_are_seen_anywhere() -> None:
    assert edited_cables([], [BEFORE]) is None
    assert edited_cables([BEFORE], []) is None
    assert edited_cables([], []) == frozenset()


def test_pages_near_an_edited_cable_are_looked_at() -> None:
    """Its own, those beside it, those that name it, those that it names, and corrections both ways; no other."""
    records = [
        cable(1),
        cable(2),
        cable(3, tags=("PGOV", "PREL"), citations=naming("07STRELSAU8", "99ZENDA1"), supersedes="07STRELSAU10"),
        cable(4),
        cable(5),
        cable(6, citations=naming("07STRELSAU3")),
        cable(7, supersedes="07STRELSAU3"),
        cable(8),
        cable(9, supersedes="07STRELSAU3"),
        cable(10),
    ]
    edits = edits_in(archive(*records), frozenset(["07STRELSAU3"]))
    assert edits.paths == {records[number - 1].path for number in (2, 3, 4, 6, 7, 8, 9, 10)}
    assert edits.terms == {
        ("origin", records[2].origin),
        ("tag", "PGOV"),
        ("tag", "PREL"),
        ("classification", records[2].classification),
        ("date", "2007-03"),
        ("reldate", records[2].released.date().isoformat() if records[2].released else "undated"),
    }


def test_a_cable_named_by_another_form_of_its_id_is_looked_at() -> None:
    """``07STRELSAU00003`` is ``07STRELSAU3`` where years have four digits."""
    held = record("2007STRELSAU00003", created="2007-03-01 00:00")
    naming_it = cable(8, citations=naming("07STRELSAU3"))
    others = [cable(number) for number in (1, 2, 4, 5, 6, 7)]
    edits = edits_in(archive(held, naming_it, *others), frozenset([naming_it.id]))
    assert held.path in edits.paths
