"""The records that flow from stage to stage; all of them are read-only.

``Cable`` is one parsed cable (what ``parse_cable`` returns). Small records that exist by the dozen in
each cable are named tuples, because they are made 10 million times in a full archive; the large ones
are frozen, slotted dataclasses. Every value that was read from the text has the line it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from cablepress.errors import Problem

new: Final = tuple.__new__
"""``new(Mark, (0, 3, "term", "usg"))`` is ``Mark(0, 3, "term", "usg")`` at a third of its cost, all values given: for
the places where a cable makes dozens."""

BlockKind = Literal["paragraph", "prose", "heading", "list", "lines", "signature"]
MarkKind = Literal["item", "mention", "page", "redaction", "term"]


class Mark(NamedTuple):
    """A stretch of a block's text that means something; offsets are code points into ``Block.text``.

    ``item``       the marker of a list item (``-- ``, ``A. ``); the item runs to the next ``item`` mark
    ``mention``    words that name another cable; ``value`` is its candidate ID
    ``page``       empty (start == end): a page of the transmission began here; ``value`` is its number
    ``redaction``  ``XXXXXXXXXXXX``, ``[NAME REMOVED]`` …
    ``term``       an abbreviation explained in ``codes/terms.yml``; ``value`` is its key there. The parser makes
                   none: ``cable.glossary.mark_terms`` does

    Marks are sorted by ``start`` and never overlap.
    """

    start: int
    end: int
    kind: MarkKind
    value: str = ""


class Block(NamedTuple):
    """A piece of the body, in order. ``opening + text + closing`` is what was transmitted, less cuts."""

    kind: BlockKind
    anchor: str
    """The ``id`` of its element on the page: ``par3``, ``par3-2``, ``u1``, or a heading's slug."""
    text: str
    """Lines as transmitted, joined by ``\\n``, without trailing white space. Where a page line was
    taken out of a sentence, the halves are joined by one space."""
    line: int
    """Line of the source file on which it begins, from 1."""
    opening: str = ""
    """What stands before ``text``: ``10, (C) `` of a paragraph, the rule above a heading."""
    closing: str = ""
    """What stands after ``text``: the rule below a heading."""
    number: int | None = None
    """Paragraph number as printed; ``None`` for all that is not a numbered paragraph."""
    portion_marking: str = ""
    """Normalised, without brackets: ``C``, ``S/NF``, ``SBU``; empty when there is none."""
    role: str = ""
    """What it is, where that is known. Top of the body (kind ``lines``): ``date``, ``classification``,
    ``caption``, ``passing``, ``executive-order``, ``tags``, ``subject``, ``references``,
    ``classified-by``, ``extract-notice``. Prose: ``summary``, ``comment``, ``note``."""
    within: str = ""
    """Anchor of the numbered paragraph that this block continues (a list, a second prose block)."""
    marks: tuple[Mark, ...] = ()


class Cut(NamedTuple):
    """Text taken out of the body; nothing else ever is.

    ``reason``: ``web-chrome``, ``page-line``, ``end-of-message``, ``repeated-line``, ``broken-entity``, …
    """

    reason: str
    line: int
    text: str


class Reference(NamedTuple):
    """One item of the REF line.

    ``label`` as printed without punctuation (``A``); ``candidate`` is the ID it would have
    (``07ASTANA1838``), or empty when the item names no cable.
    """

    label: str
    text: str
    candidate: str
    line: int


class Addressee(NamedTuple):
    """One line of TO or INFO. ``routing_indicator`` and ``serial`` are empty when not printed."""

    text: str
    routing_indicator: str
    name: str
    precedence: str
    serial: str


class ExecutiveOrder(NamedTuple):
    """The E.O. line. ``order`` as printed (``12958``); ``declassify_on`` only when it is a date."""

    order: str
    declassify_on: date | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """The transmission header; empty strings and tuples for what is not there."""

    text: str = ""
    line: int = 0
    transmission_id: str = ""
    """``VZCZCXRO3268`` without the trailing distribution flags, as printed."""
    precedence: tuple[str, ...] = ()
    """``("O",)`` or action and information precedence ``("O", "P")``; letters Z O P R."""
    date_time_group: datetime | None = None
    """Aware, UTC."""
    from_: str = ""
    to: tuple[Addressee, ...] = ()
    info: tuple[Addressee, ...] = ()


@dataclass(frozen=True, slots=True)
class Cable:
    """One cable, as parsed; see docs/cable-format.md for the rule behind each field."""

    id: str
    """Reference ID as published, never repaired."""
    created: datetime | None
    """Aware, UTC, to the minute; ``None`` when neither meta line, front matter nor header say."""
    released: datetime | None
    classification: str
    """Of the meta line: ``SECRET//NOFORN``; empty when unknown."""
    origin: str
    subject: str = ""
    """On one line; empty when the cable has none."""
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    """SIPDIS, NOFORN, EXDIS … in order of first appearance, each once."""
    references: tuple[Reference, ...] = ()
    executive_order: ExecutiveOrder | None = None
    classified_by: str = ""
    """The whole statement on one line, as printed."""
    reasons: tuple[str, ...] = ()
    """``("1.4(b)", "1.4(d)")``, letters in lower case."""
    header: Header = Header()
    blocks: tuple[Block, ...] = ()
    cut: tuple[Cut, ...] = ()
    problems: tuple[Problem, ...] = ()
    note: str = ""
    """Of the front matter: an archivist's remark, shown above the text."""
    source_note: str = ""
    """Front matter ``source``: where the text came from."""
    supersedes: str = ""
    withdrawn: str = ""
    """Why the cable was withdrawn; empty when it was not."""
    invented: bool = False
    """Front matter ``invented: true``: sample text, said so on its page."""
    draft: bool = False
    articles: tuple[str, ...] = ()
    """Front matter ``articles``: addresses of news articles that the original site named beside the cable."""
    release: str = ""
    """Front matter ``release``: name of the release that the text is of, where that is not the day of ``released``."""
    withdrawn_on: date | None = None
    """Front matter ``withdrawn_on``: the day on which that happened, for the log of changes."""


class Citation(NamedTuple):
    """One cable naming another: from the REF line (``anchor`` empty) or from a sentence of the text."""

    candidate: str
    anchor: str
    sentence: str


class CableSummary(NamedTuple):
    """What all pages may know of a cable: small, so that a quarter of a million fit in memory.

    A tuple, since all of them are read again after each edit, in a fifth of the time that other records take.
    """

    id: str
    created: datetime | None
    released: datetime | None
    classification: str
    origin: str
    subject: str
    tags: tuple[str, ...]
    excerpt: str
    """First 200 or so characters of the first paragraph of the text."""
    citations: tuple[Citation, ...]
    anchors: tuple[str, ...]
    problems: int
    path: str
    """Source file, relative to the folder of ``site.yml``, with ``/``."""
    sha256: str
    """Of the source file's bytes, hexadecimal."""
    withdrawn: bool = False
    supersedes: str = ""
    release: str = ""
    withdrawal: str = ""
    """Why it was withdrawn; empty when it was not."""
    withdrawn_on: date | None = None


def iso(moment: datetime | None) -> str:
    """``2007-07-09T00:09Z``, empty when unknown."""
    if moment is None:
        return ""
    # Many times as quick as strftime, and every row of every list has one.
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}T{moment.hour:02d}:{moment.minute:02d}Z"
