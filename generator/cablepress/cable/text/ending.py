"""The end of the body: the lines of a post's website, the end of the message, the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cablepress.cable import vocabulary
from cablepress.cable.file.lines import Lines, ends_sentence
from cablepress.model import Cut

_SIGNATURE = re.compile(
    r"(?:(?:[A-Z]\. |ST\. |St\. |VAN |VON |DE |DER |DEN |LA |DU |DEL )(?=[A-Z])){0,3}"
    r"[A-Z](?:[A-Za-z'’]|-(?=[A-Z])){1,24}(?: [A-Z](?:[A-Za-z'’]|-(?=[A-Z])){2,24}|/[A-Z'’-]{3,24}| JR\.?| Jr\.?)?"
    r"(?=[.#=]{0,3}$)"
)

_GLUED_SIGNATURE = re.compile(
    r"(?:(?<=[.!?\"”)\]])|(?<=CONSIDERED)|(?<=\*\*\*)|(?<=END (?:COMMENT|SUMMARY))|(?<=End (?:[Cc]omment|[Ss]ummary)))"
    r"[ ]{1,3}(?P<name>(?:[A-Z]\. |ST\. |St\. )?(?:Mc|Mac|[DO]['’])?"
    r"[A-Z](?:[a-z]{2,20}|[A-Z'’-]{2,24})(?: [A-Z][A-Z'’-]{2,24})?)$"
)
"""A surname on the last line (957 cables), in 245 glued to the last sentence; in old ones ``GILLESPIE##``."""

_NOT_A_SIGNATURE = re.compile(
    r"(?i)(?:END|BEGIN|COMMENTS?|SUMMARY|NOTE|TEXT|LIST|X{3,}|REMOVED|UNQUOTE|QUOTE|ANNEX|ATTACHMENT|"
    r"CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|MINIMIZE|SIPDIS|NOFORN|BT|NNNN|THE|THIS|THAT|THESE|THOSE|THEY|THERE|HE|SHE|WE|IT|"
    r"IN|AT|ON|BUT|AND|FOR|HOWEVER|POST|EMBASSY)\b"
)

_MINIMIZE = re.compile(r"[ \t]{0,8}MINIMIZE CONSIDERED[.:]?$", re.IGNORECASE)
"""Traffic was kept low at the time; a remark on a line of its own above or below the signature."""

_REMARK = re.compile(r"[ \t]{0,40}(?:NOTE(?: BY [A-Z/]{2,8})?: |DECLASSIFIED/RELEASED )", re.IGNORECASE)
"""What may stand below the signature: a remark of the message centre (``NOTE BY OC/T: HEADING AS RECEIVED.``), the
stamp of a later release."""

_WEBSITE = re.compile(r"(?:Please )?visit .{1,60}Web ?site\b", re.IGNORECASE)
"""The last lines of many posts: ``Visit Embassy Cairo's Classified Website: http…``."""

_END_OF_MESSAGE = re.compile(r"[ \t]{0,8}(?:NNNN|End Cable Text\.?|BT)$", re.IGNORECASE)

_CHECK_NUMBER = re.compile(r"[ \t]{0,8}#[0-9]{4}$")
"""``BT``, the cable's number, ``NNNN``: how a message ends."""


def cut_ending(source: Lines, cuts: list[Cut]) -> Lines:
    """``source`` without ``NNNN``, ``End Cable Text`` and ``Visit … Website`` at its end."""
    lines, numbers = list(source.text), source.number
    _drop_blank(lines)
    first = len(lines)
    while lines and (_END_OF_MESSAGE.match(lines[-1]) or _is_check_number(lines, first)):
        text = lines.pop().strip()
        cuts.append(Cut("end-of-message", numbers[len(lines)], text))
        _drop_blank(lines)
    _cut_website(lines, numbers, cuts)
    _drop_blank(lines)
    return Lines(lines, numbers[: len(lines)])


def _is_check_number(lines: list[str], first: int) -> bool:
    """Whether the last line is ``#1848`` above ``NNNN``, which is cut already, or below ``BT``."""
    beside = len(lines) < first or (len(lines) > 1 and lines[-2].strip() == "BT")
    return beside and _CHECK_NUMBER.match(lines[-1]) is not None


def _cut_website(lines: list[str], numbers: Sequence[int], cuts: list[Cut]) -> None:
    """``Visit Embassy Cairo's Classified Website:`` and its address, on the last lines of a cable.

    Without an address on it or just below it, it is a sentence of the text.
    """
    for index in range(max(0, len(lines) - 9), len(lines)):
        if len(lines[index]) < 400 and _WEBSITE.match(lines[index].lstrip()):
            break
    else:
        return
    address = index
    if not _has_address(lines[index]):
        address = index + 1
        while address < len(lines) and not lines[address]:
            address += 1
        if address == len(lines) or not _has_address(lines[address]):
            return
        lines[index] = _cut_line(lines, index, numbers[index], cuts)
    while address < len(lines) and (_has_address(lines[address]) or _is_rest(lines[address])):
        lines[address] = _cut_line(lines, address, numbers[address], cuts)
        address += 1


def _has_address(line: str) -> bool:
    return "http" in line or "www." in line


def _cut_line(lines: list[str], index: int, number: int, cuts: list[Cut]) -> str:
    """Cut a line of the address; what stays of it is a signature glued to the last one (``…/index. cfm Tuttle``)."""
    line = lines[index]
    head, _, tail = line.rpartition(" ")
    name = tail if index == len(lines) - 1 and "http" in head and _SIGNATURE.match(tail) and "/" not in tail else ""
    cuts.append(Cut("web-chrome", number, (head if name else line).strip()))
    return name


def _is_rest(line: str) -> bool:
    return bool(line) and " " not in line.strip() and ("/" in line or line.strip().endswith((".cfm", "fm", ".html")))


def _drop_blank(lines: list[str]) -> None:
    while lines and not lines[-1]:
        lines.pop()


def split_signature(source: Lines, begin: int) -> tuple[Lines, int]:
    """The lines with the signature set apart, and the index of its line; -1 when there is none.

    One or two name-like words on the last line (957 cables) or at its end (245); the classification may follow
    below, as at the foot of an old page.
    """
    lines = source.text
    last = _last_line(lines, begin)
    if last < begin or not lines[last]:
        return source, -1
    line = lines[last]
    if len(line) < 60 and _SIGNATURE.match(line.strip()):
        alone = last > begin and not _NOT_A_SIGNATURE.match(line.strip()) and not _runs_on(lines, last - 1)
        alone = alone and not (_INITIAL.match(line) and _is_item(lines, last - 1))
        return source, last if alone else -1
    tail = line[-60:]
    match = _GLUED_SIGNATURE.search(tail)
    if match is None or _NOT_A_SIGNATURE.match(match["name"]):
        return source, -1
    rest = line[: len(line) - len(tail) + match.start()].rstrip()
    text = [*lines[:last], rest, match["name"], *lines[last + 1 :]]
    numbers = [*source.number[: last + 1], *source.number[last:]]
    return Lines(text, numbers), last + 1


_BELOW_SIGNATURE = (vocabulary.PAGE_BANNER, vocabulary.CAPTION_LINE, _MINIMIZE)


def _last_line(lines: list[str], begin: int) -> int:
    """Index of the last line of the text: banners, captions and a remark below the signature are none of it."""
    last = len(lines) - 1
    while last > begin:
        line = lines[last]
        remark = _remark_from(lines, last)
        if remark > begin:
            last = remark - 1
        elif len(line) < 2 or any(form.match(line) for form in _BELOW_SIGNATURE):
            last -= 1
        else:
            break
    return last


def _remark_from(lines: list[str], last: int) -> int:
    """Index of the first line of a remark of up to three lines that ends at ``last``; -1 if there is none."""
    for index in range(last, max(0, last - 3), -1):
        if not lines[index]:
            return -1
        if _REMARK.match(lines[index]):
            return index
    return -1


_INITIAL = re.compile(r"[ \t]{0,12}[A-Z]\. ")


def _is_item(lines: list[str], above: int) -> bool:
    """Whether the last line above that is not blank is an item of a lettered list, so that ``B. Cheese`` is one too."""
    while above >= 0 and not lines[above]:
        above -= 1
    return above >= 0 and _INITIAL.match(lines[above]) is not None


def _runs_on(lines: list[str], above: int) -> bool:
    """Whether the line above the last one leaves its sentence open, so that the last one is its end."""
    line = lines[above]
    if not line:
        return False
    last_word = lines[above + 1].endswith(".") and len(line) > 40 and not ends_sentence(line)
    return last_word or vocabulary.RUNS_ON.search(line[-14:]) is not None
