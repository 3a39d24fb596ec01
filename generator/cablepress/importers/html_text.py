"""HTML that a table or a mail has in place of a text: the words without their tags.

Only what is certainly HTML is taken for such: a cable may have signs like ``<142612 …>`` and ``&D;``, which are text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_CERTAIN: Final = re.compile(
    r"\s*<(?:!doctype|html|body|div|p|pre|code|span|table|br)\b[^<>]*>|&#x000A;|&#10;", re.IGNORECASE
)
_TAGS: Final = re.compile(r"</(?:p|div|pre|span|td|li)>|<br ?/?>", re.IGNORECASE)
_FEWEST: Final = 3
"""Tags that part lines, from which on they are no slips."""
_BLOCKS: Final = frozenset(("p", "div", "pre", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "code"))
_LINES: Final = frozenset(("tr", "li"))
_INLINE: Final = frozenset(
    (
        *("a", "abbr", "b", "body", "center", "em", "font", "head", "hr", "html", "i", "s", "small", "span", "strong"),
        *("sub", "sup", "tbody", "td", "th", "thead", "title", "tt", "u"),
    )
)
_HIDDEN: Final = frozenset(("script", "style", "title"))


def is_html(text: str) -> bool:
    """Whether a text is HTML."""
    if "&#" not in text and text.count("<") < _FEWEST and not text.lstrip().startswith("<"):
        return False
    return bool(_CERTAIN.match(text)) or "&#x000A;" in text or len(_TAGS.findall(text)) >= _FEWEST


def text_of_html(markup: str) -> str:
    """The text of a piece of HTML: a line's end for each ``<br>``, a blank line between paragraphs."""
    reader = _Reader(markup)
    return "\n".join(line.rstrip() for line in reader.text().split("\n")).strip("\n") + "\n"


class _Reader(HTMLParser):
    """Takes the words; a tag that HTML does not have is one of them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._hidden = 0
        self.feed(markup.replace("\r\n", "\n"))
        self.close()

    def text(self) -> str:
        return re.sub(r"\n{3,}", "\n\n", "".join(self._parts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._parts.append("\n\n")
        elif tag in _LINES:
            self._parts.append("\n")
        elif tag not in _INLINE:
            self.handle_data(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        # The line's end behind <br> is the same one.
        if self._parts and self._parts[-1] == "\n" and data.startswith("\n"):
            data = data[1:]
        self._parts.append(data)
