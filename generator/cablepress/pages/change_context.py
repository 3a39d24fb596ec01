"""The records of what changed from release to release; docs/themes.md describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cablepress.pages.cable_context import VersionLink


class PieceView(NamedTuple):
    """Words of a passage: taken out (``before``) and come in (``after``), or the same."""

    before: str
    after: str
    same: bool
    opened: bool = False
    """Whether what was taken out is a redaction and nothing else (likewise ``closed``: what came)."""
    closed: bool = False
    glued: bool = False
    """Whether no space stands before it."""


class PassageView(NamedTuple):
    """A passage that changed."""

    url: str
    """Of the passage in the later text, or in the earlier where it was taken out."""
    number: int | None
    """As printed, of a numbered paragraph."""
    kind: str
    """``opened`` and ``closed`` (redactions), ``other``."""
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """What changed from one text to the next."""

    before: VersionLink
    after: VersionLink
    passages: tuple[PassageView, ...]
    """Those with opened redactions first, then those with new ones, then the rest; each in the order of the text."""
    names: tuple[PieceView, ...]
    """Every redaction that was opened, and the words that stand there now."""
    opened: int
    closed: int
    """Passages with redactions opened, with new ones."""
    fields: tuple[tuple[str, str, str], ...] = ()
    """``created``, ``classification`` or ``origin``, and what the tables of the two texts say, where they differ."""


@dataclass(frozen=True, slots=True)
class DiffView:
    """Template ``diff.html``: variable ``diff``. The last step comes first."""

    id: str
    title: str
    url: str
    """Of the cable's page."""
    steps: tuple[StepView, ...]


class ChangeView(NamedTuple):
    """One line of the log of changes."""

    kind: str
    """``release``, ``version`` or ``withdrawal``."""
    day: str
    """Empty when unknown."""
    name: str
    """Of a release without a day."""
    url: str
    """Of the release's list, of the cable's page; empty where there is none."""
    new: int
    """Of a release: cables that are new (likewise ``changed``)."""
    changed: int
    id: str
    title: str
    number: int
    """Of the text that came."""
    diff_url: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Template ``changes.html``: variable ``changes``. Newest first; what has no day is last."""

    groups: tuple[tuple[str, tuple[ChangeView, ...]], ...]
    """Day and what changed on it."""
    more: Mapping[str, int]
    """Day → how many changes of it are not listed."""
