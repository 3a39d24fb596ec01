"""The Markdown of a site: its pages and articles, with the cables that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url, root_of
from cablepress.archive.taxonomy import is_page_name
from cablepress.config import ContentConfig
from cablepress.errors import Problem
from cablepress.pages.context import Link
from cablepress.pages.markdown import MarkdownPage, parse_markdown
from cablepress.read.markdown_files import MarkdownFile, read_markdown_files

HOME: Final = "index"
"""``content/pages/index.md`` introduces the front page; it has no page of its own."""

_RESERVED: Final = frozenset(("index", "search", "404"))


@dataclass(frozen=True, slots=True)
class MarkdownPages:
    """The Markdown of a site, read."""

    pages: tuple[MarkdownPage, ...]
    """In their order."""
    articles: tuple[MarkdownPage, ...]
    """Newest first."""
    intro: Markup
    page_links: tuple[Link, ...]
    article_links: tuple[Link, ...]
    articles_naming: Mapping[str, Sequence[Link]]
    """By ID of the cable that they name."""


def read_markdown_pages(
    root: Path, content: ContentConfig, archive: Archive, *, drafts: bool
) -> tuple[MarkdownPages, list[Problem]]:
    """Read all Markdown files of the site in ``root``."""
    files, problems = _accepted(read_markdown_files(root, content))
    urls = {file.path: _url(file) for file in files}

    def held_url(cable_id: str) -> str | None:
        record = archive.records.get(cable_id)
        return cable_url(record.id, record.created) if record else None

    pages: list[MarkdownPage] = []
    articles: list[MarkdownPage] = []
    for file in files:
        up = root_of(urls[file.path])
        page, found = parse_markdown(file.text or "", path=file.path, root=up, cable_url=held_url, page_url=urls.get)
        problems += found
        if not page.refused and (drafts or not page.draft):
            (pages if file.kind == "page" else articles).append(page)
    return _content(pages, articles, urls), problems


def _content(pages: list[MarkdownPage], articles: list[MarkdownPage], urls: Mapping[str, str]) -> MarkdownPages:
    own = tuple(
        sorted(
            (page for page in pages if page.slug != HOME),
            key=lambda page: (page.order, page.title, page.slug),
        )
    )
    articles.sort(key=lambda page: (page.date, page.slug), reverse=True)
    links = tuple(_link(page, urls[page.path]) for page in articles)
    naming: dict[str, list[Link]] = defaultdict(list)
    for page, link in zip(articles, links, strict=True):
        for cable_id in page.cables:
            naming[cable_id].append(link)
    return MarkdownPages(
        pages=own,
        articles=tuple(articles),
        intro=next((page.html for page in pages if page.slug == HOME), Markup("")),
        page_links=tuple(_link(page, urls[page.path]) for page in own),
        article_links=links,
        articles_naming=dict(naming),
    )


def _accepted(files: Sequence[MarkdownFile]) -> tuple[list[MarkdownFile], list[Problem]]:
    """The files that can have a page; of the others a problem says why not."""
    accepted: list[MarkdownFile] = []
    problems = []
    taken = {f"{slug}.html" for slug in _RESERVED} | {"articles/index.html"}
    for file in files:
        url = _url(file)
        if file.text is None:
            problems.append(Problem("error", "page-unreadable", f"{file.error}; expected Markdown in UTF-8", file.path))
        elif not is_page_name(file.slug):
            message = f"{file.slug!r} cannot be part of an address; expected the letters A-Z, digits, '-', '_' and '.'"
            problems.append(Problem("error", "page-name", message, file.path))
        elif url.casefold() in taken and url != f"{HOME}.html":
            problems.append(Problem("error", "page-repeated", f"{url} is another page of the site", file.path))
        else:
            taken.add(url.casefold())
            accepted.append(file)
    return accepted, problems


def _url(file: MarkdownFile) -> str:
    return f"{file.slug}.html" if file.kind == "page" else f"articles/{file.slug}.html"


def _link(page: MarkdownPage, url: str) -> Link:
    return Link(url, page.title, page.description, page.date)
