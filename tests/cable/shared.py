"""Where the real cables and the seed are; tests that need the real ones skip without them, but never in CI."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SEED = ROOT / "content" / "cables" / "07ASTANA1848.txt"


def may_skip() -> bool:
    """In CI nothing is skipped for want of material, save where its configuration says so."""
    return "CI" not in os.environ or "CABLEPRESS_WITHOUT_SHARED" in os.environ


def sample_folder() -> Path:
    """The folder of the real cables; without it the test is skipped (in CI it fails, see ``may_skip``)."""
    folder = Path(os.environ.get("CABLEPRESS_SHARED", ROOT.parent / "shared")) / "cables"
    if not (folder / "expected.json").is_file():
        if not may_skip():
            pytest.fail(f"the real cables are missing: {folder}")
        pytest.skip("the real cables are not here")
    return folder


@cache
def sample() -> dict[str, str]:
    """ID → text of the real cables."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((sample_folder() / "text").glob("*.txt"))}


@cache
def expected() -> dict[str, dict[str, Any]]:
    """ID → what is true of it."""
    return dict(json.loads((sample_folder() / "expected.json").read_text(encoding="utf-8")))


def seed() -> str:
    """The seed document: a page scraped with a blog's chrome round it."""
    return SEED.read_text(encoding="utf-8")
