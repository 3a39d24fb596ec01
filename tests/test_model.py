"""The records that flow from stage to stage."""

from __future__ import annotations

from cablepress import parse_cable
from cablepress.cable.glossary import mark_abbreviations
from cablepress.model import Addressee, Block, Mark

CABLE = """VZCZCXRO3268
DE RUEHSU #0612/01 0451530
O 141530Z FEB 08
FM EMBASSY STRELSAU
TO RUEHC/SECSTATE WASHDC PRIORITY 5300

C O N F I D E N T I A L STRELSAU 000612

SUBJECT: A THING

1. (C) Poloff saw XXXXXXXXXXXX, as in 07 PARIS 12.

2. (C) He said:
-- this;
-- that.
"""


def test_records_are_whole() -> None:
    """``new`` makes a named tuple without looking at it: each has as many values as its class has fields."""
    cable = mark_abbreviations(parse_cable(CABLE, stem="08STRELSAU612"))
    records = [*cable.blocks, *cable.header.to, *[mark for block in cable.blocks for mark in block.marks]]
    assert {type(record) for record in records} == {Addressee, Block, Mark}
    assert [record for record in records if len(record) != len(record._fields)] == []
