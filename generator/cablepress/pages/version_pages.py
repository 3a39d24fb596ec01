"""Pages of the earlier texts of a cable, and of what changed between them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cablepress.archive.differences import Passage, Piece, passages
from cablepress.archive.taxonomy import AXES, Axis, day_of, month_of
from cablepress.archive.versions import Version
from cablepress.config import SiteConfig
from cablepress.model import Block, Cable, iso
from cablepress.pages.cable_context import CableView, VersionLink, VersionView
from cablepress.pages.cable_page import NO_SOURCE, CableContext, cable_view, citable_of, version_links
from cablepress.pages.change_context import DiffView, PassageView, PieceView, StepView
from cablepress.pages.citation import cite
from cablepress.pages.context import Source, Term
from cablepress.pages.terms import terms_of

_ORDER: Final = ("opened", "closed", "other")
_NO_SLUGS: Final[dict[Axis, dict[str, str]]] = {axis: {} for axis in AXES}
_FIELDS: Final = ("created", "classification", "origin")
_AROUND: Final = 30
"""Words shown on either side of a change, where more stay the same."""


def version_view(
    version: Version,
    cable: Cable,
    latest: CableView,
    context: CableContext,
    config: SiteConfig,
    source: Source = NO_SOURCE,
) -> CableView:
    """The record behind the page of an earlier text; ``latest`` is that of the cable's own page.

    It stands beside that page, whatever date it has itself.
    """
    link = latest.versions[version.number - 1]
    placed = replace(cable, id=latest.id, created=latest.created, articles=())
    view = cable_view(placed, CableContext(rows=context.rows, slugs=_NO_SLUGS), config, source)
    stem = link.url.removesuffix(".html")
    terms = {axis: _terms(axis, names, context) for axis, names in _names(cable).items()}
    return replace(
        view,
        url=link.url,
        file=stem.rpartition("/")[2],
        text_url=f"{stem}.txt" if latest.text_url else "",
        json_url="",
        created=cable.created,
        classification=next(iter(terms["classification"]), None),
        origin=next(iter(terms["origin"]), None),
        date=next(iter(terms["date"]), None),
        reldate=next(iter(terms["reldate"]), None),
        tags=terms["tag"],
        permalink=config.url + link.url if config.url else "",
        citation=cite(citable_of(cable, config, link.url, str(version.number)), "chicago"),
        versions=latest.versions,
        diff_url=latest.diff_url,
        version=VersionView(link=link, latest=latest.versions[-1]),
    )


def _names(cable: Cable) -> dict[Axis, tuple[str, ...]]:
    return {
        "origin": (cable.origin,) if cable.origin else (),
        "tag": tuple(dict.fromkeys(cable.tags)),
        "classification": (cable.classification,) if cable.classification else (),
        "date": (month_of(cable.created),),
        "reldate": (day_of(cable.released),),
    }


def _terms(axis: Axis, names: Sequence[str], context: CableContext) -> tuple[Term, ...]:
    """Terms of an earlier text: those that the latest has too lead to their lists, others to the axis."""
    known = {term.name: term for term in terms_of(axis, context.slugs.get(axis, {}))}
    return tuple(known.get(name) or Term(axis, name, f"{axis}/index.html", 0) for name in names)


def diff_view(texts: Sequence[Cable], latest: CableView, versions: Sequence[Version]) -> DiffView:
    """What changed; ``texts`` are the versions, oldest first, and the latest text."""
    links = version_links(latest.url, versions, texts[-1])
    steps = [
        _step(old, new, before, after)
        for old, new, before, after in zip(texts, texts[1:], links, links[1:], strict=False)
    ]
    return DiffView(latest.id, latest.title, latest.url, tuple(reversed(steps)))


def _step(old: Cable, new: Cable, before: VersionLink, after: VersionLink) -> StepView:
    found = sorted(passages(_whole(old), _whole(new)), key=lambda passage: _ORDER.index(passage.kind))
    kinds = [passage.kind for passage in found]
    return StepView(
        before=before,
        after=after,
        passages=tuple(_passage(passage, before, after) for passage in found),
        names=tuple(_shown(piece) for passage in found for piece in passage.pieces if piece.opened),
        opened=kinds.count("opened"),
        closed=kinds.count("closed"),
        fields=tuple(
            (key, before, after)
            for key, before, after in zip(_FIELDS, _fields(old), _fields(new), strict=True)
            if before != after
        ),
    )


def _whole(cable: Cable) -> tuple[Block, ...]:
    """All blocks, the transmission header as the first."""
    header = cable.header.text
    return (Block("lines", "", header, cable.header.line), *cable.blocks) if header else cable.blocks


def _fields(cable: Cable) -> tuple[str, ...]:
    return iso(cable.created), cable.classification, cable.origin


def _passage(passage: Passage, before: VersionLink, after: VersionLink) -> PassageView:
    url, anchor = (after.url, passage.anchor) if passage.anchor else (before.url, passage.old_anchor)
    return PassageView(
        url=f"{url}#{anchor}" if anchor else url,
        number=passage.number,
        kind=passage.kind,
        pieces=tuple(_shortened(passage.pieces)),
    )


def _shown(piece: Piece) -> PieceView:
    opened, closed = piece.opened and piece.black, piece.closed and piece.black
    return PieceView(piece.before, piece.after, piece.same, opened, closed, piece.glued)


def _shortened(pieces: Sequence[Piece]) -> Iterator[PieceView]:
    """The pieces; where much stayed the same, only what is near a change."""
    for number, piece in enumerate(pieces):
        words = piece.after.split(" ") if piece.same else []
        if len(words) <= _AROUND * 2:
            yield _shown(piece)
            continue
        head = words[:_AROUND] if number else []
        tail = words[-_AROUND:] if number < len(pieces) - 1 else []
        text = " ".join([*head, "…", *tail])
        yield PieceView(text, text, same=True, glued=piece.glued)
