"""What every form of archive comes down to: one record a cable, and the text file that is made of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from cablepress.importers.text import recoded

_PLAIN: Final = re.compile(r"(?:[A-Za-z]|[0-9]{2,4}[A-Z])[A-Za-z0-9/()_.,'-]*(?: [A-Za-z0-9/()_.,'-]+)*")
_NOT_TEXT: Final = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
_KEY: Final = re.compile(r"""(["']?)([A-Za-z][\w-]{0,40})\1[ \t]{0,4}:""")
"""A key at the beginning of a line, in quotes or without."""
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


_IMPORTED: Final = (
    "id", "created", "released", "release", "classification", "origin", "subject", "tags", "given_references",
    "articles", "source", "note", "draft",
)  # fmt: skip
"""Keys of the front matter that an import writes, in their order."""


class Place(NamedTuple):
    """Where a record was found, for messages and for ``source``."""

    path: str
    """Of the file, with the archive that it lies in: ``mirror.zip/cable/2009/03/09ZENDA999.html``."""
    line: int = 0
    row: int = 0
    """Of a table, from 1; 0 where the file holds one cable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CableRecord:
    """A cable as an archive in another form gives it; empty where that says nothing."""

    id: str
    text: str
    r"""Header and body, word for word; lines end with ``\n``."""
    place: Place
    source: str = ""
    """Which form and which file, for the front matter."""
    created: datetime | None = None
    released: datetime | None = None
    classification: str = ""
    origin: str = ""
    subject: str = ""
    tags: tuple[str, ...] = ()
    given_references: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Addresses of news articles that the original site named."""
    note: str = ""
    release: str = ""
    """Name of the release it belongs to, where that is not a day."""
    draft: bool = False
    """Whether it was held back where it comes from."""
    as_is: bool = False
    """Whether it is a file in our own form: its front matter is taken over as it is."""
    front_matter: str = ""


def recoded_record(record: CableRecord) -> tuple[CableRecord, str]:
    """``record`` with every byte that was not UTF-8 read as Windows-1252, and what there is to say about that."""
    changed: dict[str, Any] = {}
    said = ""
    for name in _TEXTS:
        value = getattr(record, name)
        text = value if isinstance(value, str) else "\0".join(value)
        fixed, doubt = recoded(text)
        if doubt:
            said = said or doubt
            changed[name] = fixed if isinstance(value, str) else tuple(fixed.split("\0"))
    return (replace(record, **changed) if changed else record), said


_TEXTS: Final = (
    "text", "id", "classification", "origin", "subject", "tags", "given_references", "articles", "source", "note",
    "front_matter",
)  # fmt: skip
"""Fields of a record that hold text of its source."""


class Parts(NamedTuple):
    """A cable's file in two parts."""

    front_matter: str
    """The lines between the two ``---``, each with its line end; empty without them."""
    text: str
    raw: bytes = b""
    """The file as it is on the disk, where it is there already."""


def render_file(record: CableRecord) -> str:
    """The file ``ID.txt``: front matter, then the text as it was found."""
    front_matter = record.front_matter if record.as_is else render_front_matter(record)
    return join_parts(Parts(front_matter, record.text))


def join_parts(parts: Parts) -> str:
    """A file of front matter and text; it ends with a line end."""
    text = parts.text if parts.text.endswith("\n") or not parts.text else parts.text + "\n"
    return f"---\n{parts.front_matter}---\n{text}" if parts.front_matter else text


def split_file(text: str) -> Parts:
    """The two parts of a cable's file; blank lines may stand before its front matter."""
    beginning = text.lstrip("\ufeff \t\n")
    text = beginning if beginning.startswith("---\n") else text
    if text.startswith("---\n"):
        for closing in ("\n---\n", "\n...\n"):
            end = text.find(closing, 3)
            if end >= 0:
                return Parts(text[4 : end + 1], text[end + len(closing) :])
        if text.endswith("\n---"):
            return Parts(text[4:-3], "")
    return Parts("", text)


def render_front_matter(record: CableRecord) -> str:
    """YAML lines for all that the text cannot say, always in the same order."""
    values = (
        _scalar(record.id),
        _moment(record.created),
        _moment(record.released),
        _scalar(record.release),
        _scalar(record.classification),
        _scalar(record.origin),
        _scalar(record.subject),
        _sequence(record.tags),
        _sequence(record.given_references),
        _sequence(record.articles),
        _scalar(record.source),
        _scalar(record.note),
        "true" * record.draft,
    )
    return "".join(f"{key}: {value}\n" for key, value in zip(_IMPORTED, values, strict=True) if value)


def merge_front_matter(old: str, new: str, *, all_imported: bool = False) -> str:
    """``new``, and every key of ``old`` that it does not give: an archivist's ``note`` or ``withdrawn`` stays.

    With ``all_imported`` no key stays that an import may have written.
    """
    given = {found[2] for line in new.splitlines() if (found := _KEY.match(line))}
    if all_imported:
        given.update(_IMPORTED)
    kept: list[str] = []
    keep = False
    for line in old.splitlines(keepends=True):
        if found := _KEY.match(line):
            keep = found[2] not in given
        if keep or line.startswith("#"):
            kept.append(line)
    return new + "".join(kept)


def value_in(front_matter: str, key: str) -> str:
    """The value of a top-level key that is written on one line, without quotes; empty without it."""
    found = re.search(rf"^{key}:[ \t]*(.*?)[ \t]*$", front_matter, re.MULTILINE)
    return found[1].strip("\"'") if found else ""


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ").rjust(17, "0")


def _scalar(value: str) -> str:
    """``value`` as YAML: plain where that is safe, else in double quotes."""
    value = " ".join(value.split())
    if not value or (_PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _sequence(values: tuple[str, ...]) -> str:
    return f"[{', '.join(_scalar(value) if ',' not in value else json.dumps(value) for value in values)}]" * bool(
        values
    )
