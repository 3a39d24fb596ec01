"""The search index of a whole archive as one task: runs in, files staged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cablepress.build.indexing import search_settings
from cablepress.build.pool import run_in_threads
from cablepress.config import SearchConfig
from cablepress.publish.site_folder import PageWriter, Written
from cablepress.search.document import SearchDocument

if TYPE_CHECKING:
    from cablepress.search.merge import Encode

Apply = Callable[["Encode", Sequence[Any]], Iterable[Any]]


class SearchTask(NamedTuple):
    """What the index is made of."""

    search: SearchConfig
    writer: PageWriter
    runs: tuple[Path, ...]
    """Of the cables, by chunk."""
    pages: tuple[SearchDocument, ...]
    """Articles and pages, which are found too."""
    kept: Path | None
    """Folder of what the index keeps from build to build."""


def write_index_apart(task: SearchTask) -> list[Written]:
    """:func:`write_index` as the task of one process, which uses all cores where nobody else does."""
    return write_index(task, run_in_threads)


def write_index_beside(task: SearchTask) -> list[Written]:
    """The same beside work here that takes longer: one core is left to that."""
    return write_index(task, partial(run_in_threads, spare=1))


def write_index(task: SearchTask, apply: Apply = map, go_on: Callable[[], None] = lambda: None) -> list[Written]:
    """Write the search index, and the client that reads it.

    ``apply`` is like ``map``; ``go_on`` is called before each file.
    """
    # numpy comes with the index writer: a site without search builds without it.
    from cablepress.search.assets import client_files
    from cablepress.search.merge import merge_runs
    from cablepress.search.runs import analyse_chunk

    written: list[Written] = []

    def write(url: str, data: bytes) -> None:
        go_on()
        written.append(task.writer.write(url, data))

    runs = list(task.runs)
    settings = search_settings(task.search)
    if task.pages:
        runs.append(runs[0].with_name(f"{runs[0].name}.pages"))
        analyse_chunk(task.pages, runs[-1], settings)
    merge_runs(runs, settings, write, apply, kept=task.kept)
    for url, data in client_files().items():
        write(url, data)
    return written
