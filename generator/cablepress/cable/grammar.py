"""The grammar of a cable: every pattern that reads one, named, with the fact it rests on.

The facts were counted in the 1,301 cables of the first public release (December 2010). No pattern
here may take more than linear time on any text: repeats are bounded or followed by something that
they cannot match themselves, and nothing is repeated inside a repeat over the same characters.
"""

from __future__ import annotations

import re

# --- the file ----------------------------------------------------------------------------------------

META_HEADING = re.compile(r"[ \t]{0,8}Reference ID[ \t]{1,8}Created\b")
"""The table's heading; what stands before it is the chrome of the site it was scraped from."""

META_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ \tT][0-9]{1,2}:[0-9]{2}Z?)?")
META_CLASSIFICATION = re.compile(
    r"(UNCLASSIFIED|CONFIDENTIAL|SECRET)(?:[ \t]?//[ \t]?(NOFORN|FOR OFFICIAL USE ONLY))?(?=[ \t]|$)"
)
"""The five levels of the table's fourth column, as on all 1,306 pages."""

USUAL_ID = re.compile(r"[0-9]{2}[A-Z]+[0-9]+")
"""Two digits of the year, the post, the number: all but oddities such as ``7575LIBREVILLE1895``."""

ID_PARTS = re.compile(r"(?P<year>[0-9]{2}|[0-9]{4})(?P<post>[A-Z]{2,40})(?P<number>[0-9]{1,9})")

# --- the transmission header -------------------------------------------------------------------------

DATE_TIME_GROUP = re.compile(
    r"(?P<precedence>(?:[ZOPR] {1,3}){0,3})(?P<day>[0-9]{2})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})Z ?"
    r"(?P<month>[A-Z]{3}) ?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])(?: Z[A-Z]{2})?",
    re.IGNORECASE,
)
"""``O P 090009Z JUL 07 ZDK``: two precedences in 45 cables, none in 10, a trailing flag in 45."""

HEADER_LINE = re.compile(
    r"VZCZC|ZNY |ZNR |DE R[A-Z]{3,6} #|[ZOPR]{2} R[A-Z]{4,6}|(?:[ZOPR] ){0,3}[0-9]{6}Z |"
    r"FM (?:[A-Z]|$)|TO R?U?[A-Z]|INFO |ACTION |R[UH][A-Z]{3,6}/|PAGE [0-9]{2} |(?:AM)?(?:EMBASSY|CONSUL) [A-Z]"
)
"""A line that only a transmission header has; used where no classification line ends it."""

ROUTING = re.compile(r"[A-Z]{5,8}")
SERIAL = re.compile(r" [0-9]{4}$")
SERIAL_BEHIND_PRECEDENCE = re.compile(r" (?:IMMEDIATE|PRIORITY|ROUTINE|FLASH) {1,3}[0-9]{1,6}$")
PRECEDENCES = frozenset(("IMMEDIATE", "PRIORITY", "ROUTINE", "FLASH"))
"""``RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 8471``; the name may hold slashes of its own (``//J3//``)."""

DISTRIBUTION = re.compile(r"INFO {1,8}[A-Z/]{1,8}-[0-9]{2}\b")
"""The distribution table of an old cable, ``INFO LOG-00 AF-00``, and no addresses."""

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

CLASSIFICATION_WORD = re.compile(
    r"[ \t]{0,8}(?P<word>(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|SBU|LIMITED OFFICIAL USE)\b|"
    r"(?:[A-Z]{1,2} ){3,13}[A-Z]{1,2}(?![A-Z]))(?P<tail>.{0,120})$",
    re.IGNORECASE,
)
"""``C O N F I D E N T I A L SECTION 01 OF 03 ASTANA 001848``, its letters spaced, doubled or lost."""

SECTION = re.compile(r"(?:FINAL )?SECTION(?: {1,3}[0-9]{1,3})? {1,3}OF {1,3}[0-9]{1,3}", re.IGNORECASE)
POST_AND_NUMBER = re.compile(r"(?P<post>[A-Z][A-Z .'-]{1,40}?) ?0*(?P<number>[0-9]{1,7})(?![0-9])", re.IGNORECASE)

CAPTIONS = (
    "SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|STADIS|LIMDIS|ROGER CHANNEL|DISSENT CHANNEL|NOCONTRACT|ORCON|TERREP|"
    "CHEROKEE|DS CHANNEL|MED CHANNEL|CODEL|EXCLUSIVE|ONLY|NOFORN//|CORRECTED COPY|C O R R E C T E D COPY"
)
CAPTION_LINE = re.compile(
    rf"[ \t]{{0,8}}(?:{CAPTIONS})(?:(?:[ ,/;-]{{1,3}}| AND )(?:{CAPTIONS})){{0,5}}[ .]{{0,3}}$", re.IGNORECASE
)
"""A line of captions alone. SIPDIS is in 1,208 cables, twice in 285, in mid-text in 50."""

CAPTION = re.compile(
    r"\b(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|STADIS|LIMDIS|ROGER CHANNEL|DISSENT CHANNEL|NOCONTRACT|ORCON|TERREP)\b"
)
"""A caption in a line in capitals."""

FIELD = re.compile(
    r"[ \t]{0,12}(?:"
    r"(?P<eo>(?:E[.,]? ?[O0][.,]{0,2}|EXECUTIVE ORDER) ?(?:[0-9]{4,6}|:|DECL\b)[:. ]{0,3})|"
    r"(?P<tags>TAGS?\b[ \t]{0,4}:?|(?:TAGES|TAGGS|TABS|TAS|TGS|AGS)[ \t]{0,4}:)|"
    r"(?P<subject>(?:SUBJECTS?|SUBJ|S?UBJECT|SUBECT|SUBJCT|SUJECT|SUBJET|SUBJEC|SUBEJCT)[ \t]{0,4}[:.;])|"
    r"(?P<ref>REFS?(?:TELS?|ERENCES?)?(?:\([A-Z]{1,4}\))?[ \t]{0,4}[:.;]|"
    r"(?-i:REFS?(?:TELS?)?)(?=[ \t]{1,4}(?-i:\(?[A-H]\)?[ \t]?:|(?:[0-9]{2,4} )?[A-Z]{3,20}(?: [A-Z]{2,20})? [0-9]))|"
    r"REFS?(?=[ \t]{1,4}(?:[A-Z]\. |\(?[A-Z]\) |[A-Z]{3,20} [0-9]|(?-i:[A-H] [A-Z0-9]))))|"
    r"(?P<classified>(?:\([SCU]\) {0,2})?CLASS?IF?IED[ \t]{1,3}BY\b[ \t]{0,4}[:.]?)|"
    r"(?P<classified_rest>(?:REASONS?|DERIVED FROM|DECLASSIFY ON|CLASSIFIED)[ \t]{0,3}:))",
    re.IGNORECASE,
)
"""The keywords that begin a line at the top of the body, each with or without its colon, and some misprints:
``E.O. 12958: DECL:`` and ``EO 12958 DECL:`` (387), also 11652, 12065, 12356 and 13526, ``E.0.``, ``TABS:``."""

BARE_SUBJECT = re.compile(
    r"[ \t]{0,8}(?:SUBJECT|SUBJ)[ \t]{1,4}(?=[A-Z0-9\"'“(])(?!(?:TO|OF|IS|WAS|AND|MATTER|LINE)\b)"
)
"""SUBJECT without its colon; counts only where no other SUBJECT stands above it."""

PASSING = re.compile(
    r"[ \t]{0,8}(?:[A-Z][A-Z0-9/,.& -]{1,60}? (?:(?:PLEASE |PLS |ALSO |)(?:PASS|FOR)\b)|(?:ALSO )?FOR [A-Z]|"
    r"(?:PLEASE |PLS )?PASS\b)",
    re.IGNORECASE,
)
"""Passing lines: ``DEPT FOR EUR/CE``, ``STATE PASS USTR``."""

SAME_LINE_FIELD = re.compile(
    r"(?<=[^ \t])[ \t]{1,8}(?=(?:TAGS|SUBJECT|SUBJ|REF(?:S|TELS?|\(S\))?|CLASSIFIED BY):|(?-i:TAGS [A-Z]{2,4}\b))",
    re.IGNORECASE,
)
"""A field on the line of the one before it: TAGS or SUBJECT after E.O., Classified By after REF."""

ORDER_IN_LINE = re.compile(
    r"(?<=[^ \t])[ \t]{1,8}(?=E\.? ?O\.? ?1[0-9]{3,4}:? {0,3}(?:DECL|N/?A|GDS|TAGS)\b)", re.IGNORECASE
)
"""The E.O. on the line of the classification, of captions or of a passing line."""

AFTER_SUBJECT = re.compile(
    r"[ \t](?P<field>REF(?:S|TELS?|\(S\))?:|CLASSIFIED BY:)|(?<=[A-Z])(?P<glued>REFS?:)", re.IGNORECASE
)
"""REF or Classified By on the line of SUBJECT. The line stays the subject, as the original site's titles had it."""

CLASSIFIED_IN_TEXT = re.compile(
    r"(?:(?:CONFIDENTIAL|SECRET|ENTIRE TEXT)[ .,-]{0,5}){0,2}(?:\([SCU]\) {0,2})?"
    r"(?:THIS (?:MESSAGE|CABLE) (?:IS |WAS )?)?(?P<statement>CLASSIFIED\sBY\b)",
    re.IGNORECASE,
)
"""``1. (U) Classified by …``: the statement as a paragraph, mostly before 2000."""

# --- paragraphs --------------------------------------------------------------------------------------

LEVEL = r"(?:TS|SBU|S|C|U|FOUO|LOU|SNF|CNF|NF|CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|UNC)"
PORTION = (
    rf"(?:[(\[] {{0,2}}{LEVEL}(?: {{0,2}}(?:[/\\]{{1,2}}|[-,&]| ) {{0,2}}[A-Z][A-Z ,/&\\-]{{0,40}})? {{0,2}}[)\]}}]"
    rf"|(?:SBU|S/NF|C/NF|[SCU])\))"
)
"""A portion marking: 61 spellings, ``(S//REL TO USA, FVEY)``, ``( C )``, ``C)``. ``(U.S.)`` is none."""

REASON_CLAUSE = re.compile(
    r"(?:1\s?[.,]\s?[45]|(?:12958|13526|REASONS?:?\s{1,3}))\s{0,2}"
    r"(?:[(\[]?[A-H]\b|[\s(,/&.]{0,4}[(\[]?[A-H]\b)(?![./][A-Z]{1,3}\b(?<![./][A-H]))",
    re.IGNORECASE,
)
"""Where the reasons of a classification begin: ``1.4 (b)``, ``1. 4 b``, ``1.5(c)``."""

REDACTION_GLUED = r"(?:X{4,40}|x{4,40}|\[[A-Za-z ]{3,24}\])"
"""A redaction sometimes swallowed the line end before a number: ``XXXXXXXXXXXX10. (C)``."""

START = re.compile(
    rf"(?P<glued>[ \t]{{0,12}}{REDACTION_GLUED})?(?P<opening>[ \t]{{0,12}}(?:"
    rf"(?:¶ ?)?(?P<number>[0-9]{{1,3}})(?P<sep> ?\.{{1,3}}[,)-]?| ?,| ?[):;]\.?| ?-(?= ?[(\[])|(?= ?[(\[]))|"
    rf"\((?P<bracketed>[0-9]{{1,3}})(?P<sep2>\.|\)\.|\)(?= ?[(\[]))|"
    rf"(?P<before>{PORTION})[ \t]{{0,3}}(?P<after>[0-9]{{1,3}})\.(?![0-9]))"
    rf"[ \t\xa0]{{0,8}}(?P<portion>{PORTION})?(?:\.(?=[ \t]))?[ \t\xa0]{{0,8}})",
    re.IGNORECASE,
)
"""A numbered paragraph at the start of a line. ``N. (C)`` 13,061, ``N.(C)`` 200, indented 14, ``N (C)``
10, ``N, (C)`` 6, ``N) (C)`` 51, ``(6). (U)`` 4, ``N..``, ``(11.``, ``(C) 1.``, ``¶1.``, ``N. Text`` in 86; also
``N.- (C)``, ``N - (C)`` and ``(N) (C)``, which is a list's mostly, as ``N) (C)`` is."""

USUAL_START = re.compile(r"([0-9]{1,3})\. {0,8}(\((?:[CSU]|SBU|[CS]/NF)\)) {0,8}(?![ \t.])")
"""The form of 13,061 of some 13,700: what ``START`` finds as well, at three times the cost."""

PORTION_ALONE = re.compile(rf"[ \t]{{0,8}}(?P<portion>{PORTION})[ \t]{{0,8}}", re.IGNORECASE)
"""A portion marking at the start of a line: the other half of a number, or one of 70 unnumbered blocks."""

REPEATED_NUMBER_LINE = re.compile(r"Q[0-9]{1,3}\.")
"""``Q7. (C) …`` equal to the line above it but for the Q: a repeat of the transmission."""

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

PAGE_IN_LINE = re.compile(
    r"(?P<post>(?:[A-Z][A-Z.'-]{1,20} ){1,4}) {0,3}[0-9]{8} {1,6}"
    r"(?P<page>[0-9]{3})(?:\.[0-9])? {1,2}OF {1,2}[0-9]{3}(?![0-9])"
)
"""A page line that came to stand in the midst of an unwrapped line."""

OLD_PAGE_LINE = re.compile(
    r"[ \t]{0,8}(?:(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE) {1,20})?"
    r"PAGE (?P<page>[0-9]{2,3})[ ]{1,12}[A-Z][A-Z .'-]{1,30}[ ]{1,6}[0-9]{4,6}\b.{0,60}$"
)
"""``PAGE 03        CAPE T  00097  01 OF 03  182017Z``, of cables before about 1996."""

PAGE_IN_FIELD = re.compile(
    r"(?:(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET) {1,20})?PAGE [0-9]{2} {1,12}[A-Z][A-Z .'-]{1,20} {1,6}[0-9]{4,6}"
    r"(?: {1,4}[0-9]{2} OF [0-9]{2})?(?: {1,4}[0-9]{6}Z)?"
)
"""The page line of an old cable that came to stand inside a line of TAGS or REF."""

PAGE_BANNER = re.compile(r"(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)$")
"""The classification at the foot and head of an old page, beside its PAGE line."""

RULE = re.compile(r"[ \t]{0,40}[-*=_](?:[-*=_ ]{0,200})[-*=_]$")
"""A rule: 4 or more of ``-``, ``*``, ``=``, also broken (``----- ---``)."""

SLASHED_TITLE = re.compile(r"[ \t]{0,8}(?P<opening>//+[ ]?)(?P<title>[^/]{2,100}?)(?P<closing>[ ]?//+)$")
"""``//COMMENT//`` (150)."""

DASHED_TITLE = re.compile(
    r"(?P<opening>[-*=]{2,60}[ ]{1,3})(?P<title>[A-Za-z(\"'“][^-*=].{0,80}?)(?P<closing>[ ]{1,3}[-*=]{2,60})$"
)
"""Title and dashes on one line (59)."""

TRAILING_RULE = re.compile(r"[ ]{1,3}[-*=]{3,60}$")
"""The rule on the line of a title, behind it: ``Coal and the Crown ----``."""

ITEM = re.compile(
    r"[ \t]{0,12}(?:(?P<dash>--?|\*{1,2}|•|–|—|·|o)[ \t]{1,4}|(?P<tight>--)(?=[A-Za-z\"“(])|"
    r"\(?(?P<label>[A-Za-z]|[0-9]{1,2}|[ivx]{2,4})(?P<end>[.)])[ \t]{1,4}|(?P<question>[QA]:)[ \t]{1,4})"
)
"""The marker of a list item: ``-- ``, ``- ``, ``A. ``, ``1) ``, ``(a)``, ``Q:``."""

SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]{0,3}$|[\"”)\]]$")

SIGNATURE = re.compile(
    r"(?:(?:[A-Z]\. |ST\. |St\. |VAN |VON |DE |DER |DEN |LA |DU |DEL )(?=[A-Z])){0,3}"
    r"[A-Z](?:[A-Za-z'’]|-(?=[A-Z])){1,24}(?: [A-Z](?:[A-Za-z'’]|-(?=[A-Z])){2,24}|/[A-Z'’-]{3,24}| JR\.?| Jr\.?)?"
    r"(?=[.#=]{0,3}$)"
)
GLUED_SIGNATURE = re.compile(
    r"(?:(?<=[.!?\"”)\]])|(?<=CONSIDERED)|(?<=\*\*\*)|(?<=END (?:COMMENT|SUMMARY))|(?<=End (?:[Cc]omment|[Ss]ummary)))"
    r"[ ]{1,3}(?P<name>(?:[A-Z]\. |ST\. |St\. )?(?:Mc|Mac|[DO]['’])?"
    r"[A-Z](?:[a-z]{2,20}|[A-Z'’-]{2,24})(?: [A-Z][A-Z'’-]{2,24})?)$"
)
"""A surname on the last line (957 cables), in 245 glued to the last sentence; in old ones ``GILLESPIE##``."""

NOT_A_SIGNATURE = re.compile(
    r"(?i)(?:END|BEGIN|COMMENTS?|SUMMARY|NOTE|TEXT|LIST|X{3,}|REMOVED|UNQUOTE|QUOTE|ANNEX|ATTACHMENT|"
    r"CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|MINIMIZE|SIPDIS|NOFORN|BT|NNNN|THE|THIS|THAT|THESE|THOSE|THEY|THERE|HE|SHE|WE|IT|"
    r"IN|AT|ON|BUT|AND|FOR|HOWEVER|POST|EMBASSY)\b"
)

MINIMIZE = re.compile(r"[ \t]{0,8}MINIMIZE CONSIDERED[.:]?$", re.IGNORECASE)
"""Traffic was kept low at the time; a remark on a line of its own above or below the signature."""

REMARK = re.compile(r"[ \t]{0,40}(?:NOTE(?: BY [A-Z/]{2,8})?: |DECLASSIFIED/RELEASED )", re.IGNORECASE)
"""What may stand below the signature: a remark of the message centre (``NOTE BY OC/T: HEADING AS RECEIVED.``), the
stamp of a later release."""

_REDACTIONS = (r"XX{3,}", r"xx{3,}", r"\[[^\[\]\n]{0,30}(?i:removed|redacted|deleted|withheld)[^\[\]\n]{0,30}\]")
REDACTION = re.compile("|".join(_REDACTIONS))
"""``XXXXXXXXXXXX`` in 203 cables, ``xxxx``, ``[NAME REMOVED]``: marked, never guessed at."""
REDACTIONS = tuple(map(re.compile, _REDACTIONS))
"""The same one by one: each begins with one character, for which a whole text is searched many times quicker."""

MENTION_NUMBER = re.compile(r"[0-9]{1,6}(?![0-9A-Za-z]|[.,/:%-][0-9])")
"""The number of a cable in the text (``07 ASTANA 1838``); the word before it must be a known post."""

YEAR = re.compile(r"(?:19)?(?:6[6-9]|[789][0-9])|(?:20)?(?:0[0-9]|10)")
"""A year in which a published cable was sent: 1966 to 2010, in two digits or four."""

PRINTED_ID = re.compile(
    r"(?P<year>[0-9](?<![0-9A-Za-z./-].)[0-9](?:[0-9]{2})?)(?:"
    r"(?P<whole>[A-Z]{3,24})(?P<digits>[0-9]{1,7})(?![0-9A-Za-z])|"
    r"[ \n](?P<post>[A-Z][A-Z.']{2,20}(?:[ \n][A-Z][A-Z.']{1,20}){0,2})[ \n](?P<number>[0-9]{1,6})"
    r"(?![0-9A-Za-z]|[.,/:%-][0-9]))"
)
"""An ID in the text, in one word (``07ZENDA9``, ``7575LIBREVILLE1895``) or as ``07 ZENDA 9``, of whichever post."""

# --- what is cut -------------------------------------------------------------------------------------

CHROME_AFTER = (
    "Post a comment or leave a trackback",
    "Fill in your details below or click",
    "%d bloggers like this",
)
"""How a line of web chrome after a body begins; the first such line and all that follows is cut."""

CHROME_LINES_AFTER = (
    "Leave a Reply",
    "Share this:",
    "Like this:",
    "Printer-friendly version",
    "Printer friendly version",
    "WikiLeaks Link",
)
"""The same, but only when it is the whole line: as a line's beginning it may be a sentence of the text."""

WEBSITE = re.compile(r"(?:Please )?visit .{1,60}Web ?site\b", re.IGNORECASE)
"""The last lines of many posts: ``Visit Embassy Cairo's Classified Website: http…``."""

END_OF_MESSAGE = re.compile(r"[ \t]{0,8}(?:NNNN|End Cable Text\.?|BT)$", re.IGNORECASE)
CHECK_NUMBER = re.compile(r"[ \t]{0,8}#[0-9]{4}$")
"""``BT``, the cable's number, ``NNNN``: how a message ends."""

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
ENTITY_HEAD = re.compile(r"&#?[A-Za-z0-9]{0,8}$")
ENTITY_TAIL = re.compile(r"#?[A-Za-z0-9]{0,8};")
"""The two halves of an entity broken over a line end: ``&#x`` + newline + ``000A;``."""
