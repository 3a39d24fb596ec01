"""``cablepress new``: a small site, ready to build, made of the files in ``starter/``, with the program that builds it.

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

from cablepress.cli.vendor import vendored_files
from cablepress.errors import CablepressError
from cablepress.publish.site_folder import write_file

_DOT: Final = re.compile(r"^dot-")
_ALLOWED: Final = re.compile(
    r"(?i)\.git\w*|\.editorconfig|(?:readme|licen[cs]e|copying|notice|authors|changelog|contributing|security|code_of_conduct)(?:\.\w+)?"
)
"""What may be in the folder already: a repository that was made first, with what hosts put into it."""


def make_site(folder: Path, *, force: bool = False) -> list[str]:
    """Make a new site in ``folder``; gives the paths of the files that were made, relative to ``folder``, sorted.

    What is there stays as it is. With ``force`` the folder may hold anything but a site.

    Raises:
        CablepressError: the folder is not empty, or cannot be written.
    """
    files = dict(sorted({**dict(starter_files()), **vendored_files()}.items()))
    if folder.exists() and not folder.is_dir():
        raise CablepressError(f"{folder}: is a file; name a new folder")
    try:
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
        if "site.yml" in names:
            raise CablepressError(
                f"{folder}: holds a site already; `cablepress vendor` brings its generator up to date"
            )
        if not force and any(not _ALLOWED.fullmatch(name) for name in names):
            message = "is not empty; name a new folder, or empty this one first (--force keeps what is there)"
            raise CablepressError(f"{folder}: {message}")
        made = [name for name in files if not (folder / name).exists()]
        for name in made:
            write_file(folder / name, files[name])
    except OSError as error:
        raise CablepressError(f"{folder}: cannot be made: {error.strerror}") from error
    return made


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
