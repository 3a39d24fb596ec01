"""What a text without a table says of itself at its top: level of classification, post, moment, day of release.

Only for the front matter of texts that come with no table; the parser reads the same lines for the page.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from cablepress.importers.record import CableRecord, Place
from cablepress.importers.text import GROUP, moment_of_group
from cablepress.moments import MONTHS

_TOP: Final = 12_000
"""Characters in which header and top fields must stand."""
_LEVEL: Final = re.compile(
    r"[ \t]{0,40}(?:(?P<top>T ?O ?P {1,3}S ?E ?C ?R ?E ?T)|(?P<secret>S ?S? ?E ?C ?R ?E ?T)|"
    r"(?P<confidential>C? ?C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L)|(?P<official>LIMITED OFFICIAL USE)|"
    r"(?P<unclassified>U ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?))"
    r"(?P<tail>[ \t]*(?:$|//.*|/?[ \t]?NOFORN.*|(?:FINAL )?SECTION .*|[A-Z][A-Z .']{1,40} [0-9]{2,7}\b.*|"
    r"[A-Z ]{0,40}PAGE .*|SENSITIVE.*))",
)
_WORDS: Final = {
    "top": "TOP SECRET",
    "secret": "SECRET",
    "confidential": "CONFIDENTIAL",
    "official": "LIMITED OFFICIAL USE",
    "unclassified": "UNCLASSIFIED",
}
_CAPTION: Final = re.compile(r"[ \t]*(?:[A-Z]{4,12}[ ,/]*){1,5}")
_FIELD: Final = re.compile(r"[ \t]*(?:E\.? ?O\.? ?1|TAGS|SUBJ|REF|CLASSIFIED BY|1\.)")
_FROM: Final = re.compile(r"^[ \t]*FM (.+?)(?: {2,}.*| TO .*)?$", re.MULTILINE)
_STAMP: Final = re.compile(
    r"(?:Declassified/Released|Approved for Release)[^\n]{0,120}?\b([0-9]{1,2}) ([A-Z]{3}) ([0-9]{4})\b", re.IGNORECASE
)

_KINDS: Final = (
    ("AMEMBASSY ", "Embassy "),
    ("EMBASSY ", "Embassy "),
    ("AMCONSUL ", "Consulate "),
    ("USMISSION ", "Mission "),
    ("USINT ", "US Interests Section "),
    ("REO ", "REO "),
)
_POSTS: Final = {
    "SECSTATE WASHDC": "Secretary of State",
    "SECSTATE": "Secretary of State",
    "RPO DUBAI": "Iran RPO Dubai",
    "IRAN RPO DUBAI": "Iran RPO Dubai",
    "AIT TAIPEI": "American Institute Taiwan, Taipei",
    "USMISSION USUN NEW YORK": "USUN New York",
    "USUN NEW YORK": "USUN New York",
    "USMISSION USNATO": "Mission USNATO",
    "USMISSION USOSCE": "Mission USOSCE",
    "USMISSION UNVIE VIENNA": "UNVIE",
    "USMISSION UNVIE": "UNVIE",
    "UNVIE VIENNA": "UNVIE",
    "UNVIE": "UNVIE",
    "USMISSION UNESCO PARIS": "Mission UNESCO",
    "USMISSION UNESCO": "Mission UNESCO",
    "USMISSION UN ROME": "UN Rome",
    "USEU BRUSSELS": "USEU Brussels",
    "USMISSION USEU BRUSSELS": "USEU Brussels",
    "USEU": "USEU Brussels",
}
"""Posts whose name in the tables of the original site is not made by the rule of ``_KINDS``."""


def described(cable_id: str, text: str, place: Place, source: str) -> CableRecord:
    """A record of a text alone: what else the front matter says is read from its top."""
    return CableRecord(
        id=cable_id,
        text=text.lstrip("\n"),
        place=place,
        source=source,
        created=moment_in(text),
        released=release_in(text),
        classification=classification_in(text),
        origin=origin_in(text),
    )


def classification_in(text: str) -> str:
    """``SECRET//NOFORN`` as the tables write it, of the classification line and the captions below it; else empty."""
    lines = text[:_TOP].split("\n")
    for index, line in enumerate(lines):
        found = _LEVEL.match(line)
        if found:
            level = next(word for kind, word in _WORDS.items() if found[kind])
            below = [found["tail"], *_captions(lines[index + 1 : index + 12])]
            if level == "UNCLASSIFIED":
                held = any(word in text for text in below for word in ("SENSITIVE", "OFFICIAL USE"))
                return f"{level}//FOR OFFICIAL USE ONLY" if held else level
            return f"{level}//NOFORN" if any("NOFORN" in text for text in below) else level
    return ""


def _captions(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        if _FIELD.match(line):
            break
        if _CAPTION.fullmatch(line.rstrip()):
            found.append(line)
    return found


def origin_in(text: str) -> str:
    """``Embassy Zenda`` of ``FM AMEMBASSY ZENDA``; empty for a sender that is no post of a known kind."""
    found = _FROM.search(text[:_TOP])
    if not found:
        return ""
    name = " ".join(re.sub(r"[^A-Z' .-].*", "", found[1].strip().upper()).split())
    if name in _POSTS:
        return _POSTS[name]
    for kind, word in _KINDS:
        if name.startswith(kind):
            return word + _titled(name[len(kind) :])
    return ""


def _titled(name: str) -> str:
    return " ".join(word if word.startswith("US") else word.capitalize() for word in name.split())


def moment_in(text: str) -> datetime | None:
    """The first date-time group of the header, in UTC."""
    return next(filter(None, map(moment_of_group, GROUP.finditer(text[:_TOP]))), None)


def release_in(text: str) -> datetime | None:
    """The day of the stamp ``Declassified/Released US Department of State EO Systematic Review 30 JUN 2005``."""
    found = _STAMP.search(text)
    try:
        return datetime(int(found[3]), MONTHS[found[2].upper()], int(found[1]), tzinfo=UTC) if found else None
    except (KeyError, ValueError):
        return None
