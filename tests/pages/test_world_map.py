"""The map of posts: land from its vendored file, each post where it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from cablepress.cable import codes
from cablepress.pages import world_map
from cablepress.pages.context import Term
from cablepress.pages.world_map import HEIGHT, WIDTH, land_path, map_of_posts


def term(name: str, count: int = 1) -> Term:
    return Term("origin", name, f"origin/{name}.html", count)


def test_the_land_is_the_file_of_its_package_byte_for_byte() -> None:
    """With the checksum and the licence beside it."""
    folder = Path(world_map.__file__).parent / "world"
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "Permission to use, copy, modify" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_the_outline_stays_on_the_map_and_is_small() -> None:
    """More than a fifth of the map is land, and no line goes across it: not at the date line either."""
    area = 0.0
    for ring in re.findall(r"M([^Mz]+)z", land_path()):
        start, steps = ring.split("l")
        x, y = map(int, start.split())
        numbers = [int(each) for each in re.findall(r"-?\d+", steps)]
        assert len(numbers) % 2 == 0
        sum2 = 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            sum2 += x * (y + dy) - (x + dx) * y
            x, y = x + dx, y + dy
            assert abs(dx) < WIDTH / 4
            assert 0 <= y <= HEIGHT
        area += abs(sum2) / 2
    assert 0.2 < area / (WIDTH * HEIGHT) < 0.6  # the largest ring is drawn at both edges
    assert len(land_path()) < 25_000


@pytest.mark.parametrize(
    ("name", "place"),
    [("Embassy London", (360, 57)), ("Embassy Quito", (203, 160)), ("Embassy Wellington", (710, 243))],
)
def test_posts_are_where_they_are(name: str, place: tuple[int, int]) -> None:
    """Two units a degree, from 180 degrees west and 80 north."""
    view = map_of_posts([term(name), term("Embassy Astana")])
    assert view is not None
    dot = next(dot for dot in view.dots if dot.name == name)
    assert (dot.x, dot.y) == place


def test_the_largest_come_first_and_unknown_posts_are_counted() -> None:
    """So that small circles lie on top of large ones."""
    view = map_of_posts([term("Embassy Astana", 4), term("Embassy Strelsau", 9), term("Embassy Tunis", 100)])
    assert view is not None
    assert [dot.name for dot in view.dots] == ["Embassy Tunis", "Embassy Astana"]
    assert view.dots[0].radius == pytest.approx(5 * view.dots[1].radius, abs=0.2)
    assert view.unplaced == 1


def test_one_post_is_no_map() -> None:
    """Nor are posts of which no place is known."""
    assert map_of_posts([term("Embassy Astana"), term("Embassy Strelsau")]) is None
    assert map_of_posts([]) is None


def test_every_known_post_has_a_place() -> None:
    """All words for posts in IDs, with degrees that there are."""
    assert set(codes.posts().values()) <= codes.places().keys()
    for place in codes.places().values():
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180


@pytest.mark.parametrize(
    ("key", "country", "meaning"),
    [
        ("got", "Tunisia", "Government of Tunisia"),
        ("gop", "Philippines", "Government of the Philippines"),
        ("got", "France", "Government of Turkey, Tunisia or Thailand, by the post that writes"),
        ("got", "", "Government of Turkey, Tunisia or Thailand, by the post that writes"),
        ("usg", "Tunisia", "United States Government"),
    ],
)
def test_an_abbreviation_means_what_the_post_means(key: str, country: str, meaning: str) -> None:
    """GOT on a cable from Tunis is the Government of Tunisia."""
    assert codes.term_at(key, country) == meaning
