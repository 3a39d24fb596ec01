"""Dates and times as people and programs write them, in tables of one cable and of a quarter of a million.

::

    moment = date, [ ( blanks | "T" ), time ], [ zone ] ;
    date   = year, "-", month, "-", day | month, "/", day, "/", year | day, month in letters, year | … ;
    (also with the year behind the time: "Thu Aug 23 00:00:00 +0200 2001")
    time   = hour, ":", minute, [ ":", second, [ "." , digits ] ], [ "AM" | "PM" ] ;
    zone   = "Z" | "UTC" | "GMT" | ( "+" | "-" ), hour, [ [ ":" ], minute ] ;
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?(?![A-Za-z]))?"
)
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)(?![0-9A-Za-z]))?"
_MONTH = r"[A-Za-z]{3,9}"
MOMENT = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? {1,2})?"
    r"(?:(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})|"
    r"(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})/(?P<y2>[0-9]{4}|[0-9]{2})|"
    r"(?P<d3>[0-9]{1,2})[-. ](?P<n3>[0-9]{1,2})[-.](?P<y3>[0-9]{4})|"
    rf"(?P<d4>[0-9]{{1,2}})[- ](?P<n4>{_MONTH})\.?,?[- ](?P<y4>[0-9]{{4}}|[0-9]{{2}})|"
    rf"(?P<n5>{_MONTH})\.? (?P<d5>[0-9]{{1,2}}),? (?P<y5>[0-9]{{4}})|"
    r"(?P<y6>[0-9]{4})(?P<m6>[01][0-9])(?P<d6>[0-3][0-9])|"
    rf"(?P<n7>{_MONTH}) {{1,2}}(?P<d7>[0-9]{{1,2}}) (?P<clock>[0-9]{{2}}:[0-9]{{2}})(?::[0-9]{{2}})?"
    r" (?:(?P<zone7>[A-Z]{1,4}|[+-][0-9]{4}) )?(?P<y7>[0-9]{4}))(?![0-9])"
    rf"(?:(?:,? {{1,3}}|T|-)(?:at )?{_TIME}{_ZONE})?"
)
"""Anything that is written as a date is; whether there is such a day is another question."""
MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1
    )
}
"""The first three letters of a month, in capitals → its number."""
FIRST_YEAR = 60
"""Two digits from here on are a year of the 20th century."""


def parse_moment(text: str) -> datetime | None:
    """``2007-07-09 00:09`` and other forms as aware UTC to the minute; ``None`` if there is no such moment.

    Two numbers before a year are month and day with slashes, as in the archive's own table, and day and month with
    points or dashes.
    """
    if len(text) == len("2007-07-09 00:09") and text[-3] == ":" and text[4] == "-":  # quick path: the usual form
        try:
            return datetime.fromisoformat(f"{text}+00:00")
        except ValueError:
            return None
    found = MOMENT.fullmatch(text.strip())
    return _moment(found) if found else None


def _moment(found: re.Match[str]) -> datetime | None:
    year = _first(found, "y", "y2", "y3", "y4", "y5", "y6", "y7")
    day = _first(found, "d", "d2", "d3", "d4", "d5", "d6", "d7")
    month = _first(found, "m", "m2", "n3", "n4", "n5", "m6", "n7")
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= FIRST_YEAR else 2000)
    number = int(month) if month.isdigit() else MONTHS.get(month[:3].upper(), 0)
    clock = found["clock"] or f"{found['hour'] or 0}:{found['minute'] or 0}"
    hour, minute = map(int, clock.split(":"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    try:
        zone = _zone(found["zone"] or found["zone7"] or "")
        moment = datetime(full, number, int(day), hour, minute, tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _first(found: re.Match[str], *names: str) -> str:
    return next((found[name] for name in names if found[name]), "")


def _zone(zone: str) -> timezone:
    if zone[:1] not in ("+", "-"):
        return UTC
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].lstrip(":") or 0))
    return timezone(size if zone[0] == "+" else -size)
