"""The top of the body: classification line, captions, passing lines, E.O., TAGS, SUBJECT, REF, Classified By."""

from __future__ import annotations

import re

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines
from cablepress.cable.top.below import Below
from cablepress.cable.top.classification import is_next_section, parse_classification
from cablepress.cable.top.keywords import BARE_SUBJECT, FIELD_ROLES, Part, role_of
from cablepress.cable.top.roles import OTHER, ROLES, goes_on
from cablepress.model import new

_PASSING = re.compile(r"[ \t]{0,8}(?:[A-Z][A-Z0-9/,.& -]{1,60}? (?:PASS|FOR)\b|FOR [A-Z]|PASS\b)", re.IGNORECASE)
"""Passing lines: ``DEPT FOR EUR/CE``, ``STATE PASS USTR``."""
_CAPTION_FIRST = re.compile(rf"[ \t]{{0,8}}(?:{vocabulary.CAPTION_WORD})[ ,/;.-]")
"""A caption with words behind it: ``SIPDIS, DEA HQ FOR SAPT``, ``EXDIS TOSHU 24``."""
_CODE_FIRST = re.compile(rf"[ \t]{{0,8}}(?:{vocabulary.any_of(vocabulary.CAPTION_CODES)})[ ,/;.-]", re.IGNORECASE)
"""The same in small letters (``Sipdis dept for EUR``): only of captions that are no words of English."""
SHORTEST_LINE = 3
"""Characters of any line that has a role: ``SBU``."""
WIDEST_GAP = 40
"""Lines after a field in which another one is looked for."""


def parse_top(
    source: Lines, end: int, classification_line: int, known: dict[int, str], remarks: frozenset[int] = frozenset()
) -> tuple[list[Part], int]:
    """The parts of the top in ``source[:end]``, and the index at which the text begins.

    ``end`` is the first numbered paragraph. A heading or prose before it is text, so the top ends
    with the last of its fields. ``classification_line`` is the number of the line by which the body was found;
    ``known`` are roles of lines by :func:`role_of`, as far as they are known already; ``remarks`` are the lines that
    hold words on handling, cut off behind a title.
    """
    last, roles = _last_field(source, end, classification_line, known, remarks)
    parts: list[Part] = []
    index = 0
    while index < end:
        line = source.text[index]
        if not line:
            index += 1
            continue
        role = roles[index] if index in roles else role_of(line)
        is_field = role in FIELD_ROLES
        if index > last and not role:
            part = _continued(parts, source, index, end)
            if part is None:
                break
            role = part.role
        elif not role:
            part = _continued(parts, source, index, end)
            role = part.role if part else _loose_role(line, parts)
        _put(parts, role, source.number[index], line, is_field=is_field)
        index += 1
    return parts, index


def _continued(parts: list[Part], source: Lines, index: int, end: int) -> Part | None:
    """The part that the line at ``index``, without a keyword, goes on with: the last, or the one above a caption."""
    if not parts:
        return None
    if parts[-1].role == "caption" and len(parts) > 1:
        above = Below(parts[-2], source.text, source.number, index, end)
        if ROLES.get(parts[-2].role, OTHER).goes_on_over_caption(above):
            return parts[-2]
    if parts[-1].role not in ROLES:  # quick path: with a caption or the date nothing goes on
        return None
    return parts[-1] if goes_on(Below(parts[-1], source.text, source.number, index, end)) else None


def _loose_role(line: str, parts: list[Part]) -> str:
    """The role of a line that no keyword begins."""
    if len(line) < SHORTEST_LINE:  # quick path
        return ""
    early = not parts or parts[-1].role == "classification"
    if (parse_classification(line) is not None) if early else is_next_section(line):
        return "classification"
    form = _CAPTION_FIRST if line.isupper() else _CODE_FIRST
    if form.match(line) and all(part.role != "subject" for part in parts):
        return "caption"
    return "passing" if _PASSING.match(line) else ""


def _last_field(
    source: Lines, end: int, classification_line: int, known: dict[int, str], remarks: frozenset[int]
) -> tuple[int, dict[int, str]]:
    """Index of the last line before ``end`` that a keyword begins; none is looked for far from the one before.

    Also the roles of the lines looked at, by their index.
    """
    roles: dict[int, str] = {}
    last = -1
    subject = classified = False
    for index, line in enumerate(source.text[:end]):
        if index - last > WIDEST_GAP:
            break
        if not line:
            continue
        if index in remarks:
            role = "passing"
        elif source.number[index] == classification_line and not classified:
            role, classified = "classification", True
        else:
            role = known[index] if index in known else role_of(line)  # quick path
        if not role and roles and not subject and BARE_SUBJECT.match(line):
            role = "subject"
        subject = subject or role == "subject"
        roles[index] = role
        if role or (last < 2 and parse_classification(line)):
            last = index
    return last, roles


def _put(parts: list[Part], role: str, number: int, line: str, *, is_field: bool) -> None:
    """Add a line to the parts: to the last one if it goes on, else as a new one."""
    if parts and parts[-1].role == role and _belongs(parts[-1], number, is_field=is_field):
        parts[-1].rows.append((number, line))
    else:
        parts.append(new(Part, (role, [(number, line)])))


def _belongs(part: Part, number: int, *, is_field: bool) -> bool:
    """Whether a line of the role of ``part`` goes on with it; a second field of one role is a part of its own."""
    if not part.role:
        return part.rows[-1][0] == number - 1
    return part.role == "classified-by" or not is_field
