"""Measure the search index: ``python tests/search/bench_index.py CABLES [--queries N] [--keep DIR]``.

Cables come from tests/benchmarks/generate.py. Printed: milliseconds of one core for each cable (making the
cables is not counted), peak memory of all processes, sizes gzipped, and how long Chromium takes from the last
file to the answer. Not run by the tests.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import multiprocessing
import queue
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "benchmarks")]

from generate import Draft, drafts  # noqa: E402
from plan import make_plan  # noqa: E402

from cablepress.archive.records import shorten  # noqa: E402
from cablepress.build.indexing import EXCERPT_LENGTH  # noqa: E402
from cablepress.search.assets import client_files  # noqa: E402
from cablepress.search.document import SearchDocument  # noqa: E402
from cablepress.search.merge import merge_runs  # noqa: E402
from cablepress.search.runs import analyse_chunk  # noqa: E402

CHUNK = 1000


def _document(draft: Draft) -> SearchDocument:
    lines = [*draft.top, *(line for block in draft.blocks for line in block.lines), draft.signature]
    day = draft.created[:10]
    return SearchDocument(
        id=draft.id,
        subject=draft.subject,
        body="\n".join(lines),
        origin=draft.origin,
        tags=draft.tags,
        classification=draft.classification,
        year=day[:4],
        url=f"cable/{day[:4]}/{day[5:7]}/{draft.id}.html",
        date=day,
        excerpt=shorten(" ".join(draft.blocks[0].lines), EXCERPT_LENGTH) if draft.blocks else "",
    )


def _used() -> float:
    """Processor seconds of this process."""
    return time.process_time()


def _peak(who: int = resource.RUSAGE_SELF) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def _analyse(cables: int, work: Path, answer: Any) -> None:
    """In a process of its own: make the cables and analyse them in chunks; only the latter is timed."""
    source = map(_document, drafts(make_plan(cables)))
    seconds, totals = 0.0, [0, 0, 0, 0]
    paths = []
    while chunk := list(islice(source, CHUNK)):
        start = _used()
        paths.append(work / f"run{len(paths)}")
        totals = [a + b for a, b in zip(totals, analyse_chunk(chunk, paths[-1]), strict=True)]
        seconds += _used() - start
    answer.put((seconds, totals, paths, _peak()))


def _merge(paths: list[Path], site: Path, answer: Any) -> None:
    def write(path: str, data: bytes) -> None:
        target = site / path
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
        target.write_bytes(data)

    start, wall = _used(), time.perf_counter()
    stats = merge_runs(paths, None, write)
    answer.put((_used() - start, time.perf_counter() - wall, stats, _peak()))


def _in_process(function: Any, *arguments: Any) -> Any:
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=function, args=(*arguments, answer))
    process.start()
    while True:
        try:
            value = answer.get(timeout=1)
        except queue.Empty:
            if process.exitcode:
                raise SystemExit(1) from None
        else:
            process.join()
            return value


def measure_writing(cables: int, site: Path, work: Path, runs: Path | None) -> None:
    """Analyse and merge, each in a process of its own; print what it took."""
    if runs:
        seconds, totals, peak = 0.0, [0, 0, 0, 0], 0
        paths = sorted((path for path in runs.glob("run*") if path.suffix == ""), key=lambda path: int(path.name[3:]))
    else:
        seconds, totals, paths, peak = _in_process(_analyse, cables, work)
    words, postings = totals[3], totals[2]
    print(
        f"analysis  {seconds / cables * 1000:6.3f} ms/cable  {peak} MB (with the generator)"
        f"  {words / cables:.0f} words, {postings / cables:.0f} postings a cable"
    )
    spilled = sum(path.stat().st_size for path in paths)
    merging, wall, stats, peak = _in_process(_merge, paths, site)
    print(f"merge     {merging / cables * 1000:6.3f} ms/cable  {wall:.1f} s wall  {peak} MB; runs {spilled >> 20} MB")
    print(f"together  {(seconds + merging) / cables * 1000:6.3f} ms/cable of one core")
    print(stats)


def measure_sizes(site: Path) -> dict[str, int]:
    """Print gzipped sizes by kind of file; return those of single files."""
    sizes = {str(path.relative_to(site)): len(gzip.compress(path.read_bytes(), 6)) for path in site.rglob("*.js")}
    kinds: dict[str, list[int]] = {}
    for name, size in sizes.items():
        kind = Path(name).stem.rstrip("0123456789")
        kinds.setdefault(kind, []).append(size)
    for kind, values in sorted(kinds.items()):
        print(
            f"{kind:18} {len(values):6} files  {sum(values) / 1e6:8.2f} MB gz"
            f"  median {statistics.median(values) / 1000:.1f} KB  max {max(values) / 1000:.1f} KB"
        )
    plain = sum(path.stat().st_size for path in site.rglob("*.js"))
    print(f"all of it {sum(sizes.values()) / 1e6:.1f} MB gz, {plain / 1e6:.1f} MB")
    return sizes


QUERY = """async (texts) => {
  self.opened = self.opened || await Cablepress.search.open({base: 'search/'});
  const engine = self.opened, times = [];
  for (const text of texts) {
    const before = performance.getEntriesByType('resource').length;
    const start = performance.now();
    const answer = await engine.query(text, {limit: 100}).catch((e) => ({total: -1, results: [], message: e.message}));
    const end = performance.now();
    const loaded = performance.getEntriesByType('resource').slice(before);
    await engine.documents(answer.results.slice(0, 10).map((r) => r.ref));
    const shown = performance.getEntriesByType('resource').slice(before);
    const last = loaded.length ? Math.max(...loaded.map((e) => e.responseEnd)) : start;
    const files = shown.map((e) => new URL(e.name).pathname.slice(1));
    times.push({text, total: answer.total, message: answer.message, ms: end - last, all: end - start, files});
  }
  performance.clearResourceTimings();
  return times;
}"""


FILTER = """async () => {
  const {matches} = await self.opened.query('', {limit: 1}), times = [];
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await self.opened.filter(matches, {from: '2003-01-01', tags: ['PGOV']}, {sort: 'newest'});
    times.push(Math.round(performance.now() - start));
  }
  return times;
}"""


def _queries(cables: int, count: int) -> Iterator[str]:
    """One to three words of cables, common and rare, some with an operator."""
    words: list[str] = []
    for draft in islice(drafts(make_plan(cables)), 0, 4000, 97):
        words += [
            word
            for block in draft.blocks
            for line in block.lines
            for word in line.split()
            if word.isalpha() and len(word) > 3
        ]
    for i in range(count):
        first, second, third = (words[(i * 7919 + j * 104729) % len(words)] for j in range(3))
        yield [
            first,
            f"{first} {second}",
            f"+{first} +{second}",
            f"{first} {second} {third}",
            f"{first[:5]}*",
            f"{first} -{second}",
        ][i % 6]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def measure_queries(site: Path, sizes: dict[str, int], cables: int, count: int) -> None:
    """Time queries in Chromium, and weigh what they load: one word, three common words."""
    import shutil

    from playwright.sync_api import sync_playwright
    from search.samples import write_page

    write_page(site)
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd, sync_playwright() as playwright:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.on("console", lambda message: print("console:", message.text))
        page.goto(f"http://127.0.0.1:{httpd.server_address[1]}/test.html")
        page.evaluate("performance.setResourceTimingBufferSize(100000)")
        queries = list(_queries(cables, count))
        results = page.evaluate(QUERY, queries)
        _report_queries(f"{count} queries", results, sizes)
        alone = []
        for text in [query for query in queries if query.isalpha()]:
            page.reload()  # nothing is loaded yet: the whole cost of one word
            alone += page.evaluate(QUERY, [text])
        _report_queries("one word alone", alone, sizes)
        print("filters and counts over all documents:", page.evaluate(FILTER), "ms")
        page.reload()
        common = page.evaluate(QUERY, [COMMON])
        _report_queries(f"three common words: {COMMON}", common, sizes)
        _report_queries("the same again", page.evaluate(QUERY, [COMMON]), sizes)
        for text in (
            "kyrg*",
            "gov*",
            "pre*nt",
            "*ment",
            "goverment~1",
            "embargo~2",
            "-government",
            "+government +embassy -said",
            "",
        ):
            _report_queries(text, page.evaluate(QUERY, [text]), sizes)
        browser.close()
        httpd.shutdown()


COMMON = "government said embassy"


def _report_queries(name: str, results: list[dict[str, Any]], sizes: dict[str, int]) -> None:
    times = sorted(result["ms"] for result in results)
    weights = sorted(sum(sizes.get(file, 0) for file in result["files"]) for result in results)
    for message in [result["message"] for result in results if result.get("message")]:
        print(f"{name}: {message}")
    totals = sorted(result["total"] for result in results)
    print(
        f"{name:32} median {statistics.median(times):6.1f} ms, worst {times[-1]:6.1f} ms after the last file;"
        f" loaded median {statistics.median(weights) / 1000:.1f} KB gz, most {weights[-1] / 1000:.1f};"
        f" files {max(len(result['files']) for result in results)}; matches median {totals[len(totals) // 2]}"
    )


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cables", type=int)
    parser.add_argument("--queries", type=int, default=50)
    parser.add_argument("--runs", type=Path, help="folder that holds runs: only merge them")
    parser.add_argument(
        "--keep", type=Path, help="folder that holds or gets the site; what is there is not built again"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = options.keep or Path(folder) / "site"
        if not (site / "search").is_dir():
            work = Path(folder) / "work"
            work.mkdir()
            measure_writing(options.cables, site, work, options.runs)
        for path, data in client_files().items():
            (site / path).write_bytes(data)
        print(json.dumps({"cables": options.cables}))
        measure_queries(site, measure_sizes(site), options.cables, options.queries)


if __name__ == "__main__":
    main()
