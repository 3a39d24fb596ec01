"""Runs: what the analysis of one chunk of cables leaves in the work folder.

A run holds, for a chunk of documents in their final order (length of the body, then ID), the sorted terms
and their postings as flat arrays, and what the result list shows of each document. Runs are private to
one build of one machine: their layout is that of memory.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cablepress.sealing import seal, unseal
from cablepress.search.document import SearchDocument
from cablepress.search.settings import FIELD_TEXT, SearchSettings
from cablepress.search.shown import Shown, columns, shown, texts
from cablepress.search.words import IntArray, Words, changes, read_words

FIELD_SHIFT = 28
"""``postings_field_tf`` holds the field above this bit and the count of the term below it."""
_DIGEST = 16
"""Bytes of a run's digest."""
MAX_DOCUMENTS = 0xFFFF
"""A chunk cannot hold more documents: their local numbers are 16 bits wide."""


class ChunkStats(NamedTuple):
    """Counts of one run: documents, distinct terms, postings (term, field, document) and words read."""

    documents: int
    terms: int
    postings: int
    words: int


def analyse_chunk(
    documents: Iterable[SearchDocument], run_path: Path, settings: SearchSettings | None = None
) -> ChunkStats:
    """Analyse ``documents`` and write their run to ``run_path``.

    The result of a merge does not depend on how documents are dealt out to chunks. Memory is about 60 bytes
    for each word of the chunk. Raises ``ValueError`` for more than ``MAX_DOCUMENTS`` documents.
    """
    settings = settings or SearchSettings()
    found: list[Shown] = []
    words = read_words(_texts(documents, settings, found), len(settings.fields))
    if len(found) > MAX_DOCUMENTS:
        raise ValueError(f"a chunk holds at most {MAX_DOCUMENTS} documents, not {len(found)}")
    lengths, order = _order_documents(words, found, settings)
    found = [found[i] for i in order]
    sections = _postings(words, lengths, np.argsort(order).astype(np.int64))
    lengths = lengths[order]
    sections["written_counts"] = words.written_counts.astype(np.uint32)
    sections["lengths"] = lengths.astype(np.uint32)
    sections["pairs"] = _count_pairs(sections, lengths, settings)
    sections |= columns(found)
    strings = {
        "terms": words.terms,
        "written": words.written,
        **texts(found),
    }
    _write_run(run_path, sections, strings)
    return ChunkStats(len(found), words.terms_count, sections["postings_doc"].size, words.ids.size)


def _texts(documents: Iterable[SearchDocument], settings: SearchSettings, found: list[Shown]) -> Iterator[list[str]]:
    """The text of every field of each document; what results show of it is added to ``found``."""
    fields = [FIELD_TEXT[name] for name in settings.fields]
    for document in documents:
        found.append(shown(document, settings.url))
        yield [text_of(document) for text_of in fields]


def _order_documents(words: Words, found: Sequence[Shown], settings: SearchSettings) -> tuple[IntArray, IntArray]:
    """Return terms left in each (document, field), and the documents by length of the body, then ID."""
    kept = np.append(0, np.cumsum(words.ids > 0))  # words kept before each place
    lengths = np.diff(kept[np.append(0, np.cumsum(words.counts))]).reshape(words.counts.shape)
    body = lengths[:, settings.body].tolist() if settings.body >= 0 else [0] * len(found)
    order = sorted(range(len(found)), key=lambda i: (body[i], found[i].id))
    return lengths, np.array(order, np.int64)


def _postings(words: Words, lengths: IntArray, rank: IntArray) -> dict[str, IntArray]:
    """Sort all words by term, document, field and place, and count the equal ones.

    ``first_doc`` and ``first_pos`` say where in lunr's order a term appears first: lunr numbers its terms so.
    """
    documents, fields = words.counts.shape
    per_document = words.counts.sum(axis=1)
    starts = np.cumsum(per_document) - per_document
    place_bits = int(per_document.max(initial=0)).bit_length()
    doc_bits, term_bits = documents.bit_length(), words.terms_count.bit_length()
    if term_bits + doc_bits + 3 + place_bits > 63:
        raise ValueError("a chunk of cables is too large to analyse at once")
    # For each document and field what stands above and in the place; the place is added word by word.
    cells = (rank[:, None] << 3 | np.arange(fields)) << place_bits
    keys = np.repeat((cells - starts[:, None]).ravel(), words.counts.ravel())
    keys += np.arange(words.ids.size)
    keys += words.ids.astype(np.int64) << (doc_bits + 3 + place_bits)
    keys = keys[words.ids > 0]
    keys.sort()
    groups = keys >> place_bits
    heads = changes(groups)
    tf = np.diff(heads, append=keys.size)
    groups, place = groups[heads], keys[heads] & ((1 << place_bits) - 1)
    term, doc, field = groups >> (doc_bits + 3), groups >> 3 & ((1 << doc_bits) - 1), groups & 7
    firsts = changes(term)
    return {
        "counts": np.diff(firsts, append=term.size).astype(np.uint32),
        "first_doc": doc[firsts].astype(np.uint16),
        "first_pos": place[firsts].astype(np.uint32),
        "max_tf": np.array([tf.max(initial=0)], np.int64),
        "postings_doc": doc.astype(np.uint16),
        "postings_field_tf": (field << FIELD_SHIFT | tf).astype(np.uint32),
    }


def _count_pairs(sections: dict[str, IntArray], lengths: IntArray, settings: SearchSettings) -> IntArray:
    """Count each (field, length of the field, count of the term) of the short fields: rows of four numbers."""
    field = (sections["postings_field_tf"] >> FIELD_SHIFT).astype(np.int64)
    short = field != settings.body
    field = field[short]
    tf = (sections["postings_field_tf"][short] & ((1 << FIELD_SHIFT) - 1)).astype(np.int64)
    length = lengths[sections["postings_doc"][short], field]
    # Three numbers as one sort many times as quickly as a row of three.
    wide = int(length.max(initial=0)).bit_length()
    keys, counts = np.unique((field << wide | length) << FIELD_SHIFT | tf, return_counts=True)
    field, length, tf = keys >> FIELD_SHIFT + wide, keys >> FIELD_SHIFT & (1 << wide) - 1, keys & (1 << FIELD_SHIFT) - 1
    return np.column_stack([field, length, tf, counts]).astype(np.int64)


def _write_run(path: Path, sections: dict[str, IntArray], strings: dict[str, bytes]) -> None:
    """Write all parts one after the other, behind a table of their places."""
    parts = {name: (data.tobytes(), data.dtype.str, data.shape) for name, data in sections.items()}
    parts |= {name: (data, "", (len(data),)) for name, data in strings.items()}
    table, offset = {}, 0
    for name, (data, dtype, shape) in parts.items():
        table[name] = (offset, len(data), dtype, shape)
        offset += len(data)
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for data, _, _ in parts.values():
        digest.update(data)
    head = seal(marshal.dumps((digest.hexdigest(), table)))
    path.unlink(missing_ok=True)  # the run that was there may be kept under another name
    with path.open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for data, _, _ in parts.values():
            file.write(data)


@dataclass(frozen=True, slots=True)
class Run:
    """A run on disk; each part is read when asked for."""

    path: Path
    start: int
    digest: str
    """Of all parts, in hexadecimal."""
    table: dict[str, tuple[int, int, str, tuple[int, ...]]]

    @classmethod
    def open(cls, path: Path) -> Run:
        """Read the table of parts of the run at ``path``.

        Raises:
            ValueError: a bit of the table has changed.
        """
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            head = unseal(file.read(size))
        if head is None:
            raise ValueError(f"{path}: the table of parts is broken")
        digest, table = marshal.loads(head)  # noqa: S302 - ours, by its digest
        return cls(path, 8 + size, digest, table)

    def is_whole(self) -> bool:
        """Whether all parts are as they were written."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_DIGEST)).hexdigest() == self.digest

    @property
    def documents_count(self) -> int:
        """Number of documents in the run."""
        return self.table["lengths"][3][0]

    def array(self, name: str) -> IntArray:
        """An array part."""
        offset, size, dtype, shape = self.table[name]
        return np.fromfile(self.path, dtype, size // np.dtype(dtype).itemsize, offset=self.start + offset).reshape(
            shape
        )

    def place(self, name: str, low: int, high: int) -> tuple[int, int]:
        """Where in the file the numbers ``low`` to ``high`` of an array part are, and how many bytes they have."""
        offset, _, dtype, _ = self.table[name]
        width = np.dtype(dtype).itemsize
        return self.start + offset + low * width, (high - low) * width

    def bytes(self, name: str) -> bytes:
        """A part that is bytes."""
        offset, size, _, _ = self.table[name]
        with self.path.open("rb") as file:
            file.seek(self.start + offset)
            return file.read(size)

    def lines(self, name: str) -> list[str]:
        """A part that is lines of text (terms, IDs)."""
        data = self.bytes(name)
        return data.decode("utf-8", "surrogatepass").split("\n") if data else []

    def value(self, name: str) -> Any:
        """A part that is data of :mod:`marshal`."""
        return marshal.loads(self.bytes(name))  # noqa: S302 - our own file of this build
