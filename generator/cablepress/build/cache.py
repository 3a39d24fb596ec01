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
import marshal
import os
import pickle
import shutil
import sqlite3
import tempfile
import time
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from cablepress.build.inputs import Inputs, code_digest, read_inputs
from cablepress.build.outcome import Options, Outcome
from cablepress.build.units import Stamp, Units
from cablepress.config import SiteConfig
from cablepress.publish.site_folder import Written, file_stamp, is_complete, site_files
from cablepress.read.folders import FoundFile
from cablepress.sealing import keep_only, seal, unpickled, unseal

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

_PAGE: Final = 32_768
"""Bytes of a page of the database: what is kept of a chunk has hundreds of thousands, and is read whole."""

_TEMPLATES: Final = "templates"
"""Folder of compiled templates."""

_INDEX: Final = "index"
"""Folder of what the search index keeps from build to build."""


class CacheParsed(NamedTuple):
    """What was noted of a chunk: the result of parsing it, and the names of the files below ``runs`` that it left."""

    result: bytes
    """Pickled; for :func:`cablepress.sealing.unpickled`."""
    left: tuple[str, ...]


class CacheFrame(NamedTuple):
    """What pages are made of beside cables, and which cables pages show that exist once."""

    fingerprint: bytes
    shown: frozenset[str]
    """IDs of the cables of which such pages show anything."""


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
        self._code = code_digest()
        self.units = Units(options.out)
        self._parsed: set[str] = set()
        """Keys of chunks that are part of this build."""
        self._new: set[str] = set()
        """Those of them that it parsed."""
        self._keys: dict[str, str] = {}
        """Keys of chunks by the digest of their files' names, sizes and times."""
        self._noted_keys: dict[str, str] = {}
        self._left: Mapping[str, Stamp] = {}
        """Size and times of what chunks left, by name."""
        self._database: sqlite3.Connection | None = None
        self._indexed: bytes | None = None
        """The articles and pages that are in the search index, pickled."""
        self._frame: CacheFrame | None = None
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
        self.units.load(self._query("SELECT name, fingerprint, units FROM made") if self._usable else [])
        chunks = self._meta("chunks") if self._usable else None
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
        self._parsed.add(key)
        return CacheParsed(result, tuple(name for name, _ in left))

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
                self._new.add(key)
            except sqlite3.Error:
                self._database = None

    def is_new(self, key: str) -> bool:
        """Whether a chunk with this key was parsed by this build."""
        return key in self._new

    def gone(self, most: int) -> list[bytes] | None:
        """The results of the chunks of the last build that are in this one no more; ``None`` if they are too many.

        Also ``None`` where that is not known. A chunk that holds something else now is another one.
        """
        database = self._database if self._usable else None
        try:
            keys = [key for (key,) in database.execute("SELECT key FROM parsed")] if database else []
            gone = [key for key in keys if key not in self._parsed]
            if database is None or len(gone) > most:
                return None
            rows = [database.execute("SELECT value FROM parsed WHERE key = ?", (key,)).fetchone() for key in gone]
        except sqlite3.Error:
            return None
        found = [unseal(value, key) for key, (value,) in zip(gone, rows, strict=True)]
        # Ours, by its digest.
        return None if None in found else [marshal.loads(data)[0] for data in found if data]  # noqa: S302

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
            database.execute(f"PRAGMA page_size = {_PAGE}")  # of a copy it stays as it was
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
        old = self._started_ns - max(RACY_NS, TICK_NS)
        return all(
            (file.mtime_ns < old and file.ctime_ns < old)
            or max(file.mtime_ns, file.ctime_ns) < self._started_ns - _racy(file)
            for file in files
        )

    @property
    def has_room(self) -> bool:
        """Whether there is a place for a cache."""
        return not self._off

    def note_indexed(self, pages: Sequence[Any]) -> None:
        """Remember the articles and pages that are in the search index."""
        self._indexed = pickle.dumps(pages, pickle.HIGHEST_PROTOCOL)

    def last_indexed(self) -> Sequence[Any] | None:
        """Those of the last build."""
        found: Sequence[Any] | None = unpickled(self._meta("indexed")) if self._usable else None
        return found

    def note_frame(self, frame: CacheFrame) -> None:
        """Remember what the pages are made of beside cables."""
        self._frame = frame

    def last_frame(self) -> CacheFrame | None:
        """That of the last build."""
        data = self._meta("frame") if self._usable else None
        return CacheFrame(*marshal.loads(data)) if data else None  # noqa: S302 - ours, by its digest

    def index_folder(self) -> Path | None:
        """For what the search index keeps from build to build; ``None`` without a place for it."""
        return None if self._off or self._database is None else self.folder / _INDEX

    def templates_folder(self) -> Path | None:
        """For compiled templates; ``None`` without a place for them."""
        return None if self._off else self.folder / _TEMPLATES

    def save(self, fingerprint: bytes, result: Outcome, files: Iterable[Written], kept_runs: Iterable[Path]) -> None:
        """Keep what was noted, after the site, which has ``files``, was put in place.

        A cache that cannot be written is left.
        """
        if self._off:
            return
        if self._database is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        stamps = self.units.stamps(files)
        last = seal(pickle.dumps((fingerprint, result), pickle.HIGHEST_PROTOCOL), "last")
        site = seal(marshal.dumps(stamps), "site")
        try:
            with closing(self._database) as database, database:
                _delete_others(database, "made", "name", self.units.kept_groups)
                database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", self.units.rows(stamps))
                _delete_others(database, "parsed", "key", self._parsed)
                runs = {path.name for path in kept_runs}
                chunks = seal(marshal.dumps((self._noted_keys, self._stamps_of_left(runs))), "chunks")
                values = [("code", self._code), ("last", last), ("site", site), ("chunks", chunks)]
                values.append(("frame", seal(marshal.dumps(tuple(self._frame)), "frame") if self._frame else b""))
                values.append(("indexed", seal(self._indexed, "indexed") if self._indexed is not None else b""))
                database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)
            self._path.with_suffix(".new").replace(self._path)
            keep_only(self.runs, runs)
        except (OSError, sqlite3.Error):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _stamps_of_left(self, names: Iterable[str]) -> dict[str, Stamp]:
        """Size and times of what chunks left."""
        found = {name: file_stamp(f"{self.runs}/{name}") for name in names}
        return {name: stamp for name, stamp in found.items() if stamp is not None}

    def last(self) -> tuple[bytes, Outcome] | None:
        """Fingerprint and result of the last build, if it was of this version."""
        found: tuple[bytes, Outcome] | None = unpickled(self._meta("last")) if self._is_ours() else None
        return found

    def last_files(self) -> dict[str, Stamp] | None:
        """The files of the site that the last build left."""
        data = self._meta("site")
        return None if data is None else marshal.loads(data)  # noqa: S302 - ours, by its digest

    def _meta(self, name: str) -> bytes | None:
        """What was sealed under ``name``."""
        rows = self._query("SELECT value FROM meta WHERE name = ?", name)
        return unseal(rows[0][0], name) if rows else None

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


def unchanged_build(config: SiteConfig, options: Options, inputs: Inputs | None = None) -> Outcome | None:
    """The result of a build that has nothing to do; ``None`` when there may be something.

    Nothing to do means: inputs, program and every file of the site are as the last build left them.
    """
    start = time.monotonic()
    if options.clean or not is_complete(options.out):
        return None
    cache = Cache(config.root, options)
    last = cache.last()
    if last is None:
        return None
    fingerprint, result = last
    now = (inputs or read_inputs(config, options)).fingerprint
    # The files of a large site take a while to be read: only when nothing else has changed.
    if now != fingerprint or site_files(options.out) != cache.last_files():
        return None
    return Outcome(
        cables=result.cables,
        written=0,
        unchanged=result.written + result.unchanged,
        removed=0,
        problems=result.problems,
        seconds=time.monotonic() - start,
    )
