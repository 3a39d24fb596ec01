"""The rows of all cables, written by one process and read by another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cablepress.build import row_file
from cablepress.build.row_file import RowReader, write_rows
from cablepress.pages.context import Row

ROWS = {
    "07ASTANA1848": Row(
        "07ASTANA1848",
        "cable/2007/07/07ASTANA1848.html",
        "A “title”, in\udce9 part",
        datetime(2007, 7, 9, 0, 9, tzinfo=UTC),
        None,
        "SECRET",
        "Embassy Astana",
        "",
    ),
    "X1": Row("X1", "cable/undated/X1.html", "", None, datetime(1966, 1, 1, tzinfo=UTC), "", "", "سفارة"),
}


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Each by its ID, in any order, with what text there may be."""
    rows = RowReader(write_rows(tmp_path, ROWS).path)
    assert {cable_id: rows[cable_id] for cable_id in reversed(list(rows))} == ROWS
    assert "07ASTANA1849" not in rows
    assert rows.get("") is None


def test_another_row_has_another_digest_and_another_file(tmp_path: Path) -> None:
    """A worker that keeps a file open never shows rows of an earlier build; a page is made anew for its own rows."""
    first = write_rows(tmp_path, ROWS)
    second = write_rows(tmp_path, {**ROWS, "X1": ROWS["X1"]._replace(title="Y")})
    assert first.path != second.path
    assert first.digest_of(["07ASTANA1848"]) == second.digest_of(["07ASTANA1848"])
    assert first.digest_of(["X1"]) != second.digest_of(["X1"])
    assert first.digest_of(["07ASTANA1848", "X1"]) != first.digest_of(["X1", "07ASTANA1848"])


def test_rows_are_found_where_ids_have_the_same_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table says where to look; the row itself says whose it is."""
    monkeypatch.setattr(row_file, "_SUM", 1)
    many = {f"X{number}": ROWS["X1"]._replace(id=f"X{number}", title=str(number)) for number in range(40)}
    rows = RowReader(write_rows(tmp_path, many).path)
    assert dict(rows) == many
    assert len(rows) == len(many)
    assert "X40" not in rows


def test_what_stands_beside_a_row_has_part_in_its_digest(tmp_path: Path) -> None:
    """Lists say which TAGS their cables have, and rows do not."""
    tags = [write_rows(tmp_path, ROWS, lambda _, tag=tag: (tag,)).digest_of(["X1"]) for tag in ("PREL", "PGOV")]
    assert tags[0] != tags[1]


def test_no_rows_are_no_trouble(tmp_path: Path) -> None:
    """An empty file cannot be mapped, and need not be."""
    assert dict(RowReader(write_rows(tmp_path, {}).path)) == {}
