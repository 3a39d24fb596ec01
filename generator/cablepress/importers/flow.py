"""The whole import on one page: sources → entries → form → records → store, one cable in memory at a time."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from cablepress.drafts import held_by_name, is_named_draft
from cablepress.errors import CablepressError, Problem
from cablepress.importers.forms import Form, form_named, form_of
from cablepress.importers.inputs import READ_ERRORS, Entry, Source, reason_of
from cablepress.importers.record import CableRecord, recoded_record
from cablepress.importers.store import Store, Wanted, day_of
from cablepress.names import refusal_of

_SKIPPED: Final = frozenset(("document-skipped", "archive-skipped"))
"""Problems of files that are passed over."""
_LIKE_DAY: Final = re.compile(r"[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}")
"""What was meant as a day."""
_SAID_ONCE: Final = frozenset(("columns-unread", "texts-missing", "text-html", "document-skipped"))
"""Problems that thousands of records may have; one is a warning, the others are told to those who ask for more."""


class Folders(NamedTuple):
    """Where cables and versions of them go."""

    cables: Path
    versions: Path


class Told(NamedTuple):
    """How the person at the terminal hears of an import while it goes on."""

    say: Callable[[str], None]
    problem: Callable[[Problem], None]
    progress: Callable[[str, int, int], None]


class ImportResult(NamedTuple):
    """What an import did."""

    new: int
    same: int
    changed: int
    differing: int
    """Of a text that differs from the one that is there, and was not written."""
    refused: int
    versions: int
    not_in_release: int
    """With ``--release``: cables that are held and that the sources do not have."""
    passed_over: int
    """Files that are not cables in any form that is known."""
    dry_run: bool
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether something that was given is not in the archive now."""
        return bool(self.refused)


def summary_line_of(result: ImportResult) -> str:
    """``812 new, 389 same, 2 changed, 0 refused; 2 versions; 12 files passed over; 1.2 s``."""
    told = f"{result.new:,} new, {result.same:,} same, {result.changed + result.differing:,} changed"
    if result.differing:
        told += f" ({result.differing:,} of them not written)"
    told += f", {result.refused:,} refused"
    if result.versions:
        told += f"; {_counted(result.versions, 'version')} kept"
    if result.not_in_release:
        told += f"; {_counted(result.not_in_release, 'held cable')} not in this release"
    if result.passed_over:
        told += f"; {_counted(result.passed_over, 'file')} passed over"
    told += f"; {result.seconds:.1f} s"
    return f"dry run, nothing written: {told}" if result.dry_run else told


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def import_archive(
    names: Sequence[str],
    folders: Folders,
    wanted: Wanted,
    told: Told,
    *,
    form: str = "",
    standard_input: BinaryIO | None = None,
) -> ImportResult:
    """Import every source into ``folders``.

    Raises:
        CablepressError: a source is missing, or the label of the release cannot be a folder's name.
    """
    _check(names, folders, wanted.release)
    start = time.monotonic()
    sources = [Source(name, standard_input) for name in names]
    run = _Run(Store(folders.cables, folders.versions, wanted), told, form_named(form) if form else None)
    for source in sources:
        run.take(source)
    counts = run.counts
    return ImportResult(
        new=counts["new"],
        same=counts["same"],
        changed=counts["changed"],
        differing=counts["differs"],
        refused=counts["refused"],
        versions=run.store.versions,
        not_in_release=run.tell_missing(folders.cables.name) if wanted.release else 0,
        passed_over=counts["passed over"],
        dry_run=wanted.dry_run,
        seconds=time.monotonic() - start,
    )


def _check(names: Sequence[str], folders: Folders, release: str) -> None:
    """Refuse what cannot be imported, before anything is written.

    Raises:
        CablepressError: see :func:`import_archive`.
    """
    if release and (refusal := refusal_of(release)):
        raise CablepressError(f"--release: expected a day or a name; {release[:120]!r} {refusal}")
    if release and held_by_name(f"{release}/"):
        message = f"{release!r} is a name of drafts, and versions in such a folder are not published"
        raise CablepressError(f"--release: expected a day or a name; {message}")
    if _LIKE_DAY.fullmatch(release) and day_of(release) is None:
        raise CablepressError(f"--release: expected a day or a name; {release!r} is not a day such as 2011-08-30")
    for name in names:
        # An empty name (a variable of the shell that is not set) would be the current folder.
        if name != "-" and not (name and Path(name).exists()):
            raise CablepressError(f"{name or repr(name)}: no such file; expected a file, a folder or -")
        if name != "-" and any(_overlap(Path(name), folder) for folder in folders):
            message = "holds, or is in, the cables of this site; name the file or folder that others gave you"
            raise CablepressError(f"{name}: {message}")


def _overlap(source: Path, folder: Path) -> bool:
    """Whether reading ``source`` would read what is in ``folder``."""
    read, written = source.resolve(), folder.resolve()
    return written.is_relative_to(read) or read.is_relative_to(written)


def _held_by_name(entry: Entry, found: Iterator[CableRecord | Problem]) -> Iterator[CableRecord | Problem]:
    """Records of a file that is named a draft where it comes from (``_drafts/``, ``ID.draft.txt``) are drafts here too.

    Their new files have other names.
    """
    is_text = entry.name[-4:].lower() == ".txt"
    if not (held_by_name(entry.name) if is_text else is_named_draft(entry.name)):
        yield from found
        return
    is_said = False
    for each in found:
        if not isinstance(each, CableRecord):
            yield each
            continue
        if not is_said:
            message = "a draft, by its name or that of a folder; imported as one (draft: true)"
            yield Problem("warning", "draft-imported", message, entry.path)
        is_said = True
        marked = f"{each.front_matter}draft: true\n" if each.as_is else ""
        yield replace(each, draft=True, front_matter=marked)


class _Run:
    """One import: its store, what it counted, whom it tells."""

    def __init__(self, store: Store, told: Told, form: Form | None) -> None:
        self.store = store
        self.counts: Counter[str] = Counter()
        self._told = told
        self._form = form
        self._said: set[str] = set()
        """Codes of problems of which one was told."""

    def take(self, source: Source) -> None:
        """Import one source."""
        before = self._done()
        forms: Counter[str] = Counter()
        for found in self._records(source, forms):
            if isinstance(found, Problem):
                self._hear(found)
                continue
            self._put(found)
            done = self._done() - before
            if done % 64 == 0:
                total = int(done / source.fraction) if source.fraction > 0 else 0
                self._told.progress(f"Importing {Path(source.name).name}", done, max(total, done) if total else 0)
        if self._done() == before:
            message = "no cable in any form that is known; `cablepress import --help` lists them"
            self._hear(Problem("error", "no-cables", message, source.name))

    def tell_missing(self, folder: str) -> int:
        """Cables that are held and that the release does not have: their number; each is named with ``-v``.

        Whether a release is whole is not known here, so they are left as they are.
        """
        missing = list(self.store.missing())
        for cable_id, path in missing:
            message = f"{cable_id} is held, and not in this release; if it was taken down, say so with “withdrawn”"
            self._told.problem(Problem("info", "not-in-release", message, f"{folder}/{path}", 0, 0, cable_id))
        return len(missing)

    def _done(self) -> int:
        return sum(self.counts[kind] for kind in ("new", "same", "changed", "differs", "refused"))

    def _hear(self, problem: Problem) -> None:
        if problem.level == "error":
            self.counts["refused"] += 1
        elif problem.code in _SKIPPED:
            self.counts["passed over"] += 1
        if problem.code in _SAID_ONCE and problem.level != "error":
            if problem.code in self._said:
                problem = problem._replace(level="info")
            else:
                problem = problem._replace(message=f"{problem.message} (-v shows others of this kind)")
            self._said.add(problem.code)
        self._told.problem(problem)

    def _put(self, record: CableRecord) -> None:
        record, doubt = recoded_record(record)
        if doubt:
            place = record.place
            row = f"row {place.row}: " if place.row else ""
            self._told.problem(
                Problem("warning", "encoding-doubtful", f"{row}{doubt}", place.path, place.line, 0, record.id[:100])
            )
        outcome, problems = self.store.put(record)
        self.counts[outcome] += 1
        for problem in problems:
            self._told.problem(problem)

    def _records(self, source: Source, forms: Counter[str]) -> Iterator[CableRecord | Problem]:
        for entry in source.entries():
            if isinstance(entry, Problem):
                yield entry
                continue
            form = self._form or form_of(entry)
            if form is None:
                yield from self._unknown(entry, source)
                continue
            if not forms[form.name]:
                self._told.say(f"{source.name}: {form.title} ({form.name})")
            forms[form.name] += 1
            yield from self._read(entry, form)

    def _read(self, entry: Entry, form: Form) -> Iterator[CableRecord | Problem]:
        """The records of an entry; where it breaks off, those before and a word."""
        nothing = True
        try:
            for found in _held_by_name(entry, form.read(entry)):
                nothing = False
                yield found
        except (*READ_ERRORS, UnicodeError) as error:
            nothing = False
            yield Problem("error", "file-unreadable", f"cannot be read further: {reason_of(error)}", entry.path)
        if nothing:
            yield self._passed_over(entry, f"{form.title}, but there is no cable in it")

    def _passed_over(self, entry: Entry, why: str) -> Problem:
        """One more file that is no cable; told only to those who ask for more."""
        self.counts["passed over"] += 1
        return Problem("info", "file-passed-over", why, entry.path)

    def _unknown(self, entry: Entry, source: Source) -> Iterator[Problem]:
        """A file in no form that is known: told where it was named itself, else counted."""
        if entry.path == source.name:
            message = "not in any form that is known; `cablepress import --help` lists them under --format"
            yield Problem("error", "format-unknown", message if entry.head else "the file is empty", entry.path)
        else:
            yield self._passed_over(entry, "not in any form that is known")
