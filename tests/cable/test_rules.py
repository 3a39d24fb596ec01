"""Each rule of the parser has a text that is read otherwise without it: ``rules/NAME.txt``. All text is invented.

To add a case, write its title and its text and run ``CABLEPRESS_UPDATE_CASES=1 python -m pytest
tests/cable/test_rules.py``, then read what was added. ``make mutants`` lists the rules that still want a case.
"""

from __future__ import annotations

import os

import pytest

from cablepress.cable.fidelity import lost_text

from .rule_cases import RULES, Case, parse, read_cases, shown, write_cases

FILES = sorted(RULES.glob("*.txt"))
CASES = [(path.stem, number, case) for path in FILES for number, case in enumerate(read_cases(path))]

if os.environ.get("CABLEPRESS_UPDATE_CASES"):
    for path in FILES:
        write_cases(path, list(read_cases(path)))
    CASES = [(path.stem, number, case) for path in FILES for number, case in enumerate(read_cases(path))]


@pytest.mark.parametrize("case", [case for *_, case in CASES], ids=[f"{name}-{number}" for name, number, _ in CASES])
def test_a_text_is_read_as_written(case: Case) -> None:
    """And nothing of it is lost."""
    cable = parse(case.text)
    assert shown(cable) == case.expected, "if it should be read so: CABLEPRESS_UPDATE_CASES=1, and read the difference"
    assert lost_text(case.text, cable) == ""
