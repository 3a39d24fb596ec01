"""Lists and the front page: which cables, on which of how many pages."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from records import archive, naming, record

from cablepress.archive.archive import Archive
from cablepress.pages.list_context import Pager
from cablepress.pages.list_pages import ListPage, home_view, index_view, list_pages, list_view, narrowing, term_counts
from cablepress.pages.rows import Rows


def pages_of_a_list(cables: int, page_size: int) -> list[ListPage]:
    """The pages of a tag that ``cables`` cables have, one of each day from the first of July."""
    found = archive(*(record(f"07X{day}", created=f"2007-07-{day:02}", tags=("PGOV",)) for day in range(1, cables + 1)))
    return list(list_pages(term_counts(found)["tag"][0], found, page_size))


def test_a_list_is_divided_into_pages() -> None:
    """Newest first; the last page has what is left."""
    pages = pages_of_a_list(7, 3)
    assert [page.url for page in pages] == ["tag/PGOV.html", "tag/PGOV-2.html", "tag/PGOV-3.html"]
    assert [list(page.ids) for page in pages] == [["07X7", "07X6", "07X5"], ["07X4", "07X3", "07X2"], ["07X1"]]
    assert [(len(page.told.newest), dict(page.told.charted)) for page in pages] == [
        (7, {(2007 * 12 + 6, "SECRET"): 7}),
        (0, {}),
        (0, {}),
    ]


def test_a_list_is_narrowed_on_its_first_page() -> None:
    """The others lead there: the menus are as long as a third of the rows, and the same on each page."""
    cables = (
        record(f"0{year}X{day}", created=f"200{year}-07-0{day}", tags=("PGOV",)) for year in (7, 8) for day in (1, 2)
    )
    found = archive(*cables)
    first, second = list_pages(term_counts(found)["tag"][0], found, 3)
    assert [(each.kind, each.names) for each in first.facts.narrow] == [("year", ("2008", "2007"))]
    assert (first.facts.narrow_at, second.facts.narrow, second.facts.narrow_at) == ("", (), "tag/PGOV.html")
    alone, other = pages_of_a_list(2, 1)
    assert (alone.facts.narrow, other.facts.narrow_at) == ((), "")


def test_a_second_tag_narrows_the_first() -> None:
    """The filter has room for one; a tag of several words cannot be asked for beside it."""
    cables = [record(f"07X{n}", tags=("PREL", "IR" if n % 2 else "IZ", "A B")) for n in range(1, 5)]
    found = archive(*cables)
    menus = {
        term.name: {
            menu.kind: [choice.url for choice in menu.choices]
            for menu in map(narrowing, next(list_pages(term, found, 50)).facts.narrow)
        }
        for term in term_counts(found)["tag"]
    }
    assert "search.html?q=tag%3APREL&tag=IR" in menus["PREL"]["tag"]
    assert "tag" not in menus["A B"]


def test_a_short_list_has_neither_chart_nor_menus() -> None:
    """Of three cables all is seen at a glance; of a fourth on, who narrows finds less than what is there."""

    def list_of(days: int) -> tuple[int, bool]:
        cables = (record(f"0{day}X1", created=f"200{day}-01-01", tags=("PGOV",)) for day in range(1, days + 1))
        found = archive(*cables)
        (page,) = list_pages(term_counts(found)["tag"][0], found, 50)
        chart = list_view(page, Rows(found), found.slugs["classification"]).chart
        return len(page.facts.narrow), chart is not None

    assert (list_of(3), list_of(4)) == ((0, False), (1, True))


@pytest.mark.parametrize(
    ("excerpt", "line"),
    [
        ("The talks went on.", "The talks went on."),
        ("a" * 110, "a" * 110),
        ("The talks went on, " * 10, "The talks went on, " * 5 + "The talks went…"),
        ("x" * 120, "x" * 110 + "…"),
    ],
)
def test_a_row_has_one_line_of_the_text(excerpt: str, line: str) -> None:
    """Cut at a word's end, without the comma that stood there."""
    row = Rows(archive(record("07X1")))["07X1"]
    assert row._replace(excerpt=excerpt).line == line


def lists_of_a_post(*days: str) -> list[ListPage]:
    """The lists of a post that sent a cable on each of these days."""
    found = archive(*(record(f"{day[2:4]}X{number}", created=day) for number, day in enumerate(days, 1)))
    return list(list_pages(term_counts(found)["origin"][0], found, 50))


def test_years_of_a_post_have_lists_where_there_are_several() -> None:
    """A list of the only year would be the same as that of the post; how many were sent is said without it."""
    (only,) = lists_of_a_post("2007-07-01", "2007-07-02")
    assert [(line.year, line.url, line.cables) for line in only.facts.years] == [("2007", "", 2)]
    assert "year" not in [each.kind for each in only.facts.narrow]
    whole, later, earlier = lists_of_a_post("2007-07-01", "2008-07-02")
    assert [line.url for line in whole.facts.years] == [later.url, earlier.url]
    assert [(page.url[-10:], list(page.ids)) for page in (later, earlier)] == [
        ("-2008.html", ["08X2"]),
        ("-2007.html", ["07X1"]),
    ]


def test_a_cable_without_a_date_leaves_the_only_year_its_list() -> None:
    """It is on the list of the post alone; there is no other year to go to."""
    whole, year = lists_of_a_post("2007-07-01", "")
    assert (len(whole.ids), list(year.ids)) == (2, ["07X1"])
    assert [each.kind for each in year.facts.narrow] == []


def test_a_full_last_page_is_the_last() -> None:
    """No empty page follows it."""
    assert [len(page.ids) for page in pages_of_a_list(6, 3)] == [3, 3]
    assert [len(page.ids) for page in pages_of_a_list(1, 3)] == [1]


def test_a_pager_leads_to_both_sides_and_both_ends() -> None:
    """Two pages on each side are named; at an end there is nothing further."""
    pages = pages_of_a_list(9, 1)

    def url(number: int) -> str:
        return f"tag/PGOV-{number}.html" if number > 1 else "tag/PGOV.html"

    def around(first: int, last: int) -> tuple[tuple[int, str], ...]:
        return tuple((number, url(number)) for number in range(first, last + 1))

    assert pages[0].pager == Pager(
        number=1, count=9, first=url(1), previous="", next=url(2), last=url(9), around=around(1, 3)
    )
    assert pages[4].pager == Pager(
        number=5, count=9, first=url(1), previous=url(4), next=url(6), last=url(9), around=around(3, 7)
    )
    assert pages[8].pager == Pager(
        number=9, count=9, first=url(1), previous=url(8), next="", last=url(9), around=around(7, 9)
    )


def latest(found: Archive) -> list[str]:
    """The IDs on the front page."""
    home = home_view(found, Rows(found), term_counts(found), 0, (), (), Markup(""))
    return [row.id for row in home.latest]


def test_the_front_page_shows_the_latest_twelve() -> None:
    """Of the last release days, each day's newest cables first; what has no release day comes last."""
    days = [record(f"07X{day}", released=f"2011-09-{day:02}") for day in range(1, 12)]
    two = [record("07Y1", created="2006-01-01", released="2011-09-11"), record("07Z1", released=None)]
    assert latest(archive(*days, *two)) == [
        *("07X11", "07Y1", "07X10", "07X9", "07X8", "07X7"),
        *("07X6", "07X5", "07X4", "07X3", "07X2", "07X1"),
    ]
    assert latest(archive(*days[:2], two[1])) == ["07X2", "07X1", "07Z1"]


def test_the_latest_are_twelve_also_within_one_day() -> None:
    """The thirteenth is not there."""
    found = archive(*(record(f"07X{day}", created=f"2007-07-{day:02}") for day in range(10, 23)))
    assert latest(found) == [f"07X{day}" for day in range(22, 10, -1)]


def test_the_most_cited_are_cited_more_than_once() -> None:
    """Most often first, then by ID; a cable with one citation is not among them."""
    named = [record(f"07X{number}") for number in range(1, 4)]
    naming_them = [("07Y1", ("07X3", "07X2")), ("07Y2", ("07X3", "07X1", "07X2")), ("07Y3", ("07X3",))]
    found = archive(*named, *(record(name, citations=naming(*ids)) for name, ids in naming_them))
    home = home_view(found, Rows(found), term_counts(found), 0, (), (), Markup(""))
    assert [(row.id, times) for row, times in home.most_cited] == [("07X3", 3), ("07X2", 2)]


def test_an_index_groups_dates_by_year_and_posts_by_their_place() -> None:
    """Newest year first, without a date last; a post under its town, not under Embassy."""
    found = archive(
        record("07X1", created="2007-07-09", origin="Embassy Zenda"),
        record("09X1", created="2009-01-09", origin="Consulate Strelsau"),
        record("09X2", created="2009-02-09", origin="Embassy Strelsau"),
        record("10X1", created=None, origin=""),
    )
    terms = term_counts(found)
    dates = index_view("date", terms["date"], None)
    assert [(group.label, [term.name for term in group.terms]) for group in dates.groups] == [
        ("2009", ["2009-02", "2009-01"]),
        ("2007", ["2007-07"]),
        ("", ["undated"]),
    ]
    posts = index_view("origin", terms["origin"], None)
    assert [(group.label, [term.name for term in group.terms]) for group in posts.groups] == [
        ("S", ["Consulate Strelsau", "Embassy Strelsau"]),
        ("Z", ["Embassy Zenda"]),
    ]
    assert (dates.count, posts.count) == (4, 3)


def test_the_secretary_of_state_is_under_s() -> None:
    """Of an embassy its town counts; "of State" is not a town."""
    origins = ["Secretary of State", "Embassy Strelsau"]
    found = archive(*(record(f"07ZENDA{number}", origin=origin) for number, origin in enumerate(origins, 1)))
    groups = index_view("origin", term_counts(found)["origin"], None).groups
    assert [group.label for group in groups] == ["S"]
