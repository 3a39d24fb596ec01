"""``data/index.html``: what the files of the whole archive are, what each column means, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cablepress.config import SiteConfig
from cablepress.pages.context import DataColumn, DataLink, DataView, Question
from cablepress.pages.data_rows import COLUMNS, FOLDER, QUERIES, TEXT
from cablepress.pages.render import Renderer, page_view

URL: Final = f"{FOLDER}/index.html"
_MEANINGS: Final = {
    "cables.csv": "data.csv",
    "cables.jsonl": "data.jsonl",
    "archive.sqlite": "data.sqlite",
    "cables.bib": "data.bib",
    "cables.ris": "data.ris",
    "cables.csl.json": "data.csl_json",
    "datapackage.json": "data.datapackage_json",
}
"""What each file is, by key of the strings."""


def data_page(config: SiteConfig, renderer: Renderer, files: Sequence[str]) -> tuple[str, bytes]:
    """Address and bytes of the page; ``files`` are the addresses of the data."""
    names = [url.removeprefix(f"{FOLDER}/") for url in files]
    view = DataView(
        files=tuple(DataLink(name, renderer.string(_MEANINGS[name])) for name in names),
        columns=tuple(DataColumn(column.name, column.type, column.meaning) for column in (*COLUMNS, TEXT)),
        questions=tuple(Question(renderer.string(key), sql) for key, sql in QUERIES),
    )
    page = page_view(config, "data", URL, renderer.string("data.title"), renderer.string("data.text"))
    return URL, renderer.render("data.html", page, data=view)
