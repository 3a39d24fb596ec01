"""The one reader of YAML that people wrote: ``site.yml``, theme files, the front matter of cables and of Markdown.

A text becomes a tree of nodes, never objects of its tags, so that every mistake has its line and column. What is
made to exhaust a machine is refused with its place: aliases that multiply (a kilobyte can stand for gigabytes), a
nesting that no person writes, a tree that contains itself. Numbers are few digits long or stay text.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

import yaml

from cablepress.errors import Problem

MOST_VALUES: Final = 50_000
"""Values of one text, those that aliases stand for counted each time; the strings of a theme have some hundreds."""

DEEPEST: Final = 40
"""Lists and mappings within each other; a theme's strings have four."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = "tag:yaml.org,2002:null"
_BOOL: Final = "tag:yaml.org,2002:bool"
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,17})\Z", re.ASCII)
_REAL: Final = re.compile(r"[-+]?[0-9][0-9_]{0,17}(?:\.[0-9_]{0,18})?(?:[eE][-+]?[0-9]{1,3})?\Z", re.ASCII)
_TRUE: Final = ("true", "yes", "on")


class YamlError(Exception):
    """A text that is not YAML, or no YAML of ours; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def compose(text: str) -> yaml.Node | None:
    """The tree of nodes that ``text`` is; ``None`` of an empty one.

    Raises:
        YamlError: it is not YAML, or would take more than its share of memory and time.
    """
    _refuse_control_characters(text)
    try:
        _refuse_depth(text)
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(part for part in (error.problem, error.context) if part)
        raise YamlError(words or "broken", *(_place(mark) if mark else ())) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        lines = str(error).splitlines()
        raise YamlError(lines[0] if lines else "broken") from error
    if node is not None and ("*" in text or "&" in text):
        _weigh(node, {}, [])
    return node


def compose_entries(text: str) -> list[tuple[yaml.Node, yaml.Node]]:
    """Keys and values of the mapping that ``text`` is; none of an empty one.

    Raises:
        YamlError: as :func:`compose` does, or it is no mapping.
    """
    node = compose(text)
    if node is None or is_null(node):
        return []
    if not isinstance(node, yaml.MappingNode):
        raise YamlError("expected “key: value” lines", *_place(node.start_mark))
    return list(node.value)


def _refuse_control_characters(text: str) -> None:
    found = yaml.SafeLoader.NON_PRINTABLE.search(text)
    if found:
        start = text.rfind("\n", 0, found.start()) + 1
        message = f"the character U+{ord(found[0]):04X} is not allowed in YAML"
        raise YamlError(message, text.count("\n", 0, start) + 1, found.start() - start + 1)


def _refuse_depth(text: str) -> None:
    """Before any tree is made: the library's own reader of trees calls itself for each level."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise YamlError(f"nested more than {DEEPEST} levels deep", *_place(event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _weigh(node: yaml.Node, weights: dict[int, int], above: list[int]) -> int:
    """Values below ``node``, those behind an alias counted each time that it is used."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    known = weights.get(id(node))
    if known is not None:
        return known
    if id(node) in above:
        raise YamlError("a list or mapping that contains itself", *_place(node.start_mark))
    above.append(id(node))
    weight = 1
    for item in node.value:
        weight += sum(_weigh(part, weights, above) for part in (item if isinstance(item, tuple) else (item,)))
        if weight > MOST_VALUES:
            raise YamlError(f"aliases that stand for more than {MOST_VALUES:,} values", *_place(node.start_mark))
    above.pop()
    weights[id(node)] = weight
    return weight


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def is_null(node: yaml.Node) -> bool:
    """Whether nothing is written there (or ``null``, ``~``)."""
    return bool(node.tag == _NULL)


def flag_of(node: yaml.Node) -> bool | None:
    """``true`` or ``false`` where that is what is written, without quotes; ``None`` of anything else."""
    if isinstance(node, yaml.ScalarNode) and node.tag == _BOOL:
        return str(node.value).lower() in _TRUE
    return None


def text_of(node: yaml.Node) -> str | None:
    """A scalar as it is written (``12:30`` is no number of seconds), on one line; ``None`` of a list or mapping."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    return "" if is_null(node) else " ".join(str(node.value).split())


def number_of(node: yaml.Node) -> int | float | None:
    """A number in plain decimal figures, without quotes; ``None`` of anything else."""
    if not isinstance(node, yaml.ScalarNode) or node.style in ("'", '"', "|", ">"):
        return None
    text = str(node.value)
    if _WHOLE.match(text):
        return int(text)
    number = float(text.replace("_", "")) if _REAL.match(text) else math.inf
    return number if math.isfinite(number) else None


def value_of(node: yaml.Node) -> Any:
    """The value of a node: text, number, flag, ``None``, list, or mapping with text for keys; a date stays text.

    Raises:
        YamlError: a key is not a text, or is there twice, or a tag asks for more than text and numbers.
    """
    if not str(node.tag).startswith("tag:yaml.org,2002:") or "python" in str(node.tag):
        raise YamlError(f"the tag {str(node.tag)!r} is not allowed", *_place(node.start_mark))
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return _mapping_of(node)
    if is_null(node):
        return None
    flag, number = flag_of(node), number_of(node)
    if flag is not None:
        return flag
    return str(node.value) if number is None else number


def _mapping_of(node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = _key(key)
        if name in found:
            raise YamlError(f"{name!r} appears here a second time", *_place(key.start_mark))
        found[name] = value_of(value)
    return found


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise YamlError("expected a word as the key", *_place(node.start_mark))
    return str(node.value)


def parse_mapping(text: str, path: str, code: str, first_line: int = 1) -> tuple[dict[str, Any], list[Problem]]:
    """The mapping that ``text`` is, and what is wrong with it; empty when it is no mapping or no YAML.

    ``code`` is that of the problem; ``first_line`` is the line of ``path`` on which ``text`` begins.
    """
    try:
        node = compose(text)
        if node is None or is_null(node):
            return {}, []
        if isinstance(node, yaml.MappingNode):
            return value_of(node), []
    except YamlError as error:
        message = f"not valid YAML: {error.message}"
        return {}, [Problem("error", code, message, path, error.line + first_line - 1, error.column)]
    found = "a list" if isinstance(node, yaml.SequenceNode) else "a text"
    return {}, [Problem("error", code, f"expected a mapping of keys, found {found}", path, first_line, 1)]
