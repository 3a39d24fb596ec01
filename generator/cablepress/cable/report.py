"""Where the parser puts down what it finds wrong, to be handed out as ``Problem`` records."""

from __future__ import annotations

from cablepress.errors import Level, Problem


class Report:
    """The problems of one text, in the order in which they were found."""

    __slots__ = ("found", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[tuple[Level, str, str, int, int]] = []

    def add(self, level: Level, code: str, message: str, line: int = 0, column: int = 1) -> None:
        """Put down one problem; ``line`` 0 means the whole file."""
        self.found.append((level, code, message, line, column if line else 0))

    def problems(self, cable_id: str) -> tuple[Problem, ...]:
        """All of them, in the order of the file, as records that name the cable."""
        found = sorted(self.found, key=lambda item: item[3:]) if len(self.found) > 1 else self.found
        path = self.path
        return tuple([Problem(level, code, words, path, line, at, cable_id) for level, code, words, line, at in found])
