"""How the benchmark measures a command and reports its figures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import measure
import report
import run


def test_memory_of_children_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that hold 60 MB each at the same time have at least 110 MB together.

    The first ends only after both have held theirs for a second, and samples are not spaced out by what
    they cost, so that a busy machine takes some in that second too.
    """
    monkeypatch.setattr(measure, "_PSS_SHARE", 1.0)
    child = "kept = bytearray(b'x') * 60_000_000; print('held', flush=True); input()"
    parent = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {child!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
kept = bytearray(b"x") * 60_000_000
child.stdout.readline()
time.sleep(1)
child.communicate("end\\n")
"""
    result = measure.measure([sys.executable, "-c", parent])
    assert result.exit_code == 0
    assert min(result.peak_rss, result.peak_pss) > 110_000_000
    assert result.cpu > 0


def test_time_of_orphans_is_counted() -> None:
    """A child that the command does not wait for counts with its CPU time, once it has ended."""
    burn = "import time\nwhile time.process_time() < 0.4: pass"
    leave = f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', {burn!r}]); os._exit(0)"
    assert measure.measure([sys.executable, "-c", leave]).cpu >= 0.4


def test_exit_code_and_output_are_kept() -> None:
    """A command that fails is measured all the same, with its exit code and last words."""
    result = measure.measure([sys.executable, "-c", "import sys; print('last words'); sys.exit(3)"])
    assert (result.exit_code, result.output) == (3, "last words\n")


def test_edited_cable_is_restored(tmp_path: Path) -> None:
    """The cable differs while it is edited, and has its old bytes afterwards."""
    cable = tmp_path / "07ASTANA1848.txt"
    cable.write_bytes(b"1. (C) Text.\n")
    with run.edited(cable):
        assert cable.read_bytes() == b"1. (C) Amended Text.\n"
    assert cable.read_bytes() == b"1. (C) Text.\n"


@pytest.fixture
def results() -> dict[int, report.Results]:
    def row(wall: float, memory: float) -> dict[str, object]:
        return {"median": {"wall_s": wall, "cpu_s": wall, "peak_rss_mb": memory, "peak_pss_mb": memory}}

    return {
        10_000: {
            "cables": 10_000,
            "machine": {"processor": "Any", "cores": 2, "memory_gb": 24},
            "versions": {"python": "3.11"},
            "outputs": {"hugo": {"files": 12_000, "pages": 11_900, "bytes": 140_000_000}},
            "rows": {"cablepress": row(9.0, 500), "hugo": row(10.0, 900), "pagefind": row(44.0, 3500)},
        }
    }


def test_promises_are_judged(results: dict[int, report.Results]) -> None:
    """A promise that was kept, one that was not measured, and times that are added, memory that is not."""
    text = report.tables(results)
    assert "| 10,000 cables, clean, against Hugo | 1 × | 0.9 × | kept |" in text
    assert "| 10,000 cables, clean, against Hugo and Pagefind | 0.167 × | 0.167 × | kept |" in text
    assert "| 10,000 cables, one edited | 0.5 s |  | not measured |" in text
    assert "| Hugo, then Pagefind | 54 s | 54 s | 5.4 | 3,500 MB |" in text


def test_sizes_of_different_commits_are_not_compared(results: dict[int, report.Results]) -> None:
    """How the time grows is said of one state of the program."""
    promise = next(target for target in report.TARGETS if target.text.startswith("Time per cable"))
    large = {**results[10_000], "versions": {"commit": "b"}}
    small = {**results[10_000], "versions": {"commit": "b"}}
    assert promise.value({10_000: small, 251_287: large}) == pytest.approx(10_000 / 251_287)
    assert promise.value({10_000: {**small, "versions": {"commit": "a"}}, 251_287: large}) is None


def test_only_the_part_between_the_markers_is_replaced() -> None:
    """Text around the markers stays; a page without them is an error."""
    page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    assert report.between(page, "new") == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"
    with pytest.raises(ValueError, match="bench:begin"):
        report.between("no markers", "new")


def test_chart_has_a_bar_for_each_figure(results: dict[int, report.Results]) -> None:
    """Three programs, three bars, each with its name and milliseconds a cable."""
    svg = report.chart(results)
    assert svg.count("<rect") == 4
    assert all(label in svg for label in (">0.9<", ">1<", ">5.4<", "Hugo, then Pagefind"))
