"""Alternatives of a query on a site with synonyms, an article and a page: what is found, marked and said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser.search_page.conftest import served
from playwright.sync_api import expect
from support import cable_text

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config

pytestmark = pytest.mark.browser

TEXTS = {
    "01UNION": "The European Union met in June.",
    "02EU": "The EU met in July.",
    "03NEITHER": "A European diplomat met the labor union.",
    "04PHRASE": "The harbor master spoke of the salt tax.",
    "05APART": "The salt was dear, and the harbor paid no tax.",
    "06PLANE": "Two A-10 aircraft passed over the harbor.",
    "07ARTICLE": "The plan has a 10 percent margin and a 10-year term.",
    "08MISSILE": "The Shahab-3 and the MiG 29 were shown.",
    "09RESOLUTION": "Resolution 1737 and UNSCR 1747 were quoted.",
    "10SECURITY": "The UNSC adopted 1737 first; al-Qaeda was named.",
    "11ROYAL": "Al Rashid station is closed.",
    "12LEADER": "Qadhafi met Shi'a clerics in Norway; Qadhafi was tired of narrow rooms.",
}
SITE = """
title: Alternatives
search:
  synonyms:
    EU: [European Union]
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """URLs of the site's root, on a server and on the disk."""
    source = tmp_path_factory.mktemp("alternatives")
    for name in ("cables", "articles", "pages"):
        (source / "content" / name).mkdir(parents=True)
    for number, (word, text) in enumerate(TEXTS.items(), 1):
        cable_id = f"09ZENDA{number}"
        written = cable_text(cable_id, created=f"2009-{number:02}-09 00:09", subject=word[2:], text=f"1. (C) {text}")
        (source / "content" / "cables" / f"{cable_id}.txt").write_text(written, encoding="utf-8")
    (source / "content" / "articles" / "salt.md").write_text(
        "---\ntitle: On salt\ndate: 2020-01-02\n---\n\nThe lighthouse keeper.\n"
    )
    (source / "content" / "pages" / "keepers.md").write_text("---\ntitle: Keepers\n---\n\nEvery lighthouse has one.\n")
    (source / "site.yml").write_text(SITE, encoding="utf-8")
    build_site(read_config(source / "site.yml"), Options(source / "public", jobs=1))
    with served(source / "public") as address:
        yield {"http": address, "file": (source / "public").as_uri() + "/"}


def find(page: Any, root: str, query: str) -> list[str]:
    """Submit a query, and give the numbers of the cables found, in order."""
    page.goto(f"{root}search.html")
    page.fill("#q", query)
    page.press("#q", "Enter")
    expect(page.locator("#search-status")).to_have_text(re.compile(r"\.$"))
    links = [link.get_attribute("href") for link in page.locator(".hit h2 a").all()]
    return sorted(number for link in links for number in re.findall(r"/09ZENDA(\d+)\.html", link))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("EU", ["1", "2", "3"]),
        ('"european union"', ["1", "2"]),
        ("«European Union»", ["1", "2"]),
        ("+EU +july", ["2"]),
        ("european union AND june", ["1"]),
        ('"salt tax" OR june', ["1", "4"]),
        ('("salt tax" OR aircraft) AND harbor', ["4", "6"]),
        ('harbor AND NOT "salt tax" AND NOT aircraft', ["5"]),
        ("salt OR NOT met", ["10", "11", "4", "5", "6", "7", "8", "9"]),
        ("A-10", ["6"]),
        ("Shahab 3", ["8"]),
        ("shahab3", ["8"]),
        ("MiG-29", ["8"]),
        ("UNSCR 1737", ["9"]),
        ("S/RES/1747", ["9"]),
        ("al-Qaeda", ["10"]),
        ("2009-05", ["5"]),
        ("may 2009", ["5"]),
        ("harbor before June 2009", ["4", "5"]),
        ("harbor from 2009-05-01 to 2009-06-30", ["5", "6"]),
        ('"salt tax', ["4"]),
        ('harbor AND "salt tax', ["4"]),
        ("h?rbor", ["4", "5", "6"]),
        ("?h?hab-3", ["8"]),
        ("Shia", ["12"]),
        ("Shi’a", ["12"]),
        ("(salt or aircraft) and harbor", ["4", "5", "6"]),
        ("harbor but not salt", ["6"]),
    ],
)
def test_what_is_meant_is_found(page: Any, sites: dict[str, str], query: str, found: list[str]) -> None:
    """Phrases among alternatives, synonyms of several words, designators and days are understood."""
    assert find(page, sites["http"], query) == found


def test_synonyms_are_shown(page: Any, sites: dict[str, str]) -> None:
    """Also those of several words; they are marked in the text."""
    find(page, sites["http"], "EU")
    expect(page.locator(".chip")).to_contain_text("EU (also European Union)")
    expect(page.locator(".hit", has_text="June").locator(".excerpt mark").first).to_have_text("European")


@pytest.mark.parametrize("where", ["http", "file"])
def test_articles_and_pages_are_found_and_marked_as_such(page: Any, sites: dict[str, str], where: str) -> None:
    """They are no cables: the result says what they are, and the sentence counts them apart."""
    find(page, sites[where], "lighthouse")
    expect(page.locator("#search-status")).to_have_text("2 results, 2 of them articles or pages.")
    expect(page.locator(".hit", has_text="On salt").locator(".kind")).to_have_text("Article")
    expect(page.locator(".hit", has_text="Keepers").locator(".kind")).to_have_text("Page")
    expect(page.locator(".hit", has_text="On salt").locator(".excerpt mark")).to_have_text("lighthouse")
    page.locator(".hit h2 a", has_text="On salt").click()
    expect(page.locator("h1")).to_have_text("On salt")


def test_an_unknown_field_gets_an_offer(page: Any, sites: dict[str, str]) -> None:
    """A click on it asks by the field that is meant."""
    find(page, sites["http"], "subjekt:eu")
    page.get_by_role("button", name="subject:eu").click()
    expect(page.locator("#search-status")).to_have_text("1 cable.")


def test_a_cable_that_is_not_there_is_said_to_be_missing(page: Any, sites: dict[str, str]) -> None:
    """Cables with words of the reference are no answer to who asks for one."""
    find(page, sites["http"], "09 ZENDA 999")
    expect(page.locator("#search-understood")).to_contain_text(
        "No cable of this archive has the reference 09 ZENDA 999."
    )
    find(page, sites["http"], "09 ZENDA 9")
    expect(page.locator("#search-understood")).not_to_contain_text("No cable")


def test_a_quotation_may_leave_words_out(page: Any, sites: dict[str, str]) -> None:
    """Its stretches are compared in their order, without the paragraph's number and marking."""
    quoted = [
        "4. (C) The harbor master spoke […] the salt tax.",
        "“The harbor master ... of the salt tax”",
        "<p>The harbor mas\u00adter spoke of the salt</p>",
    ]
    for query in quoted:
        find(page, sites["http"], query)
        expect(page.locator("#search-status")).to_contain_text("Quoted exactly.")
    find(page, sites["http"], "the salt tax […] the harbor master spoke")
    expect(page.locator("#search-status")).not_to_contain_text("Quoted exactly.")


@pytest.mark.parametrize("query", ["Qaddafi", "Gadhafi", "Khadafy", "Gaddafi"])
def test_a_name_is_offered_as_the_archive_spells_it(page: Any, sites: dict[str, str], query: str) -> None:
    """Also where it is in one cable only."""
    find(page, sites["http"], query)
    page.get_by_role("button", name="qadhafi").click()
    expect(page.locator("#search-status")).to_have_text("1 cable.")


def test_other_syllables_are_another_name(page: Any, sites: dict[str, str]) -> None:
    """*Norway* has the consonants of *narrow*; nobody means one by the other."""
    find(page, sites["http"], "norweig")
    expect(page.locator("#search-understood")).to_contain_text("norweig in no cable")
    expect(page.locator("#search-understood")).not_to_contain_text("narrow")


def test_nothing_to_search_for_is_said(page: Any, sites: dict[str, str]) -> None:
    """Signs alone are no words that every cable has."""
    find(page, sites["http"], "(*)")
    expect(page.locator("#search-status")).to_have_text("There is nothing to search for: no letter and no figure.")
