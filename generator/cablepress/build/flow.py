"""The whole flow on one page: read → parse → model → render → write. See docs/architecture.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cablepress.archive import anchors
from cablepress.archive.archive import Archive
from cablepress.build.cache import Cache
from cablepress.build.edits import Edits, edits_in
from cablepress.build.index_ahead import IndexAhead
from cablepress.build.inputs import Inputs, fingerprint_of, read_inputs
from cablepress.build.outcome import Options, Outcome, Progress
from cablepress.build.parse_pass import ParsedArchive, WorkFolders, parse_archive
from cablepress.build.pool import Pool, alongside, few_collections, open_pool
from cablepress.build.work_folder import open_work_folder
from cablepress.build.workers import PARSER, is_warm, modules, processes
from cablepress.config import SiteConfig
from cablepress.errors import OutputError, Problem, SourceChangedError, naming
from cablepress.publish.signature import sign
from cablepress.publish.site_folder import STAGING, SiteFolder, Written, checksums, write_file
from cablepress.publish.sums import SIGNATURE, SUMS
from cablepress.read.cable_files import find_cables
from cablepress.theme.overrides import broken_templates, override_problems
from cablepress.theme.theme import Theme, load_theme

if TYPE_CHECKING:
    from cablepress.build.render_pass import RenderPass
    from cablepress.build.render_task import Job

ATTEMPTS: Final = 3
"""So often a build is begun when its sources change while it lasts."""


def build_site(
    config: SiteConfig,
    options: Options,
    progress: Progress = lambda *_: None,
    keep: Callable[[ParsedArchive], None] = lambda _: None,
    inputs: Inputs | None = None,
    early: ProcessPoolExecutor | None = None,
) -> Outcome:
    """Build the site of ``config`` into ``options.out``.

    Archive trouble is in the result's problems. The old site is untouched when this raises. ``keep`` is given what was
    found in the archive, for :class:`cablepress.build.page_maker.PageMaker`, once the site is in place. When a source
    changes meanwhile all is built again, a few times: what is written is what was read. ``inputs`` are what was just
    seen of the sources, if somebody looked; ``early`` a process that was started meanwhile.

    Raises:
        CablepressError: no cables at all, a broken theme, or an output folder that is not ours.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _build_once(config, options, progress, keep, inputs, early)
        except SourceChangedError:
            inputs = early = None
            progress("A file changed meanwhile; building again", 0, 0)
    return _build_once(config, options, progress, keep)


def _build_once(
    config: SiteConfig,
    options: Options,
    progress: Progress,
    keep: Callable[[ParsedArchive], None],
    inputs: Inputs | None = None,
    early: ProcessPoolExecutor | None = None,
) -> Outcome:
    start = time.monotonic()
    _refuse_own_folders(config, options.out)
    cables, versions, fingerprint, looked_ns = inputs or read_inputs(config, options)
    jobs = processes(options.jobs, len(cables.files))
    parallel = jobs > 1 or bool(options.scheduler)
    cache = Cache(config.root, options, looked_ns)
    if not cache.is_settled([*cables.files, *versions.files]):
        fingerprint = b""
    theme = load_theme(config.root, config.theme, config.language, config.file)
    with (
        _open_folder(options.out) as folder,
        few_collections(),
        open_work_folder(config.root) as spill,
        # Whatever a full disk refuses without a name was written here: the site's own files are named.
        naming(spill / "work"),
        # Last, so closed first: no worker writes into a folder that is being cleared away.
        _open_pool(config, options, jobs, spill, warm=is_warm(config, len(cables.files)), early=early) as pool,
    ):
        cache.open()
        work = WorkFolders(cache, spill)
        ahead = IndexAhead(config, options, pool, cache)
        parsed = parse_archive(
            config, cables, versions, pool, progress, drafts=options.drafts, folders=work, ready=ahead.begin
        )
        # Loaded now: other processes have begun to parse meanwhile.
        from cablepress.build.render_pass import RenderPass

        parsed.problems.extend(override_problems(theme))
        job = _job(config, options, theme, parsed)._replace(
            compiled=cache.templates_folder(), clean=options.clean or folder.is_empty
        )
        frame = _frame(job, parsed, cache)
        files = _write_pages(RenderPass(job, parsed, pool, cache, progress, ahead, *frame), spill, parallel=parallel)
        pool.end()
        files += _checksums(config, job, files)
        removed = folder.commit(files, cache.units.known_files())
    result = _outcome(parsed, files, removed=len(removed), seconds=time.monotonic() - start)
    keep(parsed)
    runs = [path for chunk in parsed.chunks if chunk.key for path in chunk.task.kept()]
    cache.save(fingerprint, result, files, runs)
    return result


def _outcome(parsed: ParsedArchive, files: Sequence[Written], *, removed: int, seconds: float) -> Outcome:
    changed = sum(1 for file in files if file.staged)
    return Outcome(
        cables=len(parsed.archive.records),
        written=changed,
        unchanged=len(files) - changed,
        removed=removed,
        problems=tuple(parsed.problems),
        seconds=seconds,
    )


def _open_pool(
    config: SiteConfig, options: Options, jobs: int, spill: Path, *, warm: bool, early: ProcessPoolExecutor | None
) -> AbstractContextManager[Pool]:
    """Where the tasks of a build are done; ``spill`` is its work folder.

    ``warm`` says that there is work for a process, whatever else there is to do; ``early`` is one that is there.
    """
    if not options.scheduler:
        return open_pool(jobs, modules(config, options), warm=warm, early=early)
    # Dask is there only for those who installed it.
    from cablepress.build.cluster import open_cluster
    from cablepress.build.cluster_task import Shared

    sources = config.root / config.content.cables, config.root / config.content.versions
    return open_cluster(options.scheduler, Shared((spill, options.out / STAGING), sources))


def _job(config: SiteConfig, options: Options, theme: Theme, parsed: ParsedArchive) -> Job:
    """What all rendering of this build shares."""
    from cablepress.build.render_task import Job
    from cablepress.pages.render import site_view

    has_articles = bool(parsed.content.articles)
    has_data = any(chunk.task.data for chunk in parsed.chunks)
    site = site_view(config, theme, parsed.content.page_links, has_articles=has_articles, has_data=has_data)
    shared = fingerprint_of(config, site, theme.digest)
    return Job(config, site, options.out, theme.digest, shared)


def _frame(job: Job, parsed: ParsedArchive, cache: Cache) -> tuple[bytes, Edits | None]:
    """Fingerprint of what pages are made of beside cables; all that there is to look at, where that is as it was."""
    frame = fingerprint_of(job.fingerprint, parsed.content, parsed.archive.versions)
    last = cache.last_frame()
    if parsed.edited is None or last is None or last.fingerprint != frame:
        return frame, None
    return frame, edits_in(parsed.archive, parsed.edited)


def _write_pages(render: RenderPass, work: Path, *, parallel: bool) -> list[Written]:
    """All files of the site but the list of them. What waits for others is in the folder ``work``.

    The search index and the data are made beside the pages where there are workers.
    """
    with (
        alongside(render.search, parallel=parallel) as search,
        alongside(lambda go_on: render.data(work / "data", go_on), parallel=parallel) as data,
    ):
        files = [*render.cables(), *render.lists()]
        files += list(render.single_pages(files))
        if render.job.config.search.enabled:
            render.progress("Writing the search index", 0, 0)
        return [*files, *search(), *render.data_page(data())]


def _checksums(config: SiteConfig, job: Job, files: Sequence[Written]) -> list[Written]:
    """The list of all files, and its signature if the site's owner has a key."""
    writer = job.writer("checksums")
    data = checksums(files)
    written = [writer.write(SUMS, data)]
    if config.publish.sign:
        key = config.root / Path(config.publish.sign).expanduser()
        before = job.out / SIGNATURE
        known = before.read_bytes() if before.is_file() else None
        written.append(writer.write(SIGNATURE, sign(data, key, before=known)))
    return written


def _refuse_own_folders(config: SiteConfig, out: Path) -> None:
    """A site inside its own content would be content of the next build, and content inside it would be removed."""
    place = out.resolve()
    content = config.content
    names = content.cables, content.versions, content.pages, content.articles, content.static
    kept = [name for name in (config.theme.custom_dir, content.anchors, config.publish.sign) if name]
    folders = [config.root / Path(name).expanduser() for name in (*names, *kept)]
    within = any(place.is_relative_to(folder.resolve()) for folder in folders)
    if within or any(folder.resolve().is_relative_to(place) for folder in (config.root, *folders)):
        raise OutputError(f"{out}: holds, or lies in, the folders of the site's sources; choose another folder")


@contextmanager
def _open_folder(out: Path) -> Iterator[SiteFolder]:
    """The site folder, claimed; when the build fails, as it was."""
    folder = SiteFolder(out)
    folder.begin()
    try:
        yield folder
    except BaseException:
        folder.abort()
        raise


def check_site(
    config: SiteConfig, jobs: int = 0, progress: Progress = lambda *_: None, *, write_anchors: bool = False
) -> list[Problem]:
    """Everything there is to say of an archive, in the order of its files; writes no site.

    With ``write_anchors`` the manifest of published anchors is brought up to date: it only grows.
    """
    theme = load_theme(config.root, config.theme, config.language, config.file)
    cables = find_cables(config.root, config.content.cables, drafts=not write_anchors, apart=config.content.folders)
    with few_collections(), open_pool(processes(jobs, len(cables.files)), PARSER) as pool:
        # A draft's anchors are not published yet.
        versions = find_cables(
            config.root, config.content.versions, drafts=not write_anchors, apart=config.content.folders
        )
        parsed = parse_archive(config, cables, versions, pool, progress, drafts=not write_anchors)
    found = [*parsed.problems, *override_problems(theme), *broken_templates(theme)]
    found += _check_anchors(config, parsed.archive, write=write_anchors)
    return sorted(found, key=lambda problem: (problem.path, problem.line, problem.column, problem.code))


def _check_anchors(config: SiteConfig, archive: Archive, *, write: bool) -> list[Problem]:
    """Published anchors that this archive has no more; there is no manifest unless the site's owner wants one."""
    path, name = config.root / config.content.anchors, config.content.anchors
    current = {record.id: record.anchors for record in archive.records.values()}
    try:
        text = path.read_bytes().decode("utf-8", "replace") if path.exists() else None
    except OSError as error:
        return [Problem("error", "anchors-broken", f"{error.strerror}; expected a file", name)]
    published, problems = ({}, []) if text is None else anchors.parse_anchors(text, path=name)
    if write and not problems:
        merged = anchors.merge_anchors(published, current)
        write_file(path, anchors.format_anchors(merged).encode())
    return [*problems, *anchors.missing_anchors(published, current, path=name)]
