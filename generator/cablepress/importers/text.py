"""Small readers that several forms share: bytes that are not UTF-8, dates, lists, lines of addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

LEVELS: Final = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET", "LIMITED OFFICIAL USE")
ID: Final = re.compile(r"[0-9]{2}(?:[0-9]{2})?[A-Z]{2,40}[0-9]{1,9}(?:_[a-z])?")
"""The usual form of a Reference ID; only used to find one, never to refuse one."""
SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What may be a file name on every disk (docs/cable-format.md, "The file")."""
DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

_NUMBERS: Final = re.compile(r"[0-9]+")
_AMERICAN: Final = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})"
    r"(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?(?: ?([AaPp])\.?[Mm]\.?)?)?"
)
_ISO: Final = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9.]+)?(?: ?(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_UNIX: Final = re.compile(r"-?[0-9]{8,10}")
"""Seconds since 1970; eight digits and more, so that no year or day is taken for such."""
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


_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WIDE: Final = 400
"""Bytes by which text of two bytes a character is told where no byte order mark says so."""


def encoding_of(head: bytes) -> tuple[str, str]:
    """Encoding of a text that begins with ``head``, and what becomes of bytes that are not of it.

    UTF-8, unless there is a byte order mark, or every other byte is a NUL.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, "replace"
    even, odd = head[:_WIDE:2], head[1:_WIDE:2]
    for name, nul, letter in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(nul) > 8 and nul.count(0) * 10 > len(nul) * 8 and letter.count(0) * 20 < len(letter):
            return name, "replace"
    return "utf-8-sig", "surrogateescape"


def decode(data: bytes) -> str:
    r"""Bytes as text with ``\n`` as line ends; a byte that is not UTF-8 comes as a lone surrogate (:func:`recoded`)."""
    return unix_lines(data.decode(*encoding_of(data[:_WIDE])))


def unix_lines(text: str) -> str:
    r"""``text`` with ``\n`` as line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def parse_moment(text: str) -> datetime | None:
    """``3/4/2009 12:34``, ``2009-03-04 12:34:00``, ``12 JUL 1974``, seconds since 1970, in UTC; else ``None``."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            year, month, day, hour, minute, zone = found.groups()
            return _moment(year, month, day, hour, minute) - _offset(zone or "")
        if found := _AMERICAN.fullmatch(text):
            month, day, year, hour, minute, half = found.groups()
            moment = _moment(_full_year(year), month, day, hour, minute)
            return moment if not half else moment.replace(hour=moment.hour % 12 + 12 * (half in "pP"))
        if (found := _WORDED.fullmatch(text)) and found[2].upper() in MONTHS:
            return _moment(found[3], str(MONTHS[found[2].upper()]), found[1], None, None)
        return datetime.fromtimestamp(int(text), UTC) if _UNIX.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def _moment(year: str, month: str, day: str, hour: str | None, minute: str | None) -> datetime:
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)


def _full_year(year: str) -> str:
    """``2009`` of ``09``: the archive has cables from 1966 on."""
    return year if len(year) > 2 else ("19" if int(year) > 65 else "20") + year


def _offset(zone: str) -> timedelta:
    """How far a zone (``+02:00``) is before UTC."""
    if zone[:1] not in ("+", "-"):
        return timedelta()
    minutes = 60 * int(zone[1:3]) + int(zone[3:].lstrip(":") or 0)
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def split_list(text: str, signs: str) -> tuple[str, ...]:
    """The items of ``text`` between any of ``signs``, without empty ones."""
    return tuple(item for part in re.split(f"[{re.escape(signs)}]", text) if (item := " ".join(part.split())))
