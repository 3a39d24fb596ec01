"""Small readers that several forms share: IDs, bytes that are not UTF-8, dates, lists."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from cablepress import moments

MOST_IN_CABLE: Final = 16 * 1024 * 1024
"""Bytes of one cable, one row or one line: the longest of the whole archive has a third of a megabyte."""
LEVELS: Final = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET", "LIMITED OFFICIAL USE")
ID: Final = re.compile(r"[0-9]{2}(?:[0-9]{2})?[A-Z]{2,40}[0-9]{1,9}(?:_[a-z])?")
"""The usual form of a Reference ID; only used to find one, never to refuse one."""

GROUP: Final = re.compile(r"\b([0-9]{2})([0-9]{2})([0-9]{2})Z ?([A-Z]{3}) ?((?:19|20)?[0-9]{2})\b", re.IGNORECASE)
"""A date-time group, ``041234Z MAR 09``: day, hour, minute, month, year."""
_COMPACT: Final = re.compile(
    r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])[T ]?([0-2][0-9])([0-5][0-9])(?:[0-5][0-9])?Z?"
)
"""``200903041234`` and ``20090304T123400Z``."""
_UNIX: Final = re.compile(r"(-?[0-9]{8,10})(?:\.[0-9]{1,9})?|(-?[0-9]{11,13})")
"""Seconds or milliseconds since 1970; eight digits and more, so that no year is taken for such."""
_SPREADSHEET: Final = re.compile(r"[2-5][0-9]{4}(?:[.,][0-9]{1,15})?")
"""Days since the end of 1899, as a spreadsheet counts them: those of 1954 to 2064."""
_DAY_ONE: Final = datetime(1899, 12, 30, tzinfo=UTC)


def cable_id_in(text: str) -> str:
    """The Reference ID that ``text`` is: ``09ZENDA999`` also of ``09 ZENDA 999`` and ``09zenda999``; else empty.

    Blanks come from people, small letters from disks that know no capitals. Nothing else is mended.
    """
    if len(text) > _LONGEST_ID:
        return ""
    plain = "".join(text.split())
    if plain.islower():
        plain = re.sub(r"_[A-Z]$", lambda copy: copy[0].lower(), plain.upper())
    return plain if ID.fullmatch(plain) else ""


_LONGEST_ID: Final = 80


def recoded(text: str) -> tuple[str, str]:
    """``text`` with each byte that was not UTF-8 read as Windows-1252, and what there is to say about that."""
    if text.isascii():
        return text, ""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        odd = ord(text[error.start])
        said = f"byte 0x{odd & 0xFF:02x} is not valid UTF-8; it was read as Windows-1252"
        # A byte that cannot be read comes as one of these; others are halves of letters, as JSON may have them.
        said = said if 0xDC80 <= odd <= 0xDCFF else f"half of a letter (U+{odd:04X}) was replaced"
        return re.sub("[\ud800-\udfff]", _windows, text), said
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
    """A moment in any form that :mod:`cablepress.moments` reads, or as a number, in UTC; ``None`` of anything else.

    Numbers are ``20090304``, ``200903041234``, seconds or milliseconds since 1970 and the days of a spreadsheet.
    """
    text = text.strip()
    found = moments.parse_moment(text)
    if found is not None or not re.match("-?[0-9]", text):
        return found
    try:
        if compact := _COMPACT.fullmatch(text):
            year, month, day, hour, minute = map(int, compact.groups())
            return datetime(year, month, day, hour, minute, tzinfo=UTC)
        if unix := _UNIX.fullmatch(text):
            return datetime.fromtimestamp(int(unix[1] or unix[2]) / (1 if unix[1] else 1000), UTC)
        if _SPREADSHEET.fullmatch(text):
            # Half a minute more: the part of a day is not exact.
            moment = _DAY_ONE + timedelta(days=float(text.replace(",", ".")), seconds=30)
            return moment.replace(second=0, microsecond=0)
        return moment_of_group(group) if (group := GROUP.fullmatch(text)) else None
    except (ValueError, OverflowError, OSError):
        return None


def moment_of_group(group: re.Match[str]) -> datetime | None:
    """The moment of a :data:`GROUP`; ``None`` where there is none such."""
    day, hour, minute, month, year = group.groups()
    try:
        return datetime(full_year(year), moments.MONTHS[month.upper()], int(day), int(hour), int(minute), tzinfo=UTC)
    except (KeyError, ValueError):
        return None


def full_year(year: str) -> int:
    """2009 of ``09``, and of ``2009``."""
    number = int(year)
    return number if len(year) > 2 else number + (1900 if number >= moments.FIRST_YEAR else 2000)


def split_list(text: str, signs: str) -> tuple[str, ...]:
    """The items of ``text`` between any of ``signs``, without empty ones."""
    return tuple(item for part in re.split(f"[{re.escape(signs)}]", text) if (item := " ".join(part.split())))
