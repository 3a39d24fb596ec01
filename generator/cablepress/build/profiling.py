"""Where the time of a build goes (``build --profile FILE``): its stages by the clock, its functions by cProfile."""

from __future__ import annotations

import cProfile
import os
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from cablepress.build.outcome import Progress

_FUNCTIONS: Final = 100
"""Lines of each table of functions."""
_FIRST: Final = "Starting"


class Profiling(NamedTuple):
    """What a build that is profiled is given."""

    progress: Progress
    """Takes the time of each stage, and hands on."""
    folder: Path
    """Where each worker leaves what it measured; see :func:`profile_worker`."""


@contextmanager
def profiled(file: Path, progress: Progress) -> Iterator[Profiling]:
    """Measure what is done in this context, by this process and its workers; then write ``file``, a text."""
    with tempfile.TemporaryDirectory(prefix="cablepress-") as folder:
        stages = _Stages(progress)
        own = cProfile.Profile()
        own.enable()
        try:
            yield Profiling(stages, Path(folder))
        finally:
            own.disable()
            stages.end()
            own.dump_stats(Path(folder) / "parent.pstats")
            with file.open("w", encoding="utf-8") as stream:
                _write_report(stream, stages.seconds, sorted(map(str, Path(folder).iterdir())))


def profile_worker(folder: Path) -> None:
    """Measure this process from now on, and leave what was measured in ``folder`` when it ends."""
    profile = cProfile.Profile()
    Finalize(None, lambda: profile.dump_stats(folder / f"{os.getpid()}.pstats"), exitpriority=1)
    profile.enable()


class _Stages:
    """The seconds of each stage, taken from what a build says of its progress."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._progress = progress
        self._stage = _FIRST
        self._since = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A :data:`cablepress.build.outcome.Progress`. What happens up to a call belongs to the stage that it names."""
        self._stage = stage
        self.end()
        self._progress(stage, done, total)

    def end(self) -> None:
        """Count the time until now for the stage that is going on."""
        now = time.monotonic()
        self.seconds[self._stage] += now - self._since
        self._since = now


def _write_report(stream: TextIO, seconds: dict[str, float], files: Sequence[str]) -> None:
    stream.write("Stages, by the clock of the parent process\n\n")
    for stage, time_spent in seconds.items():
        stream.write(f"{time_spent:10.2f} s  {stage}\n")
    stream.write(f"\nFunctions of {len(files)} process{'es' if len(files) > 1 else ''} together. Being measured makes ")
    stream.write("small ones look slower; `acquire` and `read` are a process that waits for another.\n\n")
    stats = pstats.Stats(*files, stream=stream)
    stats.files = []  # type: ignore[attr-defined]  # names of temporary files, which print_stats would begin with
    stats.sort_stats("tottime").print_stats(_FUNCTIONS)
    stats.sort_stats("cumulative").print_stats(_FUNCTIONS)
