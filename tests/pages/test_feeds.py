"""What other programs read: the feed, the sitemap, robots.txt."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from records import config, record, rows

from cablepress.pages import feeds
from cablepress.pages.feeds import feed, newest, robots, sitemaps

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


SITE = config("url: https://example.org/a/\ntitle: Clocks & cheese\n")


def texts(xml: bytes, path: str) -> list[str]:
    """The text of every element at ``path``."""
    return [element.text or "" for element in ET.fromstring(xml).iterfind(path)]


def test_an_entry_is_dated_by_its_release_and_the_feed_by_its_latest() -> None:
    """To the second, as Atom wants it; a cable of unknown release by its creation."""
    xml = feed(
        SITE,
        rows(
            record("07X1", created="2007-01-01 00:00", released="2011-08-30 01:44"),
            record("07X2", created="2007-02-01 00:00", released="2011-09-02 12:30"),
            record("07X3", created="2007-03-01 08:15", released=None),
        ),
    )
    assert texts(xml, f"{ATOM}updated") == ["2011-09-02T12:30:00Z"]
    assert texts(xml, f"{ATOM}entry/{ATOM}updated") == [
        "2011-08-30T01:44:00Z",
        "2011-09-02T12:30:00Z",
        "2007-03-01T08:15:00Z",
    ]


def test_the_feed_names_the_fifty_cables_that_were_released_last() -> None:
    """The latest first, of one moment by ID; what was never released on a known day is not news."""
    given = rows(
        *(record(f"07X{number:02}", released=f"2011-08-{number // 2 + 1:02} 01:44") for number in range(60)),
        record("07X98", created="2012-01-01 00:00", released=None),
    )
    found = [row.id for row in newest(given[::-1])]
    assert found[:4] == ["07X58", "07X59", "07X56", "07X57"]
    assert (len(found), found[-1]) == (50, "07X11")


def test_entries_are_in_the_order_given() -> None:
    """The feed sorts nothing: which cables are the latest is decided elsewhere."""
    given = rows(record("07X1"), record("07X2"))
    assert texts(feed(SITE, given), f"{ATOM}entry/{ATOM}id") == ["urn:cablepress:07X1", "urn:cablepress:07X2"]
    assert texts(feed(SITE, given[::-1]), f"{ATOM}entry/{ATOM}id") == ["urn:cablepress:07X2", "urn:cablepress:07X1"]


def test_a_feed_of_nothing_is_a_feed() -> None:
    """With the one date that is always past."""
    assert texts(feed(SITE, []), f"{ATOM}updated") == ["1970-01-01T00:00:00Z"]


@pytest.mark.parametrize("char", ["\x00", "\x01", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_forbids_are_left_out(char: str) -> None:
    """A feed with one of them would be read by nobody; all others are kept."""
    xml = feed(SITE, rows(record("07X1", subject=f"SL{char}OW & <b>\u00e9\U0001f600", excerpt=f"a{char}b\tc")))
    assert texts(xml, f"{ATOM}entry/{ATOM}title") == ["07X1: SLOW & <b>\u00e9\U0001f600"]
    assert texts(xml, f"{ATOM}entry/{ATOM}summary") == ["ab\tc"]


def test_links_are_absolute_where_the_address_is_known() -> None:
    """Without one they are relative to the feed, which lies at the root; ids are the same."""
    given = rows(record("07X1"))
    links = [re.findall(rb'href="([^"]+)"', feed(config(text), given)) for text in ("url: https://a.example/b/\n", "")]
    assert links[0] == [
        b"https://a.example/b/",
        b"https://a.example/b/feed.xml",
        b"https://a.example/b/cable/2007/07/07X1.html",
    ]
    assert links[1] == [b"index.html", b"feed.xml", b"cable/2007/07/07X1.html"]


def made(urls: list[str]) -> dict[str, bytes]:
    """The files of a sitemap, by name."""
    return {name: data() for name, data, _ in sitemaps(SITE.url, urls)}


def test_what_a_sitemap_is_made_of_says_all_of_it() -> None:
    """An address, a day, or where a day belongs: a build makes the file again only when one of these is another."""
    urls = ["a.html", "b.html"]
    days = [{}, {"a.html": "2007-07-09"}, {"b.html": "2007-07-09"}, {"b.html": "2007-07-10"}]
    facts = [facts for each in days for _, _, facts in sitemaps(SITE.url, urls, each)]
    facts += [facts for _, _, facts in sitemaps(SITE.url, [*urls, "c.html"])]
    assert len(set(facts)) == len(days) + 1


def test_a_sitemap_holds_fifty_thousand_addresses() -> None:
    """The protocol's limit: one more makes two of them and an index."""
    urls = [f"cable/2007/07/07X{number}.html" for number in range(50_001)]
    assert feeds.SITEMAP_LIMIT == 50_000
    assert list(made(urls[:-1])) == ["sitemap.xml"]
    files = made(urls)
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert len(texts(files["sitemap-1.xml"], f"{SITEMAP}url/{SITEMAP}loc")) == 50_000
    assert texts(files["sitemap-2.xml"], f"{SITEMAP}url/{SITEMAP}loc") == [f"https://example.org/a/{urls[-1]}"]
    assert texts(files["sitemap.xml"], f"{SITEMAP}sitemap/{SITEMAP}loc") == [
        "https://example.org/a/sitemap-1.xml",
        "https://example.org/a/sitemap-2.xml",
    ]


def test_an_index_page_is_named_by_its_folder() -> None:
    """As people link to it."""
    files = made(["index.html", "tag/index.html", "tag/PGOV.html"])
    assert texts(files["sitemap.xml"], f".//{SITEMAP}loc") == [
        "https://example.org/a/",
        "https://example.org/a/tag/",
        "https://example.org/a/tag/PGOV.html",
    ]


def test_robots_may_read_everything() -> None:
    """And are told of the sitemap where there is one."""
    assert robots(SITE.url, sitemap=True) == b"User-agent: *\nDisallow:\nSitemap: https://example.org/a/sitemap.xml\n"
    assert robots("", sitemap=True) == b"User-agent: *\nDisallow:\n"
    assert robots(SITE.url, sitemap=False) == b"User-agent: *\nDisallow:\n"
