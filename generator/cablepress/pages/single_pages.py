"""The pages that exist once: front page, indexes, Markdown pages, articles, cited cables, and files for hosts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url, cited_url, list_url, public_url
from cablepress.archive.serials import Neighbourhood, serial_of
from cablepress.archive.taxonomy import AXES, UNDATED, Axis
from cablepress.config import SiteConfig
from cablepress.names import published_path
from cablepress.pages.cable_context import CitedView
from cablepress.pages.cable_page import cited_by
from cablepress.pages.change_context import ChangesView
from cablepress.pages.changes import changes_feed, changes_view
from cablepress.pages.context import Link, MarkdownView, Row, SetView, Source, Term
from cablepress.pages.feeds import feed, newest, robots, sitemaps
from cablepress.pages.list_pages import archive_chart, home_view, index_view, term_counts
from cablepress.pages.markdown import MarkdownPage
from cablepress.pages.markdown_pages import MarkdownPages
from cablepress.pages.metadata import JsonLd, article_json_ld
from cablepress.pages.render import Renderer, page_view
from cablepress.pages.set_files import URL as SET
from cablepress.pages.set_files import set_file, shard_count, shards
from cablepress.pages.terms import terms_of
from cablepress.read.markdown_files import read_site_file

_CABLEGATE_CLASSES: Final = {
    "CONFIDENTIAL": "1",
    "CONFIDENTIAL//NOFORN": "2",
    "SECRET": "3",
    "SECRET//NOFORN": "4",
    "UNCLASSIFIED": "5",
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": "6",
}
"""Numbers of the original site's ``/classification/N_0.html``."""
_OF_A_PATH: Final = "/%:@!$&()*+,;~"
"""What may stand in the path of an address, and in an attribute without quotation marks."""


class SitePage(NamedTuple):
    """A file that exists once, before it is made."""

    url: str
    data: Callable[[], bytes]
    """Makes it."""
    facts: tuple[object, ...] = ()
    """All that it is made of, beside configuration and theme, with a ``repr`` that says all of it; empty where that is
    as much as the file itself."""


Files = Iterator[SitePage]


def _plain(url: str, data: bytes) -> SitePage:
    return SitePage(url, lambda: data)


NEAR: Final = 6
"""Held cables on the page of one that is not."""


@dataclass(frozen=True, slots=True)
class SitePages:
    """Everything but cables and lists, of one archive."""

    config: SiteConfig
    renderer: Renderer
    archive: Archive
    rows: Mapping[str, Row]
    """Every cable's row, by ID."""
    content: MarkdownPages
    digest_of: Callable[[Iterable[str]], bytes]
    """Of everything that the rows of cables say, and of their TAGS."""

    def files(self, others: Sequence[str]) -> Files:
        """All of them; ``others`` are the addresses of cables and lists, for the sitemap."""
        yield from self.of_archive(others)
        if self.config.output.set:
            yield from self.set_files(range(shard_count(len(self.archive.records))))
        yield from self.beside()

    def of_archive(self, others: Sequence[str]) -> Files:
        """Pages and other files; those of the set, and what is published as it is, come by themselves."""
        terms = term_counts(self.archive)
        changes = changes_view(self.archive, self.rows)
        made = []
        for page in self._pages(terms, changes):
            made.append(page.url)
            yield page
        if self.config.aliases == "cablegate":
            yield from self._cablegate_aliases(terms)
        yield from self._moved()
        for asset in self.renderer.theme.assets.values():
            yield _plain(asset.url, asset.data)
        yield from self._host_files(sorted(url for url in (*made, *others) if url.endswith(".html")), changes)

    def beside(self) -> Files:
        """What is published as it is."""
        for file in self.content.files:
            yield SitePage(file.url, partial(read_site_file, self.config.root, file))

    def set_files(self, numbers: Collection[int]) -> Files:
        """Those of these ``numbers`` that a reader's own set asks for its cables."""
        for number, records in shards(self.archive, numbers).items():
            url, data = set_file(number, records)
            yield SitePage(url, data, (self.digest_of(record.id for record in records),))

    def _pages(self, terms: Mapping[Axis, Sequence[Term]], changes: ChangesView) -> Files:
        config, content = self.config, self.content
        links = (content.article_links, content.page_links)
        home = home_view(self.archive, self.rows, terms, config.collection.total, *links, content.intro)
        yield self._page("home", "index.html", config.title, home=home)
        yield from self._indexes(terms)
        yield from self._markdown("page", content.pages, content.page_links)
        yield from self._markdown("article", content.articles, content.article_links)
        if content.articles:
            title = self._string("articles.title")
            listed = MarkdownView(title, "", Markup(""), "", "", (), (), content.article_links)
            yield self._page("articles", "articles/index.html", title, content=listed)
        if config.search.enabled:
            yield self._page("search", "search.html", self._string("search.title"), self._string("search.label"))
        title, description = self._string("changes.title"), self._string("changes.explained")
        yield self._page("changes", "changes.html", title, description, changes=changes)
        if config.output.set:
            title, text = self._string("set.title"), self._string("set.text")
            yield self._page("set", SET, title, text, set=SetView(shard_count(len(self.archive.records))))
        if config.output.cited:
            yield from self._cited()

    def _page(
        self,
        kind: str,
        url: str,
        title: str,
        description: str = "",
        *,
        json_ld: JsonLd | None = None,
        source: Source | None = None,
        **records: object,
    ) -> SitePage:
        page = page_view(self.config, kind, url, title, description, json_ld=json_ld, source=source)
        data = partial(self.renderer.render, f"{kind}.html", page, **records)
        return SitePage(url, data, (page, records))

    def _string(self, key: str) -> str:
        return self.renderer.string(key)

    def _indexes(self, terms: Mapping[Axis, Sequence[Term]]) -> Files:
        chart = archive_chart(self.archive)
        for axis in AXES:
            view = index_view(axis, terms[axis], chart)
            title, description = self._string(f"axis.{axis}"), self._string(f"index.{axis}")
            yield self._page("index", f"{axis}/index.html", title, description, index=view)

    def _markdown(self, kind: str, pages: Sequence[MarkdownPage], links: Sequence[Link]) -> Files:
        for page, link in zip(pages, links, strict=True):
            rows = tuple(self.rows[cable_id] for cable_id in page.cables)
            view = MarkdownView(page.title, page.description, page.html, page.date, page.author, rows, page.toc, ())
            json_ld = article_json_ld(page, public_url(self.config.url, link.url)) if kind == "article" else None
            source = Source(published_path(page.path), page.sha256)
            yield self._page(kind, link.url, page.title, page.description, json_ld=json_ld, source=source, content=view)

    def _cited(self) -> Files:
        """A page for each cable that is named and not held: what its ID says, who names it, what stands beside it."""
        held = Neighbourhood(self.archive.records)
        for candidate in self.archive.missing():
            serial = serial_of(candidate)
            view = CitedView(
                id=candidate,
                cited_by=cited_by(self.archive.cited_by[candidate], self.rows),
                origin=self._origin_of(held.of_post(serial.post)) if serial else None,
                post=serial.post if serial else "",
                year=serial.year if serial else 0,
                number=serial.number if serial else 0,
                near=tuple(self.rows[cable_id] for cable_id in held.nearest(serial, NEAR)) if serial else (),
            )
            yield self._page("cited", cited_url(candidate), candidate, self._string("cited.text"), cited=view)

    def _origin_of(self, cable_id: str) -> Term | None:
        name = self.archive.records[cable_id].origin if cable_id else ""
        return terms_of("origin", {name: self.archive.slugs["origin"][name]})[0] if name else None

    def _cablegate_aliases(self, terms: Mapping[Axis, Sequence[Term]]) -> Files:
        """Redirects at the browse addresses of the original site: ``/tag/PGOV_0.html``, pages counted from 0."""
        for axis in ("tag", "date", "reldate", "classification"):
            for term in terms[axis]:
                slug = self.archive.slugs[axis][term.name]
                name = _CABLEGATE_CLASSES.get(term.name, "") if axis == "classification" else slug
                for number in range(-(-term.count // self.config.output.page_size) if name else 0):
                    target = list_url(axis, slug, number + 1)
                    yield self._page("redirect", f"{axis}/{name}_{number}.html", term.name, target=target)

    def _moved(self) -> Files:
        """Redirects where cables were whose date an earlier release told otherwise: an address is one for ever.

        A release that told none is passed over; a text without a date is mostly one that was found elsewhere.
        """
        for cable_id, versions in self.archive.versions.items():
            target = cable_url(cable_id, self.archive.records[cable_id].created)
            dates = [version.created for version in versions if version.created]
            for url in sorted({cable_url(cable_id, created) for created in dates} - {target}):
                yield self._page("redirect", url, cable_id, target=target)

    def _host_files(self, html: Sequence[str], changes: ChangesView) -> Files:
        config = self.config
        yield _plain(".nojekyll", b"")
        yield _plain("robots.txt", robots(config.url, sitemap=config.publish.sitemap))
        # A host shows 404.html at any depth: its links start from the site's own path.
        root = quote(urlsplit(config.url).path, safe=_OF_A_PATH) or "/"
        page = page_view(config, "404", "404.html", self._string("error.title"), root=root)
        yield SitePage(page.url, partial(self.renderer.render, "404.html", page), (page,))
        if config.publish.cname:
            yield _plain("CNAME", f"{config.publish.cname}\n".encode())
        if config.publish.feed:
            latest = [self.rows[record.id] for record in newest(self.archive.records.values())]
            yield _plain("feed.xml", feed(config, latest))
            yield _plain("changes.xml", changes_feed(config, changes, self.renderer.theme.strings.text))
        if config.publish.sitemap and config.url:
            for url, data, facts in sitemaps(config.url, html, self._days()):
                yield SitePage(url, data, facts)

    def _days(self) -> dict[str, str]:
        """When pages changed last, as far as the archive says: a cable when released, a list with its last cable."""
        released = {day: ids for day, ids in self.archive.terms["reldate"].items() if day != UNDATED}
        day_of = {cable_id: day for day, ids in released.items() for cable_id in ids}
        days = {cable_url(cable_id, self.archive.records[cable_id].created): day for cable_id, day in day_of.items()}
        latest = max(released, default="")
        newest = frozenset(released.get(latest, ()))
        size = self.config.output.page_size
        for axis in AXES:
            for name, ids in self.archive.terms[axis].items():
                # Most lists hold a cable of the last day, and most find one soon.
                last = max(map(day_of.get, ids, repeat("")), default="") if newest.isdisjoint(ids) else latest
                slug = self.archive.slugs[axis][name]
                for number in range(1, -(-len(ids) // size) + 1) if last else ():
                    days[list_url(axis, slug, number)] = last
        dated = {link.url: link.date for link in self.content.article_links if link.date}
        return {**days, **dated, **(dict.fromkeys(("index.html", "changes.html"), latest) if latest else {})}
