"""What a reader types finds what a cable says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunr.pipeline import Pipeline
from lunr.tokenizer import Tokenizer
from search.samples import sample_files

from cablepress.search import analysis, assets
from cablepress.search.analysis import INDEX_PIPELINE, SEARCH_PIPELINE, sort_terms, terms_of
from cablepress.search.folding import fold
from cablepress.search.sound import sound
from cablepress.search.stemmer import stem
from cablepress.search.words import read_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey money key attorney today Norway", ["turkey", "money", "key", "attorney", "today", "norway"]),
        ('“Iran’s” Iran\'s "iran" (Iran)', ["iran"] * 4),
        ("U.S. u.s.", ["u.", "u."]),
        ("Russia/China—Kazakhstan…Iran", ["russia", "china", "kazakhstan", "iran"]),
        ("said...that", []),
        ("end...start", ["end", "start"]),
        ("a\u2003b\u3000nuclear\ufeffweapons", ["b", "nuclear", "weapon"]),
        ("___ --- ... «»", []),
        ("1,000 2.5%", ["1,000", "2.5"]),
        ("07ASTANA1848", ["07astana1848"]),
        (
            "Ñandú ÉLYSÉE Erdoğan Türkiye café ŁÓDŹ ＡＢＣ！",
            ["nandu", "elyse", "erdogan", "turkiy", "cafe", "lodz", "abc"],
        ),
        ("Maliki,s don,t Basra,Mosul 1,000", ["maliki", "don't", "basra", "mosul", "1,000"]),
        ("F-16 F 16 F16 (F-16s)", ["f", "16", "f16", "f", "16", "f16", "f16", "f", "16", "f16"]),
        ("MiG-29 S-300PMU", ["mig", "29", "mig29", "s", "300pmu", "s300pmu", "s300"]),
        ("A/RES/1441", ["re", "1441", "res1441", "ares1441"]),
        ("(C) 130 people, in 2009, May 12, a 12, f 16th", ["c", "130", "peopl", "2009", "12", "12", "f", "16th"]),
        ("A-10 (A-320) a 10", ["10", "a10", "320", "a320", "10", "a10"]),
        ("Shahab-3 Boeing 747", ["shahab", "3", "shahab3", "boe", "747", "boeing747"]),
        ("UNSCRs 1737 UNSC 1441", ["unscr", "1737", "unscrs1737", "unsc", "1441", "unsc1441"]),
        ("d'Affaires L’Union l'Oréal's O'Brien d's l'", ["affair", "union", "oreal", "obrien", "d", "l"]),
        ("Shi'a Shia Sana\u2019a can't we'll rock'n'roll", ["shia", "shia", "sanaa", "can't", "we'll", "rocknrol"]),
        ("Azer\u00adbai\u200djan", ["azerbaijan"]),
        ("中国政府 政 ABC政府", ["中国", "国政", "政府", "政", "abc", "政府"]),
        ("'s ''", ["s"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Case, quotes, possessives and separators do not keep a word from being found."""
    assert terms_of(text) == expected


def run_pipeline(functions: Iterable[Any], tokens: list[Any]) -> list[str]:
    pipeline = Pipeline()
    pipeline.add(*functions)
    return [str(token) for token in pipeline.run(tokens)]


TEXTS = st.text(
    st.one_of(st.sampled_from("aesyf16 /,’'./-)\u2003_—… \"“é政府"), st.characters(exclude_categories=["Cs"])),
    max_size=60,
)


@given(TEXTS)
def test_pipeline(text: str) -> None:
    """lunr.py's pipeline makes of any text the terms that the fast way makes."""
    # lunr.py sees the whole text in lower case; a final sigma depends on what follows.
    text = text.replace("Σ", "σ")
    assert run_pipeline(INDEX_PIPELINE, Tokenizer(text)) == terms_of(text)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_fast(documents: list[tuple[str, str]]) -> None:
    """The writer's fast way makes the same terms of every field, and knows the words as written."""
    found = read_words(documents, 2)
    names, written = (
        joined.decode("utf-8", "surrogatepass").split("\n") if joined else [] for joined in (found.terms, found.written)
    )
    expected = [terms_of(text.replace("Σ", "σ")) for document in documents for text in document]
    ends = [0, *found.counts.ravel().cumsum().tolist()]
    for terms, start, end in zip(expected, ends, ends[1:], strict=False):
        assert [names[number - 1] for number in found.ids[start:end].tolist() if number] == terms
    assert sorted(set(map(stem, written))) == sorted(names)
    assert found.written_counts.sum() == sum(map(len, expected))


def test_search_pipeline() -> None:
    """A query keeps stop words and empty words, so that requiring one finds nothing instead of failing."""
    assert run_pipeline(SEARCH_PIPELINE, Tokenizer('the " iran’s a/b')) == ["the", "", "iran", "a", "b"]


def test_order() -> None:
    """Terms are in the order of JavaScript, which compares UTF-16 units."""
    assert sort_terms(["\uff41", "\U0001f600", "a", "é"]) == ["a", "é", "\U0001f600", "\uff41"]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("LONG_HEADS", analysis.LONG_HEADS),
        ("SPELLINGS", {head for heads in analysis.SPELLINGS for head in heads}),
        ("A_NUMBERS", analysis.A_NUMBERS),
        ("NO_HEADS", analysis._NO_HEADS),
        ("ORDINALS", analysis._ORDINALS),
        ("CHAINED", analysis._CHAINED),
    ],
)
def test_tables(name: str, table: Iterable[str]) -> None:
    """The browser's tables of designators are those of the writer."""
    script = (assets.CLIENT / "analysis.js").read_text(encoding="utf-8")
    value = script.partition(f"const {name} = ")[2].partition(";\n")[0]
    words = set(" ".join(re.findall(r"'([^']*)'", value)).split())
    known = analysis.STOP_WORDS if name == "NO_HEADS" else set()  # the browser asks lunr for these
    assert words | known == set(table)


@pytest.mark.browser
@pytest.mark.usefixtures("sample_site")
def test_folding(page: Any, server: str) -> None:
    """Every character of the first plane is folded alike in Python and in the browser."""
    page.goto(f"{server}/some/path/test.html")
    found = page.evaluate(
        "() => Array.from({length: 0xd800}, (_, i) => Cablepress.search.folding.fold(String.fromCharCode(i)))"
    )
    assert found == [fold(chr(code)) for code in range(0xD800)]


NAMES = [
    *("hizballah", "hezbollah", "qaddafi", "gaddafi", "kadhafi", "muhammad", "mohammed"),
    *("chechnya", "tchetchenia", "lukashenko", "x1", "abc"),
]


@pytest.mark.browser
@pytest.mark.usefixtures("sample_site")
def test_sound(page: Any, server: str) -> None:
    """Names that sound alike have one key, the same in Python and in the browser."""
    page.goto(f"{server}/some/path/test.html")
    found = page.evaluate("(words) => words.map(Cablepress.search.spelling.sound)", NAMES)
    assert found == [sound(name) for name in NAMES]
    assert found[0] == found[1]
    assert found[2] == found[3] == found[4]
    assert found[5] == found[6]
    assert found[-2:] == ["", ""]


@pytest.mark.browser
@pytest.mark.real
@pytest.mark.usefixtures("sample_site")
def test_vocabulary(page: Any, server: str, shared: Path) -> None:
    """Every word of the sample, and every strange one, gives the same term in Python and in the browser."""
    words: set[str] = set()
    for path in sample_files(shared):
        words.update(path.read_text(encoding="utf-8", errors="replace").split())
    words.update(
        [
            "y",
            "Yyed",
            "\U0001d400s",
            "\U0001f600ing",
            "aaing",
            "oed",
            "eed",
            "abc_",
            "x\u2003y",
            "A/b",
            "ﬀing",
            "ＡＢＣ！",
        ]
    )
    ordered = sorted(words)
    page.goto(f"{server}/some/path/test.html")
    found = page.evaluate("(words) => words.map((word) => Cablepress.search.analysis.terms(word))", ordered)
    assert len(ordered) > 20000
    assert json.dumps(found) == json.dumps([terms_of(word) for word in ordered])
