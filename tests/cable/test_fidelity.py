"""Nothing is lost: blocks and cuts, put together, are the body, for real cables and 10,000 mutations of them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablepress import parse_cable
from cablepress.cable.fidelity import lost_text

from .shared import sample, seed
from .test_cases import NAMES, read_case

Lines = list[str]
CHUNKS = 20
PER_CHUNK = 500
DEBRIS = (
    *("&amp;", "&lt;", "&#x", "&#10;", "&am", "p;", "000A;", "XXXXXXXXXXXX", "¶", "--", "//", "----------", "---"),
    *("Q", "\x0c", "\u2028", "\r", "\ufeff", "NNNN", "SIPDIS", "(", ")", "[", "1.", "12. (C)", "ASTANA\u00a000001848"),
    *("E.O.", "TAGS:", "REF:", "SUBJECT:", "FM ", "PAGE ", "Reference ID", " ASTANA 00001848  002 OF 003 "),
)


def swap(lines: Lines, rng: random.Random) -> Lines:
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return lines


def drop(lines: Lines, rng: random.Random) -> Lines:
    begin = rng.randrange(len(lines))
    return lines[:begin] + lines[begin + rng.randint(1, 6) :]


def double(lines: Lines, rng: random.Random) -> Lines:
    begin = rng.randrange(len(lines))
    return lines[:begin] + lines[begin : begin + rng.randint(1, 6)] + lines[begin:]


def truncate(lines: Lines, rng: random.Random) -> Lines:
    return lines[: rng.randrange(1, len(lines) + 1)]


def rewrap(lines: Lines, rng: random.Random) -> Lines:
    width = rng.choice((30, 60, 72, 500, 100000))
    wrapped = [""]
    for word in " ".join(lines[3:]).split(" "):
        if len(wrapped[-1]) + len(word) > width:
            wrapped.append(word)
        else:
            wrapped[-1] = f"{wrapped[-1]} {word}"
    return lines[:3] + wrapped


def no_blank_lines(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if line.strip()] or [""]


def change_case(lines: Lines, rng: random.Random) -> Lines:
    begin = rng.randrange(len(lines))
    change: Callable[[str], str] = rng.choice((str.upper, str.lower, str.title))
    return lines[:begin] + [change(line) for line in lines[begin:]]


def put_debris(lines: Lines, rng: random.Random) -> Lines:
    row = rng.randrange(len(lines))
    column = rng.randrange(len(lines[row]) + 1)
    lines[row] = lines[row][:column] + rng.choice(DEBRIS) + lines[row][column:]
    return lines


def join(lines: Lines, rng: random.Random) -> Lines:
    row = rng.randrange(len(lines))
    return [*lines[:row], " ".join(lines[row : row + 2]), *lines[row + 2 :]]


CHANGES = (swap, drop, double, truncate, rewrap, no_blank_lines, change_case, put_debris, join)


def mutate(text: str, number: int) -> str:
    """The mutation of that number, the same on every machine."""
    rng = random.Random(number)
    lines = text.split("\n")
    for _ in range(rng.randint(1, 4)):
        lines = rng.choice(CHANGES)(lines, rng) or [""]
    return "\n".join(lines)


def check(texts: list[str], numbers: range) -> None:
    for number in numbers:
        text = mutate(texts[number % len(texts)], number)
        assert lost_text(text, parse_cable(text, stem="x")) == "", f"mutation {number}"


@pytest.mark.real
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutations_of_real_cables(chunk: int) -> None:
    """Lines swapped, dropped, doubled, truncated, re-wrapped, joined, in other case: nothing raises or is lost."""
    texts = [text for text in sample().values() if len(text) < 14_000]
    check([*texts, seed()], range(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK))


@pytest.mark.parametrize("chunk", range(2))
def test_mutations_of_invented_cables(chunk: int) -> None:
    """The same holds for the seed and the invented cases, so it is tested without the real cables too."""
    check([*map(read_case, NAMES), seed()], range(chunk * 500, (chunk + 1) * 500))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(alphabet="1234.()-CSU/ \n\n\rXx&#a;:ABREF\t*=–“’é\u2028\x00", max_size=300))
def test_any_text(text: str) -> None:
    """Any text at all is parsed, and nothing of it is lost."""
    assert lost_text(text, parse_cable(text, stem="x")) == ""


ROW = (
    '1,"1/2/2007 9:15","07STRELSAU612","{origin}","SECRET","06ROME1","FM A\nTO B","S E C R E T ZENDA 1\n\n'
    '1. (S) {text}"'
)
ABSTRACT_AND_RECORD = (
    "FM AMEMBASSY STRELSAU\n\nUNCLAS STRELSAU 000612 SUBJECT: SAPT &amp; SONS 1. (U) ... id: 7 date: 2/14/2007 9:15 "
    "refid: 07STRELSAU612 origin: Embassy Strelsau classification: UNCLASSIFIED destination: header: "
    "FM AMEMBASSY STRELSAU ------------- header ends ------------- UNCLAS STRELSAU 000612\n\n"
    "SUBJECT: SAPT &amp; SONS\n\n1. (U) They are late."
)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("1. (C) One \\ and\\\ntwo \\ and\\\nthree \\ and\\\nfour.", "dump-escape"),
        (
            ROW.format(origin="Embassy Strelsau", text='He said ""so it is"" and ""so it goes"".'),
            "dump-escape dump-record",
        ),
        (ROW.format(origin="Sapt &amp; Sons", text="One &amp; two"), "dump-escape dump-record"),
        (ABSTRACT_AND_RECORD, "dump-abstract dump-record"),
        (
            "1. (C) One goes on &am\np; on STRELSAU 00000612  002 OF 003 and on.\n\n2. (C) Two.",
            "broken-entity page-line",
        ),
    ],
)
def test_what_is_cut_of_a_line_is_found_in_it(text: str, reasons: str) -> None:
    """The same signs may stand in it once more, entities in what was cut or in the rest, and a line may be two."""
    cable = parse_cable(text, stem="07STRELSAU612")
    assert sorted({cut.reason for cut in cable.cut}) == reasons.split()
    assert lost_text(text, cable) == ""


def test_loss_is_noticed() -> None:
    """The proof fails when a block is missing, so that it proves something."""
    cable = parse_cable(seed(), stem="x")
    fewer = cable.blocks[:5] + cable.blocks[6:]
    broken = type(cable)(**{**{name: getattr(cable, name) for name in cable.__slots__}, "blocks": fewer})
    assert lost_text(seed(), cable) == ""
    missing = cable.blocks[5]
    assert lost_text(seed(), broken).startswith("".join(f"{missing.opening}{missing.text}".split())[:60])
