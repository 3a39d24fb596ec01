"""``site.yml`` → :class:`SiteConfig`.

The rules (keys, types, defaults, ranges) are data: ``site.schema.json``, the same file that editors
use. YAML is read as a tree of nodes, never constructed from tags, so that each error has its line and
column and all of them can be reported at once.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from cablepress.errors import ConfigError, Problem, not_utf8
from cablepress.yamltext import YamlError, compose, is_null, value_of

Schema = dict[str, Any]

_TYPE_NAMES: Final = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping of keys",
}
_NUMBERS: Final = ("integer", "number")


@dataclass(frozen=True, slots=True)
class ThemeConfig:
    """Which theme, and what overrides it."""

    name: str
    custom_dir: str
    settings: Mapping[str, object]


KINDS: Final = ("cables", "versions", "pages", "articles", "static")
"""Keys of ``content`` that name a folder with content of one kind."""


@dataclass(frozen=True, slots=True)
class ContentConfig:
    """Folders of the content, relative to the folder of ``site.yml``."""

    cables: str
    versions: str
    pages: str
    articles: str
    static: str
    anchors: str

    @property
    def folders(self) -> tuple[str, ...]:
        """Each of them that holds content of one kind."""
        return tuple(getattr(self, kind) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class CollectionConfig:
    """The whole collection, of which this archive holds a part."""

    total: int
    hashtag: str


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """Search: whether, and how much each field counts."""

    enabled: bool
    export: bool
    boosts: Mapping[str, float]
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Words that stand for each other, group by group."""


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """What is written beside the pages."""

    text: bool
    json: bool
    cited: bool
    page_size: int
    set: bool
    feeds: bool
    data: bool | None
    """Whether ``data/`` is written; ``None``: when the archive is small enough."""


@dataclass(frozen=True, slots=True)
class PublishConfig:
    """How the site is published."""

    remote: str
    branch: str
    cname: str
    feed: bool
    sitemap: bool
    sign: str
    """Path of an SSH key, relative to ``root`` or to a home (``~/...``); empty: nothing is signed."""


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """All of ``site.yml``, checked, with defaults filled in. Paths are relative to ``root``."""

    root: Path
    """Folder of ``site.yml``."""
    file: str
    """Name of the file, for messages."""
    title: str
    url: str
    """Absolute, with a trailing slash; empty when not configured."""
    description: str
    language: str
    theme: ThemeConfig
    content: ContentConfig
    collection: CollectionConfig
    search: SearchConfig
    output: OutputConfig
    publish: PublishConfig
    aliases: str

    def with_url(self, url: str) -> SiteConfig:
        """The same site published at another address (``--base-url``)."""
        return replace(self, url=_with_slash(url))

    def for_preview(self) -> SiteConfig:
        """The same site, to be looked at while it is written: at no address, without the data, not signed."""
        output = replace(self.output, data=False)
        return replace(self, url="", output=output, publish=replace(self.publish, sign=""))


@cache
def schema() -> Schema:
    """The JSON Schema of ``site.yml``."""
    text = resources.files("cablepress").joinpath("site.schema.json").read_text(encoding="utf-8")
    loaded: Schema = json.loads(text)
    return loaded


def read_config(path: Path) -> SiteConfig:
    """Read and check the file at ``path``.

    Raises:
        ConfigError: the file is missing, is not YAML, or has wrong keys or values; lists all of them.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ConfigError([_problem(path.name, "config-unreadable", "is not a file (a pipe or a device)")])
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        above = next((folder for folder in path.parent.parents if (folder / path.name).is_file()), None)
        hint = f"there is one above: -f {os.path.relpath(above / path.name, path.parent)}; " if above else ""
        message = f"no such file; expected {path}; {hint}`cablepress new FOLDER` makes a new site"
        raise ConfigError([_problem(path.name, "config-missing", message)]) from None
    except IsADirectoryError:
        message = f"{path} is a folder; expected a file, such as {path / 'site.yml'}"
        raise ConfigError([_problem(path.name, "config-unreadable", message)]) from None
    except UnicodeDecodeError as error:
        message, line = not_utf8(error)
        raise ConfigError([Problem("error", "config-unreadable", message, path.name, line, 1)]) from error
    except OSError as error:
        raise ConfigError([_problem(path.name, "config-unreadable", str(error))]) from error
    return parse_config(text, root=path.parent, file=path.name)


def parse_config(text: str, *, root: Path, file: str = "site.yml") -> SiteConfig:
    """Check the YAML ``text`` and fill in the defaults.

    Raises:
        ConfigError: with every error found, each with line and column.
    """
    reader = _Reader(file)
    values = reader.read_object(_compose(text, file), schema(), "")
    if reader.problems:
        raise ConfigError(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    config = SiteConfig(
        root=root,
        file=file,
        title=values["title"],
        url=_with_slash(values["url"]),
        description=values["description"],
        language=values["language"],
        theme=ThemeConfig(**values["theme"]),
        content=ContentConfig(**values["content"]),
        collection=CollectionConfig(**values["collection"]),
        search=SearchConfig(**{**values["search"], "synonyms": tuple(map(tuple, values["search"]["synonyms"]))}),
        output=OutputConfig(**values["output"]),
        publish=PublishConfig(**values["publish"]),
        aliases=values["aliases"],
    )
    node = _compose(text, file)
    problems = [
        Problem("error", "config-value", f"{name}: {message}", file, *_place_of(node, name))
        for name, message in _odd_paths(config, root)
    ]
    if problems:
        raise ConfigError(problems)
    return config


def place_in(path: Path, name: str) -> tuple[int, int]:
    """Line and column of the key ``name`` (``theme.settings.accent``) in a file that was read; zeros without it."""
    try:
        return _place_of(compose(path.read_bytes().decode("utf-8-sig")), name)
    except (OSError, UnicodeDecodeError, YamlError):
        return 0, 0


def _place_of(node: yaml.Node | None, name: str) -> tuple[int, int]:
    place = 0, 0
    for part in name.split("."):
        entries = node.value if isinstance(node, yaml.MappingNode) else []
        key, node = next(((key, value) for key, value in entries if key.value == part), (None, None))
        if key is None:
            break
        place = key.start_mark.line + 1, key.start_mark.column + 1
    return place


def _odd_paths(config: SiteConfig, root: Path) -> Iterator[tuple[str, str]]:
    """Keys whose paths will not do, and why: one folder for two kinds of content, the site itself, no name at all."""
    content = config.content
    home = os.path.realpath(root)
    around = "holds the site itself, with what is not meant for readers; expected a folder in it"
    if config.theme.custom_dir and Path(home).is_relative_to(os.path.realpath(root / config.theme.custom_dir)):
        yield "theme.custom_dir", around
    try:
        Path(config.publish.sign).expanduser()
    except RuntimeError:
        yield "publish.sign", f"{config.publish.sign!r} is in the home of nobody here"
    taken: dict[str, str] = {}
    for key, name in zip(KINDS, content.folders, strict=True):
        folder = os.path.realpath(root / name)
        if not name:
            yield f"content.{key}", "expected the name of a folder, which may be one that is not there"
        elif Path(home).is_relative_to(folder) and (folder != home or key not in ("cables", "versions")):
            yield f"content.{key}", around
        elif folder in taken:
            yield f"content.{key}", f"the same folder as content.{taken[folder]}; expected one of its own"
        taken[folder] = key


def fits(pattern: str, value: str) -> bool:
    """Whether ``value`` fits a pattern of the schema, to its very end; an address must have a host and a port.

    ``$`` alone lets a line end pass, and there are hosts in brackets that only look like ones.
    """
    if re.search(pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else ""), value) is None:
        return False
    try:
        return not value.startswith(("http:", "https:")) or urlsplit(value).port != 0
    except ValueError:
        return False


def _with_slash(url: str) -> str:
    return url if not url or url.endswith("/") else url + "/"


def _problem(file: str, code: str, message: str, mark: yaml.Mark | None = None) -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem("error", code, message, file, line, column)


def _compose(text: str, file: str) -> yaml.Node | None:
    try:
        return compose(text)
    except YamlError as error:
        problem = Problem("error", "config-syntax", f"not valid YAML: {error.message}", file, error.line, error.column)
        raise ConfigError([problem]) from error


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SHOWN: Final = 80
"""Characters of a wrong value that a message has."""


class _Reader:
    """Walks YAML nodes beside the schema and collects what does not fit."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def read_object(self, node: yaml.Node | None, rules: Schema, name: str) -> dict[str, Any]:
        """Values of a mapping with the keys of ``rules``; a missing key has its default."""
        given: dict[str, yaml.Node] = {}
        if isinstance(node, yaml.MappingNode):
            given = self._keys(node, rules["properties"], name)
        elif node is not None and not is_null(node):
            self._wrong_type(node, "object", name or "the file")
        return {key: self._read(given.get(key), rule, _join(name, key)) for key, rule in rules["properties"].items()}

    def _keys(self, node: yaml.MappingNode, known: Mapping[str, Schema], name: str) -> dict[str, yaml.Node]:
        found: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key not in known:
                self._add(
                    key_node, "config-key-unknown", f"unknown key {_join(name, key)!r}{_did_you_mean(key, known)}"
                )
            elif key in found:
                self._add(key_node, "config-key-repeated", f"{_join(name, key)!r} appears here a second time")
            else:
                found[key] = value_node
        return found

    def _read(self, node: yaml.Node | None, rule: Schema, name: str) -> Any:
        if _type_of(rule) == "object" and "properties" in rule:
            return self.read_object(node, rule, name)
        if node is None or is_null(node):
            return rule["default"]
        value = self._construct(node, name)
        if _type_of(rule) == "array" and isinstance(value, dict):
            value = _groups_of(value)
        if not _has_type(value, _type_of(rule)):
            self._wrong_type(node, _type_of(rule), name)
            return rule["default"]
        if isinstance(value, str) and (odd := _CONTROL.search(value)):
            self._add(node, "config-value", f"{name}: the character U+{ord(odd[0]):04X} is not one of a text")
            return rule["default"]
        return self._check_range(node, value, rule, name)

    def _construct(self, node: yaml.Node, name: str) -> Any:
        try:
            return value_of(node)
        except YamlError as error:
            self._add(node, "config-value", f"{name}: {error.message}")
            return None

    def _check_range(self, node: yaml.Node, value: Any, rule: Schema, name: str) -> Any:
        allowed = rule.get("enum")
        if allowed is not None and value not in allowed:
            choices = ", ".join(repr(choice) for choice in allowed if choice)
            self._add(node, "config-value", f"{name}: expected one of {choices}{_did_you_mean(str(value), allowed)}")
        elif "pattern" in rule and not fits(rule["pattern"], value):
            example = rule["examples"][0]
            message = f"{name}: {value[:_SHOWN]!r} is not valid; expected something like {example!r}"
            self._add(node, "config-value", message)
        elif _type_of(rule) in _NUMBERS and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
            bounds = f"at least {rule['minimum']}" + (f", at most {rule['maximum']}" if "maximum" in rule else "")
            self._add(node, "config-value", f"{name}: {value} is out of range; expected {bounds}")
        elif _type_of(rule) == "array" and not all(_is_word_list(item) for item in value):
            self._add(
                node,
                "config-value",
                f"{name}: expected lists of two words or more, such as [aluminium, aluminum] or [EU, European Union]",
            )
            return rule["default"]
        return value

    def _wrong_type(self, node: yaml.Node, expected: str, name: str) -> None:
        is_word = isinstance(node, yaml.ScalarNode)
        shown = repr(node.value[:_SHOWN]) if is_word else _node_name(node)
        hint = "; write it in quotes" if expected == "string" and is_word else ""
        self._add(node, "config-type", f"{name}: expected {_TYPE_NAMES[expected]}, found {shown}{hint}")

    def _add(self, node: yaml.Node, code: str, message: str) -> None:
        self.problems.append(_problem(self.file, code, message, node.start_mark))


def _join(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key


def _node_name(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


def _type_of(rule: Schema) -> str:
    """The type that a value has once it is read; the schema may allow another way to write it."""
    kind = rule["type"]
    return str(kind if isinstance(kind, str) else kind[0])


def _groups_of(value: Mapping[object, object]) -> list[list[object]]:
    """Lists of words of a mapping from one word to the others: ``EU: [European Union]``, ``Kiev: Kyiv``."""
    return [[word, *(others if isinstance(others, list) else [others])] for word, others in value.items()]


def _is_word_list(value: object) -> bool:
    """Whether a value of the file is a list of at least two words."""
    return isinstance(value, list) and len(value) > 1 and all(isinstance(word, str) and word.strip() for word in value)


def _has_type(value: Any, expected: str) -> bool:
    if expected in ("integer", "number"):
        kinds: tuple[type, ...] = (int,) if expected == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "object": dict, "array": list}[expected])


def _did_you_mean(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, [str(key) for key in known if key], n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
