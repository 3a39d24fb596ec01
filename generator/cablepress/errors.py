"""Problems found in an archive, and the exceptions that stop a build.

Bad archive text is ordinary: it is collected as :class:`Problem` records and the page is built
anyway. Bad configuration, templates and usage raise a :class:`CablepressError`, which the command
line prints without a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "info"]


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
        line = f"{place}: {self.level} {self.code}: {self.message}"
        # A file's name may be no UTF-8; said with escapes, it can be printed anywhere.
        return line.encode("utf-8", "backslashreplace").decode()


class CablepressError(Exception):
    """The build cannot go on; the message is complete and made for the person at the terminal."""


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
