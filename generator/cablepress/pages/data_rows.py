"""The whole archive as data to take away: what each column means, and the rows of each format. Pure.

One table of columns makes the CSV file, the JSON Lines, the database's table, ``datapackage.json`` and the page that
explains them. The rows of a chunk of cables are made by the worker that parsed them; the files are only joined later.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from cablepress.archive.permalinks import cable_url
from cablepress.archive.records import title_of
from cablepress.model import Cable, CableSummary, iso
from cablepress.names import published_path
from cablepress.pages.citation import citable, cite, csl

FOLDER: Final = "data"
UP_TO: Final = 10_000
"""Cables up to which the data are written unless ``output.data`` says otherwise: their database has about 100 MB."""


class Column(NamedTuple):
    """A column of the table of cables."""

    name: str
    type: str
    """Of Table Schema: ``string``, ``datetime``, ``date``, ``integer``, ``boolean``, ``array``."""
    meaning: str


COLUMNS: Final = (
    Column("id", "string", "Reference ID, as published"),
    Column("url", "string", "Address of its page; below the site's root where the site's address is not known"),
    Column("created", "datetime", "When it was written, in universal time"),
    Column("released", "datetime", "When it was published, in universal time"),
    Column("classification", "string", "Of the whole cable, such as SECRET//NOFORN"),
    Column("origin", "string", "The post that sent it"),
    Column("subject", "string", "Subject line; empty when it has none"),
    Column("tags", "array", "TAGS under which the sender filed it"),
    Column("captions", "array", "Handling captions, such as SIPDIS or NODIS"),
    Column("refs", "array", "IDs of the cables that its reference line names, held or not"),
    Column("reasons", "array", "Reasons for its classification, such as 1.4(b)"),
    Column("classified_by", "string", "Who classified it, as printed"),
    Column("declassify_on", "date", "The day on which it was to be declassified"),
    Column("paragraphs", "integer", "How many numbered paragraphs it has"),
    Column("excerpt", "string", "The beginning of its first paragraph"),
    Column("withdrawn", "boolean", "Whether its text was withdrawn"),
    Column("file", "string", "Source file in the site's repository"),
    Column("sha256", "string", "SHA-256 of that file"),
)
TEXT: Final = Column("text", "string", "The text as transmitted, without the header; in JSON Lines and the database")

QUERIES: Final = (
    (
        "data.ask_words",
        """SELECT id, created, cables.subject FROM cables_fts JOIN cables ON cables.rowid = cables_fts.rowid
WHERE cables_fts MATCH 'election AND opposition' ORDER BY rank LIMIT 20;""",
    ),
    (
        "data.ask_posts",
        """SELECT origin, substr(created, 1, 4) AS year, count(*) AS cables FROM cables
GROUP BY origin, year ORDER BY cables DESC, origin, year LIMIT 20;""",
    ),
    (
        "data.ask_missing",
        """SELECT candidate, count(*) AS times FROM cable_refs LEFT JOIN cables ON cables.id = candidate
WHERE cables.id IS NULL GROUP BY candidate ORDER BY times DESC, candidate LIMIT 20;""",
    ),
)
"""Key of its title in the strings, and the question in SQL."""

_LISTS: Final = tuple(column.type == "array" for column in COLUMNS)
_BETWEEN: Final = "; "
"""Between the entries of a list in the CSV file."""
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


class DataSite(NamedTuple):
    """What the data say of the site that they are of."""

    title: str
    url: str


class DataRows(NamedTuple):
    """The rows of some cables: pieces of each file, to be joined in the order of the chunks."""

    csv: str
    bibtex: str
    ris: str
    csl: tuple[str, ...]
    json: tuple[str, ...]
    """Of each cable the JSON object up to its text."""
    rows: tuple[tuple[Any, ...], ...]
    """Of each cable the values of the database's table, the text last."""
    refs: tuple[tuple[str, str, str], ...]
    """Cable, label, candidate."""
    tags: tuple[tuple[str, str], ...]


def wants_data(wanted: bool | None, cables: int) -> bool:
    """Whether the data are written for an archive of so many cables; ``wanted`` is ``output.data``."""
    return cables <= UP_TO if wanted is None else wanted


def data_rows(cables: Iterable[tuple[Cable, CableSummary]], site: DataSite) -> DataRows:
    """The rows of some cables."""
    table, lines, bibtex, ris, items, rows = io.StringIO(), [], [], [], [], []
    write = csv.writer(table, lineterminator="\n").writerow
    refs: list[tuple[str, str, str]] = []
    tags: list[tuple[str, str]] = []
    for cable, summary in cables:
        values = _values(cable, summary, site)
        write(_cells(values))
        lines.append(_head(values))
        rows.append(_sql(values, _text_of(cable)))
        refs += [(cable.id, each.label, each.candidate) for each in cable.references if each.candidate]
        tags += [(cable.id, tag) for tag in summary.tags]
        cited = citable(summary, title=title_of(cable), site=site.title, url=values[1] if site.url else "")
        bibtex.append(cite(cited, "bibtex"))
        ris.append(cite(cited, "ris"))
        items.append(_dumps(csl(cited)))
    return DataRows(
        csv=table.getvalue(),
        bibtex="".join(bibtex),
        ris="".join(ris),
        csl=tuple(items),
        json=tuple(lines),
        rows=tuple(rows),
        refs=tuple(refs),
        tags=tuple(tags),
    )


def _values(cable: Cable, summary: CableSummary, site: DataSite) -> tuple[Any, ...]:
    """The values of :data:`COLUMNS`; ``None`` for what is not known."""
    order = cable.executive_order
    day = order.declassify_on if order else None
    return (
        cable.id,
        site.url + cable_url(cable.id, cable.created),
        iso(cable.created).replace("Z", ":00Z") or None,
        iso(cable.released).replace("Z", ":00Z") or None,
        cable.classification,
        cable.origin,
        cable.subject,
        summary.tags,
        cable.captions,
        tuple(dict.fromkeys(each.candidate for each in cable.references if each.candidate)),
        cable.reasons,
        cable.classified_by,
        day.isoformat() if day else None,
        sum(1 for block in cable.blocks if block.kind == "paragraph"),
        summary.excerpt,
        bool(cable.withdrawn),
        published_path(summary.path),
        summary.sha256,
    )


def _text_of(cable: Cable) -> str:
    return "\n\n".join(f"{block.opening}{block.text}{block.closing}" for block in cable.blocks)


def _cells(values: Sequence[Any]) -> list[Any]:
    """A row of the CSV file."""
    cells = [_BETWEEN.join(value) if is_list else value for value, is_list in zip(values, _LISTS, strict=True)]
    return ["true" if cell is True else "false" if cell is False else cell for cell in cells]


def _head(values: Sequence[Any]) -> str:
    """A line of the JSON Lines up to the text, whose value is put behind it."""
    data = {column.name: value for column, value in zip(COLUMNS, values, strict=True)}
    return f"{_dumps(data)[:-1]},{json.dumps(TEXT.name)}:"


def _sql(values: Sequence[Any], text: str) -> tuple[Any, ...]:
    """A row of the database: lists as JSON, which Datasette offers as facets."""
    cells = [_dumps(value) if is_list else value for value, is_list in zip(values, _LISTS, strict=True)]
    return *(int(cell) if cell is True or cell is False else cell for cell in cells), text


def json_text(text: str) -> str:
    """What follows :attr:`DataRows.json`: the text and the end of the line."""
    return f"{_dumps(text)}}}\n"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def csv_head() -> str:
    """The first line of the CSV file."""
    return ",".join(column.name for column in COLUMNS) + "\n"


class DataFile(NamedTuple):
    """A file of the data as it was written."""

    name: str
    size: int
    sha256: str


FORMATS: Final = {
    "cables.csv": ("csv", "text/csv"),
    "cables.jsonl": ("jsonl", "application/jsonl"),
    "archive.sqlite": ("sqlite", "application/vnd.sqlite3"),
    "cables.bib": ("bib", "application/x-bibtex"),
    "cables.ris": ("ris", "application/x-research-info-systems"),
    "cables.csl.json": ("json", "application/vnd.citationstyles.csl+json"),
}
"""Files with their format and media type, in the order in which they are shown."""


def datapackage(site: DataSite, description: str, files: Sequence[DataFile]) -> bytes:
    """``datapackage.json`` (Data Package 1.0 of the Frictionless project), with a schema for the CSV file."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": _NO_NAME.sub("-", site.title.lower()).strip("-") or "archive",
        "title": site.title,
        "description": description,
        "homepage": site.url,
        "resources": [_resource(file) for file in files],
    }
    package = {key: value for key, value in package.items() if value}
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _resource(file: DataFile) -> dict[str, Any]:
    form, media_type = FORMATS[file.name]
    resource: dict[str, Any] = {
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "format": form,
        "mediatype": media_type,
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if form == "csv":
        fields = [_field(column) for column in COLUMNS]
        schema = {"fields": fields, "primaryKey": "id", "missingValues": [""]}
        return {**resource, "profile": "tabular-data-resource", "schema": schema}
    return {**resource, "profile": "data-resource", "type": "file"}


def _field(column: Column) -> dict[str, Any]:
    listed = column.type == "array"
    meaning = f"{column.meaning}; several are divided by “{_BETWEEN.strip()}”" if listed else column.meaning
    required = {"constraints": {"required": True, "unique": True}} if column.name == "id" else {}
    return {"name": column.name, "type": "string" if listed else column.type, "description": meaning, **required}
