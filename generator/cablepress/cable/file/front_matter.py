"""The YAML front matter, which wins over anything that is parsed.

Only a file that begins with a line ``---`` pays for YAML. It is loaded safely, and its values are taken as they
are written: ``id: 123`` is the text ``123``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import yaml

from cablepress.cable.report import Report

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]{0,40}[ \t]{0,4}:(?:[ \t]|$)|#")
_SPLIT = re.compile(r"[\s,;]+")
LONGEST = 65536
"""Characters of front matter that are read; more is no front matter."""
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter gives; empty where it says nothing."""

    id: str = ""
    created: datetime | None = None
    released: datetime | None = None
    classification: str = ""
    origin: str = ""
    subject: str = ""
    tags: tuple[str, ...] = ()
    references: tuple[tuple[int, str], ...] = ()
    """Line and text of each."""
    given_references: tuple[tuple[int, str], ...] = ()
    """The archive's own list of them: taken where the text names none."""
    articles: tuple[str, ...] = ()
    release: str = ""
    source_note: str = ""
    supersedes: str = ""
    withdrawn: str = ""
    note: str = ""
    invented: bool = False
    draft: bool = False
    line_of_id: int = 0
    column_of_id: int = 0


NOTHING = FrontMatter()


def parse_front_matter(text: str, lines: list[str], report: Report) -> tuple[FrontMatter, int]:
    """What the front matter gives, and the index of the line after it (0 without one).

    A cable may begin with a rule of dashes: only a line ``---`` with ``key:`` (or a comment) below it, and another
    ``---`` or ``...`` further on, is front matter.
    """
    if not text.startswith("---"):
        return NOTHING, 0
    end = _extent(lines, report)
    if not end:
        return NOTHING, 0
    body = "\n".join(lines[1:end])
    given = NOTHING
    for key, value in _entries(body, 2, report):
        given = _take(given, key, value, report)
    return given, end + 1


def _extent(lines: list[str], report: Report) -> int:
    """Index of the line that closes the front matter; 0 when the text has none."""
    if lines[0].rstrip() != "---":
        return 0
    first = next((line for line in lines[1:20] if line.strip()), "")
    closing = next((i for i, line in enumerate(lines[1:MOST_LINES], 1) if line.rstrip() in ("---", "...")), 0)
    if closing and (not first.strip() or _KEY_LINE.match(first) or first.rstrip() in ("---", "...")):
        return closing if sum(map(len, lines[1:closing])) < LONGEST else 0
    if _KEY_LINE.match(first) and not first.startswith("#"):
        report.add("warning", "front-matter-unclosed", "expected a line “---” after the front matter", 1)
    return 0


class _Node:
    """A YAML node with its place in the file, from 1."""

    __slots__ = ("column", "line", "node")

    def __init__(self, node: yaml.Node, line: int) -> None:
        self.node = node
        self.line = node.start_mark.line + line
        self.column = node.start_mark.column + 1


def _entries(body: str, line: int, report: Report) -> list[tuple[_Node, _Node]]:
    """Keys and values of the mapping in ``body``, which begins at ``line``; of a broken one what can be read."""
    try:
        node = _compose(body)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at, column = (line + mark.line, mark.column + 1) if mark else (line, 1)
        what = getattr(error, "problem", None) or "no YAML"
        report.add("warning", "front-matter-broken", f"broken YAML: {what}", at, column)
        return _entries_one_by_one(body, line)
    except (RecursionError, ValueError):
        report.add("warning", "front-matter-broken", "broken YAML: nested too deeply", line)
        return []
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        report.add("warning", "front-matter-broken", "expected “key: value” lines", line)
        return []
    return [(_Node(key, line), _Node(value, line)) for key, value in node.value]


def _compose(body: str) -> yaml.Node | None:
    loader = _LOADER(body)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _entries_one_by_one(body: str, line: int) -> list[tuple[_Node, _Node]]:
    """Each ``key:`` with the lines below it read as YAML of its own, so that one mistake hides no other key."""
    rows = body.split("\n")
    begins = [index for index, row in enumerate(rows) if _KEY_LINE.match(row) and not row.startswith("#")]
    found: list[tuple[_Node, _Node]] = []
    for begin, end in zip(begins, [*begins[1:], len(rows)], strict=True):
        try:
            node = _compose("\n".join(rows[begin:end]))
        except (yaml.YAMLError, RecursionError, ValueError):
            continue
        if isinstance(node, yaml.MappingNode):
            found.extend((_Node(key, line + begin), _Node(value, line + begin)) for key, value in node.value)
    return found


def _take(given: FrontMatter, key: _Node, value: _Node, report: Report) -> FrontMatter:
    """``given`` with one more key; a wrong one is reported and left out."""
    name = key.node.value if isinstance(key.node, yaml.ScalarNode) else ""
    reader = _READERS.get(name)
    if reader is None:
        near = difflib.get_close_matches(name.lower()[:40], _READERS, 1, 0.6) if name else []
        hint = f"; did you mean {near[0]!r}?" if near else f"; expected one of {', '.join(sorted(_READERS))}"
        report.add("warning", "front-matter-unknown-key", f"unknown key {name[:60]!r}{hint}", key.line, key.column)
        return given
    field, read, expected = reader
    found = read(value)
    if found is None:
        report.add("warning", "front-matter-type", f"{name}: expected {expected}", value.line, value.column)
        return given
    if field == "id":
        return replace(given, id=found, line_of_id=value.line, column_of_id=value.column)
    return replace(given, **{field: found})


def _text(value: _Node) -> str | None:
    node = value.node
    if not isinstance(node, yaml.ScalarNode):
        return None
    return "" if node.tag == "tag:yaml.org,2002:null" else " ".join(node.value.split())


def _reason(value: _Node) -> str | None:
    """``withdrawn`` may also be a plain yes or no."""
    flag = _flag(value)
    return _text(value) if flag is None else "withdrawn" if flag else ""


def _flag(value: _Node) -> bool | None:
    node = value.node
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:bool":
        return node.value.lower() in ("true", "yes", "on")
    return None


def _moment(value: _Node) -> datetime | None:
    text = _text(value)
    try:
        found = datetime.fromisoformat(text or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _texts(value: _Node) -> list[tuple[int, str]] | None:
    """Line and text of each entry of a list of texts, or of the one text."""
    node = value.node
    if isinstance(node, yaml.ScalarNode):
        text = _text(value)
        return [(value.line, text)] if text else []
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return None
    offset = value.line - node.start_mark.line
    return [(offset + item.start_mark.line, " ".join(item.value.split())) for item in node.value]


def _tags(value: _Node) -> tuple[str, ...] | None:
    found = _texts(value)
    if found is None:
        return None
    return tuple(dict.fromkeys(word.upper() for _, text in found for word in _SPLIT.split(text) if word))


def _list(value: _Node) -> tuple[str, ...] | None:
    found = _texts(value)
    return None if found is None else tuple(text for _, text in found if text)


def _references(value: _Node) -> tuple[tuple[int, str], ...] | None:
    found = _texts(value)
    return None if found is None else tuple(found)


_A_DATE = "a date and time such as 2007-07-09T00:09Z"
_READERS: dict[str, tuple[str, Callable[[_Node], Any], str]] = {
    "id": ("id", _text, "a text"),
    "created": ("created", _moment, _A_DATE),
    "released": ("released", _moment, _A_DATE),
    "classification": ("classification", _text, "a text"),
    "origin": ("origin", _text, "a text"),
    "subject": ("subject", _text, "a text"),
    "tags": ("tags", _tags, "a list of TAGS"),
    "references": ("references", _references, "a list of texts"),
    "given_references": ("given_references", _references, "a list of texts"),
    "articles": ("articles", _list, "a list of addresses"),
    "release": ("release", _text, "a text"),
    "source": ("source_note", _text, "a text"),
    "supersedes": ("supersedes", _text, "an ID"),
    "withdrawn": ("withdrawn", _reason, "the reason, a text"),
    "note": ("note", _text, "a text"),
    "invented": ("invented", _flag, "true or false"),
    "draft": ("draft", _flag, "true or false"),
}
"""Key → field of ``FrontMatter``, how it is read (``None`` for a wrong type), what is expected."""
