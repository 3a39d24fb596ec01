"""Run ``cablepress import`` in this process, on a site of one folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cablepress import parse_cable
from cablepress.cli.commands import main
from cablepress.model import Cable


class Imported(NamedTuple):
    """What a run said, and the site that it ran on."""

    code: int
    out: str
    err: str
    root: Path

    @property
    def last(self) -> str:
        return self.out.rstrip("\n").rpartition("\n")[2].rpartition(";")[0]

    def files(self) -> dict[str, str]:
        """Every file of the content, by its path there."""
        content = self.root / "content"
        files = sorted(path for path in content.rglob("*") if path.is_file())
        return {path.relative_to(content).as_posix(): path.read_bytes().decode() for path in files}

    def cable(self, cable_id: str) -> Cable:
        path = next((self.root / "content/cables").rglob(f"{cable_id}.txt"))
        return parse_cable(path.read_bytes().decode(), path=path.name, stem=cable_id)


Import = Callable[..., Imported]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    root.mkdir()
    (root / "site.yml").write_text("title: Imported\n")
    return root


@pytest.fixture
def run(site: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """``run(SOURCE…)``; no import may end in a traceback."""

    def run(*arguments: Path | str) -> Imported:
        with pytest.raises(SystemExit) as ended:
            main(["-f", str(site / "site.yml"), "import", *map(str, arguments)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Imported(int(ended.value.code or 0), captured.out, captured.err, site)

    return run


@pytest.fixture
def given(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file to import; gives its path."""

    def given(name: str, content: str | bytes) -> Path:
        path = tmp_path / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return given
