"""Records of invented cables and what they are made part of, for tests of pure functions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cablepress.archive.archive import Archive, build_archive
from cablepress.config import SiteConfig, parse_config
from cablepress.model import CableSummary, Citation
from cablepress.pages.context import Row
from cablepress.pages.rows import Rows


def moment(text: str) -> datetime:
    """``2007-07-09 00:09``, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def record(cable_id: str, **fields: Any) -> CableSummary:
    """The record of a cable; ``fields`` replace its parts, dates as text."""
    values: dict[str, Any] = {
        "created": "2007-07-09 00:09",
        "released": "2011-08-30 01:44",
        "classification": "SECRET",
        "origin": "Embassy Strelsau",
        "subject": f"SUBJECT OF {cable_id}",
        "tags": (),
        "excerpt": "",
        "citations": (),
        "anchors": (),
        "problems": 0,
        "path": f"content/cables/{cable_id}.txt",
        "sha256": "",
        **fields,
    }
    for name in ("created", "released"):
        values[name] = moment(values[name]) if values[name] else None
    return CableSummary(id=cable_id, **values)


def archive(*records: CableSummary) -> Archive:
    """All cables together."""
    return build_archive(records)


def rows(*records: CableSummary) -> list[Row]:
    """The cables as lists show them, in the order of the archive."""
    return list(Rows(archive(*records)).values())


def naming(*candidates: str) -> tuple[Citation, ...]:
    """Citations of cables in a sentence of the first paragraph."""
    return tuple(Citation(candidate, "par1", f"As {candidate} says.") for candidate in candidates)


def config(text: str = "") -> SiteConfig:
    """The configuration that ``site.yml`` with this text gives."""
    return parse_config(text, root=Path(), file="site.yml")
