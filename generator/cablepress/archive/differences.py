"""What changed between two texts of a cable, word by word.

Words that occur once in each text hold the two together; between them the usual comparison is made. So the time is
all but linear in the length of the texts, and the result depends on nothing but them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal, NamedTuple

from cablepress.model import Block

_RUNS: Final = (4, 12, 40)
"""Words in a row that hold texts together, if they occur once in each: single words may have moved. Longer runs where
no short one occurs but once."""
_OPENING: Final = "([{\"“‘'«"
_CLOSING: Final = ".,;:!?)]}\"”’'»"
_MOST: Final = 90_000
"""Words of one text times words of the other that are compared in full; a larger piece was replaced as a whole."""

Kind = Literal["opened", "closed", "other"]


class Word(NamedTuple):
    """A word of a text, or a whole redaction."""

    text: str
    block: int
    """Index of its block."""
    redacted: bool
    spaced: bool = True
    """Whether a space stands before it."""


class Piece(NamedTuple):
    """Words that were taken out and those that came in their place; where nothing changed, both are the same."""

    before: str
    after: str
    same: bool
    opened: bool = False
    """Whether there was a redaction that is no more (likewise ``closed``)."""
    closed: bool = False
    black: bool = False
    """Whether what was taken out, or for ``closed`` what came, is a redaction and nothing else."""
    glued: bool = False
    """Whether no space stands before it."""


class Passage(NamedTuple):
    """A block of the text in which something changed."""

    anchor: str
    """Of the block in the new text; empty where all of it was taken out."""
    old_anchor: str
    number: int | None
    """As printed, of a numbered paragraph."""
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> Kind:
        """What a reader looks for first: whether a redaction was opened in it."""
        if any(piece.opened for piece in self.pieces):
            return "opened"
        return "closed" if any(piece.closed for piece in self.pieces) else "other"


def passages(old: Sequence[Block], new: Sequence[Block]) -> tuple[Passage, ...]:
    """The passages that differ, in the order of the new text."""
    before, after = words_of(old), words_of(new)
    stretches = list(_stretches(before, after))
    # Which block of the new text goes on with a block of the old one.
    home: dict[int, int] = {}
    for same, first, second in stretches:
        if same:
            for one, other in zip(first, second, strict=True):
                home.setdefault(one.block, other.block)
    found: dict[tuple[str, int], list[tuple[list[Word], list[Word], bool]]] = {}
    for same, first, second in stretches:
        for place, taken, come in _by_block(first, second, home, same=same):
            found.setdefault(place, []).append((taken, come, same))
    result = []
    for (side, index), parts in found.items():
        if all(same for *_, same in parts):
            continue
        block = (new if side == "new" else old)[index]
        old_block = next((taken[0].block for taken, *_ in parts if taken), -1)
        result.append(
            Passage(
                anchor=block.anchor if side == "new" else "",
                old_anchor=old[old_block].anchor if old_block >= 0 else "",
                number=block.number,
                pieces=tuple(_piece(taken, come, same=same) for taken, come, same in parts),
            )
        )
    return tuple(result)


def words_of(blocks: Sequence[Block]) -> list[Word]:
    """The words of all blocks in order; a redaction is one word, whatever is glued to it."""
    found: list[Word] = []
    for index, block in enumerate(blocks):
        _split(block.opening, index, found)
        end = 0
        for mark in block.marks:
            if mark.kind == "redaction":
                _split(block.text[end : mark.start], index, found, glued=end > 0)
                spaced = mark.start == 0 or block.text[mark.start - 1].isspace()
                found.append(Word(block.text[mark.start : mark.end], index, redacted=True, spaced=spaced))
                end = mark.end
        _split(block.text[end:], index, found, glued=end > 0)
        _split(block.closing, index, found)
    return found


def _split(text: str, index: int, found: list[Word], *, glued: bool = False) -> None:
    """Add the words of ``text``; the first has no space before it where it was ``glued`` to a redaction."""
    for number, word in enumerate(text.split()):
        spaced = number > 0 or not glued or text[0].isspace()
        if word.isalnum():
            found.append(Word(word, index, redacted=False, spaced=spaced))
            continue
        # Marks before and behind a word are words of their own: a name that came did not bring its comma.
        behind = word.lstrip(_OPENING)
        core = behind.rstrip(_CLOSING)
        for part in (word[: len(word) - len(behind)], core, behind[len(core) :]):
            if part:
                found.append(Word(part, index, redacted=False, spaced=spaced))
                spaced = False


def _stretches(old: list[Word], new: list[Word]) -> Iterator[tuple[bool, list[Word], list[Word]]]:
    """The two texts in stretches that are the same or differ, in order."""
    a, b = [word.text for word in old], [word.text for word in new]
    i = j = 0
    for x, y, size in _joined(_matches(a, b)):
        if x > i or y > j:
            yield False, old[i:x], new[j:y]
        if size:
            yield True, old[x : x + size], new[y : y + size]
        i, j = x + size, y + size
    if i < len(a) or j < len(b):
        yield False, old[i:], new[j:]


def _joined(matches: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Matches that follow each other without a gap, as one."""
    x = y = size = 0
    for i, j, length in matches:
        if i == x + size and j == y + size:
            size += length
            continue
        if size:
            yield x, y, size
        x, y, size = i, j, length
    if size:
        yield x, y, size


def _matches(a: list[str], b: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where the texts are the same, as ``(index in a, index in b, words)``, in order."""
    i = j = 0
    for x, y in [*_anchors(a, b), (len(a), len(b))]:
        yield from _between(a, b, i, x, j, y)
        if x < len(a):
            yield x, y, 1
        i, j = x + 1, y + 1


def _anchors(a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Places of words that begin a run which occurs once in each text, in the order of both."""
    pairs = next(filter(None, (_pairs(a, b, length) for length in _RUNS)), [])
    # The longest rising row of them: what has moved is left out.
    tails: list[int] = []
    chain: list[int] = []
    before = [-1] * len(pairs)
    for n, (_, y) in enumerate(pairs):
        at = bisect_left(tails, y)
        before[n] = chain[at - 1] if at else -1
        tails[at : at + 1] = [y]
        chain[at : at + 1] = [n]
    found: list[tuple[int, int]] = []
    n = chain[-1] if chain else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _pairs(a: list[str], b: list[str], length: int) -> list[tuple[int, int]]:
    runs_a, runs_b = _runs(a, length), _runs(b, length)
    return sorted((place, runs_b[run]) for run, place in runs_a.items() if run in runs_b)


def _runs(words: list[str], length: int) -> dict[tuple[str, ...], int]:
    """Where each run that occurs once begins."""
    runs = [tuple(words[n : n + length]) for n in range(len(words) - length + 1)]
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _between(a: list[str], b: list[str], i: int, x: int, j: int, y: int) -> Iterator[tuple[int, int, int]]:
    """Matches of ``a[i:x]`` and ``b[j:y]``: what is the same at both ends, and in the midst where that is short."""
    head = 0
    while i + head < x and j + head < y and a[i + head] == b[j + head]:
        head += 1
    if head:
        yield i, j, head
    tail = 0
    while x - tail > i + head and y - tail > j + head and a[x - tail - 1] == b[y - tail - 1]:
        tail += 1
    first, last = a[i + head : x - tail], b[j + head : y - tail]
    if first and last and len(first) * len(last) <= _MOST:
        for at, to, size in SequenceMatcher(None, first, last, autojunk=False).get_matching_blocks():
            if size:
                yield i + head + at, j + head + to, size
    if tail:
        yield x - tail, y - tail, tail


Placed = tuple[tuple[str, int], list[Word], list[Word]]
"""``("new", block)``, or ``("old", block)`` of what has no place in the new text; words taken out, words that came."""


def _by_block(old: list[Word], new: list[Word], home: dict[int, int], *, same: bool) -> Iterator[Placed]:
    """A stretch cut where blocks end: by the blocks of the new text, or of the old where nothing came."""
    taken = 0
    for number, group in enumerate(_groups(new)):
        size = len(group) if same else len(old) if number == 0 else 0
        yield ("new", group[0].block), old[taken : taken + size], group
        taken += size
    if not new:
        for group in _groups(old):
            block = group[0].block
            yield ("new", home[block]) if block in home else ("old", block), group, []


def _groups(words: list[Word]) -> Iterator[list[Word]]:
    """``words`` cut where a block ends."""
    return (list(group) for _, group in groupby(words, key=lambda word: word.block))


def _piece(old: list[Word], new: list[Word], *, same: bool) -> Piece:
    before, after = _printed(old), _printed(new)
    glued = not (new or old)[0].spaced
    if same:
        return Piece(before, after, same=True, glued=glued)
    hidden, shown = any(word.redacted for word in old), any(word.redacted for word in new)
    return Piece(
        before,
        after,
        same=False,
        opened=hidden and not shown,
        closed=shown and not hidden,
        black=all(word.redacted for word in (old if hidden else new)),
        glued=glued,
    )


def _printed(words: list[Word]) -> str:
    return "".join(f" {word.text}" if word.spaced and n else word.text for n, word in enumerate(words))
