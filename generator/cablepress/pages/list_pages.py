"""Lists, indexes and the front page, from the archive alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from markupsafe import Markup

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url, list_url
from cablepress.archive.records import title_of
from cablepress.archive.taxonomy import AXES, UNDATED, Axis
from cablepress.model import CableSummary
from cablepress.pages.charts import LARGE, SMALL, Dated, build_chart
from cablepress.pages.context import (
    Chart,
    HomeView,
    IndexView,
    Link,
    ListView,
    Pager,
    Row,
    Term,
    TermGroup,
)
from cablepress.pages.terms import meaning_of

LATEST: Final = 12
LARGEST: Final = 24
_AROUND: Final = 2


class ListPage(NamedTuple):
    """One page of a list, with its address; its cables by ID, so that it is small enough to be sent to a worker."""

    url: str
    term: Term
    pager: Pager
    ids: Sequence[str]
    charted: Sequence[str]
    """Every cable of the term, on the first page, which has the chart."""


def list_pages(term: Term, archive: Archive, size: int) -> Iterator[ListPage]:
    """The pages of one term's list, one after the other, of ``size`` cables each."""
    axis = term.axis
    ids = archive.terms[axis][term.name]
    slug = archive.slugs[axis][term.name]
    count = -(-len(ids) // size)
    for number in range(1, count + 1):
        part = ids[(number - 1) * size : number * size]
        pager = _pager(axis, slug, number, count)
        yield ListPage(list_url(axis, slug, number), term, pager, part, ids if number == 1 else ())


def list_view(page: ListPage, rows: Mapping[str, Row], slugs: Mapping[str, str]) -> ListView:
    """What the template sees; ``rows`` are the rows of all cables, ``slugs`` those of the classifications."""
    charted = (rows[cable_id] for cable_id in page.charted)
    chart = build_chart((Dated(row.created, row.classification) for row in charted), SMALL, slugs)
    return ListView(page.term, tuple(rows[cable_id] for cable_id in page.ids), page.pager, chart)


def index_view(axis: Axis, terms: Sequence[Term], chart: Chart | None) -> IndexView:
    """The page of an axis: its terms under their first letter, dates under their year and newest first."""
    dates = axis in ("date", "reldate")
    if dates:
        terms = sorted(terms, key=lambda term: "" if term.name == UNDATED else term.name, reverse=True)
    else:
        terms = sorted(terms, key=lambda term: (_letter(term), term.name))
    groups = [TermGroup(label, tuple(group)) for label, group in groupby(terms, key=_year if dates else _letter)]
    return IndexView(axis, tuple(groups), len(terms), chart)


def home_view(
    archive: Archive,
    rows: Mapping[str, Row],
    terms: Mapping[Axis, Sequence[Term]],
    total: int,
    articles: tuple[Link, ...],
    pages: tuple[Link, ...],
    intro: Markup,
) -> HomeView:
    """The front page."""
    return HomeView(
        count=len(archive.records),
        total=total,
        latest=_latest(archive, rows),
        chart=archive_chart(archive, LARGE),
        origins=_largest(terms["origin"]),
        tags=_largest(terms["tag"]),
        classifications=_largest(terms["classification"]),
        articles=articles,
        pages=pages,
        intro=intro,
    )


def archive_chart(archive: Archive, size: tuple[float, float] = SMALL) -> Chart | None:
    """All cables of the archive over time."""
    cables = (Dated(record.created, record.classification) for record in archive.records.values())
    return build_chart(cables, size, archive.slugs["classification"])


def _latest(archive: Archive, rows: Mapping[str, Row]) -> tuple[Row, ...]:
    """The cables of the latest release days."""
    latest: list[Row] = []
    for day in sorted(archive.terms["reldate"], key=lambda name: "" if name == UNDATED else name, reverse=True):
        latest += [rows[cable_id] for cable_id in archive.terms["reldate"][day][: LATEST - len(latest)]]
        if len(latest) >= LATEST:
            break
    return tuple(latest)


def _largest(terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (-term.count, term.name))[:LARGEST])


def _pager(axis: str, slug: str, number: int, count: int) -> Pager:
    def url(page: int) -> str:
        return list_url(axis, slug, page)

    near = range(max(1, number - _AROUND), min(count, number + _AROUND) + 1)
    return Pager(
        number=number,
        count=count,
        first=url(1),
        previous=url(number - 1) if number > 1 else "",
        next=url(number + 1) if number < count else "",
        last=url(count),
        around=tuple((page, url(page)) for page in near),
    )


def _letter(term: Term) -> str:
    """Under which letter a term stands; of ``Embassy Astana`` the post counts, not its kind."""
    word = term.name.split(" ", 1)[-1] if term.axis == "origin" else term.name
    return word[:1].upper()


def _year(term: Term) -> str:
    return term.name[:4] if term.name != UNDATED else ""


def row_of(record: CableSummary) -> Row:
    """A cable as lists and links show it."""
    return Row(
        id=record.id,
        url=cable_url(record.id, record.created),
        title=title_of(record),
        created=record.created,
        released=record.released,
        classification=record.classification,
        origin=record.origin,
        excerpt=record.excerpt,
    )


def rows_of(archive: Archive) -> dict[str, Row]:
    """Every cable as lists and links show it, by ID."""
    return {record.id: row_of(record) for record in archive.records.values()}


def term_counts(archive: Archive) -> dict[Axis, tuple[Term, ...]]:
    """All terms of all axes with their counts, sorted by name."""
    return {
        axis: tuple(
            Term(axis, name, list_url(axis, archive.slugs[axis][name]), len(ids), meaning_of(axis, name))
            for name, ids in archive.terms[axis].items()
        )
        for axis in AXES
    }
