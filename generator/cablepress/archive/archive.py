"""All cables together: terms, references both ways, neighbours, counts. Knows records, not pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final, NamedTuple

from cablepress.archive.taxonomy import AXES, Axis, day_of, month_of, slugs
from cablepress.archive.versions import NO_VERSIONS, Version
from cablepress.errors import Problem
from cablepress.model import CableSummary, new

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_FULL_YEAR: Final = re.compile(r"(?P<century>19|20)?(?P<year>[0-9]{2})(?P<post>[A-Z]+)(?P<number>[0-9]{1,9})")
_CENTURIES: Final = ("19", "20")
_SHORTEST_CUT: Final = 5
FullYears = Mapping[tuple[str, int], Sequence[tuple[str, str]]]
"""Year and number → post and ID, of cables with four digits of the year in their ID."""


class Citing(NamedTuple):
    """A cable that names another one: where, and in which words."""

    id: str
    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Archive:
    """What pages may know of other cables. All lists are in a fixed order, whatever the order of input."""

    records: Mapping[str, CableSummary]
    """By ID, oldest first (unknown dates first of all)."""
    terms: Mapping[Axis, Mapping[str, Sequence[str]]]
    """Axis → name → IDs, newest first."""
    slugs: Mapping[Axis, Mapping[str, str]]
    """Axis → name → slug of its list page."""
    cited_by: Mapping[str, Sequence[Citing]]
    """Candidate ID → the cables that name it, oldest first; also for cables that are not held."""
    neighbours: Mapping[str, tuple[str, str]]
    """ID → previous and next of the same origin; empty at the ends."""
    superseded_by: Mapping[str, str]
    versions: Mapping[str, Sequence[Version]] = field(default_factory=dict)
    """ID → its earlier texts, oldest first; only of cables that have any."""
    in_full: FullYears = field(default_factory=dict)
    """For :meth:`held`: the cables with four digits of the year in their ID."""

    def held(self, candidate: str) -> str:
        """The ID of the cable that ``candidate`` names, if it is held; else ``candidate``.

        ``74ZENDA1234`` and ``1974ZENDA1234`` name ``1974ZENDA01234``.
        """
        return _held(candidate, self.records, self.in_full)

    def missing(self) -> list[str]:
        """Candidates that are cited and not held, sorted."""
        return sorted(candidate for candidate in self.cited_by if candidate not in self.records)


def build_archive(records: Iterable[CableSummary], versions: Mapping[str, Sequence[Version]] = NO_VERSIONS) -> Archive:
    """Join the records of all cables, whose IDs must be unique (see :func:`unique`), and their earlier texts."""
    ordered = sorted(records, key=lambda record: (record.created or _FIRST, record.id))
    held = {record.id: record for record in ordered}
    in_full = _in_full(held)
    terms = _terms(ordered)
    return Archive(
        records=held,
        terms=terms,
        slugs={axis: slugs(axis, names) for axis, names in terms.items()},
        cited_by=_cited_by(ordered, held, in_full),
        neighbours=_neighbours(terms["origin"]),
        superseded_by={record.supersedes: record.id for record in ordered if record.supersedes not in ("", record.id)},
        versions=versions,
        in_full=in_full,
    )


def unique(records: Iterable[CableSummary]) -> tuple[list[CableSummary], list[Problem]]:
    """Keep the first file of each ID (by path); say of every other that it is not on the site.

    IDs that differ only in case are one: on many disks their pages would be one file.
    """
    kept: dict[str, CableSummary] = {}
    problems = []
    for record in sorted(records, key=attrgetter("path")):
        first = kept.setdefault(record.id.casefold(), record)
        if first is not record:
            message = f"{record.id} is already the ID of {first.path}; this file is not on the site"
            problems.append(Problem("error", "id-repeated", message, record.path, 1, 1, record.id))
    return list(kept.values()), problems


def lost_predecessors(records: Sequence[CableSummary]) -> list[Problem]:
    """Say of each cable that supersedes one which the archive does not hold, so that no page can say it."""
    held = {record.id for record in records}
    return [
        Problem(
            "warning",
            "supersedes-unknown",
            f"supersedes: {record.supersedes[:60]} is not in the archive; expected the ID of a cable that is",
            record.path,
            1,
            1,
            record.id,
        )
        for record in records
        if record.supersedes and record.supersedes not in held
    ]


def term_names(record: CableSummary) -> dict[Axis, tuple[str, ...]]:
    """Under which names a cable is listed on each axis."""
    return dict(zip(AXES, _names(record), strict=True))


def _names(record: CableSummary) -> tuple[tuple[str, ...], ...]:
    """The same in the order of the axes."""
    return (
        (record.origin,) if record.origin else (),
        record.tags,
        (record.classification,) if record.classification else (),
        (month_of(record.created),),
        (day_of(record.released),),
    )


def _terms(ordered: Sequence[CableSummary]) -> dict[Axis, dict[str, list[str]]]:
    terms: list[dict[str, list[str]]] = [defaultdict(list) for _ in AXES]
    for record in reversed(ordered):
        cable_id = record.id
        for found, names in zip(terms, _names(record), strict=True):
            for name in names:
                found[name].append(cable_id)
    return {axis: dict(sorted(found.items())) for axis, found in zip(AXES, terms, strict=True)}


def _neighbours(origins: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    found = {}
    for newest_first in origins.values():
        padded = ["", *newest_first, ""]
        for after, cable_id, before in zip(padded, padded[1:], padded[2:], strict=False):
            found[cable_id] = (before, after)
    return found


def _cited_by(
    ordered: Sequence[CableSummary], held: Mapping[str, CableSummary], in_full: FullYears
) -> dict[str, list[Citing]]:
    found: dict[str, list[Citing]] = defaultdict(list)
    names: dict[str, str] = {}
    for record in ordered:
        cable_id = record.id
        for candidate, anchor, sentence in record.citations:
            named = names.get(candidate)
            if named is None:
                named = names[candidate] = _held(candidate, held, in_full)
            if named != cable_id:
                found[named].append(new(Citing, (cable_id, anchor, sentence)))
    return dict(found)


def _in_full(held: Iterable[str]) -> FullYears:
    """Two digits of the year and the number → post and ID of the cables with four digits of the year in their ID."""
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for cable_id in held:
        parts = _FULL_YEAR.fullmatch(cable_id) if cable_id.startswith(_CENTURIES) else None
        if parts and parts["century"]:
            found.setdefault((parts["year"], int(parts["number"])), []).append((parts["post"], cable_id))
    return found


def _held(candidate: str, held: Container[str], in_full: FullYears) -> str:
    """The ID that ``candidate`` is another form of: with four digits of the year, zeros, a post cut to six letters."""
    if candidate in held or not (parts := _FULL_YEAR.fullmatch(candidate)):
        return candidate
    post, number = parts["post"], int(parts["number"])
    short = f"{parts['year']}{post}{number}"
    if parts["century"] and short in held:
        return short
    near = [name for cut, name in in_full.get((parts["year"], number), ()) if post == cut or _is_cut(post, cut)]
    return near[0] if len(near) == 1 else candidate


def _is_cut(post: str, cut: str) -> bool:
    """Whether one of two words for a post is the other one cut: ``STRELSAU`` and ``STRELS``."""
    return min(len(post), len(cut)) >= _SHORTEST_CUT and (post.startswith(cut) or cut.startswith(post))
