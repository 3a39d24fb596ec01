"""Parsed cables between the passes, in a file for each chunk.

They are written by :mod:`marshal`, field by field, each of many cables together: :mod:`pickle` asks each of the some
eighty records of a cable how it wants to be kept, which takes twice as long. No other build reads these files.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import chain, islice, repeat
from operator import attrgetter
from typing import Any, Final, NamedTuple

from cablepress.build.row_file import moment_of
from cablepress.errors import Problem
from cablepress.model import Addressee, Block, Cable, Cut, ExecutiveOrder, Header, Mark, Reference, new
from cablepress.pages.context import Source

_TOGETHER: Final = 64
"""Cables that are packed and unpacked together: more would only take memory."""


class WaitingCable(NamedTuple):
    """A parsed cable between the passes; ``text`` is the source as published, empty when that is off."""

    source: Source
    cable: Cable
    excerpt: str
    text: str


_Form = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How the values of a field, of many records, are packed and unpacked."""


def _each(function: Callable[[Any], Any]) -> Callable[[Iterable[Any]], list[Any]]:
    return lambda values: list(map(function, values))


def _packed_moment(moment: date | None) -> str:
    return moment.isoformat() if moment else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _flat(of_each: Sequence[Sequence[tuple[Any, ...]]]) -> list[Any]:
    """Of tuples of records: how many each has, then the fields of all."""
    return [list(map(len, of_each)), *zip(*chain.from_iterable(of_each), strict=True)]


def _dealt(kind: type[Any], flat: Sequence[Any]) -> list[tuple[Any, ...]]:
    counts, *columns = flat
    records = map(new, repeat(kind), zip(*columns, strict=True))
    return [tuple(islice(records, count)) for count in counts]


def _records_of(kind: type[Any]) -> _Form:
    """The form of tuples of records that hold nothing but text and numbers."""
    return _flat, lambda flat: _dealt(kind, flat)


def _packed_blocks(of_each: Sequence[tuple[Block, ...]]) -> list[Any]:
    counts, *columns = _flat(of_each)
    return [counts, *columns[:-1], _flat(columns[-1])] if columns else [counts]


def _blocks(flat: Sequence[Any]) -> list[tuple[Block, ...]]:
    return _dealt(Block, [*flat[:-1], _dealt(Mark, flat[-1])] if len(flat) > 1 else flat)


def _packed_order(order: ExecutiveOrder | None) -> tuple[Any, ...] | None:
    return None if order is None else (order.order, _packed_moment(order.declassify_on), order.text, order.line)


def _order(values: tuple[Any, ...] | None) -> ExecutiveOrder | None:
    return None if values is None else ExecutiveOrder(values[0], _day(values[1]), *values[2:])


class _Table:
    """How records of a class are packed. Fields without a form are text, numbers, and tuples of text."""

    def __init__(self, kind: type[Any], forms: dict[str, _Form]) -> None:
        names = [field.name for field in fields(kind)]
        self._kind = kind
        self._values = attrgetter(*names)
        self._forms = [(names.index(name), *form) for name, form in forms.items()]

    def pack(self, records: Iterable[Any]) -> list[Any]:
        """The fields of ``records``, of which there must be some."""
        columns: list[Any] = list(zip(*map(self._values, records), strict=True))
        for place, pack, _ in self._forms:
            columns[place] = pack(columns[place])
        return columns

    def unpack(self, columns: list[Any]) -> list[Any]:
        """The records of which :meth:`pack` gave these."""
        for place, _, unpack in self._forms:
            columns[place] = unpack(columns[place])
        return list(map(self._kind, *columns))


_MOMENT: Final[_Form] = _each(_packed_moment), _each(moment_of)
_ADDRESSEES: Final = _records_of(Addressee)
_HEADERS: Final = _Table(Header, {"date_time_group": _MOMENT, "to": _ADDRESSEES, "info": _ADDRESSEES})
_CABLES: Final = _Table(
    Cable,
    {
        "created": _MOMENT,
        "released": _MOMENT,
        "withdrawn_on": (_each(_packed_moment), _each(_day)),
        "references": _records_of(Reference),
        "executive_order": (_each(_packed_order), _each(_order)),
        "header": (_HEADERS.pack, _HEADERS.unpack),
        "blocks": (_packed_blocks, _blocks),
        "cut": _records_of(Cut),
        "problems": _records_of(Problem),
    },
)


def pack_cables(cables: Sequence[WaitingCable]) -> bytes:
    """``cables`` as the content of a file."""
    parts = [cables[first : first + _TOGETHER] for first in range(0, len(cables), _TOGETHER)]
    return marshal.dumps([_packed(*zip(*part, strict=True)) for part in parts])


def _packed(sources: Iterable[Source], cables: Iterable[Cable], *others: Sequence[str]) -> tuple[Any, ...]:
    return tuple(map(tuple, sources)), _CABLES.pack(cables), *others


def unpack_cables(data: bytes) -> Iterator[WaitingCable]:
    """The cables of :func:`pack_cables`, equal to what they were; ``data`` must be of this build."""
    for sources, columns, *others in marshal.loads(data):  # noqa: S302 - written a moment ago, in our own folder
        yield from map(WaitingCable, map(new, repeat(Source), sources), _CABLES.unpack(columns), *others)
