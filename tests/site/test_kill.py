"""Killed at any moment, the next build is right."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text, tree_digests

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config

POINTS = 100
IDS = [f"07STRELSAU{number}" for number in range(601, 609)]


def build(root: Path, out: Path) -> None:
    build_site(read_config(root / "site.yml"), Options(out, jobs=1))


def edit(root: Path, turn: int) -> None:
    """Change a cable, take one away or bring it back."""
    folder = root / "content" / "cables"
    (folder / f"{IDS[turn % 4]}.txt").write_text(cable_text(IDS[turn % 4], text=f"Turn {turn}."))
    moved = folder / f"{IDS[4 + turn % 4]}.txt"
    if moved.exists():
        moved.unlink()
    else:
        moved.write_text(cable_text(moved.stem))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked build")
def test_a_build_killed_at_any_moment_is_finished_by_the_next(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """100 random points: whatever was left behind, the next build gives the bytes of a first one."""
    root = make_site({cable_id: cable_text(cable_id) for cable_id in IDS})
    chance = random.Random(7)
    build(root, tmp_path / "out")
    start = time.monotonic()
    build(root, tmp_path / "timed")
    longest = (time.monotonic() - start) * 1.2
    killed = 0
    for turn in range(POINTS):
        edit(root, turn)
        killed += kill_after(chance.uniform(0, longest), lambda: build(root, tmp_path / "out"))
        if turn % 10 == 9:
            build(root, tmp_path / "out")
            build(root, tmp_path / f"clean{turn}")
            assert tree_digests(tmp_path / "out") == tree_digests(tmp_path / f"clean{turn}")
    assert killed >= POINTS // 2, "most of the points were inside a build"


def kill_after(seconds: float, work: Callable[[], None]) -> bool:
    """Run ``work`` in a forked process and kill it after ``seconds``; says whether it was still at work."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
