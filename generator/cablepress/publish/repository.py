"""The git repository of a site's sources, and the branch in it that a host serves.

The commit is made by plain git, straight from the files of the site folder: ``hash-object``, ``update-index`` on an
index of its own, ``write-tree`` and ``commit-tree``. So nobody's index, working tree or checked-out branch is touched,
and no filter changes a byte.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cablepress.errors import CablepressError

PATIENCE: Final = 60.0
"""Seconds after which a remote that says nothing is given up."""

SILENCE: Final = 8.0
"""Seconds after which a line says what is waited for."""

KEPT: Final = ("CNAME", ".well-known")
"""Hosts and certificate authorities put these into the branch itself; they stay when the site has none."""


class Repository:
    """The repository around ``root``, its ``remote``, and the ``branch`` that is to be pushed there."""

    def __init__(self, root: Path, remote: str, branch: str, say: Callable[[str], None]) -> None:
        self.root = root
        self.remote = remote
        self.branch = branch
        self._say = say
        self._local = f"refs/heads/{branch}"
        self._tracking = f"refs/remotes/{remote}/{branch}"

    def check(self) -> None:
        """Refuse what cannot work, before anything is written.

        Raises:
            CablepressError: with what is missing.
        """
        inside = self._git("rev-parse", "--git-dir")
        if "dubious ownership" in inside.stderr:
            trust = f"git config --global --add safe.directory {self.root}"
            raise CablepressError(
                f"{self.root}: belongs to somebody else, so git does not trust it; if you do, run: {trust}"
            )
        if "not a git repository" in inside.stderr:
            message = "not a git repository, nor in one; run git init, and add the remote to which the site goes"
            raise CablepressError(f"{self.root}: {message}")
        if inside.returncode:
            raise CablepressError(f"{self.root}: {_reason(inside)}; deploy pushes from the repository of site.yml")
        if self.remote not in (remotes := self._output("remote").split()):
            raise CablepressError(f"no git remote {self.remote!r}; there are: {', '.join(remotes) or 'none'}")
        self._check_branch()
        for key, name in (("user.name", "GIT_COMMITTER_NAME"), ("user.email", "GIT_COMMITTER_EMAIL")):
            if not os.environ.get(name) and not self._output("config", key).strip():
                raise CablepressError(f"git does not know who commits; run: git config {key} ...")

    def _check_branch(self) -> None:
        name = self.branch
        odd = name in ("HEAD", "@", "FETCH_HEAD", "ORIG_HEAD") or name.startswith(
            ("-", "+", "refs/", "heads/", "remotes/")
        )
        if odd or self._git("check-ref-format", self._local).returncode:
            raise CablepressError(f"{name!r} is not a name for a branch")
        if self._local in self._output("worktree", "list", "--porcelain").split():
            raise CablepressError(f"branch {name} is checked out here; switch to the branch of the sources")

    def fetch(self) -> str:
        """Learn what the remote's branch is now; its commit, empty when it has none.

        Raises:
            CablepressError: the remote does not answer, or the branch is its main one, with sources in it.
        """
        listed = self._ask("ls-remote", "--symref", self.remote, "HEAD", self._local)
        if listed.returncode:
            raise CablepressError(f"remote {self.remote} cannot be read: {_reason(listed)}")
        rows = [line.split("\t") for line in listed.stdout.splitlines()]
        heads = {ref: value for value, ref in rows if not value.startswith("ref: ")}
        main = next(
            (value.removeprefix("ref: ") for value, ref in rows if value.startswith("ref: ") and ref == "HEAD"), ""
        )
        if self._local not in heads:
            self._git("update-ref", "-d", self._tracking)
            return ""
        fetched = self._ask(
            "fetch", "--quiet", "--no-tags", self.remote, f"+{self._local}:{self._tracking}", patient=True
        )
        if fetched.returncode:
            raise CablepressError(f"branch {self.branch} of {self.remote} cannot be fetched: {_reason(fetched)}")
        had = self._output("rev-parse", self._tracking).strip()
        if main == self._local and not self._output("ls-tree", had, "--", ".cablepress"):
            message = f"branch {self.branch} is the main one of {self.remote}, and no site of Cablepress is in it"
            raise CablepressError(f"{message}; name another branch, so that no sources are lost")
        return had

    def write_tree(self, out: Path, names: Sequence[str], had: str) -> tuple[str, list[str]]:
        """A tree with the files ``names`` of ``out``; what is kept of the commit ``had`` is named beside it.

        Raises:
            CablepressError: git could not take them in.
        """
        digests = self._write_blobs([f"{out}/{name}" for name in names])
        entries = dict(zip(names, digests, strict=True))
        kept = {path: digest for path, digest in self._kept(had) if not _has(names, path.partition("/")[0])}
        lines = "".join(f"100644 {digest}\t{name}\0" for name, digest in {**entries, **kept}.items())
        with tempfile.TemporaryDirectory(prefix="cablepress-") as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self._must(self._run(["update-index", "-z", "--index-info"], given=lines, environment=index))
            tree = self._must(self._run(["write-tree"], environment=index)).strip()
        return tree, sorted(kept)

    def _write_blobs(self, paths: Sequence[str]) -> list[str]:
        """Digests of the files as git keeps them, byte for byte."""
        done: list[str] = []
        said = time.monotonic()
        step = 2000
        for start in range(0, len(paths), step):
            given = "".join(f"{path}\n" for path in paths[start : start + step])
            found = self._must(self._run(["hash-object", "-w", "--no-filters", "--stdin-paths"], given=given))
            done += found.split()
            if time.monotonic() - said > SILENCE:
                said = time.monotonic()
                self._say(f"Taking in files: {len(done):,} of {len(paths):,}")
        return done

    def _kept(self, had: str) -> Iterator[tuple[str, str]]:
        listed = self._output("ls-tree", "-r", "-z", had, "--", *KEPT) if had else ""
        for row in listed.split("\0"):
            about, _, path = row.partition("\t")
            mode, _, rest = about.partition(" ")
            if mode in ("100644", "100755"):
                yield path, rest.partition(" ")[2]

    def has(self, commit: str, tree: str) -> bool:
        """Whether ``commit`` (empty for none) holds the files of ``tree``."""
        return bool(commit) and self._output("rev-parse", f"{commit}^{{tree}}").strip() == tree

    def has_parent(self, commit: str) -> bool:
        """Whether there is a history before ``commit``."""
        return self._git("rev-parse", "--verify", "--quiet", f"{commit}^").returncode == 0

    def commit(self, tree: str, parent: str, message: str) -> str:
        """A commit of ``tree`` upon ``parent`` (empty for none), on no branch yet.

        Raises:
            CablepressError: git refuses.
        """
        parents = ["-p", parent] if parent else []
        return self._must(self._run(["commit-tree", tree, *parents], given=f"{message}\n")).strip()

    def push(self, commit: str, had: str, *, forced: bool) -> None:
        """Push ``commit`` to the branch; git asks for passwords and shows its progress on the terminal.

        When ``forced`` the branch may lose its history, but only if the remote has it still at ``had``.

        Raises:
            CablepressError: git said no; it has told why.
        """
        force = [f"--force-with-lease={self._local}:{had}"] if forced and had else []
        self._say(f"Pushing to {self.remote}")
        command = ["push", "--progress", *force, self.remote, f"{commit}:{self._local}"]
        if self._run(command, captured=False).returncode:
            raise CablepressError(f"branch {self.branch} could not be pushed to {self.remote}; git says why above")
        self.point(commit)

    def point(self, commit: str) -> None:
        """Set the local branch, a copy of the remote's, to ``commit``."""
        self._git("update-ref", self._local, commit)

    def source(self) -> str:
        """Short name of the commit that is checked out; empty when there is none."""
        return self._output("rev-parse", "--verify", "--quiet", "--short", "HEAD").strip()

    def url(self) -> str:
        """Address of the remote; empty when there is none."""
        return self._output("remote", "get-url", self.remote).strip()

    def _output(self, *arguments: str) -> str:
        return self._git(*arguments).stdout

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(list(arguments))

    def _must(self, done: subprocess.CompletedProcess[str]) -> str:
        if done.returncode:
            raise CablepressError(f"branch {self.branch} could not be written: {_reason(done)}")
        return done.stdout

    def _run(
        self,
        arguments: list[str],
        *,
        captured: bool = True,
        given: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603
                ["git", *arguments],  # noqa: S607
                cwd=self.root,
                capture_output=captured,
                input=given,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
                env={**os.environ, **_slow_limits(), **(environment or {})},
            )
        except FileNotFoundError as error:
            raise CablepressError("deploy needs git, and there is none on this machine") from error

    def _ask(self, *arguments: str, patient: bool = False) -> subprocess.CompletedProcess[str]:
        """Ask the remote; while it is silent say so, and give it up at last, unless ``patient``.

        Raises:
            CablepressError: it did not answer.
        """
        pipe = subprocess.PIPE
        start = time.monotonic()
        try:
            process = subprocess.Popen(  # noqa: S603
                ["git", *arguments],  # noqa: S607
                cwd=self.root,
                stdout=pipe,
                stderr=pipe,
                encoding="utf-8",
                errors="surrogateescape",
                env={**os.environ, **_slow_limits()},
            )
        except FileNotFoundError as error:
            raise CablepressError("deploy needs git, and there is none on this machine") from error
        with process:
            while True:
                try:
                    out, err = process.communicate(timeout=SILENCE)
                    return subprocess.CompletedProcess(arguments, process.returncode, out, err)
                except subprocess.TimeoutExpired:
                    waited = time.monotonic() - start
                    if not patient and waited > PATIENCE - SILENCE:
                        process.terminate()
                        message = f"remote {self.remote} did not answer within {waited:.0f} seconds; nothing was pushed"
                        raise CablepressError(message) from None
                    self._say(f"Waiting for {self.remote} to answer")
                except BaseException:
                    process.terminate()
                    raise


def _slow_limits() -> dict[str, str]:
    """What makes git give up a connection on which nothing moves; what the user has set stays."""
    wanted = {"GIT_HTTP_LOW_SPEED_LIMIT": "1", "GIT_HTTP_LOW_SPEED_TIME": f"{PATIENCE:.0f}"}
    return {name: value for name, value in wanted.items() if name not in os.environ}


def _has(names: Sequence[str], top: str) -> bool:
    """Whether the site has a file ``top``, or a folder of that name."""
    return any(name == top or name.startswith(f"{top}/") for name in names)


def _reason(failed: subprocess.CompletedProcess[str]) -> str:
    """What git said, in its last line, without its ``fatal:``."""
    lines = failed.stderr.strip().splitlines() or ["git failed"]
    return lines[-1].removeprefix("fatal: ").removeprefix("error: ")
