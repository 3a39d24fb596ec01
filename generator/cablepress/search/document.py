"""What search knows of one cable, article or page: the contract between the build and the index writer."""

from __future__ import annotations

from typing import NamedTuple


class SearchDocument(NamedTuple):
    """One cable, article or page as the index sees it. Searched fields first, then what a result shows."""

    id: str
    """Reference ID; also the text of field ``ref``. Of an article or page its URL, which is in no field."""
    subject: str
    body: str
    """All text of the blocks as shown, without what was cut."""
    origin: str
    tags: tuple[str, ...]
    classification: str
    year: str
    """``"2007"``, or empty when the cable has no date."""
    url: str
    """Of its page, relative to the site's root: ``cable/2007/07/07ASTANA1848.html``."""
    date: str
    """``2007-07-09``, or empty."""
    excerpt: str
    """One line for the result list where the page cannot be fetched (``file://``)."""
    kind: str = ""
    """``article`` or ``page``; empty for a cable."""
