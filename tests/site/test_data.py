"""``data/``: the whole archive to take away, read by other people's libraries."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import bibtexparser
import frictionless
import pytest
import rispy
from support import cable_text

from cablepress.build import archive_database
from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.config import read_config
from cablepress.errors import OutputError
from cablepress.pages.data_rows import COLUMNS, QUERIES, UP_TO, wants_data

ROOT = Path(__file__).parents[2]
BASE = "https://example.org/archive/"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, built for an address."""
    out = tmp_path_factory.mktemp("data") / "public"
    build_site(read_config(ROOT / "site.yml").with_url(BASE), Options(out, jobs=1))
    return out


@pytest.fixture(scope="module")
def records(sample: Path) -> dict[str, dict[str, Any]]:
    """``ID.json`` of every cable."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sample.glob("cable/*/*/*.json")]
    assert len(found) >= 12
    return {record["id"]: record for record in found}


def seconds(moment: str | None) -> str | None:
    return moment.replace("Z", ":00Z") if moment else None


def test_the_table_has_every_cable(sample: Path, records: dict[str, dict[str, Any]]) -> None:
    """One row a cable, in the order of their files, each value that of its record."""
    with (sample / "data/cables.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == sorted(record["source"]["file"] for record in records.values())
    assert list(rows[0]) == [column.name for column in COLUMNS]
    for row in rows:
        record = records[row["id"]]
        for key in ("url", "classification", "origin", "subject", "classified_by"):
            assert row[key] == record[key]
        assert (row["created"], row["released"]) == (seconds(record["created"]), seconds(record["released"]) or "")
        assert row["tags"] == "; ".join(dict.fromkeys(record["tags"]))
        assert row["captions"] == "; ".join(record["captions"])
        assert int(row["paragraphs"]) == len(record["paragraphs"])
        assert row["sha256"] == record["source"]["sha256"]


def test_the_lines_have_the_text(sample: Path, records: dict[str, dict[str, Any]]) -> None:
    """Each line is an object of its own, with every block of the text."""
    lines = (sample / "data/cables.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(records)
    for line in lines:
        data = json.loads(line)
        record = records[data["id"]]
        assert (data["tags"], data["reasons"]) == (record["tags"], record["reasons"])
        assert data["refs"] == list(dict.fromkeys(ref["candidate"] for ref in record["references"] if ref["candidate"]))
        assert all(block["text"] in data["text"] for block in record["blocks"])
        assert data["withdrawn"] is False


def test_the_package_is_valid(sample: Path) -> None:
    """A Frictionless validator reads the table by its schema, and finds sizes and digests as they are listed."""
    report = frictionless.validate(str(sample / "data/datapackage.json"))
    assert report.valid, report.flatten(["resource", "type", "note"])
    package = json.loads((sample / "data/datapackage.json").read_text())
    names = {resource["path"] for resource in package["resources"]}
    assert names == {path.name for path in (sample / "data").iterdir()} - {"index.html", "datapackage.json"}
    for resource in package["resources"]:
        assert resource["bytes"] == (sample / "data" / resource["path"]).stat().st_size
    assert package["homepage"] == BASE


def test_references_are_read_by_other_programs(sample: Path, records: dict[str, dict[str, Any]]) -> None:
    """BibTeX, RIS and CSL-JSON have every cable, with title, post, date, number and address."""
    library = bibtexparser.parse_file(str(sample / "data/cables.bib"))
    assert library.failed_blocks == []
    assert {entry.key for entry in library.entries} == set(records)
    for entry in library.entries:
        fields, record = {field.key: field.value for field in entry.fields}, records[entry.key]
        assert (fields["url"], fields["date"]) == (record["url"], record["created"][:10])
    for reference in rispy.loads((sample / "data/cables.ris").read_text(encoding="utf-8")):
        record = records[reference["id"]]
        assert (reference["authors"], reference["urls"]) == ([record["origin"]], [record["url"]])
        assert reference["title"] == record["subject"] or not record["subject"]
    items = json.loads((sample / "data/cables.csl.json").read_text(encoding="utf-8"))
    assert {item["id"] for item in items} == set(records)
    for item in items:
        record = records[item["id"]]
        assert (item["URL"], item["author"]) == (record["url"], [{"literal": record["origin"]}])
        assert item["issued"]["date-parts"][0] == [int(number) for number in record["created"][:10].split("-")]


def test_the_database_answers(sample: Path, records: dict[str, dict[str, Any]]) -> None:
    """Whole, with full-text search, tags and references; the three questions of its page work."""
    with closing(sqlite3.connect(f"file:{sample / 'data/archive.sqlite'}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.execute("PRAGMA foreign_key_check").fetchall()
        found = dict(database.execute("SELECT id, tags FROM cables"))
        assert {key: json.loads(tags) for key, tags in found.items()} == {
            key: list(dict.fromkeys(record["tags"])) for key, record in records.items()
        }
        words = "SELECT id FROM cables_fts JOIN cables ON cables.rowid = cables_fts.rowid WHERE cables_fts MATCH ?"
        hits = {row[0] for row in database.execute(words, ('"administrative resources"',))}
        assert "07ASTANA1848" in hits
        wanted = {
            key for key, record in records.items() if any("cheese" in b["text"].lower() for b in record["blocks"])
        }
        assert wanted <= {row[0] for row in database.execute(words, ("cheese",))}
        assert all(database.execute(sql).fetchall() for _, sql in QUERIES)
        tags = database.execute("SELECT count(*) FROM cable_tags").fetchone()[0]
        assert tags == sum(len(set(record["tags"])) for record in records.values())


def test_datasette_opens_it_as_it_is(sample: Path) -> None:
    """Datasette finds the full-text table by itself and answers a search over HTTP."""
    command = [sys.executable, "-m", "datasette", str(sample / "data/archive.sqlite"), "--get"]
    done = subprocess.run(
        [*command, "/archive/cables.json?_search=cheese&_shape=array"], capture_output=True, text=True, check=True
    )
    rows = json.loads(done.stdout)
    assert rows
    assert all("cheese" in f"{row['subject']} {row['text']}".lower() for row in rows)
    facets = subprocess.run(
        [*command, "/archive/cables.json?_facet_array=tags&_size=1"], capture_output=True, text=True, check=True
    )
    assert json.loads(facets.stdout)["facet_results"]


def test_the_same_cables_give_the_same_bytes(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """Whatever the number of workers, from a cache or not, before or after an edit that was taken back."""
    cables = {f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}") for number in range(600, 640)}
    root = make_site(cables)
    config = read_config(root / "site.yml")
    sites = []
    for number, (jobs, clean) in enumerate(((1, True), (2, True), (1, False))):
        out = tmp_path / f"out{number}"
        build_site(config, Options(out, jobs=jobs, clean=clean))
        sites.append({path.name: path.read_bytes() for path in (out / "data").iterdir()})
    assert sites[0] == sites[1] == sites[2]
    path = root / "content/cables/07STRELSAU612.txt"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"invented", b"edited"))
    build_site(config, Options(tmp_path / "out0", jobs=1))
    changed = {file.name: file.read_bytes() for file in (tmp_path / "out0/data").iterdir()}
    assert {name for name in changed if changed[name] != sites[0][name]} == {
        "archive.sqlite", "cables.jsonl", "cables.csv", "datapackage.json",
    }  # fmt: skip
    path.write_bytes(before)
    build_site(config, Options(tmp_path / "out0", jobs=1))
    assert {file.name: file.read_bytes() for file in (tmp_path / "out0/data").iterdir()} == sites[0]


def test_a_withdrawn_cable_keeps_its_row_and_not_its_text(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """What is not on its page is in no file to take away."""
    secret = "WORDSTHATWENT"
    text = f"---\nwithdrawn: by court order\n---\n{cable_text(text=secret)}"
    root = make_site({"07STRELSAU612": text, "07STRELSAU613": cable_text("07STRELSAU613")})
    build_site(read_config(root / "site.yml"), Options(tmp_path / "out", jobs=1))
    for path in (tmp_path / "out/data").iterdir():
        assert secret.encode() not in path.read_bytes(), path
    lines = (tmp_path / "out/data/cables.jsonl").read_text().splitlines()
    assert [json.loads(line)["withdrawn"] for line in lines] == [True, False]


def test_two_files_of_one_id_give_one_row(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """A file that is refused is in no table."""
    root = make_site({"a/07STRELSAU612": cable_text(), "b/07STRELSAU612": cable_text()})
    build_site(read_config(root / "site.yml"), Options(tmp_path / "out", jobs=1))
    assert len((tmp_path / "out/data/cables.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize(("wanted", "there"), [("true", True), ("false", False)])
def test_the_owner_decides(make_site: Callable[..., Path], tmp_path: Path, wanted: str, there: bool) -> None:
    """``output.data`` is on or off; without it, no folder, no link."""
    root = make_site(files={"site.yml": f"output:\n  data: {wanted}\n"})
    build_site(read_config(root / "site.yml"), Options(tmp_path / "out", jobs=1))
    assert (tmp_path / "out/data/index.html").exists() == (tmp_path / "out/data").exists() == there
    assert ("data/index.html" in (tmp_path / "out/index.html").read_text()) == there


def test_small_archives_have_it_unless_told_otherwise() -> None:
    """Up to 10,000 cables by default."""
    assert [wants_data(None, count) for count in (1, UP_TO, UP_TO + 1)] == [True, True, False]
    assert (wants_data(True, UP_TO + 1), wants_data(False, 1)) == (True, False)


def test_a_database_that_cannot_be_written_stops_the_build(
    make_site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said with what to do; the old site stays."""
    root = make_site()
    config = read_config(root / "site.yml")
    build_site(config, Options(tmp_path / "out", jobs=1))
    before = (tmp_path / "out/data/archive.sqlite").read_bytes()
    monkeypatch.setattr(archive_database, "_tables", lambda: "CREATE VIRTUAL TABLE cables_fts USING fts9 (text);")
    with pytest.raises(
        OutputError, match=r"archive\.sqlite cannot be written: no such module: fts9; output\.data: false"
    ):
        build_site(config, Options(tmp_path / "out", jobs=1, clean=True))
    assert (tmp_path / "out/data/archive.sqlite").read_bytes() == before
