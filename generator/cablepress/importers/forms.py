"""Which forms of archive there are, and how each is told from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from cablepress.errors import Problem
from cablepress.importers import cable_tables, html_pages
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord


class Form(NamedTuple):
    """One form of archive."""

    name: str
    """As ``--format`` takes it."""
    title: str
    recognise: Callable[[Entry], bool]
    read: Callable[[Entry], Iterator[CableRecord | Problem]]


FORMS: Final = (
    Form("html", "pages of the original site", html_pages.is_page, html_pages.read_page),
    Form("tsv", "the archive's table with tabs", cable_tables.is_tab_table, cable_tables.read_table),
    Form("csv", "the archive's cables.csv", cable_tables.is_table, cable_tables.read_table),
)
"""In the order in which they are tried."""


def form_of(entry: Entry) -> Form | None:
    """The form of ``entry``; ``None`` when it is none that is known."""
    if is_binary(entry.head):
        return None
    return next((form for form in FORMS if form.recognise(entry)), None)


def is_binary(head: bytes) -> bool:
    """Whether ``head`` is of no text at all; one NUL in a table is the trouble of its row."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    return b"\0" in head[:64] or head.count(0) * 100 > len(head)


def form_named(name: str) -> Form:
    """The form that ``--format`` names."""
    return next(form for form in FORMS if form.name == name)
