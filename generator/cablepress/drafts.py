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

from cablepress.yamltext import flag_of, text_of

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
    r"""[^\w]*+(?:(?:is[_-]?)?(?P<key>draft|published|withdrawn)s?|(?P<status>status))["'*_`\s]{0,8}(?:[:=]>?|->)"""
    r"""["'*_`\s\[(<!]{0,8}(?P<value>\w{1,12})[^\w#]{0,20}(?:\#.*)?"""
)
_ANYWHERE: Final = re.compile(
    r"""\b(?:draft|withdrawn)["']?\s{0,4}+[:=]\s{0,4}+(?!(?:false|no|off)\b)""", re.IGNORECASE
)
_LONGEST_MARK: Final = 200
_NO: Final = ("false", "no", "off", "0", "n", "f", "never")
HEADS_TABLE: Final = "Reference ID"
"""How the first line of a cable's table begins."""

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
    if not isinstance(value, yaml.ScalarNode):
        below = value.value if isinstance(value, yaml.MappingNode) else []
        deeper = any(verdict_of(str(inner.value), part) in ("draft", "doubtful") for inner, part in below)
        return "doubtful" if deeper or _is_draft(key) else ""
    text, flag = _folded(text_of(value) or ""), flag_of(value)
    name = "".join(letter for letter in _folded(key) if letter.isalnum())
    if _is_draft(key):
        if flag is None or (flag and key != "draft"):
            return "doubtful"
        return "draft" if flag else "published"
    if name in ("published", "publish", "public"):
        return "doubtful" if text in _NO else ""
    if name in ("unpublished", "hidden", "private", "unlisted"):
        return "" if text in _NO else "doubtful"
    if name in ("status", "state", "visibility"):
        return "doubtful" if any(word in text for word in ("draft", "private", "hidden", "unpublished")) else ""
    return ""


def _is_draft(key: str) -> bool:
    """Whether ``key`` is ``draft``, or what somebody wrote for it."""
    name = "".join(letter for letter in _folded(key[:40]) if letter.isalnum())
    return name in ("drafts", "isdraft") or bool(difflib.get_close_matches(name, ("draft",), 1, 0.75))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, _INVISIBLE))).casefold()


def unread_mark(lines: Sequence[str], found: FrontMatterLines) -> int:
    """Line (from 1) of what may mark a draft where no front matter is read; 0 when there is nothing of the kind.

    ``found`` is the front matter of ``lines``, read without fault and saying nothing of drafts, or none.
    """
    for number, line in _head(lines, found):
        plain = _folded(line)
        match = _MARK.fullmatch(plain) if len(plain) <= _LONGEST_MARK else None
        if match is not None and _holds_back(match):
            return number
        if plain.lstrip(_BLANK).startswith(("{", "<!--", "---", "+++")) and _ANYWHERE.search(plain):
            return number
    return 0


def _holds_back(mark: re.Match[str]) -> bool:
    """Whether a mark says anything but that the text may be published."""
    key, value = mark["key"], mark["value"]
    if mark["status"]:
        return value in ("draft", "private", "hidden", "unpublished")
    return value in _NO if key == "published" else value not in ("false", "no", "off")


def _head(lines: Sequence[str], found: FrontMatterLines) -> Iterator[tuple[int, str]]:
    """Lines, with their numbers, in which a mark may stand: to the table of a cable, else some at the head."""
    first, most = (found.after, _BEHIND) if found.end else (0, len(lines) if found.code else _HEAD)
    for index in range(first, min(len(lines), first + most)):
        if lines[index].startswith(HEADS_TABLE):
            return
        yield index + 1, lines[index]


def marks_draft(lines: Sequence[str]) -> bool:
    """Whether broken front matter, a rule apart, holds anything that may be the mark of a draft."""
    return any(_ANYWHERE.search(_folded(line)) for line in lines)
