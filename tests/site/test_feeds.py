"""Feeds of posts, tags and classifications, and the sitemap, read by independent libraries."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from support import cable_text

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.config import read_config

BASE = "https://example.org/archive/"


def build(root: Path, out: Path) -> Path:
    build_site(read_config(root / "site.yml"), Options(out, jobs=1))
    return out


@pytest.fixture
def root(make_site: Callable[..., Path]) -> Path:
    """Thirty cables of one post, released on as many days, the oldest last; one of another post."""
    cables = {
        f"07STRELSAU{600 + day}": cable_text(f"07STRELSAU{600 + day}", released=f"2011-08-{31 - day:02d} 01:44")
        for day in range(1, 31)
    }
    cables["07ZENDA1"] = cable_text("07ZENDA1", origin="Consulate Zenda", tags="ETRD", classification="SECRET")
    return make_site(cables, {"site.yml": f"url: {BASE}\n"})


def test_each_term_has_a_feed_of_its_latest_releases(root: Path, tmp_path: Path) -> None:
    """Twenty entries, the last released first; each list shows its feed and names it in its head."""
    out = build(root, tmp_path / "out")
    for name in ("origin/embassy-strelsau", "tag/PGOV", "classification/confidential"):
        feed = feedparser.parse((out / f"{name}.xml").read_bytes())
        assert not feed.bozo
        assert (len(feed.entries), feed.entries[0].title.split(":")[0]) == (20, "07STRELSAU601")
        updated = [entry.updated for entry in feed.entries]
        assert updated == sorted(updated, reverse=True)
        assert feed.feed.updated == updated[0]
        assert {link["rel"]: link["href"] for link in feed.feed.links}["self"] == f"{BASE}{name}.xml"
        assert feed.entries[0].link == f"{BASE}cable/2007/07/07STRELSAU601.html"
        html = (out / f"{name}.html").read_text(encoding="utf-8")
        assert re.search(rf"<link rel=alternate type=application/atom\+xml href={name.rpartition('/')[2]}.xml ", html)
        assert re.search(rf"<a href={name.rpartition('/')[2]}.xml>Follow", html)
    assert len(feedparser.parse((out / "origin/consulate-zenda.xml").read_bytes()).entries) == 1
    assert not list(out.glob("*date/*.xml"))


def test_feeds_are_written_only_when_they_change(root: Path, tmp_path: Path) -> None:
    """A new cable of one post leaves the feeds of all others alone."""
    out = build(root, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in out.glob("*/*.xml")}
    new = cable_text("07ZENDA2", origin="Consulate Zenda", tags="ETRD", classification="SECRET")
    (root / "content/cables/07ZENDA2.txt").write_text(new)
    build(root, out)
    changed = {path.relative_to(out).as_posix() for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert changed == {"origin/consulate-zenda.xml", "tag/ETRD.xml", "classification/secret.xml"}


def test_feeds_can_be_left_out(root: Path, tmp_path: Path) -> None:
    """No file, no link."""
    (root / "site.yml").write_text("output:\n  feeds: false\n")
    out = build(root, tmp_path / "out")
    assert not list(out.glob("*/*.xml"))
    assert "atom+xml" not in (out / "tag/PGOV.html").read_text()


def test_without_an_address_links_lead_from_where_the_feed_is(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """A relative link of a feed in a folder leads out of that folder."""
    out = build(make_site(), tmp_path / "out")
    feed = feedparser.parse((out / "tag/PGOV.xml").read_bytes())
    assert (out / "tag" / feed.entries[0].link).resolve() == (out / "cable/2007/07/07STRELSAU612.html").resolve()


def test_the_sitemap_says_when_pages_changed(root: Path, tmp_path: Path) -> None:
    """A cable when it was released, a list with the last of its cables, the front page with the last of all."""
    out = build(root, tmp_path / "out")
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    tree = ET.fromstring((out / "sitemap.xml").read_bytes())
    days = {entry.findtext("s:loc", "", names): entry.findtext("s:lastmod", "", names) for entry in tree}
    assert days[f"{BASE}cable/2007/07/07STRELSAU603.html"] == "2011-08-28"
    assert days[f"{BASE}origin/embassy-strelsau.html"] == days[BASE] == "2011-08-30"

    assert all(re.fullmatch(r"(\d{4}-\d\d-\d\d)?", day) for day in days.values())


def test_a_site_with_everything_off_has_nothing_of_it(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """No data, no set, no feeds of terms, and none of their scripts."""
    off = "output:\n  data: false\n  set: false\n  feeds: false\n"
    out = build(make_site(files={"site.yml": off}), tmp_path / "out")
    names = [path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()]
    assert not [
        name for name in names if re.match(r"data/|set|static/(set|save)\.|(origin|tag|classification)/.*xml", name)
    ]
    for path in out.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"set\.html|save\.[0-9a-f]{8}\.js|data/index\.html", html), path
