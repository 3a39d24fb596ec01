"""Single pages, made at once after an edit, from what the last build learned of the archive.

A build brings every page up to date; whoever edits wants to see one. :class:`PageMaker` keeps what the first pass
found, takes in what changed, and makes a page as the next build will: with the same functions, so with the same
bytes. Where only a build can tell, it says so.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from cablepress.archive.archive import build_archive, unique
from cablepress.archive.permalinks import cable_url
from cablepress.archive.records import summarise
from cablepress.archive.taxonomy import AXES, Axis
from cablepress.build.parse_pass import ParsedArchive
from cablepress.build.parse_task import parse_file
from cablepress.build.render_task import cable_files, render_list
from cablepress.build.spill import WaitingCable
from cablepress.config import SiteConfig, read_config
from cablepress.model import CableSummary
from cablepress.pages.cable_page import cable_context, cable_links
from cablepress.pages.context import Row, Term
from cablepress.pages.list_pages import list_pages, term_counts
from cablepress.pages.markdown_pages import read_markdown_pages
from cablepress.pages.render import Renderer, site_view
from cablepress.pages.rows import Rows
from cablepress.pages.single_pages import SitePages
from cablepress.read.cable_files import is_read
from cablepress.theme.folders import theme_chain
from cablepress.theme.theme import Theme, load_theme

_LIST: Final = re.compile(r"(?P<axis>[a-z]+)/(?P<slug>.+)\.html")
_NUMBERED: Final = re.compile(r"(?P<slug>.+)-(?P<number>[0-9]+)")


class PageMaker:
    """The pages of one site as they are to be; any thread may ask for them."""

    def __init__(self, config: SiteConfig, parsed: ParsedArchive, *, drafts: bool) -> None:
        self._lock = threading.RLock()
        self._config = config
        self._drafts = drafts
        self._archive = parsed.archive
        self._rows: Mapping[str, Row] = parsed.row_file.rows
        self._content = parsed.content
        self._has_repeated = any(problem.code == "id-repeated" for problem in parsed.problems)
        """There are files that may take the place of one that goes."""
        self._terms: Mapping[Axis, tuple[Term, ...]] | None = None
        self._is_behind = False
        """Something changed of which only a build can tell what follows: so it is with all that changes after it."""
        self._load_theme()

    def update(self, paths: Iterable[Path]) -> bool:
        """Take in that the files at ``paths`` changed, came or went; false where only a build can tell what follows.

        Raises:
            CablepressError: ``site.yml`` or the theme is wrong.
        """
        with self._lock:
            self._is_behind = self._is_behind or not self._update(set(paths))
            return not self._is_behind

    def _update(self, paths: set[Path]) -> bool:
        config = self._config
        if any(path.is_relative_to(config.root / config.content.versions) for path in paths):
            return False
        cables = {path for path in paths if path.is_relative_to(config.root / config.content.cables)}
        moved = self._take_in(cables)
        if self._is_behind:
            return False
        markdown = [config.root / config.content.pages, config.root / config.content.articles]
        if moved or any(path.is_relative_to(folder) for path in paths for folder in markdown):
            self._read_markdown()
        if config.root / config.file in paths:
            return self._configure()
        folders = [folder for _, folder in theme_chain(config.root, config.theme, config.file)]
        if any(path.is_relative_to(folder) for path in paths - cables for folder in folders):
            self._load_theme()
        return True

    def _configure(self) -> bool:
        """Read ``site.yml`` again. What it says of folders and dates of the archive takes a build."""
        before = self._config
        self._config = read_config(before.root / before.file).for_preview()
        if self._config.content != before.content:
            return False
        self._load_theme()
        return True

    def _take_in(self, paths: Iterable[Path]) -> bool:
        """Parse changed cables; true where another page than their own may change, beyond their rows in lists."""
        by_path = {record.path: record for record in self._archive.records.values()} if paths else {}
        parsed: dict[str, CableSummary] = {}
        moved = False
        for path in sorted(paths):
            name = path.relative_to(self._config.root).as_posix()
            record = self._parse(name)
            before = by_path.pop(name, None)
            if record is not None:
                by_path[name] = parsed[record.id] = record
            moves = _moves(before, record)
            moved = moved or moves
            self._is_behind = self._is_behind or self._has_versions(before, moved=moves)
        if moved:
            records, repeated = unique(by_path.values())
            self._is_behind = self._is_behind or bool(repeated) or self._has_repeated
            self._archive = build_archive(records, self._archive.versions)
            self._terms = None
        else:
            self._archive = replace(self._archive, records={**self._archive.records, **parsed})
        self._rows = Rows(self._archive)
        return moved

    def _has_versions(self, before: CableSummary | None, *, moved: bool) -> bool:
        """Whether what happened to a cable may be seen among the earlier texts, which are not read here."""
        if before is not None and before.id in self._archive.versions:
            return True
        return moved and (self._config.root / self._config.content.versions).is_dir()

    def _parse(self, name: str) -> CableSummary | None:
        read = is_read(name, self._config.content.cables, drafts=self._drafts)
        if not read or not (self._config.root / name).is_file():
            return None
        cable, _, source, _ = parse_file(self._config.root, name)
        if cable is None or not cable.id or (cable.draft and not self._drafts):
            return None
        return summarise(cable, name, source.sha256)

    def _read_markdown(self) -> None:
        config = self._config
        self._content, _ = read_markdown_pages(config.root, config.content, self._archive, drafts=self._drafts)
        self._set_theme(self._theme)

    def _load_theme(self) -> None:
        config = self._config
        self._set_theme(load_theme(config.root, config.theme, config.language, config.file))

    def _set_theme(self, theme: Theme) -> None:
        self._theme = theme  # as it was loaded: a renderer adds to its own
        content = self._content
        site = site_view(self._config, theme, content.page_links, has_articles=bool(content.articles))
        self._renderer = Renderer(theme, site)

    def page(self, url: str) -> bytes | None:
        """The page at ``url`` (relative to the site's root), or ``None`` where it is not one that can be made alone.

        Raises:
            CablepressError: the theme is wrong, or a template of it fails.
        """
        with self._lock:
            if url.startswith("cable/"):
                return self._cable(url)
            return self._list(url) or self._single_page(url)

    def asset(self, url: str) -> bytes | None:
        """The static file of the theme at ``url``."""
        with self._lock:
            assets = self._renderer.theme.assets.values()
            return next((asset.data for asset in assets if asset.url == url), None)

    def style_sheets(self) -> list[str]:
        """The addresses of the theme's style sheets."""
        with self._lock:
            return [asset.url for asset in self._renderer.theme.assets.values() if asset.url.endswith(".css")]

    def _cable(self, url: str) -> bytes | None:
        stem, _, extension = url.rpartition("/")[2].rpartition(".")
        record = self._archive.records.get(stem)
        if record is None or extension != "html" or url != cable_url(record.id, record.created):
            return None
        cable, text, source, _ = parse_file(self._config.root, record.path)
        if cable is None:
            return None
        links = cable_links(record, self._archive, self._content.articles_naming)
        waiting = WaitingCable(source, cable, record.excerpt, text)
        files, *_ = cable_files([waiting], [cable_context(links, self._rows)], self._config, self._renderer)
        return next((data for made, data in files if made == url), None)

    def _list(self, url: str) -> bytes | None:
        match = _LIST.fullmatch(url)
        if match is None or match["axis"] not in AXES:
            return None
        names = [match["slug"]]
        if numbered := _NUMBERED.fullmatch(match["slug"]):
            names.append(numbered["slug"])
        if self._terms is None:
            self._terms = term_counts(self._archive)
        axis: Axis = match["axis"]
        slugs = self._archive.slugs
        for term in (term for term in self._terms[axis] if slugs[axis][term.name] in names):
            config = self._config
            for listed in list_pages(term, self._archive, config.output.page_size, search=config.search.enabled):
                if listed.url == url:
                    return render_list(listed, self._rows, slugs["classification"], self._config, self._renderer)
        return None

    def _single_page(self, url: str) -> bytes | None:
        # Nothing is kept here, so nobody asks what a page is made of.
        pages = SitePages(self._config, self._renderer, self._archive, self._rows, self._content, lambda _: b"")
        return next((page.data() for page in pages.files([]) if page.url == url and url.endswith(".html")), None)


def _moves(before: CableSummary | None, after: CableSummary | None) -> bool:
    """Whether an edit changes what *other* pages know of a cable, beyond the words of its row."""
    if before is None or after is None:
        return before is not after
    return before != after._replace(
        subject=before.subject,
        excerpt=before.excerpt,
        anchors=before.anchors,
        problems=before.problems,
        sha256=before.sha256,
    )
