"""What of a cable is searched: from cables to the documents of the index. Pure."""

from __future__ import annotations

from typing import Final

from cablepress.archive.permalinks import CABLE_URL, cable_url
from cablepress.archive.records import shorten, title_of
from cablepress.config import SearchConfig
from cablepress.model import Cable, CableSummary
from cablepress.search.document import SearchDocument
from cablepress.search.settings import SearchSettings

EXCERPT_LENGTH: Final = 120
"""Shown where a page cannot be fetched (``file://``); a sixth of the whole index at 200 characters."""

_OTHER_FIELDS: Final = frozenset(
    ("classification", "caption", "executive-order", "tags", "subject", "extract-notice", "date")
)
"""Roles of lines that are searched in fields of their own, or that nearly every cable has."""


def search_settings(config: SearchConfig) -> SearchSettings:
    """Fields and their boosts; a field with boost 0 is not searched."""
    boosts = {name: boost for name, boost in config.boosts.items() if boost > 0}
    return SearchSettings.from_boosts(boosts or {"body": 1}, url=CABLE_URL, export=config.export)


def search_document(cable: Cable, record: CableSummary) -> SearchDocument:
    """A cable as the index sees it."""
    return SearchDocument(
        id=cable.id,
        subject=title_of(cable),
        body="\n".join(block.text for block in cable.blocks if block.role not in _OTHER_FIELDS),
        origin=cable.origin,
        tags=record.tags,
        classification=cable.classification,
        year=f"{cable.created.year:04d}" if cable.created else "",
        url=cable_url(cable.id, cable.created),
        date=cable.created.date().isoformat() if cable.created else "",
        excerpt=shorten(record.excerpt, EXCERPT_LENGTH),
    )
