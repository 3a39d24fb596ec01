"""Abbreviations: which words of a text are explained to its reader."""

from __future__ import annotations

import pytest

from cablepress import parse_cable
from cablepress.cable.glossary import mark_abbreviations
from cablepress.model import Mark

HEAD = "C O N F I D E N T I A L STRELSAU 000612\n\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: DAS FOR USAID\n\n"


def marks(paragraph: str) -> list[tuple[str, str, str]]:
    """Kind, words and value of each mark in the one paragraph of a cable."""
    cable = mark_abbreviations(parse_cable(f"{HEAD}1. (C) {paragraph}\n", stem="07STRELSAU612"))
    assert cable.blocks[-1].kind == "paragraph"
    return [(kind, cable.blocks[-1].text[begin:end], value) for begin, end, kind, value in cable.blocks[-1].marks]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Poloff told the USG (septel).", ["Poloff", "USG", "septel"]),
        ("PolOff, EMBOFFS and econoff", ["PolOff", "EMBOFFS", "econoff"]),
        ("he got away; the GOT did not", ["GOT"]),
        ("the GOT'S view, in line with the\nGOT", ["GOT", "GOT"]),
        ("THE GOT SAYS SO IN CAPITALS ALL ALONG THE LINE, AND SO ON, AND SO FORTH", []),
        ("the A/S and the P5+1, no A/Sx and no P5+11", ["A/S", "P5+1"]),
        ("septels, not septelegram or inseptel", ["septels"]),
        ("nothing here", []),
    ],
)
def test_terms(text: str, words: list[str]) -> None:
    """A term counts as a whole word, in any case; a short one in capitals that stand out."""
    assert [shown for kind, shown, _ in marks(text) if kind == "term"] == words


def test_other_marks_come_first() -> None:
    """Where a word is part of the name of another cable, it is not explained."""
    assert marks("See SECSTATE 1234, XXXXXXXXXXXX and reftel; SECSTATE agrees.") == [
        ("mention", "SECSTATE 1234", "07STATE1234"),
        ("redaction", "XXXXXXXXXXXX", ""),
        ("term", "reftel", "reftel"),
        ("term", "SECSTATE", "secstate"),
    ]


def test_only_text_is_explained() -> None:
    """The parser explains nothing, and the fields at the top of the body are left as they are."""
    cable = parse_cable(f"{HEAD}1. (C) USAID.\n", stem="07STRELSAU612")
    assert all(block.marks == () for block in cable.blocks)
    assert [block.marks for block in mark_abbreviations(cable).blocks if block.marks] == [
        (Mark(0, 5, "term", "usaid"),)
    ]


def test_nothing_to_explain() -> None:
    """A cable without abbreviations stays the record that it is."""
    cable = parse_cable(f"{HEAD}1. (C) All quiet.\n", stem="07STRELSAU612")
    assert mark_abbreviations(cable) is cable
