"""The top of a body in the odd shapes that real ones have: where each field ends, what is in it. All is invented."""

from __future__ import annotations

from datetime import date

import pytest

from cablepress import parse_cable
from cablepress.cable.fidelity import lost_text
from cablepress.cable.top.classified_by import parse_reasons
from cablepress.cable.top.executive_order import parse_date
from cablepress.model import Cable

HEAD = "C O N F I D E N T I A L STRELSAU 000612\n\n"
FIELDS = "E.O. 12958: DECL: 02/14/2018\nTAGS: PREL\nSUBJECT: A THING\n"
STATEMENT = "\n\nClassified By: A. B. for reasons 1.4 (b) and (d).\n\n1. (C) Text.\n"


def parsed(top: str, rest: str = "\n\n1. (C) Text.\n") -> Cable:
    """A cable of 2008 with this top, of which nothing was lost."""
    text = HEAD + top + rest
    cable = parse_cable(text, stem="08STRELSAU612")
    assert lost_text(text, cable) == ""
    return cable


@pytest.mark.parametrize(
    ("reference", "candidates"),
    [
        ("REF: PARIS 101 AND 07 PARIS 2905", "08PARIS101 07PARIS2905"),
        ("REF: 07 STATE 161111 and 06 PARIS 2905", "07STATE161111 06PARIS2905"),
        ("REF: MADRID 12 AND PARIS 2014", "08MADRID12 08PARIS2014"),
        ("REF: STATE 12; 06\nPARIS 13", "08STATE12 06PARIS13"),
        ("REF: STATE 12, 2006\nPARIS 13", "08STATE12 06PARIS13"),
        ("REF: PARIS 95\nSTATE 12", "08PARIS95 08STATE12"),
        ("REF: PARIS 44 AND 45", "08PARIS44 08PARIS45"),
        ("REF: A. PARIS 10, 12\nB. STATE 5", "08PARIS10 08PARIS12 08STATE5"),
        ("REF: ROME 44/45", "08ROME44 08ROME45"),
        ("REF A: PARIS 101\nREF B: STATE 33", "08PARIS101 08STATE33"),
        ("REFTEL (A): PARIS 101\nREFTEL (B): STATE 33", "08PARIS101 08STATE33"),
        ("REF 07 PARIS 101", "07PARIS101"),
        ("REF TEL AVIV 101", "08TELAVIV101"),
        ("REFTEL STATE 101", "08STATE101"),
        ("REF; PARIS 101", "08PARIS101"),
        ("REF: PARIS 33 (RURAL VETTING 12345)", "08PARIS33"),
        ("REF: GENEVA 99 (ABC-XX-013)", "08GENEVA99"),
        ("REF: A. PARIS 101\n\nSIPDIS\n     B. 07 PARIS 33", "08PARIS101 07PARIS33"),
    ],
)
def test_references(reference: str, candidates: str) -> None:
    """The year stays with its post, a label may stand before the colon, a number without a post is of the last one."""
    assert [item.candidate for item in parsed(FIELDS + reference, STATEMENT).references] == candidates.split()


@pytest.mark.parametrize("item", ["PARIS 121234Z JUL 07", "PROTOCOL 14", "CENTCOM 131200Z FEB 08", "IIR 6 809 0087 10"])
def test_references_that_are_no_cables(item: str) -> None:
    """A date-time group is no number of a cable, and a protocol no post."""
    assert [(found.text, found.candidate) for found in parsed(f"{FIELDS}REF: {item}").references] == [(item, "")]


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("REF: PARIS 101\n", "(U) This cable was drafted in Rome and cleared\nby Embassy Paris 12 days later."),
        ("REF: PARIS 101", "(U) This message updates STATE 4444 and Rome 33."),
        ("REF: PARIS 101", "(C) This is an action request; see para 5."),
        ("REF: PARIS 95\n", "Elections 2008: The Aftermath"),
        ("REF: PARIS 95\n", "THIS IS AN ACTION REQUEST. SEE PARA 2."),
        ("REF: PARIS 101", "RURITANIA AFTER THE ELECTIONS"),
        ("REF: A. PARIS 101\nB. STATE 5", "PARTICIPANTS"),
        ("REF: PARIS 101", "RURITANIA AFTER THE 2008 ELECTIONS"),
        ("REF: PARIS 101", "STATE FOR EUR/CE AND S/CT"),
        ("REF: PARIS 101", "SENSITIVE BUT UNCLASSIFIED. NOT FOR INTERNET DISTRIBUTION."),
        ("REF: PARIS 101", "On July 3 the Duke of Strelsau met 40 men."),
        ("REF: PARIS 101\n", "A. Roads are closed.\nB. Rails are open."),
        ("REF: PARIS 101\n\nSIPDIS", "STATE FOR EUR/CE"),
        ("REF: PARIS 101\nSIPDIS", "RURITANIA: DUKE ARRESTED"),
        ("REF: PARIS 101\n\nSENSITIVE", "ROADS AND RAILS"),
        ("REF: PARIS 101\nSIPDIS", "On July 3 the Duke met 40 men."),
        ("REF: PARIS 101\nSIPDIS\n", "A. Background STATE 1"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_text_below_references(reference: str, text: str, between: str) -> None:
    """A marked block, a remark, a heading or prose below a complete item is text, with a blank line between or not."""
    cable = parsed(f"{FIELDS}{reference}\n{text}", f"{between}1. (C) Text.\n")
    assert all(item.candidate for item in cable.references)
    assert len(cable.references) == reference.count("PARIS") + reference.count("STATE")
    assert next(b.opening + b.text for b in cable.blocks if text.split("\n")[0] in b.opening + b.text)


@pytest.mark.parametrize("item", ["B. SMITH/JONES MEMO", "B. PARIS 5 (NOTAL)"])
def test_last_item(item: str) -> None:
    """A labelled item just above the first paragraph is no heading."""
    cable = parsed(f"{FIELDS}REF: A. STATE 123\n{item}", "\n1. (C) Text.\n")
    assert [found.label for found in cable.references] == ["A", "B"]


@pytest.mark.parametrize("line", ["SECRET TALKS", "SENSITIVE ISSUES", "NOT FOR THE KING ALONE", "FOR THE CROWN"])
def test_subject_goes_on(line: str) -> None:
    """A wrapped subject may go on with the words of a caption or a classification."""
    assert (
        parsed(f"E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: THE DUKE AND HIS\n{line}").subject == f"THE DUKE AND HIS {line}"
    )


def test_label_c() -> None:
    """``(C)`` behind A and B is a label."""
    cable = parsed(FIELDS + "REF: (A) PARIS 101\n(B) STATE 33\n(C) 07 ROME 5")
    assert [(item.label, item.candidate) for item in cable.references][2] == ("C", "07ROME5")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("1.4 (b) a nd (d)", "bd"),
        ("1.4 (b) and (d). A previous version was sent.", "bd"),
        ("1.4 (b,d) A PRELIMINARY VIEW", "bd"),
        ("Reasons: E.O. 12958, 1.4 (b) and (d)", "bd"),
        ("Reasons: A/S request, 1.4 (d)", "d"),
        ("1.4(D) AND (B) E.O.12958", "db"),
        ("Reason D. Doe 1.4(b)", "b"),
        ("reasons (b) and (d)", "bd"),
        ("1.4 (b). (d)", "bd"),
        ("1.4 b. The next", "b"),
        ("1.4 (b) through (d)", "bd"),
        ("1.4 paragraphs (b), [d]", "bd"),
        ("1,4 (b) nad (d)", "bd"),
    ],
)
def test_reasons(text: str, letters: str) -> None:
    """A letter is a reason behind 1.4 or another one; that of an order, an office or the next sentence is none."""
    assert parse_reasons(text) == tuple(f"1.4({letter})" for letter in letters)


@pytest.mark.parametrize(
    "statement",
    [
        "Classified By: A. B. for reasons 1.4 (b\n) and (d).",
        "Classified By: A. B. for reasons 1.4 (b)\n, (d)",
        "Classified By: A. B. for reasons 1.4 (b) a\nnd (d).",
        "Classified By: A. B. for reasons 1.4 (b)\n\nand (d).",
        "Classified By: A. B.\n\nfor reasons 1.4 (b) and (d).",
        "Classified By: A. B. for reasons 1.4 (b) and (d)\nof E.O. 12958.",
        "Classified By: A. B. for reasons 1.4 (B, D\n)",
        "Classified By: A. B. for reasons\n\nSIPDIS\n1.4 (b) and (d).",
    ],
)
def test_statement_goes_on(statement: str) -> None:
    """The statement goes on below until it is whole, wherever its line ends fall."""
    cable = parsed(FIELDS + statement)
    assert cable.reasons == ("1.4(b)", "1.4(d)")
    assert [block.kind for block in cable.blocks if not block.role] == ["paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "(C) Summary: The duke spoke.",
        "A NEW GOVERNMENT",
        "A. Background",
        "Of course he spoke.",
        "Summary",
        "SIPDIS\nAnd so it begins.",
    ],
)
def test_text_below_statement(text: str) -> None:
    """What stands below a complete statement is text, though it begins with a letter that could be a reason."""
    cable = parsed(f"{FIELDS}Classified By: A. B. for reasons 1.4 (b) and (d).\n{text}", "\n1. (C) Text.\n")
    assert cable.reasons == ("1.4(b)", "1.4(d)")
    assert next(b.opening + b.text for b in cable.blocks if b.anchor) == text.removeprefix("SIPDIS\n")


@pytest.mark.parametrize("line", ["The duke spoke.", "For reasons a diplomat would know, he spoke."])
def test_statement_without_reasons(line: str) -> None:
    """A statement that gives no reasons ends at a caption or a blank line, too."""
    assert parsed(f"{FIELDS}Classified By: A. B.\n\nSIPDIS\n{line}").classified_by == "Classified By: A. B."
    assert parsed(f"{FIELDS}Classified By: A. B.\n\n{line}").reasons == ()


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("TAGS: PREL/PGOV/TU", "PREL PGOV TU"),
        ("TAGS: PREL, PGOV, tu", "PREL PGOV TU"),
        ("TAGS: PREL AND PGOV", "PREL PGOV"),
        ("tags: prel, pgov\netrd, tu", "PREL PGOV ETRD TU"),
        ("TAGS: PREL, OVIP [RASSENDYLL, RUDOLF]", "PREL OVIP"),
        ("TAGS: PREL, PGOV,\n\nKZ", "PREL PGOV KZ"),
        ("TAGS: KTIA, A/B", "KTIA A/B"),
        ("TAGS: SENV, ELAB, Trafficking in Persons", "SENV ELAB"),
    ],
)
def test_tags(line: str, tags: str) -> None:
    """TAGS are split at slashes between known ones; in small letters known ones count."""
    assert parsed(f"E.O. 12958: N/A\n{line}\nSUBJECT: A THING").tags == tuple(tags.split())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("RDS-1 3/15/99 (DOE, J.) OR-M", date(1999, 3, 15)),
        ("DECL: FEBRUARY 13, 2018", date(2018, 2, 13)),
        ("DECL: 13 Feb 2018", date(2018, 2, 13)),
        ("DECL: 20180213", date(2018, 2, 13)),
        ("DECL: 02 / 13 / 2018", date(2018, 2, 13)),
        ("DECL: 02/13//2018", date(2018, 2, 13)),
        ("DECL: 02//13/2018", date(2018, 2, 13)),
        ("DECL: 13/13/2018", None),
        ("DECL: 20181340", None),
        ("DECL: SMARCH 13, 2018", None),
        ("DECL: 1 3/15", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    """A date has one sign between its parts, or the month in words; what is no day is no date."""
    assert parse_date(text) == day


def test_fields_on_one_line() -> None:
    """Captions before the E.O., TAGS without a colon behind it, Classified By at the end of the references."""
    cable = parsed(
        "SIPDIS E.O. 12958: DECL: 02/14/2018 TAGS PGOV, PREL\nSUBJECT: A THING\n"
        "REF: A. PARIS 12\nB. PARIS 13 Classified By: A. B. for reasons 1.4 (b)."
    )
    assert (cable.captions, cable.tags, cable.reasons) == (("SIPDIS",), ("PGOV", "PREL"), ("1.4(b)",))
    assert [item.candidate for item in cable.references] == ["08PARIS12", "08PARIS13"]
    below = parsed("E.O. 12958:\nDECL: 02/14/2018\nTAGS: PREL\nSUBJECT; A THING\n(U) This is marked.")
    assert below.executive_order
    assert below.executive_order.declassify_on == date(2018, 2, 14)
    assert below.subject == "A THING"


@pytest.mark.parametrize(
    ("ending", "names"),
    [
        ("So it ended. McDoe", ["McDoe"]),
        ("So it ended.\nDOE\nMINIMIZE CONSIDERED", ["DOE"]),
        ("So it ended.\nMINIMIZE CONSIDERED DOE", ["DOE"]),
        ("So it ended.\nMINIMIZE CONSIDERED", []),
        ("So it ended. End comment DOE", ["DOE"]),
        ("So it ended.\nDOE\nBT\n#0612\nNNNN", ["DOE"]),
        ("So it ended.\nR. DOE", ["R. DOE"]),
        ("So it ended.\nVAN DER DOE", ["VAN DER DOE"]),
        ("He looks forward to a visit to the very big town of\nStrelsau.", []),
        ("The duke declined to comment Tuesday", []),
        ("They want:\n\nA. Wine\nB. Cheese", []),
        ("It met in the U.S. DOE", ["DOE"]),
        ("It met.\nDOE/ROE", ["DOE/ROE"]),
        ("He was last seen with the number\n#1234", []),
    ],
)
def test_signature(ending: str, names: list[str]) -> None:
    """The name on the last line, whatever remark or sign stands about it; a sentence's last word is none."""
    cable = parsed(FIELDS, f"\n1. (C) {ending}\n")
    assert [block.text for block in cable.blocks if block.kind == "signature"] == names


def test_caption_behind_page_line() -> None:
    """SIPDIS below a page line, or below the classification line of a section, is not drawn into the sentence."""
    page = "1. (C) This is the long\n\nSTRELSAU 00000612  002 OF 003\n\nSIPDIS\n\nroad to Zenda.\n"
    assert parsed(FIELDS, f"\n{page}").blocks[-1].text == "This is the long\nSIPDIS\nroad to Zenda."
    section = page.replace("STRELSAU 00000612  002 OF 003", "C O N F I D E N T I A L SECTION 02 OF 03 STRELSAU 000612")
    assert [(block.role, block.text) for block in parsed(FIELDS, f"\n{section}").blocks[-2:]] == [
        ("caption", "SIPDIS"),
        ("", "road to Zenda."),
    ]


def test_old_page_line_behind_classification() -> None:
    """The classification and the page on one line are a page line."""
    cable = parsed(FIELDS, "\n1. (C) This is the long\nCONFIDENTIAL PAGE 02 STRELSAU 00612 02 OF 03 182017Z\nroad.\n")
    assert cable.blocks[-1].text == "This is the long road."
    assert [cut.reason for cut in cable.cut] == ["page-line"]


def test_cut_with_entities() -> None:
    """What is cut may have entities in it, and the text beside it too."""
    text = (
        "1. (C) &amp;amp; so on.\n\nST. JOHN&#39;S 00000012  002 OF 003\n\n2. (C) End.\n\n"
        "Visit Zenda&#x27;s Classified Website: http://x/?a=1&amp;b=2&amp;\n"
    )
    assert [cut.reason for cut in parsed(FIELDS, f"\n{text}").cut] == ["page-line", "web-chrome"]


def header(lines: str) -> Cable:
    return parse_cable(f"VZCZCXRO3268\nDE RUEHSU #0612/01 0451530\n{lines}\n\n{HEAD}{FIELDS}\n1. (C) Text.\n", stem="x")


def test_addresses() -> None:
    """An address may have two spaces in it; the keyword may stand alone; no other line is one."""
    found = header(
        "O P 141530Z FEB 2008\nFM EMBASSY STRELSAU\nTO\nRUEHC/SECSTATE WASHDC PRIORITY  5300\n"
        "INFO RUCNMEM/EU MEMBER STATES  COLLECTIVE\nRUEHRO/EMBASSY ROME PRIORITY 12\nXMT EMBASSY ZENDA\nBT"
    ).header
    assert [(a.name, a.precedence, a.serial) for a in found.to] == [("SECSTATE WASHDC", "PRIORITY", "5300")]
    assert [(a.name, a.serial) for a in found.info] == [("EU MEMBER STATES  COLLECTIVE", ""), ("EMBASSY ROME", "12")]
    assert found.date_time_group
    assert found.date_time_group.isoformat() == "2008-02-14T15:30:00+00:00"


def test_distribution_table() -> None:
    """The table of an old cable has no addresses."""
    assert header("O 141530Z FEB08\nINFO  LOG-00   EUR-01  /001W\nFM EMBASSY STRELSAU\nTO SECSTATE").header.info == ()


def test_limited_official_use() -> None:
    """LIMITED OFFICIAL USE is a classification line, as of an unclassified cable; double spaces are no matter."""
    line = "LIMITED OFFICIAL USE  SECTION  01 OF 02  STRELSAU  00612"
    cable = parse_cable(f"FM EMBASSY STRELSAU\nTO SECSTATE\n\n{line}\n\n{FIELDS}\n1. T.\n", stem="08STRELSAU612")
    problems = {problem.code for problem in cable.problems}
    assert problems.isdisjoint(("body-mismatch", "header-end-missing"))


@pytest.mark.parametrize(("lines", "subject"), [(30, "FERRIES"), (50, "")])
def test_a_field_is_looked_for_near_the_one_before(lines: int, subject: str) -> None:
    """Words that only look like fields, far down in a text without numbers, are text and stay on one line."""
    prose = "Ferries sail at noon, and nobody is on them.\n" * lines
    cable = parsed(f"TAGS: PREL\n\n{prose}SUBJECT: FERRIES REF: ZENDA 12\n", "")
    assert cable.subject == subject
    assert ("SUBJECT: FERRIES REF: ZENDA 12" in cable.blocks[-1].text) is (not subject)


@pytest.mark.parametrize(("lines", "reasons"), [(10, ("1.4(b)", "1.4(d)")), (60, ("1.4(b)",))])
def test_a_statement_is_not_endless(lines: int, reasons: tuple[str, ...]) -> None:
    """Letters alone go on with it for some thirty lines; what stands below them is text."""
    letters = "and (b)\n" * lines
    assert parsed(f"Classified By: CDA Nemo, for 1.4 (b)\n{letters}and (d)\n").reasons == reasons
