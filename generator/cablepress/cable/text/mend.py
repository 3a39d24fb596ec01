"""Take page lines out of the body, and mend what the transmission broke::

    line      = page | stamp | repeat | split | text ;
    page      = { banner } , ( post , number , page , "OF" , pages | "PAGE" , page , post , number , … ) ;
    banner    = level ;                                  (* CONFIDENTIAL, at the foot and head of an old page *)
    stamp     = [ name ] , "Declassified/Released …" ;
    repeat    = "Q" , the line above it ;
    split     = number , "." , line end , marking ;

Page lines stood between the sections of a cable, often in mid-sentence: 1,565 in 679 cables. They are
taken out, the sentence joined by one space and the number of the page remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cablepress.cable import codes, vocabulary
from cablepress.cable.file.lines import STOPS, Lines, ends_sentence
from cablepress.cable.text import openings
from cablepress.cable.text.headings import LONGEST_CAPTION, glued_title, is_caption, is_rule, is_title
from cablepress.cable.top.below import NOTICE
from cablepress.cable.top.classification import parse_classification
from cablepress.cable.top.keywords import FIELD_ROLES, begins_field, role_of
from cablepress.model import Cut

_REPEATED_NUMBER_LINE = re.compile(r"Q[0-9]{1,3}\.")
"""``Q7. (C) …`` equal to the line above it but for the Q: a repeat of the transmission."""

_PAGE_IN_LINE = re.compile(
    r"(?P<post>(?:[A-Z][A-Z.'-]{1,20} ){1,4}) {0,3}[0-9]{8} {1,6}"
    r"(?P<page>[0-9]{3})(?:\.[0-9])? {1,2}OF {1,2}[0-9]{3}(?![0-9])"
)
"""A page line that came to stand in the midst of an unwrapped line."""

_OLD_PAGE_LINE = re.compile(
    r"[ \t]{0,8}(?:(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE) {1,20})?"
    r"PAGE (?P<page>[0-9]{1,3})[ ]{1,12}[A-Z][A-Z .'-]{1,30}[ ]{1,6}[0-9]{4,6}\b.{0,60}$"
)
"""``PAGE 03        CAPE T  00097  01 OF 03  182017Z``, of cables before about 1996."""


_STAMP = re.compile(
    r"[ \t]{0,60}(?:[A-Z][A-Za-z.'-]{0,24}[ \t]{1,20}){0,4}DECLASSIFIED/RELEASED\b.{0,120}$", re.IGNORECASE
)
"""The stamp of a later release, with the name of who released: ``Declassified/Released US Department of State …``."""


class PageMark(NamedTuple):
    """A page of the transmission began at ``column`` of line ``line`` of the mended lines."""

    line: int
    column: int
    page: str


NARROWEST = 48
"""A wrapped line this long or longer that ends in mid-sentence goes on in the next one."""
SHORTEST_SENTENCE = 8
"""Characters of the end of a sentence to which a title is glued."""
WIDEST = 90
"""Lines longer than this are not wrapped."""
MOST_OF_TITLE = 4
"""Lines of a title on one side of a page line."""


def mend(source: Lines, text_from: int, cuts: list[Cut]) -> tuple[Lines, list[PageMark]]:
    """``source`` without page lines, repeated lines and what else the transmission put into sentences.

    ``text_from`` is the index of the first line that may be in mid-sentence (after the top of the body).
    """
    special = _special_lines(source.text, text_from)
    if not special:  # quick path
        return source, []
    return _Mender(source, text_from, cuts).run(special)


_DIGITS = frozenset("0123456789")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
_STROKES = vocabulary.STROKES
_MAY_BEGIN_NUMBER = frozenset("0123456789(¶\t")
_PLAIN = frozenset("abcdefghijklmopqrtuvwxyz")
"""With these most lines begin; nothing that is mended does."""
_MAY_BEGIN_PAGE = {"P": "PAGE ", " ": "PAGE ", "C": " PAGE ", "L": " PAGE ", "S": " PAGE ", "U": " PAGE ", "Q": ""}
"""What an old page line holds, by its first letter: that of ``PAGE`` or of a classification; ``Q`` repeats a line."""
LONGEST_PAGE_LINE = 110
LONGEST_STAMP = 320
LONGEST_NUMBER = 15
"""Characters of a line with a number alone."""
LONGEST_SPLIT = 59
"""Characters of a line in which a number stands whose marking is broken over the line end."""
_LONGEST = {
    **dict.fromkeys(vocabulary.CAPTION_FIRST | _CAPITALS, LONGEST_CAPTION),
    **dict.fromkeys(_MAY_BEGIN_PAGE, LONGEST_PAGE_LINE),
    **dict.fromkeys("P ", LONGEST_STAMP),
    **dict.fromkeys(_MAY_BEGIN_NUMBER, LONGEST_SPLIT),
    **dict.fromkeys(_STROKES, LONGEST_STAMP),
    "(": 1 << 30,
}
"""First character → the longest line that may be mended, but for page lines, which end in a digit."""


def _special_lines(lines: list[str], text_from: int) -> dict[int, str]:
    """Index → what is to be mended there, for the lines where something is."""
    special: dict[int, str] = {}
    longest = _LONGEST.get
    for index in [
        index
        for index, line in enumerate(lines)
        if (
            (line[0] not in _PLAIN and (len(line) <= longest(line[0], 0) or line[-1] in _DIGITS))  # quick path
            if line
            else len(lines[index - 1]) >= NARROWEST and lines[index - 1][-1] not in STOPS
        )
    ]:
        line = lines[index]
        if not line:
            if index > text_from and not ends_sentence(lines[index - 1]):
                special[index] = "gap"
            continue
        first = line[0]
        if (
            len(line) <= LONGEST_CAPTION
            and index >= text_from
            and line[:2] in vocabulary.CAPTION_HEADS
            and vocabulary.CAPTION_LINE.match(line)
        ):
            special[index] = "caption"
        elif first in _CAPITALS:
            may_be = line[-1] in _DIGITS or (first in _MAY_BEGIN_PAGE and _MAY_BEGIN_PAGE[first] in line)
            if (may_be or (first in "P " and "/" in line)) and (kind := _kind_of_capitals(lines, index)):
                special[index] = kind
        elif first in _MAY_BEGIN_NUMBER:
            if first == "(" and index - 1 not in special and _is_marking_below(lines, index):
                special[index - 1] = "split"
            elif len(line) <= LONGEST_SPLIT and _marking_broken(lines, index):
                special[index] = "split"
        elif first in _STROKES and index and len(lines[index - 1]) > len(line) + SHORTEST_SENTENCE and is_rule(line):
            special[index] = "rule"
    return _with_pages_inside(special, lines)


_PAGES = re.compile(r"OF 0(?<! [0-9][0-9] OF 0)")  # quick path
"""What every page line has (``001 OF 003``), and no section (``01 OF 03``): quicker found in a whole text than in each
line."""


def _with_pages_inside(special: dict[int, str], lines: list[str]) -> dict[int, str]:
    """``special`` with the unwrapped lines that have a page line inside."""
    found = sum([len(_PAGES.findall(lines[index])) for index in special])
    if len(_PAGES.findall("\n".join(lines))) == found:  # quick path: all page lines are found
        return special
    inside = [index for index, line in enumerate(lines) if " OF 0" in line]  # quick path
    inline = {index: "inline" for index in inside if index not in special and _PAGE_IN_LINE.search(lines[index])}
    return dict(sorted((special | inline).items())) if inline else special


def _kind_of_capitals(lines: list[str], index: int) -> str:
    """What is to be mended at ``lines[index]``, which begins with a capital or a space."""
    line = lines[index]
    if line[0] == "Q" and index and line[1:] == lines[index - 1] and _REPEATED_NUMBER_LINE.match(line):
        return "repeat" if len(line) <= LONGEST_PAGE_LINE else ""
    return "page" if _page_number(line) or ("/" in line and is_stamp(line)) else ""


_NUMBER_LAST = re.compile(r"[.!?\"”)\]] {1,3}[0-9]{1,3}\.$")
LONGEST_NUMBER_LAST = 9
"""Characters of a number at a line's end, and of the end of the sentence before it."""


def _is_marking_below(lines: list[str], index: int) -> bool:
    """Whether ``lines[index]`` begins with the marking of a number with which the line above it ends."""
    above = lines[index - 1] if index else ""
    if above[-1:] != "." or not _NUMBER_LAST.search(above[-LONGEST_NUMBER_LAST:]):
        return False
    return vocabulary.PORTION_ALONE.match(lines[index]) is not None


def _marking_broken(lines: list[str], index: int) -> bool:
    """Whether the line end below ``lines[index]`` parts a number from its marking."""
    line = lines[index]
    if index + 1 >= len(lines) or (len(line) > LONGEST_NUMBER and line.count("(") <= line.count(")")):
        return False
    following = lines[index + 1]
    return (
        openings.holds_bracket(following)
        and line.lstrip()[:1] in _MAY_BEGIN_NUMBER
        and openings.is_parted(line, following)
    )


class _Mender:
    """One pass over the special lines; keeps the mended lines, their numbers and the page marks.

    Each rule (``_MENDS``) gets the index of its line, and gives that of the line with which to go on.
    """

    def __init__(self, source: Lines, text_from: int, cuts: list[Cut]) -> None:
        self.source = source
        self.text_from = text_from
        self.cuts = cuts
        self.text: list[str] = []
        self.number: list[int] = []
        self.marks: list[PageMark] = []

    def run(self, special: dict[int, str]) -> tuple[Lines, list[PageMark]]:
        lines = self.source.text
        done = 0
        for index, kind in special.items():
            if index < done or (kind == "gap" and index > done and not self._bridged(index, lines[index - 1])):
                continue
            if index > done:
                self._copy(done, index)
            done = _MENDS[kind](self, index)
        self._copy(done, len(lines))
        return Lines(self.text, self.number), self.marks

    def _copy(self, begin: int, end: int) -> None:
        self.text.extend(self.source.text[begin:end])
        self.number.extend(self.source.number[begin:end])

    def _cut(self, reason: str, index: int) -> None:
        self.cuts.append(Cut(reason, self.source.number[index], self.source.text[index].strip()))

    def mend_repeat(self, index: int) -> int:
        self._cut("repeated-line", index)
        return index + 1

    def mend_split(self, index: int) -> int:
        """Join a number with its marking on the next line, which may end in the next number."""
        lines = self.source.text
        end = index + 1
        while end + 1 < len(lines) and lines[end + 1][:1] == "(" and _is_marking_below(lines, end + 1):
            end += 1
        self.text.append(" ".join([lines[index], *map(str.lstrip, lines[index + 1 : end + 1])]))
        self.number.append(self.source.number[index])
        return end + 1

    def mend_rule(self, index: int) -> int:
        """A title glued to the end of the paragraph above it, told by the length of its rule."""
        rule = self.source.text[index]
        above = self.text[-1] if self.text else ""
        column = glued_title(above, rule) if role_of(above) != "subject" else 0
        if column:
            self.text[-1:] = [above[:column].rstrip(), above[column:]]
            self.number.append(self.number[-1])
        self._copy(index, index + 1)
        return index + 1

    def mend_gap(self, index: int) -> int:
        """Blank lines in mid-sentence, left where a page line was: the sentence goes on below them."""
        if self.text and self._bridged(index, self.text[-1]):
            return self._next_line(index)
        self._copy(index, index + 1)
        return index + 1

    def _bridged(self, index: int, before: str) -> bool:
        """Whether the sentence of the line ``before`` goes on below the blank lines at ``index``."""
        following = self._next_line(index)
        return bool(before) and following < len(self.source.text) and _goes_on(before, self.source.text, following)

    def mend_page(self, index: int) -> int:
        """Cut a page line with its banners and stamps; join the sentence if it stood in one."""
        lines = self.source.text
        if "PAGE " in lines[index] or is_stamp(lines[index]):
            self._cut_banners_before()
        first = index
        index, page = self._cut_pages(index)
        if index >= len(lines):
            self._mark_at_end(page)
        elif self._in_text() and not _begins_anew(lines, index):
            self._drop_blank_lines()
            if _mid_sentence(self.text[-1], lines[index]) and not is_caption(lines[index]):
                self._mark(len(self.text) - 1, len(self.text[-1]) + 1, page)
                self.text[-1] = f"{self.text[-1]} {lines[index].lstrip()}"
                return index + 1
            self._mark(len(self.text), 0, page)
        elif self._in_title(index):
            self._drop_blank_lines()
            self._mark(len(self.text), 0, page)
        else:
            apart = not all(lines[first:index]) or vocabulary.HEADER_IN_TEXT.match(lines[index])
            if apart and self.text and self.text[-1]:
                self.text.append("")
                self.number.append(self.source.number[index - 1])
            self._mark(len(self.text), 0, page)
        return index

    def _cut_pages(self, index: int) -> tuple[int, str]:
        """Cut the page lines, stamps and banners from ``index`` on; the index behind them and the last page."""
        lines = self.source.text
        page = ""
        while index < len(lines):
            line = lines[index]
            if not line:
                index += 1
                continue
            if number := _page_number(line):
                page = number
                self._cut("page-line", index)
            elif is_stamp(line):
                self._cut("release-stamp", index)
            elif (below := self._page_below(index)) >= 0:
                for banner in range(index, below):
                    if lines[banner]:
                        self._cut("page-line", banner)
                index = below - 1
            else:
                break
            index += 1
        return index, page

    def _page_below(self, index: int) -> int:
        """Index of the page line below the banner at ``index``, with only others between; -1 if there is none."""
        lines = self.source.text
        if not vocabulary.PAGE_BANNER.match(lines[index].strip()):  # quick path
            return -1
        while index < len(lines) and (not lines[index] or vocabulary.PAGE_BANNER.match(lines[index].strip())):
            index += 1
        return index if index < len(lines) and _page_number(lines[index]) else -1

    def _mark(self, line: int, column: int, page: str) -> None:
        if page:
            self.marks.append(PageMark(line, column, page))

    def mend_inline(self, index: int) -> int:
        """Page lines in the midst of an unwrapped line; the post before the number is known or one word."""
        line = self.source.text[index]
        number = self.source.number[index]
        kept: list[str] = []
        size = place = 0
        while match := _PAGE_IN_LINE.search(line, place):
            words = match["post"].split()
            count = next((n for n in range(len(words), 1, -1) if codes.is_post(" ".join(words[-n:]))), 1)
            begin = match.start()
            for _ in range(len(words) - count):
                begin = line.index(" ", begin) + 1
            self.cuts.append(Cut("page-line", number, line[begin : match.end()]))
            before = line[place:begin].rstrip()
            if kept or before:
                kept.append(f"{before.lstrip()} ")
                size += len(kept[-1])
            self.marks.append(PageMark(len(self.text), size, str(int(match["page"]))))
            place = match.end()
            while line[place : place + 1].isspace():
                place += 1
        self.text.append("".join([*kept, line[place:]]).rstrip())
        self.number.append(number)
        return index + 1

    def mend_caption(self, index: int) -> int:
        """A caption in mid-sentence stays where it stands; the blank lines about it do not part the sentence."""
        lines = self.source.text
        following = self._next_line(index + 1)
        before = next((line for line in reversed(self.text[-6:]) if line), "")
        if following >= len(lines) or not before or _begins_anew(lines, following):
            self._copy(index, index + 1)
            return index + 1
        if _mid_sentence(before, lines[following]) and not parse_classification(before):
            self._drop_blank_lines()
            self._copy(index, index + 1)
            return following
        self._copy(index, index + 1)
        return index + 1

    def _next_line(self, index: int) -> int:
        while index < len(self.source.text) and not self.source.text[index]:
            index += 1
        return index

    def _in_text(self) -> bool:
        """Whether what was put last is text, where a sentence may go on."""
        return len(self.text) > self.text_from and any(self.text[-6:])

    def _in_title(self, index: int) -> bool:
        """Whether the line at ``index``, below a page line, is the rest of the title in SUBJECT above it.

        So it is where that breaks off, or where a further field follows: above one nothing else stands that is as long.
        """
        lines = self.source.text
        above = [line for line in self.text[-MOST_OF_TITLE:] if line]
        begun = next((place for place, line in enumerate(above) if role_of(line) == "subject"), -1)
        if begun < 0 or any(map(role_of, above[begun + 1 :])) or _begins_anew(lines, index):
            return False
        line = lines[index]
        if role_of(line) or is_caption(line) or NOTICE.match(line) or above[-1].isupper() != line.isupper():
            return False
        if vocabulary.RUNS_ON.search(above[-1][-14:]) or line[0].islower():
            return True
        below = next((line for line in lines[index + 1 : index + MOST_OF_TITLE] if line), "")
        return role_of(below) in FIELD_ROLES and len(line) <= WIDEST

    def _drop_blank_lines(self) -> None:
        while self.text and not self.text[-1]:
            self.text.pop()
            self.number.pop()

    def _mark_at_end(self, page: str) -> None:
        self._drop_blank_lines()
        if self.text:
            self._mark(len(self.text) - 1, len(self.text[-1]), page)

    def _cut_banners_before(self) -> None:
        """Old pages end and begin with the classification on a line of its own."""
        while self.text and (not self.text[-1] or vocabulary.PAGE_BANNER.match(self.text[-1].strip())):
            line = self.text.pop()
            number = self.number.pop()
            if line:
                self.cuts.append(Cut("page-line", number, line.strip()))


_MENDS: dict[str, Callable[[_Mender, int], int]] = {
    "caption": _Mender.mend_caption,
    "gap": _Mender.mend_gap,
    "inline": _Mender.mend_inline,
    "page": _Mender.mend_page,
    "repeat": _Mender.mend_repeat,
    "rule": _Mender.mend_rule,
    "split": _Mender.mend_split,
}


def is_stamp(line: str) -> bool:
    """Whether a line is the stamp of a later release."""
    return ("Released" in line or "RELEASED" in line) and _STAMP.match(line) is not None


def _page_number(line: str) -> str:
    """The number in a page line of either age; empty for all other lines."""
    if len(line) > LONGEST_PAGE_LINE or not (line[-1] in _DIGITS or "PAGE " in line):  # quick path
        return ""
    if "PAGE " in line:
        match = vocabulary.PAGE_LINE.match(line) or _OLD_PAGE_LINE.match(line)
    else:
        match = vocabulary.PAGE_LINE.match(line) if "OF " in line.upper() else None
    return str(int(match["page"])) if match else ""


def _begins_anew(lines: list[str], index: int) -> bool:
    """Whether the line begins something of its own: a paragraph, a heading, a field."""
    line = lines[index]
    if is_rule(line) or line.startswith("//") or begins_field(line) or vocabulary.HEADER_IN_TEXT.match(line):
        return True
    start = openings.opening_of(line)
    if start and (start.portion or start.form == "plain"):
        return True
    return index + 1 < len(lines) and is_rule(lines[index + 1])


def _mid_sentence(before: str, after: str) -> bool:
    """Whether a sentence runs on from one line to the other."""
    if not before or is_rule(before):
        return False
    return after.lstrip()[:1].islower() or not ends_sentence(before)


def _goes_on(before: str, lines: list[str], following: int) -> bool:
    """Whether a sentence goes on over blank lines: surely with a small letter, likely after a full line."""
    after = lines[following]
    if after[0].islower():
        may = len(before) >= NARROWEST
    else:
        may = NARROWEST <= len(before) <= WIDEST and len(after) >= NARROWEST and after[0].isalnum()
    if not may or _begins_anew(lines, following) or is_rule(before) or is_title(before) or vocabulary.ITEM.match(after):
        return False
    return after[0].islower() or not is_title(after)
