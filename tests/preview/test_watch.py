"""Files are seen to change: which, when, and how often."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cablepress.preview.watch import Watch, changes, snapshot


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


def next_change(watch: Watch) -> list[str]:
    """The names of files in the next change that ``watch`` sees."""
    return [Path(path).name for path in next(watch.changed())]


@pytest.fixture(params=["notices", "looking"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder; on a disk that gives notice of changes, and on one that gives none."""
    if request.param == "looking":

        def fail(*_: object, **__: object) -> Iterator[object]:
            raise OSError("no notices here")
            yield

        monkeypatch.setattr("watchfiles.watch", fail)
        monkeypatch.setattr("cablepress.preview.watch.POLL", 0.05)
    return tmp_path


@pytest.mark.parametrize("deed", ["write", "replace", "same", "delete", "new", "folder"])
def test_whatever_happens_to_a_file_is_seen(place: Path, deed: str) -> None:
    """A save in place or by rename, one of the same size and time, an end, a new file, a new folder with one."""
    path = place / "page.md"
    path.write_text("before")
    old = path.stat()
    stopped = threading.Event()
    watch = Watch(lambda: [place], stopped)

    def act() -> None:
        time.sleep(0.3)
        if deed == "write":
            path.write_text("afterwards")
        elif deed in ("replace", "same"):
            (place / ".page.md.new").write_text("behind")
            os.utime(place / ".page.md.new", ns=(old.st_atime_ns, old.st_mtime_ns))
            (place / ".page.md.new").replace(path)
        elif deed == "delete":
            path.unlink()
        elif deed == "new":
            (place / "other.md").write_text("x")
        else:
            (place / "folder").mkdir()
            (place / "folder" / "other.md").write_text("x")

    thread = threading.Thread(target=act)
    thread.start()
    seen = next_change(watch)
    thread.join()
    stopped.set()
    assert seen == (["other.md"] if deed in ("new", "folder") else ["page.md"])


def test_single_files_are_seen_whose_folder_is_not_watched(place: Path) -> None:
    """As ``site.yml`` is, which editors replace by renaming."""
    (place / "site.yml").write_text("title: a")
    stopped = threading.Event()
    watch = Watch(lambda: [place / "site.yml"], stopped)
    (place / "site.yml.new").write_text("title: b")
    (place / "site.yml.new").replace(place / "site.yml")
    assert next_change(watch) == ["site.yml"]
    stopped.set()


def test_files_that_are_passed_over_are_no_change(place: Path) -> None:
    """Swap files and backups come and go; what is seen is the file that is saved after them."""
    (place / ".hidden").mkdir()
    stopped = threading.Event()
    watch = Watch(lambda: [place], stopped)

    def act() -> None:
        time.sleep(0.2)
        for name in (".page.md.swp", "page.md~", ".hidden/page.md"):
            (place / name).write_text("x")
        time.sleep(0.3)
        (place / "page.md").write_text("x")

    thread = threading.Thread(target=act)
    thread.start()
    assert next_change(watch) == ["page.md"]
    thread.join()
    stopped.set()


def test_places_may_be_other_ones_after_a_change(place: Path) -> None:
    """``site.yml`` names another folder: from then on that one is watched."""
    (place / "one").mkdir()
    (place / "two").mkdir()
    places = [place / "one"]
    stopped = threading.Event()
    seen = Watch(lambda: places, stopped).changed()
    threading.Timer(0.2, lambda: (place / "one/a.md").write_text("x")).start()
    assert [Path(path).name for path in next(seen)] == ["a.md"]
    places = [place / "two"]
    threading.Timer(0.4, lambda: (place / "two/b.md").write_text("x")).start()
    assert [Path(path).name for path in next(seen)] == ["b.md"]
    stopped.set()


def test_a_folder_that_goes_as_a_whole_is_seen_and_so_is_its_return(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A branch of git that has no such folder, a disk that is taken out: the times of its files tell nothing."""
    monkeypatch.setattr("cablepress.preview.watch.MEANWHILE_NS", 0)
    folder, away = place / "cables", place / "away"
    folder.mkdir()
    (folder / "a.txt").write_text("before")
    stopped = threading.Event()
    seen = Watch(lambda: [folder, place / "other"], stopped).changed()
    (folder / "a.txt").write_text("afterwards")
    assert [Path(path).name for path in next(seen)] == ["a.txt"]
    folder.rename(away)
    assert [Path(path).name for path in next(seen)] == ["a.txt"]
    away.rename(folder)
    assert [Path(path).name for path in next(seen)] == ["a.txt"]
    stopped.set()
