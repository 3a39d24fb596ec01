"""The terms of a cable or a list as templates see them: name, address, meaning."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cablepress.archive.permalinks import list_url
from cablepress.archive.taxonomy import Axis
from cablepress.cable import codes
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
