"""Bad input is ordinary: a clear message with its place, the right exit code, and the rest is built."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from support import cable_text

from cablepress.cable import checks
from cablepress.cli.commands import main

GOOD = cable_text("07STRELSAU612")
MakeSite = Callable[..., Path]


class Run(NamedTuple):
    code: int
    out: str
    err: str
    site: Path

    def has(self, cable_id: str) -> bool:
        return any(self.site.rglob(f"cable/**/{cable_id}.html"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs a command on a site in this process; no command may end in a traceback."""

    def run(root: Path, *arguments: str) -> Run:
        with pytest.raises(SystemExit) as ended:
            main(["-f", str(root / "site.yml"), *(arguments or ("build",))])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Run(int(ended.value.code or 0), captured.out, captured.err, root / "public")

    return run


def test_a_good_site_builds_and_says_what_happened(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Exit code 0; the last line has cables, files, problems, seconds, rate and memory."""
    done = run(make_site({"07STRELSAU612": GOOD}))
    assert done.code == 0
    last = done.out.splitlines()[-1]
    assert last.startswith("1 cable: ")
    assert "cables/s" in last
    assert "MB" in last
    assert done.has("07STRELSAU612")


def test_an_unknown_key_in_site_yml(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """File, line, column, and what was probably meant; nothing is built."""
    done = run(make_site(files={"site.yml": "title: x\nthem: {}\n"}))
    assert done.code == 1
    assert "site.yml:2:1: error config-key-unknown: unknown key 'them'; did you mean 'theme'?" in done.err
    assert not done.site.exists()


def test_broken_yaml_in_site_yml(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """A syntax error has its line."""
    done = run(make_site(files={"site.yml": "title: x\nurl: [\n"}))
    assert done.code == 1
    assert "site.yml:3:1: error config-syntax: not valid YAML" in done.err


def test_a_file_that_is_no_text(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """It is not on the site, so the exit code is 1; the good cable is."""
    done = run(make_site({"07STRELSAU612": GOOD, "07STRELSAU613": b"ab\n\0\1\2"}))
    assert done.code == 1
    assert "content/cables/07STRELSAU613.txt:2:1: error not-text: a NUL byte; expected a text file" in done.err
    assert done.has("07STRELSAU612")
    assert not done.has("07STRELSAU613")


def test_two_files_with_one_id(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The first by name is published; the message names both."""
    done = run(make_site({"07STRELSAU612": GOOD, "copy": GOOD}))
    assert done.code == 1
    expected = "copy.txt:1:1: error id-repeated: 07STRELSAU612 is already the ID of content/cables/07STRELSAU612.txt"
    assert expected in done.err
    assert done.has("07STRELSAU612")


@pytest.mark.parametrize("bad", ["../../etc/passwd", "a/b", "..", "a\\b", "con", ".hidden"])
def test_an_id_that_is_no_file_name(make_site: MakeSite, run: Callable[..., Run], bad: str) -> None:
    """It is refused with file and line, and nothing is written outside the site."""
    text = f"---\nid: '{bad}'\n---\n{GOOD}"
    root = make_site({"07STRELSAU700": text, "07STRELSAU613": cable_text("07STRELSAU613")})
    done = run(root)
    assert done.code == 1
    assert "content/cables/07STRELSAU700.txt:2:" in done.err
    assert "error id-refused" in done.err
    assert done.has("07STRELSAU613")
    assert {path.name for path in root.iterdir()} == {"content", "public", "site.yml", ".cablepress"}


def test_a_fault_of_the_parser_costs_one_cable(
    make_site: MakeSite, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never fails; the day it does all others are on the site, and the fault can be reported."""
    real = checks.check_dates

    def fail(cable_id: str, *arguments: object) -> None:
        if cable_id == "07STRELSAU613":
            raise ZeroDivisionError("a fault")
        real(cable_id, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(checks, "check_dates", fail)
    root = make_site({name: cable_text(name) for name in ("07STRELSAU612", "07STRELSAU613", "07STRELSAU614")})
    done = run(root, "build", "-j1")
    assert done.code == 1
    assert "content/cables/07STRELSAU613.txt: error cable-failed: a fault of the program" in done.err
    shown = sorted(path.stem for path in (root / "public/cable").rglob("*.html"))
    assert shown == ["07STRELSAU612", "07STRELSAU614"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59Z", "0001-01-01T00:00Z", "9999-12-30T23:00-05:00"])
def test_the_ends_of_the_calendar_are_dates(make_site: MakeSite, run: Callable[..., Run], moment: str) -> None:
    """Absurd, and said, but no reason to stop."""
    text = f"---\ncreated: {moment}\n---\n" + cable_text()
    root = make_site({"07STRELSAU612": text})
    done = run(root, "build", "-j1")
    assert done.code == 0
    assert "date-mismatch" in done.err


def test_a_key_that_is_there_twice_is_said(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The last one counts, as in YAML; the other would be lost in silence. What is no address is no news article."""
    text = "---\nnote: A\nnote: B\narticles: ['javascript:x', 'https://paper.example/a']\n---\n" + cable_text()
    page = "---\ntitle: A\ntitle: B\n---\nText.\n"
    root = make_site({"07STRELSAU612": text}, {"content/pages/about.md": page, "content/cables/README.txt": "Mine.\n"})
    done = run(root, "build", "-j1")
    assert "content/cables/07STRELSAU612.txt:3:1: warning front-matter-repeated: note appears here a" in done.err
    assert "content/pages/about.md:3:1: warning front-matter-repeated: title appears here a second time" in done.err
    assert "07STRELSAU612.txt:4:11: warning front-matter-type: articles: 'javascript:x' is not an address" in done.err
    assert "content/cables: warning file-passed-over: 1 file is passed over (README.txt)" in done.err
    record = json.loads((root / "public/cable/2007/07/07STRELSAU612.json").read_text())
    assert record["articles"] == ["https://paper.example/a"]


def test_a_template_with_a_syntax_error(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The message has the template's file and line; the old site is left alone."""
    root = make_site()
    assert run(root).code == 0
    before = (root / "public" / "SHA256SUMS").read_bytes()
    (root / "site.yml").write_text("theme: {custom_dir: custom}\ntitle: Changed\n")
    (root / "custom" / "templates").mkdir(parents=True)
    (root / "custom" / "templates" / "cable.html").write_text('{% extends "dossier:cable.html" %}\n{% block %}\n')
    done = run(root)
    assert done.code == 1
    assert "custom/templates/cable.html:2:1: error template-syntax:" in done.err
    assert (root / "public" / "SHA256SUMS").read_bytes() == before


def test_a_template_that_fails_on_a_cable(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """An undefined name is an error with file and line, not an empty place on 250,000 pages."""
    files = {
        "site.yml": "theme: {custom_dir: custom}\n",
        "custom/templates/cable.html": "{{ cable.id }}\n{{ cable.subjet }}",
    }
    done = run(make_site(files=files))
    assert done.code == 1
    assert "custom/templates/cable.html:2:1: error template-failed:" in done.err
    assert "subjet" in done.err


def test_no_cables_at_all(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The message says where they were expected."""
    done = run(make_site(cables={}))
    assert done.code == 1
    assert "content/cables/: no cables; expected files named ID.txt" in done.err
    assert not done.site.exists()


def test_only_bad_files(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Every reason is told, and that nothing was left."""
    done = run(make_site({"07STRELSAU613": b"\0"}))
    assert done.code == 1
    assert "07STRELSAU613.txt:1:1: error not-text" in done.err
    assert "none of 1 files could be published" in done.err


def test_a_missing_theme(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The message names the themes that there are."""
    done = run(make_site(files={"site.yml": "theme: {name: dosier}\n"}))
    assert done.code == 1
    assert "no theme 'dosier'" in done.err
    assert "dossier" in done.err.replace("'dosier'", "")


def test_broken_front_matter_of_a_page(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Nobody can tell whether it is a draft: the page is not written, the rest is, and the error has its place."""
    done = run(make_site(files={"content/pages/about.md": "---\ntitle: [\n---\nHello\n"}))
    assert done.code == 1
    assert "content/pages/about.md:3:1: error front-matter-broken: not valid YAML" in done.err
    assert not (done.site / "about.html").exists()
    assert done.has("07STRELSAU612")


def test_a_template_that_fails_in_a_worker(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The message comes whole from another process."""
    cables = {f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}") for number in range(100, 103)}
    files = {"site.yml": "theme: {custom_dir: custom}\n", "custom/templates/cable.html": "{{ cable.subjet }}"}
    done = run(make_site(cables, files), "build", "-j", "2")
    assert done.code == 1
    assert "custom/templates/cable.html:1:1: error template-failed:" in done.err


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("pages/a b?c.md", "Words.", "error page-name"),
        ("pages/search.md", "Words.", "error page-repeated"),
        ("articles/con.md", "Words.", "error page-name"),
        (
            "articles/late.md",
            "---\ndate: 2007-13-01\n---\n",
            "late.md:2:7: warning front-matter-type: date: expected a date such as 2011-09-01, found '2007-13-01'",
        ),
        ("articles/soon.md", "---\ndate: soon\n---\nWords.", "warning front-matter-type: date: expected a date"),
        ("articles/last.md", "---\norder: 1e400\n---\nWords.", "warning front-matter-type: order: expected a number"),
    ],
)
def test_markdown_that_can_not_be_as_it_says(
    make_site: MakeSite, run: Callable[..., Run], name: str, text: str, words: str
) -> None:
    """Names that are no addresses, pages that are there already, dates that are none: told, and the rest is built."""
    done = run(make_site(files={"content/pages/about.md": "About.", f"content/{name}": text}))
    assert words in done.err
    assert done.has("07STRELSAU612")
    assert (done.site / "about.html").is_file()


def test_pages_that_differ_only_in_case(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """On many disks they would be one file: one is published, the other named."""
    done = run(make_site(files={"content/pages/about.md": "About.", "content/pages/About.md": "About."}))
    assert done.code == 1
    assert "error page-repeated: about.html is another page of the site" in done.err
    assert [path.name for path in done.site.glob("?bout.html")] == ["About.html"]


def test_editors_locks_and_folders_are_no_pages(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """A dangling lock file or a folder named like a page is passed over."""
    root = make_site(files={"content/pages/about.md": "About.", "content/pages/x.md/y": ""})
    (root / "content/pages/.#about.md").symlink_to("nobody@nowhere.1")
    assert run(root).code == 0


def test_an_odd_year_is_a_year(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """A misprinted year has its folder, written with four digits on every system."""
    done = run(make_site({"07STRELSAU612": cable_text("07STRELSAU612", created="0907-07-09 00:09")}))
    assert done.has("07STRELSAU612")


def test_a_file_whose_name_is_no_text(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Old disks have such names: the file is read, and named with escapes."""
    root = make_site()
    try:
        Path(os.fsdecode(os.fsencode(root / "content" / "cables") + b"/b\xe9.txt")).write_text("No cable.")
    except OSError:
        pytest.skip("this disk allows no such names")
    assert run(root).has("07STRELSAU612")
    assert "b\\udce9.txt" in run(root, "check").out


def test_a_reference_of_any_length(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """What can be no file name has no page, and stops nothing."""
    text = f"---\nreferences: [07{'A' * 300}1]\n---\n" + cable_text("07STRELSAU612")
    assert run(make_site({"07STRELSAU612": text})).has("07STRELSAU612")


@pytest.mark.parametrize("out", [".", "content", "content/cables/out"])
def test_a_site_dir_among_the_sources(make_site: MakeSite, run: Callable[..., Run], out: str) -> None:
    """The site would be its own source, or its sources would be removed."""
    root = make_site()
    done = run(root, "build", "-d", str(root / out))
    assert done.code == 1
    assert "sources; choose another folder" in done.err
    assert (root / "content/cables/07STRELSAU612.txt").is_file()


def test_a_base_url_that_is_none(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Wrong usage, said before anything is built."""
    done = run(make_site(), "build", "-u", "example.org")
    assert done.code == 2
    assert "expected an address such as https://example.org/" in done.err


def test_a_text_that_is_no_cable_is_published_as_it_stands(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Nothing is lost: it has a page, under its file's name, and a warning."""
    done = run(make_site({"07STRELSAU612": GOOD, "letter": "Dear archive,\n\nthis is no cable <at all>.\n"}))
    assert done.code == 0
    assert "letter.txt:1:1: warning" in done.err
    page = (done.site / "cable" / "undated" / "letter.html").read_text()
    assert "this is no cable &lt;at all&gt;." in page


def test_strict_makes_warnings_count(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """--strict: exit code 1 for any warning; the site is built all the same."""
    root = make_site({"07STRELSAU612": GOOD.encode() + b"\x93quoted\x94\n"})
    assert run(root).code == 0
    done = run(root, "build", "--strict")
    assert done.code == 1
    assert done.has("07STRELSAU612")


def test_a_build_with_many_warnings_shows_some(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The last line is not lost among a thousand warnings; -v shows them all."""
    cables = {
        f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}").encode() + b"\x93x\x94" for number in range(100, 130)
    }
    root = make_site(cables)
    done = run(root)
    assert done.err.count(": warning encoding-doubtful:") == 20
    assert "more warnings; `cablepress check` lists them all" in done.err
    assert run(root, "build", "-v").err.count(": warning encoding-doubtful:") == 30


@pytest.mark.parametrize("arguments", [["build", "--nonsense"], ["nonsense"], ["build", "-j", "none"]])
def test_wrong_usage(make_site: MakeSite, run: Callable[..., Run], arguments: list[str]) -> None:
    """Exit code 2, as everywhere."""
    assert run(make_site(), *arguments).code == 2


def test_a_site_dir_that_is_not_ours(make_site: MakeSite, run: Callable[..., Run], tmp_path: Path) -> None:
    """A folder with other files in it is refused by name."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "file").write_text("mine")
    done = run(make_site(), "build", "-d", str(tmp_path / "home"))
    assert done.code == 1
    assert "was not made by Cablepress" in done.err
    assert (tmp_path / "home" / "file").read_text() == "mine"


def test_endings_in_capitals_are_read(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """Files that once were on a DOS disk."""
    root = make_site({"07STRELSAU612": GOOD}, {"content/pages/ABOUT.MD": "# About\n\nThis archive."})
    (root / "content/cables/07STRELSAU612.txt").rename(root / "content/cables/07STRELSAU612.TXT")
    done = run(root)
    assert done.code == 0
    assert done.has("07STRELSAU612")
    assert (done.site / "ABOUT.html").is_file()


@pytest.mark.parametrize("arguments", [["import", ""], ["verify", ""]])
def test_an_empty_name_is_not_the_current_folder(
    make_site: MakeSite, run: Callable[..., Run], arguments: list[str]
) -> None:
    """A variable of the shell that is not set is an empty argument; it is refused and shown as one."""
    done = run(make_site({"07STRELSAU612": GOOD}), *arguments)
    assert done.code == 1
    assert "'': no such f" in done.err


@pytest.mark.parametrize(
    "arguments", [["new", ""], ["vendor", ""], ["build", "-d", ""], ["build", "-f", ""], ["deploy", "--site-dir", ""]]
)
def test_an_empty_folder_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Nothing is made in the current folder."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "'': a name is empty; the current folder is “.”" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has none yet is told how one is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(["build"])
    assert stop.value.code == 1
    expected = f"site.yml: error config-missing: no such file; expected {tmp_path / 'site.yml'}; "
    assert f"{expected}`cablepress new FOLDER` makes a new site" in capsys.readouterr().err


def test_sources_in_the_place_of_the_site(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """What is verified has a list of its files; where that is, is said."""
    root = make_site({"07STRELSAU612": GOOD})
    assert run(root).code == 0
    done = run(root, "verify", str(root))
    assert done.code == 1
    assert f"no list of files, so nothing can be compared; did you mean {root / 'public'}?" in done.out
    assert done.out.endswith("Not a published site: it has no SHA256SUMS, the list of its files.\n")


def test_a_folder_as_the_configuration(make_site: MakeSite, run: Callable[..., Run]) -> None:
    """The message says what is wrong in words, and what would be right."""
    root = make_site()
    (root / "site.yml").unlink()
    (root / "site.yml").mkdir()
    done = run(root)
    assert done.code == 1
    assert "is a folder; expected a file" in done.err
