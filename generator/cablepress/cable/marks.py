"""Marks inside the text of blocks: list items, other cables named, redactions, abbreviations.

All texts of a cable are looked through as one string, which is many times quicker than one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from cablepress.cable import codes, grammar
from cablepress.cable.references import candidate_id, whole_id
from cablepress.model import Mark

_BETWEEN = "\n\x00\n"
"""Stands between two texts; no mark can reach over it."""
_TO_WORDS = bytes(
    ord(" ") if not chr(code).isalnum() and chr(code) not in "/+" else ord(chr(code).lower()) if code < 128 else code
    for code in range(256)
)
"""Every Latin-1 character that is no part of a word → space; capitals → small letters."""
_TO_SHAPES = bytes(
    ord("0") if 48 <= code < 58 else ord("A") if 65 <= code < 91 else ord(" ") if code in (10, 32) else ord("-")
    for code in range(256)
)
"""Digits → ``0``, capitals → ``A``, space and newline → space, all else → ``-``."""
LONGEST_ACRONYM = 4
"""Shorter terms count only in capitals, as ``USG`` or ``GOT``: ``got`` is a word."""


def find_marks(texts: list[str], year: str, named: frozenset[str] = frozenset()) -> list[list[Mark]]:
    """The mentions, redactions and terms of each text, in no order; ``year`` is the citing cable's.

    ``named`` are posts that the cable's own ID and REF line name: known, whether ``codes`` has them or not.
    """
    joined = _BETWEEN.join(texts)
    found: list[tuple[int, int, str, str]] = []
    for begin in ("XXXX", "xxxx", "["):
        _redactions(joined, begin, found)
    encoded = joined.encode("latin-1", "replace")
    words = b" %b " % encoded.translate(_TO_WORDS)
    terms, posts = _term_words(), _last_words()
    present = {name.lower().encode("latin-1", "replace") for name in named}
    for word in sorted(present.union(_known_words().intersection(words.split()))):
        if word in posts or word not in terms:
            _mentions(joined, words, word, year, named, found)
        if word in terms:
            _terms(joined, words, word, terms[word], found)
    _printed_ids(joined, encoded.translate(_TO_SHAPES), found)
    return _distribute(found, texts)


@cache
def _known_words() -> frozenset[bytes]:
    return frozenset(_term_words()) | _last_words()


@cache
def _last_words() -> frozenset[bytes]:
    """The last word of the name of every post, as in the string of words."""
    return frozenset(name.rsplit(" ", 1)[-1].lower().encode("latin-1") for name in codes.posts())


@cache
def _term_words() -> dict[bytes, str]:
    return {key.encode("latin-1").translate(_TO_WORDS): key for key in codes.table("terms")}


def _distribute(found: list[tuple[int, int, str, str]], texts: list[str]) -> list[list[Mark]]:
    """Marks with offsets into the joined string → marks of each text."""
    marks: list[list[Mark]] = [[] for _ in texts]
    if not found:
        return marks
    found.sort()
    ends = list(accumulate(len(text) + len(_BETWEEN) for text in texts))
    index = begin = 0
    for start, end, kind, value in found:
        while start >= ends[index]:
            begin = ends[index]
            index += 1
        marks[index].append(Mark(start - begin, end - begin, kind, value))  # type: ignore[arg-type]  # a MarkKind
    return marks


def merge_marks(found: list[Mark], more: list[Mark]) -> tuple[Mark, ...]:
    """All marks of one text sorted, without overlaps: of two that overlap the earlier one stays."""
    if not more and len(found) < 2:
        return tuple(found)
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
    place = 0
    above = ""
    for line in text.split("\n"):
        match = grammar.ITEM.match(line)
        if match and (not place or begins_item(line, match.end(), match["label"], above)):
            found.append(Mark(place, place + match.end(), "item"))
        place += len(line) + 1
        above = line
    return found


def begins_item(line: str, end: int, label: str | None, above: str) -> bool:
    """Whether a marker inside a list is one, and not a dash or an initial at the start of a wrapped line."""
    ended = bool(grammar.SENTENCE_END.search(above[-6:]))
    if label is None:
        return ended or not line[end : end + 1].islower() or above.endswith((",", "and", "or"))
    return ended or len(above) < 60


def _redactions(text: str, begin: str, found: list[tuple[int, int, str, str]]) -> None:
    """Redactions that begin with ``begin``; looked for by ``find``, which is many times quicker than a pattern."""
    place = text.find(begin)
    while place >= 0:
        match = grammar.REDACTION.match(text, place)
        end = match.end() if match else place + 1
        if match:
            found.append((place, end, "redaction", ""))
        place = text.find(begin, end)


def _mentions(
    text: str, words: bytes, word: bytes, year: str, named: frozenset[str], found: list[tuple[int, int, str, str]]
) -> None:
    """Words that name another cable by a known post: ``07 ASTANA 1838``; never a guess at an unknown one.

    ``words`` is ``text`` as words with one space more at its start; ``word`` ends the names to look for.
    """
    place = words.find(b" %b " % word)
    while place >= 0:
        end = place + len(word)
        match = grammar.MENTION_NUMBER.match(text, end + 1)
        if match and text[end] in " \n" and (name := _post_before(text, end, named)):
            _add_mention(text, end - len(name), name, match[0], match.end(), year, found)
        place = words.find(b" %b " % word, end)


def _post_before(text: str, end: int, named: frozenset[str]) -> str:
    """The longest name of a known post that ends at ``end``, as printed; empty when there is none."""
    words = text[max(0, end - 40) : end].replace("\n", " ").split(" ")
    posts = codes.posts()
    names = (" ".join(words[-count:]) for count in range(min(4, len(words)), 0, -1))
    return next((name for name in names if name.upper() in posts or name.upper() in named), "")


def _add_mention(
    text: str, begin: int, name: str, number: str, end: int, year: str, found: list[tuple[int, int, str, str]]
) -> None:
    """Written small (``Astana 1838``) the number must have three digits and not look like a year."""
    printed, begin = _year_before(text, begin)
    if printed is None or (begin and text[begin - 1].isalnum()):
        return
    if not name.isupper() and not printed and (len(number) < 3 or number[:2] in ("19", "20")):
        return
    value = candidate_id(printed or year, name, number)
    if value:
        found.append((begin, end, "mention", value))


def _places(shapes: bytes, shape: bytes) -> Iterator[int]:
    place = shapes.find(shape)
    while place >= 0:
        yield place
        place = shapes.find(shape, place + 1)


def _printed_ids(text: str, shapes: bytes, found: list[tuple[int, int, str, str]]) -> None:
    """IDs in one word (``07ZENDA9``), and those whose year, post and number are printed, of whichever post.

    ``shapes`` is the text in shapes (``00AAA0``), in which they are found many times quicker than by the pattern.
    A post that no table knows must stand out in capitals from the sentence and be no word like ``USC``.
    """
    for place in [*_places(shapes, b"00AAA"), *_places(shapes, b"00 AAA")]:
        match = grammar.PRINTED_ID.match(text, place - 2 if shapes[max(0, place - 2) : place] == b"00" else place)
        if match is None:
            continue
        year = match["year"]
        if match["whole"]:
            plausible = year[:2] == year[2:] or grammar.YEAR.fullmatch(year)
            if plausible and (value := whole_id(year, match["whole"], match["digits"])):
                found.append((match.start(), match.end(), "mention", value))
        elif grammar.YEAR.fullmatch(year) and _stands_out(text, match.start("post"), match.end("post")):
            name = match["post"].replace("\n", " ")
            if len(name) > 3 or len(match["number"]) > 2:
                _add_mention(text, match.start("post"), name, match["number"], match.end(), "", found)


def _year_before(text: str, begin: int) -> tuple[str | None, int]:
    """The year printed before a post and where it begins; ``None`` in ``SECTION 01 OF 03 ASTANA 1848``."""
    before = text[max(0, begin - 12) : begin]
    if not before.endswith((" ", "\n")):
        return "", begin
    words = before.split()
    digits = words[-1].lstrip("'’(") if words else ""
    if not grammar.YEAR.fullmatch(digits):
        return "", begin
    if len(words) > 2 and words[-2].upper() == "OF" and words[-3].isdigit():
        return None, begin
    return digits, begin - len(before) + before.rindex(digits)


def _terms(text: str, words: bytes, word: bytes, term: str, found: list[tuple[int, int, str, str]]) -> None:
    """An abbreviation as a whole word, in any case; a short one in capitals only."""
    place = words.find(b" %b " % word)
    while place >= 0:
        end = place + len(word)
        if len(word) > LONGEST_ACRONYM or _stands_out(text, place, end):
            found.append((place, end, "term", term))
        place = words.find(b" %b " % word, end)


def _stands_out(text: str, place: int, end: int) -> bool:
    """Whether words are in capitals that stand out: there is a small letter somewhere near."""
    if not text[place:end].isupper():
        return False
    around = text[max(0, place - 40) : place] + text[end : end + 40]
    return around != around.upper()
