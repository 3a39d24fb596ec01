"""What results show and filter by, as a run keeps it: ready to be put into files, whatever the order of documents.

Records and excerpts are JSON, written once when a chunk is analysed. An edit elsewhere gives documents other numbers,
so other places in other files, and that is all it does to them.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from cablepress.search.document import SearchDocument
from cablepress.search.words import IntArray

LABELLED = ("origin", "classification")
"""What a document has one label of."""
LABELS = (*LABELLED, "tags")


class Shown(NamedTuple):
    """What is kept of a document beside its postings."""

    id: str
    record: str
    """JSON: ``[id, subject, date, origin, classification]``, and the URL where the rule has another."""
    excerpt: str
    """JSON of a text."""
    day: int
    """Ordinal of its date, 0 for none."""
    labels: tuple[str, ...]
    """In the order of :data:`LABELLED`."""
    tags: tuple[str, ...]
    kind: str
    digest: bytes
    """Of all of the document, searched and shown."""


def shown(document: SearchDocument, rule: str) -> Shown:
    """What is kept of ``document``; ``rule`` is the URL that a cable's page usually has."""
    text = "\0".join(
        value if isinstance(value, str) else "\1".join(value)  # tags
        for value in document
    )
    id_, day = document.id, document.date
    record = [id_, document.subject, day, document.origin, document.classification]
    if document.url != rule.format(year=day[:4], month=day[5:7], id=id_):
        record.append(document.url)
    return Shown(
        id=id_,
        record=json.dumps(record, separators=(",", ":")),
        excerpt=json.dumps(document.excerpt),
        day=date.fromisoformat(day).toordinal() if day else 0,
        labels=(document.origin, document.classification),
        tags=tuple(dict.fromkeys(document.tags)),
        kind=document.kind,
        digest=hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(),
    )


def columns(documents: Sequence[Shown]) -> dict[str, IntArray]:
    """Numbers of documents for a run: days, labels (their numbers in :func:`texts`), tags one after the other."""
    tagged = [len(document.tags) for document in documents]
    numbered = {name: _numbers(of) for name, of in _named(documents)}
    return {
        "day": np.array([document.day for document in documents], np.uint32),
        "tag_doc": np.repeat(np.arange(len(documents), dtype=np.uint16), tagged),
        **numbered,
    }


def texts(documents: Sequence[Shown]) -> dict[str, bytes]:
    """Texts of documents for a run, by line; ``labels`` and ``kinds`` are in the form of :mod:`marshal`."""
    kinds: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        if document.kind:
            kinds.setdefault(document.kind, []).append(number)
    return {
        "ids": "\n".join(document.id for document in documents).encode(),
        "digests": b"".join(document.digest for document in documents),
        "records": "\n".join(document.record for document in documents).encode("ascii"),
        "excerpts": "\n".join(document.excerpt for document in documents).encode("ascii"),
        "labels": marshal.dumps({name: list(dict.fromkeys(of)) for name, of in _named(documents)}),
        "kinds": marshal.dumps(kinds),
    }


def _named(documents: Sequence[Shown]) -> Iterable[tuple[str, list[str]]]:
    """Name and values of each kind of label."""
    for place, name in enumerate(LABELLED):
        yield name, [document.labels[place] for document in documents]
    yield "tags", [tag for document in documents for tag in document.tags]


def _numbers(values: Sequence[str]) -> IntArray:
    """The number of each value, by its first appearance."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.uint32)
