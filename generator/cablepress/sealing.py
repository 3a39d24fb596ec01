"""Data of our own that is kept from build to build, behind a digest: what anything else changed is not used."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import Final

_DIGEST: Final = 16
"""Bytes of a digest."""


def digest_of(data: bytes, names: Sequence[str | bytes] = ()) -> bytes:
    """Of ``data`` and of what it is an entry for."""
    found = hashlib.blake2b(data, digest_size=_DIGEST)
    for name in names:
        found.update(b"\0" + (os.fsencode(name) if isinstance(name, str) else name))
    return found.digest()


def seal(data: bytes, *names: str | bytes) -> bytes:
    """``data`` behind a digest of itself and of what it is an entry for."""
    return digest_of(data, names) + data


def unseal(sealed: object, *names: str | bytes) -> bytes | None:
    """The data of :func:`seal`; ``None`` when a bit of it has changed, or it was put in another's place."""
    if not isinstance(sealed, bytes):
        return None
    data = sealed[_DIGEST:]
    return data if sealed[:_DIGEST] == digest_of(data, names) else None
