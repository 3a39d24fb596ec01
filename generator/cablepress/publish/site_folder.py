"""The only module that writes or deletes, in the site folder above all.

A build stages the files whose bytes change, in a hidden folder inside the site's own, so on the same disk.
Only when every page is there do the staged files take their names, each in one step, and then what no page
claims is removed. So a build that fails leaves the old site alone, and no page is ever half written; one that
is killed between two renames is finished by the next.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

from cablepress.errors import OutputError, naming
from cablepress.publish.sums import format_sums

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks: there nobody keeps two builds apart
    fcntl = None  # type: ignore[assignment]

MARKER: Final = ".cablepress"
"""A file in the root of each site folder that says whose the folder is, and whether the build finished."""

STAGING: Final = ".cablepress-staging"

_BUILDING: Final = b"Made by Cablepress; whatever it did not make is removed. state: building\n"
_COMPLETE: Final = b"Made by Cablepress; whatever it did not make is removed. state: complete\n"
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""A symbolic link in the site is not followed; on Windows bytes are bytes."""
_READ: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _FLAGS
"""A pipe in the place of a page is not waited for."""
_KEPT: Final = frozenset((".git", MARKER, STAGING))


class Written(NamedTuple):
    """What became of one file. ``url`` is its path relative to the site's root."""

    url: str
    sha256: str
    staged: str
    """Name of the staged file; empty when the site has these bytes already."""


class PageWriter:
    """Stages files for ``folder``. Each worker has its own, under another ``name``.

    With ``clean`` the files that are there do not count: everything is written anew (``--clean``).
    """

    def __init__(self, folder: Path, name: str, *, clean: bool = False) -> None:
        self._root = os.fspath(folder)
        self._clean = clean
        self._staging = f"{self._root}/{STAGING}"
        # A task may be run twice, even at once, when its worker was taken for lost: no attempt touches another's files.
        self._name = f"{name}-{os.urandom(6).hex()}"
        self._count = 0
        self._real: dict[str, bool] = {"": True}
        """Whether a folder of the site is one, and no link to elsewhere."""

    def write(self, url: str, data: bytes) -> Written:
        """Stage ``data`` for ``url``, unless the site has these bytes there already."""
        digest = hashlib.sha256(data).hexdigest()
        if self._may_stay(url) and _has_bytes(f"{self._root}/{url}", data):
            return Written(url, digest, "")
        self._count += 1
        staged = f"{self._name}-{self._count}"
        _write_file(f"{self._staging}/{staged}", data)
        return Written(url, digest, staged)

    def take(self, url: str, path: Path) -> Written:
        """Stage the file at ``path``, which is moved, for ``url``, unless the site has these bytes there already.

        For files that are too large to be held in memory; ``path`` must be on the disk of the site or is copied.
        """
        digest = _digest_of(path)
        place = Path(f"{self._root}/{url}")
        if self._may_stay(url) and _is_file_of(place, path.stat().st_size) and _digest_of(place) == digest:
            path.unlink()
            return Written(url, digest, "")
        self._count += 1
        staged = f"{self._name}-{self._count}"
        shutil.move(path, f"{self._staging}/{staged}")
        Path(f"{self._staging}/{staged}").chmod(0o644)
        return Written(url, digest, staged)

    def _may_stay(self, url: str) -> bool:
        """Whether what is at ``url`` counts: it is inside the site, and not everything is to be written anew."""
        return not self._clean and self._is_real(url.rpartition("/")[0])

    def _is_real(self, folder: str) -> bool:
        """Whether ``folder`` and all around it are no links: what is behind a link is not in the site."""
        if folder not in self._real:
            around = folder.rpartition("/")[0]
            self._real[folder] = self._is_real(around) and not Path(self._root, folder).is_symlink()
        return self._real[folder]


class SiteFolder:
    """The site folder as one build sees it: :meth:`begin`, then writers stage, then :meth:`commit` or :meth:`abort`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = os.fspath(folder)
        self._staging = folder / STAGING
        self._lock: IO[bytes] | None = None
        self._made = False
        """Whether this build made the folder."""
        self.is_empty = False
        """Whether there was nothing of a site when this build began, so that no file need be looked for."""

    def begin(self) -> None:
        """Claim the folder and make the staging area.

        Raises:
            OutputError: the folder holds files and was not made by Cablepress, cannot be written, or another
                build is at work in it.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise OutputError(f"{self.folder}: is no folder; the site goes into one")
        try:
            self._made = not self.folder.exists()
            self.folder.mkdir(parents=True, exist_ok=True)
            self.is_empty = all(entry.name in _KEPT for entry in self.folder.iterdir())
            self._claim(self.folder / MARKER)
            if self._staging.is_symlink():
                self._staging.unlink()
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging.mkdir()
        except OSError as error:
            where = "" if error.filename in (None, str(self.folder)) else f": {error.filename}"
            raise OutputError(f"{self.folder}: {error.strerror}{where}") from error

    def _claim(self, marker: Path) -> None:
        if marker.is_symlink():
            # What it leads to is not of the site, so it says nothing of whose the folder is.
            raise OutputError(f"{self.folder}: {MARKER} is a link; remove it")
        if not marker.exists():
            if any(entry.name not in _KEPT for entry in self.folder.iterdir()):
                message = "is not empty and was not made by Cablepress; choose another folder, or empty it first"
                raise OutputError(f"{self.folder}: {message}")
            _write_file(str(marker), _BUILDING)
        self._lock = _lock(marker)

    def commit(self, files: Iterable[Written], known: Iterable[str] | None = None) -> list[str]:
        """Put the staged files in place, remove what is not among ``files``; gives the removed paths, sorted.

        ``known`` are all files of the folder, if somebody has looked since :meth:`begin`.

        Raises:
            OutputError: the disk is full, or a file cannot be replaced; the next build goes on from there.
        """
        try:
            return self._commit(files, known)
        except OSError as error:
            message = f"{error.strerror}: {error.filename}; the site is unfinished until the next build"
            raise OutputError(f"{self.folder}: {message}") from error

    def _commit(self, files: Iterable[Written], known: Iterable[str] | None) -> list[str]:
        marker = str(self.folder / MARKER)
        _write_file(marker, _BUILDING)
        kept, folders = set(), {self._root}
        for url, _, staged in files:
            kept.add(url)
            if staged:
                self._place(f"{self._staging}/{staged}", url, folders)
        removed = self._remove_others(kept, known)
        # Files may be left in it of a task that was done twice.
        shutil.rmtree(self._staging, ignore_errors=True)
        _write_file(marker, _COMPLETE)
        self._unlock()
        return removed

    def abort(self) -> None:
        """Forget what was staged. A folder that this build made, and that holds nothing, goes too.

        Never raises: why the build failed is what people must learn.
        """
        self._unlock()
        with suppress(OSError):
            shutil.rmtree(self._staging, ignore_errors=True)
            if [entry.name for entry in self.folder.iterdir()] == [MARKER]:
                (self.folder / MARKER).unlink()
                if self._made:
                    self.folder.rmdir()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _place(self, staged: str, url: str, folders: set[str]) -> None:
        path = f"{self._root}/{url}"
        parent = path.rpartition("/")[0]
        if parent not in folders:
            self._make_folder(parent)
            folders.add(parent)
        try:
            os.replace(staged, path)  # noqa: PTH105 - a quarter of a million times
        except (IsADirectoryError, PermissionError):
            # A folder of an earlier build stands where a page is to be; none of its files is claimed.
            shutil.rmtree(path, ignore_errors=True)
            Path(staged).replace(path)

    def _make_folder(self, parent: str) -> None:
        """Make the folder of a page; a file of an earlier build that stands in the way is removed."""
        place = self.folder
        for part in Path(parent).relative_to(self.folder).parts:
            place = place / part
            if place.is_symlink() or place.is_file():
                place.unlink()
        place.mkdir(parents=True, exist_ok=True)

    def _remove_others(self, kept: set[str], known: Iterable[str] | None) -> list[str]:
        there = (url for _, url in walk_files(self._root)) if known is None else known
        removed = [url for url in sorted(url for url in there if url not in kept) if self._remove(url)]
        for parent in sorted({url.rpartition("/")[0] for url in removed}, reverse=True):
            self._remove_empty(parent)
        return removed

    def _remove(self, url: str) -> bool:
        """Remove a file; false when it went already: a page or a folder of pages is in its place, or around it."""
        place = f"{self._root}/{url}"
        try:
            os.unlink(place)  # noqa: PTH108 - each edit of a large archive removes thousands, of its last index
        except (FileNotFoundError, NotADirectoryError):
            return False
        except (IsADirectoryError, PermissionError):
            if not os.path.isdir(place):  # noqa: PTH112 - the same place
                raise
            return False
        return True

    def _remove_empty(self, parent: str) -> None:
        while parent:
            try:
                (self.folder / parent).rmdir()
            except OSError:
                return
            parent = parent.rpartition("/")[0]


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_file_of(path: Path, size: int) -> bool:
    """Whether a plain file of ``size`` bytes is there; a link is none."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size == size


def _lock(marker: Path) -> IO[bytes]:
    """Hold the marker for this build; the lock goes with the process, however it ends."""
    held = os.fdopen(os.open(marker, _READ), "rb")
    if fcntl is not None:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            raise OutputError(f"{marker.parent}: another build is at work in this folder") from None
    return held


def is_complete(folder: Path) -> bool:
    """Whether ``folder`` is a site whose last build ran to its end."""
    return _has_bytes(str(folder / MARKER), _COMPLETE)


def marker_state(data: bytes) -> str:
    """``complete`` or ``building``, of the bytes of a :data:`MARKER`; empty when we did not write them."""
    return {_COMPLETE: "complete", _BUILDING: "building"}.get(data, "")


def site_files(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Size in bytes and times of change in nanoseconds of every published file, by address; empty without a folder.

    The second time is that of any change: it tells of an edit that put size and time back.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for entry, url in walk_files(os.fspath(folder)):
        found[url] = _stamp_of(entry.stat(follow_symlinks=False))
    return found


def file_stamp(path: str) -> tuple[int, int, int] | None:
    """The same of one file; ``None`` when it is not there."""
    try:
        return _stamp_of(os.lstat(path))
    except OSError:
        return None


def _stamp_of(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, 0 if os.name == "nt" else status.st_ctime_ns


def walk_files(
    root: str, prefix: str = "", passed_over: frozenset[str] = _KEPT
) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Every file and link below ``root``, with its path relative to ``root``; links are not followed.

    ``passed_over`` are names in ``root`` itself: by default those that no build removes.
    """
    folders = [prefix]
    while folders:
        inside = folders.pop()
        try:
            entries = os.scandir(f"{root}/{inside}")
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                if not inside and entry.name in passed_over:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{inside}{entry.name}/")
                else:
                    yield entry, inside + entry.name


def checksums(files: Iterable[Written]) -> bytes:
    """``SHA256SUMS`` of the site, in the form that ``sha256sum -c`` reads."""
    return format_sums((url, digest) for url, digest, _ in files)


def write_file(path: Path, data: bytes) -> None:
    """Write one file outside the site, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with naming(path, len(data)):
            temporary.write_bytes(data)
            temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _has_bytes(path: str, data: bytes) -> bool:
    try:
        descriptor = os.open(path, _READ)
    except OSError:
        return False
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(data):
            return False
        return os.read(descriptor, len(data) + 1) == data
    except IsADirectoryError:
        return False
    finally:
        os.close(descriptor)


def _write_file(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS, 0o644)
    try:
        with naming(path, len(data)):
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)
