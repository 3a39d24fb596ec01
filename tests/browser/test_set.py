"""A reader's own set in real Chromium, opened from ``file://``: saved, ordered, sent, exported."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from support import cable_text

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.config import read_config
from cablepress.pages.citation import styles
from cablepress.pages.set_files import shard_count, shard_of

IDS = [f"07STRELSAU{number}" for number in range(600, 640)]
CHOSEN = IDS[5:35]
BASE = "https://example.org/archive/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty cables."""
    root = tmp_path_factory.mktemp("set")
    (root / "content/cables").mkdir(parents=True)
    for name in IDS:
        (root / f"content/cables/{name}.txt").write_text(cable_text(name, subject=f'SUBJECT, "{name}" & more'))
    (root / "site.yml").write_text(f"url: {BASE}\n")
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    return root / "public"


def shown(page: Any) -> list[str]:
    return [item.get_attribute("data-id") for item in page.locator("#set-items > li").all()]


def open_set(page: Any, site: Path, ids: list[str]) -> None:
    page.goto((site / "set.html").as_uri() + "#" + ",".join(ids))
    page.locator("#set-items a").nth(len(ids) - 1).wait_for()


def exported(page: Any, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_thirty_cables_are_saved_and_opened_in_another_profile(browser: Any, site: Path) -> None:
    """Saved from a list and from pages; the address alone gives the same set to somebody else."""
    mine = browser.new_context()
    page = mine.new_page()
    page.goto((site / "tag/PGOV.html").as_uri())
    for name in CHOSEN[:28]:
        page.locator(f"button.keep[data-id='{name}']").click()
    for name in CHOSEN[28:]:
        page.goto((site / f"cable/2007/07/{name}.html").as_uri())
        page.get_by_role("button", name="Save", exact=True).click()
        assert page.get_by_role("button", name="In my set").get_attribute("aria-pressed") == "true"
    page.get_by_role("link", name="My set (30)").click()
    page.locator("#set-items a").nth(29).wait_for()
    assert shown(page) == CHOSEN
    page.locator("#set-items textarea").first.fill("Ask the archivist.")
    address = page.url
    assert all(name in address for name in CHOSEN)
    assert "archivist" not in address
    other = browser.new_context()
    theirs = other.new_page()
    theirs.goto(address)
    theirs.locator("#set-items a").nth(29).wait_for()
    assert shown(theirs) == CHOSEN
    assert "sent" in theirs.locator("#set-status").inner_text()
    page.reload()
    assert page.locator("#set-items textarea").first.input_value() == "Ask the archivist."
    mine.close()
    other.close()


def test_a_result_of_the_search_is_saved(page: Any, site: Path) -> None:
    """A button beside each hit, also beside those that are shown later."""
    page.goto((site / "search.html").as_uri() + "?q=invented")
    button = page.locator("#search-results button.keep").first
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    saved = button.get_attribute("data-id")
    page.get_by_role("link", name="My set (1)").first.click()
    page.locator("#set-items a").first.wait_for()
    assert shown(page) == [saved]


def test_the_other_theme_has_a_set_too(page: Any, tmp_path: Path) -> None:
    """Its pages lead to one and the same set."""
    (tmp_path / "content/cables").mkdir(parents=True)
    for name in IDS[:2]:
        (tmp_path / f"content/cables/{name}.txt").write_text(cable_text(name))
    (tmp_path / "site.yml").write_text("theme:\n  name: cablegate\n")
    build_site(read_config(tmp_path / "site.yml"), Options(tmp_path / "public", jobs=1))
    page.goto((tmp_path / "public/tag/PGOV.html").as_uri())
    page.locator(f"button.keep[data-id='{IDS[0]}']").click()
    page.goto((tmp_path / f"public/cable/2007/07/{IDS[1]}.html").as_uri())
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="My set (2)").first.click()
    page.locator("#set-items a").nth(1).wait_for()
    assert shown(page) == IDS[:2]


def test_order_and_notes_are_kept(page: Any, site: Path) -> None:
    """Moved, noted, removed; and so it is after a while."""
    page.goto((site / "tag/PGOV.html").as_uri())
    for name in CHOSEN[:3]:
        page.locator(f"button.keep[data-id='{name}']").click()
    page.goto((site / "set.html").as_uri())
    page.get_by_role("button", name=f"Move up {CHOSEN[2]}").click()
    page.get_by_role("button", name=f"Remove {CHOSEN[0]}").click()
    page.get_by_label(f"Note {CHOSEN[1]}").fill("second")
    page.goto((site / "set.html").as_uri())
    assert shown(page) == [CHOSEN[2], CHOSEN[1]]
    assert page.get_by_label(f"Note {CHOSEN[1]}").input_value() == "second"
    assert page.url.endswith(f"#{CHOSEN[2]},{CHOSEN[1]}")


def test_a_sent_set_leaves_the_readers_own_alone(page: Any, site: Path) -> None:
    """It is shown, and becomes part of one's own only when asked."""
    page.goto((site / f"cable/2007/07/{IDS[0]}.html").as_uri())
    page.get_by_role("button", name="Save", exact=True).click()
    open_set(page, site, CHOSEN[:2])
    page.get_by_role("button", name="Show my set").click()
    assert shown(page) == [IDS[0]]
    page.goto("about:blank")
    open_set(page, site, CHOSEN[:2])
    page.get_by_role("button", name="Add it to my set").click()
    assert shown(page) == [IDS[0], *CHOSEN[:2]]


def test_exported_files_are_read_by_other_programs(page: Any, site: Path) -> None:
    """CSV, RIS, BibTeX, CSL-JSON and Markdown have all cables in order, with notes, in the words of the data files."""
    open_set(page, site, CHOSEN)
    page.get_by_label(f"Note {CHOSEN[0]}").fill('a "note", *so*')
    rows = list(csv.DictReader(io.StringIO(exported(page, "CSV"))))
    assert [row["id"] for row in rows] == CHOSEN
    assert (rows[0]["note"], rows[0]["subject"]) == ('a "note", *so*', f'SUBJECT, "{CHOSEN[0]}" & more')
    assert rows[0]["url"] == f"{BASE}cable/2007/07/{CHOSEN[0]}.html"
    references = rispy.loads(exported(page, "RIS"))
    assert [reference["id"] for reference in references] == CHOSEN
    bibtex = exported(page, "BibTeX")
    assert [entry.key for entry in bibtexparser.parse_string(bibtex).entries] == CHOSEN
    assert bibtex.split("@techreport")[1] in (site / "data/cables.bib").read_text(encoding="utf-8")
    items = json.loads(exported(page, "CSL-JSON"))
    in_data = {item["id"]: item for item in json.loads((site / "data/cables.csl.json").read_text(encoding="utf-8"))}
    assert items[1:] == [in_data[name] for name in CHOSEN[1:]]
    assert items[0] == {**in_data[CHOSEN[0]], "annote": 'a "note", *so*'}
    markdown = exported(page, "Markdown")
    assert markdown.count(f"]({BASE}cable/") == 30
    assert '> a "note", \\*so\\*' in markdown


def test_what_the_address_holds_is_never_run(page: Any, site: Path) -> None:
    """What is no ID is passed over; an ID that is not held is said to be none."""
    page.goto((site / "set.html").as_uri() + "#09NOSUCH1,<img src=x onerror=alert(1)>,../x,,09NOSUCH1")
    page.get_by_text("not in this archive").wait_for()
    assert shown(page) == ["09NOSUCH1"]


def test_a_set_prints_as_a_dossier(page: Any, site: Path) -> None:
    """On paper: titles, citations and notes; no buttons."""
    open_set(page, site, CHOSEN[:2])
    page.get_by_label(f"Note {CHOSEN[0]}").fill("On paper too.")
    page.emulate_media(media="print")
    assert page.locator(".printed").first.is_visible()
    for hidden in ("#set-items textarea >> nth=0", ".set-tools", "#set-items button >> nth=0"):
        assert not page.locator(hidden).is_visible(), hidden
    assert "diplomatic cable" in page.locator("#set-items .q").first.inner_text()


def test_a_citation_can_be_had_in_every_style(browser: Any, site: Path) -> None:
    """The list of styles on a cable's page; the choice is remembered; what is copied is what is shown."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((site / f"cable/2007/07/{IDS[0]}.html").as_uri() + "#par2")
    select = page.get_by_label("Style of the citation")
    for style in [*styles(), "csl"]:
        select.select_option(style)
        page.get_by_role("button", name="Copy citation").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert IDS[0] in copied
        assert "#par2" in copied or style == "csl"
    page.goto((site / f"cable/2007/07/{IDS[1]}.html").as_uri())
    assert json.loads(page.locator("#_cite").inner_text())[0]["id"] == IDS[1]
    context.close()


def test_cables_are_divided_evenly_and_for_long() -> None:
    """A power of two files; the same ID is in the same file on every machine."""
    assert [shard_count(number) for number in (1, 256, 257, 251_287)] == [1, 1, 2, 1024]
    sizes = [0] * 16
    for number in range(4096):
        sizes[shard_of(f"07STRELSAU{number}", 16)] += 1
    assert max(sizes) < 2 * 256
    assert shard_of("07ASTANA1848", 1024) == 611


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("07STRELSAU600,07STRELSAU600,07STRELSAU601", ["07STRELSAU600", "07STRELSAU601"]),
        ("07STRELSAU600, 07STRELSAU601;\n07STRELSAU602", ["07STRELSAU600", "07STRELSAU601", "07STRELSAU602"]),
        ("07STRELSAU600%2C07STRELSAU601", ["07STRELSAU600", "07STRELSAU601"]),
        ("07strelsau600", ["07STRELSAU600"]),
        ("07STRELSAU600,%E0%A4%A,07STRELSAU601", ["07STRELSAU600", "07STRELSAU601"]),
        ("07STRELSAU600,<img src=x>,../x", ["07STRELSAU600"]),
        ("07STRELSAU600,09NOWHERE1", ["07STRELSAU600", "09NOWHERE1"]),
        (",".join(["07STRELSAU600"] * 2500 + ["07STRELSAU601"]), ["07STRELSAU600", "07STRELSAU601"]),
        (",".join(f"09NOWHERE{number}" for number in range(500)), [f"09NOWHERE{number}" for number in range(500)]),
    ],
)
def test_an_address_that_mail_has_changed(page: Any, site: Path, address: str, found: list[str]) -> None:
    """Blanks, other signs, small letters, broken escapes and repetitions lose no cable."""
    page.goto((site / "set.html").as_uri() + "#" + address)
    page.locator("#set-items > li").nth(len(found) - 1).wait_for()
    assert shown(page) == found
