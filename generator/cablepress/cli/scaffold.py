"""``cablepress new``: a small site, ready to build, made of the files in ``starter/``.

Names there that begin with ``dot-`` begin with a dot in the new site, so that no tool takes the files of the
starter for its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from cablepress.errors import CablepressError
from cablepress.publish.site_folder import write_file

_DOT: Final = re.compile(r"^dot-")
_ALLOWED: Final = frozenset((".git",))
"""What may be in the folder already: a repository that was made first."""


def make_site(folder: Path) -> list[str]:
    """Make a new site in ``folder``; gives the paths of its files, relative to ``folder``, sorted.

    Raises:
        CablepressError: the folder is not empty, or cannot be written.
    """
    try:
        if folder.exists() and any(path.name not in _ALLOWED for path in folder.iterdir()):
            raise CablepressError(f"{folder}: is not empty; name a new folder, or empty this one first")
        files = dict(sorted(starter_files()))
        for name, data in files.items():
            write_file(folder / name, data)
    except OSError as error:
        raise CablepressError(f"{folder}: {error.strerror}") from error
    return list(files)


def starter_files() -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each file of a new site."""
    yield from _files(resources.files("cablepress").joinpath("starter"), "")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = prefix + _DOT.sub(".", entry.name)
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        else:
            yield name, entry.read_bytes()
