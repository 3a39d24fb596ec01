"""No silent edits: every version of a cable has its page, what changed has one, and the log tells of it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from search.reader import read_postings
from support import cable_text, tree_digests

from cablepress.build.cache import unchanged_build
from cablepress.build.flow import build_site, check_site
from cablepress.build.outcome import Options, Outcome
from cablepress.config import read_config

MakeSite = Callable[..., Path]
ID = "07STRELSAU612"
PAGE = f"cable/2007/07/{ID}"
NAME = "Antoinette"
LATEST = cable_text(ID, text=f"It was {NAME} who rang the bell.")
OLDER = cable_text(ID, text="It was XXXXXXXXXXXX who rang the onlyolder bell.", released="2010-12-04 21:09")
OTHER = cable_text("07STRELSAU613", tags="ECON", subject="ANOTHER")


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files count as left alone for long enough."""
    monkeypatch.setattr("cablepress.build.cache.RACY_NS", 0)
    monkeypatch.setattr("cablepress.build.cache.TICK_NS", 0)


def build(root: Path, out: str = "public", *, jobs: int = 1, clean: bool = False) -> Outcome:
    return build_site(read_config(root / "site.yml"), Options(root / out, jobs=jobs, clean=clean))


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    return make_site(
        {ID: LATEST, "07STRELSAU613": OTHER},
        {f"content/versions/2010-12-04/{ID}.txt": OLDER, "site.yml": "url: https://example.org/\n"},
    )


def read(root: Path, name: str) -> str:
    return (root / "public" / name).read_text(encoding="utf-8")


def test_each_version_has_a_page_and_a_text(site: Path) -> None:
    """With the anchors of its own text, and a way to the latest and to what changed."""
    assert build(site).problems == ()
    page = read(site, f"{PAGE}.v1.html")
    assert "This is version 1 of 2" in page
    assert re.search(r'id="?par1\b', page)
    assert "XXXXXXXXXXXX" in page
    assert NAME not in page
    assert f"href=../../../{PAGE}.html>" in page
    assert f"href=../../../{PAGE}.diff.html>" in page
    assert read(site, f"{PAGE}.v1.txt") == OLDER


def test_the_page_of_the_cable_says_how_many_versions_there_are_and_when(site: Path) -> None:
    """And the record says it to programs."""
    build(site)
    page = read(site, f"{PAGE}.html")
    assert "2 versions of this text are kept:" in page
    assert "(4 December 2010)" in page
    assert "versions" not in read(site, "cable/2007/07/07STRELSAU613.html")
    assert json.loads(read(site, f"{PAGE}.json"))["versions"] == [
        {
            "number": 1,
            "release": None,
            "released": "2010-12-04",
            "url": f"https://example.org/{PAGE}.v1.html",
            "text_url": f"https://example.org/{PAGE}.v1.txt",
        },
        {
            "number": 2,
            "release": None,
            "released": "2011-08-30",
            "url": f"https://example.org/{PAGE}.html",
            "text_url": f"https://example.org/{PAGE}.txt",
        },
    ]


def test_what_changed_is_shown_word_by_word_redactions_first(site: Path) -> None:
    """The name that a redaction hid, in its paragraph, and the words that went."""
    build(site)
    page = read(site, f"{PAGE}.diff.html")
    assert page.index("Redactions that were opened") < page.index("Paragraph 1")
    assert f'<a href="../../../{PAGE}.html#par1">Paragraph 1</a>' in page
    assert ">XXXXXXXXXXXX<" in page
    assert f"</span>{NAME}<" in page
    assert "</span>onlyolder<" in page


def test_the_search_finds_only_the_latest(site: Path) -> None:
    """A word of the older text alone is not in the index."""
    build(site)
    terms = {posting.term for posting in read_postings(site / "public/search")}
    assert not any(term.startswith("onlyold") for term in terms)
    assert any(term.startswith("antoinett") for term in terms)


def test_the_log_of_changes_and_its_feed(site: Path) -> None:
    """Releases, the new version, a withdrawal with its reason; newest first."""
    cable = site / "content/cables/07STRELSAU613.txt"
    cable.write_text(f"---\nwithdrawn: by order of the court\nwithdrawn_on: 2012-01-05\n---\n{OTHER}")
    build(site)
    page = read(site, "changes.html")
    places = [
        page.index(words)
        for words in ("5 January 2012", "by order of the court", "30 August 2011", "Version 2", "4 December 2010")
    ]
    assert places == sorted(places)
    feed = ET.fromstring(read(site, "changes.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")] == [
        "urn:cablepress:07STRELSAU613:withdrawal",
        "urn:cablepress:release:2011-08-30",
        f"urn:cablepress:{ID}:version:2",
        "urn:cablepress:release:2010-12-04",
    ]
    assert feed.findtext(f"{atom}updated") == "2012-01-05T00:00:00Z"


def test_versions_of_a_withdrawn_cable_are_not_published(site: Path) -> None:
    """Nor is a version that is itself withdrawn; in doubt nothing is."""
    (site / f"content/cables/{ID}.txt").write_text(f"---\nwithdrawn: by order\n---\n{LATEST}")
    build(site)
    assert "onlyolder" not in "".join(path.read_text("utf-8", "replace") for path in (site / "public").rglob("*.*"))
    (site / f"content/cables/{ID}.txt").write_text(LATEST)
    (site / f"content/versions/2010-12-04/{ID}.txt").write_text(f"---\nwithdrawn: by order\n---\n{OLDER}")
    build(site)
    assert not (site / f"public/{PAGE}.v1.html").exists()
    assert "versions of this text" not in read(site, f"{PAGE}.html")


def test_a_version_of_a_cable_that_is_not_held_is_told(site: Path) -> None:
    """With its path; it is not on the site."""
    (site / "content/versions/2010-12-04/99ZENDA1.txt").write_text(cable_text("99ZENDA1"))
    (problem,) = build(site).problems
    assert str(problem) == (
        "content/versions/2010-12-04/99ZENDA1.txt:1:1: warning version-without-cable: "
        "99ZENDA1 is not in the archive, so its version is not on the site"
    )
    assert [problem.code for problem in check_site(read_config(site / "site.yml"))] == ["version-without-cable"]


def test_an_earlier_text_that_came_later_is_told(site: Path) -> None:
    """The text among the cables is the latest all the same."""
    path = f"content/versions/2012-01-01/{ID}.txt"
    (site / path).parent.mkdir()
    (site / path).write_text(OLDER.replace("2010-12-04", "2012-01-01"))
    (problem,) = build(site).problems
    assert str(problem) == (
        f"{path}:1:1: warning version-later: released 2012-01-01, after the text of {ID} that is taken for the "
        "latest (2011-08-30)"
    )


def test_versions_stand_in_the_order_of_their_releases(site: Path) -> None:
    """By the day that the text or its label gives; those with a name alone before them."""
    text = OLDER.replace(" 2010-12-04 21:09", "")
    for label in ("2010-11-28", "a-leak"):
        path = site / f"content/versions/{label}/{ID}.txt"
        path.parent.mkdir()
        path.write_text(text.replace("rang the", f"rang ({label}) the"))
    build(site)
    assert "(a-leak)" in read(site, f"{PAGE}.v1.txt")
    assert "(2010-11-28)" in read(site, f"{PAGE}.v2.txt")
    assert "This is version 3 of 4" in read(site, f"{PAGE}.v3.html")


def test_a_cable_whose_month_changed_is_found_at_its_first_address(site: Path) -> None:
    """Links to the page of an earlier release lead on; nothing else names it."""
    older = OLDER.replace(f"{ID} 2007-07-09 00:09", f"{ID} 2007-06-09 00:09")
    (site / f"content/versions/2010-12-04/{ID}.txt").write_text(older)
    build(site)
    page = read(site, f"cable/2007/06/{ID}.html")
    assert f'content="0; url=../../../{PAGE}.html"' in page
    assert f"cable/2007/06/{ID}" not in read(site, "sitemap.xml") + read(site, f"{PAGE}.html")
    assert read(site, f"{PAGE}.v1.html")
    assert sorted(path.name for path in (site / "public/cable/2007/06").iterdir()) == [f"{ID}.html"]


def test_an_incremental_build_of_versions_is_a_clean_one(site: Path) -> None:
    """A version that comes, changes or goes; with any number of workers."""
    config = read_config(site / "site.yml")
    build(site)
    assert unchanged_build(config, Options(site / "public")) is not None
    version = site / f"content/versions/2010-12-04/{ID}.txt"
    for text in (OLDER.replace("onlyolder", "rusty"), None, OLDER):
        if text is None:
            version.unlink()
        else:
            version.write_text(text)
        assert unchanged_build(config, Options(site / "public")) is None
        build(site)
        build(site, "clean", jobs=2, clean=True)
        assert tree_digests(site / "public") == tree_digests(site / "clean")
        assert (site / f"public/{PAGE}.diff.html").exists() == (text is not None)
