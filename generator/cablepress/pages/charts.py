"""Bar charts of cables over time, as plain geometry. Pure; templates draw them as SVG."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Final, NamedTuple

from cablepress.archive.permalinks import list_url
from cablepress.pages.context import Chart, ChartBar, ChartPart, ChartTick

LARGE: Final = (720.0, 160.0)
SMALL: Final = (360.0, 60.0)
_MAX_BARS: Final = 600
_MAX_BARS_SMALL: Final = 72
_SPARSE: Final = 0.1
"""Where fewer of the months than this have any cable, bars for years are easier to see."""
_GAP: Final = 0.15
"""Part of a bar's place that stays empty."""


class Dated(NamedTuple):
    """What a chart counts of one cable."""

    created: datetime | None
    classification: str


def build_chart(cables: Iterable[Dated], size: tuple[float, float], slugs: Mapping[str, str]) -> Chart | None:
    """Cables by month (by year, where months would be too many) and classification.

    ``slugs`` are those of the classifications. ``None`` when fewer than two bars would stand in it.
    """
    counts, months = _count(cables)
    limit = _MAX_BARS if size == LARGE else _MAX_BARS_SMALL
    span = months[-1] - months[0] + 1 if months else 0
    unit = "month" if span <= limit and (span <= 24 or len(months) > span * _SPARSE) else "year"
    if unit == "year":
        counts = _by_year(counts)
    if len(counts) < 2:
        return None
    totals: Counter[str] = sum(counts.values(), Counter())
    legend = [(name, slugs.get(name, ""), count) for name, count in totals.most_common()]
    top = _nice(max(count.total() for count in counts.values()))
    first, last = min(counts), max(counts)
    step = size[0] / (last - first + 1)
    bars = [
        _bar(period, counts[period], unit, (period - first) * step, step, size[1] / top, size[1], legend)
        for period in sorted(counts)
    ]
    return Chart(
        width=size[0],
        height=size[1],
        bars=tuple(bars),
        x_ticks=_x_ticks(first, last, unit, step, size),
        y_ticks=tuple(ChartTick(f"{value:,}", _round(size[1] * (1 - value / top))) for value in _y_values(top)),
        unit=unit,
        legend=tuple(legend),
    )


def _count(cables: Iterable[Dated]) -> tuple[dict[int, Counter[str]], list[int]]:
    """Cables by classification for each month, months counted from year 0."""
    together = Counter((created.year * 12 + created.month - 1, name) for created, name in cables if created is not None)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for (month, classification), count in together.items():
        counts[month][classification] = count
    return counts, sorted(counts)


def _by_year(months: Mapping[int, Counter[str]]) -> dict[int, Counter[str]]:
    years: dict[int, Counter[str]] = defaultdict(Counter)
    for month, counter in months.items():
        years[month // 12].update(counter)
    return years


def _bar(
    period: int,
    counter: Counter[str],
    unit: str,
    x: float,
    step: float,
    scale: float,
    height: float,
    legend: Sequence[tuple[str, str, int]],
) -> ChartBar:
    present = [(name, slug, counter[name]) for name, slug, _ in legend if counter[name]]
    tops = accumulate(count for _, _, count in present)
    parts = [
        ChartPart(name, slug, count, _round(height - top * scale), _round(count * scale))
        for (name, slug, count), top in zip(present, tops, strict=True)
    ]
    label = f"{period // 12:04d}-{period % 12 + 1:02d}" if unit == "month" else f"{period:04d}"
    return ChartBar(
        label=label,
        # A month with cables has a list; a year stands on the page of all months.
        url=list_url("date", label) if unit == "month" else f"date/index.html#y{label}",
        count=counter.total(),
        x=_round(x + step * _GAP / 2),
        width=_round(step * (1 - _GAP)),
        y=_round(height - counter.total() * scale),
        height=_round(counter.total() * scale),
        parts=tuple(parts),
    )


def _x_ticks(first: int, last: int, unit: str, step: float, size: tuple[float, float]) -> tuple[ChartTick, ...]:
    """Years, as many as find room."""
    per_year = 12 if unit == "month" else 1
    years = range(-(-first // per_year), last // per_year + 1)
    room = 48.0 * size[0] / LARGE[0] * (2 if size == SMALL else 1)
    every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 10_000) if n * per_year * step >= room)
    return tuple(ChartTick(str(year), _round((year * per_year - first) * step)) for year in years if year % every == 0)


def _y_values(top: int) -> list[int]:
    return [0, top] if top < 4 else [0, top // 2, top]


def _nice(value: int) -> int:
    """The least even 1, 2, 3, 4, 5, 6, 8 × 10^n that is not below ``value``."""
    scale = 1
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if factor * scale >= value and (factor * scale < 4 or factor * scale % 2 == 0):
                return factor * scale
        scale *= 10


def _round(value: float) -> float:
    return round(value, 2)
