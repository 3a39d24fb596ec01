"""Push the built site to a branch that a host such as GitHub Pages serves.

``ghp-import`` makes the commit, straight from the files of the site folder: the branch holds them byte for byte,
the working tree and the other branches stay as they are. What it does not do is looked after here: it works
on whatever repository the current directory is in, trusts a stale copy of the remote's branch, writes a checked-out
branch under its owner's feet, and reports most failures as anything but an error.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import ghp_import

from cablepress import __version__
from cablepress.config import SiteConfig
from cablepress.errors import CablepressError
from cablepress.publish.site_folder import STAGING, is_complete

SITE_LIMIT: Final = 1_000_000_000
"""Bytes of a whole site: "Published GitHub Pages sites may be no larger than 1 GB" (GitHub Pages limits)."""

FILE_LIMIT: Final = 100_000_000
"""Bytes of one file: GitHub refuses a push with a larger one (About large files on GitHub)."""

NEAR: Final = 0.8
"""Share of a limit from which on there is a warning."""


class SiteSize(NamedTuple):
    """How much there is to push."""

    files: int
    size: int
    """Bytes of all files."""
    largest: str
    """Path of the largest file, relative to the site folder."""
    largest_size: int


def deploy_site(config: SiteConfig, out: Path, *, message: str = "", remote: str = "", branch: str = "") -> str:
    """Commit the site in ``out`` to ``branch`` and push that to ``remote``; gives what to say about it.

    An empty ``remote`` or ``branch`` means that of ``site.yml``, an empty ``message`` one that names the commit
    the site was built from.

    Raises:
        CablepressError: the site is not complete or over the host's limits, there is no such repository or
            remote, the branch is checked out, or git refuses; nothing was pushed.
    """
    remote, branch = remote or config.publish.remote, branch or config.publish.branch
    check_complete(out)
    size = measure(out)
    warnings = check_limits(size)
    repository = _Repository(config.root, remote, branch)
    repository.check()
    had = repository.fetch()
    repository.commit(out, message or repository.default_message())
    what = f"{size.files:,} files, {_megabytes(size.size)}"
    if repository.tree(repository.local) == repository.tree(had):
        repository.forget(had)
        return "\n".join([*warnings, f"Branch {branch} of {remote} has this site already: {what}; nothing pushed"])
    repository.push()
    return "\n".join([*warnings, f"Pushed {what} to branch {branch} of {remote}"])


def check_complete(out: Path) -> None:
    """Refuse a folder that is no finished site.

    Raises:
        CablepressError: with what to do about it.
    """
    if not out.is_dir():
        raise CablepressError(f"{out}: no such folder; build the site first")
    if not is_complete(out) or (out / STAGING).exists():
        raise CablepressError(f"{out}: not a finished site; build it again")
    if (out / ".git").exists():
        raise CablepressError(f"{out}: is a git repository of its own, which cannot be pushed as part of a site")


def measure(out: Path) -> SiteSize:
    """Count the files of the site.

    Raises:
        CablepressError: a file has a name that ghp-import cannot hand to git.
    """
    files = size = largest_size = 0
    largest = ""
    for path in _files(out):
        bytes_ = path.lstat().st_size
        files, size = files + 1, size + bytes_
        if bytes_ >= largest_size:
            largest, largest_size = path.relative_to(out).as_posix(), bytes_
    return SiteSize(files, size, largest, largest_size)


def _files(out: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(out):
        for name in names:
            path = Path(folder, name)
            shown = path.relative_to(out).as_posix()
            if "\n" in shown or shown.startswith('"') or not _is_utf8(shown):
                raise CablepressError(f"{out}: a file named {shown!r} cannot be pushed; rename its source")
            yield path


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_limits(size: SiteSize) -> list[str]:
    """Warnings of what comes near the limits of GitHub Pages.

    Raises:
        CablepressError: the site is over them, with the figures.
    """
    over = []
    if size.size > SITE_LIMIT:
        over.append(f"the site has {_megabytes(size.size)}, of {_megabytes(SITE_LIMIT)} that GitHub Pages allows")
    if size.largest_size >= FILE_LIMIT:
        figure = f"{_megabytes(size.largest_size)}, of {_megabytes(FILE_LIMIT)} that GitHub allows"
        over.append(f"{size.largest} has {figure}")
    if over:
        raise CablepressError("\n".join([*over, "Not deployed. docs/publishing.md names other ways to publish."]))
    warnings = []
    if size.size > NEAR * SITE_LIMIT:
        warnings.append(f"warning: {_megabytes(size.size)} of {_megabytes(SITE_LIMIT)} that GitHub Pages allows a site")
    if size.largest_size > NEAR * FILE_LIMIT:
        figure = f"{_megabytes(size.largest_size)} of {_megabytes(FILE_LIMIT)}"
        warnings.append(f"warning: {size.largest} has {figure} that GitHub allows a file")
    return warnings


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


class _Repository:
    """The git repository that a site's sources are in, and the branch that is to be pushed."""

    def __init__(self, root: Path, remote: str, branch: str) -> None:
        self.root = root
        self.remote = remote
        self.branch = branch
        self.local = f"refs/heads/{branch}"
        self.tracking = f"refs/remotes/{remote}/{branch}"

    def check(self) -> None:
        """Refuse what cannot work, before anything is written.

        Raises:
            CablepressError: with what is missing.
        """
        inside = self._git("rev-parse", "--git-dir")
        if inside.returncode:
            raise CablepressError(f"{self.root}: {_reason(inside)}; deploy pushes from the repository of site.yml")
        if self.remote not in (remotes := self._output("remote").split()):
            raise CablepressError(f"no git remote {self.remote!r}; there are: {', '.join(remotes) or 'none'}")
        if self.branch.startswith("-") or self._git("check-ref-format", self.local).returncode:
            raise CablepressError(f"{self.branch!r} is no name for a branch")
        if self.local in self._output("worktree", "list", "--porcelain").split():
            raise CablepressError(f"branch {self.branch} is checked out here; switch to the branch of the sources")
        for key, name in (("user.name", "GIT_COMMITTER_NAME"), ("user.email", "GIT_COMMITTER_EMAIL")):
            if not os.environ.get(name) and not self._output("config", key).strip():
                raise CablepressError(f"git does not know who commits; run: git config {key} ...")

    def fetch(self) -> str:
        """Learn what the remote's branch is now; its commit, empty when it has none.

        ghp-import builds upon the local copy of the remote's branch, and falls back on the local branch.
        """
        listed = self._git("ls-remote", "--heads", self.remote, self.local)
        if listed.returncode:
            raise CablepressError(f"remote {self.remote} cannot be read: {_reason(listed)}")
        if not listed.stdout:
            self._git("update-ref", "-d", self.tracking)
            return ""
        fetched = self._git("fetch", "--quiet", "--no-tags", self.remote, f"+{self.local}:{self.tracking}")
        if fetched.returncode:
            raise CablepressError(f"branch {self.branch} of {self.remote} cannot be fetched: {_reason(fetched)}")
        return self._output("rev-parse", self.tracking).strip()

    def commit(self, out: Path, message: str) -> None:
        """Commit all files of ``out`` to the local branch, upon what the remote has.

        Raises:
            CablepressError: git or ghp-import failed.
        """
        before = self.tree(self.local, what="commit")
        try:
            # ghp-import runs git in the current directory and takes no other.
            with contextlib.chdir(self.root):
                ghp_import.ghp_import(
                    str(out), remote=self.remote, branch=self.branch, mesg=message, nojekyll=True, push=False
                )
        # TypeError is how ghp-import reports that git's import failed: it prints bytes.
        except (ghp_import.GhpError, OSError, TypeError, subprocess.SubprocessError) as error:
            reason = getattr(error, "message", "") or "git could not take the files in"
            raise CablepressError(f"branch {self.branch} could not be written: {reason}") from error
        if self.tree(self.local, what="commit") == before:
            raise CablepressError(f"branch {self.branch} could not be written: no commit was made")

    def forget(self, commit: str) -> None:
        """Set the local branch back to ``commit``."""
        self._git("update-ref", self.local, commit)

    def push(self) -> None:
        """Push the branch; git asks for passwords and shows its progress on the terminal.

        Raises:
            CablepressError: git said no; it has told why.
        """
        refused = self._run(["push", self.remote, f"{self.local}:{self.local}"], captured=False).returncode
        if refused:
            raise CablepressError(f"branch {self.branch} could not be pushed to {self.remote}; git says why above")

    def tree(self, ref: str, what: str = "tree") -> str:
        """Digest of the files at ``ref`` (or of its ``commit``); empty when there is no such ref."""
        return self._output("rev-parse", "--verify", "--quiet", f"{ref}^{{{what}}}").strip() if ref else ""

    def default_message(self) -> str:
        """``Publish 1a2b3c4 with Cablepress 0.1.0``, naming the commit of the sources, if there is one."""
        source = self._output("rev-parse", "--verify", "--quiet", "--short", "HEAD").strip()
        return f"Publish {source or 'the site'} with Cablepress {__version__}"

    def _output(self, *arguments: str) -> str:
        return self._git(*arguments).stdout

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(list(arguments), captured=True)

    def _run(self, arguments: list[str], *, captured: bool) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(["git", *arguments], cwd=self.root, capture_output=captured, text=True, check=False)  # noqa: S603, S607
        except FileNotFoundError as error:
            raise CablepressError("deploy needs git, and there is none on this machine") from error


def _reason(failed: subprocess.CompletedProcess[str]) -> str:
    """The last line of what git said, without its ``fatal:``."""
    lines = failed.stderr.strip().splitlines() or ["git failed"]
    return lines[-1].removeprefix("fatal: ").removeprefix("error: ")
