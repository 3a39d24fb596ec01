"""The folder of cables, into which records are put: nothing that is there is overwritten unasked.

A text that differs from the one that is there is only told, unless ``update`` says to take it, or ``release`` to keep
both: the older one then becomes a version. Of two records with one ID in what is imported the fuller text is the
cable and the other a version. What was done before is found to be the same, so an import that was killed goes on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cablepress.drafts import held_by_name, is_held
from cablepress.errors import Problem, naming
from cablepress.importers.record import (
    CableRecord,
    Parts,
    join_parts,
    merge_front_matter,
    render_file,
    render_front_matter,
    split_file,
    value_in,
)
from cablepress.importers.text import ID, decode, recoded
from cablepress.names import refusal_of

Outcome = Literal["new", "same", "changed", "differs", "refused"]

YEARS_FROM: Final = 5000
"""From so many files on there is a folder for each year: few tools show a folder of more in comfort."""
_TEMPORARY: Final = ".import.tmp"
_REDACTED: Final = re.compile(r"[Xx]{4,}|█+|\[[^\[\]\n]{0,30}(?i:removed|redacted)[^\[\]\n]{0,30}\]")
_TABLE: Final = re.compile(
    r"^[0-9]{2,4}[A-Z]+[0-9]+[ \t]+[0-9-]{10} [0-9:]{5}\b(?:[ \t]+([0-9-]{10}) [0-9:]{5}\b)?", re.MULTILINE
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Wanted(NamedTuple):
    """What the command asks for."""

    update: bool = False
    release: str = ""
    dry_run: bool = False


class _Known(NamedTuple):
    """Of a text that this run has seen: enough to compare another one where nothing is written."""

    letters: int
    """Hash of its letters."""
    fullness: tuple[int, int]


class Store:
    """The folders of cables and of versions."""

    def __init__(self, cables: Path, versions: Path, wanted: Wanted) -> None:
        self._cables = cables
        self._versions = versions
        self._wanted = wanted
        self._paths = {name.rpartition("/")[2][:-4].casefold(): name for name in _texts(cables, "")}
        for key, name in [item for item in self._paths.items() if not ID.fullmatch(item[0].upper())]:
            # A file of another name may hold any cable.
            if own := self._own_id(name):
                del self._paths[key]
                self._paths.setdefault(own.casefold(), name)
        self._labels: dict[str, list[str]] = {}
        for name in _texts(versions, ""):
            label, _, file = name.rpartition("/")
            self._labels.setdefault(file[:-4].casefold(), []).append(label)
        self._seen: dict[str, _Known | None] = {}
        self._count = len(self._paths)
        self.versions = 0
        """Versions that were written."""
        if not wanted.dry_run:
            (cables / _TEMPORARY).unlink(missing_ok=True)

    def put(self, record: CableRecord) -> tuple[Outcome, list[Problem]]:
        """Put one record where it belongs; what happened, and what there is to say about it."""
        refused = self._refused(record)
        if refused:
            return "refused", [refused]
        record = self._released(record)
        key = record.id.casefold()
        if key in self._seen and self._wanted.dry_run and self._seen[key] is not None:
            return self._compared(record, key)
        path = self._paths.get(key)
        held = self._read(path) if path else None
        if not held:
            return self._new(record, key), []
        outcome, problems = self._meet(record, key, held)
        if outcome != "differs":
            self._seen.setdefault(key, None)
        if self._count >= YEARS_FROM:
            self._to_year(key, record)
        return outcome, problems

    def missing(self) -> Iterator[tuple[str, str]]:
        """File name and path of every cable that is held and that this import did not have."""
        for key, name in sorted(self._paths.items()):
            if key not in self._seen:
                yield name.rpartition("/")[2][:-4], name

    def _own_id(self, name: str) -> str:
        """The ID in the front matter or the table of a file."""
        with (self._cables / name).open("rb") as file:
            parts = _parts_of(file.read(20_000))
        found = _TABLE.search(parts.text)
        return value_in(parts.front_matter, "id") or (found[0].split()[0] if found else "")

    def _refused(self, record: CableRecord) -> Problem | None:
        place = record.place
        row = f"row {place.row}: " if place.row else ""
        if not record.id:
            return Problem("error", "id-missing", f"{row}there is no Reference ID", place.path, place.line)
        if refusal := refusal_of(record.id):
            message = f"{row}{record.id[:120]!r} {refusal}"
            return Problem("error", "id-refused", message, place.path, place.line, 1, record.id[:100])
        fields = (record.origin, record.classification, record.subject, record.note, *record.given_references)
        if any("\0" in field for field in fields):
            message = f"{row}a NUL character; expected a text"
            return Problem("error", "not-text", message, place.path, place.line, 1, record.id)
        if "\0" in record.text:
            line = record.text.count("\n", 0, record.text.index("\0")) + 1
            message = f"{row}a NUL character on line {line} of the text; expected a text"
            return Problem("error", "not-text", message, place.path, place.line, 1, record.id)
        return None

    def _released(self, record: CableRecord) -> CableRecord:
        """``record`` with what ``--release`` says: the day where it is one and none is known, else the name."""
        label = self._wanted.release
        if not label:
            return record
        day = day_of(label)
        if day is not None and record.released:
            return record
        if record.as_is and not (day is None and value_in(record.front_matter, "release")):
            line = f"release: {label}\n" if day is None else f"released: {label}T00:00Z\n"
            return replace(record, front_matter=record.front_matter + line, released=record.released or day)
        return replace(record, release=label) if day is None else replace(record, released=day)

    def _new(self, record: CableRecord, key: str) -> Outcome:
        self._count += key not in self._paths
        self._paths[key] = name = self._name(record)
        self._seen[key] = None
        if self._wanted.dry_run:
            self._seen[key] = _Known(hash(_letters(record.text)), _fullness(record.text))
        else:
            self._write(self._cables / name, render_file(record).encode())
            if self._count == YEARS_FROM:
                self._move_all()
        return "new"

    def _compared(self, record: CableRecord, key: str) -> tuple[Outcome, list[Problem]]:
        """What would happen to the second record of an ID, where the first was not written."""
        first = self._seen[key]
        if first is None or first.letters == hash(_letters(record.text)) or not record.text.strip():
            return "same", []
        if not first.fullness[0]:
            self._seen[key] = _Known(hash(_letters(record.text)), _fullness(record.text))
            return "same", []
        self.versions += 1
        self._seen[key] = max(
            first, _Known(hash(_letters(record.text)), _fullness(record.text)), key=lambda k: k.fullness
        )
        return "same", [_repeated(record, "", fuller=_fullness(record.text) > first.fullness)]

    def _meet(self, record: CableRecord, key: str, held: Parts) -> tuple[Outcome, list[Problem]]:
        """A record whose ID is there already."""
        if _letters(held.text) == _letters(record.text) or not record.text.strip():
            return self._refreshed(record, key, held)
        if any(_letters(version.text) == _letters(record.text) for _, version in self._version_texts(key)):
            return "same", []
        if key in self._seen:
            return self._second(record, key, held)
        if not held.text.strip() and (self._wanted.release or self._wanted.update):
            return "changed", self._replace(record, key, held)
        if self._wanted.release:
            return self._next_release(record, key, held)
        if self._wanted.update:
            return "changed", self._replace(record, key, held)
        message = "its text differs from the one that is there; --update takes it, --release LABEL keeps both"
        place = record.place
        return "differs", [
            Problem("warning", "text-differs", f"{record.id}: {message}", place.path, place.line, 0, record.id)
        ]

    def _refreshed(self, record: CableRecord, key: str, held: Parts) -> tuple[Outcome, list[Problem]]:
        """The text is the same: with ``--update`` the front matter is brought up to date."""
        if not self._wanted.update or not record.text.strip() or key in self._seen or record.as_is:
            return "same", []
        front_matter = merge_front_matter(held.front_matter, render_front_matter(record))
        if front_matter == held.front_matter or sorted(front_matter.splitlines()) == sorted(
            held.front_matter.splitlines()
        ):
            return "same", []
        return "changed", self._overwrite(record, key, held, Parts(front_matter, held.text))

    def _second(self, record: CableRecord, key: str, held: Parts) -> tuple[Outcome, list[Problem]]:
        """Two records of one import: the fuller text is the cable, the other a version."""
        fuller = _fullness(record.text) > _fullness(held.text)
        if not held.text.strip():
            return "same", self._replace(record, key, held)
        new = split_file(render_file(record))
        kept, lost = (new, held) if fuller else (held, new)
        label = self._keep(key, lost, "duplicate", other=_label(kept))
        problems = self._replace(record, key, held) if fuller else []
        return "same", [_repeated(record, label, fuller=fuller), *problems]

    def _next_release(self, record: CableRecord, key: str, held: Parts) -> tuple[Outcome, list[Problem]]:
        """Two releases of one cable: the older one becomes a version.

        Unless their days say otherwise, what is imported is the later one.
        """
        parts = split_file(render_file(record))
        days = _released_day(held), _released_day(parts)
        if all(days) and days[1] < days[0]:
            self._keep(key, parts, self._wanted.release)
        else:
            # Among the versions nothing says any more that its name was that of a draft.
            marked = Parts(f"{held.front_matter}draft: true\n", held.text)
            self._keep(key, marked if held_by_name(self._paths[key]) else held, "earlier")
            return "changed", self._replace(record, key, held)
        return "changed", []

    def _keep(self, key: str, parts: Parts, otherwise: str, *, other: str = "") -> str:
        """Write a text as a version; its label is that of its release, or ``otherwise`` where that is ``other``."""
        label = _label(parts)
        label = free = label if label and label != other else otherwise
        labels = self._labels.setdefault(key, [])
        for known, version in self._version_texts(key):
            if _letters(version.text) == _letters(parts.text):
                return known
        number = 2
        while free in labels:
            free, number = f"{label}-{number}", number + 1
        labels.append(free)
        self.versions += 1
        self._write(self._versions / free / self._file_name(key), parts.raw or join_parts(parts).encode())
        return free

    def _replace(self, record: CableRecord, key: str, held: Parts) -> list[Problem]:
        """The record becomes the cable; what the archivist added to the front matter stays."""
        parts = split_file(render_file(record))
        # What a list said of a cable without text gives way to the text.
        front_matter = merge_front_matter(held.front_matter, parts.front_matter, all_imported=not held.text.strip())
        return self._overwrite(record, key, held, Parts(front_matter, parts.text))

    def _overwrite(self, record: CableRecord, key: str, held: Parts, parts: Parts) -> list[Problem]:
        """Write over a cable that is there. What held that back, however it was written, holds back the new text."""
        problems = []
        text = join_parts(parts)
        if is_held(join_parts(held)) and not is_held(text):
            text = join_parts(parts._replace(front_matter=f"{parts.front_matter}draft: true\n"))
            message = f"{record.id}: what is there is not to be published; the new text is kept back too (draft: true)"
            problems.append(
                Problem("warning", "draft-kept", message, record.place.path, record.place.line, 0, record.id)
            )
        self._write(self._cables / self._paths[key], text.encode())
        return problems

    def _file_name(self, key: str) -> str:
        """``ID.txt``, also where the cable itself is in a file of another name."""
        name = self._paths[key].rpartition("/")[2]
        return name if name[:-4].casefold() == key else f"{key.upper()}.txt"

    def _version_texts(self, key: str) -> Iterator[tuple[str, Parts]]:
        """Label and text of every version of a cable."""
        for label in self._labels.get(key, ()):
            path = self._versions / label / self._file_name(key)
            if path.is_file():
                yield label, _parts_of(path.read_bytes())

    def _read(self, name: str) -> Parts | None:
        """What is there; ``None`` for an empty file (a disk that lost power) and for one that is only planned."""
        try:
            data = (self._cables / name).read_bytes()
        except FileNotFoundError:
            return None
        return _parts_of(data) if data.strip() else None

    def _name(self, record: CableRecord) -> str:
        return f"{year_of(record)}/{record.id}.txt" if self._count >= YEARS_FROM else f"{record.id}.txt"

    def _to_year(self, key: str, record: CableRecord) -> None:
        """Move a cable of this import that lies flat into the folder of its year."""
        name = self._paths[key]
        if "/" not in name and not self._wanted.dry_run:
            target = f"{year_of(record)}/{name}"
            (self._cables / target).parent.mkdir(exist_ok=True)
            (self._cables / name).replace(self._cables / target)
            self._paths[key] = target

    def _move_all(self) -> None:
        """There are many files now: those of this import that lie flat go into folders of their years."""
        for key in self._seen:
            name = self._paths[key]
            if "/" not in name and (held := self._read(name)):
                created = value_in(held.front_matter, "created")[:4]
                target = f"{created or _year_in(name)}/{name}"
                (self._cables / target).parent.mkdir(exist_ok=True)
                (self._cables / name).replace(self._cables / target)
                self._paths[key] = target

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file in one step: a run that is killed leaves it whole or not at all."""
        if self._wanted.dry_run:
            return
        temporary = self._cables / _TEMPORARY
        try:
            _spill(temporary, data)
        except FileNotFoundError:
            self._cables.mkdir(parents=True, exist_ok=True)
            _spill(temporary, data)
        try:
            os.replace(temporary, path)  # noqa: PTH105 - a quarter of a million times
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(path)


def _parts_of(data: bytes) -> Parts:
    """The parts of a file that is there, in whatever encoding it was written."""
    return split_file(recoded(decode(data))[0])._replace(raw=data)


def _spill(path: Path, data: bytes) -> None:
    with naming(path, len(data)), open(path, "wb", buffering=0) as file:  # noqa: PTH123 - a quarter of a million times
        rest = memoryview(data)
        while rest:
            # A disk that is nearly full takes a part, and says so only when the rest comes.
            rest = rest[file.write(rest) :]


def _texts(folder: Path, prefix: str) -> Iterator[str]:
    """Names of the ``*.txt`` below ``folder``; hidden ones are passed over."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _texts(folder / entry.name, f"{prefix}{entry.name}/")
            elif entry.name.lower().endswith(".txt"):
                yield prefix + entry.name


def year_of(record: CableRecord) -> str:
    """The folder of a record: the year in which it was created, else that of its ID."""
    return f"{record.created.year:04d}" if record.created else _year_in(record.id)


def _year_in(name: str) -> str:
    found = re.match(r"(19[0-9]{2}|20[0-9]{2})(?=[A-Z])|([0-9]{2})(?=[A-Z])", name)
    if not found:
        return "undated"
    return found[1] or f"{'20' if int(found[2]) < 60 else '19'}{found[2]}"


def _label(parts: Parts) -> str:
    """The release of a text: its name, else its day; empty when it has neither."""
    label = value_in(parts.front_matter, "release") or _released_day(parts)
    return "" if refusal_of(label) else label


def _released_day(parts: Parts) -> str:
    """``2010-12-04`` of the front matter, or of the table's second date; empty when neither has it."""
    found = value_in(parts.front_matter, "released")[:10]
    if not found and (row := _TABLE.search(parts.text, 0, 20_000)):
        found = row[1] or ""
    return found if day_of(found) else ""


def _letters(text: str) -> str:
    """What two texts are compared by: white space and the sign ¶ of a browser's copy say nothing."""
    return "".join(text.split()).replace("¶", "")


def _fullness(text: str) -> tuple[int, int]:
    """By what two texts are weighed: characters without white space and redactions; then how little is redacted."""
    plain = sum(map(len, _REDACTED.sub("", text).split()))
    return plain, plain - sum(map(len, text.split()))


def day_of(label: str) -> datetime | None:
    """The day that a label is; ``None`` for a name."""
    if not _DAY.fullmatch(label):
        return None
    try:
        return datetime.fromisoformat(label).replace(tzinfo=UTC)
    except ValueError:
        return None


def _repeated(record: CableRecord, label: str, *, fuller: bool) -> Problem:
    row = f"row {record.place.row}: " if record.place.row else ""
    kept = "this text is fuller and is kept; the other" if fuller else "the text there is fuller and is kept; this one"
    message = f"{row}{record.id} was imported before in this run; {kept} is a version{f' ({label})' if label else ''}"
    return Problem("warning", "id-repeated", message, record.place.path, record.place.line, 0, record.id)
