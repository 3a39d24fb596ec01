"""Which words of a cable stand for an item of its REF line: ``ref B``, ``reftel``, ``refs A and C``.

The parser marks what names a cable by itself (``07 ASTANA 1838``); this reads what names it by its label, and the
items of the REF line. Done on a parsed cable, as ``glossary.mark_terms`` does, and only for one that has references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cablepress.cable.text.marks import BETWEEN, Found, distribute, merge_marks
from cablepress.model import Block, Cable, Mark, Reference

_HEAD: Final = re.compile(r"(?:REF ?TELS?|REFERENCES?|REFS?)\b\.?", re.IGNORECASE)
"""``head [label {separator label}]``: the word that says that a reference follows, or is meant."""

_LABEL: Final = re.compile(r"[ \n]{0,2}[(\[\"'“‘]{0,2}(?P<label>[A-Za-z])(?![A-Za-z0-9'’]|-[A-Za-z]{2}|\.[A-Za-z0-9])")

_SEPARATOR: Final = re.compile(
    r"[)\]\"'”’.]{0,2}(?:[ \n]{0,2}[,;/&–-][ \n]{0,2})?(?:[ \n]?\b(?:and|or|through|thru|to)\b)?",
    re.IGNORECASE,
)

_SMALL: Final = str.maketrans("REF", "ref")

_INSIDE: Final = (".", "/", "@", "-")
"""Before a head: it is part of an address or of another word."""

_ALONE: Final = re.compile(r"REF ?TELS?\.?|REF\.?", re.IGNORECASE)
"""A head that without a label stands for the one cable of the REF line."""


def mark_references(cable: Cable) -> Cable:
    """``cable`` with a ``mention`` mark for all words that stand for a cable of its REF line."""
    if not any(reference.candidate for reference in cable.references):  # quick path
        return cable
    labels, single = _labels(cable.references)
    texts = [block.text if block.anchor else "" for block in cable.blocks]
    found = list(_in_text(BETWEEN.join(texts), labels, single))
    marked = distribute(found, texts) if found else [()] * len(texts)
    blocks = [
        block._replace(marks=merge_marks(block.marks, marks)) if marks else _with_items(block, cable.references)
        for block, marks in zip(cable.blocks, marked, strict=True)
    ]
    return replace(cable, blocks=tuple(blocks))


def _labels(references: Sequence[Reference]) -> tuple[Mapping[str, str], str]:
    """The candidate of each label that names one cable; and that of the whole line, if it names but one."""
    named: dict[str, set[str]] = {}
    for reference in references:
        if reference.label:
            named.setdefault(reference.label.upper(), set()).add(reference.candidate)
    every = {reference.candidate for reference in references}
    single = every.pop() if len(every) == 1 else ""
    return {label: next(iter(ids)) for label, ids in named.items() if len(ids) == 1 and "" not in ids}, single


def _in_text(text: str, labels: Mapping[str, str], single: str) -> Iterator[Found]:
    """Marks of ``text``; the first label goes with its head, further ones stand alone."""
    for head in _heads(text):
        begin, place, last = head.start(), head.end(), ""
        while label := _next_label(text, place, last):
            last, place = label["label"].upper(), label.end()
            place += text[head.end() : place].count("(") and text[place : place + 1] == ")"
            if candidate := labels.get(last):
                yield begin if begin >= 0 else label.start("label"), -place, "mention", candidate
            begin = -1
            separator = _SEPARATOR.match(text, place)
            place = separator.end() if separator else place
        if begin >= 0 and single and _ALONE.fullmatch(head[0]) and not text[head.end() :][:1].isdigit():
            yield begin, -(head.end() - head[0].endswith(".")), "mention", single


def _heads(text: str) -> Iterator[re.Match[str]]:
    """Where :data:`_HEAD` stands and no word goes on into it; looked for as a plain string, many times quicker."""
    small = text.lower()
    if len(small) != len(text):  # a letter such as İ, which is two in small letters
        small = text.translate(_SMALL)
    place = small.find("ref")
    while place >= 0:
        before = text[place - 1 : place]
        head = None if before.isalnum() or before in _INSIDE else _HEAD.match(text, place)
        if head is not None:
            yield head
        place = small.find("ref", place + 3)


def _next_label(text: str, place: int, last: str) -> re.Match[str] | None:
    """The label at ``place``: a capital, or a small letter in brackets; further ones in the order of the alphabet."""
    label = _LABEL.match(text, place)
    if label is None or label["label"].upper() <= last:
        return None
    small = label["label"].islower()
    return None if small and text[label.end() : label.end() + 1] not in (")", "]", '"', "”") else label


def _with_items(block: Block, references: Sequence[Reference]) -> Block:
    """The block of a REF line with a mark for each item that names a cable."""
    if block.role != "references":
        return block
    marks: list[Mark] = []
    place = 0
    for index, reference in enumerate(references):
        words = _place_of(reference.text, block.text, place)
        if words is None:
            continue
        begin, end = words
        following = references[index + 1 : index + 2]
        shared = any(other.text == reference.text for other in (*references[max(0, index - 1) : index], *following))
        if shared and (number := _number(block.text, begin, end, reference.candidate)):
            begin, end = number
        if reference.candidate:
            marks.append(Mark(begin, end, "mention", reference.candidate))
        again = bool(following) and following[0].text == reference.text
        place = words[0] if again else words[1]
    return block._replace(marks=merge_marks(marks, block.marks)) if marks else block


def _place_of(words: str, text: str, start: int) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text``, on one line or over several."""
    begin = text.find(words, start)
    if begin >= 0 and text.find(words.partition(" ")[0], start, begin) < 0:  # quick path: they begin nowhere before
        return begin, begin + len(words)
    found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(text, start)
    return found.span() if found else None


def _number(text: str, begin: int, end: int, candidate: str) -> tuple[int, int] | None:
    """Where the number of ``candidate`` stands in an item that names several cables."""
    digits = candidate[len(candidate.rstrip("0123456789")) :]
    found = re.compile(rf"(?<![0-9])0*{digits}(?![0-9])").search(text, begin, end)
    return found.span() if found else None
