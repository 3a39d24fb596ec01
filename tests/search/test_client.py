"""The search client in real Chromium: what it loads, what it answers, and what it says when something is wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from search.samples import invented_documents, write_index, write_page

from cablepress.search.document import SearchDocument
from cablepress.search.settings import FORMAT

pytestmark = pytest.mark.browser

OPEN = "async (options) => { self.engine = await Cablepress.search.open(Object.assign({base: 'search/'}, options)); }"
IDS = """async (text) => {
  const answer = await self.engine.query(text, {limit: 10});
  return (await self.engine.documents(answer.results.map((r) => r.ref))).map((d) => d.id).sort();
}"""
ERROR = """async (work) => {
  try { await eval(work); } catch (e) {
    return {name: e.name, code: e.code, file: e.file, retry: e.retry, message: e.message};
  }
}"""


def cable(number: int, body: str, **fields: Any) -> SearchDocument:
    id_ = f"07STRELSAU{number}"
    usual = {"date": "2007-07-09", "year": "2007", "url": f"cable/2007/07/{id_}.html"}
    return invented_documents(1)[0]._replace(id=id_, subject="", body=body, **{**usual, **fields})


READERS = [
    cable(1, "Turkey's attorney has money today."),
    cable(2, "The U.S. delegation met “Iran’s” minister; a Russia/China deal."),
    cable(
        3,
        "nothing of note",
        classification="SECRET//NOFORN",
        tags=("KTIA",),
        date="",
        year="",
        url="cable/x/3.html",
    ),
]


@pytest.fixture(scope="session")
def invented_site(web_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of invented documents below a path of its own."""
    site = web_root / "invented"
    write_index(invented_documents(400), site, tmp_path_factory.mktemp("work"), size_limit=3000)
    write_page(site)
    return site


@pytest.fixture(scope="session")
def reader_site(web_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three documents."""
    site = web_root / "reader"
    write_index(READERS, site, tmp_path_factory.mktemp("work"))
    write_page(site)
    return site


def open_page(page: Any, server: str, site: Path, **options: Any) -> Any:
    page.goto(f"{server}/{site.name}/test.html")
    page.evaluate(OPEN, options)
    return page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("turkey", [1]),
        ("attorney", [1]),
        ("money today", [1]),
        ('"iran"', [2]),
        ("iran's", [2]),
        ("iran’s", [2]),
        ("u.s.", [2]),
        ("U.S.", [2]),
        ("china", [2]),
        ("russia/china", [2]),
        ("+the", []),
        ("tags:ktia", [3]),
        ("classification:noforn", [3]),
        ("07STRELSAU3", [3]),
        ("turkex~1", [1]),
        ("*orney", [1]),
        ("att*ey", [1]),
        ("deleg*", [2]),
        ("-turkey -iran", [3]),
        ("", [1, 2, 3]),
    ],
)
def test_readers_words(page: Any, server: str, reader_site: Path, query: str, found: list[int]) -> None:
    """The words that readers type find what they expect."""
    open_page(page, server, reader_site)
    assert page.evaluate(IDS, query) == [f"07STRELSAU{number}" for number in found]


@pytest.mark.parametrize("whole_below", [0, 20000])
def test_from_file(page: Any, invented_site: Path, whole_below: int) -> None:
    """Everything works from ``file://`` under the site's policy, the worker too."""
    workers: list[Any] = []
    page.on("worker", lambda worker: workers.append(worker))
    page.goto((invented_site / "test.html").as_uri())
    page.evaluate(OPEN, {"wholeBelow": whole_below})
    word = invented_documents(400)[0].body.split()[0]
    assert page.evaluate("async (text) => (await self.engine.query(text)).total", word) > 0
    assert len(workers) == (whole_below == 0)


def test_without_worker(page: Any, server: str, invented_site: Path) -> None:
    """Where workers are refused, the page itself scores, with the same result."""
    page.goto(f"{server}/{invented_site.name}/test.html")
    found = page.evaluate(
        """async () => {
          const ask = async (options) => {
            const engine = await Cablepress.search.open(Object.assign({base: 'search/', wholeBelow: 0}, options));
            return JSON.stringify((await engine.query('ka* lo -mi', {limit: 20})).results);
          };
          const expected = [await ask({}), await ask({worker: false})];
          self.Worker = function () { throw new Error('refused'); };
          return [...expected, await ask({})];
        }"""
    )
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 100


def loads(page: Any) -> list[str]:
    """Kinds of the index files that the page asks for from now on: ``manifest``, ``s``, ``m``, ``v`` …"""
    kinds: list[str] = []
    page.on("request", lambda request: kinds.append(re.sub(r"\d+\.js$|\.js$", "", request.url.rpartition("/")[2])))
    return kinds


def test_loads_little(page: Any, server: str, invented_site: Path) -> None:
    """A word loads one file of postings, once; the vocabulary comes only when a word needs it."""
    open_page(page, server, invented_site)
    kinds = loads(page)
    query = "async (text) => { await self.engine.query(text); }"
    page.evaluate(query, "shalo")
    assert kinds == ["s"]
    page.evaluate(query, "shalo -shalo")
    assert kinds == ["s"]
    page.evaluate(query, "shal*")
    assert set(kinds) == {"s", "v"}
    page.evaluate(query, "*alo")
    assert set(kinds) == {"s", "v", "r"}


def test_missing_shard(browser: Any, server: str, invented_site: Path) -> None:
    """A file that does not load is named in the error, and is asked for again when the reader tries again."""
    page = browser.new_page()  # the browser itself reports the failure on the console
    postings = re.compile(r"/s\d+\.js")
    page.route(postings, lambda route: route.abort())
    open_page(page, server, invented_site)
    error = page.evaluate(ERROR, "self.engine.query('shalo')")
    assert error["name"] == "SearchError"
    assert (error["code"], error["retry"]) == ("load", True)
    assert postings.search(error["file"])
    page.unroute(postings)
    assert page.evaluate("async () => (await self.engine.query('shalo')).error") is None
    page.close()


def test_other_version(page: Any, server: str, web_root: Path, reader_site: Path) -> None:
    """An index of another version is refused with a message that says what to do."""
    site = web_root / "version"
    shutil.copytree(reader_site, site)
    manifest = site / "search" / "manifest.js"
    manifest.write_text(manifest.read_text().replace(f'"format":{FORMAT},', '"format":99,'))
    page.goto(f"{server}/{site.name}/test.html")
    error = page.evaluate(ERROR, "Cablepress.search.open({base: 'search/'})")
    assert (error["name"], error["code"]) == ("SearchError", "version")
    assert "99" in error["message"]
    assert "Reload" in error["message"]


def test_too_broad(page: Any, server: str, reader_site: Path) -> None:
    """A word with three changes is refused: lunr would need minutes."""
    open_page(page, server, reader_site)
    error = page.evaluate(ERROR, "self.engine.query('turkey~3')")
    assert (error["name"], error["code"], error["retry"]) == ("SearchError", "broad", False)


def test_query_error(page: Any, server: str, reader_site: Path) -> None:
    """What lunr cannot read comes back as lunr says it, with its place."""
    open_page(page, server, reader_site)
    answer = page.evaluate("async () => self.engine.query('body:')")
    assert answer["total"] == 0
    assert answer["error"] == {
        "name": "QueryParseError",
        "message": "expecting term, found nothing",
        "start": 0,
        "end": 4,
    }


def test_lookup(page: Any, server: str, reader_site: Path) -> None:
    """A reference ID leads to its page, whatever its case; anything else to none."""
    open_page(page, server, reader_site)
    found = page.evaluate(
        "async (ids) => Promise.all(ids.map((id) => self.engine.lookupId(id)))",
        ["07strelsau1", " 07STRELSAU3 ", "07STRELSAU4", "turkey", "", "…"],
    )
    assert found == [
        READERS[0].url,
        "cable/x/3.html",
        None,
        None,
        None,
        None,
    ]


def test_documents(page: Any, server: str, reader_site: Path) -> None:
    """Results are shown from records, which say what the cable says."""
    open_page(page, server, reader_site)
    (record,) = page.evaluate("async () => self.engine.documents(['1'], {excerpts: true})")
    by_length = sorted(READERS, key=lambda document: len(document.body))
    assert record["ref"] == 1
    assert record["id"] in {document.id for document in by_length}
    document = next(document for document in READERS if document.id == record["id"])
    for key in ("subject", "date", "origin", "classification", "excerpt", "url"):
        assert record[key] == getattr(document, key), key


def test_filter(page: Any, server: str, invented_site: Path) -> None:
    """Filters and counts go over all matches, not only over those that are shown."""
    open_page(page, server, invented_site)
    documents = invented_documents(400)
    result = page.evaluate(
        """async (filter) => {
          const answer = await self.engine.query('', {limit: 5});
          return self.engine.filter(answer.matches, filter, {sort: 'newest', limit: 7, offset: 2});
        }""",
        {"from": "1995-01-01", "to": "2000-07-15", "origin": ["Embassy Zenda", "Embassy Hentzau"], "tags": ["PREL"]},
    )

    def passes(document: SearchDocument, *but: str) -> bool:
        return (
            ("date" in but or "1995-01-01" <= document.date <= "2000-07-15")
            and ("origin" in but or document.origin != "Embassy Strelsau")
            and "PREL" in document.tags
        )

    kept = [document for document in documents if passes(document)]
    assert result["total"] == len(kept) > 10
    origins = [document.origin for document in documents if passes(document, "origin")]
    assert result["counts"]["origin"] == {name: origins.count(name) for name in sorted(set(origins))}
    months = [document.date[:7] for document in documents if passes(document, "date") and document.date]
    assert result["counts"]["month"] == {month: months.count(month) for month in sorted(set(months))}
    assert sum(result["counts"]["year"].values()) == len(months)
    tags = [tag for document in kept for tag in document.tags]
    assert result["counts"]["tags"] == {tag: tags.count(tag) for tag in sorted(set(tags))}
    shown = page.evaluate("async (refs) => (await self.engine.documents(refs)).map((d) => d.date)", result["docs"])
    assert shown == sorted((document.date for document in kept), reverse=True)[2:9]


def test_undated_last(page: Any, server: str, reader_site: Path) -> None:
    """A cable without a date comes last, whichever way results are sorted by date."""
    open_page(page, server, reader_site)
    for order in ("newest", "oldest"):
        last = page.evaluate(
            """async (sort) => {
              const answer = await self.engine.query('');
              const page = await self.engine.filter(answer.matches, {}, {sort});
              return (await self.engine.documents(page.docs)).map((d) => d.date).pop();
            }""",
            order,
        )
        assert last == ""


def test_empty(page: Any, server: str, web_root: Path, tmp_path: Path) -> None:
    """An archive without a cable answers every query with nothing."""
    write_index([], web_root / "empty", tmp_path)
    write_page(web_root / "empty")
    page.goto(f"{server}/empty/test.html")
    page.evaluate(OPEN, {})
    found = page.evaluate(
        """async () => {
          const totals = [];
          for (const text of ['', 'a', '-a', 'a*', '*a', 'a~1', '+a', 'ref:07A1']) {
            const answer = await self.engine.query(text);
            totals.push(answer.total, (await self.engine.filter(answer.matches, {from: '2000-01-01'})).total);
          }
          return [...totals, await self.engine.lookupId('07A1')];
        }"""
    )
    assert found == [0] * 16 + [None]
