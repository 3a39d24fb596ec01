"""Hostile texts: a megabyte of one thing is parsed in one go, by patterns that take linear time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cablepress import parse_cable

HEADER = (
    "Reference ID Created Released Classification Origin\n"
    "07ASTANA1848 2007-07-09 00:09 2011-08-30 01:44 CONFIDENTIAL Embassy Astana\n\n"
    "C O N F I D E N T I A L ASTANA 001848\nSUBJECT: X\nREF: "
)
UNITS = ["-", "1", " ", "(", ")", "[", "]", ".", "A", "&", "&#", "/", "X", "\t", "=", "1.", "1) ", "(C) ", "- ", "A. "]
BLOCKS = [
    "-----\n",
    "1. x\n",
    "A\n-----\n",
    "ASTANA 00001848 002 OF 003\n",
    "SIPDIS\n",
    "x\n\n",
    "&#x\n",
    "REF: A. B 1 ",
    "06\n",
    "B. PARIS 2\n",
    "1. x\ny\n",
    "1. x\n2. y\n3. z\n",
    "A. x\nB. y\n",
]
SCRIPT = """
import sys
from cablepress import parse_cable
header = sys.stdin.read()
for unit in sys.argv[2:]:
    for start in ("", header, "---\\n"):
        parse_cable(start + unit * (int(sys.argv[1]) // len(unit)), stem="x")
"""


def run(size: int, units: list[str], limit: int) -> None:
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(size), *units], input=HEADER, text=True, check=True, timeout=limit
    )


def test_a_megabyte_of_one_character() -> None:
    """A megabyte of dashes, digits, spaces, brackets … ends; a pattern of quadratic time would take hours."""
    run(1_000_000, UNITS, 110)


def test_many_short_lines() -> None:
    """A hundred thousand characters of short lines of one kind end too."""
    run(100_000, BLOCKS, 60)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "\n\n\n",
        "\x00\x01\x02",
        "---",
        "---\n---",
        "---\n---\n---\n",
        "----------\nA RULE, NO FRONT MATTER\n----------\n",
        "---\nThis is a rule, and text.\n---\n",
        "Reference ID",
        "Reference ID Created\n\n",
        "Reference ID Created Released Classification Origin\n2007-13-45 99:99",
        "---\n? [a\n: b\n---\n",
        "---\n" + "[" * 3000 + "\n---\nx",
        "---\na: &a [*a]\n---\nx",
        "---\n!!python/object/apply:os.system ['true']\n---\nx",
        "---\ncreated: 2007-13-45\n---\nx",
        "---\nid: [1]\ntags: {a: b}\nid: x\n---\nx",
        "٣. (C) Arabic digits are no number.",
        "1. (C)",
        "1.",
        "&#0; &#xFFFFFFF; &#1114112; &nosuch;",
        "Reference ID\n07A1 2007-07-09 00:09 SECRET x\n\nO 312460Z FEB 07\nFM A\nS E C R E T A 0\nE.O. 12958: 13/45/07",
    ],
)
def test_odd_texts(text: str) -> None:
    """Texts that break other parsers become a cable all the same."""
    cable = parse_cable(text, path="x.txt", stem="x")
    assert cable.id in ("x", "07A1", "")


@pytest.mark.parametrize(
    "name", ["..", ".", ".x", "-x", "a/b", "a\\b", "CON", "nul.txt", "COM1", "a b", "é", "x" * 101, "", "x.", "a\nb"]
)
def test_unsafe_ids_are_refused(name: str) -> None:
    """An ID that is no file name everywhere is refused with an error; the text is kept."""
    cable = parse_cable("1. (C) Text.", stem=name)
    assert cable.id == ""
    assert [problem.level for problem in cable.problems if problem.code == "id-refused"] == ["error"]
    assert cable.blocks


def test_published_oddities_are_kept() -> None:
    """An odd ID that was published is kept as it is."""
    assert parse_cable(HEADER.replace("07ASTANA1848", "7575LIBREVILLE1895")).id == "7575LIBREVILLE1895"
