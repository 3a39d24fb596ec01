"""The transmission header: who sent the cable when, to whom, and how urgently."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cablepress.cable import vocabulary
from cablepress.model import Addressee, Header, new
from cablepress.moments import MONTHS

_DATE_TIME_GROUP = re.compile(
    r"(?P<precedence>(?:[ZOPR] {1,3}){0,3})(?P<day>[0-9]{2})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})Z ?"
    r"(?P<month>[A-Z]{3}) ?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])(?: Z[A-Z]{2})?",
    re.IGNORECASE,
)
"""``O P 090009Z JUL 07 ZDK``: two precedences in 45 cables, none in 10, a trailing flag in 45."""

_ROUTING = re.compile(r"[A-Z]{5,8}")

_SERIAL = re.compile(r" [0-9]{4}$")

_SERIAL_BEHIND_PRECEDENCE = re.compile(r" (?:IMMEDIATE|PRIORITY|ROUTINE|FLASH) {1,3}[0-9]{1,6}$")

_PRECEDENCES = frozenset(("IMMEDIATE", "PRIORITY", "ROUTINE", "FLASH"))
"""``RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 8471``; the name may hold slashes of its own (``//J3//``)."""

_NO_INFO = re.compile(r"INFO {1,8}(?:[A-Z/]{1,8}-[0-9]{2}\b|XMT\b)")
"""The distribution table of an old cable, ``INFO LOG-00 AF-00``, and no addresses; nor are those left out (``XMT``)."""

_OTHER_LINE = re.compile(
    r"(?:ORIGIN|ACTION) [A-Z/]{1,8}-[0-9]{2}\b|(?:DRAFTED|APPROVED|CLEARED) BY\b|DESIRED DISTRIBUTION"
)
"""What stands between the distribution and the date-time group in a telegram of the 1970s."""


def parse_header(lines: list[str], first: int) -> Header:
    """The header in ``lines``, the first of which is line ``first`` of the file."""
    transmission_id = from_ = ""
    precedence: tuple[str, ...] = ()
    moment: datetime | None = None
    to: list[Addressee] = []
    info: list[Addressee] = []
    current: list[Addressee] | None = None
    for line in _restored(lines):
        text = line.strip()
        if not text:
            continue
        if current is not None and text.startswith("RU") and "/" in text:  # quick path: most lines
            current.append(parse_addressee(text))
            continue
        keyword = text[:3]
        if keyword == "TO " or text == "TO":
            current = to
            _add(text[3:].strip(), current)
        elif keyword == "INF" and (text == "INFO" or text.startswith("INFO ")):
            current = None if _NO_INFO.match(text) else info
            if current is not None:
                _add(text[5:].strip(), current)
        elif keyword == "FM ":
            from_ = from_ or text[3:].strip()
            current = None
        elif keyword == "XMT" or text == "BT" or (text[0] in "OADC" and _OTHER_LINE.match(text)):
            current = None
        elif keyword == "VZC" and text.startswith("VZCZC"):
            transmission_id = transmission_id or text.split(None, 1)[0]
            current = None
        elif moment is None and (found := _DATE_TIME_GROUP.match(text)):
            moment = _moment(found)
            precedence = tuple(found["precedence"].upper().split())
            current = None
        elif current is not None:
            _add(text, current)
    return Header(
        "\n".join(lines).strip("\n"), first, transmission_id, precedence, moment, from_, tuple(to), tuple(info)
    )


_LINE_BEGINS = re.compile(
    r"(?<=[A-Z0-9])(?=(?:DE R[A-Z]{4,6} #|ZNY [A-Z]{5}|[ZOPR]{2} R[A-Z]{5}\b|(?:[ZOPR] ){1,2}[0-9]{6}Z |"
    r"FM (?:AM|SEC|US|EMB|CON)|TO (?:RU|AM|SEC|US)|INFO (?:RU|AM|US)|RU[A-Z]{4,6}/))"
)
LONGEST_LINE = 100
"""Characters of a line of a header; in a longer one line ends were lost."""


def _restored(lines: list[str]) -> list[str]:
    """The lines of a header, those that lost their line ends cut before each part of it."""
    if max(map(len, lines), default=0) <= LONGEST_LINE:  # quick path
        return lines
    return [part for line in lines for part in (_LINE_BEGINS.split(line) if len(line) > LONGEST_LINE else (line,))]


def _add(text: str, addressees: list[Addressee]) -> None:
    """Add the address on a line, if it has one: a page line is none (``TO PAGE 02        STATE   015113``)."""
    is_page = text.startswith("PAGE ") or ("OF " in text and vocabulary.PAGE_LINE.match(text))
    if text and not is_page:
        addressees.append(parse_addressee(text))


def parse_addressee(text: str) -> Addressee:
    """``RUEHC/SECSTATE WASHDC IMMEDIATE 8471`` in its parts; what is not understood stays in the name."""
    if len(text) > 160:
        return Addressee(text, "", text, "", "")
    routing, slash, name = text.partition("/")
    if not (slash and _ROUTING.fullmatch(routing)):
        routing, name = "", text
    precedence = serial = ""
    if name[-1:].isdigit() and (_SERIAL.match(name[-5:]) or _SERIAL_BEHIND_PRECEDENCE.search(name)):
        name, _, serial = name.rpartition(" ")
        name = name.rstrip()
    head, space, last = name.rpartition(" ")
    if space and last in _PRECEDENCES:
        precedence = f"NIACT {last}" if head.endswith(" NIACT") else last
        name = name[: -len(precedence) - 1]
    return new(Addressee, (text, routing, name, precedence, serial))


def _moment(found: re.Match[str]) -> datetime | None:
    """The date-time group as aware UTC; two-digit years from 60 on are of the 20th century."""
    month = MONTHS.get(found["month"].upper())
    year = int(found["year"][-2:])
    if month is None:
        return None
    try:
        return datetime(
            year + (1900 if year >= 60 else 2000),
            month,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            tzinfo=UTC,
        )
    except ValueError:
        return None


_KINDS = (
    ("AMEMBASSY ", "Embassy "),
    ("EMBASSY ", "Embassy "),
    ("AMCONSUL ", "Consulate "),
    ("CONSUL ", "Consulate "),
    ("USMISSION ", "Mission "),
    ("USINT ", "US Interests Section "),
    ("USLO ", "US Liaison Office "),
    ("REO ", "REO "),
)
"""How FM names a kind of post, and how the tables of the original site do."""
_ORIGINS = {
    "SECSTATE": "Secretary of State",
    "SECSTATE WASHDC": "Secretary of State",
    "AIT TAIPEI": "American Institute Taiwan, Taipei",
    "RPO DUBAI": "Iran RPO Dubai",
    "IRAN RPO DUBAI": "Iran RPO Dubai",
    "USUN NEW YORK": "USUN New York",
    "USMISSION USUN NEW YORK": "USUN New York",
    "UNVIE": "UNVIE",
    "UNVIE VIENNA": "UNVIE",
    "USMISSION UNVIE": "UNVIE",
    "USMISSION UNVIE VIENNA": "UNVIE",
    "USMISSION UNESCO PARIS": "Mission UNESCO",
    "USMISSION UN ROME": "UN Rome",
    "USMISSION USNATO": "Mission USNATO",
    "USMISSION USOSCE": "Mission USOSCE",
    "USMISSION UNESCO": "Mission UNESCO",
    "USEU": "USEU Brussels",
    "USEU BRUSSELS": "USEU Brussels",
    "USMISSION USEU BRUSSELS": "USEU Brussels",
}
"""Posts that the tables name in another way than the rule would."""
_BEHIND_POST = re.compile(r"(?: {2,}| TO | INFO | [0-9]).*$")


def origin_of(from_: str) -> str:
    """``AMEMBASSY ZENDA`` → ``Embassy Zenda``, as the tables of the original site name a post.

    Empty for a sender that is no post by its words (``CDR SOMEWHERE``).
    """
    name = _BEHIND_POST.sub("", from_.strip().upper()).rpartition("/")[2].strip(" .")
    if name in _ORIGINS:
        return _ORIGINS[name]
    for word, kind in _KINDS:
        if name.startswith(word) and (place := name[len(word) :].strip()):
            return f"{kind}{place.title()}"
    return ""
