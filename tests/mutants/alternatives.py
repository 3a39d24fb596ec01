"""What can be taken out of a regular expression: an alternative, a look-around, an optional group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["alternative", "look-around", "optional"]

_LOOK = re.compile(r"\?<?[=!]")
_PREFIX = re.compile(r"\?(?:P<\w+>|P=\w+|[aiLmsux-]*:|<?[=!]|>)?")
_OPTIONAL = re.compile(r"\?|\{0?,[0-9]+\}|\*")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


class Piece(NamedTuple):
    """``pattern[begin:end]`` can be taken out and what is left is a pattern."""

    kind: Kind
    begin: int
    end: int


@dataclass(slots=True)
class _Group:
    """A group that is being read: where its bracket is, where its content begins, and its bars."""

    bracket: int
    content: int
    bars: list[int] = field(default_factory=list)


def pieces(pattern: str) -> Iterator[Piece]:
    """Every piece of ``pattern`` that can be taken out, from inner groups to outer ones, from left to right."""
    open_groups = [_Group(-1, 0)]
    for token in _TOKEN.finditer(pattern):
        if token[0] == "(":
            prefix = _PREFIX.match(pattern, token.end())
            open_groups.append(_Group(token.start(), prefix.end() if prefix else token.end()))
        elif token[0] == "|":
            open_groups[-1].bars.append(token.start())
        elif token[0] == ")":
            yield from _of_group(pattern, open_groups.pop(), token.start())
    yield from _alternatives(open_groups[0], len(pattern))


def _of_group(pattern: str, group: _Group, end: int) -> Iterator[Piece]:
    """The pieces of a closed group whose closing bracket is at ``end``."""
    yield from _alternatives(group, end)
    if _LOOK.match(pattern, group.bracket + 1):
        yield Piece("look-around", group.bracket, end + 1)
    elif quantifier := _OPTIONAL.match(pattern, end + 1):
        yield Piece("optional", group.bracket, quantifier.end())


def _alternatives(group: _Group, end: int) -> Iterator[Piece]:
    """Each alternative with one bar; an empty one says that the others are optional."""
    if not group.bars:
        return
    begins = [group.content, *(bar + 1 for bar in group.bars)]
    ends = [*group.bars, end]
    for number, (begin, stop) in enumerate(zip(begins, ends, strict=True)):
        yield Piece("alternative", begin - 1, stop) if number else Piece("alternative", begin, stop + 1)
