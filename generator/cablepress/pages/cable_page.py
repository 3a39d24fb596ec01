"""From cables and archive to the records that templates see. Pure.

What a cable's page says of *other* cables is gathered first, in the parent process, as small
:class:`CableLinks`; a worker that has the parsed cable needs only these and the rows of the cables they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from cablepress.archive.archive import Archive, Citing, term_names
from cablepress.archive.permalinks import cable_url, cited_url, diff_url, version_url
from cablepress.archive.records import title_of
from cablepress.archive.taxonomy import Axis
from cablepress.archive.versions import Version
from cablepress.cable import codes
from cablepress.config import SiteConfig
from cablepress.model import Cable, CableSummary, Reference
from cablepress.names import published_path
from cablepress.pages.cable_context import CableView, CitedByView, ReferenceView, VersionLink
from cablepress.pages.cable_text import (
    block_views,
    code_key,
    contents,
    explained_portions,
    explained_terms,
    portion_counts,
    portion_markings,
)
from cablepress.pages.citation import Citable, citable, cite
from cablepress.pages.context import Explained, Link, Row, Source, Term
from cablepress.pages.metadata import Crumb
from cablepress.pages.terms import terms_of

NO_SOURCE: Final = Source("", "")
"""Of a cable that was parsed from no file."""

_ON_THE_WEB: Final = re.compile(r"https?://[^\s/\"'<>]+(?:/[^\s\"'<>]*)?", re.IGNORECASE)


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


_Part = partial[CableView]
"""Some fields of the record: mypy looks at what each of them is given, and the record that none is missing."""


def cable_view(cable: Cable, context: CableContext, config: SiteConfig, source: Source = NO_SOURCE) -> CableView:
    """The record behind a cable's page."""
    url = cable_url(cable.id, cable.created)

    def address(candidate: str) -> str:
        """Of a named cable's page, or of the page that says it is not held."""
        row = context.rows.get(candidate)
        if row is not None:
            return row.url
        return cited_url(candidate) if config.output.cited and candidate != cable.id else ""

    parts = (
        _of_page(cable, config, url, source),
        _of_table(cable, context),
        _of_top(cable),
        _of_text(cable, url, address),
        _of_archive(cable, context, url, address),
    )
    values: dict[str, Any] = {}
    for part in parts:
        values.update(part.keywords)
    return CableView(**values)


def _of_page(cable: Cable, config: SiteConfig, url: str, source: Source) -> _Part:
    """Its addresses, how it is cited, and what those who publish it say of it."""
    stem = url.removesuffix(".html")
    return partial(
        CableView,
        id=cable.id,
        url=url,
        file=cable.id,
        text_url=f"{stem}.txt" if config.output.text and not cable.withdrawn else "",
        json_url=f"{stem}.json" if config.output.json else "",
        permalink=config.url + url if config.url else "",
        citation=cite(citable_of(cable, config, url), "chicago"),
        source=source._replace(file=published_path(source.file)),
        hashtags=tuple(f"#{tag}" for tag in (config.collection.hashtag, cable.id) if tag),
        note=cable.note,
        source_note=cable.source_note,
        invented=cable.invented,
        withdrawn=cable.withdrawn,
        cut=len(cable.cut),
        news=tuple(_news(cable.articles)),
    )


def _of_table(cable: Cable, context: CableContext) -> _Part:
    """What the table of the original site has, with the lists that the cable is in."""
    terms = {axis: terms_of(axis, slugs) for axis, slugs in context.slugs.items()}
    return partial(
        CableView,
        created=cable.created,
        released=cable.released,
        classification=_first(terms["classification"]),
        origin=_first(terms["origin"]),
        date=_first(terms["date"]),
        reldate=_first(terms["reldate"]),
        tags=terms["tag"],
    )


def _of_top(cable: Cable) -> _Part:
    """The header and the fields above the text."""
    return partial(
        CableView,
        title=title_of(cable),
        subject=cable.subject,
        captions=_explained(cable.captions, codes.caption_meaning),
        executive_order=cable.executive_order,
        classified_by=cable.classified_by,
        reasons=_explained(cable.reasons, codes.reason_meaning),
        precedence=_explained(cable.header.precedence, codes.precedence_meaning),
        header=cable.header,
    )


def _of_text(cable: Cable, url: str, address: Callable[[str], str]) -> _Part:
    """The blocks, and what is said beside them."""
    markings = portion_markings(cable.blocks)
    counts = portion_counts(markings)
    blocks = block_views(cable.blocks, url, address, counts[0][1] if counts else "")
    top = next((index for index, block in enumerate(blocks) if block.anchor), len(blocks))
    return partial(
        CableView,
        blocks=blocks,
        top=blocks[:top],
        body=blocks[top:],
        portion_counts=counts,
        toc=contents(cable.blocks),
        portions=explained_portions(markings),
        terms=explained_terms(cable.blocks, cable.origin),
    )


def _of_archive(cable: Cable, context: CableContext, url: str, address: Callable[[str], str]) -> _Part:
    """Other cables, other texts of this one, and articles."""
    return partial(
        CableView,
        references=tuple(_reference(reference, context, address) for reference in cable.references),
        also_named=tuple(_also_named(cable, context, address)),
        cited_by=context.cited_by,
        previous=context.previous,
        next=context.next,
        articles=context.articles,
        supersedes=context.supersedes,
        superseded_by=context.superseded_by,
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
    return tuple([Explained(code_key(name), name, meaning(name) or "") for name in names])


def _first(terms: Sequence[Term]) -> Term | None:
    return terms[0] if terms else None
