"""A table of cables in a dump of a database: rows of ``INSERT`` (MySQL, SQLite) and ``COPY`` (PostgreSQL).

The columns are named in the statement itself or in the ``CREATE TABLE`` before it, by any names that
:mod:`cablepress.importers.cable_tables` knows. Other tables are passed over. A dump is read as a stream: MySQL writes
thousands of rows on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.columns import our_names
from cablepress.importers.inputs import Entry
from cablepress.importers.joined_tables import JoinedTables
from cablepress.importers.record import CableRecord
from cablepress.importers.rows import Row
from cablepress.importers.text import MOST_IN_CABLE

_NAME: Final = r"[`\"\[]?(?P<table>[\w.$]{1,64})[`\"\]]?"
_COPY: Final = re.compile(
    rf"COPY\s+(?:[\w\"]+\.)?{_NAME}\s*\((?P<columns>[^()]*)\)\s*FROM\s+stdin[^;\n]*;[^\n]*\n", re.IGNORECASE
)
_INSERT: Final = re.compile(
    rf"(?:INSERT(?:\s+(?:IGNORE|OR\s+\w+))?|REPLACE)\s+INTO\s+(?:[\w\"`]+\.)?{_NAME}\s*(?:\((?P<columns>[^()]*)\)\s*)?VALUES\s*(?=\()",
    re.IGNORECASE,
)
_CREATE: Final = re.compile(rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[\w\"`]+\.)?{_NAME}\s*\(", re.IGNORECASE)
_STATEMENT: Final = re.compile(
    r"^[ \t]*(?:(?P<copy>COPY\b)|(?P<insert>INSERT\b|REPLACE\b)|(?P<create>CREATE\s+TABLE\b))",
    re.IGNORECASE | re.MULTILINE,
)
_WITH_ESCAPES: Final = r"[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+"
_WITHOUT: Final = r"[^']*+(?:''[^']*+)*+"


def _value(text: str) -> re.Pattern[str]:
    """One value and the comma or bracket behind it; ``text`` is what may be between quotes."""
    return re.compile(
        # SQLite writes line ends so: replace('...\n...','\n',char(10)).
        r"\s*(?P<replace>(?:replace\()*)(?:(?P<mark>[EeNn]?)'(?P<text>"
        + text
        + r")'|(?P<plain>[^\s,()'\"]+(?:\([^()]*\))?)"
        r'|"(?P<other>[^"]*+(?:""[^"]*+)*+)")(?:,\s*\'\\[nr]\',\s*char\(1[03]\)\))*\s*(?P<end>[,)])',
        re.DOTALL,
    )


_ESCAPED_VALUE: Final = _value(_WITH_ESCAPES)
_PLAIN_VALUE: Final = _value(_WITHOUT)
_ESCAPES: Final = re.compile(r"`|MySQL|MariaDB|\\'(?!')")
"""A dump in which a backslash escapes: elsewhere it is a character like any other."""
_STANDARD: Final = re.compile(r"PRAGMA|BEGIN TRANSACTION|PostgreSQL|standard_conforming_strings")
_IN_CREATE: Final = re.compile(rf"'{_WITH_ESCAPES}'|[(),]", re.DOTALL)
"""What parts the columns of a ``CREATE TABLE``, and the remarks in which the same signs may be."""
_BETWEEN_ROWS: Final = re.compile(r"[\s,]+")
_KEYWORDS: Final = ("primary", "key", "unique", "constraint", "index", "foreign", "check", "fulltext")
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "", "b": "", "Z": "", "f": "\f", "v": "\v"}
_UNESCAPE: Final = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPE_IN_COPY: Final = re.compile(r"\\(.)", re.DOTALL)


def is_dump(entry: Entry) -> bool:
    """Whether the beginning of a file has a statement that makes or fills a table of cables."""
    head = entry.head_text
    if not _STATEMENT.search(head) or not ("'" in head or "stdin" in head):
        return False
    found = [
        _columns(each["columns"]) for pattern in (_COPY, _INSERT) for each in pattern.finditer(head) if each["columns"]
    ]
    found += [_created(head, each.end()) for each in _CREATE.finditer(head)]
    return any(our_names(columns) is not None for columns in found)


def read_dump(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each row of the tables of cables."""
    joined = JoinedTables(entry)
    try:
        yield from _rows(entry, joined)
        yield from joined.rest()
    finally:
        joined.close()


def _rows(entry: Entry, joined: JoinedTables) -> Iterator[CableRecord | Problem]:
    tables: dict[str, list[str]] = {}
    feed = _Feed(entry)
    number = 0
    while (kind := feed.next_statement()) is not None:
        if kind == "create":
            if found := feed.match(_CREATE):
                tables[found["table"].casefold()] = _created(feed.text, feed.place)
            continue
        found = feed.match(_COPY if kind == "copy" else _INSERT)
        if not found:
            continue
        table = found["table"].casefold()
        names = _columns(found["columns"]) if found["columns"] else tables.get(table, [])
        if not joined.is_of_use(table, names):
            continue
        rows = feed.copied() if kind == "copy" else feed.inserted()
        for line, cells in rows:
            number += 1
            if isinstance(cells, str) or len(cells) != len(names):
                problem = cells if isinstance(cells, str) else f"the row has {len(cells)} values; expected {len(names)}"
                yield Problem("error", "row-refused", f"row {number}: {problem}", entry.path, line, 1)
            else:
                yield from joined.take(table, names, Row(number, line, []), cells)


def _columns(text: str) -> list[str]:
    return [_bare(name.strip()) for name in text.split(",")]


def _bare(name: str) -> str:
    """A name without the quotes of any database."""
    return name.strip('`"[]').casefold()


def _created(text: str, place: int) -> list[str]:
    """Names of the columns of a ``CREATE TABLE`` whose bracket is before ``place``."""
    depth, parts, start = 0, [], place
    for found in _IN_CREATE.finditer(text, place, place + 20_000):
        if found[0] == "(":
            depth += 1
        elif depth and found[0] == ")":
            depth -= 1
        elif not depth and len(found[0]) == 1:
            parts.append(text[start : found.start()])
            start = found.end()
            if found[0] == ")":
                break
    names = [_bare(words[0]) for part in parts if (words := part.split())]
    return [name for name in names if name not in _KEYWORDS]


class _Feed:
    """The text of a dump, of which only what is at hand is in memory."""

    def __init__(self, entry: Entry) -> None:
        self._blocks = entry.blocks()
        self.text = ""
        self.place = 0
        self._line = 1
        escapes = _ESCAPES.search(entry.head_text) and not _STANDARD.search(entry.head_text)
        self._pattern = _ESCAPED_VALUE if escapes else _PLAIN_VALUE

    @property
    def line(self) -> int:
        """Number of the line at hand, from 1."""
        return self._line + self.text.count("\n", 0, self.place)

    def _more(self) -> bool:
        block = next(self._blocks, "")
        # What is behind us goes when more comes.
        self._line += self.text.count("\n", 0, self.place)
        self.text = self.text[self.place :] + block.replace("\r\n", "\n")
        self.place = 0
        return bool(block)

    def next_statement(self) -> str | None:
        """``copy``, ``insert`` or ``create``: goes to the next such statement; ``None`` at the end."""
        while True:
            found = _STATEMENT.search(self.text, self.place)
            if found:
                self.place = found.start() + len(found[0]) - len(found[0].lstrip())
                kind = str(found.lastgroup)
                while len(self.text) - self.place < 20_000 and self._more():
                    pass
                return kind
            # A statement may begin at the end of what is there.
            last = self.text.rfind("\n", self.place) + 1
            self.place = max(self.place, last)
            if not self._more():
                return None

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands here, if it is of ``pattern``; goes behind it, or behind this line's first word."""
        found = pattern.match(self.text, self.place)
        self.place = found.end() if found else self.place + 1
        return found

    def copied(self) -> Iterator[tuple[int, list[str] | str]]:
        """Rows of a ``COPY``: a line each, to the one with a backslash and a full stop."""
        while True:
            end = self.text.find("\n", self.place)
            if end < 0:
                if self._more():
                    continue
                end = len(self.text)
            row, line = self.text[self.place : end], self.line
            if row == "\\." or (not row and end == len(self.text)):
                self.place = min(end + 1, len(self.text))
                return
            self.place = min(end + 1, len(self.text))
            yield line, ["" if cell == "\\N" else _ESCAPE_IN_COPY.sub(_meant, cell) for cell in row.split("\t")]

    def inserted(self) -> Iterator[tuple[int, list[str] | str]]:
        """Rows of an ``INSERT``: values in brackets, to the semicolon; a broken one ends the statement."""
        while True:
            while self.place >= len(self.text) - 2 and self._more():
                pass
            if separator := _BETWEEN_ROWS.match(self.text, self.place):
                self.place = separator.end()
            if self.text[self.place : self.place + 1] != "(":
                if self.place >= len(self.text) and self._more():
                    continue
                return
            line = self.line
            self.place += 1
            cells: list[str] = []
            while True:
                marked = self.text[self.place : self.place + 2].upper() == "E'"
                value = (_ESCAPED_VALUE if marked else self._pattern).match(self.text, self.place)
                if value is None:
                    if len(self.text) - self.place < MOST_IN_CABLE and self._more():
                        continue
                    yield line, "its values cannot be read to their end; a quote may not be closed"
                    return
                self.place = value.end()
                cells.append(_meaning(value, escapes=marked or self._pattern is _ESCAPED_VALUE))
                if value["end"] == ")":
                    break
            yield line, cells


def _meaning(value: re.Match[str], *, escapes: bool) -> str:
    """The text that a value stands for."""
    plain = value["plain"]
    if plain is not None:
        return "" if plain.upper() == "NULL" else plain
    if value["text"] is None:
        return value["other"].replace('""', '"')
    if value["replace"]:
        return value["text"].replace("''", "'").replace("\\r", "\r").replace("\\n", "\n")
    return _UNESCAPE.sub(_meant, value["text"]) if escapes else value["text"].replace("''", "'")


def _meant(found: re.Match[str]) -> str:
    return "'" if found[0] == "''" else _ESCAPED.get(found[1], found[1])
