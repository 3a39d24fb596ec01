"""What the benchmark's cables are, before their texts: IDs, dates, posts, TAGS, references, lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from vocabulary import read_lines

Ints = npt.NDArray[np.int64]

CLASSIFICATIONS: Final = (
    ("UNCLASSIFIED", 0.30),
    ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", 0.23),
    ("CONFIDENTIAL", 0.39),
    ("CONFIDENTIAL//NOFORN", 0.02),
    ("SECRET", 0.045),
    ("SECRET//NOFORN", 0.015),
)
"""Meta line and share, near those of the published archive."""

MEAN_WORDS: Final = 955
"""Of the text; header and top add 85 to make 1,040 a file."""
_SIGMA: Final = 0.75
_MOST_WORDS: Final = 30_000
_FIRST_YEAR: Final = 1966
_LAST_CREATED: Final = np.datetime64("2010-02-28T23:59", "m")
_RELEASE_DAYS: Final = np.arange("2010-11-28", "2011-09-03", dtype="datetime64[D]")
_TAGS_IN_ALL: Final = 600
_REFERENCED: Final = 0.5
"""Share of cables with a REF line."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post: name of its origin as in the meta line, name in capitals as in references."""

    origin: str
    city: str

    @property
    def code(self) -> str:
        """Middle part of an ID: ``ABUDHABI``."""
        return self.city.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Plan:
    """All cables in order of creation; a cable is its index in these columns."""

    seed: int
    posts: tuple[Post, ...]
    post: list[int]
    serial: list[int]
    created: list[str]
    """``YYYY-MM-DD HH:MM``."""
    released: list[str]
    classification: list[int]
    """Index into ``CLASSIFICATIONS``."""
    words: list[int]
    tags: list[tuple[str, ...]]
    references: list[tuple[int, ...]]
    """Indices of cables created before."""
    previous: list[int]
    """Neighbour of the same post, by date of creation; -1 at the end."""
    following: list[int]

    def __len__(self) -> int:
        return len(self.post)

    def id_of(self, cable: int) -> str:
        """``07ASTANA1848``."""
        return f"{self.created[cable][2:4]}{self.posts[self.post[cable]].code}{self.serial[cable]}"


def make_plan(count: int, seed: int = 1) -> Plan:
    """Plan ``count`` cables; the same arguments give the same plan."""
    rng = np.random.default_rng([seed, count])
    posts = _read_posts()
    created = _created(rng, count)
    post = _skewed(rng, len(posts), count, shift=12)
    order = np.lexsort((created, post))
    return Plan(
        seed=seed,
        posts=posts,
        post=post.tolist(),
        serial=_serials(rng, post, created, order),
        created=_as_text(created),
        released=_as_text(_released(rng, count)),
        classification=_choice(rng, [share for _, share in CLASSIFICATIONS], count).tolist(),
        words=_lengths(rng, count),
        tags=_tags(rng, post, len(posts)),
        references=_references(rng, post, order),
        previous=_beside(post, order, -1),
        following=_beside(post, order, 1),
    )


def _read_posts() -> tuple[Post, ...]:
    pairs = (line.split("|") for line in read_lines("posts.txt"))
    return tuple(Post(f"{kind} {city}" if city != "State" else kind, city.upper()) for kind, city in pairs)


def _choice(rng: np.random.Generator, shares: list[float], count: int) -> Ints:
    edges = np.cumsum(np.array(shares) / sum(shares))[:-1]
    return np.searchsorted(edges, rng.random(count), side="right").astype(np.int64)


def _skewed(rng: np.random.Generator, kinds: int, count: int, shift: int) -> Ints:
    return _choice(rng, [1 / (rank + shift) for rank in range(kinds)], count)


def _created(rng: np.random.Generator, count: int) -> npt.NDArray[np.datetime64]:
    """Sorted minutes: 4 % of 1966–2001, the rest rising from 2002 to February 2010."""
    years = np.arange(_FIRST_YEAR, 2011)
    shares = [0.04 / 36 if year < 2002 else 0.04 + 0.012 * (year - 2002) for year in years]
    shares[-1] /= 5
    picked = years[_choice(rng, shares, count)]
    span = np.where(picked == 2010, 59, 365) * 1440
    minutes = (picked - 1970).astype("datetime64[Y]").astype("datetime64[m]")
    created: npt.NDArray[np.datetime64] = np.minimum(
        minutes + (rng.random(count) * span).astype("timedelta64[m]"), _LAST_CREATED
    )
    return np.sort(created)


def _released(rng: np.random.Generator, count: int) -> npt.NDArray[np.datetime64]:
    """Four in five in the last twelve days, the others spread over nine months."""
    late = rng.random(count) < 0.8
    days = len(_RELEASE_DAYS)
    day = np.where(late, days - 1 - rng.integers(0, 12, count), rng.integers(0, days, count))
    minute = rng.integers(0, 1440, count).astype("timedelta64[m]")
    released: npt.NDArray[np.datetime64] = _RELEASE_DAYS[day].astype("datetime64[m]") + minute
    return released


def _as_text(minutes: npt.NDArray[np.datetime64]) -> list[str]:
    return [stamp.replace("T", " ") for stamp in np.datetime_as_string(minutes).tolist()]


def _lengths(rng: np.random.Generator, count: int) -> list[int]:
    mean_log = np.log(MEAN_WORDS) - _SIGMA**2 / 2
    words = np.exp(mean_log + _SIGMA * rng.standard_normal(count)).astype(np.int64)
    return [int(length) for length in np.clip(words, 40, _MOST_WORDS)]


def _group_starts(post: Ints, order: Ints) -> npt.NDArray[np.bool_]:
    grouped = post[order]
    return np.concatenate(([True], grouped[1:] != grouped[:-1]))


def _serials(rng: np.random.Generator, post: Ints, created: npt.NDArray[np.datetime64], order: Ints) -> list[int]:
    """Rising with the date within each post and year, with gaps; so no two IDs agree."""
    key = post * 10_000 + created.astype("datetime64[Y]").astype(np.int64)
    grouped = key[order]
    starts = np.flatnonzero(np.concatenate(([True], grouped[1:] != grouped[:-1])))
    total = np.cumsum(rng.integers(1, 6, len(post)))
    before = np.repeat(np.concatenate(([0], total[starts[1:] - 1])), np.diff(np.append(starts, len(post))))
    serial = np.empty(len(post), np.int64)
    serial[order] = total - before
    return [int(number) for number in serial]


def _beside(post: Ints, order: Ints, step: int) -> list[int]:
    """Index of the neighbour of the same post ``step`` places away, or -1."""
    result = np.full(len(post), -1, np.int64)
    place = np.arange(len(post))
    other = place + step
    inside = (other >= 0) & (other < len(post))
    place, other = place[inside], other[inside]
    same = post[order[place]] == post[order[other]]
    result[order[place[same]]] = order[other[same]]
    return [int(index) for index in result]


def _tags(rng: np.random.Generator, post: Ints, posts: int) -> list[tuple[str, ...]]:
    """Subject TAGS by their shares, one or two of a long tail, the country of the post."""
    subjects = [line.split() for line in read_lines("tags.txt")]
    countries = " ".join(read_lines("countries.txt")).split()
    rare = _rare_tags(_TAGS_IN_ALL - len(subjects) - len(countries))
    picked: list[list[str]] = [[] for _ in post]
    for name, share in subjects:
        for cable in np.flatnonzero(rng.random(len(post)) < float(share)).tolist():
            picked[cable].append(name)
    for cable, number in enumerate(_skewed(rng, len(rare), len(post), shift=3).tolist()):
        if number % 3:
            picked[cable].append(rare[number])
    for cable, place in enumerate(post.tolist()):
        picked[cable].append(countries[place % len(countries)])
    for cable, number in enumerate(_skewed(rng, 3 * len(countries), len(post), shift=20).tolist()):
        if number < len(countries):
            picked[cable].append(countries[number])
    return [tuple(dict.fromkeys(names)) for names in picked]


def _rare_tags(count: int) -> list[str]:
    """Invented programme TAGS: K and three letters."""
    letters = "BDFGHLMQTVWXYZ"
    names = (f"K{a}{b}{c}" for a in letters for b in "AEIOU" for c in letters)
    return [name for _, name in zip(range(count), names, strict=False)]


def _references(rng: np.random.Generator, post: Ints, order: Ints) -> list[tuple[int, ...]]:
    """Up to five earlier cables each: mostly recent ones of the same post, else of any post."""
    count = len(post)
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    first = np.maximum.accumulate(np.where(_group_starts(post, order), np.arange(count), 0))
    wanted = np.where(rng.random(count) < _REFERENCED, rng.integers(1, 6, count), 0)
    cable = np.repeat(np.arange(count), wanted)
    earlier = place[cable] - rng.geometric(0.08, len(cable))
    same_post = (rng.random(len(cable)) < 0.65) & (earlier >= first[place[cable]])
    anywhere = cable - rng.geometric(min(1.0, 20 / count), len(cable))
    cited = np.where(same_post, order[np.maximum(earlier, 0)], anywhere)
    result: list[dict[int, None]] = [{} for _ in range(count)]
    for citing, target in zip(cable.tolist(), cited.tolist(), strict=True):
        if target >= 0:
            result[citing][target] = None
    return [tuple(targets) for targets in result]
