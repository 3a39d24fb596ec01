"""The directions between the rooms (``tool.importlinter`` in pyproject.toml) hold, and each fails when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint_imports(folder: Path, package: Path) -> subprocess.CompletedProcess[str]:
    """``lint-imports`` with the configuration in ``folder``, on the package below ``package``."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(package), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [program, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_rooms_keep_their_directions() -> None:
    """Nothing imports upwards, and the rooms on one ground do not know each other."""
    done = lint_imports(ROOT, ROOT / "generator")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [
        ("One way through the rooms", "errors.py", "import cablepress.model"),
        ("One way through the rooms", "model.py", "import cablepress.config"),
        ("One way through the rooms", "config.py", "import cablepress.read.cable_files"),
        ("One way through the rooms", "archive/records.py", "import cablepress.cable.codes"),
        ("One way through the rooms", "search/runs.py", "import cablepress.theme.strings"),
        ("One way through the rooms", "theme/folders.py", "import cablepress.pages.render"),
        ("One way through the rooms", "pages/render.py", "import cablepress.build.flow"),
        ("One way through the rooms", "build/flow.py", "import cablepress.preview.server"),
        ("One way through the rooms", "preview/server.py", "import cablepress.cli.commands"),
        ("The parser is of use on its own", "cable/text/blocks.py", "import mistune"),
        ("The parser is of use on its own", "cable/parser.py", "import cablepress.config"),
        ("A build with nothing to do loads", "build/outcome.py", "import numpy"),
        ("A build with nothing to do loads", "publish/site_folder.py", "import cablepress.cable.parser"),
        ("A build with nothing to do loads", "theme/folders.py", "import jinja2"),
        ("Dask is an extra", "build/flow.py", "import distributed"),
    ],
)
def test_a_broken_direction_is_found(tmp_path: Path, contract: str, file: str, line: str) -> None:
    """One import in the wrong direction breaks the contract that forbids it."""
    shutil.copytree(
        ROOT / "generator", tmp_path / "generator", ignore=shutil.ignore_patterns("__pycache__", "vendor", "codes")
    )
    shutil.copytree(ROOT / "generator/cablepress/cable/codes", tmp_path / "generator/cablepress/cable/codes")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "generator/cablepress" / file
    path.write_text(path.read_text().replace("from __future__ import annotations\n", f"{line}\n", 1))
    done = lint_imports(tmp_path, tmp_path / "generator")
    broken = [row for row in done.stdout.splitlines() if " BROKEN" in row]
    assert done.returncode != 0, done.stdout
    assert any(row.startswith(contract) for row in broken), done.stdout


def test_a_build_with_nothing_to_do_loads_no_parser_templates_or_numpy() -> None:
    """What the contract says of imports holds when the module is really loaded."""
    code = (
        "import sys, cablepress.build.cache;"
        "heavy = ('cablepress.cable', 'jinja2', 'mistune', 'numpy', 'lunr');"
        "sys.exit(', '.join(name for name in heavy if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
