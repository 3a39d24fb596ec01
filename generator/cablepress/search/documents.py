"""What search shows and filters by: blocks of document records, excerpts, and columns of facets."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from cablepress.search import codec
from cablepress.search.runs import Run
from cablepress.search.words import IntArray

Script = Callable[..., None]

EXCERPTS_PER_FILE = 128
SPILL_DOCUMENTS = 16_384
"""Documents whose records are sorted in memory at once; a multiple of every block size."""


def block_size(documents: int) -> int:
    """Records in a file: small while an archive is, so that ten results cost little."""
    return 16 if documents <= 32_768 else 32 if documents <= 131_072 else 64


def write_documents(
    runs: Sequence[Run], numbers: Sequence[IntArray], script: Script, folder: str, rule: str
) -> dict[str, object]:
    """Write ``m``, ``e`` and ``f-`` files; return the manifest's entries about them.

    ``rule`` is the URL that a cable's page usually has, with ``{year}``, ``{month}`` and ``{id}``.

    Records are dealt out to spill files by document number first, since a run holds documents from all over.
    """
    total = sum(len(mine) for mine in numbers)
    size = block_size(total)
    facets = _Facets(total)
    spills = _spill(runs, numbers, facets)
    for start, path in enumerate(spills):
        rows = _read_spill(path)
        _write_blocks(rows, script, f"{folder}/m", start * SPILL_DOCUMENTS // size, size, rule)
        excerpts = [row[7] for row in rows]
        for i in range(0, len(rows), EXCERPTS_PER_FILE):
            number = (start * SPILL_DOCUMENTS + i) // EXCERPTS_PER_FILE
            script(f"{folder}/e{number}", excerpts[i : i + EXCERPTS_PER_FILE])
    facets.write(script, folder)
    kinds = {kind: sorted(mine) for kind, mine in sorted(facets.kinds.items())}
    return {"url": rule, "block": size, "excerpts": EXCERPTS_PER_FILE, "kinds": kinds}


def _spill(runs: Sequence[Run], numbers: Sequence[IntArray], facets: _Facets) -> list[Path]:
    """Write each record as a line ``number JSON`` to the spill file of its part of the numbers."""
    if not runs:
        return []
    total = sum(len(mine) for mine in numbers)
    base = runs[0].path
    paths = [base.with_name(f"{base.name}.documents{i}") for i in range(-(-total // SPILL_DOCUMENTS))]
    files = [path.open("w", encoding="utf-8", errors="surrogatepass") for path in paths]
    try:
        for run, mine in zip(runs, numbers, strict=True):
            for number, row in zip(mine.tolist(), run.documents(), strict=True):
                facets.add(number, row)
                files[number // SPILL_DOCUMENTS].write(json.dumps([number, *row]) + "\n")
    finally:
        for file in files:
            file.close()
    return paths


def _read_spill(path: Path) -> list[list[Any]]:
    """Records of one spill file in order, without their numbers."""
    with path.open(encoding="utf-8", errors="surrogatepass") as file:
        rows = sorted(map(json.loads, file), key=lambda row: int(row[0]))
    path.unlink()
    return [row[1:] for row in rows]


def _write_blocks(rows: Sequence[Sequence[Any]], script: Script, prefix: str, first: int, size: int, rule: str) -> None:
    """Write records as rows ``[id, subject, date, origin, classification]``, and the URL where the rule has another."""
    for i in range(0, len(rows), size):
        block = []
        for id_, subject, origin, _, classification, url, day, _, _ in rows[i : i + size]:
            usual = rule.format(year=day[:4], month=day[5:7], id=id_)
            block.append([id_, subject, day, origin, classification, *([] if url == usual else [url])])
        script(f"{prefix}{first + i // size}", block)


class _Facets:
    """Columns of small numbers, one a document, for filters and counts over all results."""

    def __init__(self, documents: int) -> None:
        self.days = np.zeros(documents, np.int64)
        self.columns = {name: np.zeros(documents, np.int64) for name in ("origin", "classification")}
        self.labels: dict[str, dict[str, int]] = {"origin": {}, "classification": {}, "tags": {}}
        self.tag_docs = array("I")
        self.kinds: dict[str, list[int]] = {}
        """Numbers of the documents that are no cables."""
        self.tag_ids = array("I")

    def add(self, number: int, row: Sequence[Any]) -> None:
        """Take what is needed of one record."""
        _, _, origin, tags, classification, _, day, _, kind = row
        if kind:
            self.kinds.setdefault(kind, []).append(number)
        if day:
            self.days[number] = date.fromisoformat(day).toordinal()
        self.columns["origin"][number] = self._label("origin", origin)
        self.columns["classification"][number] = self._label("classification", classification)
        for tag in dict.fromkeys(tags):
            self.tag_docs.append(number)
            self.tag_ids.append(self._label("tags", tag))

    def _label(self, name: str, value: str) -> int:
        labels = self.labels[name]
        return labels.setdefault(value, len(labels))

    def write(self, script: Script, folder: str) -> None:
        """Write ``f-date``, ``f-origin``, ``f-classification`` and ``f-tags``."""
        known = self.days[self.days > 0]
        first = int(known.min()) if known.size else 1
        since = np.where(self.days > 0, self.days - first + 1, 0)
        script(f"{folder}/f-date", date.fromordinal(first).isoformat(), codec.encode_text(since))
        for name, column in self.columns.items():
            labels, ranks = self._sorted_labels(name)
            script(f"{folder}/f-{name}", labels, codec.encode_text(ranks[column]))
        labels, ranks = self._sorted_labels("tags")
        script(f"{folder}/f-tags", labels, codec.encode_text(self._tag_numbers(ranks)))

    def _sorted_labels(self, name: str) -> tuple[list[str], IntArray]:
        """Labels in order, and the place of each by the number it had while reading."""
        labels = sorted(self.labels[name])
        ranks = np.zeros(len(labels), np.int64)
        for rank, label in enumerate(labels):
            ranks[self.labels[name][label]] = rank
        return labels, ranks

    def _tag_numbers(self, ranks: IntArray) -> IntArray:
        """For each document the number of its tags, then the tags, ascending."""
        docs = np.frombuffer(self.tag_docs, np.uint32).astype(np.int64)
        tags = ranks[np.frombuffer(self.tag_ids, np.uint32)] if docs.size else docs
        order = np.lexsort((tags, docs))
        counts = np.bincount(docs, minlength=self.days.size)
        return np.insert(tags[order], np.cumsum(counts) - counts, counts)
