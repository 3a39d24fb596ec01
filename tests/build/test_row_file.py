"""The rows of all cables, written by one process and read by another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from records import archive, record

from cablepress.build import row_file
from cablepress.build.row_file import RowFile, RowReader, RowWriter, pack_rows
from cablepress.model import CableSummary
from cablepress.pages.rows import Rows

RECORDS = [
    record(
        "07ASTANA1848",
        created="2007-07-09 00:09",
        released=None,
        subject="A “title”, in\udce9 part",
        tags=("PREL",),
    ),
    record("X1", created=None, released="1966-01-01", excerpt="سفارة"),
]


def write(folder: Path, *chunks: Sequence[CableSummary]) -> RowFile:
    """The rows of some chunks."""
    folder.mkdir(exist_ok=True)
    writer = RowWriter(folder)
    for records in chunks:
        writer.add(records, pack_rows(records))
    return writer.finish({})


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Each by its ID, in any order, with what text there may be."""
    rows = RowReader(write(tmp_path, RECORDS[:1], [], RECORDS[1:]).path)
    assert list(rows) == ["07ASTANA1848", "X1"]
    assert {cable_id: rows[cable_id] for cable_id in reversed(list(rows))} == dict(Rows(archive(*RECORDS)))
    assert "07ASTANA1849" not in rows
    assert rows.get("") is None


def test_another_row_has_another_digest_and_another_file(tmp_path: Path) -> None:
    """A worker that keeps a file open never shows rows of an earlier build; a page is made anew for its own rows."""
    first = write(tmp_path / "a", RECORDS)
    second = write(tmp_path / "b", [RECORDS[0], RECORDS[1]._replace(subject="Y")])
    assert first.path.name != second.path.name
    assert first.digest_of(["07ASTANA1848"]) == second.digest_of(["07ASTANA1848"])
    assert first.digest_of(["X1"]) != second.digest_of(["X1"])
    assert first.digest_of(["07ASTANA1848", "X1"]) != first.digest_of(["X1", "07ASTANA1848"])


def test_how_rows_are_dealt_out_to_chunks_cannot_be_seen(tmp_path: Path) -> None:
    """Digests are of the row alone, wherever it is."""
    one, two = write(tmp_path / "a", RECORDS), write(tmp_path / "b", RECORDS[:1], RECORDS[1:])
    assert one.digests == two.digests
    assert dict(RowReader(one.path)) == dict(RowReader(two.path))


def test_rows_are_found_where_ids_have_the_same_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table says where to look; the row itself says whose it is."""
    monkeypatch.setattr(row_file, "_SUM", 1)
    many = [record(f"X{number}", subject=str(number)) for number in range(40)]
    rows = RowReader(write(tmp_path, many[:13], many[13:]).path)
    assert dict(rows) == dict(Rows(archive(*many)))
    assert len(rows) == len(many)
    assert "X40" not in rows


def test_of_two_cables_with_one_id_the_first_has_the_row(tmp_path: Path) -> None:
    """It is the one that has the page."""
    first, second = record("X1", subject="First"), record("X1", subject="Second")
    written = write(tmp_path, [first], [second])
    assert RowReader(written.path)["X1"].title == "First"
    assert written.digests == write(tmp_path / "alone", [first]).digests


def test_tags_have_part_in_the_digest_of_a_row(tmp_path: Path) -> None:
    """Lists say which TAGS their cables have, and rows do not."""
    tags = [write(tmp_path / tag, [RECORDS[1]._replace(tags=(tag,))]).digest_of(["X1"]) for tag in ("PREL", "PGOV")]
    assert tags[0] != tags[1]


def test_no_rows_are_no_trouble(tmp_path: Path) -> None:
    """An empty file cannot be mapped, and need not be."""
    assert dict(RowReader(write(tmp_path).path)) == {}
