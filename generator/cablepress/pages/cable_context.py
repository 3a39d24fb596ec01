"""The records of a cable's page, and of that of one which is named and not held; docs/themes.md describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from cablepress.model import ExecutiveOrder, Header
from cablepress.pages.context import Explained, Link, Row, Source, Term


class Item(NamedTuple):
    """One entry of a list block: the marker as printed (``-- ``, ``A. ``) and its text."""

    marker: str
    html: Markup


class BlockView(NamedTuple):
    r"""A block of the text, ready to show; see ``cablepress.model.Block`` for kinds and roles.

    ``html`` is the text with its marks: ``<i data-page=2></i>`` (where a page of the transmission
    began), ``<u>`` (a redaction), ``<a id=t_KEY href=#term_KEY>`` (where a term stands first), ``<a href=….html>``
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
