"""Which folders a theme consists of, and whether anything in them changed. Needs no template engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cablepress
from cablepress.config import ThemeConfig
from cablepress.errors import Problem, ThemeError
from cablepress.yamltext import parse_mapping

_MANIFEST_KEYS: Final = ("name", "extends", "settings")


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
            raise theme_error("theme-missing", f"theme.custom_dir: no folder {config.custom_dir!r}", file)
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
    raise theme_error("theme-missing", f"no theme {name!r}; there are {', '.join(known) or 'none'}", asked_by)


def read_manifest(folder: Path) -> dict[str, Any]:
    """``theme.yml`` of one theme.

    Raises:
        ThemeError: it is not YAML, or has unknown keys or wrong types.
    """
    name = f"{folder.name}/theme.yml"
    try:
        text = (folder / "theme.yml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise theme_error("theme-unreadable", f"{error}; expected UTF-8", name) from error
    manifest, problems = parse_mapping(text, name, "theme-syntax")
    if problems:
        raise ThemeError(problems)
    if not isinstance(manifest.get("settings") or {}, dict):
        raise theme_error("theme-syntax", "settings: expected a mapping", name)
    for key in manifest:
        if key not in _MANIFEST_KEYS:
            raise theme_error("theme-key-unknown", f"unknown key {key!r}; expected {', '.join(_MANIFEST_KEYS)}", name)
    return manifest


def folders_digest(folders: Sequence[Path]) -> str:
    """Of every file of every folder: names and bytes."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def theme_error(code: str, message: str, path: str) -> ThemeError:
    """An error of one place."""
    return ThemeError([Problem("error", code, message, path)])
