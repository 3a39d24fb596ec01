"""The site goes to its branch whole, byte for byte, or not at all and with a reason."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text

from cablepress import __version__
from cablepress.cli.commands import main
from cablepress.publish.deploy import FILE_LIMIT, SITE_LIMIT, SiteSize, check_limits

MakeSite = Callable[..., Path]


def git(folder: Path, *arguments: str) -> str:
    """Run git as the keeper of the archive; gives what it prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No configuration of this machine, and no repository around the tests' folders."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")


@pytest.fixture
def site(make_site: MakeSite, tmp_path: Path) -> Path:
    """A site in a repository, with an empty bare repository as its remote."""
    root = make_site({"07STRELSAU612": cable_text(), "07STRELSAU613": cable_text("07STRELSAU613")})
    (root / ".gitignore").write_text("/public/\n/.cablepress/\n")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "config", "user.name", "Keeper")
    git(root, "config", "user.email", "keeper@example.org")
    git(root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "Cables")
    return root


def deploy(root: Path, *options: str) -> int:
    """``cablepress deploy``, from another folder; gives the exit code."""
    with pytest.raises(SystemExit) as stop:
        main(["deploy", "-f", str(root / "site.yml"), *options])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def files(folder: Path) -> dict[str, bytes]:
    """All files below ``folder`` but git's own."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        name: path.read_bytes()
        for path in found
        if not (name := path.relative_to(folder).as_posix()).startswith(".git/")
    }


def published(root: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """A fresh checkout of the remote's branch."""
    target = root.parent / f"checkout-{len(list(root.parent.iterdir()))}"
    git(root.parent, "clone", "--quiet", "--branch", branch, "remote.git", str(target))
    return files(target)


def test_a_checkout_of_the_branch_is_the_site_byte_for_byte(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Hidden files too; the sources, their branch and their working tree stay as they are."""
    head = git(site, "rev-parse", "HEAD")
    assert deploy(site) == 0
    built = files(site / "public")
    assert {".nojekyll", ".cablepress", "SHA256SUMS", "cable/2007/07/07STRELSAU612.html"} < set(built)
    assert published(site) == built
    assert (git(site, "rev-parse", "HEAD"), git(site, "status", "--porcelain")) == (head, "")
    assert f"Pushed {len(built)} files" in capsys.readouterr().out
    assert git(site, "log", "--format=%s|%an|%ae", "gh-pages").strip() == (
        f"Publish {head[:7]} with Cablepress {__version__}|Keeper|keeper@example.org"
    )


def test_a_second_deploy_follows_the_site(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is gone is gone; the history stays; a site that is there already is not pushed again."""
    deploy(site)
    (site / "content/cables/07STRELSAU613.txt").unlink()
    (site / "content/cables/07STRELSAU612.txt").write_text(cable_text(text="Said better."))
    assert deploy(site, "--message", "Say it better") == 0
    assert "cable/2007/07/07STRELSAU613.html" not in published(site)
    assert published(site) == files(site / "public")
    capsys.readouterr()
    assert deploy(site) == 0
    assert "has this site already" in capsys.readouterr().out
    subjects = git(site.parent / "remote.git", "log", "--format=%s", "gh-pages").splitlines()
    assert (len(subjects), subjects[0]) == (2, "Say it better")
    assert git(site, "rev-parse", "gh-pages") == git(site.parent / "remote.git", "rev-parse", "gh-pages")


def test_two_clones_may_deploy_in_turn(site: Path) -> None:
    """The local copy of the remote's branch is stale in the first: it is brought up to date, nothing is forced."""
    deploy(site)
    other = site.parent / "other"
    git(site.parent, "clone", "--quiet", str(site), str(other))
    git(other, "remote", "set-url", "origin", str(site.parent / "remote.git"))
    git(other, "config", "user.name", "Second keeper")
    git(other, "config", "user.email", "second@example.org")
    (other / "site.yml").write_text("title: From the other clone\n")
    assert deploy(other) == 0
    (site / "site.yml").write_text("title: From the first clone\n")
    assert deploy(site) == 0
    assert published(site) == files(site / "public")
    authors = git(site.parent / "remote.git", "log", "--format=%an", "gh-pages").split("\n")[:3]
    assert authors == ["Keeper", "Second keeper", "Keeper"]


def test_the_branch_may_be_made_anew_after_it_was_deleted(site: Path) -> None:
    """A stale memory of the remote's branch does not stand in the way."""
    deploy(site)
    git(site.parent / "remote.git", "update-ref", "-d", "refs/heads/gh-pages")
    assert deploy(site) == 0
    assert published(site) == files(site / "public")


def test_remote_and_branch_are_taken_from_site_yml_and_the_command_line(site: Path) -> None:
    """The command line wins."""
    git(site, "remote", "rename", "origin", "mirror")
    (site / "site.yml").write_text("publish: {remote: mirror, branch: pages, cname: cables.example.org}\n")
    assert deploy(site) == 0
    assert published(site, "pages")["CNAME"] == b"cables.example.org\n"
    assert deploy(site, "--branch", "elsewhere/site") == 0
    assert published(site, "elsewhere/site") == files(site / "public")


def test_a_site_that_was_changed_since_is_pushed_as_built_when_told_not_to_build(site: Path) -> None:
    """``--no-build`` publishes exactly what was looked at."""
    deploy(site)
    before = files(site / "public")
    (site / "site.yml").write_text("title: Not built\n")
    assert deploy(site, "--no-build") == 0
    assert published(site) == before


def refused(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What a refused deploy says: exit code 1, no traceback, and nothing on the remote."""
    capsys.readouterr()
    assert deploy(root, *options) == 1
    assert git(root.parent / "remote.git", "for-each-ref") == ""
    return capsys.readouterr().err


def test_an_unfinished_site_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None built, one whose build was broken off, a folder that is no site, a repository of its own."""
    assert f"{site}/public: no such folder" in refused(site, capsys, "--no-build")
    with pytest.raises(SystemExit):
        main(["build", "-f", str(site / "site.yml")])
    (site / "public/.cablepress-staging").mkdir()
    assert "not a finished site" in refused(site, capsys, "--no-build")
    (site / "public/.cablepress-staging").rmdir()
    marker = (site / "public/.cablepress").read_bytes()
    (site / "public/.cablepress").write_bytes(marker.replace(b"complete", b"building"))
    assert "not a finished site" in refused(site, capsys, "--no-build")
    (site / "public/.cablepress").write_bytes(marker)
    (site / "public/.git").mkdir()
    assert "a git repository of its own" in refused(site, capsys, "--no-build")
    assert "not a finished site" in refused(site, capsys, "--no-build", "--site-dir", str(site / "content"))


def test_a_site_over_the_limits_is_refused_with_the_figures(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files are holes on the disk: they only look large."""
    with pytest.raises(SystemExit):
        main(["build", "-f", str(site / "site.yml")])
    sizes = {site / "public" / f"hole{number}.bin": 99_000_000 for number in range(10)}
    sizes[site / "public" / "large.bin"] = 100_000_000
    for path, size in sizes.items():
        with path.open("wb") as file:
            file.truncate(size)
    said = refused(site, capsys, "--no-build")
    assert re.search(r"the site has 1,090\.\d MB, of 1,000\.0 MB that GitHub Pages allows", said)
    assert "large.bin has 100.0 MB, of 100.0 MB that GitHub allows" in said


def test_what_comes_near_a_limit_is_a_warning() -> None:
    """There is time to look for another host."""
    assert check_limits(SiteSize(3, SITE_LIMIT // 2, "a", FILE_LIMIT // 2)) == []
    warnings = check_limits(SiteSize(3, SITE_LIMIT * 9 // 10, "a.js", FILE_LIMIT * 9 // 10))
    assert warnings == [
        "warning: 900.0 MB of 1,000.0 MB that GitHub Pages allows a site",
        "warning: a.js has 90.0 MB of 100.0 MB that GitHub allows a file",
    ]


def test_what_git_can_not_do_is_said_before_anything_is_written(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No such remote, no such branch name, a branch in use, a remote that is not there, nobody to commit."""
    assert "no git remote 'upstream'; there are: origin" in refused(site, capsys, "--remote", "upstream")
    assert "'a..b' is no name for a branch" in refused(site, capsys, "--branch", "a..b")
    assert "'-f' is no name for a branch" in refused(site, capsys, "--branch=-f")
    assert "branch main is checked out here" in refused(site, capsys, "--branch", "main")
    git(site, "config", "--unset", "user.email")
    assert "git does not know who commits; run: git config user.email" in refused(site, capsys)
    git(site, "config", "user.email", "keeper@example.org")
    git(site, "remote", "set-url", "origin", str(site.parent / "nowhere.git"))
    assert "remote origin cannot be read" in refused(site, capsys)
    assert git(site, "for-each-ref", "--format=%(refname)").split() == ["refs/heads/main"]


def test_a_push_that_the_remote_refuses_is_an_error(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hook there says no; the next deploy works."""
    hook = site.parent / "remote.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert "branch gh-pages could not be pushed to origin" in refused(site, capsys)
    hook.unlink()
    assert deploy(site) == 0
    assert published(site) == files(site / "public")


def test_a_site_outside_of_any_repository_is_refused(
    make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what git says."""
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    assert "not a git repository" in refused(make_site(), capsys)


def test_a_site_with_errors_is_not_deployed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that could not be published must be looked at first."""
    (site / "content/cables/07STRELSAU614.txt").write_bytes(b"\0")
    assert "error not-text" in refused(site, capsys)
