"""Exports of History Lab's table ``docs`` (State Department cables from the National Archives), as CSV or JSON.

80 columns. ``n/a`` and nothing mean the same. ``class`` is today's classification; ``classification`` and
``origclass`` are those at the time. ``body`` has lost its line ends and its head; ``raw_body`` has the head, and two
blanks where lines ended. Withdrawal cards and telegrams whose text is lost have a record all the same: they become
cables without text, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from cablepress.errors import Problem
from cablepress.importers.headings import moment_in, release_in
from cablepress.importers.inputs import Entry
from cablepress.importers.json_records import json_records
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.rows import Dialect, read_rows, sign_between
from cablepress.importers.text import parse_moment, split_list, unix_lines

_LOST: Final = re.compile(r"ERROR READING TEXT INDEX FILE|TELEGRAM TEXT FOR THIS MRN IS UNAVAILABLE")
_TAG: Final = re.compile(r"[A-Z]{2,4}")
_BEGINS: Final = re.compile(r'"?[0-9A-Z][0-9A-Z-]{5,24}"?[,\t;|]')


def is_csv(entry: Entry) -> bool:
    """Whether the first line names the columns of ``docs``."""
    names = {cell.strip().strip('"') for cell in _head(entry).split(sign_between(_head(entry)))}
    return "doc_nbr" in names and bool({"body", "raw_body"} & names)


def _head(entry: Entry) -> str:
    return entry.head_text.lstrip("\ufeff\n").partition("\n")[0]


def is_json(entry: Entry) -> bool:
    """Whether it is JSON of such records, in a list or a line each."""
    head = entry.head_text.lstrip("\ufeff \n\t")
    return head[:1] in "[{" and '"doc_nbr"' in head


def read_csv(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each row of the table."""
    columns: list[str] = []

    def wrong(cells: list[str]) -> str:
        expected = len(columns or cells)
        return "" if len(cells) == expected else f"the row has {len(cells)} columns; expected {expected}"

    dialect = Dialect(sign_between(_head(entry)), escaped=False)
    for row in read_rows(entry.lines(), dialect, widths=wrong, begins=_BEGINS.match):
        if row.problem:
            yield Problem("error", "row-refused", f"row {row.number}: {row.problem}", entry.path, row.line, 1)
        elif not columns:
            columns.extend(cell.strip().lstrip("\ufeff") for cell in row.cells)
        else:
            place = Place(entry.path, row.line, row.number)
            yield _record(entry, place, f"row {row.number}", dict(zip(columns, row.cells, strict=True)))


def read_json(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each object of the list, or of the lines."""
    for found in json_records(entry, lambda values: "doc_nbr" in values):
        if isinstance(found, Problem):
            yield found
        else:
            yield _record(entry, Place(entry.path, found.line), f"record {found.number}", found.values)


def _record(entry: Entry, place: Place, where: str, given: Mapping[str, Any]) -> CableRecord:
    values = {str(key): _value(value) for key, value in given.items()}
    text, note = _text(values)
    markings = values.get("markings", "")
    date = parse_moment(values.get("date", ""))
    sent = moment_in(text)
    day = None if date is None or _is_none(date) else date
    return CableRecord(
        id=values.get("doc_nbr") or values.get("id", ""),
        text=text,
        place=place,
        source=f"{entry.name}, {where}, History Lab, collection {values.get('collection') or 'docs'}",
        created=sent if day is not None and sent is not None and sent.date() == day.date() else day,
        released=parse_moment(values.get("review_release_date", "")) or release_in(markings) or release_in(text),
        classification=values.get("classification") or values.get("origclass", ""),
        origin=values.get("from_field", ""),
        subject="" if re.search(r"^SUBJ", text, re.MULTILINE) else values.get("subject") or values.get("title", ""),
        tags=() if re.search(r"^TAGS", text, re.MULTILINE) else _tags(values),
        given_references=split_list(values.get("reference", ""), ",;|"),
        note=" ".join(part for part in (note, markings) if part),
    )


def _value(value: Any) -> str:
    text = "" if value is None else str(value)
    return "" if text.strip().lower() in ("n/a", "none", "null") else text.strip()


def _is_none(date: datetime) -> bool:
    """1 January 1960 stands where there is no date."""
    return (date.year, date.month, date.day) == (1960, 1, 1)


def _tags(values: Mapping[str, str]) -> tuple[str, ...]:
    """TAGS, where they are such; ``concepts`` are free words and no TAGS."""
    return tuple(item for item in split_list(values.get("tags", ""), ",; ") if _TAG.fullmatch(item))


def _text(values: Mapping[str, str]) -> tuple[str, str]:
    """The text, and a note where it is missing or without its head."""
    text = unix_lines(values.get("raw_body") or values.get("body", ""))
    if _LOST.search(text) or (not text and "ANOMALY" in values.get("review_content_flags", "").upper()):
        return "", "The text of this telegram is lost: the National Archives could not read it."
    if not text:
        kind = values.get("cable_type", "")
        card = "withdraw" in kind.lower() or "withdraw" in values.get("type", "").lower()
        card_note = "A withdrawal card: the text has not been released."
        return "", card_note if card else "The export has no text of this document."
    if "\n" not in text:
        # Two blanks are a line end in exports for the web: no word changes.
        text = re.sub(r" {2,}", "\n", text).strip("\n")
    note = "" if values.get("raw_body") else "The export has the text without its head."
    return f"{text}\n", note
