"""When the times of files are to be trusted."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cablepress.build.cache import RACY_NS, TICK_NS, Cache
from cablepress.build.outcome import Options
from cablepress.read.folders import FoundFile

SECOND = 1_000_000_000


def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> int:
    """Now, for as long as the test lasts."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    return now


@pytest.mark.parametrize(
    ("age_ns", "whole_seconds", "settled"),
    [
        (2 * TICK_NS, False, True),
        (TICK_NS // 2, False, False),
        (2 * TICK_NS, True, False),
        (RACY_NS + SECOND, True, True),
        (-SECOND, False, False),
    ],
)
def test_young_files_are_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age_ns: int, whole_seconds: bool, settled: bool
) -> None:
    """How young depends on what the disk counts: a tick of the clock, or whole seconds; the future is never trusted."""
    changed = stopped_clock(monkeypatch) - age_ns
    changed = changed // SECOND * SECOND if whole_seconds else changed // SECOND * SECOND + (changed % SECOND or 1)
    file = FoundFile("content/cables/07STRELSAU1.txt", 1, changed, changed)
    assert Cache(tmp_path, Options(tmp_path / "public")).is_settled([file]) is settled


def test_the_clock_of_the_disk_counts_where_it_is_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's clock may be; a file that was changed a moment ago then seems to be old by ours."""
    real, now = Path.stat, stopped_clock(monkeypatch)
    behind = 10 * SECOND

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        found = real(path, follow_symlinks=follow_symlinks)
        if path.name != "clock":
            return found
        return os.stat_result(found, {"st_mtime_ns": now - behind})

    monkeypatch.setattr(Path, "stat", stat)
    changed = now - behind + 1
    file = FoundFile("content/cables/07STRELSAU1.txt", 1, changed, changed)
    assert not Cache(tmp_path, Options(tmp_path / "public")).is_settled([file])


def test_without_a_place_to_look_at_the_clock_all_is_younger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a read-only disk the older rule holds."""

    def fail(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_bytes", fail)
    changed = stopped_clock(monkeypatch) - SECOND + 1
    file = FoundFile("content/cables/07STRELSAU1.txt", 1, changed, changed)
    assert not Cache(tmp_path, Options(tmp_path / "public")).is_settled([file])
