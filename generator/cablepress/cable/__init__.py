"""The cable parser: the text of one file in, one ``Cable`` out. Pure, and of use on its own."""

from cablepress.cable.parser import parse_cable

__all__ = ["parse_cable"]
