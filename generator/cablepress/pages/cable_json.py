"""``ID.json``: a cable as data for other programs. Its keys are a contract: add, never rename."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from cablepress.model import Addressee, Block, Cable, Header, Reference, iso
from cablepress.names import published_path
from cablepress.pages.cable_context import CableView, ReferenceView, VersionLink
from cablepress.pages.context import Source


def cable_json(cable: Cable, source: Source, view: CableView, text: bytes = b"") -> bytes:
    """The record as UTF-8 JSON. URLs are absolute when the site's is known, else relative to its root.

    ``text`` are the bytes of ``ID.txt``, where there is one.
    """
    base = view.permalink.removesuffix(view.url)
    data = {
        "id": cable.id,
        "url": base + view.url,
        "created": iso(cable.created) or None,
        "released": iso(cable.released) or None,
        "classification": cable.classification,
        "origin": cable.origin,
        "subject": cable.subject,
        "tags": list(cable.tags),
        "references": [_reference(*pair, base) for pair in zip(cable.references, view.references, strict=True)],
        "cited_by": [{"id": citing.row.id, "url": base + citing.row.url} for citing in view.cited_by],
        "executive_order": _executive_order(cable),
        "classified_by": cable.classified_by,
        "reasons": list(cable.reasons),
        "captions": list(cable.captions),
        "header": _header(cable.header),
        "paragraphs": [_paragraph(block) for block in cable.blocks if block.kind == "paragraph"],
        "blocks": [_block(block) for block in cable.blocks],
        "cut": [{"reason": cut.reason, "line": cut.line, "text": cut.text} for cut in cable.cut],
        "problems": [
            {"code": problem.code, "line": problem.line, "column": problem.column, "message": problem.message}
            for problem in cable.problems
        ],
        "source": {"file": published_path(source.file), "sha256": source.sha256},
        "articles": list(cable.articles),
        "versions": [_version(each, base, has_text=bool(view.text_url)) for each in view.versions],
        "text": _text_file(source, base + view.text_url, text) if view.text_url else None,
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _reference(reference: Reference, shown: ReferenceView, base: str) -> dict[str, str | None]:
    return {
        "label": reference.label,
        "text": reference.text,
        "candidate": reference.candidate or None,
        "id": shown.row.id if shown.row else None,
        "url": base + shown.row.url if shown.row else None,
    }


def _version(version: VersionLink, base: str, *, has_text: bool) -> dict[str, int | str | None]:
    return {
        "number": version.number,
        "release": version.name or None,
        "released": version.day or None,
        "url": base + version.url,
        "text_url": base + version.url.removesuffix(".html") + ".txt" if has_text else None,
    }


def _text_file(source: Source, url: str, text: bytes) -> dict[str, str | None]:
    """``ID.txt`` and what was done to the source: nothing, or it was written in UTF-8, as browsers expect it."""
    return {"url": url, "sha256": hashlib.sha256(text).hexdigest(), "change": source.change or None}


def _header(header: Header) -> dict[str, Any]:
    return {
        "transmission_id": header.transmission_id,
        "precedence": list(header.precedence),
        "date_time_group": _moment(header.date_time_group),
        "from": header.from_,
        "to": [_addressee(addressee) for addressee in header.to],
        "info": [_addressee(addressee) for addressee in header.info],
        "text": header.text,
    }


def _addressee(addressee: Addressee) -> dict[str, str]:
    return addressee._asdict()


def _executive_order(cable: Cable) -> dict[str, str | None] | None:
    order = cable.executive_order
    if order is None:
        return None
    return {"order": order.order, "declassify_on": _moment(order.declassify_on), "text": order.text}


def _paragraph(block: Block) -> dict[str, Any]:
    return {
        "number": block.number,
        "anchor": block.anchor,
        "portion_marking": block.portion_marking or None,
        "text": block.text,
    }


def _block(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": block.kind, "anchor": block.anchor, "text": block.text}
    optional = {
        "number": block.number,
        "portion_marking": block.portion_marking,
        "role": block.role,
        "within": block.within,
        "opening": block.opening,
        "closing": block.closing,
    }
    data.update({key: value for key, value in optional.items() if value not in (None, "")})
    data["line"] = block.line
    if block.marks:
        data["marks"] = [mark._asdict() for mark in block.marks]
    return data


def _moment(moment: date | None) -> str | None:
    if isinstance(moment, datetime):
        return iso(moment)
    return moment.isoformat() if moment else None
