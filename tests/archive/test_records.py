"""The small record of a cable: its excerpt, the sentences that name others, its title."""

from __future__ import annotations

import pytest
from records import record
from support import cable_text

from cablepress import parse_cable
from cablepress.archive.records import EXCERPT_LENGTH, excerpt, sentence_around, shorten, summarise, title_of


def test_an_excerpt_is_at_most_two_hundred_characters_and_ends_with_a_word() -> None:
    """What lists, search results and the feed show of a text."""
    cable = parse_cable(cable_text(text="eleven minutes " * 40))
    found = excerpt(cable.blocks)
    assert EXCERPT_LENGTH == 200
    assert found == "eleven minutes " * 12 + "eleven minutes…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a clock", "a clock"),
        ("a clock  that\nis slow", "a clock that…"),
        ("a clock; slow again", "a clock; slow…"),
        ("a slow clock; is slow", "a slow clock…"),
        ("eleven-minutes-late", "eleven-minutes…"),
        ("exactly so long", "exactly so…"),
        ("exactly as long", "exactly as…"),
    ],
)
def test_a_text_is_cut_at_a_words_end(text: str, expected: str) -> None:
    """Never longer than asked for, save by the ellipsis."""
    assert shorten(text, 14) == expected
    assert len(expected) <= 15


def test_an_excerpt_is_of_the_first_paragraph() -> None:
    """Headings and lines above it are passed over; without paragraphs it is of the first prose."""
    numbered = parse_cable(cable_text(text="The first.").replace("1. (C)", "SUMMARY\n-------\n\n1. (C)"))
    assert excerpt(numbered.blocks) == "The first."
    prose = parse_cable("UNCLAS ZENDA 1\n\nSUBJECT: CHEESE\n\nNo number stands here.\n", stem="04ZENDA1")
    assert excerpt(prose.blocks) == "No number stands here."


@pytest.mark.parametrize(
    "marking", ["CONFIDENTIAL - ENTIRE TEXT.", "(C - ENTIRE TEXT).", "(C) THIS IS A CONFIDENTIAL MESSAGE."]
)
def test_an_excerpt_is_not_of_a_marking(marking: str) -> None:
    """A paragraph that only marks the whole cable says nothing of it."""
    top = "UNCLAS ZENDA 1\n\nSUBJECT: CHEESE\n\n"
    text = f"{top}1. {marking}\n\n2. The bridge was closed at noon, and nobody paid the rent of the clock.\n"
    assert excerpt(parse_cable(text, stem="04ZENDA1").blocks).startswith("The bridge was closed")


def test_a_sentence_that_names_a_cable_is_found_whole() -> None:
    """From the end of the sentence before to its own end, on one line."""
    text = "It began. In 07STRELSAU612 the\nclock is slow. It ended."
    start = text.index("07")
    assert sentence_around(text, start, start + 13) == "In 07STRELSAU612 the clock is slow."


def test_a_long_sentence_is_cut_on_both_sides() -> None:
    """At words' ends, with an ellipsis on each side."""
    text = "word " * 100 + "07STRELSAU612" + " more" * 100
    start = text.index("07")
    found = sentence_around(text, start, start + 13)
    assert found.startswith(("… word", "…word"))
    assert found.endswith("more…")
    assert len(found) < 340


def test_a_cable_names_each_other_once_with_the_first_sentence() -> None:
    """A mention in the text says more than the REF line."""
    text = cable_text(ref="A. STRELSAU 613 B. 06 ZENDA 9", text="See 07STRELSAU613. And 07STRELSAU613 again.")
    found = summarise(parse_cable(text), "a.txt", "")
    assert [(citation.candidate, citation.anchor, citation.sentence) for citation in found.citations] == [
        ("07STRELSAU613", "par1", "See 07STRELSAU613."),
        ("06ZENDA9", "", ""),
    ]


def test_nothing_supersedes_itself() -> None:
    """Front matter that says so is passed over."""
    text = cable_text("08STRELSAU78")
    assert summarise(parse_cable(f"---\nsupersedes: 08STRELSAU78\n---\n{text}"), "a.txt", "").supersedes == ""
    assert summarise(parse_cable(f"---\nsupersedes: 08STRELSAU77\n---\n{text}"), "a", "").supersedes == "08STRELSAU77"


def test_a_cable_without_a_subject_has_a_title() -> None:
    """Made of ID, post and day, of what is known."""
    assert title_of(record("07X1", subject="A CLOCK")) == "A CLOCK"
    assert title_of(record("07X1", subject="")) == "07X1, Embassy Strelsau, 2007-07-09"
    assert title_of(record("07X1", subject="", origin="", created=None)) == "07X1"
