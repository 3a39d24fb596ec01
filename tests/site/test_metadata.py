"""What pages say to reference managers and search engines, read by independent libraries."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import extruct
import pytest
from click.testing import CliRunner
from support import cable_text

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.cli.commands import cli
from cablepress.config import read_config
from cablepress.pages.citation import Citable
from cablepress.pages.metadata import meta_of

ROOT = Path(__file__).parents[2]
BASE = "https://example.org/archive/"


class Head(HTMLParser):
    """The ``<meta>`` of a page, by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and values.get("name"):
            assert values["name"] not in self.meta, f"{values['name']} twice"
            self.meta[str(values["name"])] = str(values.get("content"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, built for an address."""
    out = tmp_path_factory.mktemp("metadata") / "public"
    build_site(read_config(ROOT / "site.yml").with_url(BASE), Options(out, jobs=1))
    return out


@pytest.fixture(scope="module")
def cables(sample: Path) -> list[tuple[dict[str, Any], str]]:
    """Record and page of every cable."""
    paths = sorted(sample.glob("cable/*/*/*.json"))
    assert len(paths) >= 12
    return [(json.loads(path.read_text()), path.with_suffix(".html").read_text()) for path in paths]


def test_json_ld_is_read_by_extruct(cables: list[tuple[dict[str, Any], str]]) -> None:
    """One item: an ArchiveComponent with the fields of the record, and the way to it."""
    for record, html in cables:
        (item,) = extruct.extract(html, base_url=record["url"], syntaxes=["json-ld"])["json-ld"]
        assert (item["@context"], item["@type"]) == ("https://schema.org", "ArchiveComponent")
        assert (item["identifier"], item["url"]) == (record["id"], record["url"])
        assert item["dateCreated"] == record["created"]
        assert item["creator"]["name"] == record["origin"]
        assert item.get("keywords", []) == record["tags"]
        assert item["name"] == (record["subject"] or item["name"])
        crumbs = item["mainEntityOfPage"]["breadcrumb"]["itemListElement"]
        assert [crumb["position"] for crumb in crumbs] == [1, 2]
        assert (crumbs[0]["name"], crumbs[1]["name"]) == (record["origin"], record["id"])
        assert crumbs[0]["item"].startswith(f"{BASE}origin/")


def test_reference_managers_get_post_date_number_and_title(cables: list[tuple[dict[str, Any], str]]) -> None:
    """Highwire tags make Zotero save a report; Dublin Core says the same."""
    for record, html in cables:
        meta = Head(html).meta
        day = record["created"][:10]
        assert meta["citation_technical_report_number"] == meta["DCTERMS.identifier"] == record["id"]
        assert meta["citation_technical_report_institution"] == record["origin"]
        assert meta["citation_author"] == record["origin"] + ("," if " " in record["origin"] else "")
        assert meta["DCTERMS.creator"] == record["origin"]
        assert meta["citation_publication_date"] == day.replace("-", "/")
        assert (meta["DCTERMS.created"], meta.get("DCTERMS.issued", "")) == (day, (record["released"] or "")[:10])
        assert meta["citation_public_url"] == record["url"]
        assert meta["citation_title"] == meta["DCTERMS.title"] == (record["subject"] or meta["citation_title"])


def clean_author(name: str) -> tuple[str, str]:
    """First and last name as Zotero understands a name (``cleanAuthor`` of its utilities.js, in our words).

    Split at commas there are last and first name; without a comma the last word is the last name.
    """
    name = re.sub(r"^[\s.,/[\]:]+", "", name.rstrip(" ./[]:"))
    if "," in name:
        last, _, first = (part.strip() for part in name.partition(","))
        return first, last
    first, _, last = name.rpartition(" ")
    return first, last


@pytest.mark.parametrize(
    ("origin", "written", "understood"),
    [
        ("Embassy Astana", "Embassy Astana,", ("", "Embassy Astana")),
        ("Secretary of State", "Secretary of State,", ("", "Secretary of State")),
        ("USNATO", "USNATO", ("", "USNATO")),
        ("Kinshasa, Embassy", "Kinshasa, Embassy", ("Embassy", "Kinshasa")),
    ],
)
def test_a_post_is_no_person(origin: str, written: str, understood: tuple[str, str]) -> None:
    """A comma ends a name of several words; a name that has one already is left as it is."""
    cited = Citable("07X1", "Title", origin, "2007-07-09T00:09Z", "", "", (), "Archive", "")
    (author,) = (meta.content for meta in meta_of(cited) if meta.name == "citation_author")
    assert (author, clean_author(author)) == (written, understood)
    assert [meta.content for meta in meta_of(cited) if meta.name == "DCTERMS.creator"] == [origin]


def test_open_graph_is_read_by_extruct(cables: list[tuple[dict[str, Any], str]]) -> None:
    """Whoever shares a page shares its title, its words and its address."""
    for record, html in cables[:3]:
        (graph,) = extruct.extract(html, syntaxes=["opengraph"])["opengraph"]
        found = dict(graph["properties"])
        assert (found["og:type"], found["og:url"]) == ("article", record["url"])
        assert found["og:title"]
        assert found["og:description"]


def test_every_page_has_a_description_and_valid_json_ld(sample: Path) -> None:
    """No page leaves it to others to say what it is."""
    for path in sample.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert Head(html).meta.get("description"), path
        for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
            assert json.loads(text)["@context"] == "https://schema.org"


def test_lists_say_the_way_to_them(sample: Path) -> None:
    """Axis, term."""
    html = (sample / "tag/PGOV.html").read_text(encoding="utf-8")
    (item,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert item["@type"] == "BreadcrumbList"
    assert [each.get("item") for each in item["itemListElement"]] == [f"{BASE}tag/", None]


def test_a_title_cannot_leave_its_place(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """Whatever a subject holds, it is data: in an attribute, in JSON, in a script element."""
    subject = "</script><script>alert(1)</script> \" onload=x & '</title>"
    root = make_site({"07STRELSAU612": cable_text(subject=subject)}, {"site.yml": f"url: {BASE}\n"})
    build_site(read_config(root / "site.yml"), Options(tmp_path / "public", jobs=1))
    html = (tmp_path / "public/cable/2007/07/07STRELSAU612.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    (item,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert item["name"] == Head(html).meta["citation_title"] == subject


def test_without_an_address_none_is_invented(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """No address in citation, metadata or JSON-LD."""
    root = make_site()
    build_site(read_config(root / "site.yml"), Options(tmp_path / "public", jobs=1))
    html = (tmp_path / "public/cable/2007/07/07STRELSAU612.html").read_text(encoding="utf-8")
    assert "citation_public_url" not in html
    (item,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert "url" not in item
    assert "breadcrumb" not in html
    shown = re.search(r"id=_cite>([^<]*)<", html)
    assert shown is not None
    assert shown[1].endswith("Cable archive.")
    assert "/cable/" not in shown[1]


@pytest.mark.parametrize(
    ("data", "change"),
    [
        (cable_text(text="Plain.").encode(), None),
        (cable_text(text="Café – “x”.").encode(), None),
        (b"\xef\xbb\xbf" + cable_text(text="With a mark.").encode(), None),
        (cable_text(text="Lines.").replace("\n", "\r\n").encode(), None),
        (cable_text(text="Caf\xe9.").encode("latin-1"), "Windows-1252"),
        (cable_text(text="Café.").encode("utf-16"), "UTF-16"),
    ],
)
def test_the_text_is_the_source_or_says_what_was_done(
    make_site: Callable[..., Path], tmp_path: Path, data: bytes, change: str | None
) -> None:
    """ID.txt is the source byte for byte; where it is not, ID.json says so, with the digests of both."""
    root = make_site({"07STRELSAU612": data})
    build_site(read_config(root / "site.yml"), Options(tmp_path / "public", jobs=1))
    page = tmp_path / "public/cable/2007/07/07STRELSAU612.html"
    published = page.with_suffix(".txt").read_bytes()
    record = json.loads(page.with_suffix(".json").read_text())
    assert record["source"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert record["source"]["sha256"] in page.read_text(), "the page names the digest of its source"
    assert record["text"]["sha256"] == hashlib.sha256(published).hexdigest()
    assert (record["text"]["change"] is None) == (change is None)
    assert change is None or change in record["text"]["change"]
    assert (published == data) == (change is None)
    assert "Caf" not in published.decode() or "Café" in published.decode()


def test_a_markdown_page_names_its_source(sample: Path) -> None:
    """The file and its digest, in the head."""
    digest = hashlib.sha256((ROOT / "content/pages/about.md").read_bytes()).hexdigest()
    meta = Head((sample / "about.html").read_text(encoding="utf-8")).meta
    assert meta["source"] == f"content/pages/about.md sha256:{digest}"


def test_an_earlier_text_is_cited_as_that(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """Its page names its number and its own address; the latest text names neither number nor another address."""
    root = make_site(files={"site.yml": f"url: {BASE}\n"})
    earlier = root / "content/versions/2010-12-01/07STRELSAU612.txt"
    earlier.parent.mkdir(parents=True)
    earlier.write_text(cable_text(text="An earlier text."))
    build_site(read_config(root / "site.yml"), Options(tmp_path / "public", jobs=1))
    page = tmp_path / "public/cable/2007/07/07STRELSAU612.html"
    first = page.with_suffix(".v1.html").read_text(encoding="utf-8")
    (item,) = extruct.extract(first, syntaxes=["json-ld"])["json-ld"]
    assert (item["url"], item["version"]) == (f"{BASE}cable/2007/07/07STRELSAU612.v1.html", "1")
    assert "version 1, " in first
    assert hashlib.sha256(earlier.read_bytes()).hexdigest() in first
    (latest,) = extruct.extract(page.read_text(encoding="utf-8"), syntaxes=["json-ld"])["json-ld"]
    assert latest["url"] == f"{BASE}cable/2007/07/07STRELSAU612.html"
    assert "version" not in latest


def test_the_build_says_once_that_there_is_no_address(make_site: Callable[..., Path]) -> None:
    """A line, no failure even with --strict; nothing where there is one."""
    root = make_site({name: cable_text(name) for name in ("07STRELSAU612", "07STRELSAU613")})
    command = ["-f", str(root / "site.yml"), "build", "--strict"]
    without = CliRunner().invoke(cli, command)
    assert (without.exit_code, without.output.count("url-missing")) == (0, 1)
    assert "url-missing" not in CliRunner().invoke(cli, [*command, "-u", BASE]).output
