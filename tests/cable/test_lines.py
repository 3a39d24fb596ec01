"""From text to lines: what ends a line, and what ends a sentence."""

from __future__ import annotations

import pytest

from cablepress import parse_cable
from cablepress.cable.file.lines import ends_sentence


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_end_as_they_may(end: str) -> None:
    """The ends of Windows and of old Macintoshes are those of everybody."""
    cable = parse_cable(end.join(["1. (C) One", "and more.", "", "2. (C) Two.", ""]))
    assert [(block.line, block.text) for block in cable.blocks] == [(1, "One\nand more."), (4, "Two.")]


@pytest.mark.parametrize("end", ["\v", "\f", "\u2028", "\u2029"])
@pytest.mark.parametrize("more", ["and more.", "and “more”."])
def test_pages_end_lines(end: str, more: str) -> None:
    """So do the ends that Unicode has besides, in a text of plain letters and in another."""
    cable = parse_cable(f"1. (C) One{end}{more}\n")
    assert [(block.line, block.text) for block in cable.blocks] == [(1, f"One\n{more}")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("It ended.", True),
        ("Did it end?", True),
        ('He said "end."', True),
        ("He said “the end”", True),
        ("(So it was)", True),
        ("[Note]", True),
        ("as follows:", True),
        ("and so", False),
        ("one, two,", False),
    ],
)
def test_a_sentence_ends(line: str, expected: bool) -> None:
    """With its mark, a closing quotation mark or a closing bracket."""
    assert ends_sentence(line) is expected
