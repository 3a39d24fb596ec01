"""The whole flow: the same bytes whatever the circumstances, and a site that follows its sources."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text, tree_digests

from cablepress.build.flow import Options, Outcome, build_site
from cablepress.config import read_config

MakeSite = Callable[..., Path]
ROOT = Path(__file__).parents[2]


def build(root: Path, out: Path | None = None, **options: int) -> Outcome:
    return build_site(read_config(root / "site.yml"), Options(out or root / "public", **options))


def test_an_index_made_by_another_process_has_the_same_bytes(
    make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in archives of some thousand cables; after an edit too."""
    root = make_site(CABLES, {"content/pages/about.md": "About.\n"})
    build(root, tmp_path / "one", jobs=1)
    monkeypatch.setattr("cablepress.build.workers.APART", (1, 10_000))
    build(root, tmp_path / "two", jobs=2)
    assert tree_digests(tmp_path / "one") == tree_digests(tmp_path / "two")
    (root / "content/cables/07ZENDA7.txt").write_text(CABLES["07ZENDA7"].replace("for more", "for less"))
    for name, jobs in (("one", 1), ("two", 2)):
        build(root, tmp_path / name, jobs=jobs)
    assert tree_digests(tmp_path / "one") == tree_digests(tmp_path / "two")


CABLES = {
    "07STRELSAU612": cable_text("07STRELSAU612", ref="07 STRELSAU 613, 06 ZENDA 9"),
    "07STRELSAU613": cable_text("07STRELSAU613", created="2007-08-01 10:00", tags="PGOV, RZ"),
    "07ZENDA7": cable_text("07ZENDA7", origin="Consulate Zenda", text="See 07 STRELSAU 612 for more.", number="007"),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own sample archive, built once."""
    out = tmp_path_factory.mktemp("sample") / "public"
    build(ROOT, out)
    return out


def test_one_and_two_workers_make_the_same_bytes(make_site: MakeSite, tmp_path: Path) -> None:
    """Which worker did what cannot be seen."""
    root = make_site({f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}") for number in range(100, 420)})
    build(root, tmp_path / "one", jobs=1)
    build(root, tmp_path / "two", jobs=2)
    assert tree_digests(tmp_path / "one") == tree_digests(tmp_path / "two")


def test_another_folder_and_another_order_of_files_make_the_same_bytes(make_site: MakeSite, tmp_path: Path) -> None:
    """A mirror's build can be compared with the archive's, byte for byte."""
    root = make_site(CABLES)
    build(root, tmp_path / "one")
    elsewhere = tmp_path / "another place"
    (elsewhere / "content" / "cables").mkdir(parents=True)
    shutil.copy(root / "site.yml", elsewhere)
    for path in sorted((root / "content" / "cables").iterdir(), reverse=True):
        shutil.copy(path, elsewhere / "content" / "cables")
        os.utime(elsewhere / "content" / "cables" / path.name, (1, 1))
    build(elsewhere, tmp_path / "two")
    assert tree_digests(tmp_path / "one") == tree_digests(tmp_path / "two")


def test_building_again_writes_nothing(make_site: MakeSite) -> None:
    """Only what changed is written."""
    root = make_site(CABLES)
    first = build(root)
    again = build(root)
    assert first.written > 20
    assert (again.written, again.removed) == (0, 0)
    assert again.unchanged == first.written


def test_a_page_whose_source_is_gone_is_removed(make_site: MakeSite) -> None:
    """The page, its text and record, and lists that have become empty."""
    root = make_site(CABLES)
    build(root)
    (root / "content" / "cables" / "07ZENDA7.txt").unlink()
    assert build(root).removed > 3
    left = tree_digests(root / "public")
    assert not [url for url in left if "07ZENDA7" in url or "consulate-zenda" in url]
    assert "cable/2007/07/07STRELSAU612.html" in left


def test_references_are_linked_both_ways(make_site: MakeSite) -> None:
    """A cable links what it names; what is named links back; what is not held says so."""
    root = make_site(CABLES)
    build(root)
    page = (root / "public/cable/2007/07/07STRELSAU612.html").read_text()
    assert "href=../08/07STRELSAU613.html>" in page
    assert "href=../../../cited/06ZENDA9.html>" in page
    assert "href=07ZENDA7.html" in page
    record = json.loads((root / "public/cable/2007/08/07STRELSAU613.json").read_text())
    assert [citing["id"] for citing in record["cited_by"]] == ["07STRELSAU612"]
    assert (root / "public/cited/06ZENDA9.html").is_file()


def test_links_in_a_circle_and_hidden_files_are_passed_over(make_site: MakeSite) -> None:
    """A folder that leads back to itself is read once; sub-folders are read too."""
    root = make_site(CABLES)
    folder = root / "content" / "cables"
    (folder / "1979").mkdir()
    (folder / "1979" / "79STRELSAU44.txt").write_text(cable_text("79STRELSAU44"))
    (folder / "1979" / "up").symlink_to(folder)
    (folder / ".07X1.txt").write_text("half an upload")
    assert build(root).cables == 4


def test_drafts_are_published_only_when_asked_for(make_site: MakeSite) -> None:
    """--drafts shows what is not yet to be seen."""
    root = make_site({**CABLES, "08X1": "---\nid: 08X1\ndraft: true\n---\n" + cable_text("08X1")})
    assert build(root).cables == 3
    assert build(root, drafts=True).cables == 4


def test_a_withdrawn_cable_keeps_its_address_and_loses_its_text(make_site: MakeSite) -> None:
    """A tombstone: the link works and says why, nothing of the text is published anywhere."""
    words = "An unmistakable sentence."
    text = "---\nwithdrawn: at the request of the archive\n---\n" + cable_text("08STRELSAU101", text=words)
    root = make_site({**CABLES, "08STRELSAU101": text})
    build(root)
    page = root / "public/cable/2007/07/08STRELSAU101.html"
    assert "at the request of the archive" in page.read_text()
    holders = [path for path in (root / "public").rglob("*") if path.is_file() and b"unmistakable" in path.read_bytes()]
    assert holders == []


def test_every_internal_link_of_the_sample_leads_somewhere(sample: Path) -> None:
    """No dead link, no link out of the site's folder, no address of this machine."""
    dead = []
    for path in sample.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="?([^"#?> ]+)', path.read_text()):
            if re.match(r"(https?|mailto):", link) or path.name == "404.html":
                continue
            if not (path.parent / link).resolve().is_relative_to(sample) or not (path.parent / link).exists():
                dead.append((path.relative_to(sample).as_posix(), link))
    assert dead == []


def test_the_path_of_a_site_cannot_break_out_of_an_attribute(make_site: MakeSite) -> None:
    """Addresses stand without quotation marks; what would need them is written as a browser writes it."""
    root = make_site(files={"site.yml": 'url: "https://example.org/a\'b=c>d%20e&f/"\n'})
    build(root)
    page = (root / "public/404.html").read_text()
    assert "<a class=name href=/a%27b%3Dc%3Ed%20e&amp;f/index.html>" in page


def test_the_checksums_name_every_file(sample: Path) -> None:
    """A mirror can verify all that it copied."""
    lines = (sample / "SHA256SUMS").read_text().splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    found = tree_digests(sample)
    del found["SHA256SUMS"], found[".cablepress"]
    assert listed == found


def test_the_seed_is_whole(sample: Path) -> None:
    """The document it all began with: its five values, paragraphs, headings, joined sentence and mended entity."""
    record = json.loads((sample / "cable/2007/07/07ASTANA1848.json").read_text())
    assert [record[key] for key in ("id", "created", "released", "classification", "origin")] == [
        "07ASTANA1848",
        "2007-07-09T00:09Z",
        "2011-08-30T01:44Z",
        "CONFIDENTIAL",
        "Embassy Astana",
    ]
    assert [(p["number"], p["anchor"]) for p in record["paragraphs"]] == [(n, f"par{n}") for n in range(1, 13)]
    headings = [block["text"] for block in record["blocks"] if block["kind"] == "heading"]
    assert headings == [
        "Government: Opposition Will Fail in Fair Elections",
        "Opposition: Results Will Be Determined by Astana",
        "Zhakiyanov Sees Shortcomings on Both Sides",
    ]
    text = record["paragraphs"][6]["text"]
    assert "the Social Democrats would receive 30% of the vote" in text
    assert "stable Kazakhstan" in text
    assert record["reasons"] == ["1.4(b)", "1.4(d)"]
    page = (sample / "cable/2007/07/07ASTANA1848.html").read_text()
    for words in ("leave a trackback", "WordPress", "bloggers like this", "WikiSource", "&amp;#x"):
        assert words not in page
    assert "#07ASTANA1848" in page
    assert "<title>07ASTANA1848, Embassy Astana, 2007-07-09" in page
