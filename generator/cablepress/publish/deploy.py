"""Push the built site to a branch that a host such as GitHub Pages serves.

The branch holds the files of the site byte for byte; the working tree and the other branches stay as they are. What
goes out is looked at first: a finished site, no links, no file changed since it was built, within the host's limits.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cablepress import __version__
from cablepress.config import SiteConfig
from cablepress.errors import CablepressError
from cablepress.publish.repository import SILENCE, Repository
from cablepress.publish.site_folder import STAGING, is_complete
from cablepress.publish.verify import verify_site

SITE_LIMIT: Final = 1_000_000_000
"""Bytes of a whole site: "Published GitHub Pages sites may be no larger than 1 GB" (GitHub Pages limits)."""

FILE_LIMIT: Final = 100_000_000
"""Bytes of one file: GitHub refuses a push with a larger one (About large files on GitHub)."""

NEAR: Final = 0.8
"""Share of a limit from which on there is a warning."""

SHOWN: Final = 5
"""So many of the files that are not as they were built are named."""

_GITHUB: Final = re.compile(
    r"(?:https://(?:[^@/]+@)?github\.com/|(?:ssh://)?git@github\.com[:/])([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
)

Say = Callable[[str], None]


class Deployment(NamedTuple):
    """How a site is to be pushed. Empty texts mean what ``site.yml`` says."""

    message: str = ""
    """Of the commit; when empty it names the commit the site was built from."""
    remote: str = ""
    branch: str = ""
    no_history: bool = False
    """The branch is to hold one commit, without those before it."""


class SiteSize(NamedTuple):
    """How much there is to push."""

    files: int
    size: int
    """Bytes of all files."""
    largest: str
    """Path of the largest file, relative to the site folder."""
    largest_size: int


def deploy_site(config: SiteConfig, out: Path, wanted: Deployment, say: Say = lambda line: None) -> str:
    """Commit the site in ``out`` to its branch and push that to its remote; gives what to say about it.

    ``say`` gets what there is to say while it lasts.

    Raises:
        CablepressError: the site is not complete, was changed since it was built or is over the host's limits, there
            is no such repository or remote, the branch is checked out or holds sources, or git refuses; nothing was
            pushed.
    """
    remote, branch = wanted.remote or config.publish.remote, wanted.branch or config.publish.branch
    check_complete(out)
    size = measure(out)
    warnings = check_limits(size)
    check_sums(out, say)
    repository = Repository(config.root, remote, branch, say)
    repository.check()
    had = repository.fetch()
    tree, kept = repository.write_tree(out, [path.relative_to(out).as_posix() for path in _files(out)], had)
    warnings += [f"Kept {path} of the branch, which the site has not" for path in kept]
    what = f"{size.files:,} files, {_megabytes(size.size)}"
    if repository.has(had, tree) and not (wanted.no_history and repository.has_parent(had)):
        repository.point(had)
        return "\n".join([*warnings, f"Branch {branch} of {remote} has this site already: {what}; nothing pushed"])
    commit = repository.commit(tree, "" if wanted.no_history else had, wanted.message or _default_message(repository))
    repository.push(commit, had, forced=wanted.no_history)
    return "\n".join([*warnings, f"Pushed {what} to branch {branch} of {remote}"])


def _default_message(repository: Repository) -> str:
    """``Publish 1a2b3c4 with Cablepress 0.1.0``, naming the commit of the sources, if there is one."""
    return f"Publish {repository.source() or 'the site'} with Cablepress {__version__}"


def pages_url(remote_url: str, cname: str) -> str:
    """Where GitHub Pages will show the site of a repository there; empty for any other remote."""
    found = _GITHUB.fullmatch(remote_url.strip())
    if cname:
        return f"https://{cname}/" if found else ""
    if not found:
        return ""
    host = f"{found[1].lower()}.github.io"
    return f"https://{host}/" if found[2].lower() == host else f"https://{host}/{found[2]}/"


def with_address(config: SiteConfig, remote: str = "") -> tuple[SiteConfig, str]:
    """``config`` with the address at which the remote's host will show the site, if ``site.yml`` names none.

    Gives also what to say about that: nothing when it names one.
    """
    if config.url:
        return config, ""
    repository = Repository(config.root, remote or config.publish.remote, config.publish.branch, lambda line: None)
    url = pages_url(repository.url(), config.publish.cname)
    if url:
        return config.with_url(url), f"note: site.yml has no url; built for {url}"
    lacks = "404.html takes the site to be at the root of its host, and there is no sitemap"
    return config, f"warning: site.yml has no url, so {lacks}"


def check_sums(out: Path, say: Say = lambda line: None) -> None:
    """Refuse a site that is not as it was built: a file changed, added, missing or replaced by a link.

    Raises:
        CablepressError: with the first files.
    """
    said = [time.monotonic()]

    def progress(stage: str, done: int, total: int) -> None:
        if time.monotonic() - said[0] > SILENCE:
            said[0] = time.monotonic()
            say(f"{stage}: {done:,} of {total:,}")

    say("Looking at every file of the site")
    found = verify_site(os.fspath(out), progress=progress).findings
    if found:
        more = [f"... and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
        lines = [*map(str, found[:SHOWN]), *more]
        raise CablepressError("\n".join([*lines, f"{out}: not as it was built, so not deployed; build it again"]))


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
        CablepressError: something is no file, or has a name that git cannot take.
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
    """Every file of the site, sorted.

    Raises:
        CablepressError: something is no file, or has a name that cannot be pushed.
    """
    for folder, folders, names in os.walk(out):
        folders.sort()
        for name in sorted([*names, *(name for name in folders if Path(folder, name).is_symlink())]):
            path = Path(folder, name)
            shown = path.relative_to(out).as_posix()
            if "\n" in shown or not _is_utf8(shown):
                raise CablepressError(f"{out}: a file named {shown!r} cannot be pushed; rename its source")
            if not stat.S_ISREG(path.lstat().st_mode):
                raise CablepressError(
                    f"{out}: {shown} is a link, or no file; a build removes it, and deploy pushes none"
                )
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
