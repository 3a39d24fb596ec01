"""What a site's own theme folders say in vain: blocks that no template has, words that nothing shows, missing pictures.

None is an error to Jinja, YAML or CSS: a misspelt name is a new one, and nothing happens.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import jinja2
from jinja2 import nodes

from cablepress.errors import Problem, not_utf8
from cablepress.names import is_hidden
from cablepress.theme.folders import own_themes
from cablepress.theme.strings import read_texts
from cablepress.theme.theme import CSS_IMPORT, CSS_URL, Theme, css_target


def override_problems(theme: Theme) -> list[Problem]:
    """A warning for each block or text of the site's own folders that nothing asks for, and each missing file."""
    shipped = own_themes().resolve()
    own = [folder for folder in theme.folders if not folder.resolve().is_relative_to(shipped)]
    if not own:
        return list(theme.problems)
    env = theme.environment()
    return list(theme.problems) + [
        problem
        for folder in own
        for problem in (
            *_blocks(env, folder),
            *_texts(theme.folders, folder, own),
            *_addresses(theme, folder),
            *_unasked(folder, own),
        )
    ]


def broken_templates(theme: Theme) -> Iterator[Problem]:
    """An error for each template of the site's own folders that cannot be compiled: a build says only the first."""
    shipped = own_themes().resolve()
    env = theme.environment()
    for folder in theme.folders:
        home = folder / "templates"
        own = [] if folder.resolve().is_relative_to(shipped) else sorted(home.rglob("*.html"))
        for path in own:
            name = path.relative_to(home).as_posix()
            place = f"{folder.name}/templates/{name}"
            try:
                env.compile(path.read_bytes().decode(), name, place, raw=True)
            except jinja2.TemplateSyntaxError as error:
                yield Problem("error", "template-syntax", error.message or "broken", place, error.lineno, 1)
            except UnicodeDecodeError as error:
                message, line = not_utf8(error)
                yield Problem("error", "template-unreadable", message, place, line, 1)
            except OSError as error:
                yield Problem("error", "template-unreadable", str(error.strerror), place)


def _unasked(folder: Path, own: Sequence[Path]) -> Iterator[Problem]:
    """Templates and files of words of ``folder`` that nothing asks for, mostly since their names are misspelt."""
    shipped = own_themes() / "dossier/templates"
    known = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*.html")}
    home = folder / "templates"
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in _files(own)}
    for path in _files([folder]):
        name = path.relative_to(home).as_posix()
        asked = any(name in text for other, text in texts.items() if other != path)
        if name not in known and not asked:
            near = difflib.get_close_matches(name, known, 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else "docs/themes.md names those that pages are made of"
            message = f"no page and no other template asks for {name!r}; {hint}"
            yield Problem("warning", "template-unknown", message, f"{folder.name}/templates/{name}")
    for path in sorted((folder / "strings").glob("*")):
        if path.is_file() and not is_hidden(path.name) and not _LANGUAGE.fullmatch(path.name):
            message = "no file of words; expected the language and .yml, such as en.yml or pt-BR.yml"
            yield Problem("warning", "file-passed-over", message, f"{folder.name}/strings/{path.name}")


def _files(folders: Sequence[Path]) -> list[Path]:
    """The templates of some folders, but for hidden ones."""
    found = (path for folder in folders for path in sorted((folder / "templates").rglob("*")))
    return [path for path in found if path.is_file() and not is_hidden(path.name)]


_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.yml")


def _blocks(env: jinja2.Environment, folder: Path) -> Iterator[Problem]:
    """Blocks of the templates of ``folder`` that are in no template which these extend."""
    home = folder / "templates"
    for path in sorted(home.rglob("*.html")):
        name = path.relative_to(home).as_posix()
        try:
            tree = env.parse(path.read_text(encoding="utf-8"))
        except (jinja2.TemplateSyntaxError, UnicodeDecodeError, OSError):
            # Said by the build, with its place, when a page asks for the template.
            continue
        known = _inherited(env, tree, (name,))
        if known is None:
            continue
        mine = list(tree.find_all(nodes.Block))
        nested = {id(inner) for block in mine for inner in block.find_all(nodes.Block)}
        for block in mine:
            if block.name not in known and id(block) not in nested:
                near = difflib.get_close_matches(block.name, known, 1, 0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(sorted(known))}"
                message = f"the template that this one extends has no block {block.name!r}; {hint}"
                place = f"{folder.name}/templates/{name}"
                yield Problem("warning", "template-block-unknown", message, place, block.lineno, 1)


def _inherited(env: jinja2.Environment, tree: nodes.Template, above: tuple[str, ...]) -> set[str] | None:
    """Names of the blocks of all templates that ``tree`` extends; ``None`` when it extends none that can be told."""
    extends = next(tree.find_all(nodes.Extends), None)
    name = extends.template.value if extends is not None and isinstance(extends.template, nodes.Const) else None
    if not isinstance(name, str) or name in above or env.loader is None:
        return None
    try:
        source, *_ = env.loader.get_source(env, name)
        parent = env.parse(source)
    except jinja2.TemplateError:
        return None
    names = {block.name for block in parent.find_all(nodes.Block)}
    return names | (_inherited(env, parent, (*above, name)) or set())


def _texts(chain: Sequence[Path], folder: Path, own: Sequence[Path]) -> Iterator[Problem]:
    """Keys of the strings of ``folder`` that no other theme has and no template of the site's own names."""
    known = {key for other in chain if other not in own for key in read_texts(other / "strings" / "en.yml")}
    templates = [path for place in own for path in (place / "templates").rglob("*.html")]
    named = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in templates)
    for path in sorted((folder / "strings").glob("*.yml")):
        for key in read_texts(path):
            if key not in known and f'"{key}"' not in named and f"'{key}'" not in named:
                near = difflib.get_close_matches(key, known, 1, 0.6)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                place = f"{folder.name}/strings/{path.name}"
                yield Problem("warning", "strings-unknown", f"nothing shows the words {key!r}{hint}", place)


def _addresses(theme: Theme, folder: Path) -> Iterator[Problem]:
    """Addresses in the style sheets of ``folder``, imported ones too, at which the theme has no file."""
    home = folder / "static"
    for path in sorted(home.rglob("*.css")):
        name = path.relative_to(home).as_posix()
        text = _COMMENT.sub(_blank, path.read_text(encoding="utf-8", errors="replace"))
        found = {match.start(2): match[2].strip() for kind in (CSS_IMPORT, CSS_URL) for match in kind.finditer(text)}
        for start, address in sorted(found.items()):
            target = css_target(name, address)
            if target not in theme.assets and not _ELSEWHERE.match(address):
                line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
                near = difflib.get_close_matches(target, theme.assets, 1, 0.6)
                hint = f"; did you mean {posixpath.relpath(near[0], posixpath.dirname(name) or '.')!r}?" if near else ""
                message = f"the theme has no static file {target!r}{hint}"
                yield Problem("warning", "style-link-broken", message, f"{folder.name}/static/{name}", line, column)


_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)

_ELSEWHERE: Final = re.compile(r"/|[A-Za-z][A-Za-z0-9+.-]*:")
"""An address that is not of a file beside the sheet: of a host, data."""


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
