"""Second pass: every page that changed is rendered, the rest is reused; then the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cablepress.build import render_task
from cablepress.build.cache import Cache, fingerprint_of
from cablepress.build.data_pass import write_data
from cablepress.build.indexing import page_documents, search_settings
from cablepress.build.outcome import Progress
from cablepress.build.parse_pass import ParsedArchive
from cablepress.build.pool import Pool
from cablepress.pages.cable_page import CableLinks, cable_links
from cablepress.pages.data_page import URL as DATA_PAGE
from cablepress.pages.data_page import data_page
from cablepress.pages.data_rows import DataSite
from cablepress.pages.list_pages import ListPage, list_pages, term_counts
from cablepress.pages.single_pages import SitePages
from cablepress.publish.site_folder import Written


@dataclass(frozen=True, slots=True)
class RenderPass:
    """What the second pass works with. Every method gives the files of its part of the site."""

    job: render_task.Job
    parsed: ParsedArchive
    pool: Pool
    cache: Cache
    progress: Progress

    def cables(self) -> Iterator[Written]:
        """The page of each cable, and the files beside it."""
        reused: list[Written] = []
        fingerprints: dict[str, bytes] = {}
        done = 0
        for chunk in self.pool.run(render_task.render_chunk, self._render_tasks(reused, fingerprints)):
            for path, written in chunk:
                self.cache.note(path, fingerprints.pop(path), written)
                yield from written
            done += len(chunk)
            self.progress("Writing cables", done, len(self.parsed.archive.records))
        yield from reused

    def _render_tasks(self, reused: list[Written], fingerprints: dict[str, bytes]) -> Iterator[render_task.RenderTask]:
        """A task for each chunk with pages to be made anew; ``reused`` takes the files of all other cables.

        ``fingerprints`` takes the fingerprints of what is made, by source path.
        """
        _, archive, row_file, content, _ = self.parsed
        by_path = {record.path: record for record in archive.records.values()}
        for number, chunk in enumerate(self.parsed.chunks):
            pages: dict[str, CableLinks] = {}
            digests: dict[str, str] = {}
            for record in (by_path[path] for path in chunk.task.paths if path in by_path):
                links = cable_links(record, archive, content.articles_naming)
                fingerprint = fingerprint_of(
                    self.job.fingerprint, record.path, record.sha256, links, row_file.digest_of(links.ids())
                )
                kept = self.cache.reuse(record.path, fingerprint)
                if kept is not None:
                    reused += kept
                else:
                    fingerprints[record.path] = fingerprint
                    pages[record.path] = links
                    digests[record.path] = record.sha256
            if pages:
                yield render_task.RenderTask(self.job, f"c{number}", chunk.task.spill, row_file.path, pages, digests)

    def lists(self) -> Iterator[Written]:
        """The lists of every term of every axis."""
        reused: list[Written] = []
        fingerprints: dict[str, bytes] = {}
        batches = enumerate(_batches(self._changed_lists(reused, fingerprints)))
        path, slugs = self.parsed.row_file.path, self.parsed.archive.slugs["classification"]
        tasks = (render_task.ListTask(self.job, f"l{number}", path, slugs, batch) for number, batch in batches)
        done = 0
        for written in self.pool.run(render_task.render_lists, tasks):
            for files in written:
                self.cache.note(files[0].url, fingerprints.pop(files[0].url), files)
                yield from files
            done += len(written)
            self.progress("Writing lists", done, 0)
        yield from reused

    def _changed_lists(self, reused: list[Written], fingerprints: dict[str, bytes]) -> Iterator[ListPage]:
        """Pages of lists to be made anew; see :meth:`_render_tasks`."""
        _, archive, row_file, *_ = self.parsed
        slugs = fingerprint_of(archive.slugs["classification"])
        for terms in term_counts(archive).values():
            for term in terms:
                for page in list_pages(
                    term, archive, self.job.config.output.page_size, search=self.job.config.search.enabled
                ):
                    rows = row_file.digest_of(page.ids), row_file.digest_of(page.charted)
                    fingerprint = fingerprint_of(
                        self.job.fingerprint, slugs, page.url, page.term, page.pager, page.facts, rows
                    )
                    kept = self.cache.reuse(page.url, fingerprint)
                    if kept is not None:
                        reused += kept
                    else:
                        fingerprints[page.url] = fingerprint
                        yield page

    def single_pages(self, files: Sequence[Written]) -> list[Written]:
        """All pages that exist once; ``files`` are those of cables and lists."""
        writer = self.job.writer("site")
        renderer = render_task.renderer_of(self.job)
        pages = SitePages(
            self.job.config, renderer, self.parsed.archive, self.parsed.row_file.rows, self.parsed.content
        )
        others = [file.url for file in files]
        others += [DATA_PAGE] if self.job.site.data else []
        return [writer.write(url, data) for url, data in pages.files(others)]

    def search(self, go_on: Callable[[], None]) -> list[Written]:
        """The search index, and the client that reads it; ``go_on`` is called before each file."""
        chunks = self.parsed.chunks
        runs = [chunk.task.run for chunk in chunks if chunk.task.run is not None]
        if not runs:
            return []
        settled = all(chunk.key for chunk in chunks)
        pages = page_documents(self.parsed.content)
        fingerprint = fingerprint_of(self.job.config.search, [chunk.key for chunk in chunks], pages)
        kept = self.cache.reuse("search", fingerprint) if settled else None
        if kept is not None:
            return kept
        # numpy comes with the index writer: a site without search builds without it.
        from cablepress.search.assets import client_files
        from cablepress.search.merge import merge_runs
        from cablepress.search.runs import analyse_chunk

        writer = self.job.writer("search")
        written: list[Written] = []

        def write(url: str, data: bytes) -> None:
            go_on()
            written.append(writer.write(url, data))

        settings = search_settings(self.job.config.search)
        if pages:
            runs.append(runs[0].with_name(f"{runs[0].name}.pages"))
            analyse_chunk(pages, runs[-1], settings)
        merge_runs(runs, settings, write, self.pool.run)
        for url, data in client_files().items():
            write(url, data)
        if settled:
            self.cache.note("search", fingerprint, written)
        return written

    def data(self, work: Path, go_on: Callable[[], None]) -> list[Written]:
        """The files of the whole archive, made in the folder ``work``; ``go_on`` is called now and then."""
        chunks, config = self.parsed.chunks, self.job.config
        paths = [chunk.task.data for chunk in chunks if chunk.task.data is not None]
        if not paths:
            return []
        site = DataSite(config.title, config.url)
        settled = all(chunk.key for chunk in chunks)
        fingerprint = fingerprint_of(site, config.description, [chunk.key for chunk in chunks])
        kept = self.cache.reuse("data", fingerprint) if settled else None
        if kept is not None:
            return kept
        written = write_data(paths, work, self.job.writer("data"), site, config.description, go_on)
        if settled:
            self.cache.note("data", fingerprint, written)
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
