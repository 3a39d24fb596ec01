"""Text files, dump records, PlusD, History Lab and the National Archives: what the front matter comes to hold."""

from __future__ import annotations

import csv
import io
import json

import pytest
from importers.samples import BODY, HEADER

from cablepress.importers import inputs

EXTRACT = (
    "This record is a partial extract of the original cable. The full text of the original cable is not available."
)
TELEGRAM = """CONFIDENTIAL
PAGE 01 STRELS 00123 231145Z
44
ACTION EUR-12
INFO OCT-01 ISO-00 /013 W
--------------------- 112233
R 231130Z MAY 77
FM AMEMBASSY STRELSAU
TO SECSTATE WASHDC 9876
C O N F I D E N T I A L STRELSAU 0123
E.O. 11652: GDS
TAGS: PFOR, RU
SUBJECT: THE LAMP
1. THE LAMP WAS LIT.
TARLENHEIM
CONFIDENTIAL
NNNN
"""


def head_of(file: str) -> list[str]:
    return file.split("---\n")[1].splitlines()


def test_records_of_the_dump(run, given):
    """Keys to front matter, header and text below; a record that breaks off is told, the next is read."""

    def record(cable_id: str) -> str:
        return (
            f"id: 7\ndate: 2/14/2008 9:15\nrefid: {cable_id}\norigin: Embassy Strelsau\n"
            f"classification: SECRET//NOFORN\ndestination: 08ZENDA9|07STRELSAU612\nheader:\n{HEADER}\n\n"
            f"----------------- header ends ----------------\n\n{BODY}\n\n"
            "=======================CABLE ENDS============================\n\n"
        )

    broken = record("08STRELSAU78").partition("-----------------")[0]
    unclosed = record("08STRELSAU80").partition("=====")[0]
    path = given("records.txt", record("08STRELSAU77") + broken + record("08STRELSAU79") + unclosed)
    done = run(path)
    assert "records of the archive's dump (records)" in done.out
    assert done.last == "3 new, 0 same, 0 changed, 1 refused"
    line = record("").count("\n") + 1
    assert f"{path}:{line}:1: error record-refused: record 2: it has no “header ends”" in done.err
    assert "warning record-unclosed: record 4: there is no “CABLE ENDS”" in done.err
    assert done.files()["cables/08STRELSAU79.txt"] == (
        "---\nid: 08STRELSAU79\ncreated: 2008-02-14T09:15Z\nclassification: SECRET//NOFORN\norigin: Embassy Strelsau\n"
        f"given_references: [08ZENDA9, 07STRELSAU612]\nsource: records.txt, record 3\n---\n{HEADER}\n\n{BODY}"
    )


def test_a_scrapers_file_with_five_head_lines(run, given):
    """The head lines become front matter, but for the subject's first line; header and text may be glued."""
    head = "01STRELSAU4425\nA FEAST\nThu Aug 23 00:00:00 +0200 2001\nUNCLASSIFIED\nEmbassy Strelsau\n"
    text = f"{EXTRACT}UNCLAS STRELSAU 004425 \n \nSUBJECT: A FEAST AND\nITS END \n \n¶1.   IT ENDED. \n"
    done = run(given("01STRELSAU4425.txt", head + text))
    assert "five head lines (scraper)" in done.out
    assert done.files()["cables/01STRELSAU4425.txt"] == (
        "---\nid: 01STRELSAU4425\ncreated: 2001-08-23T00:00Z\nclassification: UNCLASSIFIED\norigin: Embassy Strelsau\n"
        f"source: 01STRELSAU4425.txt, text file of a scraper\n---\n{text}"
    )


def test_a_scrapers_hour_is_that_of_the_date_time_group(run, given):
    """The scraper lost the hour; the header has it."""
    head = "08STRELSAU77\nX\nThu Feb 14 00:00:00 +0100 2008\nCONFIDENTIAL\nEmbassy Strelsau\n"
    assert run(given("08STRELSAU77.txt", f"{head}{HEADER}\n\n{BODY}")).cable("08STRELSAU77").created.hour == 9


def test_text_of_a_pdf(run, given):
    """Windows line ends and bytes; the ID is the file's name, the rest is read from FM, DTG and classification line."""
    text = f"{HEADER}\n\n{BODY}".replace("SIPDIS", "NOFORN\nSIPDIS").replace("1. (C)", "¶1. (C)")
    text = text.replace("C O N F I D E N T I A L", "CONFIDENTIAL")
    done = run(given("08STRELSAU77.txt", text.replace("\n", "\r\n").encode("cp1252")))
    assert "byte 0xb6 is not valid UTF-8; it was read as Windows-1252" in done.err
    assert head_of(done.files()["cables/08STRELSAU77.txt"]) == [
        "id: 08STRELSAU77",
        "created: 2008-02-14T09:15Z",
        "classification: CONFIDENTIAL//NOFORN",
        "origin: Embassy Strelsau",
        "source: 08STRELSAU77.txt, text",
    ]
    assert done.files()["cables/08STRELSAU77.txt"].endswith(f"---\n{text}")


@pytest.mark.parametrize(
    ("sender", "origin"),
    [
        ("AMEMBASSY PORT AU PRINCE", "Embassy Port Au Prince"),
        ("AMCONSUL ZENDA", "Consulate Zenda"),
        ("SECSTATE WASHDC", "Secretary of State"),
        ("USMISSION USUN NEW YORK", "USUN New York"),
        ("USMISSION GENEVA", "Mission Geneva"),
        ("RPO DUBAI", "Iran RPO Dubai"),
        ("CDR SOMEWHERE", ""),
    ],
)
def test_the_origin_of_a_text_without_a_table(run, given, sender, origin):
    """As the tables of the original site name posts; nothing for a sender that is none."""
    text = f"{HEADER}\n\n{BODY}".replace("AMEMBASSY STRELSAU", sender)
    assert run(given("08STRELSAU77.txt", text)).cable("08STRELSAU77").origin == origin


@pytest.mark.parametrize(
    ("line", "classification"),
    [
        ("UNCLAS SECTION 01 OF 02 STRELSAU 000077\n\nSENSITIVE\nSIPDIS", "UNCLASSIFIED//FOR OFFICIAL USE ONLY"),
        ("UNCLAS STRELSAU 000077\n\nSIPDIS", "UNCLASSIFIED"),
        ("S E C R E T STRELSAU 000077", "SECRET"),
        ("S E C R E T STRELSAU 000077\n\nNOFORN\nSIPDIS", "SECRET//NOFORN"),
        ("LIMITED OFFICIAL USE STRELSAU 000077", "LIMITED OFFICIAL USE"),
        ("Secret gardens of Strelsau", ""),
    ],
)
def test_the_classification_of_a_text_without_a_table(run, given, line, classification):
    """From its classification line and the captions below."""
    text = f"{HEADER}\n\n{BODY}".replace("C O N F I D E N T I A L STRELSAU 000077", line)
    head = head_of(run(given("08STRELSAU77.txt", text)).files()["cables/08STRELSAU77.txt"])
    assert [row for row in head if row.startswith("classification")] == (
        [f"classification: {classification}"] if classification else []
    )


def test_a_text_without_an_id_is_refused_and_one_that_is_no_cable_passed_over(run, given):
    """An ID is never guessed; a README is not a cable."""
    given("texts/README.txt", "How these files were made.\n")
    given("texts/letter.txt", f"{HEADER}\n\n{BODY}")
    done = run(given("texts/08STRELSAU77.txt", f"{HEADER}\n\n{BODY}").parent)
    assert done.last == "1 new, 0 same, 0 changed, 1 refused; 1 file passed over"
    assert "letter.txt: error id-missing: the file's name, 'letter', is not a Reference ID" in done.err


def test_a_telegram_of_plusd(run, given):
    """Four digits of the year in its ID; the key block of the page before it is cut."""
    key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----"
    block = f"Key fingerprint = AB CD\n\n{key}\n\n"
    stamp = "Declassified/Released US Department of State EO Systematic Review 22 May 2009\n"
    done = run(given("1977STRELS00123_b.txt", block + TELEGRAM + stamp))
    assert "telegrams of PlusD as text (plusd)" in done.out
    assert done.files()["cables/1977STRELS00123_b.txt"] == (
        "---\nid: 1977STRELS00123_b\ncreated: 1977-05-23T11:30Z\nreleased: 2009-05-22T00:00Z\n"
        "classification: CONFIDENTIAL\norigin: Embassy Strelsau\nsource: 1977STRELS00123_b.txt, PlusD text\n---\n"
        + TELEGRAM
        + stamp
    )


def test_a_telegram_whose_file_has_another_name(run, given):
    """PlusD made its addresses of the page line and the year, and so is the ID; that is told."""
    done = run(given("page 3.txt", TELEGRAM))
    assert "warning id-derived" in done.err
    assert list(done.files()) == ["cables/1977STRELS00123.txt"]


DOC = {
    "doc_nbr": "1977STRELS00123",
    "reference": "77 STATE 12345, 77 ZENDA 9",
    "concepts": "LAMPS, FEASTS",
    "date": "1977-05-23T00:00:00",
    "origclass": "SECRET",
    "class": "UNCLASSIFIED",
    "classification": "CONFIDENTIAL",
    "from_field": "STRELSAU",
    "subject": "THE LAMP",
    "tags": "PFOR, RU",
    "markings": " Declassified/Released US Department of State EO Systematic Review 22 May 2009 ",
    "body": "1. THE LAMP WAS LIT.",
    "raw_body": TELEGRAM.replace("\n", "  "),
    "review_content_flags": "",
    "cable_type": "full",
    "collection": "statedeptcables",
    "errors": "n/a",
}


def as_csv(*docs: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(DOC), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(docs)
    return out.getvalue()


FORMS = {
    "history-lab": ("docs.csv", as_csv),
    "history-lab-json": ("docs.json", lambda *docs: json.dumps(docs, indent=1)),
    "lines": ("docs.jsonl", lambda *docs: "".join(json.dumps(doc) + "\n" for doc in docs)),
}


@pytest.mark.parametrize("form", FORMS)
def test_history_lab(run, given, form):
    """Today's classification is not taken, n/a is nothing, two blanks are a line end."""
    name, write = FORMS[form]
    done = run(given(name, write(DOC)))
    assert done.last == "1 new, 0 same, 0 changed, 0 refused"
    where = "row 2" if name == "docs.csv" else "record 1"
    assert done.files()["cables/1977STRELS00123.txt"] == (
        "---\nid: 1977STRELS00123\ncreated: 1977-05-23T11:30Z\nreleased: 2009-05-22T00:00Z\n"
        "classification: CONFIDENTIAL\norigin: STRELSAU\n"
        'given_references: ["77 STATE 12345", "77 ZENDA 9"]\n'
        f"source: {name}, {where}, History Lab, collection statedeptcables\n"
        "note: Declassified/Released US Department of State EO Systematic Review 22 May 2009\n---\n" + TELEGRAM
    )


@pytest.mark.parametrize("form", FORMS)
def test_history_lab_documents_without_their_text(run, given, form):
    """A text without its head, a lost text, a withdrawal card: said in a note, and no text is made up."""
    name, write = FORMS[form]
    headless = {**DOC, "doc_nbr": "P770151-0570", "raw_body": "n/a", "date": "1960-01-01T00:00:00"}
    lost = {**DOC, "doc_nbr": "1977STRELS00124", "raw_body": "MRN: 1977STRELS00124 ERROR READING TEXT INDEX FILE; X"}
    card = {**DOC, "doc_nbr": "1977STRELS00125", "raw_body": "", "body": "n/a", "cable_type": "withdrawal card"}
    done = run(given(name, write(headless, lost, card)))
    assert done.last == "3 new, 0 same, 0 changed, 0 refused"
    files = done.files()
    first = files["cables/P770151-0570.txt"]
    assert "created" not in first
    assert "subject: THE LAMP\ntags: [PFOR, RU]\n" in first
    assert "note: The export has the text without its head. Declassified" in first
    assert first.endswith("---\n1. THE LAMP WAS LIT.\n")
    assert 'note: "The text of this telegram is lost: the National' in files["cables/1977STRELS00124.txt"]
    assert 'note: "A withdrawal card: the text has not been released.' in files["cables/1977STRELS00125.txt"]
    assert files["cables/1977STRELS00124.txt"].endswith("---\n")


def test_broken_json_is_told_and_the_next_record_read(run, given):
    """By the line on which the record begins."""
    good, also = json.dumps(DOC), json.dumps({**DOC, "doc_nbr": "1977STRELS00124"})
    done = run(given("docs.json", f'[\n{good},\n{{"doc_nbr": "1977ZENDA00001", "body": broken}},\n{also}\n]\n'))
    assert done.last == "2 new, 0 same, 0 changed, 1 refused"
    assert "docs.json:3:1: error record-refused: record 2: not valid JSON: Expecting value" in done.err


def test_lists_of_the_national_archives(run, given):
    """A cable without text for each document; of two lists the one that says more stays."""
    given(
        "aad/index.csv",
        "Document Number,Path,AAD filename,URL\r\n1977STRELS00123,05/1977STRELS00123.pdf,A.pdf,u\r\n",
    )
    overview = given(
        "aad/overview.csv",
        "URL,Draft Date,Document Number,Film Number,From,Subject,TAGS,To\r\n"
        'https://aad.invalid/1,23 MAY 1977,1977STRELS00123,D770186-0001,STRELSAU,THE LAMP,"PFOR, RU",STATE\r\n'
        "https://aad.invalid/2,99 MAY 1977,1977STRELS00124,,STRELSAU,THE OIL,,STATE\r\n",
    )
    done = run(overview)
    assert head_of(done.files()["cables/1977STRELS00123.txt"]) == [
        "id: 1977STRELS00123",
        "created: 1977-05-23T00:00Z",
        "origin: STRELSAU",
        "subject: THE LAMP",
        "tags: [PFOR, RU]",
        'source: "National Archives, Access to Archival Databases: https://aad.invalid/1"',
        "note: Only the description of this document is held here, not its text. Film D770186-0001. Sent to STATE.",
    ]
    assert "row 3: Draft Date: '99 MAY 1977' is not a date" in done.err
    assert run(overview.parent).last == "0 new, 3 same, 0 changed, 0 refused"
    assert "subject: THE LAMP" in done.files()["cables/1977STRELS00123.txt"]


def test_a_text_takes_the_place_of_a_list_entry(run, given):
    """What the list said gives way to what the text says; an archivist's own key stays."""
    run(
        given(
            "overview.csv", "URL,Draft Date,Document Number,From,Subject\nu,23 MAY 1977,1977STRELS00123,STRELSAU,LAMP\n"
        )
    )
    file = given("x", "").parents[1] / "site/content/cables/1977STRELS00123.txt"
    file.write_text(file.read_text().replace("subject:", "supersedes: 1977STRELS00001\nsubject:"))
    assert run("--update", given("docs.csv", as_csv(DOC))).last == "0 new, 0 same, 1 changed, 0 refused"
    head = head_of(file.read_text())
    assert "supersedes: 1977STRELS00001" in head
    assert not any(row.startswith("subject") for row in head)


def test_files_in_our_own_form_are_taken_as_they_are(run, given):
    """With front matter or the table of two lines."""
    row = "08STRELSAU78 2008-02-14 09:15 2011-08-30 01:44 SECRET X"
    table = f"Reference ID Created Released Classification Origin\n{row}\n\n"
    given("own/a.txt", f"---\nid: 08STRELSAU77\nnote: Kept.\n---\n{BODY}")
    done = run(given("own/b.txt", table + BODY).parent)
    assert done.files() == {
        "cables/08STRELSAU77.txt": f"---\nid: 08STRELSAU77\nnote: Kept.\n---\n{BODY}",
        "cables/08STRELSAU78.txt": table + BODY,
    }


def test_odd_ids_in_file_names(run, given):
    """Kept as published."""
    done = run(given("08SECTION01GF02BISHIEK21.txt", f"{HEADER}\n\n{BODY}"))
    assert list(done.files()) == ["cables/08SECTION01GF02BISHIEK21.txt"]


def test_the_table_above_a_telegram_has_its_id(run, given):
    """As copied from a page of PlusD."""
    done = run(given("copy.txt", f"THE LAMP\nDate: 1977 May 23\nCanonical ID: 1977STRELS00123_b\n\n{TELEGRAM}"))
    assert not done.err
    assert list(done.files()) == ["cables/1977STRELS00123_b.txt"]


def test_a_list_of_documents_on_one_line(run, given, monkeypatch):
    """However long: no more than one document is held."""
    monkeypatch.setattr(inputs, "MOST_IN_CABLE", 1 << 16)
    docs = [{**DOC, "doc_nbr": f"1977STRELS{n:05d}", "errors": "n/a" * 500} for n in range(100)]
    assert run(given("docs.json", json.dumps(docs))).last == "100 new, 0 same, 0 changed, 0 refused"
