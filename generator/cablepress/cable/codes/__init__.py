"""The tables of codes: what TAGS, captions, reasons and abbreviations stand for, and the names of posts.

They are data, in the YAML files beside this module, each with its source in its head. A table is loaded
when it is first asked for, and kept. Every function answers ``None`` for a code that is in no table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REASON = re.compile(r"(1\.[345])\(([a-z0-9]{1,2})\)")
_BY_POST = re.compile(r"(?P<what>Government of) (?P<names>.+), by the post that writes")
_AMONG = re.compile(r", | or ")
_TAG_KINDS = ("subjects", "programs", "organizations", "countries")


@cache
def table(name: str) -> Mapping[str, Any]:
    """The table ``codes/NAME.yml``, read-only.

    Raises ``FileNotFoundError`` for a name without a file.
    """
    text = (resources.files(__package__) / f"{name}.yml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.load(text, Loader=_LOADER))  # noqa: S506  (a safe loader)


def tag_kind(tag: str) -> str | None:
    """``subjects``, ``programs``, ``organizations`` or ``countries``: what kind of TAGS ``tag`` is.

    A two-letter code is a country's first: ``AU`` is Austria.
    """
    kinds = reversed(_TAG_KINDS) if len(tag) == 2 else _TAG_KINDS
    return next((kind for kind in kinds if tag in table("tags")[kind]), None)


def tag_meaning(tag: str) -> str | None:
    """``PGOV`` → ``Internal governmental affairs``, ``KZ`` → ``Kazakhstan``."""
    kind = tag_kind(tag)
    return str(table("tags")[kind][tag]) if kind else None


def caption_meaning(caption: str) -> str | None:
    """What ``SIPDIS``, ``NODIS`` … mean."""
    return _text(table("captions").get(caption))


def classification_meaning(classification: str) -> str | None:
    """What a level of the table means: ``SECRET//NOFORN``, ``UNCLASSIFIED`` …"""
    return _text(table("classifications")["levels"].get(classification))


def portion_meaning(marking: str) -> str | None:
    """``S/NF`` → ``Secret; no release to foreign nationals``; a part that is in no table is put in as it stands."""
    parts = [part.strip() for part in marking.split("/") if part.strip()]
    known = table("classifications")["portions"]
    if not parts or parts[0] not in known:
        return None
    return "; ".join([known[parts[0]], *(known[part].lower() if part in known else part for part in parts[1:])])


def precedence_meaning(precedence: str) -> str | None:
    """``O`` or ``IMMEDIATE`` → what it asks of those who handle the telegram."""
    words = table("precedences")
    name = words.get(precedence, precedence) if len(precedence) == 1 else precedence
    meaning = words["meanings"].get(name)
    return f"{name}: {meaning}" if meaning and len(precedence) == 1 else _text(meaning)


def reason_meaning(reason: str) -> str | None:
    """``1.4(b)`` → ``foreign government information``, in the words of the executive order."""
    match = _REASON.fullmatch(reason)
    return _text(table("reasons").get(match[1], {}).get(match[2])) if match else None


def term(key: str) -> str | None:
    """What an abbreviation stands for; ``key`` is that of a ``term`` mark (``septel``), in lower case."""
    return _text(table("terms").get(key))


class Place(NamedTuple):
    """Where a post is."""

    country: str
    latitude: float
    """Degrees north of the equator."""
    longitude: float
    """Degrees east of Greenwich."""


@cache
def places() -> Mapping[str, Place]:
    """The word for a post in an ID → where it is."""
    return MappingProxyType({post: Place(*where) for post, where in table("places").items()})


@lru_cache(1024)
def place_of_origin(origin: str) -> Place | None:
    """Where the post of a cable's origin is: ``Embassy Abu Dhabi``; ``None`` for a post that no table knows."""
    words = origin.upper().replace("-", " ").split()
    for count in range(min(4, len(words)), 0, -1):
        post = posts().get(" ".join(words[-count:]))
        if post is not None:
            return places().get(post)
    return None


@lru_cache(4096)
def term_at(key: str, country: str) -> str | None:
    """What an abbreviation stands for at a post in ``country``: ``GOT`` is the Government of Tunisia at Tunis.

    Elsewhere, and where the abbreviation is the same for all posts, as :func:`term` has it.
    """
    meaning = term(key)
    if not meaning or not country or not (match := _BY_POST.fullmatch(meaning)):
        return meaning
    meant = [name for name in _AMONG.split(match["names"]) if name.removeprefix("the ") == country]
    return f"{match['what']} {meant[0]}" if meant else meaning


@cache
def posts() -> Mapping[str, str]:
    """Name of a post as printed, in capitals → the word for it in an ID (``RIO`` → ``RIODEJANEIRO``)."""
    words = {name: _squeeze(name) for name in table("posts")["names"]}
    known = {**{word: word for word in words.values()}, **words}
    known.update(table("posts")["aliases"])
    return MappingProxyType(known)


def is_post(name: str) -> bool:
    """Whether ``name`` (in any case) is the name of a known post."""
    return name.upper() in posts()


SEVERAL_CABLES = frozenset(("CABLES", "TELEGRAMS", "TELS", "MESSAGES"))
"""Behind the name of a post: more than one number may follow."""
_WORDS_FOR_CABLES = SEVERAL_CABLES | {"CABLE", "TELEGRAM", "MESSAGE"}


@lru_cache(4096)
def post_token(name: str) -> str:
    """The word for a post in an ID: ``San Jose`` → ``SANJOSE``, ``SECSTATE`` → ``STATE``; empty for no post.

    Of words that end with the name of a known post, that name counts, also with one slip of the typist. One or two
    other words are taken for a post that the table does not know, unless they are known to be something else
    (``IIR``, ``PARA``) or begin with a known post (``STATE CA``).
    """
    words = [word.removesuffix("'S") for word in name.upper().replace("-", " ").split()]
    known = _names_of_references()
    while len(words) > 1 and words[-1] in _WORDS_FOR_CABLES:
        words.pop()
    for count in range(len(words), 0, -1):
        token = known.get(" ".join(words[-count:]))
        if token is not None:
            return token
    if not words or any(word.strip(".'") in _not_posts() for word in words):
        return ""
    token = _squeeze("".join(words))
    if token in _not_posts() or "XXXX" in token:
        return ""
    if near := known.get(token) or _cut_names().get(token) or _one_slip_from(token):
        return near
    if len(words) == 1 and (near := _without_country(token)):
        return near
    if len(words) > 2 or (len(words) == 2 and words[0] in known):
        return ""
    return token if len(token) > 2 else ""


def is_post_of_reference(name: str) -> bool:
    """Whether ``name`` (in any case) is the name of a known post, or a short one that only a REF line has."""
    return name.upper().replace("-", " ") in _names_of_references()


def ends_in_post(words: Sequence[str]) -> bool:
    """Whether the last of some words are the name of a post, as :func:`is_post_of_reference` has it."""
    return any(is_post_of_reference(" ".join(words[place:])) for place in range(len(words)))


@cache
def _names_of_references() -> Mapping[str, str]:
    names = {**posts(), **table("posts")["in_references"]}
    return MappingProxyType({**{_squeeze(name): post for name, post in names.items()}, **names})


@cache
def _short_posts() -> Mapping[str, str]:
    """Posts of several words as the 1970s cut them: six characters, blanks too (``NEW DE`` → ``NEWDE``)."""
    return MappingProxyType({_squeeze(name): _squeeze(name[:6]) for name in table("posts")["names"] if " " in name})


def short_post(token: str) -> str:
    """The word for a post in an ID of the 1970s: ``STRELS`` of ``STRELSAU``, ``NEWDE`` of ``NEWDELHI``."""
    return _short_posts().get(token, token[:6])


SHORTEST_CUT = 5
"""Letters that are left of a name that was cut (``PANAM``, ``KUALALUMP``)."""


@cache
def _cut_names() -> Mapping[str, str]:
    """The beginnings of the posts' words, each of which only one post has → its word."""
    found: dict[str, set[str]] = {}
    for post in set(posts().values()):
        for size in range(SHORTEST_CUT, len(post)):
            found.setdefault(post[:size], set()).add(post)
    return MappingProxyType({name: next(iter(of)) for name, of in found.items() if len(of) == 1})


def _without_country(token: str) -> str:
    """The known post in ``MADRIDSP``, with the two letters of its country behind it; else ``""``."""
    post = token[:-2]
    return posts().get(post, "") if len(post) > SHORTEST_CUT - 2 and tag_kind(token[-2:]) == "countries" else ""


SHORTEST_MENDED = 6
"""Letters of the name of a post in which one slip can be told."""


@lru_cache(4096)
def _one_slip_from(token: str) -> str:
    """The one known post from which ``token`` differs by a letter lost, added, changed or swapped (``BRASILA``)."""
    if len(token) < SHORTEST_MENDED:
        return ""
    near = {post for post in posts().values() if abs(len(post) - len(token)) < 2 and _differ_by_one(post, token)}
    return near.pop() if len(near) == 1 else ""


def _differ_by_one(one: str, other: str) -> bool:
    """Whether two words differ by one letter lost, added or changed, or by two neighbours swapped."""
    size = min(len(one), len(other))
    begin = next((i for i in range(size) if one[i] != other[i]), size)
    one, other = one[begin:], other[begin:]
    if one[1:] == other[1:] or one[1:] == other or one == other[1:]:
        return True
    return one[:2] == other[1::-1] and len(one) > 1 and one[2:] == other[2:]


@cache
def _not_posts() -> frozenset[str]:
    return frozenset(table("posts")["not_posts"])


def _squeeze(name: str) -> str:
    return re.sub(r"[^A-Z]", "", name)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
