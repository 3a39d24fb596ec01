"""Records of the archive's dump as text: ``id: / date: / refid: …`` to ``header ends`` and ``CABLE ENDS``.

Newspapers worked with the archive in this form. A file holds one record or any number of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.text import MOST_IN_CABLE, parse_moment, split_list

_KEYS: Final = ("id", "date", "refid", "origin", "classification", "destination", "header")
_KEY: Final = re.compile(
    rf"({'|'.join(_KEYS)})(?:[ \t]{{0,8}}:[ \t]{{2,8}}(?=\S)|[ \t]{{0,8}}:[ \t]?)(.*)", re.IGNORECASE
)
_FIRST: Final = re.compile(r"id[ \t]{0,8}:[ \t]*\d+[ \t]*$", re.IGNORECASE)
_SECOND: Final = re.compile(r"(?:date|refid)[ \t]{0,8}:[ \t]", re.IGNORECASE)
_HEADER_ENDS: Final = re.compile(r"-{5,}[ \t]*header ends[ \t]*-{5,}[ \t]*$", re.IGNORECASE)
_CABLE_ENDS: Final = re.compile(r"={5,}[ \t]*CABLE ENDS[ \t]*={5,}[ \t]*$")
_MARK: Final = re.compile(r"^id[ \t]{0,8}:[ \t]*\d+[ \t]*\n(?:date|refid)[ \t]{0,8}:", re.IGNORECASE | re.MULTILINE)


def is_dump(entry: Entry) -> bool:
    """Whether the file begins with such a record."""
    return bool(_MARK.match(entry.head_text.lstrip("\ufeff\n ")))


def read_dump(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each record of the file; one that is not whole is told by its line."""
    taken: list[str] = []
    begins = size = number = 0
    for line_number, line in enumerate(entry.lines(), 1):
        text = line.rstrip("\r\n")
        if _SECOND.match(text) and taken and _FIRST.match(taken[-1]):
            # Two lines that only a record begins with: the one above has ended, or never will.
            before, taken = taken[:-1], [*taken[-1:], text]
            if any(map(str.strip, before)):
                number += 1
                yield from _unclosed(entry, before, begins, number)
            begins, size = line_number - 1, 0
        elif _CABLE_ENDS.match(text):
            number += 1
            yield _record(entry, taken, begins, number)
            taken, begins, size = [], line_number + 1, 0
        elif size > MOST_IN_CABLE:
            number += 1
            yield _broken(entry, begins, number, "it is longer than any cable; expected “CABLE ENDS”")
            taken, begins, size = [], line_number, 0
        else:
            taken.append(text)
            size += len(text) + 1
    if any(map(str.strip, taken)):
        yield from _unclosed(entry, taken, begins, number + 1)


def _unclosed(entry: Entry, lines: list[str], line: int, number: int) -> Iterator[CableRecord | Problem]:
    """A record without its last line: whole enough when its header has ended, and told."""
    found = _record(entry, lines, line, number)
    yield found
    if isinstance(found, CableRecord):
        message = f"record {number}: there is no “CABLE ENDS”; the text may break off"
        yield Problem("warning", "record-unclosed", message, entry.path, line, 1, found.id[:100])


def _record(entry: Entry, lines: list[str], line: int, number: int) -> CableRecord | Problem:
    end = next((place for place, text in enumerate(lines) if _HEADER_ENDS.match(text)), None)
    if end is None:
        return _broken(entry, line, number, "it has no “header ends”; expected id, date, refid … header, text")
    values: dict[str, str] = {}
    header: list[str] = []
    for text in lines[:end]:
        found = _KEY.match(text) if "header" not in values else None
        if found and found[1].lower() not in values:
            values[found[1].lower()] = found[2].strip()
        elif "header" in values:
            header.append(text)
    body = "\n".join(lines[end + 1 :]).strip("\n")
    top = "\n".join([values.get("header", ""), *header]).strip("\n")
    return CableRecord(
        id=values.get("refid", ""),
        text="\n\n".join(part for part in (top, f"{body}\n") if part.strip()),
        place=Place(entry.path, line),
        source=f"{entry.name}, record {number}",
        created=parse_moment(values.get("date", "")),
        classification=values.get("classification", ""),
        origin=values.get("origin", ""),
        given_references=split_list(values.get("destination", ""), "|,;"),
    )


def _broken(entry: Entry, line: int, number: int, message: str) -> Problem:
    return Problem("error", "record-refused", f"record {number}: {message}", entry.path, line, 1)
