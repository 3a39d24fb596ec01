"""Invented texts to look for one that a rule matters to: cables put together from known forms, and edited at random."""

from __future__ import annotations

import ast
import random
import re
import re._constants as sre
import re._parser as sre_parser
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MOST_BASES = 400
"""Of all lengths; more are more of the same."""
_TOP = """C O N F I D E N T I A L STRELSAU 000612

SIPDIS

E.O. 12958: DECL: 02/14/2018
TAGS: PREL, RZ
SUBJECT: A CLOCK
"""
_FORMS = (
    f"{_TOP}\nREF: A. STRELSAU 301 B. 06 ZENDA 9\n\nClassified By: CDA Nemo, reasons 1.4 (b) and (d).\n\n1. (C) One.\n",
    f"{_TOP}\n1. (C) One goes\non.\n\nTHE CLOCK\n---------\n\n2. (C) Two.\n\n-- first;\n-- second.\n\nNEMO\n",
    f"{_TOP}\n1. One.\n2. Two.\n3. Three.\n",
    (
        "---\nid: 07STRELSAU612\ncreated: 2007-07-09T00:09Z\ntags: [PREL, RZ]\ndraft: false\n"
        "references:\n- STRELSAU 301\nnote: slow\n---\nOne.\n"
    ),
    "UNCLAS STRELSAU 000612\n\nSUBJECT: A CLOCK\n\nNo number stands here.\n\nA SECOND CLOCK\n\nNor here.\n",
)
_RULES = ("-------", "---------", "*****", "=====", "- - - -", "______")
_WORDS = (
    *("the clock is slow", "eleven minutes", "A. STRELSAU 301", "B. 06 ZENDA 9", "STRELSAU", "ZENDA", "ASTANA", "1975"),
    *("(C)", "(S/NF)", "(SBU)", "1.", "2.", "3. (C)", "¶", "--", "//", ":", ";", ",", ".", "-", "and", "AND"),
    *("NEMO", "PENHALLOW", "THE GREAT CLOCK", "Comment:", "End summary.", "Summary:", "SIPDIS", "NOFORN", "He said:"),
    *("ref A", "REFTEL", "septel"),
)


def bases() -> list[str]:
    """Invented cables that are in the project, the shortest first."""
    found = set(_FORMS)
    for folder in ("tests/cable/cases", "content/cables", "tests/golden/source/content/cables"):
        for path in (ROOT / folder).rglob("*.txt"):
            if path.stem != "07ASTANA1848" and path.stat().st_size < 8000:
                found.add(path.read_text(encoding="utf-8", errors="replace"))
    for path in (ROOT / "tests" / "cable").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and 8 < len(node.value) < 4000:
                found.update((node.value, f"{_TOP}\n{node.value}\n"))
    texts = sorted((text for text in found if "\n" in text), key=lambda text: (len(text), text))
    return texts[:: len(texts) // MOST_BASES + 1]


def words_of_sources(folder: Path) -> list[str]:
    """The words that the parser's sources name, as pieces to put into texts."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 40:
                found.add(node.value)
    return sorted(word for word in found if "\n" not in word and word.isprintable() and "(?" not in word)


def words_of(source: str) -> list[str]:
    """The texts in a piece of source, and each with something behind it."""
    words = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    texts = [word for word in words if isinstance(word, str) and word]
    return [*texts, *(f"{text.strip()} {more}" for text in texts for more in ("STRELSAU", "12", "1.4 (b)"))]


class Writer:
    """Makes up texts; the same ones for the same seed."""

    def __init__(self, seed: int, pieces: Sequence[str], own: Sequence[str] = ()) -> None:
        """``pieces`` are put in now and then, ``own`` often."""
        self.chance = random.Random(seed)
        self.pieces = [*pieces, *_WORDS]
        self.own = list(own)

    def piece(self) -> str:
        if self.own and self.chance.random() < 0.6:
            return self.chance.choice(self.own)
        return self.chance.choice(self.pieces)

    def edited(self, text: str) -> str:
        """``text`` with one to four edits."""
        lines = text.split("\n")
        for _ in range(self.chance.choice((1, 1, 2, 2, 3, 4))):
            lines = self._edit(lines) or [""]
        return "\n".join(lines)[:6000]

    def _edit(self, lines: list[str]) -> list[str]:
        at = self.chance.randrange(len(lines))
        if self.chance.random() < 0.45:
            return self._moved(lines, at)
        return [*lines[:at], self._changed(lines[at]), *lines[at + 1 :]]

    def _moved(self, lines: list[str], at: int) -> list[str]:
        """Lines taken out, put in, joined, parted, repeated or exchanged."""
        chance = self.chance
        begin = chance.randrange(len(lines))
        place = chance.randrange(len(lines[at]) + 1)
        following = lines[at + 1] if at + 1 < len(lines) else ""
        ways: Sequence[Callable[[], list[str]]] = (
            lambda: lines[:at] + lines[at + chance.randint(1, 3) :],
            lambda: [*lines[:at], "", *lines[at:]],
            lambda: [*lines[:at], self.piece(), *lines[at:]],
            lambda: [*lines[:at], f"{self.piece()} {self.piece()}", *lines[at:]],
            lambda: [*lines[:at], f"{lines[at]} {following}", *lines[at + 2 :]],
            lambda: [*lines[:at], chance.choice(_RULES), *lines[at:]],
            lambda: [*lines[:at], *lines[begin : begin + chance.randint(1, 5)], *lines[at:]],
            lambda: [*lines[:at], lines[at][:place], lines[at][place:].lstrip(), *lines[at + 1 :]],
        )
        return chance.choice(ways)()

    def _changed(self, line: str) -> str:
        """A line with something put in, taken out or written otherwise."""
        chance = self.chance
        place = chance.randrange(len(line) + 1)
        filler = ("THE CLOCK IS SLOW " if line.isupper() else "the clock is slow ") * chance.randint(2, 6)
        words = line.split(" ")
        words[chance.randrange(len(words))] = self.piece()
        ways: Sequence[Callable[[], str]] = (
            lambda: f"{self.piece()} {line}",
            lambda: f"{self.piece()}{line}",
            lambda: f"{line} {self.piece()}",
            lambda: f"{line}{self.piece()}",
            lambda: chance.choice((str.upper, str.lower, str.title))(line),
            lambda: line[:place],
            lambda: line[place:],
            lambda: " ".join(words),
            lambda: f"{chance.choice((' ', '  ', '   ', '     ', chr(9)))}{line}",
            lambda: f"{line}{chance.choice('.,:;-()/?')}",
            lambda: f"{line} {filler}".strip(),
            lambda: line[:place] + chance.choice((" ", "", "1", "A", "a", "(", ")", "-")) + line[place + 1 :],
            lambda: re.sub(r"[0-9]+", lambda match: str(int(match[0]) + chance.randint(-2, 3)), line, count=1),
        )
        return chance.choice(ways)()


_PLACES = (
    "{}",
    "REF: {}",
    f"{_TOP}\nREF: {{}}\n\n1. (U) One.\n",
    f"{_TOP}\n1. (U) One, see {{}} and more.\n\n2. (U) Two.\n",
    f"FM {{}}\nTO SECSTATE WASHDC 4410\n\n{_TOP}\n1. (U) One.\n",
    f"FM AMEMBASSY STRELSAU\n{{}}\n\n{_TOP}\n1. (U) One.\n",
    f"{_TOP}\nClassified By: CDA Nemo, {{}}\n\n1. (U) One.\n",
    f"{_TOP}\nClassified By: CDA Nemo, reasons 1.4 (b) {{}}\n\n1. (U) One.\n",
    f"{_TOP}\n{{}}\n\n1. (U) One.\n",
    f"{_TOP}\n1. (U) One.\n\n2. (U) Two goes on.\n{{}}\n",
    f"{_TOP}\n1. (U) One.\n{{}} 2. (U) Two.\n\n3. (U) Three.\n",
    f"{_TOP}\nREF: A. STRELSAU 301\n\n1. (U) One, as {{}} says.\n",
    f"{{}}\n\n{_TOP}\n1. (U) One.\n",
)


def placed(pieces: Iterable[str]) -> Iterator[str]:
    """Each piece in every place of a cable where such things are."""
    for piece in pieces:
        for place in _PLACES:
            yield place.replace("{}", piece)


def matching(pattern: re.Pattern[str], chance: random.Random, count: int) -> list[str]:
    """Texts that a pattern may match, made from its parts; what it looks for behind is there half of the time."""
    tree = sre_parser.parse(pattern.pattern, pattern.flags)
    return [_text(tree, chance)[:300] for _ in range(count)]


_CLASSES = {
    sre.CATEGORY_DIGIT: "0123456789",
    sre.CATEGORY_SPACE: "  \t",
    sre.CATEGORY_WORD: "ABCabc019",
    sre.CATEGORY_NOT_SPACE: "ABCabc019.,;",
    sre.CATEGORY_NOT_DIGIT: "ABCabc .,;",
    sre.CATEGORY_NOT_WORD: " .,;",
}


def _text(parts: Iterable[Any], chance: random.Random) -> str:
    return "".join(_part(operation, value, chance) for operation, value in parts)


def _part(operation: Any, value: Any, chance: random.Random) -> str:
    if operation is sre.LITERAL:
        return chr(value)
    if operation is sre.NOT_LITERAL:
        return chance.choice([char for char in "Aa1 .,:" if ord(char) != value])
    if operation is sre.ANY:
        return chance.choice("Aa1 .,:")
    if operation is sre.IN:
        return _of_set(value, chance)
    if operation is sre.BRANCH:
        return _text(chance.choice(value[1]), chance)
    if operation is sre.SUBPATTERN:
        return _text(value[-1], chance)
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        low, high, inner = value
        times = chance.randint(low, min(int(high), low + 4))
        return "".join(_text(inner, chance) for _ in range(times))
    if operation in (sre.ASSERT, sre.ASSERT_NOT) and value[0] == 1:
        return _text(value[1], chance) if chance.random() < 0.5 else ""
    if operation is sre.ATOMIC_GROUP:
        return _text(value, chance)
    return ""


def _of_set(members: Sequence[Any], chance: random.Random) -> str:
    """A character of a set: plain letters and digits before all others, if it has any."""
    if members[0][0] is sre.NEGATE:
        taken = {chr(value) for operation, value in members if operation is sre.LITERAL}
        return chance.choice([char for char in "Aa1 .,:(" if char not in taken] or ["~"])
    plain = [member for member in members if member[0] is sre.RANGE and member[1][1] < 128]
    operation, value = chance.choice(plain if plain and chance.random() < 0.9 else list(members))
    if operation is sre.RANGE:
        return chr(chance.randint(value[0], min(value[1], value[0] + 60)))
    if operation is sre.CATEGORY:
        return chance.choice(_CLASSES.get(value, "A"))
    return chr(value)
