"""Look for a text that is read otherwise without a rule, as short as can be: the beginning of a case."""

from __future__ import annotations

import builtins
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mutants.rules import Rule
from mutants.texts import Writer, matching, placed

SHORTEN = 1.5
"""Seconds to make a text short and plain."""
_WIDE = re.compile(r"[ \t]{2,}|\t")
_TOKEN = re.compile(r"[^ \t\n]+")
_PLAIN = ("one", "One", "NEMO", "Nemo", "ROME", "1", "2", "12", "301", "1.", "(C)")
SHORT = 200
"""Bases that are tried first: they are sorted by length."""
WATCHED = ("never", "always", "and without", "or without", "unfiltered", "predicate is False", "predicate is True")
"""Kinds of rules that are conditions."""
Parse = Callable[[str], object]


class Watch:
    """Notes whether a condition that was taken out would have been otherwise; else a text is read as before."""

    def __init__(self) -> None:
        self.matters = False
        self.used = False
        builtins.__out__ = self.out  # type: ignore[attr-defined]

    def out(self, original: object, value: bool) -> bool:
        self.used = True
        self.matters = self.matters or original is None or bool(original) is not value
        return value


class Search:
    """For one rule: ``old`` reads with it, ``new`` without."""

    def __init__(self, old: Parse, new: Parse, watch: Watch, watched: bool, read: Mapping[str, object]) -> None:
        """``read`` is what ``old`` gives for the texts that are tried for every rule."""
        self.old = old
        self.read = read
        self.new = new
        self.watch = watch
        self.watched = watched

    def differs(self, text: str) -> bool:
        """Whether a text is read otherwise without the rule."""
        self.watch.matters = not self.watched
        try:
            new = self.new(text)
        except Exception:
            new = None
        if not self.watch.matters and new is not None:
            return False
        return new != (self.read[text] if text in self.read else self.old(text))

    def first(self, texts: Iterator[str], seconds: float) -> str | None:
        """The first of ``texts`` that differs, if there is one in time (of this process)."""
        end = time.process_time() + seconds
        for text in texts:
            if text.replace("\n", "").replace("\t", "").isprintable() and self.differs(text):
                return text
            if time.process_time() > end:
                return None
        return None

    def shortened(self, text: str) -> str:
        """Lines, words and characters taken away, and words made plain, as long as the difference stays."""
        end = time.process_time() + SHORTEN
        for joiner in ("\n", " "):
            text = joiner.join(self._fewer(text.split(joiner), joiner, end))
        for pattern in (_WIDE, _TOKEN, _TOKEN):
            place = 0
            while (found := pattern.search(text, place)) and time.process_time() < end:
                text = self._plainer(text, *found.span(), end)
                after = pattern.match(text, found.start())
                place = max(found.start() + 1, after.end() if after else 0)
        return text

    def _fewer(self, parts: list[str], joiner: str, end: float) -> list[str]:
        """As few of ``parts`` as still make the difference."""
        size = max(1, len(parts) // 2)
        while size:
            begin = 0
            while begin < len(parts) and time.process_time() < end:
                left = parts[:begin] + parts[begin + size :]
                if left and self.differs(joiner.join(left)):
                    parts = left
                else:
                    begin += size
            size //= 2
        return parts

    def _plainer(self, text: str, begin: int, stop: int, end: float) -> str:
        """``text`` with a plain word in the place of ``text[begin:stop]``, or with fewer characters there."""
        token, head, tail = text[begin:stop], text[:begin], text[stop:]
        if token in _PLAIN:
            return text
        for word in (" ",) if token.isspace() else _PLAIN:
            if self.differs(f"{head}{word}{tail}"):
                return f"{head}{word}{tail}"
        if token.isspace() or token.isalpha() or token.isdigit():
            return text
        size = 1
        kept = token
        place = 0
        while place < len(kept) and time.process_time() < end:
            less = kept[:place] + kept[place + size :]
            if less and self.differs(f"{head}{less}{tail}"):
                kept = less
            else:
                place += 1
        return f"{head}{kept}{tail}"


def texts(search: Search, bases: Sequence[str], writer: Writer) -> Iterator[str]:
    """All bases, then edited ones without end, more often of those in which the rule is looked at or matters.

    Where there are pieces that the rule itself is about, short texts with these come first.
    """
    if writer.own:
        yield from placed(writer.own)
        for _ in range(200):
            yield writer.edited(writer.chance.choice(bases[:SHORT]))
    near: list[str] = []
    for text in bases:
        yield text
        if not search.watched or search.watch.matters:
            near.append(text)
    chosen = near or list(bases)
    while True:
        base = writer.chance.choice(chosen if writer.chance.random() < 0.8 else bases)
        text = writer.edited(base)
        yield text
        if search.watched and search.watch.matters and len(chosen) < 400:
            chosen.append(text)


def own_pieces(old: dict[str, Any], new: dict[str, Any], chance: random.Random) -> list[str]:
    """Texts that a pattern of the module matches with the rule and otherwise without."""
    found: list[str] = []
    for name, value in old.items():
        other = new.get(name)
        if isinstance(value, re.Pattern) and isinstance(other, re.Pattern) and value.pattern != other.pattern:
            found += [text for text in matching(value, chance, 1500) if _spans(value, text) != _spans(other, text)]
    return sorted(set(found), key=lambda text: (len(text), text))[:40]


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def seed_of(rule: Rule) -> int:
    """The same for the same rule."""
    return sum(ord(char) * (place + 1) for place, char in enumerate(rule.name)) % sys.maxsize
