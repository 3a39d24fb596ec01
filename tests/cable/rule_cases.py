"""The case files in ``rules/``: many short texts in one file, each with what is read of it.

    § What the rule says, in a sentence.
    | 1. (C) A line of the text.
    |
    > 1 paragraph par1 C: "1. (C) " + "A line of the text."

A line of a text begins with ``| ``, a line of what is read with ``> ``. Of a block that is the line on which it begins,
its kind, anchor, role, portion marking and the paragraph it continues; then opening, text and closing; then its marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cablepress import parse_cable
from cablepress.model import Block, Cable

from .test_cases import record

RULES = Path(__file__).parent / "rules"
STEM = "07STRELSAU612"
"""The file name of every case, and so the ID of those that name none."""

_MORE = ("articles", "release")
"""Fields of the front matter that :func:`record` leaves out."""
_USUAL = ("id-missing", "subject-missing")
"""Problems of nearly every text that is no whole cable; other tests are about them."""


class Case(NamedTuple):
    """A title, a text, and the lines that say what is read of it."""

    title: str
    text: str
    expected: tuple[str, ...] = ()


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file, in its order."""
    for part in re.split(r"^§ ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, *lines = part.split("\n")
        text = "\n".join(line[2:] for line in lines if line.startswith("|"))
        yield Case(title, text, tuple(line[2:] for line in lines if line.startswith(">")))


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """Write a file of cases, each with what is read of its text now."""
    parts = []
    for case in cases:
        text = [f"| {line}" if line else "|" for line in case.text.split("\n")]
        parts.append("\n".join([f"§ {case.title}", *text, *(f"> {line}" for line in shown(parse(case.text)))]))
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def parse(text: str) -> Cable:
    """The cable of a case."""
    return parse_cable(text, path=f"{STEM}.txt", stem=STEM)


def shown(cable: Cable) -> tuple[str, ...]:
    """What is read of a cable, without what is empty."""
    found = record(cable)
    if cable.id == STEM:
        del found["id"]
    for name in ("blocks", "problems"):
        found.pop(name, None)
    if cable.header.text:
        found["header"]["text"] = cable.header.text
    found.update({name: value for name in _MORE if (value := getattr(cable, name))})
    fields = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in found.items())
    problems = (f"problem: {problem}" for problem in cable.problems if problem.code not in _USUAL)
    return (*fields, *map(_block, cable.blocks), *problems)


def _block(block: Block) -> str:
    within = f"in {block.within}" if block.within else ""
    head = [str(block.line), block.kind, block.anchor, block.role, block.portion_marking, within]
    texts = [json.dumps(part, ensure_ascii=False) for part in (block.opening, block.text, block.closing) if part]
    marks = "".join(f" {mark.kind} {mark.start}-{mark.end} {mark.value}".rstrip() for mark in block.marks)
    return f"{' '.join(part for part in head if part)}: {' + '.join(texts)}{f' [{marks.strip()}]' if marks else ''}"
