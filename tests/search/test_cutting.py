"""Words are cut on bytes as they are in texts, and each has its own number."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cablepress.search.analysis import split_words
from cablepress.search.cutting import KeyNumbers, Lines, cut_texts
from cablepress.search.words import read_words

TEXTS = st.text(st.one_of(st.sampled_from("aB.. -)(]>\n\x1f\x00é\u2003Σİ中"), st.characters()), max_size=40)


def lines(joined: bytes) -> list[str]:
    return joined.decode("utf-8", "surrogatepass").split("\n") if joined else []


def lowered(word: str) -> str:
    return word.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


@given(st.lists(TEXTS, max_size=4))
def test_cut(texts: list[str]) -> None:
    """Words are those of the definition, with letters of ASCII in lower case, text by text."""
    cut = cut_texts(texts)
    assert cut.counts.tolist() == [len(split_words(text)) for text in texts]
    expected = [lowered(word) for text in texts for word in split_words(text)]
    assert cut.words(np.arange(cut.starts.size)) == expected


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**64 - 1)), max_size=60), max_size=5))
def test_numbers(batches: list[list[tuple[int, int]]]) -> None:
    """A key has the number that it was given, however many there are beside it."""
    known = KeyNumbers()
    expected: dict[tuple[int, int], int] = {}
    for batch in batches:
        new = [key for key in dict.fromkeys(batch) if key not in expected]
        numbers = np.arange(len(expected) + 1, len(expected) + len(new) + 1, dtype=np.uint32)
        first, second = np.array([*new, (0, 0)], np.uint64)[: len(new)].T
        known.add(first, second, numbers)
        expected.update(zip(new, numbers.tolist(), strict=True))
        asked = [*batch, (4, 4)]
        found = known.find(*np.array(asked, np.uint64).T)
        assert found.tolist() == [expected.get(key, 0) for key in asked]


def test_many_numbers() -> None:
    """The table grows, and keys that want the same place find others."""
    known = KeyNumbers()
    first = np.arange(200_000, dtype=np.uint64)
    second = first // np.uint64(7)
    numbers = np.arange(1, first.size + 1, dtype=np.uint32)
    for start in range(0, first.size, 30_000):
        part = slice(start, start + 30_000)
        known.add(first[part], second[part], numbers[part])
    assert known.find(first, second).tolist() == numbers.tolist()
    assert not known.find(first, second + np.uint64(1)).any()


def test_words_of_any_length() -> None:
    """Words that begin alike are told apart, whatever their length, and so is one with a byte of zeros at its end."""
    word = "12345678901234567890123456"
    words = [word[:size] for size in range(3, 27)]
    text = " ".join([*words, "f\x00 16", *words, "f 16"])
    found = read_words([(text,)], 1)
    names = [lines(found.terms)[number - 1] for number in found.ids.tolist() if number]
    plain = [name for name in names if name.startswith("123")]
    assert plain[: len(words)] == plain[len(words) :]
    assert len(set(plain)) == len(words)
    assert names.count("f16") == 1


def test_sorted_terms() -> None:
    """Terms that begin alike are sorted by all of their letters, and all as JavaScript sorts them."""
    terms = ["abcdefg", "abcdefgh", "abcdefgh1", "abcdefgh2"]
    assert lines(read_words([(" ".join(reversed(terms)),)], 1).terms) == terms
    assert lines(read_words([("\ufb2a1 zz1 \U0001f6001",)], 1).terms) == ["zz1", "\U0001f6001", "\ufb2a1"]


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=5), min_size=1), st.data())
def test_lines(texts: list[str], data: st.DataObject) -> None:
    """Any texts are joined, in any order."""
    kept = Lines()
    kept.extend(texts)
    numbers = data.draw(st.lists(st.integers(0, len(texts) - 1)))
    joined = kept.joined(np.array(numbers, np.int64)).decode("utf-8", "surrogatepass")
    assert joined == "\n".join(texts[number] for number in numbers)
    assert [kept[number] for number in range(len(kept))] == texts
