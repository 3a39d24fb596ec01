"""Which lines begin a numbered paragraph::

    text      = { paragraph | unnumbered } ;
    paragraph = opening , words , { line } ;
    opening   = [ indent ] , [ "¶" ] , ( numbered , [ marking ] | marking , number , "." ) ;
    numbered  = number , ( "." | ".." | "," | ")" | ":" | "-" | nothing ) | "(" , number , ( ")" | "." | ")." ) ;
    number    = digit , [ digit , [ digit ] ] ;
    marking   = "(" , level , [ "/" , caveats ] , ")" ;        (* PORTION in vocabulary.py *)

``opening_of`` is the one answer to "does this line begin a paragraph?" for a line by itself. Which of the lines (and
of the places in mid-line) that could begin one do so is decided by the whole sequence, by the rule that reads 1,294
of 1,301 cables right:

1. a marked start of a line is always a paragraph;
2. a marked start in mid-line counts only if it continues the sequence;
3. an unmarked ``N.`` only fills a gap in order or extends the end; a list that restarts has the numbers that follow;
4. with no marks at all, the 1..n run of ``N.`` is taken, and where there is none that of ``N) (C)`` or ``(N) (C)``,
   or the rising numbers behind blank lines;
5. ``N)`` and ``(N) (C)`` only plug a gap; with a marking they also go on to the end;
6. a ``Q7.`` line equal to the line above is a transmission repeat (dropped in ``mend.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.text.headings import LONGEST_TITLE, is_title
from cablepress.cable.top.keywords import FIELD
from cablepress.model import new

_USUAL_START = re.compile(  # quick path
    r"([0-9]{1,3})\. {0,8}(?:(\((?:[CSU]|SBU|[CS]/NF)\)) {0,8}(?![ \t.])|(?<= )(?=[0-9ABD-RTV-Zabd-rtv-z])|$)"
)
"""The form of 13,061 of some 13,700, and the plain one before a letter with which no marking begins: what ``START``
finds as well, at three times the cost."""

_COMMON = {f"({level})": level for level in ("C", "S", "U", "SBU", "S/NF", "C/NF")}  # quick path

_LONG = {
    "CONFIDENTIAL": "C",
    "SECRET": "S",
    "UNCLASSIFIED": "U",
    "UNCLAS": "U",
    "UNC": "U",
    "SNF": "S/NF",
    "CNF": "C/NF",
}


Form = Literal["marked", "weak", "inline", "plain", "bracket", "glued"]
"""``N. (C)`` · ``N (C)`` · marked in mid-line · ``N. Text`` · ``N) Text``, ``N) (C)`` · ``1. Text`` behind a field."""


class Start(NamedTuple):
    """A place that may begin a paragraph: ``opening`` is all before its text, from ``column`` on."""

    line: int
    column: int
    number: int
    form: Form
    portion: str
    opening: str


def choose(candidates: list[Start], lines: list[str]) -> list[Start]:
    """The candidates that begin a paragraph, in order. ``lines`` are those that they point into."""
    marked = [index for index, start in enumerate(candidates) if start.form == "marked"]
    if not marked:
        return _run_without_marks(candidates, lines)
    chosen: list[Start] = []
    last = 0
    previous = 0
    for index in marked:
        if candidates[index].number > last + 1:
            chosen.extend(_fill(candidates[previous:index], last, candidates[index].number, lines))
        chosen.append(candidates[index])
        last = candidates[index].number
        previous = index + 1
    chosen.extend(_fill(candidates[previous:], last, None, lines, marked=len(marked) > 1))
    return chosen


def _fill(
    candidates: list[Start], last: int, following: int | None, lines: list[str], *, marked: bool = True
) -> list[Start]:
    """Rules 2, 3 and 5 between two marked paragraphs, or (``following`` is ``None``) after the last.

    ``marked`` says whether the cable has markings, and not only on its first paragraph (``1. (C) Entire text``).
    """
    if not candidates:  # quick path
        return candidates
    gap = _Gap(candidates, following, lines, marked=marked)
    for index, start in enumerate(candidates):
        if gap.is_item(start, index, last) or not gap.may_take(start, index, last):
            continue
        gap.chosen.append(start)
        last = start.number
        gap.lists["plain"].clear()
    return gap.chosen


class _Gap:
    """The paragraphs chosen between two marked ones, and the items of the lists that run there, by form."""

    __slots__ = ("candidates", "chosen", "following", "lines", "lists", "marked")

    def __init__(self, candidates: list[Start], following: int | None, lines: list[str], *, marked: bool) -> None:
        self.candidates = candidates
        self.following = following
        self.lines = lines
        self.marked = marked
        self.chosen: list[Start] = []
        self.lists: dict[str, list[Start]] = {"plain": [], "bracket": []}

    def _rest(self, index: int) -> list[Start]:
        """The candidates behind that at ``index``, as far as they are looked at."""
        return self.candidates[index + 1 : index + 1 + AHEAD]

    def _is_below_colon(self, start: Start) -> bool:
        return _line_above(self.lines, start.line).endswith(":")

    def is_item(self, start: Start, index: int, last: int) -> bool:
        """Whether a number is an item of a list inside a paragraph, which is then put to its list.

        ``start`` is the candidate at ``index``. A list begins with 1, or out of order behind a colon (``The treaty
        says:`` … ``4.``), and goes on in order.
        """
        items = self.lists.get(start.form)
        if items is None:
            return False
        number = start.number
        if (number == 1 and last) or (not items and number > last + 1 and self._is_below_colon(start)):
            items[:] = [start]
            return True
        if not items or number != items[-1].number + 1:
            return False
        if number == last + 1 and _ends_list(start, items, self._rest(index), self.following, self.lines, self.marked):
            return False
        items.append(start)
        return True

    def may_take(self, start: Start, index: int, last: int) -> bool:
        """Whether a number that is no item of a list is a paragraph's: the next, or one behind a gap.

        ``10  (C)`` behind a blank line is one just before a marked 11, whatever is missing above it.
        """
        number, form, following = start.number, start.form, self.following
        if following is not None and number >= following:
            return False
        if form == "glued":
            return not last and _is_next(self._rest(index), number + 1, following)
        if form == "weak" and following == number + 1 and _is_apart(start, self.lines):
            return True
        if number != last + 1:
            return form == "plain" and self._is_behind_gap(start, index, last)
        return following is not None or form != "bracket" or start.portion != ""

    def _is_behind_gap(self, start: Start, index: int, last: int) -> bool:
        """Whether an unmarked number out of order is a paragraph all the same: behind a blank line, and rising.

        So it is where paragraphs were taken out (1, 3, 8, 11) or a number is misprinted; one printed again (6, 6, 7)
        needs the next behind it. A number behind a colon, of a day, or below a list that looks like it is none. In a
        cable with markings several such numbers far from the last are likely those of an annex.
        """
        lines, items = self.lines, self.lists["plain"]
        if not last or not last <= start.number <= last + FARTHEST or not _is_apart(start, lines):
            return False
        if items and _is_apart(items[-1], lines):
            return False
        if self._is_below_colon(start) or _MONTH.match(lines[start.line], len(start.opening)):
            return False
        after = next((other for other in self._rest(index) if other.form == "plain"), None)
        if start.number == last:
            return after is not None and after.number == last + 1
        if after is None or after.number == 1:
            return True
        near = not self.marked or start.number <= last + NEAR
        return near and after.number > start.number and _is_apart(after, lines)


FARTHEST = 20
"""Numbers that may be missing before an unmarked paragraph, where some were taken out."""
NEAR = 3
"""The same in a cable with markings, if more unmarked numbers follow."""


def _is_next(rest: list[Start], number: int, following: int | None) -> bool:
    """Whether ``number`` is that of the next paragraph that surely begins, marked or at the start of a line."""
    if following is not None:
        return following == number
    return any(start.number == number and start.form != "inline" for start in rest)


AHEAD = 60
"""Candidates that are looked at behind one of which two readings are possible."""


def _ends_list(
    start: Start, items: list[Start], rest: list[Start], following: int | None, lines: list[str], marked: bool
) -> bool:
    """Whether a number that both a list inside a paragraph and the paragraphs would have next is a paragraph's.

    So it is behind the end of a quoted text; where the rest fills the gap up to the next marked one; and where it
    looks other than the items: behind a blank line while they are not, or a long text behind short ones, also where
    only they are indented. In a cable with markings, what stands behind blank lines as the items do is one of them.
    """
    if any(_END_OF_QUOTE.match(line) for line in lines[items[-1].line + 1 : start.line]):
        return True
    apart = _is_apart(start, lines)
    if following is not None:
        numbers = [other.number for other in rest if other.form == start.form]
        fills = numbers[: following - start.number - 1] == list(range(start.number + 1, following))
        return fills and (apart or not _is_apart(items[0], lines))
    if any(other.number == start.number for other in rest):
        return False
    if apart != any(_is_apart(item, lines) for item in items[1:] or items):
        goes_on = bool(rest) and rest[0].number == start.number + 1 and not _is_apart(rest[0], lines)
        return apart and not goes_on
    if marked and apart:
        return False
    starts = [*items[-AHEAD:], start]
    ends = [*[other.line for other in starts[1:]], rest[0].line if rest else len(lines)]
    *sizes, size = [_size(lines, other.line, end) for other, end in zip(starts, ends, strict=True)]
    indented = items[-1].opening[:1] in " \t" and start.opening[:1] not in " \t"
    return (indented and not marked) or (size > LONGEST_ITEM and size > 2 * max(sizes))


_END_OF_QUOTE = re.compile(r"[ \t]{0,8}end (?:of )?(?:text|quote|letter|note|statement|message)\b", re.IGNORECASE)
LONGEST_ITEM = 100
"""Characters of a numbered text that is likely no item of a list amid shorter ones."""


def _is_apart(start: Start, lines: list[str]) -> bool:
    """Whether a blank line stands before a start."""
    return start.line == 0 or not lines[start.line - 1]


def _size(lines: list[str], begin: int, end: int) -> int:
    """Characters of the text that begins at line ``begin``, to a blank line or ``end``."""
    size = 0
    for line in lines[begin:end]:
        if not line:
            break
        size += len(line)
    return size


_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b", re.IGNORECASE
)


def _run_without_marks(candidates: list[Start], lines: list[str]) -> list[Start]:
    """Rule 4: of the runs 1, 2, 3 … the longest, and of equal ones that with the most text.

    A contents list is such a run too (09BERLIN1626), and stands close together; a list inside a paragraph and an annex
    are others, and come later.
    """
    plain = [start for start in candidates if start.form in ("plain", "inline", "weak", "glued")]
    best: list[Start] = []
    for begin in [index for index, start in enumerate(plain) if start.number == 1 and start.form != "weak"][:6]:
        if best and plain[begin].line < best[-1].line:
            continue
        run = _fill(plain[begin:], 0, None, lines, marked=False)
        if run and (not best or _is_better(run, best, lines)):
            best = run
    return best or _run_of_brackets(candidates) or _run_without_first(plain, lines)


def _run_without_first(plain: list[Start], lines: list[str]) -> list[Start]:
    """The run of a cable whose first paragraphs have no number or were taken out: each stands behind a blank line."""
    apart = [start for start in plain if start.number > 1 and start.form == "plain" and _is_apart(start, lines)]
    if not apart or _line_above(lines, apart[0].line).endswith(":"):
        return []
    run = _fill(apart, apart[0].number - 1, None, lines, marked=False)
    return run if len(run) > 1 else []


def _is_better(run: list[Start], earlier: list[Start], lines: list[str]) -> bool:
    """Whether of two runs, one behind the other, the later one numbers the text: the earlier is a list or an agenda."""
    if (len(run), run[-1].line - run[0].line) <= (len(earlier), earlier[-1].line - earlier[0].line):
        return False
    if len(run) > 2 * len(earlier) or not any(_is_apart(start, lines) for start in earlier[1:]):
        return True
    return _usual_size(run, lines) > max(LONGEST_ITEM, 2 * _usual_size(earlier, lines))


def _usual_size(run: list[Start], lines: list[str]) -> int:
    """The median of the characters of the texts in a run."""
    ends = [*[start.line for start in run[1:]], len(lines)]
    sizes = sorted(_size(lines, start.line, end) for start, end in zip(run, ends, strict=True))
    return sizes[len(sizes) // 2]


def _run_of_brackets(candidates: list[Start]) -> list[Start]:
    """The run of a cable whose every number is printed ``N) (C)`` or ``N (C)``: nothing else numbers its text."""
    run: list[Start] = []
    for start in candidates:
        if start.portion and start.number == len(run) + 1:
            run.append(start)
    return run if len(run) > 1 else []


def find_candidates(lines: list[str]) -> list[Start]:
    """Every place in ``lines`` that may begin a numbered paragraph, in order."""
    found: list[Start] = []
    for index in [index for index, line in enumerate(lines) if len(line) > 1 and ("(" in line or line[0] in MAY_BEGIN)]:
        line = lines[index]
        start = opening_of(line, index) if line[0] in MAY_BEGIN else None
        first = 0
        if start and (start.portion or not _is_mention(start, lines)):
            found.append(start)
            first = start.column + len(start.opening)
        bracket = line.find("(", first if first > 3 else 3)  # quick path
        if bracket > 0:
            _add_inline(line, bracket, first, index, found)
    if all(start.number != 1 for start in found):
        found[:0] = _behind_fields(lines[: found[0].line + 1] if found else lines)
    return found


_FORM_OF_MARKED: dict[str, Form] = {"": "weak", ";": "weak", ":": "weak", "-": "weak", ")": "bracket", ".)": "bracket"}
_REDACTED = "XXXX"
SHORTEST_BRACKETS = 5
"""Characters of an opening that begins with its marking: ``(C)1.``"""
MAY_BEGIN = frozenset("0123456789(¶ \tXx[")
"""The characters with which the opening of a paragraph begins: a look at one tells most lines."""


def opening_of(line: str, index: int = 0) -> Start | None:
    """The opening of a paragraph with which ``line``, which is not blank, begins; ``index`` is put into the answer.

    The line is looked at by itself: one of form ``marked`` always begins a paragraph, one of another form may.
    """
    if line[0] not in MAY_BEGIN:  # quick path
        return None
    if usual := _USUAL_START.match(line):  # quick path
        number, portion = usual.groups()
        if portion:
            return new(Start, (index, 0, int(number), "marked", portion, usual[0]))
        return new(Start, (index, 0, int(number), "plain", "", usual[0])) if int(number) else None
    if line[0] in "Xx" and line[:4].upper() != _REDACTED:  # quick path: a word
        return None
    if len(line) < SHORTEST_BRACKETS and line[0] in "([" and not line[1:2].isdigit():  # quick path: a marking alone
        return None
    match = vocabulary.START.match(line)
    if match is None:
        return None
    glued, opening, number, sep, bracketed, closed, before, after, portion = match.groups()
    column = match.start("opening")
    if before is not None:
        if opening.rstrip().endswith(f"{before}{after}.") and not before.isupper():
            return None
        return Start(index, column, int(after), "marked", before, opening)
    value = int(number or bracketed)
    sep = (sep or "").strip()
    if portion is not None:
        form = _FORM_OF_MARKED.get(closed or sep, "marked")
        return new(Start, (index, column, value, form, portion, opening))
    if glued or not value or not _is_plain(line, match.end(), sep, bracketed, closed):
        return None
    return Start(index, column, value, "bracket" if ")" in sep else "plain", "", opening)


def begins_marked(line: str) -> bool:
    """Whether ``line``, which is not blank, begins a paragraph with a portion marking."""
    if line[0] not in MAY_BEGIN or not holds_bracket(line):  # quick path
        return False
    start = opening_of(line)
    return start is not None and start.portion != ""


def holds_bracket(line: str) -> bool:  # quick path
    """Whether a line holds what a marking ends with: a quick look."""
    return ")" in line or "]" in line or "}" in line


SHORTEST_OPENING = 2


def text_from(lines: list[str]) -> int:
    """Index of the first line that reads like a numbered paragraph; only after it can a sentence be broken."""
    first_plain = -1
    for index, line in enumerate(lines):
        if len(line) < SHORTEST_OPENING or line[0] not in MAY_BEGIN:
            continue
        if not (holds_bracket(line) or (first_plain < 0 and "1" in line)):
            continue
        start = opening_of(line)
        if start and start.portion:
            return index if first_plain < 0 or start.number == 1 else first_plain
        if start and first_plain < 0 and start.number == 1 and start.form == "plain":
            first_plain = index
    return first_plain if first_plain >= 0 else len(lines)


LONGEST_REST = 60
"""Characters of a line in which a marking ends that began on the line above."""


def is_parted(line: str, following: str) -> bool:
    """Whether a number and its marking are parted by the line end: ``1.`` / ``(C)``, ``1. (S/`` / ``NF)``."""
    rest = following[:LONGEST_REST]
    if not holds_bracket(rest):  # quick path
        return False
    if usual := _USUAL_START.match(line):  # quick path
        if usual[2]:
            return False
    else:
        alone = vocabulary.START.match(line)
        if alone is None or alone["portion"] or alone["before"]:
            return False
    whole = f"{line} {rest}"
    if (usual := _USUAL_START.match(whole)) and usual[2]:  # quick path
        return True
    joined = vocabulary.START.match(whole)
    return joined is not None and joined["portion"] is not None


_MAY_RUN_ON = frozenset("abcdefghlmnoprstvyABCDEFGHLMNOPRSTVY.,")
"""How the lines end below which a number is a mention: a look at one character tells most others."""


def _is_mention(start: Start, lines: list[str]) -> bool:
    """Whether an unmarked number goes on with the line just above it, ``as said in paragraph`` / ``3. The rest``.

    A field above it (``REF: N/A``), a title or a blank line is no sentence that could go on.
    """
    above = lines[start.line - 1] if start.line else ""
    if above[-1:] not in _MAY_RUN_ON or not _runs_on(above[-14:]):
        return False
    if FIELD.match(above) or (above.isupper() and not lines[start.line].isupper()):
        return False
    return not (_stands_below_blank(lines, start.line - 1) and len(above) <= LONGEST_TITLE and is_title(above))


@lru_cache(maxsize=256)
def _runs_on(end: str) -> bool:
    """Whether a line that ends so wants a number to go on with."""
    return vocabulary.RUNS_ON.search(end) is not None


def _stands_below_blank(lines: list[str], index: int) -> bool:
    return index == 0 or not lines[index - 1]


def _line_above(lines: list[str], index: int) -> str:
    """The last line before ``index`` that is not blank."""
    return next((lines[above] for above in range(index - 1, -1, -1) if lines[above]), "")


def _is_plain(line: str, end: int, sep: str, bracketed: str | None, closed: str | None) -> bool:
    """Whether ``N.`` is followed by text, or by a marking that is misprinted, and not by the decimals of a number."""
    if not sep.startswith((".", ")")) if bracketed is None else closed == ")":
        return False
    if end >= len(line):
        return True
    return line[end - 1] in " \t" or line[end].isupper() or (line[end] in "([{" and bracketed is None)


_BEHIND_FIELD = re.compile(r"(?<=[\w.)] )[ \t]{0,3}(?P<opening>1\. {1,3})(?=[A-Z(\"“])")
"""The number of a first paragraph on the line of a field: ``REF: ZENDA 12 1. Summary.``"""


MOST_OF_FIELD = 8
"""Lines of a field that are looked back over."""


def _behind_fields(lines: list[str]) -> list[Start]:
    """The unmarked 1 that stands on a line of a field, behind its words; the last such, above the first number."""
    for index in range(len(lines) - 1, -1, -1):
        if "1." in lines[index] and (match := _BEHIND_FIELD.search(lines[index], 1)) and _is_of_field(lines, index):
            field = FIELD.match(lines[index])
            if field is None or match.start() > field.end():
                return [Start(index, match.start("opening"), 1, "glued", "", match["opening"])]
    return []


def _is_of_field(lines: list[str], index: int) -> bool:
    """Whether a line begins with the keyword of a field, or goes on with one that begins just above."""
    for above in range(index, max(-1, index - MOST_OF_FIELD), -1):
        if not lines[above]:
            return False
        if FIELD.match(lines[above]):
            return True
    return False


_BEFORE_MARKING = frozenset(".,) \t")
WIDEST_GAP = 8
"""Spaces between a number and its marking."""
LONGEST_OPENING = 280


def _add_inline(line: str, bracket: int, first: int, index: int, found: list[Start]) -> None:
    """Rule 2: marked numbers in ``line`` behind ``first``, found by the bracket of the marking, from ``bracket`` on."""
    head = -1
    while bracket >= 0:
        before = line[bracket - 1]
        if (line[bracket - 2] if before == " " else before) in _BEFORE_MARKING:  # quick path
            begin = _number_before(line, bracket)
            if begin > 0 and head < 0:
                head = len(line) - len(line.lstrip(" \t(¶"))
            start = vocabulary.START.match(line[begin : begin + LONGEST_OPENING]) if begin > max(head, 0) else None
            if start and start["portion"] and begin + start.end() > first:
                found.append(Start(index, begin, int(start["number"]), "inline", start["portion"], start["opening"]))
                first = begin + start.end()
        bracket = line.find("(", bracket + 1)


def _number_before(line: str, bracket: int) -> int:
    """Where the number begins to which a bracket may be the marking: ``13. (``, ``13.(``, ``13, (``; -1 for none."""
    place = bracket
    while place and line[place - 1] in " \t" and bracket - place < WIDEST_GAP:
        place -= 1
    if not place or line[place - 1] not in ".,)":
        return -1
    end = place - 1
    if end and line[end - 1] in ".,)":
        end -= 1
    if not end:  # quick path
        return -1
    end -= line[end - 1] == " "
    begin = end
    while begin and end - begin < 3 and line[begin - 1] in "0123456789":
        begin -= 1
    if begin == end or (begin and line[begin - 1] in "0123456789"):
        return -1
    if begin > 1 and line[begin - 1] == "." and not line[begin - 2].isalpha():
        return -1
    return begin - (begin > 0 and line[begin - 1] == "¶")


def normal_portion(printed: str) -> str:
    """``( C )`` → ``C``, ``(c/nf)`` → ``C/NF``, ``(S//REL TO USA, FVEY)`` as it is; without brackets."""
    if printed in _COMMON:  # quick path
        return _COMMON[printed]
    words = printed.strip("()[]{} ").upper().replace("\\", "/").split()
    text = " ".join(words).replace(" /", "/").replace("/ ", "/").replace("NOFORN", "NF")
    text = text.removesuffix("- ENTIRE TEXT").removesuffix("ENTIRE TEXT").rstrip(" -,")
    level, slash, rest = text.partition("/")
    return _LONG.get(level, level) + slash + rest
