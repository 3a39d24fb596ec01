"""The index writer: the same bytes from the same input, and what other readers make of them."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from search.reader import Digits, arguments, read_postings
from search.reader import words as read_front_coded
from search.samples import files_below, invented_documents, reference_index, write_index

from cablepress.search import merge, runs, words
from cablepress.search.analysis import terms_of
from cablepress.search.assets import client_files
from cablepress.search.codec import front_code
from cablepress.search.settings import FIELD_TEXT, FORMAT, SearchSettings


def test_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither chunks, nor their order, nor processes, nor what the cache of words forgets show in the index."""
    documents = invented_documents(300)
    write_index(documents, tmp_path / "one", tmp_path / "work1")
    monkeypatch.setattr(merge, "RANGE_POSTINGS", (5000, 5000))
    write_index(documents, tmp_path / "range", tmp_path / "work3")
    shuffled = documents[:]
    random.Random(3).shuffle(shuffled)
    monkeypatch.setattr(words._Known, "LIMIT", 100)
    write_index(shuffled, tmp_path / "two", tmp_path / "work2", chunk=17, jobs=2)
    one, two = files_below(tmp_path / "one"), files_below(tmp_path / "two")
    assert files_below(tmp_path / "range").keys() == two.keys()
    assert two == files_below(tmp_path / "range")
    assert {name for name in one if "/s" not in name} == {name for name in two if "/s" not in name}
    assert sorted(read_postings(tmp_path / "one" / "search")) == sorted(read_postings(tmp_path / "two" / "search"))


def test_stamp(tmp_path: Path) -> None:
    """The folder of the index has another name as soon as anything in a document changes, shown or searched."""
    documents = invented_documents(3)
    names = set()
    for i, changed in enumerate(
        [documents[0], documents[0]._replace(excerpt="x"), documents[0]._replace(tags=("PGOV", "XX"))]
    ):
        write_index([changed, *documents[1:]], tmp_path / str(i), tmp_path / f"work{i}")
        names |= {path.name for path in (tmp_path / str(i) / "search").iterdir() if path.is_dir()}
    assert len(names) == 3


def test_postings(tmp_path: Path) -> None:
    """A reader written from the description finds each term of each field, with counts and lengths."""
    documents = invented_documents(250)
    stats = write_index(documents, tmp_path / "site", tmp_path / "work", chunk=60, size_limit=4000)
    counted = []
    for document in documents:
        for field, text in FIELD_TEXT.items():
            found = terms_of(text(document))
            counted += [(term, field, document.id, len(found), n) for term, n in Counter(found).items()]
    lengths = {id_: length for _, field, id_, length, _ in counted if field == "body"}
    order = sorted((document.id for document in documents), key=lambda id_: (lengths.get(id_, 0), id_))
    found = [
        (p.term, p.field, order[p.document], p.length, p.count) for p in read_postings(tmp_path / "site" / "search")
    ]
    assert sorted(found) == sorted(counted)
    assert stats.postings == len(counted)
    assert stats.documents == 250


def test_many_terms(tmp_path: Path) -> None:
    """A long list of words among many documents does not overflow the sort keys."""
    (document,) = invented_documents(1)
    short = [document._replace(id=f"07A{n}", body=f"word{n % 50}") for n in range(17_000)]
    long = document._replace(id="07B1", body=" ".join(f"k{n}" for n in range(140_000)))
    stats = write_index([long, *short], tmp_path / "site", tmp_path / "work", settings=SearchSettings((("body", 1),)))
    assert stats.terms == 140_050
    assert stats.postings == 157_000


def test_no_documents(tmp_path: Path) -> None:
    """An archive without a cable has an index too."""
    stats = write_index([], tmp_path / "site", tmp_path / "work")
    assert stats.documents == stats.terms == 0
    assert list(read_postings(tmp_path / "site" / "search")) == []


def test_kinds(tmp_path: Path) -> None:
    """Articles and pages are numbered among the cables and named in the manifest; their address is no reference ID."""
    first, second, third = invented_documents(3)
    article = second._replace(id="articles/x.html", url="articles/x.html", kind="article")
    write_index([first, article, third._replace(id="y.html", kind="page")], tmp_path / "site", tmp_path / "work")
    (manifest,) = arguments(tmp_path / "site" / "search" / "manifest.js")
    assert {kind: len(numbers) for kind, numbers in manifest["kinds"].items()} == {"article": 1, "page": 1}
    found = {p.document for p in read_postings(tmp_path / "site" / "search") if p.field == "ref"}
    assert found == {0, 1, 2} - {number for numbers in manifest["kinds"].values() for number in numbers}


def test_words_as_written(tmp_path: Path) -> None:
    """Both ways and by sound, with the bits of their counts."""
    (document,) = invented_documents(1)
    text = "Negotiations negotiated; Hizballah Hizballah Hezbollah hezbollah"
    write_index([document._replace(subject="", body=text, tags=())], tmp_path / "site", tmp_path / "work")
    (manifest,) = arguments(tmp_path / "site" / "search" / "manifest.js")
    folder = tmp_path / "site" / "search" / manifest["folder"]
    for kind, turn in (("v", 1), ("r", -1)):
        front, sizes = arguments(folder / f"{kind}0.js")
        digits = Digits(sizes)
        counted = {word[::turn]: digits.number() for word in read_front_coded(front)}
        assert {word: counted[word] for word in ("negotiations", "negotiated", "hizballah")} == {
            "negotiations": 1,
            "negotiated": 1,
            "hizballah": 2,
        }
    assert read_front_coded(arguments(folder / "k0.js")[0]) == ["hsbl:hezbollah", "hsbl:hizballah"]


def test_export(tmp_path: Path) -> None:
    """``lunr.json`` is what lunr.py's own builder serialises."""
    documents = invented_documents(40)
    settings = SearchSettings(export=True)
    assert write_index(documents, tmp_path / "site", tmp_path / "work", chunk=9, settings=settings).exported
    written = json.loads((tmp_path / "site" / "search" / "lunr.json").read_text())
    expected = json.loads(json.dumps(reference_index(documents, ids=True)))
    assert written.keys() == expected.keys()
    for key in written:
        if key == "fieldVectors":
            assert dict(map(tuple_of, written[key])) == dict(map(tuple_of, expected[key]))
        else:
            assert written[key] == expected[key], key


def tuple_of(pair: list[object]) -> tuple[object, object]:
    return pair[0], pair[1]


def test_export_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that is too large for a whole index gets none, and the writer says so."""
    monkeypatch.setattr("cablepress.search.export.EXPORT_LIMIT", 2)
    stats = write_index(
        invented_documents(3), tmp_path / "site", tmp_path / "work", settings=SearchSettings(export=True)
    )
    assert not stats.exported
    assert not (tmp_path / "site" / "search" / "lunr.json").exists()


@pytest.mark.parametrize("boosts", [{"title": 1}, {"body": 0}, {"body": -1}, {}])
def test_boosts(boosts: dict[str, float]) -> None:
    """Unknown fields and boosts that are not above 0 are refused."""
    with pytest.raises(ValueError, match="search"):
        SearchSettings.from_boosts(boosts)


def test_front_coding() -> None:
    """Front coding loses nothing, also beyond the basic plane and past the longest prefix that is counted."""
    given = sorted(["", "a", "ab", "abc", "b", "é" * 5, "é" * 6, "x" * 200, "x" * 201, "\U0001f600a", "\U0001f600b"])[
        1:
    ]
    assert read_front_coded(front_code(given)) == given


def test_client_version() -> None:
    """The client reads the version that the writer writes."""
    assert f"const FORMAT = {FORMAT};".encode() in client_files()["search/engine.js"]


def test_vendored() -> None:
    """lunr.js is the file of its npm package, byte for byte."""
    import hashlib

    vendor = Path(runs.__file__).parent / "client" / "vendor"
    sums = dict(line.split("  ")[::-1] for line in (vendor / "SHA256SUMS").read_text().splitlines())
    assert sums.keys() == {"LICENSE", "lunr.js", "lunr.min.js"}
    for name, digest in sums.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
    assert sums["lunr.js"] == "9431726f05c0eae2a6e54dc197709422869f25cad44f2430d2fb7ddae80cc717"
