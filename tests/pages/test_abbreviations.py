"""Abbreviations of many cables at once are those of each."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cablepress import parse_cable
from cablepress.cable.glossary import mark_abbreviations
from cablepress.model import Cable
from cablepress.pages.abbreviations import mark_all

WORDS = st.sampled_from(
    ["USG", "usg", "septel", "Poloff,", "GOT'S", "the", "P5+1", "P5+11", "A/S", "POLMILOFF", "écon", "中", "", "x" * 20]
)
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), max_size=3)


def cable_of(paragraphs: list[str]) -> Cable:
    """A cable with these paragraphs as they are, whatever the parser would make of them."""
    cable = parse_cable("C O N F I D E N T I A L STRELSAU 000612\n\nSUBJECT: X\n\n1. (C) Y.\n", stem="07STRELSAU612")
    last = cable.blocks[-1]
    return replace(cable, blocks=(*cable.blocks, *(last._replace(text=text) for text in paragraphs)))


@given(st.lists(PARAGRAPHS, min_size=9, max_size=12))
def test_many_at_once(texts: list[list[str]]) -> None:
    """The same marks in the same order, and cables without any stay the records that they are."""
    cables = list(map(cable_of, texts))
    expected = list(map(mark_abbreviations, cables))
    marked = mark_all(cables)
    assert marked == expected
    assert [new is old for new, old in zip(marked, cables, strict=True)] == [
        new is old for new, old in zip(expected, cables, strict=True)
    ]
