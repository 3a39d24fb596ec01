"""What a copy of a site is, to ``cablepress verify``: something that holds files; here a folder of this machine."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple, Protocol

from cablepress.errors import printable
from cablepress.publish.site_folder import MARKER, marker_state, walk_files
from cablepress.publish.sums import SIGNATURE, SUMS

Kind = Literal["list", "signature", "changed", "missing", "added", "link", "unread"]

_CABLE: Final = re.compile(r"cable/[^/]+(?:/\d\d)?/([^/]+)\.(html|txt|json)")
_WHAT: Final = {"html": "the page of cable {}", "txt": "the source text of cable {}", "json": "the record of cable {}"}
_AREAS: Final = {
    "articles": "an article",
    "classification": "a list of cables",
    "data": "a file of the whole archive",
    "date": "a list of cables",
    "origin": "a list of cables",
    "reldate": "a list of cables",
    "search": "a part of the search",
    "tag": "a list of cables",
}
_EXTENSIONS: Final = {
    "js": "a script",
    "css": "a style sheet",
    "html": "a page",
    "htm": "a page",
    "htaccess": "settings of the web server",
}


class Finding(NamedTuple):
    """One thing that is not as it should be."""

    kind: Kind
    path: str
    """In the site; of the list or the signature their own."""
    message: str

    def __str__(self) -> str:
        """``cable/2007/07/X.html: changed: …``."""
        return printable(f"{self.path}: {self.kind}: {self.message}")


class Look(NamedTuple):
    """What stands at one path: its digest, or why there is none."""

    digest: str = ""
    trouble: Kind | None = None
    message: str = ""


class Copy(Protocol):
    """A copy of a site, wherever it is."""

    def read(self, path: str) -> bytes | None:
        """The bytes at ``path``; ``None`` when there is nothing."""

    def look(self, path: str) -> Look:
        """The digest of what stands at ``path``."""

    def others(self, listed: Mapping[str, str]) -> Iterator[Finding]:
        """What stands there and is not ``listed``."""

    def unseen(self, path: str) -> bool:
        """Whether a copy of this kind need not have ``path``."""


def what_is(path: str) -> str:
    """``the page of cable 07ASTANA1848``: a path of a site in plain words."""
    cable = _CABLE.fullmatch(path)
    if cable:
        return _WHAT[cable[2]].format(cable[1])
    area, slash, _ = path.partition("/")
    extension = path.rpartition(".")[2].lower()
    if extension in ("js", "css", "htaccess"):
        return _EXTENSIONS[extension]
    return (_AREAS.get(area) if slash else None) or _EXTENSIONS.get(extension, "a file")


class FolderCopy:
    """A site in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """See :meth:`Copy.read`; links are not followed."""
        place = self._folder / path
        return place.read_bytes() if place.is_file() and not place.is_symlink() else None

    def look(self, path: str) -> Look:
        """See :meth:`Copy.look`. A link anywhere on the way is a link: what it leads to is not the site's."""
        place = self._folder
        try:
            for part in path.split("/"):
                place = place / part
                if place.is_symlink():
                    return Look("", "link", f"is reached by a symbolic link to {_target(place)}")
            if not stat.S_ISREG(place.stat().st_mode):
                return Look("", "changed", "is not a file")
            with place.open("rb") as file:
                return Look(hashlib.file_digest(file, "sha256").hexdigest())
        except (FileNotFoundError, NotADirectoryError):
            return Look("", "missing", "is not there")
        except OSError as error:
            return Look("", "unread", f"cannot be read: {error.strerror}")

    def others(self, listed: Mapping[str, str]) -> Iterator[Finding]:
        """See :meth:`Copy.others`."""
        for entry, path in walk_files(os.fspath(self._folder), "", frozenset((".git",))):
            if path in listed:
                continue
            if entry.is_symlink():
                kind: Kind = "link"
                message = f"a symbolic link to {_target(Path(entry.path))} that the list does not name"
            elif path in (SUMS, SIGNATURE) and entry.is_file():
                continue
            elif path == MARKER and entry.is_file() and (state := marker_state(Path(entry.path).read_bytes())):
                if state == "complete":
                    continue
                kind, message = "changed", "the last build of this site did not finish"
            else:
                kind, message = "added", f"{what_is(path)} that the list does not name"
            yield Finding(kind, path, message)

    def unseen(self, path: str) -> bool:
        """See :meth:`Copy.unseen`: a folder has everything."""
        return False


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return "nowhere"
