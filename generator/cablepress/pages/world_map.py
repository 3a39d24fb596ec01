"""The map of posts: land as a path, posts as circles, in units of an SVG; the land is a file beside this module.

Land is Natural Earth's at 1:110 million (public domain), as TopoJSON from the npm package world-atlas 2.0.2, byte for
byte in ``world/``. Positions of posts are in ``cable/codes/places.yml``. The projection is equirectangular: a degree is
as wide as it is high everywhere, so that a place is found without arithmetic.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from cablepress.cable import codes
from cablepress.pages.context import Term
from cablepress.pages.list_context import MapDot, MapView

_LAND: Final = Path(__file__).parent / "world" / "land-110m.json"

WIDTH: Final = 720
_TOP: Final = 80.0
"""Degrees north of the upper edge; the lower one is south of every post."""
_BOTTOM: Final = -56.0
HEIGHT: Final = round((_TOP - _BOTTOM) * WIDTH / 360)
_LEAST_RADIUS: Final = 2.0
_LARGEST_RADIUS: Final = 11.0
_FEWEST: Final = 2
"""Posts that make a map."""

Point = tuple[int, int]


def map_of_posts(terms: Sequence[Term]) -> MapView | None:
    """The posts whose place is known, the largest first; ``None`` where there are fewer than two."""
    placed = [(term, place) for term in terms if (place := codes.place_of_origin(term.name)) is not None]
    if len(placed) < _FEWEST:
        return None
    largest = max(term.count for term, _ in placed)
    placed.sort(key=lambda each: (-each[0].count, each[0].name))
    dots = tuple(
        MapDot(
            term.name, term.url, term.count, *_project(place.longitude, place.latitude), _radius(term.count, largest)
        )
        for term, place in placed
    )
    return MapView(WIDTH, HEIGHT, land_path(), dots, len(terms) - len(placed))


def _radius(count: int, largest: int) -> float:
    """So that the area says how many there are, and the smallest is still seen."""
    return round(max(_LEAST_RADIUS, _LARGEST_RADIUS * math.sqrt(count / largest)), 1)


def _project(longitude: float, latitude: float) -> Point:
    scale = WIDTH / 360
    return round((longitude + 180) * scale), round((_TOP - min(max(latitude, _BOTTOM), _TOP)) * scale)


@cache
def land_path() -> str:
    """The outline of all land as the path of an SVG, in whole units: steps are relative, which halves it."""
    topology = json.loads(_LAND.read_text(encoding="utf-8"))
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    return "".join(_ring_path(ring) for ring in _rings(topology["objects"]["land"]["geometries"], arcs))


def _arc(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    """The points of an arc of TopoJSON, whose positions are steps from one to the next, projected."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    xs = accumulate(step[0] for step in arc)
    ys = accumulate(step[1] for step in arc)
    return [_project(x * scale_x + left, y * scale_y + bottom) for x, y in zip(xs, ys, strict=True)]


def _rings(geometries: Sequence[dict[str, Any]], arcs: Sequence[list[Point]]) -> Iterator[list[Point]]:
    for geometry in geometries:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points: list[Point] = []
                for index in ring:
                    # A negative index is the arc of its complement, the other way round.
                    points.extend(arcs[index] if index >= 0 else reversed(arcs[~index]))
                yield from _whole(points)


def _whole(points: Sequence[Point]) -> Iterator[list[Point]]:
    """A ring; one that crosses the date line goes on over the edge of the map, and comes in at the other edge."""
    turn = 0
    ring: list[Point] = []
    for (x, y), (before, _) in zip(points, [points[0], *points], strict=False):
        turn += WIDTH if before - x > WIDTH / 2 else -WIDTH if x - before > WIDTH / 2 else 0
        ring.append((x + turn, y))
    for shift in (-WIDTH, 0, WIDTH):
        if any(0 < x + shift < WIDTH for x, _ in ring):
            yield [(x + shift, y) for x, y in ring]


def _ring_path(points: Sequence[Point]) -> str:
    """A ring without points that fall together; none for what is too small to be seen or lies outside."""
    kept = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
    if len(kept) < 4 or all(y == HEIGHT for _, y in kept):
        return ""
    steps = (f"{bx - ax}{' ' if by - ay >= 0 else ''}{by - ay}" for (ax, ay), (bx, by) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l" + " ".join(steps).replace(" -", "-") + "z"
