"""See that files changed: at once where the kernel gives notice, and by looking where it does not.

Notices come by watchfiles. Network disks, containers over a folder of their host, folders that came later and files
that are named one by one give none; so now and then one pass over everything compares sizes and times, and single files
are looked at often. A pass over 100,000 files takes a second or two, so the pause grows with what a pass takes.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import watchfiles

GLANCE: Final = 100
"""Milliseconds between two looks at single files."""

STEP: Final = 10
"""Milliseconds without another notice before those that came are handed on: one save is often three notices."""

POLL: Final = 1.0
"""Seconds between two passes over a small site."""

MEANWHILE_NS: Final = 1_000_000_000
"""Nanoseconds for which a file in a place that is watched only now may have been saved after it was read."""

SHARE: Final = 10
"""The pause is at least this many times as long as a pass, so that looking takes at most a tenth of one core."""

Snapshot = dict[str, tuple[int, int, int]]
"""Time of change and of the last change of any kind (ns), and size, of each file by path. The second tells
where a file was replaced by one of the same size and time."""


def snapshot(places: Sequence[Path]) -> Snapshot:
    """State of all files in ``places``: single files, and folders with all below them.

    Passed over, as by a build: what is missing or unreadable, hidden files and folders (editors keep their
    swap files so), and ``name~``.
    """
    found: Snapshot = {}
    for place in places:
        if place.is_dir():
            found.update(_walk(os.fspath(place), set()))
        elif (state := _state(os.fspath(place))) is not None:
            found[os.fspath(place)] = state
    return found


def _state(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - ten times a second
    except OSError:
        return None
    return _of(status)


def _of(status: os.stat_result) -> tuple[int, int, int]:
    # On Windows ctime is the time of creation, which says nothing new.
    return status.st_mtime_ns, 0 if os.name == "nt" else status.st_ctime_ns, status.st_size


def _walk(folder: str, above: set[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if _is_passed_over(entry.name):
                continue
            try:
                if entry.is_dir():
                    yield from _walk_linked(entry, above)
                else:
                    yield entry.path, _of(entry.stat())
            except OSError:
                # Gone since the folder was read, or a link that leads nowhere.
                continue


def _is_passed_over(name: str) -> bool:
    return name[0] == "." or name[-1] == "~"


def _walk_linked(entry: os.DirEntry[str], above: set[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
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


class Watch:
    """Sees changes below the places that ``places`` gives, which may be other ones after each change."""

    def __init__(self, places: Callable[[], Sequence[Path]], stopped: threading.Event) -> None:
        self._places = places
        self._stopped = stopped
        self._watched = list(places())
        self._seen = snapshot(self._watched)

    def changed(self) -> Iterator[list[str]]:
        """The paths of files that changed, came or went, as soon as that is seen; ends when it is time to stop."""
        while not self._stopped.is_set():
            yield from self._while_watched()
            since = time.time_ns() - MEANWHILE_NS
            places, self._watched = self._watched, list(self._places())
            still = [place for place in places if place in self._watched]
            before, self._seen = self._seen, snapshot(self._watched)
            # What is new here because the place is watched only now is no change, what was saved meanwhile is; so is
            # what came or went with a folder that was watched before, whatever its time.
            found = [
                path
                for path in changes(before, self._seen)
                if max(self._seen.get(path, (0,))[:2]) > since or any(map(Path(path).is_relative_to, still))
            ]
            if found:
                yield found

    def _while_watched(self) -> Iterator[list[str]]:
        """The same, until the places are other ones."""
        looked, took = time.monotonic(), 0.0
        folders = self._folders()
        for noticed in self._notices(folders):
            if self._stopped.is_set() or list(self._places()) != self._watched or self._folders() != folders:
                return
            found = [*self._of_notices(noticed), *self._of_single_files()]
            if not found and time.monotonic() - looked > max(POLL, SHARE * took):
                start = time.monotonic()
                found += self._of_a_pass()
                looked = time.monotonic()
                took = looked - start
            if found:
                yield sorted(set(found))

    def _folders(self) -> list[Path]:
        """The places that are folders; one that comes later is watched from then on."""
        return [place for place in self._watched if place.is_dir()]

    def _notices(self, folders: Sequence[Path]) -> Iterator[Iterable[str]]:
        """Paths that the kernel speaks of, or none when there is nothing to say for a while."""
        try:
            for found in watchfiles.watch(
                *folders,
                watch_filter=None,
                debounce=GLANCE,
                step=STEP,
                stop_event=self._stopped,
                rust_timeout=GLANCE,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield [path for _, path in found]
        except (OSError, RuntimeError, ValueError):
            # No notices here: too many folders for this system, or none that is there. Looking does.
            while not self._stopped.wait(GLANCE / 1000):
                yield []

    def _of_notices(self, noticed: Iterable[str]) -> list[str]:
        found = []
        for path in noticed:
            if self._is_of_interest(path):
                if Path(path).is_dir():
                    found += self._of_a_pass()
                elif self._renew(path) or _state(path) is not None:
                    found.append(path)
        return found

    def _of_single_files(self) -> list[str]:
        files = [os.fspath(place) for place in self._watched if not place.is_dir()]
        return [path for path in files if self._renew(path)]

    def _of_a_pass(self) -> list[str]:
        now = snapshot(self._watched)
        found = changes(self._seen, now)
        self._seen = now
        return found

    def _renew(self, path: str) -> bool:
        """Whether the file at ``path`` is another than when it was looked at last."""
        now, before = _state(path), self._seen.pop(path, None)
        if now is not None:
            self._seen[path] = now
        return now != before

    def _is_of_interest(self, path: str) -> bool:
        """Whether no part of ``path`` below a watched folder is passed over."""
        for place in self._watched:
            if Path(path).is_relative_to(place):
                return not any(map(_is_passed_over, Path(path).relative_to(place).parts))
        return False
