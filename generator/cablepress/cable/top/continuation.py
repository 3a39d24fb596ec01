"""Which lines continue the field above them: a rule for each role, since each field ends in its own way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cablepress.cable import codes, vocabulary
from cablepress.cable.top import fields
from cablepress.cable.top.classification import is_next_section
from cablepress.cable.top.references import ends_in_year


class Part(NamedTuple):
    """A run of lines with one role."""

    role: str
    rows: list[tuple[int, str]]
    """Line number in the file, and the text as transmitted."""


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
_LABELS = re.compile(r"(?:^|(?<=[\s;,:]))[(\[]?([A-Za-z])(?:[.):\]]|(?= {1,2}[A-Z0-9]{2}))")
"""The labels in a line of references: ``A.``, ``(A)``, ``a)``, ``A``."""
_DECLASSIFY = re.compile(r"[ \t]{0,8}DECL\b", re.IGNORECASE)
_WORD_AND_NUMBER = re.compile(r"([A-Za-z']{2,24}) #?[0-9]")
_SMALL_WORD = re.compile(r"[a-z]{2,}")
_NO_HEADING = re.compile(r"\b(?:NOTAL|PREVIOUS|E-?MAILS?|TELCONS?)\b")
_NUMBER_FIRST = re.compile(r"[ \t]{0,12}#?(?:[0-9]{1,7}(?:[;,/]|$)|[0-9]{2,7} )")
_NOTICE = re.compile(
    r"THIS (?:(?:IS AN? )?(?:[A-Z]+ )?(?:CABLE|MESSAGE|TELEGRAM|ACTION)\b)|"
    r"(?:STATE|DEPT|DEPARTMENT|SECSTATE) (?:ALSO |PLEASE |PLS )?(?:FOR|PASS)\b",
    re.IGNORECASE,
)
"""How a remark to the reader begins, below SUBJECT or REF: ``THIS IS AN ACTION REQUEST.``, ``STATE FOR EUR/CE``."""
_LEVEL = re.compile(r"(?:SENSITIVE|NOFORN|NOT FOR|FOR [A-Z]{2,4}/|UNCLASSIFIED|CONFIDENTIAL|SECRET)\b")
"""How a remark on handling begins, below REF: in a subject these are words like others (``SECRET TALKS``)."""
_NUMBERED = re.compile(r"[ \t]{0,8}[0-9]{1,2}\.[ \t]")
_REASONS_GO_ON = re.compile(
    r"[ \t]{0,8}(?:(?:and|or|an|&|d|reasons?)\b|\(?[a-h]\)?(?:[ .,;)/&]|$)|1 ?\. ?[45]|[45] ?\(|\.[45])", re.IGNORECASE
)
_FOR_REASONS = re.compile(r"[ \t]{0,8}(?:for )?reasons?\b[: ]{1,3}[(1E]", re.IGNORECASE)
_REASON_JOINERS = frozenset(("and", "an", "a", "nd", "nad", "or", "of"))
_REASON_WORDS = _REASON_JOINERS.union(
    ("b", "c", "d", "e", "f", "g", "h", "1", "4", "5", "reason", "reasons", "section", "sections"),
    ("the", "o", "eo", "12958", "13526", "as", "amended"),  # of E.O. 12958, as amended
)
_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
_REASON_PARTED = re.compile(r"\b(?:f|fo|for|r|re|rea|reas|reaso|reason|reasons)$", re.IGNORECASE)
_TITLE_ALONE = re.compile(
    r"(?:BEGIN )?(?:SUMMARY|INTRODUCTION|COMMENT|OVERVIEW|ACTION REQUEST)(?: AND [A-Z ]{4,20})?:?$", re.IGNORECASE
)


MOST_ROWS = 30
"""Lines of one field; REF has up to 14."""


def goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Whether the line at ``index``, which no keyword begins, continues ``part``; ``end`` is the first paragraph."""
    line = lines[index]
    if vocabulary.RULE.match(line):
        return False
    if index + 1 < len(lines) and lines[index + 1] and vocabulary.RULE.match(lines[index + 1]):
        return part.role == "subject" and bool(lines[index - 1]) and _wraps(lines[index - 1], line)
    rule = _RULES.get(part.role)
    return rule is not None and rule(part, lines, index, end)


def _subject_goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Over up to eight lines, to a blank one, a heading, a paragraph, prose, a remark or a portion marking."""
    line = lines[index]
    begun = fields.keyword_off(part.rows[0][1])
    if not lines[index - 1]:
        return not begun and len(part.rows) == 1 and not _NUMBERED.match(line)
    if any(form.match(line) for form in (_TITLE_ALONE, _NUMBERED, _NOTICE)) or (begun and _is_marked(line)):
        return False
    return len(part.rows) < 8 and not _is_prose(part, line) and not is_next_section(line)


def _wraps(above: str, line: str) -> bool:
    """Whether a line above a rule ends a wrapped subject and is no heading: ``above`` is full, the case the same."""
    full = 45 <= len(above) <= 90 and len(line) < 60 and above.isupper() and line.isupper()
    return full and not _TITLE_ALONE.match(line) and not _NUMBERED.match(line)


def _is_prose(part: Part, line: str) -> bool:
    """Whether a line below a subject in capitals is a sentence of the text, where no blank line parts them."""
    return part.rows[0][1][8:].isupper() and not line.isupper() and (len(line) > 80 or line.endswith("."))


def _is_marked(line: str) -> bool:
    return line[0] in "([" and vocabulary.PORTION_ALONE.match(line) is not None


def _tags_go_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Behind a comma, or where a line holds nothing but TAGS; over a blank line only where both hold."""
    if len(part.rows) > MOST_ROWS:
        return False
    comma = part.rows[-1][1].endswith(",")
    tags = fields.are_tags(lines[index])
    return comma and tags if not lines[index - 1] else comma or tags


def _order_goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Below a full line, or with ``DECL:``."""
    if not lines[index - 1] or len(part.rows) > 2 or _TITLE_ALONE.match(lines[index]):
        return False
    return len(part.rows[-1][1]) > 60 or _DECLASSIFY.match(lines[index]) is not None


def _classification_goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    return bool(lines[index - 1]) and lines[index].strip().upper() in ("NOFORN", "SENSITIVE", "EYES ONLY")


def _passing_goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    return bool(lines[index - 1]) and len(lines[index]) < 80


def _references_go_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Whether a line of references goes on below: in an open item, over a blank line with another one."""
    line = lines[index]
    if len(part.rows) > MOST_ROWS or _is_marked_text(part, line) or _is_remark(line) or _is_sentence(line):
        return False
    if len(line) < 90 and _item_open(part.rows[-1][1], line) and not _NUMBERED.match(line):
        return True
    if not lines[index - 1] or len(part.rows) > 14:
        return _is_next_item(part, line)
    if _TITLE_ALONE.match(line) or (_stands_last(lines, index, end) and _is_heading_below(part, line)):
        return False
    return line == line.upper() or bool(_NAMES_CABLE.search(line))


def _is_remark(line: str) -> bool:
    return _NOTICE.match(line) is not None or _LEVEL.match(line) is not None


def _is_next_item(part: Part, line: str) -> bool:
    """Whether a line begins with the label that is next, or names a cable where there are no labels."""
    if len(line) >= 90 or not _REF_GOES_ON.match(line):
        return False
    label = _LABELS.match(line.lstrip(" -¶\t"))
    return label is None or label[1].upper() in _next_labels(part)


def _next_labels(part: Part) -> str:
    """The letters that the next label may have: one behind the last, or two; none where there are no labels.

    Labels are told from initials (``U.S.``) by their order.
    """
    last = ord("A") - 1
    for _, row in part.rows:
        for label in _LABELS.findall(fields.keyword_off(row)):
            if 0 < ord(label.upper()) - last <= 2:
                last = ord(label.upper())
    return chr(last + 1) + chr(last + 2) if last >= ord("A") else ""


def _stands_last(lines: list[str], index: int, end: int) -> bool:
    """Whether only blank lines are between a line and the first paragraph."""
    return end < len(lines) and not any(lines[index + 1 : end])


def _is_heading_below(part: Part, line: str) -> bool:
    """Whether a line of capitals just above the first paragraph is a heading, since the item above it is complete."""
    if part.rows[-1][1][-1] not in "0123456789).;" or _NO_HEADING.search(line):
        return False
    label = _LABELS.match(line.lstrip())
    return (label is None or label[1].upper() not in _next_labels(part)) and not _names_post(line)


def _names_post(line: str) -> bool:
    """Whether a known post stands before a number."""
    return any(codes.is_post_of_reference(match[1]) for match in _WORD_AND_NUMBER.finditer(line))


def _is_sentence(line: str) -> bool:
    """Whether a line is prose: six words or more, most of them small, and no label before them."""
    words = line.split()
    if len(words) < 6 or _LABELS.match(line.lstrip()):
        return False
    return 2 * sum(_SMALL_WORD.fullmatch(word.rstrip(".,;:")) is not None for word in words) > len(words)


def _is_marked_text(part: Part, line: str) -> bool:
    """Whether a line begins with a portion marking, ``(U) This message …``, and not with the label ``(C)`` behind B."""
    found = vocabulary.PORTION_ALONE.match(line)
    return found is not None and found["portion"].strip("() ").upper() not in tuple(_next_labels(part))


def goes_on_over_caption(part: Part, line: str) -> bool:
    """Whether the references or the statement above a caption go on below it: only with their next item or reasons."""
    if part.role == "references":
        row = part.rows[-1][1]
        is_open = not fields.keyword_off(row) or _REF_OPEN.search(row) is not None
        return not _is_marked_text(part, line) and (is_open or _is_next_item(part, line)) and not _is_remark(line)
    return part.role == "classified-by" and _statement_goes_on(part, ["", line], 1, 0)


def _item_open(row: str, line: str) -> bool:
    """Whether a line of references breaks off in an item that ``line`` ends: behind a label, a year, a post's name."""
    words = fields.keyword_off(row)
    if words[-1:].isalpha() and _NUMBER_FIRST.match(line):
        return True
    closed = words and (not _REF_OPEN.search(words) or (words[-1].isdigit() and not ends_in_year(words)))
    if closed and not codes.ends_in_post(words.split()[-4:]):
        return False
    return any(map(str.isdigit, line))


def _statement_goes_on(part: Part, lines: list[str], index: int, end: int) -> bool:
    """Whether a Classified By statement, of one or two lines, goes on: until its reasons are given.

    Over a blank line it goes on with its reasons only, also where that parts the word (``REA`` / ``SONS 1.4``).
    """
    if len(part.rows) > MOST_ROWS:
        return False
    line, blank_before = lines[index], not lines[index - 1]
    said = " ".join(row for _, row in part.rows)
    if vocabulary.REASON_CLAUSE.search(said):
        return _reasons_go_on(said, line, blank_before)
    if blank_before:
        clause = vocabulary.REASON_CLAUSE.search(line)
        rest = _REASONS_GO_ON.match(line) or (clause and _REASON_PARTED.search(said))
        return (bool(rest) and len(line) < 40) or bool(clause and len(line) < 80 and _FOR_REASONS.match(line))
    return len(part.rows) < 6 and not _TITLE_ALONE.match(line)


def _reasons_go_on(said: str, line: str, blank_before: bool) -> bool:
    """Whether a statement that has given a reason goes on with more of them, or with the order that they are of.

    A line of letters and joiners alone does, if the statement is open (``1.4 (b`` / ``) and (d)``, ``a`` / ``nd (d)``)
    or the line begins as the rest of one; the text itself may begin with ``(C)`` or ``A``.
    """
    words = _WORD.findall(line[:80].lower())
    rest = line.lstrip()
    begins = rest[0] in "),./&;]" or (bool(words) and rest[0].isalpha() and words[0] in _REASON_JOINERS - {"a"})
    only = len(line) < 80 and _REASON_WORDS.issuperset(words) and (begins or bool(words))
    last = said.rstrip().rpartition(" ")[2].lower()
    is_open = last in _REASON_JOINERS or last[-1:] in "(,/&[" or said.rfind("(") > said.rfind(")")
    if blank_before:
        return only and (is_open or begins) and len(line) < 40
    if is_open:
        return only or words[:1] == ["nd"] or bool(_REASONS_GO_ON.match(line))
    return (only and (begins or last[-1:] != ".")) or (begins and words[:1] in (["and"], ["or"]))


_RULES: dict[str, Callable[[Part, list[str], int, int], bool]] = {
    "subject": _subject_goes_on,
    "tags": _tags_go_on,
    "references": _references_go_on,
    "classified-by": _statement_goes_on,
    "executive-order": _order_goes_on,
    "classification": _classification_goes_on,
    "passing": _passing_goes_on,
}
