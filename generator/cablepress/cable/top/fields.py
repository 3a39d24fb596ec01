"""From the parts of the top to the values of its fields."""

from __future__ import annotations

from dataclasses import dataclass

from cablepress.cable.top.captions import parse_captions
from cablepress.cable.top.classified_by import parse_reasons
from cablepress.cable.top.executive_order import parse_executive_order
from cablepress.cable.top.keywords import Part, keyword_off, reference_words
from cablepress.cable.top.references import parse_references
from cablepress.cable.top.subject import parse_subject
from cablepress.cable.top.tags import parse_tags
from cablepress.model import ExecutiveOrder, Reference


@dataclass(slots=True)
class Fields:
    """What was read; the fields are those of ``Cable``. Filled in by the readers, and then only read."""

    subject: str = ""
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    executive_order: ExecutiveOrder | None = None
    classified_by: str = ""
    reasons: tuple[str, ...] = ()


def read_nothing(fields: Fields, parts: list[Part], year: str) -> None:
    """For lines of which no value is kept."""


def read_subject(fields: Fields, parts: list[Part], year: str) -> None:
    """The first one counts: a top may be printed twice."""
    fields.subject = parse_subject(parts[0])


def read_order(fields: Fields, parts: list[Part], year: str) -> None:
    """The first one counts."""
    words = " ".join(" ".join([row for _, row in parts[0].rows]).split())
    fields.executive_order = parse_executive_order(words, parts[0].rows[0][0])


def read_tags(fields: Fields, parts: list[Part], year: str) -> None:
    """Those of the first line as printed, of further ones what is new."""
    seen: set[str] = set()
    for part in parts:
        words = " ".join([keyword_off(part.rows[0][1]), *[row.strip() for _, row in part.rows[1:]]])
        if words not in seen:
            seen.add(words)
            fields.tags += tuple([tag for tag in parse_tags(words) if tag not in fields.tags])


def read_references(fields: Fields, parts: list[Part], year: str) -> None:
    """The items of every REF line of the top; those of a top that is printed twice count once."""
    found: dict[tuple[str, str, str], Reference] = {}
    first = "A"
    seen: set[tuple[str, ...]] = set()
    for part in parts:
        words = (first, *[row for _, row in part.rows])
        if words in seen:  # quick path
            continue
        seen.add(words)
        number, row = part.rows[0]
        for item in parse_references([(number, reference_words(row)), *part.rows[1:]], year, first):
            found.setdefault((item.label, item.text, item.candidate), item)
            first = chr(ord(item.label) + 1) if item.label else first
    fields.references = tuple(found.values())


def read_statement(fields: Fields, parts: list[Part], year: str) -> None:
    """All lines that belong to the statement, on one line."""
    take_statement(fields, " ".join([row for part in parts for _, row in part.rows]))


def take_statement(fields: Fields, words: str) -> None:
    """``words`` are the Classified By statement; its reasons are read from them."""
    fields.classified_by = " ".join(words.split())
    fields.reasons = parse_reasons(fields.classified_by)


def read_captions(parts: list[Part]) -> tuple[str, ...]:
    """The captions of all lines that may have any, in order of first appearance."""
    lines = [(part.role, row) for part in parts if part.role in _WITH_CAPTIONS for _, row in part.rows]
    return parse_captions(lines)


_WITH_CAPTIONS = frozenset(("caption", "classification", "tags"))
