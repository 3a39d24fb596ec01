"""The forms as other programs wrote them: other signs, encodings, dumps of databases, JSON, mail, odd markup."""

from __future__ import annotations

import csv
import email.message
import io
import json
import mailbox
import re
import sqlite3
from pathlib import Path

import pytest
from importers.samples import BODY, HEADER, page

COLUMNS = ("id", "date", "refid", "origin", "classification", "references", "header", "body")
ODD = "A cost of 5; it's \"50\" | 'half' ^ \\ of it, at\t9:00."
CELLS = (
    *("77", "2/14/2008 9:15", "08STRELSAU77", "Embassy Strelsau", "CONFIDENTIAL", "08ZENDA9", HEADER),
    BODY.replace("2. (C) It cost", f"2. (C) {ODD} It cost"),
)
OTHER = (
    "78",
    "2/15/2008 10:00",
    "08STRELSAU78",
    "Embassy Strelsau",
    "SECRET",
    "",
    HEADER,
    "S E C R E T\n\n1. (S) Other.\n",
)


def table(cells=(CELLS, OTHER), head=(), **options) -> str:
    """Rows as Python's own writer writes them."""
    written = io.StringIO()
    settings = {"delimiter": ",", "quotechar": '"', "quoting": csv.QUOTE_ALL, "lineterminator": "\n"}
    csv.writer(written, **{**settings, **options}).writerows([head, *cells] if head else cells)
    return written.getvalue()


def whole(done) -> None:
    """Both cables are there, word for word, with their facts."""
    assert done.code == 0, done.err
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"
    text = done.files()["cables/08STRELSAU77.txt"]
    assert text.endswith(f"---\n{HEADER}\n\n{CELLS[-1]}")
    cable = done.cable("08STRELSAU77")
    assert (cable.origin, cable.classification) == ("Embassy Strelsau", "CONFIDENTIAL")
    assert f"{cable.created:%Y-%m-%d %H:%M}" == "2008-02-14 09:15"
    assert done.cable("08STRELSAU78").classification == "SECRET"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "\x1f"])
@pytest.mark.parametrize("head", [(), COLUMNS])
def test_columns_are_parted_by_any_usual_sign(run, given, delimiter, head):
    """With a head row and without."""
    whole(run(given("cables.csv", table(delimiter=delimiter, head=head))))


WRITTEN = {
    "single quotes": table(quotechar="'"),
    "few quotes": table(quoting=csv.QUOTE_MINIMAL),
    "line ends of Windows": table().replace("\n", "\r\n"),
    "line ends of old": table().replace("\n", "\r"),
    "blanks before quotes": table().replace('","', '", "'),
    "a remark above": "# exported in 2012, by hand\n" + table(),
    "a spreadsheet's sign above": "sep=;\n" + table(delimiter=";", head=COLUMNS),
    "empty lines": "\n\n" + table(lineterminator="\n\n"),
    "no number": table([row[1:] for row in (CELLS, OTHER)]),
    "head in capitals": table(head=[name.upper() for name in COLUMNS]),
    "days of ISO": table([(row[0], "2008-02-14T09:15:00Z", *row[2:]) for row in (CELLS, OTHER)]),
    "another zone": table([(row[0], "2008-02-14 11:15:00+02:00", *row[2:]) for row in (CELLS, OTHER)]),
    "short years": table([(row[0], "2/14/08 9:15", *row[2:]) for row in (CELLS, OTHER)]),
    "before noon": table([(row[0], "2/14/2008 9:15 AM", *row[2:]) for row in (CELLS, OTHER)]),
    "seconds since 1970": table([(row[0], "1202980500", *row[2:]) for row in (CELLS, OTHER)]),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_table_may_be_written_in_another_way(run, given, kind):
    """Quotes, line ends, lines above, days."""
    whole(run(given("cables.csv", WRITTEN[kind])))


def test_lines_above_a_table_count_for_its_messages(run, given):
    """A row is told by the line that an editor shows."""
    done = run(given("cables.csv", "# a remark\n" + table([CELLS[:5], OTHER])))
    assert "cables.csv:2:1: error row-refused: row 1: the row has 5 columns; expected 8" in done.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_table_in_another_encoding(run, given, encoding):
    """Also without a byte order mark, where every other byte is a NUL."""
    whole(run(given("cables.csv", table().encode(encoding))))


def test_windows_letters_in_a_table(run, given):
    """They are read, and it is said in which row."""
    done = run(given("cables.csv", table().replace("half", "h\u201clf\u201d").encode("cp1252")))
    assert "h\u201clf\u201d" in done.files()["cables/08STRELSAU77.txt"]
    assert "row 1: byte 0x93 is not valid UTF-8" in done.err


RECORDS = [dict(zip(COLUMNS, row, strict=True)) for row in (CELLS, OTHER)]
AS_JSON = {
    "a list": json.dumps(RECORDS),
    "indented": json.dumps(RECORDS, indent=2),
    "a line each": "\n".join(map(json.dumps, RECORDS)),
    "within an object": json.dumps({"count": 2, "next": None, "results": RECORDS}),
    "references as a list": json.dumps([{**each, "references": each["references"].split("|")} for each in RECORDS]),
    "other names": json.dumps(
        [
            {"_id": each["refid"], "label": each["refid"], "date_time": each["date"], "origin": each["origin"],
             "classification": each["classification"], "content": f"{each['header']}\n\n{each['body']}"}
            for each in RECORDS
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", AS_JSON)
def test_a_table_as_json(run, given, kind):
    """A list, a record a line, or a list within an object."""
    whole(run(given("cables.json", AS_JSON[kind])))


def test_a_record_of_json_without_an_id_is_told(run, given):
    """With its number; the others are imported."""
    done = run(given("cables.json", json.dumps([{**RECORDS[0], "refid": ""}, RECORDS[1]])))
    assert done.last == "1 new, 0 same, 0 changed, 1 refused"
    assert "error id-missing" in done.err


def sqlite_dump(tmp_path: Path) -> str:
    """As SQLite's own program writes it."""
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.execute("CREATE TABLE other(x, y)")
        database.execute("INSERT INTO other VALUES ('1', 'it''s another')")
        database.execute(f"CREATE TABLE cables({', '.join(f'{name!r}' for name in COLUMNS)})".replace("'", '"'))
        database.executemany("INSERT INTO cables VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (CELLS, OTHER))
        return "\n".join(database.iterdump())


def mysql_dump(_: Path) -> str:
    """As mysqldump writes it: all rows on a line."""

    def value(cell: str) -> str:
        for sign, meant in (("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
            cell = cell.replace(sign, meant)
        return f"'{cell}'"

    rows = ",".join(f"({','.join(map(value, row))})" for row in (CELLS, OTHER))
    names = ",\n".join(f"  `{name}` varchar(20) DEFAULT NULL COMMENT 'a, b (c)'" for name in COLUMNS)
    return (
        "-- MySQL dump 10.13  Distrib 5.1\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `cables`;\n"
        f"CREATE TABLE `cables` (\n{names},\n  PRIMARY KEY (`id`)\n) ENGINE=MyISAM;\nLOCK TABLES `cables` WRITE;\n"
        f"INSERT INTO `cables` VALUES {rows};\nUNLOCK TABLES;\n"
    )


def postgres_copy(_: Path) -> str:
    """As pg_dump writes it."""

    def value(cell: str) -> str:
        for sign, meant in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t")):
            cell = cell.replace(sign, meant)
        return cell or "\\N"

    rows = "".join("\t".join(map(value, row)) + "\n" for row in (CELLS, OTHER))
    names = ", ".join(f'"{name}"' if name == "references" else name for name in COLUMNS)
    return f"-- PostgreSQL database dump\n\nCOPY public.cables ({names}) FROM stdin;\n{rows}\\.\n\n\n"


def postgres_inserts(_: Path) -> str:
    """As pg_dump writes it with --column-inserts."""
    names = ", ".join(COLUMNS)
    rows = [", ".join("'" + cell.replace("'", "''") + "'" for cell in row) for row in (CELLS, OTHER)]
    inserts = "\n".join(f"INSERT INTO public.cables ({names}) VALUES ({row});" for row in rows)
    return f"-- PostgreSQL database dump\nSET standard_conforming_strings = on;\n\n{inserts}\n"


DUMPS = {"SQLite": sqlite_dump, "MySQL": mysql_dump, "COPY": postgres_copy, "INSERT": postgres_inserts}


@pytest.mark.parametrize("kind", DUMPS)
def test_a_dump_of_a_database(run, given, tmp_path, kind):
    """The table of cables is found among others, and every character comes out as it went in."""
    whole(run(given("dump.sql", DUMPS[kind](tmp_path))))


def test_line_ends_as_sqlites_program_writes_them(run, given):
    """``replace('…\\n…','\\n',char(10))``."""
    rows = ",".join("replace('" + cell.replace("'", "''").replace("\n", "\\n") + "','\\n',char(10))" for cell in OTHER)
    dump = f"PRAGMA foreign_keys=OFF;\nCREATE TABLE cables({','.join(COLUMNS)});\nINSERT INTO cables VALUES({rows});\n"
    done = run(given("dump.sql", dump))
    assert done.files()["cables/08STRELSAU78.txt"].endswith(f"---\n{HEADER}\n\n{OTHER[-1]}")


def test_a_broken_row_of_a_dump_is_told_by_line_and_row(run, given):
    """A quote that is not closed, and a row of another width; the rest is imported."""
    inserts = postgres_inserts(Path())
    short = inserts.replace("VALUES ('77', ", "VALUES (")
    done = run(given("dump.sql", short))
    assert done.last == "1 new, 0 same, 0 changed, 1 refused"
    assert "dump.sql:4:1: error row-refused: row 1: the row has 7 values; expected 8" in done.err
    done = run(given("cut.sql", inserts[: inserts.rindex("Other")]))
    assert "error row-refused: row 2: its values cannot be read to their end; a quote may not be closed" in done.err


def message(subject: str, text: str) -> email.message.EmailMessage:
    made = email.message.EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", subject
    made["Date"] = "Thu, 14 Feb 2008 12:00:00 +0000"
    made.set_content(text, cte="quoted-printable", charset="utf-8")
    return made


def test_mail(run, given, tmp_path):
    """An mbox: the ID is in the subject, and only the text of the message is the cable's."""
    box = mailbox.mbox(tmp_path / "made.mbox")
    for cells in (CELLS, OTHER):
        box.add(message(f"Fwd: {cells[2]}: a cable", f"{cells[-2]}\n\n{cells[-1]}"))
    box.add(message("Lunch", "At one?"))
    box.flush()
    done = run(given("cables.mbox", (tmp_path / "made.mbox").read_bytes()))
    assert done.last == "2 new, 0 same, 0 changed, 1 refused"
    assert "error record-refused: message 3: no Reference ID in the subject, 'Lunch'" in done.err
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{HEADER}\n\n{CELLS[-1]}")


def test_one_message(run, given):
    """A message in a file of its own may have the ID as its name."""
    done = run(given("08STRELSAU77.eml", message("A cable", f"{HEADER}\n\n{BODY}").as_bytes()))
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{HEADER}\n\n{BODY}")


def test_a_cable_with_lines_like_those_of_mail_is_none(run, given):
    """Its lines FROM, TO and SUBJECT are its text, and stay."""
    text = f"FROM: AMEMBASSY STRELSAU\nTO: SECSTATE WASHDC\nDATE: 14 FEB 2008\nSUBJECT: A FEAST\n\n{BODY}"
    done = run(given("08STRELSAU77.txt", text))
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{text}")


MARKUP = {
    "no quotes": lambda text: text.replace("class='cable'", "class=cable"),
    "two classes": lambda text: text.replace("class='cable'", 'id="t" class="wide cable sortable"'),
    "capitals": lambda text: re.sub(r"<(/?)(table|tr|td|th|code|pre)\b", lambda found: found[0].upper(), text),
    "attributes": lambda text: text.replace("<pre>", '<pre class="c" dir=ltr>').replace("</pre>", "</pre >"),
    "line ends": lambda text: text.replace("&#x000A;", "\n"),
    "decimal": lambda text: text.replace("&#x000A;", "&#10;"),
    "UTF-16": lambda text: text.encode("utf-16-le"),
}


@pytest.mark.parametrize("kind", MARKUP)
def test_odd_markup(run, given, kind):
    """Programs that save pages write them anew; the text is the same."""
    given("cable/2008/02/08STRELSAU77.html", MARKUP[kind](page()))
    done = run(given("index.html", "<html>").parent)
    assert done.code == 0
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{HEADER}\n\n{BODY}")


def test_a_class_that_only_looks_like_it(run, given):
    """``cable-list`` is another class."""
    done = run(given("cable/2008/02/08STRELSAU77.html", page().replace("class='cable'", "class='cable-list'")))
    assert "error page-without-cable" in done.err


def test_a_page_that_breaks_off_keeps_what_is_there(run, given):
    """And it is said."""
    text = page()
    done = run(given("cable/2008/02/08STRELSAU77.html", text[: text.index("too much")]))
    assert "warning page-truncated: the page breaks off" in done.err
    assert "2. (C) It cost" in done.files()["cables/08STRELSAU77.txt"]


@pytest.mark.parametrize("name", ["08strelsau77.txt", "08STRELSAU77 (1).txt", "08STRELSAU77 copy.txt"])
def test_names_as_disks_and_browsers_change_them(run, given, name):
    """The ID is in them all the same."""
    done = run(given(name, f"{HEADER}\n\n{BODY}"))
    assert list(done.files()) == ["cables/08STRELSAU77.txt"]


def test_a_table_in_no_known_form_is_no_text(run, given):
    """Its name says that it is a table: nobody is told to rename it."""
    done = run(given("cables.csv", f"one,two\nthree,four\n\n{HEADER}\n"))
    assert "error format-unknown" in done.err
