"""Marks in the text: which words name another cable."""

from __future__ import annotations

import pytest

from cablepress.cable.text.marks import find_marks, item_marks


def mentions(text: str) -> list[str]:
    """The candidates of the mentions in a text of a cable of 2007 that names the post ZENDA itself."""
    (found,) = find_marks([text], "07", frozenset({"ZENDA"}))
    return [mark.value for mark in sorted(found) if mark.kind == "mention"]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("See 07ZENDA9 and 04STRELSAU31, and 7575LIBREVILLE1895.", "07ZENDA9 04STRELSAU31 7575LIBREVILLE1895"),
        ("See 2006STRELSAU0031.", "06STRELSAU31"),
        ("See 06 STRELSAU 612 for more, and 1979 BAD HENTZAU 3.", "06STRELSAU612 79BADHENTZAU3"),
        ("as told (06 STRELSAU\n612) before", "06STRELSAU612"),
        ("See Zenda 112, ZENDA 9 and 2005 Zenda 7.", "07ZENDA112 07ZENDA9 05ZENDA7"),
        ("as told (ASTANA 12), “Zenda 112” and [Cairo 345]", "07ASTANA12 07ZENDA112 07CAIRO345"),
        ("as in 06 Astana 12 and ASTANA 1838", "06ASTANA12 07ASTANA1838"),
    ],
)
def test_mentions(text: str, candidates: str) -> None:
    """An ID in one word, or with year, post and number, names a cable; without a year the post must be known."""
    assert mentions(text) == candidates.split()


@pytest.mark.parametrize(
    "text",
    [
        "the STRELSAU 612 is a train",
        "on 15 STRELSAU 612 people and 45 STRELSAU 12 met",
        "under 10 USC 2345, 08 FAM 120 and 05 UNSCR 1718",
        "sent on 09 JUN 08 and 10 MAY 2007",
        "ten 10 MIG 29 aircraft",
        "IN 2008 EXPORTS 300 TONS, ALL IN CAPITALS",
        "part 45ABC123, lot 3000ABC7, key a07ZENDA9 and 07ZENDA9x",
        "07ZENDA0",
        "SECTION 01 OF 03 STRELSAU 612",
        "in 05 STRELSAU 6.5 and 07/06 STRELSAU 612",
    ],
)
def test_no_mentions(text: str) -> None:
    """Without a year of the archive's time, a post in capitals that stand out and a number nothing is guessed."""
    assert mentions(text) == []


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("-- wine\n-- Cheese\n-- Bread", ["-- ", "-- ", "-- "]),
        ("-- wine,\n-- cheese and\n-- bread", ["-- ", "-- ", "-- "]),
        ("-- wine that is\n-- old and dear. \n-- cheese", ["-- "]),
        ("-- wine.\n-- old cheese", ["-- ", "-- "]),
        ("A. The cook, who came to the castle with the Duke and with J\nB. Sapt, is heard.\nC. Wine", ["A. ", "C. "]),
        ("A. Wine\nB. Cheese", ["A. ", "B. "]),
        ("¶A. Wine\n¶B. Cheese", ["¶A. ", "¶B. "]),
    ],
)
def test_items(text: str, markers: list[str]) -> None:
    """A dash before a small letter or an initial at the start of a wrapped line begins no item of a list."""
    assert [text[mark.start : mark.end] for mark in item_marks(text)] == markers


def test_redactions() -> None:
    """A redaction is marked in capitals, in small letters, with one capital, and in brackets."""
    text = "XXXXXXXXXXXX, xxxxx and Xxxxxx met [NAME REMOVED] and [the cook], XXX."
    (found,) = find_marks([text], "07")
    assert [text[mark.start : mark.end] for mark in sorted(found)] == [
        "XXXXXXXXXXXX",
        "xxxxx",
        "Xxxxxx",
        "[NAME REMOVED]",
    ]
