"""``parse_cable``: the text of a file to a ``Cable``. Pure, and never at a loss: what is not understood stays text."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from cablepress.cable import checks, vocabulary
from cablepress.cable.file import meta_table, residue
from cablepress.cable.file.front_matter import FrontMatter, parse_front_matter
from cablepress.cable.file.lines import body_lines, decode_entities, normalise
from cablepress.cable.file.meta_table import Meta
from cablepress.cable.file.residue import Dump
from cablepress.cable.message import Body, parse_body
from cablepress.cable.report import Report
from cablepress.cable.steps import Steps
from cablepress.cable.top.references import parse_references
from cablepress.model import Cable, Cut, Reference

_LARGE: Final = 50_000
"""Characters of a text whose parts are so many that searches for cycles among them take a third of the time."""


class CableText(NamedTuple):
    """A decoded file, with any newline style and perhaps a byte order mark."""

    text: str
    path: str = ""
    """Is put in each problem."""
    stem: str = ""
    """The file's name without ``.txt``: the ID when the text has none."""


def parse_cable(text: str, *, path: str = "", stem: str = "") -> Cable:
    """The cable in ``text``, with everything found wrong in it as ``Cable.problems``; see :class:`CableText`.

    Never raises.
    """
    return parse_cables([CableText(text, path, stem)])[0]


def parse_cables(texts: Sequence[CableText]) -> list[Cable]:
    """The cables in ``texts``, each as :func:`parse_cable` has it.

    All take one step before any takes the next: a step that was at work a moment ago is still in the processor's
    caches, which saves a fifth of the time.
    """
    if max([len(each.text) for each in texts], default=0) < _LARGE or not gc.isenabled():  # quick path: reads the same
        return _in_step(texts)
    gc.disable()  # the parser makes no cycles
    try:
        return _in_step(texts)
    finally:
        gc.enable()


def _in_step(texts: Sequence[CableText]) -> list[Cable]:
    made: list[Cable] = []
    for _ in zip(*[_steps(each, made) for each in texts], strict=True):
        pass
    return made


def _steps(given_text: CableText, made: list[Cable]) -> Steps[None]:
    """Parse one cable, which is added to ``made``."""
    text, path, stem = given_text
    report = Report(path)
    cuts: list[Cut] = []
    text = normalise(text)
    lines = text.split("\n")
    yield
    checks.check_encoding(text, report)
    given, first = parse_front_matter(lines, report)
    yield
    meta, first = meta_table.find_meta(lines, first, report, cuts)
    yield
    lines = meta_table.cut_chrome_after(text, lines, first, cuts)
    cable_id = checks.settle_id(given, meta, stem, report)
    year = _year_of(cable_id or meta.id, given.created or meta.created)
    raw = body_lines(lines[first:], first + 1)
    dump = None
    yield
    if residue.may_have_residue(text, sum(map(len, lines[:first])) + first, cable_id):
        raw, dump = residue.take_out(raw, cuts)
    yield
    if "&" in text:
        raw = decode_entities(raw, cuts)
    body = yield from parse_body(raw, cuts, cable_id, year)
    if len(cuts) > 1:
        cuts.sort(key=lambda cut: cut.line)
    yield
    made.append(_cable(cable_id, given, meta, body, year, tuple(cuts), dump, report))


def _cable(
    cable_id: str,
    given: FrontMatter,
    meta: Meta,
    body: Body,
    year: str,
    cuts: tuple[Cut, ...],
    dump: Dump | None,
    report: Report,
) -> Cable:
    """The record: front matter before the table, and both before what was read from the text."""
    classification, origin = checks.settle_head(given, meta, body, report)
    subject = given.subject or body.fields.subject
    checks.check(cable_id, classification, subject, year, body, cuts, report)
    fields = body.fields
    created, released = given.created or meta.created, given.released or meta.released
    checks.check_dates(cable_id, created, released, body.header, meta.line or 1, report)
    if dump:
        checks.check_references(dump, fields.references, report)
    return Cable(
        id=cable_id,
        created=given.created or checks.better_created(meta.created, body.header, day_only=meta.day_only),
        released=released,
        classification=classification,
        origin=origin,
        subject=subject,
        tags=given.tags or fields.tags,
        captions=fields.captions,
        references=_references(given, fields.references, dump, year),
        executive_order=fields.executive_order,
        classified_by=fields.classified_by,
        reasons=fields.reasons,
        header=body.header,
        blocks=body.blocks,
        cut=cuts,
        problems=report.problems(cable_id),
        note=given.note,
        source_note=given.source_note,
        supersedes=given.supersedes,
        withdrawn=given.withdrawn,
        invented=given.invented,
        draft=given.draft,
        articles=given.articles,
        release=given.release,
        withdrawn_on=given.withdrawn_on,
    )


def _references(given: FrontMatter, read: tuple[Reference, ...], dump: Dump | None, year: str) -> tuple[Reference, ...]:
    """What front matter sets; else what was read from the text; else the list that came with it, given or in a dump."""
    return (
        _given_references(given.references, year)
        or read
        or _given_references(given.given_references, year)
        or (_given_references(tuple([(dump.line, name) for name in dump.references]), year) if dump else ())
    )


def _given_references(rows: tuple[tuple[int, str], ...], year: str) -> tuple[Reference, ...]:
    """References that are given as a list; an entry that is an ID stands for itself."""
    found: list[Reference] = []
    for line, text in rows:
        if vocabulary.ID_PARTS.fullmatch(text):
            found.append(Reference("", text, text, line))
        else:
            found.extend(parse_references([(line, text)], year))
    return tuple(found)


def _year_of(cable_id: str, created: datetime | None) -> str:
    """The year that a reference without one means: of the ID, with two digits or four as there, else of the date."""
    parts = vocabulary.ID_PARTS.fullmatch(cable_id)
    if parts:
        year = parts["year"]
        return year if len(year) == 2 or vocabulary.YEAR.fullmatch(year) else year[:2]
    return f"{created.year % 100:02d}" if created else ""
