"""The sample archive in both themes, as pages of every kind for the browser to open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the folder of the sample archive in a theme; built when first asked for."""
    built: dict[str, Path] = {}

    def site(theme: str) -> Path:
        if theme not in built:
            root = tmp_path_factory.mktemp(theme)
            (root / "content").symlink_to(ROOT / "content")
            text = f"title: Sample archive\ncollection: {{total: 251287}}\ntheme: {{name: {theme}}}\n"
            (root / "site.yml").write_text(text + ("aliases: cablegate\n" if theme == "cablegate" else ""))
            build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
            built[theme] = root / "public"
        return built[theme]

    return site


@pytest.fixture(scope="session")
def dossier(sites: Callable[[str], Path]) -> Path:
    """The sample archive in the default theme."""
    return sites("dossier")
