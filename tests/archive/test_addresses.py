"""Addresses: the published contract."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime

import pytest

from cablepress.archive.permalinks import cable_url, link_from_cable, link_from_page, list_url, root_of
from cablepress.archive.taxonomy import slugs


def test_a_cable_has_the_address_of_the_original_site() -> None:
    """Links made since 2010 work again."""
    created = datetime(2007, 7, 9, 0, 9, tzinfo=UTC)
    assert cable_url("07ASTANA1848", created) == "cable/2007/07/07ASTANA1848.html"
    assert cable_url("X", None) == "cable/undated/X.html"


def test_lists_are_numbered_from_their_second_page() -> None:
    """The first page has the plain address."""
    assert list_url("tag", "PGOV") == "tag/PGOV.html"
    assert list_url("tag", "PGOV", 2) == "tag/PGOV-2.html"


@pytest.mark.parametrize(("url", "root"), [("index.html", ""), ("a/b.html", "../"), ("a/b/c/d.html", "../../../")])
def test_the_way_back_to_the_root(url: str, root: str) -> None:
    """Every link inside the site is relative."""
    assert root_of(url) == root


def test_slugs_of_the_contract() -> None:
    """The addresses that design and readers rely on."""
    assert slugs("origin", ["Embassy Astana"]) == {"Embassy Astana": "embassy-astana"}
    assert slugs("classification", ["SECRET//NOFORN"]) == {"SECRET//NOFORN": "secret-noforn"}
    assert slugs("tag", ["PGOV"]) == {"PGOV": "PGOV"}
    assert slugs("date", ["2007-07"]) == {"2007-07": "2007-07"}


HOSTILE = [
    *("سفارة", "é", "", ".", "<script>", "x" * 300, "../../etc/passwd", "a/b"),
    *("index", "INDEX", "con", "COM1", "lpt9.x"),
    *("PGOV-2", "PGOV_0", "Embassy A 2"),
]


@pytest.mark.parametrize("axis", ["origin", "tag"])
def test_hostile_names_have_safe_unique_slugs(axis: str) -> None:
    """Any text at all becomes a file name that is safe on every disk, and no two share one."""
    found = slugs(axis, HOSTILE)
    assert all(
        slug and set(slug) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
        for slug in found.values()
    )
    assert all(not slug.startswith(".") and slug.casefold() not in ("index", "con") for slug in found.values())
    assert len({slug.casefold() for slug in found.values()}) == len(set(HOSTILE))
    assert max(map(len, found.values())) < 80


def test_a_name_with_a_number_is_no_page_of_another_list() -> None:
    """ "Embassy A 2" is not the second page of "Embassy A"."""
    found = slugs("origin", ["Embassy A", "Embassy A 2"])
    assert found["Embassy A"] == "embassy-a"
    assert found["Embassy A 2"] != "embassy-a-2"


def test_the_usual_spelling_keeps_the_plain_address() -> None:
    """A misprint in another cable does not move a published list."""
    assert slugs("origin", ["EMBASSY ASTANA", "Embassy Astana"])["Embassy Astana"] == "embassy-astana"
    assert slugs("tag", ["PGOV", "Pgov"])["PGOV"] == "PGOV"


def test_names_that_differ_in_case_or_accents_do_not_collide() -> None:
    """A disk that ignores case keeps both lists."""
    found = slugs("tag", ["Iran", "IRAN"])
    assert len({slug.casefold() for slug in found.values()}) == 2
    assert len(set(slugs("origin", ["Embassy San Jose", "Embassy San José"]).values())) == 2


def test_a_name_in_arabic_has_a_page_of_its_own() -> None:
    """A slug is ASCII: of letters that are not, a hash tells two names apart."""
    found = slugs("origin", ["سفارة ستريلساو", "سفارة زندا", "Embassy Strelsau سفارة"])
    assert found["سفارة ستريلساو"] == "4f32fd74"
    assert found["سفارة زندا"] == "778ab49b"
    assert re.fullmatch("embassy-strelsau-[0-9a-f]{8}", found["Embassy Strelsau سفارة"])


@pytest.mark.parametrize(
    ("page", "url", "link"),
    [
        ("cable/2007/07/X.html", "cable/2009/01/Y.html", "../../2009/01/Y.html"),
        ("cable/2007/07/X.html", "cable/undated/Y.html", "../../undated/Y.html"),
        ("cable/undated/X.html", "cable/2009/01/Y.html", "../2009/01/Y.html"),
        ("cable/2007/07/X.html", "cited/06ZENDA9.html", "../../../cited/06ZENDA9.html"),
    ],
)
def test_cables_link_to_cables_the_short_way(page: str, url: str, link: str) -> None:
    """Not by way of the site's root; to other pages by way of it."""
    assert link_from_cable(url, root_of(page)) == link
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) == url


@pytest.mark.parametrize(
    ("page", "url", "link"),
    [
        ("cable/2007/07/X.html", "cable/2007/07/Y.html", "Y.html"),
        ("cable/2007/07/X.html", "cable/2007/08/Y.html", "../08/Y.html"),
        ("cable/2007/07/X.html", "cable/2009/07/Y.html", "../../2009/07/Y.html"),
        ("cable/undated/X.html", "cable/2009/01/Y.html", "../2009/01/Y.html"),
        ("cable/2007/07/X.html", "cable/undated/Y.html", "../../undated/Y.html"),
        ("cable/2007/07/X.html", "cited/06ZENDA9.html", "../../../cited/06ZENDA9.html"),
        ("tag/PGOV-2.html", "tag/PGOV.html", "PGOV.html"),
        ("index.html", "tag/PGOV.html", "tag/PGOV.html"),
        ("tag/PGOV.html", "index.html", "../index.html"),
        ("index.html", "search.html", "search.html"),
    ],
)
def test_any_page_links_to_any_other_the_shortest_way(page: str, url: str, link: str) -> None:
    """By the folders that both have in common."""
    assert link_from_page(url, page) == link
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) == url
