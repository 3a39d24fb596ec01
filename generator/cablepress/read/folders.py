"""The one walker of the folders that hold content, with one rule for links, hidden files and what is no file.

- Names that begin with a dot, or begin or end with ``~``, are passed over: systems and editors put their own things
  there.
- A symbolic link is followed as long as what it leads to lies inside the site's folder, or inside the content folder
  that ``site.yml`` names; one that leads anywhere else is an error: nothing of the machine is published by a link.
- A link to content of another kind (from ``static/`` to a cable) is an error, but for Markdown, which has marks of
  its own.
- A link into a hidden folder (``.git``), into the void or in a circle is said, and so is what is no file (a FIFO).
- What is named a draft (a folder ``_drafts``, a file ``map-draft.md``), or leads to such, is said, and left out unless
  drafts are asked for.
- A folder that cannot be read costs what is in it, never the rest.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.drafts import named_draft
from cablepress.errors import Problem
from cablepress.names import is_hidden

_HIDDEN_KEPT: Final = frozenset((".well-known", ".htaccess"))
"""Hidden names that people publish on purpose, where hidden files are asked for."""


_DRAFTS: Final = "a folder of drafts, by its name; nothing in it is published"
_DRAFT: Final = "a draft, by its name, and not published; give it another name to publish it"


class FoundFile(NamedTuple):
    """A file as its folder lists it; nothing of it has been read."""

    path: str
    """Relative to the folder of ``site.yml``, with ``/``: ``content/cables/07ASTANA1848.txt``."""
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    """Of the last change of any kind: a copy that keeps the time of the original is seen all the same."""


class Listing(NamedTuple):
    """All files below a folder, sorted by path, and what was passed over for a reason."""

    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]


def list_folder(
    root: Path, folder: str, *, hidden: bool = False, drafts: bool = False, apart: Sequence[str] = ()
) -> Listing:
    """Everything below ``root/folder``; a missing folder holds no files.

    With ``hidden`` the few hidden names are taken that people publish (``.well-known``), and the others are said;
    with ``drafts`` also what is named a draft. Folders below that are ``apart`` are content of another kind, which
    has rules of its own: a draft among cables is no file beside a page.
    """
    walk = _Walk(root, folder, hidden=hidden, drafts=drafts, apart=apart)
    name = Path(folder).as_posix().rstrip("/")
    top = root / folder
    if top.is_dir():
        files = sorted(walk.files(os.fspath(top), name, ()))
    else:
        files = []
        if os.path.lexists(top):
            walk.say("error", "folder-unreadable", "expected a folder", name)
    return Listing(tuple(files), tuple(sorted(walk.problems, key=lambda problem: problem.path)))


class _Walk:
    """One walk; ``problems`` grow on the way."""

    def __init__(self, root: Path, folder: str, *, hidden: bool, drafts: bool, apart: Sequence[str]) -> None:
        self.problems: list[Problem] = []
        self._apart = frozenset(os.path.realpath(root / other) for other in apart) - {os.path.realpath(root / folder)}
        self._hidden = hidden
        self._drafts = drafts
        self._allowed = tuple({os.path.realpath(root), os.path.realpath(root / folder)})

    def say(self, level: str, code: str, message: str, path: str) -> None:
        self.problems.append(Problem("error" if level == "error" else "warning", code, message, path))

    def files(self, folder: str, name: str, above: tuple[str, ...]) -> Iterator[FoundFile]:
        """Files of one folder and all below; ``above`` are the real paths of those around it."""
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            self.say("error", "folder-unreadable", f"{error.strerror}; what is in it is not on the site", name)
            return
        inside = (*above, os.path.realpath(folder))
        for entry in entries:
            path = f"{name}/{entry.name}"
            if self._is_hidden(entry.name, path) or (entry.is_symlink() and not self._is_followed(entry, path, inside)):
                continue
            try:
                status = entry.stat()
            except OSError as error:
                self.say("error", "file-unreadable", error.strerror or str(error), path)
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if not self._drafts and named_draft(entry.name, folder=is_folder):
                self.say("warning", "draft-by-name", _DRAFTS if is_folder else _DRAFT, path)
            elif is_folder:
                if os.path.realpath(entry.path) not in self._apart:
                    yield from self.files(entry.path, path, inside)
            elif stat.S_ISREG(status.st_mode):
                # Where ctime is the time of creation it says nothing new.
                changed = 0 if os.name == "nt" else status.st_ctime_ns
                yield FoundFile(path, status.st_size, status.st_mtime_ns, changed)
            else:
                self.say("warning", "file-special", "is not a file (a pipe, a socket or a device); passed over", path)

    def _is_hidden(self, name: str, path: str) -> bool:
        if not is_hidden(name) or (self._hidden and name in _HIDDEN_KEPT):
            return False
        if self._hidden and name[-1] != "~":
            expected = " and ".join(sorted(_HIDDEN_KEPT))
            self.say("warning", "file-passed-over", f"hidden; of such names only {expected} are published", path)
        return True

    def _is_followed(self, entry: os.DirEntry[str], path: str, inside: tuple[str, ...]) -> bool:
        """Whether the target of a link is content of this site; what is not is said."""
        try:
            target = os.path.realpath(entry.path, strict=True)
        except OSError as error:
            reason = "a link to nothing" if isinstance(error, FileNotFoundError) else f"a link: {error.strerror}"
            self.say("error", "file-unreadable", f"{reason}; expected a file", path)
            return False
        home = max((place for place in self._allowed if _is_below(target, place)), key=len, default=None)
        if home is None:
            hint = "copy the file, or name its folder in site.yml"
            message = f"a link to a place outside of the site's folder; not published: {hint}"
            self.say("error", "link-outside", message, path)
            return False
        if any(_is_below(place, target) for place in inside):
            self.say("warning", "link-circle", "a link to a folder around it; passed over", path)
            return False
        if any(_is_below(target, other) for other in self._apart) and not target.endswith(".md"):
            message = "a link to content of another kind, whose marks of drafts are not read here; not published"
            self.say("error", "link-outside", message, path)
            return False
        if any(part.startswith(".") for part in Path(target).relative_to(home).parts) and not self._hidden:
            self.say("error", "link-outside", "a link to a hidden place; not published", path)
            return False
        if not self._drafts and any(named_draft(part, folder=True) for part in Path(target).relative_to(home).parts):
            self.say("warning", "draft-by-name", "a link to a draft, by the name of its target; not published", path)
            return False
        return True


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
