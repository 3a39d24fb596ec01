"""Every byte of two small sites. A change on purpose: ``make golden``, then read the difference and commit it."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden import update

from cablepress.search.assets import client_files
from cablepress.theme.strings import load_strings
from cablepress.theme.theme import published_sheet, put_words

ROOT = Path(__file__).parents[2]
THEMES = ROOT / "themes"
CLIENT = ROOT / "generator/cablepress/search/client"
SHOWN = 12
"""Lines of difference in a message, of each file; files in a message."""


@pytest.fixture(scope="module", params=update.SITES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Name and folder of a site."""
    return request.param, update.build(request.param, tmp_path_factory.mktemp("golden"))


def test_every_file_is_as_it_was(built: tuple[str, Path]) -> None:
    """Nothing on any page changes unless somebody means it."""
    name, site = built
    old, new = update.expected(name), update.actual(site)
    changed = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    shown = "\n".join(line for path in changed[:SHOWN] for line in _difference(path, old.get(path), new.get(path)))
    assert not changed, f"{len(changed)} files are not as stored; if they should be: make golden\n{shown}"


def test_scripts_and_sheets_are_those_of_the_project(built: tuple[str, Path]) -> None:
    """What the stored copy leaves out is made of whole files that are in the project, and of nothing else."""
    _, site = built
    sources = {path.read_bytes() for folder in (THEMES, CLIENT) for path in folder.rglob("*") if path.is_file()}
    for language in ("en", "es"):
        strings = load_strings([THEMES / "dossier/strings"], language)
        sources |= {put_words(path.read_bytes(), strings, path.name) for path in THEMES.rglob("*.js")}
    sources |= {published_sheet(path.read_text(encoding="utf-8")).encode() for path in THEMES.rglob("*.css")}
    sources |= set(client_files().values())
    for path in site.rglob("*"):
        if path.is_file() and update.COPIED.fullmatch(path.relative_to(site).as_posix()):
            left = re.sub(rb'"(\w+)\.[0-9a-f]{8}\.js"', rb"'[[static/\1.js]]'", path.read_bytes())
            for source in sorted(sources, key=len, reverse=True):
                left = left.replace(source, b"") if source else left
            assert left.strip() == b"", path.name


def test_the_checksums_are_those_of_the_files(built: tuple[str, Path]) -> None:
    """SHA256SUMS names every file of the site, with its digest."""
    _, site = built
    files = [path for path in site.rglob("*") if path.is_file() and path.name not in ("SHA256SUMS", ".cablepress")]
    sums = {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    lines = (site / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {line[66:]: line[:64] for line in lines} == sums


def _difference(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """The first lines of the difference between two versions of a file."""
    if old is None or new is None:
        yield f"{path}: {'new' if old is None else 'gone'}"
        return
    before, after = (data.decode("utf-8", "replace").splitlines() for data in (old, new))
    lines = list(difflib.unified_diff(before, after, path, path, lineterm="", n=0))
    yield from (line[:200] for line in lines[:SHOWN])
