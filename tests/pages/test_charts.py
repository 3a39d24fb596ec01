"""Charts: plain geometry that adds up."""

from __future__ import annotations

import pytest
from records import record

from cablepress.model import CableSummary
from cablepress.pages.charts import LARGE, SMALL, build_chart, count_by_month

SLUGS = {"SECRET": "secret", "CONFIDENTIAL": "confidential"}


UNDATED = record("07X1", created=None, classification="SECRET")


def dated(year: int, month: int, classification: str = "SECRET") -> CableSummary:
    return record("07X1", created=f"{year}-{month:02}-03", classification=classification)


def test_bars_stand_in_order_and_their_parts_add_up() -> None:
    """Each month's bar is as high as its parts together, and ends at the bottom; the most secret part is on top."""
    cables = [dated(2007, 1), dated(2007, 1, "CONFIDENTIAL"), dated(2007, 3), UNDATED]
    chart = build_chart(count_by_month(cables), LARGE, SLUGS)
    assert chart is not None
    assert [(bar.label, bar.count, bar.url) for bar in chart.bars] == [
        ("2007-01", 2, "date/2007-01.html"),
        ("2007-03", 1, "date/2007-03.html"),
    ]
    assert [bar.counts for bar in chart.bars] == [(1, 1), (0, 1)]
    for bar in chart.bars:
        assert sum(part.height for part in bar.parts) == pytest.approx(bar.height)
        assert bar.y + bar.height == pytest.approx(chart.height)
        assert 0 <= bar.x <= bar.x + bar.width <= chart.width
    assert chart.legend == (("CONFIDENTIAL", "confidential", 1), ("SECRET", "secret", 2))
    assert [part.name for part in chart.bars[0].parts] == ["CONFIDENTIAL", "SECRET"]
    assert chart.bars[0].parts[1].y < chart.bars[0].parts[0].y


def labels(*years: int) -> list[str]:
    """The bars of an archive with a cable of each of these years, and where time is left out."""
    chart = build_chart(count_by_month([dated(year, 5) for year in years]), LARGE, SLUGS)
    assert chart is not None
    step = chart.width / round(chart.width / (chart.bars[0].width / 0.85))
    marks = {round(place / step) for place in chart.breaks}
    return [("// " if round(bar.x // step) in marks else "") + bar.label for bar in chart.bars]


def test_years_are_bars_where_the_cables_are_of_more_than_two() -> None:
    """A short span is shown year by year; a year without cables has an empty place and no bar."""
    assert labels(2004, 2005, 2007) == ["2004", "2005", "2007"]


def test_few_cables_before_all_others_are_one_bar() -> None:
    """Of 353 cables three are of the decades before."""
    many = [year for year in range(2004, 2011) for _ in range(50)]
    assert labels(1966, 1979, 1990, *many)[:3] == ["1966–1990", "// 2004", "2005"]


def test_empty_years_in_between_are_a_break() -> None:
    """Two shelves of equal size, decades apart, have equal room."""
    assert labels(1975, 1976, 1978, 2007, 2008) == ["1975", "1976", "1978", "// 2007", "2008"]


def test_a_chart_of_a_post_leads_where_it_is_told() -> None:
    """Each bar to the year of the post."""
    counts = count_by_month([dated(2004, 1), dated(2009, 1)])
    chart = build_chart(counts, SMALL, SLUGS, lambda label: f"x-{label}.html")
    assert chart is not None
    assert [bar.url for bar in chart.bars] == ["x-2004.html", "x-2009.html"]


@pytest.mark.parametrize("cables", [[], [UNDATED], [dated(2007, 1)], [dated(2007, 1), dated(2007, 1)]])
def test_one_bar_is_no_chart(cables: list[CableSummary]) -> None:
    """Nothing is drawn where there is nothing to compare."""
    assert build_chart(count_by_month(cables), SMALL, SLUGS) is None
