"""``feed.xml``, ``sitemap.xml``, ``robots.txt``: what other programs read of a site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nlargest
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar

from cablepress.archive.permalinks import public_url, root_of
from cablepress.config import SiteConfig
from cablepress.markup import content_html
from cablepress.model import CableSummary, iso
from cablepress.pages.context import Row, Term

FEED_LENGTH: Final = 50
"""Cables in the feed."""

TERM_FEED_LENGTH: Final = 20
"""Cables in the feed of one term."""

FOLLOWED: Final = ("origin", "tag", "classification")
"""Axes whose terms have a feed each."""

SITEMAP_LIMIT: Final = 50_000
"""URLs in one sitemap, by the sitemaps.org protocol; beyond that an index of them."""

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold."""
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


_Cable = TypeVar("_Cable", Row, CableSummary)


def newest(cables: Iterable[_Cable], length: int = FEED_LENGTH) -> list[_Cable]:
    """The cables that the feed names: those released last; what was released at one moment, by ID."""
    found = [(cable.released, cable) for cable in cables if cable.released]
    # Nearly all were released before these, and need not be sorted.
    last = min(nlargest(length, [released for released, _ in found]), default=None)
    late = sorted((cable for released, cable in found if last and released >= last), key=attrgetter("id"))
    return sorted(late, key=attrgetter("released"), reverse=True)[:length]


def feed(config: SiteConfig, latest: Sequence[Row]) -> bytes:
    """An Atom feed of the latest releases (RFC 4287). Without ``url`` its links are relative to it.

    Ids do not depend on the address: a mirror's feed names the same cables.
    """
    entries = [_of_cable(row) for row in latest]
    address = config.url or "urn:cablepress:" + (config.collection.hashtag or "archive")
    return atom(config, config.title, address, "index.html" if not config.url else "", "feed.xml", entries)


def feed_url(term: Term) -> str:
    """``origin/embassy-astana.xml``: the feed of a post, tag or classification; empty for dates, which do not grow."""
    return f"{term.url.removesuffix('.html')}.xml" if term.axis in FOLLOWED else ""


def term_feed(config: SiteConfig, term: Term, rows: Iterable[Row]) -> bytes:
    """An Atom feed of the cables of one term that were released last, which ``rows`` are."""
    own = feed_url(term)
    entries = [_of_cable(row) for row in rows]
    return atom(
        config, f"{term.name} – {config.title}", f"urn:cablepress:{own.removesuffix('.xml')}", term.url, own, entries
    )


def _of_cable(row: Row) -> Entry:
    return Entry(
        id=row.id,
        title=f"{row.id}: {row.title}",
        updated=iso(row.released or row.created),
        url=row.url,
        summary=row.excerpt,
    )


class Entry(NamedTuple):
    """An entry of a feed; ``updated`` as ``2007-07-09T00:09Z``, empty when unknown."""

    id: str
    title: str
    updated: str
    url: str
    summary: str


def atom(config: SiteConfig, title: str, feed_id: str, page: str, own: str, entries: Sequence[Entry]) -> bytes:
    """An Atom feed of ``entries``; ``page`` is the address of the page that it is of, ``own`` the feed's."""
    # Without an address of the site, links are relative to where the feed is.
    base = config.url or root_of(own)
    updated = _second(max((entry.updated for entry in entries), default="") or "1970-01-01T00:00Z")
    lines = [
        _XML + '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(feed_id)}</id>",
        f"<updated>{updated}</updated>",
        f'<link rel="alternate" href={_attribute(base + page)}/>',
        f'<link rel="self" href={_attribute(base + own)}/>',
        f"<author><name>{_text(config.title)}</name></author>",
        *(_entry(base, entry, updated) for entry in entries),
        "</feed>\n",
    ]
    return "\n".join(lines).encode("utf-8", "replace")


def _entry(base: str, entry: Entry, updated: str) -> str:
    return (
        f"<entry><title>{_text(entry.title)}</title><id>urn:cablepress:{_text(entry.id)}</id>"
        f"<updated>{_second(entry.updated) if entry.updated else updated}</updated>"
        f"<link href={_attribute(base + entry.url)}/><summary>{_text(entry.summary)}</summary></entry>"
    )


def sitemaps(
    site: str, urls: Sequence[str], days: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Callable[[], bytes], tuple[str, ...]]]:
    """``sitemap.xml`` with all pages, or an index and ``sitemap-1.xml`` … when they are too many for one.

    ``days`` are the ISO dates of the last changes of pages, where they are known. Gives the name of each file, what
    makes it, and what it is made of.
    """
    days = days or {}
    chunks = [urls[start : start + SITEMAP_LIMIT] for start in range(0, len(urls), SITEMAP_LIMIT)] or [urls]
    names = [f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1)] if len(chunks) > 1 else ["sitemap.xml"]
    for name, chunk in zip(names, chunks, strict=True):
        facts = site, *map(_digest, (chunk, [days.get(url, "") for url in chunk]))
        yield name, partial(_sitemap, site, chunk, days), facts
    if len(chunks) > 1:
        entries = "".join(f"<sitemap><loc>{_text(site + name)}</loc></sitemap>\n" for name in names)
        index = f'{_XML}<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n'.encode()
        yield "sitemap.xml", lambda: index, (site, *names)


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _sitemap(site: str, urls: Sequence[str], days: Mapping[str, str]) -> bytes:
    # All addresses are escaped together, unless one has a line break.
    places = _text("\n".join(public_url(site, url) for url in urls)).split("\n") if urls else []
    if len(places) != len(urls):
        places = [_text(public_url(site, url)) for url in urls]
    entries = "".join(
        f"<url><loc>{place}</loc>{_lastmod(days.get(url))}</url>\n" for url, place in zip(urls, places, strict=True)
    )
    return f'{_XML}<urlset xmlns="{_SITEMAP}">\n{entries}</urlset>\n'.encode()


def _lastmod(day: str | None) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""


def robots(site: str, *, sitemap: bool) -> bytes:
    """Everything may be read by everyone."""
    lines = "User-agent: *\nDisallow:\n"
    if site and sitemap:
        lines += f"Sitemap: {site}sitemap.xml\n"
    return lines.encode()


def _second(moment: str) -> str:
    """Atom wants seconds: ``2007-07-09T00:09:00Z``."""
    return moment.replace("Z", ":00Z")


def _text(text: str) -> str:
    # What can be printed can stand in XML, and is found to be so in a tenth of the time.
    return content_html(text if text.isprintable() else _NO_XML.sub("", text))


def _attribute(text: str) -> str:
    """In quotation marks. As in ``xml.sax.saxutils``, which would import all that fetches pages from the web."""
    text = _text(text)
    if not text.isprintable():
        text = text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    if '"' not in text:
        return f'"{text}"'
    return '"{}"'.format(text.replace('"', "&quot;")) if "'" in text else f"'{text}'"
