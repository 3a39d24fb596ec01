"""What a reader's query costs: bytes of index files, gzipped as web servers do, after the page and its scripts."""

from __future__ import annotations

import gzip
import random
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from search.samples import invented_documents, sample_files, write_index, write_page

from cablepress.search.analysis import term_of

pytestmark = pytest.mark.browser

SHOW = """async (text) => {
  const engine = await Cablepress.search.open({base: 'search/'});
  const answer = await engine.query(text, {limit: 10});
  await engine.documents(answer.results.map((result) => result.ref));
  return answer.total;
}"""


def costs(page: Any, server: str, site: Path, queries: list[str]) -> list[int]:
    """Bytes loaded for each query and its first ten results, in a page that has loaded nothing yet."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.partition(f"/{site.name}/")[2]))
    found = []
    for query in queries:
        page.goto(f"{server}/{site.name}/test.html")
        loaded.clear()
        assert page.evaluate(SHOW, query) > 0, query
        assert "search/manifest.js" in loaded
        files = [name for name in loaded if name]  # the worker has none
        found.append(sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in files))
    return found


@pytest.mark.real
def test_sample(page: Any, server: str, shared: Path, documents: list[Any], web_root: Path, tmp_path: Path) -> None:
    """On the sample's 100 cables one word costs at most 16 KB, all included."""
    ids = {path.stem for path in sample_files(shared) if shared in path.parents}
    sample = [document for document in documents if document.id in ids]
    assert len(sample) == 100
    site = web_root / "sample"
    write_index(sample, site, tmp_path)
    write_page(site)
    rng = random.Random(1)
    words = [rng.choice(rng.choice(sample).body.split()) for _ in range(60)]
    words = [word for word in words if word.isalpha() and term_of(word)]
    sizes = costs(page, server, site, [*words, "government", "embassy", "turkey"])
    assert max(sizes) <= 16_000
    assert statistics.median(sizes) <= 14_500  # all records come in one file


def test_large(page: Any, server: str, web_root: Path, tmp_path: Path) -> None:
    """On 20,000 cables one word costs at most 40 KB in the median, three of the commonest 150 KB."""
    documents = invented_documents(20_000, words=850)
    words = [word for document in documents[::200] for word in document.body.split()]
    assert 900 < len(words) / 100 < 1300
    site = web_root / "large"
    write_index(documents, site, tmp_path, jobs=2)
    write_page(site)
    common = [word for word, _ in Counter(words).most_common(3)]
    rng = random.Random(1)
    single = costs(page, server, site, [rng.choice(words) for _ in range(25)])
    assert statistics.median(single) <= 40_000
    (three,) = costs(page, server, site, [" ".join(common)])
    assert three <= 150_000
