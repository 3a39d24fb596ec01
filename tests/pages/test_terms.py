"""What templates are told of terms."""

from __future__ import annotations

import pytest

from cablepress.pages.terms import level_mark


@pytest.mark.parametrize(
    ("classification", "mark"),
    [
        ("UNCLASSIFIED", " data-k=U"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", " data-k=F"),
        ("CONFIDENTIAL", " data-k=C"),
        ("CONFIDENTIAL//NOFORN", " data-k=CN"),
        ("CONFIDENTIAL//FOREIGN", " data-k=C"),
        ("SECRET", " data-k=S"),
        ("SECRET//NOFORN", " data-k=SN"),
        ("TOP SECRET", " data-k"),
        ('"><script>', " data-k"),
        ("", ""),
    ],
)
def test_a_classification_has_a_short_mark_for_its_colour(classification: str, mark: str) -> None:
    """One that is not known has no colour, and can put nothing of its own into the tag."""
    assert level_mark(classification) == mark
