"""Files are seen to change: which, when, and how often."""

from __future__ import annotations

import os
from pathlib import Path

from cablepress.preview.watch import PATIENCE, await_change, changes, snapshot


def test_a_snapshot_sees_files_that_are_changed_new_and_gone(tmp_path: Path) -> None:
    """A change of size or of time counts, in any depth."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("same", "deep/size", "deep/er/time", "gone"):
        (tmp_path / name).write_text("before")
    before = snapshot([tmp_path])
    (tmp_path / "deep/size").write_text("afterwards")
    os.utime(tmp_path / "deep/er/time", ns=(1, 1))
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("")
    seen = [Path(path).relative_to(tmp_path).as_posix() for path in changes(before, snapshot([tmp_path]))]
    assert seen == ["deep/er/time", "deep/size", "gone", "new"]


def test_hidden_files_backups_and_what_is_missing_are_passed_over(tmp_path: Path) -> None:
    """What editors leave while they save makes no build."""
    for name in (".page.md.swp", "page.md~", "page.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert list(snapshot([tmp_path, tmp_path / "missing"])) == [str(tmp_path / "page.md")]


def test_a_link_that_leads_back_to_its_own_folder_ends(tmp_path: Path) -> None:
    """A circle of links is walked once, and a linked folder elsewhere is watched."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    site.mkdir()
    elsewhere.mkdir()
    (elsewhere / "cable.txt").write_text("x")
    (site / "linked").symlink_to(elsewhere)
    (site / "circle").symlink_to(site)
    (elsewhere / "again").symlink_to(elsewhere)
    assert str(site / "linked" / "cable.txt") in snapshot([site])
    assert len(snapshot([site])) == 1


def test_five_saves_in_a_burst_are_one_change(tmp_path: Path) -> None:
    """Only when all is quiet again does a change count; the state handed back has all five saves."""
    before = snapshot([tmp_path])
    names = iter(("a", "b", "c", "d", "e"))

    def save_once(_: float) -> bool:
        name = next(names, None)
        if name is not None:
            (tmp_path / name).write_text(name)
        return False

    after = await_change(before, [tmp_path], save_once)
    assert after is not None
    assert [Path(path).name for path in changes(before, after)] == ["a", "b", "c", "d", "e"]


def test_files_that_change_for_ever_do_not_put_a_build_off_for_ever(tmp_path: Path) -> None:
    """A log file in the content folder must not stop the preview."""
    pauses = []

    def save(_: float) -> bool:
        pauses.append(1)
        (tmp_path / "log").write_text("x" * len(pauses))
        return False

    assert await_change(snapshot([tmp_path]), [tmp_path], save) is not None
    assert len(pauses) == PATIENCE + 1


def test_waiting_ends_when_told_to_stop(tmp_path: Path) -> None:
    """Nothing changed, and there is nothing to build."""
    assert await_change(snapshot([tmp_path]), [tmp_path], lambda _: True) is None
