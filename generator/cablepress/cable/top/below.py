"""A line below a field, and what any field may want to know of it to tell whether it goes on there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.top.keywords import FIELD, Part

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


_SENTENCE_END = re.compile(r"[A-Za-z]{2,20}\.(?: |$)")
LONGEST_RUN = 12
NARROWEST = 60
"""Characters that had room on any line of a telegram."""


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
        return bool(below) and below[-1] in vocabulary.STROKES and vocabulary.RULE.match(below) is not None

    def width_above(self) -> int:
        """Characters of the printed line above, of which the line there may be the last piece."""
        index = self.at - 1
        width = len(self.lines[index])
        while index > 0 and self.numbers[index - 1] == self.numbers[index]:
            index -= 1
            width += len(self.lines[index]) + 1
        return width

    def ended_above(self) -> bool:
        """Whether the field ended with the line above, though no blank line says so (telegrams of the 1970s).

        The lines below read as sentences, with no field and no number behind them, and the line above had room for the
        first word here: nobody wrapped it.
        """
        run = self._run_of_text()
        if not any(map(_SENTENCE_END.search, run)) or not all(map(str.isupper, run)):
            return False
        return self.width_above() + 1 + len(self.line.split(None, 1)[0]) <= max(NARROWEST, *map(len, run))

    def _run_of_text(self) -> list[str]:
        """The lines from here on without a blank one; none where a field or a numbered paragraph follows them."""
        run: list[str] = []
        lines = self.lines
        for index in range(self.at, min(self.at + LONGEST_RUN, len(lines))):
            line = lines[index]
            if not line:
                below = next((line for line in lines[index + 1 : index + 4] if line), "")
                return [] if FIELD.match(below) or vocabulary.START.match(below) else run
            if FIELD.match(line) or NUMBERED.match(line):
                return []
            if vocabulary.RULE.match(line):
                return run
            if self.numbers[index] != self.numbers[index - 1]:
                run.append(line)
        return run
