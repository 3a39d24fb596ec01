"""How a cable ends: whose name is its signature, and what stands below it. All text is invented."""

from __future__ import annotations

import pytest

from cablepress import parse_cable
from cablepress.cable.fidelity import lost_text
from cablepress.model import Cable

TOP = "C O N F I D E N T I A L STRELSAU 000612\n\nE.O. 12958: DECL: 02/14/2018\nTAGS: PREL\nSUBJECT: A THING\n\n"
TEXT = "1. (C) The Duke left.\n\n2. (C) He was not seen again by the cook of the castle"


def parse(end: str) -> Cable:
    """The cable whose text ends so; nothing of it is lost."""
    text = TOP + TEXT + end
    cable = parse_cable(text, stem="07STRELSAU612")
    assert lost_text(text, cable) == ""
    return cable


def signature(cable: Cable) -> list[str]:
    return [block.text.strip() for block in cable.blocks if block.kind == "signature"]


def is_truncated(cable: Cable) -> bool:
    return any(problem.code == "text-truncated" for problem in cable.problems)


NAMES = (
    *(
        "van Tarlen",
        "VAN TARLEN",
        "van der Tarlen",
        "von Hentzau",
        "de la Tour",
        "DE LA TOUR",
        "Le Blanc",
        "della Rocca",
    ),
    *(
        "ten Boom",
        "dos Anjos",
        "al-Hadi",
        "bin Said",
        "St. Cloud",
        "ST. CLOUD",
        "McTarl",
        "O’TARLEN",
        "D'Elia",
        "LeBaron",
    ),
    *("RASSENDYLL JR.", "Rassendyll, Jr.", "HENTZAU III", "J. SAPT", "FRITZ T. SAPT", "Fritz von Tarlenheim"),
    *("SAPT/HENTZAU", "Sapt-Tarlen", "MUÑOZ", "Núñez", "LU", "Lu"),
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gap", [".\n\n", ".\n"])
def test_names(name: str, gap: str) -> None:
    """A name alone on the last line is the signature, with its particles and titles; the text is not truncated."""
    cable = parse(gap + name)
    assert signature(cable) == [name]
    assert not is_truncated(cable)


@pytest.mark.parametrize(
    "end",
    [
        *(". SAPT", ".SAPT", ".          SAPT", '." SAPT', '."SAPT', " (see ref) SAPT", " (see ref)SAPT", "! SAPT"),
        *(". End text SAPT", ". END COMMENT SAPT", ". End of note. SAPT", " (End comment)SAPT"),
        *(" on the portal SAPT", " http://www.example.gov/castle SAPT", " at duke@example.gov SAPT", " no. 14 SAPT"),
        *(" *** SAPT", ". ***SAPT", ". * * * SAPT", ". ----- SAPT", " XXXXXXXXXXXX SAPT"),
        *(
            ". SAPT 2009-03-04",
            ".SAPT 2009-03-04",
            ".\n\nSAPT 05/06/2009",
            ".\nSAPT\n4 March 2009",
            ". SAPT March 4, 2009",
        ),
        *(". SAPT...", '. SAPT"', ". SAPT##", ". SAPT>", ". SAPT NNNN", ". SAPT BT", ". SAPT UNCLASSIFIED"),
    ],
)
def test_glued_names(end: str) -> None:
    """A name at the end of the last line is the signature, however it is glued there and whatever stands behind it."""
    cable = parse(end)
    assert signature(cable) == ["SAPT"]
    assert not is_truncated(cable)


@pytest.mark.parametrize(
    "end",
    [
        *(" together with NATO", " in the USA", " and the IAEA", ". He came to PARIS", " at the castle of HENTZAU"),
        *(" in\nla Tour", ". However", ".\n\nHowever", ".\n\nFriday 13 May 2005", " (see www.example.NET)"),
        " and asked:\n\nA. Bread\n\nB. Cheese",
        *(".\n\n-----\nWine\n-----", ".\n\nCheese\n------"),
    ],
)
def test_no_names(end: str) -> None:
    """An abbreviation, a post, the end of a sentence, a word that opens one, an item of a list: no signature."""
    assert signature(parse(end)) == []


@pytest.mark.parametrize(
    ("below", "reasons"),
    [
        ("=====CABLE ENDS=====", ["dump-residue"]),
        ("-- END OF CABLE --", ["dump-residue"]),
        ("...", ["dump-residue"]),
        ('"', ["dump-residue"]),
        (">", ["dump-residue"]),
        ("          UNCLASSIFIED\n\n>\n\n 2001ZENDA04425 - Classification: UNCLASSIFIED", ["dump-residue"] * 2),
        ("          UNCLASSIFIED\n\nNNNN", ["end-of-message"]),
        ("NNNN\n\n          UNCLASSIFIED", ["end-of-message"]),
        ("BT\n#0612\nNNNN\n\n=====CABLE ENDS=====", ["end-of-message"] * 3 + ["dump-residue"]),
        ("CONFIDENTIAL//NOFORN", []),
        ("End of Message", ["end-of-message"]),
        ("#0612", []),
        ("----------", []),
        ("C O N F I D E N T I A L", []),
        ("SENSITIVE BUT UNCLASSIFIED", []),
        ("SIPDIS\nMINIMIZE CONSIDERED", []),
        (
            "Rupert F. Hentzau  Declassified/Released  US Department of State EO Systematic Review 20 Mar 2014",
            ["stamp"],
        ),
        (
            "Rupert Hentzau\nDeclassified/Released\nUS Department of State\nEO Systematic Review\n20 Mar 2014",
            ["stamp"] * 5,
        ),
        ("Message Attributes\n\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\n", ["dump-residue"]),
    ],
)
def test_below_the_signature(below: str, reasons: list[str]) -> None:
    """Trailers and stamps below the signature are cut with their reason; banners, captions and remarks stay."""
    cable = parse(f".\n\nSAPT\n\n{below}\n")
    assert signature(cable) == ["SAPT"]
    assert not is_truncated(cable)
    assert [cut.reason.removeprefix("release-") for cut in cable.cut] == reasons


def test_keys_that_are_text_stay() -> None:
    """A block of keys is cut only where nothing else stands below its first line."""
    cable = parse(".\n\nMessage Attributes\n\nCapture Date: 01 JAN 1994\n\nThe Duke is back.")
    assert not cable.cut
