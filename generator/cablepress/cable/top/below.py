"""A line below a field, and what any field may want to know of it to tell whether it goes on there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.top.keywords import Part

MOST_ROWS = 30
"""Lines of one field; REF has up to 14."""
TITLE_ALONE = re.compile(
    r"(?:BEGIN )?(?:SUMMARY|INTRODUCTION|COMMENT|OVERVIEW|ACTION REQUEST)(?: AND [A-Z ]{4,20})?:?$", re.IGNORECASE
)
"""A heading of the text that needs no rule to be one."""
NUMBERED = re.compile(r"[ \t]{0,8}[0-9]{1,2}\.[ \t]")
NOTICE = re.compile(
    r"THIS (?:(?:IS AN? )?(?:[A-Z]+ )?(?:CABLE|MESSAGE|TELEGRAM|ACTION)\b)|"
    r"(?:STATE|DEPT|DEPARTMENT|SECSTATE) (?:ALSO |PLEASE |PLS )?(?:FOR|PASS)\b",
    re.IGNORECASE,
)
"""How a remark to the reader begins, below SUBJECT or REF: ``THIS IS AN ACTION REQUEST.``, ``STATE FOR EUR/CE``."""


class Below(NamedTuple):
    """The line ``at``, which no keyword begins, and the part above it that it may go on with."""

    part: Part
    lines: list[str]
    numbers: Sequence[int]
    """Number in the file of each line: pieces of one line have the same."""
    at: int
    end: int
    """Index of the first numbered paragraph."""

    @property
    def line(self) -> str:
        """The line itself."""
        return self.lines[self.at]

    @property
    def after_blank(self) -> bool:
        """Whether a blank line is above it."""
        return not self.lines[self.at - 1]

    @property
    def above_rule(self) -> bool:
        """Whether a rule is below it, so that it is a heading's."""
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return bool(below) and vocabulary.RULE.match(below) is not None

    def width_above(self) -> int:
        """Characters of the printed line above, of which the line there may be the last piece."""
        index = self.at - 1
        width = len(self.lines[index])
        while index > 0 and self.numbers[index - 1] == self.numbers[index]:
            index -= 1
            width += len(self.lines[index]) + 1
        return width
