"""The units of a build: what each was made of, and the files that came out; which of the last build's are of use."""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from cablepress.publish.site_folder import Written, file_stamp, site_files
from cablepress.sealing import seal, unseal

Stamp = tuple[int, int, int]
"""Size in bytes, time of change and time of any change in nanoseconds."""


class CacheEntry(NamedTuple):
    """A unit as it was made: ``files`` are ``(url, sha256, size, mtime_ns, ctime_ns)``."""

    fingerprint: bytes
    files: tuple[tuple[str, str, int, int, int], ...]


class CacheGroup(NamedTuple):
    """Units that are made of the same things: what all of them are made of is looked at first, in one step.

    A unit that is in no group is a group of its own.
    """

    fingerprint: bytes
    """Empty when not all of its units were kept."""
    sealed: bytes
    """The :class:`_Columns` of its units; opened when asked for, since most groups are as before."""


class _Columns(NamedTuple):
    """The units of a group side by side: most groups are looked at as a whole, in a few steps for all their files."""

    units: list[str]
    fingerprints: list[bytes]
    """Of each unit."""
    counts: list[int]
    """Of the files of each unit, which stand one after the other in the rest."""
    urls: list[str]
    digests: list[str]
    stamps: list[Stamp]

    def entries(self) -> Iterator[tuple[str, CacheEntry]]:
        """Each unit, with what is known of it."""
        files = [(url, digest, *stamp) for url, digest, stamp in zip(*self[3:], strict=True)]
        start = 0
        for unit, fingerprint, count in zip(*self[:3], strict=True):
            yield unit, CacheEntry(fingerprint, tuple(files[start : start + count]))
            start += count


class Units:
    """Those that the last build made of the site in ``out``, and those that this one makes."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._groups: dict[str, CacheGroup] = {}
        """What the last build made."""
        self._opened: set[str] = set()
        """Groups whose units are in the next."""
        self._units: dict[str, CacheEntry] = {}
        self._noted: dict[str, tuple[bytes, Sequence[Written]]] = {}
        self._kept: dict[str, CacheEntry] = {}
        """Units that are as they were, of groups that are not."""
        self.kept_groups: set[str] = set()
        """Groups all of whose units are as they were."""
        self._noted_groups: dict[str, tuple[bytes, Sequence[str]]] = {}

    def load(self, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Take what :meth:`rows` gave to the last build."""
        self._groups = {name: CacheGroup(fingerprint, sealed) for name, fingerprint, sealed in rows}

    @cached_property
    def _files(self) -> Mapping[str, Stamp]:
        """What is in the site folder. A build looks once, when somebody asks, and before it puts anything in place."""
        return site_files(self._out) if self._groups else {}

    def reuse(self, unit: str, fingerprint: bytes | None = None) -> list[Written] | None:
        """The files of ``unit`` if it was made of the same things and they are all as they were; else ``None``.

        Without a ``fingerprint`` it is known to be made of the same things.
        """
        made = self._unit(unit)
        if made is None or fingerprint not in (None, made.fingerprint) or not self._is_there(made):
            return None
        self._kept[unit] = made
        return [Written(url, digest, "") for url, digest, *_ in made.files]

    def _is_there(self, made: CacheEntry) -> bool:
        """Whether all files of a unit are as it left them."""
        return all(self._files.get(url) == (size, mtime, ctime) for url, _, size, mtime, ctime in made.files)

    def _unit(self, unit: str) -> CacheEntry | None:
        """A unit of the last build. One that is in no group that was asked for is looked for in all of them."""
        if unit not in self._units:
            alone = [unit] if unit in self._groups else list(self._groups)
            for name in alone:
                self.open_group(name)
        return self._units.get(unit)

    def open_group(self, name: str) -> None:
        """Have the units of a group at hand for :meth:`reuse`, if there is one of this name."""
        if name in self._groups and name not in self._opened:
            self._opened.add(name)
            columns = self._columns(name)
            self._units.update(columns.entries() if columns else ())

    def _columns(self, name: str) -> _Columns | None:
        """The units of a group; ``None`` when a bit of it has changed."""
        fingerprint, sealed = self._groups[name]
        data = unseal(sealed, name, fingerprint)
        return None if data is None else _Columns(*marshal.loads(data))  # noqa: S302 - ours, by its digest

    def reuse_group(self, name: str, fingerprint: bytes | None = None) -> list[Written] | None:
        """The files of all units of a group, under the same conditions.

        Without a ``fingerprint`` they are known to be made of the same things.
        """
        group = self._groups.get(name)
        if group is None:
            return None
        same = bool(group.fingerprint) if fingerprint is None else group.fingerprint == fingerprint
        made = self._columns(name) if same else None
        if not made or not made.units or list(map(self._files.get, made.urls)) != made.stamps:
            self.open_group(name)
            return None
        self.kept_groups.add(name)
        return list(map(tuple.__new__, repeat(Written), zip(made.urls, made.digests, repeat(""))))

    def note_group(self, name: str, fingerprint: bytes, units: Sequence[str]) -> None:
        """Remember that all that goes into ``units``, each of which is noted or reused, has this fingerprint."""
        self._noted_groups[name] = (fingerprint, units)

    def note(self, unit: str, fingerprint: bytes, written: Sequence[Written]) -> None:
        """Remember, for :meth:`rows`, that ``unit`` was made of things with this fingerprint."""
        self._noted[unit] = (fingerprint, written)

    def known_files(self) -> Collection[str] | None:
        """The addresses of all files of the site as this build found it; ``None`` if it did not look."""
        return self._files.keys() if self._groups else None

    def stamps(self, files: Iterable[Written]) -> dict[str, Stamp]:
        """Size and times of the files of the site; what this build left alone was looked at when it began."""
        if not self._groups:
            return site_files(self._out)
        found = {}
        for file in files:
            stamp = None if file.staged else self._files.get(file.url)
            stamp = stamp or file_stamp(f"{self._out}/{file.url}")
            if stamp is not None:
                found[file.url] = stamp
        return found

    def rows(self, stamps: Mapping[str, Stamp]) -> Iterator[tuple[str, bytes, bytes]]:
        """Name, fingerprint and sealed units of the groups that were made, to be read by the next build."""
        made = dict(self._kept)
        for unit, (fingerprint, written) in self._noted.items():
            stamped = _stamped(written, stamps)
            if stamped is not None:
                made[unit] = CacheEntry(fingerprint, stamped)
        for name, (fingerprint, units) in self._noted_groups.items():
            entries = [(unit, entry) for unit in units if (entry := made.pop(unit, None))]
            yield _row(name, fingerprint if len(entries) == len(units) else b"", entries)
        for unit, entry in made.items():
            yield _row(unit, entry.fingerprint, [(unit, entry)])


def _row(name: str, fingerprint: bytes, entries: Sequence[tuple[str, CacheEntry]]) -> tuple[str, bytes, bytes]:
    files = [file for _, entry in entries for file in entry.files]
    columns = _Columns(
        [unit for unit, _ in entries],
        [entry.fingerprint for _, entry in entries],
        [len(entry.files) for _, entry in entries],
        [url for url, *_ in files],
        [digest for _, digest, *_ in files],
        [(size, mtime, ctime) for *_, size, mtime, ctime in files],
    )
    return name, fingerprint, seal(marshal.dumps(tuple(columns)), name, fingerprint)


def _stamped(
    written: Sequence[Written], files: Mapping[str, Stamp]
) -> tuple[tuple[str, str, int, int, int], ...] | None:
    """Files of a unit with their stamps; ``None`` when one is gone already."""
    if any(file.url not in files for file in written):
        return None
    return tuple((file.url, file.sha256, *files[file.url]) for file in written)
