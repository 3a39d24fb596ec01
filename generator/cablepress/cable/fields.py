"""The fields at the top of the body, each from its own text: pure functions, one field each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from cablepress.cable import grammar
from cablepress.model import ExecutiveOrder

_KEYWORD_END = re.compile(r"[ \t]{0,4}[:.,;]?[ \t]{0,8}")
_ORDER = re.compile(r"[0-9]{4,6}")
_DATE = re.compile(
    r"(?<![0-9])(?:(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})|"
    r"(?P<m2>[0-9]{1,2})[-/. ]{1,2}(?P<d2>[0-9]{1,2})[-/. ]{1,2}(?P<y2>[0-9]{4}|[0-9]{2}))(?![0-9])"
)
_TAG_SPLIT = re.compile(r"[\s,;]+")
_BRACKETS = re.compile(r"\([^()]{0,80}\)?")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,7}$")
_REASON_START = re.compile(r"1\s?\.\s?(?P<section>[45])(?![0-9])|(?:reasons?|12958|13526)[:\s]", re.IGNORECASE)
_LETTER = re.compile(r"[a-h]$")
_LETTER_RUN = re.compile(
    r"[\s(),/&.;:+-]{0,6}(?:(?P<letter>[a-h])(?![a-z])|(?P<joiner>and|or|an\s?d|1\s?\.\s?[45]))", re.IGNORECASE
)


def keyword_off(line: str) -> str:
    """``line`` without the keyword that begins it (``SUBJECT:``, ``TAGS``), and the colon."""
    match = grammar.FIELD.match(line) or grammar.BARE_SUBJECT.match(line)
    if match is None:
        return line.strip()
    rest = _KEYWORD_END.match(line, match.end())
    return line[rest.end() if rest else match.end() :].strip()


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
            return date(year, int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
        except ValueError:
            continue
    return None


def parse_tags(text: str) -> tuple[str, ...]:
    """The TAGS, in capitals, in order and as often as printed: split on spaces and commas.

    The name of a visitor in brackets (``OVIP (CLINTON, HILLARY)``) and words written small among the
    capitals (``BU, Organized Crime``) are none.
    """
    if "PAGE " in text:
        text = grammar.PAGE_IN_FIELD.sub(" ", text)
    if "(" in text:
        text = _BRACKETS.sub(" ", text)
    words = [word.strip(".:") for word in text.replace(",", " ").replace(";", " ").split()]
    capitals = [word for word in words if word.isupper()]
    return tuple(capitals or [word.upper() for word in words if word])


def are_tags(text: str) -> bool:
    """Whether a line holds nothing but TAGS, so that it continues the one above."""
    words = [word for word in _TAG_SPLIT.split(text.strip()) if word]
    return bool(words) and all(_TAG.match(word) for word in words)


def parse_captions(lines: Iterable[str]) -> tuple[str, ...]:
    """Captions in order of first appearance, each once."""
    found: dict[str, None] = {}
    for line in lines:
        if line == "SIPDIS":
            found[line] = None
        else:
            found.update(dict.fromkeys(grammar.CAPTION.findall(line.upper())))
    return tuple(found)


def parse_reasons(text: str) -> tuple[str, ...]:
    """``("1.4(b)", "1.4(d)")`` from some 150 spellings: ``1.4 (b/d)``, ``1.4 b and d``, ``Reasons 1.`` / ``4 (b)``."""
    found: dict[str, None] = {}
    section = ""
    for match in _REASON_START.finditer(text):
        section = match["section"] or section
        place = match.end()
        while letter := _LETTER_RUN.match(text, place):
            place = letter.end()
            if letter["letter"]:
                found[f"1.{section or '4'}({letter['letter'].lower()})"] = None
            elif letter["joiner"][0] == "1":
                section = letter["joiner"][-1]
    return tuple(found)
