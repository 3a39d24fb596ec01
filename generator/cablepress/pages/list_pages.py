"""Lists, indexes and the front page, from the archive alone. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain, groupby, repeat
from operator import attrgetter
from typing import Final, NamedTuple
from urllib.parse import quote_plus, urlencode

from markupsafe import Markup

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import list_url
from cablepress.archive.serials import numbered
from cablepress.archive.taxonomy import AXES, UNDATED, Axis, rank_of_classification
from cablepress.cable import codes
from cablepress.model import CableSummary, new
from cablepress.pages.charts import LARGE, SMALL, build_chart, count_by_month
from cablepress.pages.context import Link, Row, Term
from cablepress.pages.feeds import TERM_FEED_LENGTH, feed_url, newest
from cablepress.pages.list_context import (
    Chart,
    HomeView,
    IndexView,
    ListView,
    NarrowChoice,
    Narrowing,
    Pager,
    TermGroup,
    YearLine,
)
from cablepress.pages.terms import meaning_of
from cablepress.pages.world_map import map_of_posts

LATEST: Final = 12
LARGEST: Final = 24
MOST_CITED: Final = 6
_OFTEN: Final = 2
"""Cables that cite one of the most cited."""
_AROUND: Final = 2


class Counts(NamedTuple):
    """By what a list can be narrowed, and how many cables that leaves: in columns, which are sent in little time."""

    kind: str
    names: tuple[str, ...]
    cables: tuple[int, ...]
    search: str = ""
    """Beginning of the address of a search, to which a name is added."""
    urls: tuple[str, ...] = ()
    """Addresses of pages instead."""


class ListFacts(NamedTuple):
    """What all pages of a list say of its cables together."""

    year: str = ""
    whole: str = ""
    years: tuple[YearLine, ...] = ()
    narrow: tuple[Counts, ...] = ()
    narrow_at: str = ""
    country: str = ""
    first: datetime | None = None
    last: datetime | None = None


class ListTold(NamedTuple):
    """What the first page of a list tells of all its cables, beside their facts."""

    charted: tuple[tuple[tuple[int, str], int], ...] = ()
    """How many there are of each month and classification, for the chart; nothing for a list that needs none."""
    newest: tuple[str, ...] = ()
    """Those of the feed, by ID."""


class ListPage(NamedTuple):
    """One page of a list, with its address; its cables by ID, so that it is small enough to be sent to a worker."""

    url: str
    term: Term
    pager: Pager
    ids: Sequence[str]
    facts: ListFacts = ListFacts()
    told: ListTold = ListTold()
    """Only on the first page."""


def list_pages(term: Term, archive: Archive, size: int, *, search: bool = True) -> Iterator[ListPage]:
    """The pages of one term's list, of ``size`` cables each; of a post of several years, those of its years follow.

    ``search`` says whether the site has a search page, to which narrowing leads where there is no page.
    """
    ids = archive.terms[term.axis][term.name]
    slug = archive.slugs[term.axis][term.name]
    by_year = _years(ids, archive) if _has_year_pages(term.axis, len(ids), size) else {}
    lines = tuple(_year_line(term, slug, year, by_year[year], len(ids)) for year in sorted(by_year, reverse=True))
    paged = [line for line in lines if line.url]
    records = [archive.records[cable_id] for cable_id in ids]
    facts = _facts(term, records, search)._replace(years=lines)
    facts = facts._replace(narrow=(*_by_year(paged), *facts.narrow))
    yield from _pages(term, slug, ids, size, facts, _told(records, followed=bool(feed_url(term))))
    for line in paged:
        of_year = by_year[int(line.year)]
        records = [archive.records[cable_id] for cable_id in of_year]
        own = _facts(term, records, search, line.year)
        narrow = (*_by_year([each for each in paged if each is not line]), *own.narrow)
        own = own._replace(year=line.year, whole=term.url, years=(line,), narrow=narrow)
        named = replace(term, url=line.url, count=line.cables)
        yield from _pages(named, f"{slug}-{line.year}", of_year, size, own, _told(records, followed=False))


_MOST_PAGES: Final = 1900
"""A list of more pages would use the addresses of the years for them."""


def _has_year_pages(axis: Axis, count: int, size: int) -> bool:
    return axis == "origin" and count <= size * _MOST_PAGES


def _told(records: Sequence[CableSummary], *, followed: bool) -> ListTold:
    charted = count_by_month(records) if len(records) > _AT_A_GLANCE else {}
    latest = newest(records, TERM_FEED_LENGTH) if followed else []
    return ListTold(tuple(charted.items()), tuple(record.id for record in latest))


def _pages(
    term: Term, slug: str, ids: Sequence[str], size: int, facts: ListFacts, told: ListTold
) -> Iterator[ListPage]:
    count = -(-len(ids) // size)
    for number in range(1, count + 1):
        part = ids[(number - 1) * size : number * size]
        pager = _pager(term.axis, slug, number, count)
        # What tells of the whole list stands on its first page: 250,000 cables have 50,000 pages of lists.
        own = (
            facts if number == 1 else facts._replace(years=(), narrow=(), narrow_at=pager.first if facts.narrow else "")
        )
        yield ListPage(list_url(term.axis, slug, number), term, pager, part, own, told if number == 1 else ListTold())


def _years(ids: Sequence[str], archive: Archive) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for cable_id in ids:
        created = archive.records[cable_id].created
        if created is not None:
            found[created.year].append(cable_id)
    return found


def _year_line(term: Term, slug: str, year: int, ids: Sequence[str], of: int) -> YearLine:
    """``of`` is how many cables the post has; a year of all of them has no list of its own: it would be the same."""
    known = numbered(ids, year)
    strip = ""
    if known is not None:
        places = dict.fromkeys(round((number - 0.5) / known.sent * _STRIP) for number in known.held)
        strip = "".join(f"M{place} 0v10" for place in places)
    url = list_url(term.axis, f"{slug}-{year}") if len(ids) < of else ""
    return YearLine(str(year), url, len(ids), known.sent if known else 0, strip)


_STRIP: Final = 400
"""Width of the strip of serial numbers."""

_quoted = lru_cache(1 << 12)(quote_plus)
"""A value in the query of an address; posts, TAGS, classifications and years come again in list after list."""

_CHOICES: Final = 12
"""Choices of a kind: the largest ones."""

_AT_A_GLANCE: Final = 3
"""Of so few cables a list shows all that a chart and menus would tell: half of all years of posts are no longer."""


def _facts(term: Term, records: Sequence[CableSummary], search: bool, year: str = "") -> ListFacts:
    dated = [record.created for record in records if record.created is not None]
    place = codes.place_of_origin(term.name) if term.axis == "origin" else None
    return ListFacts(
        narrow=tuple(_counts(term, records, year)) if search and len(records) > _AT_A_GLANCE else (),
        country=place.country if place else "",
        first=dated[-1] if dated else None,
        last=dated[0] if dated else None,
    )


def _years_of(records: Iterable[CableSummary]) -> Counter[str]:
    years = Counter(record.created.year for record in records if record.created is not None)
    return Counter({str(year): count for year, count in years.items()})


_COUNTED: Final[dict[str, Callable[[Sequence[CableSummary]], Counter[str]]]] = {
    "year": _years_of,
    "classification": lambda records: Counter(map(attrgetter("classification"), records)),
    "origin": lambda records: Counter(map(attrgetter("origin"), records)),
    "tag": lambda records: Counter(chain.from_iterable(map(attrgetter("tags"), records))),
}
"""By what a list can be narrowed, in the order of the menus: how many cables each choice leaves."""


def _by_year(lines: Sequence[YearLine]) -> Iterator[Counts]:
    """The pages of these years; nothing when there are none."""
    if lines:
        names, urls, cables, *_ = zip(*lines, strict=True)
        yield Counts("year", names, cables, urls=urls)


def _counts(term: Term, records: Sequence[CableSummary], year: str) -> Iterator[Counts]:
    """By what a list can be narrowed with a search: not by what all its cables have in common."""
    if term.axis == "reldate" or term.name == UNDATED:
        return
    asked = _asked(term, year)
    for kind, count in _COUNTED.items():
        # A filter asks for one tag: a second one is asked for in words, if it is one word.
        twice = kind == term.axis == "tag" and term.name.isalnum()
        if (kind == "year" and term.axis in ("origin", "date")) or (kind == term.axis and not twice):
            continue
        counter = count(records)
        counter.pop("", 0)
        if twice:
            counter.pop(term.name, 0)
        if len(counter) < 2:
            continue
        names = sorted(counter, reverse=True) if kind == "year" else [name for name, _ in counter.most_common(_CHOICES)]
        # What is asked already is put into an address once, and each of the few names there are once per process.
        fixed = urlencode({"q": f"tag:{term.name}"} if twice else asked)
        start = f"search.html?{fixed}{'&' if fixed else ''}{kind}="
        yield Counts(kind, tuple(names), tuple(map(counter.__getitem__, names)), start)


def narrowing(counts: Counts) -> Narrowing:
    """The choices as the template sees them."""
    kind, names, cables, search, urls = counts
    urls = urls or tuple(search + _quoted(name) for name in names)
    meanings = (meaning_of(kind, name) for name in names)
    choices = map(new, repeat(NarrowChoice), zip(names, urls, cables, meanings, strict=True))
    return Narrowing(kind, tuple(choices))


def _asked(term: Term, year: str) -> dict[str, str]:
    """The list itself as a search."""
    if term.axis != "date":
        return {term.axis: term.name, **({"year": year} if year else {})}
    last = monthrange(int(term.name[:4]), int(term.name[5:]))[1]
    return {"from": f"{term.name}-01", "to": f"{term.name}-{last:02d}"}


def list_view(page: ListPage, rows: Mapping[str, Row], slugs: Mapping[str, str]) -> ListView:
    """What the template sees; ``rows`` are the rows of all cables, ``slugs`` those of the classifications."""
    addresses = {line.year: line.url for line in page.facts.years}
    address = addresses.get if page.term.axis == "origin" and not page.facts.year else None
    chart = build_chart(
        dict(page.told.charted), SMALL, slugs, (lambda label: address(label[:4], "")) if address else None
    )
    return ListView(
        term=page.term,
        rows=tuple(rows[cable_id] for cable_id in page.ids),
        pager=page.pager,
        chart=chart,
        **{**page.facts._asdict(), "narrow": tuple(map(narrowing, page.facts.narrow))},
    )


def index_view(axis: Axis, terms: Sequence[Term], chart: Chart | None) -> IndexView:
    """The page of an axis: its terms under their first letter, dates under their year and newest first.

    Classifications stand in the order of their secrecy, the most secret first, under no letter.
    """
    dates = axis in ("date", "reldate")
    if axis == "classification":
        terms = sorted(terms, key=lambda term: rank_of_classification(term.name), reverse=True)
        return IndexView(axis, (TermGroup("", tuple(terms)),), len(terms), None, None)
    if dates:
        terms = sorted(terms, key=lambda term: "" if term.name == UNDATED else term.name, reverse=True)
    else:
        terms = sorted(terms, key=lambda term: (_word(term), term.name))
    groups = [TermGroup(label, tuple(group)) for label, group in groupby(terms, key=_year if dates else _letter)]
    posts = map_of_posts(terms) if axis == "origin" else None
    return IndexView(axis, tuple(groups), len(terms), chart if dates else None, posts)


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
    latest = _latest(archive, rows)
    years = [record.created.year for record in archive.records.values() if record.created is not None]
    most_cited = _most_cited(archive, rows)
    return HomeView(
        count=len(archive.records),
        total=total,
        latest=latest,
        most_cited=most_cited,
        released=max((row.released for row in latest if row.released is not None), default=None),
        first_year=min(years, default=0),
        last_year=max(years, default=0),
        posts=len(terms["origin"]),
        subjects=len(terms["tag"]),
        levels=_levels(terms["classification"]),
        examples=tuple(_examples(terms, most_cited, latest)),
        chart=archive_chart(archive, LARGE),
        origins=_largest(terms["origin"]),
        tags=_largest(terms["tag"]),
        classifications=_largest(terms["classification"]),
        articles=articles,
        pages=pages,
        intro=intro,
    )


def _most_cited(archive: Archive, rows: Mapping[str, Row]) -> tuple[tuple[Row, int], ...]:
    # One citation is no sign of anything: an archive where most cited cables have one would show the first by name.
    named = {each: len(citings) for each, citings in archive.cited_by.items() if len(citings) >= _OFTEN}
    most: list[tuple[int, str]] = []
    for cable_id in sorted(named, key=named.__getitem__, reverse=True):
        # No more cables cite one than there are citations of it.
        if len(most) == MOST_CITED and named[cable_id] < -most[-1][0]:
            break
        count = len({citing.id for citing in archive.cited_by[cable_id]})
        if count >= _OFTEN and cable_id in archive.records:
            most = sorted([*most, (-count, cable_id)])[:MOST_CITED]
    return tuple((rows[cable_id], -count) for count, cable_id in most)


def _levels(classifications: Sequence[Term]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for term in classifications:
        counts[term.name.partition("//")[0]] += term.count
    return tuple((name, counts[name]) for name in sorted(counts, key=rank_of_classification, reverse=True))


def _examples(
    terms: Mapping[Axis, Sequence[Term]], most_cited: Sequence[tuple[Row, int]], latest: Sequence[Row]
) -> Iterator[Link]:
    """A post, a subject in words, a reference ID: searches that find something here."""
    for term in _largest(terms["origin"])[:1]:
        yield Link(f"search.html?{urlencode({'origin': term.name})}", term.name)
    known = [term for term in _largest(terms["tag"]) if term.meaning]
    for term in known[:1]:
        yield Link(f"search.html?{urlencode({'tag': term.name})}", term.meaning)
    for row in [row for row, _ in most_cited[:1]] or latest[:1]:
        yield Link(row.url, row.id)


def archive_chart(archive: Archive, size: tuple[float, float] = SMALL) -> Chart | None:
    """All cables of the archive over time, unless they are few."""
    if len(archive.records) <= _AT_A_GLANCE:
        return None
    return build_chart(count_by_month(archive.records.values()), size, archive.slugs["classification"])


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
    """Under which letter a term stands."""
    return _word(term)[:1].upper()


def _word(term: Term) -> str:
    """By what a term is looked for; of ``Embassy Astana`` the place, not its kind.

    ``Secretary of State`` has no kind before its name: a rest in lower case is no name of a post.
    """
    rest = term.name.split(" ", 1)[-1] if term.axis == "origin" else term.name
    return term.name if rest[:1].islower() else rest


def _year(term: Term) -> str:
    return term.name[:4] if term.name != UNDATED else ""


def term_counts(archive: Archive) -> dict[Axis, tuple[Term, ...]]:
    """All terms of all axes with their counts, sorted by name."""
    return {
        axis: tuple(
            Term(axis, name, list_url(axis, archive.slugs[axis][name]), len(ids), meaning_of(axis, name))
            for name, ids in archive.terms[axis].items()
        )
        for axis in AXES
    }
