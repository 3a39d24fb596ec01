"""What the serial numbers in IDs say."""

from __future__ import annotations

import pytest

from cablepress.archive.serials import Neighbourhood, Serial, numbered, serial_of


@pytest.mark.parametrize(
    ("cable_id", "serial"),
    [
        ("07ASTANA1848", Serial("ASTANA", 2007, 1848)),
        ("7575STRELSAU318", Serial("STRELSAU", 1975, 318)),
        ("66BUENOSAIRES2481", Serial("BUENOSAIRES", 1966, 2481)),
        ("1979TEHRAN5", Serial("TEHRAN", 1979, 5)),
        ("06IBNG14", Serial("IBNG", 2006, 14)),
        ("07ASTANA0", None),
        ("07ASTANA99999999", None),
        ("SOME-NAME", None),
        ("", None),
    ],
)
def test_an_id_says_post_year_and_number(cable_id: str, serial: Serial | None) -> None:
    """The first two digits are the year's, whatever stands twice."""
    assert serial_of(cable_id) == serial


def test_the_highest_number_tells_how_many_were_sent() -> None:
    """Of the post that most of the IDs name; other years do not count."""
    found = numbered(["07ZENDA9", "07ZENDA31", "07STRELSAU900", "06ZENDA77", "odd"], 2007)
    assert found is not None
    assert (found.held, found.sent) == ((9, 31), 31)
    assert numbered(["odd"], 2007) is None


def test_the_nearest_in_number_stand_in_order() -> None:
    """Of the same post; another year is far away, another post does not count."""
    held = Neighbourhood(["07ZENDA9", "07ZENDA31", "07ZENDA40", "06ZENDA32", "07STRELSAU30"])
    assert held.nearest(Serial("ZENDA", 2007, 30), 2) == ["07ZENDA31", "07ZENDA40"]
    assert held.nearest(Serial("ZENDA", 2007, 30), 9) == ["06ZENDA32", "07ZENDA9", "07ZENDA31", "07ZENDA40"]
    assert held.nearest(Serial("HENTZAU", 2007, 30), 9) == []
    assert held.of_post("ZENDA") == "06ZENDA32"
    assert held.of_post("HENTZAU") == ""
