"""Find the cable files, read them, turn bytes into text. The only module that reads cables."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.drafts import held_by_name
from cablepress.errors import Problem
from cablepress.names import is_hidden
from cablepress.read.decoding import decode
from cablepress.read.folders import FoundFile, Listing, list_folder

MAX_BYTES: Final = 16 * 1024 * 1024
"""A larger file is refused: the longest cable of the whole archive has a third of a megabyte."""

_TOO_LARGE: Final = f"more than {MAX_BYTES} bytes; the longest real cable has a fiftieth"
_NOT_MEANT: Final = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|changelog)(?:\.\w+)?\Z|thumbs\.db\Z", re.IGNORECASE
)
"""Files that stand in any folder and are not meant to be cables."""

_NAMED: Final = 5
"""So many of the files that are passed over are named."""


class Source(NamedTuple):
    """A file that was read. ``text`` is ``None`` when it is no text; ``problems`` say why."""

    path: str
    text: str | None
    sha256: str
    problems: tuple[Problem, ...]
    published: str = ""
    """The text whose UTF-8 is the file byte for byte, where that can be."""
    change: str = ""
    """What was done, in words, where it is not."""


def find_cables(root: Path, folder: str, *, drafts: bool = False, apart: Sequence[str] = ()) -> Listing:
    """All ``*.txt`` files (``*.TXT`` too) below ``root/folder``, sorted by path, and what was passed over.

    A name that begins with ``_`` holds a text back, as the mark of a draft does.

    Links, hidden files and what cannot be read: see :mod:`cablepress.read.folders`.
    """
    listing = list_folder(root, folder, drafts=drafts, apart=apart)
    top = len(Path(folder).as_posix().rstrip("/"))
    held: list[str] = []
    cables: list[FoundFile] = []
    others: list[FoundFile] = []
    for file in listing.files:
        if not drafts and _is_marked(file.path, top):
            held.append(file.path)
        else:
            (cables if _is_cable(file.path) else others).append(file)
    return Listing(tuple(cables), (*listing.problems, *map(_held, held), *_passed_over(others)))


def is_read(path: str, folder: str, *, drafts: bool = False) -> bool:
    """Whether :func:`find_cables` would read a file by its name alone: neither hidden nor named a draft."""
    below = path.removeprefix(f"{Path(folder).as_posix().rstrip('/')}/")
    if not _is_cable(below) or any(map(is_hidden, below.split("/"))):
        return False
    return drafts or not held_by_name(below)


def _is_text(path: str) -> bool:
    return path[-4:].lower() == ".txt"


def _is_cable(path: str) -> bool:
    """Whether a file is meant for a cable by its name: ``README.txt`` is not."""
    return _is_text(path) and not is_aside(path.rpartition("/")[2])


def _is_marked(path: str, top: int = 0) -> bool:
    """Whether a name in ``path`` begins with ``_``; its first ``top`` characters are the folder of all cables."""
    return path.find("/_", top) >= 0


def _held(path: str) -> Problem:
    return Problem("warning", "draft-by-name", "a name that begins with “_” is taken for a draft; not published", path)


def _passed_over(files: Sequence[FoundFile]) -> Iterator[Problem]:
    """A problem for each folder with files of other names."""
    by_folder = defaultdict(list)
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if not is_aside(name) or _is_text(name):
            by_folder[folder].append(name)
    for folder, names in sorted(by_folder.items()):
        yield Problem("warning", "file-passed-over", passed_over(names, "a cable is a file ID.txt"), folder)


def is_aside(name: str) -> bool:
    """Whether a file is one that stands in any folder, or a copy of an editor: nobody means it for the site."""
    return bool(_NOT_MEANT.match(name)) or name.endswith("~")


def passed_over(names: Sequence[str], expected: str) -> str:
    """The message that so many files are not read, and why; the first are named."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    shown = ", ".join(names[:_NAMED])
    return f"{len(names):,} file{'s are' if len(names) > 1 else ' is'} passed over ({shown}{more}); {expected}"


def read_source(root: Path, path: str) -> Source:
    """Read one file and decode it; see :func:`cablepress.read.decoding.decode`.

    What is unreadable, too large or no text has an ``error``, since it cannot be published.
    """
    try:
        data = _read_bytes(root, path)
    except OSError as error:
        return _refused(path, "file-unreadable", error.strerror or str(error))
    if data is None:
        return _refused(path, "file-too-large", _TOO_LARGE)
    text, problems = decode(data, path)
    published = f"\ufeff{text}" if data.startswith(codecs.BOM_UTF8) else text or ""
    same = published.encode("utf-8", "replace") == data
    change = (
        ""
        if same
        else "; ".join(each.message for each in problems if each.code == "encoding-doubtful") or "written as UTF-8"
    )
    return Source(path, text, hashlib.sha256(data).hexdigest(), problems, published, change)


def source_digest(root: Path, path: str) -> str:
    """The ``sha256`` that :func:`read_source` gives of a file, without making a text of it."""
    try:
        data = _read_bytes(root, path)
    except OSError:
        return ""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _read_bytes(root: Path, path: str) -> bytes | None:
    """The bytes of a file; ``None`` when there are too many."""
    # Without pathlib and a buffer: half the time, a quarter of a million times. A path may be absolute.
    place = path if path[0] == "/" else f"{root}/{path}"
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123
        return None if os.fstat(file.fileno()).st_size > MAX_BYTES else file.read()


def _refused(path: str, code: str, message: str) -> Source:
    return Source(path, None, "", (Problem("error", code, message, path),))
