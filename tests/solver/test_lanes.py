"""Sixteen lanes at once are sixteen lanes one by one, in Python and once compiled."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.lanes import LANES, NEVER, count, fetch, keep, lanes, least, pour

seconds = st.integers(-NEVER, NEVER)
rows = st.lists(st.lists(seconds, min_size=LANES, max_size=LANES), min_size=3, max_size=3)


def everything(narrow: Any, wide: Any, column: Any, number: int) -> tuple[int, int]:
    """Every operation on rows that a kernel may use; what it makes is written to `wide` and `column`."""
    fetch(narrow, (0, 1))
    one, two, three = lanes(narrow[0], 0), lanes(narrow, (0, 1)), lanes(narrow, (0, 2))
    chosen = (one + number <= two) & (three >= number)
    keep(wide, 0, one + two - three)
    keep(wide, 1, (one * number << 3) | 5)
    keep(wide, 2, np.where(chosen, np.maximum(two, three), number))
    keep(wide, 3, np.where(chosen, number, np.minimum(0, lanes(wide, 1) >> 2) & 7))
    keep(wide, 4, number)
    pour(column, 1, lanes(wide, 1), chosen)
    return least(one), count(chosen)


@pytest.fixture(scope="module")
def compiled() -> Callable[..., tuple[int, int]]:
    """The same once numba has compiled it."""
    importlib.import_module("solver.registers")
    numba: Any = importlib.import_module("numba")
    return numba.njit(everything)  # type: ignore[no-any-return]


@given(rows, seconds)
def test_a_register_holds_what_numpy_says(
    compiled: Callable[..., tuple[int, int]], given_rows: list[list[int]], number: int
):
    """To the bit: 32 bits where seconds are added, 64 where they are multiplied."""
    found = []
    for function in (everything, compiled):
        wide, column = np.zeros((5, LANES), np.int64), np.zeros(2 * LANES, np.int64)
        smallest, many = function(np.array([given_rows], np.int32), wide, column, number)
        found.append((smallest, many, wide.tolist(), column[1 : 1 + many].tolist()))

    assert found[0] == found[1]


def test_numbers_of_the_chosen_lanes_stand_one_after_the_other():
    """What is chosen keeps its order, from the place that was named."""
    column = np.zeros(2 * LANES, np.int64)
    pour(column, 2, np.arange(LANES), np.arange(LANES) % 5 == 0)

    assert [0, 0, 0, 5, 10, 15] == column[:6].tolist()
