"""Markdown pages and articles → HTML, with the cables they name made links. Pure."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import mistune
from markupsafe import Markup

from cablepress.errors import Problem
from cablepress.markup import safe
from cablepress.yamltext import parse_mapping

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_CABLE_ID: Final = r"\b(?P<cable_id>\d{2,4}[A-Z]{2,}\d+)(?P<cable_anchor>#[a-z0-9-]+)?\b"
_CABLE_LINK: Final = re.compile(r'<a class="cable"[^>]*>(.*?)</a>')
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_LAST: Final = 1_000_000.0
"""Order of pages that have none."""
_KEYS: Final = ("title", "description", "date", "author", "order", "draft")


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
    fields, body, problems = _split(text, path)
    day, order = _iso(fields.get("date")), _number(fields.get("order"))
    for key, value, kept in (("date", fields.get("date"), day), ("order", fields.get("order"), order)):
        if value is not None and kept is None:
            expected = "a date such as 2011-09-01" if key == "date" else "a number"
            message = f"{key}: expected {expected}, found {str(value)[:40]!r}"
            problems.append(Problem("warning", "front-matter-type", message, path, 2, 1))
    folder = posixpath.dirname(path)
    renderer = _Renderer(root, cable_url, lambda link: page_url(posixpath.normpath(posixpath.join(folder, link))))
    markdown = mistune.Markdown(renderer, inline=_inline(), plugins=_plugins())
    html = str(markdown(body))
    slug = path.rpartition("/")[2].removesuffix(".md")
    page = MarkdownPage(
        slug=slug,
        path=path,
        title=str(fields.get("title") or renderer.first_title or slug.replace("-", " ").capitalize()),
        description=str(fields.get("description") or ""),
        date=day or "",
        author=str(fields.get("author") or ""),
        order=_LAST if order is None else order,
        draft=fields.get("draft") is True,
        html=safe(html),  # made by mistune from the site owner's own Markdown
        cables=tuple(renderer.cables),
        toc=tuple(renderer.toc),
    )
    return page, problems


def _split(text: str, path: str) -> tuple[Mapping[str, Any], str, list[Problem]]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text, []
    fields, problems = parse_mapping(match[1] or "", path, "front-matter-syntax", first_line=2)
    for key in fields:
        if key not in _KEYS:
            message = f"unknown key {key!r}; expected {', '.join(_KEYS)}"
            problems.append(Problem("warning", "front-matter-key", message, path, 1, 1))
    return fields, text[match.end() :], problems


def _iso(value: object) -> str | None:
    """An ISO date of what YAML makes of one; ``None`` for anything else."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def _number(value: object) -> float | None:
    """A finite number of reasonable size, else ``None``."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and -_LAST <= value <= _LAST:
        return float(value)
    return None


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
