"""Marks inside the text of blocks: list items, other cables named, redactions::

    mention   = id | [ year ] , known post , number | year , post in capitals , number ;
    id        = year , post , number ;                            (* in one word: 07ZENDA9 *)
    redaction = "XXXX" , { "X" } | "xxxx" , { "x" } | "[" , words , "removed" , words , "]" ;

All texts of a cable are looked through as one string, which is many times quicker than one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from cablepress.cable import codes, vocabulary
from cablepress.cable.file.lines import ends_sentence
from cablepress.cable.top.references import candidate_id, whole_id, year_like
from cablepress.model import Mark, MarkKind, new

_MENTION_NUMBER = re.compile(r"[0-9]{1,6}(?![0-9A-Za-z]|[.,/:%-][0-9])")
"""The number of a cable in the text (``07 ASTANA 1838``); the word before it must be a known post."""

_PRINTED_ID = re.compile(
    r"(?P<year>[0-9](?<![0-9A-Za-z./-].)[0-9](?:[0-9]{2})?)(?:"
    r"(?P<whole>[A-Z]{3,24})(?P<digits>[0-9]{1,7})(?![0-9A-Za-z])|"
    r"[ \n](?P<post>[A-Z][A-Z.']{2,20}(?:[ \n][A-Z][A-Z.']{1,20}){0,2})[ \n](?P<number>[0-9]{1,6})"
    r"(?![0-9A-Za-z]|[.,/:%-][0-9]))"
)
"""An ID in the text, in one word (``07ZENDA9``, ``7575LIBREVILLE1895``) or as ``07 ZENDA 9``, of whichever post."""


_REDACTIONS = tuple(zip(map(re.compile, vocabulary.REDACTION_FORMS), ("XXXX", "xxxx", "["), strict=True))
"""Each with the characters with which it begins."""

Found = tuple[int, int, MarkKind, str]
"""Where a mark begins in the joined string, where it ends counted backwards, its kind and value: they sort by their
start, and of several at one place the longest comes first."""
BETWEEN = "\n\x00\n"
"""Stands between two texts; no mark can reach over it."""


def _shape(letter: str) -> str:
    if letter.isascii() and letter.isupper():
        return "A"
    if letter.isalpha():
        return "a"
    return " " if letter in " \n" else "0" if letter in "0123456789" else "-"


_TO_SHAPES = "".join(map(_shape, map(chr, range(256)))).encode()
"""Digits → ``0``, capitals from A to Z → ``A``, other letters → ``a``, space and newline → space, all else → ``-``."""
_NUMBER_BEHIND_WORD = re.compile(rb"0(?<=[Aa] 0)")
_YEAR_AND_WORD = re.compile(rb"0(?=0 ?AAA)")
"""Both begin with a digit, which is rare, so that most of the text is passed over by a search for one character."""
_TAIL = 3
"""Letters at the end of a name by which most words before a number are told from a post: ``AN`` of ``percent``."""


def join_texts(texts: Sequence[str]) -> tuple[str, bytes]:
    """``texts`` as one string to look through, and the same in Latin-1, ``?`` for what it has not: offsets agree."""
    joined = BETWEEN.join(texts)
    return joined, joined.encode("latin-1", "replace")


def find_marks(texts: list[str], year: str, named: frozenset[str] = frozenset()) -> list[Sequence[Mark]]:
    """The mentions and redactions of each text, in order; ``year`` is the citing cable's.

    ``named`` are posts that the cable's own ID and REF line name: known, whether ``codes`` has them or not.
    """
    joined, encoded = join_texts(texts)
    shapes = encoded.translate(_TO_SHAPES)
    found: list[Found] = []
    for redaction, head in _REDACTIONS:
        first = _find_rare(joined, head)
        for match in redaction.finditer(joined, first) if first >= 0 else ():
            begin = match.start()
            begin -= joined[begin] == "x" and joined[begin - 1 : begin] == "X"
            found.append((begin, -match.end(), "redaction", ""))
    _mentions(joined, shapes, year, named, found)
    _printed_ids(joined, shapes, found)
    return distribute(found, texts)


def _find_rare(text: str, words: str) -> int:
    """Where ``words`` begin, the first letter of which is rare; -1 for nowhere.

    A search for one letter is so quick that to go from one to the next takes a fraction of a search for all of them.
    """
    place = text.find(words[0])
    while place >= 0 and not text.startswith(words, place):
        place = text.find(words[0], place + 1)
    return place


def find_redactions(text: str) -> tuple[Mark, ...]:
    """The redactions alone: for the fields of the top."""
    return tuple([Mark(*match.span(), "redaction") for match in vocabulary.REDACTION.finditer(text)])


@cache
def _post_tails() -> frozenset[str]:
    """How the names of posts end, in capitals and in small letters (``Rio``: in both)."""
    return frozenset(tail for name in codes.posts() for tail in _tails(name))


def _tails(name: str) -> tuple[str, str, str]:
    return name[-_TAIL:], name[-_TAIL:].lower(), name.title()[-_TAIL:]


@cache
def _last_words() -> frozenset[str]:
    """The last word of each name of a post."""
    return frozenset([name.rpartition(" ")[2].lstrip(_OPENS) for name in codes.posts()])


_OPENS = "([\"'“‘"
"""What may stand just before a name."""


def distribute(found: list[Found], texts: Sequence[str]) -> list[Sequence[Mark]]:
    """The marks of each text, in order; of two that overlap the first stays, of two at one place the longer."""
    marks: list[Sequence[Mark]] = [()] * len(texts)
    if not found:  # quick path: most chunks have none
        return marks
    found.sort()
    ends = list(accumulate([len(text) + len(BETWEEN) for text in texts]))
    index = begin = last = 0
    of, here = -1, list[Mark]()
    for start, minus_end, kind, value in found:
        if start < last:
            continue
        last = -minus_end
        while start >= ends[index]:
            begin = ends[index]
            index += 1
        mark = new(Mark, (start - begin, last - begin, kind, value))
        if index != of:
            of, here = index, []
            marks[of] = here
        here.append(mark)
    return marks


def merge_marks(found: Sequence[Mark], more: Sequence[Mark]) -> tuple[Mark, ...]:
    """All marks of one text sorted, without overlaps: of two that overlap the earlier one stays."""
    kept: list[Mark] = []
    end = 0
    for mark in sorted([*found, *more], key=_place):
        if mark.start >= end:
            kept.append(mark)
            end = mark.end
    return tuple(kept)


def _place(mark: Mark) -> tuple[int, bool, int]:
    return mark.start, mark.kind != "page", -mark.end


def item_marks(text: str) -> list[Mark]:
    """The marker of every line of a list that begins an item."""
    found: list[Mark] = []
    above = -1
    begin = 0
    while 0 <= begin < len(text):
        if text[begin] not in _SMALL or not text[begin + 1 : begin + 2].isalpha():  # quick path: a word
            match = vocabulary.ITEM.match(text, begin)
            if match and (not begin or _begins_item(text, above, begin, match.end(), match["label"])):
                found.append(new(Mark, (begin, match.end(), "item", "")))
        above, begin = begin, text.find("\n", begin) + 1 or -1
    return found


_SMALL = frozenset("abcdefghjklmnopqrstuwyz")
"""Letters that are a marker only with a point, a bracket or a blank behind them; ``i``, ``v`` and ``x`` are numbers."""
LONGEST_ABOVE = 60
"""Characters of a line above a lettered item; a longer one is wrapped, and the letter in the next one an initial."""


def _begins_item(text: str, above: int, begin: int, end: int, label: str | None) -> bool:
    """Whether a marker inside a list is one, and not a dash or an initial at the start of a wrapped line.

    The line above begins at ``above``, its own at ``begin``; the marker ends at ``end``.
    """
    if label is not None:
        return begin - 1 - above < LONGEST_ABOVE or ends_sentence(text[above : begin - 1])
    if not text[end : end + 1].islower():
        return True
    line = text[above : begin - 1]
    return ends_sentence(line) or line.endswith((",", "and", "or"))


def _mentions(text: str, shapes: bytes, year: str, named: frozenset[str], found: list[Found]) -> None:
    """Words that name another cable by a known post: ``07 ASTANA 1838``; never a guess at an unknown one."""
    known = _post_tails()
    own = {tail for name in named if name not in codes.posts() for tail in _tails(name)}
    for behind in _NUMBER_BEHIND_WORD.finditer(shapes):
        begin = behind.start()
        tail = text[begin - 1 - _TAIL : begin - 1]
        if (tail in known or (own and tail in own)) and (number := _MENTION_NUMBER.match(text, begin)):
            name = _post_before(text, begin - 1, named)
            if name:
                _add_mention(text, begin - 1 - len(name), name, number[0], number.end(), year, found)


def _post_before(text: str, end: int, named: frozenset[str]) -> str:
    """The longest name of a known post that ends at ``end``, as printed; empty when there is none."""
    words = text[max(0, end - 40) : end].replace("\n", " ").split(" ")
    last = words[-1].lstrip(_OPENS).upper()
    if last not in _last_words() and last not in named:  # quick path: most words only end as a post does
        return ""
    posts = codes.posts()
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[-count:]).lstrip(_OPENS)
        if name.upper() in posts or name.upper() in named:
            return name
    return ""


def _add_mention(text: str, begin: int, name: str, number: str, end: int, year: str, found: list[Found]) -> None:
    """Written small (``Astana 1838``) the number must have three digits and not look like a year."""
    printed, begin = _year_before(text, begin)
    if printed is None or (begin and text[begin - 1].isalnum()):
        return
    if not name.isupper() and not printed and (len(number) < 3 or number[:2] in ("19", "20")):
        return
    value = candidate_id(year_like(printed, year) if printed else year, name, number)
    if value:
        found.append((begin, -end, "mention", value))


def _printed_ids(text: str, shapes: bytes, found: list[Found]) -> None:
    """IDs in one word (``07ZENDA9``), and those whose year, post and number are printed, of whichever post.

    ``shapes`` is the text in shapes (``00AAA0``), in which they are found many times quicker than by the pattern.
    A post that no table knows must stand out in capitals from the sentence and be no word like ``USC``.
    """
    for pair in _YEAR_AND_WORD.finditer(shapes):
        place = pair.start()
        match = _PRINTED_ID.match(text, place - 2 if shapes[max(0, place - 2) : place] == b"00" else place)
        if match is None:
            continue
        year = match["year"]
        if match["whole"]:
            plausible = year[:2] == year[2:] or vocabulary.YEAR.fullmatch(year)
            if plausible and (value := whole_id(year, match["whole"], match["digits"])):
                found.append((match.start(), -match.end(), "mention", value))
        elif vocabulary.YEAR.fullmatch(year) and stands_out(text, match.start("post"), match.end("post")):
            name = match["post"].replace("\n", " ")
            if len(name) > 3 or len(match["number"]) > 2:
                _add_mention(text, match.start("post"), name, match["number"], match.end(), "", found)


def _year_before(text: str, begin: int) -> tuple[str | None, int]:
    """The year printed before a post and where it begins; ``None`` in ``SECTION 01 OF 03 ASTANA 1848``."""
    before = text[max(0, begin - 12) : begin]
    if not before.endswith((" ", "\n")):  # quick path
        return "", begin
    words = before.split()
    digits = words[-1].lstrip("'’(") if words else ""
    if not vocabulary.YEAR.fullmatch(digits):
        return "", begin
    if len(words) > 2 and words[-2].upper() == "OF" and words[-3].isdigit():
        return None, begin
    return digits, begin - len(before) + before.rindex(digits)


def stands_out(text: str, place: int, end: int) -> bool:
    """Whether words are in capitals that stand out: there is a small letter somewhere near."""
    return text[place:end].isupper() and not text[max(0, place - 40) : end + 40].isupper()
