"""Which lines below REF go on with the references.

::

    reference lines = "REF", [ ":" ], item, { line end | blank line | caption, ( rest of an open item | next item ) } ;
    item            = [ label ], words ;
    label           = ( letter, ( "." | ")" | ":" ) | "(", letter, ")" ), in alphabetical order ;
"""

from __future__ import annotations

import re

from cablepress.cable import codes, vocabulary
from cablepress.cable.top.below import MOST_ROWS, NOTICE, NUMBERED, TITLE_ALONE, Below
from cablepress.cable.top.keywords import Part, keyword_off, reference_words
from cablepress.cable.top.references import ends_in_year
from cablepress.moments import MONTHS

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
_LABELS = re.compile(r"(?:^|(?<=[\s;,:¶]))[(\[]?([A-Za-z])(?:[.):\]]|(?= {1,2}[A-Z0-9]{2}))")
"""The labels in a line of references: ``A.``, ``(A)``, ``a)``, ``A``."""
_WORD_AND_NUMBER = re.compile(r"([A-Za-z']{2,24}) #?[0-9]")
_SMALL_WORD = re.compile(r"[a-z]{2,}")
_NO_HEADING = re.compile(r"\b(?:NOTAL|PREVIOUS|E-?MAILS?|TELCONS?)\b")
_NUMBER_FIRST = re.compile(r"[ \t]{0,12}#?(?:[0-9]{1,7}(?:[;,/]|$)|[0-9]{2,7} )")
_BEFORE_LABEL = " -¶\t"
_DIGIT = re.compile("[0-9]")
FEWEST_WORDS = 4
SHORTEST_REMARK = 6
SHORTEST_SENTENCE = 11
"""Characters of six words."""
LONGEST_ITEM = 90
"""Characters of a line that may be an item or the rest of one."""
_LEVEL = re.compile(r"(?:SENSITIVE|NOFORN|NOT FOR|UNCLASSIFIED|CONFIDENTIAL|SECRET)\b")
"""How a remark on handling begins, below REF: in a subject these are words like others (``SECRET TALKS``)."""


def goes_on(below: Below) -> bool:
    """Whether a line of references goes on below: in an open item, over a blank line with another one."""
    part, line = below.part, below.line
    if len(part.rows) > MOST_ROWS or _is_marked_text(part, line) or _is_remark(line) or _is_sentence(line):
        return False
    if len(line) < LONGEST_ITEM and _item_open(part.rows[-1][1], line) and not NUMBERED.match(line):
        return True
    if below.after_blank or len(part.rows) > 14:
        return _is_next_item(part, line)
    if TITLE_ALONE.match(line) or (_stands_last(below) and _is_heading_below(part, line)):
        return False
    if len(line.split()) > FEWEST_WORDS and not _may_name_cable(line) and below.ended_above():
        return False
    return line == line.upper() or bool(_NAMES_CABLE.search(line))


def goes_on_over_caption(below: Below) -> bool:
    """Whether the references above a caption go on below it: only in an open item, or with their next one."""
    part, line = below.part, below.line
    row = part.rows[-1][1]
    is_open = not keyword_off(row) or _REF_OPEN.search(row) is not None
    return not _is_marked_text(part, line) and (is_open or _is_next_item(part, line)) and not _is_remark(line)


def _is_remark(line: str) -> bool:
    return len(line) >= SHORTEST_REMARK and (NOTICE.match(line) is not None or _LEVEL.match(line) is not None)


def _is_next_item(part: Part, line: str) -> bool:
    """Whether a line begins with the label that is next, or names a cable where there are no labels."""
    if len(line) >= LONGEST_ITEM or not _REF_GOES_ON.match(line):
        return False
    label = _LABELS.match(line.lstrip(_BEFORE_LABEL))
    return label is None or label[1].upper() in _next_labels(part)


def _next_labels(part: Part) -> str:
    """The letters that the next label may have: one behind the last, or two; none where there are no labels.

    Labels are told from initials (``U.S.``) by their order.
    """
    last = ord("A") - 1
    for _, row in part.rows:
        for label in _LABELS.findall(reference_words(row)):
            if 0 < ord(label.upper()) - last <= 2:
                last = ord(label.upper())
    return chr(last + 1) + chr(last + 2) if last >= ord("A") else ""


def _stands_last(below: Below) -> bool:
    """Whether only blank lines are between a line and the first paragraph."""
    if below.end >= len(below.lines):
        return False
    return next((index for index in range(below.at + 1, below.end) if below.lines[index]), below.end) == below.end


def _is_heading_below(part: Part, line: str) -> bool:
    """Whether a line of capitals just above the first paragraph is a heading, since the item above it is complete."""
    if part.rows[-1][1][-1] not in "0123456789).;" or _NO_HEADING.search(line):
        return False
    label = _LABELS.match(line.lstrip(_BEFORE_LABEL))
    return (label is None or label[1].upper() not in _next_labels(part)) and not _names_post(line)


def _names_post(line: str) -> bool:
    """Whether a known post stands before a number."""
    return any(codes.is_post_of_reference(match[1]) for match in _WORD_AND_NUMBER.finditer(line))


def _may_name_cable(line: str) -> bool:
    """Whether a number stands behind a word other than a month: ``ARRIVED SEPTEMBER 10`` names no cable."""
    return any(match[1][:3].upper() not in MONTHS for match in _WORD_AND_NUMBER.finditer(line))


def _is_sentence(line: str) -> bool:
    """Whether a line is prose: six words or more, most of them small, and no label before them."""
    if len(line) < SHORTEST_SENTENCE:  # quick path
        return False
    words = line.split()
    if len(words) < 6 or _LABELS.match(line.lstrip(_BEFORE_LABEL)):
        return False
    return 2 * sum(_SMALL_WORD.fullmatch(word.rstrip(".,;:")) is not None for word in words) > len(words)


def _is_marked_text(part: Part, line: str) -> bool:
    """Whether a line begins with a portion marking, ``(U) This message …``, and not with the label ``(C)`` behind B."""
    found = vocabulary.PORTION_ALONE.match(line) if ")" in line or "]" in line or "}" in line else None
    if found is None:
        return False
    is_label = found["portion"].strip("() ").upper() in tuple(_next_labels(part))
    return not is_label or _is_sentence(line[found.end() :])


def _item_open(row: str, line: str) -> bool:
    """Whether a line of references breaks off in an item that ``line`` ends: behind a label, a year, a post's name."""
    if not _DIGIT.search(line):
        return False
    words = keyword_off(row)
    if words[-1:].isalpha() and _NUMBER_FIRST.match(line):
        return True
    closed = words and (not _REF_OPEN.search(words) or (words[-1].isdigit() and not ends_in_year(words)))
    return not closed or codes.ends_in_post(words.split()[-4:])
