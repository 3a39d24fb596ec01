"""Where the links of Markdown pages lead: to a page, an anchor or a file of the site, or to nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url, cited_url, list_url
from cablepress.archive.taxonomy import AXES
from cablepress.errors import Problem
from cablepress.pages.markdown import LinkInPage, MarkdownPage

_OWN: Final = ("data/", "search/", "static/")
"""Addresses below these are the program's own, with names that nobody writes by hand."""

ALWAYS: Final = frozenset(
    [
        "index.html",
        "search.html",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "CNAME",
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "articles/index.html",
        "changes.html",
        "changes.xml",
        "set.html",
    ]
)
_VARIANT: Final = re.compile(r"(?:\.v\d+|\.diff|-\d{4}|_\d+)(?=\.\w+\Z)|\.(?:txt|json|xml)\Z")
"""Pages that come with another: versions of a cable and what changed, a year of a list, its feed, its old address."""

_COUNTED: Final = re.compile(r"(?:par|u)\d+(?:-\d+)?\Z")
"""Anchors of paragraphs. A cable's page has others, which its theme makes."""

_THEME: Final = frozenset(("", "top", "_main", "contents", "cables"))
"""Anchors that every page of Markdown may have."""


def linked_url(page: str, url: str) -> str:
    """The address, relative to the site's root, that ``url`` on ``page`` means; of a folder that of its index page."""
    path = url.partition("#")[0].partition("?")[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    return posixpath.normpath(f"{target}/index.html") if path.endswith("/") or target == "." else target


class SiteAddresses(NamedTuple):
    """What can be linked to."""

    own: Mapping[str, Set[str] | None]
    """Anchors by address, of Markdown pages and files; ``None`` where they are not known."""
    archive: Mapping[str, Set[str] | None]
    """The same of cables and lists."""

    def problem_of(self, page: str, link: LinkInPage) -> str:
        """What is wrong with a link on ``page``; empty when it leads somewhere, or to another site."""
        try:
            parts = urlsplit(link.url)
        except ValueError:
            return f"{link.url!r} is not an address"
        if parts.scheme or parts.netloc:
            return ""
        if parts.path.startswith("/"):
            return f"{link.url!r} begins at the root of the host; a link inside the site is relative"
        return self._missing(link, linked_url(page, link.url), unquote(parts.fragment))

    @staticmethod
    def _is_known_kind(target: str, anchor: str) -> bool:
        """Whether all anchors of this kind are known on such a page."""
        return bool(_COUNTED.match(anchor)) if target.startswith("cable/") else anchor not in _THEME

    def _is_there(self, target: str) -> bool:
        return target in self.own or target in self.archive

    def _missing(self, link: LinkInPage, target: str, anchor: str) -> str:
        if self._is_there(target):
            anchors = self.own[target] if target in self.own else self.archive[target]
            if anchors is not None and anchor not in anchors and self._is_known_kind(target, anchor):
                return f"{link.url!r} leads to nothing: {target} has no anchor {anchor!r}"
            return ""
        if (
            target in ALWAYS
            or target.startswith(_OWN)
            or self._is_there(_VARIANT.sub(".html", target).replace(".html.html", ".html"))
        ):
            return ""
        what = "picture" if link.is_picture else "page or file"
        return f"{link.url!r} leads to nothing: there is no {what} {target}"


class ArchiveAddresses(Mapping[str, Set[str] | None]):
    """Addresses of cables, with their anchors, of cited ones and of lists; for :class:`SiteAddresses`.

    Each is found when asked for: few are, and there may be a quarter of a million.
    """

    def __init__(self, archive: Archive, page_size: int) -> None:
        self._archive = archive
        self._lists = frozenset(_lists(archive, page_size))

    def __getitem__(self, url: str) -> Set[str] | None:
        name = url.rpartition("/")[2].removesuffix(".html")
        record = self._archive.records.get(name)
        if record is not None and url == cable_url(name, record.created):
            return frozenset(record.anchors)
        if url in self._lists or (record is None and name in self._archive.cited_by and url == cited_url(name)):
            return None
        raise KeyError(url)

    def __iter__(self) -> Iterator[str]:
        yield from (cable_url(record.id, record.created) for record in self._archive.records.values())
        yield from map(cited_url, self._archive.missing())
        yield from self._lists

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _lists(archive: Archive, page_size: int) -> Iterator[str]:
    for axis in AXES:
        yield f"{axis}/index.html"
        for term, ids in archive.terms[axis].items():
            slug = archive.slugs[axis][term]
            for number in range(-(-len(ids) // page_size)):
                yield list_url(axis, slug, number + 1)


def dead_links(pages: Sequence[MarkdownPage], urls: Mapping[str, str], addresses: SiteAddresses) -> Iterator[Problem]:
    """A warning for each link of a published page that leads to nothing."""
    for page in pages:
        for link in page.links:
            message = addresses.problem_of(urls[page.path], link)
            if message:
                yield Problem("warning", "link-broken", message, page.path, link.line, 1)
