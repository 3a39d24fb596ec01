"""One walker of folders: content is found, what leads elsewhere is not followed, and nothing passes in silence."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cablepress.read.cable_files import find_cables, is_read
from cablepress.read.folders import Listing, list_folder


def names(listing: Listing) -> list[str]:
    return [file.path for file in listing.files]


def codes(listing: Listing) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in listing.problems]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / "content"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    return folder


def test_links_inside_the_site_are_followed(content: Path) -> None:
    """To a file, to a folder, by a relative or an absolute path, over another link."""
    root = content.parent
    (root / "shelf").mkdir()
    (root / "shelf" / "b.txt").write_text("b")
    (content / "file.txt").symlink_to("../shelf/b.txt")
    (content / "folder").symlink_to(root / "shelf")
    (content / "again.txt").symlink_to("file.txt")
    listing = list_folder(root, "content")
    assert names(listing) == ["content/a.txt", "content/again.txt", "content/file.txt", "content/folder/b.txt"]
    assert codes(listing) == []


@pytest.mark.parametrize("target", ["../../outside/secret.txt", "../../outside", "/etc/passwd", "/", "../../.."])
def test_links_out_of_the_site_are_refused(content: Path, target: str) -> None:
    """Nothing of the machine is published by a link, and it is an error."""
    (content / "leak.txt").symlink_to(target)
    listing = list_folder(content.parent, "content")
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == [("content/leak.txt", "link-outside")]
    assert listing.problems[0].level == "error"


def test_a_link_to_a_link_out_of_the_site_is_refused(content: Path) -> None:
    """What counts is where it ends."""
    (content.parent / "hop").symlink_to("../outside")
    (content / "leak").symlink_to("../hop")
    listing = list_folder(content.parent, "content")
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == [("content/leak", "link-outside")]


def test_a_link_to_a_hidden_place_is_refused(content: Path) -> None:
    """The settings of a repository may hold passwords."""
    (content.parent / ".git").mkdir()
    (content.parent / ".git" / "config").write_text("[remote]")
    (content / "x.txt").symlink_to("../.git/config")
    assert codes(list_folder(content.parent, "content")) == [("content/x.txt", "link-outside")]


def test_the_folder_itself_may_be_elsewhere(content: Path, tmp_path: Path) -> None:
    """A mount, a link or an absolute path in ``site.yml``: who keeps the site said so."""
    root = content.parent
    (root / "linked").symlink_to(tmp_path / "outside")
    assert names(list_folder(root, "linked")) == ["linked/secret.txt"]
    absolute = os.fspath(tmp_path / "outside")
    assert names(list_folder(root, absolute)) == [f"{absolute}/secret.txt"]
    assert names(list_folder(root, "../outside")) == ["../outside/secret.txt"]


def test_links_that_lead_nowhere_or_in_a_circle_are_said(content: Path) -> None:
    """The rest is found."""
    (content / "loop").symlink_to("loop")
    (content / "dangling.txt").symlink_to("/nowhere/x.txt")
    (content / "up").symlink_to("..")
    (content / "here").symlink_to(".")
    listing = list_folder(content.parent, "content")
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == [
        ("content/dangling.txt", "file-unreadable"),
        ("content/here", "link-circle"),
        ("content/loop", "file-unreadable"),
        ("content/up", "link-circle"),
    ]


def test_what_is_no_file_is_passed_over(content: Path) -> None:
    """A pipe would be waited for, for ever."""
    os.mkfifo(content / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.fspath(content / "s.txt"))
    listing = list_folder(content.parent, "content")
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == [("content/pipe.txt", "file-special"), ("content/s.txt", "file-special")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_costs_what_is_in_it(content: Path) -> None:
    """It is an error; the rest is found."""
    (content / "closed").mkdir()
    (content / "closed").chmod(0)
    listing = list_folder(content.parent, "content")
    (content / "closed").chmod(0o755)
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == [("content/closed", "folder-unreadable")]


def test_an_error_of_the_system_costs_one_folder(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As above, whoever runs the test."""
    (content / "closed").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = list_folder(content.parent, "content")
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == [("content/closed", "folder-unreadable")]


def test_hidden_files_and_copies_of_editors_are_passed_over(content: Path) -> None:
    """In silence: nobody means them."""
    for name in (".x.txt", "a.txt~", ".#a.txt"):
        (content / name).write_text("x")
    listing = list_folder(content.parent, "content")
    assert names(listing) == ["content/a.txt"]
    assert codes(listing) == []


def test_other_names_among_cables_are_said(content: Path) -> None:
    """With their number and names; files that stand in any folder are not."""
    for name in ("A.text", "b.md", "c.TXT", "README.md", "LICENSE"):
        (content / name).write_text("x")
    listing = find_cables(content.parent, "content")
    assert names(listing) == ["content/a.txt", "content/c.TXT"]
    (problem,) = listing.problems
    assert str(problem) == (
        "content: warning file-passed-over: 2 files are passed over (A.text, b.md); a cable is a file ID.txt"
    )


NAMES = {
    "07STRELSAU612.txt": True,
    "2008/07STRELSAU612.TXT": True,
    ".07STRELSAU612.txt": False,
    "07STRELSAU612.txt~": False,
    "old~/07STRELSAU612.txt": False,
    "07STRELSAU612.md": False,
    "_drafts/07STRELSAU612.txt": False,
    "drafts/07STRELSAU612.txt": False,
    "_07STRELSAU612.txt": False,
    "07STRELSAU612.draft.txt": False,
}


@pytest.mark.parametrize(("name", "read"), NAMES.items())
def test_one_name_is_read_as_in_a_walk(tmp_path: Path, name: str, *, read: bool) -> None:
    """What an open preview takes in is what the next build will find."""
    path = tmp_path / "content" / name
    path.parent.mkdir(parents=True)
    path.write_text("x")
    assert is_read(f"content/{name}", "content") is read
    assert [file.path for file in find_cables(tmp_path, "content").files] == ([f"content/{name}"] if read else [])
    assert is_read(f"content/{name}", "content", drafts=True) is bool(
        find_cables(tmp_path, "content", drafts=True).files
    )
