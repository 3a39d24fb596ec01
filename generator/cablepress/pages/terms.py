"""The terms of a cable or a list as templates see them: name, address, meaning."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from cablepress.archive.permalinks import list_url
from cablepress.archive.taxonomy import Axis
from cablepress.cable import codes
from cablepress.markup import safe
from cablepress.pages.context import Term


def terms_of(axis: Axis, slugs: Mapping[str, str]) -> tuple[Term, ...]:
    """Terms without a count, in the order given."""
    return tuple([_term(axis, name, slug) for name, slug in slugs.items()])


@lru_cache(maxsize=1 << 16)
def _term(axis: Axis, name: str, slug: str) -> Term:
    return Term(axis, name, list_url(axis, slug), 0, meaning_of(axis, name))


@lru_cache(maxsize=1 << 12)
def meaning_of(axis: str, name: str) -> str:
    """What a tag or classification stands for; empty for other axes and unknown codes."""
    if axis == "tag":
        return codes.tag_meaning(name) or ""
    return (codes.classification_meaning(name) or "") if axis == "classification" else ""


_LEVELS: Final = (("UNCLASSIFIED", "U"), ("CONFIDENTIAL", "C"), ("SECRET", "S"))


@lru_cache(maxsize=1 << 10)
def level_mark(classification: str) -> Markup:
    """The attribute that gives the element of a classification its colour; nothing for none.

    `` data-k=CN`` of ``CONFIDENTIAL//NOFORN``: short, since the words stand in the element, and two and a half million
    rows have one. A level without a colour has the attribute without a value.
    """
    if not classification:
        return safe("")
    if classification.endswith("OFFICIAL USE ONLY"):
        return safe(" data-k=F")
    key = next((key for level, key in _LEVELS if classification.startswith(level)), "")
    further = "N" if key in ("C", "S") and classification.partition("//")[2].startswith("N") else ""
    return safe(f" data-k={key}{further}" if key else " data-k")
