"""What a long build says while it is at work, and where its time went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner
from support import cable_text

from cablepress.cli.commands import cli
from cablepress.cli.progress import INTERVAL, Lines


def _cables(count: int) -> dict[str, str | bytes]:
    return {cable_id: cable_text(cable_id) for cable_id in (f"07STRELSAU{number}" for number in range(count))}


def test_a_log_gets_a_line_now_and_then() -> None:
    """Nothing in the first seconds; then how far, how fast and how long still."""
    now = [100.0]
    said: list[str] = []
    progress = Lines(said.append, lambda: now[0])
    progress("Reading cables", 500, 251_287)
    assert said == []
    now[0] += INTERVAL
    progress("Reading cables", 10_000, 251_287)
    progress("Reading cables", 11_000, 251_287)
    now[0] += INTERVAL
    progress("Writing the search index", 0, 0)
    assert said == ["Reading cables: 10,000 of 251,287, 1,000/s, 241 s left", "Writing the search index"]


def test_profile_says_where_the_time_went(make_site: Callable[..., Path]) -> None:
    """Stages of the build, and functions of the parser as of the pages, of the workers too."""
    root = make_site(_cables(100))
    report = root / "profile.txt"
    arguments = ["build", "-f", str(root / "site.yml"), "--profile", str(report)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    text = report.read_text(encoding="utf-8")
    assert "s  Reading cables" in text
    assert "s  Writing the search index" in text
    assert "(parse_chunk)" in text
    assert "Functions of 1 process together" in text


def test_workers_leave_their_part_of_a_profile(make_site: Callable[..., Path]) -> None:
    """With two workers there are three processes to tell of."""
    root = make_site(_cables(700))
    report = root / "profile.txt"
    done = CliRunner().invoke(cli, ["build", "-f", str(root / "site.yml"), "-j", "2", "--profile", str(report)])
    assert "Functions of 3 processes" in report.read_text(encoding="utf-8"), done.output
    assert "(parse_chunk)" in report.read_text(encoding="utf-8")
