"""The sample archive shows what docs/sample-archive.md says it shows, and the parser reads it so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from cablepress.cable.parser import parse_cable
from cablepress.model import Cable
from cablepress.read.cable_files import read_source

ROOT = Path(__file__).parents[2]
CABLES = ROOT / "content" / "cables"
GUIDE = ROOT / "docs" / "sample-archive.md"
SEED = "07ASTANA1848"

CELL = re.compile(r"(?<!\\)\|")
FRONT_MATTER = re.compile(r"\ufeff?---\r?\n(.*?)---\r?\n", re.DOTALL)
CABLE_ID = re.compile(r"\b\d{2,4}[A-Z]{2,}\d+\b")


class Form(NamedTuple):
    """One row of the guide: a form, the excerpt that shows it, the cable it stands in."""

    name: str
    excerpt: str
    cable_id: str


def guide_rows() -> list[list[str]]:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in CELL.split(line)[1:-1]] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] not in {"Form", "Cable", "---"}]


def forms() -> list[Form]:
    return [
        Form(name, excerpt.strip("`").replace("\\|", "|").replace("⏎", "\n"), cable_id)
        for name, excerpt, cables in (row for row in guide_rows() if len(row) == 3)
        for cable_id in cables.split()
    ]


def expected_numbers() -> dict[str, tuple[int, ...]]:
    rows = [row for row in guide_rows() if len(row) == 2]
    return {name: tuple(int(word) for word in numbers.split() if word != "none") for name, numbers in rows}


@cache
def sample_text(cable_id: str) -> str:
    data = (CABLES / f"{cable_id}.txt").read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return text.replace("\r\n", "\n")


@cache
def expected_fields() -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = yaml.safe_load(Path(__file__).with_name("expected.yml").read_text())
    return loaded


@cache
def parsed(cable_id: str) -> Cable:
    source = read_source(ROOT, f"content/cables/{cable_id}.txt")
    assert source.text is not None
    return parse_cable(source.text, path=source.path, stem=cable_id)


def fields_of(cable: Cable) -> dict[str, object]:
    """The fields of a parsed cable, written as expected.yml writes them."""
    order = cable.executive_order
    day = order.declassify_on if order else None
    return {
        "created": cable.created.strftime("%Y-%m-%dT%H:%M") if cable.created else "",
        "classification": cable.classification,
        "origin": cable.origin,
        "subject": cable.subject,
        "tags": " ".join(cable.tags),
        "captions": " ".join(cable.captions),
        "references": " ".join(reference.candidate or "-" for reference in cable.references),
        "reasons": " ".join(cable.reasons),
        "order": " ".join([order.order if order else "", day.isoformat() if day else ""]).strip(),
        "signature": " ".join(block.text for block in cable.blocks if block.kind == "signature"),
    }


def sample_ids() -> list[str]:
    return sorted(path.stem for path in CABLES.glob("*.txt"))


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.name}-{form.cable_id}")
def test_form_stands_in_the_cable_named(form: Form) -> None:
    """Each excerpt of the guide is found, letter for letter, in each cable that its row names."""
    assert form.excerpt in sample_text(form.cable_id)


def test_every_cable_is_in_the_guide() -> None:
    """The guide lists the paragraph numbers of each sample cable and of no other."""
    assert sorted(expected_numbers()) == sample_ids()


@pytest.mark.parametrize("cable_id", [name for name in sample_ids() if name != SEED])
def test_invented_cable_says_so(cable_id: str) -> None:
    """Every cable but the real one has front matter with ``invented: true``."""
    match = FRONT_MATTER.match(sample_text(cable_id))
    assert match is not None
    assert yaml.safe_load(match[1])["invented"] is True


def test_odd_files_are_as_odd_as_they_should_be() -> None:
    """One file has CR LF line ends throughout, one a byte order mark, one is Windows-1252 and not UTF-8."""
    assert (CABLES / "89STRELSAU1201.txt").read_bytes().replace(b"\r\n", b"").count(b"\n") == 0
    assert (CABLES / "08ZENDA9.txt").read_bytes().startswith(b"\xef\xbb\xbf---")
    with pytest.raises(UnicodeDecodeError):
        (CABLES / "09STRELSAU388.txt").read_bytes().decode("utf-8")


@pytest.mark.parametrize("cable_id", sample_ids())
def test_only_the_windows_file_is_of_doubtful_encoding(cable_id: str) -> None:
    """Reading warns of the encoding of one file, and has nothing to say of the others."""
    problems = read_source(ROOT, f"content/cables/{cable_id}.txt").problems
    assert len(problems) == (1 if cable_id == "09STRELSAU388" else 0)


@pytest.mark.parametrize("path", sorted((ROOT / "content").glob("*/*.md")), ids=lambda path: path.stem)
def test_prose_names_only_cables_that_are_there(path: Path) -> None:
    """Pages and articles name no cable, and link no Markdown file, that the archive lacks."""
    text = path.read_text(encoding="utf-8")
    assert set(CABLE_ID.findall(text)) <= set(sample_ids())
    assert all((path.parent / target).is_file() for target in re.findall(r"\]\(([^)]+\.md)\)", text))


def test_prose_names_only_paragraphs_that_are_there() -> None:
    """Each ``ID#parN`` of a page or an article is a paragraph of that cable."""
    numbers = expected_numbers()
    prose = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "content").glob("*/*.md"))
    links = re.findall(rf"({CABLE_ID.pattern})#par(\d+)", prose)
    assert len(links) > 10
    assert [link for link in links if int(link[1]) not in numbers[link[0]]] == []


@pytest.mark.parametrize("cable_id", sample_ids())
def test_paragraph_numbers_are_read_as_printed(cable_id: str) -> None:
    """The parser finds the numbered paragraphs that the guide lists: no false start, none missed."""
    found = tuple(block.number for block in parsed(cable_id).blocks if block.number is not None)
    assert found == expected_numbers()[cable_id]


@pytest.mark.parametrize("cable_id", sorted(expected_fields()))
def test_fields_are_read(cable_id: str) -> None:
    """Date, origin, subject, TAGS, captions, references, reasons, order and signature come out right."""
    expected = {key: str(value) for key, value in expected_fields()[cable_id].items()}
    assert fields_of(parsed(cable_id)) == expected


@pytest.mark.parametrize("cable_id", sample_ids())
def test_cable_is_known_as_invented(cable_id: str) -> None:
    """The parser hands on that a cable is invented, for all but the real one."""
    assert parsed(cable_id).invented is (cable_id != SEED)


def block_text(cable_id: str, anchor: str) -> str:
    return next(block.text for block in parsed(cable_id).blocks if block.anchor == anchor)


def test_sentences_are_joined_where_pages_broke() -> None:
    """A page line in mid-sentence is gone from the text, and the words before and after it stand together."""
    assert "a man who looks at the clock is accused" in block_text("07STRELSAU612", "par3")
    assert "His party may hold the balance" in block_text("07STRELSAU612", "par7").replace("\n", " ")
    assert "STRELSAU 00000612" not in "".join(block.text for block in parsed("07STRELSAU612").blocks)


def test_every_style_of_heading_is_found() -> None:
    """All headings of the longest sample are found, whatever rules stand round them."""
    titles = [block.text.rstrip("- ") for block in parsed("07STRELSAU612").blocks if block.kind == "heading"]
    assert titles == [
        "Government: We Will Win Fairly, If We Are Permitted",
        "Towns' League: United, To Its Own Surprise",
        'XXXXXXXXXXXX: "THE FOREST IS NOT FOR SALE"',
        "TWO CLOCKS,\nONE BALLOT",
        "THE CHEESE QUESTION",
        "Coal and the Crown",
        "Five Towns in Five Days",
        "A Press That Keeps Its Distance",
        "OBSERVERS",
        "What We Expect",
        "Comment",
    ]


def test_what_stands_after_a_cable_is_cut_and_listed() -> None:
    """Web chrome and the end of the message are cut from a scraped cable, and nothing of its text is."""
    cable = parsed("10STRELSAU40")
    cut = "\n".join(item.text for item in cable.cut)
    assert all(words in cut for words in ("Home | Cables | About", "NNNN", "Post a comment", "Leave a Reply"))
    assert cable.blocks[-1].text == "Penhallow"
