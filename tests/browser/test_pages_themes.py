"""What docs/themes.md promises to makers of themes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "themes.md").read_text(encoding="utf-8")
MakeSite = Callable[..., Path]


def build(root: Path) -> Path:
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    return root / "public"


def keys(words: dict[str, Any], prefix: str = "") -> set[str]:
    found = set()
    for key, value in words.items():
        deeper = isinstance(value, dict) and "other" not in value
        found |= keys(value, f"{prefix}{key}.") if deeper else {prefix + key}
    return found


def test_the_worked_example_builds(make_site: MakeSite) -> None:
    """The four files of the manual, copied out, make the site that it describes."""
    files = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```", MANUAL, re.MULTILINE | re.DOTALL))
    assert sorted(files) == [
        "ours/static/style.extra.css",
        "ours/strings/en.yml",
        "ours/templates/cable.html",
        "site.yml",
    ]
    public = build(make_site(files={**files, "content/articles/one.md": "# One\n\nAbout 07STRELSAU612.\n"}))
    cable = (public / "cable/2007/07/07STRELSAU612.html").read_text(encoding="utf-8")
    assert '<p class="credit">Published by The Ruritanian: 07STRELSAU612</p>' in cable
    assert ">Stories</a>" in cable
    assert cable.count("rel=stylesheet") == 1
    sheet = next((public / "static").glob("style.*.css")).read_text(encoding="utf-8")
    assert sheet.index("--link:#1f4f8f") < sheet.index("--link: #a3161f")


def test_the_manual_names_every_setting_template_and_field() -> None:
    """Nothing that a template sees is undocumented."""
    from dataclasses import fields, is_dataclass

    from cablepress.pages import cable_context, change_context, context, list_context

    theme = yaml.safe_load((ROOT / "themes/dossier/theme.yml").read_text(encoding="utf-8"))
    wanted = {f"`{name}`" for name in theme["settings"]}
    wanted |= {f"`{path.name}`" for path in (ROOT / "themes/dossier/templates").glob("*.html")}
    for record in [
        value for module in (context, cable_context, list_context, change_context) for value in vars(module).values()
    ]:
        if isinstance(record, type) and record.__module__.startswith("cablepress.pages"):
            names = [each.name for each in fields(record)] if is_dataclass(record) else list(record._fields)
            wanted |= {f"`{name}`" for name in names}
    assert sorted(name for name in wanted if name not in MANUAL) == []


@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
def test_every_language_has_all_words(theme: str) -> None:
    """A complete language stays complete when words are added, and no word is left over."""
    folder = ROOT / "themes" / theme / "strings"
    words = {path.stem: keys(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in folder.glob("*.yml")}
    assert {"en", "es"} <= set(words)
    for language, found in words.items():
        assert found == words["en"], language


def test_every_word_is_used() -> None:
    """strings/ holds no word that no template asks for."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "themes").rglob("*.html")]
    sources += [path.read_text(encoding="utf-8") for path in (ROOT / "generator").rglob("*.py")]
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "themes").rglob("*.js")]
    text = "".join([*sources, *(re.sub(r"\[\[([a-z_.]+)\]\]", r'"\1"', script) for script in scripts)])
    made = re.findall(r'"([a-z]+(?:\.[a-z]+)*[._][a-z_]*)" ~', text)
    unused = [
        key
        for key in sorted(keys(yaml.safe_load((ROOT / "themes/dossier/strings/en.yml").read_text(encoding="utf-8"))))
        if f'"{key}"' not in text and not key.startswith(("format.", "direction", *made))
    ]
    assert unused == []


def test_the_interface_speaks_spanish(make_site: MakeSite) -> None:
    """Words, dates and numbers follow the language of the site; nothing English is left in the frame."""
    public = build(make_site(files={"site.yml": "language: es\ncollection: {total: 251287}\n"}))
    home = (public / "index.html").read_text(encoding="utf-8")
    assert "De 251.287 en toda la colección" in home
    cable = (public / "cable/2007/07/07STRELSAU612.html").read_text(encoding="utf-8")
    assert "<html lang=es" in cable
    assert "9 de julio de 2007, 00:09 UTC" in cable
    for english in ("Contents", "Share and quote", "Skip to", "Front page"):
        assert english not in cable


def test_a_setting_changes_the_accent(make_site: MakeSite) -> None:
    """A colour without a line of CSS."""
    public = build(make_site(files={"site.yml": "theme: {settings: {accent: green, text: sent}}\n"}))
    cable = (public / "cable/2007/07/07STRELSAU612.html").read_text(encoding="utf-8")
    assert 'data-accent="green"' in cable
    assert re.search(r"<input type=checkbox id=_sent checked>", cable)
