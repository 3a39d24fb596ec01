"""Memory of arrays is used again."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

from cablepress.search.memory import keep_memory

_FAULTS = """
import resource, sys
import numpy as np
from cablepress.search.memory import keep_memory

def some():
    for size in (1, 2, 3, 2, 1):
        arrays = [np.ones(size << 17) for _ in range(4)]

if "keep" in sys.argv:
    keep_memory()
some()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    some()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators are left alone")
def test_memory_of_arrays_is_not_given_back_between_two_steps() -> None:
    """Each page that is, costs a fault when it comes again."""
    plain, kept = (
        int(subprocess.run([sys.executable, "-c", _FAULTS, how], capture_output=True, check=True).stdout)
        for how in ("plain", "keep")
    )
    assert kept < plain / 4


def test_an_allocator_without_such_settings_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As musl's."""
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    keep_memory.__wrapped__()
