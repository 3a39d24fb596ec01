"""Front matter: where it begins and ends, and whether a text may be published at all.

What a keeper holds back must never be published because a mark was written a little differently. So the mark of a
draft is looked for wherever people put it: front matter after blank lines or a byte order mark, in another format,
never closed, broken, or missing its ``---``. Where the mark cannot be read for certain the text is not published,
and that is said.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

import yaml

from cablepress.yamltext import YamlError, compose_entries, flag_of, text_of

MOST_LINES: Final = 500
LONGEST: Final = 65_536
"""Lines and characters of front matter that are read; of more there is no telling, and nothing is published."""

_INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
_BLANK: Final = " \t\f\v\u00a0\u0085\u2028\u2029" + _INVISIBLE
_KEY_LINE: Final = re.compile(r"""(?:[^\W\d][\w-]{0,40}|"[^"]{1,40}"|'[^']{1,40}')[ \t]{0,4}:(?:[ \t]|$)|#|[{?!&*]""")
_OPENING: Final = re.compile(r"---[ \t]*(?:#.*)?$")
_CLOSING: Final = ("---", "...")
_HEAD: Final = 60
"""Lines at the head of a text without front matter in which a mark of a draft is looked for."""
_BEHIND: Final = 12
"""The same, behind front matter that says nothing of drafts: a second block, or what a rule closed too early."""

_MARK: Final = re.compile(
    r"""[^\w]*+(?:(?:is[_-]?)?(?P<key>draft|published|withdrawn)s?|(?P<status>status))["'*_`\s]{0,8}"""
    r"""(?P<sign>[:=]{1,2}>?|->|[-–—](?=\s))["'*_`\s\[(<!]{0,8}"""
    r"""(?P<value>\w{1,12})(?P<more>(?: \w{1,12}){0,3})[^\w#]{0,20}(?:\#.*)?"""
)
_ANYWHERE: Final = re.compile(
    r"""\b(?:draft|withdrawn)["']?\s{0,4}+[:=]\s{0,4}+(?!(?:false|no|off)\b)""", re.IGNORECASE
)
_LOOSE_MARK: Final = re.compile(r"\W{0,8}(?:is[_-]?)?draft[\s;,–—-]{1,5}(?:true|yes|on|1)\W{0,8}")
"""The same without a colon; other values would be words of a text."""
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_WORDS_ALONE: Final = rf"""(?:
    (?:(?:un)?published\ |working\ |first\ |second\ |final\ |rough\ |early\ |confidential\ )?
    draft(?:\W{{1,3}}(?:v(?:er(?:sion)?)?\.?|rev(?:ision)?\.?|no\.?|of|as\ of|dated|{_MONTH}|v?\d[\d.:/-]{{0,15}}))
      {{0,6}}
    | (?:do\ not|don['’]?t|not\ to\ be|not\ for|not\ yet)\ (?:be\ )?
      (?:publi\w+|release\w*|distribut\w+|quot\w+|cit\w+|circulat\w+|shar\w+|use)(?:\ (?:yet|release|or\ \w+)){{0,3}}
    | (?:under\ )?embargo(?:ed)?(?:\W{{1,4}}(?:until|till)\ .{{1,50}}|\W{{1,4}}\d.{{1,40}})?
    | (?:for\ )?internal(?:\ use)?(?:\ only)? | work\ in\ progress | wip | unpublished | (?:to\ be|under|for|in)\ review
    )"""
_ALONE: Final = re.compile(rf"\W{{0,8}}{_WORDS_ALONE}(?:\W{{1,8}}{_WORDS_ALONE}){{0,3}}\W{{0,8}}", re.VERBOSE)
"""What stands alone on the first line of a text that is held back."""
_IN_TITLE: Final = re.compile(
    r"\W{0,6}draft\W{0,2}[:：]\s.*|\W{0,4}[\[(（]\s?draft\s?[\])）].*|.*[\[(（]\s?draft\s?[\])）]\W{0,4}"
)
"""A title that says of itself that it is one of a draft; *A Draft Treaty* does not."""
_HEADING: Final = re.compile(r"\s{0,3}#{1,6}\s")
_BELOW_TABLE: Final = 2
"""Lines of a cable's table, behind which somebody may put what belongs above it."""
_CABLE_BEGUN: Final = re.compile(
    r"""\s{0,8}(?:VZCZC | (?:[ZOPR][ ]){1,2}\d{6}Z | [ZOPR]{2}[ ]RU[A-Z]{2,} | DE[ ]RU[A-Z]{2,} | ZNY[ ]
    | FM[ ]\S+[ ]\w | E\.?O\.?[ ]\d{5} | PAGE[ ]\d+ | \d{1,2}\.\s{0,3}\([A-Z]{1,3}\)
    | (?i:(?:C[ ]O[ ]N|S[ ]E[ ]C|E[ ]C[ ]R|U[ ]N[ ]C|L[ ]I[ ]M)(?:[ ][A-Z]\b){2,})
    | (?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|LIMITED[ ]OFFICIAL[ ]USE)[ ].{0,80}\d{3,6}\b)""",
    re.VERBOSE,
)
"""Lines of a transmission, from which on ``STATUS: PENDING`` is what the cable says and not what its keeper wrote."""
_PLAIN_MARK: Final = re.compile(
    r"""\W{0,8}(?:(?:is[_-]?)?(?:draft|withdrawn)["']?\s{0,4}[:=]\s{0,4}["']?(?:true|yes|on|1)
    | (?:is[_-]?)?published["']?\s{0,4}[:=]\s{0,4}["']?(?:false|no|off|0))\W{0,8}""",
    re.VERBOSE,
)
"""What holds back even there."""
_META: Final = re.compile(
    r"""<meta\b(?=[^>]{0,200}?\bname=["']?\s?(?:(?:is[_-]?)?draft|[\w.:-]{0,20}(?P<status>status))\b)"""
    r"""(?:[^>]{0,200}?\bcontent=["']?(?P<value>[^"'>]{0,40}))?"""
)
"""A mark in the head of a page of HTML."""
_AT_END: Final = re.compile(r"\W{0,4}(?:is[_-]?)?draft[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:true|yes|on|1)\W{0,4}")
_LAST: Final = 8
"""Lines at the end of a text that may be front matter which was put there."""
_LONGEST_MARK: Final = 200
_NO: Final = ("false", "no", "off", "0", "n", "f", "never", "nein", "non", "нет", "ні", "nie")
_NOT: Final = frozenset(
    ("not", "never", "later", "soon", "pending", "tba", "tbc", "tbd", "todo", "unknown", "held", "hold")
)
"""First words of a value that say "not now" where yes, or a day, is expected."""
HEADS_TABLE: Final = "Reference ID"
"""How the first line of a cable's table begins."""

_NOT_YET: Final = frozenset(("draft", "drafts", "unpublished", "wip"))
_HELD: Final = _NOT_YET | {
    *("private", "hidden", "pending", "progress", "review", "embargo", "embargoed", "withheld", "todo", "scheduled"),
    *("unfinished", "trash", "awaiting", "hold", "held", "unreviewed", "incomplete", "concept", "internal"),
}
_STATES: Final = frozenset(
    (
        *("status", "state", "stage", "visibility", "access", "workflow", "estado", "statut", "etat", "état", "stato"),
        *("zustand", "статус", "состояние", "durum", "状态", "状態", "상태", "الحالة"),
    )
)
"""Words of keys (``post_status``) any word of whose value may be one of ``_HELD``."""
_LABELS: Final = ("layout", "type", "category", "categories", "tag", "tags", "labels", "keywords")
"""Keys whose whole value may be one of ``_NOT_YET``."""
_REVIEWS: Final = ("review", "publication", "legal", "clearance", "approval", "editing", "factcheck", "editor")
"""Keys whose whole value may be one of ``_HELD``: a review and a publication may have a name of such words."""
_SAY_HELD: Final = frozenset(
    (
        *("wip", "unpublished", "hidden", "private", "unlisted"),
        *("embargoed", "withheld", "excluded", "exclude", "headless"),
        *("hold", "onhold", "held", "skip", "ignore", "ignored", "removed", "deleted", "trashed", "todo", "internal"),
        *("donotpublish", "dontpublish", "nopublish", "notpublished", "notforpublication", "nottobepublished"),
        *("excludefromcollections", "eleventyexcludefromcollections", "confidential", "donotrelease", "notforrelease"),
    )
)
_SAY_SHOWN: Final = frozenset(
    (
        *("published", "publish", "public", "live", "visible", "listed", "render", "ready", "approved", "reviewed"),
        *("cleared", "available", "enabled", "active", "output", "build", "permalink", "releasable"),
        *("final", "finished", "complete", "completed", "done", "checked", "verified", "proofread", "signedoff"),
    )
)
_SHOWING_WORDS: Final = frozenset(
    ("publish", "published", "publishable", "public", "releasable", "ready", "approved", "cleared", "live")
)
"""Words of keys (``ready_to_publish``, ``clearedForRelease``) whose value may be a plain no."""
_TIMES: Final = frozenset(
    (
        *("embargo", "embargountil", "embargoeduntil", "embargodate", "publishdate", "publishon", "publishat"),
        *("publishafter", "publishfrom", "releaseon", "releaseat", "releaseafter", "notbefore", "holduntil"),
        *("hiddenuntil", "golive", "goliveon", "availablefrom", "expirydate", "expiration", "expires", "unpublishdate"),
        *("embargotill", "embargoedtill", "publicationdate", "gopublic", "publishtime", "publishedafter"),
    )
)
"""Keys that set a time. A build never looks at the clock, or the same sources would give other bytes tomorrow."""
_DAY: Final = re.compile(r"[12][0-9]{3}(?:-[0-9]{1,2}){0,2}")
_ABROAD: Final = (
    *("brouillon", "borrador", "entwurf", "rascunho", "bozza", "черновик", "szkic", "taslak", "utkast", "kladde"),
    *("esborrany", "luonnos", "ciornă", "piszkozat", "nacrt", "чернова", "чернетка", "нацрт", "πρόχειρο", "προσχέδιο"),
    *("مسودة", "پیشنویس", "טיוטה", "草稿", "下書き", "초안", "bảnnháp", "vázlat"),
)
"""What others call a draft."""
_ABROAD_WORDS: Final = frozenset((*_ABROAD, "brouillons", "borradores", "entwürfe", "entwuerfe", "rascunhos", "bozze"))
_FOLDERS: Final = _NOT_YET | {
    *("private", "hidden", "trash", "pending", "todo", "embargo", "embargoed", "withheld", "unreleased", "internal"),
    *("to review", "for review", "in review", "under review", "pending review", "awaiting review", "unreviewed"),
    *(
        "hold",
        "on hold",
        "held",
        "held back",
        "unfinished",
        "in progress",
        "work in progress",
        "not ready",
        "scheduled",
    ),
    *("quarantine", "unapproved"),
}
"""Names of folders that hold back what is in them; of a longer name they are only words (*private sector*)."""
_NOT_PUBLISHED: Final = re.compile(
    r"\b(?:not|no|nicht|non|ne|dont) (?:(?:be|for|to|yet|pas|zu) )*(?:pub|veröff|veroeff)"
)
_MAY_NAME_DRAFT: Final = re.compile("draft|unpublished|wip|brouillon|borrador|entw|rascunho|bozz").search
_WORD_OF_KEY: Final = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")

Verdict = Literal["draft", "doubtful", "published", ""]
"""What one key says of publishing; empty when it is about something else."""


class FrontMatterLines(NamedTuple):
    """``lines[first:end]`` is YAML and ``lines[end]`` closes it; without front matter ``end`` is 0."""

    first: int = 0
    end: int = 0
    code: Literal["", "front-matter-unclosed", "front-matter-refused"] = ""
    """Of the problem, where something looks like front matter and is not read."""
    message: str = ""
    line: int = 0
    """Of that, from 1."""

    @property
    def after(self) -> int:
        """Index of the line behind it."""
        return self.end + 1 if self.end else 0


def find_front_matter(lines: Sequence[str]) -> FrontMatterLines:
    """The front matter at the head of a text, whose lines have no line ends; blank lines may stand before it.

    A text may begin with a rule of dashes: only a line ``---`` with a key, a comment or the other rule below it
    opens front matter.
    """
    start = next((index for index, line in enumerate(lines) if line.strip(_BLANK)), len(lines))
    opening = lines[start].strip(_BLANK) if start < len(lines) else ""
    below = next((line for line in lines[start + 1 : start + 21] if line.strip(_BLANK)), "").strip(_INVISIBLE)
    if opening.startswith("+++"):
        message = "front matter in TOML (+++) is not read; expected YAML between two lines “---”"
        return FrontMatterLines(0, 0, "front-matter-refused", message, start + 1)
    if not _OPENING.match(opening):
        return FrontMatterLines()
    inside = range(start + 1, min(len(lines), start + MOST_LINES))
    end = next((index for index in inside if lines[index].rstrip(_BLANK) in _CLOSING), 0)
    is_key = _KEY_LINE.match(below.lstrip(" \t")) is not None
    if not is_key and not (end and below.rstrip(_BLANK) in _CLOSING):
        return FrontMatterLines()
    if not end:
        return FrontMatterLines(
            0, 0, "front-matter-unclosed", "expected a line “---” after the front matter", start + 1
        )
    if sum(map(len, lines[start + 1 : end])) >= LONGEST:
        message = f"front matter of more than {LONGEST:,} characters is not read"
        return FrontMatterLines(0, 0, "front-matter-refused", message, start + 1)
    return FrontMatterLines(start + 1, end)


def verdict_of(key: str, value: yaml.Node) -> Verdict:
    """What an entry of the front matter says of publishing: only ``draft: false`` is plainly no draft.

    ``Draft``, ``drafts`` and ``published`` are no keys of ours, but whoever wrote them meant something by it.
    """
    if isinstance(value, yaml.SequenceNode):
        texts = [_folded(text_of(part) or "") for part in value.value if isinstance(part, yaml.ScalarNode)]
        held = any(_says_held(key, text) for text in texts)
        return "doubtful" if held or _is_draft(key) else ""
    if not isinstance(value, yaml.ScalarNode):
        below = value.value if isinstance(value, yaml.MappingNode) else []
        deeper = any(verdict_of(str(inner.value), part) in ("draft", "doubtful") for inner, part in below)
        return "doubtful" if deeper or _is_draft(key) else ""
    text, flag = _folded(text_of(value) or ""), flag_of(value)
    if _is_draft(key):
        if flag is None or (flag and key != "draft"):
            return "doubtful"
        return "draft" if flag else "published"
    return "doubtful" if _says_held(key, text) else ""


def holds_back(key: str, text: str) -> bool:
    """Whether a value of a table or a record, as text, may hold back what it belongs to."""
    if len(text) > _LONGEST_MARK or not text.strip():
        return False
    tag = "tag:yaml.org,2002:" + ("bool" if _folded(text.strip()) in ("true", "false", "yes", "no") else "str")
    return verdict_of(key.strip(), yaml.ScalarNode(tag, text.strip())) in ("draft", "doubtful") or (
        says_withdrawn(key, yaml.ScalarNode(tag, text.strip()))
    )


def _says_held(key: str, text: str) -> bool:
    """Whether an entry that is no ``draft`` may hold a text back all the same."""
    name = _bare(key)
    name = name[2:] if name[:2] == "is" and name[2:] in _SAY_SHOWN | _SAY_HELD else name
    first = text.split(maxsplit=1)[0].strip(".,;:!") if text else ""
    if name in _SAY_SHOWN:
        # A day on which something is to be published; what says nothing does not say that it may be.
        return text in _NO or first in _NOT or not text or (name == "publish" and _DAY.match(text) is not None)
    if text in _NO and not _SHOWING_WORDS.isdisjoint(_words(key)):
        return True
    if name == "title" and _IN_TITLE.fullmatch(text):
        return True
    if name == "concept":
        return text in ("true", "yes", "on", "1", "ja", "y")  # a draft in Dutch, of which other values are words
    if name in _SAY_HELD or name in _TIMES:
        return text not in _NO and (bool(text) or name in _SAY_HELD)
    words = re.findall(r"[^\W\d_]+", text[:_LONGEST_MARK])
    held = not _HELD.isdisjoint(words) or not _ABROAD_WORDS.isdisjoint(words)
    whole = text in (_HELD if name in _REVIEWS else _NOT_YET if name in _LABELS else ())
    return whole or (held and not _STATES.isdisjoint(_words(key)))


def _words(key: str) -> list[str]:
    """``post``, ``status`` of ``post_status`` and ``postStatus``."""
    return [word.lower() for word in _WORD_OF_KEY.findall(key[:_LONGEST_MARK])]


def named_draft(name: str, *, folder: bool) -> bool:
    """Whether the name of a file or folder says that it holds drafts: ``_drafts``, ``map-draft.md``.

    Of a file's name the first and last word count, of a folder's each: *overdraft* and *redrafting.md* say nothing.
    """
    if not folder and name.isascii() and not _MAY_NAME_DRAFT(name.lower()):
        return False
    words = [word for word in _BETWEEN_WORDS.split(_folded(name)) if word]
    if folder and (" ".join(words) in _FOLDERS or _NOT_PUBLISHED.search(" ".join(words))):
        return True
    if not _ABROAD_WORDS.isdisjoint(words[:1] if folder else [*words[:1], *words[-2:]]):
        return True
    stem = [word for word in _BETWEEN_WORDS.split(_folded(name.partition(".")[0])) if word]
    return not _NOT_YET.isdisjoint(words if folder else [*words[-3:], *stem[:1], *stem[-1:]])


def is_named_draft(path: str) -> bool:
    """Whether a file, or a folder that it is in, is named a draft; ``path`` begins below the folder of the content."""
    *folders, name = path.split("/")
    return named_draft(name, folder=False) or any(named_draft(each, folder=True) for each in folders)


def held_by_name(path: str) -> bool:
    """The same of a cable, of which a name that begins with ``_`` says so too."""
    return "/_" in f"/{path}" or is_named_draft(path)


def says_withdrawn(key: str, value: yaml.Node) -> bool:
    """Whether an entry means that something was withdrawn; no false alarm for ``withdrawn: no``.

    The day or the reason alone (``withdrawn_on``, ``withdrawal_reason``) say so too, and what was misspelt.
    """
    name = _bare(key[:40])
    known = name.startswith(("withdraw", "retract")) or name in ("takendown", "takenoffline", "revoked")
    close = known or bool(difflib.get_close_matches(name, ("withdrawn",), 1, 0.8))
    return close and _folded(text_of(value) or "yes") not in _NO


def held_message(key: str) -> str:
    """What is said of an entry that is doubtful."""
    if _bare(key).startswith("withdr"):
        return f"{key[:60]}: not published, since it may be withdrawn; of a cable write it as “withdrawn: the reason”"
    if _bare(key) in _TIMES:
        return f"{key[:60]}: not published while this is here, since a build does not look at the clock"
    return f"{key[:60]}: expected true or false without quotes; not published, since it may be a draft"


def _is_draft(key: str) -> bool:
    """Whether ``key`` is ``draft``, or what somebody wrote for it."""
    name = _bare(key[:40])
    return (
        name in ("drafts", "isdraft")
        or name in _ABROAD
        or "draft" in _words(key[:40])
        or bool(difflib.get_close_matches(name, ("draft",), 1, 0.75))
    )


def _bare(key: str) -> str:
    """``isdraft`` of ``is-draft`` and ``Is_Draft``."""
    return "".join(letter for letter in _folded(key) if letter.isalnum())


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, _INVISIBLE))).casefold()


def unread_mark(lines: Sequence[str], found: FrontMatterLines) -> int:
    """Line (from 1) of what may mark a draft where no front matter is read; 0 when there is nothing of the kind.

    ``found`` is the front matter of ``lines``, read without fault and saying nothing of drafts, or none.
    """
    if number := _misplaced_mark(lines, found.after):
        return number
    is_first = True
    begun = False
    for number, line in _head(lines, found):
        plain = _folded(line)
        begun = begun or _CABLE_BEGUN.match(line) is not None
        if begun:
            if len(plain) <= _LONGEST_MARK and (_PLAIN_MARK.fullmatch(plain) or _LOOSE_MARK.fullmatch(plain)):
                return number
            continue
        if len(plain) <= _LONGEST_MARK:
            match = _MARK.fullmatch(plain)
            if (match is not None and _holds_back(match)) or _LOOSE_MARK.fullmatch(plain):
                return number
            if is_first and (_ALONE.fullmatch(plain) or (_HEADING.match(line) and _IN_TITLE.fullmatch(plain))):
                return number
        is_first = is_first and not plain.strip(_BLANK + "-")
        if plain.lstrip(_BLANK).startswith(("{", "<!--", "---", "+++")) and _ANYWHERE.search(plain):
            return number
        if "<meta" in plain and any(map(_meta_holds, _META.finditer(plain))):
            return number
    return mark_at_end(lines, found.after)


def mark_at_end(lines: Sequence[str], first: int = 0) -> int:
    """Line (from 1) of ``draft: true`` among the last ones, from index ``first`` on; 0 without it.

    Behind a line ``---`` there any mark counts.
    """
    is_fenced = False
    for number in range(max(first, len(lines) - _LAST), len(lines)):
        line = _folded(lines[number]) if len(lines[number]) < _LONGEST_MARK else ""
        is_fenced = is_fenced or line.rstrip() == "---"
        mark = _MARK.fullmatch(line) if is_fenced else None
        if _AT_END.fullmatch(line) or (mark is not None and _holds_back(mark)):
            return number + 1
    return 0


def _holds_back(mark: re.Match[str]) -> bool:
    """Whether a mark says anything but that the text may be published."""
    key, value = mark["key"], mark["value"]
    words = [value, *mark["more"].split()]
    if mark["status"]:
        return not _HELD.isdisjoint(words) or not _ABROAD_WORDS.isdisjoint(words)
    if mark["sign"] in ("-", "–", "—"):
        return False  # words of a text
    if key == "published":
        return value in _NOT or (value in _NO and not mark["more"])
    return not mark["more"] and value not in ("false", "no", "off")


def _meta_holds(meta: re.Match[str]) -> bool:
    """Whether ``<meta name="draft">`` or ``<meta name="status" content="draft">`` holds its page back."""
    value = (meta["value"] or "").strip()
    if meta["status"] is None:
        return value not in _NO
    return not (_HELD | _ABROAD_WORDS).isdisjoint(re.findall(r"[^\W\d_]+", value))


def _head(lines: Sequence[str], found: FrontMatterLines) -> Iterator[tuple[int, str]]:
    """Lines, with their numbers, in which a mark may stand: some at the head, but for a cable's table in them.

    Of those below the table few count, since the text begins there.
    """
    first, most = (found.after, _BEHIND) if found.end else (0, len(lines) if found.code else _HEAD)
    last = min(len(lines), first + most)
    for index in range(first, last):
        if lines[index].startswith(HEADS_TABLE):
            below = range(index + _BELOW_TABLE, min(len(lines), index + _BELOW_TABLE + _BEHIND))
            yield from ((number + 1, lines[number]) for number in below)
            return
        yield index + 1, lines[index]


def _misplaced_mark(lines: Sequence[str], first: int) -> int:
    """Line (from 1) of front matter that was put behind the table of a cable, if that holds the text back; else 0."""
    near = range(first, min(len(lines), first + _BEHIND))
    table = next((index for index in near if lines[index].startswith(HEADS_TABLE)), None)
    if table is None:
        return 0
    begin = table + _BELOW_TABLE
    below = lines[begin : begin + MOST_LINES]
    found = find_front_matter(below)
    inside = below[found.first : found.end]
    try:
        held = any(_holds(key, value) for key, value in (compose_entries("\n".join(inside)) if found.end else ()))
    except YamlError:
        held = marks_draft(inside)
    return begin + found.first if held else 0


def _holds(key: yaml.Node, value: yaml.Node) -> bool:
    """Whether an entry holds back the text that it belongs to."""
    name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
    return verdict_of(name, value) in ("draft", "doubtful") or says_withdrawn(name, value)


def begins_plainly(lines: Sequence[str]) -> bool:
    """Whether a text begins with a cable's table, and nothing near its head or end can be a mark."""
    if not lines[0].startswith(HEADS_TABLE) or mark_at_end(lines):
        return False
    head = "\n".join(lines[_BELOW_TABLE : _BELOW_TABLE + _BEHIND]).lower()
    return head.isascii() and _MAY_MARK.search(head) is None


_MAY_MARK: Final = re.compile(
    r"draft|publi|withdr|embarg|internal|status|review|wip|progress|do not|don't|not (?:to|for|yet)|---"
)


def marks_draft(lines: Sequence[str]) -> bool:
    """Whether broken front matter, a rule apart, holds anything that may be the mark of a draft."""
    return any(_ANYWHERE.search(plain) or _LOOSE_MARK.fullmatch(plain) for plain in map(_folded, lines))


def is_held(text: str) -> bool:
    """Whether a file says anywhere that its text is not to be published: a draft, withdrawn, or in doubt."""
    lines = text.split("\n")
    found = find_front_matter(lines)
    inside = lines[found.first : found.end]
    try:
        entries = compose_entries("\n".join(inside)) if found.end else []
    except YamlError:
        return marks_draft(inside)
    if found.code == "front-matter-refused" or any(_holds(*entry) for entry in entries):
        return True
    published = any(verdict_of(str(key.value), value) == "published" for key, value in entries)
    return not published and bool(unread_mark(lines, found))
