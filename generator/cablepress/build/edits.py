"""After a few edits: what of a site can be another than the last build made it, so that nothing else is looked at.

A build knows which chunks of cables hold something else than before. Where these cables are to all others what they
were (the same address, terms and citations), an edit can be seen on few pages: their own, those of cables that stand
beside them or have to do with them, and lists of their terms. Where anything else changed, all pages are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from cablepress.archive.archive import Archive, term_names
from cablepress.archive.taxonomy import Axis
from cablepress.model import CableSummary


class Edits(NamedTuple):
    """What a build has to look at; all else is made of the same things as in the last build."""

    cables: frozenset[str]
    """IDs of those that were edited."""
    paths: frozenset[str]
    """The files of all cables whose pages may be others."""
    terms: frozenset[tuple[Axis, str]]
    """Axis and name of the terms whose lists may be others."""


def edited_cables(before: Iterable[CableSummary], after: Iterable[CableSummary]) -> frozenset[str] | None:
    """IDs of the cables that changed from ``before`` to ``after``; ``None`` where that can be seen anywhere."""
    old, new = (sorted(records, key=attrgetter("path")) for records in (before, after))
    if list(map(_to_others, old)) != list(map(_to_others, new)):
        return None
    return frozenset(record.id for record, was in zip(new, old, strict=True) if record != was)


def _to_others(record: CableSummary) -> CableSummary:
    """What a cable is to the rest of the archive: all but its words, and in which words it names others."""
    named = tuple([citation._replace(anchor="", sentence="") for citation in record.citations])
    return record._replace(subject="", excerpt="", citations=named, anchors=(), problems=0, sha256="")


def edits_in(archive: Archive, cables: frozenset[str]) -> Edits:
    """What shows anything of these ``cables``, which are to all others what they were."""
    held = archive.records
    near = set(cables)
    for record in map(held.__getitem__, cables):
        near.update(citing.id for citing in archive.cited_by.get(record.id, ()))
        near.update(archive.held(citation.candidate) for citation in record.citations)
        near.update(archive.neighbours.get(record.id, ()))
        near.add(record.supersedes)
    near.update(record.id for record in held.values() if record.supersedes in cables)
    return Edits(
        cables=cables,
        paths=frozenset(held[cable_id].path for cable_id in near if cable_id in held),
        terms=frozenset(
            (axis, name)
            for record in map(held.__getitem__, cables)
            for axis, names in term_names(record).items()
            for name in names
        ),
    )
