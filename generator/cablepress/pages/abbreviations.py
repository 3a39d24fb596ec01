"""The abbreviations of many cables at once: what :mod:`cablepress.cable.glossary` marks, in half of its time.

There each word of a text is made an object, to be looked up in a set. Here the words of all texts stay bytes, and numpy
looks them up by keys, as it does for the search index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from cablepress.cable.glossary import LONGEST_ACRONYM, mark_abbreviations, terms, texts_of, to_words, with_terms
from cablepress.cable.text.marks import Found, join_texts, stands_out
from cablepress.model import Cable

if TYPE_CHECKING:
    from cablepress.search.cutting import Cut, IntArray

_BITS: Final = 16
_FACTOR: Final = 0x9E3779B97F4A7C15
"""An odd number whose products are as good as random in their highest bits."""
_FEW: Final = 8
"""So many cables are marked one by one: they are done before numpy is loaded."""


def mark_all(cables: Sequence[Cable]) -> list[Cable]:
    """Each of ``cables`` as :func:`cablepress.cable.glossary.mark_abbreviations` gives it."""
    if len(cables) <= _FEW:
        return [mark_abbreviations(cable) for cable in cables]
    texts = list(map(texts_of, cables))
    joined = list(map(join_texts, texts))
    words = [to_words(encoded) for _, encoded in joined]
    found: list[list[Found]] = [[] for _ in cables]
    known = terms()
    for index, start, word in _find(words):
        text, place = joined[index][0], start - 1
        end = place + len(word)
        if len(word) > LONGEST_ACRONYM or stands_out(text, place, end):
            found[index].append((place, -end, "term", known[word]))
    return list(map(with_terms, cables, texts, found))


def _find(texts: Sequence[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Where terms stand: the number of the text, the place in it, the word; ``texts`` are words between spaces."""
    # numpy comes with many cables: a build after a few edits is done before it is loaded.
    import numpy as np

    from cablepress.search.cutting import cut_at_spaces

    cut = cut_at_spaces(b"".join(texts))
    hits = np.flatnonzero(_begin_terms()[_places(cut)])
    bounds = np.cumsum([0, *map(len, texts)])
    of_text = np.searchsorted(bounds, cut.starts[hits], "right") - 1
    columns = of_text, cut.starts[hits] - bounds[of_text], cut.starts[hits], cut.ends[hits]
    for index, place, start, end in zip(*(column.tolist() for column in columns), strict=True):
        word = cut.data[start : end + 1]
        if word in terms():
            yield index, place, word


@cache
def _begin_terms() -> IntArray:
    """At the place of each term true; some other words have the same places."""
    import numpy as np

    from cablepress.search.cutting import cut_at_spaces

    table = np.zeros(1 << _BITS, bool)
    table[_places(cut_at_spaces(b" %b " % b" ".join(terms())))] = True
    return table


def _places(cut: Cut) -> IntArray:
    """Where each word is in a table: a number of :data:`_BITS` bits made of its first eight letters."""
    import numpy as np

    return cut.beginnings() * np.uint64(_FACTOR) >> np.uint64(64 - _BITS)
