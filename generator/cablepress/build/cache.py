"""What is already built: an SQLite file beside ``site.yml``, one for each site folder. Disposable.

Work is divided into units (the parsing of a chunk of files, the files of one cable, one page of a list, the
search index). Of each the cache has a fingerprint of *everything* that went in, and the files that came out with
size and times of change. A unit is reused only when its fingerprint is the same and every file is still there as it
was written; whatever else is found, it is made anew. Each entry carries a digest of itself: one in which a bit has
changed is none. So the cache may be lost, old or broken, or there may be no place for one: the site is the same.

The whole input has a fingerprint too. When it and the whole site are as they were, there is nothing to do, and
that is known without parsing, templates or numpy.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import os
import pickle
import shutil
import sqlite3
import sys
import tempfile
import time
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

import cablepress
from cablepress import __version__
from cablepress.build.outcome import Options, Outcome
from cablepress.config import SiteConfig
from cablepress.publish.site_folder import Written, file_stamp, is_complete, site_files
from cablepress.read.cable_files import find_cables
from cablepress.read.folders import FoundFile, Listing
from cablepress.read.markdown_files import read_content_files
from cablepress.sealing import seal, unseal
from cablepress.theme.folders import folders_digest, theme_chain

RACY_NS: Final = 2_000_000_000
"""A source changed less than this before the build began may change again within the clock's tick, unseen: on disks
that count whole seconds, or two (FAT)."""

TICK_NS: Final = 100_000_000
"""The same on disks that count parts of a second: the clock of a kernel ticks a hundred times a second or more."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parsed (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS made (name TEXT PRIMARY KEY, fingerprint BLOB, units BLOB) WITHOUT ROWID;
"""

Stamp = tuple[int, int, int]
"""Size in bytes, time of change and time of any change in nanoseconds."""

_TEMPLATES: Final = "templates"
"""Folder of compiled templates."""

_INDEX: Final = "index"
"""Folder of what the search index keeps from build to build."""


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
    """The :class:`CacheEntry` of each unit by name; opened when asked for, since most groups are as before."""


class CacheParsed(NamedTuple):
    """What was noted of a chunk: the result of parsing it, and the names of the files below ``runs`` that it left."""

    result: Any
    left: tuple[str, ...]


def fingerprint_of(*parts: object) -> bytes:
    """Of values whose ``repr`` says all of them: records, tuples, texts, numbers, dates."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).digest()


class Cache:
    """The cache of one site folder, open for one build."""

    def __init__(self, root: Path, options: Options, looked_ns: int | None = None) -> None:
        """``looked_ns`` is when the files were looked at."""
        self._started_ns = 0
        self._looked_ns = looked_ns
        self._root = root
        name = hashlib.sha256(os.fsencode(options.out.absolute())).hexdigest()[:12]
        self.folder = root / ".cablepress" / f"cache-{name}"
        self.runs = self.folder / "runs"
        self._path = self.folder / "cache.sqlite"
        self._out = options.out
        self._code = code_digest()
        self._groups: dict[str, CacheGroup] = {}
        """What the last build made."""
        self._opened: set[str] = set()
        """Groups whose units are in the next."""
        self._units: dict[str, CacheEntry] = {}
        self._noted: dict[str, tuple[bytes, Sequence[Written]]] = {}
        self._kept: dict[str, CacheEntry] = {}
        """Units that are as they were, of groups that are not."""
        self._kept_groups: set[str] = set()
        self._noted_groups: dict[str, tuple[bytes, Sequence[str]]] = {}
        self._parsed: set[str] = set()
        """Keys of chunks that are part of this build."""
        self._keys: dict[str, str] = {}
        """Keys of chunks by the digest of their files' names, sizes and times."""
        self._noted_keys: dict[str, str] = {}
        self._left: Mapping[str, Stamp] = {}
        """Size and times of what chunks left, by name."""
        self._database: sqlite3.Connection | None = None
        self._clean = options.clean
        self._usable = False
        self._off = False
        """There is no place for a cache (a read-only disk, a folder of another user): this build goes without."""

    def open(self) -> None:
        """Read what the last build left; call it when the site folder is ours."""
        if self._clean:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._off = not self._make_room()
        if self._off:
            return
        self._usable = self._is_ours()
        if not self._usable:
            for name in (_INDEX, _TEMPLATES):
                shutil.rmtree(self.folder / name, ignore_errors=True)
        self._database = (self._begin(copied=True) if self._usable else None) or self._begin(copied=False)
        rows = self._query("SELECT name, fingerprint, units FROM made") if self._usable else []
        self._groups = {name: CacheGroup(fingerprint, sealed) for name, fingerprint, sealed in rows}
        rows = self._query("SELECT value FROM meta WHERE name = 'chunks'") if self._usable else []
        chunks = unseal(rows[0][0], "chunks") if rows else None
        if chunks is not None:
            self._keys, self._left = marshal.loads(chunks)  # noqa: S302 - ours, by its digest

    def _make_room(self) -> bool:
        """Whether there is a place for a cache; what stands in its way inside ``.cablepress`` is removed."""
        for _ in range(2):
            try:
                self.runs.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=self.runs):
                    return True
            except FileExistsError:
                for place in (self.runs, self.folder):
                    if place.is_file() or place.is_symlink():
                        place.unlink(missing_ok=True)
            except OSError:
                return False
        return False

    @cached_property
    def _files(self) -> Mapping[str, Stamp]:
        """What is in the site folder. A build looks once, when somebody asks, and before it puts anything in place."""
        return site_files(self._out) if self._groups else {}

    def reuse(self, unit: str, fingerprint: bytes) -> list[Written] | None:
        """The files of ``unit`` if it was made of the same things and they are all as they were; else ``None``."""
        made = self._unit(unit)
        if made is None or made.fingerprint != fingerprint or not self._is_there(made):
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
                self._open_group(name)
        return self._units.get(unit)

    def _open_group(self, name: str) -> None:
        if name not in self._opened:
            self._opened.add(name)
            self._units.update(self._entries(name))

    def _entries(self, name: str) -> dict[str, CacheEntry]:
        """The units of a group, none when a bit of it has changed."""
        fingerprint, sealed = self._groups[name]
        data = unseal(sealed, name, fingerprint)
        entries = marshal.loads(data) if data is not None else []  # noqa: S302 - ours, by its digest
        return {unit: CacheEntry(of_unit, files) for unit, of_unit, files in entries}

    def reuse_group(self, name: str, fingerprint: bytes) -> list[Written] | None:
        """The files of all units of a group, under the same conditions."""
        group = self._groups.get(name)
        if group is None:
            return None
        entries = self._entries(name)
        if group.fingerprint != fingerprint or not entries or not all(map(self._is_there, entries.values())):
            self._units.update(entries)
            self._opened.add(name)
            return None
        self._kept_groups.add(name)
        return [Written(url, digest, "") for made in entries.values() for url, digest, *_ in made.files]

    def note_group(self, name: str, fingerprint: bytes, units: Sequence[str]) -> None:
        """Remember that all that goes into ``units``, each of which is noted or reused, has this fingerprint."""
        self._noted_groups[name] = (fingerprint, units)

    def note(self, unit: str, fingerprint: bytes, written: Sequence[Written]) -> None:
        """Remember, for :meth:`save`, that ``unit`` was made of things with this fingerprint."""
        self._noted[unit] = (fingerprint, written)

    def key_of(self, looks: str) -> str:
        """The key of a chunk whose files have names, sizes and times with this digest; empty when it is not known."""
        key = self._keys.get(looks, "")
        if key:
            self._noted_keys[looks] = key
        return key

    def knows_chunks(self) -> bool:
        """Whether the last build left anything that :meth:`parsed` may know."""
        return self._usable

    def note_key(self, looks: str, key: str) -> None:
        """Remember the key of a chunk for :meth:`key_of`; ``looks`` must be of files that are settled."""
        self._noted_keys[looks] = key

    def parsed(self, key: str) -> CacheParsed | None:
        """What was noted under ``key`` by :meth:`note_parsed`; ``None`` also when a file that was left changed."""
        database = self._database if self._usable else None
        try:
            row = database.execute("SELECT value FROM parsed WHERE key = ?", (key,)).fetchone() if database else None
        except sqlite3.Error:
            return None
        data = unseal(row[0], key) if row else None
        if data is None:
            return None
        result, left = marshal.loads(data)  # noqa: S302 - ours, by its digest
        if not all(self._is_left(name, digest) for name, digest in left):
            return None
        found = _unpickled(result)
        if found is not None:
            self._parsed.add(key)
        return None if found is None else CacheParsed(found, tuple(name for name, _ in left))

    def _is_left(self, name: str, digest: str) -> bool:
        """Whether a file that a chunk left is as it was, by size and times, or else by its bytes."""
        stamp = file_stamp(f"{self.runs}/{name}")
        return stamp is not None and (self._left.get(name) == stamp or _digest_of(self.runs / name) == digest)

    def note_parsed(self, key: str, data: bytes, left: Sequence[Path]) -> None:
        """Remember the result, pickled, of parsing the files that ``key`` names, with what it left in ``runs``.

        It is written at once: together these are as large as the records of all cables.
        """
        if self._database is not None:
            noted = marshal.dumps((data, [(path.name, _digest_of(path)) for path in left]))
            try:
                self._database.execute("INSERT OR REPLACE INTO parsed VALUES (?, ?)", (key, seal(noted, key)))
                self._parsed.add(key)
            except sqlite3.Error:
                self._database = None

    def _begin(self, *, copied: bool) -> sqlite3.Connection | None:
        """The cache of this build, beside the old one until it is whole; ``None`` where it cannot be written.

        With ``copied`` it begins as the old one, since most of that is to be kept.
        """
        unfinished = self._path.with_suffix(".new")
        try:
            unfinished.unlink(missing_ok=True)
            if copied:
                shutil.copyfile(self._path, unfinished)
            # Whoever drops the last reference closes it, in whatever thread.
            database = sqlite3.connect(unfinished, check_same_thread=False)
            database.execute("PRAGMA journal_mode = OFF")
            database.executescript(_TABLES)
        except (OSError, sqlite3.Error):
            return None
        weakref.finalize(self, database.close)
        return database

    def is_settled(self, files: Iterable[FoundFile]) -> bool:
        """Whether all ``files`` were left alone long enough before this build for their times to be trusted.

        Without a cache there is nothing to trust.
        """
        if self._off:
            return False
        if not self._started_ns:
            now = _now(self._root / ".cablepress")
            self._started_ns = now if self._looked_ns is None else min(now, self._looked_ns)
        return all(max(file.mtime_ns, file.ctime_ns) < self._started_ns - _racy(file) for file in files)

    @property
    def has_room(self) -> bool:
        """Whether there is a place for a cache."""
        return not self._off

    def index_folder(self) -> Path | None:
        """For what the search index keeps from build to build; ``None`` without a place for it."""
        return None if self._off or self._database is None else self.folder / _INDEX

    def templates_folder(self) -> Path | None:
        """For compiled templates; ``None`` without a place for them."""
        return None if self._off else self.folder / _TEMPLATES

    def known_files(self) -> Collection[str] | None:
        """The addresses of all files of the site as this build found it; ``None`` if it did not look."""
        return self._files.keys() if self._groups else None

    def save(self, fingerprint: bytes, result: Outcome, files: Iterable[Written], kept_runs: Iterable[Path]) -> None:
        """Keep what was noted, after the site, which has ``files``, was put in place.

        A cache that cannot be written is left.
        """
        if self._off:
            return
        if self._database is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        stamps = self._stamps(files)
        last = seal(pickle.dumps((fingerprint, result, stamps), pickle.HIGHEST_PROTOCOL), "last")
        try:
            with closing(self._database) as database, database:
                self._save_units(database, stamps)
                _delete_others(database, "parsed", "key", self._parsed)
                runs = {path.name for path in kept_runs}
                chunks = seal(marshal.dumps((self._noted_keys, self._stamps_of_left(runs))), "chunks")
                values = [("code", self._code), ("last", last), ("chunks", chunks)]
                database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)
            self._path.with_suffix(".new").replace(self._path)
            _remove_others(self.runs, runs)
        except (OSError, sqlite3.Error):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _stamps(self, files: Iterable[Written]) -> dict[str, Stamp]:
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

    def _stamps_of_left(self, names: Iterable[str]) -> dict[str, Stamp]:
        """Size and times of what chunks left."""
        found = {name: file_stamp(f"{self.runs}/{name}") for name in names}
        return {name: stamp for name, stamp in found.items() if stamp is not None}

    def _save_units(self, database: sqlite3.Connection, stamps: Mapping[str, Stamp]) -> None:
        """Add the units that were made, and take out those that are of no use any more."""
        made = dict(self._kept)
        for unit, (fingerprint, written) in self._noted.items():
            stamped = _stamped(written, stamps)
            if stamped is not None:
                made[unit] = CacheEntry(fingerprint, stamped)
        rows = []
        for name, (fingerprint, units) in self._noted_groups.items():
            entries = [(unit, *entry) for unit in units if (entry := made.pop(unit, None))]
            rows.append((name, fingerprint if len(entries) == len(units) else b"", entries))
        rows += [(unit, entry.fingerprint, [(unit, *entry)]) for unit, entry in made.items()]
        _delete_others(database, "made", "name", self._kept_groups)
        sealed = ((name, of, seal(marshal.dumps(entries), name, of)) for name, of, entries in rows)
        database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", sealed)

    def last(self) -> tuple[bytes, Outcome, dict[str, Stamp]] | None:
        """Fingerprint, result and files of the last build, if it was of this version."""
        if not self._is_ours():
            return None
        found: tuple[bytes, Outcome, dict[str, Stamp]] | None
        rows = self._query("SELECT value FROM meta WHERE name = 'last'")
        found = _unpickled(unseal(rows[0][0], "last")) if rows else None
        return found

    def _is_ours(self) -> bool:
        """Whether the cache was written by this very version of the program."""
        rows = self._query("SELECT value FROM meta WHERE name = 'code'")
        return bool(rows) and rows[0][0] == self._code

    def _query(self, sql: str, *values: object) -> list[Any]:
        try:
            if not self._path.exists():
                return []
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as database:
                return database.execute(sql, values).fetchall()
        except sqlite3.Error:
            return []


def _racy(file: FoundFile) -> int:
    """How long before a build a file must have been left alone, by what its disk counts."""
    second = 1_000_000_000
    return TICK_NS if file.mtime_ns % second and file.ctime_ns % second else RACY_NS


def _now(folder: Path) -> int:
    """The time by the clock of this machine or that of the disk, whichever is behind; that of a server may be."""
    probe = folder / "clock"
    try:
        folder.mkdir(exist_ok=True)
        probe.write_bytes(b"")
        return min(time.time_ns(), probe.stat().st_mtime_ns)
    except OSError:
        return time.time_ns() - RACY_NS


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns) if status else None


def _digest_of(left: Path) -> str:
    """Of the bytes of a file that the first pass left."""
    try:
        with left.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"


def _delete_others(database: sqlite3.Connection, table: str, column: str, kept: Collection[str]) -> None:
    """Delete the rows of one of our tables that are not ``kept``."""
    names = set(kept)
    gone = [row for row in database.execute(f"SELECT {column} FROM {table}") if row[0] not in names]  # noqa: S608
    database.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608


def _stamped(
    written: Sequence[Written], files: Mapping[str, Stamp]
) -> tuple[tuple[str, str, int, int, int], ...] | None:
    """Files of a unit with their stamps; ``None`` when one is gone already."""
    if any(file.url not in files for file in written):
        return None
    return tuple((file.url, file.sha256, *files[file.url]) for file in written)


class _Unpickler(pickle.Unpickler):
    """Makes records of this program, dates and sets, and calls nothing else: a cache is data, whoever wrote it."""

    _PLAIN: Final = frozenset(
        [("builtins", "frozenset"), ("builtins", "set")]
        + [("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")]
    )

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._PLAIN and not module.startswith("cablepress."):
            raise pickle.UnpicklingError(f"{module}.{name} is not a record")
        found = super().find_class(module, name)
        if not isinstance(found, type) or issubclass(found, BaseException):
            raise pickle.UnpicklingError(f"{module}.{name} is not a record")
        return found


def _unpickled(data: bytes | None) -> Any:
    """The value of ``data``; ``None`` when there is none, or it is broken."""
    if data is None:
        return None
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None


class Inputs(NamedTuple):
    """All that a build reads, as it was at one moment; cables are listed and not read."""

    cables: Listing
    versions: Listing
    fingerprint: bytes
    """Of everything: configuration, cables, Markdown, theme.

    Cables, and files that are published as they are, count by size and time.
    """
    looked_ns: int
    """When this was begun, by the clock of this machine."""


def read_inputs(config: SiteConfig, options: Options) -> Inputs:
    """Look at all that a build reads."""
    now = time.time_ns()
    cables = find_cables(config.root, config.content.cables)
    versions = find_cables(config.root, config.content.versions)
    content = read_content_files(config.root, config.content)
    theme = folders_digest([folder for _, folder in theme_chain(config.root, config.theme, config.file)])
    key = _stamp(config.root / Path(config.publish.sign).expanduser()) if config.publish.sign else None
    listed = [(files_digest(listing.files), listing.problems) for listing in (cables, versions)]
    return Inputs(cables, versions, fingerprint_of(config, options.drafts, theme, content, listed, key), now)


def plain_digest(value: Any) -> str:
    """Of lists and plain tuples of texts and numbers: many times as quick as :func:`fingerprint_of`."""
    # Version 2 is the last that writes equal values as equal bytes, however they came about.
    return hashlib.sha256(marshal.dumps(value, 2)).hexdigest()


def files_digest(files: Iterable[FoundFile]) -> str:
    """Of paths, sizes and times."""
    return plain_digest(list(map(tuple, files)))


def unchanged_build(config: SiteConfig, options: Options, inputs: Inputs | None = None) -> Outcome | None:
    """The result of a build that has nothing to do; ``None`` when there may be something.

    Nothing to do means: inputs, program and every file of the site are as the last build left them.
    """
    start = time.monotonic()
    if options.clean or not is_complete(options.out):
        return None
    last = Cache(config.root, options).last()
    if last is None:
        return None
    fingerprint, result, files = last
    now = (inputs or read_inputs(config, options)).fingerprint
    if now != fingerprint or site_files(options.out) != files:
        return None
    return Outcome(
        cables=result.cables,
        written=0,
        unchanged=result.written + result.unchanged,
        removed=0,
        problems=result.problems,
        seconds=time.monotonic() - start,
    )


LIBRARIES: Final = ("jinja2", "lunr", "markupsafe", "mistune", "numpy", "pyyaml")
"""What the bytes of a site depend on, beside the program."""


def code_digest() -> bytes:
    """Of this program: its version, its files by size and time, the versions of Python and the libraries."""
    package = Path(cablepress.__file__).parent
    files = [
        (path.relative_to(package).as_posix(), status.st_size, status.st_mtime_ns)
        for path in sorted(package.rglob("*"))
        if "__pycache__" not in path.parts and path.is_file() and (status := path.stat())
    ]
    libraries = [(name, version(name)) for name in LIBRARIES]
    return fingerprint_of(__version__, sys.version, libraries, os.fspath(package), files)


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()
