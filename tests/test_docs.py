"""What the documentation says is so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cablepress.cli.commands import cli
from cablepress.config import schema

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


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
