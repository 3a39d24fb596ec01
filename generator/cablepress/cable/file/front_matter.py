"""The YAML front matter, which wins over anything that is parsed.

Only a file with a line ``---`` at its head pays for YAML. Its values are taken as they are written: ``id: 123`` is the
text ``123``. What may mean that the text is a draft, and cannot be read for certain, makes it one: see
:mod:`cablepress.drafts`.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import yaml

from cablepress.cable.report import Report
from cablepress.drafts import (
    FrontMatterLines,
    begins_plainly,
    find_front_matter,
    held_message,
    marks_draft,
    says_withdrawn,
    unread_mark,
    verdict_of,
)
from cablepress.yamltext import YamlError, compose_entries, flag_of, text_of

_KEY_LINE = re.compile(r"[A-Za-z_][\w-]{0,40}[ \t]{0,4}:(?:[ \t]|$)")
_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_SPLIT = re.compile(r"[\s,;]+")
_FULL_MARK = "write it as “draft: true” between two lines “---” at the top"


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
    withdrawn_on: date | None = None
    source_note: str = ""
    supersedes: str = ""
    withdrawn: str = ""
    note: str = ""
    invented: bool = False
    draft: bool = False
    published: bool = False
    """Whether it says plainly that this is no draft."""
    line_of_id: int = 0
    column_of_id: int = 0


NOTHING = FrontMatter()


def parse_front_matter(lines: list[str], report: Report) -> tuple[FrontMatter, int]:
    """What the front matter gives, and the index of the line after it (0 without one).

    A cable may begin with a rule of dashes: only a line ``---`` with ``key:`` (or a comment) below it, and another
    ``---`` or ``...`` further on, is front matter; blank lines may stand before it.
    """
    if begins_plainly(lines):  # quick path: nothing stands before the table, and no mark behind it
        return NOTHING, 0
    found = find_front_matter(lines)
    given = _read(lines, found, report) if found.end else NOTHING
    if not given.draft and not given.published and _is_doubtful(lines, found, report):
        given = replace(given, draft=True)
    return given, found.after


def _read(lines: list[str], found: FrontMatterLines, report: Report) -> FrontMatter:
    """The entries of the front matter; broken front matter with the mark of a draft that was not read is a draft."""
    inside = lines[found.first : found.end]
    given, is_whole = NOTHING, True
    try:
        entries = _entries("\n".join(inside), found.first + 1)
    except YamlError as error:
        is_whole = False
        report.add("warning", "front-matter-broken", f"broken YAML: {error.message}", error.line, error.column)
        entries = _entries_one_by_one(inside, found.first + 1)
    seen: set[str] = set()
    for key, value in entries:
        _say_repeated(key, seen, report)
        given = _take(given, key, value, report)
    if given.withdrawn_on and not given.withdrawn and "withdrawn" not in seen:
        message = "withdrawn_on without withdrawn: taken for withdrawn; give the reason as “withdrawn: the reason”"
        report.add("warning", "front-matter-type", message, found.first + 1)
        given = replace(given, withdrawn="withdrawn")
    if not is_whole and not given.draft and not given.withdrawn and marks_draft(inside):
        report.add(
            "error", "draft-doubtful", f"broken front matter that may mark a draft; {_FULL_MARK}", found.first + 1
        )
        given = replace(given, draft=True)
    return given


def _say_repeated(key: _Node, seen: set[str], report: Report) -> None:
    """Of a key that is there twice the last one counts, as in YAML; that is said, since the other is lost."""
    name = str(key.node.value)
    if name in seen:
        message = f"{name[:60]} appears here a second time; the last one counts"
        report.add("warning", "front-matter-repeated", message, key.line, key.column)
    seen.add(name)


def _is_doubtful(lines: list[str], found: FrontMatterLines, report: Report) -> bool:
    """Whether something may be the mark of a draft and is not in front matter, so that the text is held back."""
    line = unread_mark(lines, found)
    refused = found.code == "front-matter-refused"
    if found.code:
        report.add("error" if refused else "warning", found.code, found.message, found.line)
    if line:
        report.add("error", "draft-doubtful", f"this may mark a draft: the text is not published; {_FULL_MARK}", line)
    return bool(line) or refused


class _Node:
    """A YAML node with its place in the file, from 1."""

    __slots__ = ("column", "line", "node")

    def __init__(self, node: yaml.Node, line: int) -> None:
        self.node = node
        self.line = node.start_mark.line + line
        self.column = node.start_mark.column + 1


def _entries(body: str, line: int) -> list[tuple[_Node, _Node]]:
    """Keys and values of the mapping in ``body``, which begins at ``line`` of the file.

    Raises:
        YamlError: it is no mapping; with the place in the file.
    """
    try:
        entries = compose_entries(body)
    except YamlError as error:
        raise YamlError(error.message, error.line + line - 1, error.column) from error
    return [(_Node(key, line), _Node(value, line)) for key, value in entries]


def _entries_one_by_one(rows: list[str], line: int) -> list[tuple[_Node, _Node]]:
    """Each ``key:`` with the lines below it read as YAML of its own, so that one mistake hides no other key."""
    begins = [index for index, row in enumerate(rows) if _KEY_LINE.match(row)]
    found: list[tuple[_Node, _Node]] = []
    for begin, end in itertools.pairwise([*begins, len(rows)]):
        try:
            found.extend(_entries("\n".join(rows[begin:end]), line + begin))
        except YamlError:
            continue
    return found


def _take(given: FrontMatter, key: _Node, value: _Node, report: Report) -> FrontMatter:
    """``given`` with one more key; a wrong one is reported and left out."""
    name = str(key.node.value) if isinstance(key.node, yaml.ScalarNode) else ""
    verdict = verdict_of(name, value.node)
    if verdict == "doubtful":
        report.add("warning", "front-matter-type", held_message(name), value.line, value.column)
        return replace(given, draft=True)
    reader = _READERS.get(name)
    if reader is None and says_withdrawn(name, value.node):
        report.add("warning", "front-matter-type", held_message(name), value.line, value.column)
        return replace(given, draft=True)
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
    if field == "articles" and (odd := [each for each in found if not _ADDRESS.match(each)]):
        message = f"articles: {odd[0][:60]!r} is not an address such as https://paper.example/story; left out"
        report.add("warning", "front-matter-type", message, value.line, value.column)
        found = tuple(each for each in found if each not in odd)
    if field == "draft":
        return replace(given, draft=given.draft or found, published=not found)
    if field == "id":
        return replace(given, id=found, line_of_id=value.line, column_of_id=value.column)
    return replace(given, **{field: found})


def _text(value: _Node) -> str | None:
    return text_of(value.node)


def _reason(value: _Node) -> str | None:
    """``withdrawn`` may also be a plain yes or no; whatever else it is, the text is not published."""
    flag = flag_of(value.node)
    if flag is None:
        text = text_of(value.node)
        return "withdrawn" if text is None else text
    return "withdrawn" if flag else ""


def _flag(value: _Node) -> bool | None:
    return flag_of(value.node)


def _moment(value: _Node) -> datetime | None:
    text = _text(value)
    try:
        found = datetime.fromisoformat(text or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _day(value: _Node) -> date | None:
    moment = _moment(value)
    return moment.date() if moment else None


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
    "withdrawn_on": ("withdrawn_on", _day, "a day such as 2011-02-03"),
    "note": ("note", _text, "a text"),
    "invented": ("invented", _flag, "true or false"),
    "draft": ("draft", _flag, "true or false"),
}
"""Key → field of ``FrontMatter``, how it is read (``None`` for a wrong type), what is expected."""
