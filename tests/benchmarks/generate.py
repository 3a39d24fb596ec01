"""Write an archive of invented cables, in the shape of the sample ``07ASTANA1848``, for benchmarks.

``python tests/benchmarks/generate.py N OUTDIR [--seed S]`` writes ``OUTDIR/content/cables/ID.txt`` and
``OUTDIR/site.yml``. The same N and seed give the same bytes. Shapes and shares are those of
docs/cable-format.md; the words are invented (vocabulary.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from plan import CLASSIFICATIONS, Plan, make_plan
from vocabulary import draw_words, name_of

CHUNK: Final = 500
"""Cables whose words are drawn together; part of what makes the bytes."""
_WIDTH: Final = 68
_PAGE_LINES: Final = 95
_MONTHS: Final = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905 - readable
_ORDERS: Final = ((1978, "11652"), (1982, "12065"), (1995, "12356"), (2010, "12958"), (9999, "13526"))
_SPELLED: Final = {"UNCLASSIFIED": "UNCLAS", "CONFIDENTIAL": "C O N F I D E N T I A L", "SECRET": "S E C R E T"}
_MARKINGS: Final = (("U",), ("SBU", "SBU", "U"), ("C", "C", "C", "SBU"), ("C/NF", "C"), ("S", "S", "C"), ("S/NF", "S"))
_SITE: Final = """\
title: Benchmark archive
url: https://cables.example.org/
description: Invented cables, to measure how long a build takes.
output:
  text: {extras}
  json: {extras}
  data: {extras}
"""


class Block(NamedTuple):
    """A paragraph (``number`` above 0) or a heading (``number`` 0, one line)."""

    number: int
    marking: str
    lines: tuple[str, ...]
    """As transmitted; the first of a paragraph begins ``3. (C) ``."""


class Draft(NamedTuple):
    """A cable, ready to be printed as a source file or as another generator's page."""

    place: int
    """Index into the plan."""
    id: str
    created: str
    released: str
    classification: str
    origin: str
    subject: str
    tags: tuple[str, ...]
    references: tuple[int, ...]
    header: tuple[str, ...]
    top: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: str
    airy: bool
    """Blank lines between the blocks."""
    page_line: str


def drafts(plan: Plan) -> Iterator[Draft]:
    """All cables of a plan, in order; a chunk at a time is in memory."""
    for start in range(0, len(plan), CHUNK):
        yield from _Chunk(plan, start).drafts()


class _Chunk:
    """The words of up to ``CHUNK`` cables, and how they are cut into sentences and paragraphs."""

    def __init__(self, plan: Plan, start: int) -> None:
        self.plan = plan
        self.cables = range(start, min(start + CHUNK, len(plan)))
        self.rng = np.random.default_rng([plan.seed, len(plan), start])
        total = sum(plan.words[cable] for cable in self.cables) + 60
        self.words = draw_words(self.rng, total)
        self.ends = self._sentence_ends(total)
        self.dice: list[int] = self.rng.integers(0, 1_000_000, 8 * len(self.cables)).tolist()

    def _sentence_ends(self, total: int) -> list[int]:
        ends = np.cumsum(self.rng.integers(8, 36, total // 8 + 1))
        return [int(end) for end in ends[ends <= total]]

    def drafts(self) -> Iterator[Draft]:
        """The cables of the chunk, each made of whole sentences."""
        self._punctuate()
        spans = list(self._spans())
        markings = [self._number(cable, paragraphs) for cable, paragraphs in spans]
        widths = np.fromiter(map(len, self.words), np.int64, len(self.words)) + 1
        edges = np.concatenate(([0], np.cumsum(widths))).tolist()
        for (cable, paragraphs), marks in zip(spans, markings, strict=True):
            yield self._draft(cable, paragraphs, marks, edges)

    def _punctuate(self) -> None:
        words = self.words
        for start, end in pairwise([0, *self.ends]):
            words[start] = words[start][:1].upper() + words[start][1:]
            words[end - 1] += ". "
        marks = self.rng.random(len(words))
        for place in np.flatnonzero(marks < 0.06).tolist():
            if not words[place].endswith(" "):
                words[place] += ","
        for place in np.flatnonzero(marks > 0.995).tolist():
            if not words[place].endswith((" ", ",")):
                words[place] = f'"{words[place]}"'
        for place in np.flatnonzero((marks > 0.98) & (marks < 0.99)).tolist():
            if words[place].isalpha():
                words[place] += "'s"

    def _spans(self) -> Iterator[tuple[int, list[int]]]:
        """Per cable the edges of its paragraphs, as indices into ``words``."""
        sentence, place, wanted = 0, 0, 0
        sizes: list[int] = self.rng.integers(2, 9, len(self.ends)).tolist()
        for cable in self.cables:
            wanted += self.plan.words[cable]
            edges = [place]
            while place < wanted - 15 and sentence < len(self.ends):
                sentence = min(sentence + sizes[sentence], len(self.ends))
                if self.ends[sentence - 1] > wanted + 15:
                    sentence = max(bisect_right(self.ends, wanted), bisect_right(self.ends, place) + 1)
                place = self.ends[min(sentence, len(self.ends)) - 1]
                edges.append(place)
            yield cable, edges

    def _number(self, cable: int, edges: list[int]) -> list[str]:
        """Print number and marking before the first word of each paragraph; returns the markings."""
        choices = _MARKINGS[self.plan.classification[cable]]
        marks = [choices[(cable + number) % len(choices)] for number in range(1, len(edges))]
        for number, (start, mark) in enumerate(zip(edges, marks, strict=False), 1):
            opening = "Summary: " if number == 1 and cable % 3 else "Comment: " if number == len(marks) > 3 else ""
            self.words[start] = f"{number}. ({mark}) {opening}{self.words[start]}"
        if marks and cable % 3:
            self.words[edges[1] - 1] += " End summary."
        references = self.plan.references[cable]
        if references and len(edges) > 2:
            self.words[edges[1] + 3] += f" ({_mention(self.plan, cable, references[0]) if cable % 2 else 'ref A'})"
        return marks

    def _draft(self, cable: int, edges: list[int], marks: list[str], widths: list[int]) -> Draft:
        plan = self.plan
        chance = self.dice[8 * (cable - self.cables.start) :]
        blocks: list[Block] = []
        for number, (start, end) in enumerate(pairwise(edges), 1):
            if number > 1 and (chance[0] + number * 7) % 4 == 0:
                blocks.append(Block(0, "", (self._title(start, 3 + number % 4).title(),)))
            blocks.append(Block(number, marks[number - 1], tuple(self._wrap(start, end, widths))))
        lines = sum(len(block.lines) for block in blocks)
        first = edges[0]
        subject = self._title(first + 5, 5 + chance[1] % 8).upper()
        post = plan.posts[plan.post[cable]]
        return Draft(
            place=cable,
            id=plan.id_of(cable),
            created=plan.created[cable],
            released=plan.released[cable],
            classification=CLASSIFICATIONS[plan.classification[cable]][0],
            origin=post.origin,
            subject=subject,
            tags=plan.tags[cable],
            references=plan.references[cable],
            header=_header(plan, cable, chance),
            top=_top(plan, cable, subject, lines // _PAGE_LINES + 1, chance),
            blocks=tuple(blocks),
            signature=name_of(1000 + plan.post[cable] * 7 + chance[2] % 3).upper() if chance[3] % 4 else "",
            airy=chance[4] % 2 == 0,
            page_line=f"{post.city} {plan.serial[cable]:08d}  {{:03d}} OF {lines // _PAGE_LINES + 1:03d}",
        )

    def _title(self, start: int, count: int) -> str:
        """``count`` words of the text from ``start`` on, without numbers and punctuation."""
        taken = [word.rstrip(".,' ").strip('"') for word in self.words[start + 1 : start + 40]]
        return " ".join([word for word in taken if word.isalpha()][:count]) or "Untitled"

    def _wrap(self, start: int, end: int, edges: list[int]) -> Iterator[str]:
        """Lines of at most 68 characters, from the running widths of all words."""
        while start < end:
            stop = max(start + 1, bisect_right(edges, edges[start] + _WIDTH + 1, start, end + 1) - 1)
            yield " ".join(self.words[start:stop]).rstrip()
            start = stop


def _mention(plan: Plan, citing: int, cited: int) -> str:
    """How one cable names another: ``ASTANA 1838`` in the same year, else ``06 ALMATY 22``."""
    year = plan.created[cited][:4]
    name = f"{plan.posts[plan.post[cited]].city} {plan.serial[cited]}"
    return name if year == plan.created[citing][:4] else f"{year[2:]} {name}"


def _indicator(post: int) -> str:
    """An invented routing indicator of a post: ``RUEHAB``."""
    return f"RUEH{chr(65 + post // 26 % 26)}{chr(65 + post % 26)}"


def _header(plan: Plan, cable: int, chance: list[int]) -> tuple[str, ...]:
    """Transmission header: station serial, precedence and date-time group, FM, TO and INFO."""
    stamp, post = plan.created[cable], plan.post[cable]
    day, clock = date.fromisoformat(stamp[:10]), stamp[11:13] + stamp[14:16]
    precedence = "ROPZ"[chance[5] % 100 // 45 if chance[5] % 50 else 3]
    group = f"{day:%d}{clock}Z {_MONTHS[day.month - 1]} {day:%y}"
    lines = [
        f"VZCZCXRO{chance[6] % 10_000:04d}",
        f"{precedence * 2} {_indicator(chance[5] % 280)} {_indicator(chance[6] % 280)}",
        f"DE {_indicator(post)} #{plan.serial[cable] % 10_000:04d}/01 {day:%j}{clock}",
        f"ZNY {'UCS'[plan.classification[cable] // 2] * 5} ZZH",
        f"{precedence} {group}",
        f"FM AMEMBASSY {plan.posts[post].city}",
        f"TO RUEHC/SECSTATE WASHDC PRIORITY {chance[1] % 10_000:04d}",
    ]
    others = [(chance[0] + 37 * step) % len(plan.posts) for step in range(chance[2] % 9)]
    for step, other in enumerate(others):
        lead = "" if step else "INFO "
        lines.append(f"{lead}{_indicator(other)}/AMEMBASSY {plan.posts[other].city} {(chance[3] + other) % 10_000:04d}")
    return tuple(lines)


def _top(plan: Plan, cable: int, subject: str, sections: int, chance: list[int]) -> tuple[str, ...]:
    """Classification line, captions, E.O., TAGS, SUBJECT, REF, Classified By."""
    level, _, caveat = CLASSIFICATIONS[plan.classification[cable]][0].partition("//")
    year = int(plan.created[cable][:4])
    section = f"SECTION 01 OF {sections:02d} " if sections > 1 else ""
    order = next(number for last, number in _ORDERS if year < last)
    until = f"DECL: {chance[4] % 12 + 1:02d}/{chance[5] % 28 + 1:02d}/{year + 10}" if level != "UNCLASSIFIED" else "N/A"
    lines = [f"{_SPELLED[level]} {section}{plan.posts[plan.post[cable]].city} {plan.serial[cable]:06d}", "SIPDIS"]
    if caveat:
        lines.append("NOFORN" if caveat == "NOFORN" else "SENSITIVE")
    lines.append(f"E.O. {order}: {until}")
    lines += _fold("TAGS: " + " ".join(plan.tags[cable]))
    lines += _fold(f"SUBJECT: {subject}")
    items = [_mention(plan, cable, cited) for cited in plan.references[cable]]
    if len(items) == 1:
        lines.append(f"REF: {items[0]}")
    elif items:
        lines += _fold("REF: " + " ".join(f"{chr(65 + place)}. {item}" for place, item in enumerate(items)))
    if level != "UNCLASSIFIED":
        name = f"{name_of(900 + chance[6] % 300)} {name_of(1200 + chance[7] % 900)}"
        lines += _fold(f"Classified By: DCM {name}, reasons 1.4 (b) and (d).")
    return tuple(lines)


def _fold(line: str) -> list[str]:
    """Break a long line at spaces, as the transmission does."""
    lines = []
    while len(line) > _WIDTH:
        cut = line.rfind(" ", 0, _WIDTH)
        lines.append(line[:cut])
        line = line[cut + 1 :]
    return [*lines, line]


def source_text(draft: Draft) -> str:
    """The source file of a cable: meta lines, header, top, body with headings and page lines."""
    meta = f"{draft.id} {draft.created} {draft.released} {draft.classification} {draft.origin}"
    head = ["Reference ID Created Released Classification Origin", meta, "", *draft.header, ""]
    return "\n".join(head) + "\n" + " \n".join([*draft.top, *_body(draft), ""]).rstrip(" ")


def _body(draft: Draft) -> Iterator[str]:
    since, page = len(draft.top), 1
    for place, block in enumerate(draft.blocks):
        if draft.airy:
            yield ""
        if not block.number:
            yield from _heading(block.lines[0], place)
            continue
        for line_number, line in enumerate(block.lines):
            if since >= _PAGE_LINES and line_number:
                page += 1
                yield draft.page_line.format(page)
                since = 0
            yield line
            since += 1
    if draft.signature:
        yield draft.signature


def _heading(title: str, style: int) -> list[str]:
    """A rule below, rules above and below, or a broken rule as in the sample."""
    rule = "-" * len(title)
    return [[title, rule], [rule, title, rule], [rule[:-3] + " ---", title, rule[:-3] + " ---"]][style % 3]


def write_archive(count: int, folder: Path, seed: int = 1) -> None:
    """Write ``content/cables/*.txt``, and ``site.yml`` without and ``site-all.yml`` with text and JSON output."""
    cables = folder / "content" / "cables"
    cables.mkdir(parents=True, exist_ok=True)
    (folder / "site.yml").write_text(_SITE.format(extras="false"), encoding="utf-8")
    (folder / "site-all.yml").write_text(_SITE.format(extras="true"), encoding="utf-8")
    for draft in drafts(make_plan(count, seed)):
        with open(os.path.join(cables, draft.id + ".txt"), "wb") as file:  # noqa: PTH118, PTH123 - 3x as fast
            file.write(source_text(draft).encode())


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write an archive of invented cables.")
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.count < 1:
        parser.error("N must be at least 1")
    write_archive(options.count, options.folder, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
