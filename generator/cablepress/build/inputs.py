"""All that a build reads, and the fingerprints by which it is known whether that is as it was."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

import cablepress
from cablepress import __version__
from cablepress.build.outcome import Options
from cablepress.config import SiteConfig
from cablepress.read.cable_files import find_cables
from cablepress.read.folders import FoundFile, Listing
from cablepress.read.markdown_files import read_content_files
from cablepress.theme.folders import folders_digest, theme_chain

LIBRARIES: Final = ("jinja2", "lunr", "markupsafe", "mistune", "numpy", "pyyaml")
"""What the bytes of a site depend on, beside the program."""


class Inputs(NamedTuple):
    """All that a build reads, as it was at one moment; cables are listed and not read."""

    cables: Listing
    versions: Listing
    fingerprint: bytes
    """Of everything: configuration, cables, Markdown, theme.

    Cables, and files that are published as they are, count by size and time.
    """
    looked_ns: int
    """When this was begun, by the clock of this machine."""


def read_inputs(config: SiteConfig, options: Options) -> Inputs:
    """Look at all that a build reads."""
    now = time.time_ns()
    cables = find_cables(config.root, config.content.cables, drafts=options.drafts, apart=config.content.folders)
    versions = find_cables(config.root, config.content.versions, drafts=options.drafts, apart=config.content.folders)
    content = read_content_files(config.root, config.content, drafts=options.drafts)
    theme = folders_digest([folder for _, folder in theme_chain(config.root, config.theme, config.file)])
    key = _stamp(config.root / Path(config.publish.sign).expanduser()) if config.publish.sign else None
    listed = [(files_digest(listing.files), listing.problems) for listing in (cables, versions)]
    return Inputs(cables, versions, fingerprint_of(config, options.drafts, theme, content, listed, key), now)


def plain_digest(value: Any) -> str:
    """Of lists and plain tuples of texts and numbers: many times as quick as :func:`fingerprint_of`."""
    # Version 2 is the last that writes equal values as equal bytes, however they came about.
    return hashlib.sha256(marshal.dumps(value, 2)).hexdigest()


def files_digest(files: Iterable[FoundFile]) -> str:
    """Of paths, sizes and times."""
    return plain_digest(list(map(tuple, files)))


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns) if status else None


def fingerprint_of(*parts: object) -> bytes:
    """Of values whose ``repr`` says all of them: records, tuples, texts, numbers, dates."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).digest()


def code_digest() -> bytes:
    """Of this program: its version, its files by size and time, the versions of Python and the libraries."""
    package = Path(cablepress.__file__).parent
    files = [
        (path.relative_to(package).as_posix(), status.st_size, status.st_mtime_ns)
        for path in sorted(package.rglob("*"))
        if "__pycache__" not in path.parts and path.is_file() and (status := path.stat())
    ]
    libraries = [(name, version(name)) for name in LIBRARIES]
    return fingerprint_of(__version__, sys.version, libraries, os.fspath(package), files)
