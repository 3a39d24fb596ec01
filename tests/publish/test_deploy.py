"""The site goes to its branch whole, byte for byte, or not at all and with a reason."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text

from cablepress import __version__
from cablepress.cli.commands import main
from cablepress.publish.deploy import FILE_LIMIT, SITE_LIMIT, SiteSize, check_limits, pages_url

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
    assert "'a..b' is not a name for a branch" in refused(site, capsys, "--branch", "a..b")
    assert "'-f' is not a name for a branch" in refused(site, capsys, "--branch=-f")
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


@pytest.mark.parametrize(
    "branch", ["HEAD", "@", "refs/heads/main", "+main", "heads/x", "-f", "a b", "x.lock", "a..b", "x~1"]
)
def test_odd_names_of_branches_are_refused(site: Path, capsys: pytest.CaptureFixture[str], branch: str) -> None:
    """What git would take for something else, or make a branch of that nobody can ask for."""
    assert "is not a name for a branch" in refused(site, capsys, f"--branch={branch}")


def test_the_main_branch_of_the_remote_is_not_overwritten(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It holds the sources, also where another branch is checked out here."""
    git(site.parent / "remote.git", "symbolic-ref", "HEAD", "refs/heads/main")
    git(site, "push", "--quiet", "origin", "main")
    git(site, "checkout", "--quiet", "-b", "work")
    capsys.readouterr()
    assert deploy(site, "--branch", "main") == 1
    assert "branch main is the main one of origin" in capsys.readouterr().err
    assert "site.yml" in git(site.parent / "remote.git", "ls-tree", "--name-only", "main")


@pytest.mark.parametrize("kind", ["file", "folder", "dangling", "pipe"])
def test_a_link_in_the_site_is_not_pushed(site: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """What it leads to is not of the site."""
    deploy_built(site)
    place = site / "public" / "ln.html"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to({"file": "/etc/passwd", "folder": "/etc", "dangling": "/nowhere"}[kind])
    assert "ln.html is a link, or no file" in refused(site, capsys, "--no-build")


def deploy_built(root: Path) -> None:
    """Build, without a deploy."""
    with pytest.raises(SystemExit):
        main(["build", "-f", str(root / "site.yml")])


@pytest.mark.parametrize("change", ["changed", "added", "removed", "line"])
def test_a_site_that_was_tampered_with_is_refused(site: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
    """A file changed, added or removed since the build, or the list of files itself."""
    deploy_built(site)
    public = site / "public"
    if change == "changed":
        with (public / "index.html").open("a") as file:
            file.write("TAMPER")
    elif change == "added":
        (public / "search/evil.js").write_text("x")
    elif change == "removed":
        (public / "about.html" if (public / "about.html").exists() else public / "robots.txt").unlink()
    else:
        sums = (public / "SHA256SUMS").read_text().splitlines(keepends=True)
        (public / "SHA256SUMS").write_text("".join(line for line in sums if "index.html" not in line))
    assert "not as it was built, so not deployed" in refused(site, capsys, "--no-build")


def test_what_hosts_put_into_the_branch_is_kept(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A domain set in the settings of the host, a certificate's challenge; the site's own win."""
    deploy(site)
    other = site.parent / "other"
    git(site.parent, "clone", "--quiet", "--branch", "gh-pages", "remote.git", str(other))
    (other / "CNAME").write_text("cables.example.org\n")
    (other / ".well-known").mkdir()
    (other / ".well-known/x").write_text("challenge\n")
    (other / "stray.html").write_text("not of the site")
    git(other, "add", "--all")
    git(other, "-c", "user.name=Host", "-c", "user.email=h@example.org", "commit", "--quiet", "-m", "Set a domain")
    git(other, "push", "--quiet")
    capsys.readouterr()
    assert deploy(site) == 0
    assert "Kept CNAME of the branch" in capsys.readouterr().out
    found = published(site)
    assert found.pop("CNAME") == b"cables.example.org\n"
    assert found.pop(".well-known/x") == b"challenge\n"
    assert found == files(site / "public")
    (site / "site.yml").write_text("publish: {cname: own.example.org}\n")
    assert deploy(site) == 0
    assert published(site)["CNAME"] == b"own.example.org\n"


def test_a_branch_may_be_kept_to_one_commit(site: Path) -> None:
    """``--no-history``: the remote need not keep every site there was; then again with history."""
    for number in range(3):
        (site / "site.yml").write_text(f"title: Number {number}\n")
        assert deploy(site, "--no-history") == 0
    remote = site.parent / "remote.git"
    assert len(git(remote, "log", "--format=%h", "gh-pages").split()) == 1
    assert published(site) == files(site / "public")
    (site / "site.yml").write_text("title: Last\n")
    assert deploy(site) == 0
    assert len(git(remote, "log", "--format=%h", "gh-pages").split()) == 2
    assert deploy(site, "--no-history") == 0
    assert len(git(remote, "log", "--format=%h", "gh-pages").split()) == 1


def test_a_silent_remote_is_given_up(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and never says a word: a line tells what is waited for, then one that it is over."""
    monkeypatch.setattr("cablepress.publish.repository.PATIENCE", 2.0)
    monkeypatch.setattr("cablepress.publish.repository.SILENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        git(site, "remote", "set-url", "origin", f"http://127.0.0.1:{silent.getsockname()[1]}/x.git")
        assert deploy(site) == 1
    said = capsys.readouterr()
    assert "Waiting for origin to answer" in said.out
    assert (
        "remote origin did not answer within 2 seconds; nothing was pushed" in said.err or "cannot be read" in said.err
    )


def test_a_shallow_clone_deploys(site: Path) -> None:
    """As a build service has it."""
    deploy(site)
    git(site, "push", "--quiet", "origin", "main")
    clone = site.parent / "shallow"
    git(
        site.parent,
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--branch",
        "main",
        f"file://{site.parent}/remote.git",
        str(clone),
    )
    git(clone, "config", "user.name", "Keeper")
    git(clone, "config", "user.email", "keeper@example.org")
    (clone / "site.yml").write_text("title: From a shallow clone\n")
    assert deploy(clone) == 0
    assert published(site) == files(clone / "public")


def test_a_branch_in_another_worktree_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its files would not be those of its branch any more."""
    deploy(site)
    git(site, "worktree", "add", "--quiet", str(site.parent / "tree"), "gh-pages")
    assert deploy(site) == 1
    assert "branch gh-pages is checked out here" in capsys.readouterr().err


def test_filters_of_the_repository_change_no_byte(site: Path) -> None:
    """Line ends and encodings that somebody asked of git are for sources."""
    (site / ".git/info").mkdir(exist_ok=True)
    (site / ".git/info/attributes").write_text("* text eol=crlf\n")
    git(site, "config", "core.autocrlf", "true")
    (site / "content/cables/07STRELSAU612.txt").write_bytes(cable_text().replace("\n", "\r\n").encode())
    assert deploy(site) == 0
    remote = site.parent / "remote.git"
    shown = subprocess.run(
        ["git", "cat-file", "blob", "gh-pages:cable/2007/07/07STRELSAU612.txt"],
        cwd=remote,
        capture_output=True,
        check=True,
    )
    assert shown.stdout == (site / "public/cable/2007/07/07STRELSAU612.txt").read_bytes()


@pytest.mark.parametrize(
    ("remote", "cname", "url"),
    [
        ("https://github.com/Keeper/cables.git", "", "https://keeper.github.io/cables/"),
        ("git@github.com:keeper/cables", "", "https://keeper.github.io/cables/"),
        ("ssh://git@github.com/keeper/keeper.github.io.git", "", "https://keeper.github.io/"),
        ("https://github.com/keeper/cables", "cables.example.org", "https://cables.example.org/"),
        ("https://example.org/keeper/cables.git", "", ""),
        ("/srv/remote.git", "", ""),
    ],
)
def test_the_address_is_that_of_the_host(remote: str, cname: str, url: str) -> None:
    """GitHub Pages has a rule for it."""
    assert pages_url(remote, cname) == url


def test_a_site_without_an_address_is_told_of_it(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the remote does not tell it either."""
    deploy(site)
    assert "warning: site.yml has no url" in capsys.readouterr().out


def test_a_repository_of_somebody_else_is_explained(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """git says it in several lines, of which the last is no sentence."""
    if os.geteuid() or shutil.which("chown") is None:
        pytest.skip("only root can give a folder away")
    subprocess.run(["chown", "-R", "65534", str(site)], check=True)
    assert "belongs to somebody else, so git does not trust it" in refused(site, capsys)
