"""Numbers as text: Rice codes of any lengths, against a writer that goes bit by bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cablepress.search import codec

CHARACTERS = [chr(35 + digit) if chr(35 + digit) != "\\" else "!" for digit in range(64)]

CODES = st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 33), st.integers(0, 2**33 - 1)), max_size=9))
"""Lists of quotient, ``k`` and rest."""


def in_bits(values: list[tuple[int, int]]) -> str:
    """The list of ``(value, k)`` as the module says it is written."""
    bits = "".join("1" * (value >> k) + "0" + f"{value & (1 << k) - 1:0{k}b}" * bool(k) for value, k in values)
    bits += "1" * (-len(bits) % 6)
    return "".join(CHARACTERS[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))


@given(CODES)
@settings(max_examples=300, deadline=None)
def test_rice_codes_are_written_as_said(lists: list[list[tuple[int, int, int]]]) -> None:
    """Words of ten digits, codes across their ends, empty lists: each bit is where it would be one by one."""
    values = [[(quotient << k | rest & (1 << k) - 1, k) for quotient, k, rest in each] for each in lists]
    flat = [pair for each in values for pair in each]
    numbers, ks = (np.array([pair[i] for pair in flat], np.int64) for i in (0, 1))
    data, sizes = codec.encode_rice(numbers, ks, np.array([len(each) for each in values], np.int64))
    written = [in_bits(each) for each in values]
    assert data.tobytes().decode() == "".join(written)
    assert sizes.tolist() == [len(text) for text in written]


@given(st.integers(0, 2**45), st.lists(st.integers(1, 2**45)))
@settings(deadline=None)
def test_sizes_of_quotients_are_those_of_whole_numbers(dividend: int, divisors: list[int]) -> None:
    """A float that is nearly a power of two is not taken for it."""
    near = [max(dividend >> i, 1) + step for i in range(46) for step in (-1, 0, 1)]
    divisors = [divisor for divisor in (*divisors, *near) if divisor > 0]
    expected = [max((dividend // divisor).bit_length() - 1, 0) for divisor in divisors]
    assert codec.size_of_quotient(dividend, np.array(divisors, np.int64)).tolist() == expected
    assert codec.size(np.array(divisors, np.int64)).tolist() == [divisor.bit_length() - 1 for divisor in divisors]
