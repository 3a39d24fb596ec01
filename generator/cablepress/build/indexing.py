"""What of a cable is searched: from cables to the documents of the index. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from cablepress.archive.permalinks import CABLE_URL, cable_url
from cablepress.archive.records import shorten, title_of
from cablepress.config import SearchConfig
from cablepress.model import Cable, CableSummary
from cablepress.search.document import SearchDocument
from cablepress.search.settings import SearchSettings

if TYPE_CHECKING:  # those who read cables need no Markdown
    from cablepress.pages.context import Link
    from cablepress.pages.markdown import MarkdownPage
    from cablepress.pages.markdown_pages import MarkdownPages

EXCERPT_LENGTH: Final = 120
"""Shown where a page cannot be fetched (``file://``); a sixth of the whole index at 200 characters."""

_OTHER_FIELDS: Final = frozenset(
    ("classification", "caption", "executive-order", "tags", "subject", "extract-notice", "date")
)
"""Roles of lines that are searched in fields of their own, or that nearly every cable has."""


def search_settings(config: SearchConfig) -> SearchSettings:
    """Fields and their boosts; a field with boost 0 is not searched."""
    boosts = {name: boost for name, boost in config.boosts.items() if boost > 0}
    return SearchSettings.from_boosts(
        boosts or {"body": 1}, url=CABLE_URL, synonyms=config.synonyms, export=config.export
    )


def page_documents(content: MarkdownPages) -> list[SearchDocument]:
    """Articles and pages as the index sees them."""
    pages = [(page, link, "page") for page, link in zip(content.pages, content.page_links, strict=True)]
    articles = [(page, link, "article") for page, link in zip(content.articles, content.article_links, strict=True)]
    return [_page_document(*entry) for entry in [*articles, *pages]]


def _page_document(page: MarkdownPage, link: Link, kind: str) -> SearchDocument:
    body = Markup(str(page.html).replace("><", "> <")).striptags()  # noqa: S704 - only its text is taken
    return SearchDocument(
        id=link.url,
        subject=page.title,
        body=body,
        origin="",
        tags=(),
        classification="",
        year=page.date[:4],
        url=link.url,
        date=page.date,
        excerpt=shorten(page.description or body, EXCERPT_LENGTH),
        kind=kind,
    )


def search_document(cable: Cable, record: CableSummary) -> SearchDocument:
    """A cable as the index sees it."""
    return SearchDocument(
        id=cable.id,
        subject=title_of(cable),
        body="\n".join(block.text for block in cable.blocks if block.role not in _OTHER_FIELDS),
        origin=cable.origin,
        tags=record.tags,
        classification=cable.classification,
        year=f"{cable.created.year:04d}" if cable.created else "",
        url=cable_url(cable.id, cable.created),
        date=cable.created.date().isoformat() if cable.created else "",
        excerpt=shorten(record.excerpt, EXCERPT_LENGTH),
    )
