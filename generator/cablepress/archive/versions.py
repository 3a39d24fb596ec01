"""The earlier texts of cables, and the log of what changed when: from what is in the content alone, so always the same.

A text in ``content/versions/LABEL/ID.txt`` is a version of the cable ``ID``; ``LABEL`` is the day or the name of the
release that it is of. The text in ``content/cables/`` is always the latest.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from cablepress.archive.taxonomy import UNDATED
from cablepress.errors import Problem
from cablepress.model import CableSummary

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-[0-9]+)?")


_OURS: Final = re.compile(r"(.+)\.(?:v[0-9]+|diff)")
"""An ID that looks like the address of a version: IDs may hold dots."""


class Version(NamedTuple):
    """An earlier text of a cable."""

    number: int
    """From 1, the oldest."""
    label: str
    day: str
    """On which it was released, as ``2010-12-04``; empty when only the name of the release is known."""
    path: str
    """Of its file; likewise ``sha256``."""
    sha256: str
    created: datetime | None = None
    """When the cable was created, as this text says: its page was in the folder of that month."""


class Release(NamedTuple):
    """Cables that came on one day, or in a release of which only the name is known."""

    day: str
    name: str
    new: int
    """Cables of which this is the first text."""
    changed: int
    """Cables of which an earlier text was there."""


class Change(NamedTuple):
    """One cable, changed by a release or withdrawn."""

    kind: Literal["version", "withdrawal"]
    day: str
    """Empty when unknown."""
    name: str
    """Of the release, where it has no day."""
    id: str
    number: int = 0
    """Of the text that came (likewise ``before``): the latest has the highest."""
    reason: str = ""
    """Of a withdrawal."""


class ChangeLog(NamedTuple):
    """All that the content tells of the archive's history, newest first; what has no day comes last."""

    releases: tuple[Release, ...]
    changes: tuple[Change, ...]


NO_VERSIONS: Final[Mapping[str, tuple[Version, ...]]] = {}


def build_versions(
    records: Mapping[str, CableSummary], found: Iterable[tuple[str, CableSummary]]
) -> tuple[dict[str, tuple[Version, ...]], list[Problem]]:
    """The versions of each cable, oldest first, by ID.

    ``found`` are label and record of every file. A version of a cable that is not held is told and left out; those of
    a withdrawn cable, and a version that is itself withdrawn, are left out without a word.
    """
    ids = {cable_id.casefold(): cable_id for cable_id in records}
    taken = {match[1] for name in ids if (match := _OURS.fullmatch(name))}
    texts: dict[str, dict[str, CableSummary]] = defaultdict(dict)
    problems = []
    for label, record in sorted(found, key=lambda pair: pair[1].path):
        cable_id = ids.get(record.id.casefold())
        if cable_id is None:
            message = f"{record.id} is not in the archive, so its version is not on the site"
            problems.append(Problem("warning", "version-without-cable", message, record.path, 1, 1, record.id))
        elif cable_id.casefold() in taken:
            message = f"another cable has the address that a version of {cable_id} would have; it is not on the site"
            problems.append(Problem("error", "version-refused", message, record.path, 1, 1, record.id))
        elif label in texts[cable_id]:
            first = texts[cable_id][label].path
            message = f"{first} is already the text of {record.id} in this release; this file is not on the site"
            problems.append(Problem("error", "version-repeated", message, record.path, 1, 1, record.id))
        else:
            texts[cable_id][label] = record
    ordered = {
        cable_id: tuple(_ordered(by_label))
        for cable_id, by_label in sorted(texts.items())
        if by_label and not records[cable_id].withdrawn
    }
    return ordered, [*problems, *_later(ordered, records)]


def _later(versions: Mapping[str, Sequence[Version]], records: Mapping[str, CableSummary]) -> Iterator[Problem]:
    """A warning of each earlier text that was released after the one that is shown as the latest."""
    for cable_id, texts in versions.items():
        day = _day(records[cable_id].released)
        for version in texts:
            if day and version.day > day:
                message = f"released {version.day}, after the text of {cable_id} that is taken for the latest ({day})"
                yield Problem("warning", "version-later", message, version.path, 1, 1, cable_id)


def _ordered(by_label: Mapping[str, CableSummary]) -> list[Version]:
    """By day; texts of which only the name of the release is known come first, by that name."""
    texts = [(_day_of(label, record), label, record) for label, record in by_label.items() if not record.withdrawn]
    return [
        Version(number, label, day, record.path, record.sha256, record.created)
        for number, (day, label, record) in enumerate(sorted(texts, key=lambda text: text[:2]), 1)
    ]


def _day_of(label: str, record: CableSummary) -> str:
    """The day in the text's own front matter or table, else that of its label."""
    if record.released:
        return record.released.date().isoformat()
    found = _DAY.fullmatch(label)
    return found[1] if found and _is_day(found[1]) else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def change_log(
    records: Mapping[str, CableSummary],
    released: Mapping[str, Sequence[str]],
    versions: Mapping[str, Sequence[Version]],
) -> ChangeLog:
    """Releases, new versions and withdrawals; ``released`` are the IDs of each day, and of none."""
    changed: Counter[tuple[str, str]] = Counter()
    changes: list[Change] = []
    # Nearly all came once, and have been left alone since.
    new = Counter({(day, ""): len(ids) for day, ids in released.items() if day != UNDATED})
    new.update(_release_of(records[cable_id]) for cable_id in released.get(UNDATED, ()))
    for record in [record for record in records.values() if record.withdrawn or record.id in versions]:
        new[_release_of(record)] -= 1
        texts = [(version.day, "" if version.day else version.label) for version in versions.get(record.id, ())]
        texts.append(_release_of(record))
        new[texts[0]] += 1
        for number, text in enumerate(texts[1:], 2):
            changed[text] += 1
            changes.append(Change("version", *text, record.id, number))
        if record.withdrawn:
            changes.append(Change("withdrawal", _day(record.withdrawn_on), "", record.id, reason=record.withdrawal))
    names = ((+new).keys() | changed.keys()) - {("", "")}
    releases = [Release(*key, new[key], changed[key]) for key in names]
    return ChangeLog(
        tuple(sorted(releases, key=lambda release: (_late(release.day), release.name))),
        tuple(sorted(changes, key=lambda each: (_late(each.day), each.kind, each.name, each.id, each.number))),
    )


def _release_of(record: CableSummary) -> tuple[str, str]:
    """The day of the latest text, or the name of its release where only that is known."""
    day = _day(record.released)
    return day, "" if day else record.release


def _day(moment: date | datetime | None) -> str:
    return moment.isoformat()[:10] if moment else ""


def _late(day: str) -> int:
    """Sorts late days first, and what has none last."""
    return -int(day.replace("-", "")) if day else 1
