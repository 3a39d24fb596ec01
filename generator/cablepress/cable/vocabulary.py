"""The grammar of a cable: every pattern that reads one, named, with the fact it rests on.

The facts were counted in the 1,301 cables of the first public release (December 2010). No pattern
here may take more than linear time on any text: repeats are bounded or followed by something that
they cannot match themselves, and nothing is repeated inside a repeat over the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cablepress.cable import codes


def any_of(words: Iterable[str]) -> str:
    """The pattern that matches any of ``words``, a longer one before its beginning."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))).replace("\\ ", " ")


# --- words that are data -----------------------------------------------------------------------------

LEVELS: Mapping[str, str] = codes.table("classifications")["printed"]
"""A classification as printed (``UNCLAS``) → the level of the table that it means."""
LEVEL_WORD: str = any_of(LEVELS)
LEVEL_SPACED: str = any_of(map(" ".join, LEVELS))
"""The same with its letters parted: ``S E C R E T``."""
CAPTION_WORD: str = any_of(codes.table("captions"))
_ALSO_WORDS = frozenset(("SENSITIVE", "CODEL", "CHEROKEE"))
CAPTION_CODES: tuple[str, ...] = tuple(
    name for name in codes.table("captions") if " " not in name and name not in _ALSO_WORDS
)
"""The captions that are nothing else: they count wherever they stand at the top."""

# --- the file ----------------------------------------------------------------------------------------


ID_PARTS = re.compile(r"(?P<year>[0-9]{2}|[0-9]{4})(?P<post>[A-Z]{1,40})(?P<number>[0-9]{1,9})")
"""An ID: year, post, number. Two digits of the year since 1979; four in the telegrams of the 1970s, whose post
is cut to six letters and whose number has zeros before it (``1977STRELS00123``), and in oddities such as
``7575LIBREVILLE1895``."""

# --- the transmission header -------------------------------------------------------------------------


HEADER_IN_TEXT = re.compile(
    r"ACTION [A-Z]{1,6}-[0-9]{2}\b|INFO {1,4}[A-Z]{1,6}-[0-9]{2}\b|"
    r"(?:[ZOPR] ){1,2}[0-9]{6}Z [A-Z]{3} [0-9]{2}\b|FM (?:AM|US|SEC)[A-Z]{3,12} "
)
"""The header or distribution table of a later section of an old cable, printed again in mid-text."""

EXTRACT_NOTICE = re.compile(r"This record is a partial extract of the original cable\b.*")
"""All that 92 headers say."""

# --- the top of the body -----------------------------------------------------------------------------

DATE_LINE = re.compile(
    r"[ \t]{0,8}(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:[0-9]{1,2} [A-Z]{3,9}|[A-Z]{3,9} [0-9]{1,2}),? [0-9]{4}"
    r"(?:, [0-9]{1,2}:[0-9]{2})?$",
    re.IGNORECASE,
)
"""``Thursday, 24 April 2008, 09:01`` stands before the classification line in 120 cables."""


CAPTION_LINE_WORDS: tuple[str, ...] = (
    *codes.table("captions"),
    *("EXCLUSIVE", "ONLY", "NOFORN//", "CORRECTED COPY", "C O R R E C T E D COPY"),
)
_IN_CAPTION_LINE = any_of(CAPTION_LINE_WORDS)
CAPTION_LINE = re.compile(
    rf"[ \t]{{0,8}}(?:{_IN_CAPTION_LINE})(?:(?:[ ,/;-]{{1,3}}| AND )(?:{_IN_CAPTION_LINE})){{0,5}}[ .]{{0,3}}$",
    re.IGNORECASE,
)
"""A line of captions alone. SIPDIS is in 1,208 cables, twice in 285, in mid-text in 50."""
CAPTION_FIRST = frozenset(first for name in codes.table("captions") for first in (name[0], name[0].lower())) | {" "}
"""The characters with which such a line may begin."""
CAPTION_HEADS = frozenset(
    first + second
    for name in CAPTION_LINE_WORDS
    for first in (name[0], name[0].lower())
    for second in (name[1], name[1].lower())
) | {" \t", *(f" {first}" for first in CAPTION_FIRST)}
"""The first two characters, which tell most other lines sooner than the pattern."""


# --- paragraphs --------------------------------------------------------------------------------------

LEVEL = r"(?:TS|SBU|S|C|U|FOUO|LOU|SNF|CNF|NF|CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|UNC)"
PORTION = (
    rf"(?:[(\[] {{0,2}}{LEVEL}"
    rf"(?: {{0,2}}(?:[/\\]{{1,2}} {{0,2}}(?:NF[/,]{{1,2}} {{0,2}})?REL\b[A-Z0-9 ,;/&\\-]{{0,200}}|"
    rf"(?:[/\\]{{1,2}}|[-,&]| ) {{0,2}}[A-Z][A-Z ,/&\\-]{{0,40}}))? {{0,2}}[)\]}}]"
    rf"|(?:SBU|S/NF|C/NF|[SCU])\))"
)
"""A portion marking: 61 spellings, ``(S//REL TO USA, FVEY)``, ``( C )``, ``C)``. ``(U.S.)`` is none."""

REASON_CLAUSE = re.compile(
    r"(?:1\s?[.,]\s?[45]|(?:12958|13526|REASONS?:?\s{1,3}))\s{0,2}"
    r"[\s(,/&.]{0,4}[(\[]?[A-H]\b(?![./][A-Z]{1,3}\b(?<![./][A-H]))",
    re.IGNORECASE,
)
"""Where the reasons of a classification begin: ``1.4 (b)``, ``1. 4 b``, ``1.5(c)``."""

REDACTION_GLUED = r"(?:X{4,40}|\[[A-Za-z ]{3,24}\])"
"""A redaction sometimes swallowed the line end before a number: ``XXXXXXXXXXXX10. (C)``."""

START = re.compile(
    rf"(?P<glued>[ \t]{{0,12}}{REDACTION_GLUED})?(?P<opening>[ \t]{{0,24}}(?:"
    rf"(?:¶ ?)?(?P<number>[0-9]{{1,3}})"
    rf"(?P<sep> ?\.{{1,3}}[,)-]?| ?,\.?| ?[):;]\.?| ?-(?= ?[(\[])|(?=[ \t]{{0,4}}[(\[]))|"
    rf"\((?P<bracketed>[0-9]{{1,3}})(?P<sep2>\.|\)\.|\)(?= ?[(\[]))|"
    rf"(?P<before>{PORTION})[ \t]{{0,3}}(?P<after>[0-9]{{1,3}})\.(?![0-9]))"
    rf"[ \t\xa0]{{0,8}}(?P<portion>{PORTION})?(?:\.(?=[ \t]))?[ \t\xa0]{{0,8}})",
    re.IGNORECASE,
)
"""A numbered paragraph at the start of a line. ``N. (C)`` 13,061, ``N.(C)`` 200, indented 14, ``N (C)``
10, ``N, (C)`` 6, ``N) (C)`` 51, ``(6). (U)`` 4, ``N..``, ``(11.``, ``(C) 1.``, ``¶1.``, ``N. Text`` in 86; also
``N.- (C)``, ``N - (C)`` and ``(N) (C)``, which is a list's mostly, as ``N) (C)`` is."""


PORTION_ALONE = re.compile(rf"[ \t]{{0,8}}(?:¶ ?)?(?P<portion>{PORTION})[ \t]{{0,8}}", re.IGNORECASE)
"""A portion marking at the start of a line: the other half of a number, or one of 70 unnumbered blocks."""


RUNS_ON = re.compile(
    r"(?:\b(?:in|of|by|to|and|the|a|an|at|on|for|from|with|than|since|until|nearly|about|over|only|no|chapter|article|"
    r"section|resolution|paras?|paragraphs?|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|nos)\.?)|,)$",
    re.IGNORECASE,
)
"""The end of a line after which a number is part of the sentence: a year, a day, "paragraph 3"."""

# --- inside the text ---------------------------------------------------------------------------------

PAGE_LINE = re.compile(
    r"[ \t]{0,8}[A-Z][A-Z .'-]{1,30}[ ]{1,4}[0-9]{5,8}[ ]{1,6}"
    r"(?P<page>[0-9]{3})(?:\.[0-9])?[ ]{1,2}OF[ ]{1,2}[0-9]{2,3}$",
    re.IGNORECASE,
)
"""``ASTANA 00001848  002 OF 003``, ``MADRID 00000545 002.2 OF 003``: 1,565 in 679 cables."""


PAGE_IN_FIELD = re.compile(
    rf"(?:(?:{LEVEL_WORD}) {{1,20}})?"
    r"PAGE [0-9]{2} {1,12}[A-Z][A-Z .'-]{1,20} {1,6}[0-9]{4,6}"
    r"(?: {1,4}[0-9]{2} OF [0-9]{2})?(?: {1,4}[0-9]{6}Z)?"
)
"""The page line of an old cable that came to stand inside a line of TAGS or REF."""

PAGE_BANNER = re.compile(
    rf"(?:(?:SENSITIVE BUT )?(?:{LEVEL_WORD})|{LEVEL_SPACED})"
    r"(?:(?: ?//? ?| {1,4})(?:NOFORN|NF|SBU|FOUO|FOR OFFICIAL USE ONLY|SENSITIVE)){0,2}$"
)
"""The classification at the foot and head of an old page, beside its PAGE line."""

RULE = re.compile(r"[ \t]{0,40}[-*=_~–—─](?:[-*=_~–—─ ]{0,200})[-*=_~–—─]$")
"""A rule: 4 or more of ``-``, ``*``, ``=``, also broken (``----- ---``); rarely of ``~`` or of dashes."""
STROKES = frozenset("-*=_~–—─")
"""With one of these it ends, so that a look at one character tells most lines."""


ITEM = re.compile(
    r"[ \t]{0,12}(?:¶ ?)?(?:(?P<dash>--?|\*{1,2}|•|–|—|·|o)[ \t]{1,4}|(?P<tight>--)(?=[A-Za-z\"“(])|"
    r"\(?(?P<label>[A-Za-z]|[0-9]{1,2}|[ivx]{2,4})(?P<end>[.)])[ \t]{1,4}|(?P<question>[QA]:)[ \t]{1,4})"
)
"""The marker of a list item: ``-- ``, ``- ``, ``A. ``, ``1) ``, ``(a)``, ``Q:``, in the texts of 2011 ``¶A. ``."""


REDACTION_FORMS = (r"XX{3,}", r"xx{3,}", r"\[[^\[\]\n]{0,30}(?i:removed|redacted|deleted|withheld)[^\[\]\n]{0,30}\]")
"""``XXXXXXXXXXXX`` in 203 cables, ``xxxx``, ``[NAME REMOVED]``: marked, never guessed at."""
REDACTION = re.compile("|".join(("X?xx{3,}", *REDACTION_FORMS)))


YEAR = re.compile(r"(?:19)?(?:6[6-9]|[789][0-9])|(?:20)?(?:0[0-9]|10)")
"""A year in which a published cable was sent: 1966 to 2010, in two digits or four."""


# --- what is cut -------------------------------------------------------------------------------------
