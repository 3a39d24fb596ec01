"""The rows of all cables, written by one process and read by another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

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


def test_no_rows_are_no_trouble(tmp_path: Path) -> None:
    """An empty file cannot be mapped, and need not be."""
    assert dict(RowReader(write_rows(tmp_path, {}).path)) == {}
