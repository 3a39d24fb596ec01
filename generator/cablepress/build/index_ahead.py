"""The search index begun before the archive is joined, where little was to be parsed: it takes as long as all else.

What the index is made of is known for certain only later: that no cable is there twice, and what articles and pages
say. So it is begun as if these were as in the last build, and made again where they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cablepress.build.cache import Cache
from cablepress.build.outcome import Options
from cablepress.build.parse_task import ParseTask
from cablepress.build.pool import Pool, start_apart
from cablepress.build.search_task import SearchTask, write_index_apart, write_index_beside
from cablepress.build.workers import is_made_apart
from cablepress.config import SiteConfig
from cablepress.publish.site_folder import PageWriter, Written


class IndexAhead:
    """The index of one build, if it was begun early."""

    def __init__(self, config: SiteConfig, options: Options, pool: Pool, cache: Cache) -> None:
        self._search = config.search
        self._out = options.out
        self._pool = pool
        self._cache = cache
        self._task: SearchTask | None = None
        self._result: Callable[[], list[Written]] | None = None

    def begin(self, tasks: Sequence[ParseTask]) -> None:
        """Begin with the runs of ``tasks``, which are of all chunks, where another process can do it."""
        runs = tuple(task.run for task in tasks if task.run is not None)
        pages = self._cache.last_indexed()
        if not runs or pages is None:
            return
        writer = PageWriter(self._out, "search-ahead")
        self._task = SearchTask(self._search, writer, runs, tuple(pages), self._cache.index_folder())
        # In a large archive the records take longer than the index.
        small = is_made_apart(sum(len(task.paths) for task in tasks))
        self._result = start_apart(self._pool, write_index_apart if small else write_index_beside, self._task)

    def result_of(self, task: SearchTask) -> list[Written] | None:
        """The files of ``task`` if it is what was begun; ``None`` if not, once what was begun has come to its end.

        Both would use the folder of what is kept from build to build.
        """
        if self._task is None or self._result is None:
            return None
        written = self._result()
        return written if task._replace(writer=self._task.writer) == self._task else None
