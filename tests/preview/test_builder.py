"""What a preview keeps of the archive between its builds, which may be millions of objects."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cablepress.preview.builder import Builder, Edit, Rebuild


class Looked:
    """A screen on which each build is looked at: the next one begins as soon as ``then`` was called with its number."""

    def __init__(self, then: Callable[[int], None]) -> None:
        self.failures: list[str] = []
        self._built = 0
        self._then = then

    def open_pages(self) -> Sequence[str]:
        return []

    def edited(self, edit: Edit) -> None: ...

    def built(self, rebuild: Rebuild) -> None:
        self.failures.append(rebuild.failure)
        self._built += 1
        self._then(self._built)


@contextmanager
def no_collections() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.fixture
def builder(make_site: Callable[..., Path], tmp_path: Path) -> Builder:
    return Builder(make_site() / "site.yml", tmp_path / "preview", lambda _: None, lambda _: None)


def test_the_archive_of_a_former_build_goes_without_a_search_for_cycles(builder: Builder) -> None:
    makers: list[weakref.ref[Any]] = []

    def look(number: int) -> None:
        makers.append(weakref.ref(builder._maker))
        builder.build_again() if number < 3 else builder.stop()

    with no_collections():
        screen = Looked(look)
        builder.run(screen)
        assert screen.failures == ["", "", ""]
        assert [maker() is None for maker in makers] == [True, True, False]


def test_searches_for_cycles_pass_by_the_archive_between_two_builds(builder: Builder) -> None:
    frozen: list[bool] = []

    def look(_: int) -> None:
        assert builder._maker is not None
        records = builder._maker._archive.records
        frozen.append(not any(one is records for one in gc.get_objects()))
        builder.stop()

    with no_collections():
        builder.run(Looked(look))
    assert frozen == [True]
