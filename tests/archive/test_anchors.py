"""The anchor manifest."""

from __future__ import annotations

import json

from cablepress import parse_cable
from cablepress.archive.anchors import format_anchors, merge_anchors, missing_anchors, parse_anchors


def test_missing_anchors_are_reported() -> None:
    """An anchor that was published and is no more is reported, a new one is not."""
    problems = missing_anchors(
        {"09A1": ["par1", "par2", "u1"], "09A2": ["par1"]}, {"09A1": ["par1", "par3"]}, path="anchors.json"
    )
    assert [(problem.code, problem.cable_id, problem.level) for problem in problems] == [
        ("anchor-missing", "09A1", "warning"),
        ("cable-missing", "09A2", "warning"),
    ]
    assert "par2, u1" in problems[0].message
    assert missing_anchors({"09A1": ["par1"]}, {"09A1": ["par1", "par2"]}) == []


def test_text_is_deterministic() -> None:
    """The same anchors give the same text in any order, and it reads back."""
    anchors = {"09B1": ("par1", "u1"), "09A1": ("par1",)}
    text = format_anchors(anchors)
    assert text == format_anchors(dict(reversed(anchors.items())))
    assert text.index("09A1") < text.index("09B1")
    assert json.loads(text) == {"version": 1, "cables": {"09A1": ["par1"], "09B1": ["par1", "u1"]}}
    assert parse_anchors(text) == (anchors, [])
    assert parse_anchors(format_anchors({})) == ({}, [])


def test_merged_anchors_keep_what_was_published() -> None:
    """A manifest that is written anew forgets no anchor and no cable."""
    merged = merge_anchors({"A": ["par1", "par9"], "B": ["par1"]}, {"A": ["par1", "par2"], "C": ["u1"]})
    assert merged == {"A": ("par1", "par2", "par9"), "B": ("par1",), "C": ("u1",)}


def test_broken_manifests() -> None:
    """A broken manifest is an error with its place."""
    endless = f'{{"version":{"1" * 6000}}}'
    for text in ("{", "[]", '{"version":2,"cables":{}}', '{"version":1,"cables":{"A":"par1"}}', "[" * 100_000, endless):
        found, problems = parse_anchors(text)
        assert found == {}
        assert [problem.code for problem in problems] == ["anchors-broken"]


def test_anchors_do_not_move_with_the_top() -> None:
    """Fields at the top have no anchors of their own, so one more caption moves none."""
    text = "C O N F I D E N T I A L ASTANA 000001\n{}SUBJECT: X\n\n1. (C) One.\n\nMore of it.\n\n- a list\n"
    plain, more = (parse_cable(text.format(top), stem="07ASTANA1") for top in ("", "SIPDIS\nNOFORN\nTAGS: PGOV\n"))
    anchors = [block.anchor for block in plain.blocks if block.anchor]
    assert anchors == ["par1", "u1", "u2"]
    assert [block.anchor for block in more.blocks if block.anchor] == anchors
