"""The first pass over a chunk of cables: files → parsed cables, their records and postings.

What is here runs in this process or in a worker; all that it needs comes with the task, and the result does not depend
on which worker ran it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.archive.records import summarise
from cablepress.build.data_pass import store_rows
from cablepress.build.indexing import search_document, search_settings
from cablepress.build.row_file import PackedRows, pack_rows
from cablepress.build.spill import WaitingCable, pack_cables
from cablepress.config import SearchConfig
from cablepress.errors import DEBUG, Problem, naming
from cablepress.model import Cable, CableSummary, Header
from cablepress.pages.context import Source
from cablepress.pages.data_rows import DataSite, data_rows
from cablepress.read.cable_files import Source as ReadSource
from cablepress.read.cable_files import read_source


class ParseTask(NamedTuple):
    """Read and parse the files of one chunk."""

    root: Path
    paths: tuple[str, ...]
    drafts: bool
    text: bool
    """Whether the source text is published."""
    search: SearchConfig
    spill: Path | None = None
    """Where the parsed cables wait for the second pass; ``None`` when there is none."""
    run: Path | None = None
    """Where the chunk's postings wait to be merged into the search index; ``None`` when there is none."""
    data: Path | None = None
    """Where the chunk's rows wait to be joined to the data of the whole archive; ``None`` when there are none."""
    site: DataSite = DataSite("", "")
    """What those rows say of the site."""

    def kept(self) -> list[Path]:
        """What is left of the chunk beside its records, for later builds too."""
        return [path for path in (self.run, self.data) if path is not None]

    def left_in(self, folder: Path, names: Sequence[str]) -> ParseTask:
        """The task when it was done before, and left files with these names in ``folder`` (see :meth:`kept`)."""
        places = iter(names)
        run = folder / next(places) if self.run else None
        return self._replace(spill=None, run=run, data=folder / next(places) if self.data else None)


class ChunkResult(NamedTuple):
    """What the first pass knows of a chunk: records of its cables, and all that is to be said of its files."""

    records: tuple[CableSummary, ...]
    problems: tuple[Problem, ...]
    digests: tuple[str, ...]
    """SHA-256 of each file as it was read, empty where it could not be."""
    rows: PackedRows
    """Of the records, one each."""


def parse_chunk(task: ParseTask) -> bytes:
    """First pass: files → parsed cables (spilled) and their records.

    Gives a pickled :class:`ChunkResult`, since these bytes are what the cache keeps.
    """
    records: list[CableSummary] = []
    problems: list[Problem] = []
    spilled: list[WaitingCable] = []
    digests: list[str] = []
    for path, (cable, text, source, found) in zip(task.paths, parse_files(task.root, task.paths), strict=True):
        digests.append(source.sha256)
        problems += found
        if cable is None or not cable.id or (cable.draft and not task.drafts):
            continue
        record = summarise(cable, path, source.sha256)
        records.append(record)
        published = text if task.text and not cable.withdrawn else ""
        spilled.append(WaitingCable(source, cable, record.excerpt, published))
    if task.spill is not None:
        data = pack_cables(spilled)
        with naming(task.spill, len(data)), _whole(task.spill) as place:
            place.write_bytes(data)
    if task.run is not None:
        # numpy comes with the index writer: commands that write no index start without it.
        from cablepress.search.runs import analyse_chunk

        pairs = zip(spilled, records, strict=True)
        documents = (search_document(waiting.cable, record) for waiting, record in pairs)
        with naming(task.run), _whole(task.run) as place:
            analyse_chunk(documents, place, search_settings(task.search))
    if task.data is not None:
        with naming(task.data), _whole(task.data) as place:
            store_rows(
                place,
                data_rows(((each.cable, record) for each, record in zip(spilled, records, strict=True)), task.site),
            )
    result = ChunkResult(tuple(records), tuple(problems), tuple(digests), pack_rows(records))
    return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Where to write the file ``path``, which takes its name in one step.

    A task may be run twice, even at once, when its worker was taken for lost. Each then leaves the same.
    """
    temporary = path.with_name(f"{path.name}-{os.urandom(6).hex()}")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class ParsedFile(NamedTuple):
    """A file of cables."""

    cable: Cable | None
    """``None`` where the file cannot be read as text."""
    text: str
    """As published."""
    source: Source
    problems: tuple[Problem, ...]
    """What is to be said of it."""


_TOGETHER: Final = 64
"""Files that are read and parsed together."""
_MOST_TOGETHER: Final = 2_000_000
"""Characters of them: a text takes up to a hundred times its size while it is parsed."""


def parse_file(root: Path, path: str) -> ParsedFile:
    """What is in the file ``path`` (below ``root``)."""
    return _parsed([read_source(root, path)])[0]


def parse_files(root: Path, paths: Sequence[str]) -> Iterator[ParsedFile]:
    """The same of some files, in order, which saves time: see :func:`cablepress.cable.parser.parse_cables`."""
    some: list[ReadSource] = []
    size = 0
    for path in paths:
        some.append(read_source(root, path))
        size += len(some[-1].text or "")
        if len(some) == _TOGETHER or size > _MOST_TOGETHER:
            yield from _parsed(some)
            some, size = [], 0
    yield from _parsed(some)


def _parsed(sources: Sequence[ReadSource]) -> list[ParsedFile]:
    # The parser's patterns take a while to be compiled: a process that parses nothing starts without them.
    from cablepress.cable.parser import CableText, parse_cables
    from cablepress.cable.references_in_text import mark_references

    texts = [CableText(read.text, read.path, _stem(read.path)) for read in sources if read.text is not None]
    try:
        cables = iter([mark_references(cable) for cable in parse_cables(texts)])
    except Exception as error:
        # The parser never fails; should it do so all the same, that costs one cable and not the site.
        if os.environ.get(DEBUG):
            raise
        if len(sources) > 1:
            return [parsed for read in sources for parsed in _parsed([read])]
        return [_failed(sources[0], error)]
    return [_parsed_file(read, None if read.text is None else next(cables)) for read in sources]


def _failed(read: ReadSource, error: Exception) -> ParsedFile:
    message = f"a fault of the program, and not on the site: {type(error).__name__}: {error}; please report it"
    problem = Problem("error", "cable-failed", message, read.path)
    return ParsedFile(None, "", Source(read.path, read.sha256), (*read.problems, problem))


def _stem(path: str) -> str:
    return path.rpartition("/")[2][:-4]  # .txt or .TXT


def _parsed_file(read: ReadSource, cable: Cable | None) -> ParsedFile:
    if cable is None:
        return ParsedFile(None, "", Source(read.path, read.sha256), read.problems)
    if read.problems:
        cable = replace(cable, problems=read.problems + cable.problems)
    problems = cable.problems
    if cable.withdrawn:
        cable = tombstone(cable)
    return ParsedFile(cable, read.published, Source(read.path, read.sha256, read.change), problems)


def tombstone(cable: Cable) -> Cable:
    """A withdrawn cable: its address, the meta line, subject and TAGS stay; its text is not published.

    Nor is what is said of it, which may quote it.
    """
    return replace(
        cable,
        blocks=(),
        cut=(),
        header=Header(),
        references=(),
        executive_order=None,
        classified_by="",
        reasons=(),
        captions=(),
        problems=(),
    )
