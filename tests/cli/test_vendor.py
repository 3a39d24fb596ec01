"""A site carries its generator: the wheel of the running program, and a lock that names every file by its digest."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from cablepress import __version__
from cablepress.cli.commands import main
from cablepress.cli.scaffold import make_site
from cablepress.cli.vendor import vendored_files
from cablepress.cli.wheel import build_wheel

ROOT = Path(__file__).parents[2]
WHEEL = f"tools/cablepress-{__version__}-py3-none-any.whl"
INSTALL = ["-m", "pip", "install", "--quiet", "--no-input", "--require-hashes", "-r", "tools/requirements.txt"]


def test_the_wheel_is_the_same_each_time_and_whole(tmp_path: Path) -> None:
    """Its own list names every file with its digest; themes, starter, lock and licence are in it; nothing compiled."""
    wheel = build_wheel()
    assert build_wheel().data == wheel.data
    place = tmp_path / wheel.name
    place.write_bytes(wheel.data)
    with zipfile.ZipFile(place) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        record = archive.read(f"cablepress-{__version__}.dist-info/RECORD").decode()
    assert sorted(line.split(",")[0] for line in record.splitlines()) == sorted(names)
    wanted = {"cablepress/themes/dossier/theme.yml", "cablepress/starter/site.yml", "cablepress/lock.txt"}
    assert wanted < set(names)
    assert not [name for name in names if name.endswith((".pyc", ".so")) or "__pycache__" in name]


def test_the_lock_has_every_need_with_digests() -> None:
    """What pyproject.toml asks for is in it, in a version that it allows; every line but comments has a digest."""
    lock = vendored_files()["tools/requirements.txt"].decode()
    pins = dict(re.findall(r"^([\w-]+)==([\w.]+)", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in project["dependencies"]:
        need = Requirement(line)
        assert need.name in pins, f"make lock: {need.name} is not in generator/cablepress/lock.txt"
        assert need.specifier.contains(pins[need.name])
    assert "--require-hashes\n" in lock
    entries = re.split(r"\n(?=[./\w])", lock.split("--only-binary :all:\n")[1])
    assert len(entries) > 9
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_an_older_site_gets_the_new_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its old wheel goes; a workflow that installs the name from an index is named."""
    make_site(tmp_path / "a")
    root = tmp_path / "a"
    before = {path.name: path.read_bytes() for path in (root / "tools").iterdir()}
    (root / WHEEL).rename(root / "tools/cablepress-0.0.1-py3-none-any.whl")
    (root / ".github/workflows/pages.yml").write_text("      - run: python -m pip install cablepress\n")
    with pytest.raises(SystemExit) as stop:
        main(["vendor", str(root)])
    assert stop.value.code == 0
    assert {path.name: path.read_bytes() for path in (root / "tools").iterdir()} == before
    said = capsys.readouterr()
    assert f"made {WHEEL}" in said.out
    assert "warning: .github/workflows/pages.yml installs cablepress by name" in said.err
    with pytest.raises(SystemExit) as stop:
        main(["vendor", str(tmp_path)])
    assert stop.value.code == 1
    assert "no site.yml" in capsys.readouterr().err


def test_the_list_of_digests_is_right(tmp_path: Path) -> None:
    """As ``sha256sum --check`` reads it, from the site's folder."""
    make_site(tmp_path / "a")
    lines = (tmp_path / "a/tools/SHA256SUMS").read_text().splitlines()
    found = {line[66:]: line[:64] for line in lines}
    assert set(found) == {WHEEL, "tools/requirements.txt"}
    for name, digest in found.items():
        assert hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest() == digest


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only Python, and what it needs to reach an index."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    return home


def steps(root: Path, home: Path, site: str = "https://example.org/a") -> list[subprocess.CompletedProcess[str]]:
    """The commands of the starter's workflow, one by one, up to the first that fails."""
    workflow = yaml.safe_load((root / ".github/workflows/pages.yml").read_text())
    runs = [step for step in workflow["jobs"]["build"]["steps"] if "run" in step]
    passed = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP"))}
    path = f"{home}/bin:/usr/bin:/bin"
    done = []
    for step in runs:
        own = dict.fromkeys(step.get("env", {}), site)
        command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
        env = {**passed, "PATH": path, "HOME": str(home), **own}
        done.append(subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False))
        if done[-1].returncode:
            break
    return done


def needs_index(done: subprocess.CompletedProcess[str]) -> None:
    """Skip where no index of the dependencies can be reached: everything else was tested."""
    if "No matching distribution" in done.stderr or "Could not find a version" in done.stderr:
        pytest.skip("no package index here")


def test_the_workflow_builds_the_same_bytes_from_a_fresh_clone(
    tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an environment that never saw this program, with git's line ends of Windows."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    root = tmp_path / "site"
    make_site(root)
    run = ["git", "-c", "core.autocrlf=true", "-c", "user.name=K", "-c", "user.email=k@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Site"]):
        subprocess.run([*run, *arguments], cwd=root, check=True)
    subprocess.run([*run, "clone", "-q", str(root), str(tmp_path / "clone")], check=True)
    done = steps(tmp_path / "clone", environment)
    needs_index(done[-1])
    assert [step.returncode for step in done] == [0, 0, 0], done[-1].stderr
    command = [sys.executable, "-m", "cablepress", "build", "--base-url", "https://example.org/a/"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    sums = [(folder / "public/SHA256SUMS").read_bytes() for folder in (root, tmp_path / "clone")]
    assert sums[0] == sums[1]


@pytest.mark.parametrize("name", [WHEEL, "tools/requirements.txt", "tools/SHA256SUMS"])
def test_a_site_whose_generator_was_altered_does_not_build(tmp_path: Path, environment: Path, name: str) -> None:
    """One byte of the wheel, the lock or their digests: a step before the build fails."""
    root = tmp_path / "site"
    make_site(root)
    data = bytearray((root / name).read_bytes())
    place = data.rindex(b"sha256") + 10 if name.endswith(".txt") else len(data) // 2
    data[place] ^= 1
    (root / name).write_bytes(data)
    done = steps(root, environment)
    assert done[-1].returncode
    assert not (root / "public").exists()


def test_pip_alone_refuses_an_altered_wheel(tmp_path: Path, environment: Path) -> None:
    """Also where nobody compared the digests first."""
    root = tmp_path / "site"
    make_site(root)
    data = bytearray((root / WHEEL).read_bytes())
    data[len(data) // 2] ^= 1
    (root / WHEEL).write_bytes(data)
    command = [str(environment / "bin/python"), *INSTALL, "--no-deps"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode
    needs_index(done)
    assert "DO NOT MATCH THE HASHES" in done.stderr
