"""What the allocator does with the memory of large arrays."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache
from typing import Final

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Numbers of settings in glibc's ``malloc.h``."""
_KEPT: Final = 64 << 20
_FROM_HEAP: Final = 32 << 20
"""The most that glibc takes."""


@cache
def keep_memory() -> None:
    """Have this process keep what arrays leave, up to :data:`_KEPT` bytes, for those that come next.

    By itself glibc gives back what is more than twice the largest array that was freed, and the kernel clears each page
    anew: a quarter of the time of a merge, which makes dozens of arrays for each range. Others are left alone.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            settings = ctypes.CDLL(None).mallopt
            settings(_MMAP_THRESHOLD, _FROM_HEAP)
            settings(_TRIM_THRESHOLD, _KEPT)
