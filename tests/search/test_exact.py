"""The engine answers as lunr.js does on the whole index, in real Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from search.samples import random_queries

from cablepress.search.document import SearchDocument

COMPARE = (Path(__file__).parent / "compare.js").read_text(encoding="utf-8")

pytestmark = [pytest.mark.browser, pytest.mark.real]


def _compare(page: Any, address: str, queries: list[str], **job: Any) -> dict[str, Any]:
    page.goto(f"{address}/some/path/test.html")
    result: dict[str, Any] = page.evaluate(COMPARE, {"queries": queries, "options": {}, **job})
    return result


@pytest.mark.usefixtures("sample_site")
def test_whole(page: Any, server: str, documents: list[SearchDocument]) -> None:
    """Random queries give the refs, order, scores, match data and errors of lunr.js on the whole index."""
    result = _compare(page, server, list(random_queries(documents, 3200)))
    assert result["differing"] == []
    assert result["found"] > 2000
    assert result["errors"] > 100
    assert result["rewritten"] > 800


@pytest.mark.usefixtures("sample_site")
def test_top(page: Any, server: str, documents: list[SearchDocument]) -> None:
    """So does the way for large archives: typed arrays in a worker, and lunr over the best."""
    queries = list(random_queries(documents, 1200, seed=2))
    result = _compare(page, server, queries, options={"wholeBelow": 0})
    assert result["differing"] == []
    result = _compare(page, server, queries[:400], options={"wholeBelow": 0}, limit=10)
    assert result["differing"] == []
