"""First pass: every file that changed is parsed, and the records of all cables are joined."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cablepress.archive.archive import Archive, build_archive, lost_predecessors, unique
from cablepress.archive.versions import Version, build_versions
from cablepress.build.cache import Cache
from cablepress.build.edits import edited_cables
from cablepress.build.inputs import files_digest, fingerprint_of, plain_digest
from cablepress.build.outcome import Progress
from cablepress.build.parse_task import ChunkResult, ParseTask, parse_chunk
from cablepress.build.pool import Pool, begin_apart, to_stay
from cablepress.build.row_file import PackedRows, RowFile, RowWriter
from cablepress.config import SiteConfig
from cablepress.errors import CablepressError, Problem
from cablepress.model import CableSummary
from cablepress.pages.data_rows import DataSite, wants_data
from cablepress.pages.rows import Rows
from cablepress.read.cable_files import source_digest
from cablepress.read.folders import FoundFile, Listing
from cablepress.sealing import unpickled

if TYPE_CHECKING:
    from cablepress.pages.markdown_pages import MarkdownPages

_DOUBTFUL: Final = "front-matter-type"
"""Also of a mark that may be one of a draft, so that the text is held back."""

CHUNKS: Final = ((20_000, 64), (100_000, 256), (10_000_000, 512))
"""Files in one task, for archives of up to so many files: small, so that one edit costs little; in a large archive
larger, so that the runs of the search index are not too many."""


_FEW: Final = 4
"""When at most one of so many chunks is to be parsed, that is little work."""

Ready = Callable[[Sequence[ParseTask]], None]
"""Is told what there is of all chunks once whatever little was to be parsed has been, while records are still read."""


_NO_ROWS: Final = PackedRows(b"", b"", b"")
"""Once they are in the file of all."""


class ParsedArchive(NamedTuple):
    """The archive after the first pass."""

    chunks: list[Chunk]
    archive: Archive
    row_file: RowFile
    """Without rows on the disk where nothing is kept but records."""
    content: MarkdownPages
    problems: list[Problem]
    edited: frozenset[str] | None = None
    """IDs of the cables that were edited since the last build, if nothing else happened to cables; see
    :mod:`cablepress.build.edits`."""


class Chunk(NamedTuple):
    """Some source files, with what the first pass leaves of them."""

    task: ParseTask
    key: str = ""
    """Of what the files hold, and of all else that goes into the result of the task; empty when that is not kept."""
    looks: str = ""
    """Of their names, sizes and times instead, and of all that; empty when they are too young to be trusted."""
    given: str = ""
    """Of all else that goes into the result."""


class WorkFolders(NamedTuple):
    """Where the first pass leaves what the second one and the search index need."""

    cache: Cache
    spill: Path


def parse_archive(
    config: SiteConfig,
    cables: Listing,
    versions: Listing,
    pool: Pool,
    progress: Progress = lambda *_: None,
    *,
    drafts: bool = False,
    folders: WorkFolders | None = None,
    ready: Ready = lambda _: None,
) -> ParsedArchive:
    """First pass: parse every file that changed, join the records, read pages and articles.

    ``versions`` are the files of earlier texts.

    Without ``folders`` nothing is kept but the records (``check``).

    Raises:
        CablepressError: there is no cable.
    """
    sources = cables.files
    chunks = _chunks(config, sources, drafts=drafts, folders=folders)
    writer = RowWriter(folders.spill) if folders else None
    found: list[ChunkResult] = []
    done = 0
    for number, (chunk, result) in enumerate(_parsed(chunks, pool, folders, ready)):
        chunks[number] = chunk
        if writer is not None:
            writer.add(result.records, result.rows)
        found.append(result._replace(rows=_NO_ROWS))
        to_stay()
        done += len(chunk.task.paths)
        progress("Reading cables", done, len(sources))
    records, repeated = unique(record for result in found for record in result.records)
    problems = [*cables.problems, *(problem for result in found for problem in result.problems), *repeated]
    if not records:
        raise _no_cables(config, len(sources), problems)
    if repeated and folders:
        chunks = _without({problem.path for problem in repeated}, chunks, pool, folders)
    earlier, odd = _parse_versions(config, versions.files, records, pool, drafts=drafts, folders=folders)
    archive = build_archive(records, earlier)
    problems += [*lost_predecessors(records), *versions.problems, *odd]
    # Loaded now: other processes have begun to parse meanwhile.
    from cablepress.pages.markdown_pages import read_markdown_pages

    content, troubles = read_markdown_pages(
        config.root, config.content, archive, drafts=drafts, page_size=config.output.page_size
    )
    rows = Rows(archive)
    to_stay()
    row_file = writer.finish(rows) if writer is not None else RowFile(rows, Path(), {})
    edited = _edited(folders.cache, chunks, found) if folders and not repeated else None
    return ParsedArchive(chunks, archive, row_file, content, problems + troubles, edited)


def _edited(cache: Cache, chunks: Sequence[Chunk], found: Sequence[ChunkResult]) -> frozenset[str] | None:
    """IDs of the cables that were edited since the last build; ``found`` are the results of ``chunks``."""
    data = cache.gone(len(chunks) // _FEW)
    gone = [unpickled(each) for each in data or ()]
    if data is None or None in gone:
        return None
    new = [result for chunk, result in zip(chunks, found, strict=True) if cache.is_new(chunk.key)]
    return edited_cables(*([record for result in results for record in result.records] for results in (gone, new)))


def _parsed(
    chunks: Sequence[Chunk], pool: Pool, folders: WorkFolders | None, ready: Ready = lambda _: None
) -> Iterator[tuple[Chunk, ChunkResult]]:
    """Each chunk with its result: of the cache where nothing in it changed, and nothing is spilled; or of a worker."""
    known = [_known(chunk, folders.cache) if folders else None for chunk in chunks]
    unknown = [chunk.task for chunk, held in zip(chunks, known, strict=True) if held is None]
    begun = begin_apart(pool, parse_chunk, unknown) if unknown and len(unknown) * _FEW <= len(chunks) else None
    results = begun.results() if begun else pool.run(parse_chunk, unknown)
    tasks = [held[0].task if held else chunk.task for chunk, held in zip(chunks, known, strict=True)]
    for place, chunk in enumerate(chunks):
        if begun and begun.are_done():
            ready(tasks)
            begun = None
        held, known[place] = known[place], None
        result = unpickled(held[1]) if held else None
        if held and result is not None:
            yield held[0], result
            continue
        data = next(pool.run(parse_chunk, [chunk.task]) if held else results)
        # Bytes of a worker of this build.
        found: ChunkResult = pickle.loads(data)  # noqa: S301
        yield (_noted(chunk, data, found, folders.cache) if folders else chunk), found
    if begun:
        ready(tasks)


def _known(chunk: Chunk, cache: Cache) -> tuple[Chunk, bytes] | None:
    """What the cache has of a chunk: by how its files look, or else, as after a new checkout, by what they hold.

    The result is pickled: what else is to be done can begin before all results are read.
    """
    key = cache.key_of(chunk.looks)
    if not key and cache.knows_chunks():
        task = chunk.task
        key = _key(chunk, [source_digest(task.root, path) for path in task.paths])
    found = cache.parsed(key) if key else None
    if found is None:
        return None
    if chunk.looks:
        cache.note_key(chunk.looks, key)
    return chunk._replace(key=key, task=chunk.task.left_in(cache.runs, found.left)), found.result


def _noted(chunk: Chunk, data: bytes, result: ChunkResult, cache: Cache) -> Chunk:
    """The chunk with its key, under which its result is kept."""
    key = _key(chunk, result.digests)
    cache.note_parsed(key, data, chunk.task.kept())
    if chunk.looks:
        cache.note_key(chunk.looks, key)
    return chunk._replace(key=key)


def _key(chunk: Chunk, digests: Sequence[str]) -> str:
    """The key of a chunk whose files have these digests."""
    return fingerprint_of(chunk.given, plain_digest([list(chunk.task.paths), list(digests)])).hex()


def _chunks(
    config: SiteConfig, sources: Sequence[FoundFile], *, drafts: bool, folders: WorkFolders | None
) -> list[Chunk]:
    site = DataSite(config.title, config.url)
    data = wants_data(config.output.data, len(sources))
    size = next(size for limit, size in CHUNKS if len(sources) <= limit)
    chunks = []
    given = fingerprint_of(drafts, config.output.text, config.search, site if data else None).hex()
    for number, files in enumerate(chunks_of(sources, size)):
        task = ParseTask(config.root, tuple(file.path for file in files), drafts, config.output.text, config.search)
        looks = ""
        if folders is not None:
            settled = folders.cache.is_settled(files)
            looks = fingerprint_of(given, files_digest(files)).hex() if settled else ""
            # No two builds give a run the same name, so none is ever replaced that is to be kept.
            run = (
                folders.cache.runs / os.urandom(16).hex() if folders.cache.has_room else folders.spill / f"{number}.run"
            )
            task = task._replace(
                spill=folders.spill / f"{number:06d}.cables",
                run=run if config.search.enabled else None,
                data=run.with_name(f"{run.name}.data") if data else None,
                site=site,
            )
        chunks.append(Chunk(task, looks=looks, given=given))
    return chunks


def _parse_versions(
    config: SiteConfig,
    files: Sequence[FoundFile],
    records: Sequence[CableSummary],
    pool: Pool,
    *,
    drafts: bool,
    folders: WorkFolders | None,
) -> tuple[dict[str, tuple[Version, ...]], list[Problem]]:
    """The earlier texts of the cables; they are in no list and not in the search index.

    Of what is doubtful in them only errors are told, and drafts: nobody corrects what was once published.
    """
    if not files:
        return {}, []
    plain = replace(config, search=replace(config.search, enabled=False), output=replace(config.output, data=False))
    chunks = _chunks(plain, files, drafts=drafts, folders=folders)
    chunks = [chunk._replace(task=chunk.task._replace(spill=None)) for chunk in chunks]
    found: list[tuple[str, CableSummary]] = []
    problems: list[Problem] = []
    start = len(Path(config.content.versions).as_posix()) + 1
    for _, result in _parsed(chunks, pool, folders):
        told = (problem for problem in result.problems if problem.level == "error" or problem.code == _DOUBTFUL)
        problems += told
        for record in result.records:
            label, below, _ = record.path[start:].partition("/")
            if below:
                found.append((label, record))
            else:
                message = "not in the folder of a release; expected LABEL/ID.txt"
                problems.append(Problem("warning", "version-without-label", message, record.path, 1, 1, record.id))
    versions, odd = build_versions({record.id: record for record in records}, found)
    return versions, [*problems, *odd]


def _without(repeated: set[str], chunks: Sequence[Chunk], pool: Pool, folders: WorkFolders) -> list[Chunk]:
    """Do the chunks with refused files again: a cable without a page is not in the search index either.

    The archive's owner is told of them at each build; until then those chunks are not kept.
    """
    cleaned = []
    for number, chunk in enumerate(chunks):
        paths = tuple(path for path in chunk.task.paths if path not in repeated)
        if paths != chunk.task.paths:
            spill, run = folders.spill / f"{number:06d}.cables", folders.spill / f"{number:06d}.run"
            data = folders.spill / f"{number:06d}.data"
            task = chunk.task._replace(
                paths=paths, spill=spill, run=run if chunk.task.run else None, data=data if chunk.task.data else None
            )
            cleaned.append(Chunk(task))
        else:
            cleaned.append(chunk)
    changed = [chunk.task for chunk, before in zip(cleaned, chunks, strict=True) if chunk is not before]
    for _ in pool.run(parse_chunk, changed):
        pass
    return cleaned


def _no_cables(config: SiteConfig, files: int, problems: Sequence[Problem]) -> CablepressError:
    place = f"{config.content.cables}/"
    if not files:
        return CablepressError(f"{place}: no cables; expected files named ID.txt, such as 07ASTANA1848.txt")
    lines = "\n".join(str(problem) for problem in problems)
    return CablepressError(f"{lines}\n{place}: none of {files} files could be published")


def chunks_of(sources: Sequence[FoundFile], size: int) -> Iterator[tuple[FoundFile, ...]]:
    """Divide ``sources`` into chunks of about ``size`` files, cut where a path says so.

    A file that comes or goes changes its own chunk and at most the next one, never all that follow.
    """
    chunk: list[FoundFile] = []
    for source in sources:
        chunk.append(source)
        ends = int.from_bytes(hashlib.blake2b(os.fsencode(source.path), digest_size=4).digest()) % size == 0
        if ends or len(chunk) >= size * 4:
            yield tuple(chunk)
            chunk = []
    if chunk:
        yield tuple(chunk)
