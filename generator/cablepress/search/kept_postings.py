"""The encoded postings of the last index, with what they are made of, for :mod:`cablepress.search.patching`.

They belong to the vocabulary that was kept with them: :attr:`Vocabulary.known` says which that was. Of an archive with
more documents than :data:`MOST_DOCUMENTS` they are not kept: they are as large as all runs.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np

from cablepress.sealing import seal, unseal
from cablepress.search.postings import COLUMN_TYPES, Columns, Encoded
from cablepress.search.vocabulary import postings_path
from cablepress.search.words import IntArray

MOST_DOCUMENTS: Final = 20_000
"""Fewer than ``uint16`` counts."""

_VERSION: Final = b"1"
_SIZE: Final = 8
"""Bytes of the number that says how long the head of the file is."""


class Documents(NamedTuple):
    """What the lists of an index say of its documents, in their order, and how."""

    digests: IntArray
    """Of each document."""
    lengths: IntArray
    """Terms left in each field, a row a document."""
    body: int
    """The field whose lists go by length; -1 without one."""
    pairs: tuple[IntArray, ...]
    """See :class:`cablepress.search.postings.Range`."""


class Kept(NamedTuple):
    """All lists of an index."""

    documents: Documents
    columns: Columns
    """Terms have their numbers in the vocabulary."""
    data: IntArray
    """All characters, term by term."""


def save(kept: Kept, folder: Path, key: bytes) -> None:
    """Keep all for the next build, which knows it by ``key``. What cannot be kept is not."""
    digests, lengths, body, pairs = kept.documents
    parts = [kept.data, *kept.columns, digests, lengths.ravel().astype(np.uint32), *pairs]
    sums = [crc32(part.data) for part in parts]
    head = seal(marshal.dumps((key, body, [part.size for part in parts], sums)), _VERSION)
    path = postings_path(folder)
    unfinished = path.with_suffix(".new")
    with suppress(OSError):
        with unfinished.open("wb") as file:
            file.write(len(head).to_bytes(_SIZE, "little") + head)
            for part in parts:
                file.write(part.data)
        unfinished.replace(path)


def load(folder: Path, key: bytes) -> Kept | None:
    """What :func:`save` kept under ``key``; ``None`` when it is not there, or a bit of it has changed."""
    try:
        data = postings_path(folder).read_bytes()
    except OSError:
        return None
    start = _SIZE + int.from_bytes(data[:_SIZE], "little")
    head = unseal(data[_SIZE:start], _VERSION)
    if head is None:
        return None
    known, body, sizes, sums = marshal.loads(head)  # noqa: S302 - ours, by its digest
    pairs = len(sizes) - len(COLUMN_TYPES) - 3
    types = [np.dtype(np.uint8), *COLUMN_TYPES, np.dtype(np.uint64), np.dtype(np.uint32), *[np.dtype(np.int64)] * pairs]
    ends = np.cumsum([start, *(kind.itemsize * size for kind, size in zip(types, sizes, strict=True))]).tolist()
    if known != key or ends[-1] != len(data):
        return None
    parts = [np.frombuffer(data, kind, size, place) for kind, size, place in zip(types, sizes, ends[:-1], strict=True)]
    if [crc32(part.data) for part in parts] != sums:
        return None
    columns = Columns(*parts[1 : 1 + len(COLUMN_TYPES)])
    digests, lengths, *tables = parts[1 + len(COLUMN_TYPES) :]
    documents = Documents(digests, lengths.reshape(digests.size, -1), body, tuple(tables))
    return Kept(documents, columns, parts[0])


def all_of(ranges: Sequence[Encoded], documents: Documents, numbers: IntArray) -> Kept:
    """Ranges that were encoded with their columns as one; ``numbers`` are those of all terms in their order."""
    parts = [each.columns for each in ranges if each.columns]
    joined = Columns(*map(np.concatenate, zip(*parts, strict=True)))
    # A range counts its terms from 0.
    before = np.cumsum([0, *(part.first_pos.size for part in parts)])[:-1]
    ranks = joined.term + np.repeat(before, [part.term.size for part in parts])
    data = np.frombuffer(b"".join(each.data for each in ranges), np.uint8)
    return Kept(documents, joined._replace(term=numbers[ranks].astype(np.uint32)), data)
