"""Single fields, one spelling a line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cablepress import parse_cable
from cablepress.cable.file.meta_table import parse_meta
from cablepress.cable.text.headings import is_rule, is_title, slug
from cablepress.cable.top.classification import parse_classification
from cablepress.cable.top.classified_by import parse_reasons
from cablepress.cable.top.executive_order import parse_executive_order
from cablepress.cable.top.header import parse_addressee, parse_header
from cablepress.cable.top.references import canonical_id, parse_references
from cablepress.cable.top.tags import parse_tags


@pytest.mark.parametrize(
    ("line", "level", "post", "number"),
    [
        ("C O N F I D E N T I A L SECTION 01 OF 03 ASTANA 001848", "CONFIDENTIAL", "ASTANA", "1848"),
        ("C O N F I D E N T I A L TEL AVIV 000001", "CONFIDENTIAL", "TEL AVIV", "1"),
        ("SS E C R E T PARIS 000012", "SECRET", "PARIS", "12"),
        ("E C R E T PARIS 000012", "SECRET", "PARIS", "12"),
        ("S e c r e t berlin 001068", "SECRET", "berlin", "1068"),
        ("S E C R E T//NOFORN KABUL 000005", "SECRET", "KABUL", "5"),
        ("C O N F I D E N I A L ROME 000007", "CONFIDENTIAL", "ROME", "7"),
        ("UNCLAS SECTION 01 OF 02 MADRID 001952", "UNCLASSIFIED", "MADRID", "1952"),
        ("UNCLAS", "UNCLASSIFIED", "", ""),
        ("UNCLASSIFIED SECTION 01 OF 01 TEHRAN 1164", "UNCLASSIFIED", "TEHRAN", "1164"),
        ("CONFIDENTIAL", "CONFIDENTIAL", "", ""),
        ("SBU ROME 000007", "UNCLASSIFIED", "ROME", "7"),
    ],
)
def test_classification_lines(line: str, level: str, post: str, number: str) -> None:
    """Spaced, doubled, lost and small letters are read, with post and number."""
    found = parse_classification(line)
    assert found is not None
    assert (found.level, found.post, found.number) == (level, post, number)


@pytest.mark.parametrize(
    "line", ["SECRET services of the duke met.", "A B C D E F G", "Confidential talks were held", "S E"]
)
def test_no_classification_lines(line: str) -> None:
    """Sentences that begin with such a word are none."""
    assert parse_classification(line) is None


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("E.O. 12958: DECL: 07/06/2017", "12958", date(2017, 7, 6)),
        ("EO 12958 DECL: 10/09/2017", "12958", date(2017, 10, 9)),
        ("E.O. 12958: DECL:  8/3/2019", "12958", date(2019, 8, 3)),
        ("E.0. 13526: DECL: 2020/02/28", "13526", date(2020, 2, 28)),
        ("E.O. 12958: DECL: 02-28-19", "12958", date(2019, 2, 28)),
        ("E.O. 12958: DECL: 2019-02-28", "12958", date(2019, 2, 28)),
        ("E.O. 12065: GDS 8/12/85 (NAME)", "12065", date(1985, 8, 12)),
        ("E.O. 12958: N/A", "12958", None),
        ("E.O. 12356:  DECL:  OADR", "12356", None),
        ("E.O. 12598: DECL: 13/45/2017", "12598", None),
    ],
)
def test_executive_orders(text: str, order: str, day: date | None) -> None:
    """The order is as printed, typos and all; the date is read in five forms, or is none."""
    found = parse_executive_order(text, 7)
    assert (found.order, found.declassify_on, found.text, found.line) == (order, day, text, 7)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Classified By: CDA X, reasons 1.4 (B) and (D).", "b d"),
        ("Reasons 1.4 (b/d).", "b d"),
        ("for reasons 1.4 b and d", "b d"),
        ("REASON: 1.4(C).", "c"),
        ("reasons 1.4 (b) (c) and (d)", "b c d"),
        ("Reasons 1. 4 (B) and (D).", "b d"),
        ("for reasons 1 .4 (b) and (d).", "b d"),
        ("for reasons 1.4 (b) an d (d).", "b d"),
        ("reasons 1.4 (b)&(d).", "b d"),
        ("REASONS 1.4 B/D", "b d"),
        ("REASON: 1.4(B), (C), (D)", "b c d"),
        ("reasons 1.4 (b), 1.4 (d)", "b d"),
        ("Reasons: 1.4 (b,d)", "b d"),
    ],
)
def test_reasons(text: str, reasons: str) -> None:
    """The reasons are found in their many spellings."""
    assert parse_reasons(text) == tuple(f"1.4({letter})" for letter in reasons.split())


def test_reasons_before_2003() -> None:
    """Before 2003 the reasons stood in section 1.5."""
    assert parse_reasons("Reason: 1.5 (b) and (d)") == ("1.5(b)", "1.5(d)")
    assert parse_reasons("Classified By: A. B. Smith, Counselor") == ()


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("PGOV PREL KZ", "PGOV PREL KZ"),
        ("PGOV, PREL,KZ", "PGOV PREL KZ"),
        ("parm, prel, ir", "PARM PREL IR"),
        ("BU, Organized Crime", "BU"),
        ("OVIP (CLINTON, HILLARY), PREL, PREL", "OVIP PREL PREL"),
        ("", ""),
    ],
)
def test_tags(text: str, tags: str) -> None:
    """TAGS are split on spaces and commas, and kept as often as printed; names of visitors are none."""
    assert parse_tags(text) == tuple(tags.split())


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("ASTANA 1838", ["07ASTANA1838"]),
        ("A. ASTANA 0001838 B. 06 ALMATY 22", ["07ASTANA1838", "06ALMATY22"]),
        ("(A) 2005 MADRID 3528 (B) TD-314/09169-05", ["05MADRID3528", ""]),
        ("A) SECSTATE 9 B) RIO 12", ["07STATE9", "07RIODEJANEIRO12"]),
        ("TEHRAN 1091: TEHRAN 263; MOSCOW 1603", ["07TEHRAN1091", "07TEHRAN263", "07MOSCOW1603"]),
        ("a) vienna 350 b) 05 port au prince 7", ["07VIENNA350", "05PORTAUPRINCE7"]),
        ("A. ASTANA 5 (NOTAL) B. PREVIOUS C. E-MAIL SMITH 05/11/07", ["07ASTANA5", "", ""]),
        ("A. 2008 STATE 9; C. 07STRELSAU612 AND 7575STRELSAU318", ["08STATE9", "07STRELSAU612", "7575STRELSAU318"]),
        (
            "A. UN ROME 4 B. 06 USUN NEW YORK 12 C. PORT-AU-PRINCE 7; LA PAZ 9",
            ["07UNROME4", "06USUNNEWYORK12", "07PORTAUPRINCE7", "07LAPAZ9"],
        ),
        ("08ZENDA9, 2006SECSTATE0012 07ZENDA0", ["08ZENDA9", "06STATE12"]),
        ("", []),
    ],
)
def test_references(text: str, candidates: list[str]) -> None:
    """Labels, years, zeros and aliases are minded; what is no cable has no candidate."""
    assert [reference.candidate for reference in parse_references([(1, text)], "07")] == candidates


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("STRELSAU 701 (06); STRELSAU 338 (2005)", "06STRELSAU701 05STRELSAU338"),
        ("STATE (01) 2012; (99) ROME 21", "01STATE2012 99ROME21"),
        ("A. STRELSAU 00789/06 B. AMMAN 5049-01", "06STRELSAU789 01AMMAN5049"),
        ("AMMAN 07718 99, AMMAN 05986 00", "99AMMAN7718 00AMMAN5986"),
        ("A. STATE 41252 AND 44603 B. KABUL 692/317", "07STATE41252 07STATE44603 07KABUL692 07KABUL317"),
        ("Paris 746, 7677 & 12; Paris 7, 2008 Berlin 1", "07PARIS746 07PARIS7677 07PARIS7 08BERLIN1"),
        ("OTTAWA #356; STATE: 7309, PRAGUE, 1228", "07OTTAWA356 07STATE7309 07PRAGUE1228"),
        ("HK05511; 0TTAWA 12; LAGOS O1512; O4 QUIT0 9", "07HONGKONG5511 07OTTAWA12 07LAGOS1512 04QUITO9"),
        ("BRASILA 12; TRIPOLII 13; BUENSOAIRES 14", "07BRASILIA12 07TRIPOLI13 07BUENOSAIRES14"),
        ("PORT AU PR 15; SECTSTATE 16", "07PORTAUPRINCE15 07STATE16"),
        ("871 Ulaanbaatar", "07ULAANBAATAR871"),
        ("A. REF: RIO 12 B. REF B: 05 ROME 9", "07RIODEJANEIRO12 05ROME9"),
        ("A STATE 721 B 06 ROME 690 C - KABUL 3", "07STATE721 06ROME690 07KABUL3"),
        ("A) SMITH E-MAIL 05/11/07 \nB) ROME 3\nB) ROME 4", "07ROME3 07ROME4"),
        ("STATE 407 CONFIDENTIAL PAGE 02 ROME 01196 01 OF 02 082030Z B. ROME 10", "07STATE407 07ROME10"),
        ("PORT AU\nPRINCE 12; STATE 123\nSTATE 124", "07PORTAUPRINCE12 07STATE123 07STATE124"),
        ("STATE 12, 24 MAY 2008; ROME 7 OF MAY 5, 2009", "07STATE12 07ROME7"),
    ],
)
def test_odd_references(text: str, candidates: str) -> None:
    """Years behind the number or in brackets, more numbers of one post, slips of the typist in a name."""
    found = [reference.candidate for reference in parse_references([(1, text)], "07")]
    assert [candidate for candidate in found if candidate] == candidates.split()


@pytest.mark.parametrize(
    "text", ["094 QUITO 841", "0844 PARIS 12", "INCSR REPORT 2008", "STATE CA 3400", "PARIS 10/15/07", "ZENDA 12-4567"]
)
def test_no_guessed_reference(text: str) -> None:
    """Digits that are no year, a year for a number, a date: no candidate is better than a wrong one."""
    assert [reference.candidate for reference in parse_references([(1, text)], "07")] == [""]


def test_reference_without_a_year_anywhere() -> None:
    """Where no year is known the candidate has none to guess from."""
    (reference,) = parse_references([(3, "ASTANA 12")], "")
    assert reference.line == 3
    assert reference.candidate == ""


def test_forms_of_one_id() -> None:
    """A year in full and zeros before the number, as in the 1970s, make no other cable; what is no year is kept."""
    assert canonical_id("1974ZENDA01234") == canonical_id("74ZENDA1234") == "74ZENDA1234"
    assert canonical_id("7575LIBREVILLE1895").startswith("7575")


@pytest.mark.parametrize(
    ("line", "precedence", "moment"),
    [
        ("P 090009Z JUL 07", ("P",), datetime(2007, 7, 9, 0, 9, tzinfo=UTC)),
        ("O P 090009Z JUL 07 ZDK", ("O", "P"), datetime(2007, 7, 9, 0, 9, tzinfo=UTC)),
        ("090009Z JUL 79", (), datetime(1979, 7, 9, 0, 9, tzinfo=UTC)),
        ("R 312460Z FEB 07", ("R",), None),
    ],
)
def test_date_time_groups(line: str, precedence: tuple[str, ...], moment: datetime | None) -> None:
    """One, two or no precedences; a moment that cannot be is none."""
    found = parse_header([line, "FM AMEMBASSY ASTANA"], 4)
    assert (found.precedence, found.date_time_group, found.from_) == (precedence, moment, "AMEMBASSY ASTANA")


def test_addressee() -> None:
    """An address line comes apart into routing, name, precedence and serial, and what is odd stays in the name."""
    assert parse_addressee("RUEHC/SECSTATE WASHDC IMMEDIATE 8471")[1:] == (
        "RUEHC",
        "SECSTATE WASHDC",
        "IMMEDIATE",
        "8471",
    )
    assert parse_addressee("HQ USEUCOM//J3//")[1:] == ("", "HQ USEUCOM//J3//", "", "")
    assert parse_addressee("x" * 500)[2] == "x" * 500


def test_meta_line_without_release() -> None:
    """The released date may be absent, and the origin may hold more than one word."""
    meta = parse_meta("07A1 2007-07-09 00:09 UNCLASSIFIED//FOR OFFICIAL USE ONLY Iran RPO Dubai", 2)
    assert (meta.id, meta.released, meta.classification, meta.origin) == (
        "07A1",
        None,
        "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
        "Iran RPO Dubai",
    )


def test_rules_and_titles() -> None:
    """Rules have four strokes or more, titles are short and no sentences."""
    assert is_rule("----- ---")
    assert is_rule("****")
    assert not is_rule("---")
    assert not is_rule("-- text --")
    assert is_title("Zhakiyanov Sees Shortcomings on Both Sides")
    assert is_title("SUMMARY AND COMMENT")
    assert not is_title("He went home.")
    assert not is_title("the party went on")
    assert not is_title("XXXXXXXXXXXX")


def test_slugs() -> None:
    """Slugs are plain ASCII, of bounded length, and cannot be taken for other anchors."""
    assert slug("Élysée: “Not Yet”") == "elysee-not-yet"
    assert slug("Par3") == "h-par3"
    assert slug("U2 Flights") == "h-u2-flights"
    assert slug("2007 Elections") == "h-2007-elections"
    assert slug("…") == "heading"
    assert len(slug("word " * 50)) <= 62


def test_the_day_of_a_withdrawal() -> None:
    """As front matter says it."""
    text = "---\nwithdrawn: names\nwithdrawn_on: 2011-02-03\n---\n1. (U) One.\n"
    assert parse_cable(text, stem="07STRELSAU612").withdrawn_on == date(2011, 2, 3)


@pytest.mark.parametrize("given", ["", "---\norigin: Embassy Sa\u0303o Jose\u0301\n---\n"])
def test_a_post_has_one_name_however_its_accents_are_written(given: str) -> None:
    """As one letter or as a letter with what stands above it: both look the same, and are one post."""
    row = "07ZENDA1 2007-07-09 00:09 SECRET Embassy Sa\u0303o Jose\u0301"
    assert (
        parse_cable(f"{given}Reference ID Created Released Classification Origin\n{row}\n\ntext\n").origin
        == "Embassy São José"
    )
