"""Merge one range of terms out of all runs and encode its postings.

Of each term, in order: its place among the words of the first document that has it, a mask of the fields it
is in, and for each of these fields the number of its postings and the list of them. A posting is a document
number and a code: the count of the term in the body, or in a short field 1 + the number of its (length of the
field, count) pair in the manifest.

Lists that hold at least a third of all documents are *dense*: the code of every document up to the last, 0
where the term is not. Other lists are *sparse*: a number ``exceptions << 3 | k``, where an exception is a posting
whose code is not 1, then Rice coded the gaps between documents, the numbers of postings before each exception
since the last one, and the exceptions' codes less 2 (with the ``k`` given; the other two follow from the counts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from cablepress.search import codec
from cablepress.search.memory import keep_memory
from cablepress.search.runs import FIELD_SHIFT, Run
from cablepress.search.words import IntArray, changes

DENSE = 3
"""A list is dense when ``DENSE`` times its postings is at least the number of documents."""
_PARTS: Final[Mapping[str, np.dtype[Any]]] = {
    "counts": np.dtype(np.uint32),
    "first_doc": np.dtype(np.uint16),
    "first_pos": np.dtype(np.uint32),
    "postings_doc": np.dtype(np.uint16),
    "postings_field_tf": np.dtype(np.uint32),
}
"""What is merged of a run, and in which form it is there."""
_LENGTH_BITS = 32
_TF_MASK = (1 << FIELD_SHIFT) - 1


class RunSlice(NamedTuple):
    """The part of a run that belongs to a range of terms: rows of its terms and of its postings."""

    path: Path
    numbers: Path
    """File of the numbers of the run's terms."""
    terms: tuple[int, int]
    places: tuple[tuple[int, int], ...]
    """Where in the run's file the slices of :data:`_PARTS` are, and how many bytes each has."""
    first: int
    """Place of the run's first document in :attr:`Range.numbers`."""


def run_slice(run: Run, numbers: Path, first: int, terms: tuple[int, int], postings: tuple[int, int]) -> RunSlice:
    """The slice of ``run`` with these rows of terms and of postings; the rest is as in :class:`RunSlice`."""
    rows = {"postings_doc": postings, "postings_field_tf": postings}
    places = tuple(run.place(name, *rows.get(name, terms)) for name in _PARTS)
    return RunSlice(run.path, numbers, terms, places, first)


@dataclass(frozen=True, slots=True)
class Range:
    """One range of the vocabulary, with all that is needed to encode it in another process."""

    terms: list[str]
    base: int
    """Rank of the first term in the whole vocabulary."""
    ranks: Path
    """File of the ranks of all terms, by number."""
    slices: list[RunSlice]
    numbers: Path
    """File of the numbers of all documents, ``uint32``, run after run."""
    documents: int
    fields: int
    body: int
    pairs: tuple[IntArray, ...]
    """For each short field its pairs ``length << 32 | tf``, most frequent first."""
    tf_bits: int
    """Bits that hold the highest count of a term in a field."""
    place_bits: int
    """Bits that hold the farthest first place of a term in a document."""
    lengths: Path
    """File of the lengths of all fields of all documents, ``uint32``, a row a document."""
    keep: bool
    """Whether what the numbers are made of is wanted too."""


class Columns(NamedTuple):
    """What encoded lists are made of: rows of lists, of terms and of postings, each in order."""

    term: IntArray
    """Of each list; from 0 in a range, and its number among all terms once it is kept."""
    field: IntArray
    sizes: IntArray
    """Postings of each list."""
    heads: IntArray
    """Characters that stand before each list."""
    bodies: IntArray
    """Characters of each list."""
    bits: IntArray
    """Bits of those of a sparse list, before the last character is filled up; 0 for a dense one."""
    first_pos: IntArray
    """Of each term its place in the first document that has it."""
    doc: IntArray
    """Of each posting."""
    code: IntArray
    gap_bits: IntArray
    """Bits of the code of the gap before each posting, at most :data:`MOST_BITS`; 0 in a dense list."""


MOST_BITS: Final = 255
"""What stands for so many bits and more."""
COLUMN_TYPES: Final = tuple(
    np.dtype(kind)
    for kind in (
        np.uint32,
        np.uint8,
        np.uint32,
        np.uint16,
        np.uint32,
        np.uint32,
        np.uint32,
        np.uint16,
        np.uint16,
        np.uint8,
    )
)
"""In which form columns are kept; no archive of which they are has more documents than ``uint16`` counts."""


class Encoded(NamedTuple):
    """Printable numbers of a range, where those of each term end, and what they are made of if that is wanted."""

    data: bytes
    ends: list[int]
    columns: Columns | None = None


class _Postings(NamedTuple):
    """Sorted postings: one row each of three columns."""

    term_field: IntArray
    """``term << 3 | field``."""
    doc: IntArray
    tf: IntArray


class Lists(NamedTuple):
    """One row each list: its term, field, first posting, size, kind; then all postings and their codes."""

    term: IntArray
    field: IntArray
    starts: IntArray
    sizes: IntArray
    dense: IntArray
    doc: IntArray
    codes: IntArray
    body: int
    lengths: IntArray
    """Of the bodies of all documents."""


def encode_range(range_: Range) -> Encoded:
    """Merge and encode one range of terms."""
    keep_memory()
    postings, first_pos = _merge(range_)
    lengths = np.fromfile(range_.lengths, np.uint32).reshape(-1, range_.fields)
    lists = _find_lists(range_, postings, lengths)
    del postings
    return encode_lists(lists, first_pos, keep=range_.keep)


def encode_lists(lists: Lists, first_pos: IntArray, *, keep: bool) -> Encoded:
    """Encode all lists of some terms; ``first_pos`` is as in :class:`Columns`, which come too with ``keep``."""
    sparse = _encode_sparse(lists, keep=keep)
    heads, head_sizes = _encode_heads(lists, first_pos, sparse.exceptions)
    sizes = np.zeros(lists.starts.size, np.int64)
    sizes[~lists.dense] = sparse.sizes
    dense = {i: _encode_dense(lists, i) for i in np.flatnonzero(lists.dense).tolist()}
    for i, data in dense.items():
        sizes[i] = data.size
    ends = np.cumsum(head_sizes + sizes)
    out = np.empty(int(ends[-1]), np.uint8)
    out[spread(ends - sizes - head_sizes, head_sizes)] = heads
    out[spread((ends - sizes)[~lists.dense], sparse.sizes)] = sparse.data
    for i, data in dense.items():
        out[ends[i] - sizes[i] : ends[i]] = data
    last = np.append(changes(lists.term)[1:], lists.term.size) - 1
    columns = _columns(lists, first_pos, sparse, head_sizes, sizes) if keep else None
    return Encoded(out.tobytes(), ends[last].tolist(), columns)


class _Sparse(NamedTuple):
    """All sparse lists, encoded."""

    data: IntArray
    sizes: IntArray
    """Characters of each list."""
    exceptions: IntArray
    """The number that stands in the head of each list."""
    bits: IntArray
    """Bits of each list."""
    gap_bits: IntArray
    """Bits of each gap, if they are wanted."""


def _columns(lists: Lists, first_pos: IntArray, sparse: _Sparse, heads: IntArray, bodies: IntArray) -> Columns | None:
    """What :class:`Encoded` says of ``lists``, as it is kept; ``None`` where a number is too large for that."""
    if int(lists.codes.max(initial=0)) > np.iinfo(np.uint16).max:
        return None
    bits = np.zeros(lists.sizes.size, np.int64)
    bits[~lists.dense] = sparse.bits
    gap_bits = np.zeros(lists.doc.size, np.int64)
    gap_bits[np.repeat(~lists.dense, lists.sizes)] = np.minimum(sparse.gap_bits, MOST_BITS)
    columns = Columns(
        lists.term, lists.field, lists.sizes, heads, bodies, bits, first_pos, lists.doc, lists.codes, gap_bits
    )
    return Columns(*(column.astype(kind) for column, kind in zip(columns, COLUMN_TYPES, strict=True)))


class _Parts(NamedTuple):
    """Slices of all runs one after the other: a row each term of a run, and a row each posting."""

    term: IntArray
    """In the range, from 0."""
    counts: IntArray
    """Postings of each term."""
    first_doc: IntArray
    first_pos: IntArray
    doc: IntArray
    field_tf: IntArray


def _read_parts(range_: Range) -> _Parts:
    """Read all slices, each file of a run once. Documents have their final numbers."""
    read: list[list[bytes]] = [[] for _ in _PARTS]
    of_terms: list[bytes] = []
    for part in range_.slices:
        with part.path.open("rb", buffering=0) as file:
            for data, (place, size) in zip(read, part.places, strict=True):
                file.seek(place)
                data.append(file.read(size))
        with part.numbers.open("rb", buffering=0) as file:
            file.seek(4 * part.terms[0])
            of_terms.append(file.read(4 * (part.terms[1] - part.terms[0])))
    counts, first_doc, first_pos, doc, field_tf = (
        np.frombuffer(b"".join(data), dtype) for data, dtype in zip(read, _PARTS.values(), strict=True)
    )
    ranks, numbers = np.fromfile(range_.ranks, np.uint32), np.fromfile(range_.numbers, np.uint32)
    term = ranks[np.frombuffer(b"".join(of_terms), np.uint32)].astype(np.int64)
    term -= range_.base
    first = np.array([part.first for part in range_.slices], np.int64)
    rows = [[part.terms[1] - part.terms[0] for part in range_.slices], [len(data) // 2 for data in read[3]]]
    local = [np.repeat(first, of_run) for of_run in rows]
    for places, of_run in zip(local, (first_doc, doc), strict=True):
        places += of_run
    return _Parts(term, counts, numbers[local[0]], first_pos, numbers[local[1]], field_tf)


def _merge(range_: Range) -> tuple[_Postings, IntArray]:
    """Gather the range from all runs, in order of term, field, document; also each term's first place."""
    doc_bits, tf_bits, place_bits = range_.documents.bit_length(), range_.tf_bits, range_.place_bits
    if len(range_.terms).bit_length() + doc_bits + max(3 + tf_bits, place_bits) > 63:
        raise ValueError("the archive is too large for the search index")
    parts = _read_parts(range_)
    # Shifted while there is a row for each term and not yet one for each posting.
    key = np.repeat(parts.term << 3 + doc_bits + tf_bits, parts.counts)
    key |= (parts.field_tf >> FIELD_SHIFT).astype(np.int64) << doc_bits + tf_bits
    key |= parts.doc.astype(np.int64) << tf_bits
    key |= parts.field_tf & _TF_MASK
    key.sort()
    first = (parts.term << doc_bits | parts.first_doc) << place_bits | parts.first_pos
    first.sort()
    heads = changes(first >> (place_bits + doc_bits))
    tf = key & ((1 << tf_bits) - 1)
    key >>= tf_bits
    doc = key & ((1 << doc_bits) - 1)
    key >>= doc_bits
    return _Postings(key, doc, tf), first[heads] & ((1 << place_bits) - 1)


def codes_of(
    doc: IntArray, fields: IntArray, tf: IntArray, *, lengths: IntArray, body: int, pairs: Sequence[IntArray]
) -> IntArray:
    """The code of each posting: its count in the body, or the number of its pair plus 1."""
    codes = tf.copy()
    short = np.flatnonzero(fields != body)
    fields = fields[short]
    for field, table in enumerate(pairs):
        rows = short[fields == field]
        if not rows.size:
            continue
        pair = lengths[doc[rows], field].astype(np.int64) << _LENGTH_BITS | tf[rows]
        by_value = np.argsort(table)
        codes[rows] = by_value[np.searchsorted(table, pair, sorter=by_value)] + 1
    return codes


def _find_lists(range_: Range, postings: _Postings, lengths: IntArray) -> Lists:
    """Cut sorted postings into lists, one for each field of each term."""
    starts = changes(postings.term_field)
    sizes = np.diff(starts, append=postings.doc.size)
    heads = postings.term_field[starts]
    return Lists(
        term=heads >> 3,
        field=heads & 7,
        starts=starts,
        sizes=sizes,
        dense=DENSE * sizes >= range_.documents,
        doc=postings.doc,
        codes=codes_of(
            postings.doc,
            (postings.term_field & 7).astype(np.uint8),
            postings.tf,
            lengths=lengths,
            body=range_.body,
            pairs=range_.pairs,
        ),
        body=range_.body,
        lengths=lengths[:, range_.body].astype(np.int64) if range_.body >= 0 else np.zeros(len(lengths), np.int64),
    )


def gap_sizes(lists: Lists, of_list: IntArray, before: IntArray) -> IntArray:
    """The ``k`` of gaps, by how many documents are likely to be skipped before each posting.

    Each stands in the list ``of_list`` behind the document ``before``, which is 0 for the first gap. A word is the
    likelier in a document the longer that is, and documents are in order of the length of their bodies.
    """
    near = np.maximum(lists.lengths, 1)[before]
    near *= lists.sizes[of_list]
    sizes = codec.size_of_quotient(int(lists.lengths.sum()), near)
    even = lists.field != lists.body
    if even.any():
        of_even = codec.size(lists.lengths.size // lists.sizes)
        rows = np.flatnonzero(even[of_list])
        sizes[rows] = of_even[of_list[rows]]
    return sizes


def _encode_sparse(lists: Lists, *, keep: bool) -> _Sparse:
    """Rice code all sparse lists; with ``keep`` the bits of lists and gaps are wanted."""
    chosen = np.flatnonzero(~lists.dense)
    counts = lists.sizes[chosen]
    doc, codes = lists.doc, lists.codes
    if chosen.size < lists.sizes.size:
        in_sparse = np.repeat(~lists.dense, lists.sizes)
        doc, codes = doc[in_sparse], codes[in_sparse]
    firsts = np.cumsum(counts) - counts
    gaps = np.diff(doc, prepend=0)
    gaps -= 1
    gaps[firsts] = doc[firsts]
    before = np.empty_like(doc)
    before[1:] = doc[:-1]
    before[firsts] = 0
    odd = _exceptions(codes, counts, firsts)

    all_counts = counts + 2 * odd.counts
    begin = np.cumsum(all_counts) - all_counts  # of each list's values
    of_row = np.repeat(begin - firsts, counts)
    of_odd = (begin + counts - np.cumsum(odd.counts) + odd.counts)[odd.of_list]
    values = np.empty(int(all_counts.sum()), np.int64)
    k = np.empty_like(values)
    for start, mine, k_of in (
        (of_row, gaps, gap_sizes(lists, np.repeat(chosen, counts), before)),
        (of_odd, odd.waits, odd.wait_k[odd.of_list]),
        (of_odd + odd.counts[odd.of_list], odd.excess, odd.code_k[odd.of_list]),
    ):
        place = np.arange(mine.size)
        place += start
        values[place] = mine
        k[place] = k_of
    data, sizes = codec.encode_rice(values, k, all_counts)
    bits = codec.rice_lengths(values, k) if keep else values[:0]
    of_lists = np.add.reduceat(bits, begin) if bits.size else bits
    return _Sparse(
        data, sizes, odd.counts << 3 | odd.code_k, of_lists, bits[of_row + np.arange(doc.size)] if keep else bits
    )


class _Exceptions(NamedTuple):
    """The postings of some lists whose code is not 1."""

    of_list: IntArray
    counts: IntArray
    """Of each list."""
    waits: IntArray
    """Before each exception, the postings since the last one."""
    wait_k: IntArray
    """Of each list."""
    excess: IntArray
    """What the code of each has above 2."""
    code_k: IntArray
    """Of each list."""


def _exceptions(codes: IntArray, counts: IntArray, firsts: IntArray) -> _Exceptions:
    """Those of lists that have ``counts`` postings and begin at ``firsts``."""
    odd = np.flatnonzero(codes > 1)
    of_list = np.searchsorted(firsts, odd, "right") - 1
    odds = np.bincount(of_list, minlength=firsts.size)
    odd_firsts = (np.cumsum(odds) - odds)[odds > 0]
    waits = np.diff(odd, prepend=0) - 1
    waits[odd_firsts] = odd[odd_firsts] - firsts[odds > 0]
    excess = codes[odd] - 2
    total = np.bincount(of_list, weights=excess, minlength=firsts.size).astype(np.int64)
    some = np.maximum(odds, 1)
    code_k = np.minimum(codec.size(total // some), 7)
    return _Exceptions(of_list, odds, waits, codec.size((counts - odds) // some), excess, code_k)


def _encode_heads(lists: Lists, first_pos: IntArray, exceptions: IntArray) -> tuple[IntArray, IntArray]:
    """Encode what stands before each list; return the characters and how many each list has."""
    terms = changes(lists.term)
    width = 1 + ~lists.dense
    width[terms] += 2
    ends = np.cumsum(width)
    values = np.empty(int(ends[-1]), np.int64)
    values[ends - 1 - ~lists.dense] = lists.sizes
    values[ends[~lists.dense] - 1] = exceptions
    values[(ends - width)[terms]] = first_pos
    values[(ends - width)[terms] + 1] = np.bitwise_or.reduceat(np.left_shift(1, lists.field), terms)
    data, places = codec.encode(values)
    return data, np.diff(places[ends - 1], prepend=0)


def _encode_dense(lists: Lists, number: int) -> IntArray:
    """Encode one dense list: a code for each document."""
    rows = slice(lists.starts[number], lists.starts[number] + lists.sizes[number])
    docs = lists.doc[rows]
    codes = np.zeros(int(docs[-1]) + 1, np.int64)
    codes[docs] = lists.codes[rows]
    return codec.encode(codes)[0]


def spread(starts: IntArray, sizes: IntArray) -> IntArray:
    """All places of the stretches that begin at ``starts`` and have ``sizes``."""
    return np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))


def pair_table(runs: Sequence[Run], fields: int) -> tuple[IntArray, ...]:
    """All (length, count) pairs of each field over all runs, most frequent first."""
    rows = np.concatenate([run.array("pairs") for run in runs])
    tables = []
    for field in range(fields):
        mine = rows[rows[:, 0] == field]
        pairs, where = np.unique(mine[:, 1] << _LENGTH_BITS | mine[:, 2], return_inverse=True)
        counts = np.bincount(where, weights=mine[:, 3], minlength=pairs.size)
        tables.append(pairs[np.lexsort((pairs, -counts))])
    return tuple(tables)


def split_pair(pair: int) -> tuple[int, int]:
    """Length and count of one value of :func:`pair_table`."""
    return pair >> _LENGTH_BITS, pair & ((1 << _LENGTH_BITS) - 1)
