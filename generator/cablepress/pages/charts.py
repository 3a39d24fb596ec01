"""Bar charts of cables over time, as plain geometry. Pure; templates draw them as SVG.

Bars are years; months where all cables lie within two years. Long spans with few cables or none do not take the room
of the rest: what comes before the years with many cables is one bar, and empty years in between are a break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cablepress.archive.permalinks import list_url
from cablepress.archive.taxonomy import rank_of_classification
from cablepress.model import CableSummary
from cablepress.pages.context import Row
from cablepress.pages.list_context import Chart, ChartBar, ChartPart, ChartTick

LARGE: Final = (720, 160)
SMALL: Final = (360, 60)
_MOST_MONTHS: Final = 24
_FEW_YEARS: Final = 16
"""A span of so many years is shown year by year, empty ones too."""
_MUCH: Final = 0.03
"""Of the cables of the fullest year: with the first year that has so many the years with a bar each begin,"""
_FEW: Final = 0.12
"""if no more than this part of all cables is older."""
_LONGEST_GAP: Final = 2
"""Empty years in a row that are shown as such; more of them are a break."""
_MOST_FIGURES: Final = 24
_DIGIT: Final = 7.6
"""Width of a figure's digit in a small chart on a phone, where its type is largest, and a share of the room between."""
"""Bars of a large chart that have their figure above them; more would not leave it room."""
_GAP: Final = 0.15
"""Part of a bar's place that stays empty."""


Counts = Mapping[tuple[int, str], int]
"""How many cables there are of a month and a classification; months are counted from year 0."""

_Bars = dict[int, dict[str, int]]
"""Cables by classification of each period, a month or a year, that has any."""


class _Slot(NamedTuple):
    """The place of one bar: its first and last period, and whether time is left out before it."""

    first: int
    last: int
    broken: bool = False


def count_by_month(cables: Iterable[Row | CableSummary]) -> Counts:
    """What a chart shows of ``cables``: those with a date."""
    return Counter(
        (cable.created.year * 12 + cable.created.month - 1, cable.classification)
        for cable in cables
        if cable.created is not None
    )


def build_chart(
    counts: Counts,
    size: tuple[float, float],
    slugs: Mapping[str, str],
    address: Callable[[str], str] | None = None,
) -> Chart | None:
    """Cables by year (by month, where all lie within two years) and classification.

    ``slugs`` are those of the classifications; ``address`` gives the page of a bar (``2007``, ``2007-07``), or nothing.
    ``None`` when fewer than two bars would stand in it.
    """
    months = {month for month, _ in counts}
    by_month = bool(months) and max(months) - min(months) < _MOST_MONTHS
    found, totals = _bars_of(counts, 1 if by_month else 12)
    if len(found) < 2:
        return None
    slots = [_Slot(month, month) for month in range(min(found), max(found) + 1)] if by_month else _slots(found)
    legend = tuple((name, slugs.get(name, ""), totals[name]) for name in sorted(totals, key=rank_of_classification))
    bars = [_sum(found, slot) for slot in slots]
    highest = max(sum(bar.values()) for bar in bars)
    top = _nice(highest)
    step = size[0] / len(slots)
    labels = [_label(slot, by_month=by_month) for slot in slots]
    link = address or _of_archive
    return Chart(
        width=size[0],
        height=size[1],
        bars=tuple(
            _bar(label, link(label), bar, place * step, step, size[1] / top, size[1], legend)
            for place, (label, bar) in enumerate(zip(labels, bars, strict=True))
            if bar
        ),
        breaks=tuple(_round(place * step) for place, slot in enumerate(slots) if slot.broken),
        x_ticks=_x_ticks(labels, step, size),
        y_ticks=tuple(ChartTick(f"{value:,}", _round(size[1] * (1 - value / top))) for value in _y_values(top)),
        unit="month" if by_month else "year",
        legend=legend,
        figures=len(slots) <= _MOST_FIGURES * size[0] / LARGE[0] and _have_room(highest, step, size),
    )


def _have_room(highest: int, step: float, size: tuple[float, float]) -> bool:
    """Whether the figures of bars side by side do not touch; a small chart's are as wide as its bars on a phone."""
    return size != SMALL or _DIGIT * len(f"{highest:,}") <= step


def _of_archive(label: str) -> str:
    """A month with cables has a list; a year stands on the page of all months."""
    return list_url("date", label) if len(label) == len("2007-07") else f"date/index.html#y{label[:4]}"


def _bars_of(counts: Counts, months: int) -> tuple[_Bars, dict[str, int]]:
    """The cables of each period of so many months, and all of them, by classification.

    Plain dicts, since each list has a chart: counters would take three times as long.
    """
    bars: _Bars = {}
    totals: dict[str, int] = {}
    for (month, name), count in counts.items():
        bar = bars.setdefault(month // months, {})
        bar[name] = bar.get(name, 0) + count
        totals[name] = totals.get(name, 0) + count
    return bars, totals


def _slots(years: _Bars) -> list[_Slot]:
    """Which years have a bar each, and which are one together or none."""
    first, last = min(years), max(years)
    if last - first < _FEW_YEARS:
        return [_Slot(year, year) for year in range(first, last + 1)]
    start = _start_of_most(years)
    slots: list[_Slot] = []
    if first < start and last - start < _FEW_YEARS:
        before = [year for year in years if year < start]
        slots.append(_Slot(min(before), max(before)))
        return slots + [_Slot(year, year, year == start) for year in range(start, last + 1)]
    for year in sorted(years):
        gap = year - slots[-1].last - 1 if slots else 0
        if 0 < gap <= _LONGEST_GAP:
            slots.extend(_Slot(empty, empty) for empty in range(year - gap, year))
        slots.append(_Slot(year, year, gap > _LONGEST_GAP))
    return slots


def _start_of_most(years: _Bars) -> int:
    """The first year with many cables, if only few cables are older; else the first year."""
    totals = {year: sum(bar.values()) for year, bar in years.items()}
    start = min(year for year, total in totals.items() if total >= max(totals.values()) * _MUCH)
    older = sum(total for year, total in totals.items() if year < start)
    return start if older <= sum(totals.values()) * _FEW else min(years)


def _sum(bars: _Bars, slot: _Slot) -> dict[str, int]:
    """All that stands in the place of one bar."""
    if slot.first == slot.last:
        return bars.get(slot.first, {})
    counts = Counter[str]()
    for period, bar in bars.items():
        if slot.first <= period <= slot.last:
            counts.update(bar)
    return counts


def _label(slot: _Slot, *, by_month: bool) -> str:
    if by_month:
        return f"{slot.first // 12:04d}-{slot.first % 12 + 1:02d}"
    return f"{slot.first:04d}" if slot.first == slot.last else f"{slot.first:04d}–{slot.last:04d}"


def _bar(
    label: str,
    url: str,
    bar: Mapping[str, int],
    x: float,
    step: float,
    scale: float,
    height: float,
    legend: Sequence[tuple[str, str, int]],
) -> ChartBar:
    total = 0
    parts = []
    counts = []
    for name, slug, _ in legend:
        count = bar.get(name, 0)
        counts.append(count)
        if count:
            total += count
            parts.append(ChartPart(name, slug, count, _round(height - total * scale), _round(count * scale)))
    return ChartBar(
        label=label,
        url=url,
        count=total,
        x=_round(x + step * _GAP / 2),
        width=_round(step * (1 - _GAP)),
        y=_round(height - total * scale),
        height=_round(total * scale),
        parts=tuple(parts),
        counts=tuple(counts),
        middle=_round(x + step / 2),
    )


def _x_ticks(labels: Sequence[str], step: float, size: tuple[float, float]) -> tuple[ChartTick, ...]:
    """Years under the middle of their bars, as many as find room; of months those of January, and the first."""
    shown = [(place, label) for place, label in enumerate(labels) if len(label) != len("2007-07") or label[5:] == "01"]
    room = 40.0 * size[0] / LARGE[0] * (2 if size == SMALL else 1)
    if not shown or shown[0][0] * step >= room:
        shown.insert(0, (0, labels[0]))
    every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 10_000) if n * step * (len(labels) / len(shown)) >= room)
    return tuple(
        ChartTick(label[:4] if len(label) == len("2007-07") else label, _round((place + 0.5) * step))
        for number, (place, label) in enumerate(shown)
        if number % every == 0
    )


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


@lru_cache(1 << 12)
def _round(value: float) -> float:
    """To a hundredth of a unit; whole numbers without a point, since a site has a million of them."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded
