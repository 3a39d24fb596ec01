"""Markdown pages and articles → HTML, with the cables they name made links. Pure."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

import mistune
from markupsafe import Markup

from cablepress.errors import Problem
from cablepress.markup import safe
from cablepress.pages.html_filter import filter_html
from cablepress.pages.page_fields import parse_page_fields

_CABLE_ID: Final = r"\b(?P<cable_id>\d{2,4}[A-Z]{2,}\d+)(?P<cable_anchor>#[a-z0-9-]+)?\b"
_CABLE_LINK: Final = re.compile(r'<a class="cable"[^>]*>(.*?)</a>')
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_OTHER_SLUG: Final = re.compile(r"[\W_]+")
_NAMELESS: Final = "section"
"""The ``id`` of a heading without a letter, and once of each without a Latin one: those addresses still lead there."""


class LinkInPage(NamedTuple):
    """An address that a page leads to or shows; ``line`` is that of the Markdown file."""

    url: str
    line: int
    is_picture: bool


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """A Markdown file, read. ``html`` links with addresses relative to the site's root, after ``root``."""

    slug: str
    """File name without ``.md``, with the folders below that of the articles."""
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
    anchors: frozenset[str] = frozenset()
    """Of everything in it that can be linked to."""
    links: tuple[LinkInPage, ...] = ()
    sha256: str = ""
    """Of the file's bytes, hexadecimal."""


def parse_markdown(
    text: str,
    *,
    path: str,
    root: str,
    slug: str = "",
    cable_url: Callable[[str], str | None],
    file_url: Callable[[str], str | None] = lambda path: None,
) -> tuple[MarkdownPage, list[Problem]]:
    """Read one Markdown file.

    ``text`` may begin with YAML front matter (title, description, date, author, order, draft). ``root`` leads from
    its page to the site's root (``../``); ``cable_url`` gives the address of a held cable's page, else ``None``;
    ``file_url`` that of another Markdown file's page, or of a file beside it, so that ``[…](../pages/about.md)`` works.
    A cable is named by its ID (``07ASTANA1848``) or a paragraph of it (``07ASTANA1848#par7``).
    """
    slug = slug or path.rpartition("/")[2].removesuffix(".md")
    lines = normal_lines(text)
    fields, first, problems = parse_page_fields(lines, path)
    folder = posixpath.dirname(path)
    renderer = _Renderer(root, cable_url, lambda link: file_url(posixpath.normpath(posixpath.join(folder, link))))
    markdown = mistune.Markdown(renderer, inline=_inline(), plugins=_plugins())
    filtered = filter_html(str(markdown("\n".join(lines[first:]))))
    place = _Place(lines, first)
    links = tuple(LinkInPage(url, place.of(renderer.written.get(url, url)), shown) for url, shown in filtered.links)
    for what, sign in filtered.left_out:
        message = f"{what} left out; a page holds text, links and pictures"
        problems.append(Problem("warning", "html-left-out", message, path, place.of(sign), 1))
    page = MarkdownPage(
        slug=slug,
        path=path,
        title=fields.title or renderer.first_title or slug.rpartition("/")[2].replace("-", " ").capitalize(),
        description=fields.description,
        date=fields.date,
        author=fields.author,
        order=fields.order,
        draft=fields.draft,
        refused=fields.refused,
        html=safe(filtered.html),  # written anew, of what is allowed
        cables=tuple(renderer.cables),
        toc=tuple(renderer.toc),
        anchors=filtered.anchors,
        links=links,
    )
    return page, problems


class _Place:
    """Finds in which line something stands; what is asked for again, further down."""

    def __init__(self, lines: list[str], first: int) -> None:
        self._lines = [line.casefold() for line in lines]
        self._first = first
        self._next: dict[str, int] = {}

    def of(self, text: str) -> int:
        """Line of ``text``, from 1; that of the first line of the body when it is written otherwise."""
        text = text.casefold()
        begin = self._next.get(text, self._first)
        line = next((number for number in range(begin, len(self._lines)) if text in self._lines[number]), None)
        if line is None:
            return min(begin or self._first + 1, len(self._lines))
        self._next[text] = line + 1
        return line + 1


def normal_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them, without byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def slugify(title: str) -> str:
    """The ``id`` of a heading: ``what-is-a-cable``; letters of other scripts stay as they are (``обзор``)."""
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    plain = _SLUG.sub("-", folded).strip("-")
    return plain or _OTHER_SLUG.sub("-", unicodedata.normalize("NFC", title).lower()).strip("-") or _NAMELESS


class _Renderer(mistune.HTMLRenderer):
    """HTML with ids on headings, and cables as links; notes what it met."""

    def __init__(
        self, root: str, cable_url: Callable[[str], str | None], file_url: Callable[[str], str | None]
    ) -> None:
        # Harmful addresses are left out by the filter, which says so with their place, as of any other HTML.
        super().__init__(escape=False, allow_harmful_protocols=True)
        self.root = root
        self.cable_url = cable_url
        self.file_url = file_url
        self.written: dict[str, str] = {}
        """How an address was written, by what it became."""
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
        slug = slugify(plain)
        anchor = self._anchor(slug)
        # Not a letter of ASCII in it: the address that it had before other scripts were kept.
        before = "" if slug.isascii() else f'<span id="{self._anchor(_NAMELESS)}"></span>'
        if level == 2:
            self.toc.append((anchor, plain))
        return f'<h{level} id="{anchor}">{before}{text}</h{level}>\n'

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
        self.written[f"{self.root}{url}{anchor}"] = cable_id + anchor
        return f'<a class="cable" href="{self.root}{url}{anchor}">{mistune.escape(text)}</a>'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        # Mistune knows that words stand in a link only at its end: take the inner link of a cable's ID back.
        return super().link(_CABLE_LINK.sub(r"\1", text), self._address(url), title)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return super().image(text, self._address(url), title)

    def _address(self, url: str) -> str:
        """Where a link leads: to the page of a Markdown file, to a file's place on the site, else as written."""
        target, hash_mark, fragment = url.partition("#")
        if not target or ":" in target or target.startswith("/"):
            return url
        found = self.file_url(unquote(target))
        if found is None:
            return url
        address = f"{self.root}{quote(found)}{hash_mark}{fragment}"
        self.written[address] = url
        return address


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
