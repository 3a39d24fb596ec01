"""Work that is done in steps, so that many cables can take the same step together."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

_Done = TypeVar("_Done")
Steps: TypeAlias = Generator[None, None, _Done]
"""It yields between two steps; how often does not depend on the text."""
