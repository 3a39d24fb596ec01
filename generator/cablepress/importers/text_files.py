"""One cable, one text file: a scraper's five head lines, plain and PDF text, PlusD, and files in our own form.

None has a table. What the front matter needs is taken from the head lines or the file's name, else from the lines of
the text that say it (``headings``); the text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.headings import classification_in, described, moment_in
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord, Place, split_file, value_in
from cablepress.importers.text import ID, LEVELS, cable_id_in, decode, parse_moment
from cablepress.moments import MONTHS
from cablepress.names import SAFE_NAME

_RUBY: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([0-9]{2}) [0-9:]{8} (?:[+-][0-9]{4}|[A-Z]{3,4}) ([0-9]{4})"
)
"""``Thu Aug 23 00:00:00 +0200 2001``: the day in the scraper's own zone; the hour was lost."""
_LEVEL_LINE: Final = re.compile(rf"(?:{'|'.join(LEVELS)})(?://.*)?")
_META: Final = re.compile(r"^.{0,200}Reference ID[ \t]+Created", re.MULTILINE)
_META_ROW: Final = re.compile(r"([0-9]{2,4}[A-Z]+[0-9]+)[ \t]+[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}\b")
_TABLE: Final = re.compile(
    r"^[ \t]*Reference ID[ \t]+Created\b[^\n]*\n[ \t]*[0-9]{2,4}[A-Z]+[0-9]+[ \t]+[0-9]{4}-[0-9]{2}-[0-9]{2} ",
    re.MULTILINE,
)
_OF_TEXTS: Final = re.compile(r"\b(?:body|text|header|content)\b", re.IGNORECASE)
_OWN_KEYS: Final = re.compile(
    r"^(?:id|created|released|classification|origin|subject|source|withdrawn|note|invented): ", re.MULTILINE
)
_SIGNS: Final = re.compile(
    r"^[ \t]*(?:VZCZC|ZNY |DE R[A-Z]{3,6} #|(?:[ZOPR] ){1,3}[0-9]{6}Z |FM [A-Z]{2}|E\.? ?O\.? ?1[0-9]{4}|TAGS\b|SUBJ|"
    r"SIPDIS|(?:C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|S ?E ?C ?R ?E ?T|U ?N ?C ?L ?A ?S)\b|"
    r".{0,200}partial extract of the original cable)",
    re.MULTILINE,
)
_PLUSD: Final = re.compile(
    r"^(?:[A-Z ]{0,40} )?PAGE 0?1 +(?P<post>[A-Z][A-Z .]{1,24}?) +(?P<number>[0-9]{4,6})\b", re.MULTILINE
)
_TOP: Final = 12_000
"""Characters in which the page line of a telegram must stand."""
_ODD_ID: Final = re.compile(r"([0-9]{2,4}[A-Z][A-Z0-9]{1,60}[0-9])$")
"""``08SECTION01GF02BISHIEK21``: odd IDs are kept as published."""
_OTHER: Final = re.compile(r"\.(?:[ct]sv|tab|jsonl?|ndjson|sql|xml|xlsx?|ods|html?|mbox)$", re.IGNORECASE)
"""Names of files that hold many cables: in a form that is not known, they are no text of one."""
_COPY: Final = re.compile(r"(?: \(\d{1,3}\)| copy| - Copy|\(\d{1,3}\))$")
"""What browsers and systems add to the name of a second file."""
_CANONICAL: Final = re.compile(r"Canonical ID:?\s{1,9}([0-9]{4}[A-Z]{2,9}[0-9]{2,8}(?:_[a-z])?)\b")
"""In the table above the text, on the pages of PlusD."""
_KEY_BLOCK: Final = re.compile(r"BEGIN PGP PUBLIC KEY BLOCK")
_KEY_END: Final = re.compile(r"-{2,}END PGP PUBLIC KEY BLOCK-{2,}[ \t]*\n?")


def stem_id(entry: Entry) -> str:
    """The Reference ID in a file's name; empty without one."""
    return id_in_name(entry.stem)


def id_in_name(stem: str) -> str:
    """The Reference ID that a name is, or ends or begins with (``scraper-01ZENDA4425``, ``01ZENDA4425 - Harbour``)."""
    stem = _COPY.sub("", stem)
    found = re.search(rf"(?:^|[^A-Za-z0-9])({ID.pattern})$", stem) or _ODD_ID.match(stem)
    found = found or re.match(rf"({ID.pattern})(?![A-Za-z0-9])", stem)
    return found[1] if found else cable_id_in(stem)


def is_own(entry: Entry) -> bool:
    """Whether it is a file as Cablepress itself reads them: front matter, or the table of two lines."""
    head = entry.head_text
    if head.startswith("---\n"):
        return bool(_OWN_KEYS.search(split_file(head[:20_000]).front_matter))
    heading = _META.search(head)
    if heading is None:
        return _is_row(head.lstrip())
    names, *rows = head[heading.start() :].split("\n", 3)[:3]
    # A table of several cables has their texts in columns of its own, or a row below the other.
    return not (_OF_TEXTS.search(names) or (len(rows) > 1 and all(map(_is_row, rows))))


def _is_row(line: str) -> bool:
    return _META_ROW.match(line.lstrip()) is not None


def read_own(entry: Entry) -> Iterator[CableRecord | Problem]:
    """A file in our own form, as it is; one with several tables holds as many cables."""
    text = decode(entry.read())
    begins = [found.start() for found in _TABLE.finditer(text)]
    if len(begins) < 2:
        yield _own_record(entry, text, 1)
        return
    for begin, end in pairwise([0, *begins[1:], len(text)]):
        yield _own_record(entry, text[begin:end], text.count("\n", 0, begin) + 1)


def _own_record(entry: Entry, text: str, line: int) -> CableRecord:
    parts = split_file(text)
    row = next((row for line in parts.text.split("\n") if (row := _META_ROW.match(line.strip()))), None)
    dates = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", row.string) if row else []
    return CableRecord(
        id=value_in(parts.front_matter, "id") or (row[1] if row else "") or entry.stem,
        text=parts.text,
        place=Place(entry.path, line),
        created=parse_moment((value_in(parts.front_matter, "created") or "".join(dates[:1]))[:16]),
        released=parse_moment((value_in(parts.front_matter, "released") or "".join(dates[1:2]))[:16]),
        front_matter=parts.front_matter,
        as_is=True,
    )


def is_scraped(entry: Entry) -> bool:
    """Whether the five head lines are there: ID, subject, date, classification, origin."""
    lines = entry.head_text[:4000].lstrip("\ufeff\n").split("\n", 5)
    return len(lines) > 5 and bool(SAFE_NAME.fullmatch(lines[0].strip()) and _scraped_day(lines[2]))


def read_scraped(entry: Entry) -> Iterator[CableRecord | Problem]:
    """A scraper's file. The subject is only its first line, so the text's own is taken."""
    head, text = _head_and_text(decode(entry.read()).lstrip("\ufeff\n"))
    cable_id, _, date, level, origin = (line.strip() for line in head)
    day = _scraped_day(date)
    sent = moment_in(text)
    near = day is not None and sent is not None and abs(sent - day) < timedelta(days=2)
    yield CableRecord(
        id=cable_id,
        text=text,
        place=Place(entry.path, 1),
        source=f"{entry.name}, text file of a scraper",
        created=sent if near else day,
        classification=level if _LEVEL_LINE.fullmatch(level) else classification_in(text),
        origin=origin,
    )


def _head_and_text(text: str) -> tuple[list[str], str]:
    *head, rest = text.split("\n", 5)
    return head, rest


def _scraped_day(line: str) -> datetime | None:
    found = _RUBY.fullmatch(line.strip())
    if not found:
        return None
    try:
        return datetime(int(found[3]), MONTHS[found[1].upper()], int(found[2]), tzinfo=UTC)
    except (KeyError, ValueError):
        return None


def is_plusd(entry: Entry) -> bool:
    """Whether it is a telegram of the 1970s as PlusD shows it: ``PAGE 01 ZENDA 01234`` near its beginning."""
    cable_id = stem_id(entry)
    if cable_id and not re.match(r"(?:19|20)\d\d[A-Z]", cable_id):
        return False
    return bool(_PLUSD.search(_without_key(entry.head_text), 0, _TOP))


def read_plusd(entry: Entry) -> Iterator[CableRecord | Problem]:
    """A telegram of PlusD; the page's key block before it is cut, as the navigation of any page."""
    text = _without_key(decode(entry.read()))
    sent = moment_in(text)
    canonical = _CANONICAL.search(text, 0, _TOP)
    cable_id = stem_id(entry) or (canonical[1] if canonical else "")
    if not cable_id and (found := _PLUSD.search(text, 0, _TOP)) and sent:
        post = re.sub(r"[^A-Z]", "", found["post"])[:6]
        cable_id = f"{sent.year}{post}{found['number'].zfill(5)}"
        message = f"the file's name is not a Reference ID; {cable_id} was made of the page line and the date"
        yield Problem("warning", "id-derived", message, entry.path, 1, 1, cable_id)
    yield from _described(entry, cable_id, text, "PlusD text")


def is_text(entry: Entry) -> bool:
    """Whether a plain text has the signs of a cable, and is not by its name something else."""
    return not _OTHER.search(entry.name) and bool(_SIGNS.search(entry.head_text))


def read_text(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Plain or PDF text, named by its ID."""
    yield from _described(entry, stem_id(entry), decode(entry.read()), "text")


def _described(entry: Entry, cable_id: str, text: str, form: str) -> Iterator[CableRecord | Problem]:
    """A record of a text alone, where there is an ID for it."""
    if not cable_id:
        message = f"the file's name, {entry.stem[:60]!r}, is not a Reference ID; expected one such as 07ASTANA1848.txt"
        yield Problem("error", "id-missing", message, entry.path)
        return
    yield described(cable_id, text, Place(entry.path, 1), f"{entry.name}, {form}")


def _without_key(text: str) -> str:
    """``text`` without the key block that stored pages of PlusD begin with."""
    first = _KEY_BLOCK.search(text, 0, 4000)
    if not first:
        return text
    last = _KEY_END.search(text, first.end())
    return text[last.end() :].lstrip("\n") if last else text
