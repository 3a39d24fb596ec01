"""What can be wrong with a cable as a whole; each finding becomes a ``Problem``."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from cablepress.cable import codes, vocabulary
from cablepress.cable.file.front_matter import FrontMatter
from cablepress.cable.file.lines import ends_sentence
from cablepress.cable.file.meta_table import Meta
from cablepress.cable.file.residue import Dump
from cablepress.cable.message import Body
from cablepress.cable.report import Report
from cablepress.cable.top.classification import ClassificationLine
from cablepress.cable.top.header import origin_of
from cablepress.cable.top.references import canonical_id
from cablepress.model import Block, Cut, Header, Reference
from cablepress.names import refusal_of

_NUMBER_AT_END = re.compile(r"[0-9]{1,12}$")


def settle_id(given: FrontMatter, meta: Meta, stem: str, report: Report) -> str:
    """The cable's ID: of the front matter, else of the table, else ``stem``; empty when it is refused."""
    if given.id:
        cable_id, line, column = given.id, given.line_of_id, given.column_of_id
    elif meta.id:
        cable_id, line, column = meta.id, meta.line, 1
    else:
        cable_id, line, column = stem, 1, 1
        report.add("warning", "id-missing", f"no “Reference ID …” table and no id; the file's name gives {stem!r}", 1)
    # A leading “_” is odd, but no disk minds.
    refusal = refusal_of(cable_id.removeprefix("_"))
    if refusal:
        report.add("error", "id-refused", f"{cable_id[:120]!r} {refusal}", line, column)
        return ""
    return cable_id


def check_encoding(text: str, report: Report) -> None:
    """Put down the first character that a wrong decoding leaves behind."""
    place = text.find("\ufffd")
    if place >= 0:
        line = text.count("\n", 0, place) + 1
        column = place - text.rfind("\n", 0, place)
        report.add("warning", "encoding-doubtful", "a character was lost in decoding (U+FFFD)", line, column)


def better_created(created: datetime | None, header: Header, *, day_only: bool = False) -> datetime | None:
    """``created`` with the minute of the date-time group where day and hour agree.

    The oldest pages repeat the 12-hour hour as the minute (``07:07``). A table may say the day alone
    (``day_only``). Without a table the group itself counts.
    """
    group = header.date_time_group
    if created is None:
        return group
    if group is not None and group.date() == created.date() and (day_only or group.hour == created.hour):
        return group
    return created


def settle_head(given: FrontMatter, meta: Meta, body: Body, report: Report) -> tuple[str, str]:
    """Classification and origin: of the front matter, else of the table, else of the text, which is said.

    A text without a table says the one on its classification line and the other behind ``FM``. What looks the same is
    one post: accents that follow their letter (Unicode's NFD) are put together with it.
    """
    classification, origin = given.classification or meta.classification, given.origin or meta.origin
    if not origin.isascii():
        origin = unicodedata.normalize("NFC", origin)
    if classification and origin:  # quick path
        return classification, origin
    said: list[str] = []
    found = body.classification
    if not classification and found:
        classification = found.level
        if found.caveats or "NOFORN" in body.fields.captions:
            classification += f"//{found.caveats or 'NOFORN'}" if found.level != "UNCLASSIFIED" or found.caveats else ""
        said.append(f"classification {classification}")
    if not origin and (origin := origin_of(body.header.from_)):
        said.append(f"origin {origin}")
    if said:
        message = f"{' and '.join(said)}: read from the text, as neither a table nor front matter says it"
        report.add("info", "meta-from-text", message, body.classification_line or body.header.line or 1)
    return classification, origin


def check_dates(
    cable_id: str, created: datetime | None, released: datetime | None, header: Header, line: int, report: Report
) -> None:
    """Whether table, header and ID agree on the year (or are a day apart at its turn), and release follows creation."""
    if created is None:
        return
    group = header.date_time_group
    if (group is None or group.year == created.year) and cable_id[:2] == str(created.year)[2:]:  # quick path
        if released and released < created:
            report.add("warning", "date-mismatch", f"released {released:%Y-%m-%d}, before it was created", line)
        return
    parts = vocabulary.ID_PARTS.fullmatch(cable_id)
    others: list[str] = []
    if parts and vocabulary.YEAR.fullmatch(parts["year"]) and not _is_in(created, int(parts["year"][-2:])):
        others.append(f"the ID {cable_id}")
    if group and not _is_in(created, group.year % 100):
        others.append(f"the header {group:%Y-%m-%d}")
    if others:
        say = "say" if len(others) > 1 else "says"
        message = f"created in {created.year} by the table, but {' and '.join(others)} {say} otherwise"
        report.add("warning", "date-mismatch", message, line)
    if released and released < created:
        report.add("warning", "date-mismatch", f"released {released:%Y-%m-%d}, before it was created", line)


def _is_in(moment: datetime, year: int) -> bool:
    """Whether a moment is in a year of which two digits are given, or a few days from it."""
    if moment.year % 100 == year:  # quick path
        return True
    # Reckoned with figures: no moment lies behind the last day of the calendar, or before the first.
    is_late, is_early = (moment.month, moment.day) > (12, 31 - _TURN), (moment.month, moment.day) <= (1, _TURN)
    return year == (moment.year + is_late - is_early) % 100


_TURN = 3
"""Days by which the number of a cable may be of the other year: local time, work on the last day."""


def check_references(dump: Dump, references: tuple[Reference, ...], report: Report) -> None:
    """Compare the list of references in a record of the archive's dump with those of the text."""
    listed = {canonical_id(name): name for name in dump.references}
    found = {canonical_id(item.candidate): item.candidate for item in references if item.candidate}
    more = [name for key, name in listed.items() if key not in found]
    fewer = [name for key, name in found.items() if key not in listed]
    if more or fewer:
        words = [f"{what} {', '.join(sorted(names)[:9])}" for what, names in (("has", more), ("lacks", fewer)) if names]
        message = f"the archive's own list of references {' and '.join(words)}, other than the text's"
        report.add("warning", "references-differ", message, dump.line)


def check(
    cable_id: str, classification: str, subject: str, year: str, body: Body, cuts: tuple[Cut, ...], report: Report
) -> None:
    """Put down all that is wrong with a cable as a whole."""
    if body.header_end_missing:
        message = "no classification line found where the header should end"
        report.add("warning", "header-end-missing", message, body.header.line + body.header.text.count("\n"))
    if body.classification:
        _check_classification(body.classification, body.classification_line, classification, cable_id, year, report)
    _check_numbers(body.blocks, report)
    for cut in cuts:
        if cut.reason == "web-chrome":
            _report_cut(cut, report)
    if not subject:
        report.add("warning", "subject-missing", "no SUBJECT line found", body.classification_line or 1)
    _check_end(body, report)


def _report_cut(cut: Cut, report: Report) -> None:
    last = cut.line + cut.text.count("\n")
    place = f"line {cut.line}" if last == cut.line else f"lines {cut.line} to {last}"
    report.add("info", "text-cut", f"{place} cut: web chrome, no part of the cable", cut.line)


def _check_classification(
    found: ClassificationLine, line: int, classification: str, cable_id: str, year: str, report: Report
) -> None:
    if classification and not classification.startswith(found.level):
        message = f"the table says {classification}, the text {found.level}"
        report.add("warning", "classification-mismatch", message, line)
    if found.number and not _is_of(found, cable_id, year):
        message = f"the text is of {found.post} {int(found.number)}, expected {cable_id}"
        report.add("warning", "body-mismatch", message, line)


def _is_of(found: ClassificationLine, cable_id: str, year: str) -> bool:
    """Whether post and number of a classification line are those of the ID.

    The post may be cut short there (``ADDIS ABAB``) or be a part of it (``DUBAI`` for ``RPODUBAI``).
    """
    expected = cable_id.removeprefix(year)
    number = _NUMBER_AT_END.search(expected)
    if number is None:
        return True
    if int(number[0]) != int(found.number):
        return False
    post = expected[: number.start()]
    token = codes.post_token(found.post) or re.sub(r"[^A-Z]", "", found.post.upper())
    return token[:5] == post[:5] or post.endswith(token) or token.endswith(post)


MOST_NAMED = 9
"""Anchors of one number that messages name: what is printed again and again after that is said once."""
_TIMES = {2: "twice", MOST_NAMED: f"{MOST_NAMED} times or more"}


def _check_numbers(blocks: tuple[Block, ...], report: Report) -> None:
    numbers = [block.number for block in blocks if block.number is not None]  # quick path: for the next look only
    if numbers == list(range(1, len(numbers) + 1)):  # quick path: nothing is wrong
        return
    seen: dict[int, int] = {}
    anchors: dict[int, str] = {}
    last = 0
    for block in blocks:
        number = block.number
        if number is None:
            continue
        if number in seen:
            times = seen[number] = seen[number] + 1
            if times > MOST_NAMED:
                last = number
                continue
            anchors[number] += f", {block.anchor}"
            message = f"{number} appears {_TIMES.get(times) or f'{times} times'} ({anchors[number]})"
            report.add("warning", "paragraph-repeated", message, block.line)
        else:
            seen[number] = 1
            anchors[number] = block.anchor
            if len(seen) == 1 and number != 1:
                report.add("info", "paragraph-skipped", f"the first paragraph is {number}, expected 1", block.line)
            elif number > last + 1 and last:
                report.add("warning", "paragraph-skipped", f"{number} follows {last}, expected {last + 1}", block.line)
        last = number


def _check_end(body: Body, report: Report) -> None:
    """Whether the text breaks off: no signature, and the last line is unfinished."""
    if "signature" in [block.kind for block in body.blocks[-9:]]:
        return
    last = next((block for block in reversed(body.blocks) if block.text), None)
    if last is None or last.kind not in ("paragraph", "prose") or last.closing:
        return
    end = last.text[-60:].rpartition("\n")[2]
    if not ends_sentence(end) and not end.isupper() and not vocabulary.REDACTION.search(end[-30:]):
        report.add("warning", "text-truncated", "the text breaks off in mid-sentence", body.last_line)
