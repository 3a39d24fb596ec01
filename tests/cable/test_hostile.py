"""Hostile texts: a megabyte of one thing is parsed in one go, by patterns that take linear time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import cpu_seconds, frozen_heap

from cablepress import parse_cable

HEADER = (
    "Reference ID Created Released Classification Origin\n"
    "07ASTANA1848 2007-07-09 00:09 2011-08-30 01:44 CONFIDENTIAL Embassy Astana\n\n"
    "C O N F I D E N T I A L ASTANA 001848\nSUBJECT: X\nREF: "
)
UNITS = ["-", "1", " ", "(", ")", "[", "]", ".", "A", "&", "&#", "/", "X", "\t", "=", "1.", "1) ", "(C) ", "- ", "A. "]
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


TABLE = "07ASTANA1848 2007-07-09 00:09 2011-08-30 01:44 CONFIDENTIAL Embassy Astana\n\n"
ROUTING = (
    "VZCZCXRO0001\nPP RUEHXX\nDE RUEHTA #1848/01 1900009\nZNY CCCCC ZZH\nP 090009Z JUL 07\nFM AMEMBASSY ASTANA\nTO "
)
LINE = "RUEHC/SECSTATE WASHDC PRIORITY 0001\n\nC O N F I D E N T I A L ASTANA 001848"
FIELDS = "\nSIPDIS\nE.O. 12958: DECL: 07/06/2017\nTAGS: PREL PGOV\nSUBJECT: A THING\n"
TEXT = "\n\n1. (C) The cook spoke.\n\n2. (C) No more.\nSAPT\n"
META = "Reference ID Created Released Classification Origin\n" + TABLE
TOP = META + ROUTING + LINE
PLACES = {
    "the whole": ("", ""),
    "front matter": ("---\nid: 07ZENDA1\nsubject: ", f"\n---\n{META}{FIELDS}{TEXT}"),
    "before the table": ("", META + FIELDS + TEXT),
    "table": (META.rstrip(), f"\n\n{FIELDS}{TEXT}"),
    "behind the table": (META, ""),
    "header": (META + ROUTING, f"\n{LINE}{FIELDS}{TEXT}"),
    "classification": (META + ROUTING + LINE.partition("\n\n")[0] + "\n\n", FIELDS + TEXT),
    "behind the classification": (f"{TOP} ", FIELDS + TEXT),
    "passing line": (f"{TOP}\nDEPT FOR ", FIELDS + TEXT),
    "order": (f"{TOP}\nE.O. 12958: ", FIELDS + TEXT),
    "tags": (f"{TOP}\nTAGS: ", TEXT),
    "subject": (f"{TOP}\nTAGS: PREL\nSUBJECT: ", TEXT),
    "subject and no text": (f"{TOP}\nTAGS: PREL\nSUBJECT: ", ""),
    "references": (f"{TOP}{FIELDS}REF: ", TEXT),
    "references and no text": (f"{TOP}{FIELDS}REF: ", ""),
    "classified by and no text": (f"{TOP}{FIELDS}Classified By: ", ""),
    "classified by": (f"{TOP}{FIELDS}Classified By: ", TEXT),
    "unnumbered text": (f"{TOP}{FIELDS}\n", ""),
    "paragraph": (f"{TOP}{FIELDS}\n1. (C) One.\n\n2. (C) ", TEXT),
    "end": (TOP + FIELDS + TEXT, "\n"),
}
FRAGMENTS = (
    *("-", "1", " ", "(", "[", ".", "A", "&", "&#", "X", "\t", "=", "¶", '"', ",", "1.4 (b) ", "1.4 (a),(b) ", "and "),
    *(
        "1. ",
        "1) ",
        "(C) ",
        "1. (C) ",
        "10  (C) x\n",
        "3) (C) x\n",
        "1. (S//REL TO USA, ",
        "xxxx1. (C)",
        "¶1. ",
        "[removed",
    ),
    *(
        "ASTANA 12 ",
        "07ASTANA12 ",
        "07 ASTANA 12, ",
        "ASTANA 00001848  002 OF 003 ",
        "AND 12 ",
        "http://a ",
        "SAPT ",
        "van ",
    ),
    *("C O N F I D E N T I A L ", "UNCLAS ", "Classified By: A ", "REF: A. B 1 ", "id: 1 ", "END SUMMARY. ", "* * * "),
    *(
        "\n",
        "-\n",
        "A\n",
        "-----\n",
        "A A\n-\n",
        "SIPDIS\n-----\n",
        "x\n\n",
        "&#x\n",
        "1. x\n",
        "2. x:\n\n4. y\n\n",
        "1.\n(C)\n",
    ),
    *(
        "1. x\n2. y\n3. z\n",
        "A. x\nB. y\n",
        "a\n1. ",
        "in\n2. x\n",
        "Q1. x\n",
        "//A//\n",
        "06\n",
        "B. PARIS 2\n",
        "TAGS: A\n",
    ),
    *("1\n2\nTAGS: PGOV\n", "A\nA\nREF: A. ASTANA 1\n", "REF A: ASTANA 1 \nA\n-\n", "SUBJECT: A\n", "TO RUEHC/A\n"),
    *(
        "INFO A\n",
        "CONFIDENTIAL\n",
        "S E C R E T PAGE 02 A\n",
        "CONFIDENTIAL\n\nPAGE 02 ZENDA 1505\n",
        "NNNN\n",
        "...\n",
        ">\n",
    ),
    *(
        "Declassified/Released US Department of State\n",
        "Message Attributes\n",
        "Capture Date: A\n",
        "Visit A Website http\n",
    ),
    *(
        "id: 1\ndate: 2\nrefid: 07ASTANA1\n",
        "header ends\n",
        "Reference ID Created\n",
        "Subject: A\n",
        "\\\n",
        "\u2028",
    ),
)
SIZE = 80_000
LONGEST = 0.3
"""Seconds of processor time for a text of ``SIZE``: several times what each needs, and far less than quadratic time."""


@pytest.mark.parametrize("place", PLACES)
def test_pumped_fragments(place: str) -> None:
    """Every fragment, 80,000 characters of it, in every field and place: parsed in linear time."""
    before, behind = PLACES[place]
    with frozen_heap():
        slow = [fragment for fragment in FRAGMENTS if _is_slow(f"{before}{fragment * (SIZE // len(fragment))}{behind}")]
    assert slow == []


def _is_slow(text: str) -> bool:
    """Whether a text takes too long, and not only while the machine was busy."""
    return all(cpu_seconds(lambda: parse_cable(text, stem="x")) > LONGEST for _ in range(3))


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
