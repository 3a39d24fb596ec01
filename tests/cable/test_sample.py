"""The 100 real cables against what was found by reading them. A figure may rise, never fall."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from cablepress import parse_cable
from cablepress.cable import codes
from cablepress.cable.fidelity import lost_text
from cablepress.model import Cable

from .shared import expected, sample

pytestmark = pytest.mark.real


@cache
def cables() -> dict[str, Cable]:
    return {cable_id: parse_cable(text, path=f"{cable_id}.txt", stem=cable_id) for cable_id, text in sample().items()}


def wrong(read: Callable[[Cable], Any], key: str) -> list[str]:
    """The IDs of which ``read`` gives anything but what is expected under ``key``."""
    return [cable_id for cable_id, facts in expected().items() if read(cables()[cable_id]) != facts[key]]


def test_numbered_paragraphs() -> None:
    """Numbered paragraphs are those found by reading, in 100 of 100 cables."""
    assert wrong(lambda cable: [block.number for block in cable.blocks if block.number is not None], "paragraphs") == []


def test_classification_and_origin() -> None:
    """Classification and origin are those of the table, in 100 of 100."""
    assert wrong(lambda cable: cable.classification, "classification") == []
    assert wrong(lambda cable: cable.origin, "origin") == []


def test_dates() -> None:
    """Day and hour of creation, and the release to the minute, are right in 100 of 100."""
    stamp = "%Y-%m-%d %H:%M"
    assert wrong(lambda cable: cable.released and cable.released.strftime(stamp), "released") == []
    off = [
        cable_id
        for cable_id, facts in expected().items()
        if (created := cables()[cable_id].created) is None or created.strftime(stamp)[:13] != facts["created"][:13]
    ]
    assert off == []


def test_tags() -> None:
    """TAGS are those that the site linked, in 100 of 100; where it linked none nothing can be said."""
    found = {cable_id for cable_id, facts in expected().items() if facts["tags"]}
    assert found.isdisjoint(wrong(lambda cable: list(cable.tags), "tags"))
    assert len(found) == 67


def test_subject() -> None:
    """The subject begins with its first line as printed, in 100 of 100 (the site cut the bracket or quote off ten).

    Classified By on that line is no part of it, though the site's titles had it (10BRASILIA43).
    """
    begins = {
        cable_id: cables()[cable_id].subject.find(facts["subject_first_line"].partition(" CLASSIFIED BY:")[0])
        for cable_id, facts in expected().items()
    }
    assert {cable_id: place for cable_id, place in begins.items() if place not in (0, 1)} == {}
    assert {cables()[cable_id].subject[0] for cable_id, place in begins.items() if place} == {"(", '"'}


def test_references_resolve() -> None:
    """A reference that names another cable of the sample resolves to it, and none to a wrong one."""
    found = {
        (cable.id, reference.candidate, reference.text)
        for cable in cables().values()
        for reference in cable.references
        if reference.candidate in cables()
    }
    assert all(candidate.lstrip("0123456789").rstrip("0123456789") in text.upper() for _, candidate, text in found)
    assert {candidate for _, candidate, _ in found} <= set(cables())
    assert sum(bool(reference.candidate) for cable in cables().values() for reference in cable.references) >= 125


def test_known_references() -> None:
    """Items that are no cables have no candidate, aliases and years are minded."""
    by_text = {reference.text: reference.candidate for reference in cables()["09BRASILIA1315"].references}
    assert by_text == {"IIR 6 809 0087 10": "", "IIR 6 809 0084 10": "", "IIR 6 809 0079 10": ""}
    assert [r.candidate for r in cables()["09KUALALUMPUR752"].references] == ["09STATE90063", "09KUALALUMPUR739"]
    assert [r.candidate for r in cables()["10BAKU98"].references] == [
        f"09BAKU{number}" for number in (972, 921, 920, 909)
    ]


@pytest.mark.parametrize(
    ("field", "least"),
    [("reasons", 90), ("executive_order", 100), ("captions", 95), ("subject", 99), ("classified_by", 91)],
)
def test_fields_found(field: str, least: int) -> None:
    """The fields of the top are found in as many cables as ever."""
    assert sum(bool(getattr(cable, field)) for cable in cables().values()) >= least


def test_headers() -> None:
    """A header ends at its classification line; its parts are found wherever it is more than a notice."""
    headers = [cable.header for cable in cables().values() if "FM " in cable.header.text]
    assert len(headers) >= 91
    assert all(header.date_time_group and header.from_ and header.to for header in headers)
    assert not [c.id for c in cables().values() if any(p.code == "header-end-missing" for p in c.problems)]


def test_kinds_of_blocks() -> None:
    """Headings, lists and signatures are found as often as ever."""
    kinds = [block.kind for cable in cables().values() for block in cable.blocks]
    assert kinds.count("heading") >= 450
    assert kinds.count("list") >= 80
    assert kinds.count("signature") >= 94


def test_body_of_another_cable() -> None:
    """A body that belongs to another cable is reported, and no other body is."""
    mismatched = [c.id for c in cables().values() if any(p.code == "body-mismatch" for p in c.problems)]
    assert mismatched == ["07PARIS2725"]


def test_nothing_lost() -> None:
    """No character of any body is lost."""
    assert {
        cable_id: lost for cable_id, text in sample().items() if (lost := lost_text(text, cables()[cable_id]))
    } == {}


def test_anchors_are_unique() -> None:
    """No anchor stands twice on a page, and marks are in order and inside their text."""
    for cable in cables().values():
        anchors = [block.anchor for block in cable.blocks if block.anchor]
        assert len(anchors) == len(set(anchors)), cable.id
        for block in cable.blocks:
            places = [place for mark in block.marks for place in (mark.start, mark.end)]
            assert places == sorted(places), (cable.id, block.anchor)
            assert not places or places[-1] <= len(block.text), (cable.id, block.anchor)


def test_codes_cover_the_sample() -> None:
    """Every TAG, caption, classification and portion marking of the sample has a meaning."""
    all_cables = cables().values()
    assert {tag for cable in all_cables for tag in cable.tags if not codes.tag_meaning(tag)} == set()
    captions = {caption for cable in all_cables for caption in cable.captions}
    assert {caption for caption in captions if not codes.caption_meaning(caption)} == set()
    assert {c.classification for c in all_cables if not codes.classification_meaning(c.classification)} == set()
    assert {reason for cable in all_cables for reason in cable.reasons if not codes.reason_meaning(reason)} == set()
    portions = {block.portion_marking for cable in all_cables for block in cable.blocks if block.portion_marking}
    assert {portion for portion in portions if not codes.portion_meaning(portion)} == set()
    origins = [cable.origin.split() for cable in all_cables]
    assert [words for words in origins if not any(codes.is_post(" ".join(words[n:])) for n in range(len(words)))] == []
