"""The text of a cable as its page shows it: blocks with their marks as HTML, contents, markings, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from cablepress.archive.permalinks import link_from_page
from cablepress.cable import codes
from cablepress.markup import content_html, escaped, safe
from cablepress.model import Block, MarkKind, new
from cablepress.pages.cable_context import BlockView, Item, TocEntry
from cablepress.pages.context import Explained

_NO_ID: Final = re.compile(r"[^A-Za-z0-9.]+")

_RANK: Final = {"U": 1, "F": 2, "L": 2, "C": 4, "S": 5, "T": 6}
"""How secret a portion is, by the first letter of its marking (``SBU`` is looked up whole)."""


class _Linked:
    """What the blocks so far have linked to its meaning: the first of each is a link, and its note leads back to it."""

    __slots__ = ("portions", "terms", "usual")

    def __init__(self, usual: str) -> None:
        self.usual = usual
        self.terms: set[str] = set()
        self.portions: set[str] = set()


def block_views(blocks: Sequence[Block], page: str, address: Callable[[str], str], usual: str) -> tuple[BlockView, ...]:
    """The blocks of a cable with their marks as HTML, for the page at ``page``.

    ``address`` gives the address of a named cable's page, or nothing.

    ``usual`` is the marking that most paragraphs have: the whole text is marked with it, so theirs need not be.
    """
    linked = _Linked(usual)
    return tuple([_block_view(block, page, address, linked) for block in blocks])


def _block_view(block: Block, page: str, address: Callable[[str], str], linked: _Linked) -> BlockView:
    kind, anchor, text, _, opening, closing, number, marking, role, within, marks = block
    html, items = _marked(block, page, address, linked.terms) if marks else (safe(content_html(text)), ())
    first = bool(marking) and marking not in linked.portions
    if first:
        linked.portions.add(marking)
    meaning = _portion_meaning(marking) if marking else ""
    beside = _opening_html(opening, anchor if number is not None else "", marking, first, marking == linked.usual)
    return new(
        BlockView,
        (kind, anchor, opening, html, closing, number, marking, meaning, beside, role, within, items),
    )


@lru_cache(maxsize=1 << 10)
def _portion_meaning(marking: str) -> str:
    return codes.portion_meaning(marking) or ""


@lru_cache(maxsize=1 << 13)
def _opening_html(opening: str, anchor: str, marking: str, first: bool, usual: bool) -> Markup:
    """``10, (C) ``: the number as a link to its paragraph, with the marking, or beside a link to the marking's meaning.

    All in one element, that can stand in the margin: the link itself, or where there are two links ``<b>``.
    """
    before, bracket, after = opening.rpartition("(")
    if not bracket or not marking or not _portion_meaning(marking):
        before, key, shown = opening, "", ""
    else:
        key, shown = escaped(portion_key(marking)), content_html(bracket + after.rstrip())
    # What is marked with nothing that is known has no colour, though the text around it has one.
    value = "" if usual and (key or not marking) else f" data-m={key}" if key else " data-m"
    note = f"<a id=p_{key} href=#m_{key}>{shown}</a>" if first and key else ""
    number = before.rstrip()
    if not anchor or not number:
        words = note or (f"<i{value}>{shown}</i>" if key else "")
        return safe(f"<b>{content_html(before)}{words}</b>{' ' if words else ''}") if opening else safe("")
    link, gap = f"<a href=#{escaped(anchor)}", content_html(before[len(number) :])
    if note:
        return safe(f"<b>{link}>{content_html(number)}</a>{gap}{note}</b> ")
    words = f"{content_html(number)}{gap}{shown}</a> " if key else f"{content_html(number)}</a>{gap}"
    return safe(f"{link}{value}>{words}")


def _marked(
    block: Block, page: str, address: Callable[[str], str], linked: set[str]
) -> tuple[Markup, tuple[Item, ...]]:
    """The text with its marks; what follows the first ``item`` mark goes into items."""
    text = block.text
    items: list[tuple[str, list[str]]] = [("", [])]
    end = 0
    for mark in block.marks:
        pieces = items[-1][1]
        pieces.append(content_html(text[end : mark.start]))
        words = text[mark.start : mark.end]
        end = mark.end
        if mark.kind == "item":
            items.append((words, []))
        elif mark.kind == "term" and mark.value in linked:
            pieces.append(content_html(words))
        else:
            pieces.append(_mark_html(mark.kind, mark.value, content_html(words), page, address))
            if mark.kind == "term":
                linked.add(mark.value)
    items[-1][1].append(content_html(text[end:]))
    first, *rest = ((marker, safe("".join(pieces))) for marker, pieces in items)
    return first[1], tuple(Item(marker, html) for marker, html in rest)


def _mark_html(kind: MarkKind, value: str, words: str, page: str, address: Callable[[str], str]) -> str:
    """HTML of one mark; ``words`` are HTML already.

    An element for each kind and no class: the style sheet tells the links apart by where they lead.
    """
    if kind == "page":
        return f"<i data-page={escaped(value)}></i>"
    if kind == "redaction":
        return f"<u>{words}</u>"
    if kind == "term":
        key = code_key(value)
        return f"<a id=t_{key} href=#term_{key}>{words}</a>"
    url = address(value)
    return f"<a href={escaped(link_from_page(url, page))}>{words}</a>" if url else words


def portion_key(marking: str) -> str:
    """The marking as part of an ``id``, and as the value of an attribute without quotation marks: it has no spaces."""
    return "_".join(marking.split())


def portion_markings(blocks: Sequence[Block]) -> dict[str, int]:
    """How many numbered paragraphs have each marking, in order of first appearance; those of other blocks count 0."""
    counts: dict[str, int] = {}
    for block in blocks:
        marking = block.portion_marking
        if marking and block.anchor:
            counts[marking] = counts.get(marking, 0) + (block.number is not None)
    return counts


def portion_counts(markings: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    """``(key, marking, paragraphs)`` of each, most first; ``markings`` as :func:`portion_markings` gives them."""
    return tuple(
        [(portion_key(name), name, count) for name, count in sorted(markings.items(), key=_most_first) if count]
    )


def _most_first(counted: tuple[str, int]) -> int:
    return -counted[1]


def explained_portions(counts: Iterable[str]) -> tuple[Explained, ...]:
    """The markings that have a meaning, in order of first appearance."""
    explained = (Explained(portion_key(marking), marking, _portion_meaning(marking)) for marking in counts)
    return tuple([each for each in explained if each.meaning])


@lru_cache(maxsize=1 << 10)
def code_key(code: str) -> str:
    """``1.4-b`` of ``1.4(b)``: a code as an ``id``."""
    return _NO_ID.sub("-", code).strip("-")


def explained_terms(blocks: Sequence[Block], origin: str) -> tuple[Explained, ...]:
    """The abbreviations of the text, each as it is printed first, explained as the post means it."""
    printed: dict[str, str] = {}
    for block in blocks:
        for mark in block.marks:
            if mark.kind == "term":
                printed.setdefault(mark.value, block.text[mark.start : mark.end])
    place = codes.place_of_origin(origin)
    country = place.country if place else ""
    return tuple(Explained(code_key(key), words, codes.term_at(key, country) or "") for key, words in printed.items())


def contents(blocks: Sequence[Block]) -> tuple[TocEntry, ...]:
    """The headings, each with the numbered paragraphs below it."""
    entries: list[tuple[str, str, list[Block]]] = [("", "", [])]
    for block in blocks:
        if block.kind == "heading":
            entries.append((block.anchor, " ".join(block.text.split()), []))
        elif block.kind == "paragraph":
            entries[-1][2].append(block)
    return tuple(
        TocEntry(anchor, title, tuple([(block.anchor, str(block.number)) for block in numbered]), _ranges(numbered))
        for anchor, title, numbered in entries
        if title or numbered
    )


def _ranges(numbered: Sequence[Block]) -> tuple[tuple[str, str, str], ...]:
    """Paragraphs whose numbers follow one another as one: 14, 15, 16 → ``14–16``."""
    ranges: list[tuple[str, str, str]] = []
    first = last = -2
    anchor = highest = ""
    for block in numbered:
        number, marking = block.number or 0, block.portion_marking
        if number == last + 1:
            last = number
            highest = marking if marking != highest and _rank(marking) > _rank(highest) else highest
            continue
        if anchor:
            ranges.append((anchor, _span(first, last), portion_key(highest)))
        first = last = number
        anchor, highest = block.anchor, marking
    return (*ranges, (anchor, _span(first, last), portion_key(highest))) if anchor else ()


def _span(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else str(first)


@lru_cache(maxsize=1 << 10)
def _rank(marking: str) -> tuple[int, int]:
    return 2 if marking.startswith("SBU") else _RANK.get(marking[:1], 0), len(marking)
