"""Cablepress: a static site generator for archives of diplomatic cables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cablepress.cable.parser import parse_cable

__all__ = ["__version__", "parse_cable"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """``parse_cable`` is loaded when it is first asked for, so that ``cablepress --version`` is quick."""
    if name == "parse_cable":
        from cablepress.cable.parser import parse_cable

        return parse_cable
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
