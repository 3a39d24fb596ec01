"""Everything in the content folders is on the site, or it is said why not; nothing else is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text

from cablepress.cli.commands import main

MakeSite = Callable[..., Path]
PNG = b"\x89PNG\r\n\x1a\n invented"


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command; gives its exit code and what it said."""

    def run(root: Path, *arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["-f", str(root / "site.yml"), *(arguments or ("build", "-j1"))])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out + said.err

    return run


Build = Callable[..., tuple[int, str]]


def test_files_beside_an_article_are_published_with_it(make_site: MakeSite, build: Build) -> None:
    """Pictures and PDFs, in folders too; links to them, and from a page elsewhere, lead there."""
    root = make_site(
        files={
            "content/articles/p.md": "# P\n![map](map.png)\n[report](files/report%20one.pdf)\n",
            "content/articles/2011/deep.md": "# Deep\n![map](../map.png)\n[p](../p.md) 07STRELSAU612\n",
            "content/pages/about.md": "[report](../articles/files/report%20one.pdf) [deep](../articles/2011/deep.md)\n",
        }
    )
    (root / "content/articles/map.png").write_bytes(PNG)
    (root / "content/articles/files").mkdir()
    (root / "content/articles/files/report one.pdf").write_bytes(b"%PDF")
    (root / "content/articles/unlinked.csv").write_bytes(b"a,b\n")
    code, said = build(root, "build", "-j1", "--strict")
    assert (code, "no problems" in said) == (0, True), said
    site = root / "public"
    assert (site / "articles/map.png").read_bytes() == PNG
    assert (site / "articles/files/report one.pdf").read_bytes() == b"%PDF"
    assert (site / "articles/unlinked.csv").read_bytes() == b"a,b\n"
    deep = (site / "articles/2011/deep.html").read_text()
    assert '<img src="../../articles/map.png"' in deep
    assert 'href="../../articles/p.html"' in deep
    assert 'href="../../cable/2007/07/07STRELSAU612.html"' in deep
    assert 'href="articles/files/report%20one.pdf"' in (site / "about.html").read_text()
    assert "articles/map.png" in (site / "SHA256SUMS").read_text()


def test_static_files_are_published_as_they_are(make_site: MakeSite, build: Build) -> None:
    """A proof of a search engine, ``.well-known``, anything; a change is seen, and what goes is gone."""
    root = make_site(
        files={
            "content/static/google123.html": "google-site-verification: google123.html",
            "content/static/.well-known/security.txt": "Contact: mailto:a@example.org\n",
            "content/static/docs/deep/x.bin": "\x01",
            "content/static/.DS_Store": "x",
        }
    )
    code, said = build(root)
    site = root / "public"
    assert code == 0
    assert (site / "google123.html").read_text() == "google-site-verification: google123.html"
    assert (site / ".well-known/security.txt").is_file()
    assert (site / "docs/deep/x.bin").is_file()
    assert not list(site.rglob(".DS_Store"))
    assert "content/static/.DS_Store: warning file-passed-over" in said
    (root / "content/static/google123.html").write_text("other")
    (root / "content/static/docs/deep/x.bin").unlink()
    build(root)
    assert (site / "google123.html").read_text() == "other"
    assert not (site / "docs").exists()


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "INDEX.html",
        "cable/2007/07/07STRELSAU612.html",
        "tag/PGOV.html",
        "SHA256SUMS",
        "search/x.js",
        ".cablepress/x",
        "tag",
        "about.html/x",
        "cable",
    ],
)
def test_no_file_takes_the_place_of_a_page(make_site: MakeSite, build: Build, name: str) -> None:
    """The page stays, the file is an error."""
    root = make_site(files={"content/pages/about.md": "About.", f"content/static/{name}": "usurper"})
    code, said = build(root)
    if name.startswith(".cablepress"):
        assert "content/static/.cablepress: warning file-passed-over" in said
    else:
        assert code == 1
        assert f"content/static/{name}: error file-repeated" in said
    assert not any(path.is_file() and path.read_bytes() == b"usurper" for path in (root / "public").rglob("*"))
    assert (root / "public/about.html").is_file()


def test_files_of_a_draft_are_not_published(make_site: MakeSite, build: Build) -> None:
    """What is in the folder of a draft may belong to it; what a published page links to does not."""
    root = make_site(
        files={
            "content/articles/secret/index.md": "---\ndraft: true\n---\n![a](photo.png)\n",
            "content/articles/open.md": "![b](secret/shared.png)\n",
        }
    )
    for name in ("photo.png", "shared.png", "more/x.png"):
        path = root / "content/articles/secret" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PNG)
    _, said = build(root)
    found = sorted(path.name for path in (root / "public").rglob("*.png"))
    assert found == ["shared.png"]
    assert "content/articles/secret/photo.png: warning file-not-published: may belong to a draft" in said
    assert "content/articles/secret/more/x.png: warning file-not-published" in said
    build(root, "build", "-j1", "--drafts")
    assert len(list((root / "public").rglob("*.png"))) == 3


@pytest.mark.parametrize(
    "draft", ["articles/a/map-draft.md", "articles/a/_drafts/map.md", "articles/a/wip/map.md", "pages/a/map.md"]
)
def test_files_of_what_is_not_read_are_not_published(make_site: MakeSite, build: Build, draft: str) -> None:
    """A draft by its name, or a page in a folder where none is read, has pictures as well."""
    root = make_site(files={f"content/{draft}": "![m](map.png)\n", "content/articles/b.md": "B.\n"})
    folder = root / "content" / draft.partition("/")[0]
    for name in ("a/map.png", "b.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(PNG)
    _, said = build(root)
    assert [path.name for path in (root / "public").rglob("*.png")] == ["b.png"]
    assert "/a/map.png: warning file-not-published: may belong to a draft" in said


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("static/id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----\nzyzzyva\n"),
        ("static/keys/site.asc", "Ours.\n-----BEGIN PGP PRIVATE KEY BLOCK-----\nzyzzyva\n"),
        ("articles/site.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\nzyzzyva\n"),
        ("static/note.txt", "---\r\ndraft: true\r\n---\r\nzyzzyva\r\n"),
        ("static/old/page.html", "<!-- draft: true -->\n<p>zyzzyva</p>\n"),
        ("articles/map.txt", "EMBARGOED UNTIL 5 MAY\n\nzyzzyva\n"),
    ],
)
def test_a_file_that_says_it_is_not_meant_for_readers_is_not_published(
    make_site: MakeSite, build: Build, name: str, data: str
) -> None:
    """Keys anywhere; texts that are marked as drafts, unless those are asked for."""
    root = make_site(files={f"content/{name}": data, "content/articles/a.md": "[t](map.txt)\n"})
    _, said = build(root)
    assert f"content/{name}: warning file-not-published" in said
    assert [path for path in (root / "public").rglob("*") if path.is_file() and b"zyzzyva" in path.read_bytes()] == []
    build(root, "build", "-j1", "--drafts")
    shown = [path for path in (root / "public").rglob("*") if path.is_file() and b"zyzzyva" in path.read_bytes()]
    assert bool(shown) == ("KEY" not in data.upper())


@pytest.mark.parametrize("name", ["page.html", "run.js", "old.md.bak", "notes.docx", "deep.markdown", ".htaccess"])
def test_what_nobody_means_to_publish_is_not(make_site: MakeSite, build: Build, name: str) -> None:
    """Beside an article: what a browser runs, and working files."""
    root = make_site(files={"content/articles/a.md": "A.", f"content/articles/{name}": "x"})
    _, said = build(root)
    assert not (root / "public/articles" / name).exists()
    assert name.startswith(".") or f"content/articles/{name}: warning file-not-published" in said


def test_dead_links_have_a_place(make_site: MakeSite, build: Build) -> None:
    """Pages, anchors, cables, lists, pictures; under --strict they fail the build."""
    text = """# L

[a](missing.md) [b](about.md#nope)
[ok](about.md#here) [ok](../cable/2007/07/07STRELSAU612.html#par1) [ok](#l2) 07STRELSAU612#par2
07STRELSAU612#par99 [c](cable/2007/07/07STRELSAU999.html)
![p](missing.png) [t](tag/NONE.html) [ok](tag/PGOV.html) [ok](tag/index.html) [ok](origin/) [ok](https://example.org/x)
[d](draft.md) [r](/about.html) <a href="gone.html">raw</a> [ok](feed.xml) [ok](search.html?q=x)

## L2
"""
    text = text.replace("(../cable", "(cable")
    root = make_site(
        files={
            "content/pages/l.md": text,
            "content/pages/about.md": "## Here\n",
            "content/pages/draft.md": "---\ndraft: true\n---\n",
        }
    )
    code, said = build(root)
    found = [line.partition(": warning link-broken: ") for line in said.splitlines() if "link-broken" in line]
    assert code == 0
    assert {(place.removeprefix("content/pages/"), words.split(" ")[0].strip("'")) for place, _, words in found} == {
        ("l.md:3:1", "about.html#nope"),
        ("l.md:3:1", "missing.md"),
        ("l.md:5:1", "cable/2007/07/07STRELSAU612.html#par99"),
        ("l.md:5:1", "cable/2007/07/07STRELSAU999.html"),
        ("l.md:6:1", "missing.png"),
        ("l.md:6:1", "tag/NONE.html"),
        ("l.md:7:1", "/about.html"),
        ("l.md:7:1", "draft.md"),
        ("l.md:7:1", "gone.html"),
    }
    assert build(root, "build", "-j1", "--strict")[0] == 1


@pytest.mark.parametrize("name", ["set", "changes", "search", "404"])
def test_no_page_takes_the_place_of_one_of_ours(make_site: MakeSite, build: Build, name: str) -> None:
    """Else one of the two would be lost in silence."""
    root = make_site(files={f"content/pages/{name}.md": "# Zyzzyva\n"})
    code, said = build(root)
    assert (code, f"content/pages/{name}.md: error page-repeated: {name}.html is another page" in said) == (1, True)
    assert "Zyzzyva" not in (root / f"public/{name}.html").read_text()


def test_an_address_that_would_run_something_is_named(make_site: MakeSite, build: Build) -> None:
    """As it is written, with its line, also where a page links to a set of cables, which is no mistake."""
    text = "# A\n\n[a](set.html#07STRELSAU612)\n[b](JavaScript:alert(1))\n[c](data:text/html,x) [d](vbscript:x)\n"
    root = make_site(files={"content/pages/about.md": text})
    _, said = build(root)
    start = "content/pages/about.md:"
    assert [line.partition(" left out")[0] for line in said.splitlines() if line.startswith(start)] == [
        f"{start}4:1: warning html-left-out: the address 'JavaScript:alert(1)' of <a>",
        f"{start}5:1: warning html-left-out: the address 'data:text/html,x' of <a>",
        f"{start}5:1: warning html-left-out: the address 'vbscript:x' of <a>",
    ]
    page = (root / "public/about.html").read_text().lower()
    assert not any(f'href="{scheme}' in page for scheme in ("javascript", "data:", "vbscript"))


def test_raw_html_is_cut_back_and_said(make_site: MakeSite, build: Build) -> None:
    """A redirect leads every reader away; it is not on the page."""
    text = 'Words.\n\n<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">\n\n<b onclick="x()">bold</b>\n'
    root = make_site(files={"content/pages/m.md": text})
    _, said = build(root)
    page = (root / "public/m.html").read_text()
    assert "refresh" not in page
    assert "<b>bold</b>" in page
    assert "content/pages/m.md:3:1: warning html-left-out: <meta> left out" in said
    assert "content/pages/m.md:5:1: warning html-left-out: onclick= of <b> left out" in said


def test_one_bad_file_never_stops_the_others(make_site: MakeSite, build: Build) -> None:
    """Links to nowhere, in a circle and out of the site, pipes, pointers, odd names."""
    root = make_site({"07STRELSAU612": cable_text()}, {"content/pages/about.md": "About."})
    for folder in ("cables", "pages", "articles", "static"):
        place = root / "content" / folder
        place.mkdir(exist_ok=True)
        extension = {"cables": "txt", "static": "txt"}.get(folder, "md")
        (place / f"loop.{extension}").symlink_to(f"loop.{extension}")
        (place / f"gone.{extension}").symlink_to("/nowhere/x")
        (place / f"leak.{extension}").symlink_to("/etc/passwd")
        (place / "circle").symlink_to("..")
        os.mkfifo(place / f"pipe.{extension}")
        (place / f"two\nlines.{extension}").write_text("x")
    code, said = build(root)
    assert code == 1
    assert (root / "public/about.html").is_file()
    assert (root / "public/cable/2007/07/07STRELSAU612.html").is_file()
    assert said.count("error link-outside") == 4
    assert said.count("error file-unreadable") == 8
    assert said.count("warning file-special") == 4
    assert said.count("warning link-circle") == 4
    assert not any(b"root:x:" in path.read_bytes() for path in (root / "public").rglob("*") if path.is_file())


def test_nothing_that_a_terminal_obeys_is_printed(make_site: MakeSite, build: Build) -> None:
    """Escapes, bells, turned letters and forged lines in names and texts."""
    bad = "\x1b]0;PWNED\x07\x9b31m\u202e\x7f\x08"
    cables = {
        "07STRELSAU612": cable_text(),
        "x": f'---\nclassification: "{bad.encode("unicode_escape").decode()}"\n---\n' + cable_text("07STRELSAU613"),
    }
    root = make_site(cables, {"content/pages/about.md": f"---\ntitle: x\nz{bad[-3]}z: 1\n---\n[x](gone{bad[-3]}.md)"})
    (root / "content/cables" / "a\x1b]0;p\x07.txt").write_text("no cable")
    (root / "content/cables" / "b\n::error file=x::owned\n.txt").write_bytes(b"\0")
    (root / "content/pages" / "c\n::error file=x::owned\n.md").write_text("x")
    for arguments in (("build", "-j1", "-v"), ("check",), ("check", "--format", "json")):
        _, said = build(root, *arguments)
        assert not [letter for letter in bad if letter in said and not letter.isprintable()]
        assert not [line for line in said.splitlines() if line.startswith("::")]


def test_content_may_be_anywhere(make_site: MakeSite, build: Build, tmp_path: Path) -> None:
    """Absolute paths in ``site.yml``; a folder that is named and missing is said."""
    root = make_site(files={"content/pages/about.md": "About."})
    for name in ("cables", "pages"):
        (root / "content" / name).rename(tmp_path / name)
    (root / "site.yml").write_text(
        f"content: {{cables: {tmp_path}/cables, pages: {tmp_path}/pages, articles: content/x}}\n"
    )
    code, said = build(root)
    assert code == 0, said
    assert (root / "public/about.html").is_file()
    assert (root / "public/cable/2007/07/07STRELSAU612.html").is_file()
    assert "content/x: warning folder-missing" in said
    # Where that is on this machine is nobody's business, and would be other bytes on the next.
    files = [path for path in (root / "public").rglob("*") if path.is_file()]
    assert [path.name for path in files if str(tmp_path).encode() in path.read_bytes()] == []
    record = json.loads((root / "public/cable/2007/07/07STRELSAU612.json").read_text())
    assert record["source"]["file"] == "07STRELSAU612.txt"


def test_what_is_beside_the_content_folders_is_said(make_site: MakeSite, build: Build) -> None:
    """Nothing is read there; files that stand in any folder are not named."""
    files = {
        "content/stray.txt": "x",
        "content/more/x.txt": "x",
        "content/README.md": "x",
        "content/anchors.json": "{}",
    }
    root = make_site(files=files)
    (root / "content/loop").symlink_to("loop")
    _, said = build(root)
    assert "content: warning file-passed-over: 3 files are passed over (loop, more, stray.txt)" in said


def test_an_earlier_text_that_may_be_a_draft_is_not_published(make_site: MakeSite, build: Build) -> None:
    """And that is said, though nothing else that is doubtful in an earlier text is."""
    text = cable_text(text="A word: zyzzyva.")
    files = {"content/versions/2010-12-04/07STRELSAU612.txt": f'---\ndraft: "true"\n---\n{text}'}
    root = make_site({"07STRELSAU612": cable_text()}, files)
    _, said = build(root)
    assert "content/versions/2010-12-04/07STRELSAU612.txt:2:8: warning front-matter-type: draft" in said
    assert not any(b"zyzzyva" in path.read_bytes() for path in (root / "public").rglob("*") if path.is_file())
