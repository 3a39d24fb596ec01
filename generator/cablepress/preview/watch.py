"""See that files changed, by looking: one pass over the folders compares sizes and times.

Looking works on every disk and system, network folders and containers too, where notices of the kernel do
not. A pass over 100,000 files takes a second or two, so the pause between passes grows with what a pass takes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

POLL: Final = 0.25
"""Seconds between two passes over a small site."""

SETTLE: Final = 0.25
"""Seconds without another change before a change counts: five saves in a burst are one change."""

SHARE: Final = 4
"""The pause is at least this many times as long as a pass, so that looking takes at most a fifth of one core."""

PATIENCE: Final = 20
"""Passes after which a change counts although files keep changing."""

Snapshot = dict[str, tuple[int, int]]
"""Time of change (ns) and size of each file, by path."""

Pause = Callable[[float], bool]
"""Waits so many seconds; true when it is time to stop (``threading.Event.wait``)."""


def snapshot(places: Sequence[Path]) -> Snapshot:
    """State of all files in ``places``: single files, and folders with all below them.

    Passed over, as by a build: what is missing or unreadable, hidden files and folders (editors keep their
    swap files so), and ``name~``.
    """
    found: Snapshot = {}
    for place in places:
        if place.is_dir():
            found.update(_walk(os.fspath(place), set()))
        else:
            try:
                status = place.stat()
            except OSError:
                continue
            found[os.fspath(place)] = (status.st_mtime_ns, status.st_size)
    return found


def _walk(folder: str, above: set[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if entry.name[0] == "." or entry.name[-1] == "~":
                continue
            try:
                if entry.is_dir():
                    yield from _walk_linked(entry, above)
                else:
                    status = entry.stat()
                    yield entry.path, (status.st_mtime_ns, status.st_size)
            except OSError:
                # Gone since the folder was read, or a link that leads nowhere.
                continue


def _walk_linked(entry: os.DirEntry[str], above: set[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """A folder; one that is a link is entered once, since it may lead back to where it stands."""
    if entry.is_symlink():
        real = os.path.realpath(entry.path)
        if real in above or entry.path.startswith(real + os.sep):
            return
        above = above | {real}
    yield from _walk(entry.path, above)


def changes(before: Snapshot, after: Snapshot) -> list[str]:
    """Paths that are new, gone or different, sorted."""
    return sorted({path for path, _ in before.items() ^ after.items()})


def await_change(before: Snapshot, places: Sequence[Path], pause: Pause) -> Snapshot | None:
    """Wait until ``places`` are other than ``before`` and quiet again; their new state, ``None`` to stop.

    Files that change for ever do not put it off for ever.
    """
    seen, took = _timed(places)
    while seen == before:
        if pause(max(POLL, SHARE * took)):
            return None
        seen, took = _timed(places)
    for _ in range(PATIENCE):
        if pause(max(SETTLE, took)):
            return None
        again, took = _timed(places)
        if again == seen:
            break
        seen = again
    return seen


def _timed(places: Sequence[Path]) -> tuple[Snapshot, float]:
    start = time.monotonic()
    return snapshot(places), time.monotonic() - start
