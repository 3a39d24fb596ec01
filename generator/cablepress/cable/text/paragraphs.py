"""Which lines begin a numbered paragraph::

    text      = { paragraph | unnumbered } ;
    paragraph = opening , words , { line } ;                   (* opening: see openings.py *)

Which of the lines (and of the places in mid-line) that could begin one do so is decided by the whole sequence, by the
rule that reads 1,294 of 1,301 cables right:

1. a marked start of a line is always a paragraph;
2. a marked start in mid-line counts only if it continues the sequence;
3. an unmarked ``N.`` only fills a gap in order or extends the end; a list that restarts has the numbers that follow;
4. with no marks at all, the 1..n run of ``N.`` is taken, and where there is none that of ``N) (C)`` or ``(N) (C)``,
   of ``N)`` if it begins with the text, or the rising numbers behind blank lines; where only the 1 begins a line the
   others may stand in mid-line, behind the end of a sentence;
5. ``N)`` and ``(N) (C)`` only plug a gap; with a marking they also go on to the end;
6. a ``Q7.`` line equal to the line above is a transmission repeat (dropped in ``mend.py``).
"""

from __future__ import annotations

import re

from cablepress.cable.text.openings import Start, begins_text, numbers_inside


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
    return _with_inside(chosen, lines) if len(chosen) == 1 else chosen


def _with_inside(run: list[Start], lines: list[str]) -> list[Start]:
    """A run of one number, with those in mid-line that go on with it if it is a 1 and begins the text."""
    (first,) = run
    return run + numbers_inside(lines, first) if first.number == 1 and begins_text(lines, first) else run


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

    def _next_plain(self, index: int) -> Start | None:
        """The next candidate behind that at ``index`` that has no marking."""
        candidates = self.candidates
        for place in range(index + 1, min(index + 1 + AHEAD, len(candidates))):
            if candidates[place].form == "plain":
                return candidates[place]
        return None

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
        after = self._next_plain(index)
        if start.number == last and (after is None or after.number != last + 1):
            return False
        if items and _is_apart(items[-1], lines):
            return False
        if self._is_below_colon(start) or _MONTH.match(lines[start.line], len(start.opening)):
            return False
        if start.number == last or after is None or after.number == 1:
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


def _line_above(lines: list[str], index: int) -> str:
    """The last line before ``index`` that is not blank."""
    while index and not lines[index - 1]:
        index -= 1
    return lines[index - 1] if index else ""


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
    tries = MOST_TRIES if len(plain) < MANY else 1  # a cable has at most some hundred numbers
    for begin in [index for index, start in enumerate(plain) if start.number == 1 and start.form != "weak"][:tries]:
        if best and plain[begin].line < best[-1].line:
            continue
        run = _fill(plain[begin:], 0, None, lines, marked=False)
        if run and (not best or _is_better(run, best, lines)):
            best = run
    if len(best) == 1:
        return _with_inside(best, lines)
    return best or _run_of_brackets(candidates, lines) or _run_without_first(plain, lines)


MOST_TRIES = 6
"""Places at which a run may begin."""
MANY = 2000


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


def _run_of_brackets(candidates: list[Start], lines: list[str]) -> list[Start]:
    """The run of a cable whose every number is printed ``N) (C)`` or ``N (C)``: nothing else numbers its text.

    Without markings (``N)``) it is one of three or more behind blank lines, with the first of which the text begins.
    """
    run: list[Start] = []
    for start in candidates:
        if start.portion and start.number == len(run) + 1:
            run.append(start)
    if len(run) > 1:
        return run
    bare = [start for start in candidates if start.form == "bracket" and _is_apart(start, lines)]
    numbers = [start.number for start in bare]
    if len(bare) >= FEWEST_BRACKETS and numbers == list(range(1, len(bare) + 1)) and begins_text(lines, bare[0]):
        return bare
    return []


FEWEST_BRACKETS = 3
"""Numbers of a text that has ``N)`` before each paragraph; two may be a list."""
