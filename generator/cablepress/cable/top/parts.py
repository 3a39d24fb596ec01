"""The top of the body: classification line, captions, passing lines, E.O., TAGS, SUBJECT, REF, Classified By."""

from __future__ import annotations

import re

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines
from cablepress.cable.top import fields
from cablepress.cable.top.classification import is_next_section, parse_classification
from cablepress.cable.top.continuation import Part, goes_on, goes_on_over_caption

_PASSING = re.compile(
    r"[ \t]{0,8}(?:[A-Z][A-Z0-9/,.& -]{1,60}? (?:(?:PLEASE |PLS |ALSO |)(?:PASS|FOR)\b)|(?:ALSO )?FOR [A-Z]|"
    r"(?:PLEASE |PLS )?PASS\b)",
    re.IGNORECASE,
)
"""Passing lines: ``DEPT FOR EUR/CE``, ``STATE PASS USTR``."""

_SAME_LINE_FIELD = re.compile(
    r"(?<=[^ \t])[ \t]{1,8}(?=(?:TAGS|SUBJECT|SUBJ|REF(?:S|TELS?|\(S\))?|CLASSIFIED BY):|(?-i:TAGS [A-Z]{2,4}\b))",
    re.IGNORECASE,
)
"""A field on the line of the one before it: TAGS or SUBJECT after E.O., Classified By after REF."""

_ORDER_IN_LINE = re.compile(
    r"(?<=[^ \t])[ \t]{1,8}(?=E\.? ?O\.? ?1[0-9]{3,4}:? {0,3}(?:DECL|N/?A|GDS|TAGS)\b)", re.IGNORECASE
)
"""The E.O. on the line of the classification, of captions or of a passing line."""


_ROLE = {
    "eo": "executive-order",
    "tags": "tags",
    "subject": "subject",
    "ref": "references",
    "classified": "classified-by",
    "classified_rest": "classified-by",
}


def parse_top(source: Lines, end: int, classification_line: int) -> tuple[list[Part], int]:
    """The parts of the top in ``source[:end]``, and the index at which the text begins.

    ``end`` is the first numbered paragraph. A heading or prose before it is text, so the top ends
    with the last of its fields. ``classification_line`` is the number of the line by which the body was found.
    """
    last, roles = _last_field(source, end, classification_line)
    parts: list[Part] = []
    index = 0
    while index < end:
        line = source.text[index]
        if not line:
            index += 1
            continue
        role = roles[index] if index in roles else role_of(line)
        is_field = role in _FIELD_ROLES
        if not role and (mixed := _mixed_role(line, parts)):
            role, is_field = mixed, mixed == "tags"
        if index > last and not role:
            part = _continued(parts, source.text, index, end)
            if part is None:
                break
            role = part.role
        elif not role or (role == "passing" and parts and parts[-1].role == "subject"):
            part = _continued(parts, source.text, index, end)
            role = part.role if part else _loose_role(line, parts)
        _put(parts, role, source.number[index], line, is_field=is_field)
        index += 1
    return parts, index


def _continued(parts: list[Part], lines: list[str], index: int, end: int) -> Part | None:
    """The part that the line at ``index``, without a keyword, goes on with: the last, or the one above a caption."""
    if not parts:
        return None
    if parts[-1].role == "caption" and len(parts) > 1 and goes_on_over_caption(parts[-2], lines[index]):
        return parts[-2]
    return parts[-1] if goes_on(parts[-1], lines, index, end) else None


_FIELD_ROLES = frozenset(_ROLE.values())
_MAY_HAVE_ROLE = frozenset("ACDELMNORSTUWFacdelmnorstu( \t")


def role_of(line: str) -> str:
    """The role that the first words of a line give it, or ``""``."""
    if line[:1] not in _MAY_HAVE_ROLE:
        return ""
    if field := vocabulary.FIELD.match(line):
        return _ROLE[field.lastgroup or "ref"]
    if vocabulary.CAPTION_LINE.match(line):
        return "caption"
    if vocabulary.DATE_LINE.match(line):
        return "date"
    if vocabulary.EXTRACT_NOTICE.match(line):
        return "extract-notice"
    return ""


def _mixed_role(line: str, parts: list[Part]) -> str:
    """The role of a line's first words where a field stands further on: TAGS that go on, a passing line before E.O."""
    if parts and parts[-1].role == "tags" and ":" in line and (place := _SAME_LINE_FIELD.search(line)):
        return "tags" if fields.are_tags(line[: place.start()]) else ""
    if place := _order_in(line):
        before = line[: place.start()]
        return "caption" if vocabulary.CAPTION_LINE.match(before) else _loose_role(before, parts) or "passing"
    return ""


def _order_in(line: str) -> re.Match[str] | None:
    """Where the E.O. begins in the midst of a line; all orders begin with 1, and most lines have none."""
    return _ORDER_IN_LINE.search(line) if "1" in line else None


def _loose_role(line: str, parts: list[Part]) -> str:
    """The role of a line that no keyword begins."""
    early = not parts or parts[-1].role in ("date", "classification", "extract-notice")
    if (parse_classification(line) is not None) if early else is_next_section(line):
        return "classification"
    return "passing" if _PASSING.match(line) else ""


def _last_field(source: Lines, end: int, classification_line: int) -> tuple[int, dict[int, str]]:
    """Index of the last line before ``end`` that a keyword begins; none is looked for far from the one before.

    Also the roles of the lines looked at, by their index.
    """
    roles: dict[int, str] = {}
    last = -1
    for index, line in enumerate(source.text[:end]):
        if index - last > 40:
            break
        if not line:
            continue
        role = "classification" if source.number[index] == classification_line else role_of(line)
        if not role and "subject" not in roles.values() and vocabulary.BARE_SUBJECT.match(line):
            role = "subject" if roles else ""
        roles[index] = role
        if role or _order_in(line) or (last < 2 and parse_classification(line)):
            last = index
    return last, roles


def _put(parts: list[Part], role: str, number: int, line: str, *, is_field: bool) -> None:
    """Add a line to the parts: to the last one if it goes on, else as a new one.

    A line with two fields (``E.O. 12958: DECL: 01/03/2019 TAGS: PTER``) becomes two parts. The subject's line
    stays whole but for TAGS.
    """
    below = bool(parts) and parts[-1].role == role and not is_field
    for place, piece in enumerate(_fields_of(line, role, below=below)):
        if place:
            role = role_of(piece.lstrip()) or role
            is_field = True
        if parts and parts[-1].role == role and _belongs(parts[-1], number, piece, is_field=is_field):
            parts[-1].rows.append((number, piece))
        else:
            parts.append(Part(role, [(number, piece)]))


def _fields_of(line: str, role: str, *, below: bool) -> list[str]:
    """``line`` cut before each further field on it; a second ``REF:`` in a REF line is none.

    The first line of a subject stays whole, as the original site's titles had it; one ``below`` it ends at REF.
    """
    if role == "subject":
        place = vocabulary.AFTER_SUBJECT.search(line) if below else None
    elif role in _FIELD_ROLES:
        place = _SAME_LINE_FIELD.search(line) if ":" in line[len("REF: ") :] else None
    else:
        place = _order_in(line)
    if place is None or role_of(line[place.end() :]) == role:
        return [line]
    return [line[: place.start()], *_SAME_LINE_FIELD.split(line[place.start() :].lstrip())]


def _belongs(part: Part, number: int, piece: str, *, is_field: bool) -> bool:
    """Whether a line of the role of ``part`` goes on with it; a second field of one role is a part of its own."""
    if not part.role:
        return part.rows[-1][0] == number - 1
    return part.role == "classified-by" or not is_field or not role_of(piece.lstrip())
