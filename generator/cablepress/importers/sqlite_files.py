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
from cablepress.importers.inputs import Entry
from cablepress.importers.joined_tables import JoinedTables
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
    with closing(JoinedTables(entry)) as joined:
        for (table,) in tables:
            rows = database.execute('SELECT * FROM "' + table.replace('"', '""') + '"')  # noqa: S608 - its own name
            names = [column[0] for column in rows.description]
            if not joined.is_of_use(table, names):
                continue
            for row in rows:
                number += 1
                yield from joined.take(table, names, Row(number, 0, []), list(map(_cell, row)))
        yield from joined.rest()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return _text(value)
    return "" if value is None else str(value)
