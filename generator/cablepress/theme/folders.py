"""Which folders a theme consists of, and whether anything in them changed. Needs no template engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cablepress
from cablepress.config import ThemeConfig, place_in
from cablepress.errors import Level, Problem, ThemeError, not_utf8
from cablepress.names import LEFT_BEHIND, is_hidden
from cablepress.yamltext import parse_mapping

_MANIFEST_KEYS: Final = ("name", "extends", "settings", "choices")


def theme_homes(root: Path) -> list[Path]:
    """Folders in which themes are looked for: the site's own, then those that come with Cablepress."""
    return [root / "themes", own_themes()]


def own_themes() -> Path:
    """The themes that come with Cablepress: inside the package in a wheel, at the top level of a source checkout."""
    package = Path(cablepress.__file__).parent
    inside = package / "themes"
    return inside if inside.is_dir() else package.parents[1] / "themes"


def theme_chain(root: Path, config: ThemeConfig, file: str) -> list[tuple[str, Path]]:
    """``(name, folder)`` of the custom folder (nameless), the theme and its ancestors; the first wins.

    ``file`` is the name of the configuration below ``root``, for messages.

    Raises:
        ThemeError: a theme or folder is missing, or extends itself.
    """
    chain: list[tuple[str, Path]] = []
    if config.custom_dir:
        custom = root / config.custom_dir
        if not custom.is_dir():
            place = place_in(root / file, "theme.custom_dir")
            raise theme_error("theme-missing", f"theme.custom_dir: no folder {config.custom_dir!r}", file, *place)
        chain.append(("", custom))
    name, asked_by = config.name, file
    while name:
        if any(name == seen for seen, _ in chain):
            raise theme_error("theme-cycle", f"theme {name!r} extends itself", asked_by)
        folder = _find(root, name, asked_by)
        chain.append((name, folder))
        name, asked_by = str(read_manifest(folder).get("extends") or ""), f"{folder.name}/theme.yml"
    return chain


def _find(root: Path, name: str, asked_by: str) -> Path:
    homes = [home for home in theme_homes(root) if home.is_dir()]
    for home in homes:
        if (home / name / "theme.yml").is_file():
            return home / name
    known = sorted({path.parent.name for home in homes for path in home.glob("*/theme.yml")})
    message = f"no theme {name!r}; there are {', '.join(known) or 'none'}"
    raise theme_error("theme-missing", message, asked_by, *place_in(root / asked_by, "theme.name"))


def read_manifest(folder: Path) -> dict[str, Any]:
    """``theme.yml`` of one theme.

    Raises:
        ThemeError: it is not YAML, or has unknown keys or wrong types.
    """
    name = f"{folder.name}/theme.yml"
    try:
        text = (folder / "theme.yml").read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise theme_error("theme-unreadable", str(error.strerror), name) from error
    except UnicodeDecodeError as error:
        message, line = not_utf8(error)
        raise theme_error("theme-unreadable", message, name, line, 1) from error
    manifest, problems = parse_mapping(text, name, "theme-syntax")
    if problems:
        raise ThemeError(problems)
    choices = manifest.get("choices") or {}
    if not isinstance(manifest.get("settings") or {}, dict):
        problem = "theme-syntax", "settings: expected a mapping", "settings"
    elif not isinstance(choices, dict) or not all(isinstance(each, list) for each in choices.values()):
        problem = "theme-syntax", "choices: expected a mapping of settings to lists of their values", "choices"
    elif not isinstance(manifest.get("extends") or "", str):
        problem = "theme-syntax", "extends: expected the name of a theme", "extends"
    elif odd := next((key for key in manifest if key not in _MANIFEST_KEYS), ""):
        problem = "theme-key-unknown", f"unknown key {odd!r}; expected {', '.join(_MANIFEST_KEYS)}", odd
    else:
        return manifest
    raise theme_error(problem[0], problem[1], name, *place_in(folder / "theme.yml", problem[2]))


def static_files(folder: Path) -> tuple[list[Path], list[Problem]]:
    """The files below ``folder/static`` that are published, sorted, and what is to be said of others.

    The rules are nearly those of content: hidden names are passed over, so is what editors leave, and a link that ends
    outside of the theme, perhaps at a draft, publishes nothing.
    """
    home = folder / "static"
    files, problems = [], []
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if any(map(is_hidden, name.split("/"))):
            continue
        if refused := _refusal(folder, path):
            code = "file-not-published" if LEFT_BEHIND.search(path.name) else "link-outside"
            level: Level = "warning" if code == "file-not-published" else "error"
            problems.append(Problem(level, code, refused, f"{folder.name}/static/{name}"))
        elif path.is_file():
            files.append(path)
    return files, problems


def _refusal(folder: Path, path: Path) -> str:
    """Why a file of a theme is not published; empty when it is."""
    if path.is_symlink() and not path.exists():
        return "a link to nothing; expected a file"
    if path.is_symlink() and path.is_dir():
        return "a link to a folder, which is not followed in a theme; copy the folder"
    if not is_inside(folder, path):
        return f"{LINK_OUTSIDE}; not published"
    if LEFT_BEHIND.search(path.name) and path.is_file():
        return "looks like what a program left behind, and is not published; give it another name"
    return ""


LINK_OUTSIDE: Final = "a link to a place outside of the theme's folder; copy the file"


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a file of the theme in ``folder`` is in it, whatever links lead to it."""
    return not path.is_symlink() or path.resolve().is_relative_to(folder.resolve())


def folders_digest(folders: Sequence[Path]) -> str:
    """Of every file of every folder: names and bytes."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def theme_error(code: str, message: str, path: str, line: int = 0, column: int = 0) -> ThemeError:
    """An error of one place."""
    return ThemeError([Problem("error", code, message, path, line, column)])
