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
    "page-passage.js",
    "query-fields.js",
    "query-days.js",
    "query-wording.js",
    "query-references.js",
    "query-syntax.js",
    "query-designators.js",
    "query-words.js",
    "query-synonyms.js",
    "query-operators.js",
    "query-clauses.js",
    "query-sentences.js",
    "query-understand.js",
    "page-address.js",
    "page-quotation.js",
    "page-results.js",
    "page-view.js",
    "page-chart.js",
    "page-keys.js",
    "page-find.js",
    "page-help.js",
    "page-hits.js",
    "page.js",
)
"""Parts of ``page.js``, likewise."""

_FOR_WRITERS: Final = re.compile(
    rb"^(?:[ ]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)?\n)*[ ]*|/\*\* @[^\n]*?\*/ ?|  // [^\n]*$", re.MULTILINE
)
"""Comments, empty lines, indentation. Comments within a line are types (``/** @``) or end it behind two spaces.

No text of the client has several lines or holds such a comment; a test compares all tokens.
"""


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
