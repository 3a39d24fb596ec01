"""Results → the tables and the chart of docs/performance.md: ``python tests/benchmarks/report.py``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple

DOCS: Final = Path(__file__).parents[2] / "docs"
BEGIN: Final = "<!-- bench:begin (written by make bench) -->"
END: Final = "<!-- bench:end -->"

Results = dict[str, Any]
Figures = dict[str, float]

ROWS: Final = {
    "cablepress": "Cablepress, clean, search included",
    "cablepress-all": "the same with `output.text` and `output.json` on",
    "unchanged": "Cablepress, nothing changed",
    "edited": "Cablepress, one cable edited",
    "edited-at-once": "the same, right after a first build",
    "hugo": "Hugo, no search",
    "hugo+pagefind": "Hugo, then Pagefind",
}
"""Rows of a table, in order."""


class Target(NamedTuple):
    """One promise: a measured value that should be at most ``limit``."""

    text: str
    limit: float
    unit: str
    value: Callable[[dict[int, Results]], float | None]


def read_results(folder: Path) -> dict[int, Results]:
    """All result files by number of cables, smallest first."""
    loaded = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return {result["cables"]: result for result in sorted(loaded, key=lambda result: int(result["cables"]))}


def figures(result: Results, row: str) -> Figures | None:
    """Medians of a row, or ``None`` when it was not run; "hugo+pagefind" adds times and takes the larger memory."""
    if row != "hugo+pagefind":
        found = result["rows"].get(row)
        return found["median"] if found else None
    first, second = figures(result, "hugo"), figures(result, "pagefind")
    if first is None or second is None:
        return None
    return {key: first[key] + second[key] if key.endswith("_s") else max(first[key], second[key]) for key in first}


def _value(size: int, row: str, key: str, over: str = "") -> Callable[[dict[int, Results]], float | None]:
    """A figure of a row, or its ratio to the same figure of the row ``over``."""

    def read(results: dict[int, Results]) -> float | None:
        found = figures(results[size], row) if size in results else None
        if found is None or not over:
            return found[key] if found else None
        other = figures(results[size], over)
        return found[key] / other[key] if other else None

    return read


def _growth(results: dict[int, Results]) -> float | None:
    """Time per cable of the whole archive over that of 10,000 cables; nothing where they are of different commits."""
    if len({results[size]["versions"].get("commit") for size in (251_287, 10_000) if size in results}) > 1:
        return None
    large, small = (_value(size, "cablepress", "wall_s")(results) for size in (251_287, 10_000))
    return (large / 251_287) / (small / 10_000) if large and small else None


TARGETS: Final = (
    Target("10,000 cables, clean, against Hugo", 1.0, "×", _value(10_000, "cablepress", "wall_s", "hugo")),
    Target(
        "10,000 cables, clean, against Hugo and Pagefind",
        1 / 6,
        "×",
        _value(10_000, "cablepress", "wall_s", "hugo+pagefind"),
    ),
    Target("10,000 cables, nothing changed", 0.3, "s", _value(10_000, "unchanged", "wall_s")),
    Target("10,000 cables, one edited", 0.5, "s", _value(10_000, "edited", "wall_s")),
    Target("251,287 cables, clean, against Hugo", 1.0, "×", _value(251_287, "cablepress", "wall_s", "hugo")),
    Target("251,287 cables, memory of all processes", 2000, "MB", _value(251_287, "cablepress", "peak_pss_mb")),
    Target("251,287 cables, nothing changed", 5, "s", _value(251_287, "unchanged", "wall_s")),
    Target("251,287 cables, one edited", 6, "s", _value(251_287, "edited", "wall_s")),
    Target("Time per cable at 251,287 against 10,000", 1.3, "×", _growth),
)


def tables(results: dict[int, Results]) -> str:
    """Markdown of everything between the markers."""
    parts = [_about(results), "![Time per cable of each program](performance.svg)", "\n".join(_targets(results))]
    parts += ["\n".join(_table(result)) for result in results.values()]
    return "\n\n".join(parts)


def _about(results: dict[int, Results]) -> str:
    """Machine and versions, said once for each that differs."""
    said: dict[str, list[str]] = {}
    for size, result in results.items():
        machine, versions = result["machine"], result["versions"]
        names = ", ".join(f"{name} {version}" for name, version in versions.items())
        line = f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; {names}"
        said.setdefault(line, []).append(f"{size:,}")
    return "\n".join(f"Measured on: {line} ({', '.join(sizes)} cables)." for line, sizes in said.items())


def _targets(results: dict[int, Results]) -> Iterator[str]:
    yield "| Promise | at most | measured | |"
    yield "|---|--:|--:|---|"
    for target in TARGETS:
        value = target.value(results)
        if value is None:
            measured, verdict = "", "not measured"
        else:
            measured = f"{_short(value)} {target.unit}"
            verdict = "kept" if value <= target.limit else f"missed by {value / target.limit - 1:.0%}"
        yield f"| {target.text} | {_short(target.limit)} {target.unit} | {measured} | {verdict} |"


def _table(result: Results) -> Iterator[str]:
    yield f"### {result['cables']:,} cables\n"
    yield "| | wall | CPU | ms a cable | memory, PSS | memory, RSS | wall against Hugo | pages | site |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    hugo = figures(result, "hugo")
    for row, name in ROWS.items():
        found = figures(result, row)
        if found is None:
            continue
        output = result["outputs"].get(row, {})
        cells = [
            f"{_short(found['wall_s'])} s",
            f"{_short(found['cpu_s'])} s",
            _short(found["wall_s"] / result["cables"] * 1000),
            f"{found['peak_pss_mb']:,.0f} MB",
            f"{found['peak_rss_mb']:,.0f} MB",
            f"{_short(found['wall_s'] / hugo['wall_s'])} ×" if hugo else "",
            f"{output['pages']:,}" if output else "",
            f"{output['bytes'] / 1e6:,.0f} MB" if output else "",
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def _short(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


_BARS: Final = {
    "cablepress": ("Cablepress, with search", "#1f4e79"),
    "hugo": ("Hugo, no search", "#b0b0b0"),
    "hugo+pagefind": ("Hugo, then Pagefind", "#7a7a7a"),
}
_LEFT, _WIDE, _BAR, _GAP = 200, 420, 18, 30


def chart(results: dict[int, Results]) -> str:
    """A bar chart as SVG: milliseconds a cable, for each size and program."""
    bars = [
        (size, row, found["wall_s"] / size * 1000)
        for size, result in results.items()
        for row in _BARS
        if (found := figures(result, row))
    ]
    longest = max((value for _, _, value in bars), default=1.0)
    parts: list[str] = []
    top, current = 10, 0
    for size, row, value in bars:
        if size != current:
            top += _GAP
            parts.append(_label(0, top - 8, f"{size:,} cables, ms a cable", "bold"))
            current = size
        parts += _bar(top, row, value, value / longest * _WIDE)
        top += _BAR + 4
    width, height = _LEFT + _WIDE + 70, top + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="13" role="img">\n<title>Milliseconds a cable of each program</title>\n'
        f'<rect x="-10" width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _bar(top: int, row: str, value: float, length: float) -> list[str]:
    name, colour = _BARS[row]
    return [
        _label(0, top + 14, name),
        f'<rect x="{_LEFT}" y="{top}" width="{max(length, 1):.1f}" height="{_BAR}" fill="{colour}"/>',
        _label(round(_LEFT + length + 6), top + 14, _short(value)),
    ]


def _label(left: int, top: int, text: str, weight: str = "normal") -> str:
    return f'<text x="{left}" y="{top}" font-weight="{weight}" fill="#222">{escape(text)}</text>'


def between(page: str, text: str) -> str:
    """``page`` with everything between the markers replaced.

    Raises:
        ValueError: the page lacks a marker.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected the lines {BEGIN!r} and {END!r}")
    return f"{head}{BEGIN}\n{text}\n{END}{tail}"


def write_report(folder: Path) -> None:
    """Write what the results in ``folder`` say into docs/performance.md and docs/performance.svg."""
    results = read_results(folder)
    page = DOCS / "performance.md"
    page.write_text(between(page.read_text(encoding="utf-8"), tables(results)), encoding="utf-8")
    (DOCS / "performance.svg").write_text(chart(results), encoding="utf-8")


if __name__ == "__main__":
    write_report(Path(__file__).parent / "results")
    sys.exit(0)
