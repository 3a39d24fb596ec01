"""What search shows and filters by: blocks of document records, excerpts, and columns of facets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

from cablepress.search import codec, shards
from cablepress.search.runs import Run
from cablepress.search.shown import LABELLED, LABELS
from cablepress.search.words import IntArray

Write = Callable[[str, bytes], None]
"""Writes a file, given its path under ``search/`` without ``.js``."""

EXCERPTS_PER_FILE = 128
_ALL_AT_ONCE = 160
"""Records that are as much as a file of postings: some 16 KB."""


def block_size(documents: int) -> int:
    """Records in a file: small while an archive is, so that ten results cost little.

    Ten results of a very small one would need nearly all files; one request brings all of its records.
    """
    return (
        _ALL_AT_ONCE if documents <= _ALL_AT_ONCE else 16 if documents <= 32_768 else 32 if documents <= 131_072 else 64
    )


def write_documents(
    runs: Sequence[Run], numbers: Sequence[IntArray], write: Write, folder: str, rule: str
) -> dict[str, object]:
    """Write ``m``, ``e`` and ``f-`` files; return the manifest's entries about them.

    ``rule`` is the URL that a cable's page usually has, with ``{year}``, ``{month}`` and ``{id}``.
    """
    of_document = np.concatenate(numbers) if numbers else np.zeros(0, np.int64)
    size = block_size(of_document.size)
    _write_lines(runs, "records", of_document, write, f"{folder}/m", size)
    _write_lines(runs, "excerpts", of_document, write, f"{folder}/e", EXCERPTS_PER_FILE)
    for name, arguments in _facets(runs, numbers):
        write(f"{folder}/f-{name}", shards.script(f"{folder}/f-{name}", *arguments))
    kinds: dict[str, list[int]] = {}
    for run, mine in zip(runs, numbers, strict=True):
        for kind, local in run.value("kinds").items():
            kinds.setdefault(kind, []).extend(mine[local].tolist())
    sorted_kinds = {kind: sorted(mine) for kind, mine in sorted(kinds.items())}
    return {"url": rule, "block": size, "excerpts": EXCERPTS_PER_FILE, "kinds": sorted_kinds}


def _write_lines(runs: Sequence[Run], part: str, numbers: IntArray, write: Write, prefix: str, size: int) -> None:
    """Write a line of each document as lists of ``size`` lines, in the order of ``numbers``."""
    # One text of all, not a text for each: of the largest archive it has 50 MB.
    text = b"\n".join(run.bytes(part) for run in runs)
    ends = np.append(np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")), len(text))
    order = np.argsort(numbers)
    places = list(zip(np.append(0, ends[:-1] + 1)[order].tolist(), ends[order].tolist(), strict=True)) if runs else []
    for file, first in enumerate(range(0, len(places), size)):
        lines = [text[start:end] for start, end in places[first : first + size]]
        write(f"{prefix}{file}", shards.script_of(f"{prefix}{file}", b"[" + b",".join(lines) + b"]"))


def _facets(runs: Sequence[Run], numbers: Sequence[IntArray]) -> Sequence[tuple[str, tuple[Any, ...]]]:
    """Columns of small numbers, one a document, for filters and counts over all results; as arguments of files."""
    days = _column(runs, numbers, "day")
    known = days[days > 0]
    first = int(known.min()) if known.size else 1
    since = np.where(days > 0, days - first + 1, 0)
    labels, ranks = _labels(runs)
    return [
        ("date", (date.fromordinal(first).isoformat(), codec.encode_text(since))),
        *((name, (labels[name], codec.encode_text(_column(runs, numbers, name, ranks[name])))) for name in LABELLED),
        ("tags", (labels["tags"], codec.encode_text(_tag_numbers(runs, numbers, ranks["tags"])))),
    ]


def _labels(runs: Sequence[Run]) -> tuple[dict[str, list[str]], dict[str, list[IntArray]]]:
    """All labels of each kind in order, and for each run the places in it of its own."""
    of_runs = [run.value("labels") for run in runs]
    labels = {name: sorted({label for mine in of_runs for label in mine[name]}) for name in LABELS}
    ranks = {name: dict(zip(labels[name], range(len(labels[name])), strict=True)) for name in LABELS}
    return labels, {
        name: [np.array([ranks[name][label] for label in mine[name]], np.int64) for mine in of_runs] for name in LABELS
    }


def _column(
    runs: Sequence[Run], numbers: Sequence[IntArray], name: str, ranks: Sequence[IntArray] | None = None
) -> IntArray:
    """A number of each document, in their order; with ``ranks`` what it stands for in each run."""
    column = np.zeros(sum(len(mine) for mine in numbers), np.int64)
    for place, (run, mine) in enumerate(zip(runs, numbers, strict=True)):
        values = run.array(name)
        column[mine] = ranks[place][values] if ranks else values
    return column


def _tag_numbers(runs: Sequence[Run], numbers: Sequence[IntArray], ranks: Sequence[IntArray]) -> IntArray:
    """For each document the number of its tags, then the tags, ascending."""
    none = [np.zeros(0, np.int64)]
    of_runs = list(zip(runs, numbers, ranks, strict=True))
    docs = np.concatenate([mine[run.array("tag_doc")] for run, mine, _ in of_runs] or none)
    tags = np.concatenate([rank[run.array("tags")] for run, _, rank in of_runs] or none)
    order = np.lexsort((tags, docs))
    counts = np.bincount(docs, minlength=sum(len(mine) for mine in numbers))
    return np.insert(tags[order], np.cumsum(counts) - counts, counts)
