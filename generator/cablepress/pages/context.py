"""The records that templates see; docs/themes.md describes them to theme makers.

Plain and read-only. Every URL here is relative to the site's root (``cable/2007/07/07ASTANA1848.html``):
a template puts ``page.root`` before it. ``Markup`` fields are safe HTML made by us; all other text is
data, which the templates escape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from cablepress.archive.records import cut_line
from cablepress.archive.taxonomy import Axis
from cablepress.model import ExecutiveOrder, Header


class Link(NamedTuple):
    """A page of the site: an article, a Markdown page, an entry of the navigation."""

    url: str
    title: str
    description: str = ""
    date: str = ""
    """ISO date of an article, or empty."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of an axis, with its list page: the origin *Embassy Astana*, the tag *PGOV*.

    On a cable's page ``count`` is 0: the page must not change when another cable shares the term.
    """

    axis: Axis
    """``origin``, ``tag``, ``classification``, ``date`` (month created) or ``reldate`` (day released)."""
    name: str
    """As shown for origin, tag and classification; ``2007-07`` and ``2011-08-30`` for the dates."""
    url: str
    count: int
    meaning: str = ""
    """What a tag or classification stands for, or empty."""


class Explained(NamedTuple):
    """A code, and what it means: a caption, a reason, a precedence, an abbreviation of the text."""

    key: str
    """Unique on the page and fit for an ``id``: ``septel``, ``1.4-b``."""
    code: str
    """As shown: ``septel``, ``1.4(b)``."""
    meaning: str


_LINE: Final = 110
"""Characters of a line in a list at its widest; on a phone half of them are seen."""


class Row(NamedTuple):
    """A cable in a list. ``None`` dates are unknown."""

    id: str
    url: str
    title: str
    """The subject, or words made of post and date where there is none."""
    created: datetime | None
    released: datetime | None
    classification: str
    origin: str
    excerpt: str

    @property
    def line(self) -> str:
        """The beginning of the excerpt: as much as one line of a list has room for."""
        return cut_line(self.excerpt, _LINE)


class Source(NamedTuple):
    """Where a cable comes from."""

    file: str
    """Relative to the folder of ``site.yml``, with ``/``."""
    sha256: str
    """Of the file's bytes, hexadecimal."""
    change: str = ""
    """What was done to them for ``ID.txt``, in words; empty: nothing."""


class Item(NamedTuple):
    """One entry of a list block: the marker as printed (``-- ``, ``A. ``) and its text."""

    marker: str
    html: Markup


class BlockView(NamedTuple):
    r"""A block of the text, ready to show; see ``cablepress.model.Block`` for kinds and roles.

    ``html`` is the text with its marks: ``<i data-page=2></i>`` (where a page of the transmission
    began), ``<u>`` (a redaction), ``<a id=t_KEY href=#term_KEY>`` (where a term stands first), ``<a href="../…">``
    (of a cable that is named). Line breaks of the transmission are kept as
    ``\n``.
    For kind ``list`` the text is in ``items`` (and ``html`` what stands before the first item, if anything).
    """

    kind: str
    anchor: str
    opening: str
    html: Markup
    closing: str
    number: int | None
    portion_marking: str
    portion_meaning: str
    """Empty for a marking that is not known."""
    opening_html: Markup
    """``opening`` with the number as ``<a href=#par3>`` and a known portion marking as
    ``<a id=p_KEY href=#m_KEY>`` where it stands first, to its meaning in ``cable.portions``; after that in the link,
    which has ``data-m=KEY``, or ``data-m`` where no known marking stands, or nothing for the first of
    ``cable.portion_counts``, with which the whole text is marked. ``<i>`` holds a marking that has no number."""
    role: str
    within: str
    items: tuple[Item, ...]


class TocEntry(NamedTuple):
    """A line of the contents list: a heading, with the numbered paragraphs below it."""

    anchor: str
    title: str
    """Empty for paragraphs that come before the first heading."""
    paragraphs: tuple[tuple[str, str], ...]
    """``(anchor, number as printed)``."""
    ranges: tuple[tuple[str, str, str], ...]
    """The same with numbers that follow one another in one: ``(anchor of the first, "14–49", portion marking)``; the
    marking is the highest of them."""


class ReferenceView(NamedTuple):
    """One item of REF. ``row`` when the archive holds the cable; ``url`` also for a cable cited but not held."""

    label: str
    text: str
    candidate: str
    url: str
    row: Row | None


class CitedByView(NamedTuple):
    """A cable of the archive that names this one; ``sentence`` and ``anchor`` empty when only in its REF line."""

    row: Row
    anchor: str
    sentence: str


class VersionLink(NamedTuple):
    """One of the texts of a cable; the last of them is the cable's page."""

    number: int
    name: str
    """Of its release, where that has no day."""
    day: str
    """On which it was released, as ``2010-12-04``, or empty."""
    url: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """Where an earlier text stands among the others."""

    link: VersionLink
    latest: VersionLink


@dataclass(frozen=True, slots=True)
class CableView:
    """Template ``cable.html``: variable ``cable``."""

    id: str
    url: str
    file: str
    """Of the page's address, its last part without ``.html``: the ID; ``ID.v1`` of an earlier text."""
    text_url: str
    """Of the source text as published; empty when switched off (likewise ``json_url``)."""
    json_url: str
    title: str
    """Subject, or ID, post and date where the cable has none."""
    subject: str
    created: datetime | None
    released: datetime | None
    classification: Term | None
    origin: Term | None
    date: Term | None
    reldate: Term | None
    tags: tuple[Term, ...]
    captions: tuple[Explained, ...]
    executive_order: ExecutiveOrder | None
    classified_by: str
    reasons: tuple[Explained, ...]
    precedence: tuple[Explained, ...]
    header: Header
    blocks: tuple[BlockView, ...]
    top: tuple[BlockView, ...]
    """Those of the blocks that stand before the text: the lines of the classification, TAGS, SUBJECT, REF …"""
    body: tuple[BlockView, ...]
    """The rest of them: the text."""
    portion_counts: tuple[tuple[str, str, int], ...]
    """``(key, marking, paragraphs)`` of each portion marking, most first."""
    toc: tuple[TocEntry, ...]
    references: tuple[ReferenceView, ...]
    also_named: tuple[ReferenceView, ...]
    """Cables that only the text names, not the REF line."""
    cited_by: tuple[CitedByView, ...]
    previous: Row | None
    """Of the same origin, by date; likewise ``next``."""
    next: Row | None
    articles: tuple[Link, ...]
    portions: tuple[Explained, ...]
    """Portion markings of the paragraphs whose meaning is known; targets of the ``#m_KEY`` links."""
    terms: tuple[Explained, ...]
    """Abbreviations that occur in the text; targets of the ``#term_KEY`` links."""
    permalink: str
    """Absolute when ``site.url`` is set, else empty."""
    citation: str
    """A note in the Chicago style, as plain text; without an address where ``site.url`` is not set."""
    source: Source
    hashtags: tuple[str, ...]
    """``("#cablegate", "#07ASTANA1848")``."""
    note: str
    source_note: str
    invented: bool
    withdrawn: str
    supersedes: Row | None
    superseded_by: Row | None
    cut: int
    """How many passages were cut (page lines, web chrome …); listed in ``ID.json``."""
    news: tuple[Link, ...] = ()
    """News articles that the original site named; absolute addresses."""
    versions: tuple[VersionLink, ...] = ()
    """All texts of the cable, oldest first, where there is more than one."""
    diff_url: str = ""
    """Of the page that shows what changed between them."""
    version: VersionView | None = None
    """On the page of an earlier text; ``None`` on that of the latest."""


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A segment of a bar, in chart units from the top left."""

    name: str
    """Classification, as shown."""
    slug: str
    """For a CSS class: ``secret-noforn``."""
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A bar: one month or year."""

    label: str
    url: str
    count: int
    x: float
    width: float
    y: float
    height: float
    parts: tuple[ChartPart, ...]


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


@dataclass(frozen=True, slots=True)
class MarkdownView:
    """Templates ``page.html`` and ``article.html``: variable ``content``."""

    title: str
    description: str
    html: Markup
    date: str
    author: str
    cables: tuple[Row, ...]
    """The cables that it names and the archive holds, in order."""
    toc: tuple[tuple[str, str], ...]
    """``(anchor, title)`` of its second-level headings."""
    articles: tuple[Link, ...]
    """All articles, on the page that lists them (``articles/index.html``); else empty."""


@dataclass(frozen=True, slots=True)
class CitedView:
    """Template ``cited.html``: variable ``cited``. A cable that others name and the archive does not hold."""

    id: str
    cited_by: tuple[CitedByView, ...]
    origin: Term | None
    """The post in the ID, when the archive holds another cable of it."""
    post: str
    """The word for the post in the ID: ``ASTANA``; empty for an ID of another form (then also ``year``, ``number``)."""
    year: int
    number: int
    near: tuple[Row, ...]
    """The held cables of the same post that stand nearest in number."""


class PieceView(NamedTuple):
    """Words of a passage: taken out (``before``) and come in (``after``), or the same."""

    before: str
    after: str
    same: bool
    opened: bool = False
    """Whether what was taken out is a redaction and nothing else (likewise ``closed``: what came)."""
    closed: bool = False
    glued: bool = False
    """Whether no space stands before it."""


class PassageView(NamedTuple):
    """A passage that changed."""

    url: str
    """Of the passage in the later text, or in the earlier where it was taken out."""
    number: int | None
    """As printed, of a numbered paragraph."""
    kind: str
    """``opened`` and ``closed`` (redactions), ``other``."""
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """What changed from one text to the next."""

    before: VersionLink
    after: VersionLink
    passages: tuple[PassageView, ...]
    """Those with opened redactions first, then those with new ones, then the rest; each in the order of the text."""
    names: tuple[PieceView, ...]
    """Every redaction that was opened, and the words that stand there now."""
    opened: int
    closed: int
    """Passages with redactions opened, with new ones."""
    fields: tuple[tuple[str, str, str], ...] = ()
    """``created``, ``classification`` or ``origin``, and what the tables of the two texts say, where they differ."""


@dataclass(frozen=True, slots=True)
class DiffView:
    """Template ``diff.html``: variable ``diff``. The last step comes first."""

    id: str
    title: str
    url: str
    """Of the cable's page."""
    steps: tuple[StepView, ...]


class ChangeView(NamedTuple):
    """One line of the log of changes."""

    kind: str
    """``release``, ``version`` or ``withdrawal``."""
    day: str
    """Empty when unknown."""
    name: str
    """Of a release without a day."""
    url: str
    """Of the release's list, of the cable's page; empty where there is none."""
    new: int
    """Of a release: cables that are new (likewise ``changed``)."""
    changed: int
    id: str
    title: str
    number: int
    """Of the text that came."""
    diff_url: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Template ``changes.html``: variable ``changes``. Newest first; what has no day is last."""

    groups: tuple[tuple[str, tuple[ChangeView, ...]], ...]
    """Day and what changed on it."""
    more: Mapping[str, int]
    """Day → how many changes of it are not listed."""


class DataLink(NamedTuple):
    """A file of the whole archive, beside ``data/index.html``."""

    name: str
    meaning: str


class DataColumn(NamedTuple):
    """A column of the data."""

    name: str
    type: str
    meaning: str


class Question(NamedTuple):
    """A question to the database, in words and in SQL."""

    title: str
    sql: str


@dataclass(frozen=True, slots=True)
class DataView:
    """Template ``data.html``: variable ``data``. The files of the whole archive."""

    files: tuple[DataLink, ...]
    columns: tuple[DataColumn, ...]
    questions: tuple[Question, ...]


class SetView(NamedTuple):
    """Template ``set.html``: variable ``set``."""

    shards: int
    """How many files ``set/N.js`` there are."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """Every template: variable ``site``."""

    title: str
    url: str
    """Absolute, with trailing slash; empty when not configured."""
    description: str
    language: str
    hashtag: str
    pages: tuple[Link, ...]
    """Markdown pages, in their order, for the navigation."""
    has_articles: bool
    has_search: bool
    feed: str
    """URL of the feed of new cables; empty when there is none."""
    data: str
    """URL of the page of the whole archive's files; empty when there are none."""
    set: str
    """URL of the page of a reader's own set; empty when there is none."""
    settings: Mapping[str, object]
    """Of the theme, after ``site.yml``."""
    generator: str
    """``Cablepress 0.1.0``."""


class Meta(NamedTuple):
    """A ``<meta>`` of the head; ``property`` is its name in Open Graph, or empty."""

    name: str
    content: str
    property: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """Every template: variable ``page``."""

    kind: str
    """``home``, ``cable``, ``list``, ``index``, ``page``, ``article``, ``articles``, ``search``, ``cited``, ``404``,
    ``diff``, ``changes``; an earlier text of a cable is a ``cable`` too."""
    url: str
    root: str
    """From this page to the site's root: ``../../../``; empty at the root (on ``404``, the site's own path)."""
    title: str
    description: str
    canonical: str
    """Absolute; empty when ``site.url`` is not set."""
    meta: tuple[Meta, ...] = ()
    """What the head says to reference managers, in place of its Open Graph: ``citation_*``, ``DCTERMS.*``."""
    json_ld: Mapping[str, Any] | None = None
    """What it says to search engines, to be printed with ``|tojson``."""
    source: Source | None = None
    """Of a Markdown page or article, the file that it was made from; a cable's is in ``cable.source``."""
