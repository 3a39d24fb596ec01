"""The site folder: staged, then put in place; what nobody claims is removed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cablepress.errors import OutputError
from cablepress.publish.site_folder import MARKER, STAGING, PageWriter, SiteFolder, Written, checksums, is_complete


def publish(out: Path, files: dict[str, bytes]) -> tuple[list[Written], list[str]]:
    folder = SiteFolder(out)
    folder.begin()
    writer = PageWriter(out, "t")
    written = [writer.write(url, data) for url, data in files.items()]
    return written, folder.commit(written)


def tree(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_files_are_written_and_the_site_is_complete(tmp_path: Path) -> None:
    """A first build makes the folder, its files and its marker, and nothing else."""
    out = tmp_path / "public"
    publish(out, {"index.html": b"a", "cable/2007/07/X.html": b"b"})
    assert set(tree(out)) == {MARKER, "index.html", "cable/2007/07/X.html"}
    assert is_complete(out)


def test_a_file_with_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    """Mirrors and backups see only real changes."""
    out = tmp_path / "public"
    publish(out, {"a": b"1", "b": b"2"})
    before = (out / "a").stat()
    written, _ = publish(out, {"a": b"1", "b": b"3"})
    after = (out / "a").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [bool(file.staged) for file in written] == [False, True]


def test_what_no_page_claims_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    """A page whose source is gone goes; so does what a killed build left lying about."""
    out = tmp_path / "public"
    publish(out, {"a": b"1", "x/y/z.html": b"2"})
    (out / "x" / ".tmp-7").write_bytes(b"half")
    _, removed = publish(out, {"a": b"1"})
    assert removed == ["x/.tmp-7", "x/y/z.html"]
    assert set(tree(out)) == {MARKER, "a"}
    assert not (out / "x").exists()


def test_an_aborted_build_leaves_the_old_site_alone(tmp_path: Path) -> None:
    """A build that fails half way changes no byte of what is published."""
    out = tmp_path / "public"
    publish(out, {"a": b"old"})
    before = tree(out)
    folder = SiteFolder(out)
    folder.begin()
    PageWriter(out, "t").write("a", b"new")
    folder.abort()
    assert tree(out) == before
    assert is_complete(out)


def test_an_aborted_first_build_leaves_nothing(tmp_path: Path) -> None:
    """There is no folder with half a site in it."""
    folder = SiteFolder(tmp_path / "public")
    folder.begin()
    PageWriter(tmp_path / "public", "t").write("a", b"new")
    folder.abort()
    assert not (tmp_path / "public").exists()


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    """Nobody loses a home folder to a wrong --site-dir."""
    (tmp_path / "thesis.doc").write_bytes(b"years of work")
    with pytest.raises(OutputError, match="was not made by Cablepress"):
        SiteFolder(tmp_path).begin()
    assert set(tree(tmp_path)) == {"thesis.doc"}


def test_the_next_build_finishes_a_killed_one(tmp_path: Path) -> None:
    """Killed between two renames: the site says that it is unfinished, and the next build is right."""
    out = tmp_path / "public"
    publish(out, {"a": b"1", "b": b"1"})
    (out / MARKER).write_bytes(b"Made by Cablepress. state: building\n")
    (out / "b").write_bytes(b"2")
    (out / STAGING).mkdir()
    (out / STAGING / "t-1").write_bytes(b"half")
    assert not is_complete(out)
    publish(out, {"a": b"1", "b": b"1"})
    assert tree(out).keys() == {MARKER, "a", "b"}
    assert (out / "b").read_bytes() == b"1"
    assert is_complete(out)


def test_folders_and_files_may_change_places(tmp_path: Path) -> None:
    """A page may come where a folder was, and a folder where a page was."""
    out = tmp_path / "public"
    publish(out, {"a/b": b"1", "c": b"2"})
    publish(out, {"a": b"3", "c/d": b"4"})
    assert {url: data for url, data in tree(out).items() if url != MARKER} == {"a": b"3", "c/d": b"4"}


def test_a_symbolic_link_in_the_site_is_not_followed(tmp_path: Path) -> None:
    """Nothing outside the site folder is ever written."""
    out, outside = tmp_path / "public", tmp_path / "outside"
    outside.mkdir()
    publish(out, {"a": b"1"})
    (out / "cable").symlink_to(outside)
    (out / "b").symlink_to(outside / "b")
    publish(out, {"a": b"1", "cable/X.html": b"2", "b": b"3"})
    assert list(outside.iterdir()) == []
    assert (out / "cable" / "X.html").read_bytes() == b"2"


def test_checksums_can_be_verified(tmp_path: Path) -> None:
    """SHA256SUMS has the form that sha256sum reads, sorted by path."""
    written, _ = publish(tmp_path / "public", {"b": b"2", "a": b"1"})
    assert checksums(written).decode().splitlines() == [
        f"{hashlib.sha256(b'1').hexdigest()}  a",
        f"{hashlib.sha256(b'2').hexdigest()}  b",
    ]


def test_two_builds_do_not_work_in_one_folder(tmp_path: Path) -> None:
    """The second is told so, and the first goes on."""
    first = SiteFolder(tmp_path / "public")
    first.begin()
    staged = PageWriter(tmp_path / "public", "t").write("a", b"1")
    with pytest.raises(OutputError, match="another build is at work"):
        SiteFolder(tmp_path / "public").begin()
    first.commit([staged])
    assert (tmp_path / "public" / "a").read_bytes() == b"1"


def test_a_clean_build_writes_everything_anew(tmp_path: Path) -> None:
    """--clean trusts nothing that is there."""
    publish(tmp_path / "public", {"a": b"1"})
    folder = SiteFolder(tmp_path / "public")
    folder.begin()
    staged = PageWriter(tmp_path / "public", "t", clean=True).write("a", b"1")
    assert staged.staged
    folder.commit([staged])
    assert (tmp_path / "public" / "a").read_bytes() == b"1"


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    """Where nothing of a site is, no file is looked for; what no build removes does not count."""
    out = tmp_path / "public"
    (out / ".git").mkdir(parents=True)
    first = SiteFolder(out)
    first.begin()
    assert first.is_empty
    first.commit([PageWriter(out, "t", clean=first.is_empty).write("a", b"1")])
    second = SiteFolder(out)
    second.begin()
    assert not second.is_empty
    second.abort()
