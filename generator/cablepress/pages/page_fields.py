"""The front matter of a Markdown page or article, and whether the page may be published."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import yaml

from cablepress.drafts import FrontMatterLines, find_front_matter, held_message, says_withdrawn, unread_mark, verdict_of
from cablepress.errors import Level, Problem
from cablepress.yamltext import YamlError, compose_entries, is_null, number_of, text_of

LAST: Final = 1_000_000.0
"""Order of pages that have none."""

_FULL_MARK: Final = "write it as “draft: true”, or “draft: false”, between two lines “---” at the top"


@dataclass(frozen=True, slots=True)
class PageFields:
    """What the front matter gives; empty where it says nothing."""

    title: str = ""
    description: str = ""
    date: str = ""
    author: str = ""
    order: float = LAST
    draft: bool = False
    published: bool = False
    """Whether it says plainly that this is no draft."""
    refused: bool = False
    """Whether it cannot be read, so that nobody knows what the page is meant to be: it is never written."""


@dataclass(slots=True)
class _Said:
    """The problems of one file."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, level: Level, code: str, message: str, line: int, column: int = 1) -> None:
        self.problems.append(Problem(level, code, message, self.path, line, column))


def parse_page_fields(lines: list[str], path: str) -> tuple[PageFields, int, list[Problem]]:
    """What the front matter of ``lines`` gives, the index of the line behind it, and what is wrong with it."""
    said = _Said(path)
    found = find_front_matter(lines)
    fields = PageFields(refused=bool(found.code))
    if found.code:
        said.add("error", found.code, f"{found.message}; the page is not written", found.line)
    elif found.end:
        fields = _read(lines, found, said)
    if not fields.draft and not fields.published and (line := unread_mark(lines, found)):
        said.add("error", "draft-doubtful", f"this may mark a draft: the page is not written; {_FULL_MARK}", line)
        fields = replace(fields, refused=True)
    return fields, found.after, said.problems


def _read(lines: list[str], found: FrontMatterLines, said: _Said) -> PageFields:
    try:
        entries = compose_entries("\n".join(lines[found.first : found.end]))
    except YamlError as error:
        message = f"not valid YAML: {error.message}; the page is not written"
        said.add("error", "front-matter-broken", message, error.line + found.first, error.column)
        return PageFields(refused=True)
    fields = PageFields()
    seen: set[str] = set()
    for key, value in entries:
        if (name := str(key.value)) in seen:
            message = f"{name[:60]} appears here a second time; the last one counts"
            place = key.start_mark
            said.add("warning", "front-matter-repeated", message, place.line + found.first + 1, place.column + 1)
        seen.add(name)
        fields = _take(fields, key, value, found.first, said)
    return fields


def _take(fields: PageFields, key: yaml.Node, value: yaml.Node, first: int, said: _Said) -> PageFields:
    """``fields`` with one more key; a wrong one is said and left out."""
    name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
    line, column = value.start_mark.line + first + 1, value.start_mark.column + 1
    verdict = verdict_of(name, value)
    if verdict == "doubtful" or says_withdrawn(name, value):
        said.add("warning", "front-matter-type", held_message(name), line, column)
        return replace(fields, draft=True)
    if name == "draft":
        return replace(fields, draft=fields.draft or verdict == "draft", published=verdict == "published")
    if name not in _READERS:
        near = difflib.get_close_matches(name.lower()[:40], _READERS, 1, 0.6)
        hint = f"; did you mean {near[0]!r}?" if near else f"; expected {', '.join((*_READERS, 'draft'))}"
        place = key.start_mark
        said.add(
            "warning",
            "front-matter-unknown-key",
            f"unknown key {name[:60]!r}{hint}",
            place.line + first + 1,
            place.column + 1,
        )
        return fields
    if is_null(value):
        return fields
    read, expected = _READERS[name]
    found = read(value)
    if found is None:
        shown = repr(text[:40]) if (text := text_of(value)) is not None else "a list or mapping"
        said.add("warning", "front-matter-type", f"{name}: expected {expected}, found {shown}", line, column)
        return fields
    return replace(fields, **{name: found})


def _names(node: yaml.Node) -> str | None:
    """One name, or the names of a list."""
    if isinstance(node, yaml.SequenceNode):
        names = [text_of(item) for item in node.value]
        return None if None in names else ", ".join(name for name in names if name)
    return text_of(node)


def _day(node: yaml.Node) -> str | None:
    """A day in the form of ISO 8601; a time behind it is left out."""
    try:
        return datetime.fromisoformat(text_of(node) or "").date().isoformat()
    except ValueError:
        return None


def _order(node: yaml.Node) -> float | None:
    number = number_of(node)
    return float(number) if number is not None and -LAST <= number <= LAST else None


_READERS: Final[dict[str, tuple[Callable[[yaml.Node], Any], str]]] = {
    "title": (text_of, "a text"),
    "description": (text_of, "a text"),
    "date": (_day, "a date such as 2011-09-01"),
    "author": (_names, "a name, or a list of names"),
    "order": (_order, "a number"),
}
"""Key → how it is read (``None`` for a wrong type), what is expected."""
