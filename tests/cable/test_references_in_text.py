"""Which words of a text stand for an item of the REF line."""

from __future__ import annotations

import pytest
from support import cable_text

from cablepress.cable.parser import parse_cable
from cablepress.cable.references_in_text import mark_references

TWO = "A. HENTZAU 7\n     B. 06 ZENDA 31"
ONE = "HENTZAU 7"


def named(text: str, ref: str) -> list[tuple[str, str]]:
    """The words that name another cable, with its ID."""
    cable = mark_references(parse_cable(cable_text(ref=ref, text=text), path="07STRELSAU612.txt", stem="07STRELSAU612"))
    block = next(block for block in cable.blocks if block.anchor == "par1")
    return [(block.text[mark.start : mark.end], mark.value) for mark in block.marks if mark.kind == "mention"]


A, B = "07HENTZAU7", "06ZENDA31"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as reported (ref B).", [("ref B", B)]),
        ("As Ref. A says.", [("Ref. A", A)]),
        ("In REFTELS A and B, it says.", [("REFTELS A", A), ("B", B)]),
        ("See refs A, B.", [("refs A", A), ("B", B)]),
        ("See refs A-B for more.", [("refs A", A), ("B", B)]),
        ("Post (ref (A)) has said so.", [("ref (A)", A)]),
        ("Post (ref a) has said so.", [("ref a", A)]),
        ("The reference\nB says it.", [("reference\nB", B)]),
        ("See refs C and D.", []),
        ("See ref C and B.", []),
        ("See ref B and a minister.", [("ref B", B)]),
        ("See reftel for this.", []),
        ("A ref A-level exam.", []),
        ("A prefix A or an xref A.", []),
        ("See ref Atlas, or ref B's author.", []),
        ("See ref A.1 for this.", []),
        ("See refs A or B.", [("refs A", A), ("B", B)]),
        ("See refs A through B.", [("refs A", A), ("B", B)]),
        ("See refs A thru B.", [("refs A", A), ("B", B)]),
        ("See refs A to B.", [("refs A", A), ("B", B)]),
        ("At www.ref A, at x/ref A, at x@ref A and in a cross-ref A.", []),
        ("İ said so, see ref A.", [("ref A", A)]),
        ("See ref a minister sent.", []),
        ("Post [ref a] has said so.", [("ref a", A)]),
        ('Post has "ref a" for it.', [("ref a", A)]),
        ("Post has “ref a” for it.", [("ref a", A)]),
    ],
)
def test_labels(text: str, found: list[tuple[str, str]]) -> None:
    """The label says which; a label that the REF line has not names nothing."""
    assert named(text, TWO) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("As reftel has it.", [("reftel", A)]),
        ("Reftel.", [("Reftel", A)]),
        ("In ref cable, it says.", [("ref", A)]),
        ("With reference to the above.", []),
        ("The referee said so.", []),
    ],
)
def test_the_one_cable_of_the_line(text: str, found: list[tuple[str, str]]) -> None:
    """Where REF names a single cable, it needs no label."""
    assert named(text, ONE) == found


def test_the_items_of_the_line_are_marked_where_they_stand() -> None:
    """Each cable of an item that names two has its own number."""
    ref = "A. HENTZAU 701 AND 909\n     B. 06 ZENDA 31\n     C. SMITH-JONES E-MAIL"
    cable = mark_references(parse_cable(cable_text(ref=ref), path="07STRELSAU612.txt", stem="07STRELSAU612"))
    block = next(block for block in cable.blocks if block.role == "references")
    assert [reference.candidate for reference in cable.references if reference.candidate] == [
        mark.value for mark in block.marks
    ]
    assert [block.text[mark.start : mark.end] for mark in block.marks] == ["701", "909", "06 ZENDA 31"]


def test_an_item_over_two_lines_is_marked_over_both() -> None:
    """Also where the same words stand on one line below it."""
    ref = "A. HENTZAU\n     7\n     B. 06 ZENDA 31\n     C. HENTZAU 7"
    cable = mark_references(parse_cable(cable_text(ref=ref), path="07STRELSAU612.txt", stem="07STRELSAU612"))
    block = next(block for block in cable.blocks if block.role == "references")
    marked = [block.text[mark.start : mark.end].split() for mark in block.marks]
    assert marked == [["HENTZAU", "7"], ["06", "ZENDA", "31"], ["HENTZAU", "7"]]
    assert block.text[block.marks[0].start : block.marks[0].end].count("\n") == 1


def test_a_label_of_two_cables_names_none() -> None:
    """Nobody knows which is meant."""
    assert named("See refs A and B.", "A. HENTZAU 701 AND 909\n     B. 06 ZENDA 31") == [("B", B)]


def test_words_of_the_line_are_nothing_elsewhere() -> None:
    """What stands for a cable in the REF line may be words like others in the text."""
    assert named("Of HENTZAU'S 12 ferries two sail.", "HENTZAU'S 12") == []


def test_items_of_two_lines_that_a_caption_parts() -> None:
    """Each is marked in its own block."""
    ref = "A. HENTZAU 7\n\nSIPDIS\n\nREF: B. 06 ZENDA 31"
    cable = mark_references(parse_cable(cable_text(ref=ref), path="07STRELSAU612.txt", stem="07STRELSAU612"))
    blocks = [block for block in cable.blocks if block.role == "references"]
    marked = [block.text[mark.start : mark.end] for block in blocks for mark in block.marks]
    assert marked == ["HENTZAU 7", "06 ZENDA 31"]
