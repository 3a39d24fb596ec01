"""Data of our own that is kept from build to build, behind a digest: what anything else changed is not used."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

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


class _Unpickler(pickle.Unpickler):
    """Makes records of this program, dates and sets, and calls nothing else: a cache is data, whoever wrote it."""

    _PLAIN: Final = frozenset(
        [("builtins", "frozenset"), ("builtins", "set")]
        + [("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")]
    )

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._PLAIN and not module.startswith("cablepress."):
            raise pickle.UnpicklingError(f"{module}.{name} is not a record")
        found = super().find_class(module, name)
        if not isinstance(found, type) or issubclass(found, BaseException):
            raise pickle.UnpicklingError(f"{module}.{name} is not a record")
        return found


def unpickled(data: bytes | None) -> Any:
    """The value of ``data``; ``None`` when there is none, or it is broken."""
    if data is None:
        return None
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove all files of a folder but those with these ``names``."""
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
