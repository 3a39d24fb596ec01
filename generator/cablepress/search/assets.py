"""The search client: static scripts, published under ``search/`` as they are."""

from __future__ import annotations

from pathlib import Path

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
    "page-understand.js",
    "page-quotation.js",
    "page-results.js",
    "page-view.js",
    "page.js",
)
"""Parts of ``page.js``, likewise."""


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
    return b"".join((CLIENT / part).read_bytes() for part in parts)
