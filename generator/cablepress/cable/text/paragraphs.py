"""Which lines begin a numbered paragraph.

Every line (and every place in mid-line) that could begin one is a candidate; which of them do is
decided by the whole sequence, by the rule that reads 1,294 of 1,301 cables right:

1. a marked start of a line is always a paragraph;
2. a marked start in mid-line counts only if it continues the sequence;
3. an unmarked ``N.`` only fills a gap in order or extends the end; a list that restarts has the numbers that follow;
4. with no marks at all, the 1..n run of ``N.`` is taken, and where there is none that of ``N) (C)`` or ``(N) (C)``;
5. ``N)`` and ``(N) (C)`` only plug a gap;
6. a ``Q7.`` line equal to the line above is a transmission repeat (dropped in ``pages.py``).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cablepress.cable import vocabulary
from cablepress.model import new

_USUAL_START = re.compile(r"([0-9]{1,3})\. {0,8}(\((?:[CSU]|SBU|[CS]/NF)\)) {0,8}(?![ \t.])")
"""The form of 13,061 of some 13,700: what ``START`` finds as well, at three times the cost."""

_COMMON = {f"({level})": level for level in ("C", "S", "U", "SBU", "S/NF", "C/NF")}

_LONG = {
    "CONFIDENTIAL": "C",
    "SECRET": "S",
    "UNCLASSIFIED": "U",
    "UNCLAS": "U",
    "UNC": "U",
    "SNF": "S/NF",
    "CNF": "C/NF",
}


Form = Literal["marked", "weak", "inline", "plain", "bracket"]
"""``N. (C)`` · ``N (C)`` · marked in mid-line · ``N. Text`` · ``N) Text`` and ``N) (C)``."""


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
    if following is not None and following <= last + 1:
        return []
    chosen: list[Start] = []
    lists: dict[str, list[Start]] = {"plain": [], "bracket": []}
    for index, start in enumerate(candidates):
        number, form = start.number, start.form
        items = lists.get(form)
        if items is not None:
            if number == 1 and last:
                items[:] = [start]
                continue
            if (
                items
                and number == items[-1].number + 1
                and not (
                    number == last + 1
                    and _ends_list(start, items, candidates[index + 1 : index + 1 + AHEAD], following, lines, marked)
                )
            ):
                items.append(start)
                continue
        if number != last + 1:
            if (
                following is None
                and form == "plain"
                and not items
                and _closes(start, candidates, candidates[index + 1 : index + 2], last, lines, marked)
            ):
                chosen.append(start)
                last = number
            continue
        if following is not None and number >= following:
            continue
        if following is None and form == "bracket":
            continue
        chosen.append(start)
        last = number
        lists["plain"].clear()
    return chosen


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


def _closes(start: Start, around: list[Start], rest: list[Start], last: int, lines: list[str], marked: bool) -> bool:
    """Whether an unmarked number out of order, after the last marked one, is a paragraph all the same.

    Three cases: the number before it printed again (79TEHRAN8980: 6, 6, 7), one skipped in a cable without markings
    (3, 5, 6), and a misprint, the only such number, that stands alone between blank lines (09STATE80163: 15 for 4).
    """
    if not _is_apart(start, lines) or not last:
        return False
    if start.number == last:
        return any(other.number == last + 1 and other.form == "plain" for other in rest)
    if _line_above(lines, start.line).endswith(":") or _MONTH.match(lines[start.line], len(start.opening)):
        return False
    if start.number == last + 2 and not marked:
        return not rest or (rest[0].number == last + 3 and _is_apart(rest[0], lines))
    if any(other.form == "plain" and other is not start for other in around):
        return False
    alone = start.line + 1 >= len(lines) or not lines[start.line + 1]
    return alone and last < start.number <= last + 20


_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b", re.IGNORECASE
)


def _run_without_marks(candidates: list[Start], lines: list[str]) -> list[Start]:
    """Rule 4: of the runs 1, 2, 3 … the longest, and of equal ones that with the most text.

    A contents list is such a run too (09BERLIN1626), and stands close together; a list inside a paragraph and an annex
    are others, and come later.
    """
    plain = [start for start in candidates if start.form in ("plain", "inline", "weak")]
    best: list[Start] = []
    for begin in [index for index, start in enumerate(plain) if start.number == 1 and start.form != "weak"][:6]:
        if best and plain[begin].line < best[-1].line:
            continue
        run = _fill(plain[begin:], 0, None, lines, marked=False)
        if not best or _is_better(run, best, lines):
            best = run
    return best or _run_of_brackets(candidates)


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
    for index, line in enumerate(lines):
        if not line:
            continue
        begin = 0
        if line[0] in MAY_BEGIN and (start := _at_line_start(lines, index)):
            found.append(start)
            begin = start.column + len(start.opening)
        if "(" in line:
            _add_inline(line, begin, index, found)
    return found


_FORM_OF_MARKED: dict[str, Form] = {"": "weak", ";": "weak", ":": "weak", "-": "weak", ")": "bracket", ".)": "bracket"}
MAY_BEGIN = frozenset("0123456789(¶ \tXx[")


def _at_line_start(lines: list[str], index: int) -> Start | None:
    line = lines[index]
    if usual := _USUAL_START.match(line):
        return new(Start, (index, 0, int(usual[1]), "marked", usual[2], usual[0]))
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
    if vocabulary.RUNS_ON.search(_line_above(lines, index)[-14:]):
        return None
    return Start(index, column, value, "bracket" if ")" in sep else "plain", "", opening)


def _line_above(lines: list[str], index: int) -> str:
    """The last line before ``index`` that is not blank."""
    return next((lines[above] for above in range(index - 1, -1, -1) if lines[above]), "")


def _is_plain(line: str, end: int, sep: str, bracketed: str | None, closed: str | None) -> bool:
    """Whether ``N.`` is followed by text, and not by the decimals of a number."""
    if not sep.startswith((".", ")")) if bracketed is None else closed == ")":
        return False
    if end >= len(line):
        return True
    return line[end - 1] in " \t" or line[end].isupper()


def _add_inline(line: str, first: int, index: int, found: list[Start]) -> None:
    """Rule 2: marked numbers in the midst of ``line``, behind ``first``, found by the bracket of the marking."""
    bracket = line.find("(", max(first, 3))
    while bracket >= 0:
        before = line[bracket - 2] if line[bracket - 1] == " " else line[bracket - 1]
        if before in ".,)" and (begin := _number_before(line, bracket)) > 0 and line[:begin].strip(" \t(¶"):
            start = vocabulary.START.match(line[begin : begin + 80])
            if start and start["portion"] and begin + start.end() > first:
                found.append(Start(index, begin, int(start["number"]), "inline", start["portion"], start["opening"]))
                first = begin + start.end()
        bracket = line.find("(", bracket + 1)


def _number_before(line: str, bracket: int) -> int:
    """Where the number begins to which a bracket may be the marking: ``13. (``, ``13.(``, ``13, (``; -1 for none."""
    place = bracket - (line[bracket - 1] == " ")
    end = place
    while end and line[end - 1] in ".,)" and place - end < 2:
        end -= 1
    if end == place:
        return -1
    end -= line[end - 1] == " "
    begin = end
    while begin and end - begin < 3 and line[begin - 1] in "0123456789":
        begin -= 1
    if begin == end or (begin and line[begin - 1] in "0123456789"):
        return -1
    return -1 if begin > 1 and line[begin - 1] == "." and not line[begin - 2].isalpha() else begin


def normal_portion(printed: str) -> str:
    """``( C )`` → ``C``, ``(c/nf)`` → ``C/NF``, ``(S//REL TO USA, FVEY)`` as it is; without brackets."""
    if printed in _COMMON:
        return _COMMON[printed]
    words = printed.strip("()[]{} ").upper().replace("\\", "/").split()
    text = " ".join(words).replace(" /", "/").replace("/ ", "/").replace("NOFORN", "NF")
    text = text.removesuffix("- ENTIRE TEXT").removesuffix("ENTIRE TEXT").rstrip(" -,")
    level, slash, rest = text.partition("/")
    return _LONG.get(level, level) + slash + rest
