"""The seed document, 07ASTANA1848: a page scraped from a blog."""

from __future__ import annotations

from datetime import UTC, datetime

from cablepress import parse_cable
from cablepress.model import Cable

from .shared import seed


def cable() -> Cable:
    return parse_cable(seed(), path="07ASTANA1848.txt", stem="07ASTANA1848")


def test_table() -> None:
    """The five values of the table are read."""
    found = cable()
    assert (found.id, found.classification, found.origin) == ("07ASTANA1848", "CONFIDENTIAL", "Embassy Astana")
    assert found.created == datetime(2007, 7, 9, 0, 9, tzinfo=UTC)
    assert found.released == datetime(2011, 8, 30, 1, 44, tzinfo=UTC)


def test_paragraphs() -> None:
    """Paragraphs 1 to 12 stand at par1 to par12, the tenth printed ``10, (C)``."""
    paragraphs = [block for block in cable().blocks if block.kind == "paragraph"]
    assert [block.anchor for block in paragraphs] == [f"par{number}" for number in range(1, 13)]
    assert paragraphs[9].opening == "10, (C) "
    assert [block.portion_marking for block in paragraphs[:6]] == ["C", "C", "C", "SBU", "C", "SBU"]


def test_headings() -> None:
    """There are three headings, the third without a rule."""
    assert [block.text for block in cable().blocks if block.kind == "heading"] == [
        "Government: Opposition Will Fail in Fair Elections",
        "Opposition: Results Will Be Determined by Astana",
        "Zhakiyanov Sees Shortcomings on Both Sides",
    ]


def test_broken_sentences() -> None:
    """A page line and a broken entity are taken out of their sentences, which are whole again."""
    seventh = next(block for block in cable().blocks if block.anchor == "par7")
    assert "the Social Democrats would receive 30% of the vote" in seventh.text
    assert "stable Kazakhstan" in seventh.text
    page = next(mark for mark in seventh.marks if mark.kind == "page")
    assert (page.value, seventh.text[page.start :][:7]) == ("2", "receive")


def test_cuts() -> None:
    """The blog's chrome, the page lines and the broken entity are cut, with their lines, and nothing else."""
    assert [(cut.reason, cut.line) for cut in cable().cut] == [
        ("web-chrome", 1),
        ("page-line", 93),
        ("broken-entity", 98),
        ("page-line", 170),
        ("web-chrome", 173),
    ]


def test_problems() -> None:
    """What is cut, the missing subject and the broken end are reported."""
    assert [(problem.code, problem.line) for problem in cable().problems] == [
        ("text-cut", 1),
        ("subject-missing", 12),
        ("text-truncated", 169),
        ("text-cut", 173),
    ]


def test_top() -> None:
    """Reasons and declassification date are read; there are no TAGS."""
    found = cable()
    assert found.reasons == ("1.4(b)", "1.4(d)")
    assert found.executive_order is not None
    assert str(found.executive_order.declassify_on) == "2017-07-06"
    assert found.tags == ()


def test_newline_styles() -> None:
    """Windows and old Macintosh line ends and a byte order mark change nothing."""
    for other in (seed().replace("\n", "\r\n"), seed().replace("\n", "\r"), "\ufeff" + seed()):
        assert parse_cable(other, path="07ASTANA1848.txt", stem="07ASTANA1848") == cable()
