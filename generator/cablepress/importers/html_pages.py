"""Pages of the original site, ``cable/YYYY/MM/ID.html``, as mirrors of 2010 and 2011 have them.

One form throughout: XHTML with long navigation before the cable; the last ``<table class='cable'>`` before the text
has the five values, and sometimes a third row with news articles; then two ``<code><pre>``, header and body, whose
line ends are ``&#x000A;``. The heading above the table has only the first line of the subject, with pieces missing,
and the ``title`` beside the classification is another one: neither is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.text import GROUP, ID, decode, moment_of_group, parse_moment

_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,400}?-->\s*)?(?:<!DOCTYPE html|<html\b|<head\b)", re.IGNORECASE | re.DOTALL
)
_TABLE: Final = re.compile(
    r"<table\b[^<>]*\bclass\s{0,4}=\s{0,4}(?:cable\b(?![\w-])|['\"][^'\"<>]*(?<![\w-])cable(?![\w-])[^'\"<>]*['\"])[^<>]*>",
    re.IGNORECASE,
)
_TABLE_END: Final = re.compile(r"</table\s{0,4}>", re.IGNORECASE)
_ROW: Final = re.compile(r"<tr\b", re.IGNORECASE)
_CELL: Final = re.compile(r"<td\b", re.IGNORECASE)
_LINK: Final = re.compile(r"<a\b[^<>]*\bhref=['\"]([^'\"]+)['\"]", re.IGNORECASE)
_OPENING: Final = re.compile(r"<code\b[^<>]{0,200}>\s{0,8}<pre\b[^<>]{0,200}>", re.IGNORECASE)
_CLOSING: Final = re.compile(r"</pre\s{0,4}>\s{0,8}</code\s{0,4}>", re.IGNORECASE)
_ANCHOR: Final = re.compile(r"<a\b[^<>]*\bid=['\"]par[^'\"<>]*['\"][^<>]*>[^<]{0,3}</a>", re.IGNORECASE)
_BREAK: Final = re.compile(r"(\S)<br ?/?>(?=\S)", re.IGNORECASE)
_TAG: Final = re.compile(r"</?(?:a|br|strong|em|td|tr|table)(?:\s[^<>]*|/)?>", re.IGNORECASE)
"""The only elements that occur in texts; ``<142612 …>`` is text."""
_ENTITY: Final = re.compile(r"&(?:#[xX]([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|nbsp));")
"""The only entities that occur; ``&D;`` and ``&processes8;`` are text."""
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\xa0"}
_MONTH: Final = re.compile(r"(?:^|/)cable/(?:undated|[0-9]{4}/[0-9]{1,2})$")
"""The folder of cables, by month."""
_TWICE: Final = re.compile(r"https?://(?=https?://)", re.IGNORECASE)
_OF_CABLEPRESS: Final = re.compile("name=citation_technical_report_number")
"""A page that Cablepress made: the text is in ``ID.txt`` beside it."""
_NOT_HELD: Final = "cited"
"""The folder in which a site of Cablepress has pages of cables that it does not hold."""
_TOP: Final = 8000
"""Characters in which the header must stand."""


def is_page(entry: Entry) -> bool:
    """Whether ``entry`` is an HTML page at all."""
    return bool(_PAGE.match(entry.head_text[:2000]))


def names_cable(name: str) -> bool:
    """Whether a page of this name must hold a cable: one of another list or an article may be passed over."""
    folder, _, file = name.rpartition("/")
    stem = file.partition(".")[0]
    if folder.rpartition("/")[2] == _NOT_HELD:
        return False
    return bool(ID.fullmatch(stem)) or (bool(_MONTH.search(folder)) and stem != "index")


def read_page(entry: Entry) -> Iterator[CableRecord | Problem]:
    """The cable of a page; nothing for a page of the mirror that holds none (lists, articles)."""
    text = decode(entry.read())
    blocks = _blocks(text)
    tables = list(_TABLE.finditer(text, 0, blocks[0][0] if blocks else len(text)))
    if not tables or not blocks:
        if names_cable(entry.name) and not _OF_CABLEPRESS.search(text, 0, _TOP):
            yield Problem("error", "page-without-cable", _missing(tables=bool(tables)), entry.path)
        return
    table = _TABLE_END.split(text[tables[-1].end() : blocks[0][0]], maxsplit=1)[0]
    rows = [_CELL.split(row)[1:] for row in _ROW.split(table)]
    values = next(([_plain(f"<td{cell}") for cell in cells] for cells in rows if len(cells) == 5), None)
    line = text.count("\n", 0, tables[-1].start()) + 1
    if values is None:
        yield Problem("error", "page-without-cable", "the table of the page has no row of five cells", entry.path, line)
        return
    cut = _cut_short(text, blocks)
    if cut:
        message = "the page breaks off within the text; what is there is taken"
        yield Problem("warning", "page-truncated", message, entry.path, text.count("\n", 0, cut[0]) + 1, 1, values[0])
    texts = [_text(text[start:end]) for start, end in (*blocks, *([cut] if cut else []))]
    header = texts[0] if len(texts) > 1 else ""
    created, released = parse_moment(values[1]), parse_moment(values[2])
    for name, value, moment in (("created", values[1], created), ("released", values[2], released)):
        if value and moment is None:
            yield Problem("warning", "date-unreadable", f"{name}: {value!r} is not a date and time", entry.path, line)
    yield CableRecord(
        id=values[0],
        text="\n\n".join(part for part in (header.strip("\n"), *texts[bool(header) :]) if part),
        place=Place(entry.path, line),
        source=f"{entry.name}, a page of the original site",
        created=_settled(created, "\n".join(texts)[:_TOP]),
        released=released,
        classification=values[3],
        origin=values[4],
        articles=tuple(dict.fromkeys(_TWICE.sub("", link) for link in _articles(table))),
    )


def _blocks(text: str) -> list[tuple[int, int]]:
    """Where the contents of each ``<code><pre>`` begin and end."""
    ends = [found.start() for found in _CLOSING.finditer(text)]
    blocks = []
    last = 0
    for found in _OPENING.finditer(text):
        place = bisect_left(ends, found.end())
        if place < len(ends) and found.start() >= last:
            last = ends[place]
            blocks.append((found.end(), last))
    return blocks


def _cut_short(text: str, blocks: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The ``<code><pre>`` behind the last whole one that has no end, in a page that breaks off."""
    opened = _OPENING.search(text, blocks[-1][1])
    return (opened.end(), len(text)) if opened else None


def _missing(*, tables: bool) -> str:
    found = "no text" if tables else "no table of a cable"
    return f"the page has {found}; expected <table class='cable'> and two <code><pre>"


def _articles(table: str) -> list[str]:
    """Links of the row "Appears in these articles"."""
    rows = (row for row in _ROW.split(table) if "colspan" in row and "Appears in" in row)
    return [_decoded(link) for row in rows for link in _LINK.findall(row)]


def _plain(cell: str) -> str:
    return " ".join(_decoded(re.sub(r"<[^>]*>", "", cell)).split())


def _text(markup: str) -> str:
    """The text of a ``<pre>``: the signs before paragraphs, links and stray tags taken out, entities decoded once."""
    markup = _BREAK.sub(r"\1&#x000A;", _ANCHOR.sub("", markup))
    return _decoded(_TAG.sub("", markup))


def _decoded(markup: str) -> str:
    return _ENTITY.sub(_character, markup) if "&" in markup else markup


def _character(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 13:
        return ""
    usable = code in (9, 10) or (32 <= code < 0x110000 and not 0xD800 <= code < 0xE000)
    return chr(code) if usable else found[0]


def _settled(created: datetime | None, top: str) -> datetime | None:
    """``created`` with the minute of the date-time group.

    Pages of 2010 and early 2011 repeat the hour as the minute, in its 12-hour form (``18:06``).
    """
    if created is None or created.minute != (created.hour % 12 or 12):
        return created
    for sent in filter(None, map(moment_of_group, GROUP.finditer(top))):
        if sent.replace(minute=created.minute) == created:
            return sent
    return created
