"""The fields at the top of the body, each from its own text: pure functions, one field each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from cablepress.cable import codes, vocabulary
from cablepress.model import ExecutiveOrder

_CAPTION = re.compile(
    r"\b(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|STADIS|LIMDIS|ROGER CHANNEL|DISSENT CHANNEL|NOCONTRACT|ORCON|TERREP)\b"
)
"""A caption in a line in capitals."""


_KEYWORD_END = re.compile(r"[ \t]{0,4}[:.,;]?[ \t]{0,8}")
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
MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1
    )
}
"""The first three letters of a month, in capitals → its number."""
_TAG_SPLIT = re.compile(r"[\s,;]+")
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]?")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,7}$")
_SECTION = re.compile(r"1\s?[.,]\s?(?P<section>[45])(?![0-9])")
_REASONS = re.compile(r"(?:reasons?|12958|13526)(?P<section>)[:\s]", re.IGNORECASE)
_LETTER_RUN = re.compile(
    r"(?P<between>[\s()\[\],/&.;:+-]{0,6})(?:"
    r"(?P<joiner>a\s?n\s?d|nad|or|through|thru|para(?:graph)?s?|sections?|1\s?\.\s?[45])(?![a-z])|"
    r"(?P<letter>[a-h])(?![a-z]|[./](?![a-h](?![a-z]))[a-z]))",
    re.IGNORECASE,
)
"""A letter (not that of ``E.O.`` or ``A/S``) or a word between two."""
_SENTENCE_OVER = re.compile(r"\.\s|\)\s{0,4}$")


def keyword_off(line: str) -> str:
    """``line`` without the keyword that begins it (``SUBJECT:``, ``TAGS``), and the colon."""
    match = vocabulary.FIELD.match(line) or vocabulary.BARE_SUBJECT.match(line)
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


def parse_tags(text: str) -> tuple[str, ...]:
    """The TAGS, in capitals, in order and as often as printed: split on spaces and commas.

    The name of a visitor in brackets (``OVIP (CLINTON, HILLARY)``) and words written small among the
    capitals (``BU, Organized Crime``) are none.
    """
    if "PAGE " in text:
        text = vocabulary.PAGE_IN_FIELD.sub(" ", text)
    if "(" in text or "[" in text:
        text = _BRACKETS.sub(" ", text)
    words = [word.strip(".:") for word in text.replace(",", " ").replace(";", " ").split()]
    if "/" in text:
        words = [part for word in words for part in _parted(word)]
    capitals = [word for word in words if word.isupper()]
    if len(capitals) == len(words) and "AND" not in capitals:
        return tuple(capitals)
    kept = [word.upper() for word in words if word.isupper() or (word and (not capitals or _is_small_tag(word)))]
    return tuple([word for word in kept if word != "AND"])


def _parted(word: str) -> list[str]:
    """``PREL/PGOV`` as two, if all parts are TAGS that the table knows."""
    parts = word.split("/")
    return parts if all(codes.tag_kind(part.upper()) for part in parts) else [word]


def _is_small_tag(word: str) -> bool:
    return word.islower() and word not in _ENGLISH and codes.tag_kind(word.upper()) is not None


_ENGLISH = frozenset(
    ("as", "at", "be", "by", "do", "go", "he", "in", "is", "it", "me", "my", "no", "or", "so", "to", "us", "we")
)
"""Small words that would be codes of countries."""


def are_tags(text: str) -> bool:
    """Whether a line holds nothing but TAGS, so that it continues the one above; in small letters, known ones."""
    words = [word for word in _TAG_SPLIT.split(text.strip()) if word]
    return bool(words) and (all(map(_TAG.match, words)) or all(map(_is_small_tag, words)))


def parse_captions(lines: Iterable[str]) -> tuple[str, ...]:
    """Captions in order of first appearance, each once."""
    found: dict[str, None] = {}
    for line in lines:
        if line == "SIPDIS":
            found[line] = None
        else:
            found.update(dict.fromkeys(_CAPTION.findall(line.upper())))
    return tuple(found)


def parse_reasons(text: str) -> tuple[str, ...]:
    """``("1.4(b)", "1.4(d)")`` from some 150 spellings: ``1.4 (b/d)``, ``1.4 b and d``, ``Reasons 1.`` / ``4 (b)``.

    The letters stand behind ``1.4`` or ``1.5``; only where there are none, behind ``reasons`` or the order.
    """
    return tuple(_letters(text, _SECTION) or _letters(text, _REASONS))


def _letters(text: str, start: re.Pattern[str]) -> dict[str, None]:
    """The reasons behind each ``start``. Behind the end of a sentence or a bracket a bare ``A`` is a word."""
    found: dict[str, None] = {}
    for match in start.finditer(text):
        section = match["section"] or "4"
        place = match.end()
        while letter := _LETTER_RUN.match(text, place):
            if letter["letter"]:
                bare = letter["between"][-1:] not in ("(", "[")
                if bare and place > match.end() and _SENTENCE_OVER.search(letter["between"]):
                    break
                found[f"1.{section}({letter['letter'].lower()})"] = None
            elif letter["joiner"][0] == "1":
                section = letter["joiner"][-1]
            place = letter.end()
    return found
