"""What is searched, and how much each field weighs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cablepress.search.document import SearchDocument

FORMAT = 3
"""Version of the files under ``search/``; the client refuses any other. Raise it with every change of the
format *or* of the analysis, since a client that makes other terms finds nothing."""

BODY = "body"

FIELD_TEXT: Mapping[str, Callable[[SearchDocument], str]] = {
    "subject": lambda document: document.subject,
    BODY: lambda document: document.body,
    "ref": lambda document: "" if document.kind else document.id,
    "origin": lambda document: document.origin,
    "tags": lambda document: " ".join(document.tags),
    "classification": lambda document: document.classification,
    "year": lambda document: document.year,
}
"""The text of each field that can be searched."""

DEFAULT_BOOSTS: Mapping[str, float] = {
    "subject": 5,
    "body": 1,
    "ref": 10,
    "origin": 2,
    "tags": 2,
    "classification": 1,
    "year": 1,
}


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What is searched, and how the index names pages."""

    boosts: tuple[tuple[str, float], ...] = tuple(DEFAULT_BOOSTS.items())
    """Fields in lunr's order with their boosts."""
    url: str = ""
    """The URL that a cable's page has by rule, with ``{year}``, ``{month}``, ``{id}``; only others are stored."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Words that a query for one of them looks for too, group by group."""
    export: bool = False
    """Whether ``search/lunr.json`` is written too."""

    @classmethod
    def from_boosts(
        cls,
        boosts: Mapping[str, float],
        *,
        url: str = "",
        synonyms: tuple[tuple[str, ...], ...] = (),
        export: bool = False,
    ) -> SearchSettings:
        """Take the mapping of ``site.yml``; raise ``ValueError`` for an unknown field or a boost not above 0."""
        for name, boost in boosts.items():
            if name not in FIELD_TEXT:
                raise ValueError(f"search field {name!r} is none of {', '.join(FIELD_TEXT)}")
            if not boost > 0:
                raise ValueError(f"the boost of search field {name!r} must be above 0, not {boost}")
        if not boosts:
            raise ValueError("search needs at least one field")
        return cls(tuple(boosts.items()), url, synonyms, export)

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(name for name, _ in self.boosts)

    @property
    def body(self) -> int:
        """Position of the body among the fields, or -1."""
        return self.fields.index(BODY) if BODY in self.fields else -1
