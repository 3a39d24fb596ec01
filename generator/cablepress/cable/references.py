"""The REF line: its items, and the ID that each would have."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from cablepress.cable import codes
from cablepress.model import Reference

_LABEL = re.compile(r"(?:(?<=^)|(?<=[\s;,:]))[(\[]?(?P<label>[A-Za-z])[.):\]]{1,2}[ \t]{0,4}")
_CABLE = re.compile(
    r"(?<![A-Za-z0-9.#/-])(?:(?P<year>[0-9]{4}|'?[0-9]{2})[ -]?)?"
    r"(?P<post>(?:[A-Za-z][A-Za-z'.]{2,20}|(?i:UN|US|LA|ST|HO)(?= ))(?:[ -][A-Za-z'.]{2,20}){0,3})"
    r"[ -]{1,3}(?P<number>[0-9]{1,7})(?![0-9/]|[.:-][0-9])"
)
_WHOLE_ID = re.compile(
    r"(?<![A-Za-z0-9])(?P<year>[0-9]{2}|[0-9]{4})(?P<post>[A-Z]{3,24})(?P<number>[0-9]{1,7})(?![A-Za-z0-9])"
)
"""A Reference ID written in one word: ``07STRELSAU612``, also the odd ``7575LIBREVILLE1895``."""
_SPLIT = re.compile(r"[;,:]\s|\n")


def parse_references(rows: list[tuple[int, str]], year: str) -> tuple[Reference, ...]:
    """The items of a REF line in ``rows`` of line number and text (the keyword taken off).

    Labels are taken in their order only (A, B, C …), so that an initial is none. ``year`` is the citing
    cable's, two digits: it is meant where an item has no year, by the convention of the REF line.
    """
    text = "\n".join([row for _, row in rows])
    ends = list(accumulate(len(row) + 1 for _, row in rows))
    places = _labels(text)
    if not places:
        return tuple(
            item
            for start, end in _pieces(text)
            for item in _items("", text[start:end], _line_of(rows, ends, start), year)
        )
    found: list[Reference] = []
    if text[: places[0][0]].strip(" .;,\n"):
        found.extend(_items("", text[: places[0][0]], rows[0][0], year))
    for (_, begin, label), following in zip(places, [*(place[0] for place in places[1:]), len(text)], strict=True):
        found.extend(_items(label, text[begin:following], _line_of(rows, ends, begin), year))
    return tuple(found)


def candidate_id(year: str, post: str, number: str) -> str:
    """``07`` + ``ASTANA`` + ``1838``, the number without leading zeros; empty if the words name no post."""
    token = codes.post_token(post) if year else ""
    return f"{year[-2:]}{token}{int(number)}" if token and int(number) else ""


def whole_id(year: str, post: str, number: str) -> str:
    """The candidate of an ID printed in one word: as printed, but for aliases, zeros and a year of this age in full.

    ``7575`` is no year in full; an odd ID is kept as it was published.
    """
    token = codes.posts().get(post, post)
    return f"{year[-2:] if year[:2] in ('19', '20') else year}{token}{int(number)}" if int(number) else ""


def _labels(text: str) -> list[tuple[int, int, str]]:
    """``(start, end, label)`` of the labels, in alphabetical order; a doubled label (``A. (A)``) is one."""
    places: list[tuple[int, int, str]] = []
    expected = "A"
    for match in _LABEL.finditer(text):
        label = match["label"].upper()
        if label == expected:
            places.append((match.start(), match.end(), label))
            expected = chr(ord(expected) + 1)
        elif places and label == places[-1][2] and match.start() - places[-1][1] <= 1:
            places[-1] = (places[-1][0], match.end(), label)
    return places


def _pieces(text: str) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _SPLIT.finditer(text):
        pieces.append((start, match.start()))
        start = match.end()
    pieces.append((start, len(text)))
    return pieces


def _line_of(rows: list[tuple[int, str]], ends: list[int], place: int) -> int:
    return rows[min(bisect_right(ends, place), len(rows) - 1)][0]


def _items(label: str, text: str, line: int, year: str) -> list[Reference]:
    """One reference for each cable that the words of one item name, else one without a candidate."""
    words = " ".join(text.split()).strip(" ;,")
    if not words:
        return []
    named = [
        (match.start(), candidate_id((match["year"] or year).lstrip("'"), match["post"], match["number"]))
        for match in _CABLE.finditer(words)
    ]
    named += [(match.start(), whole_id(*match.groups())) for match in _WHOLE_ID.finditer(words)]
    found = [candidate for _, candidate in sorted(named) if candidate]
    if len(found) <= 1:
        return [Reference(label, words, found[0] if found else "", line)]
    return [Reference(label, words, candidate, line) for candidate in found]
