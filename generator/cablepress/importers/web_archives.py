"""WARC, the form in which web archives keep pages: the responses in it as names and bytes.

A record has a version, fields, a blank line and as many bytes as ``Content-Length`` says; those of a response are
what the server sent (ISO 28500). Requests, redirects, errors and repeats of pages that were stored before hold no page.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from cablepress.importers.text import MOST_IN_CABLE

MARK: Final = b"WARC/"
_LONGEST_LINE: Final = 65536
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,80}\r\n")
_STATUS: Final = re.compile(rb"HTTP/[0-9.]+ 200\b")


class Stored(NamedTuple):
    """A page of an archive, or (``data`` is ``None``) why it cannot be had."""

    name: str
    """Host and path of its address."""
    data: bytes | None
    problem: str = ""


class WarcError(OSError):
    """The archive is not one, or breaks off."""


def stored_pages(stream: BinaryIO) -> Iterator[Stored]:
    """Each page that was answered with.

    Raises:
        WarcError: what follows is not a record.
    """
    while fields := _fields(stream):
        size = fields.get("content-length", "")
        if not size.isdecimal():
            raise WarcError("a record without its length")
        kind, name = fields.get("warc-type", ""), _name(fields.get("warc-target-uri", ""))
        if kind not in ("response", "resource") or int(size) > MOST_IN_CABLE:
            _skip(stream, int(size))
            if kind in ("response", "resource"):
                yield Stored(name, None, f"more than {MOST_IN_CABLE:,} bytes")
            continue
        data = stream.read(int(size))
        if len(data) < int(size):
            raise WarcError("the last record breaks off")
        if kind == "resource":
            yield Stored(name, data)
        elif _STATUS.match(data):
            yield _answered(name, data)


def _fields(stream: BinaryIO) -> dict[str, str]:
    """The fields of the next record, in small letters; none at the end."""
    line = stream.readline(_LONGEST_LINE)
    while line.strip() == b"" and line:
        line = stream.readline(_LONGEST_LINE)
    if line and not line.startswith(MARK):
        raise WarcError("expected a record of a WARC file")
    return _fields_below(iter(lambda: stream.readline(_LONGEST_LINE), b"")) | {"version": line.decode()} if line else {}


def _fields_below(lines: Iterator[bytes]) -> dict[str, str]:
    """Fields to the blank line that ends them."""
    found = {}
    for line in lines:
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found[name.strip().lower()] = value.strip()
    return found


def _skip(stream: BinaryIO, size: int) -> None:
    while size > 0 and (piece := stream.read(min(size, 1 << 20))):
        size -= len(piece)


def _name(address: str) -> str:
    parts = urlsplit(address.strip("<>"))
    return unquote(f"{parts.netloc}{parts.path}").rstrip("/")


def _answered(name: str, answer: bytes) -> Stored:
    """What a server sent, without its head, put together and unpacked."""
    head, _, data = answer.partition(b"\r\n\r\n")
    fields = _fields_below(iter(head.split(b"\r\n")[1:]))
    if "chunked" in fields.get("transfer-encoding", "").lower():
        data = b"".join(_chunks(data))
    coding = fields.get("content-encoding", "").lower()
    try:
        if coding in ("gzip", "x-gzip") and data[:2] == b"\x1f\x8b":
            data = _unpacked(data)
        elif coding not in ("", "identity", "gzip", "x-gzip"):
            return Stored(name, None, f"its coding, {coding[:20]}, is not read")
    except (OSError, EOFError, zlib.error) as error:
        return Stored(name, None, f"it cannot be unpacked: {error}")
    return Stored(name, data)


def _unpacked(data: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    found = reader.decompress(data, MOST_IN_CABLE)
    if reader.unconsumed_tail:
        raise gzip.BadGzipFile(f"more than {MOST_IN_CABLE:,} bytes")
    return found


def _chunks(data: bytes) -> Iterator[bytes]:
    """The pieces of a body that was sent in pieces; one that is stored whole all the same is one."""
    place = 0
    while line := _SIZE.match(data, place):
        size = int(line[1], 16)
        yield data[line.end() : line.end() + size]
        place = line.end() + size + 2
        if not size:
            return
    if place == 0:
        yield data
