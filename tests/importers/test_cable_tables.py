"""The archive's one table in all its spellings, whole and broken."""

from __future__ import annotations

import pytest
from importers.samples import BODY, HEADER, doubled_row, row, tab_row

THREE = ("08STRELSAU77", "08STRELSAU78", "08STRELSAU79")
SPELLINGS = {"csv": (row, "cables.csv"), "doubled": (doubled_row, "cables.csv"), "tsv": (tab_row, "cables.tsv")}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_table_becomes_cables_that_read_as_its_rows(run, given, spelling):
    """Quotes, backslashes and line ends come out as they went in, in each spelling."""
    make, name = SPELLINGS[spelling]
    done = run(given(name, "".join(make(n, cable_id) for n, cable_id in enumerate(THREE, 1))))
    assert done.code == 0
    assert done.last == "3 new, 0 same, 0 changed, 0 refused"
    references = "[08ZENDA9]" if spelling == "tsv" else "[08ZENDA9, 07STRELSAU612]"
    front_matter = (
        "id: 08STRELSAU78\n"
        "created: 2008-02-14T09:15Z\n"
        "classification: CONFIDENTIAL\n"
        "origin: Embassy Strelsau\n"
        f"given_references: {references}\n"
        f"source: {name}, row 2\n"
    )
    assert done.files()["cables/08STRELSAU78.txt"] == f"---\n{front_matter}---\n{HEADER}\n\n{BODY}"


def test_the_archives_list_of_references_is_taken_where_the_text_has_none(run, given):
    """Where the text has a REF line, that is read, with its labels."""
    without = BODY.replace("REF: A. ZENDA 9\n     B. 07 STRELSAU 612\n\n", "")
    done = run(given("cables.csv", row(1, "08STRELSAU77") + row(2, "08STRELSAU78", body=without)))
    assert [item.label for item in done.cable("08STRELSAU77").references] == ["A", "B"]
    assert [item.candidate for item in done.cable("08STRELSAU78").references] == ["08ZENDA9", "07STRELSAU612"]


def test_an_extract_with_a_head_row_and_other_names(run, given):
    """The columns are found by their names, in any order."""
    head = "cabledate,cable,location,classification,head,content\n"
    table = f"{head}2008-02-14 09:15:00,08STRELSAU77,Embassy Strelsau,SECRET,,1. Text of it.\n"
    cable = run(given("part.csv", table)).cable("08STRELSAU77")
    assert (cable.origin, cable.classification, cable.created.year) == ("Embassy Strelsau", "SECRET", 2008)


def test_origin_and_classification_in_the_other_order(run, given):
    """Some programs wrote them so; without a head row the classification tells."""
    text = row().replace('"Embassy Strelsau","CONFIDENTIAL"', '"CONFIDENTIAL","Embassy Strelsau"')
    cable = run(given("cables.csv", text)).cable("08STRELSAU77")
    assert (cable.origin, cable.classification) == ("Embassy Strelsau", "CONFIDENTIAL")


def unclosed(text: str) -> str:
    """``text`` without its last quote."""
    place = text.rindex('"')
    return text[:place] + text[place + 1 :]


LINES = row().count("\n")
BROKEN = {
    "a cell missing": (
        row(2, "08STRELSAU78").replace('"CONFIDENTIAL",', ""),
        "row 2: the row has 7 columns; expected 8",
    ),
    "a cell too many": (row(2, "08STRELSAU78").replace('"CONF', '"x","CONF'), "row 2: the row has 9 columns"),
    "a quote not closed": (unclosed(row(2, "08STRELSAU78")), "row 2: text stands behind a closing quote"),
    "a quote not escaped": (row(2, "08STRELSAU78").replace('\\"', '"', 1), "row 2: text stands behind a closing quote"),
    "a NUL": (
        row(2, "08STRELSAU78", body=BODY.replace("solemn", "sol\0mn")),
        "row 2: a NUL character on line 22 of the",
    ),
    "an ID that is no file name": (row(2, "../../08STRELSAU78"), "row 2: '../../08STRELSAU78' cannot be a file name"),
    "no ID": (row(2, ""), "row 2: there is no Reference ID"),
    "a device's name": (row(2, "CON"), "row 2: 'CON' cannot be a file name"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_row_is_told_by_line_and_row_and_the_others_imported(run, given, kind):
    """The row before and the row behind are as good as ever."""
    bad, message = BROKEN[kind]
    path = given("cables.csv", row(1, "08STRELSAU77") + bad + row(3, "08STRELSAU79"))
    done = run(path)
    assert done.code == 1
    assert done.last == "2 new, 0 same, 0 changed, 1 refused"
    assert f"{path}:{LINES + 1}:1: error " in done.err
    assert message in done.err
    assert sorted(done.files()) == ["cables/08STRELSAU77.txt", "cables/08STRELSAU79.txt"]
    assert done.files()["cables/08STRELSAU79.txt"].endswith(f"---\n{HEADER}\n\n{BODY}")


def test_a_quote_that_is_not_closed_by_the_end_of_the_file(run, given):
    """The last row of a download that broke off."""
    done = run(given("cables.csv", row(1, "08STRELSAU77") + unclosed(row(2, "08STRELSAU78"))))
    assert "row 2: a quote is opened and not closed by the end of the file" in done.err
    assert list(done.files()) == ["cables/08STRELSAU77.txt"]


def test_an_unreadable_date_is_told_and_the_row_imported(run, given):
    """31 February is no day; the year of the ID is left."""
    done = run(given("cables.csv", row(1, "08STRELSAU77") + row(2, "08STRELSAU78", date="2/31/2008 9:15")))
    assert "warning date-unreadable: row 2: created: '2/31/2008 9:15' is not a date" in done.err
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"


def test_a_byte_that_is_not_utf8_is_read_as_windows_1252_and_told(run, given):
    """That byte only: the rest of the row is UTF-8."""
    text = row(body=BODY.replace("solemn", "solémn “SIGN”")).encode().replace("“".encode(), b"\x93")
    done = run(given("cables.csv", text))
    assert "row 1: byte 0x93 is not valid UTF-8; it was read as Windows-1252" in done.err
    assert "solémn “SIGN”" in done.files()["cables/08STRELSAU77.txt"]


def test_a_row_that_stands_inside_a_text_is_text(run, given):
    """Newspapers handed texts back with rows of the table in them."""
    done = run(given("cables.csv", row(1, "08STRELSAU77", body=row(9, "08ZENDA1") + BODY) + row(2, "08STRELSAU78")))
    assert sorted(done.files()) == ["cables/08STRELSAU77.txt", "cables/08STRELSAU78.txt"]


def test_a_table_without_numbers(run, given):
    """Some extracts begin with the date."""
    text = "".join(row(n, f"08STRELSAU{n}").partition(",")[2] for n in (1, 2))
    done = run(given("cables.csv", text))
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"
    assert done.files()["cables/08STRELSAU2.txt"].endswith(f"---\n{HEADER}\n\n{BODY}")
