"""Run a command and measure it: wall time, CPU time and peak memory of all its processes together.

``python tests/benchmarks/measure.py -- COMMAND …`` prints the figures as JSON. Linux only: it reads /proc.

Two sums are sampled, since neither says everything. RSS counts a page that several processes share once for
each of them; PSS (``smaps_rollup``) divides it among them, so its sum is the memory really used. Reading
PSS stops a process for a moment, so it is read so seldom that it costs at most 2 % of the time.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

RSS_INTERVAL: Final = 0.05
PSS_INTERVAL: Final = 0.1
_PSS_SHARE: Final = 0.02
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_OUTPUT_KEPT: Final = 4000
_ORPHANS_WAIT: Final = 10.0
"""Seconds for which processes that outlive their command are waited for; not part of the wall time."""
_PR_SET_CHILD_SUBREAPER: Final = 36
"""From Linux's sys/prctl.h."""


class Measurement(NamedTuple):
    """Figures of one run; seconds and bytes."""

    wall: float
    user: float
    system: float
    peak_rss: int
    """Largest sum of RSS over the command and all its descendants."""
    peak_pss: int
    """The same of PSS; 0 if the command ended before the first sample."""
    exit_code: int
    output: str
    """The last characters of standard output and error, for messages."""

    @property
    def cpu(self) -> float:
        """User and system time of the command and all its descendants."""
        return self.user + self.system

    def as_dict(self) -> dict[str, float | int]:
        """What goes into a results file."""
        return {
            "wall_s": round(self.wall, 3),
            "cpu_s": round(self.cpu, 3),
            "peak_rss_mb": round(self.peak_rss / 1e6, 1),
            "peak_pss_mb": round(self.peak_pss / 1e6, 1),
        }


def measure(command: Sequence[str | Path], cwd: Path | None = None) -> Measurement:
    """Run ``command`` to its end in a session of its own, and measure it; its exit code is not judged.

    What earlier runs left to be written to the disk is written first, so that it is not this run's burden.
    """
    os.sync()
    _adopt_orphans()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [os.fspath(part) for part in command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        peaks = _Peaks(process.pid)
        exit_code = process.wait()
        wall = time.perf_counter() - start
        _reap(process.pid)
        peaks.stop()
        output.seek(0)
        said = output.read().decode(errors="replace")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measurement(
        wall=wall,
        user=after.ru_utime - before.ru_utime,
        system=after.ru_stime - before.ru_stime,
        peak_rss=peaks.rss,
        peak_pss=peaks.pss,
        exit_code=exit_code,
        output=said[-_OUTPUT_KEPT:],
    )


def _adopt_orphans() -> None:
    """Become the parent of descendants whose parent ends before them.

    The kernel adds a process's CPU time to its parent's only when the parent waits for it; a helper that
    outlives the command (multiprocessing's fork server, with the time of all workers) would go to init.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _reap(session: int) -> None:
    """Wait for what is left of a session, so that its CPU time counts."""
    deadline = time.monotonic() + _ORPHANS_WAIT
    while (left := _processes(session)) and time.monotonic() < deadline:
        for process in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process, os.WNOHANG)
        time.sleep(0.01)


class _Peaks:
    """Samples the memory of all processes of a session, each sum in a thread of its own."""

    def __init__(self, session: int) -> None:
        self.rss = 0
        self.pss = 0
        self._session = session
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._watch_rss, self._watch_pss)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End sampling and wait for it."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _watch_rss(self) -> None:
        while not self._ended.wait(RSS_INTERVAL):
            self.rss = max(self.rss, _sum(self._session, _read_rss))

    def _watch_pss(self) -> None:
        pause = PSS_INTERVAL
        while not self._ended.wait(pause):
            start = time.perf_counter()
            self.pss = max(self.pss, _sum(self._session, _read_pss))
            pause = max(PSS_INTERVAL, (time.perf_counter() - start) / _PSS_SHARE)


def _processes(session: int) -> list[int]:
    """IDs of all processes of a session."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208 - made 20 times a second
        if name.isdigit():
            with contextlib.suppress(OSError):
                if os.getsid(int(name)) == session:
                    found.append(int(name))
    return found


def _sum(session: int, read: Callable[[int], int]) -> int:
    """Sum of a figure over the processes of a session; those that end meanwhile count nothing."""
    total = 0
    for process in _processes(session):
        with contextlib.suppress(OSError, ValueError, IndexError):
            total += read(process)
    return total


def _read_rss(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE


def _read_pss(process: int) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(text.partition("\nPss:")[2].split()[0]) * 1024


def main(arguments: list[str] | None = None) -> int:
    """Command line; the exit code is that of the command."""
    parser = argparse.ArgumentParser(description="Measure time and memory of a command and all its children.")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    result = measure(parser.parse_args(arguments).command)
    sys.stderr.write(result.output)
    sys.stdout.write(json.dumps({**result.as_dict(), "exit_code": result.exit_code}) + "\n")
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main())
