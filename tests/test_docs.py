"""What the documentation says is so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cablepress.cli.commands import cli
from cablepress.config import schema

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    *sorted((ROOT / "docs").glob("*.md")),
]


def keys(rules: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, rule in rules["properties"].items():
        if "properties" in rule:
            yield from keys(rule, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", rule


def configuration_table() -> str:
    """Every key of site.yml, from the schema."""
    lines = ["| key | default | meaning |", "|---|---|---|"]
    for key, rule in keys(schema()):
        default = rule["default"]
        shown = "(empty)" if default in ("", {}) else f"`{json.dumps(default).strip(chr(34))}`"
        lines.append(f"| `{key}` | {shown} | {rule.get('description', 'Boost of this field.')} |")
    return "\n".join(lines)


def test_the_configuration_page_has_every_key() -> None:
    """docs/configuration.md holds the table that the schema gives; copy it from this test's message when it fails."""
    assert configuration_table() in (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_commands_page_names_every_flag() -> None:
    """No flag is undocumented."""
    pages = "".join(
        (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("commands.md", "preview.md", "publishing.md")
    )
    flags = {option for command in cli.commands.values() for parameter in command.params for option in parameter.opts}
    assert [flag for flag in sorted(flags) if flag.startswith("--") and flag not in pages] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    """A newcomer can follow every link of the documentation."""
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    dead = [link for link in links if not re.match(r"https?:", link) and not (path.parent / link).exists()]
    assert dead == []


def named_in_the_tree() -> set[str]:
    """Every file that the tree of docs/architecture.md names, relative to the package."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page[page.index("cablepress/\n") :].partition("```")[0]
    folders: list[tuple[int, str]] = []
    found: set[str] = set()
    for line in tree.splitlines():
        depth = len(line) - len(line.lstrip())
        names = [name for name in line.split() if re.fullmatch(r"\w+/|\w[\w.-]*\.(?:py|yml|json|html|css|js)", name)]
        if names and names[0].endswith("/"):
            folders = [*((level, name) for level, name in folders if level < depth), (depth, names[0])]
        elif names:
            folders = [(level, name) for level, name in folders if level < depth]
            found.update("".join(name for _, name in folders[1:]) + name for name in names)
    return found


def test_the_tree_in_the_architecture_is_the_real_one() -> None:
    """A newcomer finds the line to change in one guess: no module is left out, none is there no more."""
    package = ROOT / "generator" / "cablepress"
    named = named_in_the_tree()
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if path.name != "__init__.py"}
    modules |= {f"search/client/{path.name}" for path in (package / "search" / "client").glob("*.js")}
    assert sorted(modules - named) == []
    assert sorted(name for name in named if not (package / name).is_file()) == []
    folders = {path.parent.name for path in package.rglob("__init__.py")} - {"cablepress"}
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert sorted(folder for folder in folders if f"{folder}/ " not in page) == []


def test_every_file_that_the_architecture_speaks_of_is_there() -> None:
    """In its text and in its table of changes, too."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = (ROOT / "generator" / "cablepress", ROOT)
    named = set(re.findall(r"`((?:\w+/)+[\w.*-]*)`", page))
    assert len(named) > 20
    assert sorted(name for name in named if not any(list(place.glob(name.rstrip("/"))) for place in places)) == []


def test_pre_commit_runs_the_checks_of_make_lint() -> None:
    """What a stranger's commit is checked by is what everybody's is."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    parts = re.search(r"^lint: (.*)", makefile, re.MULTILINE)
    assert parts is not None
    recipes = [re.search(rf"^{part}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE) for part in parts[1].split()]
    lines = [line.strip() for recipe in recipes if recipe is not None for line in recipe[1].splitlines()]
    commands = [line.replace("$(BIN)", ".venv/bin").replace("$(NPM)", "npm") for line in lines]
    entries = [re.sub(r"^sh -c 'PATH=\S+ (.*)'$", r"\1", hook["entry"]) for hook in hooks]
    assert entries == commands
