"""Small readers that several forms share: bytes that are not UTF-8, dates, lists, lines of addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

LEVELS: Final = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET", "LIMITED OFFICIAL USE")
ID: Final = re.compile(r"[0-9]{2}(?:[0-9]{2})?[A-Z]{2,40}[0-9]{1,9}(?:_[a-z])?")
"""The usual form of a Reference ID; only used to find one, never to refuse one."""
SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What may be a file name on every disk (docs/cable-format.md, "The file")."""
DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

_NUMBERS: Final = re.compile(r"[0-9]+")
_AMERICAN: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?)?")
_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9.]+)?(?:Z|[+-]00(?::?00)?)?)?"
)
_WORDED: Final = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3})[A-Za-z]{0,6}[ -]([0-9]{4})")
MONTHS: Final = {
    name: n
    for n, name in enumerate(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1)
}


def recoded(text: str) -> tuple[str, str]:
    """``text`` with each byte that was not UTF-8 read as Windows-1252, and what there is to say about that."""
    if text.isascii():
        return text, ""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return re.sub("[\ud800-\udfff]", _windows, text), (
            f"byte 0x{ord(text[error.start]) & 0xFF:02x} is not valid UTF-8; it was read as Windows-1252"
        )
    return text, ""


def _windows(found: re.Match[str]) -> str:
    if not 0xDC80 <= ord(found[0]) <= 0xDCFF:
        return "\ufffd"
    byte = bytes((ord(found[0]) & 0xFF,))
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


def decode(data: bytes) -> str:
    r"""Bytes as text with ``\n`` as line ends; a byte that is not UTF-8 comes as a lone surrogate (:func:`recoded`)."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return unix_lines(data.decode(encoding, "surrogateescape" if encoding != "utf-16" else "replace"))


def unix_lines(text: str) -> str:
    r"""``text`` with ``\n`` as line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def parse_moment(text: str) -> datetime | None:
    """``3/4/2009 12:34``, ``2009-03-04 12:34:00``, ``12 JUL 1974`` in UTC; ``None`` for anything else."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            year, month, day, hour, minute = found.groups()
        elif found := _AMERICAN.fullmatch(text):
            month, day, year, hour, minute = found.groups()
        elif (found := _WORDED.fullmatch(text)) and found[2].upper() in MONTHS:
            day, word, year = found.groups()
            month, hour, minute = str(MONTHS[word.upper()]), None, None
        else:
            return None
        return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)
    except ValueError:
        return None


def split_list(text: str, signs: str) -> tuple[str, ...]:
    """The items of ``text`` between any of ``signs``, without empty ones."""
    return tuple(item for part in re.split(f"[{re.escape(signs)}]", text) if (item := " ".join(part.split())))
