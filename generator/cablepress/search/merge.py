"""Merge the runs of all chunks into the files of the search index.

Everything is done range by range, so memory is bounded by the vocabulary and by a few numbers for each
document, never by the postings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cablepress.search import codec, documents, export, kept_postings, patching, postings, shards
from cablepress.search.kept_postings import Documents
from cablepress.search.memory import keep_memory
from cablepress.search.runs import Run
from cablepress.search.settings import FORMAT, SearchSettings
from cablepress.search.vocabulary import (
    Vocabulary,
    collect_vocabulary,
    postings_path,
    ranks_path,
    term_numbers_path,
    write_whole,
)
from cablepress.search.word_files import write_words
from cablepress.search.words import IntArray

Write = Callable[[str, bytes], None]
Encode = Callable[[postings.Range], postings.Encoded]
Apply = Callable[[Encode, Sequence[postings.Range]], Iterable[postings.Encoded]]

RANGE_POSTINGS = (250_000, 1_000_000)
"""Postings merged at once, at least and at most; about 150 bytes of memory each. Few are quicker, since the processor
keeps them near, but each run is opened for each range."""
RANGES = 40
"""So many ranges are enough for any number of workers."""


class IndexStats(NamedTuple):
    """Counts of a finished index; ``size`` is in bytes, before gzip."""

    documents: int
    terms: int
    postings: int
    files: int
    size: int
    exported: bool
    """Whether ``search/lunr.json`` was written: it was asked for, and the archive is small enough."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The final order of all documents: by length of the body, then ID."""

    numbers: list[IntArray]
    """For each run, the number of each of its documents."""
    lengths: IntArray
    """Terms left in each field, a row a document."""
    digests: IntArray
    """Of each document."""
    stamp: str
    """Names the index: a digest of all documents and settings."""


def merge_runs(
    run_paths: Sequence[Path],
    settings: SearchSettings | None,
    write: Write,
    apply: Apply = map,
    size_limit: int = 0,
    kept: Path | None = None,
) -> IndexStats:
    """Write the whole index through ``write(path under the site, bytes)``.

    ``run_paths`` are runs of :func:`cablepress.search.runs.analyse_chunk` made with the same ``settings``; some
    files are added beside them. ``apply`` is like ``map``; one that has other processes do it encodes the postings
    there. The files written are the same for any dealing out of documents to runs and any order of runs.
    ``size_limit`` overrides the size at which files of postings are cut (for tests). ``kept`` is a folder for what
    the next merge of nearly the same runs need not read again.
    """
    keep_memory()
    settings = settings or SearchSettings()
    runs = [run for run in map(Run.open, run_paths) if run.documents_count]
    out = _Output(write)
    numbering = _number_documents(runs, settings)
    index = kept or (run_paths[0].with_name("index") if run_paths else Path())
    vocabulary = collect_vocabulary(runs, index, keep=kept is not None)
    pairs = postings.pair_table(runs, len(settings.fields)) if runs else ()
    bounds = _bounds(vocabulary)
    said = Documents(numbering.digests, numbering.lengths, settings.body, pairs)
    encoded = _encoded(runs, numbering, vocabulary, said, bounds, apply)
    size = size_limit or shards.shard_bytes(int(vocabulary.counts.sum()), len(vocabulary.terms))
    folder = numbering.stamp
    words = write_words(vocabulary, out.file, folder, kept)
    manifest = {
        "format": FORMAT,
        "folder": folder,
        "documents": len(numbering.lengths),
        "terms": len(vocabulary.terms),
        "fields": _describe_fields(settings, numbering, pairs),
        "synonyms": settings.synonyms,
        "lengths": _run_lengths(numbering.lengths[:, settings.body] if settings.body >= 0 else np.zeros(0)),
        "shards": codec.front_code(_write_postings(out, folder, vocabulary.terms, bounds, encoded, size)),
        **words,
        **documents.write_documents(runs, numbering.numbers, out.file, folder, settings.url),
    }
    out.script("manifest", manifest)  # last: whoever loads it finds all that it names
    exported = settings.export and len(numbering.lengths) <= export.EXPORT_LIMIT
    if exported:
        out.write("search/lunr.json", export.export_lunr(runs, settings, numbering.numbers, numbering.lengths))
    return IndexStats(
        len(numbering.lengths), len(vocabulary.terms), int(vocabulary.counts.sum()), out.files, out.size, exported
    )


class _Output:
    """Counts what is written."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self.files = self.size = 0

    def write(self, path: str, data: bytes) -> None:
        self._write(path, data)
        self.files += 1
        self.size += len(data)

    def script(self, name: str, *arguments: object) -> None:
        self.file(name, shards.script(name, *arguments))

    def file(self, name: str, data: bytes) -> None:
        self.write(f"search/{name}.js", data)


def _number_documents(runs: Sequence[Run], settings: SearchSettings) -> Numbering:
    """Order the documents of all runs and leave their numbers beside each run."""
    width = len(settings.fields)
    lengths = np.concatenate([run.array("lengths") for run in runs] or [np.zeros((0, width), np.uint32)])
    ids = [id_ for run in runs for id_ in run.lines("ids")]
    body = lengths[:, settings.body].tolist() if settings.body >= 0 else [0] * len(ids)
    order = np.array([place for _, _, place in sorted(zip(body, ids, range(len(ids)), strict=True))], np.int64)
    number = np.empty(len(ids), np.uint32)
    number[order] = np.arange(len(ids), dtype=np.uint32)
    digests = np.frombuffer(b"".join(run.bytes("digests") for run in runs), np.uint64)[order]
    seed = json.dumps([FORMAT, settings.boosts, settings.url, settings.export]).encode()
    stamp = hashlib.blake2b(seed + digests.tobytes(), digest_size=5).hexdigest()
    ends = np.cumsum([run.documents_count for run in runs])
    numbers = np.split(number, ends[:-1]) if runs else []
    lengths = lengths[order]
    if runs:
        write_whole(_numbers_path(runs), number.tobytes())
        write_whole(_lengths_path(runs), lengths.astype(np.uint32).tobytes())
    return Numbering(numbers, lengths, digests, stamp)


def _lengths_path(runs: Sequence[Run]) -> Path:
    return runs[0].path.with_name(runs[0].path.name + ".lengths")


def _numbers_path(runs: Sequence[Run]) -> Path:
    return runs[0].path.with_name(runs[0].path.name + ".numbers")


def _bounds(vocabulary: Vocabulary) -> list[int]:
    """Cut the vocabulary into ranges of some :data:`RANGE_POSTINGS`: where each begins, and where the last ends."""
    if not vocabulary.terms:
        return [0]
    before = np.cumsum(vocabulary.counts) - vocabulary.counts
    size = min(max(int(vocabulary.counts.sum()) // RANGES, RANGE_POSTINGS[0]), RANGE_POSTINGS[1])
    return [*np.flatnonzero(np.diff(before // size, prepend=-1)).tolist(), len(vocabulary.terms)]


def _encoded(
    runs: Sequence[Run],
    numbering: Numbering,
    vocabulary: Vocabulary,
    documents: Documents,
    bounds: Sequence[int],
    apply: Apply,
) -> Iterator[postings.Encoded]:
    """The ranges of the vocabulary, encoded: patched where the last index was kept, or else merged out of all runs.

    Of a small archive they are kept for the next time.
    """
    keep = bool(vocabulary.key) and len(documents.lengths) <= kept_postings.MOST_DOCUMENTS
    last = kept_postings.load(vocabulary.folder, vocabulary.known) if keep and vocabulary.known else None
    index = patching.Index(runs, numbering.numbers, documents, vocabulary)
    now = patching.patched(last, index) if last else None
    if now is not None:
        with ThreadPoolExecutor(1) as aside:  # checksums and the disk leave the interpreter to others
            saved = aside.submit(kept_postings.save, now, vocabulary.folder, vocabulary.key)
            yield from patching.ranges_of(now, bounds)
            saved.result()
    else:
        encoded = []
        for each in apply(postings.encode_range, _plan(runs, vocabulary, documents, bounds, keep=keep)):
            yield each
            if each.columns is not None:
                encoded.append(each)
        if encoded and len(encoded) == len(bounds) - 1:
            whole = kept_postings.all_of(encoded, documents, vocabulary.numbers)
            kept_postings.save(whole, vocabulary.folder, vocabulary.key)
        elif vocabulary.key:
            postings_path(vocabulary.folder).unlink(missing_ok=True)


def _plan(
    runs: Sequence[Run], vocabulary: Vocabulary, documents: Documents, bounds: Sequence[int], *, keep: bool
) -> list[postings.Range]:
    """Find each range in each run."""
    if len(bounds) < 2:
        return []
    tf_bits = max(int(run.array("max_tf")[0]) for run in runs).bit_length()
    place_bits = max(int(run.array("first_pos").max(initial=0)) for run in runs).bit_length()
    slices: list[list[postings.RunSlice]] = [[] for _ in bounds[1:]]
    ranks = np.fromfile(ranks_path(vocabulary.folder), np.uint32)
    first = 0
    for run in runs:
        numbers = term_numbers_path(vocabulary.folder, run)
        rows = np.searchsorted(ranks[np.fromfile(numbers, np.uint32)], bounds)
        places = np.append(0, np.cumsum(run.array("counts"), dtype=np.int64))[rows]
        for i, parts in enumerate(slices):
            if rows[i] < rows[i + 1]:
                cut = (int(rows[i]), int(rows[i + 1])), (int(places[i]), int(places[i + 1]))
                parts.append(postings.run_slice(run, numbers, first, *cut))
        first += run.documents_count
    return [
        postings.Range(
            terms=vocabulary.terms[low:high],
            base=low,
            ranks=ranks_path(vocabulary.folder),
            slices=slices[i],
            numbers=_numbers_path(runs),
            documents=len(documents.lengths),
            fields=documents.lengths.shape[1],
            body=documents.body,
            pairs=documents.pairs,
            tf_bits=tf_bits,
            place_bits=place_bits,
            lengths=_lengths_path(runs),
            keep=keep,
        )
        for i, (low, high) in enumerate(pairwise(bounds))
    ]


def _write_postings(
    out: _Output,
    folder: str,
    terms: Sequence[str],
    bounds: Sequence[int],
    ranges: Iterable[postings.Encoded],
    size: int,
) -> list[str]:
    """Write all ranges in files of at most ``size`` bytes; return the first term of each."""
    firsts: list[str] = []
    for (low, high), encoded in zip(pairwise(bounds), ranges, strict=True):
        for cut in shards.cut_shards(terms[low:high], encoded.data, encoded.ends, size):
            out.script(f"{folder}/s{len(firsts)}", cut.terms, cut.numbers)
            firsts.append(cut.first)
    return firsts


def _describe_fields(
    settings: SearchSettings, numbering: Numbering, pairs: tuple[IntArray, ...]
) -> list[dict[str, object]]:
    """Name, boost, sum of lengths, and the pairs (length, count) that codes of a short field stand for."""
    totals = numbering.lengths.sum(axis=0, dtype=np.int64).tolist()
    described: list[dict[str, object]] = []
    for i, (name, boost) in enumerate(settings.boosts):
        field: dict[str, object] = {"name": name, "boost": boost, "total": totals[i]}
        if i != settings.body:
            flat = [n for pair in (pairs[i].tolist() if pairs else []) for n in postings.split_pair(pair)]
            field["pairs"] = codec.encode_text(flat)
        described.append(field)
    return described


def _run_lengths(lengths: IntArray) -> str:
    """Lengths of the bodies, which ascend: for each distinct length its step from the last, and how often."""
    values, counts = np.unique(lengths.astype(np.int64), return_counts=True)
    return codec.encode_text(np.column_stack([np.diff(values, prepend=0), counts]).ravel())
