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
from support import cable_text, tree_digests

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.config import read_config

CABLES = 900
"""Enough for processes: fewer parts are read without them."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see processes start")


def _has_child(process: subprocess.Popen[str]) -> bool:
    try:
        return bool(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().strip())
    except OSError:
        return False


def interrupt(command: list[str], number: signal.Signals, later: float) -> None:
    """Run ``command`` and interrupt it ``later`` seconds after it has started a process; look at what it says."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not _has_child(process) and process.poll() is None:
            time.sleep(0.005)
        time.sleep(later)
        if process.poll() is None:
            os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) in ((130, "cablepress: interrupted"), (0, ""))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("later", [0.0, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_an_interrupted_build_says_so_and_nothing_else(
    make_site: Callable[..., Path], number: signal.Signals, later: float
) -> None:
    """Whatever its processes were loading; after ``later`` seconds it may be done on a fast machine."""
    root = make_site({f"07STRELSAU{serial}": cable_text(f"07STRELSAU{serial}") for serial in range(100, 100 + CABLES)})
    command = [sys.executable, "-m", "cablepress", "-q", "build", "-j", "2", "-f", str(root / "site.yml")]
    interrupt(command, number, later)


_EARLY = """
import sys
from cablepress.build import workers
workers.APART = (1, workers.APART[1])  # as if there were thousands
from cablepress.cli.commands import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="others start no process by forking")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("later", [0.0, 0.1, 0.2, 0.4])
def test_an_interrupted_build_after_an_edit_says_so_too(
    make_site: Callable[..., Path], number: signal.Signals, later: float
) -> None:
    """Its process is forked before the build has begun; the build after that is right."""
    cables = {f"07STRELSAU{serial}": cable_text(f"07STRELSAU{serial}") for serial in range(100, 310)}
    root = make_site(cables)
    build_site(read_config(root / "site.yml"), Options(root / "public"))
    edited = root / "content/cables/07STRELSAU100.txt"
    edited.write_text(cable_text("07STRELSAU100", text="Other words."), encoding="utf-8")
    command = [sys.executable, "-c", _EARLY, "-q", "build", "-j", "2", "-f", str(root / "site.yml")]
    interrupt(command, number, later)
    subprocess.run(command, check=True)
    build_site(read_config(root / "site.yml"), Options(root / "clean"))
    assert tree_digests(root / "public") == tree_digests(root / "clean")
