"""What a build is asked for, and what it says of itself."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cablepress.errors import Problem

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how many are done, and of how many (0 when unknown)."""


class Options(NamedTuple):
    """What the command line adds to the configuration."""

    out: Path
    jobs: int = 0
    """0: as many as there are cores, if the archive is large enough."""
    clean: bool = False
    """Trust nothing that is there, neither cache nor site."""
    drafts: bool = False
    scheduler: str = ""
    """Address of a Dask cluster that does the work; empty: processes of this machine."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did; the figures of its last line."""

    cables: int
    written: int
    unchanged: int
    removed: int
    problems: tuple[Problem, ...]
    seconds: float


def summary_line(result: Outcome) -> str:
    """``16 cables: 120 files written, 0 unchanged, 0 removed; 1 error, 3 warnings; 0.8 s, 20 cables/s, 62 MB``."""
    rate = result.cables / result.seconds if result.seconds else 0.0
    files = f"{_count(result.written, 'file')} written, {result.unchanged:,} unchanged, {result.removed:,} removed"
    cost = f"{result.seconds:.1f} s, {rate:,.0f} cables/s, {peak_memory() / 1e6:,.0f} MB"
    return f"{_count(result.cables, 'cable')}: {files}; {problems_line(result.problems)}; {cost}"


def problems_line(problems: Sequence[Problem]) -> str:
    """``1 error, 3 warnings, 20 notes``."""
    counts: Counter[str] = Counter(problem.level for problem in problems)
    words = [
        _count(counts[level], word)
        for level, word in (("error", "error"), ("warning", "warning"), ("info", "note"))
        if counts[level]
    ]
    return ", ".join(words) or "no problems"


def peak_memory() -> int:
    """Bytes at the peak: this process, and the largest of its finished workers for each of them; 0 where unknown."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return unit * (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
