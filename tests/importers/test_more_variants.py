"""Archives as people and programs keep them: other names, days, wrappings, HTML, web archives, databases, mail."""

from __future__ import annotations

import email.message
import gzip
import json
import mailbox
import re
import sqlite3
import zipfile

import pytest
from importers.samples import BODY, HEADER, page
from importers.test_variants import CELLS, COLUMNS, OTHER, RECORDS, message, table, whole

BOTH = (CELLS, OTHER)
TEXTS = [f"{row[6]}\n\n{row[7]}" for row in BOTH]


def named(*columns: tuple[str, int]) -> str:
    """A table with these names, of these cells; 8 is the header with the body."""
    rows = [[*row, text] for row, text in zip(BOTH, TEXTS, strict=True)]
    return table([[row[number] for _, number in columns] for row in rows], head=[name for name, _ in columns])


HEADS = {
    "a newsroom's": [("MRN", 2), ("Date", 1), ("From", 3), ("Classification", 4), ("Message Text", 8)],
    "a program's": [("cable_id", 2), ("date_sent", 1), ("post", 3), ("level", 4), ("full_text", 8)],
    "in one word": [("refId", 2), ("dateTime", 1), ("originPost", 3), ("classificationLevel", 4), ("bodyText", 8)],
    "with stops": [("No.", 0), ("Cable Number", 2), ("Date/Time", 1), ("Embassy", 3), ("Class.", 4), ("Cable Text", 8)],
    "Spanish": [("id", 2), ("fecha", 1), ("origen", 3), ("clasificación", 4), ("texto", 8)],
    "German": [("Kennung", 2), ("Datum", 1), ("Herkunft", 3), ("Einstufung", 4), ("Text", 8)],
    "an archive's": [("document_number", 2), ("doc_date", 1), ("sender", 3), ("class", 4), ("document_text", 8)],
    "an index first": [("", 0), ("id", 2), ("date", 1), ("origin", 3), ("class", 4), ("header", 6), ("body", 7)],
    "the other way round": [(name, number) for number, name in reversed(list(enumerate(COLUMNS)))],
    "the cable is the text": [
        *(("ident", 0), ("cabledate", 1), ("reference_id", 2), ("location", 3), ("classification", 4)),
        *(("referrer", 5), ("head", 6), ("cable", 7)),
    ],
    "the cable is the ID": [("cable", 2), ("cabledate", 1), ("location", 3), ("classification", 4), ("content", 8)],
    "two that may be the ID": [("id", 0), ("ref", 2), ("date", 1), ("origin", 3), ("classification", 4), ("text", 8)],
}  # fmt: skip


@pytest.mark.parametrize("kind", HEADS)
def test_columns_have_many_names(run, given, kind):
    """Case, blanks and signs do not count, nor does their order."""
    whole(run(given("cables.csv", named(*HEADS[kind]))))


def test_columns_that_are_not_taken_are_named(run, given):
    """Once for a table: nothing is lost in silence."""
    columns = [*HEADS["a program's"], ("Reporter's remarks", 0), ("text", 0), ("", 5)]  # of two texts the fuller one
    done = run(given("cables.csv", named(*columns)))
    assert done.err.count("columns-unread") == 1
    assert "cables.csv:1:1: warning columns-unread: these columns are not taken: Reporter's remarks, text (" in done.err
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{TEXTS[0]}")
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"


@pytest.mark.parametrize(
    ("name", "value"), [("draft", "TRUE"), ("published", "false"), ("Status", "draft"), ("withdrawn", "court order")]
)
def test_what_was_held_back_stays_so(run, given, name, value):
    """A table that marks drafts makes drafts of them, and says so."""
    rows = [[*CELLS, value], [*OTHER, ""]]
    done = run(given("cables.csv", table(rows, head=[*COLUMNS, name])))
    assert re.search("row 2: .* may mark a draft; imported as one", done.err)
    assert "\ndraft: true\n" in done.files()["cables/08STRELSAU77.txt"]
    assert "draft" not in done.files()["cables/08STRELSAU78.txt"].partition("\n---\n")[0]


@pytest.mark.parametrize(
    "day",
    [
        *("14.02.2008 09:15", "14-Feb-2008 09:15", "February 14, 2008 09:15", "14 February 2008 09:15"),
        *("Thu, 14 Feb 2008 09:15:00 +0000", "Thu Feb 14 09:15:00 2008", "2008-02-14T11:15+02", "200802140915"),
        *("20080214T091500Z", "140915Z FEB 08", "1202980500", "1202980500000", "39492.3854166667"),
    ],
)
def test_days_have_many_forms(run, given, day):
    """Whatever the program was, the moment is the same."""
    rows = [(row[0], day, *row[2:]) for row in BOTH]
    whole(run(given("cables.csv", table(rows, head=COLUMNS))))


def test_a_day_of_eight_figures_is_no_second_of_1970(run, given):
    """``20080214`` is a day."""
    done = run(given("cables.csv", table([(CELLS[0], "20080214", *CELLS[2:])], head=COLUMNS)))
    assert f"{done.cable('08STRELSAU77').created:%Y-%m-%d}" == "2008-02-14"


def words(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


WRITTEN = {
    "line ends in words": table([tuple(map(words, row)) for row in BOTH]),
    "line ends in words, tabs": "".join("\t".join(map(words, row)) + "\n" for row in BOTH),
    "a spreadsheet's tabs": table(delimiter="\t", quoting=0, lineterminator="\r\n").encode("utf-16"),
    "the columns of our own files, tabs": table(
        [(row[2], "2008-02-14 09:15", "", row[4], row[3], row[6], row[7]) for row in BOTH],
        head=("Reference ID", "Created", "Released", "Classification", "Origin", "Header", "Text"),
        delimiter="\t",
        quoting=0,
    ),
    "IDs with blanks": table([(*row[:2], f"{row[2][:2]} STRELSAU {row[2][-2:]}", *row[3:]) for row in BOTH]),
    "IDs in small letters": table([(*row[:2], row[2].lower(), *row[3:]) for row in BOTH], head=COLUMNS),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_table_may_be_written_in_yet_another_way(run, given, kind):
    """No character is lost or invented."""
    whole(run(given("cables.csv", WRITTEN[kind])))


def markup(text: str) -> str:
    paragraphs = text.replace("&", "&amp;").replace("<", "&lt;").split("\n\n")
    return "".join(f"<p>{part.strip(chr(10)).replace(chr(10), '<br>' + chr(10))}</p>\n" for part in paragraphs)


@pytest.mark.parametrize(
    "write",
    [
        markup,
        lambda text: "<pre>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#x000A;") + "</pre>",
    ],
)
def test_texts_in_html_lose_their_tags_and_nothing_else(run, given, write):
    """And it is said, once."""
    rows = [(*row[:6], write(row[6]), write(row[7])) for row in BOTH]
    done = run(given("cables.csv", table(rows, head=COLUMNS)))
    assert done.err.count("text-html: ") == 1
    whole(done)


def test_signs_in_a_text_are_no_html(run, given):
    """``<142612 …>`` and ``<b>`` stay."""
    odd = BODY.replace("It cost", "It <142612 ONLY> cost &D; <b>so</b> <COST>")
    done = run(given("cables.csv", table([(*CELLS[:7], odd)])))
    assert "text-html" not in done.err
    assert odd in done.files()["cables/08STRELSAU77.txt"]


def without(record: dict, *names: str) -> dict:
    return {name: value for name, value in record.items() if name not in names}


JSON = {
    "deep within objects": {"meta": {"count": 2, "by": {"id": 1}}, "data": {"cables": RECORDS}},
    "a search engine's answer": {
        "hits": {"total": 2, "hits": [{"_id": str(number), "_source": each} for number, each in enumerate(RECORDS)]}
    },
    "by ID": {each["refid"]: without(each, "refid", "id") for each in RECORDS},
    "by ID, with it": {each["refid"]: each for each in RECORDS},
    "facts within": [
        {**without(each, "date", "origin", "classification"),
         "meta": {"date": each["date"], "origin": {"name": each["origin"]}, "level": each["classification"]}}
        for each in RECORDS
    ],
    "the facts in one object, the text beside": [
        {"info": without(each, "header", "body", "id"), "text": text} for each, text in zip(RECORDS, TEXTS, strict=True)
    ],
    "a database's": [
        {**each, "_id": {"$oid": "5" * 24}, "date": {"$date": "2008-02-14T09:15:00Z"}} for each in RECORDS
    ],
    "lines as a list": [
        {**each, "header": each["header"].split("\n"), "body": each["body"].split("\n")} for each in RECORDS
    ],
    "references as objects": [
        {**each, "references": [{"id": "08ZENDA9", "label": "A"}], "tags": ["PREL"]} for each in RECORDS
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", JSON)
@pytest.mark.parametrize("indent", [None, 2])
def test_records_anywhere_in_json(run, given, kind, indent):
    """Around them and within them may be other objects."""
    whole(run(given("cables.json", json.dumps(JSON[kind], indent=indent))))


def test_json_that_breaks_off_gives_what_came_before(run, given):
    """Also where the list is within an object."""
    text = json.dumps({"count": 2, "results": RECORDS})
    done = run(given("cables.json", text[:-40]))
    assert done.last == "1 new, 0 same, 0 changed, 1 refused"


def test_half_a_letter_in_json_is_told_as_what_it_is(run, given):
    """It is no byte of the file."""
    text = json.dumps([{**RECORDS[0], "origin": "Embassy \ud83d"}])
    assert "row 1: half of a letter (U+D83D) was replaced" in run(given("cables.json", text)).err


def test_a_number_without_end_in_json_stays_as_it_is_written(run, given):
    """Python reads no number of thousands of digits; the record is none the worse for it."""
    text = json.dumps([{**RECORDS[0], "serial": 1}, RECORDS[1]])
    whole(run(given("cables.json", text.replace('"serial": 1', f'"serial": {"7" * 6000}'))))


def test_a_record_a_file_may_have_its_id_as_name(run, given):
    """Programs that store one object a cable do so."""
    for each in RECORDS:
        folder = given(f"cables/{each['refid']}.json", json.dumps(without(each, "refid", "id"))).parent
    whole(run(folder))


def warc(*pages: tuple[str, bytes, bytes]) -> bytes:
    made = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n"
    for address, head, data in pages:
        answer = b"HTTP/1.1 " + head + b"\r\n\r\n" + data
        for kind, block in ((b"request", b"GET / HTTP/1.1\r\n\r\n"), (b"response", answer)):
            made += b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Target-URI: " + address.encode()
            made += b"\r\nContent-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"
    return made


def chunked(data: bytes) -> bytes:
    pieces = [data[start : start + 700] for start in range(0, len(data), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


PAGE = page().encode()
ADDRESS = "http://cables.example/cable/2008/02/08STRELSAU77.html"
STORED = {
    "plain": warc((ADDRESS, b"200 OK", PAGE)),
    "sent in packed pieces": warc(
        (ADDRESS, b"200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(PAGE)))
    ),
    "packed": gzip.compress(warc((ADDRESS, b"200 OK", PAGE))),
    "packed by the record": gzip.compress(warc()) + gzip.compress(warc((ADDRESS, b"200 OK", PAGE))),
}  # fmt: skip


@pytest.mark.parametrize("kind", STORED)
def test_a_web_archive(run, given, kind):
    """Pages are taken from their answers; requests and pages that were not found are none."""
    done = run(given("mirror.warc", STORED[kind]))
    assert done.last == "1 new, 0 same, 0 changed, 0 refused"
    text = done.files()["cables/08STRELSAU77.txt"]
    assert "source: cables.example/cable/2008/02/08STRELSAU77.html" in text
    assert text.endswith(f"---\n{HEADER}\n\n{BODY}")


def test_a_web_archive_with_gaps(run, given):
    """What was not found is passed over; what cannot be unpacked is told; what breaks off too."""
    other = ADDRESS.replace("77", "78")
    data = warc(
        (other, b"404 Not Found", b"<html>No</html>"),
        (other, b"200 OK\r\nContent-Encoding: br", b"\x0b\x02"),
        (ADDRESS, b"200 OK", PAGE),
    )
    done = run(given("mirror.warc", data + data[:-30]))
    assert "08STRELSAU78.html: warning page-skipped: its coding, br, is not read" in done.err
    assert "error archive-broken: cannot be read further: the last record breaks off" in done.err
    assert done.last == "1 new, 0 same, 0 changed, 1 refused"


def test_a_database(run, given, tmp_path):
    """The table of cables is found among others; a file that is none is told."""
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.execute("CREATE TABLE other(x, y)")
        database.execute("INSERT INTO other VALUES (1, 2)")
        database.execute(f"CREATE TABLE cables({', '.join(f'[{name}] TEXT' for name in COLUMNS)})")
        database.executemany("INSERT INTO cables VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (CELLS, OTHER))
    database.close()
    data = (tmp_path / "a.sqlite").read_bytes()
    whole(run(given("cables.db", data)))
    broken = run(given("broken.db", data[:5000]))
    assert "broken.db: error file-unreadable: the database cannot be read further" in broken.err


def test_mail_in_html_and_with_attachments(run, given, tmp_path):
    """The words of HTML, attached texts and attached messages; what is written above them is no cable."""
    box = mailbox.mbox(tmp_path / "made.mbox")
    html = message("08STRELSAU77", "x")
    html.set_content(markup(TEXTS[0]), subtype="html")
    attached = message("Two cables", "See below.")
    attached.add_attachment(TEXTS[1].encode(), maintype="text", subtype="plain", filename="08STRELSAU78.txt")
    attached.add_attachment(message("Re: 08 STRELSAU 79", TEXTS[1].replace("Other", "STRELSAU 000079")))
    attached.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="08STRELSAU80.pdf")
    for each in (html, attached):
        box.add(each)
    box.flush()
    done = run(given("cables.mbox", (tmp_path / "made.mbox").read_bytes()))
    assert done.last == "3 new, 0 same, 0 changed, 0 refused"
    assert "the attachment '08STRELSAU80.pdf' is not a text" in done.err
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{TEXTS[0]}")
    assert done.files()["cables/08STRELSAU78.txt"].endswith(f"---\n{TEXTS[1]}")
    assert "See below" not in "".join(done.files().values())


def test_words_that_look_like_an_id_are_none(run, given):
    """``12 May 2009`` in a subject is a day."""
    made: email.message.EmailMessage = message("News of 12 May 2009", TEXTS[0])
    assert "no Reference ID in the subject" in run(given("one.mbox", b"From a 2008\n" + made.as_bytes())).err


@pytest.mark.parametrize(
    ("name", "data", "hint"),
    [
        ("08STRELSAU77.pdf", b"%PDF-1.4\n%\xe2\xe3", "pdftotext"),
        ("cables.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "text or CSV"),
        ("cables.rtf", b"{\\rtf1\\ansi x}", "save it as text"),
        ("cables.xlsx", "[Content_Types].xml", "a spreadsheet as CSV"),
        ("cables.ods", "mimetype", "a spreadsheet as CSV"),
    ],
)
def test_documents_are_named_with_what_to_do(run, given, tmp_path, name, data, hint):
    """Nobody has to guess; in a folder it is a warning, and the rest is imported."""
    if isinstance(data, str):
        with zipfile.ZipFile(tmp_path / "made.zip", "w") as made:
            made.writestr(data, "x")
        data = (tmp_path / "made.zip").read_bytes()
    alone = run(given(name, data))
    assert alone.code == 1
    assert "error document-skipped" in alone.err
    assert hint in alone.err
    given(f"folder/{name}", data)
    done = run(given("folder/08STRELSAU77.txt", TEXTS[0]).parent)
    assert done.code == 0
    assert "warning document-skipped" in done.err
    assert "1 file passed over" in done.out


@pytest.mark.parametrize("name", ["08STRELSAU77 - A feast.txt", "08 STRELSAU 77.txt", "2008-02-14 08STRELSAU77.cable"])
def test_names_as_people_make_them(run, given, name):
    """The ID is at one end of them, or is the whole name."""
    done = run(given(name, TEXTS[0]))
    assert list(done.files()) == ["cables/08STRELSAU77.txt"]


def test_other_xml_is_no_page(run, given):
    """It is not taken for a page of the original site that lacks its cable."""
    done = run(given("cables.xml", "<?xml version='1.0'?>\n<cables><cable id='1'/></cables>"))
    assert "error format-unknown" in done.err


def test_a_site_of_cablepress_is_read_by_its_texts(run, given):
    """Its pages have another form, and need none: the text is beside each."""
    folder = given(
        "cable/2008/02/08STRELSAU77.html", "<!doctype html><meta name=citation_technical_report_number>"
    ).parent
    given("cable/2008/02/08STRELSAU77.txt", TEXTS[0])
    done = run(folder)
    assert done.code == 0
    assert done.last.startswith("1 new, 0 same, 0 changed, 0 refused")


def test_a_whole_site_of_cablepress_gives_each_text_once(run, given):
    """Not a second time from its data, which have no headers; pages of what it does not hold are no loss."""
    given("site/SHA256SUMS", "x\n")
    given("site/data/datapackage.json", "{}")
    given("site/data/cables.csv", named(*HEADS["a program's"]).replace("Embassy", "Consulate"))
    given("site/cited/08STRELSAU1.html", "<!doctype html>\n<html><body>Not held.")
    given("site/cable/2008/02/08STRELSAU77.txt", TEXTS[0])
    done = run(given("x", "").parent / "site")
    assert (done.code, sorted(done.files())) == (0, ["cables/08STRELSAU77.txt"])
    assert "Consulate" not in done.files()["cables/08STRELSAU77.txt"]
    alone = run(given("site/data/cables.csv", named(*HEADS["a program's"])))
    assert alone.last.startswith("1 new, ")


def test_a_table_without_texts_is_told(run, given):
    """Its cables are facts alone."""
    done = run(given("cables.csv", named(("refid", 2), ("date", 1), ("origin", 3))))
    assert "cables.csv:1:1: warning texts-missing: no column has the texts" in done.err
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"


def parted(order: str) -> str:
    """A dump whose facts (f), texts (t) and names (n) are in tables of their own, in this order."""

    def rows(table: str, columns: str, values: list[tuple[object, ...]]) -> str:
        written = [", ".join("'" + str(value).replace("'", "''") + "'" for value in row) for row in values]
        created = f"CREATE TABLE {table} ({', '.join(f'{name} TEXT' for name in columns.split())});\n"
        return created + "".join(f"INSERT INTO {table} VALUES ({row});\n" for row in written)

    facts = [(row[0], row[2], 3, level, "1202980500", "Embassy's") for row, level in zip(BOTH, (1, 2), strict=True)]
    tables = {
        "f": rows("cablegate_cables", "id canonical_id origin_id classification_id cable_time subject", facts),
        "t": rows("cablegate_contents", "id header content", [(row[0], row[6], row[7]) for row in BOTH]),
        "n": rows("cablegate_origins", "id name", [(3, "Embassy Strelsau")])
        + rows("cablegate_classifications", "id name", [(1, "CONFIDENTIAL"), (2, "SECRET")]),
    }
    return "".join(tables[one] for one in order)


@pytest.mark.parametrize("order", ["ftn", "ntf", "tfn", "nft"])
@pytest.mark.parametrize("kind", ["dump", "database"])
def test_facts_and_texts_in_tables_of_their_own(run, given, tmp_path, order, kind):
    """They are put together by number, in whatever order the tables are."""
    if kind == "dump":
        whole(run(given("dump.sql", parted(order))))
        return
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.executescript(parted(order))
    database.close()
    whole(run(given("cables.db", (tmp_path / "a.sqlite").read_bytes())))


def test_a_number_is_no_reference_id(run, given):
    """A column of numbers is not taken for IDs; facts without a text are cables without one, and that is said."""
    done = run(given("cables.csv", table([(row[0], row[1], row[7]) for row in BOTH], head=("id", "date", "body"))))
    assert "row 2: '77' is a number; expected a Reference ID" in done.err
    assert done.last == "0 new, 0 same, 0 changed, 2 refused"
    done = run(given("dump.sql", parted("f")))
    assert "texts-missing" in done.err
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"
    done = run(given("texts.sql", parted("t")))
    assert done.last == "0 new, 0 same, 0 changed, 2 refused"


def test_lines_around_a_table_are_none_of_its_rows(run, given):
    """A title above, rows without a cell below, and the names of columns again where two tables were put together."""
    text = named(*HEADS["a newsroom's"])
    whole(
        run(given("cables.csv", f"Cables of the embassy\nfor the desk\n\n{text},,,,\n{text.partition(chr(10))[0]}\n"))
    )


def test_several_cables_in_one_file_of_our_own_form(run, given):
    """Each begins with its table; none is lost."""
    head = "Reference ID Created Released Classification Origin\n"
    rows = (
        "08STRELSAU77 2008-02-14 09:15 CONFIDENTIAL Embassy Strelsau",
        "08STRELSAU78 2008-02-15 10:00 SECRET Embassy Strelsau",
    )
    files = "\n\n".join(f"{head}{row}\n\n{text}" for row, text in zip(rows, TEXTS, strict=True))
    done = run(given("all.txt", files))
    assert done.last == "2 new, 0 same, 0 changed, 0 refused"
    assert done.files()["cables/08STRELSAU78.txt"] == f"{head}{rows[1]}\n\n{TEXTS[1]}"
    assert done.cable("08STRELSAU77").origin == "Embassy Strelsau"
