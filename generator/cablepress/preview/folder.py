"""A folder for each running preview: two of one site do not get into each other's way."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cablepress.errors import CablepressError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks: there nobody keeps two previews apart
    fcntl = None  # type: ignore[assignment]


@contextmanager
def own_folder(home: Path) -> Iterator[Path]:
    """``home/preview``, or ``home/preview-2`` and so on where other previews have the ones before it.

    It is ours until the end: the lock goes with the process, however it ends. Where ``home`` cannot be written (a
    read-only disk), a temporary folder that is gone afterwards.

    Raises:
        CablepressError: there is no place to write to at all.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        held, folder = next(found for number in itertools.count(1) if (found := _take(home, number)) is not None)
    except OSError:
        try:
            with tempfile.TemporaryDirectory(prefix="cablepress-preview-") as temporary:
                yield Path(temporary) / "preview"
        except OSError as error:
            raise CablepressError(f"{home}: {error.strerror}; the preview needs a folder to write to") from error
        return
    with held:
        yield folder


def _take(home: Path, number: int) -> tuple[IO[bytes], Path] | None:
    """The folder of this number with its lock, or nothing where another preview has it."""
    name = "preview" if number == 1 else f"preview-{number}"
    lock = (home / f"{name}.lock").open("wb")
    if fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
    return lock, home / name
