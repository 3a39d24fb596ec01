"""Which processes a build has, and what they load: known before the build itself has loaded anything."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from cablepress.build.outcome import Options
from cablepress.build.pool import cores, fork_early, start_server
from cablepress.config import SiteConfig
from cablepress.publish.site_folder import is_complete

PARALLEL_FROM: Final = 200
"""Below so many files, starting processes takes longer than what they save."""

APART: Final = (4_000, 20_000)
"""Cables of an archive whose index is made by one process while another makes the pages; after a few edits also that
of a larger one."""

PARSER: Final = (
    "cablepress.build.parse_task",
    "cablepress.cable.parser",
    "cablepress.cable.references_in_text",
)
"""Modules of the first pass."""

_SHARED: Final = ("cablepress.build.parse_task", "cablepress.cable.text.marks")
"""Modules that the process which makes the pages loads too."""

_INDEX: Final = ("cablepress.build.search_task", "cablepress.search.merge")


def is_made_apart(cables: int) -> bool:
    """Whether the search index is one task of a process: it takes longer than starting that, and is no work for all."""
    return APART[0] <= cables <= APART[1]


def is_warm(config: SiteConfig, files: int) -> bool:
    """Whether there is work for a process, whatever else there is to do."""
    return config.search.enabled and files >= APART[0]


def processes(wanted: int, files: int) -> int:
    """How many, where somebody ``wanted`` so many, or leaves it to us (0)."""
    if wanted:
        return wanted
    return cores() if files >= PARALLEL_FROM else 1


def modules(config: SiteConfig, options: Options) -> Sequence[str]:
    """What processes need; loaded once, before they are started.

    Over a site that is there most builds are of a few edits, whose pages are made by the parent.
    """
    pages = () if _has_site(options) else ("cablepress.build.render_task",)
    return (*PARSER, *(_INDEX if config.search.enabled else ()), *pages)


def _has_site(options: Options) -> bool:
    """Whether there is a site of which most may stay."""
    return is_complete(options.out) and not options.clean


def start_early(config: SiteConfig, options: Options, files: int) -> ProcessPoolExecutor | None:
    """Let processes load what they need while this one loads what it needs, where any will be wanted.

    Gives a process for :func:`cablepress.build.flow.build_site` that is there already; ``None`` where all come when
    they are needed: many share what a fork server has loaded.
    """
    if options.scheduler or processes(options.jobs, files) == 1 or not is_warm(config, files):
        return None
    early = fork_early(_SHARED, modules(config, options)) if _has_site(options) else None
    if early is None:
        start_server(modules(config, options))
    return early
