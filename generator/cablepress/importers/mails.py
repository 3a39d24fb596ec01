"""Mail: an mbox, or one message a file, each with the text of a cable.

Who passed cables on did so by mail. The ID is in the subject, or is the name of the file; the text is the plain part
of the message, as it was sent, or its HTML without the tags. Attached messages, and text files named by their ID, are
cables of their own, and what is written above them is not.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from typing import Final, cast

from cablepress.errors import Problem
from cablepress.importers.headings import described
from cablepress.importers.html_text import text_of_html
from cablepress.importers.inputs import Entry
from cablepress.importers.record import CableRecord, Place
from cablepress.importers.text import ID, MOST_IN_CABLE, decode
from cablepress.importers.text_files import id_in_name, stem_id

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
_APART: Final = re.compile(r"(?<![A-Z0-9])([0-9]{2}) ([A-Z]{3,20}) ([0-9]{1,7})(?![A-Z0-9])")
_TOP: Final = 12_000
"""Characters in which a text must name its post and number."""
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
            yield from _records(entry, Place(entry.path, line, number), text)


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


def _records(entry: Entry, place: Place, text: str) -> Iterator[CableRecord | Problem]:
    """The cable that a message is, or those that are attached to it."""
    # ``surrogateescape`` keeps bytes that are not UTF-8 until the message says what they are.
    data = text.encode("utf-8", "surrogateescape")
    message = email.message_from_bytes(data, policy=email.policy.default)
    nothing = True
    for found in _attached(entry, place, message):
        nothing = nothing and not isinstance(found, CableRecord)
        yield found
    if nothing:
        yield _record(entry, place, message, stem_id(entry) if place.row == 1 else "")


def _attached(entry: Entry, place: Place, message: EmailMessage) -> Iterator[CableRecord | Problem]:
    """The cables that are attached to a message as messages or as text files named by their ID."""
    for part in message.iter_attachments():
        name = str(part.get_filename() or "")
        cable_id = id_in_name(name.rpartition("/")[2].partition(".")[0])
        if part.get_content_type() == "message/rfc822":
            inner = cast(EmailMessage, part.get_content())
            if _id_in(inner):
                yield _record(entry, place, inner, "")
        elif cable_id and part.get_content_maintype() == "text":
            yield described(cable_id, _words_of(part), place, f"{entry.name}, message {place.row}, {name}")
        elif cable_id:
            message_ = f"message {place.row}: the attachment {name[:60]!r} is not a text, and is not read"
            yield Problem("warning", "attachment-skipped", message_, place.path, place.line, 1)


def _record(entry: Entry, place: Place, message: EmailMessage, otherwise: str) -> CableRecord | Problem:
    """The record of one message; ``otherwise`` is its ID where the subject names none."""
    cable_id = _id_in(message) or otherwise
    body = message.get_body(("plain", "html"))
    words = _words_of(body) if body is not None else ""
    if not cable_id or not words.strip():
        subject = str(message.get("subject", ""))
        what = "there is no text" if cable_id else f"no Reference ID in the subject, {subject[:60]!r}"
        return Problem("error", "record-refused", f"message {place.row}: {what}", place.path, place.line, 1)
    return described(cable_id, words, place, f"{entry.name}, message {place.row}")


def _id_in(message: EmailMessage) -> str:
    """The Reference ID in the subject: ``09ZENDA999``, or ``09 ZENDA 999`` of a text that has ``ZENDA 000999``."""
    subject = str(message.get("subject", "")).upper()
    if found := _WITHIN.search(subject):
        return str(found[1])
    body = message.get_body(("plain", "html"))
    top = _words_of(body)[:_TOP] if body is not None else ""
    for year, post, number in _APART.findall(subject):
        if re.search(rf"\b{post} +0*{number}\b", top):
            return f"{year}{post}{number}"
    return ""


def _words_of(part: MIMEPart) -> str:
    """The text of a part; of one in HTML the words without their tags."""
    data = cast(bytes, part.get_payload(decode=True))
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = decode(data)
    if part.get_content_subtype() == "html":
        text = text_of_html(text)
    return _QUOTED_FROM.sub(r"\1", text.replace("\r\n", "\n")).strip("\n") + "\n"
