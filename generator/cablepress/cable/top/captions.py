"""Captions: who may read a cable, and through which channel.

::

    caption line = caption, { ( blank | "," | "/" | "AND" ), caption }, [ further words ] ;
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cablepress.cable import vocabulary

_CAPTION = re.compile(rf"\b(?:{vocabulary.CAPTION_WORD})\b")
"""A caption in a line in capitals."""
_LEADING = re.compile(
    rf"[ \t]{{0,8}}(?:{vocabulary.CAPTION_WORD})(?:(?:[ ,/;.-]{{1,4}}| AND )(?:{vocabulary.CAPTION_WORD})\b){{0,9}}"
)
"""The captions that a line begins with; words behind them may be of a passing line."""
_CODE = re.compile(rf"\b(?:{vocabulary.any_of(vocabulary.CAPTION_CODES)})\b")


def parse_captions(lines: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Captions in order of first appearance, each once; ``lines`` are role and text of the lines that may have any."""
    found: dict[str, None] = {}
    for role, line in lines:
        if line == "SIPDIS":  # quick path
            found[line] = None
        elif role != "tags" or any(map(line.upper().__contains__, vocabulary.CAPTION_CODES)):
            found.update(dict.fromkeys(_captions_in(role, line.upper())))
    return tuple(found)


def _captions_in(role: str, line: str) -> list[str]:
    if role == "tags":
        return _CODE.findall(line)
    if role == "caption" and not vocabulary.CAPTION_LINE.match(line):
        leading = _LEADING.match(line)
        return _CAPTION.findall(leading[0]) if leading else []
    return _CAPTION.findall(line)
