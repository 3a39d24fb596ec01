"""What is written is what was read, whatever disk, cache, links and other processes do meanwhile."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text, cablepress, tree_digests

from cablepress.build import cache, render_task
from cablepress.build.flow import Options, build_site
from cablepress.build.work_folder import open_work_folder
from cablepress.config import read_config
from cablepress.errors import OutputError
from cablepress.sealing import seal, unpickled

MakeSite = Callable[..., Path]
IDS = [f"07STRELSAU{number}" for number in range(601, 607)]


def build(root: Path, out: Path, *, clean: bool = False) -> None:
    build_site(read_config(root / "site.yml"), Options(out, jobs=1, clean=clean))


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    """A small site whose sources are old enough for the cache to trust them."""
    root = make_site({cable_id: cable_text(cable_id) for cable_id in IDS})
    for path in (root / "content").rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return root


@pytest.fixture(autouse=True)
def _trust_new_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files made a moment ago count as settled: the tests do not wait for two seconds each."""
    monkeypatch.setattr(cache, "RACY_NS", 0)
    monkeypatch.setattr(cache, "TICK_NS", 0)
    monkeypatch.setattr(cache, "_now", lambda folder: time.time_ns() + 1_000_000_000)


def same_as_clean(root: Path, out: Path, tmp_path: Path) -> None:
    clean = tmp_path / f"clean-{time.monotonic_ns()}"
    build(root, clean, clean=True)
    assert tree_digests(out) == tree_digests(clean)


@pytest.mark.parametrize("place", ["cable", "tag", "static", "cable/2007"])
def test_a_folder_of_the_site_that_is_a_link_gets_its_pages_back(site: Path, tmp_path: Path, place: str) -> None:
    """And nothing is written or removed where it leads."""
    out = site / "public"
    build(site, out)
    (tmp_path / "elsewhere").mkdir()
    moved = tmp_path / "elsewhere" / "x"
    (out / place).rename(moved)
    (out / place).symlink_to(moved)
    before = tree_digests(moved)
    build(site, out)
    assert not (out / place).is_symlink()
    assert tree_digests(moved) == before
    same_as_clean(site, out, tmp_path)


@pytest.mark.parametrize("name", [".cablepress", ".cablepress-staging"])
def test_a_link_in_place_of_our_own_files_leads_nowhere(site: Path, tmp_path: Path, name: str) -> None:
    """Nothing is made outside of the site."""
    out = site / "public"
    out.mkdir()
    (out / name).symlink_to(tmp_path / "outside")
    if name == ".cablepress":
        with pytest.raises(OutputError, match="is a link"):
            build(site, out)
    else:
        build(site, out)
    assert not (tmp_path / "outside").exists()


def test_a_pipe_in_place_of_a_page_is_replaced(site: Path, tmp_path: Path) -> None:
    """It is not waited for."""
    out = site / "public"
    build(site, out)
    page = out / "index.html"
    page.unlink()
    os.mkfifo(page)
    build(site, out)
    same_as_clean(site, out, tmp_path)


def test_an_edit_that_keeps_size_and_time_is_seen(site: Path, tmp_path: Path) -> None:
    """By hand, in the site itself."""
    out = site / "public"
    build(site, out)
    page = out / "cable/2007/07/07STRELSAU601.html"
    status = page.stat()
    page.write_bytes(page.read_bytes().replace(b"STRELSAU", b"STRELSAV"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    build(site, out)
    same_as_clean(site, out, tmp_path)


def test_a_source_saved_for_a_moment_leaves_no_trace(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed between the passes and put back: the site is that of what is there in the end."""
    out = site / "public"
    build(site, out)
    source = site / "content/cables/07STRELSAU606.txt"
    good = source.read_bytes()
    (site / "site.yml").write_text("collection: {hashtag: other}\n")
    rendered = render_task.render_chunk
    turns = []

    def disturbed(task: render_task.RenderTask) -> object:
        turns.append(1)
        source.write_bytes(good + b"\n\n3. (C) Only for a moment.\n" if len(turns) == 1 else good)
        return rendered(task)

    monkeypatch.setattr(render_task, "render_chunk", disturbed)
    build(site, out)
    assert len(turns) > 1
    build(site, out)
    assert not any(b"Only for a moment" in path.read_bytes() for path in out.rglob("*") if path.is_file())
    same_as_clean(site, out, tmp_path)


def test_a_source_that_goes_during_a_build_leaves_no_dead_links(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build begins again without it."""
    out = site / "public"
    build(site, out)
    (site / "site.yml").write_text("collection: {hashtag: other}\n")
    rendered = render_task.render_chunk

    def disturbed(task: render_task.RenderTask) -> object:
        (site / "content/cables/07STRELSAU606.txt").unlink(missing_ok=True)
        return rendered(task)

    monkeypatch.setattr(render_task, "render_chunk", disturbed)
    build(site, out)
    assert not any(b"07STRELSAU606" in path.read_bytes() for path in out.rglob("*.html"))
    same_as_clean(site, out, tmp_path)


def test_bits_that_flip_in_the_cache_change_no_byte(site: Path, tmp_path: Path) -> None:
    """100 times, in the database and in the postings beside it, with and without a change of a source."""
    out = site / "public"
    chance = random.Random(18)
    build(site, out)
    for turn in range(100):
        for path in sorted((site / ".cablepress").rglob("*")):
            if path.is_file() and path.stat().st_size:
                data = bytearray(path.read_bytes())
                for _ in range(chance.randint(1, 8)):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                path.write_bytes(data)
        if turn % 4 == 0:
            text = cable_text(IDS[turn % 6], text=f"Turn {turn}.")
            (site / f"content/cables/{IDS[turn % 6]}.txt").write_text(text)
        build(site, out)
        if turn % 10 == 0 or turn % 4 == 0:
            same_as_clean(site, out, tmp_path)


def test_a_cache_runs_no_code(site: Path, tmp_path: Path) -> None:
    """Whoever can write it has no more than a cache."""

    class Evil:
        def __reduce__(self) -> object:
            return os.mkdir, (str(tmp_path / "owned"),)

    data = pickle.dumps(Evil())
    assert unpickled(data) is None
    out = site / "public"
    build(site, out)
    (database,) = (site / ".cablepress").rglob("cache.sqlite")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'last'", (seal(data, "last"),))
    build(site, out)
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("way", ["file", "cache file", "runs file", "database folder", "garbage"])
def test_what_stands_in_the_way_of_the_cache_stops_nothing(site: Path, tmp_path: Path, way: str) -> None:
    """It is disposable."""
    out = site / "public"
    build(site, out)
    home = site / ".cablepress"
    (folder,) = home.glob("cache-*")
    if way == "file":
        shutil.rmtree(home)
        home.write_text("x")
    elif way == "cache file":
        shutil.rmtree(folder)
        folder.write_text("x")
    elif way == "runs file":
        shutil.rmtree(folder / "runs")
        (folder / "runs").write_text("x")
    elif way == "database folder":
        (folder / "cache.sqlite").unlink()
        (folder / "cache.sqlite").mkdir()
    else:
        (folder / "cache.sqlite").write_bytes(b"garbage" * 1000)
    (site / "site.yml").write_text("title: Another title\n")
    build(site, out)
    build(site, out)
    same_as_clean(site, out, tmp_path)


def test_a_place_without_a_cache_builds(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only source: what waits between the passes is among temporary files."""
    make = Path.mkdir

    def refuse(path: Path, *arguments: object, **options: object) -> None:
        if ".cablepress" in path.parts:
            raise OSError(30, "Read-only file system", str(path))
        make(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    build(site, tmp_path / "out")
    build(site, tmp_path / "out")
    assert not (site / ".cablepress").exists()
    monkeypatch.undo()
    same_as_clean(site, tmp_path / "out", tmp_path)


def test_work_folders_are_kept_apart_by_the_kernel(tmp_path: Path) -> None:
    """Not by process numbers, which two containers give twice; what a killed build left is removed."""
    left = tmp_path / ".cablepress" / "work-dead"
    left.mkdir(parents=True)
    (left / "lock").write_text("")
    with open_work_folder(tmp_path) as first, open_work_folder(tmp_path) as second:
        assert first != second
        assert first.is_dir()
        assert second.is_dir()
        assert not left.exists()
    assert [path.name for path in (tmp_path / ".cablepress").iterdir()] == [".gitignore"]


def test_an_empty_folder_that_was_there_stays_when_a_build_fails(site: Path) -> None:
    """And why it failed is said, also where the folder cannot be removed."""
    out = site / "public"
    out.mkdir()
    (site / "custom/templates").mkdir(parents=True)
    (site / "custom/templates/cable.html").write_text("{{ nothing.there }}")
    (site / "site.yml").write_text("theme: {custom_dir: custom}\n")
    with pytest.raises(Exception, match="nothing"):
        build(site, out)
    assert list(out.iterdir()) == []


def test_a_closed_terminal_leaves_nothing_behind(site: Path) -> None:
    """SIGHUP, as SIGTERM and Ctrl-C: staged files and work folders go."""
    command = [sys.executable, "-m", "cablepress", "-f", str(site / "site.yml"), "build", "-j2"]
    for number in range(300):
        path = site / f"content/cables/08ZENDA{number}.txt"
        path.write_text(cable_text(f"08ZENDA{number}", number=f"{number:03d}"))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list((site / ".cablepress").glob("work-*/*.cables")):
        time.sleep(0.05)
    process.send_signal(signal.SIGHUP)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert process.returncode in (130, 0)
    assert list((site / ".cablepress").glob("work-*")) == []
    assert not (site / "public/.cablepress-staging").exists()


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="needs to mount a small disk")
@pytest.mark.parametrize("where", ["site", "cache"])
def test_a_full_disk_is_named_and_the_next_build_is_right(site: Path, tmp_path: Path, where: str) -> None:
    """25 sizes of each: what was to be written and what is missing is said; the next build gives the right site."""
    out = tmp_path / "disk" / "public" if where == "site" else site / "public"
    disk = tmp_path / "disk" if where == "site" else site / ".cablepress"
    disk.mkdir()
    failed = 0
    for size in range(16, 16 + 25 * 16, 16):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)], check=False).returncode:
            pytest.skip("cannot mount here")
        try:
            code, said = cablepress("-f", str(site / "site.yml"), "build", "-j1", "-d", str(out))
            assert "Traceback" not in said
            if code:
                failed += 1
                assert "No space left on device" in said
                assert str(disk) in said
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            build(site, out)
            if size % 64 == 0:
                same_as_clean(site, out, tmp_path)
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)
            if where == "cache":
                shutil.rmtree(out, ignore_errors=True)
    assert failed >= (3 if where == "site" else 1)
