"""The Markdown of a site: its pages and articles, with the cables that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from markupsafe import Markup

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url, root_of
from cablepress.config import ContentConfig
from cablepress.errors import Problem
from cablepress.names import refusal_of
from cablepress.pages.attachments import FileChoice, files_by_path
from cablepress.pages.context import Link
from cablepress.pages.links import ALWAYS, ArchiveAddresses, SiteAddresses, dead_links, linked_url
from cablepress.pages.markdown import MarkdownPage, normal_lines, parse_markdown
from cablepress.pages.page_fields import parse_page_fields
from cablepress.read.markdown_files import (
    ContentFiles,
    MarkdownFile,
    SiteFile,
    read_content_files,
    unfit_reason,
)

HOME: Final = "index"
"""``content/pages/index.md`` introduces the front page; it has no page of its own."""

_RESERVED: Final = frozenset(("index", "search", "404", "changes", "set"))


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
    files: tuple[SiteFile, ...]
    """Pictures and other files that are published as they are."""


def read_markdown_pages(
    root: Path, content: ContentConfig, archive: Archive, *, drafts: bool, page_size: int = 50
) -> tuple[MarkdownPages, list[Problem]]:
    """Read all Markdown files of the site in ``root``, and choose the files beside them that are published."""
    found = read_content_files(root, content, drafts=drafts)
    files, problems = _accepted(found.markdown)
    shown = {file.path: _url(file) for file in files if drafts or not _is_held_back(file)}
    known = ArchiveAddresses(archive, page_size)
    targets = {**files_by_path([*found.beside, *found.static]), **shown}

    def held_url(cable_id: str) -> str | None:
        record = archive.records.get(cable_id)
        return cable_url(record.id, record.created) if record else None

    pages: list[MarkdownPage] = []
    articles: list[MarkdownPage] = []
    held: set[str] = {_folder(file) for file in found.markdown if file.path not in shown}
    for file in files:
        up = root_of(_url(file))
        page, said = parse_markdown(
            file.text or "", path=file.path, slug=file.slug, root=up, cable_url=held_url, file_url=targets.get
        )
        problems += said
        if page.refused or (page.draft and not drafts):
            held.add(_folder(file))
        else:
            (pages if file.kind == "page" else articles).append(replace(page, sha256=file.sha256))
    published = [*pages, *articles]
    own: dict[str, Set[str] | None] = {shown[page.path]: page.anchors for page in published}
    unfit = partial(unfit_reason, root, drafts=drafts)
    chosen, unpublished = _chosen(found, published, shown, chain(known, own), {*held, *found.held}, unfit)
    addresses = SiteAddresses({**own, **{file.url: None for file in chosen}}, known)
    problems += [*found.problems, *unpublished, *dead_links(published, shown, addresses)]
    return _content(pages, articles, shown, chosen), problems


def _is_held_back(file: MarkdownFile) -> bool:
    """Whether a file has no page without ``--drafts``, so that nothing can link to it."""
    fields, _, _ = parse_page_fields(normal_lines(file.text or ""), file.path)
    return fields.draft or fields.refused


def _folder(file: MarkdownFile) -> str:
    """Address of the folder in which a file's page is, or would be."""
    return "".join(_url(file).rpartition("/")[:2])


def _chosen(
    found: ContentFiles,
    published: Sequence[MarkdownPage],
    urls: Mapping[str, str],
    known: Iterable[str],
    held: Set[str],
    unfit: Callable[[SiteFile], str],
) -> tuple[tuple[SiteFile, ...], list[Problem]]:
    """The files that are published as they are, and what is said of the others."""
    if not (found.static or found.beside):
        return (), []
    linked = {linked_url(urls[page.path], link.url) for page in published for link in page.links}
    choice = FileChoice({*known, *ALWAYS}, linked, held, unfit)
    files = [*choice.static(found.static), *choice.beside(found.beside)]
    return tuple(files), choice.problems


def _content(
    pages: list[MarkdownPage], articles: list[MarkdownPage], urls: Mapping[str, str], files: tuple[SiteFile, ...]
) -> MarkdownPages:
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
        files=files,
    )


def _accepted(files: Sequence[MarkdownFile]) -> tuple[list[MarkdownFile], list[Problem]]:
    """The files that can have a page; of the others a problem says why not."""
    accepted: list[MarkdownFile] = []
    problems: list[Problem] = []
    taken = {f"{slug}.html" for slug in _RESERVED} | {"articles/index.html"}
    for file in files:
        url = _url(file)
        if file.text is None:
            problems += file.problems
        elif refused := next((part for part in file.slug.split("/") if refusal_of(part)), None):
            message = f"{refused!r} {refusal_of(refused)}; the page is not written"
            problems.append(Problem("error", "page-name", message, file.path))
        elif url.casefold() in taken and url != f"{HOME}.html":
            problems.append(Problem("error", "page-repeated", f"{url} is another page of the site", file.path))
        else:
            taken.add(url.casefold())
            problems += file.problems
            accepted.append(file)
    return accepted, problems


def _url(file: MarkdownFile) -> str:
    return f"{file.slug}.html" if file.kind == "page" else f"articles/{file.slug}.html"


def _link(page: MarkdownPage, url: str) -> Link:
    return Link(url, page.title, page.description, page.date)
