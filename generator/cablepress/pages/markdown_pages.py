"""The Markdown of a site: its pages and articles, with the cables that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url, root_of
from cablepress.archive.taxonomy import is_page_name
from cablepress.config import SiteConfig
from cablepress.errors import Problem
from cablepress.pages.context import Link
from cablepress.pages.markdown import Prose, parse_prose
from cablepress.read.markdown_files import ProseFile, read_prose_files

HOME: Final = "index"
"""``content/pages/index.md`` introduces the front page; it has no page of its own."""

_RESERVED: Final = frozenset(("index", "search", "404"))


@dataclass(frozen=True, slots=True)
class Content:
    """The Markdown of a site, read."""

    pages: tuple[Prose, ...]
    """In their order."""
    articles: tuple[Prose, ...]
    """Newest first."""
    intro: Markup
    page_links: tuple[Link, ...]
    article_links: tuple[Link, ...]
    articles_naming: Mapping[str, Sequence[Link]]
    """By ID of the cable that they name."""


def read_content(config: SiteConfig, archive: Archive, *, drafts: bool) -> tuple[Content, list[Problem]]:
    """Read all Markdown files of the site."""
    files, problems = _accepted(read_prose_files(config))
    urls = {file.path: _url(file) for file in files}

    def held_url(cable_id: str) -> str | None:
        record = archive.records.get(cable_id)
        return cable_url(record.id, record.created) if record else None

    pages: list[Prose] = []
    articles: list[Prose] = []
    for file in files:
        root = root_of(urls[file.path])
        prose, found = parse_prose(file.text or "", path=file.path, root=root, cable_url=held_url, page_url=urls.get)
        problems += found
        if drafts or not prose.draft:
            (pages if file.kind == "page" else articles).append(prose)
    return _content(pages, articles, urls), problems


def _content(pages: list[Prose], articles: list[Prose], urls: Mapping[str, str]) -> Content:
    own = tuple(
        sorted(
            (prose for prose in pages if prose.slug != HOME),
            key=lambda prose: (prose.order, prose.title, prose.slug),
        )
    )
    articles.sort(key=lambda prose: (prose.date, prose.slug), reverse=True)
    links = tuple(_link(prose, urls[prose.path]) for prose in articles)
    naming: dict[str, list[Link]] = defaultdict(list)
    for prose, link in zip(articles, links, strict=True):
        for cable_id in prose.cables:
            naming[cable_id].append(link)
    return Content(
        pages=own,
        articles=tuple(articles),
        intro=next((prose.html for prose in pages if prose.slug == HOME), Markup("")),
        page_links=tuple(_link(prose, urls[prose.path]) for prose in own),
        article_links=links,
        articles_naming=dict(naming),
    )


def _accepted(files: Sequence[ProseFile]) -> tuple[list[ProseFile], list[Problem]]:
    """The files that can have a page; of the others a problem says why not."""
    accepted: list[ProseFile] = []
    problems = []
    taken = {f"{slug}.html" for slug in _RESERVED} | {"articles/index.html"}
    for file in files:
        url = _url(file)
        if file.text is None:
            problems.append(Problem("error", "page-unreadable", f"{file.error}; expected Markdown in UTF-8", file.path))
        elif not is_page_name(file.slug):
            message = f"{file.slug!r} can be no address; expected letters of A-Z, digits, '-', '_' and '.'"
            problems.append(Problem("error", "page-name", message, file.path))
        elif url.casefold() in taken and url != f"{HOME}.html":
            problems.append(Problem("error", "page-repeated", f"{url} is another page of the site", file.path))
        else:
            taken.add(url.casefold())
            accepted.append(file)
    return accepted, problems


def _url(file: ProseFile) -> str:
    return f"{file.slug}.html" if file.kind == "page" else f"articles/{file.slug}.html"


def _link(prose: Prose, url: str) -> Link:
    return Link(url, prose.title, prose.description, prose.date)
