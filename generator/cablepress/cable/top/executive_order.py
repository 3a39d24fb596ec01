"""The line of the executive order: ``E.O. 12958: DECL: 07/06/2017``.

::

    order = "E.O.", number, [ ":" ], [ "DECL:" ], ( date | "N/A" | "OADR" | "GDS" | event ) ;
    date  = MM/DD/YYYY | M/D/YY | YYYY/MM/DD | YYYY-MM-DD | YYYYMMDD | month in words ;
"""

from __future__ import annotations

import re
from datetime import date

from cablepress.cable.top.below import TITLE_ALONE, Below
from cablepress.model import ExecutiveOrder
from cablepress.moments import MONTHS

_ORDER = re.compile(r"[0-9]{4,6}")
_DATE = re.compile(
    r"(?<![0-9])(?:(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})|"
    r"(?P<m2>[0-9]{1,2}) ?(?:[-/.]{1,2} ?(?P<d2>[0-9]{1,2}) ?[-/.]{1,2}| (?P<d3>[0-9]{1,2}) ) ?"
    r"(?P<y2>[0-9]{4}|[0-9]{2}))(?![0-9])"
)
_DATE_IN_WORDS = re.compile(
    r"(?P<month>[A-Z][a-z]{2,8}|[A-Z]{3,9})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})(?![0-9])|"
    r"(?<![0-9])(?P<day2>[0-9]{1,2}) (?P<month2>[A-Z][a-z]{2,8}|[A-Z]{3,9})\.?,? (?P<year2>[0-9]{4})(?![0-9])"
)
_DATE_IN_DIGITS = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])")
_OPEN = re.compile(r"(?::|\bDECL)[ \t]{0,4}$", re.IGNORECASE)
_DATE_ALONE = re.compile(
    r"[ \t]{0,12}(?:[0-9]{1,4}[-/. ][A-Za-z0-9/., -]{2,20}|[A-Z][A-Za-z]{2,8}\.? [0-9]{1,2},? [0-9]{4}|N/?A|OADR|X?GDS)"
    r"[. ]{0,3}$"
)
"""What a line that breaks off behind ``DECL:`` goes on with."""
_DECLASSIFY = re.compile(r"[ \t]{0,8}DECL\b", re.IGNORECASE)


def parse_executive_order(text: str, line: int) -> ExecutiveOrder:
    """``E.O. 12958: DECL: 07/06/2017``; the date may be written in five ways, else it is an event or ``N/A``."""
    order = _ORDER.search(text)
    return ExecutiveOrder(order[0] if order else "", parse_date(text[order.end() :] if order else text), text, line)


def parse_date(text: str) -> date | None:
    """The first date in ``text``: MM/DD/YYYY, M/D/YY, YYYY/MM/DD, YYYY-MM-DD; ``None`` if there is none.

    Two-digit years are the century's in which declassification makes sense: 00-59 → 20xx.
    """
    for match in _DATE.finditer(text):
        year = int(match["y"] or match["y2"])
        if year < 100:
            year += 1900 if year >= 60 else 2000
        try:
            return date(year, int(match["m"] or match["m2"]), int(match["d"] or match["d2"] or match["d3"]))
        except ValueError:
            continue
    return _date_in_words(text) or _date_in_digits(text)


def _date_in_digits(text: str) -> date | None:
    """``20180213``."""
    match = _DATE_IN_DIGITS.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _date_in_words(text: str) -> date | None:
    """``February 13, 2018`` or ``13 FEB 2018``."""
    for match in _DATE_IN_WORDS.finditer(text):
        month = MONTHS.get((match["month"] or match["month2"])[:3].upper())
        try:
            if month:
                return date(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))
        except ValueError:
            continue
    return None


def goes_on(below: Below) -> bool:
    """Below a full line, with ``DECL:``, or with the date that is wanting; over a blank line only where one is."""
    rows = below.part.rows
    if len(rows) > 2 or TITLE_ALONE.match(below.line):
        return False
    if below.after_blank:
        wanted = _OPEN.search(rows[-1][1]) is not None
        return wanted and (_DECLASSIFY.match(below.line) is not None or parse_date(below.line) is not None)
    if len(rows[-1][1]) > 60 or _DECLASSIFY.match(below.line):
        return True
    return _OPEN.search(rows[-1][1]) is not None and _DATE_ALONE.match(below.line) is not None
