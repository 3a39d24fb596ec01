"""The words of the interface: ``strings/LANG.yml`` of a theme, with numbers and dates in that language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from cablepress.errors import Problem, ThemeError
from cablepress.model import iso
from cablepress.yamltext import parse_mapping

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
        self._days: dict[tuple[str, int, int, int], str] = {}
        """Dates already written out: a list is full of the same days."""

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

    def _format(self, key: str, year: int, month: int, day: int, names: str = "format.months") -> str:
        shown = self._days.get((key + names, year, month, day))
        if shown is None:
            months: Sequence[str] = self._texts[names]
            shown = str(self._texts[key]).format(d=day, month=months[month - 1], y=year)
            self._days[key + names, year, month, day] = shown
        return shown


def load_strings(folders: Sequence[Path], language: str) -> Strings:
    """Read ``en.yml`` of all ``folders``, then the language's file; later ones win. ``pt-BR`` also reads ``pt``.

    Raises:
        ThemeError: a file is not valid YAML.
    """
    wanted = dict.fromkeys(["en", language.partition("-")[0], language])
    texts: dict[str, Any] = {}
    for name in wanted:
        for folder in folders:
            texts.update(_flatten(_read(folder / f"{name}.yml"), ""))
    return Strings(texts, language)


def read_texts(path: Path) -> dict[str, Any]:
    """The texts of one file by dotted key; none when there is no such file.

    Raises:
        ThemeError: it is not valid YAML.
    """
    return _flatten(_read(path), "")


def _read(path: Path) -> Mapping[str, Any]:
    name = f"{path.parent.parent.name}/strings/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError([Problem("error", "strings-unreadable", f"{error}; expected UTF-8", name)]) from error
    words, problems = parse_mapping(text, name, "strings-syntax")
    if problems:
        raise ThemeError(problems)
    return words


def _flatten(texts: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in texts.items():
        if isinstance(value, Mapping) and "other" not in value:
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat
