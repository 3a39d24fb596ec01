"""Tables of cables in a database of SQLite, by the names of their columns; other tables are passed over."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from cablepress.errors import Problem
from cablepress.importers.cable_tables import record_of
from cablepress.importers.columns import our_names, unread
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord
from cablepress.importers.rows import Row
from cablepress.importers.text import MOST_IN_CABLE

_MARK: Final = b"SQLite format 3\0"


def is_database(entry: Entry) -> bool:
    """Whether it is a file of SQLite."""
    return entry.head.startswith(_MARK)


def read_database(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each row of the tables of cables."""
    with tempfile.TemporaryDirectory() as folder:
        # SQLite opens files, and an entry may be a part of an archive.
        place = Path(folder) / "database"
        with place.open("wb") as copy:
            shutil.copyfileobj(entry.stream(), copy, 1 << 20)
        try:
            with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
                database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_IN_CABLE)
                database.execute("PRAGMA trusted_schema = OFF")
                database.text_factory = _text
                yield from _records(entry, database)
        except sqlite3.Error as error:
            yield Problem("error", "file-unreadable", f"the database cannot be read further: {error}", entry.path)


def _records(entry: Entry, database: sqlite3.Connection) -> Iterator[CableRecord | Problem]:
    number = 0
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
    ).fetchall()
    for (table,) in tables:
        rows = database.execute('SELECT * FROM "' + table.replace('"', '""') + '"')  # noqa: S608 - its own name
        names = [column[0] for column in rows.description]
        ours = None
        for row in rows:
            cells = list(map(_cell, row))
            if ours is None:
                ours = our_names(names, cells)
                if ours is None:
                    break
                yield from unread(ours, entry.path, 0)
            number += 1
            yield from record_of(entry, Row(number, 0, []), dict(zip(ours, cells, strict=True)))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return _text(value)
    return "" if value is None else str(value)
