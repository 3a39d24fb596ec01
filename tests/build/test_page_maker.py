"""After an edit the preview shows each page as the next build makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support import cable_text

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.build.page_maker import PageMaker
from cablepress.build.parse_pass import ParsedArchive
from cablepress.config import SiteConfig, read_config

IDS = "05ZENDA1", "06ZENDA2", "07STRELSAU612"
ABOUT = "---\ntitle: About\n---\n\nOf 06ZENDA2.\n"
NO_SEARCH = {"site.yml": "search: {enabled: false}\n"}
CABLE = "content/cables/06ZENDA2.txt"


def built(root: Path, out: Path) -> tuple[SiteConfig, ParsedArchive]:
    """A site as it is previewed."""
    config = read_config(root / "site.yml").for_preview()
    found: list[ParsedArchive] = []
    build_site(config, Options(out, jobs=1), keep=found.append)
    return config, found[0]


@pytest.mark.parametrize(
    ("files", "edits"),
    [
        ({}, {CABLE: cable_text("06ZENDA2", subject="ANOTHER SUBJECT")}),
        ({}, {"content/pages/about.md": ABOUT, CABLE: cable_text("06ZENDA2", tags="ECON")}),
        (NO_SEARCH, {CABLE: cable_text("06ZENDA2", subject="ANOTHER SUBJECT", classification="SECRET")}),
        (NO_SEARCH, {"site.yml": "output: {set: false}\n", "content/pages/about.md": ABOUT}),
    ],
    ids=["words", "a page and another tag", "without search", "site.yml"],
)
def test_all_pages_are_those_of_a_build(
    make_site: Callable[..., Path], tmp_path: Path, files: Mapping[str, str], edits: Mapping[str, str]
) -> None:
    cables = {cable_id: cable_text(cable_id, created=f"20{cable_id[:2]}-01-02 03:04") for cable_id in IDS}
    root = make_site(cables, dict(files))
    config, parsed = built(root, tmp_path / "before")
    maker = PageMaker(config, parsed, drafts=False)
    for name, text in edits.items():  # saved one after the other
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
        assert maker.update([root / name])
    after = tmp_path / "after"
    built(root, after)
    pages = {path.relative_to(after).as_posix(): path.read_bytes() for path in after.rglob("*.html")}
    assert {url: maker.page(url) for url in pages} == pages


def test_what_is_saved_together_with_site_yml_is_seen(make_site: Callable[..., Path], tmp_path: Path) -> None:
    root = make_site()
    maker = PageMaker(*built(root, tmp_path / "before"), drafts=False)
    changed = {
        "site.yml": "title: Another\n",
        "content/cables/07STRELSAU612.txt": cable_text(subject="ANOTHER SUBJECT"),
    }
    for name, text in changed.items():
        (root / name).write_text(text, encoding="utf-8")
    assert maker.update([root / name for name in changed])
    page = maker.page("cable/2007/07/07STRELSAU612.html")
    built(root, tmp_path / "after")
    assert page == (tmp_path / "after/cable/2007/07/07STRELSAU612.html").read_bytes()


def test_after_what_only_a_build_can_tell_all_is_left_to_it(make_site: Callable[..., Path], tmp_path: Path) -> None:
    cables = {cable_id: cable_text(cable_id) for cable_id in IDS}
    root = make_site(cables, {f"content/versions/first/{IDS[0]}.txt": cable_text(IDS[0], text="Earlier.")})
    maker = PageMaker(*built(root, tmp_path / "before"), drafts=False)
    gone, edited = (root / f"content/cables/{cable_id}.txt" for cable_id in IDS[:2])
    edited.write_text(cable_text(IDS[1], text="Other words."), encoding="utf-8")
    assert maker.update([edited])
    gone.unlink()
    assert not maker.update([gone])
    assert not maker.update([edited])


def test_where_two_files_have_one_id_only_a_build_knows_which_is_shown(
    make_site: Callable[..., Path], tmp_path: Path
) -> None:
    root = make_site({IDS[0]: cable_text(IDS[0]), IDS[1]: cable_text(IDS[1]), "z": cable_text(IDS[1])})
    maker = PageMaker(*built(root, tmp_path / "before"), drafts=False)
    path = root / f"content/cables/{IDS[1]}.txt"
    path.unlink()
    assert not maker.update([path])
