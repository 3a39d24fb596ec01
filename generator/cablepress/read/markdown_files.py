"""Find and read the Markdown files of a site. The only module that does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from cablepress.config import ContentConfig

MarkdownKind = Literal["page", "article"]


class MarkdownFile(NamedTuple):
    """A Markdown file. ``text`` is ``None`` when it cannot be read; ``error`` says why."""

    kind: MarkdownKind
    path: str
    """Relative to the folder of ``site.yml``, with ``/``, normalised: ``content/pages/about.md``."""
    text: str | None
    error: str = ""

    @property
    def slug(self) -> str:
        """File name without ``.md``."""
        return self.path.rpartition("/")[2][:-3]


def read_markdown_files(root: Path, content: ContentConfig) -> list[MarkdownFile]:
    """All pages, then all articles, each sorted by name; hidden files (editors' locks) are passed over."""
    folders: tuple[tuple[MarkdownKind, str], ...] = (
        ("page", content.pages),
        ("article", content.articles),
    )
    return [file for kind, folder in folders for file in _read_folder(root, kind, folder)]


def _read_folder(root: Path, kind: MarkdownKind, folder: str) -> Iterator[MarkdownFile]:
    name = Path(folder).as_posix()
    for path in sorted((root / folder).glob("*.[mM][dD]")):
        if path.name.startswith(".") or path.is_dir():
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            yield MarkdownFile(kind, f"{name}/{path.name}", None, str(error))
        else:
            yield MarkdownFile(kind, f"{name}/{path.name}", text)
