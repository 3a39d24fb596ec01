"""The subject: over all its lines, to a blank one, another field, a heading, a paragraph or the text.

::

    subject = "SUBJECT", [ ":" ], title, { line end, title } ;
"""

from __future__ import annotations

import re

from cablepress.cable import vocabulary
from cablepress.cable.top.below import NOTICE, NUMBERED, TITLE_ALONE, Below
from cablepress.cable.top.classification import is_next_section
from cablepress.cable.top.keywords import Part, keyword_off

MOST_LINES = 8
_LOOSE_END = re.compile(r"(?:[ \t]{0,4}[,;]|[ \t]{1,4}[-–—]{1,3}){1,2}$")
"""What parts a title from the field or the remark behind it."""
_LOOSE = frozenset(",;-–—")
_HYPHEN_LAST = re.compile(r"[A-Za-z]-$")


def parse_subject(part: Part) -> str:
    """The title on one line: its lines joined by a space (by none behind a hyphen), else as printed."""
    (_, first), *rest = part.rows
    words = keyword_off(first)
    if words[:8].upper() == "SUBJECT:":
        words = keyword_off(words)
    for _, row in rest:
        row = row.strip()
        words = words + row if _HYPHEN_LAST.search(words) and row[:1].isalpha() else f"{words} {row}"
    words = words.strip()
    return _LOOSE_END.sub("", words) if words[-1:] in _LOOSE else words


def goes_on(below: Below) -> bool:
    """Over up to eight lines, to a blank one, a heading, a paragraph, prose, a remark or a portion marking."""
    part, line = below.part, below.line
    begun = keyword_off(part.rows[0][1])
    if below.after_blank:
        return not begun and len(part.rows) == 1 and not NUMBERED.match(line)
    if any(form.match(line) for form in (TITLE_ALONE, NUMBERED, NOTICE, vocabulary.PAGE_BANNER)):
        return False
    if (begun and _is_marked(line)) or len(part.rows) >= MOST_LINES:
        return False
    return not (_is_prose(part, line) or is_next_section(line) or (begun and below.ended_above()))


def wraps_above_rule(below: Below) -> bool:
    """Whether a line above a rule ends a wrapped subject and is no heading: that above is full, the case the same."""
    above, line = below.lines[below.at - 1], below.line
    full = 45 <= below.width_above() <= 90 and len(line) < 60 and above.isupper() and line.isupper()
    return full and not TITLE_ALONE.match(line) and not NUMBERED.match(line)


def _is_prose(part: Part, line: str) -> bool:
    """Whether a line below a subject in capitals is a sentence of the text, where no blank line parts them."""
    return part.rows[0][1][8:].isupper() and not line.isupper() and (len(line) > 80 or line.endswith("."))


def _is_marked(line: str) -> bool:
    return line[0] in "([" and vocabulary.PORTION_ALONE.match(line) is not None
