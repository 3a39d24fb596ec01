"""Files of cables, read and parsed together."""

from __future__ import annotations

from pathlib import Path

import pytest

from cablepress.build import parse_task
from cablepress.build.parse_task import parse_file, parse_files


@pytest.mark.parametrize(("together", "most"), [(64, 2_000_000), (2, 2_000_000), (64, 20), (1, 1)])
def test_files_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int, most: int) -> None:
    """Files come in their order, also those that are no text, however many are parsed together."""
    monkeypatch.setattr(parse_task, "_TOGETHER", together)
    monkeypatch.setattr(parse_task, "_MOST_TOGETHER", most)
    names = [f"0{number}ZENDA{number}.txt" for number in range(7)]
    for number, name in enumerate(names):
        tmp_path.joinpath(name).write_bytes(b"\0" if number == 3 else f"1. (C) Number {number}.\n".encode() * number)
    found = list(parse_files(tmp_path, names))
    assert [each.source.file for each in found] == names
    assert [each.cable is None for each in found] == [name == names[3] for name in names]
    assert found == [parse_file(tmp_path, name) for name in names]
    assert list(parse_files(tmp_path, [])) == []
