"""``cablepress new`` makes a site that builds, from a checkout and from a wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Sequence
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from cablepress import __version__
from cablepress.build.flow import Options, build_site, check_site
from cablepress.cli.commands import main
from cablepress.cli.scaffold import make_site
from cablepress.config import read_config, schema
from cablepress.errors import CablepressError

ROOT = Path(__file__).parents[2]

FILES = [
    ".gitattributes",
    ".github/workflows/pages.yml",
    ".gitignore",
    ".gitlab-ci.yml",
    "README.md",
    "content/articles/.gitkeep",
    "content/cables/09STRELSAU1.txt",
    "content/pages/about.md",
    "content/pages/how-to-read.md",
    "site.yml",
    "tools/SHA256SUMS",
    f"tools/cablepress-{__version__}-py3-none-any.whl",
    "tools/requirements.txt",
]


def test_a_new_site_has_all_that_it_needs_and_builds_without_a_problem(tmp_path: Path) -> None:
    """Its cable is sound, and says that it is invented."""
    root = tmp_path / "a" / "new site"
    assert make_site(root) == FILES
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()) == FILES
    config = read_config(root / "site.yml")
    assert [problem for problem in check_site(config, 1) if problem.level != "info"] == []
    result = build_site(config, Options(root / "public"))
    assert (result.cables, [problem for problem in result.problems if problem.level != "info"]) == (1, [])
    page = (root / "public/cable/2009/01/09STRELSAU1.html").read_text(encoding="utf-8")
    assert all(re.search(rf'id="?par{number}\b', page) for number in range(1, 5))
    assert "Ruritania does not exist" in page


def test_every_key_that_site_yml_shows_commented_out_is_one_with_its_default(tmp_path: Path) -> None:
    """The file explains the configuration, so it must be right."""
    make_site(tmp_path / "a")
    text = (tmp_path / "a" / "site.yml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") if ":" in line else line for line in text.splitlines()[1:]]
    shown = yaml.safe_load("\n".join(line for line in lines if not line.startswith("#")))
    own = ("title", "url", "custom_dir")

    def compare(values: dict[str, object], rules: dict[str, dict[str, object]]) -> int:
        seen = 0
        for key, value in values.items():
            rule = rules[key]
            if isinstance(value, dict):
                seen += compare(value, rule["properties"])  # type: ignore[arg-type]
            elif key not in own:
                assert value == rule["default"], key
                seen += 1
        return seen

    assert compare(shown, schema()["properties"]) >= 10


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and not one file more; a repository that was made first is no obstacle."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SystemExit) as stop:
        main(["new", str(tmp_path)])
    assert stop.value.code == 1
    expected = f"{tmp_path}: is not empty; name a new folder, or empty this one first (--force keeps what is there)\n"
    assert capsys.readouterr().err == expected
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    assert make_site(tmp_path / "repository") == FILES


def test_a_fresh_repository_keeps_what_its_host_put_there(tmp_path: Path) -> None:
    """A README and a licence; with ``--force`` anything but a site."""
    for name in ("README.md", "LICENSE", ".gitignore"):
        (tmp_path / name).write_text("mine")
    assert make_site(tmp_path) == [name for name in FILES if name not in ("README.md", ".gitignore")]
    assert (tmp_path / "README.md").read_text() == "mine"
    with pytest.raises(CablepressError, match="holds a site already"):
        make_site(tmp_path, force=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    assert make_site(tmp_path / "other", force=True) == FILES
    assert (tmp_path / "other" / "notes.txt").read_text() == "mine"


def test_a_place_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    """A file of that name, or a file where a folder would have to be."""
    (tmp_path / "file").write_text("")
    for place, why in (
        (tmp_path / "file", "is a file; name a new folder"),
        (tmp_path / "file" / "a", "cannot be made"),
    ):
        with pytest.raises(CablepressError, match=f"^{place}: {why}"):
            make_site(place)


def test_a_wheel_makes_and_builds_a_new_site_anywhere(tmp_path: Path) -> None:
    """Built from this checkout, installed alone into an empty environment, run in another folder."""
    wheel = _build(tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"cablepress/themes/dossier/theme.yml", "cablepress/starter/site.yml"} < set(names)
    assert not [name for name in names if "07ASTANA1848" in name or name.startswith("tests")]
    run = _install(wheel, tmp_path / "environment")
    run("new", "a", folder=tmp_path)
    make_site(tmp_path / "b")
    for name in FILES:
        # The generator too: made by an installed wheel or in this checkout, it is the same.
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    done = run("build", "--strict", folder=tmp_path / "a")
    assert done.startswith("1 cable: ")
    assert (tmp_path / "a/public/cable/2009/01/09STRELSAU1.html").is_file()


_NOT_OPTIMISED = """
[tool.hatch.build.targets.wheel.hooks.mypyc.options]
opt_level = "0"
debug_level = "0"
multi_file = true
"""
"""For the compiler: the same program in a quarter of the time that it takes to make it quick."""


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_compiled_wheel(tmp_path: Path) -> None:
    """A wheel with a compiled parser reads and writes the same: the site is that of the plain one, byte for byte."""
    # In a copy, since the compiler leaves its files beside the sources.
    source = tmp_path / "source"
    for name in ("generator", "themes"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    with (source / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write(_NOT_OPTIMISED)
    run = _install(_build(tmp_path, source, HATCH_BUILD_HOOK_ENABLE_MYPYC="1"), tmp_path / "environment")
    assert [*tmp_path.glob("environment/lib/*/site-packages/cablepress/cable/parser.*.so")]
    for name in ("site.yml", "content"):
        (tmp_path / name).symlink_to(ROOT / name)
    run("build", "--site-dir", "compiled", folder=tmp_path)
    plain = [sys.executable, "-m", "cablepress", "build", "--site-dir", "plain"]
    subprocess.run(plain, cwd=tmp_path, check=True, capture_output=True)
    sums = [(tmp_path / site / "SHA256SUMS").read_text() for site in ("compiled", "plain")]
    assert sums[0] == sums[1]


def _build(folder: Path, source: Path = ROOT, **environment: str) -> Path:
    """A wheel of ``source`` in ``folder``."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    (wheel,) = folder.glob("cablepress-*.whl")
    return wheel


def _install(wheel: Path, home: Path) -> Callable[..., str]:
    """An environment with ``wheel`` and what it says it needs, nothing else; gives a function that runs ``cablepress``.

    What it needs is linked from the environment of the tests, so that nothing is downloaded.
    """
    venv.create(home, with_pip=False)
    scripts = home / "bin"
    (packages,) = [path for path in home.rglob("site-packages") if path.is_dir()]
    install = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet", "--no-deps"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (metadata,) = packages.glob("cablepress-*.dist-info")
    for needed in _closure(PathDistribution(metadata).requires or []):
        for part in {file.parts[0] for file in distribution(needed).files or [] if file.parts[0] != ".."}:
            source = Path(str(distribution(needed).locate_file(part)))
            if source.exists() and not (packages / part).exists():
                (packages / part).symlink_to(source)

    def run(*arguments: str, folder: Path) -> str:
        command = [str(scripts / "cablepress"), *arguments]
        environment = {"PATH": os.environ["PATH"]}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def _closure(requirements: Sequence[str]) -> set[str]:
    """Names of all distributions that these requirements lead to, extras left out."""
    found: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = Requirement(waiting.pop())
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and requirement.name not in found:
            found.add(requirement.name)
            waiting += distribution(requirement.name).requires or []
    return found
