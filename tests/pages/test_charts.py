"""Charts: plain geometry that adds up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cablepress.pages.charts import LARGE, SMALL, Dated, build_chart

SLUGS = {"SECRET": "secret", "CONFIDENTIAL": "confidential"}


def dated(year: int, month: int, classification: str = "SECRET") -> Dated:
    return Dated(datetime(year, month, 3, tzinfo=UTC), classification)


def test_bars_stand_in_order_and_their_parts_add_up() -> None:
    """Each month's bar is as high as its parts together, and ends at the bottom."""
    cables = [dated(2007, 1), dated(2007, 1, "CONFIDENTIAL"), dated(2007, 3), Dated(None, "SECRET")]
    chart = build_chart(cables, LARGE, SLUGS)
    assert chart is not None
    assert [(bar.label, bar.count, bar.url) for bar in chart.bars] == [
        ("2007-01", 2, "date/2007-01.html"),
        ("2007-03", 1, "date/2007-03.html"),
    ]
    for bar in chart.bars:
        assert sum(part.height for part in bar.parts) == pytest.approx(bar.height)
        assert bar.y + bar.height == pytest.approx(chart.height)
        assert 0 <= bar.x <= bar.x + bar.width <= chart.width
    assert chart.legend == (("SECRET", "secret", 2), ("CONFIDENTIAL", "confidential", 1))


def test_many_or_mostly_empty_months_become_years() -> None:
    """A small chart of decades, and a large one with a cable here and there, have a bar a year."""
    decades = [dated(year, month) for year in range(1970, 2010) for month in range(1, 13)]
    sparse = [dated(1975, 2), dated(1989, 5), dated(2009, 7)]
    for cables, size in ((decades, SMALL), (sparse, LARGE)):
        chart = build_chart(cables, size, SLUGS)
        assert chart is not None
        assert chart.unit == "year"
    full = build_chart(decades, LARGE, SLUGS)
    assert full is not None
    assert (full.unit, len(full.bars)) == ("month", 480)


@pytest.mark.parametrize("cables", [[], [Dated(None, "SECRET")], [dated(2007, 1)], [dated(2007, 1), dated(2007, 1)]])
def test_one_bar_is_no_chart(cables: list[Dated]) -> None:
    """Nothing is drawn where there is nothing to compare."""
    assert build_chart(cables, SMALL, SLUGS) is None
