"""A preview that runs as its users run it: ``cablepress serve``, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

TIMEOUT = 60.0
"""Seconds until a test gives up; never a measure of anything."""


class Served:
    """A running preview: its site, its address, and what it said so far."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.lines: list[str] = []
        self._news = threading.Condition()
        command = [sys.executable, "-m", "cablepress", "serve", "-f", str(root / "site.yml"), "-p", "0", *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "NO_COLOR": "1"}
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self.wait("Serving at ").split()[2]
        self.port = urlsplit(self.url).port

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()

    def wait(self, text: str, times: int = 1) -> str:
        """The line that holds ``text`` for the ``times``-th time, as soon as it is said."""
        deadline = time.monotonic() + TIMEOUT
        with self._news:
            while len(found := [line for line in self.lines if text in line]) < times:
                left = deadline - time.monotonic()
                if left <= 0 or not self._news.wait(left):
                    pytest.fail(f"the preview did not say {text!r} {times} times:\n" + "\n".join(self.lines))
        return found[times - 1]

    def write(self, name: str, text: str) -> None:
        """Save a file of the site."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def beside(self) -> Served:
        """Another preview of the same site."""
        return Served(self.root)

    def close(self) -> None:
        """Stop, whatever it was doing."""
        self.stop()

    def stop(self) -> int:
        """Ctrl-C; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(TIMEOUT)
        self._reader.join(TIMEOUT)
        return code


@pytest.fixture
def serve(make_site: Callable[..., Path]) -> Iterator[Callable[..., Served]]:
    """Starts a preview of a site (arguments of ``make_site``); stopped when the test ends."""
    running: list[Served] = []

    def start(*contents: dict[str, str], options: tuple[str, ...] = ()) -> Served:
        served = Served(make_site(*contents), *options)
        running.append(served)
        served.wait(" cables/s")
        return served

    yield start
    for served in running:
        served.stop()
