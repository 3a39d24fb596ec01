"""The words of the interface: plural forms, numbers and dates, a language of a region."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cablepress.theme.strings import Strings, load_strings

TEXTS = {
    "cables": {"one": "{n} cable", "other": "{n} cables"},
    "pages": {"other": "{n} pages"},
    "plain": "of {n}",
    "format.thousands": ",",
    "format.undated": "date unknown",
    "format.day": "{d} {month} {y}",
    "format.month": "{month} {y}",
    "format.minute": "{day}, {time} UTC",
    "format.months": ["January", "February", "March", "April", "May", "June", "July"],
}


@pytest.mark.parametrize(
    ("key", "n", "expected"),
    [
        ("cables", 1, "1 cable"),
        ("cables", 0, "0 cables"),
        ("cables", 2, "2 cables"),
        ("cables", 251_287, "251,287 cables"),
        ("pages", 1, "1 pages"),
        ("plain", 1, "of 1"),
    ],
)
def test_one_has_a_form_of_its_own(key: str, n: int, expected: str) -> None:
    """Where the language has one; everything else has the other."""
    assert Strings(TEXTS, "en").text(key, n=n) == expected


@pytest.mark.parametrize(
    ("page", "text", "expected"),
    [
        ("ltr", "Embassy Astana", ""),
        ("ltr", "Zażółć", ""),
        ("ltr", "Алматы", ""),
        ("ltr", "سفارة", ' dir="auto"'),
        ("ltr", "(U) עברית", ' dir="auto"'),
        ("ltr", "", ""),
        ("rtl", "Embassy Astana", ' dir="auto"'),
    ],
)
def test_what_may_run_the_other_way_says_so(page: str, text: str, expected: str) -> None:
    """Not what runs from left to right whatever it says, on a page that does the same: that is nearly every row."""
    shown = Strings({**TEXTS, "direction": page}, "en").direction(text)
    assert (shown, shown.__html__()) == (expected, expected)


def test_dates_are_written_out() -> None:
    """And what is no date has words of its own."""
    words = Strings(TEXTS, "en")
    moment = datetime(2007, 7, 9, 0, 9, tzinfo=UTC)
    assert words.day(moment) == "9 July 2007"
    assert words.minute(moment) == "9 July 2007, 00:09 UTC"
    assert words.month("2007-07") == "July 2007"
    assert words.day_text("2007-07-09") == "9 July 2007"
    assert {words.day(None), words.minute(None), words.month("undated"), words.day_text("undated")} == {"date unknown"}


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """The strings of a theme and, after them, those of a site."""
    theme, site = tmp_path / "theme" / "strings", tmp_path / "site" / "strings"
    for folder in (theme, site):
        folder.mkdir(parents=True)
    (theme / "en.yml").write_text("a: clock\nb: {c: bridge, d: lease}\ne: cheese\n")
    (theme / "pt.yml").write_text("a: relógio\nb: {c: ponte}\n", encoding="utf-8")
    (theme / "pt-BR.yml").write_text("b: {c: ponte do Brasil}\n")
    (site / "pt.yml").write_text("e: queijo\n")
    return [theme, site]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["clock", "bridge", "lease", "cheese"]),
        ("pt", ["relógio", "ponte", "lease", "queijo"]),
        ("pt-BR", ["relógio", "ponte do Brasil", "lease", "queijo"]),
        ("pt-PT", ["relógio", "ponte", "lease", "queijo"]),
        ("fr-CA", ["clock", "bridge", "lease", "cheese"]),
    ],
)
def test_a_region_reads_the_words_of_its_language_first(
    folders: list[Path], language: str, expected: list[str]
) -> None:
    """What neither has is in English."""
    words = load_strings(folders, language)
    assert [words.text(key) for key in ("a", "b.c", "b.d", "e")] == expected
