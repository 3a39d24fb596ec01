"""How far a build is: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from cablepress.build.outcome import Progress

INTERVAL: Final = 5.0
"""Seconds between two lines; what takes less says nothing but its last line."""


@contextmanager
def shown_progress(say: Callable[[str], None]) -> Iterator[Progress]:
    """A bar with time left on a terminal; elsewhere ``say`` is given lines for a log."""
    if not sys.stderr.isatty():
        yield Lines(say)
        return
    bars = Bars()
    try:
        yield bars
    finally:
        bars.close()


class Bars:
    """A bar on standard error for each stage, one after the other; see :data:`cablepress.build.outcome.Progress`."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far ``stage`` is; a stage of unknown length has a bar that only moves."""
        if self._bar is None or stage != self._stage:
            self.close()
            self._stage = stage
            unknown: Iterator[None] = (
                None for _ in ()
            )  # click takes an iterator's length for the bar's, and this one has none
            self._bar = click.progressbar(unknown, length=total or None, label=stage, file=sys.stderr, show_pos=True)
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        """Leave the terminal as it was, with the last bar on a line of its own."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


class Lines:
    """``Writing cables: 64,000 of 251,287, 1,020/s, 184 s left``; see :data:`cablepress.build.outcome.Progress`."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock
        self._said = clock()
        self._stage = ""
        self._began = self._said

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Say how far ``stage`` is, unless something was said a moment ago."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._began = stage, now
        if now - self._said >= INTERVAL:
            self._said = now
            self._say(_line(stage, done, total, now - self._began))


def _line(stage: str, done: int, total: int, seconds: float) -> str:
    if not done:
        return stage
    parts = [f"{stage}: {done:,}" + (f" of {total:,}" if total else "")]
    if seconds > 0:
        rate = done / seconds
        parts.append(f"{rate:,.0f}/s")
        if total:
            parts.append(f"{(total - done) / rate:,.0f} s left")
    return ", ".join(parts)
