"""Rows of a table as a stream: one that is broken is told, and reading goes on with the next that begins.

Python's own reader does the work. The lines of the row at hand are kept: where the row proves to be broken (a quote
that is not closed swallows those that follow), reading goes on at the next line that looks like the beginning of one.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from cablepress.importers.text import MOST_IN_CABLE

csv.field_size_limit(MOST_IN_CABLE)


SIGNS: Final = ",\t;|^\x1f"
"""What columns are parted by."""


def sign_between(head: str) -> str:
    """What the columns are parted by that a line names."""
    return max(SIGNS, key=head.count)


class Dialect(NamedTuple):
    """How a table is written."""

    delimiter: str = ","
    quoted: bool = True
    escaped: bool = True
    """A backslash before a quote, else the quote doubled."""
    quote: str = '"'
    spaced: bool = False
    """Blanks stand before the quotes."""
    ends_in_words: bool = False
    r"""Line ends are written as ``\n``, as some databases do."""

    def options(self) -> dict[str, Any]:
        """For :func:`csv.reader`."""
        if not self.quoted:
            return {"delimiter": self.delimiter, "quoting": csv.QUOTE_NONE, "escapechar": "\\"}
        # With doublequote off, Python's reader lets text behind a closing quote pass; and a doubled quote does no harm.
        marks: dict[str, Any] = {"escapechar": "\\"} if self.escaped else {}
        plain: dict[str, Any] = {"delimiter": self.delimiter, "quotechar": self.quote, "skipinitialspace": self.spaced}
        return {**plain, "doublequote": True, "strict": True, **marks}


class Row(NamedTuple):
    """A row, or (``cells`` empty) what is wrong with it."""

    number: int
    """From 1; that of a row which was refused counts too."""
    line: int
    cells: list[str]
    problem: str = ""


class _TooLongError(Exception):
    """A row has more characters than a cable can have."""


class _Feed:
    """Lines for the reader; those of the row at hand are kept so that they can be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 1
        """Number of the first line of the row at hand."""

    def __iter__(self) -> Iterator[str]:
        taken, again = self.taken, self._again
        size = 0
        while True:
            line = again.popleft() if again else next(self._lines, "")
            if not line:
                return
            if not taken:
                size = 0
            taken.append(line)
            size += len(line)
            if size > MOST_IN_CABLE:
                raise _TooLongError
            yield line

    def done(self) -> None:
        """The row at hand is complete."""
        self.line += len(self.taken)
        self.taken.clear()

    def skip_to(self, begins: Callable[[str], object]) -> None:
        """Pass over the row at hand: reading goes on at the next line, taken or not, at which a row begins."""
        place = next((n for n, line in enumerate(islice(self.taken, 1, None), 1) if begins(line)), 0)
        if place:
            self._again.extendleft(reversed(self.taken[place:]))
            self.line += place
        else:
            self.line += len(self.taken)
            while (line := self._again.popleft() if self._again else next(self._lines, "")) and not begins(line):
                self.line += 1
            if line:
                self._again.appendleft(line)
        self.taken.clear()


def read_rows(
    lines: Iterable[str],
    dialect: Dialect,
    *,
    widths: Callable[[list[str]], str],
    begins: Callable[[str], object],
) -> Iterator[Row]:
    """Every row of a table.

    ``widths`` says what is wrong with the cells of a row, or nothing; ``begins`` whether a line looks like the
    beginning of one.
    """
    feed = _Feed(map(_marked, lines) if dialect.ends_in_words else lines)
    reader = csv.reader(iter(feed), **dialect.options())
    number = 0
    while True:
        cells: list[str] | None = None
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            problem = f"the row has more than {MOST_IN_CABLE:,} characters; a quote may not be closed"
        except csv.Error as error:
            problem = _said(str(error))
        if cells == [] and len(feed.taken) <= 1:
            feed.done()
            continue
        number += 1
        if cells is not None and not problem:
            problem = widths(cells)
        if not problem and cells is not None:
            yield Row(number, feed.line, list(map(_unmarked, cells)) if dialect.ends_in_words else cells)
            feed.done()
            continue
        yield Row(number, feed.line, [], problem)
        feed.skip_to(begins)
        reader = csv.reader(iter(feed), **dialect.options())


_IN_WORDS: Final = re.compile(r"\\(\\|n|r|t)")
_MARKS: Final = {"n": "\x1e", "r": "", "t": "\x1d", "\\": "\x1c"}
"""What stands for a line end, a tab and a backslash while a row is read; no text has these."""


def _marked(line: str) -> str:
    return _IN_WORDS.sub(lambda found: _MARKS[found[1]], line)


def _unmarked(cell: str) -> str:
    return cell.replace("\x1e", "\n").replace("\x1d", "\t").replace("\x1c", "\\")


_SAID: Final = (
    ("unexpected end of data", "a quote is opened and not closed by the end of the file"),
    ("expected after", "text stands behind a closing quote; a quote above is not closed, or one inside is not escaped"),
    ("field larger", f"a field has more than {MOST_IN_CABLE:,} characters; a quote may not be closed"),
)


def _said(message: str) -> str:
    return next((words for part, words in _SAID if part in message), f"cannot be read: {message}")
