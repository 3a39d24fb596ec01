"""Problems found in an archive, and the exceptions that stop a build.

Bad archive text is ordinary: it is collected as :class:`Problem` records and the page is built
anyway. Bad configuration, templates and usage raise a :class:`CablepressError`, which the command
line prints without a traceback.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Literal, NamedTuple

Level = Literal["error", "warning", "info"]


DEBUG: Final = "CABLEPRESS_DEBUG"
"""Set in the environment: a fault of the program is shown with its traceback."""

LONGEST: Final = 500
"""Characters of a message that are shown; a text may have put a whole page into it."""

_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What moves a terminal's cursor, changes its title or its colours, begins a line, or turns the order of letters."""


def printable(text: str) -> str:
    """``text`` with escapes for what a terminal or the log of a build service would obey and not show.

    Names of files and words of cables come from anywhere. A line feed is escaped too: a line that begins with
    ``::error`` is a command to GitHub's runners.
    """
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def json_printable(line: str) -> str:
    """The same for a line of JSON, whose escapes have four digits."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def printable_lines(text: str) -> str:
    """Lines of ours for a terminal: the same, but line ends stay, and no line is a command to a build service."""
    lines = (printable(line) for line in text.split("\n"))
    return "\n".join(f"\\x3a{line[1:]}" if line.lstrip().startswith(("::", "##[")) else line for line in lines)


class Problem(NamedTuple):
    """One thing found in one place, said so that an editor can jump to it.

    ``line`` and ``column`` count from 1; 0 means that the whole file is meant.
    ``code`` is a stable kebab-case name (``paragraph-repeated``); ``message`` says what was found
    and, where there is one, what was expected.
    """

    level: Level
    code: str
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    cable_id: str = ""

    def __str__(self) -> str:
        """``path:line:col: LEVEL code: message``, the form that editors and CI parse."""
        place = self.path or "<text>"
        if self.line:
            place += f":{self.line}:{self.column or 1}"
        message = self.message if len(self.message) <= LONGEST else f"{self.message[:LONGEST]} …"
        return printable(f"{place}: {self.level} {self.code}: {message}")


@contextmanager
def naming(path: object, size: int = 0) -> Iterator[None]:
    """What the disk refuses in this block says which file was to be written, and of a full disk what is missing.

    Raises:
        OSError: with a file name.
    """
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        words = error.strerror or "cannot be written"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            words = f"{words} ({_room(str(path), size)})"
        raise OSError(error.errno, words, str(path)) from error


def _room(path: str, size: int) -> str:
    """How much was to be written and how much there is room for, where the system says so."""
    wanted = f"{size:,} bytes to write" if size else "more to write"
    try:
        status = os.statvfs(os.path.dirname(path) or ".")  # noqa: PTH120
    except (OSError, AttributeError):
        return wanted
    return f"{wanted}, {status.f_bavail * status.f_frsize:,} free"


def not_utf8(error: UnicodeDecodeError) -> tuple[str, int]:
    """What is said of bytes that are not UTF-8, and on which line, from 1, the first of them is."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return f"byte 0x{error.object[error.start]:02x} is not valid UTF-8; expected UTF-8", line


class CablepressError(Exception):
    """The build cannot go on; the message is complete and made for the person at the terminal."""


class SourceChangedError(CablepressError):
    """A source is not what it was when the build began, so that its pages would disagree; building again helps."""


class ProblemsError(CablepressError):
    """Several errors found at once, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        """Travels from a worker to the parent with its problems, not with their text."""
        return type(self), (self.problems,)


class ConfigError(ProblemsError):
    """``site.yml`` is wrong; every error in it is listed."""


class ThemeError(ProblemsError):
    """A theme is missing, broken or a template of it fails."""


class OutputError(CablepressError):
    """The site folder cannot be written, or is not ours to write in."""
