"""``ID.json``: the record of a cable for other programs."""

from __future__ import annotations

import json
from typing import Any

from records import archive, config
from support import cable_text

from cablepress import parse_cable
from cablepress.archive.records import summarise
from cablepress.pages.cable_json import Source, cable_json
from cablepress.pages.cable_page import cable_context, cable_links, cable_view
from cablepress.pages.rows import Rows


def record_of(text: str, site: str = "") -> dict[str, Any]:
    """The published record of a cable that stands alone in its archive."""
    cable = parse_cable(text)
    summary = summarise(cable, "content/cables/a.txt", "abc")
    alone = archive(summary)
    view = cable_view(cable, cable_context(cable_links(summary, alone, {}), Rows(alone)), config(site))
    return dict(json.loads(cable_json(cable, Source("content/cables/a.txt", "abc"), view)))


def test_what_was_cut_is_listed_with_its_reason_line_and_text() -> None:
    """Nothing is lost: what is not on the page is in the record."""
    text = f"Home | About\n{cable_text()}\nNNNN\n"
    lines = text.splitlines()
    assert record_of(text)["cut"] == [
        {"reason": "web-chrome", "line": 1, "text": "Home | About"},
        {"reason": "end-of-message", "line": lines.index("NNNN") + 1, "text": "NNNN"},
    ]
    assert record_of(cable_text())["cut"] == []


def test_a_paragraph_has_its_portion_marking() -> None:
    """In normal form, and null where none is printed; in both lists of the record."""
    text = cable_text(text="One.\n\n2. (s/nf) Two.\n\n3. Three.").replace("2. (U)", "4. (SBU)")
    found = record_of(text)
    assert [(one["number"], one["portion_marking"]) for one in found["paragraphs"]] == [
        (1, "C"),
        (2, "S/NF"),
        (3, None),
        (4, "SBU"),
    ]
    blocks = [one for one in found["blocks"] if one["kind"] == "paragraph"]
    assert [one.get("portion_marking") for one in blocks] == ["C", "S/NF", None, "SBU"]


def test_the_keys_are_a_contract() -> None:
    """Keys are added and never renamed."""
    assert list(record_of(cable_text()))[:22] == [
        *("id", "url", "created", "released", "classification", "origin", "subject", "tags", "references", "cited_by"),
        *("executive_order", "classified_by", "reasons", "captions", "header", "paragraphs", "blocks", "cut"),
        *("problems", "source", "articles", "versions"),
    ]


def test_an_address_is_absolute_where_the_sites_is_known() -> None:
    """Else it is relative to the root of the site."""
    assert record_of(cable_text())["url"] == "cable/2007/07/07STRELSAU612.html"
    known = record_of(cable_text(), "url: https://example.org/a/\n")
    assert known["url"] == "https://example.org/a/cable/2007/07/07STRELSAU612.html"
