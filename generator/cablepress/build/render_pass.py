"""Second pass: every page that changed is rendered, the rest is reused; then the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from cablepress.build import render_task
from cablepress.build.cache import Cache, CacheFrame
from cablepress.build.data_pass import write_data
from cablepress.build.edits import Edits
from cablepress.build.index_ahead import IndexAhead
from cablepress.build.indexing import page_documents
from cablepress.build.inputs import fingerprint_of, plain_digest
from cablepress.build.outcome import Progress
from cablepress.build.parse_pass import ParsedArchive
from cablepress.build.pool import Pool, run_few_in_threads, start_apart
from cablepress.build.search_task import SearchTask, write_index, write_index_apart
from cablepress.build.units import Units
from cablepress.build.workers import is_made_apart
from cablepress.model import CableSummary
from cablepress.pages.cable_page import CableLinks, cable_links
from cablepress.pages.context import Term
from cablepress.pages.data_page import URL as DATA_PAGE
from cablepress.pages.data_page import data_page
from cablepress.pages.data_rows import DataSite
from cablepress.pages.list_pages import ListPage, list_pages, term_counts
from cablepress.pages.rows import NotedRows
from cablepress.pages.set_files import set_url, shard_count, shard_of
from cablepress.pages.single_pages import SitePage, SitePages
from cablepress.publish.site_folder import PageWriter, Written

_SINGLE: Final = "pages that exist once"
"""Name of their group."""


def _unit_of(url: str) -> str:
    """Name of the unit of a page that exists once."""
    return f"page {url}"


class _Plan:
    """What is known of pages while they are made: files of those that are as before, what the others are made of."""

    def __init__(self) -> None:
        self.reused: list[Written] = []
        self.fingerprints: dict[str, bytes] = {}
        """By unit."""
        self.groups: dict[str, tuple[bytes, list[str]]] = {}
        """By name: what all units of a group are made of, and those units."""

    def reuse(self, units: Units, group: str, fingerprint: bytes | None = None) -> bool:
        """Whether all units of a group are as before, by :meth:`Units.reuse_group`."""
        kept = units.reuse_group(group, fingerprint)
        self.reused += kept or ()
        return kept is not None


class _Surroundings:
    """What cables' pages say of other cables, of many pages at once; :class:`CableLinks` has it page by page."""

    def __init__(self, parsed: ParsedArchive) -> None:
        self._archive = parsed.archive
        self._digest_of = parsed.row_file.digest_of
        self._articles = parsed.content.articles_naming
        self._slugs = fingerprint_of(parsed.archive.slugs)
        self._held: dict[str, str] = {}

    def fingerprint(self, records: Sequence[CableSummary]) -> bytes:
        """Of all that goes into the pages of ``records``; what follows from a source alone is in its digest."""
        archive = self._archive
        held, cited_by = archive.records, archive.cited_by
        facts: list[str] = []
        shown: list[str] = []
        rare: list[object] = []
        for record in records:
            cable_id = record.id
            others = [*archive.neighbours.get(cable_id, ()), record.supersedes, archive.superseded_by.get(cable_id, "")]
            others += [self._name(citation.candidate) for citation in record.citations]
            # What a citing cable says, and its row, follow from its source.
            citing = [each.id for each in cited_by[cable_id]] if cable_id in cited_by else []
            facts += (record.path, record.sha256, *others, "", *citing, *[held[name].sha256 for name in citing], "")
            shown += [name for name in others if name in held]
            if cable_id in self._articles or cable_id in archive.versions:
                rare.append((cable_id, self._articles.get(cable_id), archive.versions.get(cable_id)))
        return fingerprint_of(self._slugs, plain_digest(facts), self._digest_of(shown), rare)

    def _name(self, candidate: str) -> str:
        """The ID that ``candidate`` stands for."""
        found = self._held.get(candidate)
        if found is None:
            found = self._held[candidate] = self._archive.held(candidate)
        return found


@dataclass(frozen=True, slots=True)
class RenderPass:
    """What the second pass works with. Methods give the files of their part of the site."""

    job: render_task.Job
    parsed: ParsedArchive
    pool: Pool
    cache: Cache
    progress: Progress
    ahead: IndexAhead
    frame: bytes
    """Of what pages are made of beside cables."""
    edits: Edits | None = None
    """All that there is to look at, where that is known."""

    def cables(self) -> Iterator[Written]:
        """The page of each cable, and the files beside it."""
        plan = _Plan()
        done = 0
        for chunk in self.pool.run(render_task.render_chunk, self._render_tasks(plan)):
            for path, written in chunk:
                self.cache.units.note(path, plan.fingerprints.pop(path), written)
                yield from written
            done += len(chunk)
            self.progress("Writing cables", done, len(self.parsed.archive.records))
        yield from self._others(plan)

    def _others(self, plan: _Plan) -> list[Written]:
        """The files that are as before, once all others are made."""
        for name, (fingerprint, units) in plan.groups.items():
            self.cache.units.note_group(name, fingerprint, units)
        return plan.reused

    def _render_tasks(self, plan: _Plan) -> Iterator[render_task.RenderTask]:
        """A task for each chunk with pages to be made anew.

        All cables of a chunk are looked at together first: in most chunks all are as before.
        """
        archive = self.parsed.archive
        units = self.cache.units
        by_path = {record.path: record for record in archive.records.values()}
        around = _Surroundings(self.parsed)
        for number, chunk in enumerate(self.parsed.chunks):
            records = [by_path[path] for path in chunk.task.paths if path in by_path]
            if not records:
                continue
            name = f"cables from {records[0].path}"
            if self.edits is not None and self.edits.paths.isdisjoint(chunk.task.paths) and plan.reuse(units, name):
                continue
            fingerprint = fingerprint_of(self.job.fingerprint, around.fingerprint(records))
            if plan.reuse(units, name, fingerprint):
                continue
            pages = dict(self._changed_cables(records, plan))
            plan.groups[name] = fingerprint, [record.path for record in records]
            if pages:
                digests = {record.path: record.sha256 for record in records if record.path in pages}
                rows = self.parsed.row_file.path
                yield render_task.RenderTask(self.job, f"c{number}", chunk.task.spill, rows, pages, digests)

    def _changed_cables(self, records: Sequence[CableSummary], plan: _Plan) -> Iterator[tuple[str, CableLinks]]:
        """Those of ``records`` whose pages are to be made anew, by path."""
        _, archive, row_file, content, *_ = self.parsed
        for record in records:
            links = cable_links(record, archive, content.articles_naming)
            fingerprint = fingerprint_of(
                self.job.fingerprint, record.path, record.sha256, links, row_file.digest_of(links.ids())
            )
            kept = self.cache.units.reuse(record.path, fingerprint)
            if kept is not None:
                plan.reused += kept
            else:
                plan.fingerprints[record.path] = fingerprint
                yield record.path, links

    def lists(self) -> Iterator[Written]:
        """The lists of every term of every axis."""
        plan = _Plan()
        batches = enumerate(_batches(self._changed_lists(plan)))
        path, slugs = self.parsed.row_file.path, self.parsed.archive.slugs["classification"]
        tasks = (render_task.ListTask(self.job, f"l{number}", path, slugs, batch) for number, batch in batches)
        done = 0
        for written in self.pool.run(render_task.render_lists, tasks):
            for files in written:
                self.cache.units.note(files[0].url, plan.fingerprints.pop(files[0].url), files)
                yield from files
            done += len(written)
            self.progress("Writing lists", done, 0)
        yield from self._others(plan)

    def _changed_lists(self, plan: _Plan) -> Iterator[ListPage]:
        """Pages of lists to be made anew. All pages of a term are looked at together first: most are as before."""
        slugs = fingerprint_of(self.parsed.archive.slugs["classification"])
        for terms in term_counts(self.parsed.archive).values():
            for term in terms:
                as_before = self.edits is not None and (term.axis, term.name) not in self.edits.terms
                if as_before and plan.reuse(self.cache.units, term.url):
                    continue
                fingerprint = self._term_fingerprint(term, slugs)
                if not plan.reuse(self.cache.units, term.url, fingerprint):
                    yield from self._changed_pages(term, fingerprint, slugs, plan)

    def _term_fingerprint(self, term: Term, slugs: bytes) -> bytes:
        """Of all that the pages of a term's list say: of its cables those say what their rows do, and their TAGS."""
        _, archive, row_file, *_ = self.parsed
        ids = archive.terms[term.axis][term.name]
        return fingerprint_of(self.job.fingerprint, slugs, term, row_file.digest_of(ids))

    def _changed_pages(self, term: Term, of_term: bytes, slugs: bytes, plan: _Plan) -> Iterator[ListPage]:
        """The same of one term."""
        _, archive, row_file, *_ = self.parsed
        config = self.job.config
        units = []
        for page in list_pages(term, archive, config.output.page_size, search=config.search.enabled):
            units.append(page.url)
            # A first page tells of the whole term, and has too many facts to look at each of them.
            first = page.pager.number == 1
            if not first and self._are_as_before(page.ids) and (kept := self.cache.units.reuse(page.url)):
                plan.reused += kept
                continue
            shown = of_term if first else (page.term, page.pager, page.facts, row_file.digest_of(page.ids))
            fingerprint = fingerprint_of(self.job.fingerprint, slugs, page.url, shown)
            kept = self.cache.units.reuse(page.url, fingerprint)
            if kept is not None:
                plan.reused += kept
            else:
                plan.fingerprints[page.url] = fingerprint
                yield page
        plan.groups[term.url] = of_term, units

    def _are_as_before(self, cables: Iterable[str]) -> bool:
        """Whether nothing of these cables changed, by ID, nor of what they are to others."""
        return self.edits is not None and self.edits.cables.isdisjoint(cables)

    def single_pages(self, files: Sequence[Written]) -> Iterator[Written]:
        """All pages that exist once; ``files`` are those of cables and lists."""
        writer = self.job.writer("site")
        rows = NotedRows(self.parsed.row_file.rows)
        renderer = render_task.renderer_of(self.job)
        pages = SitePages(
            self.job.config, renderer, self.parsed.archive, rows, self.parsed.content, self.parsed.row_file.digest_of
        )
        yield from self._kept_single_pages() or self._new_single_pages(pages, rows, files, writer)
        yield from self._set_files(pages, writer)
        for page in pages.beside():
            yield writer.write(page.url, page.data())

    def _kept_single_pages(self) -> list[Written] | None:
        """Those that show something of cables, if none of these was edited."""
        last = self.cache.last_frame()
        if self.edits is None or last is None or not last.shown.isdisjoint(self.edits.cables):
            return None
        self.cache.note_frame(last)
        return self.cache.units.reuse_group(_SINGLE)

    def _new_single_pages(
        self, pages: SitePages, rows: NotedRows, files: Sequence[Written], writer: PageWriter
    ) -> Iterator[Written]:
        """Those that show something of cables, each as it was where it is made of the same things."""
        units = self.cache.units
        units.open_group(_SINGLE)
        names = []
        others = [file.url for file in files]
        others += [DATA_PAGE] if self.job.site.data else []
        for page in pages.of_archive(others):
            names.append(_unit_of(page.url))
            yield from self._single_page(page, writer)
        units.note_group(_SINGLE, self.frame, names)
        self.cache.note_frame(CacheFrame(self.frame, frozenset(rows.asked)))

    def _set_files(self, pages: SitePages, writer: PageWriter) -> Iterator[Written]:
        """Those that a reader's own set asks for its cables."""
        count = shard_count(len(self.parsed.archive.records)) if self.job.config.output.set else 0
        edited = range(count) if self.edits is None else {shard_of(name, count) for name in self.edits.cables if count}
        numbers = []
        for number in range(count):
            kept = None if number in edited else self.cache.units.reuse_group(_unit_of(set_url(number)))
            yield from kept or ()
            numbers += [] if kept else [number]
        for page in pages.set_files(numbers):
            yield from self._single_page(page, writer)

    def _single_page(self, page: SitePage, writer: PageWriter) -> list[Written]:
        """A file that exists once: as it was where it is made of the same things."""
        fingerprint = fingerprint_of(self.job.fingerprint, page.facts)
        written = self.cache.units.reuse(_unit_of(page.url), fingerprint) if page.facts else None
        if written is None:
            written = [writer.write(page.url, page.data())]
            self.cache.units.note(_unit_of(page.url), fingerprint, written)
        return written

    def search(self, go_on: Callable[[], None]) -> list[Written]:
        """The search index, and the client that reads it; ``go_on`` is called before each file."""
        chunks = self.parsed.chunks
        runs = [chunk.task.run for chunk in chunks if chunk.task.run is not None]
        if not runs:
            return []
        settled = all(chunk.key for chunk in chunks)
        pages = page_documents(self.parsed.content)
        # One with a file left out is no sign of what the next index is made of.
        if settled:
            self.cache.note_indexed(pages)
        task = SearchTask(
            self.job.config.search, self.job.writer("search"), tuple(runs), tuple(pages), self.cache.index_folder()
        )
        ahead = self.ahead.result_of(task)
        fingerprint = fingerprint_of(self.job.config.search, [chunk.key for chunk in chunks], pages)
        kept = self.cache.units.reuse("search", fingerprint) if settled else None
        if kept is not None:
            return kept
        written = self._index(task, go_on) if ahead is None else ahead
        if settled:
            self.cache.units.note("search", fingerprint, written)
        return written

    def _index(self, task: SearchTask, go_on: Callable[[], None]) -> list[Written]:
        """The files of the index, made now."""
        apart = is_made_apart(len(self.parsed.archive.records))
        begun = start_apart(self.pool, write_index_apart, task) if apart else None
        return begun() if begun else write_index(task, partial(run_few_in_threads, self.pool), go_on)

    def data(self, work: Path, go_on: Callable[[], None]) -> list[Written]:
        """The files of the whole archive, made in the folder ``work``; ``go_on`` is called now and then."""
        chunks, config = self.parsed.chunks, self.job.config
        paths = [chunk.task.data for chunk in chunks if chunk.task.data is not None]
        if not paths:
            return []
        site = DataSite(config.title, config.url)
        settled = all(chunk.key for chunk in chunks)
        fingerprint = fingerprint_of(site, config.description, [chunk.key for chunk in chunks])
        kept = self.cache.units.reuse("data", fingerprint) if settled else None
        if kept is not None:
            return kept
        written = write_data(paths, work, self.job.writer("data"), site, config.description, go_on)
        if settled:
            self.cache.units.note("data", fingerprint, written)
        return written

    def data_page(self, files: Sequence[Written]) -> list[Written]:
        """``files`` of the whole archive, and the page that explains them; nothing when there are none."""
        if not files:
            return []
        renderer = render_task.renderer_of(self.job)
        url, page = data_page(self.job.config, renderer, [file.url for file in files])
        return [*files, self.job.writer("datapage").write(url, page)]


def _batches(pages: Iterable[ListPage], size: int = 32) -> Iterator[tuple[ListPage, ...]]:
    batch: list[ListPage] = []
    for page in pages:
        batch.append(page)
        if len(batch) == size:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)
