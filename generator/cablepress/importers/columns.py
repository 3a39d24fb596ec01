"""Names that programs gave to the columns of a table of cables, and which of ours each is.

A name is compared by its letters and digits: ``Reference ID``, ``reference_id`` and ``referenceId`` are one. Where
several columns may be the Reference ID, the one whose value looks like one is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cablepress.errors import Problem
from cablepress.importers.text import cable_id_in

COLUMNS: Final = ("number", "created", "id", "origin", "classification", "references", "header", "body")
"""Those of ``cables.csv``, which names none."""

_IDS: Final = (
    *("mrn", "messagereferencenumber", "canonicalid", "refid", "referenceid", "cableid", "cablenumber", "cableno"),
    *("cableref", "identifier", "label", "documentnumber", "docnumber", "docno", "docnbr", "docid", "documentid"),
    *("cable", "ref", "reference", "referencia", "referenz", "kennung", "telegram", "filename", "file", "id", "oid"),
)
"""In the order in which they are taken where no value says more."""
_NAMES: Final = {
    "created": (
        *("created", "date", "cabledate", "datetime", "createdat", "createdon", "cabletime", "sent", "datesent"),
        *("sentdate", "senton", "sentat", "datecreated", "creationdate", "docdate", "documentdate", "messagedate"),
        *("transmitted", "timestamp", "dtg", "datetimegroup", "draftdate", "fecha", "datum"),
    ),
    "released": (
        *("released", "release", "reldate", "releasetime", "releasedate", "datereleased", "releasedat", "releasedon"),
    ),
    "origin": (
        *("origin", "location", "embassy", "source", "from", "post", "sender", "originpost", "frompost", "postname"),
        *("fromfield", "station", "mission", "office", "originator", "origine", "origen", "herkunft"),
    ),
    "classification": (
        *("classification", "class", "classificationlevel", "level", "classificationname", "securitylevel"),
        *("clasificacion", "einstufung"),
    ),
    "references": (
        *(
            "givenreferences",
            "references",
            "destination",
            "referrer",
            "refs",
            "referenced",
            "referencesto",
            "reference",
        ),
    ),
    "subject": ("subject", "subj", "title", "asunto", "betreff", "objet"),
    "tags": ("tags",),
    "header": ("header", "head", "cableheader", "messageheader", "headertext", "headers", "heading"),
    "body": (
        *("body", "content", "text", "bodytext", "cabletext", "fulltext", "messagetext", "documenttext", "cablebody"),
        *("cablecontent", "messagebody", "message", "contents", "plaintext", "rawtext", "rawbody", "cable", "telegram"),
        *("texto", "texte", "inhalt"),
    ),
    "number": ("number", "ident", "row", "no", "nr", "index", "rowid", "id", "oid", "pk"),
}
"""Our names of all columns but the ID, and what programs call them, the likeliest first."""
_NOTHING: Final = frozenset((*_NAMES["number"], "", "unnamed0"))
"""Columns that say nothing of a cable."""


def our_names(names: Sequence[str], sample: Sequence[str] = ()) -> tuple[str, ...] | None:
    """Our names of columns; those that are none of ours keep their own. ``None`` where they are not of cables.

    ``sample`` are the cells of a row, where one is at hand.
    """
    plain = [plain_name(name) for name in names]
    found: dict[int, str] = {}
    place = _place_of_id(plain, sample)
    if place is None:
        return None
    found[place] = "id"
    for ours, theirs in _NAMES.items():
        free = [column for name in theirs if name in plain and (column := plain.index(name)) not in found]
        if ours == "body" and len(sample) == len(names):
            free.sort(key=lambda column: -len(sample[column]))  # of two the fuller one; sorting leaves equals in place
        if free:
            found[free[0]] = ours
    if not {"body", "header", "created"} & set(found.values()):
        return None
    # A name of ours that a second column has is no longer ours.
    return tuple(found.get(column, f"{name.strip()} " if name in _OURS else name) for column, name in enumerate(names))


_OURS: Final = frozenset((*_NAMES, "id"))


def _place_of_id(plain: Sequence[str], sample: Sequence[str]) -> int | None:
    """The column of the Reference ID."""
    places = [plain.index(name) for name in _IDS if name in plain]
    looks = (place for place in places if place < len(sample) and cable_id_in(sample[place]))
    return next(looks, places[0] if places else None)


def plain_name(name: str) -> str:
    """The letters and digits of a name: ``referenceid`` of ``Reference ID``; of ``_id``, a database's own, ``oid``."""
    if name.strip() == "_id":
        return "oid"
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def unread(names: Iterable[str], path: str, line: int) -> Iterator[Problem]:
    """What is said, once for a table, of columns that no cable has, and of texts that no column has."""
    names = tuple(names)
    if not {"body", "header"} & set(names):
        message = "no column has the texts; the cables of this table have none"
        yield Problem("warning", "texts-missing", message, path, line)
    others = [name.strip()[:40] for name in names if name not in _OURS and plain_name(name) not in _NOTHING]
    if others:
        shown = ", ".join(others[:8]) + (f" and {len(others) - 8} more" if len(others) > 8 else "")
        yield Problem("warning", "columns-unread", f"these columns are not taken: {shown}", path, line)
