"""The axes by which cables are listed, the terms of each cable on them, and the slug of each term.

Slugs use ``[A-Za-z0-9._-]`` only, so that a site works on any disk, host and mirror. Where that changes a name, or two
names would collide (also on file systems that ignore case), a short hash of the name keeps them apart.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from cablepress.names import DEVICE

Axis = Literal["origin", "tag", "classification", "date", "reldate"]

AXES: Final[tuple[Axis, ...]] = ("origin", "tag", "classification", "date", "reldate")

_LEVELS: Final = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
"""From the least secret one up."""

UNDATED: Final = "undated"
"""Slug and name of the term for cables without a date."""

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]+")

_SAFE_TAG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]{0,39}")

# "index" is the page of the axis.
_RESERVED: Final = re.compile(rf"index|{DEVICE.pattern}", re.IGNORECASE)

# "x-2" would be the second page of the list "x", "x_0" an address of the original site.
_NUMBERED: Final = re.compile(r".*[-_]\d+")

_MAX_SLUG: Final = 60


@lru_cache(1 << 10)
def rank_of_classification(name: str) -> tuple[int, int, str]:
    """For sorting: the less secret first, of one level the one without a further restriction; the unknown last."""
    level, _, further = name.partition("//")
    place = _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)
    return place, bool(further), name


def month_of(created: datetime | None) -> str:
    """Term of the axis ``date``."""
    return _month(created.year, created.month) if created else UNDATED


@lru_cache(1 << 12)
def _month(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def day_of(released: datetime | None) -> str:
    """Term of the axis ``reldate``."""
    return released.date().isoformat() if released else UNDATED


def slugs(axis: str, names: Iterable[str]) -> dict[str, str]:
    """Slug of every name of one axis; unique without regard to case, the same for the same set of names.

    Of names that differ only in case the usual spelling has the plain slug: capitals for tags, words for posts.
    """
    if axis in ("date", "reldate"):
        return {name: name for name in names}
    plain = _plain_tag if axis == "tag" else _plain
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names), key=lambda name: (name.isupper() != (axis == "tag"), name)):
        slug = plain(name)
        if slug.casefold() in taken:
            slug = f"{slug}-{_digest(name)}"
        taken.add(slug.casefold())
        found[name] = slug
    return found


def _plain(name: str) -> str:
    """``embassy-astana``, ``secret-noforn``."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = _UNSAFE.sub("-", folded).strip("-").lower()
    lost = any(ord(char) > 127 and not unicodedata.normalize("NFKD", char)[0].isascii() for char in name)
    if not slug or lost or len(slug) > _MAX_SLUG or _RESERVED.fullmatch(slug) or _NUMBERED.fullmatch(slug):
        return f"{slug[:_MAX_SLUG].rstrip('-')}-{_digest(name)}".lstrip("-")
    return slug


def _plain_tag(name: str) -> str:
    """A tag's own spelling where that is a safe file name: ``PGOV``."""
    if _SAFE_TAG.fullmatch(name) and not _RESERVED.fullmatch(name) and not _NUMBERED.fullmatch(name):
        return name
    slug = _UNSAFE.sub("-", name).strip("-")[:40]
    return f"{slug}-{_digest(name)}".lstrip("-")


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
