"""Objects of a JSON file as a stream, whether they are a list, a line each, or anywhere within one object."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from cablepress.errors import Problem
from cablepress.importers.inputs import Entry
from cablepress.importers.text import MOST_IN_CABLE, cable_id_in

_LIST: Final = re.compile(r'"\s{0,4}:\s{0,4}\[\s{0,20}(?=\{)')
"""Where a list of objects begins within an object."""
_NEXT: Final = re.compile(r'(?<=\n)\s{0,8}\{|\{\s{0,8}"(?:doc_nbr|id|_id|refid|date)"')
"""Where another object begins behind a broken one."""
_DEEPEST: Final = 6
"""Objects within each other in which records are looked for."""
_LONGEST_NUMBER: Final = 40
"""Digits; Python refuses to read thousands of them as a number."""
_PLAIN: Final = ("name", "label", "id", "value", "text", "$date", "$oid", "$numberLong")
"""The part of a small object that says what it is."""


class JsonRecord(NamedTuple):
    """One record of a file."""

    number: int
    """Its place in the file, from 1."""
    line: int
    """Of the object that it is in."""
    values: Mapping[str, Any]


IsRecord = Callable[[Mapping[str, Any]], bool]
"""Whether the names of an object are those of a record."""


def json_records(entry: Entry, is_record: IsRecord) -> Iterator[JsonRecord | Problem]:
    """Each record, or what is wrong where an object should be; one object at a time is in memory."""
    number = 0
    for line, found in _objects(entry):
        if isinstance(found, str):
            number += 1
            yield Problem("error", "record-refused", f"record {number}: {found}", entry.path, line, 1)
            continue
        for values in _records_in(found, is_record) or [_flat(found)]:
            number += 1
            yield JsonRecord(number, line, values)


def _records_in(value: Any, is_record: IsRecord, key: str = "", depth: int = 0) -> list[dict[str, Any]]:
    """The records that an object is or holds; ``key`` is its name in the object around it, which may be its ID."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [record for item in value for record in _records_in(item, is_record, depth=depth + 1)]
    if not isinstance(value, dict):
        return []
    within = [record for name, part in value.items() for record in _records_in(part, is_record, name, depth + 1)]
    flat = _flat(value)
    for whole in (flat, {"id": key, **flat} if cable_id_in(key) else {}):
        # Around several records is none, though their names are found in it; in a record there may be one of its facts.
        if is_record(whole) and (len(within) < 2 or is_record(value)):
            return [whole]
    return within


def _flat(value: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """An object with the entries of those within it (``metadata``, ``_source``) beside its own."""
    found = dict(value)
    for name, part in value.items():
        if isinstance(part, dict) and depth < _DEEPEST and not any(plain in part for plain in _PLAIN[:1] + _PLAIN[5:]):
            del found[name]
            for inner, item in _flat(part, depth + 1).items():
                found.setdefault(inner, item)
    return found


def cell_of(value: Any) -> str:
    """A value as the cell of a table: of a list its items, lines where they are such."""
    if isinstance(value, list):
        items = [cell_of(item) for item in value]
        return ("\n" if len(items) > 1 and any(" " in item or not item for item in items) else "|").join(items)
    if isinstance(value, dict):
        return next((cell_of(value[name]) for name in _PLAIN if name in value), json.dumps(value))
    return "" if value is None else str(value)


def _objects(entry: Entry) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Line and value of each object, or what is wrong with it."""
    decoder = json.JSONDecoder(parse_int=_whole)
    waiting = ""
    line = 1
    ended = is_wrapped = False
    blocks = entry.blocks()
    while True:
        rest = waiting.lstrip("\ufeff \t\r\n,[]}" if is_wrapped else "\ufeff \t\r\n,[]")
        line += waiting.count("\n", 0, len(waiting) - len(rest))
        waiting = rest
        if not waiting and ended:
            return
        problem = "" if waiting.startswith("{") or not waiting else "expected an object"
        if waiting.startswith("{"):
            try:
                value, end = decoder.raw_decode(waiting)
            except json.JSONDecodeError as error:
                problem = f"not valid JSON: {error.msg}"
            except RecursionError:
                problem = "not valid JSON: nested too deeply"
            else:
                yield line, value
                line += waiting.count("\n", 0, end)
                waiting = waiting[end:]
                continue
        if not ended and len(waiting) < MOST_IN_CABLE:
            # Perhaps only not all of it is here yet.
            more = _more(blocks, len(waiting))
            ended = not more
            waiting += more
            if more or not waiting:
                continue
        if line == 1 and not is_wrapped and (inside := _LIST.search(waiting)):
            # An object around a list that is too long for one piece, or breaks off.
            is_wrapped, skipped = True, inside.end()
        else:
            yield line, problem
            following = _NEXT.search(waiting, 1)
            skipped = following.start() if following else len(waiting)
        line += waiting.count("\n", 0, skipped)
        waiting = waiting[skipped:]


def _whole(digits: str) -> int | str:
    """A whole number; one that is longer than any number of a cable stays as it is written."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


def _more(blocks: Iterator[str], least: int) -> str:
    """The next blocks, as much again as there is: what is tried again and again doubles each time."""
    parts: list[str] = []
    size = 0
    for text in blocks:
        parts.append(text)
        size += len(text)
        if size > max(least, 65536):
            break
    return "".join(parts)
