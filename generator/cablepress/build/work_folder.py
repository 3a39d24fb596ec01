"""The folder in which a build keeps what waits between its passes; gone afterwards, and those of killed builds too."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks
    fcntl = None  # type: ignore[assignment]

_LOCK: Final = "lock"
_OLD: Final = 86_400.0
"""Seconds after which a folder that nobody has locked, or that cannot tell, is taken for left behind."""


@contextmanager
def open_work_folder(root: Path) -> Iterator[Path]:
    """A folder of this build alone, below ``.cablepress``, or among temporary files where that cannot be written.

    It is locked while the build lasts. The lock is the kernel's: it goes with the process, however that ends, and it
    holds between containers over one folder, where process numbers mean nothing.
    """
    folder, held = _make(root / ".cablepress")
    try:
        yield folder
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


def _make(home: Path) -> tuple[Path, int | None]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        _keep_from_git(home / ".gitignore")
        _remove_left(home)
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=home))
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="cablepress-"))
    return folder, _hold(folder / _LOCK)


def _keep_from_git(path: Path) -> None:
    """Whatever is in the folder, drafts of a preview too, is not to be pushed with the sources of a site."""
    if not path.exists():
        path.write_bytes(b"*\n")


def _remove_left(home: Path) -> None:
    """Remove the folders of builds that were killed: their locks are free."""
    for left in home.glob("work-*"):
        held = _hold(left / _LOCK, make=False)
        with suppress(OSError):
            if held is not None or (not (left / _LOCK).exists() and time.time() - left.stat().st_mtime > _OLD):
                shutil.rmtree(left, ignore_errors=True)
        if held is not None:
            os.close(held)


def _hold(path: Path, *, make: bool = True) -> int | None:
    """The lock at ``path``, held; ``None`` when somebody else has it, or there are no locks here."""
    try:
        descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600)
    except OSError:
        return None
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
    return descriptor
