"""Headings: titles between rules, above a rule, between slashes or dashes, or bare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from cablepress.cable import grammar

Starts = Collection[int]
"""Indices of the lines that begin a numbered paragraph."""
LONGEST_TITLE = 100
LONGEST_SLUG = 60


class Heading(NamedTuple):
    """``lines[begin:end]`` are its title's; ``after`` is the index behind its closing rule."""

    begin: int
    end: int
    after: int
    opening: str
    closing: str
    text: str


_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_RESERVED = re.compile(r"(?:par|u)[0-9]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_END_PHRASE = re.compile(r"(?:end|begin) (?:of )?(?:text|quote|summary|comment|note)", re.IGNORECASE)


def heading_at(lines: list[str], index: int, starts: Starts, *, fresh: bool) -> Heading | None:
    """The heading that begins at line ``index``, which is not blank.

    ``fresh`` says that nothing is unfinished above it: a blank line, a rule or a sentence's end.
    """
    line = lines[index]
    if line[0] in "-*=_ \t/":
        if is_rule(line):
            return _between_rules(lines, index, starts)
        if is_stroke(line):
            return None
        if line.startswith(("/", " /")) and (found := grammar.SLASHED_TITLE.match(line)):
            return Heading(index, index + 1, index + 1, found["opening"], found["closing"], found["title"])
        if line[:2] in ("--", "**", "==") and (found := grammar.DASHED_TITLE.match(line)):
            return Heading(index, index + 1, index + 1, found["opening"], found["closing"], found["title"])
    if len(line) > LONGEST_TITLE or index in starts:
        return None
    return _above_rule(lines, index, starts, fresh) or (_bare(lines, index, starts) if fresh else None)


_STROKES = frozenset("-*=_")


def is_rule(line: str) -> bool:
    """Whether ``line`` is a rule of 4 or more dashes, stars or equals signs."""
    return line[-1:] in _STROKES and grammar.RULE.match(line) is not None and len(line.strip()) > 3


def rule_below(lines: list[str], index: int) -> bool:
    """Whether the line below ``index`` ends like a rule: a quick look before the exact one."""
    return index + 1 < len(lines) and lines[index + 1][-1:] in _STROKES


def is_stroke(line: str) -> bool:
    """Whether ``line`` is a rule, or the lone dash that stands for a blank line in old cables."""
    return is_rule(line) or (len(line) < 6 and line.strip(" \t") in ("-", "--", "---", "*", "**", "***", "_"))


def _between_rules(lines: list[str], index: int, starts: Starts) -> Heading | None:
    """Rule, title of one to three lines, rule; blank lines inside only where a page line was, between equal rules."""
    end = index + 1
    blank = False
    while end < len(lines) and end - index <= 6:
        line = lines[end]
        if not line:
            blank = True
            end += 1
            continue
        if (end in starts and end == index + 1) or len(line) > LONGEST_TITLE:
            return None
        if is_rule(line):
            title = [row for row in lines[index + 1 : end] if row]
            if not 1 <= len(title) <= 3 or (blank and not _are_titles(title, lines[index], line)):
                return None
            return Heading(index + 1, end, end + 1, lines[index], line, "\n".join(title))
        end += 1
    return None


def _are_titles(title: list[str], above: str, below: str) -> bool:
    return abs(len(above) - len(below)) <= 3 and all(is_title(row) for row in title)


def _above_rule(lines: list[str], index: int, starts: Starts, fresh: bool) -> Heading | None:
    """A title of one or two lines with a rule below it that is not the rule above another title."""
    for size in (1, 2, 3):
        below = index + size
        if below < len(lines) and not lines[below] and size == 1 and fresh:
            return _above_distant_rule(lines, index, starts)
        if below >= len(lines) or not lines[below] or below in starts:
            return None
        if not is_rule(lines[below]):
            if size == 3 or not fresh or len(lines[below]) > LONGEST_TITLE:
                return None
            continue
        if size == 1 and not fresh and not _fits(lines[index], lines[below]):
            return None
        if size > 1 and not all(is_title(line) or _fits(line, lines[below]) for line in lines[index:below]):
            return None
        if size > 1 and ends_sentence(lines[index]):
            return None
        if _between_rules(lines, below, starts) and (not fresh or ends_sentence(lines[below - 1])):
            return None
        return Heading(index, below, below + 1, "", lines[below], "\n".join(lines[index:below]))
    return None


def _above_distant_rule(lines: list[str], index: int, starts: Starts) -> Heading | None:
    """A title with blank lines between it and the rule below, in double-spaced cables."""
    below = index + 1
    while below < len(lines) and not lines[below] and below - index < 4:
        below += 1
    if below >= len(lines) or not lines[below] or not is_rule(lines[below]) or not is_title(lines[index]):
        return None
    if not _fits(lines[index], lines[below]) or _between_rules(lines, below, starts):
        return None
    return Heading(index, below, below + 1, "", lines[below], lines[index])


def glued_title(line: str, rule: str) -> int:
    """Column at which a title begins that is glued to the end of a paragraph's ``line`` above ``rule``; 0 for none.

    The rule is as long as the title, and a sentence ends before it (10SEOUL290).
    """
    size = len(rule.strip())
    for length in sorted(range(max(4, size - 3), size + 4), key=lambda length: abs(length - size)):
        column = len(line) - length
        if (
            column > 1
            and line[column - 1] == " "
            and line[column] != " "
            and ends_sentence(line[:column].rstrip()[-6:])
        ):
            return column if is_title(line[column:]) else 0
    return 0


def _fits(title: str, rule: str) -> bool:
    """Whether a rule was typed to the length of the title above it."""
    return abs(len(title.strip()) - len(rule.strip())) <= 4 and not title.rstrip().endswith(".")


def _bare(lines: list[str], index: int, starts: Starts) -> Heading | None:
    """A title without rules: CAPS (320) or Title Case (190), just above a numbered paragraph."""
    following = index + 1
    while following < len(lines) and not lines[following] and following - index < 4:
        following += 1
    line = lines[index]
    rule = grammar.TRAILING_RULE.search(line[-64:]) if line[-1] in _STROKES else None
    if following not in starts and not rule and (starts or not _stands_alone(lines, index, following)):
        return None
    title = line.removesuffix(rule[0]) if rule else line
    if not is_title(title):
        return None
    return Heading(index, index + 1, index + 1, "", rule[0] if rule else "", title.lstrip() if rule else title)


def _stands_alone(lines: list[str], index: int, following: int) -> bool:
    """Whether a line in capitals stands between blank lines above text in small letters: a title where none numbers."""
    line = lines[index]
    if not line.isupper() or len(line) > 60 or (index and lines[index - 1]) or following == index + 1:
        return False
    if grammar.CAPTION_LINE.match(line) or grammar.PAGE_BANNER.match(line.strip()):
        return False
    return following < len(lines) and bool(lines[following]) and not lines[following].isupper()


def is_title(line: str) -> bool:
    """Whether a line reads like a title: CAPS, or most longer words with a capital; no sentence."""
    text = line.strip()
    if not 2 < len(text) <= 90 or text[-1] in ".,;" or _END_PHRASE.match(text):
        return False
    if not (text[0].isalnum() or text[0] in "(\"'“‘[¿"):
        return False
    words = _WORD.findall(text)
    if not words or len(words) > 16 or bool(grammar.REDACTION.fullmatch(text)):
        return False
    longer = [word for word in words if len(word) > 3] or words
    capital = sum(word[0].isupper() for word in longer)
    return bool(words[0][0].isupper()) and capital * 3 >= len(longer) * 2


def ends_sentence(line: str) -> bool:
    """Whether ``line`` ends with a full stop, a colon, a closing quote or bracket."""
    return bool(grammar.SENTENCE_END.search(line[-6:]))


def slug(title: str) -> str:
    """An anchor made of ``title``: ASCII, short, never ``parN`` or ``uN``."""
    folded = title.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    base = _NOT_SLUG.sub("-", folded).strip("-")[:LONGEST_SLUG].strip("-") or "heading"
    return f"h-{base}" if _RESERVED.match(base) or base[0].isdigit() else base
