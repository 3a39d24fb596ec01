"""Parsed cables between the passes, in a file for each chunk.

They are written by :mod:`marshal`, as plain tuples: :mod:`pickle` asks each of the some eighty records of a cable how
it wants to be kept, which takes twice as long. No other build reads these files.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from cablepress.build.row_file import moment_of
from cablepress.errors import Problem
from cablepress.model import Addressee, Block, Cable, Cut, ExecutiveOrder, Header, Mark, Reference, new
from cablepress.pages.context import Source


class WaitingCable(NamedTuple):
    """A parsed cable between the passes; ``text`` is the source as published, empty when that is off."""

    source: Source
    cable: Cable
    excerpt: str
    text: str


_Plain = tuple[Any, ...]
_Form = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How a field is packed and unpacked."""


def _packed_block(block: Block) -> _Plain:
    return (*block[:-1], tuple(map(tuple, block.marks))) if block.marks else tuple(block)


def _block(values: _Plain) -> Block:
    marks = values[-1]
    return new(Block, (*values[:-1], tuple([new(Mark, mark) for mark in marks])) if marks else values)


def _records_of(kind: type[Any]) -> _Form:
    """The form of a tuple of records that hold nothing but text and numbers."""
    return lambda records: tuple(map(tuple, records)), lambda plain: tuple([new(kind, values) for values in plain])


def _packed_moment(moment: date | None) -> str:
    return moment.isoformat() if moment else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_packed_addressees, _addressees = _records_of(Addressee)


def _packed_header(header: Header) -> _Plain:
    to, info = _packed_addressees(header.to), _packed_addressees(header.info)
    moment = _packed_moment(header.date_time_group)
    return header.text, header.line, header.transmission_id, header.precedence, moment, header.from_, to, info


def _header(values: _Plain) -> Header:
    text, line, transmission_id, precedence, moment, from_, to, info = values
    return Header(text, line, transmission_id, precedence, moment_of(moment), from_, _addressees(to), _addressees(info))


def _packed_order(order: ExecutiveOrder | None) -> _Plain | None:
    return None if order is None else (order.order, _packed_moment(order.declassify_on), order.text, order.line)


def _order(values: _Plain | None) -> ExecutiveOrder | None:
    return None if values is None else ExecutiveOrder(values[0], _day(values[1]), *values[2:])


_FORMS: Final[dict[str, _Form]] = {
    "created": (_packed_moment, moment_of),
    "released": (_packed_moment, moment_of),
    "withdrawn_on": (_packed_moment, _day),
    "references": _records_of(Reference),
    "executive_order": (_packed_order, _order),
    "header": (_packed_header, _header),
    "blocks": (
        lambda blocks: tuple(map(_packed_block, blocks)),
        lambda plain: tuple(map(_block, plain)),
    ),
    "cut": _records_of(Cut),
    "problems": _records_of(Problem),
}
"""By field of a cable; all others are text, truth values, and tuples of text."""

_NAMES: Final = [field.name for field in fields(Cable)]
_VALUES: Final = attrgetter(*_NAMES)
_PLACES: Final = [(_NAMES.index(name), *form) for name, form in _FORMS.items()]


def pack_cables(cables: Sequence[WaitingCable]) -> bytes:
    """``cables`` as the content of a file."""
    return marshal.dumps([_packed(waiting) for waiting in cables])


def _packed(waiting: WaitingCable) -> _Plain:
    values = list(_VALUES(waiting.cable))
    for place, pack, _ in _PLACES:
        values[place] = pack(values[place])
    return tuple(waiting.source), values, waiting.excerpt, waiting.text


def unpack_cables(data: bytes) -> Iterator[WaitingCable]:
    """The cables of :func:`pack_cables`, equal to what they were; ``data`` must be of this build."""
    for source, values, excerpt, text in marshal.loads(data):  # noqa: S302 - written a moment ago, in our own folder
        for place, _, unpack in _PLACES:
            values[place] = unpack(values[place])
        yield WaitingCable(Source(*source), Cable(*values), excerpt, text)
