"""The second pass over a chunk of cables, and lists: tasks in, pages staged, small results out.

Every function here runs in this process or another; all that it needs comes with the task, and what it
returns does not depend on which worker ran it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.archive.permalinks import public_url
from cablepress.archive.records import excerpt, shorten
from cablepress.build.parse_task import parse_file, parse_files
from cablepress.build.row_file import RowReader
from cablepress.build.spill import WaitingCable, unpack_cables
from cablepress.cable.glossary import mark_abbreviations
from cablepress.config import SiteConfig
from cablepress.errors import SourceChangedError
from cablepress.model import Cable
from cablepress.pages.abbreviations import mark_all
from cablepress.pages.cable_context import CableView
from cablepress.pages.cable_json import cable_json
from cablepress.pages.cable_page import CableContext, CableLinks, cable_context, cable_view, citable_of, crumbs_of
from cablepress.pages.context import PageView, Row, SiteView
from cablepress.pages.feeds import feed_url, term_feed
from cablepress.pages.list_pages import ListPage, list_view
from cablepress.pages.metadata import cable_json_ld, crumbs_json_ld, meta_of
from cablepress.pages.render import Renderer, page_view
from cablepress.pages.version_pages import diff_view, version_view
from cablepress.publish.site_folder import PageWriter, Written
from cablepress.theme.theme import load_theme

_DESCRIPTION_LENGTH: Final = 155
"""Characters that search engines and shared links show."""

_TOGETHER: Final = 64
"""Cables that are on their way to a page together; the texts of more of them would only take memory."""


class Job(NamedTuple):
    """What all rendering of one build shares."""

    config: SiteConfig
    site: SiteView
    out: Path
    theme_digest: str
    """Of all files of the theme: a worker that has compiled others must read them again."""
    fingerprint: bytes
    """Fingerprint of all the above."""
    compiled: Path | None = None
    """Folder of compiled templates."""
    clean: bool = False
    """Write everything anew (``--clean``, or the site folder is empty)."""

    def writer(self, name: str) -> PageWriter:
        """What stages the files of the task ``name``."""
        return PageWriter(self.out, name, clean=self.clean)


class RenderTask(NamedTuple):
    """Render the pages of a chunk. ``pages`` are by source path; a file without one has no page."""

    job: Job
    name: str
    """Of this task: unique in the build, for the staged files."""
    spill: Path | None
    """Of the first pass; ``None`` when the chunk was not parsed now, since nothing in it changed."""
    rows: Path
    """Of :class:`cablepress.build.row_file.RowWriter`; likewise in :class:`ListTask`."""
    pages: Mapping[str, CableLinks]
    digests: Mapping[str, str]
    """Of the bytes that the first pass read, by source path."""


class ListTask(NamedTuple):
    """Render some pages of lists."""

    job: Job
    name: str
    rows: Path
    slugs: Mapping[str, str]
    """Of the classifications."""
    pages: tuple[ListPage, ...]


def render_chunk(task: RenderTask) -> list[tuple[str, list[Written]]]:
    """Second pass: parsed cables and their contexts → pages, and the files beside them, by source path."""
    writer = task.job.writer(task.name)
    rows = rows_in(task.rows)
    config, renderer = task.job.config, renderer_of(task.job)
    written = []
    cables = _cables_of(task)
    while some := list(islice(cables, _TOGETHER)):
        contexts = [cable_context(task.pages[waiting.source.file], rows) for waiting in some]
        for waiting, files in zip(some, cable_files(some, contexts, config, renderer), strict=True):
            written.append((waiting.source.file, [writer.write(url, data) for url, data in files]))
    return written


def _cables_of(task: RenderTask) -> Iterator[WaitingCable]:
    """The cables to be rendered: from the first pass, or parsed now.

    Raises:
        SourceChangedError: a file is not what the first pass read, so that lists and links would tell of another text.
    """
    if task.spill is not None:
        spilled = unpack_cables(task.spill.read_bytes())
        yield from (waiting for waiting in spilled if waiting.source.file in task.pages)
        return
    parsed = parse_files(task.job.config.root, list(task.pages))
    for path, (cable, text, source, _) in zip(task.pages, parsed, strict=True):
        if cable is None or source.sha256 != task.digests[path]:
            raise SourceChangedError(f"{path}: changed or gone since the build began; build again")
        yield WaitingCable(source, cable, excerpt(cable.blocks), "" if cable.withdrawn else text)


def cable_files(
    cables: Sequence[WaitingCable], contexts: Sequence[CableContext], config: SiteConfig, renderer: Renderer
) -> list[list[tuple[str, bytes]]]:
    """Of each cable the address and bytes of its page, its text and its record.

    All take one step before any takes the next: a step that was at work a moment ago is still in the processor's
    caches, which saves a sixth of the time.
    """
    marked = mark_all([waiting.cable for waiting in cables])
    views = [
        cable_view(cable, context, config, waiting.source)
        for cable, context, waiting in zip(marked, contexts, cables, strict=True)
    ]
    heads = [
        _cable_head(cable, view, view, waiting.excerpt, config)
        for cable, view, waiting in zip(marked, views, cables, strict=True)
    ]
    pages = [renderer.render("cable.html", head, cable=view) for head, view in zip(heads, views, strict=True)]
    files = [[(view.url, page)] for view, page in zip(views, pages, strict=True)]
    for made, cable, view, waiting, context in zip(files, marked, views, cables, contexts, strict=True):
        made += _files_beside(cable, view, waiting)
        if context.versions:
            made += _version_files(cable, view, context, config, renderer)
    return files


def _cable_head(
    cable: Cable, view: CableView, latest: CableView, description: str, config: SiteConfig, version: str = ""
) -> PageView:
    """What the head of a cable's page says; ``latest`` is the view of its latest text."""
    cited = citable_of(cable, config, view.url, version)
    return page_view(
        config,
        "cable",
        view.url,
        view.title,
        shorten(description, _DESCRIPTION_LENGTH),
        meta=meta_of(cited),
        json_ld=cable_json_ld(cited, crumbs_of(latest, config)),
    )


def _files_beside(cable: Cable, view: CableView, waiting: WaitingCable) -> Iterator[tuple[str, bytes]]:
    """The text of a cable and its record, where they are published."""
    published = waiting.text.encode("utf-8", "replace")
    if view.text_url:
        yield view.text_url, published
    if view.json_url:
        yield view.json_url, cable_json(cable, waiting.source, view, published)


def _version_files(
    cable: Cable, latest: CableView, context: CableContext, config: SiteConfig, renderer: Renderer
) -> Iterator[tuple[str, bytes]]:
    """The pages of a cable's earlier texts, the texts, and the page of what changed."""
    texts: list[Cable] = []
    for version in context.versions:
        parsed, text, source, _ = parse_file(config.root, version.path)
        if parsed is None or source.sha256 != version.sha256:
            raise SourceChangedError(f"{version.path}: changed or gone since the build began; build again")
        marked = mark_abbreviations(parsed)
        texts.append(marked)
        view = version_view(version, marked, latest, context, config, source)
        head = _cable_head(marked, view, latest, excerpt(parsed.blocks), config, str(version.number))
        yield view.url, renderer.render("cable.html", head, cable=view)
        if view.text_url:
            yield view.text_url, text.encode("utf-8", "replace")
    diff = diff_view([*texts, cable], latest, context.versions)
    head = page_view(config, "diff", latest.diff_url, f"{latest.id}: {renderer.string('diff.title')}")
    yield latest.diff_url, renderer.render("diff.html", head, diff=diff)


def render_lists(task: ListTask) -> list[list[Written]]:
    """Pages of lists, each with the feed of its term if it is the first of that."""
    writer = task.job.writer(task.name)
    renderer = renderer_of(task.job)
    rows = rows_in(task.rows)
    config = task.job.config
    written = []
    for listed in task.pages:
        files = [writer.write(listed.url, render_list(listed, rows, task.slugs, config, renderer))]
        if config.output.feeds and is_followed(listed):
            term_rows = (rows[cable_id] for cable_id in listed.told.newest)
            files.append(writer.write(feed_url(listed.term), term_feed(config, listed.term, term_rows)))
        written.append(files)
    return written


def render_list(
    listed: ListPage, rows: Mapping[str, Row], slugs: Mapping[str, str], config: SiteConfig, renderer: Renderer
) -> bytes:
    """One page of a list; ``slugs`` are those of the classifications."""
    page = _list_head(listed, config, renderer)
    view = list_view(listed, rows, slugs)
    if config.output.feeds and not listed.facts.year:
        view = replace(view, feed=feed_url(listed.term))
    return renderer.render("list.html", page, list=view)


def is_followed(listed: ListPage) -> bool:
    """Whether the feed of a term is made with this page of its list."""
    return listed.pager.number == 1 and not listed.facts.year and bool(feed_url(listed.term))


def _list_head(listed: ListPage, config: SiteConfig, renderer: Renderer) -> PageView:
    """What the head of a list's page says."""
    term = listed.term
    counted = f"{term.name}: {renderer.string('list.count', n=term.count)}"
    description = f"{counted}. {term.meaning}" if term.meaning else counted
    crumbs = ((renderer.string(f"axis.{term.axis}"), f"{term.axis}/index.html"), (term.name, term.url))
    way = [(name, public_url(config.url, url)) for name, url in crumbs]
    json_ld = crumbs_json_ld(way) if config.url else None
    return page_view(config, "list", listed.url, term.name, description, json_ld=json_ld)


_open_rows: list[tuple[Path, RowReader]] = []
"""The rows that this process reads."""


def rows_in(path: Path) -> RowReader:
    """The rows of ``path``, kept open for the next task; another build has another path, or other workers."""
    held = next(iter(_open_rows), None)
    if held is None or held[0] != path:
        held = (path, RowReader(path))
        _open_rows[:] = [held]
    return held[1]


_latest: list[tuple[Job, Renderer]] = []
"""The renderer of this process: templates are compiled once, and again only for another job."""


def renderer_of(job: Job) -> Renderer:
    """The renderer for ``job``, kept for the next task."""
    held = next(iter(_latest), None)
    if held is None or held[0] != job:
        config = job.config
        theme = load_theme(config.root, config.theme, config.language, config.file)
        held = (job, Renderer(theme, job.site, job.compiled))
        _latest[:] = [held]
    return held[1]


def forget() -> None:
    """Let go of what this process keeps for the next task: a worker may outlive the build by weeks."""
    _open_rows.clear()
    _latest.clear()
    gc.collect()
