"""Cables that take each step of parsing together are those that are parsed one by one."""

from __future__ import annotations

from cablepress import parse_cable
from cablepress.cable.parser import CableText, parse_cables

from .test_cases import NAMES, read_case


def test_together_or_one_by_one() -> None:
    """No cable sees anything of another, however much more there is to do for that one."""
    long = "1. (C) One.\n\n" + "A line. REF A.\n" * 5_000
    texts = [CableText(read_case(name), f"{name}.txt", name) for name in NAMES]
    texts = [*texts, CableText("", "empty.txt", "07ZENDA1"), CableText(long), *texts]
    assert parse_cables(texts) == [parse_cable(each.text, path=each.path, stem=each.stem) for each in texts]


def test_none_together() -> None:
    """Of no texts there are no cables."""
    assert parse_cables([]) == []
