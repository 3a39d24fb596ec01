"""Case files: ``cases/NAME.txt`` parses to ``cases/NAME.json``. All text in them is invented.

To add a case, write a text and run ``CABLEPRESS_UPDATE_CASES=1 python -m pytest tests/cable/test_cases.py``,
then read the new JSON as if it were code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import cablepress.cable
from cablepress import parse_cable
from cablepress.cable.fidelity import lost_text
from cablepress.model import Block, Cable

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))


def record(cable: Cable) -> dict[str, Any]:
    """All that was read, without what is empty, in a form that makes a short diff."""
    fields = {
        "id": cable.id,
        "created": cable.created and cable.created.isoformat(),
        "released": cable.released and cable.released.isoformat(),
        "classification": cable.classification,
        "origin": cable.origin,
        "subject": cable.subject,
        "tags": list(cable.tags),
        "captions": list(cable.captions),
        "references": [f"{r.label}|{r.text}|{r.candidate}|{r.line}" for r in cable.references],
        "executive_order": cable.executive_order and [str(value) for value in cable.executive_order],
        "classified_by": cable.classified_by,
        "reasons": list(cable.reasons),
        "header": header(cable),
        "blocks": [block_record(block) for block in cable.blocks],
        "cut": [f"{cut.reason}|{cut.line}|{cut.text}" for cut in cable.cut],
        "problems": [str(problem) for problem in cable.problems],
        "given": {
            name: getattr(cable, name)
            for name in ("note", "source_note", "supersedes", "withdrawn", "invented", "draft")
            if getattr(cable, name)
        },
    }
    return {name: value for name, value in fields.items() if value}


def header(cable: Cable) -> dict[str, Any]:
    head = cable.header
    if not head.text:
        return {}
    return {
        "line": head.line,
        "transmission_id": head.transmission_id,
        "precedence": list(head.precedence),
        "date_time_group": head.date_time_group and head.date_time_group.isoformat(),
        "from": head.from_,
        "to": [list(addressee) for addressee in head.to],
        "info": [list(addressee) for addressee in head.info],
    }


def block_record(block: Block) -> dict[str, Any]:
    values = {**block._asdict(), "marks": [f"{m.kind} {m.start}-{m.end} {m.value}".strip() for m in block.marks]}
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def read_case(name: str) -> str:
    with (CASES / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    """The text of a case parses to the record beside it."""
    found = record(parse_cable(read_case(name), path=f"{name}.txt", stem=name))
    expected = CASES / f"{name}.json"
    if os.environ.get("CABLEPRESS_UPDATE_CASES"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_the_package_gives_its_parser() -> None:
    """Without another import; of other names it says what Python says of them."""
    assert cablepress.cable.parse_cable("1. (U) One.").blocks[0].number == 1
    assert not hasattr(cablepress.cable, "parse_cables")


@pytest.mark.parametrize("name", NAMES)
def test_case_loses_nothing(name: str) -> None:
    """No character of a case's body is lost."""
    text = read_case(name)
    assert lost_text(text, parse_cable(text, stem=name)) == ""
