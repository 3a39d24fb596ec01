"""Why there is no page, in words for whoever is at work on it: the message, and the lines around the place it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cablepress.errors import CablepressError, Problem, ProblemsError

AROUND: Final = 2
"""Lines shown before and after the one that is meant."""

LONGEST: Final = 200
"""Characters shown of a line."""


def explain(error: CablepressError, folders: Sequence[Path]) -> str:
    """The message of ``error``; below each problem with a line, that line and those around it.

    ``folders`` are those in which the paths of problems are looked for, the site's own first.
    """
    if not isinstance(error, ProblemsError):
        return str(error)
    parts = []
    for problem in error.problems:
        excerpt = _excerpt(problem, folders)
        parts.append(f"{problem}\n\n{excerpt}\n" if excerpt else str(problem))
    return "\n".join(parts)


def _excerpt(problem: Problem, folders: Sequence[Path]) -> str:
    """``  3 | title: x`` and so on, ``>`` before the line that is meant; empty where the file cannot be read."""
    path = next((folder / problem.path for folder in folders if (folder / problem.path).is_file()), None)
    if path is None or not problem.line:
        return ""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    first, last = max(1, problem.line - AROUND), min(len(lines), problem.line + AROUND)
    width = len(str(last))
    return "\n".join(
        f"{'>' if number == problem.line else ' '} {number:{width}} | {lines[number - 1][:LONGEST]}".rstrip()
        for number in range(first, last + 1)
    )
