"""What the head of a page says to other programs: ``citation_*``, ``DCTERMS.*``, JSON-LD.

All of it is made of the one record that citations are made of. Sources: Google Scholar's inclusion guidelines (Highwire
Press tags) and Zotero's translator "Embedded Metadata", which takes a page that names a technical report's institution
for a report; DCMI, "Expressing Dublin Core metadata using HTML/XHTML meta and link elements"; schema.org.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cablepress.pages.citation import Citable, structured
from cablepress.pages.context import Meta
from cablepress.pages.markdown import MarkdownPage

JsonLd = Mapping[str, Any]
Crumb = tuple[str, str]
"""Name and absolute address of a page on the way from the front page, which is not among them, to the page itself."""

_CONTEXT: Final = "https://schema.org"


def meta_of(cited: Citable) -> tuple[Meta, ...]:
    """Each ``<meta>`` of a cable's page; what is not known is left out.

    What Open Graph says too is said once, for both: a page in an archive of 250,000 should not say everything thrice.
    """
    day = cited.created[:10]
    found = (
        Meta("citation_title", cited.title, "og:title"),
        Meta("citation_author", _one_name(cited.origin)),
        Meta("citation_technical_report_institution", cited.origin),
        Meta("citation_technical_report_number", cited.id),
        Meta("citation_publication_date", day.replace("-", "/")),
        Meta("citation_public_url", cited.url, "og:url"),
        Meta("DCTERMS.title", cited.title),
        Meta("DCTERMS.creator", cited.origin),
        Meta("DCTERMS.identifier", cited.id),
        Meta("DCTERMS.created", day),
        Meta("DCTERMS.issued", cited.released[:10]),
        Meta("", cited.site, "og:site_name"),
    )
    return tuple(meta for meta in found if meta.content)


def _one_name(author: str) -> str:
    """``Embassy Astana,``: a name with a comma, so that nobody takes its first word for a given name.

    Zotero's translator hands each ``citation_author`` to ``cleanAuthor`` of its utilities.js, which makes a person of a
    name: "Last, First" where there is a comma, else the last word is the family name. Before a comma with nothing
    behind it stands all of the name.
    """
    return author if "," in author or " " not in author.strip() else f"{author},"


def cable_json_ld(cited: Citable, crumbs: Sequence[Crumb]) -> JsonLd:
    """A cable as schema.org's ``ArchiveComponent``, with the way to it."""
    data: dict[str, Any] = {"@context": _CONTEXT, **structured(cited)}
    for way in _breadcrumbs(crumbs):
        data["mainEntityOfPage"] = {"@type": "WebPage", "breadcrumb": way}
    return data


def crumbs_json_ld(crumbs: Sequence[Crumb]) -> JsonLd | None:
    """The way to a page; ``None`` where addresses are not known."""
    return next(({"@context": _CONTEXT, **found} for found in _breadcrumbs(crumbs)), None)


def _breadcrumbs(crumbs: Sequence[Crumb]) -> list[dict[str, Any]]:
    if not crumbs or not all(url for _, url in crumbs):
        return []
    items: list[dict[str, Any]] = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(crumbs, 1)
    ]
    # The last is the page itself: search engines take its address from the page.
    del items[-1]["item"]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def article_json_ld(article: MarkdownPage, url: str) -> JsonLd:
    """An article, at the address ``url`` if that is absolute."""
    data = {
        "@context": _CONTEXT,
        "@type": "Article",
        "headline": article.title,
        "description": article.description,
        "datePublished": article.date,
        "author": {"@type": "Person", "name": article.author} if article.author else {},
        "url": url if "://" in url else "",
    }
    return {key: value for key, value in data.items() if value}
