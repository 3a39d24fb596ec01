"""What checks the JavaScript: that it sees every script, that it refuses what it should, and that it is locked."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cablepress.search import assets

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "node_modules" / ".bin"
OURS = ("generator", "themes")


def _run(tool: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    if not (TOOLS / tool).exists():
        if "CI" in os.environ:
            pytest.fail("the checks of the JavaScript are not installed; in CI they must run")
        pytest.skip("npm ci was not run")
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    command = [str(TOOLS / tool), *arguments]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["search/engine.js", "search/page.js"])
def test_what_is_published_of_the_search_does_what_was_written(name: str, tmp_path: Path) -> None:
    """Without comments and indentation it has the same tokens as its parts, and a third fewer bytes."""
    parts = assets.PARTS if name.endswith("engine.js") else assets.PAGE_PARTS
    written = b"".join((assets.CLIENT / part).read_bytes() for part in parts)
    published = assets.client_files()[name]
    assert _tokens(written, tmp_path / "written.js") == _tokens(published, tmp_path / "published.js")
    assert len(published) < 0.75 * len(written)


def _tokens(script: bytes, place: Path) -> list[tuple[str, object]]:
    place.write_bytes(script)
    found = _run("acorn", "--ecma2022", "--tokenize", "--compact", str(place))
    return [(token["type"]["label"], token.get("value")) for token in json.loads(found.stdout)]


def test_every_part_of_the_search_is_published() -> None:
    """A script that no list names would be written for nobody."""
    scripts = {path.name for path in assets.CLIENT.glob("*.js")}
    assert sorted([*assets.PARTS, *assets.PAGE_PARTS]) == sorted(scripts)


def test_the_search_page_loads_little() -> None:
    """Its scripts together are within a budget, gzipped as web servers do."""
    scripts = [data for name, data in assets.client_files().items() if name.endswith(".js")]
    assert sum(len(gzip.compress(data, 6)) for data in scripts) < 54_200


def test_every_script_is_checked() -> None:
    """No script of ours is outside the type checker's files."""
    listed = _run("tsc", "--project", "tsconfig.json", "--listFilesOnly").stdout.splitlines()
    checked = {Path(name).resolve() for name in listed}
    scripts = [path for folder in OURS for path in (ROOT / folder).rglob("*.js") if "vendor" not in path.parts]
    assert len(scripts) > 12
    assert [path for path in scripts if path.resolve() not in checked] == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("var x = 1;\nlocation.hash = String(x);\n", "no-var"),
        ("(() => {\n  'use strict';\n  document.body.innerHTML = location.hash;\n})();\n", "textContent"),
        ("(() => {\n  document.title = 'x';\n})();\n", "use strict"),
        ("(() => {\n  'use strict';\n  if (document.title == '') document.title = 'x';\n})();\n", "eqeqeq"),
    ],
)
def test_another_dialect_is_refused(tmp_path: Path, text: str, finding: str) -> None:
    """Old forms, markup from text and loose code are errors."""
    shutil.copy(ROOT / "eslint.config.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "script.js").write_text(text)
    found = _run("eslint", "script.js", cwd=tmp_path)
    assert found.returncode == 1
    assert finding in found.stdout


def test_a_wrong_type_is_refused(tmp_path: Path) -> None:
    """A number where a text belongs is an error, and so is a parameter without a type."""
    config = json.loads((ROOT / "tsconfig.json").read_text())
    (tmp_path / "tsconfig.json").write_text(json.dumps({**config, "include": ["*.js"]}))
    (tmp_path / "script.js").write_text("document.title = 5;\nconst f = (x) => x;\nf(1);\n")
    found = _run("tsc", "--project", str(tmp_path / "tsconfig.json")).stdout
    assert "TS2322" in found
    assert "TS7006" in found


def test_versions_are_locked() -> None:
    """Each package has a version and a digest, and comes from whatever registry the machine uses."""
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert all(version[0].isdigit() for version in wanted.values())
