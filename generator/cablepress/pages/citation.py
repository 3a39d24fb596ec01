"""A cable as others cite it: one record, and the styles made of it.

The styles are data, ``citation_styles.json``: a style is a list of parts, and a part with a field that is empty is
left out. ``citations.js`` reads the same file with the same rules, so what a page offers to copy, what a reader's set
exports and what ``data/`` holds are the same words.

Sources: The Chicago Manual of Style, 17th edition, 14.215 and 14.291 (notes for unpublished government documents); MLA
Handbook, 9th edition; Publication Manual of the APA, 7th edition, 10.4 (reports); The Bluebook, 21st edition, 17.2;
``{{cite report}}`` of the English Wikipedia; BibTeX's ``techreport``; RIS with the tags that Zotero reads for a report;
CSL-JSON (citation-style-language/schema, csl-data.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

from cablepress.model import Cable, CableSummary, iso

CITED_AS: Final = "Diplomatic cable"
"""The genre, in the words of every format that has a place for it."""

_FIELD: Final = re.compile(r"%(\w+)%")
_OPENS: Final = re.compile(r'(?<![^\s(\[/—–-])"(?=\S)')
"""A straight quotation mark that opens: at the beginning, or behind a blank, a bracket or a dash."""
_SINGLE: Final = str.maketrans({"“": "‘", "”": "’", '"': "’"})
_CLOSED: Final = re.compile(r"[.?!…][”’\"')]*$")
_IF: Final = "if_"
_LATEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "&%$#_"},
    }
)
_SPECIAL: Final = re.compile(r"[\\{}~^&%$#_]")
_WIKI: Final = {
    "&": "&amp;",
    "~": "&#126;",
    "|": "{{!}}",
    "[": "&#91;",
    "]": "&#93;",
    "{": "&#123;",
    "}": "&#125;",
    "<": "&lt;",
}
_WIKI_TABLE: Final = str.maketrans(_WIKI)
_RAW: Final = frozenset(("id", "url"))
"""Fields that no format rewrites: an ID is made of safe characters, and an address must stay one."""


class Citable(NamedTuple):
    """What is cited. Empty text for what is not known; dates in ISO 8601, UTC, to the minute."""

    id: str
    title: str
    origin: str
    created: str
    released: str
    classification: str
    tags: tuple[str, ...]
    site: str
    """The archive's name."""
    url: str
    """Absolute; empty where the site's address is not known: none is invented."""
    version: str = ""
    """Number of an earlier text of the cable; empty for the latest."""


def citable(cable: Cable | CableSummary, *, title: str, site: str, url: str, version: str = "") -> Citable:
    """The record of a cable as the site ``site`` holds it at ``url``."""
    return Citable(
        id=cable.id,
        title=" ".join(title.split()),
        origin=" ".join(cable.origin.split()),
        created=iso(cable.created),
        released=iso(cable.released),
        classification=cable.classification,
        tags=tuple(dict.fromkeys(cable.tags)),
        site=" ".join(site.split()),
        url=url,
        version=version,
    )


class Part(NamedTuple):
    """A part of a style: it is written where all of its fields have a value."""

    start: str
    """What stands before the first field."""
    fields: tuple[str, ...]
    """All that it asks for."""
    rest: tuple[tuple[str, str], ...]
    """The field that is written, empty for none (``%if_x%``), and what stands behind it."""


class Style(NamedTuple):
    """A style, ready to be filled in."""

    name: str
    parts: tuple[Part, ...]
    escape: Callable[[str], str]


@cache
def styles() -> Mapping[str, Style]:
    """All styles by key: ``chicago``, ``mla``, ``apa``, ``bluebook``, ``wiki``, ``bibtex``, ``ris``."""
    return {
        key: Style(style["name"], tuple(map(_part, style["parts"])), _ESCAPES[style.get("escape", "")])
        for key, style in _data()["styles"].items()
    }


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_text("citation_styles.json"))
    return loaded


def _text(name: str) -> str:
    return resources.files("cablepress.pages").joinpath(name).read_text(encoding="utf-8")


def _part(text: str) -> Part:
    pieces = _FIELD.split(text)
    names = pieces[1::2]
    written = ["" if name.startswith(_IF) else name for name in names]
    fields = tuple(name.removeprefix(_IF) for name in names)
    return Part(pieces[0], fields, tuple(zip(written, pieces[2::2], strict=True)))


def client_script() -> bytes:
    """The script that makes the same citations in a reader's browser."""
    data = json.dumps(_data(), ensure_ascii=False, separators=(",", ":"))
    return f"window.cablepressStyles = {data};\n{_text('citations.js')}".encode()


def fields_of(cited: Citable, paragraph: str = "", anchor: str = "") -> dict[str, str]:
    """Every field that a style may name, as text; ``paragraph`` as printed, ``anchor`` the end of its address."""
    named = "" if _is_made_up(cited) else cited.title
    quoted, close = _within_quotes(named)
    return {
        "id": cited.id,
        "title": cited.title,
        "named": named,
        "quoted": quoted,
        "close": close,
        "signed": named if cited.origin else "",
        "unsigned": "" if cited.origin else named,
        "origin": cited.origin,
        "classification": cited.classification,
        "site": cited.site,
        "url": f"{cited.url}#{anchor}" if cited.url and anchor else cited.url,
        "paragraph": paragraph,
        "version": cited.version,
        "undated": "" if cited.created else "n.d.",
        **_days(cited.created[:10]),
    }


@lru_cache(maxsize=1 << 12)
def _days(day: str) -> dict[str, str]:
    """The fields of a day, ``2007-07-09``, or of none: thousands of cables share some."""
    if not day:
        return dict.fromkeys(("day", "slashed", "year", "month", "long", "abbreviated", "dmy", "ymd"), "")
    year, month, number = day.split("-")
    long, short = (_data()[names][int(month) - 1] for names in ("months", "short"))
    return {
        "day": day,
        "slashed": f"{year}/{month}/{number}",
        "year": year,
        "month": str(int(month)),
        "long": f"{long} {int(number)}, {year}",
        "abbreviated": f"{short} {int(number)}, {year}",
        "dmy": f"{int(number)} {short} {year}",
        "ymd": f"{year}, {long} {int(number)}",
    }


def _within_quotes(title: str) -> tuple[str, str]:
    """A title as it stands within quotation marks, with single ones inside; and the last of these, if it ends with one.

    A comma or full stop goes before both.
    """
    if '"' not in title and "“" not in title and "”" not in title:
        return title, ""
    text = _OPENS.sub("‘", title).translate(_SINGLE)
    closes = text.endswith("’") and title[-1] in '"”'
    return (text[:-1], "’") if closes else (text, "")


def _is_made_up(cited: Citable) -> bool:
    """Whether the cable has no subject, and its title says nothing that a citation does not say anyway."""
    return cited.title == cited.id or cited.title.startswith(f"{cited.id}, ")


def cite(cited: Citable, style: str, paragraph: str = "", anchor: str = "") -> str:
    """The citation of a cable, or of one paragraph, in a style of :func:`styles`."""
    return fill(styles()[style], fields_of(cited, paragraph, anchor), cited.tags)


def fill(style: Style, fields: Mapping[str, str], tags: tuple[str, ...] = ()) -> str:
    """The parts of ``style`` whose fields have a value, one after the other.

    A part with ``%tag%`` comes once for each of ``tags``; ``%if_x%`` asks for the field ``x`` and writes nothing. A
    part that begins with a full stop drops it where the text has ended already: a title may be a question.
    """
    made: list[str] = []
    for part in style.parts:
        if part.fields == ("tag",):
            made += [f"{part.start}{style.escape(tag)}{part.rest[0][1]}" for tag in tags]
        elif all(map(fields.__getitem__, part.fields)):
            made.append(_filled(part, style, fields, made))
    return "".join(made)


def _filled(part: Part, style: Style, fields: Mapping[str, str], before: Sequence[str]) -> str:
    piece = part.start
    for name, text in part.rest:
        if name:
            piece += fields[name] if name in _RAW else style.escape(fields[name])
        piece += text
    return piece[1:] if piece[:1] == "." and before and _CLOSED.search(before[-1]) else piece


def csl(cited: Citable) -> dict[str, Any]:
    """The item of a cable in CSL-JSON; what is not known is left out."""
    day = [int(number) for number in cited.created[:10].split("-")] if cited.created else []
    item = {
        "id": cited.id,
        "type": "report",
        "genre": CITED_AS,
        "title": cited.title,
        "author": [{"literal": cited.origin}] if cited.origin else [],
        "issued": {"date-parts": [day]} if day else {},
        "number": cited.id,
        "publisher": cited.origin,
        "collection-title": cited.site,
        "keyword": ", ".join(cited.tags),
        "note": cited.classification,
        "version": cited.version,
        "URL": cited.url,
    }
    return {key: value for key, value in item.items() if value}


def structured(cited: Citable) -> dict[str, Any]:
    """The item of a cable for JSON-LD, schema.org's ``ArchiveComponent``; ``citations.js`` reads it back."""
    data = {
        "@type": "ArchiveComponent",
        "identifier": cited.id,
        "name": cited.title,
        "url": cited.url,
        "dateCreated": cited.created,
        "datePublished": cited.released,
        "creator": {"@type": "GovernmentOrganization", "name": cited.origin} if cited.origin else {},
        "conditionsOfAccess": cited.classification,
        "keywords": list(cited.tags),
        "version": cited.version,
        "isPartOf": {"@type": "Collection", "name": cited.site},
    }
    return {key: value for key, value in data.items() if value}


def _latex(text: str) -> str:
    return text.translate(_LATEX) if _SPECIAL.search(text) else text


_ESCAPES: Final[Mapping[str, Callable[[str], str]]] = {
    "": str,
    "latex": _latex,
    "line": str,
    # Two apostrophes would be italics, four tildes a signature.
    "wiki": lambda text: text.translate(_WIKI_TABLE).replace("''", "&#39;&#39;"),
}
