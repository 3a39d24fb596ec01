"""Documents, queries and reference indexes for the tests of search."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from lunr.builder import Builder
from lunr.pipeline import Pipeline
from lunr.tokenizer import Tokenizer

from cablepress.archive.permalinks import CABLE_URL
from cablepress.build.pool import open_pool
from cablepress.cable.parser import parse_cable
from cablepress.search.analysis import INDEX_PIPELINE, SEARCH_PIPELINE, sort_terms
from cablepress.search.assets import client_files
from cablepress.search.document import SearchDocument
from cablepress.search.merge import IndexStats, merge_runs
from cablepress.search.runs import analyse_chunk
from cablepress.search.settings import DEFAULT_BOOSTS, FIELD_TEXT, SearchSettings

ROOT = Path(__file__).parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:"
)


def sample_files(shared: Path) -> list[Path]:
    """Real cables beside the repository and the project's own."""
    return sorted((shared / "cables" / "text").glob("*.txt")) + sorted((ROOT / "content" / "cables").glob("*.txt"))


def read_document(path: Path) -> SearchDocument:
    """Parse one cable and take what search needs of it."""
    cable = parse_cable(path.read_text(encoding="utf-8", errors="replace"), path=path.name)
    day = cable.created.date().isoformat() if cable.created else ""
    body = "\n".join(f"{block.opening} {block.text} {block.closing}" for block in cable.blocks)
    return SearchDocument(
        id=cable.id,
        subject=cable.subject,
        body=body,
        origin=cable.origin,
        tags=cable.tags,
        classification=cable.classification,
        year=day[:4],
        url=f"cable/{day[:4]}/{day[5:7]}/{cable.id}.html",
        date=day,
        excerpt=" ".join(body.split())[:150],
    )


def write_index(
    documents: Sequence[SearchDocument],
    site: Path,
    work: Path,
    *,
    chunk: int = 1000,
    settings: SearchSettings | None = None,
    jobs: int = 1,
    size_limit: int = 0,
) -> IndexStats:
    """Build an index and the client into ``site``, in chunks of ``chunk`` documents."""
    settings = settings or SearchSettings(url=CABLE_URL)
    work.mkdir(parents=True, exist_ok=True)
    runs = []
    for start in range(0, max(len(documents), 1), chunk):
        runs.append(work / f"run{start}")
        analyse_chunk(documents[start : start + chunk], runs[-1], settings)

    def write(path: str, data: bytes) -> None:
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    with open_pool(jobs, []) as pool:
        stats = merge_runs(runs, settings, write, pool.run, size_limit)
    for path, data in client_files().items():
        write(path, data)
    return stats


def write_page(
    site: Path, name: str = "test.html", scripts: Sequence[str] = ("search/lunr.js", "search/engine.js")
) -> None:
    """Write a page under the site's policy that has ``scripts``."""
    tags = "".join(f'<script src="{script}"></script>' for script in scripts)
    (site / name).write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Search</title>'
        '<link rel="icon" href="data:,">'
        f'<meta http-equiv="Content-Security-Policy" content="{CSP}">{tags}</head><body></body></html>',
        encoding="utf-8",
    )


def files_below(folder: Path) -> dict[str, bytes]:
    """All files with their bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _lunr_builder(documents: Iterable[tuple[str, SearchDocument]], boosts: Mapping[str, float]) -> Builder:
    builder = Builder()
    builder.ref("number")
    for name, boost in boosts.items():
        builder.field(name, boost)
    builder.pipeline.add(*INDEX_PIPELINE)
    builder.search_pipeline.add(*SEARCH_PIPELINE)
    for number, document in documents:
        builder.add({**document._asdict(), "tags": list(document.tags), "ref": document.id, "number": number})
    return builder


def reference_index(
    documents: Sequence[SearchDocument], boosts: Mapping[str, float] = DEFAULT_BOOSTS, *, ids: bool = False
) -> dict[str, object]:
    """The serialised index that lunr.py's own builder makes, documents in the order of their numbers.

    Refs are the numbers, or with ``ids`` the cables' IDs.
    """
    counted = _lunr_builder([(document.id, document) for document in documents], {"body": 1}).field_lengths
    ordered = sorted(documents, key=lambda document: (counted[f"body/{document.id}"], document.id))
    named = [(document.id if ids else str(number), document) for number, document in enumerate(ordered)]
    index: dict[str, object] = _lunr_builder(named, boosts).build().serialize()
    return index


def written_words(documents: Sequence[SearchDocument]) -> list[str]:
    """All words as written: what lunr.py's pipeline makes of the documents before the stemmer."""
    pipeline = Pipeline()
    pipeline.add(*INDEX_PIPELINE[:-1])
    texts = (text(document) for document in documents for text in FIELD_TEXT.values())
    return sort_terms(list({str(token) for text in texts for token in pipeline.run(Tokenizer(text))}))


def random_queries(documents: Sequence[SearchDocument], count: int, seed: int = 1) -> Iterator[str]:
    """Queries of every kind that lunr knows, and some that it does not."""
    rng = random.Random(seed)
    makers = [
        _plain, _plain, _presence, _fields, _boosts, _trailing, _leading, _inner, _fuzzy, _fuzzy2, _absent, _negated,
        _punctuated, _malformed, _mixed, _mixed,
    ]  # fmt: skip
    words = _Words(documents, rng)
    for i in range(count):
        yield makers[i % len(makers)](words, rng)


class _Words:
    """A source of random words: common and rare ones, fields and stop words."""

    def __init__(self, documents: Sequence[SearchDocument], rng: random.Random) -> None:
        self.rng = rng
        self.texts = [document.body.split() for document in documents]
        self.documents = documents

    def word(self) -> str:
        raw = self.rng.choice(self.rng.choice(self.texts))
        return re.sub(r"[\s:~^*+\-\\]", "", raw) or "nuclear"

    def letters(self, least: int = 3) -> str:
        while True:
            word = "".join(char for char in self.word().lower() if char.isalnum())
            if len(word) >= least:
                return word

    def fielded(self) -> str:
        document = self.rng.choice(self.documents)
        field = self.rng.choice(["subject", "body", "ref", "origin", "tags", "classification", "year"])
        texts = {**document._asdict(), "ref": document.id, "tags": " ".join(document.tags)}
        words = re.findall(r"[A-Za-z0-9]+", texts[field][:2000]) or ["none"]
        return f"{field}:{self.rng.choice(words)}"


def _plain(words: _Words, rng: random.Random) -> str:
    return " ".join(words.word() for _ in range(rng.randint(1, 5)))


def _presence(words: _Words, rng: random.Random) -> str:
    return " ".join(rng.choice(["+", "+", "-", ""]) + words.word() for _ in range(rng.randint(1, 4)))


def _fields(words: _Words, rng: random.Random) -> str:
    return " ".join(rng.choice(["", "+", "-"]) + words.fielded() for _ in range(rng.randint(1, 4)))


def _boosts(words: _Words, rng: random.Random) -> str:
    return " ".join(f"{rng.choice([words.word, words.fielded])()}^{rng.randint(0, 12)}" for _ in range(3))


def _trailing(words: _Words, rng: random.Random) -> str:
    return " ".join(words.letters()[: rng.randint(2, 5)] + "*" for _ in range(rng.randint(1, 2)))


def _leading(words: _Words, rng: random.Random) -> str:
    return rng.choice(["", "+", "-"]) + "*" + words.letters(5)[-rng.randint(2, 5) :] + rng.choice(["", "", "*"])


def _inner(words: _Words, rng: random.Random) -> str:
    word = words.letters(5)
    return word[: rng.randint(1, 2)] + "*" + word[-rng.randint(1, 3) :]


def _fuzzy(words: _Words, rng: random.Random) -> str:
    word = list(words.letters(4))
    i = rng.randrange(len(word) - 1)
    change = rng.randrange(4)
    if change == 0:
        word[i] = rng.choice("aeioust")
    elif change == 1:
        del word[i]
    elif change == 2:
        word[i], word[i + 1] = word[i + 1], word[i]
    return "".join(word) + "~1" + rng.choice(["", "^2", " " + words.word()])


def _fuzzy2(words: _Words, rng: random.Random) -> str:
    return rng.choice(["", "+", "body:"]) + words.letters(6) + "~2"


def _absent(words: _Words, rng: random.Random) -> str:
    return rng.choice(["qqzzx", "+qqzzx", "-qqzzx", "the", "+the", "-and", '"', "+''", "", " "]) + " " + (
        words.word() if rng.random() < 0.6 else ""
    )  # fmt: skip


def _negated(words: _Words, rng: random.Random) -> str:
    return " ".join("-" + rng.choice([words.word, words.fielded])() for _ in range(rng.randint(1, 3)))


def _punctuated(words: _Words, rng: random.Random) -> str:
    shape = rng.choice(
        [
            '"{}"',
            "{}'s",
            "{}’s",
            "({})",
            "{}/{}",
            "{},",
            "u.s.",
            "{}-{}",
            "“{}”",
            "\\+{}",
            "{}…",
            "É{}",
            "{}/~1",
            "+{}/{}",
        ]
    )
    return shape.replace("{}", words.letters(), 1).replace("{}", words.letters(), 1)


def _malformed(words: _Words, rng: random.Random) -> str:
    word = words.letters()
    return rng.choice(
        ["{}^", "{}~", "{}^x", "{}~y", "nofield:{}", "+", "-", "+ {}", "body:", "body:+{}", "^2", "~1", ":{}", "++{}",
         "body:tags:{}", "{}^2~1", "{} +", "\\", "{}:"]
    ).replace("{}", word)  # fmt: skip


def _mixed(words: _Words, rng: random.Random) -> str:
    parts = [
        rng.choice([_plain, _presence, _fields, _boosts, _trailing, _leading, _fuzzy, _negated])(words, rng)
        for _ in range(2)
    ]
    return " ".join(parts)


def invented_documents(count: int, seed: int = 1, words: int = 120) -> list[SearchDocument]:
    """Documents of made-up words, frequent and rare, in the proportions of real text."""
    rng = np.random.default_rng(seed)
    sizes = rng.lognormal(math.log(words), 0.6, count).astype(int) + 1
    # Zipf's law with a flattened head; rare words grow in number with the text.
    ranks = (2.7 / (1 - rng.random(int(sizes.sum()) + 8 * count)) ** 1.05).astype(np.int64) - 2
    texts = np.array([_invented_word(rank) for rank in range(20_000)], dtype=object)
    pool = texts[np.minimum(ranks, 19_999)].tolist()
    documents, start = [], 0
    for number, size in enumerate(sizes.tolist()):
        taken = pool[start : start + size + 8]
        start += size + 8
        year = str(1990 + number % 20)
        documents.append(
            SearchDocument(
                id=f"{year[2:]}STRELSAU{number + 1}",
                subject=" ".join(taken[:7]).upper(),
                body=" ".join(taken[8:]),
                origin=f"Embassy {['Strelsau', 'Zenda', 'Hentzau'][number % 3]}",
                tags=("PGOV", "PREL", "XR")[: number % 4],
                classification=("CONFIDENTIAL", "SECRET//NOFORN", "UNCLASSIFIED//FOR OFFICIAL USE ONLY")[number % 3],
                year=year if number % 11 else "",
                url=f"cable/{year}/07/{year[2:]}STRELSAU{number + 1}.html",
                date=f"{year}-07-{1 + number % 28:02d}" if number % 11 else "",
                excerpt=" ".join(taken[8:24]),
            )
        )
    return documents


def _invented_word(rank: int) -> str:
    """A word of its own for each rank."""
    syllables = ["ka", "lo", "mi", "ru", "ten", "sha", "vor", "eli", "ob", "zin", "da", "pe", "gu", "ya", "cho", "nix"]
    word = ""
    rank += 16
    while rank:
        rank, low = divmod(rank, 16)
        word += syllables[low]
    return word
