"""From text to the lines of the body: line ends, entities and cuts, each with its source line."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.model import Cut

_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]{0,3}$")


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_ENTITY_HEAD = re.compile(r"&#?[A-Za-z0-9]{0,8}$")

_ENTITY_TAIL = re.compile(r"#?[A-Za-z0-9]{0,8};")
"""The two halves of an entity broken over a line end: ``&#x`` + newline + ``000A;``."""


class Lines(NamedTuple):
    """Lines without trailing white space, and the number in the source file of each, from 1."""

    text: list[str]
    number: Sequence[int]


def normalise(text: str) -> str:
    r"""``text`` without byte order mark, line ends all ``\n``, also those of Unicode (U+2028 …), spaces plain."""
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():  # quick path
        for end in _ASCII_LINE_ENDS:
            if end in text:
                text = text.replace(end, "\n")
        return text
    for end in _LINE_ENDS:
        if end in text:
            text = text.replace(end, "\n")
    return _plain_spaces(text)


def _plain_spaces(text: str) -> str:
    """``text`` with a plain space for each of those that Unicode has besides."""
    for space in _SPACES:
        if space in text:
            text = text.replace(space, " ")
    return text


_ASCII_LINE_ENDS = ("\v", "\f")
_SPACES = ("\xa0", "\u2002", "\u2003", "\u202f")
"""No-break spaces and wide ones, which programs for mail and the web put for a space: a keyword, a number or a marking
may stand behind one."""
_LINE_ENDS = (*_ASCII_LINE_ENDS, "\u2028", "\u2029")
"""Line tabulation, form feed, line and paragraph separator: some of the programs that the texts went through take them
for line ends. U+0085 is none: mostly it is an ellipsis, misread."""


def body_lines(lines: list[str], first: int) -> Lines:
    """The lines of the body, of which the first is line ``first`` of the file."""
    return Lines(list(map(str.rstrip, lines)), range(first, first + len(lines)))


def decode_entities(source: Lines, cuts: list[Cut]) -> Lines:
    """``source`` with its entities decoded once; the broken ones are taken out and listed in ``cuts``."""
    lines, numbers = source
    texts: list[str] = []
    places: list[int] = []
    index = 0
    for place in [place for place, line in enumerate(lines) if "&" in line]:  # quick path
        if place < index:
            continue
        texts.extend(map(str.rstrip, lines[index:place]))
        places.extend(numbers[index:place])
        done, rest, number = "", lines[place], numbers[place]
        index = place + 1
        while "&" in rest and index < len(lines):
            mended = _mend(done, rest, lines[index])
            if mended is None:
                break
            done, rest, taken = mended
            cuts.append(Cut("broken-entity", number, taken))
            index += 1
        for part in (done + decode_all(rest)).split("\n"):
            texts.append(part.rstrip())
            places.append(number)
    texts.extend(map(str.rstrip, lines[index:]))
    places.extend(numbers[index:])
    return Lines(texts, places)


def decode(entity: str) -> str:
    """What ``entity`` (``&amp;``) stands for, or itself when it is none or no printable character."""
    value = _plain_spaces(html.unescape(entity))
    return value if value != entity and (value in "\n\t" or value.isprintable()) else entity


def decode_all(text: str) -> str:
    """``text`` with its entities decoded once."""
    return _ENTITY.sub(lambda match: decode(match[0]), text) if "&" in text else text


def _mend(done: str, line: str, following: str) -> tuple[str, str, str] | None:
    """The text up to a broken entity and what follows it, if one is broken over the end of ``line``.

    Also what was taken out. ``done`` is decoded already and stands before ``line``. A broken newline in
    mid-sentence leaves a space, as in "stable &#x / 000A;Kazakhstan" of the seed.
    """
    head = _ENTITY_HEAD.search(line, max(0, len(line) - 10))
    tail = head and _ENTITY_TAIL.match(following)
    if not head or not tail:
        return None
    entity = head[0] + tail[0]
    value = decode(entity) if _ENTITY.fullmatch(entity) else entity
    if value == entity:
        return None
    before, after = done + decode_all(line[: head.start()]), following[tail.end() :]
    taken = f"{head[0]}\n{tail[0]}"
    if value != "\n":
        return before + value, after, taken
    before = before.rstrip()
    if ends_sentence(before) and vocabulary.START.match(after):
        return f"{before}\n", after, taken
    return f"{before} ", after.lstrip(), taken


STOPS = frozenset('.!?:;"”)]')
_QUOTES = frozenset("'’")


def ends_sentence(line: str) -> bool:
    """Whether ``line`` ends with a full stop, a colon, a closing quote or bracket; most lines tell by one character."""
    if not line:
        return False
    last = line[-1]
    return last in STOPS or (last in _QUOTES and _SENTENCE_END.search(line[-6:]) is not None)
