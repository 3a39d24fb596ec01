"""The parts of a file: front matter, chrome before, the meta table, what follows it, chrome after."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from cablepress.cable.report import Report
from cablepress.model import Cut

_META_HEADING = re.compile(r"[ \t]{0,8}Reference ID[ \t]{1,8}Created\b")
"""The table's heading; what stands before it is the chrome of the site it was scraped from."""

_META_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ \tT][0-9]{1,2}:[0-9]{2}Z?)?")

_META_CLASSIFICATION = re.compile(
    r"(UNCLASSIFIED|CONFIDENTIAL|SECRET)(?:[ \t]?//[ \t]?(NOFORN|FOR OFFICIAL USE ONLY))?(?=[ \t]|$)"
)
"""The five levels of the table's fourth column, as on all 1,306 pages."""

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
    return meta, row + 1


def parse_meta(line: str, number: int) -> Meta:
    """The values of one meta line, its columns parted by spaces or tabs; the released date may be absent."""
    line = line.rstrip()
    date = _META_DATE.search(line)
    if date is None:
        return NO_META
    created = parse_moment(date[0])
    released = None
    end = date.end()
    second = _META_DATE.search(line, end, end + 24)
    if second is not None and not line[end : second.start()].strip():
        released = parse_moment(second[0])
        end = second.end()
    rest = line[end:].strip()
    level = _META_CLASSIFICATION.match(rest)
    if level is None:
        return Meta(line[: date.start()].strip(), created, released, "", rest, number)
    classification = f"{level[1]}//{level[2]}" if level[2] else level[1]
    return Meta(line[: date.start()].strip(), created, released, classification, rest[level.end() :].strip(), number)


def parse_moment(text: str) -> datetime | None:
    """``2007-07-09 00:09`` or ``2007-07-09T00:09Z`` as aware UTC; ``None`` if there is no such moment."""
    try:
        if len(text) == len("2007-07-09 00:09") and text[-3] == ":":  # quick path: the usual form
            return datetime.fromisoformat(f"{text}+00:00")
        day = int(text[:4]), int(text[5:7]), int(text[8:10])
        hour, _, minute = text[11:].rstrip("Z").partition(":")
        return datetime(*day, int(hour or 0), int(minute or 0), tzinfo=UTC)
    except ValueError:
        return None


def cut_run(lines: list[str], start: int, end: int, reason: str, cuts: list[Cut]) -> None:
    """List ``lines[start:end]`` as cut, in one piece, if there is anything in them."""
    while start < end and not lines[start].strip():
        start += 1
    while start < end and not lines[end - 1].strip():
        end -= 1
    if start < end:
        cuts.append(Cut(reason, start + 1, "\n".join(lines[start:end])))


def cut_chrome_after(lines: list[str], first: int, cuts: list[Cut]) -> list[str]:
    """``lines`` without the web chrome at their end, which is listed in ``cuts``; none is before ``lines[first]``."""
    for index, line in enumerate(lines):
        if line and line[0] in _MAY_BEGIN_CHROME and index >= first and _is_chrome(line):
            cut_run(lines, index, len(lines), "web-chrome", cuts)
            return lines[:index]
    return lines


_MAY_BEGIN_CHROME = frozenset(words[0] for words in (*_CHROME_AFTER, *_CHROME_LINES_AFTER))


def _is_chrome(line: str) -> bool:
    return line.startswith(_CHROME_AFTER) or line.rstrip() in _CHROME_LINES_AFTER
