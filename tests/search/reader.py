"""A second reader of the index, written from docs/search.md alone: what other tools would do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Posting(NamedTuple):
    """One field of one document with a term, as the index has it."""

    term: str
    field: str
    document: int
    length: int
    count: int


def arguments(path: Path) -> list[Any]:
    """The values in an index file, without its name."""
    text = path.read_text(encoding="ascii")
    values: list[Any] = json.loads("[" + text.removeprefix("Cablepress.shard(").rstrip("\n").removesuffix(");") + "]")
    assert values[0] == str(path).partition("search/")[2].removesuffix(".js")
    return values[1:]


class Digits:
    """Reads numbers from printable text, one after the other."""

    def __init__(self, text: str) -> None:
        self.digits = [57 if char == "!" else ord(char) - 35 for char in text]
        self.place = 0

    def more(self) -> bool:
        return self.place < len(self.digits)

    def digit(self) -> int:
        self.place += 1
        return self.digits[self.place - 1]

    def number(self) -> int:
        digit = self.digit()
        return digit if digit < 60 else digit + 32 * self.number()

    def bits(self) -> Iterator[int]:
        """Bits of digits from here on; take them all from one call."""
        while True:
            digit = self.digit()
            yield from (digit >> place & 1 for place in range(5, -1, -1))


def rice(bits: Iterator[int], k: int) -> int:
    high = 0
    while next(bits):
        high += 1
    for _ in range(k):
        high = high << 1 | next(bits)
    return high


def parameter(mean: int) -> int:
    return max(mean.bit_length() - 1, 0)


def words(text: str) -> list[str]:
    found: list[str] = []
    for item in text.split(" ") if text else []:
        shared = Digits(item[0]).digit()
        found.append((found[-1][:shared] if found else "") + item[1:])
    return found


def read_list(digits: Digits, documents: int, lengths: list[int] | None) -> list[tuple[int, int]]:
    """Documents and codes of one list; ``lengths`` of all bodies for a list of the body."""
    size = digits.number()
    total = sum(lengths or [])
    if 3 * size >= documents:
        found: list[tuple[int, int]] = []
        document = 0
        while len(found) < size:
            code = digits.number()
            found += [(document, code)] if code else []
            document += 1
        return found
    head = digits.number()
    exceptions, code_k = head >> 3, head & 7
    bits = digits.bits()
    document, place = -1, -1
    at, codes = [], [1] * size
    for _ in range(size):
        mean = total // (size * max(lengths[max(document, 0)], 1)) if lengths else documents // size
        document += rice(bits, parameter(mean)) + 1
        at.append(document)
    places = []
    for _ in range(exceptions):
        place += rice(bits, parameter((size - exceptions) // exceptions)) + 1
        places.append(place)
    for place in places:
        codes[place] = rice(bits, code_k) + 2
    return list(zip(at, codes, strict=True))


def read_postings(search: Path) -> Iterator[Posting]:
    """All postings of the index in the folder ``search``."""
    (manifest,) = arguments(search / "manifest.js")
    folder, fields = search / manifest["folder"], manifest["fields"]
    lengths: list[int] = []
    digits, length = Digits(manifest["lengths"]), 0
    while digits.more():
        length += digits.number()
        lengths += [length] * digits.number()
    pairs = {}
    for field in fields:
        if "pairs" in field:
            digits, numbers = Digits(field["pairs"]), []
            while digits.more():
                numbers.append(digits.number())
            pairs[field["name"]] = list(zip(numbers[::2], numbers[1::2], strict=True))
    firsts = words(manifest["shards"])
    for number, first in enumerate(firsts):
        front, numbers_text = arguments(folder / f"s{number}.js")
        terms, digits = words(front), Digits(numbers_text)
        assert terms[0] == first
        for term in terms:
            digits.number()  # place in the document
            mask = digits.number()
            for i, field in enumerate(fields):
                if mask >> i & 1:
                    name = field["name"]
                    known = None if name in pairs else lengths
                    for document, code in read_list(digits, manifest["documents"], known):
                        length, count = pairs[name][code - 1] if name in pairs else (lengths[document], code)
                        yield Posting(term, name, document, length, count)
        assert not digits.more()
