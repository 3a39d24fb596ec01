"""``check --write-anchors``: the manifest of published anchors, which only grows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text

from cablepress.cli.commands import main

MakeSite = Callable[..., Path]
MANIFEST = "content/anchors.json"


def check(root: Path, *arguments: str) -> int:
    """Run ``cablepress check`` on a site; gives its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "-f", str(root / "site.yml"), *arguments])
    return int(ended.value.code or 0)


def written(root: Path) -> dict[str, list[str]]:
    """Anchors by ID, as the manifest has them."""
    return dict(json.loads((root / MANIFEST).read_text(encoding="utf-8"))["cables"])


def test_only_the_flag_writes_a_manifest(make_site: MakeSite) -> None:
    """A plain check writes nothing at all."""
    root = make_site()
    before = sorted(root.rglob("*"))
    assert check(root) == 0
    assert sorted(path for path in root.rglob("*") if ".cablepress" not in path.parts) == before
    assert check(root, "--write-anchors") == 0
    assert written(root) == {"07STRELSAU612": ["par1", "par2", "u1"]}


def test_an_anchor_that_was_written_stays(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """New ones are added; one that is gone is said, at each check, until it is back."""
    root = make_site()
    check(root, "--write-anchors")
    cable = root / "content/cables/07STRELSAU612.txt"
    cable.write_text(cable_text().replace("2. (U) The second", "3. (U) The third"), encoding="utf-8")
    check(root, "--write-anchors")
    assert "anchor-missing" in capsys.readouterr().out
    assert sorted(written(root)["07STRELSAU612"]) == ["par1", "par2", "par3", "u1"]
    check(root)
    assert "par2" in capsys.readouterr().out
    cable.write_text(cable_text(), encoding="utf-8")
    check(root)
    assert "par3" in capsys.readouterr().out


def test_a_cable_that_is_gone_stays_in_the_manifest(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """Its address was published."""
    root = make_site({cable_id: cable_text(cable_id) for cable_id in ("07STRELSAU612", "07STRELSAU613")})
    check(root, "--write-anchors")
    (root / "content/cables/07STRELSAU613.txt").unlink()
    check(root, "--write-anchors")
    assert "cable-missing" in capsys.readouterr().out
    assert sorted(written(root)) == ["07STRELSAU612", "07STRELSAU613"]


def test_a_drafts_anchors_are_not_written(make_site: MakeSite) -> None:
    """They are not published yet."""
    root = make_site({"07STRELSAU612": f"---\ndraft: true\n---\n{cable_text()}", "07X1": cable_text("07X1")})
    check(root, "--write-anchors")
    assert list(written(root)) == ["07X1"]


def test_a_broken_manifest_is_left_as_it_is(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read cannot be added to without loss."""
    root = make_site(files={MANIFEST: "{broken"})
    assert check(root, "--write-anchors") == 1
    assert f"{MANIFEST}:1" in capsys.readouterr().out
    assert (root / MANIFEST).read_text(encoding="utf-8") == "{broken"
