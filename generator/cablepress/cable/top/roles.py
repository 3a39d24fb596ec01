"""One table for the fields of the top: what goes on below each of them, what may end it on its line, who reads it.

The keywords are beside the table, in ``keywords``; a line's role is told by them (``role_of``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.steps import Steps
from cablepress.cable.top import classified_by, executive_order, fields, reference_lines, subject, tags
from cablepress.cable.top.below import Below
from cablepress.cable.top.fields import Fields
from cablepress.cable.top.keywords import Part

LONGEST_PASSING = 80
"""Characters of a line that goes on with a passing line."""


def _never(below: Below) -> bool:
    return False


def _classification_goes_on(below: Below) -> bool:
    """With the one caveat that is no caption, alone on the next line."""
    return not below.after_blank and below.line.strip().upper() == "EYES ONLY"


def _passing_goes_on(below: Below) -> bool:
    return not below.after_blank and len(below.line) < LONGEST_PASSING


class Role(NamedTuple):
    """What is done with one kind of field."""

    goes_on: Callable[[Below], bool]
    """Whether a line without a keyword goes on with the field above it."""
    goes_on_over_caption: Callable[[Below], bool] = _never
    """The same where a caption stands between the two."""
    ended_by: frozenset[str] = frozenset(("executive-order", "tags", "subject", "references", "classified-by"))
    """The fields that may begin behind it on its line. A field does not end itself: a second ``REF:`` is none."""
    read: Callable[[Fields, list[Part], str], None] = fields.read_nothing
    """Takes all parts of the role, and the year of the cable, and puts down their value."""


ROLES: Final[Mapping[str, Role]] = {
    "classification": Role(_classification_goes_on),
    "passing": Role(_passing_goes_on),
    "executive-order": Role(
        goes_on=executive_order.goes_on,
        ended_by=frozenset(("tags", "subject", "references", "classified-by")),
        read=fields.read_order,
    ),
    "tags": Role(
        goes_on=tags.goes_on,
        ended_by=frozenset(("executive-order", "subject", "references", "classified-by")),
        read=fields.read_tags,
    ),
    "subject": Role(
        goes_on=subject.goes_on,
        ended_by=frozenset(("tags", "references", "classified-by")),
        read=fields.read_subject,
    ),
    "references": Role(
        goes_on=reference_lines.goes_on,
        goes_on_over_caption=reference_lines.goes_on_over_caption,
        ended_by=frozenset(("tags", "subject", "classified-by")),
        read=fields.read_references,
    ),
    "classified-by": Role(
        goes_on=classified_by.goes_on,
        goes_on_over_caption=classified_by.goes_on_over_caption,
        ended_by=frozenset(("tags", "subject", "references")),
        read=fields.read_statement,
    ),
}
OTHER: Final = Role(_never)
"""Captions, the date line, the notice, and lines of which nothing is known."""


def goes_on(below: Below) -> bool:
    """Whether the line goes on with the part above it; a rule never does, and above one only a wrapped subject."""
    if below.line[-1] in vocabulary.STROKES and vocabulary.RULE.match(below.line):
        return False
    if below.above_rule:
        return below.part.role == "subject" and not below.after_blank and subject.wraps_above_rule(below)
    return ROLES.get(below.part.role, OTHER).goes_on(below)


def parse_fields(parts: list[Part], year: str) -> Steps[Fields]:
    """The values of the fields in ``parts``; ``year`` is the cable's, for its references."""
    found = Fields(captions=fields.read_captions(parts))
    by_role: dict[str, list[Part]] = {}
    for part in parts:
        by_role.setdefault(part.role, []).append(part)
    yield
    for name, role in ROLES.items():
        if name in by_role:
            role.read(found, by_role[name], year)
        yield
    return found
