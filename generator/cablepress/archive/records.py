"""What stays in memory of each cable while its text does not: the record, with an excerpt and the cables it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from sys import intern
from typing import Final

from cablepress.model import Block, Cable, CableSummary, Citation
from cablepress.names import SAFE_NAME

EXCERPT_LENGTH: Final = 200

SENTENCE_LENGTH: Final = 320

_SENTENCE_END: Final = re.compile(r"(?<=[a-z0-9)\"”'’][.!?])\s+(?=[A-Z0-9(\"“])")

_SPACE: Final = re.compile(r"\s+")


def title_of(cable: Cable | CableSummary) -> str:
    """The subject; without one, a title made of ID, post and date."""
    if cable.subject:
        return cable.subject
    day = cable.created.date().isoformat() if cable.created else ""
    return ", ".join(part for part in (cable.id, cable.origin, day) if part)


def summarise(cable: Cable, path: str, sha256: str) -> CableSummary:
    """The small record of a cable that stays in memory while its text does not.

    Texts that many cables have (``par1``, ``PGOV``) are one object, also in what is packed of many records together:
    else they would be two fifths of the memory.
    """
    return CableSummary(
        id=cable.id,
        created=cable.created,
        released=cable.released,
        classification=intern(cable.classification),
        origin=intern(cable.origin),
        subject=cable.subject,
        tags=tuple(dict.fromkeys(map(intern, cable.tags))),  # a tag printed twice lists a cable once
        excerpt=excerpt(cable.blocks),
        citations=tuple(_citations(cable)),
        anchors=tuple(intern(block.anchor) for block in cable.blocks if block.anchor),
        problems=len(cable.problems),
        path=path,
        sha256=sha256,
        withdrawn=bool(cable.withdrawn),
        supersedes=cable.supersedes if cable.supersedes != cable.id else "",
        release=cable.release,
        withdrawal=cable.withdrawn,
        withdrawn_on=cable.withdrawn_on,
    )


def _citations(cable: Cable) -> Iterable[Citation]:
    """Each cable that this one names, once: the sentence that names it, else its REF line."""
    found: dict[str, Citation] = {}
    for block in cable.blocks:
        for mark in block.marks:
            if mark.kind == "mention" and block.anchor and mark.value not in found and SAFE_NAME.fullmatch(mark.value):
                sentence = sentence_around(block.text, mark.start, mark.end)
                found[mark.value] = Citation(mark.value, block.anchor, sentence)
    for reference in cable.references:
        if reference.candidate not in found and SAFE_NAME.fullmatch(reference.candidate):
            found[reference.candidate] = Citation(reference.candidate, "", "")
    return found.values()


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of ``text`` that holds ``text[start:end]``, on one line, cut at word ends when long."""
    # A window is enough, and a text of a thousand mentions is read once, not a thousand times.
    first, last = max(0, start - SENTENCE_LENGTH), min(len(text), end + SENTENCE_LENGTH)
    breaks = [match.end() for match in _SENTENCE_END.finditer(text, first, start + 1) if match.end() <= start]
    ahead = _SENTENCE_END.search(text, end, last)
    before = _SPACE.sub(" ", text[breaks[-1] if breaks else first : start])
    after = _SPACE.sub(" ", text[end : ahead.start() if ahead else last])
    half = SENTENCE_LENGTH // 2
    if len(before) > half:
        space = before.find(" ", len(before) - half)
        before = "…" + before[space if space >= 0 else len(before) - half :]
    if len(after) > half:
        space = after.rfind(" ", 0, half)
        after = after[: space if space > 0 else half] + "…"
    return (before + _SPACE.sub(" ", text[start:end]) + after).strip()


def excerpt(blocks: Sequence[Block]) -> str:
    """The beginning of the first paragraph that says something: what a list or a search result shows of the text."""
    for kinds in _EXCERPTED:
        for block in blocks:
            if block.kind in kinds and _says_something(block.text):
                return shorten(block.text, EXCERPT_LENGTH)
    return next((shorten(block.text, EXCERPT_LENGTH) for block in blocks if block.kind in _TEXTS and block.text), "")


_TEXTS: Final = ("paragraph", "prose", "list")
_EXCERPTED: Final = (_TEXTS[:1], _TEXTS[1:])
"""Kinds of blocks of which an excerpt is made: those with numbers before others."""
_ENTIRE: Final = re.compile(
    r"(?:[\W\d_]|\b(?:this|an?|is|cable|message|unclassified|confidential|secret|limited official use|lou|sbu|[csu]|"
    r"entire text)\b)*",
    re.IGNORECASE,
)
"""The marking of a whole cable as a paragraph of its own: ``CONFIDENTIAL - ENTIRE TEXT.``, or the stop behind it."""
_LONGEST_MARKING: Final = 60


def _says_something(text: str) -> bool:
    """Whether a paragraph is more than a marking."""
    return len(text) > _LONGEST_MARKING or (bool(text) and not _ENTIRE.fullmatch(text))


def shorten(text: str, length: int) -> str:
    """``text`` on one line, cut at a word's end when longer than ``length``."""
    return cut_line(" ".join(text[: length * 2].split()), length)


def cut_line(line: str, length: int) -> str:
    """One line, cut at a word's end when longer than ``length``."""
    if len(line) <= length:
        return line
    end = line.rfind(" ", 0, length)
    return line[: end if end > 0 else length].rstrip(" ,;:") + "…"
