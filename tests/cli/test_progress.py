"""What a long build says while it is at work."""

from __future__ import annotations

import io

import pytest
from support import cable_text

from cablepress.cli.progress import INTERVAL, Lines, shown_progress


def _cables(count: int) -> dict[str, str | bytes]:
    return {cable_id: cable_text(cable_id) for cable_id in (f"07STRELSAU{number}" for number in range(count))}


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_now_and_then() -> None:
    """Nothing in the first seconds; then how far, how fast and how long still."""
    now = [100.0]
    said: list[str] = []
    progress = Lines(said.append, lambda: now[0])
    progress("Reading cables", 500, 251_287)
    assert said == []
    now[0] += 2 * INTERVAL
    progress("Reading cables", 10_000, 251_287)
    progress("Reading cables", 11_000, 251_287)
    now[0] += INTERVAL
    progress("Writing the search index", 0, 0)
    assert said == ["Reading cables: 10,000 of 251,287, 1,000/s, 241 s left", "Writing the search index"]


def test_a_terminal_gets_a_bar_for_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Label, position and length of the first stage, then of the next; the last bar ends its line."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with shown_progress(print) as progress:
        progress("Reading cables", 500, 1_000)
        progress("Reading cables", 1_000, 1_000)
        progress("Writing the search index", 0, 0)
    text = terminal.getvalue()
    assert "Reading cables" in text
    assert "500/1000" in text
    assert "1000/1000" in text
    assert "Writing the search index" in text
    assert text.endswith(("\n", "\x1b[?25h"))
