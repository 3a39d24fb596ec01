"""Markdown pages and articles → HTML, with the cables they name made links. Pure."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import mistune
from markupsafe import Markup

from cablepress.errors import Problem
from cablepress.markup import safe
from cablepress.pages.page_fields import parse_page_fields

_CABLE_ID: Final = r"\b(?P<cable_id>\d{2,4}[A-Z]{2,}\d+)(?P<cable_anchor>#[a-z0-9-]+)?\b"
_CABLE_LINK: Final = re.compile(r'<a class="cable"[^>]*>(.*?)</a>')
_SLUG: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """A Markdown file, read. ``html`` links with addresses relative to the site's root, after ``root``."""

    slug: str
    """File name without ``.md``."""
    path: str
    title: str
    description: str
    date: str
    author: str
    order: float
    draft: bool
    refused: bool
    """Whether it must not be written, since nobody can tell what its front matter says."""
    html: Markup
    cables: tuple[str, ...]
    """IDs of the cables that it names and the archive holds, in order of first appearance."""
    toc: tuple[tuple[str, str], ...]
    """``(anchor, title)`` of its second-level headings."""


def parse_markdown(
    text: str,
    *,
    path: str,
    root: str,
    cable_url: Callable[[str], str | None],
    page_url: Callable[[str], str | None] = lambda path: None,
) -> tuple[MarkdownPage, list[Problem]]:
    """Read one Markdown file.

    ``text`` may begin with YAML front matter (title, description, date, author, order, draft). ``root`` leads from
    its page to the site's root (``../``); ``cable_url`` gives the address of a held cable's page, else ``None``;
    ``page_url`` that of another Markdown file's page, so that ``[…](../pages/about.md)`` works.
    A cable is named by its ID (``07ASTANA1848``) or a paragraph of it (``07ASTANA1848#par7``).
    """
    lines = normal_lines(text)
    fields, first, problems = parse_page_fields(lines, path)
    folder = posixpath.dirname(path)
    renderer = _Renderer(root, cable_url, lambda link: page_url(posixpath.normpath(posixpath.join(folder, link))))
    markdown = mistune.Markdown(renderer, inline=_inline(), plugins=_plugins())
    html = str(markdown("\n".join(lines[first:])))
    slug = path.rpartition("/")[2].removesuffix(".md")
    page = MarkdownPage(
        slug=slug,
        path=path,
        title=fields.title or renderer.first_title or slug.replace("-", " ").capitalize(),
        description=fields.description,
        date=fields.date,
        author=fields.author,
        order=fields.order,
        draft=fields.draft,
        refused=fields.refused,
        html=safe(html),  # made by mistune from the site owner's own Markdown
        cables=tuple(renderer.cables),
        toc=tuple(renderer.toc),
    )
    return page, problems


def normal_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them, without byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def slugify(title: str) -> str:
    """The ``id`` of a heading: ``what-is-a-cable``."""
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _SLUG.sub("-", folded).strip("-") or "section"


class _Renderer(mistune.HTMLRenderer):
    """HTML with ids on headings, and cables as links; notes what it met."""

    def __init__(
        self, root: str, cable_url: Callable[[str], str | None], page_url: Callable[[str], str | None]
    ) -> None:
        super().__init__(escape=False)
        self.root = root
        self.cable_url = cable_url
        self.page_url = page_url
        self.cables: dict[str, None] = {}
        self.toc: list[tuple[str, str]] = []
        self.first_title = ""
        self._anchors: set[str] = set()

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        plain = safe(text).striptags()
        if level == 1:
            # The page's template prints the title; a second one would be a second <h1>.
            self.first_title = self.first_title or plain
            return ""
        anchor = self._anchor(slugify(plain))
        if level == 2:
            self.toc.append((anchor, plain))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def _anchor(self, slug: str) -> str:
        anchor, number = slug, 1
        while anchor in self._anchors:
            number += 1
            anchor = f"{slug}-{number}"
        self._anchors.add(anchor)
        return anchor

    def cable(self, text: str, cable_id: str, anchor: str) -> str:
        url = self.cable_url(cable_id)
        if url is None:
            return str(mistune.escape(text))
        self.cables.setdefault(cable_id)
        return f'<a class="cable" href="{self.root}{url}{anchor}">{mistune.escape(text)}</a>'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        # Mistune knows that words stand in a link only at its end: take the inner link of a cable's ID back.
        target, hash_mark, fragment = url.partition("#")
        page = self.page_url(target) if target.endswith(".md") else None
        address = f"{self.root}{page}{hash_mark}{fragment}" if page else url
        return super().link(_CABLE_LINK.sub(r"\1", text), address, title)


def _inline() -> mistune.InlineParser:
    """Mistune's inline rules and one more: a reference ID is a link."""
    inline = mistune.InlineParser(hard_wrap=False)
    inline.register("cable", _CABLE_ID, _parse_cable, before="link")
    return inline


def _parse_cable(inline: Any, match: re.Match[str], state: Any) -> int:
    attrs = {"cable_id": match["cable_id"], "anchor": match["cable_anchor"] or ""}
    state.append_token({"type": "cable", "raw": match[0], "attrs": attrs})
    return match.end()


def _plugins() -> list[Any]:
    return [mistune.plugins.import_plugin(name) for name in ("table", "footnotes", "def_list", "abbr", "strikethrough")]
