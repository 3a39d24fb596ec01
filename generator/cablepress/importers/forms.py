"""Which forms of archive there are, and how each is told from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from cablepress.errors import Problem
from cablepress.importers import (
    aad,
    cable_tables,
    dump_records,
    history_lab,
    html_pages,
    mails,
    sql_dumps,
    sqlite_files,
    text_files,
)
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord
from cablepress.importers.text import encoding_of


class Form(NamedTuple):
    """One form of archive."""

    name: str
    """As ``--format`` takes it."""
    title: str
    recognise: Callable[[Entry], bool]
    read: Callable[[Entry], Iterator[CableRecord | Problem]]


FORMS: Final = (
    Form("sqlite", "a table in a database of SQLite", sqlite_files.is_database, sqlite_files.read_database),
    Form("cablepress", "cable files in our own form", text_files.is_own, text_files.read_own),
    Form("mail", "mail, one message a cable (mbox, eml)", mails.is_mail, mails.read_mail),
    Form("html", "pages of the original site", html_pages.is_page, html_pages.read_page),
    Form("history-lab", "History Lab's table docs", history_lab.is_csv, history_lab.read_csv),
    Form("history-lab-json", "History Lab's table docs as JSON", history_lab.is_json, history_lab.read_json),
    Form("aad", "a list of the National Archives", aad.is_list, aad.read_list),
    Form("records", "records of the archive's dump", dump_records.is_dump, dump_records.read_dump),
    Form("sql", "a table in a dump of a database (SQL)", sql_dumps.is_dump, sql_dumps.read_dump),
    Form("scraper", "text files of a scraper, with five head lines", text_files.is_scraped, text_files.read_scraped),
    Form("tsv", "the archive's table with tabs", cable_tables.is_tab_table, cable_tables.read_table),
    Form("csv", "the archive's cables.csv", cable_tables.is_table, cable_tables.read_table),
    Form("json", "the archive's table as JSON", cable_tables.is_json, cable_tables.read_json),
    Form("plusd", "telegrams of PlusD as text", text_files.is_plusd, text_files.read_plusd),
    Form("text", "text files named by their ID (from PDFs, a scraper, …)", text_files.is_text, text_files.read_text),
)
"""In the order in which they are tried."""


def form_of(entry: Entry) -> Form | None:
    """The form of ``entry``; ``None`` when it is none that is known."""
    if is_binary(entry.head) and not sqlite_files.is_database(entry):
        return None
    return next((form for form in FORMS if form.recognise(entry)), None)


def is_binary(head: bytes) -> bool:
    """Whether ``head`` is of no text at all; one NUL in a table is the trouble of its row."""
    if encoding_of(head)[0] != "utf-8-sig":
        return False
    return b"\0" in head[:64] or head.count(0) * 100 > len(head)


def form_named(name: str) -> Form:
    """The form that ``--format`` names."""
    return next(form for form in FORMS if form.name == name)
