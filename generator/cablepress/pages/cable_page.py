"""From cables and archive to the records that templates see. Pure.

What a cable's page says of *other* cables is gathered first, in the parent process, as small
:class:`CableLinks`; a worker that has the parsed cable needs only these and the rows of the cables they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup

from cablepress.archive.archive import Archive, Citing, term_names
from cablepress.archive.permalinks import cable_url, cited_url, diff_url, link_from_cable, root_of, version_url
from cablepress.archive.records import title_of
from cablepress.archive.taxonomy import Axis
from cablepress.archive.versions import Version
from cablepress.cable import codes
from cablepress.config import SiteConfig
from cablepress.markup import content_html, escaped, safe
from cablepress.model import Block, Cable, CableSummary, MarkKind, Reference
from cablepress.pages.cable_context import BlockView, CableView, CitedByView, Item, ReferenceView, TocEntry, VersionLink
from cablepress.pages.citation import Citable, citable, cite
from cablepress.pages.context import Explained, Link, Row, Source, Term
from cablepress.pages.metadata import Crumb
from cablepress.pages.terms import terms_of

NO_SOURCE: Final = Source("", "")
"""Of a cable that was parsed from no file."""

_ON_THE_WEB: Final = re.compile(r"https?://[^\s/\"'<>]+(?:/[^\s\"'<>]*)?", re.IGNORECASE)
_NO_ID: Final = re.compile(r"[^A-Za-z0-9.]+")

_RANK: Final = {"U": 1, "F": 2, "L": 2, "C": 4, "S": 5, "T": 6}
"""How secret a portion is, by the first letter of its marking (``SBU`` is looked up whole)."""


class CableLinks(NamedTuple):
    """What a cable's page has to do with the rest of the archive, by ID: small enough to be sent to a worker."""

    named: tuple[str, ...]
    """The held cables that it names, sorted."""
    slugs: Mapping[Axis, Mapping[str, str]]
    """Of its own terms only."""
    cited_by: Sequence[Citing] = ()
    previous: str = ""
    next: str = ""
    articles: tuple[Link, ...] = ()
    supersedes: str = ""
    superseded_by: str = ""
    versions: tuple[Version, ...] = ()
    """Earlier texts, oldest first."""
    other_forms: tuple[tuple[str, str], ...] = ()
    """Candidates that are another form of the ID of a held cable, and that ID."""

    def ids(self) -> Iterator[str]:
        """Every held cable whose row the page shows, in a fixed order; some may come twice."""
        yield from self.named
        yield from (citing.id for citing in self.cited_by)
        yield from filter(None, (self.previous, self.next, self.supersedes, self.superseded_by))


class CableContext(NamedTuple):
    """All that a cable's page says of the rest of the archive."""

    rows: Mapping[str, Row]
    """Of the held cables that it names, by ID and by the other forms of it that are printed."""
    slugs: Mapping[Axis, Mapping[str, str]]
    """Of its own terms only."""
    cited_by: tuple[CitedByView, ...] = ()
    previous: Row | None = None
    next: Row | None = None
    articles: tuple[Link, ...] = ()
    supersedes: Row | None = None
    superseded_by: Row | None = None
    versions: tuple[Version, ...] = ()


def cable_links(record: CableSummary, archive: Archive, articles: Mapping[str, Sequence[Link]]) -> CableLinks:
    """Gather what the page of ``record`` needs; ``articles`` are those that name each cable, by ID."""
    before, after = archive.neighbours.get(record.id, ("", ""))
    named = {citation.candidate: archive.held(citation.candidate) for citation in record.citations}
    return CableLinks(
        named=tuple(sorted({cable_id for cable_id in named.values() if cable_id in archive.records})),
        slugs={axis: {name: archive.slugs[axis][name] for name in names} for axis, names in term_names(record).items()},
        cited_by=tuple(archive.cited_by.get(record.id, ())),
        previous=before,
        next=after,
        articles=tuple(articles.get(record.id, ())),
        supersedes=record.supersedes if record.supersedes in archive.records else "",
        superseded_by=archive.superseded_by.get(record.id, ""),
        versions=tuple(archive.versions.get(record.id, ())),
        other_forms=tuple(sorted((name, held) for name, held in named.items() if name != held)),
    )


def cable_context(links: CableLinks, rows: Mapping[str, Row]) -> CableContext:
    """The same with the rows of the cables; ``rows`` are the rows of all."""
    return CableContext(
        rows={
            **{cable_id: rows[cable_id] for cable_id in links.named},
            **{name: rows[cable_id] for name, cable_id in links.other_forms},
        },
        slugs=links.slugs,
        cited_by=cited_by(links.cited_by, rows),
        previous=rows.get(links.previous),
        next=rows.get(links.next),
        articles=links.articles,
        supersedes=rows.get(links.supersedes),
        superseded_by=rows.get(links.superseded_by),
        versions=links.versions,
    )


def cited_by(citings: Sequence[Citing], rows: Mapping[str, Row]) -> tuple[CitedByView, ...]:
    """The cables that name one, as its page shows them."""
    return tuple(CitedByView(rows[citing.id], citing.anchor, citing.sentence) for citing in citings)


def cable_view(cable: Cable, context: CableContext, config: SiteConfig, source: Source = NO_SOURCE) -> CableView:
    """The record behind a cable's page."""
    url = cable_url(cable.id, cable.created)
    stem = url.removesuffix(".html")
    root = root_of(url)

    def address(candidate: str) -> str:
        """Of a named cable's page, or of the page that says it is not held."""
        row = context.rows.get(candidate)
        if row is not None:
            return row.url
        return cited_url(candidate) if config.output.cited and candidate != cable.id else ""

    terms = {axis: terms_of(axis, slugs) for axis, slugs in context.slugs.items()}
    counts = _portion_counts(cable.blocks)
    portion_counts = [(portion_key(marking), marking, n) for marking, n in sorted(counts.items(), key=_most_first) if n]
    blocks = block_views(cable.blocks, root, address, portion_counts[0][1] if portion_counts else "")
    top = next((index for index, block in enumerate(blocks) if block.anchor), len(blocks))
    return CableView(
        id=cable.id,
        url=url,
        file=cable.id,
        text_url=f"{stem}.txt" if config.output.text and not cable.withdrawn else "",
        json_url=f"{stem}.json" if config.output.json else "",
        title=title_of(cable),
        subject=cable.subject,
        created=cable.created,
        released=cable.released,
        classification=_first(terms["classification"]),
        origin=_first(terms["origin"]),
        date=_first(terms["date"]),
        reldate=_first(terms["reldate"]),
        tags=terms["tag"],
        captions=_explained(cable.captions, codes.caption_meaning),
        executive_order=cable.executive_order,
        classified_by=cable.classified_by,
        reasons=_explained(cable.reasons, codes.reason_meaning),
        precedence=_explained(cable.header.precedence, codes.precedence_meaning),
        header=cable.header,
        blocks=blocks,
        top=blocks[:top],
        body=blocks[top:],
        portion_counts=tuple(portion_counts),
        toc=tuple(_toc(cable.blocks)),
        references=tuple(_reference(reference, context, address) for reference in cable.references),
        also_named=tuple(_also_named(cable, context, address)),
        cited_by=context.cited_by,
        previous=context.previous,
        next=context.next,
        articles=context.articles,
        portions=_portions(counts),
        terms=_terms_in(cable.blocks, cable.origin),
        permalink=config.url + url if config.url else "",
        citation=cite(citable_of(cable, config, url), "chicago"),
        source=source,
        hashtags=tuple(f"#{tag}" for tag in (config.collection.hashtag, cable.id) if tag),
        note=cable.note,
        source_note=cable.source_note,
        invented=cable.invented,
        withdrawn=cable.withdrawn,
        supersedes=context.supersedes,
        superseded_by=context.superseded_by,
        cut=len(cable.cut),
        news=tuple(_news(cable.articles)),
        versions=version_links(url, context.versions, cable),
        diff_url=diff_url(url) if context.versions else "",
    )


def _news(addresses: Sequence[str]) -> Iterator[Link]:
    """Links to pages on the web; what is no such address is not made one."""
    for address in addresses:
        if _ON_THE_WEB.fullmatch(address):
            yield Link(address, address.partition("://")[2])


def version_links(url: str, versions: Sequence[Version], cable: Cable) -> tuple[VersionLink, ...]:
    """All texts of a cable, the latest last; none when there is only one."""
    if not versions:
        return ()
    earlier = (
        VersionLink(each.number, "" if each.day else each.label, each.day, version_url(url, each.number))
        for each in versions
    )
    day = cable.released.date().isoformat() if cable.released else ""
    return *earlier, VersionLink(len(versions) + 1, "" if day else cable.release, day, url)


def citable_of(cable: Cable, config: SiteConfig, url: str, version: str = "") -> Citable:
    """The cable as its page at ``url`` says how to cite it; ``version`` is the number of an earlier text."""
    address = config.url + url if config.url else ""
    return citable(cable, title=title_of(cable), site=config.title, url=address, version=version)


def crumbs_of(view: CableView, config: SiteConfig) -> tuple[Crumb, ...]:
    """The way to a cable's page: its post, itself."""
    if not config.url or view.origin is None:
        return ()
    return ((view.origin.name, config.url + view.origin.url), (view.id, config.url + view.url))


class _Linked:
    """What the blocks so far have linked to its meaning: the first of each is a link, and its note leads back to it."""

    __slots__ = ("portions", "terms", "usual")

    def __init__(self, usual: str) -> None:
        self.usual = usual
        self.terms: set[str] = set()
        self.portions: set[str] = set()


def block_views(blocks: Sequence[Block], root: str, address: Callable[[str], str], usual: str) -> tuple[BlockView, ...]:
    """The blocks of a cable with their marks as HTML; ``address`` gives the page of a named cable, or nothing.

    ``usual`` is the marking that most paragraphs have: the whole text is marked with it, so theirs need not be.
    """
    linked = _Linked(usual)
    return tuple([_block_view(block, root, address, linked) for block in blocks])


def _block_view(block: Block, root: str, address: Callable[[str], str], linked: _Linked) -> BlockView:
    html, items = _marked(block, root, address, linked.terms) if block.marks else (safe(content_html(block.text)), ())
    marking = block.portion_marking
    first = bool(marking) and marking not in linked.portions
    if first:
        linked.portions.add(marking)
    return BlockView(
        block.kind,
        block.anchor,
        block.opening,
        html,
        block.closing,
        block.number,
        marking,
        _portion_meaning(marking) if marking else "",
        _opening_html(
            block.opening, block.anchor if block.number is not None else "", marking, first, marking == linked.usual
        ),
        block.role,
        block.within,
        items,
    )


@lru_cache(maxsize=1 << 10)
def _portion_meaning(marking: str) -> str:
    return codes.portion_meaning(marking) or ""


@lru_cache(maxsize=1 << 13)
def _opening_html(opening: str, anchor: str, marking: str, first: bool, usual: bool) -> Markup:
    """``10, (C) ``: the number as a link to its paragraph, with the marking, or beside a link to the marking's meaning.

    All in one element, that can stand in the margin: the link itself, or where there are two links ``<b>``.
    """
    before, bracket, after = opening.rpartition("(")
    if not bracket or not marking or not _portion_meaning(marking):
        before, key, shown = opening, "", ""
    else:
        key, shown = escaped(portion_key(marking)), content_html(bracket + after.rstrip())
    # What is marked with nothing that is known has no colour, though the text around it has one.
    value = "" if usual and (key or not marking) else f" data-m={key}" if key else " data-m"
    note = f"<a id=p_{key} href=#m_{key}>{shown}</a>" if first and key else ""
    number = before.rstrip()
    if not anchor or not number:
        words = note or (f"<i{value}>{shown}</i>" if key else "")
        return safe(f"<b>{content_html(before)}{words}</b>{' ' if words else ''}") if opening else safe("")
    link, gap = f"<a href=#{escaped(anchor)}", content_html(before[len(number) :])
    if note:
        return safe(f"<b>{link}>{content_html(number)}</a>{gap}{note}</b> ")
    words = f"{content_html(number)}{gap}{shown}</a> " if key else f"{content_html(number)}</a>{gap}"
    return safe(f"{link}{value}>{words}")


def _most_first(counted: tuple[str, int]) -> int:
    return -counted[1]


def portion_key(marking: str) -> str:
    """The marking as part of an ``id``, and as the value of an attribute without quotation marks: it has no spaces."""
    return "_".join(marking.split())


def _portions(counts: Iterable[str]) -> tuple[Explained, ...]:
    """The markings that have a meaning, in order of first appearance."""
    explained = (Explained(portion_key(marking), marking, _portion_meaning(marking)) for marking in counts)
    return tuple([each for each in explained if each.meaning])


def _portion_counts(blocks: Sequence[Block]) -> dict[str, int]:
    """How many numbered paragraphs have each marking, in order of first appearance; those of other blocks count 0."""
    counts: dict[str, int] = {}
    for block in blocks:
        marking = block.portion_marking
        if marking and block.anchor:
            counts[marking] = counts.get(marking, 0) + (block.number is not None)
    return counts


def _marked(
    block: Block, root: str, address: Callable[[str], str], linked: set[str]
) -> tuple[Markup, tuple[Item, ...]]:
    """The text with its marks; what follows the first ``item`` mark goes into items."""
    text = block.text
    items: list[tuple[str, list[str]]] = [("", [])]
    end = 0
    for mark in block.marks:
        pieces = items[-1][1]
        pieces.append(content_html(text[end : mark.start]))
        words = text[mark.start : mark.end]
        end = mark.end
        if mark.kind == "item":
            items.append((words, []))
        elif mark.kind == "term" and mark.value in linked:
            pieces.append(content_html(words))
        else:
            pieces.append(_mark_html(mark.kind, mark.value, content_html(words), root, address))
            if mark.kind == "term":
                linked.add(mark.value)
    items[-1][1].append(content_html(text[end:]))
    first, *rest = ((marker, safe("".join(pieces))) for marker, pieces in items)
    return first[1], tuple(Item(marker, html) for marker, html in rest)


def _mark_html(kind: MarkKind, value: str, words: str, root: str, address: Callable[[str], str]) -> str:
    """HTML of one mark; ``words`` are HTML already.

    An element for each kind and no class: the style sheet tells the links apart by where they lead.
    """
    if kind == "page":
        return f"<i data-page={escaped(value)}></i>"
    if kind == "redaction":
        return f"<u>{words}</u>"
    if kind == "term":
        key = _key(value)
        return f"<a id=t_{key} href=#term_{key}>{words}</a>"
    url = address(value)
    return f'<a href="{escaped(link_from_cable(url, root))}">{words}</a>' if url else words


def _also_named(cable: Cable, context: CableContext, address: Callable[[str], str]) -> Iterator[ReferenceView]:
    """The cables that the text names and the REF line does not, in order, each once."""
    seen = {reference.candidate for reference in cable.references} | {cable.id}
    for block in cable.blocks:
        for mark in block.marks:
            if mark.kind == "mention" and mark.value not in seen:
                seen.add(mark.value)
                url = address(mark.value)
                if url:
                    yield ReferenceView("", "", mark.value, url, context.rows.get(mark.value))


def _reference(reference: Reference, context: CableContext, address: Callable[[str], str]) -> ReferenceView:
    candidate = reference.candidate
    url = address(candidate) if candidate else ""
    return ReferenceView(reference.label, reference.text, candidate, url, context.rows.get(candidate))


def _explained(names: Sequence[str], meaning: Callable[[str], str | None]) -> tuple[Explained, ...]:
    return tuple([Explained(_key(name), name, meaning(name) or "") for name in names])


@lru_cache(maxsize=1 << 10)
def _key(code: str) -> str:
    """``1.4-b`` of ``1.4(b)``: a code as an ``id``."""
    return _NO_ID.sub("-", code).strip("-")


def _terms_in(blocks: Sequence[Block], origin: str) -> tuple[Explained, ...]:
    """The abbreviations of the text, each as it is printed first, explained as the post means it."""
    printed: dict[str, str] = {}
    for block in blocks:
        for mark in block.marks:
            if mark.kind == "term":
                printed.setdefault(mark.value, block.text[mark.start : mark.end])
    place = codes.place_of_origin(origin)
    country = place.country if place else ""
    return tuple(Explained(_key(key), words, codes.term_at(key, country) or "") for key, words in printed.items())


def _toc(blocks: Sequence[Block]) -> list[TocEntry]:
    entries: list[tuple[str, str, list[Block]]] = [("", "", [])]
    for block in blocks:
        if block.kind == "heading":
            entries.append((block.anchor, " ".join(block.text.split()), []))
        elif block.kind == "paragraph":
            entries[-1][2].append(block)
    return [
        TocEntry(anchor, title, tuple([(block.anchor, str(block.number)) for block in numbered]), _ranges(numbered))
        for anchor, title, numbered in entries
        if title or numbered
    ]


def _ranges(numbered: Sequence[Block]) -> tuple[tuple[str, str, str], ...]:
    """Paragraphs whose numbers follow one another as one: 14, 15, 16 → ``14–16``."""
    ranges: list[tuple[str, str, str]] = []
    first = last = -2
    anchor = highest = ""
    for block in numbered:
        number, marking = block.number or 0, block.portion_marking
        if number == last + 1:
            last = number
            highest = marking if marking != highest and _rank(marking) > _rank(highest) else highest
            continue
        if anchor:
            ranges.append((anchor, _span(first, last), portion_key(highest)))
        first = last = number
        anchor, highest = block.anchor, marking
    return (*ranges, (anchor, _span(first, last), portion_key(highest))) if anchor else ()


def _span(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else str(first)


@lru_cache(maxsize=1 << 10)
def _rank(marking: str) -> tuple[int, int]:
    return 2 if marking.startswith("SBU") else _RANK.get(marking[:1], 0), len(marking)


def _first(terms: Sequence[Term]) -> Term | None:
    return terms[0] if terms else None
