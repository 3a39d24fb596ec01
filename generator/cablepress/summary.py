"""The last line of a command: what happened, in figures."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from cablepress.errors import Problem
from cablepress.outcome import BuildResult


def summary_line(result: BuildResult) -> str:
    """``16 cables: 120 pages written, 0 unchanged, 0 removed; 1 error, 3 warnings; 0.8 s, 20 cables/s, 62 MB``."""
    rate = result.cables / result.seconds if result.seconds else 0.0
    files = f"{result.written:,} files written, {result.unchanged:,} unchanged, {result.removed:,} removed"
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
