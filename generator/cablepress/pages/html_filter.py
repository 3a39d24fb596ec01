"""The HTML of a Markdown page, with nothing in it that runs, loads from elsewhere, sends or leads away by itself.

Raw HTML in Markdown is the keeper's own, but also what was pasted from somewhere. So a page is read tag by tag and
written anew: only tags and attributes for text pass. Scripts, frames, forms, event handlers, inline styles, redirects
(``meta refresh``) and pictures from other hosts do not; what is left out is said.
On the way all links and ids are noted.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import mistune

_TAGS: Final = frozenset(
    """
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn
    div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav ol p pre q rp rt ruby
    s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """.split()  # noqa: SIM905 - read as a list of words
)
_VOID: Final = frozenset(("br", "col", "hr", "img", "wbr"))
_END_MAY_LACK: Final = frozenset(
    ("p", "li", "dd", "dt", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rp", "rt", "caption")
)
_RAW: Final = frozenset(("script", "style"))
"""Elements whose content is no text: it goes with them."""

_GLOBAL: Final = frozenset(("id", "class", "lang", "dir", "title", "role"))
_ATTRIBUTES: Final = {
    "a": frozenset(("href", "rel", "hreflang", "download", "name")),
    "img": frozenset(("src", "alt", "width", "height", "loading", "decoding")),
    "blockquote": frozenset(("cite",)),
    "q": frozenset(("cite",)),
    "del": frozenset(("cite", "datetime")),
    "ins": frozenset(("cite", "datetime")),
    "time": frozenset(("datetime",)),
    "ol": frozenset(("start", "type", "reversed")),
    "li": frozenset(("value",)),
    "td": frozenset(("colspan", "rowspan", "headers", "align")),
    "th": frozenset(("colspan", "rowspan", "headers", "scope", "align", "abbr")),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "details": frozenset(("open",)),
}
_ALIGNED: Final = re.compile(r"text-align:\s*(left|right|center);?\Z")
_SCHEMES: Final = frozenset(("", "http", "https", "mailto", "tel", "ftp", "ftps", "irc", "ircs"))
_PICTURE_DATA: Final = re.compile(r"data:image/(?:gif|png|jpeg|webp)[;,]", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")


class PageLink(NamedTuple):
    """An address that a page leads to or shows."""

    url: str
    is_picture: bool


class FilteredHtml(NamedTuple):
    """A page's HTML as it may be published."""

    html: str
    anchors: frozenset[str]
    links: tuple[PageLink, ...]
    left_out: tuple[tuple[str, str], ...]
    """What was left out, in words, and by what it can be found in the source."""


def filter_html(html: str) -> FilteredHtml:
    """``html`` written anew from what is allowed in a page; see the module."""
    page = _Filter()
    page.feed(html)
    page.close()
    page.finish()
    return FilteredHtml(
        "".join(page.parts), frozenset(page.anchors), tuple(page.links), tuple(dict.fromkeys(page.left_out))
    )


class _Filter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.anchors: set[str] = set()
        self.links: list[PageLink] = []
        self.left_out: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._opened: Counter[str] = Counter()
        self._raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.left_out.append((f"<{tag}>", f"<{tag}"))
            self._raw = tag if tag in _RAW else self._raw
            return
        if tag == "img" and self._is_elsewhere(dict(attrs).get("src") or ""):
            self._link_picture(dict(attrs))
            return
        kept = [shown for name, value in attrs if (shown := self._attribute(tag, name, value))]
        self.parts.append(f"<{tag}{''.join(kept)}{' /' if tag in _VOID else ''}>")
        if tag not in _VOID:
            self._open.append(tag)
            self._opened[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A slash closes nothing in HTML: <b/> opens a <b>.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._raw:
            self._raw = ""
        elif self._opened[tag]:
            self._opened[tag] -= 1
            # Of those open the last of its name.
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag)]
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.parts.append(data.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

    def handle_entityref(self, name: str) -> None:
        if not self._raw:
            self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        if not self._raw:
            self.parts.append(f"&#{name};")

    def finish(self) -> None:
        """Close what was left open, so that a page's own tags stay its own."""
        self.parts += [f"</{tag}>" for tag in reversed(self._open) if tag not in _END_MAY_LACK]

    def _attribute(self, tag: str, name: str, value: str | None) -> str:
        """The attribute as it is written; empty when it may not be there."""
        text = value or ""
        if name == "style" and (aligned := _ALIGNED.match(text)) and tag in ("td", "th"):
            name, text = "align", aligned[1]
        allowed = name in _GLOBAL or name.startswith("aria-") or name in _ATTRIBUTES.get(tag, ())
        if not allowed:
            self.left_out.append((f"{name}= of <{tag}>", name))
            return ""
        if name in ("href", "src", "cite") and not self._is_allowed(name, text):
            self.left_out.append((f"the address {text[:60]!r} of <{tag}>", text[:40]))
            return ""
        if name in ("id", "name"):
            self.anchors.add(text)
        if name in ("href", "src"):
            self.links.append(PageLink(text, name == "src"))
        return f" {name}" if value is None else f' {name}="{mistune.escape(text)}"'

    @staticmethod
    def _is_allowed(name: str, url: str) -> bool:
        plain = _UNSEEN.sub("", url)
        if name == "src" and _PICTURE_DATA.match(plain):
            return True
        try:
            return urlsplit(plain).scheme.lower() in _SCHEMES
        except ValueError:
            return False

    @staticmethod
    def _is_elsewhere(url: str) -> bool:
        """Whether a picture would be asked of another host, which learns who reads the page."""
        plain = _UNSEEN.sub("", url).replace("\\", "/")
        return plain.startswith("//") or plain.lower().startswith(("http:", "https:", "ftp:", "ftps:"))

    def _link_picture(self, attrs: dict[str, str | None]) -> None:
        url = attrs.get("src") or ""
        self.left_out.append((f"the picture {url[:60]!r} from another host (a link is there instead)", url[:40]))
        words = mistune.escape(attrs.get("alt") or url)
        self.parts.append(f'<a href="{mistune.escape(url)}">{words}</a>')
