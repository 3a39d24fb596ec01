"""Which form a source is in: told by its content, or by ``--format``."""

from __future__ import annotations

import os

from importers.samples import row

from cablepress.importers import FORM_NAMES
from cablepress.importers.forms import FORMS


def test_every_form_can_be_named():
    """The command line names the forms without loading them."""
    assert tuple(form.name for form in FORMS) == FORM_NAMES


def test_a_form_that_is_named_overrides(run, given):
    """The table read as text files: it has no ID in its name."""
    done = run("--format", "text", given("cables.csv", row()))
    assert done.code == 1
    assert "is not a Reference ID" in done.err


def test_a_file_in_no_form_is_told_when_it_is_the_source(run, given):
    """In a folder it is passed over, named itself it is an error."""
    done = run(given("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0"))
    assert done.code == 1
    assert "picture.png: error format-unknown" in done.err
    assert "no cable in any form that is known" in run(given("notes/a.md", "# Notes\n").parent).err
    assert "no such file" in run("nowhere.csv").err.lower()


def test_what_is_passed_over_is_named_to_those_who_ask(run, given):
    """With ``-v``: each file that is no cable."""
    given("notes/a.md", "# Notes\n")
    folder = given("notes/cables.csv", row()).parent
    assert "a.md" not in run(folder).err
    assert "a.md: info file-passed-over: not in any form that is known" in run("-v", folder).err


def test_a_file_whose_name_is_not_text(run, given):
    """Names may be any bytes; what is written is text."""
    folder = given("texts/x", "").parent
    (folder / os.fsdecode(b"\xff cables.csv")).write_text(row())
    assert 'source: "\\\\udcff cables.csv, row 1"' in run(folder).files()["cables/08STRELSAU77.txt"]


def test_a_source_without_cables_does_not_stop_the_others(run, given):
    """It is told, the others are imported and counted; a source that is not there stops all before it begins."""
    empty = given("empty/a.md", "# Notes\n").parent
    table = given("cables.csv", row())
    done = run(empty, table)
    assert done.code == 1
    assert done.last == "1 new, 0 same, 0 changed, 1 refused; 1 file passed over"
    assert f"{empty}: error no-cables: no cable in any form that is known" in done.err
    assert run(given("b.csv", row(1, "08STRELSAU78")), "nowhere.csv").err == (
        "nowhere.csv: no such file; expected a file, a folder or -\n"
    )
    assert list(done.files()) == ["cables/08STRELSAU77.txt"]
