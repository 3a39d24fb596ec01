"""Headings: titles between rules, above a rule, between slashes or dashes, or bare::

    heading = rule , title , { caption } , rule
            | title , { blank | caption } , rule
            | "//" , words , "//"
            | dashes , words , dashes
            | words , dashes
            | words , { blank | caption } , paragraph ;       (* bare: in capitals or Title Case *)
    title   = line , [ line , [ line ] ] ;
    rule    = 4 * stroke , { stroke | " " } ;                 (* stroke: "-" | "*" | "=" | "_" | "~" *)
            | 4 * sign , { sign | " " } ;                     (* sign: "+" | "#" | "^" | ".", beside a title alone *)

A caption of a later page (``SIPDIS``) between a title and its rule is no part of either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import ends_sentence
from cablepress.model import new

_SLASHED_TITLE = re.compile(r"[ \t]{0,8}(?P<opening>//+[ ]?)(?P<title>[^/]{2,100}?)(?P<closing>[ ]?//+)$")
"""``//COMMENT//`` (150)."""

_DASHED_TITLE = re.compile(
    r"(?P<opening>[-*=]{2,60}[ ]{1,3})(?P<title>[A-Za-z(\"'“][^-*=].{0,80}?)(?P<closing>[ ]{1,3}[-*=]{2,60})$"
)
"""Title and dashes on one line (59)."""

_TRAILING_RULE = re.compile(r"[ ]{1,3}[-*=]{3,60}$")
"""The rule on the line of a title, behind it: ``Coal and the Crown ----``."""


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


class Layout(NamedTuple):
    """The lines of a text, and by their indices which begin a numbered paragraph and which are rules."""

    lines: list[str]
    starts: Collection[int]
    rules: Collection[int]
    near_rules: Collection[int]
    """The lines at most ``FARTHEST_RULE`` above a rule: only these can be a title with a rule below."""


FARTHEST_RULE = 5
SHORTEST_RULE = 4


def lay_out(lines: list[str], begin: int, starts: Collection[int]) -> Layout:
    """The layout of ``lines`` from ``begin`` on; made once for a text: most questions about a heading are on rules."""
    rules = {
        index
        for index, line in enumerate(lines[begin:], begin)
        if line
        and line[0] in _MAY_BEGIN_RULE
        and (is_rule(line) if line[-1] in _STROKES else line[0] in _SIGNS and _frames_title(lines, index, starts))
    }
    if not rules:  # quick path
        return Layout(lines, starts, (), ())
    near = set(chain.from_iterable([range(rule - FARTHEST_RULE, rule) for rule in rules]))
    return Layout(lines, starts, rules, near)


_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_RESERVED = re.compile(r"(?:par|u)?[0-9]")
_TO_SLUG = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128
"""ASCII letters → small letters, digits stay, all else → space."""
_END_PHRASE = re.compile(r"(?:end|begin) (?:of )?(?:text|quote|summary|comment|note)", re.IGNORECASE)


def heading_at(layout: Layout, index: int, *, fresh: bool) -> Heading | None:
    """The heading that begins at line ``index``, which is not blank.

    ``fresh`` says that nothing is unfinished above it: a blank line, a rule or a sentence's end.
    """
    line = layout.lines[index]
    if line[0] in _MAY_BEGIN_RULE or line[0] == "/":
        if index in layout.rules:
            return _between_rules(layout, index)
        if is_stroke(line):  # quick path
            return None
        if line[-1] == "/" and line.startswith(("/", " /")) and (found := _SLASHED_TITLE.match(line)):
            return Heading(index, index + 1, index + 1, found["opening"], found["closing"], found["title"])
        if line[-1] in _STROKES and line[:2] in ("--", "**", "==") and (found := _DASHED_TITLE.match(line)):
            return Heading(index, index + 1, index + 1, found["opening"], found["closing"], found["title"])
    if len(line) > LONGEST_TITLE or index in layout.starts:
        return None
    if index in layout.near_rules and (heading := _above_rule(layout, index, fresh)):
        return heading
    return _bare(layout, index) if fresh else None


def without_caption(found: Heading) -> Heading:
    """``found`` with SIPDIS behind its title not in its text but in what closes it: alone of all it is no word."""
    title = found.text.removesuffix("SIPDIS").rstrip()
    if not title or len(found.text) - len(title) <= len("SIPDIS"):
        return found
    caption = found.text[len(title) :]
    closing = f"{caption}\n{found.closing}" if found.after > found.end else caption + found.closing
    return found._replace(text=title, closing=closing)


_STROKES = vocabulary.STROKES
_SIGNS = frozenset("+#^.")
"""Of these are also frames of tables, signs of an end and marks of what was left out."""
_MAY_BEGIN_RULE = _STROKES | _SIGNS | {" ", "\t"}
_ENDS = _STROKES | {"/"}
"""How rules end, and titles between strokes of whatever kind."""


def may_be_set_apart(layout: Layout, index: int) -> bool:  # quick path
    """A quick look whether a line, which begins no paragraph, may be a heading or a rule: most stand amid others."""
    lines, starts = layout.lines, layout.starts
    line = lines[index]
    if line[-1] in _ENDS or line[0] in _SIGNS or index in layout.near_rules:
        return True
    if index + 1 < len(lines) and (below := lines[index + 1]):  # quick path
        return len(below) <= LONGEST_CAPTION or index + 1 in starts
    # quick path: what is looked for stands just above a paragraph
    return (index + 2 in starts or index + 3 in starts or index + 4 in starts) if starts else line.isupper()


def is_rule(line: str) -> bool:
    """Whether ``line`` is a rule of 4 or more dashes, stars or equals signs."""
    if len(line) < SHORTEST_RULE or line[-1] not in _STROKES:  # quick path
        return False
    if len(line) < LONGEST_TITLE and not line.strip(line[-1]):  # quick path: of one sign
        return True
    return vocabulary.RULE.match(line) is not None and len(line.strip()) >= SHORTEST_RULE


def _frames_title(lines: list[str], index: int, starts: Collection[int]) -> bool:
    """Whether a row of one sign is a rule: typed to the length of the title above it, or the same as below that."""
    line = lines[index]
    if not SHORTEST_RULE <= len(line) <= LONGEST_TITLE or line.strip(f"{line[0]} "):
        return False
    if index and _is_framed(lines, index - 1, starts) and fits(lines[index - 1], line):
        above = lines[index - 2] if index > 1 else ""
        return not above or above == line or ends_sentence(above)
    return index + 2 < len(lines) and lines[index + 2] == line and _is_framed(lines, index + 1, starts)


def _is_framed(lines: list[str], index: int, starts: Collection[int]) -> bool:
    return bool(lines[index]) and index not in starts and is_title(lines[index])


def is_stroke(line: str) -> bool:
    """Whether ``line`` is a rule, or the lone dash that stands for a blank line in old cables."""
    if not line or line[-1] not in _STROKES:  # quick path
        return False
    return (len(line) < 6 and line.strip(" \t") in _LONE_STROKES) or is_rule(line)


_LONE_STROKES = frozenset(("-", "--", "---", "*", "**", "***", "_"))


def _between_rules(layout: Layout, index: int) -> Heading | None:
    """Rule, title of one to three lines, rule; blank lines inside only where a page line was, between equal rules."""
    lines = layout.lines
    for end in range(index + 1, min(index + 7, len(lines))):
        line = lines[end]
        if len(line) > LONGEST_TITLE or (end == index + 1 and end in layout.starts):
            return None
        if end in layout.rules:
            last = _before_captions(lines, index + 1, end)
            title = [row for row in lines[index + 1 : last] if row]
            blank = len(title) < last - index - 1
            if not 1 <= len(title) <= 3 or (blank and not _are_titles(title, lines[index], line)):
                return None
            if any(map(is_caption, title)):
                return None
            text = "\n".join(title)
            if last < end:
                return Heading(index + 1, last, last, lines[index], "", text)
            return Heading(index + 1, end, end + 1, lines[index], line, text)
    return None


def _before_captions(lines: list[str], begin: int, end: int) -> int:
    """Where the captions just above the rule at ``end`` begin, which are no part of the title; ``end`` without any."""
    first = end
    while end > begin and (not lines[end - 1] or is_caption(lines[end - 1])):
        end -= 1
        first = end if lines[end] else first
    return first


def is_caption(line: str) -> bool:
    """Whether a line holds captions alone, as those of a later page (``SIPDIS``) that came to stand in the text."""
    return len(line) <= LONGEST_CAPTION and line[:2] in vocabulary.CAPTION_HEADS and _holds_captions(line)  # quick path


@lru_cache(maxsize=256)
def _holds_captions(line: str) -> bool:
    return vocabulary.CAPTION_LINE.match(line) is not None


LONGEST_CAPTION = 39


def _are_titles(title: list[str], above: str, below: str) -> bool:
    return abs(len(above) - len(below)) <= 3 and all(is_title(row) for row in title)


def _above_rule(layout: Layout, index: int, fresh: bool) -> Heading | None:
    """A title of one to three lines with a rule below it that is not the rule above another title."""
    lines = layout.lines
    for size in (1, 2, 3, 4):
        below = index + size
        if below in layout.rules:
            return _title_above(layout, index, below, fresh)
        if size == 1 and fresh and below < len(lines) and (not lines[below] or is_caption(lines[below])):
            return _above_distant_rule(layout, index)
        if below >= len(lines) or not lines[below] or below in layout.starts:
            return None
        if size == 4 or not fresh or len(lines[below]) > LONGEST_TITLE:
            return None
    return None


def _title_above(layout: Layout, index: int, rule: int, fresh: bool) -> Heading | None:
    """The title in the lines from ``index`` to ``rule``, less the captions between."""
    lines = layout.lines
    end = _before_captions(lines, index, rule) if is_caption(lines[rule - 1]) else rule
    size = end - index
    if not 1 <= size <= 3 or (size > 1 and is_caption(lines[index])):
        return None
    if size == 1 and not fresh and not fits(lines[index], lines[rule]):
        return None
    if size > 1 and not all(is_title(line) or fits(line, lines[rule]) for line in lines[index:end]):
        return None
    if size > 1 and ends_sentence(lines[index]):
        return None
    if (not fresh or ends_sentence(lines[end - 1])) and _between_rules(layout, rule):
        return None
    title = "\n".join(lines[index:end])
    if end < rule:
        return Heading(index, end, end, "", "", title)
    return new(Heading, (index, end, rule + 1, "", lines[rule], title))


def _above_distant_rule(layout: Layout, index: int) -> Heading | None:
    """A title with blank lines between it and the rule below, as in double-spaced cables, or captions."""
    lines = layout.lines
    below = index + 1
    while below < len(lines) and below - index < FARTHEST_RULE and (not lines[below] or is_caption(lines[below])):
        below += 1
    if below not in layout.rules or not is_title(lines[index]) or is_caption(lines[index]):
        return None
    captions = any(lines[index + 1 : below])
    if (not captions and not fits(lines[index], lines[below])) or _between_rules(layout, below):
        return None
    if captions:
        return Heading(index, index + 1, index + 1, "", "", lines[index])
    return Heading(index, below, below + 1, "", lines[below], lines[index])


SHORTEST_GLUED = 4
"""Characters of a title that is glued to a sentence."""


def glued_title(line: str, rule: str) -> int:
    """Column at which a title begins that is glued to the end of a paragraph's ``line`` above ``rule``; 0 for none.

    A sentence ends before it, and the rule was typed to its length, give or take three characters.
    """
    size = len(rule.strip())
    for length in sorted(range(max(SHORTEST_GLUED, size - 3), size + 4), key=lambda length: abs(length - size)):
        column = len(line) - length
        if column > 1 and line[column - 1] == " " and line[column] != " " and ends_sentence(line[:column].rstrip()):
            return column if is_title(line[column:]) else 0
    return 0


def fits(title: str, rule: str) -> bool:
    """Whether a rule was typed to the length of the title above it, less a caption that came to stand behind that."""
    words = title.strip().removesuffix(" SIPDIS")
    return abs(len(words) - len(rule.strip())) <= 4 and not words.endswith(".")


def _bare(layout: Layout, index: int) -> Heading | None:
    """A title without rules: CAPS (320) or Title Case (190), just above a numbered paragraph."""
    lines, starts = layout.lines, layout.starts
    following = index + 1
    last = min(index + 4, len(lines))
    while following < last and following not in starts:
        below = lines[following]
        if below and (len(below) > LONGEST_CAPTION or not is_caption(below)):
            break
        following += 1
    line = lines[index]
    rule = _TRAILING_RULE.search(line[-64:]) if line[-1] in _STROKES else None
    if following not in starts and not rule and (starts or not _stands_alone(lines, index, following)):
        return None
    title = line.removesuffix(rule[0]) if rule else line
    if not is_title(title) or is_caption(title):
        return None
    return Heading(index, index + 1, index + 1, "", rule[0] if rule else "", title.lstrip() if rule else title)


def _stands_alone(lines: list[str], index: int, following: int) -> bool:
    """Whether a line in capitals stands between blank lines above text in small letters: a title where none numbers."""
    line = lines[index]
    if not line.isupper() or len(line) > 60 or (index and lines[index - 1]) or following == index + 1:
        return False
    if vocabulary.CAPTION_LINE.match(line) or vocabulary.PAGE_BANNER.match(line.strip()):
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
    if not words or len(words) > 16 or bool(vocabulary.REDACTION.fullmatch(text)):
        return False
    longer = [word for word in words if len(word) > 3] or words
    capital = [word for word in longer if word[0].isupper()]
    return words[0][0].isupper() and len(capital) * 3 >= len(longer) * 2


def slug(title: str) -> str:
    """An anchor made of ``title``: ASCII, short, never ``parN`` or ``uN``."""
    folded = title if title.isascii() else unicodedata.normalize("NFKD", title.lower())  # quick path
    words = folded.encode("ascii", "ignore").translate(_TO_SLUG).split()
    base = b"-".join(words).decode()[:LONGEST_SLUG].rstrip("-") or "heading"
    return f"h-{base}" if _RESERVED.match(base) else base
