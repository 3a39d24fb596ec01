"""The golden site: ``source/`` built in both themes, beside the copy that is kept in ``expected/``.

Run as a program (``make golden``) it brings ``expected/`` up to date; the difference is then read and committed with
the change that made it.

What is in other files of the project too is not kept a second time: the scripts and sheets (:data:`COPIED`) are
compared with the files they are made of, and ``SHA256SUMS`` with the site. Fingerprints in names and the program's
version are replaced by words, so that a new colour does not touch every page.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE / "source"
EXPECTED = HERE / "expected"
SITES = ("dossier", "cablegate")
"""Each is a ``source/NAME.yml``: the first with all that a site can hold, the second small and in another language."""

COPIED = re.compile(r"static/(?!(?:cite|set)\.).*|search/(engine|page|lunr)\.js|search/lunr\.LICENSE")
"""Files made of the project's own; ``cite.js`` and ``set.js`` begin with words and styles of the site."""
LISTED = "COPIED.txt"
"""Stands for them in ``expected/``: their names."""
_DERIVED = ("SHA256SUMS", ".cablepress", "data/archive.sqlite", "data/datapackage.json")
"""The database depends on the version of SQLite, and its digest with it; tests/site/test_data.py reads both."""

_FINGERPRINTS = (
    (re.compile(rb"(static/[\w/-]+\.)[0-9a-f]{8}(\.\w+)"), rb"\1FINGERPRINT\2"),
    (re.compile(rb'(search/|"folder":"|shard\(")[0-9a-f]{10}\b'), rb"\1FINGERPRINT"),
    (re.compile(rb"Cablepress \d+(\.\w+)+"), rb"Cablepress VERSION"),
)


def build(name: str, work: Path) -> Path:
    """Build the site ``name`` with the command that people use, from a copy in ``work``; gives its folder."""
    source = work / "source"
    shutil.copytree(SOURCE, source)
    command = [sys.executable, "-m", "cablepress", "build", "--quiet", "--jobs", "1"]
    subprocess.run([*command, "-f", str(source / f"{name}.yml"), "-d", str(work / "site")], check=True)
    return work / "site"


def actual(site: Path) -> dict[str, bytes]:
    """What is kept of a built site: name → bytes."""
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    kept = {_plain(name): _plain_bytes(data) for name, data in files.items() if not _is_made_of_others(name)}
    copied = sorted(_plain(name) for name in files if COPIED.fullmatch(name))
    return {**kept, LISTED: "".join(f"{name}\n" for name in copied).encode()}


def expected(name: str) -> dict[str, bytes]:
    """The same, as it is stored."""
    folder = EXPECTED / name
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def store(name: str, files: dict[str, bytes]) -> None:
    """Make the stored copy be ``files``."""
    shutil.rmtree(EXPECTED / name, ignore_errors=True)
    for path, data in files.items():
        place = EXPECTED / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _is_made_of_others(name: str) -> bool:
    return name in _DERIVED or COPIED.fullmatch(name) is not None


def _plain(name: str) -> str:
    return _plain_bytes(name.encode()).decode()


def _plain_bytes(data: bytes) -> bytes:
    for pattern, words in _FINGERPRINTS:
        data = pattern.sub(words, data)
    return data


def main() -> None:
    """Bring ``expected/`` up to date and say how many files changed."""
    for name in SITES:
        with tempfile.TemporaryDirectory() as work:
            new = actual(build(name, Path(work)))
        old = expected(name)
        changed = sum(old.get(path) != new.get(path) for path in old.keys() | new.keys())
        store(name, new)
        print(f"{name}: {len(new)} files, {changed} changed")


if __name__ == "__main__":
    main()
