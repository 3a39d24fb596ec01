"""``data/index.html``: what the files of the whole archive are, what each column means, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence

from cablepress.config import SiteConfig
from cablepress.pages.context import DataColumn, DataLink, DataView, Question
from cablepress.pages.data_rows import COLUMNS, FOLDER, QUERIES, TEXT
from cablepress.pages.render import Renderer, page_view

URL = f"{FOLDER}/index.html"


def data_page(config: SiteConfig, renderer: Renderer, files: Sequence[str]) -> tuple[str, bytes]:
    """Address and bytes of the page; ``files`` are the addresses of the data."""
    names = [url.removeprefix(f"{FOLDER}/") for url in files]
    view = DataView(
        files=tuple(DataLink(name, renderer.string(f"data.{_key(name)}")) for name in names),
        columns=tuple(DataColumn(column.name, column.type, column.meaning) for column in (*COLUMNS, TEXT)),
        questions=tuple(Question(renderer.string(f"data.ask_{key}"), sql) for key, sql in QUERIES),
    )
    page = page_view(config, "data", URL, renderer.string("data.title"), renderer.string("data.text"))
    return URL, renderer.render("data.html", page, data=view)


def _key(name: str) -> str:
    """Of a file's meaning in the strings: ``csl_json`` of ``cables.csl.json``."""
    return name.removeprefix("cables.").removeprefix("archive.").replace(".", "_")
