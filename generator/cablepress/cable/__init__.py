"""The cable parser: the text of one file in, one ``Cable`` out. Pure, and of use on its own.

``parse_cable`` is loaded when it is first asked for: the names and codes of this package are of use without the parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cablepress.cable.parser import parse_cable

__all__ = ["parse_cable"]


def __getattr__(name: str) -> object:
    if name == "parse_cable":
        from cablepress.cable.parser import parse_cable

        return parse_cable
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
