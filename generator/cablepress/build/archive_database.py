"""``archive.sqlite``: all cables in one database, with full-text search, as Datasette opens it.

The same cables give the same bytes: rows come in one order, the journal is off, and the two numbers in which SQLite
notes its own version (https://www.sqlite.org/fileformat.html, offsets 92 and 96) are set to fixed values.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from cablepress.errors import OutputError
from cablepress.pages.data_rows import COLUMNS, TEXT, DataRows

_TYPES: Final = {"integer": "INTEGER", "boolean": "INTEGER"}
_PAGES: Final = -32_000
"""Page cache, in KiB when negative."""
_HASHED: Final = 16_000_000
"""Bytes of words that the index collects before it writes them."""
_VERSION_OFFSET: Final = 92
_CHANGES_OFFSET: Final = 24
_SQLITE: Final = 3_040_000
"""The version that is noted, whichever wrote the file: the oldest that reads all of it is older."""

_AFTER: Final = (
    "CREATE INDEX cable_tags_tag ON cable_tags (tag)",
    "CREATE INDEX cable_refs_candidate ON cable_refs (candidate)",
    "CREATE INDEX cables_origin ON cables (origin)",
    "CREATE INDEX cables_created ON cables (created)",
    # What is set for writing is of no use to readers.
    "DELETE FROM cables_fts_config WHERE k = 'hashsize'",
)


def _tables() -> str:
    columns = ", ".join(f'"{column.name}" {_TYPES.get(column.type, "TEXT")}' for column in (*COLUMNS[1:], TEXT))
    # Datasette finds the index by these very words: content="cables" (datasette/utils/__init__.py, detect_fts).
    return f"""
CREATE TABLE cables (id TEXT PRIMARY KEY NOT NULL, {columns});
CREATE TABLE cable_tags (cable TEXT NOT NULL REFERENCES cables (id), tag TEXT NOT NULL);
CREATE TABLE cable_refs (cable TEXT NOT NULL REFERENCES cables (id), label TEXT NOT NULL, candidate TEXT NOT NULL);
CREATE VIRTUAL TABLE cables_fts USING FTS5 (subject, text, content="cables", tokenize="unicode61");
"""


def write_database(path: Path, chunks: Iterable[DataRows]) -> None:
    """Write the database of ``chunks``, which are drawn one by one, to a new file.

    Raises:
        OutputError: the disk is full, or SQLite lacks the full-text index (FTS5).
    """
    try:
        _write(path, chunks)
    except sqlite3.Error as error:
        raise OutputError(f"data/{path.name} cannot be written: {error}; output.data: false leaves it out") from error
    _forget_version(path)


def _write(path: Path, chunks: Iterable[DataRows]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as database:
        for name, value in (("journal_mode", "OFF"), ("synchronous", "OFF"), ("cache_size", _PAGES)):
            database.execute(f"PRAGMA {name} = {value}")
        database.executescript(_tables())
        database.execute("INSERT INTO cables_fts (cables_fts, rank) VALUES ('hashsize', ?)", (_HASHED,))
        database.execute("BEGIN")
        number = 0
        for chunk in chunks:
            number = _add(database, chunk, number)
        for statement in _AFTER:
            database.execute(statement)
        database.execute("COMMIT")


def _add(database: sqlite3.Connection, chunk: DataRows, number: int) -> int:
    """Add the cables of a chunk, whose rows are numbered from ``number`` + 1; gives the last number."""
    places = ", ".join("?" * (len(COLUMNS) + 2))
    names = ", ".join(f'"{column.name}"' for column in (*COLUMNS, TEXT))
    subject = next(index for index, column in enumerate(COLUMNS) if column.name == "subject")
    rows: list[tuple[Any, ...]] = list(enumerate(chunk.rows, number + 1))
    # The names are of our own table of columns.
    insert = f"INSERT INTO cables (rowid, {names}) VALUES ({places})"  # noqa: S608
    database.executemany(insert, ((rowid, *values) for rowid, values in rows))
    index = "INSERT INTO cables_fts (rowid, subject, text) VALUES (?, ?, ?)"
    database.executemany(index, ((rowid, values[subject], values[-1]) for rowid, values in rows))
    database.executemany("INSERT INTO cable_tags VALUES (?, ?)", chunk.tags)
    database.executemany("INSERT INTO cable_refs VALUES (?, ?, ?)", chunk.refs)
    return number + len(rows)


def _forget_version(path: Path) -> None:
    """Note a fixed version of SQLite; it counts for the number of changes that the file says it has."""
    with path.open("r+b") as file:
        file.seek(_CHANGES_OFFSET)
        changes = file.read(4)
        file.seek(_VERSION_OFFSET)
        file.write(changes + _SQLITE.to_bytes(4, "big"))
