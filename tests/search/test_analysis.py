"""What a reader types finds what a cable says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunr.pipeline import Pipeline
from lunr.tokenizer import Tokenizer
from search.samples import sample_files

from cablepress.search.analysis import INDEX_PIPELINE, SEARCH_PIPELINE, sort_terms, split_words, term_of


def terms(text: str) -> list[str]:
    return [term for term in map(term_of, split_words(text)) if term]


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
        ("Ñandú ÉLYSÉE", ["ñandú", "élysé"]),
        ("'s ''", ["s"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Case, quotes, possessives and separators do not keep a word from being found."""
    assert terms(text) == expected


def run_pipeline(functions: Iterable[Any], tokens: list[Any]) -> list[str]:
    pipeline = Pipeline()
    pipeline.add(*functions)
    return [str(token) for token in pipeline.run(tokens)]


@given(
    st.text(
        st.one_of(st.sampled_from("aesy’'./-\u2003_—… \"“é"), st.characters(exclude_categories=["Cs"])), max_size=60
    )
)
def test_pipeline(text: str) -> None:
    """lunr.py's pipeline makes of any text the terms that the fast way makes."""
    # lunr.py sees the whole text in lower case; a final sigma depends on what follows.
    text = text.replace("Σ", "σ")
    assert run_pipeline(INDEX_PIPELINE, Tokenizer(text)) == terms(text)


def test_search_pipeline() -> None:
    """A query keeps stop words and empty words, so that requiring one finds nothing instead of failing."""
    assert run_pipeline(SEARCH_PIPELINE, Tokenizer('the " iran’s a/b')) == ["the", "", "iran", "a", "b"]


def test_order() -> None:
    """Terms are in the order of JavaScript, which compares UTF-16 units."""
    assert sort_terms(["\uff41", "\U0001f600", "a", "é"]) == ["a", "é", "\U0001f600", "\uff41"]


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
    assert json.dumps(found) == json.dumps([terms(word) for word in ordered])
