"""Objects of a JSON file as a stream, whether they are a list, a line each, or a list within one object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from cablepress.errors import Problem
from cablepress.importers.inputs import MOST_IN_CABLE, Entry

_WRAPPED: Final = re.compile(
    r'\{\s{0,20}(?:"[^"]{1,40}"\s{0,4}:\s{0,4}(?:"[^"]{0,200}"|[0-9.truefalsn]{1,20})\s{0,4},\s{0,20}){0,20}'
    r'"[^"]{1,40}"\s{0,4}:\s{0,4}\[\s{0,20}(?=\{)'
)
"""An object around the list, with a few plain values before it."""


class JsonRecord(NamedTuple):
    """One object of a file."""

    number: int
    """Its place in the file, from 1."""
    line: int
    values: Mapping[str, Any]


def json_records(entry: Entry) -> Iterator[JsonRecord | Problem]:
    """Each object, or what is wrong where one should be; one at a time is in memory."""
    for number, (line, found) in enumerate(_objects(entry), 1):
        if isinstance(found, str):
            yield Problem("error", "record-refused", f"record {number}: {found}", entry.path, line, 1)
        else:
            yield JsonRecord(number, line, found)


def _objects(entry: Entry) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Line and value of each object, or what is wrong with it."""
    decoder = json.JSONDecoder()
    waiting = ""
    line = 1
    ended = False
    blocks = entry.blocks()
    apart = "\ufeff \t\r\n,[]"
    while True:
        rest = waiting.lstrip(apart)
        line += waiting.count("\n", 0, len(waiting) - len(rest))
        waiting = rest
        if not waiting and ended:
            return
        problem = ""
        if line == 1 and (wrapped := _WRAPPED.match(rest)):
            # ``{"results": [...]}``: what is around the list is passed over.
            waiting = rest[wrapped.end() :]
            apart += "}"
            continue
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
        elif waiting:
            problem = "expected an object"
        if not ended and len(waiting) < MOST_IN_CABLE:
            # Perhaps only not all of it is here yet.
            more = _more(blocks, len(waiting))
            ended = not more
            waiting += more
            if more or not waiting:
                continue
        yield line, problem
        skip = re.search(r'\n\s{0,8}\{|\{\s{0,8}"(?:doc_nbr|id|_id|refid|date)"', waiting[1:])
        cut = skip.start() + 1 if skip else len(waiting)
        line += waiting.count("\n", 0, cut)
        waiting = waiting[cut:]


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
