"""What the page of a reader's own set needs to know of each cable: small scripts, found by the cable's ID.

The set's address holds IDs alone, so that it can be sent; title, post and dates come from these files, also where there
is no server (``file://``). A set of 30 cables reads at most 30 of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import cable_url
from cablepress.archive.records import title_of
from cablepress.model import CableSummary, iso

URL: Final = "set.html"
_FOLDER: Final = "set"
_HELD: Final = 256
"""Cables in one file, on average at most."""
_OFFSET: Final = 0x811C9DC5
_PRIME: Final = 0x01000193


def shard_count(cables: int) -> int:
    """Into how many files so many cables are divided: a power of two, so that it seldom changes."""
    count = 1
    while cables > count * _HELD:
        count *= 2
    return count


def shard_of(cable_id: str, count: int) -> int:
    """The file that knows a cable: FNV-1a of its ID (``set.js`` has the same)."""
    digest = _OFFSET
    for byte in cable_id.encode():
        digest = (digest ^ byte) * _PRIME & 0xFFFFFFFF
    return digest % count


def shards(archive: Archive, numbers: Collection[int]) -> Mapping[int, Sequence[CableSummary]]:
    """The cables of the files with these ``numbers``, in the order of the archive."""
    count = shard_count(len(archive.records))
    divided: dict[int, list[CableSummary]] = {number: [] for number in numbers}
    for cable_id, record in archive.records.items() if divided else ():
        number = shard_of(cable_id, count)
        if number in divided:
            divided[number].append(record)
    return divided


def set_url(number: int) -> str:
    """Address of a file."""
    return f"{_FOLDER}/{number}.js"


def set_file(number: int, records: Sequence[CableSummary]) -> tuple[str, Callable[[], bytes]]:
    """Address of a file, and what makes it: ``cablepressSet({ID: [url, title, origin, created, released, …]})``."""

    def data() -> bytes:
        rows: Mapping[str, object] = {record.id: _row(record) for record in records}
        found = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return f"cablepressSet({found});\n".encode("utf-8", "replace")

    return set_url(number), data


def _row(record: CableSummary) -> list[object]:
    return [
        cable_url(record.id, record.created),
        title_of(record),
        record.origin,
        iso(record.created),
        iso(record.released),
        record.classification,
        list(record.tags),
    ]
