"""What is printed twice at length is no abstract: that is short."""

from __future__ import annotations

import pytest

from .rule_cases import parse

HEAD = "UNCLAS STRELSAU 000612\n\n1. (U) "
RECORD = "refid: 07STRELSAU612\n---- header ends ----\n"


def _long(letters: int) -> str:
    """A text of about so many letters, which does not repeat itself."""
    return " ".join(f"Ferry {number} is late." for number in range(letters // 14))


@pytest.mark.parametrize(
    ("letters", "between", "cut"),
    [
        (300, "", ["dump-abstract"]),
        (1_300, "", []),
        (300, RECORD, ["dump-record", "dump-record", "dump-abstract"]),
        (1_300, RECORD, ["dump-record", "dump-record", "dump-abstract"]),
        (1_700, RECORD, ["dump-record", "dump-record"]),
    ],
)
def test_a_long_text_that_is_printed_twice_is_kept(letters: int, between: str, cut: list[str]) -> None:
    """Without a record between the two, 1,500 characters are too many; with one, 1,500 letters."""
    text = f"{HEAD}{_long(letters)}"
    cable = parse(f"{text}...\n\n{between}{text} So it goes.\n")
    assert sorted(piece.reason for piece in cable.cut) == sorted(cut)
