"""No text takes more than linear time: fragments pumped to 80,000 characters, each in several places of a cable."""

from __future__ import annotations

import gc

import pytest
from support import cpu_seconds, frozen_heap

from cablepress import parse_cable

SIZE = 80_000
SECONDS = 1.0
"""For one text of that size; a quadratic rule takes many times as long, a linear one a tenth."""
TABLE = (
    "Reference ID Created Released Classification Origin\n"
    "07STRELSAU612 2007-02-14 09:15 2011-08-30 01:44 CONFIDENTIAL Embassy Strelsau\n\n"
)
HEADER = "P 140915Z FEB 07\nFM AMEMBASSY STRELSAU\nTO SECSTATE WASHDC\n\n"
HEAD = f"{TABLE}{HEADER}C O N F I D E N T I A L STRELSAU 000612\n\n"
PLACES = {
    "file": "",
    "table": "Reference ID Created Released Classification Origin\n07STRELSAU612 ",
    "header": f"{TABLE}FM AMEMBASSY STRELSAU\nTO ",
    "classification": f"{TABLE}{HEADER}UNCLAS STRELSAU 000612 ",
    "record": f"{TABLE}{HEADER}id: 1\nrefid: 07STRELSAU612\n",
    "row": f'{TABLE}{HEADER}1,2/14/2007 9:15,07STRELSAU612,"Embassy Strelsau",CONFIDENTIAL,',
    "order": f"{HEAD}E.O. 12958: ",
    "tags": f"{HEAD}TAGS: ",
    "subject": f"{HEAD}SUBJECT: ",
    "references": f"{HEAD}SUBJECT: X\nREF: ",
    "statement": f"{HEAD}SUBJECT: X\nClassified By: ",
    "text": f"{HEAD}SUBJECT: X\n\n1. (C) ",
}
FRAGMENTS = (
    *(
        "1.4 (b) ",
        "1.4",
        "1.4 (a),(b) ",
        "REF: ",
        "REF A ",
        "A. ZENDA 1 ",
        "B. ",
        "(A) ",
        "¶B. ZENDA 1\n",
        "ZENDA 12, ",
    ),
    *(
        "ZENDA 12 AND 13 ",
        "(",
        "(C) The boats lie still and he told us so.\n",
        "SUBJECT: ",
        "TAGS: PREL\n",
        "PREL",
        "X",
    ),
    *(
        "Classified by ",
        "CLASSIFIED BY DCM ",
        "SIPDIS",
        "SIPDISE.O. 12958:TAGS: ",
        "OLD CLOCK, ",
        "UNCLAS ",
        "A ",
        "...",
    ),
    *(
        "C O N F I D E N T I A L ",
        "UNCLAS ZENDA 0001 ",
        "SECRET\n",
        "...\n",
        "\\\n",
        '""',
        '","',
        ",",
        "\t",
        "|",
        "\u2028",
    ),
    *(
        "id: 1\nrefid: 07STRELSAU612\n",
        "07STRELSAU612\nEmbassy Strelsau\nCONFIDENTIAL\n",
        "ID:1 Cable dated:2009-01-01",
    ),
    *(
        "1\t2007-02-14 09:15:00\t07STRELSAU612\tE S\tCONFIDENTIAL\t\t",
        "From:\tx\n",
        "Subject:\tx\n",
        "INFO XMT ",
        "RUEHC/",
    ),
    *(
        "PAGE 02 ZENDA 01234 121430Z\n",
        "2007-02-14 09:15 ",
        "9 July 2007 ",
        "PLEASE HANDLE ACCORDINGLY ",
        "THE BOATS LIE.\n",
    ),
    *(
        "A-077 ",
        "JULY 4, 1972 ",
        "1\n2\nTAGS: PGOV\n",
        "A\nA\nREF: A. ZENDA 1\n",
        "-----\nSIPDIS\n",
        "S E C R E T PAGE 02 A",
    ),
)


@pytest.mark.parametrize("number", range(len(FRAGMENTS)))
def test_a_pumped_fragment_takes_linear_time(number: int) -> None:
    """A fragment in three places, which differ from one fragment to the next, so that all are tried."""
    fragment = FRAGMENTS[number]
    names = list(PLACES)
    places = [names[(number + step) % len(names)] for step in (0, 4, 8)]
    with frozen_heap():
        slow = [place for place in places if _seconds(PLACES[place] + fragment * (SIZE // len(fragment))) > SECONDS]
    assert slow == [], repr(fragment)


def test_page_lines_before_any_paragraph_take_linear_time() -> None:
    """All lines between them are one block, whose marks are placed in one pass."""
    text = "ZENDA 00000999  001.2 OF 003\nx\n" * (10 * SIZE // 31)
    with frozen_heap():
        assert _seconds(f"{HEAD}SUBJECT: X\n\n{text}") < 2 * SECONDS


def _seconds(text: str) -> float:
    return cpu_seconds(lambda: parse_cable(text, stem="x"))


@pytest.mark.parametrize("enabled", [True, False])
def test_a_large_text_leaves_the_search_for_cycles_as_it_was(enabled: bool) -> None:
    """While it is read there is none, which would take a third of the time; who had it off keeps it off."""
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        searches = sum(each["collections"] for each in gc.get_stats())
        parse_cable(f"{HEAD}SUBJECT: X\n\n" + "x\n\n" * SIZE)
        assert sum(each["collections"] for each in gc.get_stats()) - searches < 3
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
