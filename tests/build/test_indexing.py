"""What of a cable is searched."""

from __future__ import annotations

from support import cable_text

from cablepress import parse_cable
from cablepress.archive.records import summarise
from cablepress.build.indexing import search_document


def test_the_text_is_searched_without_the_lines_that_have_fields_of_their_own() -> None:
    """Not in the body: subject, tags, classification, captions and E.O.; REF, Classified By and the signature are."""
    text = cable_text(ref="STRELSAU 613", text="A SUMMARY\n---------\n\nThe clock.\n\n-- a list;\n-- of two.")
    cable = parse_cable(text)
    found = search_document(cable, summarise(cable, "a.txt", ""))
    assert found.body.splitlines() == [
        "REF: STRELSAU 613",
        "Classified By: CDA A. Nemo, reasons 1.4 (b) and (d).",
        "A SUMMARY",
        "The clock.",
        "-- a list;",
        "-- of two.",
        "The second paragraph says no more.",
        "NEMO",
    ]


def test_a_document_says_what_a_result_shows() -> None:
    """Address, day and excerpt; the year for its field."""
    cable = parse_cable(cable_text())
    found = search_document(cable, summarise(cable, "a.txt", ""))
    assert (found.id, found.year, found.date) == ("07STRELSAU612", "2007", "2007-07-09")
    assert found.url == "cable/2007/07/07STRELSAU612.html"
    assert found.excerpt == "The first paragraph of an invented cable."
    assert found.tags == ("PGOV", "PREL")
