"""Nothing is overwritten unasked; every text of a cable is kept; what was begun goes on and ends the same."""

from __future__ import annotations

import errno
import os
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from importers.samples import BODY, HEADER, page, row

from cablepress.drafts import is_held
from cablepress.importers import store

REDACTED = BODY.replace("It cost too much.", "It cost XXXXXXXXXXXX too much.")
OLD = "2010-12-04 21:09"
NEW = "2011-08-30 01:44"


@pytest.fixture
def releases(given):
    """Two mirrors of one cable, redacted in the first."""
    given("2010/cable/2008/02/08STRELSAU77.html", page(released=OLD, body=REDACTED))
    given("2011/cable/2008/02/08STRELSAU77.html", page(released=NEW))
    root = given("x", "").parent
    return root / "2010", root / "2011"


def test_importing_twice_changes_nothing(run, given):
    """No byte and no time of change."""
    path = given("cables.csv", row(1, "08STRELSAU77") + row(2, "08STRELSAU78"))
    first = run(path)
    times = [file.stat().st_mtime_ns for file in sorted((first.root / "content/cables").iterdir())]
    second = run(path)
    assert second.last == "0 new, 2 same, 0 changed, 0 refused"
    assert second.files() == first.files()
    assert [file.stat().st_mtime_ns for file in sorted((first.root / "content/cables").iterdir())] == times


def test_a_text_that_differs_is_told_and_left_alone(run, releases):
    """With what can be asked for; the exit code is 0, since nothing is missing."""
    old, new = releases
    before = run(old).files()
    done = run(new)
    assert done.code == 0
    assert done.last == "0 new, 0 same, 1 changed (1 of them not written), 0 refused"
    assert "warning text-differs: 08STRELSAU77: its text differs from the one that is there; --update takes" in done.err
    assert done.files() == before


def test_update_overwrites_and_keeps_what_the_archivist_wrote(run, releases):
    """A note and a withdrawal are not the import's to take away."""
    old, new = releases
    root = run(old).root
    file = root / "content/cables/08STRELSAU77.txt"
    file.write_text(file.read_text().replace("source:", "withdrawn: |\n  By court\n  order.\nnote: Mine.\nsource:"))
    done = run("--update", new)
    assert done.last == "0 new, 0 same, 1 changed, 0 refused"
    text = done.files()["cables/08STRELSAU77.txt"]
    assert "released: 2011-08-30T01:44Z\n" in text
    assert "withdrawn: |\n  By court\n  order.\nnote: Mine.\n---\n" in text
    assert "XXXX" not in text
    assert run("--update", new).last == "0 new, 1 same, 0 changed, 0 refused"


MARKS = {
    "quoted key": '---\n"draft": true\nnote: Mine.\n---\n',
    "flow": "---\n{draft: true}\n---\n",
    "TOML": "+++\ndraft = true\n+++\n",
    "without dashes": "draft: true\n\n",
    "remark behind the dashes": "--- # mine\ndraft: true\n---\n",
    "blanks behind the dashes": "---\ndraft: true\n---  \n",
    "indented": "  ---\n  draft: true\n  ---\n",
    "a word": "DRAFT\n\n",
    "never closed": "---\ndraft: true\n\n",
    "a second block": "---\nnote: Mine.\n---\n---\ndraft: true\n---\n",
    "withdrawn": '+++\nwithdrawn = "By court order"\n+++\n',
    "broken": "---\nnote: [\nwithdrawn: By court order\n---\n",
}


@pytest.mark.parametrize("name", MARKS)
@pytest.mark.parametrize("option", [["--update"], ["--release", "2011-08-30"]])
def test_what_was_held_back_is_not_let_go_by_a_newer_text(run, releases, name, option):
    """Whoever marked a cable by hand need not know in which forms an import reads marks."""
    old, new = releases
    root = run(old).root
    file = root / "content/cables/08STRELSAU77.txt"
    file.write_text(MARKS[name] + file.read_text().partition("---\n")[2].partition("---\n")[2])
    done = run(*option, new)
    text = done.files()["cables/08STRELSAU77.txt"]
    assert "XXXX" not in text
    assert is_held(text)
    assert is_held(done.files().get("versions/earlier/08STRELSAU77.txt", MARKS[name]))
    assert run("--update", new).last == "0 new, 1 same, 0 changed, 0 refused"


def test_a_draft_by_its_name_is_one_among_the_versions(run, releases):
    """There its file has another name."""
    old, new = releases
    root = run(old).root
    file = root / "content/cables/08STRELSAU77.txt"
    file.rename(file.with_name("08STRELSAU77.draft.txt"))
    files = run("--release", "2011-08-30", new).files()
    assert sorted(files) == ["cables/08STRELSAU77.draft.txt", "versions/2010-12-04/08STRELSAU77.txt"]
    assert is_held(files["versions/2010-12-04/08STRELSAU77.txt"])


@pytest.mark.parametrize(
    "name", ["_drafts/08STRELSAU77.txt", "wip/2008/08STRELSAU77.txt", "08STRELSAU77.draft.txt", "_08STRELSAU77.txt"]
)
@pytest.mark.parametrize("front", ["---\nid: 08STRELSAU77\ndraft: false\n---\n", ""])
def test_what_is_named_a_draft_is_imported_as_one(run, given, name, front):
    """From the folder of another site, or of texts: the new file has another name."""
    given(f"site/{name}", f"{front}{HEADER}\n\n{BODY}")
    given("site/08STRELSAU78.txt", f"{HEADER}\n\n{BODY}")
    done = run(given("x", "").parent / "site")
    assert "warning draft-imported: a draft, by its name or that of a folder" in done.err
    held = {path: is_held(text) for path, text in done.files().items()}
    assert held == {"cables/08STRELSAU77.txt": True, "cables/08STRELSAU78.txt": False}


@pytest.mark.parametrize("order", ["old first", "new first"])
def test_of_two_releases_the_older_becomes_a_version(run, releases, order):
    """In whichever order they are imported: their days of release tell."""
    old, new = releases
    labels = {old: "2010-12-04", new: "2011-08-30"}
    first, second = (old, new) if order == "old first" else (new, old)
    run("--release", labels[first], first)
    done = run("--release", labels[second], second)
    assert done.last == "0 new, 0 same, 1 changed, 0 refused; 1 version kept"
    files = done.files()
    assert sorted(files) == ["cables/08STRELSAU77.txt", "versions/2010-12-04/08STRELSAU77.txt"]
    assert "XXXX" not in files["cables/08STRELSAU77.txt"]
    assert "XXXX" in files["versions/2010-12-04/08STRELSAU77.txt"]
    for source in (old, new):
        again = run("--release", labels[source], source)
        assert again.last == "0 new, 1 same, 0 changed, 0 refused"
        assert again.files() == files


def test_a_release_with_a_name(run, given):
    """A table knows no day of release; what is imported later is later."""
    run("--release", "first-leak", given("a.csv", row(body=REDACTED)))
    done = run("--release", "whole-archive", given("b.csv", row()))
    files = done.files()
    assert "release: first-leak\n" in files["versions/first-leak/08STRELSAU77.txt"]
    assert "release: whole-archive\n" in files["cables/08STRELSAU77.txt"]


def test_a_release_by_its_day(run, given):
    """Where the source has no day of release, the label gives it."""
    done = run("--release", "2011-09-02", given("a.csv", row()))
    assert done.cable("08STRELSAU77").released.date().isoformat() == "2011-09-02"


@pytest.mark.parametrize("label", ["../up", ".hidden", "a/b", "CON", "two words", "2010-13-45", "04-12-2010", "drafts"])
def test_a_label_that_cannot_be_a_folder_is_refused(run, given, label):
    """Before anything is written."""
    done = run("--release", label, given("a.csv", row()))
    assert done.code == 1
    assert "expected a day or a name" in done.err
    assert done.files() == {}


def test_of_two_records_with_one_id_the_fuller_text_is_the_cable(run, given):
    """The other is a version, and that is told; a redaction makes no text fuller."""
    third = BODY.replace("too much", "a lot")
    path = given("cables.csv", row(1, body=REDACTED) + row(2, body=BODY) + row(3, body=third))
    done = run(path)
    assert done.last == "1 new, 2 same, 0 changed, 0 refused; 2 versions kept"
    assert "row 2: 08STRELSAU77 was imported before in this run; this text is fuller and is kept" in done.err
    assert "row 3: 08STRELSAU77 was imported before in this run; the text there is fuller and is kept" in done.err
    files = done.files()
    assert files["cables/08STRELSAU77.txt"].endswith(BODY)
    assert files["versions/duplicate/08STRELSAU77.txt"].endswith(REDACTED)
    assert files["versions/duplicate-2/08STRELSAU77.txt"].endswith(third)
    again = run(path)
    assert again.last == "0 new, 3 same, 0 changed, 0 refused"
    assert again.files() == files


def test_a_second_record_does_not_overwrite_what_was_there_before(run, given):
    """The archive's own text is neither record's to take."""
    run(given("a.csv", row(body=BODY.replace("solemn", "short"))))
    before = run(given("b.csv", row(1, body=BODY) + row(2, body=BODY + "MORE OF IT\n")))
    assert before.last == "0 new, 0 same, 2 changed (2 of them not written), 0 refused"
    assert "short" in before.files()["cables/08STRELSAU77.txt"]


def test_ids_that_differ_only_in_case_are_one(run, given):
    """On many disks their files would be one."""
    done = run(given("cables.csv", row(1, "08Strelsau77") + row(2, "08STRELSAU77")))
    assert list(done.files()) == ["cables/08Strelsau77.txt"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(run, given):
    """The counts are those of the real run."""
    path = given("cables.csv", row(1, body=REDACTED) + row(2) + row(3, "08STRELSAU78") + row(4, "../x"))
    done = run("--dry-run", path)
    assert done.last == "dry run, nothing written: 2 new, 1 same, 0 changed, 1 refused; 1 version kept"
    assert done.files() == {}
    assert run(path).last == done.last.partition(": ")[2]


def table(count: int) -> str:
    """Rows of 2 years, every fourth ID twice, the second time with a longer text."""
    rows = []
    for number in range(1, count + 1):
        year = 7 + number % 2
        cable_id, date = f"0{year}STRELSAU{number}", f"2/14/200{year} 9:15"
        rows.append(row(number, cable_id, date=date))
        if number % 4 == 0:
            rows.append(row(number, cable_id, date=date, body=f"{BODY}And {number} more words.\n"))
    return "".join(rows)


def test_a_folder_for_each_year_when_there_are_many(run, given, monkeypatch):
    """From a limit on; those that lie flat are moved, other people's files are not."""
    monkeypatch.setattr(store, "YEARS_FROM", 6)
    done = run(given("few.csv", table(5)))
    assert all(name.count("/") == 1 for name in done.files() if name.startswith("cables/"))
    (done.root / "content/cables/99STRELSAU1.txt").write_text("mine")
    done = run(given("many.csv", table(12)))
    cables = sorted(name for name in done.files() if name.startswith("cables/"))
    assert cables[0] == "cables/2007/07STRELSAU10.txt"
    assert cables[-1] == "cables/99STRELSAU1.txt"
    assert len(cables) == 13
    assert run(given("many.csv", table(12))).files() == done.files()


@pytest.mark.parametrize("after", range(0, 20, 2))
def test_an_import_that_was_killed_goes_on_and_ends_the_same(run, given, monkeypatch, tmp_path, after):
    """At whichever file it was killed, folders of years and versions included."""
    monkeypatch.setattr(store, "YEARS_FROM", 8)
    path = given("cables.csv", table(14))
    replace, writes = os.replace, []

    def killed(*arguments):
        writes.append(arguments)
        if len(writes) > after:
            raise KeyboardInterrupt
        replace(*arguments)

    monkeypatch.setattr(store.os, "replace", killed)
    assert run(path).code == 130
    monkeypatch.setattr(store.os, "replace", replace)
    resumed = run(path)
    assert resumed.code == 0
    assert len(resumed.files()) == 14 + 3
    assert resumed.files() == uninterrupted(run, resumed.root, path)


def uninterrupted(run, root: Path, path: Path) -> dict[str, str]:
    """What a run in an empty folder leaves."""
    (root / "content").rename(root / "content-before")
    return run(path).files()


def test_a_cable_in_a_file_of_another_name_is_known(run, given, site):
    """By the ID in its front matter or its table; a second file of one ID would not be built."""
    cables = site / "content/cables"
    cables.mkdir(parents=True)
    (cables / "feast.txt").write_text(f"---\nid: 08STRELSAU77\nreleased: 2010-12-04\n---\n{REDACTED}")
    path = given("a.csv", row())
    assert run(path).last == "0 new, 0 same, 1 changed (1 of them not written), 0 refused"
    files = run("--release", "2011-09-02", path).files()
    assert sorted(files) == ["cables/feast.txt", "versions/2010-12-04/08STRELSAU77.txt"]
    assert run("--release", "2011-09-02", path).last == "0 new, 1 same, 0 changed, 0 refused"


def test_a_cable_that_a_release_does_not_have_is_counted(run, given):
    """15 of the first 1,203 were taken down without a word; with -v each is named, and stays as it is."""
    before = run("--release", "2010-12-04", given("a.csv", row(1) + row(2, "08STRELSAU78"))).files()
    done = run("-v", "--release", "2011-09-02", given("b.csv", row(1)))
    assert done.last == "0 new, 1 same, 0 changed, 0 refused; 1 held cable not in this release"
    assert "cables/08STRELSAU78.txt: info not-in-release: 08STRELSAU78 is held, and not in this release" in done.err
    assert done.files() == before


def test_a_file_that_is_there_is_kept_byte_for_byte_as_a_version(run, given, site):
    """Windows line ends and bytes, a blank line before the front matter: it is the archive's own file."""
    text = f"\n---\nid: 08STRELSAU77\nreleased: 2010-12-04\n---\n{HEADER}\n\n{REDACTED}“Quoted”\n"
    old = text.replace("\n", "\r\n").encode("cp1252")
    cables = site / "content/cables"
    cables.mkdir(parents=True)
    (cables / "08STRELSAU77.txt").write_bytes(old)
    assert run(given("a.csv", row(body=f"{REDACTED}“Quoted”\n"))).last == "0 new, 1 same, 0 changed, 0 refused"
    run("--release", "2011-09-02", given("b.csv", row()))
    assert (site / "content/versions/2010-12-04/08STRELSAU77.txt").read_bytes() == old


class Sparing:
    """A file of a disk that takes a hundred bytes at once, and then says that it is full."""

    def __init__(self, room: int, *way: Any, **more: Any) -> None:
        self._file, self._room = open(*way, **more), room  # noqa: PTH123, SIM115 - closed by __exit__

    def __enter__(self) -> Sparing:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        taken = min(100, self._room, len(data))
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= taken
        return int(self._file.write(data[:taken]))


@pytest.mark.parametrize("room", [10**6, 250])
def test_no_file_is_shorter_than_its_cable(run, given, monkeypatch, room):
    """A disk may take a part of what is written; when it takes no more, it is named, and there is no such cable."""
    monkeypatch.setattr(store, "open", partial(Sparing, room), raising=False)
    done = run(given("cables.csv", row()))
    if room > 1000:
        assert done.cable("08STRELSAU77").blocks[-1].text.strip() == "TARLENHEIM"
    else:
        assert done.code == 1
        assert re.search(r"No space left on device \([0-9,]+ bytes to write, .*import\.tmp", done.err)
        assert "cables/08STRELSAU77.txt" not in done.files()
