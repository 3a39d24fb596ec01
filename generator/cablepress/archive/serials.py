"""Serial numbers: a post counts its cables of a year from 1; so the numbers in IDs say how many were sent. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

_ID: Final = re.compile(r"(?P<year>[0-9]{2}|[0-9]{4})(?P<post>[A-Z]{2,40})(?P<number>[0-9]{1,9})")

_FIRST_YEAR: Final = 66
"""Two digits from here on are of the 20th century: the oldest published cables are of 1966."""

MOST: Final = 1_000_000
"""No post sends more cables in a year: a higher number is no serial number."""


class Serial(NamedTuple):
    """What an ID says: they sort by post, year and number."""

    post: str
    """The word for the post: ``ASTANA``."""
    year: int
    number: int


def serial_of(cable_id: str) -> Serial | None:
    """``07ASTANA1848`` → post ASTANA, 2007, 1848; ``7575STRELSAU318`` is of 1975. ``None`` for other IDs."""
    match = _ID.fullmatch(cable_id)
    if match is None or not 0 < int(match["number"]) <= MOST:
        return None
    year = int(match["year"][-2:])
    return Serial(match["post"], year + (1900 if year >= _FIRST_YEAR else 2000), int(match["number"]))


class Numbered(NamedTuple):
    """The held cables of one year of a post, by their serial numbers."""

    held: tuple[int, ...]
    """Sorted."""

    @property
    def sent(self) -> int:
        """At least so many were sent: the highest number."""
        return self.held[-1]


def numbered(cable_ids: Iterable[str], year: int) -> Numbered | None:
    """The numbers of the cables of ``year``; of several posts (an office that moved) those of the most frequent."""
    by_post: dict[str, set[int]] = {}
    for cable_id in cable_ids:
        serial = serial_of(cable_id)
        if serial is not None and serial.year == year:
            by_post.setdefault(serial.post, set()).add(serial.number)
    if not by_post:
        return None
    numbers: set[int] = max(by_post.values(), key=_weight)
    return Numbered(tuple(sorted(numbers)))


def _weight(numbers: set[int]) -> tuple[int, int]:
    return len(numbers), max(numbers)


class Neighbourhood:
    """All held cables in the order of their serial numbers."""

    def __init__(self, cable_ids: Iterable[str]) -> None:
        self._held = sorted((serial, cable_id) for cable_id in cable_ids if (serial := serial_of(cable_id)))

    def of_post(self, post: str) -> str:
        """Some held cable of a post, to ask it for the post's name; empty when there is none."""
        place = bisect_left(self._held, (Serial(post, 0, 0), ""))
        return self._held[place][1] if place < len(self._held) and self._held[place][0].post == post else ""

    def nearest(self, serial: Serial, count: int) -> Sequence[str]:
        """The held cables of the same post that stand nearest, in the order of their numbers: at most ``count``."""
        place = bisect_left(self._held, (serial, ""))
        around = self._held[max(0, place - count) : place + count]
        same = [each for each in around if each[0].post == serial.post]
        same.sort(key=lambda each: abs(_position(each[0]) - _position(serial)))
        return [cable_id for _, cable_id in sorted(same[:count])]


def _position(serial: Serial) -> int:
    return serial.year * MOST + serial.number
