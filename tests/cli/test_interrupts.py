"""Ctrl-C in a terminal reaches the build and all its processes, at whatever they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text

CABLES = 900
"""Enough for processes: fewer parts are read without them."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see processes start")


def _has_child(process: subprocess.Popen[str]) -> bool:
    try:
        return bool(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().strip())
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("later", [0.0, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_an_interrupted_build_says_so_and_nothing_else(
    make_site: Callable[..., Path], number: signal.Signals, later: float
) -> None:
    """Whatever its processes were loading; after ``later`` seconds it may be done on a fast machine."""
    root = make_site({f"07STRELSAU{serial}": cable_text(f"07STRELSAU{serial}") for serial in range(100, 100 + CABLES)})
    command = [sys.executable, "-m", "cablepress", "-q", "build", "-j", "2", "-f", str(root / "site.yml")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not _has_child(process) and process.poll() is None:
            time.sleep(0.005)
        time.sleep(later)
        if process.poll() is None:
            os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) in ((130, "cablepress: interrupted"), (0, ""))
