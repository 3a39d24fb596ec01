"""Which files are published as they are: those beside pages and articles, and those in ``content/static/``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Final

from cablepress.errors import Problem
from cablepress.names import LEFT_BEHIND
from cablepress.read.markdown_files import SiteFile

_OURS: Final = re.compile(r"(?:SHA256SUMS(?:\..*)?|\.cablepress.*|\.git|search)(?:/|\Z)", re.IGNORECASE)
"""Addresses that belong to the program: what is put there would be taken for its own."""

_ACTIVE: Final = re.compile(
    r"\.(?:x?html?|xht|shtml|m?js|svgz|xml|xsl|php\d?|cgi|asp|jsp)\Z|(?:\A|/)\.ht", re.IGNORECASE
)
"""What a browser or server runs; beside an article it is not expected, and may have come with what was copied."""

_NOT_FOR_READERS: Final = re.compile(
    r"\.(?:bak|orig|rej|tmp|swp|swo|part|md\w+|markdown|mdown|mkd|rst|docx?|odt|key|pem|env|ya?ml|toml|ini|lnk|url)\Z"
    r"|\A#.*#\Z|\Athumbs\.db\Z|\Adesktop\.ini\Z|\.md\.",
    re.IGNORECASE,
)
"""Names of working files, which nobody means to publish; a page that links to one means it."""

_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029\ud800-\udfff]")


class FileChoice:
    """Decides for one file after the other; ``problems`` say what is not published, and why."""

    def __init__(
        self, taken: Set[str], linked: Set[str], held_folders: Set[str], unfit: Callable[[SiteFile], str]
    ) -> None:
        """``taken`` are addresses of pages; ``linked`` those that published pages link to.

        ``held_folders`` are addresses of folders (``articles/``; empty for the site's root) in which there is a draft
        or an unreadable page; ``unfit`` says what is in a file that must not be published, or nothing.
        """
        self.problems: list[Problem] = []
        self._taken = {url.casefold() for url in taken}
        self._folders = {folder for url in taken for folder in folders_of(url.casefold(), "")}
        self._linked = linked
        self._unfit = unfit
        self._held = frozenset(held_folders)

    def beside(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Files beside pages and articles: what a published page links to, and the rest where no draft is."""
        for file in files:
            name = file.url.rpartition("/")[2]
            if _ACTIVE.search(file.url):
                self._leave(
                    file, "may hold what a browser runs; not published: put it into content/static/ if you mean it"
                )
            elif file.url in self._linked:
                yield from self._unless_taken(file)
            elif _NOT_FOR_READERS.search(name):
                self._leave(file, "looks like a working file, and is not published; link to it, or put it elsewhere")
            elif self._held.intersection(_homes(file.url)):
                self._leave(
                    file, "may belong to a draft in its folder; not published, since no published page links to it"
                )
            else:
                yield from self._unless_taken(file)

    def static(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Files of ``content/static/``: all but what programs leave behind."""
        for file in files:
            if LEFT_BEHIND.search(file.url.rpartition("/")[2]) and file.url not in self._linked:
                self._leave(file, "looks like what a program left behind, and is not published; give it another name")
            else:
                yield from self._unless_taken(file)

    def _unless_taken(self, file: SiteFile) -> Iterator[SiteFile]:
        folded = file.url.casefold()
        if _UNPRINTABLE.search(file.url):
            self._leave(file, "has a name that cannot be an address; it is not published")
        elif _OURS.match(file.url):
            self._leave(file, f"{file.url} is an address of Cablepress itself; the file is not published", "error")
        elif folded in self._taken or folded in self._folders or self._taken.intersection(folders_of(folded, "")):
            self._leave(file, f"{file.url} is another page or file of the site; this one is not published", "error")
        elif reason := self._unfit(file):
            self._leave(file, reason)
        else:
            self._taken.add(folded)
            self._folders.update(folders_of(folded, ""))
            yield file

    def _leave(self, file: SiteFile, message: str, level: str = "warning") -> None:
        code = "file-repeated" if level == "error" else "file-not-published"
        self.problems.append(Problem("error" if level == "error" else "warning", code, message, file.found.path))


def _homes(url: str) -> list[str]:
    """Folders of pages that a file may belong to: its own, and those around it among pages, or among articles."""
    around = folders_of(url)
    return around if url.startswith("articles/") else ["", *around]


def folders_of(url: str, end: str = "/") -> list[str]:
    """``["articles/", "articles/2011/"]`` of ``articles/2011/map.png``, each with ``end``."""
    parts = url.split("/")[:-1]
    return ["/".join(parts[: number + 1]) + end for number in range(len(parts))]


def files_by_path(files: Sequence[SiteFile]) -> Mapping[str, str]:
    """Address of each file, by its path among the sources."""
    return {file.found.path: file.url for file in files}
