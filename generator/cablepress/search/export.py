"""``search/lunr.json``: the whole index as lunr serialises it, for other tools.

It holds what lunr's builder would make of the same documents, with cable IDs as refs. Who loads it into
lunr.js must first register ``cablepressSplitter`` and ``cablepressTrimmer`` (``search/engine.js`` does).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from cablepress.search.analysis import SEARCH_LABELS, sort_terms
from cablepress.search.runs import FIELD_SHIFT, Run
from cablepress.search.settings import SearchSettings
from cablepress.search.words import IntArray

EXPORT_LIMIT = 5000
"""Documents above which no ``lunr.json`` is written: it would be larger than a browser can use."""
_K1, _B = 1.2, 0.75
LUNR_VERSION = "2.3.9"


class _Posting(NamedTuple):
    term: str
    field: int
    doc: int
    tf: int


def export_lunr(runs: Sequence[Run], settings: SearchSettings, numbers: Sequence[IntArray], lengths: IntArray) -> bytes:
    """Return the serialised index as JSON; documents are in the order of their numbers."""
    ids = [""] * len(lengths)
    rows: list[_Posting] = []
    first: dict[str, tuple[int, int]] = {}
    for run, mine in zip(runs, numbers, strict=True):
        for number, id_ in zip(mine.tolist(), run.lines("ids"), strict=True):
            ids[number] = id_
        rows.extend(_rows(run, mine))
        for term, place in _first_places(run, mine):
            first[term] = min(place, first.get(term, place))
    order = {term: i for i, term in enumerate(sorted(first, key=first.__getitem__))}
    rows.sort(key=lambda row: row.doc)
    inverted = _inverted(rows, settings.fields, order, ids)
    index = {
        "version": LUNR_VERSION,
        "fields": settings.fields,
        "fieldVectors": _vectors(rows, settings, order, lengths, ids),
        "invertedIndex": [[term, inverted[term]] for term in sort_terms(list(inverted))],
        "pipeline": SEARCH_LABELS,
    }
    return json.dumps(index, separators=(",", ":")).encode("ascii")


def _rows(run: Run, numbers: IntArray) -> Iterator[_Posting]:
    """All postings of a run, with documents by their final numbers."""
    field_tf = run.array("postings_field_tf")
    docs = numbers[run.array("postings_doc")].tolist()
    names = np.repeat(np.arange(len(run.array("counts"))), run.array("counts")).tolist()
    terms = run.lines("terms")
    fields = (field_tf >> FIELD_SHIFT).tolist()
    counts = (field_tf & ((1 << FIELD_SHIFT) - 1)).tolist()
    for name, field, doc, tf in zip(names, fields, docs, counts, strict=True):
        yield _Posting(terms[name], field, doc, tf)


def _first_places(run: Run, numbers: IntArray) -> Iterator[tuple[str, tuple[int, int]]]:
    """Document and place where each term of a run appears first."""
    docs = numbers[run.array("first_doc")].tolist()
    yield from zip(run.lines("terms"), zip(docs, run.array("first_pos").tolist(), strict=True), strict=True)


def _inverted(
    rows: Sequence[_Posting], fields: Sequence[str], order: dict[str, int], ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    inverted: dict[str, dict[str, Any]] = {}
    for term, field, doc, _ in rows:
        if term not in inverted:
            inverted[term] = {"_index": order[term], **{name: {} for name in fields}}
        inverted[term][fields[field]][ids[doc]] = {}
    return inverted


def _vectors(
    rows: Sequence[_Posting],
    settings: SearchSettings,
    order: dict[str, int],
    lengths: IntArray,
    ids: Sequence[str],
) -> list[tuple[str, list[float]]]:
    """BM25 scores of lunr's builder: every field of every document, elements in order of the term's index."""
    documents = len(ids)
    found: dict[str, int] = {}
    for row in rows:
        found[row.term] = found.get(row.term, 0) + 1
    totals = lengths.sum(axis=0, dtype=np.int64).tolist()
    lines = lengths.tolist()
    vectors: dict[tuple[int, int], list[tuple[int, float]]] = {
        (doc, field): [] for doc in range(documents) for field in range(len(settings.boosts))
    }
    for term, field, doc, tf in rows:
        idf = math.log(1 + abs((documents - found[term] + 0.5) / (found[term] + 0.5)))
        share = lines[doc][field] / (totals[field] / documents)
        score = idf * ((_K1 + 1) * tf) / (_K1 * (1 - _B + _B * share) + tf) * settings.boosts[field][1]
        vectors[doc, field].append((order[term], math.floor(score * 1000 + 0.5) / 1000))
    return [
        (f"{settings.fields[field]}/{ids[doc]}", [n for pair in sorted(elements) for n in pair])
        for (doc, field), elements in vectors.items()
    ]
