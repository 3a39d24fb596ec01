"""Tables of a database: one that has cables whole, or facts and texts in tables of their own, put together by number.

``cablegate_cables(id, canonical_id, origin_id, …)`` has the facts, a table beside it the texts, small ones the names of
posts and levels. What comes first in a file waits: facts in memory, texts on the disk.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.cable_tables import record_of
from cablepress.importers.columns import our_names, plain_name, unread
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord
from cablepress.importers.rows import Row

_KEYS: Final = {"originid": "origin", "postid": "origin", "embassyid": "origin", "classificationid": "classification"}
"""Columns of facts that hold the number of a name."""
_NAMING: Final = (
    ("origin", re.compile("origin|post|embass", re.IGNORECASE)),
    ("classification", re.compile("classif|level", re.IGNORECASE)),
)
"""What the names in a table are of, by the name of the table."""
_NAME: Final = ("name", "label", "title", "origin", "classification", "value")


class JoinedTables:
    """Takes the rows of the tables of one file, in whatever order, and gives records as soon as they are whole."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._facts: dict[str, tuple[Row, dict[str, str]]] = {}
        self._keys: dict[str, dict[str, str]] = {}
        """Of facts whose post or level is a number yet: by number of the cable, the numbers of these."""
        self._names: dict[str, dict[str, str]] = {"origin": {}, "classification": {}}
        self._waiting = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115 - see close
        self._said: set[str] = set()
        self._ours: dict[str, tuple[str, ...]] = {}
        """Our names of the columns of each table, by its first row."""

    def close(self) -> None:
        """Give back the place on the disk."""
        self._waiting.close()

    def is_of_use(self, table: str, names: Sequence[str]) -> bool:
        """Whether a table holds cables, their texts, or names of posts and levels."""
        return bool(our_names(names) or _holds_texts(names) or _named_by(table, names))

    def take(self, table: str, names: Sequence[str], row: Row, cells: list[str]) -> Iterator[CableRecord | Problem]:
        """The record of a row, or of what it completes; nothing where it waits for another."""
        if table not in self._ours:
            self._ours[table] = (our_names(names, cells) if our_names(names) else _holds_texts(names)) or ()
        ours = self._ours[table]
        if not ours:
            if kind := _named_by(table, names):
                place = next((n for n, name in enumerate(names) if plain_name(name) in _NAME), len(cells) - 1)
                self._names[kind][cells[0]] = cells[place]
            return
        values = dict(zip(ours, cells, strict=True))
        has_text = bool({"header", "body"} & values.keys())
        if has_text and values.get("id", "").strip().isdecimal():
            yield from self._text(row, values)
        elif not has_text and values.get("number"):
            self._facts[values["number"]] = (row, values)
            keys = {
                _KEYS[plain]: cell
                for name, cell in zip(names, cells, strict=True)
                if (plain := plain_name(name)) in _KEYS
            }
            if keys:
                self._keys[values["number"]] = keys
        else:
            yield from self._say(table, ours, row)
            yield from record_of(self._entry, row, values)

    def rest(self) -> Iterator[CableRecord | Problem]:
        """At the end: texts that came before their facts, and facts without a text."""
        self._waiting.seek(0)
        for line in self._waiting:
            (number, at), values = json.loads(line)
            row = Row(number, at, [])
            if values["id"] in self._facts:
                yield from self._whole(row, values)
            else:
                yield from record_of(self._entry, row, values)
        for number, (row, values) in self._facts.items():
            yield from self._say("", tuple(values), row)
            yield from record_of(self._entry, row, self._named(number, values))

    def _text(self, row: Row, values: dict[str, str]) -> Iterator[CableRecord | Problem]:
        # A table of names may come last.
        if values["id"] in self._facts and values["id"] not in self._keys:
            yield from self._whole(row, values)
        else:
            json.dump([[row.number, row.line], values], self._waiting)
            self._waiting.write("\n")

    def _whole(self, row: Row, values: dict[str, str]) -> Iterator[CableRecord | Problem]:
        _, facts = self._facts.pop(values["id"])
        texts = {name: text for name, text in values.items() if name in ("header", "body")}
        yield from record_of(self._entry, row, {**self._named(values["id"], facts), **texts})

    def _named(self, number: str, facts: dict[str, str]) -> dict[str, str]:
        """Facts with the names that their numbers stand for."""
        keys = self._keys.get(number, {})
        names = {kind: self._names[kind][key] for kind, key in keys.items() if key in self._names[kind]}
        return {**names, **facts}

    def _say(self, table: str, ours: Sequence[str], row: Row) -> Iterator[Problem]:
        if table not in self._said:
            self._said.add(table)
            yield from unread(ours, self._entry.path, row.line)


def _holds_texts(names: Sequence[str]) -> tuple[str, ...] | None:
    """Our names of a table of texts, which has the number of a cable in place of its ID."""
    plain = [plain_name(name) for name in names]
    key = next((name for name in ("cableid", "cable", "documentid", "id") if name in plain), "")
    return our_names(["id" if name == key else name for name in names]) if key else None


def _named_by(table: str, names: Sequence[str]) -> str:
    """What the names in a small table are of; empty for any other table."""
    if len(names) > 4 or not any(plain_name(name) in _NAME for name in names):
        return ""
    return next((kind for kind, pattern in _NAMING if pattern.search(table)), "")
