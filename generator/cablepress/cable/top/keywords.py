"""The words that begin the fields of the top, and what a line's first words say it is.

::

    field   = ( label | nothing ), keyword, [ ":" | "." | ";" ], words, { further line } ;
    keyword = "E.O. 12958" | "TAGS" | "SUBJECT" | "REF" | "Classified By", each in several spellings ;
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cablepress.cable import vocabulary


class Part(NamedTuple):
    """A run of lines with one role."""

    role: str
    rows: list[tuple[int, str]]
    """Line number in the file, and the text as transmitted."""


ORDER = r"(?:E[.,]? ?[O0][.,]{0,2}|EXECUTIVE ORDER) ?(?:[0-9]{4,6}|:|DECL\b)[:. ]{0,3}"
"""``E.O. 12958: DECL:`` and ``EO 12958 DECL:`` (387), also 11652, 12065, 12356 and 13526, ``E.0.``."""
TAGS = r"TAG S:|TAGS?\b[ \t]{0,4}:?|(?:TAGES|TAGGS|TABS|TAS|TGS|AGS|T A G S)[ \t]{0,4}:"
SUBJECT = r"(?:SUBJ|SUBJEC|(?:S[UB]{1,2}|U)[BJEC]{3,6}TS?|S U B J E C T)[ \t]{0,4}[:.;]"
"""Also misprinted: a letter lost, doubled or out of its place (``SUJBECT:``)."""
_REFERENCES = (
    r"REFS?(?: ?TELS?|ERENCES?)?(?:\([A-Z]{1,4}\))?[ \t]{0,4}[:.;]|"
    r"(?-i:REFS?(?:TELS?|ERENCES?)?)"
    r"(?=[ \t]{1,4}(?-i:\(?[A-H]\)?[ \t]?:|(?:[0-9]{2,4} )?[A-Z]{3,20}(?: [A-Z]{2,20})? [0-9]))|"
    r"(?:REFS?|(?-i:REFTELS?|REFERENCES?))(?=[ \t]{1,4}(?:[A-Z]\. |\(?[A-Z]\) |[A-Z]{3,20} [0-9]|(?-i:[A-H] [A-Z0-9])))"
)
REFERENCES = (
    rf"{_REFERENCES}|"
    r"(?-i:(?:A[.)]|\(A\)) REFS?(?:TELS?)?:?)(?=[ \t]{1,4}(?:[0-9]{2,4} )?[A-Z]{3,20}(?: [A-Z]{2,20})? [0-9])|"
    rf"[(\[] ?(?:(?:SEE|PER) )?(?:{_REFERENCES})"
)
"""``REF:``, ``REFTEL``, without a colon before a label or a post and number; ``A. REF ZENDA 12``: the label first.
In brackets behind a title: ``(REF: ZENDA 12)``."""
CLASSIFIED_BY = (
    r"(?:\([SCU]\) {0,2})?CLASS?I?F?I?E?D[ \t]{1,3}BY\b[ \t]{0,4}[:.]?|"
    r"(?:REASONS?|DERIVED FROM|DECLASSIFY ON|CLASSIFIED)[ \t]{0,3}:"
)

_KEYWORDS = {
    "executive-order": ORDER,
    "tags": TAGS,
    "subject": SUBJECT,
    "references": REFERENCES,
    "classified-by": CLASSIFIED_BY,
}
FIELD_ROLES = frozenset(_KEYWORDS)
FIELD = re.compile(
    r"[ \t]{0,12}(?:" + "|".join(f"(?P<{role.replace('-', '_')}>{form})" for role, form in _KEYWORDS.items()) + ")",
    re.IGNORECASE,
)
"""The keywords that begin a line at the top of the body, each with or without its colon, and some misprints."""
_ROLE_OF_GROUP = {role.replace("-", "_"): role for role in _KEYWORDS}

BARE_SUBJECT = re.compile(
    r"[ \t]{0,8}(?:SUBJECT|SUBJ)[ \t]{1,4}(?:[-–—]{1,2} )?(?=[A-Z0-9\"'“(])(?!(?:TO|OF|IS|WAS|AND|MATTER|LINE)\b)"
)
"""SUBJECT without its colon; counts only where no other SUBJECT stands above it."""

_KEYWORD_END = re.compile(r"[ \t]{0,4}[:.,;]?[ \t]{0,8}")
_DIGITS = frozenset("0123456789")
"""A date line ends in one, which few other lines do."""
_NOTICE = "This record"
"""How the notice begins, told sooner than by its pattern."""
_HEADS = frozenset(
    ("E.", "E,", "E ", "EO", "E0", "EX", "TA", "TG", "AG", "T ", "SU", "S ", "SB", "UB", "RE", "CL", "DE", "A.", "A)")
)
"""The first two letters of all keywords: they tell most lines sooner than ``FIELD``."""
_BEFORE_KEYWORD = frozenset("([ \t")
_MAY_HAVE_ROLE = frozenset("ACDELMNORSTUWFacdelmnorstu([ \t")


def begins_field(line: str) -> bool:
    """Whether a keyword begins a line, which is not blank."""
    return (line[0] in _BEFORE_KEYWORD or line[:2].upper() in _HEADS) and FIELD.match(line) is not None


def role_of(line: str) -> str:
    """The role that the first words of a line give it, or ``""``."""
    if line == "SIPDIS":  # quick path: in 1,208 of 1,301 cables
        return "caption"
    if not line or line[0] not in _MAY_HAVE_ROLE:  # quick path
        return ""
    if (line[0] in _BEFORE_KEYWORD or line[:2].upper() in _HEADS) and (field := FIELD.match(line)):
        return _ROLE_OF_GROUP[field.lastgroup or ""]
    if (line[:2] in vocabulary.CAPTION_HEADS or line[0] == "\t") and vocabulary.CAPTION_LINE.match(line):
        return "caption"
    if line[-1] in _DIGITS and vocabulary.DATE_LINE.match(line):
        return "date"
    if line.startswith(_NOTICE) and vocabulary.EXTRACT_NOTICE.match(line):
        return "extract-notice"
    return ""


def keyword_off(line: str) -> str:
    """``line`` without the keyword that begins it (``SUBJECT:``, ``TAGS``), and the colon."""
    match = FIELD.match(line) or BARE_SUBJECT.match(line)
    if match is None:
        return line.strip()
    rest = _KEYWORD_END.match(line, match.end())
    return line[rest.end() if rest else match.end() :].strip()


_LABEL_BEFORE = re.compile(r"[ \t]{0,12}(?:A[.)]|\(A\)) (?=REF)")


def reference_words(line: str) -> str:
    """A line of references without its keyword, but with the label that may stand before it: ``A. REF ZENDA 12``."""
    label = _LABEL_BEFORE.match(line)
    return f"{label[0]}{keyword_off(line)}" if label else keyword_off(line)
