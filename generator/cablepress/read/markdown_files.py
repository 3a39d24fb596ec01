"""Find the Markdown files of a site and the files beside them, and read the former. The only module that does."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cablepress.config import ContentConfig, schema
from cablepress.drafts import is_held
from cablepress.errors import CablepressError, Problem
from cablepress.read.cable_files import is_aside, passed_over
from cablepress.read.decoding import decode
from cablepress.read.folders import FoundFile, list_folder

MarkdownKind = Literal["page", "article"]

MAX_BYTES: Final = 4 * 1024 * 1024
"""A larger Markdown file is refused: a thick book has a fourth of that."""


class MarkdownFile(NamedTuple):
    """A Markdown file. ``text`` is ``None`` when it cannot be read; ``problems`` say why."""

    kind: MarkdownKind
    path: str
    """Relative to the folder of ``site.yml``, with ``/``, normalised: ``content/pages/about.md``."""
    slug: str
    """The path in its folder, without ``.md``; in a sub-folder of articles ``2011/the-deep``."""
    text: str | None
    problems: tuple[Problem, ...] = ()
    sha256: str = ""
    """Of the file's bytes, hexadecimal."""


class SiteFile(NamedTuple):
    """A file that is published as it is."""

    url: str
    """Relative to the site's root."""
    found: FoundFile


class ContentFiles(NamedTuple):
    """Everything in the content folders but cables."""

    markdown: tuple[MarkdownFile, ...] = ()
    """Pages, then articles, each sorted by path."""
    beside: tuple[SiteFile, ...] = ()
    """Pictures and other files beside pages and articles."""
    static: tuple[SiteFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    held: tuple[str, ...] = ()
    """Addresses of folders (``articles/2011/``) in which there is Markdown, or a folder of it, that is not read."""


def read_content_files(root: Path, content: ContentConfig, *, drafts: bool = False) -> ContentFiles:
    """Read the Markdown files, list the others.

    Hidden files (editors' locks) are passed over; what is named a draft is too, unless ``drafts`` are asked for.
    """
    markdown: list[MarkdownFile] = []
    beside: list[SiteFile] = []
    problems = [*_missing_folders(root, content), *_strays(root, content)]
    folders: tuple[tuple[MarkdownKind, str], ...] = (("page", content.pages), ("article", content.articles))
    held: list[str] = []
    for kind, folder in folders:
        listing = list_folder(root, folder, drafts=drafts, apart=content.folders)
        problems += listing.problems
        base, prefix = f"{Path(folder).as_posix()}/", "articles/" if kind == "article" else ""
        deep = []
        named = [problem.path for problem in listing.problems if problem.code == "draft-by-name"]
        unread = [path.removeprefix(base) for path in named if path[-3:].lower() == ".md" or (root / path).is_dir()]
        for found in listing.files:
            name = found.path.removeprefix(base)
            if name[-3:].lower() != ".md":
                beside.append(SiteFile(prefix + name, found))
            elif kind == "page" and "/" in name:
                deep.append(name)
            else:
                markdown.append(_read(root, kind, found, name[:-3]))
        if deep:
            message = passed_over(deep, "pages are in the folder itself, only articles in folders below")
            problems.append(Problem("warning", "file-passed-over", message, base.rstrip("/")))
        held += [prefix + "".join(name.rpartition("/")[:2]) for name in (*unread, *deep)]
    static = list_folder(root, content.static, hidden=True, drafts=drafts, apart=content.folders)
    base = f"{Path(content.static).as_posix()}/"
    copied = tuple(SiteFile(found.path.removeprefix(base), found) for found in static.files)
    return ContentFiles(tuple(markdown), tuple(beside), copied, (*problems, *static.problems), tuple(sorted(set(held))))


def _missing_folders(root: Path, content: ContentConfig) -> Iterator[Problem]:
    """Folders that ``site.yml`` names and that are not there; those of the defaults may be missing."""
    rules = schema()["properties"]["content"]["properties"]
    for key in ("pages", "articles", "static"):
        folder = getattr(content, key)
        if folder.rstrip("/") != rules[key]["default"] and not (root / folder).is_dir():
            message = f"content.{key}: there is no such folder"
            yield Problem("warning", "folder-missing", message, folder)


def _strays(root: Path, content: ContentConfig) -> Iterator[Problem]:
    """What is beside the content folders, where nothing is read."""
    named = [getattr(content, key) for key in ("cables", "versions", "pages", "articles", "static", "anchors")]
    home = Path(content.cables).parent
    if Path(content.cables).is_absolute() or home == Path() or not (root / home).is_dir():
        return
    tops = {_real(root / name) for name in named}
    try:
        entries = sorted(path for path in (root / home).iterdir() if not path.name.startswith("."))
    except OSError:
        return
    strays = [
        path.name
        for path in entries
        if _real(path) not in tops and not is_aside(path.name) and not any(_is_around(path, top) for top in tops)
    ]
    if strays:
        message = passed_over(strays, "nothing is read here but the folders that site.yml names")
        yield Problem("warning", "file-passed-over", message, home.as_posix())


def _is_around(path: Path, top: Path) -> bool:
    return top.is_relative_to(_real(path))


def _real(path: Path) -> Path:
    """Where links end; of those that end nowhere, what can be told."""
    return Path(os.path.realpath(path))


def _read(root: Path, kind: MarkdownKind, found: FoundFile, slug: str) -> MarkdownFile:
    if found.size > MAX_BYTES:
        return _refused(kind, found, slug, "file-too-large", f"more than {MAX_BYTES:,} bytes")
    try:
        data = (root / found.path).read_bytes()
    except OSError as error:
        return _refused(kind, found, slug, "page-unreadable", f"{error.strerror}; expected Markdown in UTF-8")
    text, problems = decode(data, found.path)
    return MarkdownFile(kind, found.path, slug, text, problems, hashlib.sha256(data).hexdigest())


def _refused(kind: MarkdownKind, found: FoundFile, slug: str, code: str, message: str) -> MarkdownFile:
    return MarkdownFile(kind, found.path, slug, None, (Problem("error", code, message, found.path),))


_PRIVATE: Final = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----|PuTTY-User-Key-File-")
_OF_TEXT: Final = (".txt", ".text", ".md", ".markdown", ".rst", ".org", ".htm", ".html")
_LOOKED_AT: Final = 65_536
"""Bytes of a file that is published as it is in which it may say that it is not to be."""


def unfit_reason(root: Path, file: SiteFile, *, drafts: bool = False) -> str:
    """Why a file that would be published as it is must not be, by what it holds; empty where nothing is against it."""
    try:
        with (root / file.found.path).open("rb") as stream:
            head = stream.read(_LOOKED_AT)
    except OSError:
        return ""
    if _PRIVATE.search(head):
        return "holds a private key, and is not published"
    if drafts or not file.url.lower().endswith(_OF_TEXT):
        return ""
    text = head.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "may be marked as a draft, and is not published" if text and is_held(text) else ""


def read_site_file(root: Path, file: SiteFile) -> bytes:
    """The bytes of a file that is published as it is.

    Raises:
        CablepressError: it cannot be read any more.
    """
    try:
        return (root / file.found.path).read_bytes()
    except OSError as error:
        raise CablepressError(f"{file.found.path}: {error.strerror}; it was there when the build began") from error
