"""The records of lists, of their charts and of the front page; docs/themes.md describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from cablepress.pages.context import Link, Row, Term


class ChartPart(NamedTuple):
    """A segment of a bar, in chart units from the top left."""

    name: str
    """Classification, as shown."""
    slug: str
    """For a CSS class: ``secret-noforn``."""
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody asks for
    y: float
    height: float


class ChartBar(NamedTuple):
    """A bar: one month or year."""

    label: str
    url: str
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody asks for
    x: float
    width: float
    y: float
    height: float
    parts: tuple[ChartPart, ...]
    counts: tuple[int, ...]
    """Of each classification of the chart's legend, in its order; 0 where the bar has none."""
    middle: float
    """Of its width, on the scale of ``x``."""


class ChartTick(NamedTuple):
    """A label of an axis."""

    label: str
    position: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart drawn at build time, geometry included: templates only print ``<rect>`` and ``<text>``."""

    width: float
    height: float
    """Of the plot; labels stand outside it."""
    bars: tuple[ChartBar, ...]
    x_ticks: tuple[ChartTick, ...]
    y_ticks: tuple[ChartTick, ...]
    unit: str
    """What a bar is: ``month`` or ``year`` (years before the others may be one bar: ``1966–2003``)."""
    legend: tuple[tuple[str, str, int], ...]
    """``(name, slug, count)`` of each classification, the least secret first: bars are stacked so."""
    breaks: tuple[float, ...]
    """Where on the time axis empty time is left out."""
    figures: bool
    """Whether there is room for the number above each bar."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Pages of one list, numbered from 1."""

    number: int
    count: int
    first: str
    previous: str
    """URL, empty on the first page (likewise ``next``)."""
    next: str
    last: str
    around: tuple[tuple[int, str], ...]
    """``(number, url)`` of pages near this one."""


class NarrowChoice(NamedTuple):
    """A way to narrow a list: to a page that there is, or to a search."""

    name: str
    url: str
    cables: int
    meaning: str


class Narrowing(NamedTuple):
    """The choices of one kind: ``year``, ``classification``, ``tag`` or ``origin``."""

    kind: str
    choices: tuple[NarrowChoice, ...]


class YearLine(NamedTuple):
    """A year of a post: how many of its cables are here, of how many at least."""

    year: str
    url: str
    """The list of the year; empty where all cables of the post are of it."""
    cables: int
    sent: int
    """The highest serial number among them: at least so many were sent; 0 when the IDs have none."""
    strip: str
    """Path of an SVG of 400 × 10: a stroke for each serial number that is here."""


@dataclass(frozen=True, slots=True)
class ListView:
    """Template ``list.html``: variable ``list``. One page of the cables of one term, newest first."""

    term: Term
    rows: tuple[Row, ...]
    pager: Pager
    chart: Chart | None
    """Only on the first page."""
    year: str
    """On the pages of one year of a post, that year; else empty."""
    whole: str
    """There, the address of the post's list of all years; else empty."""
    years: tuple[YearLine, ...]
    """Of a post, on the first page; the last year first."""
    narrow: tuple[Narrowing, ...]
    """Only on the first page (``narrow_at``: on the others, its address, if it has any)."""
    narrow_at: str
    country: str
    """Of a post that is known, or empty."""
    first: datetime | None
    """Of the oldest cable with a date (likewise ``last``)."""
    last: datetime | None
    feed: str = ""
    """URL of the term's Atom feed; empty when it has none."""


class TermGroup(NamedTuple):
    """Terms of an index page under one label: a first letter, a year."""

    label: str
    terms: tuple[Term, ...]


class MapDot(NamedTuple):
    """A post on the map, in units of the map from its upper left corner."""

    name: str
    url: str
    cables: int
    x: int
    y: int
    radius: float


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of posts, the largest first."""

    width: int
    height: int
    land: str
    """Path of an SVG."""
    dots: tuple[MapDot, ...]
    unplaced: int
    """Posts whose place is not known."""


@dataclass(frozen=True, slots=True)
class IndexView:
    """Template ``index.html``: variable ``index``. All terms of one axis."""

    axis: str
    groups: tuple[TermGroup, ...]
    count: int
    """Of terms."""
    chart: Chart | None
    map: MapView | None
    """Of the posts, on their page."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """Template ``home.html``: variable ``home``."""

    count: int
    total: int
    """Of the whole collection, published or not; 0 when not configured."""
    latest: tuple[Row, ...]
    """Released last."""
    most_cited: tuple[tuple[Row, int], ...]
    """With the number of cables that name each, most first."""
    released: datetime | None
    """The last release."""
    first_year: int
    """Of the oldest cable (likewise ``last_year``); 0 when no cable has a date."""
    last_year: int
    posts: int
    """How many posts there are (likewise ``subjects``: tags)."""
    subjects: int
    levels: tuple[tuple[str, int], ...]
    """``(name, count)`` of each classification without its further restrictions, the most secret first."""
    examples: tuple[Link, ...]
    """Searches to begin with, made of what is in the archive."""
    chart: Chart | None
    origins: tuple[Term, ...]
    """Largest first (likewise ``tags``)."""
    tags: tuple[Term, ...]
    classifications: tuple[Term, ...]
    articles: tuple[Link, ...]
    pages: tuple[Link, ...]
    intro: Markup
    """``content/pages/index.md`` as HTML, if there is one."""
