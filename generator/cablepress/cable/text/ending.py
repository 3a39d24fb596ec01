"""The end of the body: trailers, the lines of a post's website, the signature::

    ending    = [ signature ] , { banner | caption | remark | date | stamp | trailer } ;
    signature = [ words , [ "." ] ] , name , [ date ] , [ banner | "BT" | "NNNN" ] , [ "..." | "##" | quote ] ;
    name      = { initial | particle } , surname , [ { initial | particle } , surname | "/" , surname | "AND" , name ] ,
                [ "JR." ] , [ "," , office | "(" , office , ")" ] ;
    particle  = "van" | "von" | "de" | "della" | "al" | … ;      (* as it is, with a capital or in capitals *)
    remark    = "MINIMIZE CONSIDERED" | "NOTE BY OC/T: …" ;
    stamp     = [ name ] , "Declassified/Released US Department of State …" ;
    trailer   = "NNNN" | "BT" | "End Cable Text" | "=====CABLE ENDS=====" | ">" | "..." | quote
              | id , " - Classification: " , level | "Message Attributes" , { key , ":" , value } ;

The signature stands on the last line, and nowhere else. Trailers and stamps are cut, each with its reason; banners,
captions and remarks stay below the signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cablepress.cable import codes, vocabulary
from cablepress.cable.file.lines import Lines, ends_sentence
from cablepress.cable.text.headings import fits, is_rule
from cablepress.cable.text.mend import is_stamp
from cablepress.model import Cut

_WORDS_BEFORE_NAMES = (
    "van von und zu de der den del della di da dos du la le ten ter al el bin ben ibn abu st. ste. ó mac"
)
_PARTICLE = "|".join(
    re.escape(form) for word in _WORDS_BEFORE_NAMES.split() for form in (word, word.title(), word.upper())
)
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_TITLES = "Mr. Ms. Mrs. Dr. Amb."
_TITLE = vocabulary.any_of(form for word in _TITLES.split() for form in (word, word.upper()))
_BEFORE = rf"(?:(?:[A-Z]\.(?:(?!(?<=U\.)[SNK]|(?<=D\.)C|(?<=[AP]\.)M)[A-Z]\.)?|{_PARTICLE}) )"
_GLUED_TO_NAME = r"(?:[dDlLO]['’]|[Aa]l-|[Ee]l-|Ma?c)?"
_SURNAME = rf"{_GLUED_TO_NAME}[{_CAPITAL}](?:[^\W\d_]|['’]|-(?=[{_CAPITAL}])){{1,24}}"
_SIGNALS = "BT|NNNN|UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE"
_NO_SIGNAL = rf"(?!(?:{_SIGNALS})\b)"
_LONGER = rf"{_NO_SIGNAL}{_GLUED_TO_NAME}[{_CAPITAL}](?:[^\W\d_]|['’]|-(?=[{_CAPITAL}])){{2,24}}"
_IN_CAPITALS = rf"{_GLUED_TO_NAME}[{_CAPITAL}](?:[{_CAPITAL}]|['’-](?=[{_CAPITAL}])){{1,24}}"
_IN_SMALL = rf"{_GLUED_TO_NAME}[{_CAPITAL}](?:(?![{_CAPITAL}])[^\W\d_]){{2,20}}"
_SUFFIX = r"(?:,? (?:(?:JR|Jr|SR|Sr)\.?|III|II|IV))?"
_OFFICE = (
    r"(?:CDA|A?/?DCM|CG|PO|(?i:acting)(?: (?:DCM|CDA))?|(?i:ambassador|consul(?: general)?)|"
    r"(?i:charg[eé])(?: (?i:d['’]affaires))?)"
)
_AS = rf"(?:, {{0,2}}{_OFFICE}| \({_OFFICE}\))"
"""What the signer is: ``SAPT, CDA``, ``SAPT (ACTING)``."""
_DATE = (
    r"(?:[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]{1,2} [A-Za-z]{3,9},? [0-9]{2,4}|"
    r"[A-Z][a-z]{2,8} [0-9]{1,2}, [0-9]{4})"
)
_BEHIND = (
    rf"(?P<behind>(?:[ \t,]{{1,8}}{_DATE})?"
    rf"(?:[ \t]{{1,40}}(?:{_SIGNALS}))?(?:[ \t]{{0,8}}[-=*_]{{3,60}} ?CABLE ENDS? ?[-=*_]{{3,60}})?"
    r"[ \t]{0,8}[.#=*>\"”…]{0,4})$"
)
"""What may stand behind the name on its line: a date, a banner or a signal, stops, signs that a file ends."""

_SIGNATURE = re.compile(
    rf"[ \t]{{0,60}}(?P<name>(?:(?:{_TITLE}) )?{_BEFORE}{{0,3}}{_SURNAME}"
    rf"(?: {_BEFORE}{{0,2}}{_LONGER}| ?/ ?{_NO_SIGNAL}[{_CAPITAL}](?:[^\W\d_]|['’-]){{1,24}}|"
    rf"(?P<joined>(?<=[{_CAPITAL}]) (?:AND|&) {_NO_SIGNAL}{_BEFORE}{{0,2}}{_IN_CAPITALS}|"
    rf" (?:and|&|y|e) {_BEFORE}{{0,2}}{_IN_SMALL}))?{_SUFFIX}{_AS}?){_BEHIND}"
)
"""A surname on a line of its own (957 cables); in old ones ``GILLESPIE##``. Two may sign: ``SAPT AND TARLEN``."""

_TWO_IN_CAPITALS = rf"{_IN_CAPITALS}(?:(?:[ /]| / ){_NO_SIGNAL}{_BEFORE}{{0,2}}{_IN_CAPITALS})?"
_NAME_IN_LINE = rf"(?P<name>{_BEFORE}{{0,3}}(?:{_TWO_IN_CAPITALS}|{_IN_SMALL}){_SUFFIX}{_AS}?){_BEHIND}"
_GLUED_SIGNATURE = re.compile(
    r"[.!?\"”’)\]…*=_#-](?:[ \t]{1,60}|(?=[A-Z])(?:(?<=[a-z\"”)\]][.!?])|(?<=[a-z.!?][\"”)])|(?<=[*=_#-][*=_#-])))"
    + _NAME_IN_LINE
)
"""A surname at the end of the last line (245 cables), behind the end of a sentence or a row of stars."""

_WITHOUT_STOP = re.compile(
    rf"(?:^|[ \t])(?P<word>[^ \t]{{1,80}})[ \t]{{1,60}}"
    rf"(?P<name>{_BEFORE}{{0,3}}(?:{_IN_CAPITALS}|{_IN_SMALL}){_SUFFIX}){_BEHIND}"
)
"""A surname behind a word without a full stop: ``… on the portal SAPT``, ``End text SAPT``, or behind an address."""

_END_OF_PART = re.compile(
    r"\bend (?:of )?(?:text|comments?|summary|notes?|quote|message|letter|statement|report|cable)$|CONSIDERED$|X{4}$",
    re.IGNORECASE,
)
"""The words that end a part of the text, or the remark, or a redaction: a name may follow as behind a full stop."""
LONGEST_ENDING = 130
"""Characters at the end of a line in which a glued signature is looked for."""

_NOT_A_SIGNATURE = re.compile(
    r"(?i)(?:END|BEGIN|COMMENTS?|SUMMARY|NOTE|TEXT|LIST|X{3,}|REMOVED|UNQUOTE|QUOTE|ANNEX|ATTACHMENT|"
    r"CONFIDENTIAL|SECRET|(?:UN)?CLASSIFIED|UNCLAS|DECLAS(?:SIFY|SIFIED)?|MINIMIZE|SIPDIS|NOFORN|BT|NNNN|"
    r"THE|THIS|THAT|THESE|THOSE|THEY|THERE|HE|SHE|WE|IT|IN|AT|ON|BUT|AND|FOR|HOWEVER|POST|EMBASSY|US|USA|USG|UN|EU|UK|DC|NY|AM|PM|OK|TV|NA|"
    r"(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY|JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|"
    r"NOVEMBER|DECEMBER)\b"
)

_MINIMIZE = re.compile(r"[ \t]{0,8}MINIMIZE CONSIDERED[.:]?$", re.IGNORECASE)
"""Traffic was kept low at the time; a remark on a line of its own above or below the signature."""

_REMARK = re.compile(r"[ \t]{0,40}NOTE(?: BY [A-Z/]{2,8})?: ", re.IGNORECASE)
"""What may stand below the signature: a remark of the message centre (``NOTE BY OC/T: HEADING AS RECEIVED.``)."""
_ALSO_ON_WEB = re.compile(r"(?:You can also access this site|This site can also be accessed)\b", re.IGNORECASE)
"""How the rest of a post's words on its website begins, which ends with that word."""

_WEBSITE = re.compile(r"(?:Please )?visit .{1,60}Web ?site\b", re.IGNORECASE)
"""The last lines of many posts: ``Visit Embassy Cairo's Classified Website: http…``."""
_WEBSITE_FIRST = frozenset("PVpv")
"""With these such a line begins: a look at one character spares the pattern on most of the last lines."""

_END_OF_MESSAGE = re.compile(r"[ \t]{0,60}(?:NNNN|End (?:of )?(?:Cable Text|Message)\.?|BT)$", re.IGNORECASE)

_CHECK_NUMBER = re.compile(r"[ \t]{0,8}#[0-9]{4}$")
"""``BT``, the cable's number, ``NNNN``: how a message ends."""

_END_OF_DUMP = re.compile(
    r"[ \t]{0,60}(?:[-=*_]{0,80}[ \t]{0,8}(?:CABLE ENDS?|END (?:OF )?CABLE)[ \t.]{0,8}[-=*_]{0,80}|"
    r"<{0,3} ?END OF DOCUMENT ?>{0,3}|>{1,3}|\.{3,5}|…|[\"”'\\]|"
    r"[0-9]{2,4}[A-Z]{2,40}[0-9]{1,9}[ \t]{1,4}-[ \t]{1,4}Classification:.{0,60})$",
    re.IGNORECASE,
)
"""How the archive's own dumps end: ``=====CABLE ENDS=====``, ``2001ZENDA04425 - Classification: …``, ``...``;
``<< END OF DOCUMENT >>`` below telegrams of the 1970s."""

MOST_BELOW = 120
"""Lines below the signature that are looked at."""

_KEYS_BEGIN = re.compile(r"[ \t]{0,8}(?:Message Attributes\b|Automatic Decaptioning:)")
_KEY = re.compile(r"[ \t]{0,8}[A-Z][A-Za-z/ ]{2,40}:(?:[ \t]|$)")
"""The key block that the National Archives put below a telegram: ``Capture Date: 01 JAN 1994``."""
MOST_KEYS = 100
"""Lines of a key block; it has about 50."""

_REST_OF_STAMP = re.compile(
    r"[ \t]{0,60}(?:US Department of State|EO Systematic Review)(?:[ \t].{0,60})?$", re.IGNORECASE
)
_DATE_ALONE = re.compile(rf"{_DATE}$")
_STAYS = re.compile(
    f"{vocabulary.PAGE_BANNER.pattern}|(?i:{vocabulary.CAPTION_LINE.pattern}|{_MINIMIZE.pattern})|"
    rf"(?:DECLAS(?:SIFIED|SIFY)?(?: ON)?:? {{0,2}})?{_DATE}$|#[0-9]{{4}}$|[-=*_.# ]{{2,100}}$|"
    rf"[*]{{1,9}} ?(?:{vocabulary.LEVEL_WORD}) ?[*]{{1,9}}$|(?:{vocabulary.LEVEL_WORD}) PTQ[0-9]{{4}}$"
)
"""What may stand below the signature, as one pattern."""
_STAYING_HEADS = frozenset(
    words[:3]
    for name in ("MINIMIZE", *vocabulary.CAPTION_LINE_WORDS, *vocabulary.LEVELS)
    for words in (name, " ".join(name))
)
"""How it begins, but for dates, which end in a digit, and rules: a quick look that spares most lines the pattern."""
_RULE_FIRST = frozenset("-=*_. #")
_DIGITS = frozenset("0123456789")
_WHO_STAMPED = re.compile(r"[ \t]{0,60}[A-Z][a-z]+(?: [A-Z]\.)? [A-Z][a-z]+$")


def cut_ending(source: Lines, cuts: list[Cut]) -> Lines:
    """``source`` without the trailers, stamps and ``Visit … Website`` at its end; banners among them stay."""
    lines, numbers = list(source.text), source.number
    _drop_blank(lines)
    _cut_keys(lines, numbers, cuts)
    _drop_blank(lines)
    below = ""
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - MOST_BELOW), -1):
        reason = _reason_to_cut(lines, index, below)
        if reason:
            below = reason
            cuts.append(Cut(reason, numbers[index], lines[index].strip()))
            lines[index] = ""
        elif not _stays_below(lines[index]):
            break
    _drop_blank(lines)
    _cut_website(lines, numbers, cuts)
    _drop_blank(lines)
    return Lines(lines, numbers[: len(lines)])


def _reason_to_cut(lines: list[str], index: int, below: str) -> str:
    """Why a line at the end is cut, or ``""``; ``below`` is the reason of the one below that was cut."""
    line = lines[index]
    if not line or len(line) > LONGEST_ENDING or (line.isalpha() and len(line) > 4 and not below):  # quick path: a name
        return ""
    if _END_OF_MESSAGE.match(line) or (_CHECK_NUMBER.match(line) and (below or _is_bt(lines, index - 1))):
        return "end-of-message"
    if _END_OF_DUMP.match(line):
        return "dump-residue"
    if _is_stamp(line) or (below == "release-stamp" and _WHO_STAMPED.match(line)):
        return "release-stamp"
    return "release-stamp" if _DATE_ALONE.match(line.strip()) and index and _is_stamp(lines[index - 1]) else ""


def _is_stamp(line: str) -> bool:
    return is_stamp(line) or _REST_OF_STAMP.match(line) is not None


def _is_bt(lines: list[str], index: int) -> bool:
    return index >= 0 and lines[index].strip() == "BT"


def _cut_keys(lines: list[str], numbers: Sequence[int], cuts: list[Cut]) -> None:
    """The key block of the National Archives, if nothing but keys and stamps stands below its first line."""
    begin = -1
    last = lines[-1] if lines else ""
    if ":" not in last and "eleased" not in last and "Review" not in last:
        return
    for index in range(len(lines) - 1, max(-1, len(lines) - MOST_KEYS), -1):
        if not _is_of_keys(lines[index]):
            break
        if _KEYS_BEGIN.match(lines[index]):
            begin = index
    if begin >= 0:
        cuts.append(Cut("dump-residue", numbers[begin], "\n".join(line.strip() for line in lines[begin:])))
        lines[begin:] = []


def _is_of_keys(line: str) -> bool:
    return (
        not line
        or (":" in line and _KEY.match(line) is not None)
        or _KEYS_BEGIN.match(line) is not None
        or _is_stamp(line)
    )


def _cut_website(lines: list[str], numbers: Sequence[int], cuts: list[Cut]) -> None:
    """``Visit Embassy Cairo's Classified Website:`` and its address, on the last lines of a cable.

    Without an address on it or just below it, it is a sentence of the text.
    """
    for index in range(max(0, len(lines) - 9), len(lines)):
        words = lines[index].lstrip()
        if words[:1] in _WEBSITE_FIRST and len(lines[index]) < 400 and _WEBSITE.match(words):
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
    is_last = all(map(_stays_below, lines[index + 1 :]))
    name = tail if is_last and "http" in head and _SIGNATURE.match(tail) and "/" not in tail else ""
    cuts.append(Cut("web-chrome", number, (head if name else line).strip()))
    return name


def _is_rest(line: str) -> bool:
    return bool(line) and " " not in line.strip() and ("/" in line or line.strip().endswith((".cfm", "fm", ".html")))


def _drop_blank(lines: list[str]) -> None:
    while lines and not lines[-1]:
        lines.pop()


class Signature(NamedTuple):
    """The line of the signature, and how many characters at its end stand behind the name."""

    line: int
    behind: int


def split_signature(source: Lines, begin: int) -> tuple[Lines, Signature | None]:
    """The lines with the signature set apart on one of its own, and which that is; ``None`` when there is none.

    One or two name-like words on the last line (957 cables) or at its end (245); the classification may follow
    below, as at the foot of an old page.
    """
    lines = source.text
    last = _last_line(lines, begin)
    if last < begin or not lines[last]:
        return source, None
    line = lines[last]
    if len(line) < LONGEST_ENDING and (match := _SIGNATURE.match(line)):
        alone = last > begin and not _NOT_A_SIGNATURE.match(match["name"]) and not _runs_on(lines, last, match)
        return source, Signature(last, len(match["behind"])) if alone else None
    name = _glued_name(line)
    if name is None:
        return source, None
    place, behind = name
    text = [*lines[:last], line[:place].rstrip(), line[place:], *lines[last + 1 :]]
    numbers = [*source.number[: last + 1], *source.number[last:]]
    return Lines(text, numbers), Signature(last + 1, behind)


def _glued_name(line: str) -> tuple[int, int] | None:
    """Where the signature begins that is glued to the end of a line, and the number of characters behind it."""
    if line.rpartition(" ")[2].islower():  # quick path: no name
        return None
    begin = max(0, len(line) - LONGEST_ENDING)
    tail = line[begin:]
    match = _GLUED_SIGNATURE.search(tail)
    if match and vocabulary.REDACTION.match(match["name"]):
        match = None
    if match and (_NOT_A_SIGNATURE.match(match["name"]) or _is_in_address(tail, match.start("name"))):
        return None
    if match and not match["name"].isupper() and _opens_paragraph(line, begin + match.start("name")):
        return None
    if match is None:
        match = _WITHOUT_STOP.search(tail)
        if match is None or not _ends_without_stop(tail[: match.end("word")], match["word"], match["name"]):
            return None
    return (begin + match.start("name"), len(match["behind"]))


def _opens_paragraph(line: str, place: int) -> bool:
    """Whether only a paragraph's number and marking stand before ``place``: ``2. (U) Cleared.`` is one word of text."""
    opening = vocabulary.START.match(line)
    return opening is not None and opening.end() >= place and (opening["portion"] or opening["before"]) is not None


LONGEST_PART = 24
"""Characters of the words that end a part."""


def _is_in_address(line: str, place: int) -> bool:
    """Whether what stands just before ``place``, with no space between, is part of an address (``www.zenda.NET``)."""
    if line[place - 1] in " \t":
        return False
    return _is_address(line[:place].split()[-1])


def _is_address(word: str) -> bool:
    return "/" in word or "@" in word or word.startswith("www.")


def _ends_without_stop(before: str, word: str, name: str) -> bool:
    """Whether a name is a signature behind ``before``, the last word of which is ``word``.

    So it is behind the end of a part; else in capitals, if it is no abbreviation, post or TAG of the sentence.
    """
    if _NOT_A_SIGNATURE.match(name):
        return False
    if _END_OF_PART.search(before[-LONGEST_PART:]):
        return True
    if not name.split()[-1][-2:].isupper():
        return False
    if _is_address(word):
        return len(name) > 2
    known = codes.tag_kind(name) or codes.is_post(name) or codes.term(name.lower()) or codes.caption_meaning(name)
    ended = word[-1].islower() or word[-1].isdigit()
    return len(name) > 3 and ended and not known and not vocabulary.RUNS_ON.search(word)


def _stays_below(line: str) -> bool:
    """Whether a line may stand below the signature and is none of the text: blank, a banner, a caption, a date."""
    words = line.strip()
    if len(words) < 2:
        return True
    may_be = words[:3].upper() in _STAYING_HEADS or words[0] in _RULE_FIRST or words[-1] in _DIGITS
    return may_be and len(words) <= LONGEST_ENDING and _STAYS.match(words) is not None


def _last_line(lines: list[str], begin: int) -> int:
    """Index of the last line of the text: banners, captions and a remark below the signature are none of it."""
    last = len(lines) - 1
    lowest = max(begin, last - MOST_BELOW)
    while last > lowest:
        remark = _remark_from(lines, last)
        if remark > begin:
            last = remark - 1
        elif _stays_below(lines[last]):
            last -= 1
        else:
            break
    return last


def _remark_from(lines: list[str], last: int) -> int:
    """Index of the first line of a remark of up to three lines that ends at ``last``; -1 if there is none."""
    for index in range(last, max(0, last - 3), -1):
        if not lines[index]:
            return -1
        if _REMARK.match(lines[index]) or (_ALSO_ON_WEB.match(lines[index]) and lines[last].endswith("website.")):
            return index
    return -1


def _ends_part(line: str) -> bool:
    """Whether a line ends a sentence, or is a rule, an address or a redaction: nothing goes on behind it."""
    return (
        ends_sentence(line) or is_rule(line) or _has_address(line) or vocabulary.REDACTION.search(line[-4:]) is not None
    )


_INITIAL = re.compile(r"[ \t]{0,12}[A-Z]\. ")


def _runs_on(lines: list[str], last: int, found: re.Match[str]) -> bool:
    """Whether the last line is the end of the sentence above it, an item (``B. Cheese``), or a title above a rule.

    ``found`` is the name on it; of two names the sentence above must have ended.
    """
    below = lines[last + 1] if last + 1 < len(lines) else ""
    if is_rule(below) and (fits(lines[last], below) or not lines[last].isupper()):
        return True
    above = next((line for line in reversed(lines[max(0, last - 9) : last]) if line), "")
    if _INITIAL.match(lines[last]) and _INITIAL.match(above):
        return True
    line = lines[last - 1]
    if not line:
        return False
    last_word = lines[last].endswith(".") and len(line) > 40 and not ends_sentence(line)
    small = (found["name"][0].islower() or found["joined"]) and not _ends_part(line)
    return last_word or bool(small) or vocabulary.RUNS_ON.search(line[-14:]) is not None
