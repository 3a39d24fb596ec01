"""Headings, and what came to stand in and about them. All text is invented."""

from __future__ import annotations

import pytest

from cablepress import parse_cable
from cablepress.cable.fidelity import lost_text
from cablepress.model import Block

TOP = "C O N F I D E N T I A L STRELSAU 000612\n\nE.O. 12958: DECL: 02/14/2018\nTAGS: PREL\nSUBJECT: A THING\n\n"


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a cable with this text; nothing of it is lost."""
    cable = parse_cable(TOP + text, stem="07STRELSAU612")
    assert lost_text(TOP + text, cable) == ""
    return cable.blocks


def headings(text: str) -> list[str]:
    return [block.text for block in blocks(text) if block.kind == "heading"]


@pytest.mark.parametrize(
    "heading",
    [
        "The Duke's Letter\nSIPDIS\n------------------",
        "SIPDIS\nThe Duke's Letter\n------------------",
        "The Duke's Letter\nNOFORN\nSIPDIS\n------------------",
        "The Duke's Letter\n\nSIPDIS\n\n------------------",
        "------------------\nThe Duke's Letter\nSIPDIS\n------------------",
        "------------------\nSIPDIS\nThe Duke's Letter\n------------------",
        "------------------\nThe Duke's Letter\n\nSIPDIS\n\n------------------",
        "The Duke's Letter\nSIPDIS",
        "SIPDIS\n\nThe Duke's Letter",
        "The Duke's Letter\n\nSIPDIS",
        "//The Duke's Letter//\nSIPDIS",
    ],
)
def test_caption_in_a_heading(heading: str) -> None:
    """The caption of a later page in or about a heading is no part of it, and stands where it stood."""
    text = f"1. (C) One.\n\n{heading}\n\n2. (C) Two."
    assert headings(text) == ["The Duke's Letter"]
    assert [block.text for block in blocks(text) if block.role == "caption"] in (["SIPDIS"], ["NOFORN\nSIPDIS"])


def test_caption_alone_is_no_heading() -> None:
    """Captions between rules or above one are no title."""
    assert headings("1. (C) One.\n\nSIPDIS\n------\n\n2. (C) Two.\n\n------\nNOFORN\n------\n\n3. (C) Three.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1. (C) One.\n\n----------\nThe Cheese\n\nAnd the Wine\n----------\n\n2. (C) Two.",
            ["The Cheese\nAnd the Wine"],
        ),
        ("1. (C) One.\n\n----------\nso the cheese\n\nwas eaten\n----------\n\n2. (C) Two.", ["was eaten"]),
        (
            "1. (C) One.\n\n----------\nThe Cheese\n\nAnd the Wine\n--------------------\n\n2. (C) Two.",
            ["And the Wine"],
        ),
    ],
)
def test_titles_with_a_gap(text: str, expected: list[str]) -> None:
    """Between two rules of one length a blank line may part a title's lines, if each reads like one."""
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C) The cook was heard. Cheese and Wine\n---------------\n\n2. (C) Two.", ["Cheese and Wine"]),
        ("1. (C) The cook was heard.) What He Said\n------------\n2. (C) Two.", ["What He Said"]),
        ("1. (C) " + "The cook was heard. " * 8 + "COMMENT\n-------\n\n2. (C) Two.", ["COMMENT"]),
        ("1. (C) The cook was heard in the hall of the castle\n---------------\n\n2. (C) Two.", []),
        ("1. (C) The cook was heard. Then he went off\n---------------\n\n2. (C) Two.", []),
    ],
)
def test_title_glued_to_a_sentence(text: str, expected: list[str]) -> None:
    """A title behind the end of a sentence is told by the rule below, which was typed to its length."""
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C) One.\n\nThe Cheese\n\n\n----------\n\n2. (C) Two.", ["The Cheese"]),
        ("1. (C) One.\n\nThe cheese was eaten\n\n\n--------------------\n\n2. (C) Two.", []),
        ("1. (C) One.\n\nThe Cheese\n\n------------------------\n\n2. (C) Two.", []),
    ],
)
def test_rule_below_blank_lines(text: str, expected: list[str]) -> None:
    """A rule below blank lines makes a title's, if it was typed to its length."""
    found = [block for block in blocks(text) if block.kind == "heading" and block.closing]
    assert [block.text for block in found] == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1. (C) The cook spoke.  END SUMMARY.\n\n2. (C) Two.", [1]),
        ("1. (C) The cook spoke.\n\n2. (C) He said more. (End Summary.)\n\n3. (C) Three.", [1, 2]),
        ("1. (C) The cook spoke.\n\n2. (C) He said more.\n\nEnd of Summary.\n\n3. (C) Three.", [1, 2]),
        ("1. (C) The cook spoke.\n\nEND SUMMARY\n-----------\n\n2. (C) Two.", [1]),
        ("1. (C) The cook spoke. End\nsummary.\n\n2. (C) Two.", [1]),
        ("1. (C) One.\n\nTHE COOK\n--------\n\n2. (C) He spoke. End summary.\n\n3. (C) Three.", [2]),
        ("1. (C) Summary: The cook spoke. End summary.\n\n2. (C) As in the letter, end summary.\n\n3. (C) Three.", [1]),
        ("1. (C) The weekend summary was sent.\n\n2. (C) Two.", []),
        ("".join(f"{n}. (C) One.\n\n" for n in range(1, 15)) + "15. (C) The letter's end summary.\n", []),
    ],
)
def test_summary_told_by_its_end(text: str, numbers: list[int]) -> None:
    """A summary of which only the end is told began at the top of the text, or behind the heading above it."""
    assert [block.number for block in blocks(text) if block.role == "summary" and block.number] == numbers
