"""The parts of a file: front matter, chrome before, the meta table, what follows it, chrome after.

::

    file    = [ front matter ], [ chrome ], [ table ], message, [ chrome ] ;
    table   = "Reference ID Created Released Classification Origin", line end, row ;
    row     = ID, gap, created, gap, [ released, gap ], level, gap, origin ;
    level   = "UNCLASSIFIED" | "CONFIDENTIAL" | "SECRET", [ "//NOFORN" | "//FOR OFFICIAL USE ONLY" ] ;
    gap     = blanks | a tab ;

``created`` and ``released`` are moments (see ``moments``); any of the columns may be missing.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.report import Report
from cablepress.model import Cut
from cablepress.moments import MOMENT, parse_moment

_META_HEADING = re.compile(r"[ \t]{0,8}Reference ID[ \t]{1,8}Created\b")
"""The table's heading; what stands before it is the chrome of the site it was scraped from."""

_LEVEL = re.compile(
    rf"(?:^|(?<=[ \t]))(?P<level>{vocabulary.any_of(set(vocabulary.LEVELS.values()))})"
    r"(?:[ \t]?//?[ \t]?(?P<caveat>NOFORN|FOR OFFICIAL USE ONLY))?(?=[ \t]|$)",
    re.IGNORECASE,
)
"""The levels of the table's fourth column: five on all 1,306 pages."""

_USUAL_ROW = re.compile(  # quick path
    r"(?P<id>[0-9]{2,4}[A-Z]+[0-9]+) (?P<created>[0-9-]{10} [0-9]{2}:[0-9]{2}) "
    r"(?:(?P<released>[0-9-]{10} [0-9]{2}:[0-9]{2}) )?"
    r"(?P<level>(?:UNCLASSIFIED|CONFIDENTIAL|SECRET)(?://(?:NOFORN|FOR OFFICIAL USE ONLY))?) (?P<origin>[^ \t/].*)"
)

_CHROME_AFTER = (
    "Post a comment or leave a trackback",
    "Fill in your details below or click",
    "%d bloggers like this",
)
"""How a line of web chrome after a body begins; the first such line and all that follows is cut."""

_CHROME_LINES_AFTER = (
    "Leave a Reply",
    "Share this:",
    "Like this:",
    "Printer-friendly version",
    "Printer friendly version",
    "WikiLeaks Link",
)
"""The same, but only when it is the whole line: as a line's beginning it may be a sentence of the text."""


class Meta(NamedTuple):
    """The five values of the table; ``""`` and ``None`` for what it does not say."""

    id: str = ""
    created: datetime | None = None
    released: datetime | None = None
    classification: str = ""
    origin: str = ""
    line: int = 0
    unread: tuple[str, ...] = ()
    """What stands where a date should, and is none: there is no such day, or it cannot be read."""
    day_only: bool = False
    """Whether ``created`` has no time of the day."""


NO_META = Meta()


def find_meta(lines: list[str], first: int, report: Report, cuts: list[Cut]) -> tuple[Meta, int]:
    """The meta table in ``lines[first:]`` and the index of the line after it; chrome before it is cut.

    The two lines stand side by side in every file of the release; without them everything is text.
    """
    for index in range(first, len(lines)):
        if "Reference ID" in lines[index] and _META_HEADING.match(lines[index]):
            return _read_table(lines, first, index, report, cuts)
    index = next((i for i in range(first, len(lines)) if lines[i].strip()), len(lines))
    if index < len(lines) and (meta := parse_meta(lines[index], index + 1)).classification:
        named = vocabulary.ID_PARTS.fullmatch(meta.id) is not None
        if named or (not meta.unread and (meta.created or meta.released)):
            _report_unread(meta, report)
            return meta, index + 1
    return NO_META, first


def _read_table(lines: list[str], first: int, heading: int, report: Report, cuts: list[Cut]) -> tuple[Meta, int]:
    cut_run(lines, first, heading, "web-chrome", cuts)
    row = heading + 1
    while row < len(lines) and not lines[row].strip():
        row += 1
    if row == len(lines):
        report.add("warning", "meta-missing", "the line below “Reference ID …” is missing", heading + 1)
        return NO_META, heading + 1
    meta = parse_meta(lines[row], row + 1)
    if not meta.id:
        report.add(
            "warning",
            "meta-unreadable",
            "expected “ID created released classification origin” below “Reference ID …”",
            row + 1,
        )
        return NO_META, heading + 1
    _report_unread(meta, report)
    return meta, row + 1


def _report_unread(meta: Meta, report: Report) -> None:
    for words in meta.unread:
        why = "there is no such moment" if MOMENT.fullmatch(words) else "expected a date such as 2007-07-09 00:09"
        report.add("warning", "meta-unreadable", f"the date {words[:60]!r} cannot be read: {why}", meta.line)
    if not meta.unread and meta.created is None:
        report.add("warning", "meta-unreadable", "expected the date of creation behind the ID", meta.line)


def parse_meta(line: str, number: int) -> Meta:
    """The values of one meta line, its columns parted by spaces or tabs; any of them may be absent.

    What is no date is never part of another field: it is put down as ``unread``.
    """
    line = line.strip()
    if usual := _USUAL_ROW.fullmatch(line):  # quick path: 1,306 of 1,306 pages
        sent, released = parse_moment(usual["created"]), parse_moment(usual["released"] or "")
        if sent and (released or not usual["released"]):  # quick path: both days are real
            return Meta(usual["id"], sent, released, usual["level"], usual["origin"], number)
    level = _LEVEL.search(line)
    before = line[: level.start()] if level else line
    dated = MOMENT.match(before)
    cable_id = "" if dated else before.split(None, 1)[0] if before.strip() else ""
    moments, unread, rest = _moments(before[len(cable_id) :], columns="\t" in before)
    if level is None and not moments and not vocabulary.ID_PARTS.fullmatch(cable_id):
        return NO_META
    dates = [*moments, "", ""][:2]
    read = [parse_moment(words) for words in dates]
    unread += tuple([words for words, moment in zip(dates, read, strict=True) if words and not moment])
    classification = level["level"].upper() if level else ""
    if level and level["caveat"]:
        classification += f"//{level['caveat'].upper()}"
    origin = line[level.end() :].strip() if level else rest
    if level and rest:
        unread = (*unread, rest)
    return Meta(cable_id, read[0], read[1], classification, origin, number, unread, ":" not in dates[0])


def _moments(text: str, *, columns: bool) -> tuple[list[str], tuple[str, ...], str]:
    """The words of up to two moments in ``text``, what stands where one should, and what is behind them.

    Words before a moment stand for the first one: that moment is then the second.
    """
    if columns:
        cells = [cell.strip() for cell in text.split("\t")][1:]
        return (
            [cell if MOMENT.fullmatch(cell) else "" for cell in cells[:2]],
            tuple([cell for cell in cells[:2] if cell and not MOMENT.fullmatch(cell)]),
            " ".join(cells[2:]).strip(),
        )
    found: list[str] = []
    unread: tuple[str, ...] = ()
    place = 0
    while len(found) < 2 and (match := MOMENT.search(text, place)):
        if words := text[place : match.start()].strip():
            unread = (*unread, words)
            found.extend([] if found else [""])
        found.append(match[0].strip())
        place = match.end()
    rest = text[place:].strip()
    if rest and len(found) < 2 and rest[0].isdigit():
        words, _, rest = rest.partition("  ") if "  " in rest else (rest, "", "")
        unread = (*unread, words)
    return found[:2], unread, rest


def cut_run(lines: list[str], start: int, end: int, reason: str, cuts: list[Cut]) -> None:
    """List ``lines[start:end]`` as cut, in one piece, if there is anything in them."""
    while start < end and not lines[start].strip():
        start += 1
    while start < end and not lines[end - 1].strip():
        end -= 1
    if start < end:
        cuts.append(Cut(reason, start + 1, "\n".join(lines[start:end])))


def cut_chrome_after(text: str, lines: list[str], first: int, cuts: list[Cut]) -> list[str]:
    """``lines`` without the web chrome at their end, which is listed in ``cuts``; none is before ``lines[first]``.

    They are the lines of ``text``.
    """
    if first and not _CHROME_BEGINS.search(text):  # quick path: most texts have none
        return lines
    for index, line in enumerate(lines):
        if line and line[0] in _MAY_BEGIN_CHROME and index >= first and _is_chrome(line):
            cut_run(lines, index, len(lines), "web-chrome", cuts)
            return lines[:index]
    return lines


_CHROME_BEGINS = re.compile(rf"\n(?:{vocabulary.any_of((*_CHROME_AFTER, *_CHROME_LINES_AFTER))})")
"""Where some of it may stand, found in a whole text in half the time of a look at each line."""
_MAY_BEGIN_CHROME = frozenset(words[0] for words in (*_CHROME_AFTER, *_CHROME_LINES_AFTER))


def _is_chrome(line: str) -> bool:
    return line.startswith(_CHROME_AFTER) or line.rstrip() in _CHROME_LINES_AFTER
