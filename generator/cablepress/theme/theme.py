"""Themes: an ordered list of folders, in which the first file of a name wins.

The order is ``theme.custom_dir``, the theme, the theme it ``extends``, and so on. ``templates/`` become a Jinja
environment, ``static/`` fingerprinted assets, ``strings/LANG.yml`` the words of the interface.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2.runtime import Context

from cablepress.config import ThemeConfig, place_in
from cablepress.errors import Problem, not_utf8
from cablepress.theme.environment import Environment
from cablepress.theme.folders import (
    LINK_OUTSIDE,
    folders_digest,
    is_inside,
    own_themes,
    read_manifest,
    static_files,
    theme_chain,
    theme_error,
)
from cablepress.theme.strings import Strings, load_strings

_EXTRA: Final = ".extra.css"
"""``style.extra.css`` adds to the ``style.css`` of the theme below: a change of colour needs no copy of the sheet."""

_SCRIPT_WORDS: Final = re.compile(rb"'\[\[([a-z_.]+)\]\]'")

_SCRIPT_FILES: Final = re.compile(rb"'\[\[static/([\w./-]+)\]\]'")

CSS_IMPORT: Final = re.compile(r"@import\s+(?:url\(\s*)?(['\"]?)([^'\"()\s;]+)\1\s*\)?([^;]*);")
_FOR_WRITERS: Final = re.compile(
    r"""
    (?<!\S)/\*(?!!).*?\*/
    | (?P<kept>"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | /\*.*?\*/)
    | (?:\A|(?<=\n))\s+
    | [ ]?(?P<sign>[{};,])[ ]?(?:(?<=[{;,])\n\s*)?
    | (?P<colon>:)[ ]
    """,
    re.DOTALL | re.VERBOSE,
)
"""What only the writers of a sheet need: indentation, lines of declarations, spaces beside signs, comments.

A space before a colon is left, since it may stand between selectors.

Comments that begin with ``/*!`` (licences) are kept, and those right behind something, which may hold that apart from
what comes next; strings are passed over.
"""

CSS_URL: Final = re.compile(r"url\(\s*(['\"]?)([^'\")?#]+)([?#][^'\")]*)?\1\s*\)")


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as published."""

    url: str
    """Relative to the site's root, with a fingerprint: ``static/style.1f2e3d4c.css``."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with all that it extends, read and ready."""

    name: str
    folders: tuple[Path, ...]
    """The first wins."""
    settings: Mapping[str, object]
    strings: Strings
    assets: Mapping[str, Asset]
    """By the name that templates use: ``style.css``."""
    loader: jinja2.BaseLoader
    digest: str
    """Of every file of every folder."""
    problems: tuple[Problem, ...] = ()
    """Files that are not published, and why; a language without words."""

    def without(self, *names: str) -> Theme:
        """The theme without some static files, which no page of the site asks for."""
        return replace(self, assets={name: asset for name, asset in self.assets.items() if name not in names})

    def with_asset_before(self, name: str, data: bytes) -> Theme:
        """The theme with ``data`` at the head of its static file ``name``, if it has that."""
        asset = self.assets.get(name)
        return self if asset is None else replace(self, assets={**self.assets, name: _asset(name, data + asset.data)})

    def with_addresses_in(self, name: str) -> Theme:
        """The theme with the names of its files in the script ``name``, if it has that, for ``'[[static/cite.js]]'``.

        They are as published, beside the script; empty where the theme has no such file.
        """
        asset = self.assets.get(name)
        if asset is None:
            return self

        def put(match: re.Match[bytes]) -> bytes:
            named = self.assets.get(match[1].decode())
            return json.dumps(named.url.removeprefix("static/") if named else "").encode()

        return replace(self, assets={**self.assets, name: _asset(name, _SCRIPT_FILES.sub(put, asset.data))})

    def environment(self, compiled: Path | None = None) -> jinja2.Environment:
        """A Jinja environment for the templates: autoescape on, undefined names are errors.

        ``compiled`` is a folder for compiled templates.
        """
        # As filters of constants (`"cable.id"|t`) words are worked out when a template is compiled, not on each page.
        # Addresses are not: a style sheet that is being written has another one after each save.
        known: dict[str, Callable[..., object]] = {"asset": self._asset_url, "t": self.strings.text}
        env = Environment(self.loader, {**self.strings.filters(), **known}, self.strings.digest, compiled)
        env.globals.update(asset=self.asset_url, t=self.strings.text)
        return env

    @jinja2.pass_context
    def _asset_url(self, _: Context, name: str) -> str:
        return self.asset_url(name)

    def asset_url(self, name: str) -> str:
        """Address of a static file, relative to the site's root.

        Raises:
            KeyError: the theme has no such file; says which it has.
        """
        try:
            return self.assets[name].url
        except KeyError:
            raise KeyError(f"the theme has no static file {name!r}; it has {', '.join(sorted(self.assets))}") from None


def load_theme(root: Path, config: ThemeConfig, language: str, file: str) -> Theme:
    """Find and read the theme of the site in ``root``, with the strings of ``language``.

    ``file`` is the name of the configuration below ``root``, for messages.

    Raises:
        ThemeError: a theme or folder is missing, extends itself, or a file of it is broken.
    """
    chain = theme_chain(root, config, file)
    folders = [folder for _, folder in chain]
    loaders: list[jinja2.BaseLoader] = [_Loader(folder) for folder in folders]
    prefixes = {name: _Loader(folder) for name, folder in chain if name}
    manifests = [read_manifest(folder) for name, folder in chain if name]
    strings = load_strings([folder / "strings" for folder in reversed(folders)], language)
    static = {folder: static_files(folder) for folder in reversed(folders)}
    return Theme(
        name=config.name,
        folders=tuple(folders),
        settings=_settings(root, manifests, config, file),
        strings=strings,
        assets=_assets({folder: files for folder, (files, _) in static.items()}, strings),
        loader=jinja2.ChoiceLoader([*loaders, jinja2.PrefixLoader(prefixes, delimiter=":")]),
        digest=folders_digest(folders),
        problems=(
            *_without_words(root, folders, language, file),
            *(problem for _, problems in static.values() for problem in problems),
        ),
    )


def _without_words(root: Path, folders: Sequence[Path], language: str, file: str) -> Iterator[Problem]:
    """What is said of a language that no theme has words in: its pages would say that they are in it."""
    names = dict.fromkeys((language, language.partition("-")[0]))
    if "en" not in names and not any(
        (folder / f"strings/{name}.yml").is_file() for folder in folders for name in names
    ):
        message = f"language: no words in {language!r} (strings/{language}.yml), so the interface is in English"
        yield Problem("warning", "strings-missing", message, file, *place_in(root / file, "language"))


def _settings(root: Path, manifests: Sequence[Mapping[str, Any]], config: ThemeConfig, file: str) -> dict[str, object]:
    settings: dict[str, object] = {}
    choices: dict[str, list[object]] = {}
    for manifest in reversed(manifests):
        settings.update(manifest.get("settings") or {})
        choices.update(manifest.get("choices") or {})
    for key, value in config.settings.items():
        if fault := _setting_fault(key, value, settings, choices):
            code, message = fault
            name = f"theme.settings.{key}" if key in settings else "theme.settings"
            place = place_in(root / file, f"theme.settings.{key}")
            raise theme_error(code, f"{name}: {message}"[:300], file, *place)
        settings[key] = value
    return settings


def _setting_fault(
    key: str, value: object, settings: Mapping[str, object], choices: Mapping[str, list[object]]
) -> tuple[str, str] | None:
    """Code and words of what is wrong with a setting."""
    if key not in settings:
        near = difflib.get_close_matches(key, settings, 1, 0.6)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(sorted(settings)) or 'none'}"
        return "config-key-unknown", f"the theme has no setting {key!r}{hint}"
    if not _is_like(value, settings[key]):
        found = f"found {value!r}" if isinstance(value, (str, int, float)) else "found a list or mapping"
        return "config-type", f"expected something like {settings[key]!r}, {found}"
    if key in choices and value not in choices[key]:
        return "config-value", f"expected one of {', '.join(map(str, choices[key]))}; found {value!r}"
    return None


def _is_like(value: object, default: object) -> bool:
    """Whether a setting has the type of its default; a whole number may stand for any number."""
    numbers = (int, float)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, numbers):
        return isinstance(value, numbers)
    if isinstance(default, list) and default and isinstance(value, list):
        return all(_is_like(item, default[0]) for item in value)
    return default is None or isinstance(value, type(default))


class _Loader(jinja2.FileSystemLoader):
    """Reads templates; one that is not UTF-8, or a link out of the theme, is named."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "templates")
        self._folder = folder

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        place = f"{self._folder.name}/templates/{template}"
        try:
            found = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            message, line = not_utf8(error)
            raise theme_error("template-unreadable", message, place, line, 1) from error
        if not is_inside(self._folder, Path(found[1])):
            raise theme_error("link-outside", LINK_OUTSIDE, place)
        return found


def _assets(folders: Mapping[Path, Sequence[Path]], strings: Strings) -> dict[str, Asset]:
    """The files of each folder, in which later ones win, as they are published."""
    files: dict[str, bytes] = {}
    places: dict[str, str] = {}
    ours = own_themes()
    for folder, found in folders.items():
        static = folder / "static"
        # Additions last, so that a folder may replace a sheet and add to it.
        for path in sorted(found, key=lambda path: path.name.endswith(_EXTRA)):
            name, data = path.relative_to(static).as_posix(), path.read_bytes()
            if name.endswith(".css"):
                text = _css_text(data, f"{folder.name}/static/{name}")
                data = published_sheet(text).encode() if folder.parent == ours else data
            if name.endswith(_EXTRA):
                sheet = f"{name.removesuffix(_EXTRA)}.css"
                files[sheet] = files.get(sheet, b"") + b"\n" + data
            else:
                files[name], places[name] = data, f"{folder.name}/static/{name}"
    for name in files:
        if name.endswith(".js"):
            files[name] = put_words(files[name], strings, places[name])
    plain = {name: _asset(name, data) for name, data in files.items() if not name.endswith(".css")}
    texts = {name: data.decode() for name, data in files.items() if name.endswith(".css")}
    sheets = {name: _asset(name, _linked_css(name, name, texts, plain).encode()) for name in texts}
    return dict(sorted({**plain, **sheets}.items()))


def put_words(data: bytes, strings: Strings, place: str) -> bytes:
    """A script with the words of the interface in the place of their keys: ``'[[share.copied]]'``.

    So they are in one file, not on every page; ``place`` is that of the script, for messages.

    Raises:
        ThemeError: there are no such words.
    """

    def put(match: re.Match[bytes]) -> bytes:
        key = match[1].decode()
        try:
            return json.dumps(strings.text(key), ensure_ascii=False).encode()
        except KeyError:
            line = data.count(b"\n", 0, match.start()) + 1
            raise theme_error("strings-missing", f"no words for {key!r}", place, line, 1) from None

    return _SCRIPT_WORDS.sub(put, data)


def _asset(name: str, data: bytes) -> Asset:
    stem, extension = posixpath.splitext(name)
    return Asset(f"static/{stem}.{hashlib.sha256(data).hexdigest()[:8]}{extension}", data)


def _css_text(data: bytes, place: str) -> str:
    """A style sheet.

    Raises:
        ThemeError: the sheet is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message, line = not_utf8(error)
        raise theme_error("style-unreadable", message, place, line, 1) from error


@lru_cache(8)
def published_sheet(text: str) -> str:
    """A style sheet of ours without what only its writers need: a tenth of what readers of dossier would load.

    Those of other people are published as they wrote them.
    """
    # Twice: where a comment had a line of its own, an empty line is left.
    for _ in range(2):
        text = _FOR_WRITERS.sub(lambda found: next(filter(None, found.groups()), ""), text)
    return text


def css_target(sheet: str, address: str) -> str:
    """The static file that ``address`` in the style sheet ``sheet`` means; both by their names in the theme."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), address))


def _linked_css(
    name: str, shown_in: str, sheets: Mapping[str, str], assets: Mapping[str, Asset], above: tuple[str, ...] = ()
) -> str:
    """The sheet ``name`` as a part of ``shown_in``: ``url(…)`` with the fingerprinted names, imported sheets put in.

    Browsers pass over an ``@import`` that is not at the top, where additions never are.
    """

    def link(match: re.Match[str]) -> str:
        target = assets.get(css_target(name, match[2]))
        if target is None:
            return match[0]
        here = posixpath.join("static", posixpath.dirname(shown_in))
        return f"url({posixpath.relpath(target.url, here)}{match[3] or ''})"

    def put_in(match: re.Match[str]) -> str:
        target = css_target(name, match[2])
        if target not in sheets or target in above:
            return match[0]
        inner = _linked_css(target, shown_in, sheets, assets, (*above, target))
        return f"@media {match[3].strip()} {{\n{inner}\n}}" if match[3].strip() else inner

    # Each part on its own, so that what was put in is not linked a second time.
    parts, end = [], 0
    for match in CSS_IMPORT.finditer(sheets[name]):
        parts += [CSS_URL.sub(link, sheets[name][end : match.start()]), put_in(match)]
        end = match.end()
    return "".join([*parts, CSS_URL.sub(link, sheets[name][end:])])


def template_problem(error: Exception, folders: Sequence[Path]) -> Problem | None:
    """Where in which template ``error`` happened; ``None`` when it was in no template."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        path = error.filename or error.name or "template"
        return Problem("error", "template-syntax", error.message or "broken", _shown(path, folders), error.lineno, 1)
    if isinstance(error, jinja2.TemplateNotFound):
        asked = _template_frame(error, folders) or ("templates", 0, 0)
        return Problem("error", "template-missing", f"no template {error.message!r}", *asked)
    place = _template_frame(error, folders)
    if isinstance(error, RecursionError) and place is not None:
        name = place[0].rpartition("/")[2]
        message = f"the template extends or includes itself; to extend that of a theme write “THEME:{name}”"
        return Problem("error", "template-failed", message, *place)
    if place is None:
        return None
    message = str(error.args[0]) if error.args else type(error).__name__
    return Problem("error", "template-failed", f"{type(error).__name__}: {message}", *place)


def _template_frame(error: Exception, folders: Sequence[Path]) -> tuple[str, int, int] | None:
    place = None
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if any(Path(path).is_relative_to(folder) for folder in folders):
            place = (_shown(path, folders), trace.tb_lineno, 1)
        trace = trace.tb_next
    return place


def _shown(path: str, folders: Sequence[Path]) -> str:
    """A template's path as its theme's people know it: ``dossier/templates/cable.html``."""
    for folder in folders:
        if Path(path).is_relative_to(folder):
            return f"{folder.name}/{Path(path).relative_to(folder).as_posix()}"
    return path
