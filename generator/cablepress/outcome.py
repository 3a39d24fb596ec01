"""What a build is asked for, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
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
    profile: Path | None = None
    """A folder where workers leave how long everything took."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did; the figures of its last line."""

    cables: int
    written: int
    unchanged: int
    removed: int
    problems: tuple[Problem, ...]
    seconds: float
