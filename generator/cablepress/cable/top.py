"""The top of the body: classification line, captions, passing lines, E.O., TAGS, SUBJECT, REF, Classified By."""

from __future__ import annotations

import re
from typing import NamedTuple

from cablepress.cable import codes, fields, grammar
from cablepress.cable.classification import read_classification
from cablepress.cable.lines import Lines


class Part(NamedTuple):
    """A run of lines with one role."""

    role: str
    rows: list[tuple[int, str]]
    """Line number in the file, and the text as transmitted."""


_ROLE = {
    "eo": "executive-order",
    "tags": "tags",
    "subject": "subject",
    "ref": "references",
    "classified": "classified-by",
    "classified_rest": "classified-by",
}
_REF_GOES_ON = re.compile(
    r"[ \t]{0,12}(?:- {0,8})?¶?(?:[(\[]?[A-Za-z][.)\]]{1,2}(?: |[0-9]|[A-Z]{2})|"
    r"(?:[0-9]{2,4} )?[A-Z][A-Z ]{2,24} [0-9]{1,7}\b)"
)
_REF_OPEN = re.compile(r"(?:(?:^|[\s;,(])[A-Z][.)]|\b(?:and|AND)|[,:]|(?:^|\s)'?[0-9]{2})$")
"""The end of a line of references that breaks off in an item: behind its label, its year, a comma."""
_NAMES_CABLE = re.compile(
    r"\(?[A-Za-z][.)] |[A-Z]{3} 0{0,4}[0-9]|(?i:[a-z]{3} [0-9]{2,7}\b)|\b[A-Z]{3,}[- ][A-Z]{3,}\b"
)
"""What a line below REF has in it when it goes on with the references, and is no sentence of the text."""
_NUMBER_FIRST = re.compile(r"[ \t]{0,12}#?(?:[0-9]{1,7}(?:[;,/]|$)|[0-9]{2,7} )")
_NUMBERED = re.compile(r"[ \t]{0,8}[0-9]{1,2}\.[ \t]")
_REASONS_GO_ON = re.compile(
    r"[ \t]{0,8}(?:(?:and|or|an|&|d|reasons?)\b|\(?[a-h]\)?(?:[ .,;)/&]|$)|1 ?\. ?[45]|[45] ?\(|\.[45])", re.IGNORECASE
)
_REASON_PARTED = re.compile(r"\b(?:f|fo|for|r|re|rea|reas|reaso|reason|reasons)$", re.IGNORECASE)
_TITLE_ALONE = re.compile(
    r"(?:BEGIN )?(?:SUMMARY|INTRODUCTION|COMMENT|OVERVIEW|ACTION REQUEST)(?: AND [A-Z ]{4,20})?:?$", re.IGNORECASE
)


def read_top(source: Lines, end: int, classification_line: int) -> tuple[list[Part], int]:
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
            if not (parts and _goes_on(parts[-1], source.text, index, end)):
                break
            role = parts[-1].role
        elif not role or (role == "passing" and parts and parts[-1].role == "subject"):
            role = (
                parts[-1].role if parts and _goes_on(parts[-1], source.text, index, end) else _loose_role(line, parts)
            )
        _put(parts, role, source.number[index], line, is_field=is_field)
        index += 1
    return parts, index


_FIELD_ROLES = frozenset(_ROLE.values())
_MAY_HAVE_ROLE = frozenset("ACDELMNORSTUWFacdelmnorstu( \t")


def role_of(line: str) -> str:
    """The role that the first words of a line give it, or ``""``."""
    if line[:1] not in _MAY_HAVE_ROLE:
        return ""
    if field := grammar.FIELD.match(line):
        return _ROLE[field.lastgroup or "ref"]
    if grammar.CAPTION_LINE.match(line):
        return "caption"
    if grammar.DATE_LINE.match(line):
        return "date"
    if grammar.EXTRACT_NOTICE.match(line):
        return "extract-notice"
    return ""


def _mixed_role(line: str, parts: list[Part]) -> str:
    """The role of a line's first words where a field stands further on: TAGS that go on, a passing line before E.O."""
    if parts and parts[-1].role == "tags" and ":" in line and (place := grammar.SAME_LINE_FIELD.search(line)):
        return "tags" if fields.are_tags(line[: place.start()]) else ""
    if place := _order_in(line):
        return _loose_role(line[: place.start()], parts) or "passing"
    return ""


def _order_in(line: str) -> re.Match[str] | None:
    """Where the E.O. begins in the midst of a line; all orders begin with 1, and most lines have none."""
    return grammar.ORDER_IN_LINE.search(line) if "1" in line else None


def _loose_role(line: str, parts: list[Part]) -> str:
    """The role of a line that no keyword begins."""
    early = not parts or parts[-1].role in ("date", "classification", "extract-notice")
    if (read_classification(line) is not None) if early else _is_next_section(line):
        return "classification"
    return "passing" if grammar.PASSING.match(line) else ""


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
        if not role and "subject" not in roles.values() and grammar.BARE_SUBJECT.match(line):
            role = "subject" if roles else ""
        roles[index] = role
        if role or _order_in(line) or (last < 2 and read_classification(line)):
            last = index
    return last, roles


def _put(parts: list[Part], role: str, number: int, line: str, *, is_field: bool) -> None:
    """Add a line to the parts: to the last one if it goes on, else as a new one.

    A line with two fields (``E.O. 12958: DECL: 01/03/2019 TAGS: PTER``) becomes two parts. The subject's line
    stays whole but for TAGS.
    """
    goes_on = bool(parts) and parts[-1].role == role and not is_field
    for place, piece in enumerate(_fields_of(line, role, is_field=is_field, goes_on=goes_on)):
        if place:
            role = role_of(piece.lstrip()) or role
            is_field = True
        if parts and parts[-1].role == role and _belongs(parts[-1], number, piece, is_field=is_field):
            parts[-1].rows.append((number, piece))
        else:
            parts.append(Part(role, [(number, piece)]))


def _fields_of(line: str, role: str, *, is_field: bool, goes_on: bool) -> list[str]:
    """``line`` cut before each further field on it; a second ``REF:`` in a REF line is none.

    The first line of a subject stays whole, as the original site's titles had it; a later one ends at REF.
    """
    if role == "subject":
        place = grammar.AFTER_SUBJECT.search(line) if goes_on else None
    elif is_field:
        place = grammar.SAME_LINE_FIELD.search(line) if ":" in line[len("REF: ") :] else None
    else:
        place = _order_in(line)
    if place is None or role_of(line[place.end() :]) == role:
        return [line]
    return [line[: place.start()], *grammar.SAME_LINE_FIELD.split(line[place.start() :].lstrip())]


def _belongs(part: Part, number: int, piece: str, *, is_field: bool) -> bool:
    """Whether a line of the role of ``part`` goes on with it; a second field of one role is a part of its own."""
    if not part.role:
        return part.rows[-1][0] == number - 1
    return part.role == "classified-by" or not is_field or not role_of(piece.lstrip())


def _goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Whether the line at ``index``, which no keyword begins, continues ``part``."""
    line = lines[index]
    blank_before = not lines[index - 1]
    if grammar.RULE.match(line):
        return False
    if index + 1 < len(lines) and lines[index + 1] and grammar.RULE.match(lines[index + 1]):
        return part.role == "subject" and not blank_before and _wraps(lines[index - 1], line)
    if part.role == "subject":
        if blank_before:
            return not fields.keyword_off(part.rows[0][1]) and len(part.rows) == 1 and not _NUMBERED.match(line)
        anew = _TITLE_ALONE.match(line) or _NUMBERED.match(line) or _is_prose(part, line) or _is_next_section(line)
        return not anew and len(part.rows) < 8
    if part.role == "tags":
        return not blank_before and (part.rows[-1][1].endswith(",") or fields.are_tags(line))
    if part.role == "references":
        if len(line) < 90 and _item_open(part.rows[-1][1], line) and not _NUMBERED.match(line):
            return True
        if blank_before or len(part.rows) > 14:
            return bool(_REF_GOES_ON.match(line)) and len(line) < 90
        return not _TITLE_ALONE.match(line) and (line == line.upper() or bool(_NAMES_CABLE.search(line)))
    if part.role == "classified-by":
        return _statement_goes_on(part, line, blank_before)
    if part.role == "executive-order":
        return not blank_before and len(part.rows) < 3 and not _TITLE_ALONE.match(line) and len(part.rows[-1][1]) > 60
    if part.role == "classification":
        return not blank_before and line.strip().upper() in ("NOFORN", "SENSITIVE", "EYES ONLY")
    return part.role == "passing" and not blank_before and len(line) < 80


def _is_next_section(line: str) -> bool:
    """Whether a line is the classification line of a section, with post and number."""
    found = read_classification(line)
    return found is not None and bool(found.number)


def _item_open(row: str, line: str) -> bool:
    """Whether a line of references breaks off in an item that ``line`` ends: behind a label, a year, a post's name."""
    words = fields.keyword_off(row)
    if words[-1:].isalpha() and _NUMBER_FIRST.match(line):
        return True
    if words and not _REF_OPEN.search(words):
        names = words.split()[-4:]
        if not any(codes.is_post_of_reference(" ".join(names[place:])) for place in range(len(names))):
            return False
    return any(map(str.isdigit, line))


def _wraps(above: str, line: str) -> bool:
    """Whether a line above a rule ends a wrapped subject and is no heading: ``above`` is full, the case the same."""
    full = 45 <= len(above) <= 90 and len(line) < 60 and above.isupper() and line.isupper()
    return full and not _TITLE_ALONE.match(line) and not _NUMBERED.match(line)


def _is_prose(part: Part, line: str) -> bool:
    """Whether a line below a subject in capitals is a sentence of the text, where no blank line parts them."""
    return part.rows[0][1][8:].isupper() and not line.isupper() and (len(line) > 80 or line.endswith("."))


def _statement_goes_on(part: Part, line: str, blank_before: bool) -> bool:
    """Whether a Classified By statement, of one or two lines, goes on: until its reasons are given.

    Over a blank line it goes on with its reasons only, also where that parts the word (``REA`` / ``SONS 1.4``).
    """
    said = " ".join(row for _, row in part.rows)
    if grammar.REASON_CLAUSE.search(said):
        return not blank_before and bool(_REASONS_GO_ON.match(line))
    if blank_before:
        rest = _REASONS_GO_ON.match(line) or (_REASON_PARTED.search(said) and grammar.REASON_CLAUSE.search(line))
        return bool(rest) and len(line) < 40
    return len(part.rows) < 6
