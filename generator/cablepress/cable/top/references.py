"""The REF line: its items, and the ID that each would have."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from cablepress.cable import codes, vocabulary
from cablepress.model import Reference

_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s;,:¶]))(?:[(\[]?(?P<label>[A-Za-z])[.):\]]{1,2}|[(\[] ?(?P<spaced>[A-Za-z]) [)\]])[ \t]{0,4}"
)
"""``A.``, ``B)``, ``(C)``, ``[D]``, ``(C )``."""
_BARE_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s;,]))(?P<label>[A-Z])(?P<spaced>)(?: -)?[ \t]{1,4}(?=(?:[0-9]{2,4} ?)?[A-Z][A-Za-z']{2})"
)
"""``REF A STRELSAU 721 B ZENDA 690``: labels without a point, taken where there are no others."""
_CABLE = re.compile(
    r"(?<![A-Za-z0-9.#/-])(?:(?P<year>\((?:[0-9]{4}|[0-9]{2})\)|[0-9]{3,4}|'?[0-9]{2})[ -]?)?"
    r"(?!(?i:AND|OR|SEE|ALSO)\b)(?P<post>(?:[A-Za-z][A-Za-z'.]{2,20}|(?i:UN|US|LA|ST|HO)(?= )|HK|BA|KL)"
    r"(?:[ -](?!(?i:AND|OR|NO|NR)\b)[A-Za-z'.]{1,20}){0,3})"
    r"(?:(?P<odd>[:,] {1,2})|[ -]{1,3}(?:#|(?i:NO|NR)\.? ?)?(?:\((?P<between>[0-9]{2}|[0-9]{4})\) ?|\([A-Z]\) ?)?)"
    r"(?P<number>[0-9]{1,7})(?![0-9]|[.:][0-9]|Z\b|\.\.\.|…)"
)
"""``06 ZENDA 12``, ``(99) ZENDA 12``, ``ZENDA (01) 12``, ``ZENDA #12``, ``ZENDA NO. 12``; with a colon or comma
(``ZENDA: 12``) only behind a known post."""
_YEAR_AFTER = re.compile(
    r" ?\((?P<bracketed>[0-9]{4}|[0-9]{2})\)|(?:[/-]| (?=[0-9]{2}(?:[,;]|$)))(?P<short>[0-9]{2})(?![0-9/-]|\.[0-9])"
)
"""The year behind the number: ``ZENDA 701 (08)``, ``ZENDA 00789/08``, ``ZENDA 5049-01``, ``ZENDA 07718 99``."""
_MORE = re.compile(
    r"(?: ?/ ?|,? {0,2}(?:AND|and|&) |, {1,2})#?(?P<number>[0-9]{1,7})"
    r"(?![0-9A-Za-z]|[.:-][0-9]|\.\.\.|…|/[0-9]{1,2}(?![0-9])|"
    r" (?!(?:AND|and|ALSO|also|PREVIOUS|previous|NOTAL)\b)[A-Za-z]{2})"
)
"""One more number of the post and year before it: ``ZENDA 2799 AND 2764``, ``ZENDA 692/317``, ``ZENDA 12, 345``."""
_WHOLE_ID = re.compile(
    r"(?<![A-Za-z0-9])(?P<year>[0-9]{2}|[0-9]{4})(?P<post>[A-Z]{3,24})(?P<number>[0-9]{1,7})(?![A-Za-z0-9]|\.\.\.|…)"
)
"""A Reference ID written in one word: ``07STRELSAU612``, also the odd ``7575LIBREVILLE1895``."""
_GLUED = re.compile(
    r"(?<![A-Za-z0-9.])(?:(?P<year>\([0-9]{2}\)|'?[0-9]{2}|[0-9]{4}) )?"
    r"(?P<post>[A-Z]{2,24})(?P<number>[0-9]{2,7})(?![A-Za-z0-9/]|\.\.\.|…)"
)
"""``HK05511``, ``08 HK05511``: of a known post only."""
_LETTER_AND_DIGIT = re.compile("[A-Z][0-9]")
"""What both have."""
_TURNED = re.compile(r"(?P<number>[0-9]{3,6}) (?P<post>[A-Za-z][A-Za-z' -]{2,30})$")
"""``870 Ulaanbaatar``: the number first; of a known post only."""
_SPLIT = re.compile(
    r"[;,:]\s(?!\s{0,4}(?:(?:AND|and)\s)?[0-9]{1,7}(?:\s{0,4}(?:[;,&\n]|$)|\s(?:AND|and)\b| ?\([0-9]))|"
    r"(?<=[0-9)\].;,])\s?\n"
)
_YEAR_LAST = re.compile(r"(?:^|(?<=[\s;,/(&]))'?(?:[0-9]{2}|(?:19|20)[0-9]{2})$")
_ZERO_FOR_O = re.compile(r"(?<![A-Za-z0-9])0(?=[A-Z]{3})|(?<=[A-Za-z]{3})0(?![0-9])")
_O_FOR_ZERO = re.compile(r"(?<![A-Za-z0-9])O(?=[0-9])")
_AIRGRAM = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z]{1,20}(?:['’]S)? {1,2}){0,2}A-[0-9]{1,4}(?![0-9A-Za-z])")
"""``ZENDA'S A-077``: a despatch sent by air, which has a number of its own."""
_DAY_BEFORE = re.compile(
    r"\b(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.? {1,2}[0-9]{1,2}$", re.IGNORECASE
)
_NO_END = re.compile(r"[/-][0-9]|/[A-Za-z]")
"""Behind a number that is a part of something else: ``SMITH 10/15/07``, ``ANNEX 12-4``."""
_WIDEST_GAP = 9
"""Years between a cable and one it cites, for two digits behind a number to be a year."""


def parse_references(rows: list[tuple[int, str]], year: str, first: str = "A") -> tuple[Reference, ...]:
    """The items of a REF line in ``rows`` of line number and text (the keyword taken off).

    Labels are taken in their order only (A, B, C …), so that an initial is none. ``year`` is the citing
    cable's, two digits: it is meant where an item has no year, by the convention of the REF line. ``first`` is the
    label to expect first, where an earlier line had others.
    """
    text = "\n".join([row for _, row in rows])
    ends = list(accumulate(len(row) + 1 for _, row in rows))
    places = _labels(text, _LABEL, first) or _labels(text, _BARE_LABEL, first)
    if not places:
        return _without_labels(text, rows, ends, year)
    found: list[Reference] = []
    if text[: places[0][0]].strip(" .;,\n"):
        found.extend(_items("", text[: places[0][0]], rows[0][0], year))
    for (_, begin, label), following in zip(places, [*(place[0] for place in places[1:]), len(text)], strict=True):
        found.extend(_items(label, text[begin:following], _line_of(rows, ends, begin), year))
    return tuple(found)


def _without_labels(text: str, rows: list[tuple[int, str]], ends: list[int], year: str) -> tuple[Reference, ...]:
    """The items of ``text`` where it has no labels; one that is printed again counts once."""
    found: list[Reference] = []
    seen: set[str] = set()
    for start, end in _pieces(text):
        words = text[start:end]
        if words not in seen:
            seen.add(words)
            found.extend(_items("", words, _line_of(rows, ends, start), year))
    return tuple(found)


def candidate_id(year: str, post: str, number: str) -> str:
    """``07`` + ``ASTANA`` + ``1838``, the number without leading zeros; empty if the words name no post.

    With four digits of the year it has the form of the telegrams of the 1970s: ``1977`` + ``STRELS`` + ``00123``.
    """
    token = codes.post_token(post) if year else ""
    if not token or not int(number):
        return ""
    return f"{year}{codes.short_post(token)}{int(number):05d}" if len(year) == 4 else f"{year}{token}{int(number)}"


def whole_id(year: str, post: str, number: str) -> str:
    """The candidate of an ID printed in one word: as printed, but for aliases, zeros and a year of this age in full.

    ``7575`` is no year in full; an odd ID is kept as it was published, and so is one of the 1970s, which has a year
    in full, a post of six letters at most and five digits or more (``1977STRELS00123``).
    """
    if len(year) == 4 and len(number) >= 5 and len(post) <= 6 and vocabulary.YEAR.fullmatch(year):
        return f"{year}{post}{number}"
    token = codes.posts().get(post, post)
    return f"{year[-2:] if year[:2] in ('19', '20') else year}{token}{int(number)}" if int(number) else ""


def canonical_id(name: str) -> str:
    """What the forms of one ID have in common: ``1974ZENDA01234`` and ``74ZENDA1234`` are the same cable."""
    parts = vocabulary.ID_PARTS.fullmatch(name)
    if parts is None:
        return name
    post = codes.posts().get(parts["post"], parts["post"])
    year = parts["year"]
    short = year[-2:] if vocabulary.YEAR.fullmatch(year) else year
    return f"{short}{codes.short_post(post)}{int(parts['number'])}"


def year_like(printed: str, year: str) -> str:
    """The two digits of a printed year in the form of the citing cable's ``year``: of two digits or of four."""
    if len(year) < 4:
        return printed[-2:]
    return f"{'19' if printed[-2:] >= _FIRST_YEAR else '20'}{printed[-2:]}"


_FIRST_YEAR = "60"


def _labels(text: str, form: re.Pattern[str], expected: str) -> list[tuple[int, int, str]]:
    """``(start, end, label)`` of the labels, in alphabetical order; a doubled label (``A. (A)``) is one.

    A label that is repeated or comes one too soon counts where an item is complete before it. A letter inside a
    bracket (``(QUIET START - A DAO VIEW)``) is none.
    """
    places: list[tuple[int, int, str]] = []
    brackets = _brackets(text)
    for match in form.finditer(text):
        label = (match["label"] or match["spaced"]).upper()
        last = places[-1] if places else None
        if brackets and _is_inside(brackets, match.start()):
            continue
        if last and label == last[2] and match.start() - last[1] <= 1:
            places[-1] = (last[0], match.end(), label)
        elif label == expected or (last and 0 <= ord(label) - ord(last[2]) <= 2 and _complete(text, match.start())):
            places.append((match.start(), match.end(), label))
            expected = chr(ord(label) + 1)
    return places


_BRACKET = re.compile(r"\((?! ?[A-Za-z](?:[).:]| (?:[0-9]{2,4} )?[A-Z]{3,20} [0-9]))[^()\n]{2,200}\)")
"""Words in brackets: no label, and no list of items."""


def _brackets(text: str) -> list[tuple[int, int]]:
    """Where words in brackets stand, in order."""
    return [match.span() for match in _BRACKET.finditer(text)] if "(" in text else []


def _is_inside(brackets: list[tuple[int, int]], place: int) -> bool:
    """Whether ``place`` is inside one of ``brackets``, which are in order."""
    found = bisect_right(brackets, (place, -1))
    return found > 0 and brackets[found - 1][0] < place < brackets[found - 1][1]


def _complete(text: str, place: int) -> bool:
    """Whether an item may end before ``place``: at a line's end, or behind a number, a bracket or a semicolon."""
    return text[place - 1 : place] == "\n" or text[max(0, place - 40) : place].rstrip(" ¶")[-1:] in "0123456789);,\n"


def _pieces(text: str) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    start = 0
    brackets = _brackets(text)
    for match in _SPLIT.finditer(text):
        if brackets and _is_inside(brackets, match.start()):
            continue
        before = text[max(start, match.start() - 60) : match.start()]
        if (text[match.end() - 1] == "\n" and ends_in_year(before)) or (
            text[match.start()] == "," and _DAY_BEFORE.search(before)
        ):
            continue
        pieces.append((start, match.start()))
        start = match.end()
    pieces.append((start, len(text)))
    return pieces


def ends_in_year(words: str) -> bool:
    """Whether ``words`` end in the year of an item that goes on: in two or four digits that are no cable's number."""
    found = _YEAR_LAST.search(words)
    if found is None:
        return False
    return not codes.ends_in_post(words[: found.start()].split()[-3:])


def _line_of(rows: list[tuple[int, str]], ends: list[int], place: int) -> int:
    return rows[min(bisect_right(ends, place), len(rows) - 1)][0]


def _items(label: str, text: str, line: int, year: str) -> list[Reference]:
    """One reference for each cable that the words of one item name, else one without a candidate."""
    words = " ".join(text.split()).strip(" ;,¶").removesuffix(" -").removesuffix(" REF")
    if words and words[-1] in _CLOSING and words.count(_CLOSING[words[-1]]) < words.count(words[-1]):
        words = words[:-1].rstrip()
    if not any(map(str.isalnum, words)):
        return []
    found = _candidates(_mended(words), year) if _DIGIT.search(words) else []
    if len(found) <= 1:
        return [Reference(label, words, found[0] if found else "", line)]
    return [Reference(label, words, candidate, line) for candidate in found]


_DIGIT = re.compile("[0-9O]")
"""Without one an item names no cable."""
_CLOSING = {")": "(", "]": "["}


def _mended(words: str) -> str:
    """``words`` for looking up, of the same length: without page lines, an ``O`` for a zero or the reverse mended."""
    if "PAGE " in words:
        words = vocabulary.PAGE_IN_FIELD.sub(lambda match: ";" * len(match[0]), words)
    if "0" in words:
        words = _ZERO_FOR_O.sub("O", words)
    if "A-" in words:
        words = _AIRGRAM.sub(lambda match: ";" * len(match[0]), words)
    return _O_FOR_ZERO.sub("0", words) if "O" in words else words


def _candidates(words: str, year: str) -> list[str]:
    """The candidates in one item, in order, each once."""
    named: list[tuple[int, str]] = []
    unknown: list[tuple[int, str]] = []
    match = _CABLE.search(words)
    bracket = words.find("(")
    while match:
        known = codes.is_post_of_reference(match["post"])
        if match["odd"] and not known:
            match = _CABLE.search(words, match.end("post"))
            continue
        place = match.end()
        for place, candidate in _of_match(match, words, year, known=known):
            bracketed = -1 < bracket < match.start()
            (unknown if bracketed and not known and not match["year"] else named).append((place, candidate))
        match = _CABLE.search(words, place)
    if _LETTER_AND_DIGIT.search(words):
        named += [(match.start(), whole_id(*match.groups())) for match in _WHOLE_ID.finditer(words)]
        named += [
            (match.start(), candidate_id(_printed_year(match["year"] or "", year), match["post"], match["number"]))
            for match in _GLUED.finditer(words)
            if codes.is_post_of_reference(match["post"])
        ]
    named = named or unknown
    if not named and (turned := _TURNED.match(words)) and codes.is_post_of_reference(turned["post"]):
        named.append((0, candidate_id(year, turned["post"], turned["number"])))
    return list(dict.fromkeys([candidate for _, candidate in sorted(named) if candidate]))


def _takes_more(match: re.Match[str], *, known: bool) -> bool:
    """Whether more numbers may follow: of a known post, of ``ZENDA CABLES``, of one word in capitals."""
    post = match["post"]
    if known or post.upper().split()[-1] in codes.SEVERAL_CABLES:
        return True
    return post.isupper() and " " not in post and len(match["number"]) > 2 and bool(codes.post_token(post))


def _of_match(match: re.Match[str], words: str, year: str, *, known: bool) -> Iterator[tuple[int, str]]:
    """The candidates at one match, each with the place behind it: its own, and those of more numbers of a known post.

    ``1999`` and ``2007`` behind a name that no table knows are more likely years (``INCSR REPORT 2008``).
    """
    before = _printed_year(match["year"] or match["between"] or "", year)
    number, place = match["number"], match.end()
    several = _takes_more(match, known=known)
    if not known and not match["year"] and len(number) == 4 and number[:2] in ("19", "20"):
        return
    while number:
        after = _YEAR_AFTER.match(words, place) if not match["year"] else None
        own = _year_behind(after, number, year) if after else ""
        place = after.end() if own and after else place
        more = _more(words, place, number) if several else None
        if not own and not more and _NO_END.match(words, place):
            return
        yield place, candidate_id(own or before, match["post"], number)
        number, place = (more["number"], more.end()) if more else ("", place)


def _more(words: str, place: int, number: str) -> re.Match[str] | None:
    """A further number of the post before ``place``, no year; a short one only behind a short ``number``."""
    found = _MORE.match(words, place)
    if found is None or (len(found["number"]) == 4 and found["number"][:2] in ("19", "20")):
        return None
    return found if len(found["number"]) > 2 or len(number) < 3 else None


def _printed_year(printed: str, year: str) -> str:
    """The year printed before a post, ``year`` without one; empty where the digits are no year."""
    digits = printed.strip("()'")
    if not digits:
        return year
    return year_like(digits, year) if len(digits) == 2 or digits[:2] in ("19", "20") else ""


def _year_behind(after: re.Match[str], number: str, year: str) -> str:
    """The year behind a number, if the digits there can be one."""
    digits = after["bracketed"] or after["short"]
    if after["bracketed"]:
        return year_like(digits, year) if vocabulary.YEAR.fullmatch(digits) else ""
    gap = (int(year) - int(digits)) % 100 if year else 100
    return year_like(digits, year) if len(number) > 2 and gap <= _WIDEST_GAP else ""
