"""The search client: static scripts, published under ``search/`` without comments and indentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

CLIENT = Path(__file__).parent / "client"
PARTS = (
    "folding.js",
    "analysis.js",
    "core.js",
    "loader.js",
    "vocabulary.js",
    "spelling.js",
    "facets.js",
    "worker.js",
    "engine.js",
)
"""Parts of ``engine.js`` in the order in which they build on each other."""
PAGE_PARTS = (
    "page-query.js",
    "page-passage.js",
    "page-wording.js",
    "page-understand.js",
    "page-quotation.js",
    "page-results.js",
    "page-view.js",
    "page.js",
)
"""Parts of ``page.js``, likewise."""

_FOR_WRITERS: Final = re.compile(rb"^(?:[ ]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)?\n)*[ ]*", re.MULTILINE)
"""Comments that have their lines to themselves, empty lines, indentation: no text of the client has several lines."""


def client_files() -> dict[str, bytes]:
    """Return the client's files by path under the site: lunr, the engine and the search page as one script each.

    ``lunr.js`` is lunr's own minified build, a third of the size of the readable one beside it in ``vendor``.
    """
    return {
        "search/lunr.js": (CLIENT / "vendor" / "lunr.min.js").read_bytes(),
        "search/lunr.LICENSE": (CLIENT / "vendor" / "LICENSE").read_bytes(),
        "search/engine.js": _joined(PARTS),
        "search/page.js": _joined(PAGE_PARTS),
    }


def _joined(parts: tuple[str, ...]) -> bytes:
    """The parts without what is for their writers: a third of what readers would wait for, where nothing is gzipped."""
    return b"".join(published_script((CLIENT / part).read_bytes()) for part in parts)


def published_script(data: bytes) -> bytes:
    """A script of the client as published; what it does is the same."""
    return _FOR_WRITERS.sub(b"", data)
