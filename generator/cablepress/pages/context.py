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

    def __hash__(self) -> int:
        # Rows that are kept are looked for all the time, and all that a row says lies all over the memory.
        return hash(self.id)

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
