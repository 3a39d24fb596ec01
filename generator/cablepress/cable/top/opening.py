"""Where the body begins, and the header or the notice above it.

::

    message = [ notice | header ], [ mail listing ], [ date line ], classification line, top, text ;

The body is found by its classification line, not by the first blank line: that is right in 1,296 of 1,301 cables. Where
none is found the header's own lines tell its end.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines
from cablepress.cable.text.openings import begins_marked
from cablepress.cable.top.classification import (
    ClassificationLine,
    find_glued,
    parse_classification,
    parse_misprinted,
    with_date_line,
)
from cablepress.cable.top.header import parse_header
from cablepress.cable.top.keywords import FIELD, begins_field
from cablepress.model import Cut, Header

_HEADER_LINE = re.compile(
    r"R[UH][A-Z]{3,6}/|VZCZC|ZNY |ZNR |DE R[A-Z]{3,6} #|[ZOPR]{2} R[A-Z]{4,6}|(?:[ZOPR] ){0,3}[0-9]{6}Z |"
    r"FM [A-Z]|TO R?U?[A-Z]|INFO |ACTION |PAGE [0-9]{2} |(?:AM)?(?:EMBASSY|CONSUL) [A-Z]"
)
"""A line that only a transmission header has; used where no classification line ends it."""

_MAY_BEGIN_HEADER = frozenset("RVZDOPFTIAEC0123456789")
_MAY_BEGIN_NUMBER = frozenset("123456789(¶")
"""With these no classification line begins."""
_LISTING_LINE = re.compile(r"[ \t>]{0,4}[A-Z][A-Za-z -]{1,20}:[ \t]")
"""``From:``, ``Sent:``, ``Subject:``, ``Class:`` of a printed mail or list of messages."""
_MESSAGE_RULE = re.compile(r"-{3,60} ?[A-Za-z ]{3,30} ?-{3,60}")
"""``-----Original Message-----``."""
LONGEST_LISTING = 16
"""Lines of a mail listing, and between it and the classification line."""


SHORTEST_LINE = 3
"""Characters of any line by which the opening is told: ``TAG``, ``EO:``."""
SHORTEST_MISPRINT = 5
"""The same of a classification line, misprinted or glued."""


class Opening(NamedTuple):
    """The body begins with line ``at``; ``line`` is the number of its classification line in the file, 0 without."""

    at: int
    classification: ClassificationLine | None
    line: int
    missing: bool
    """Whether a header ends without a classification line."""


def find_opening(raw: Lines, cuts: list[Cut]) -> tuple[Lines, Opening]:
    """Where the body of ``raw`` begins; with ``raw`` itself, less a mail listing and with a lost line end restored."""
    opening, stop = _look(raw)
    if opening.classification and opening.classification.number:  # quick path: what follows is for want of one
        return raw, opening
    if listing := _listing(raw.text, stop):
        begin, end = listing
        cuts.append(Cut("mail-listing", raw.number[begin], "\n".join(raw.text[begin:end])))
        raw = Lines(raw.text[:begin] + raw.text[end:], [*raw.number[:begin], *raw.number[end:]])
        return find_opening(raw, cuts)
    none: set[str] = set()
    for index, line in enumerate(raw.text[:stop]):
        if len(line) < SHORTEST_MISPRINT or line in none:  # quick path
            continue
        if not _HEADER_LINE.match(line) and (found := parse_misprinted(line)):
            at = with_date_line(raw.text, index)
            return raw, Opening(at, found, raw.number[index], missing=False)
        if (column := find_glued(line)) > 0:
            text = [*raw.text[:index], line[:column].rstrip(), line[column:], *raw.text[index + 1 :]]
            raw = Lines(text, [*raw.number[: index + 1], *raw.number[index:]])
            return raw, Opening(index + 1, parse_classification(line[column:]), raw.number[index], missing=False)
        none.add(line)
    return raw, opening


def _look(raw: Lines) -> tuple[Opening, int]:
    """The opening by the plain forms, and the index of the first line that is surely behind it."""
    lines = raw.text
    weak = last_header = -1
    stop = len(lines)
    above = ""
    for index, line in enumerate(lines):
        if len(line) < SHORTEST_LINE or line == above:  # quick path
            continue
        first = line[0]
        if first in _MAY_BEGIN_HEADER and _HEADER_LINE.match(line):
            last_header = index
            weak, above = -1, ""
            continue
        above = line
        found = parse_classification(line) if first not in _MAY_BEGIN_NUMBER else None
        if found and found.number:
            return Opening(with_date_line(lines, index), found, raw.number[index], missing=False), index
        if found:
            weak = index if weak < 0 else weak
        elif begins_field(line) or begins_marked(line):
            stop = index
            break
    if weak >= 0:
        begin = with_date_line(lines, weak)
        return Opening(begin, parse_classification(lines[weak]), raw.number[weak], missing=False), stop
    if last_header < 0:
        return Opening(0, None, 0, missing=False), stop
    index = last_header + 1
    while index < stop and lines[index]:
        index += 1
    return Opening(index, None, 0, missing=True), stop


def _listing(lines: list[str], stop: int) -> tuple[int, int] | None:
    """First line and end of a mail listing whose Subject is line ``stop``: a classification line follows below it."""
    if stop >= len(lines) or not _LISTING_LINE.match(lines[stop]) or lines[stop].lstrip()[:7].upper() != "SUBJECT":
        return None
    end = stop + 1
    for index in range(stop + 1, min(stop + LONGEST_LISTING, len(lines))):
        line = lines[index]
        if _LISTING_LINE.match(line) and not FIELD.match(line) and end == index:
            end = index + 1
        elif line and FIELD.match(line):
            return None
        elif line and ((found := parse_classification(line)) or (found := parse_misprinted(line))) and found.number:
            begin = stop
            while begin > 0 and (_LISTING_LINE.match(lines[begin - 1]) or _MESSAGE_RULE.match(lines[begin - 1])):
                begin -= 1
            return begin, end
    return None


def read_header(raw: Lines, end: int) -> tuple[Header, tuple[int, str] | None]:
    """The header before the body, or the notice that stands for it (92 cables) with its line number."""
    first = 0
    while first < end and not raw.text[first]:
        first += 1
    while end > first and not raw.text[end - 1]:
        end -= 1
    if first == end:
        return Header(), None
    if end - first == 1 and vocabulary.EXTRACT_NOTICE.match(raw.text[first]):
        return Header(), (raw.number[first], raw.text[first])
    return parse_header(raw.text[first:end], raw.number[first]), None
