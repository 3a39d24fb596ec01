"""What a worker of a cluster does with a task: it makes sure that it may, then runs it. Knows nothing of Dask.

A worker belongs to somebody else and may have other versions, other folders, or come in the middle of a build. So each
process looks, before its first task of a build, whether what it makes will be what every other would make.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

import cablepress
from cablepress import __version__
from cablepress.build import render_task
from cablepress.build.inputs import LIBRARIES
from cablepress.errors import CablepressError
from cablepress.theme.folders import folders_digest, own_themes

TOKEN: Final = "token"  # noqa: S105 - the name of a file
"""A file in each shared folder that says which build it is of."""

_SUFFIXES: Final = (".py", ".yml", ".json", ".js")

_DIGEST: Final = 64
"""Digits of a digest; no version is as long."""


class Shared(NamedTuple):
    """The folders that all machines of a build must see at the same paths."""

    written: tuple[Path, ...]
    """Of this build: workers write there."""
    read: tuple[Path, ...]


class Terms(NamedTuple):
    """What a worker must agree with."""

    token: str
    """Names the build; stands in a file in each of the folders to be written."""
    shared: Shared
    program: Mapping[str, str]
    """See :func:`program`."""


def offer_terms(shared: Shared) -> Terms:
    """The terms of a build that begins here; folders that this machine has not are not asked for."""
    token = os.urandom(16).hex()
    for folder in shared.written:
        (folder / TOKEN).write_text(token)
    there = tuple(folder for folder in shared.read if folder.is_dir())
    return Terms(token, shared._replace(read=there), program())


def program() -> dict[str, str]:
    """Versions of all that decides what the files of a site say, by name."""
    return {**_code(), "themes": folders_digest([own_themes()])}


@cache
def _code() -> dict[str, str]:
    """What this process has loaded, or nearly: files that change later are another program's."""
    package = Path(cablepress.__file__).parent
    # The themes may lie inside; they are read anew for each build. Compiled files are made of the same sources.
    files = [path for path in package.rglob("*") if path.suffix in _SUFFIXES and package / "themes" not in path.parents]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(package).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    versions = {"Python": ".".join(platform.python_version_tuple()[:2]), "Cablepress": __version__}
    return {**versions, **{name: version(name) for name in LIBRARIES}, "files of Cablepress": digest.hexdigest()}


def objections(terms: Terms) -> tuple[str, ...]:
    """Why this process cannot work for the build of ``terms``; empty when it can."""
    mine = program()
    differing = [name for name, wanted in terms.program.items() if mine.get(name) != wanted]
    return (
        *(_differs(name, mine.get(name, "none"), terms.program[name]) for name in differing),
        *(said for folder in terms.shared.written if (said := _cannot_write(folder, terms.token))),
        *(f"does not see the folder {folder}" for folder in terms.shared.read if not folder.is_dir()),
    )


def _differs(name: str, mine: str, wanted: str) -> str:
    if len(wanted) == _DIGEST:
        return f"has other {name}; install the same on all machines and start the workers again"
    return f"has {name} {mine}; expected {wanted}, as on the machine that builds"


def _cannot_write(folder: Path, token: str) -> str:
    """What is wrong with ``folder`` here; empty when it is the one that the build made, and can be written."""
    try:
        if (folder / TOKEN).read_text() != token:
            return f"sees another folder at {folder}"
    except OSError as error:
        return f"does not see the folder {folder} ({error.strerror}); all machines must see the site at the same path"
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return f"cannot write in {folder} ({error.strerror})"
    return ""


_one_at_a_time: Final = threading.Lock()
"""A worker may have several threads. They would wait for each other anyway, and two builds for one renderer."""

_admitted: Final[list[str]] = []
"""The token of the build that this process looked at last, and had no objections."""


def run_task(terms: Terms, function: Callable[[Any], Any], task: bytes) -> Any:
    """``function`` of the pickled ``task``.

    Raises:
        CablepressError: this process cannot work for the build.
    """
    with _one_at_a_time:
        if terms.token not in _admitted:
            if found := objections(terms):
                raise WorkerError("; ".join(found))
            _admitted[:] = [terms.token]
        # From the machine that builds, by way of the scheduler: whoever has that may run anything here already.
        return function(pickle.loads(task))  # noqa: S301


class WorkerError(CablepressError):
    """A worker that came later cannot work for the build."""


def forget() -> None:
    """Let go of what this process keeps for the next task: a worker may outlive the build by weeks."""
    with _one_at_a_time:
        _admitted.clear()
        render_task.forget()
