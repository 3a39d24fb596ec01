"""``data/``: the rows that the first pass left with each chunk, joined to the files of the whole archive."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from cablepress.build.archive_database import write_database
from cablepress.pages.data_rows import FOLDER, FORMATS, DataFile, DataRows, DataSite, csv_head, datapackage, json_text
from cablepress.publish.site_folder import PageWriter, Written

_VERSION: Final = 2
"""Of marshal's format."""


def store_rows(path: Path, rows: DataRows) -> None:
    """Leave the rows of a chunk at ``path``."""
    path.write_bytes(marshal.dumps(tuple(rows), _VERSION))


def _read_rows(path: Path) -> DataRows:
    # Written by this program, in the site's own cache.
    return DataRows(*marshal.loads(path.read_bytes()))  # noqa: S302


def write_data(
    paths: Sequence[Path],
    work: Path,
    writer: PageWriter,
    site: DataSite,
    description: str,
    go_on: Callable[[], None],
) -> list[Written]:
    """Write all files of ``data/`` but the page that explains them; ``paths`` are the chunks' rows, in order.

    The files grow in the folder ``work`` and then move into the site, so that no more than one chunk is in memory;
    ``go_on`` is called before each.
    """
    work.mkdir(exist_ok=True)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((work / name).open("w", encoding="utf-8", errors="replace", newline="\n"))
            for name in FORMATS
            if name != "archive.sqlite"
        }
        files["cables.csv"].write(csv_head())

        def rows() -> Iterator[DataRows]:
            """The rows of each chunk, for the database, once they are in the other files."""
            before = "[\n"
            for path in paths:
                go_on()
                chunk = _read_rows(path)
                files["cables.csv"].write(chunk.csv)
                files["cables.bib"].write(chunk.bibtex)
                files["cables.ris"].write(chunk.ris)
                lines = zip(chunk.json, chunk.rows, strict=True)
                files["cables.jsonl"].writelines(head + json_text(row[-1]) for head, row in lines)
                if chunk.csl:
                    files["cables.csl.json"].write(before + ",\n".join(chunk.csl))
                    before = ",\n"
                yield chunk
            files["cables.csl.json"].write("\n]\n")

        write_database(work / "archive.sqlite", rows())
    sizes = {name: (work / name).stat().st_size for name in FORMATS}
    written = [writer.take(f"{FOLDER}/{name}", work / name) for name in FORMATS]
    made = [DataFile(name, sizes[name], file.sha256) for name, file in zip(FORMATS, written, strict=True)]
    return [*written, writer.write(f"{FOLDER}/datapackage.json", datapackage(site, description, made))]
