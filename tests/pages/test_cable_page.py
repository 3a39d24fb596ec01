"""What a cable's page says of other cables."""

from __future__ import annotations

import re

import pytest
from records import archive, naming, record

from cablepress.pages.cable_page import cable_context, cable_links
from cablepress.pages.cable_text import _opening_html
from cablepress.pages.rows import Rows


def test_a_page_has_the_Rows_its_neighbours_the_right_way_round() -> None:
    """Previous is older, next is newer."""
    first, second, third = (record(f"07X{month}", created=f"2007-0{month}-01") for month in (1, 2, 3))
    found = archive(first, second, third)
    context = cable_context(cable_links(second, found, {}), Rows(found))
    assert context.previous is not None
    assert context.next is not None
    assert (context.previous.id, context.next.id) == ("07X1", "07X3")


def test_a_correction_and_the_corrected_cable_lead_to_each_other() -> None:
    """Only where the other one is held."""
    old, new, lost = record("08X77"), record("08X78", supersedes="08X77"), record("08X79", supersedes="08X1")
    found = archive(old, new, lost)
    of_old, of_new, of_lost = (cable_context(cable_links(one, found, {}), Rows(found)) for one in (old, new, lost))
    assert of_old.superseded_by is not None
    assert of_new.supersedes is not None
    assert (of_old.supersedes, of_old.superseded_by.id) == (None, "08X78")
    assert (of_new.supersedes.id, of_new.superseded_by) == ("08X77", None)
    assert (of_lost.supersedes, of_lost.superseded_by) == (None, None)


def test_a_page_knows_the_held_cables_that_it_names_and_those_that_name_it() -> None:
    """What is not held has no row."""
    one, two = record("07X1", citations=naming("07X2", "99NOWHERE1")), record("07X2", citations=naming("07X1"))
    found = archive(one, two)
    context = cable_context(cable_links(one, found, {}), Rows(found))
    assert list(context.rows) == ["07X2"]
    assert [(citing.row.id, citing.anchor) for citing in context.cited_by] == [("07X2", "par1")]


@pytest.mark.parametrize(
    ("opening", "anchor", "marking", "first", "usual", "html"),
    [
        ("", "", "", False, False, ""),
        ("2. ", "par2", "", False, False, "<a href=#par2 data-m>2.</a> "),
        ("2. ", "par2", "", False, True, "<a href=#par2>2.</a> "),
        ("2.  (C) ", "par2", "C", False, True, "<a href=#par2>2.  (C)</a> "),
        ("2. (S/NF) ", "par2", "S/NF", False, False, "<a href=#par2 data-m=S/NF>2. (S/NF)</a> "),
        ("2. (C) ", "par2", "C", True, True, "<b><a href=#par2>2.</a> <a id=p_C href=#m_C>(C)</a></b> "),
        ("(C) ", "", "C", False, False, "<b><i data-m=C>(C)</i></b> "),
        ("-- ", "", "", False, False, "<b>-- </b>"),
        ("2. (?) ", "par2", "?", False, False, "<a href=#par2 data-m>2. (?)</a> "),
        ("2. (?) ", "par2", "?", False, True, "<a href=#par2 data-m>2. (?)</a> "),
    ],
)
def test_number_and_marking_are_one_element_and_keep_every_character(
    opening: str, anchor: str, marking: str, first: bool, usual: bool, html: str
) -> None:
    """A link of its own to the meaning where a marking stands first; the number always leads to its paragraph."""
    assert _opening_html(opening, anchor, marking, first, usual) == html
    assert re.sub(r"<[^>]*>", "", html).split() == opening.split()
