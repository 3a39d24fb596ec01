"""Mail: an mbox, or one message a file, each with the text of a cable.

Who passed cables on did so by mail. The ID is in the subject, or is the name of the file; the text is the plain part
of the message, as it was sent.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Final, cast

from cablepress.errors import Problem
from cablepress.importers.headings import described
from cablepress.importers.inputs import MOST_IN_CABLE, Entry
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.text import ID, decode
from cablepress.importers.text_files import stem_id

_FROM: Final = re.compile(r"From \S+ .*\d{4}\s*")
_FIELDS: Final = re.compile(r"(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,}\n")
_USUAL: Final = re.compile(
    r"^(?:From|To|Subject|Date|Message-ID|Received|Return-Path|MIME-Version|Delivered-To):",
    re.MULTILINE | re.IGNORECASE,
)
_OF_MAIL: Final = re.compile(
    r"^(?:Message-ID|Received|MIME-Version|Content-Type):|^(?:From|To):.*@", re.MULTILINE | re.IGNORECASE
)
_QUOTED_FROM: Final = re.compile(r"^>(>*From )", re.MULTILINE)
_WITHIN: Final = re.compile(rf"(?<![A-Za-z0-9])({ID.pattern})(?![A-Za-z0-9])")


def is_mail(entry: Entry) -> bool:
    """Whether a file begins with the fields of a message, or with the line that parts those of an mbox."""
    head = entry.head_text.lstrip("\ufeff\n")[:20_000]
    first, _, rest = head.partition("\n")
    fields = _FIELDS.match(rest if _FROM.fullmatch(first) else head)
    if fields is None or len(set(map(str.lower, _USUAL.findall(fields[0])))) < 3:
        return False
    # A cable may have lines FROM, TO and SUBJECT of its own, which are its text.
    return bool(_FROM.fullmatch(first) or _OF_MAIL.search(fields[0]))


def read_mail(entry: Entry) -> Iterator[CableRecord | Problem]:
    """Each message."""
    for number, (line, text) in enumerate(_messages(entry), 1):
        if text is None:
            message = f"message {number}: more than {MOST_IN_CABLE:,} characters"
            yield Problem("error", "record-refused", message, entry.path, line, 1)
        else:
            yield _record(entry, number, line, text)


def _messages(entry: Entry) -> Iterator[tuple[int, str | None]]:
    """Line and text of each message; ``None`` for one that is too long."""
    parts: list[str] = []
    size = begin = number = 0
    before = ""
    for number, line in enumerate(entry.lines(), 1):
        if line.startswith("From ") and _FROM.fullmatch(line.rstrip("\r\n")) and not before.strip():
            if parts:
                yield begin, "".join(parts) if size < MOST_IN_CABLE else None
            parts, size, begin = [], 0, number + 1
        elif size < MOST_IN_CABLE:
            begin = begin or number
            parts.append(line)
            size += len(line)
        before = line
    if "".join(parts).strip():
        yield begin or number, "".join(parts) if size < MOST_IN_CABLE else None


def _record(entry: Entry, number: int, line: int, text: str) -> CableRecord | Problem:
    # ``surrogateescape`` keeps bytes that are not UTF-8 until the message says what they are.
    data = text.encode("utf-8", "surrogateescape")
    message = email.message_from_bytes(data, policy=email.policy.default)
    subject = str(message.get("subject", ""))
    found = _WITHIN.search(subject.upper())
    cable_id = found[1] if found else stem_id(entry) if number == 1 else ""
    body = _plain_text(message)
    if not cable_id or not body.strip():
        what = "there is no text" if cable_id else f"no Reference ID in the subject, {subject[:60]!r}"
        return Problem("error", "record-refused", f"message {number}: {what}", entry.path, line, 1)
    return described(cable_id, body, Place(entry.path, line, number), f"{entry.name}, message {number}")


def _plain_text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = cast(bytes, data).decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = decode(cast(bytes, data))
    return _QUOTED_FROM.sub(r"\1", text.replace("\r\n", "\n")).strip("\n") + "\n"
