"""Parsed cables come out of the file between the passes as they went in."""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cablepress.build.parse_task import parse_file
from cablepress.build.spill import WaitingCable, pack_cables, unpack_cables
from cablepress.errors import Problem
from cablepress.model import Addressee, Block, Cable, Cut, ExecutiveOrder, Header, Mark, Reference
from cablepress.pages.context import Source

REPO = Path(__file__).resolve().parents[2]
MOMENT = datetime(2007, 7, 9, 0, 9, tzinfo=UTC)
FULL = Cable(
    "07ASTANA1848",
    MOMENT,
    None,
    "SECRET//NOFORN",
    "Embassy Astana",
    subject="A \ud800 AND 政",
    tags=("PGOV",),
    captions=("SIPDIS",),
    references=(Reference("A", "ASTANA 1", "07ASTANA1", 3),),
    executive_order=ExecutiveOrder("12958", date(2017, 7, 9), "DECL: 07/09/2017", 4),
    reasons=("1.4(b)",),
    header=Header("VZ", 1, "VZ1", ("O", "P"), MOMENT, "FM", (Addressee("a", "b", "c", "d", "e"),)),
    blocks=(
        Block("paragraph", "par1", "One\ntwo.", 9, "1. (C) ", "", 1, "C", "summary", "", (Mark(0, 3, "term", "usg"),)),
        Block("prose", "u1", "Three.", 12),
    ),
    cut=(Cut("page-line", 11, "PAGE 02"),),
    problems=(Problem("warning", "odd", "is odd", "content/cables/07ASTANA1848.txt", 9, 1, "07ASTANA1848"),),
    invented=True,
    withdrawn_on=date(2012, 1, 1),
)


def kinds(value: object) -> object:
    """What a value is made of, by class, all the way down."""
    if isinstance(value, tuple):
        return type(value), [kinds(each) for each in value]
    if is_dataclass(value):
        return type(value), [kinds(getattr(value, field.name)) for field in fields(value)]
    return type(value)


def test_cables_are_what_they_were() -> None:
    """Those of the sample archive, one with a value in each field, and one with none; to the class of each record."""
    files = sorted((REPO / "content/cables").glob("*.txt"))
    names = [path.relative_to(REPO).as_posix() for path in files]
    parsed = [(name, cable) for name in names if (cable := parse_file(REPO, name)[0]) is not None]
    assert len(parsed) > 10
    empty = Cable("07X1", None, None, "", "")
    given = [
        WaitingCable(Source(name, "ab", "changed"), cable, "An excerpt", "text")
        for name, cable in [*parsed, ("a.txt", FULL), ("b.txt", empty)]
    ]
    found = list(unpack_cables(pack_cables(given)))
    assert found == given
    assert kinds(tuple(found)) == kinds(tuple(given))
    assert pickle.loads(pickle.dumps(given)) == found
    assert list(unpack_cables(pack_cables(given[-1:]))) == given[-1:]
    assert list(unpack_cables(pack_cables([]))) == []
