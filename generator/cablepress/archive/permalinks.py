"""Which address each page has. These are the published contract: they may grow, never change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from posixpath import commonprefix
from typing import Final

from cablepress.archive.taxonomy import UNDATED

CABLE_URL: Final = "cable/{year}/{month}/{id}.html"
"""Where the page of a cable with a date is. The search client gets this rule with its index."""


def cable_folder(created: datetime | None) -> str:
    """``cable/2007/07/``: the month in which a cable was created; ``cable/undated/`` when unknown."""
    return cable_url("", created).removesuffix(".html")


def cable_url(cable_id: str, created: datetime | None) -> str:
    """``cable/2007/07/07ASTANA1848.html``, as on the original site; ``cable/undated/ID.html`` without a date."""
    if created is None:
        return f"cable/{UNDATED}/{cable_id}.html"
    before, after = _of_month(created.year, created.month)
    return f"{before}{cable_id}{after}"


@lru_cache(1 << 12)
def _of_month(year: int, month: int) -> Sequence[str]:
    """What stands before and after the ID in the address of a cable of that month."""
    return CABLE_URL.format(year=f"{year:04d}", month=f"{month:02d}", id="\0").split("\0")


def version_url(cable: str, number: int) -> str:
    """``cable/2007/07/07ASTANA1848.v1.html``: an earlier text of the cable whose page is ``cable``."""
    return f"{cable.removesuffix('.html')}.v{number}.html"


def diff_url(cable: str) -> str:
    """``cable/2007/07/07ASTANA1848.diff.html``: what changed between the versions of that cable."""
    return f"{cable.removesuffix('.html')}.diff.html"


def cited_url(candidate: str) -> str:
    """Page of a cable that is cited but not held."""
    return f"cited/{candidate}.html"


def list_url(axis: str, slug: str, number: int = 1) -> str:
    """``origin/embassy-astana.html``, ``origin/embassy-astana-2.html`` …"""
    return f"{axis}/{slug}.html" if number == 1 else f"{axis}/{slug}-{number}.html"


def public_url(base: str, url: str) -> str:
    """Absolute address of a page; that of a folder's index page is the folder's."""
    return base + url.removesuffix("index.html") if url == "index.html" or url.endswith("/index.html") else base + url


def root_of(url: str) -> str:
    """From a page to the site's root: ``../../../`` of ``cable/2007/07/X.html``, empty at the root."""
    return "../" * url.count("/")


def link_from_cable(url: str, root: str) -> str:
    """To ``url`` from a cable's page, from which ``root`` leads to the site's root.

    To another cable the short way: ``../../2007/07/X.html`` instead of ``../../../cable/2007/07/X.html``.
    """
    return root[3:] + url[6:] if url.startswith("cable/") else root + url


def link_from_page(url: str, page: str) -> str:
    """From ``page`` to ``url``, a page or file of the site, the shortest way: ``X.html`` within a folder."""
    folder, _, name = url.rpartition("/")
    return _way(page.rpartition("/")[0], folder) + name


@lru_cache(1 << 14)
def _way(start: str, end: str) -> str:
    """From one folder to another; pages of one month lead to the same few hundred."""
    above, below = (folder.split("/") if folder else [] for folder in (start, end))
    same = len(commonprefix([above, below]))
    return "../" * (len(above) - same) + "".join(f"{name}/" for name in below[same:])
