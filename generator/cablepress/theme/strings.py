"""The words of the interface: ``strings/LANG.yml`` of a theme, with numbers and dates in that language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Final, NamedTuple

import yaml
from markupsafe import Markup

from cablepress.errors import Problem, ThemeError, not_utf8
from cablepress.model import iso
from cablepress.yamltext import YamlError, compose_entries, is_null

_FIRST_FROM_THE_RIGHT: Final = "\u0590"
"""Hebrew begins here; all scripts before it run from left to right."""
_PLAIN: Final = Markup("")
_BY_ITS_LETTERS: Final = Markup(' dir="auto"')


class Strings:
    """Texts by dotted key (``cable.created``), and the filters that depend on the language."""

    def __init__(self, texts: Mapping[str, Any], language: str) -> None:
        """``texts`` are flat: dotted key → text, plural mapping or list."""
        self._texts = texts
        self.language = language
        self.digest = hashlib.sha256(repr((language, sorted(texts.items()))).encode("utf-8", "replace")).hexdigest()
        """Of the language and all texts."""
        self._format = lru_cache(1 << 14)(self._written_out)
        """A list is full of the same days."""

    def text(self, key: str, **values: object) -> str:
        """The words of ``key``; ``values`` fill its braces, and ``n`` chooses the plural form.

        Raises:
            KeyError: no theme in the chain has such words.
        """
        text = self._texts[key]
        if not values:
            return str(text)
        if isinstance(text, Mapping):
            text = text["one" if values.get("n") == 1 and "one" in text else "other"]
        shown = {name: self.number(value) if type(value) is int else value for name, value in values.items()}
        return str(text).format(**shown)

    def filters(self) -> dict[str, Callable[..., str]]:
        """The Jinja filters for numbers and dates."""
        return {
            "number": self.number,
            "day": self.day,
            "short_day": self.short_day,
            "minute": self.minute,
            "month": self.month,
            "day_text": self.day_text,
            "iso": iso,
            "dir": self.direction,
        }

    def direction(self, text: str) -> Markup:
        """`` dir="auto"`` for the element of a text that may run the other way than the page; else nothing."""
        same = text.isascii() or max(text) < _FIRST_FROM_THE_RIGHT
        return _PLAIN if same and self._texts["direction"] == "ltr" else _BY_ITS_LETTERS

    def number(self, value: int) -> str:
        """``251,287``."""
        if -1000 < value < 1000:
            return str(value)  # nothing is to be divided in most of the numbers of charts and menus
        return f"{value:,}".replace(",", str(self._texts["format.thousands"]))

    def day(self, moment: datetime | None) -> str:
        """``9 July 2007``; words for an unknown date when ``None``."""
        if moment is None:
            return str(self._texts["format.undated"])
        return self._format("format.day", moment.year, moment.month, moment.day)

    def short_day(self, moment: datetime | None) -> str:
        """``9 Jul 2007``; words for an unknown date when ``None``."""
        if moment is None:
            return str(self._texts["format.undated"])
        return self._format("format.day", moment.year, moment.month, moment.day, "format.months_short")

    def minute(self, moment: datetime | None) -> str:
        """``9 July 2007, 00:09 UTC``."""
        if moment is None:
            return str(self._texts["format.undated"])
        time = f"{moment.hour:02d}:{moment.minute:02d}"  # strftime takes ten times as long
        return str(self._texts["format.minute"]).format(day=self.day(moment), time=time)

    def month(self, name: str) -> str:
        """``July 2007`` of ``2007-07``; a name that is no month (``undated``) has its own words."""
        return self._dated("format.month", f"{name}-01")

    def day_text(self, name: str) -> str:
        """``30 August 2011`` of ``2011-08-30``."""
        return self._dated("format.day", name)

    def _dated(self, key: str, name: str) -> str:
        """``name`` is an ISO date; whatever is none has the words for that."""
        try:
            day = date.fromisoformat(name)
        except ValueError:
            return str(self._texts["format.undated"])
        return self._format(key, day.year, day.month, day.day)

    def _written_out(self, key: str, year: int, month: int, day: int, names: str = "format.months") -> str:
        months: Sequence[str] = self._texts[names]
        return str(self._texts[key]).format(d=day, month=months[month - 1], y=year)


def load_strings(folders: Sequence[Path], language: str) -> Strings:
    """Read ``en.yml`` of all ``folders``, then the language's file; later ones win. ``pt-BR`` also reads ``pt``.

    Raises:
        ThemeError: a file is not valid YAML, or has something else than the words that are expected there.
    """
    wanted = dict.fromkeys(["en", language.partition("-")[0], language])
    texts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in wanted:
        for folder in folders:
            path = folder / f"{name}.yml"
            for word in _read(path):
                known = texts.get(word.key)
                fault = _fault(word, known) if known is not None else ""
                if fault:
                    message = f"{word.key}: {fault}"
                    problems.append(Problem("error", "strings-type", message, _shown(path), word.line, word.column))
                elif word.value is not None:
                    texts[word.key] = word.value
    if problems:
        raise ThemeError(problems)
    return Strings(texts, language)


def read_texts(path: Path) -> dict[str, Any]:
    """The texts of one file by dotted key; none when there is no such file.

    Raises:
        ThemeError: it is not valid YAML.
    """
    return {word.key: word.value for word in _read(path)}


class _Word(NamedTuple):
    """What a file has for one key, as it is written: ``no: No`` is the word *No*."""

    key: str
    """Dotted."""
    value: str | list[str] | dict[str, str] | None
    """A text, several, or one for each plural form; ``None`` where it is none of these."""
    line: int
    column: int


def _shown(path: Path) -> str:
    return f"{path.parent.parent.name}/strings/{path.name}"


def _read(path: Path) -> Sequence[_Word]:
    try:
        return _words_in(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        message, line = not_utf8(error)
        raise ThemeError([Problem("error", "strings-unreadable", message, _shown(path), line, 1)]) from error
    except OSError as error:
        raise ThemeError([Problem("error", "strings-unreadable", str(error.strerror), _shown(path))]) from error
    except YamlError as error:
        message = f"not valid YAML: {error.message}"
        place = _shown(path), error.line, error.column
        raise ThemeError([Problem("error", "strings-syntax", message, *place)]) from error


@lru_cache(8)
def _words_in(text: str) -> Sequence[_Word]:
    """The words of a file; a preview reads a theme after each save, of which most is as it was."""
    return tuple(_words(compose_entries(text), ""))


def _words(entries: Sequence[tuple[yaml.Node, yaml.Node]], prefix: str) -> Iterator[_Word]:
    """The words of a mapping and of all that is in it."""
    seen = set()
    for key, node in entries:
        name, place = str(key.value), (key.start_mark.line + 1, key.start_mark.column + 1)
        if name in seen:
            raise YamlError(f"{prefix}{name} appears here a second time", *place)
        seen.add(name)
        if isinstance(node, yaml.MappingNode) and not any(inner.value == "other" for inner, _ in node.value):
            yield from _words(node.value, f"{prefix}{name}.")
        else:
            yield _Word(f"{prefix}{name}", _value(node), *place)


def _value(node: yaml.Node) -> str | list[str] | dict[str, str] | None:
    parts = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    if isinstance(node, yaml.ScalarNode):
        return None if is_null(node) else str(node.value)
    if not all(isinstance(part, yaml.ScalarNode) and not is_null(part) for part in parts):
        return None
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): str(value.value) for key, value in node.value}
    return [str(item.value) for item in node.value]


def _fault(word: _Word, known: Any) -> str:
    """What is wrong with words that take the place of those that are ``known``; nothing where they will do."""
    if isinstance(known, list):
        fits = isinstance(word.value, list) and len(word.value) == len(known)
        return "" if fits else f"expected a list of {len(known)} texts, such as {known[0]}"
    if word.value is None or isinstance(word.value, list):
        return "expected a text"
    if word.key == "direction" and word.value not in _DIRECTIONS:
        return f"expected {' or '.join(_DIRECTIONS)}"
    fields = {field for text in _forms(known) for field, _ in _fields(text)}
    if not fields:
        return "expected a text" if isinstance(word.value, dict) else ""
    try:
        odd = [whole for text in _forms(word.value) for field, whole in _fields(text) if whole not in fields]
    except ValueError:
        return "a brace without the other one; a brace that is to be shown is written twice"
    return (
        f"{{{odd[0]}}} is not known here; expected {', '.join(f'{{{name}}}' for name in sorted(fields))}" if odd else ""
    )


def _forms(value: str | Mapping[str, str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value.values()


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Name of each ``{n}`` of a text, and all that is within its braces.

    Raises:
        ValueError: a brace stands alone.
    """
    for _, field, form, conversion in Formatter().parse(text):
        if field is not None:
            yield field, field + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")


_DIRECTIONS: Final = ("ltr", "rtl")
