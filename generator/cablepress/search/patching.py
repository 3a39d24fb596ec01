"""The lists of an index after a few edits, made of those before.

Documents are numbered by the length of their bodies. One that changes moves, and the numbers of those that it passes
become others by one: in a list without it that changes the gaps at both ends of what was passed, if there is anything
of it in the list, and nothing else. So of three kinds of terms

- those of documents that came, went or changed are encoded anew, of postings that are known;
- in the lists of others the codes of some gaps are replaced, and the bits between them are copied;
- most are as they were.

Whatever else follows from an edit (the pairs of a short field, what makes a list dense, the sum of all lengths, by
which gaps are coded) gives terms of the first kind. Where that is not enough :func:`patched` gives nothing, and all is
merged from the runs. The bytes are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from cablepress.search import codec
from cablepress.search.kept_postings import Documents, Kept
from cablepress.search.postings import (
    DENSE,
    MOST_BITS,
    Columns,
    Encoded,
    Lists,
    codes_of,
    encode_lists,
    gap_sizes,
    spread,
)
from cablepress.search.runs import FIELD_SHIFT, Run
from cablepress.search.vocabulary import Vocabulary, ranks_path, term_numbers_path
from cablepress.search.words import IntArray, changes

MOST_CHANGED: Final = 64
"""Documents that may have come, gone or changed; from more all is made anew."""

_GONE: Final = 1 << 20
"""Stands for where a document went that is no more."""
_DOC_BITS = _CODE_BITS = 16
"""As they are kept."""
_CHUNK: Final = 54
"""Bits that are copied at once: wherever they begin, they are within ten digits."""


class Index(NamedTuple):
    """What the lists are to say now."""

    runs: Sequence[Run]
    numbers: Sequence[IntArray]
    """For each run, the number of each of its documents."""
    documents: Documents
    vocabulary: Vocabulary


class _Old(NamedTuple):
    """The lists of the last index as seen from this one; a row a list."""

    columns: Columns
    keys: IntArray
    """``rank << 3 | field``; of a term that is no more it says nothing."""
    sizes: IntArray
    starts: IntArray
    """Of its postings."""
    dense: IntArray
    shift: IntArray
    """Of each posting by how much the number of its document changed; from :data:`_GONE` on there is none."""
    rows: IntArray
    """Postings whose gap changed, or that are no more."""
    of_rows: IntArray
    """The lists that these are in."""


def patched(kept: Kept, index: Index) -> Kept | None:
    """What ``kept`` is for ``index``; ``None`` when too much changed."""
    before, now = kept.documents, index.documents
    number, is_new = _moved(before.digests, now.digests)
    changed = np.count_nonzero(number < 0) + np.count_nonzero(is_new)
    if changed > MOST_CHANGED or not _is_alike(before, now, number):
        return None
    ranks = np.fromfile(ranks_path(index.vocabulary.folder), np.uint32)
    old = _seen(kept, ranks, number)
    added = _added(index, is_new)
    codes, recoded = _recoded(old, before, now)
    touched = np.zeros(ranks.size, bool)
    touched[added.term] = True
    touched[old.columns.term[np.concatenate([recoded, *_to_encode(old, before, now)])]] = True
    anew = touched[old.columns.term]
    again = _encoded(old._replace(columns=old.columns._replace(code=codes)), anew, added, index, ranks, number)
    bodies = _spliced(kept, old, ~anew[old.of_rows], now)
    if again is None or bodies is None:
        return None
    result = _joined(kept, old, codes, anew, again, bodies, index)
    counts = np.bincount(ranks[result.columns.term], result.columns.sizes, len(index.vocabulary.terms))
    return result if np.array_equal(counts, index.vocabulary.counts) else None


def ranges_of(kept: Kept, bounds: Sequence[int]) -> Iterator[Encoded]:
    """The lists of the terms between each two of ``bounds``."""
    columns = kept.columns
    last = np.append(changes(columns.term)[1:], columns.term.size) - 1
    ends = np.append(0, np.cumsum(columns.heads + columns.bodies.astype(np.int64))[last])
    for low, high in pairwise(bounds):
        data = kept.data[ends[low] : ends[high]].tobytes()
        yield Encoded(data, (ends[low + 1 : high + 1] - ends[low]).tolist())


def _moved(before: IntArray, now: IntArray) -> tuple[IntArray, IntArray]:
    """The number of each document of ``before`` among ``now``, or -1; and which of ``now`` are new."""
    order = np.argsort(now)
    found = order[np.minimum(np.searchsorted(now, before, sorter=order), now.size - 1)]
    known = now[found] == before
    is_new = np.ones(now.size, bool)
    is_new[found[known]] = False
    return np.where(known, found, -1), is_new


def _is_alike(before: Documents, now: Documents, number: IntArray) -> bool:
    """Whether lists of ``now`` are made as those of ``before`` were, and all documents are in the same order."""
    known = number[number >= 0]
    return bool(
        now.body == before.body >= 0
        and now.lengths.shape[1] == before.lengths.shape[1]
        # All first gaps are coded by the length of the first document.
        and max(now.lengths[0, now.body], 1) == max(before.lengths[0, now.body], 1)
        and (known[1:] > known[:-1]).all()
    )


def _seen(kept: Kept, ranks: IntArray, number: IntArray) -> _Old:
    columns = kept.columns
    sizes = columns.sizes.astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    of_document = number - np.arange(number.size)
    gone = number < 0
    of_document[gone] = _GONE + np.arange(np.count_nonzero(gone))  # no two are alike
    shift = of_document.astype(np.int32)[columns.doc]
    changed = np.empty(shift.size, bool)
    changed[1:] = shift[1:] != shift[:-1]
    changed[starts] = shift[starts] != 0
    rows = np.flatnonzero(changed)
    return _Old(
        columns=columns,
        keys=ranks[columns.term].astype(np.int64) << 3 | columns.field,
        sizes=sizes,
        starts=starts,
        dense=DENSE * sizes >= number.size,
        shift=shift,
        rows=rows,
        of_rows=_lists_of(starts, rows),
    )


def _lists_of(starts: IntArray, rows: IntArray) -> IntArray:
    """The lists that postings are in."""
    found: IntArray = np.searchsorted(starts, rows, "right") - 1
    return found


class _Added(NamedTuple):
    """Postings of new documents."""

    term: IntArray
    """Its number."""
    field: IntArray
    doc: IntArray
    code: IntArray


def _added(index: Index, is_new: IntArray) -> _Added:
    parts = [np.zeros((4, 0), np.int64)]
    for run, numbers in zip(index.runs, index.numbers, strict=True):
        mine = is_new[numbers]
        if not mine.any():
            continue
        local = run.array("postings_doc")
        rows = np.flatnonzero(mine[local])
        terms = np.fromfile(term_numbers_path(index.vocabulary.folder, run), np.uint32)
        field_tf = run.array("postings_field_tf")[rows].astype(np.int64)
        term = np.repeat(terms, run.array("counts"))[rows]
        tf = field_tf & (1 << FIELD_SHIFT) - 1
        parts.append(np.stack([term, field_tf >> FIELD_SHIFT, numbers[local[rows]], tf]))
    term, field, doc, tf = np.concatenate(parts, axis=1)
    _, lengths, body, pairs = index.documents
    return _Added(term, field, doc, codes_of(doc, field, tf, lengths=lengths, body=body, pairs=pairs))


def _recoded(old: _Old, before: Documents, now: Documents) -> tuple[IntArray, IntArray]:
    """The codes of all postings as the pairs of short fields are now, and the lists in which some became others."""
    columns = old.columns
    codes, found = columns.code, [np.zeros(0, np.int64)]
    for field, (were, are) in enumerate(zip(before.pairs, now.pairs, strict=True)):
        if np.array_equal(were, are):
            continue
        lists = np.flatnonzero(columns.field == field)
        rows = spread(old.starts[lists], old.sizes[lists])
        place = {pair: code for code, pair in enumerate(are.tolist(), 1)}
        table = np.array([0, *(place.get(pair, 0) for pair in were.tolist())], codes.dtype)
        renewed = table[codes[rows]]
        found.append(_lists_of(old.starts, rows[renewed != codes[rows]]))
        codes = codes.copy()
        codes[rows] = renewed
    return codes, np.concatenate(found)


def _to_encode(old: _Old, before: Documents, now: Documents) -> Iterator[IntArray]:
    """The lists, one kind after the other, of which more changes than gaps at the ends of what was passed."""
    columns, of_rows = old.columns, old.of_rows
    yield of_rows[old.dense[of_rows] | (old.shift[old.rows] >= _GONE)]
    yield _lists_of(old.starts, np.flatnonzero(columns.gap_bits == MOST_BITS))
    were, are = len(before.lengths), len(now.lengths)
    if were != are:
        yield np.flatnonzero(old.dense != (DENSE * old.sizes >= are))
        other = codec.size(were // old.sizes) != codec.size(are // old.sizes)
        yield np.flatnonzero(other & (columns.field != now.body))
    yield _with_other_gaps(old, before, now)


def _with_other_gaps(old: _Old, before: Documents, now: Documents) -> IntArray:
    """The lists with a gap that is coded in another way, since the sum of all lengths is another.

    A power of two must be between the quotients that say so (see :func:`gap_sizes`); that is so for few lengths.
    """
    of_documents = before.lengths[:, before.body].astype(np.int64)
    sums = int(of_documents.sum()), int(now.lengths[:, now.body].sum(dtype=np.int64))
    if sums[0] == sums[1]:
        return np.zeros(0, np.int64)
    lengths = np.maximum(of_documents, 1)
    in_body = old.columns.field == before.body
    steps = np.unique(old.sizes[in_body]) << np.arange(1, max(sums).bit_length() + 1)[:, None]
    low, high = (np.searchsorted(lengths, (total // steps).ravel(), "right") for total in sorted(sums))
    edges = np.bincount(low, minlength=lengths.size + 1) - np.bincount(high, minlength=lengths.size + 1)
    risky = np.cumsum(edges)[:-1] > 0
    rows = np.flatnonzero(risky[old.columns.doc]) if risky.any() else np.zeros(0, np.int64)
    of_rows = np.append(_lists_of(old.starts, rows), np.arange(old.sizes.size))  # the first gap is that of document 0
    near = np.append(lengths[old.columns.doc[rows]], np.full(old.sizes.size, lengths[0])) * old.sizes[of_rows]
    differ = codec.size_of_quotient(sums[0], near) != codec.size_of_quotient(sums[1], near)
    found: IntArray = of_rows[differ & in_body[of_rows]]
    return found


def _encoded(
    old: _Old, anew: IntArray, added: _Added, index: Index, ranks: IntArray, number: IntArray
) -> Encoded | None:
    """The lists ``anew`` with what was added; their columns have the ranks of terms.

    ``None`` when there are none, or a number is too large for what is kept.
    """
    columns = old.columns
    starts, sizes = old.starts[anew], old.sizes[anew]
    doc = number[_stretches(columns.doc, starts, sizes)]
    key = np.repeat(old.keys[anew], sizes) << _DOC_BITS | doc
    key = (key << _CODE_BITS | _stretches(columns.code, starts, sizes))[doc >= 0]
    of_added = (ranks[added.term].astype(np.int64) << 3 | added.field) << _DOC_BITS | added.doc
    key = np.append(key, of_added << _CODE_BITS | added.code)
    if not key.size or int(added.code.max(initial=0)) >> _CODE_BITS:
        return None
    key.sort()
    codes, doc = key & (1 << _CODE_BITS) - 1, key >> _CODE_BITS & (1 << _DOC_BITS) - 1
    key >>= _DOC_BITS + _CODE_BITS
    starts = changes(key)
    lists = _lists(key[starts], starts, np.diff(starts, append=key.size), index.documents)._replace(
        doc=doc, codes=codes
    )
    encoded = encode_lists(lists, _first_places(lists, old, anew, index, number), keep=True)
    return encoded if encoded.columns else None


def _lists(keys: IntArray, starts: IntArray, sizes: IntArray, documents: Documents) -> Lists:
    """Lists with these keys, without their postings."""
    none = np.zeros(0, np.int64)
    return Lists(
        term=keys >> 3,
        field=keys & 7,
        starts=starts,
        sizes=sizes,
        dense=DENSE * sizes >= len(documents.lengths),
        doc=none,
        codes=none,
        body=documents.body,
        lengths=documents.lengths[:, documents.body].astype(np.int64),
    )


def _first_places(lists: Lists, old: _Old, anew: IntArray, index: Index, number: IntArray) -> IntArray:
    """Of each term of ``lists`` its place in the first document that has it.

    It is as it was where that is the same document; otherwise it is in the run of that.
    """
    heads = changes(lists.term)
    ranks, first = lists.term[heads], np.minimum.reduceat(lists.doc[lists.starts], heads)
    places = np.full(ranks.size, -1, np.int64)
    old_heads = changes(old.columns.term)
    old_first = number[np.minimum.reduceat(old.columns.doc[old.starts], old_heads)]
    chosen = np.flatnonzero(anew[old_heads] & (old_first >= 0))
    row = np.minimum(np.searchsorted(ranks, old.keys[old_heads[chosen]] >> 3), ranks.size - 1)
    same = (ranks[row] == old.keys[old_heads[chosen]] >> 3) & (first[row] == old_first[chosen])
    places[row[same]] = old.columns.first_pos[chosen[same]]
    rest = np.flatnonzero(places < 0)
    of_run = np.zeros(len(index.documents.lengths), np.int64)
    for place, numbers in enumerate(index.numbers):
        of_run[numbers] = place
    for place in np.unique(of_run[first[rest]]).tolist():
        mine, run = rest[of_run[first[rest]] == place], index.runs[place]
        terms = np.fromfile(term_numbers_path(index.vocabulary.folder, run), np.uint32)
        order = np.argsort(terms)
        found = np.searchsorted(terms, index.vocabulary.numbers[ranks[mine]], sorter=order)
        places[mine] = run.array("first_pos")[order[found]]
    return places


class _Bodies(NamedTuple):
    """Lists in which some gaps changed."""

    lists: IntArray
    """Which they are."""
    data: IntArray
    sizes: IntArray
    """Characters of each list."""
    bits: IntArray
    """Of each list."""
    rows: IntArray
    """The postings whose gaps changed."""
    gap_bits: IntArray


def _spliced(kept: Kept, old: _Old, chosen: IntArray, now: Documents) -> _Bodies | None:
    """The lists of the ``chosen`` rows with their new gaps; ``None`` when they are not what they seem."""
    columns = old.columns
    rows, of_rows = old.rows[chosen], old.of_rows[chosen]
    firsts = old.starts[of_rows] == rows
    doc, last = columns.doc[rows].astype(np.int64), columns.doc[rows - 1].astype(np.int64)
    was = np.where(firsts, doc, doc - last - 1)
    doc, last = doc + old.shift[rows], np.where(firsts, 0, last + old.shift[rows - 1])
    gap = np.where(firsts, doc, doc - last - 1)
    k = gap_sizes(_lists(old.keys, old.starts, old.sizes, now), of_rows, last)
    bits_before, bits = columns.gap_bits[rows].astype(np.int64), codec.rice_lengths(gap, k)
    if (gap < 0).any() or not np.array_equal(codec.rice_lengths(was, k), bits_before):
        return None
    heads = changes(of_rows)
    lists, counts = of_rows[heads], np.diff(heads, append=rows.size)
    total = columns.bits[lists].astype(np.int64)
    ends = np.cumsum(columns.gap_bits, dtype=np.int64)
    stop = ends[rows] - np.repeat(ends[old.starts[lists]] - columns.gap_bits[old.starts[lists]], counts)
    copies = np.insert(stop, heads, 0), np.insert(stop - bits_before, heads + counts, total)
    codes = codec.rice_zeros(gap, k), k, bits
    turns = _in_turn(kept.data, _places(columns)[1][lists], copies, codes, counts)
    data, sizes = codec.join_codes(*turns)
    if rows.size:
        total += np.add.reduceat(bits - bits_before, heads)
    return _Bodies(lists, data, sizes, total, rows, np.minimum(bits, MOST_BITS))


def _in_turn(
    data: IntArray,
    begins: IntArray,
    copies: tuple[IntArray, IntArray],
    codes: tuple[IntArray, IntArray, IntArray],
    counts: IntArray,
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """What :func:`codec.join_codes` takes for lists that are bits of before and new ``codes`` in turn.

    A list begins at one of ``begins`` in ``data`` and has one of ``counts`` new codes. ``copies`` are the places in it
    between which its bits are copied: before each code, and behind the last.
    """
    low, high = copies
    lists = np.arange(counts.size)
    of_copies = np.repeat(lists, counts + 1)
    chunks = (high - low + _CHUNK - 1) // _CHUNK
    behind = np.ones(low.size, np.int64)  # a code, save behind the last
    behind[np.cumsum(counts + 1) - 1] = 0
    places = np.cumsum(chunks + behind) - chunks - behind
    columns = np.empty((3, int(chunks.sum() + behind.sum())), np.int64)
    columns[:, (places + chunks)[behind > 0]] = codes
    copy = np.repeat(np.arange(low.size), chunks)
    number = np.arange(copy.size) - np.repeat(np.cumsum(chunks) - chunks, chunks)
    start = low[copy] + _CHUNK * number
    width = np.minimum(high[copy] - start, _CHUNK)
    zeros = codec.zeros_at(data, begins[of_copies[copy]], start, width)
    columns[:, places[copy] + number] = zeros, width - 1, width
    return (*columns, np.bincount(of_copies, chunks + behind, counts.size).astype(np.int64))


def _joined(
    kept: Kept, old: _Old, codes: IntArray, anew: IntArray, again: Encoded, bodies: _Bodies, index: Index
) -> Kept:
    """All lists: those of ``kept`` that stay, with other ``bodies``, and those that were encoded again."""
    was, new, stay = _renewed(old, codes, bodies), again.columns, ~anew
    assert new is not None
    keys = np.append(old.keys[stay], new.term.astype(np.int64) << 3 | new.field)
    order = np.argsort(keys, kind="stable")

    def both(of_old: IntArray, of_new: IntArray) -> IntArray:
        return np.append(of_old[stay], of_new)[order]

    heads, sizes, body_sizes = both(was.heads, new.heads), both(was.sizes, new.sizes), both(was.bodies, new.bodies)
    (head_begins, body_begins), new_begins = _places(old.columns), [kept.data.size + place for place in _places(new)]
    body_begins[bodies.lists] = kept.data.size + len(again.data) + np.cumsum(bodies.sizes) - bodies.sizes
    begins = both(head_begins, new_begins[0]), both(body_begins, new_begins[1])
    chars = np.concatenate([kept.data, np.frombuffer(again.data, np.uint8), bodies.data])
    data = _stretches(chars, np.stack(begins, axis=1).ravel(), np.stack([heads, body_sizes], axis=1).ravel())
    ends = np.cumsum(new.sizes, dtype=np.int64) + was.doc.size
    starts = both(old.starts, ends - new.sizes)
    heads_of_terms = changes(was.term)
    terms = stay[heads_of_terms]
    ranks = np.append(old.keys[heads_of_terms][terms] >> 3, new.term[changes(new.term)])
    result = Columns(
        term=index.vocabulary.numbers[keys[order] >> 3].astype(np.uint32),
        field=both(was.field, new.field),
        sizes=sizes,
        heads=heads,
        bodies=body_sizes,
        bits=both(was.bits, new.bits),
        first_pos=np.append(was.first_pos[terms], new.first_pos)[np.argsort(ranks, kind="stable")],
        doc=_stretches(np.append(was.doc, new.doc), starts, sizes),
        code=_stretches(np.append(was.code, new.code), starts, sizes),
        gap_bits=_stretches(np.append(was.gap_bits, new.gap_bits), starts, sizes),
    )
    return Kept(index.documents, result, data)


def _renewed(old: _Old, codes: IntArray, bodies: _Bodies) -> Columns:
    """The columns of the last index with the documents' new numbers and what changed in lists."""
    gap_bits, bits, sizes = (column.copy() for column in (old.columns.gap_bits, old.columns.bits, old.columns.bodies))
    gap_bits[bodies.rows], bits[bodies.lists], sizes[bodies.lists] = bodies.gap_bits, bodies.bits, bodies.sizes
    doc = (old.columns.doc + old.shift).astype(old.columns.doc.dtype)
    return old.columns._replace(doc=doc, code=codes, gap_bits=gap_bits, bits=bits, bodies=sizes)


def _places(columns: Columns) -> tuple[IntArray, IntArray]:
    """Where in the characters the head and the body of each list begin."""
    heads, bodies = columns.heads.astype(np.int64), columns.bodies.astype(np.int64)
    begins = np.cumsum(heads + bodies) - bodies
    return begins - heads, begins


def _stretches(values: IntArray, starts: IntArray, sizes: IntArray) -> IntArray:
    """Stretches of ``values``, one after the other; those that are neighbours are taken together."""
    if not starts.size:
        return values[:0]
    ends = starts + sizes
    cuts = np.flatnonzero(starts[1:] != ends[:-1])
    lows, highs = starts[np.append(0, cuts + 1)], ends[np.append(cuts, starts.size - 1)]
    return np.concatenate([values[low:high] for low, high in zip(lows.tolist(), highs.tolist(), strict=True)])
