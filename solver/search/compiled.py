"""The rounds compiled by numba: every function they are made of, as one kernel that allocates nothing.

A plan is some forty arrays. Passed from function to function, each would be counted as referred to and let go again,
which costs far more than the arithmetic; so reference counting is off (nothing here makes or keeps an array) and the
small functions are compiled into their callers.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from solver import rules
from solver.jit import inline, jitted
from solver.search import chance, desk, insertion, model, rounds, ruin, state, tails

_APART = frozenset({"take_back", "ruin", "refresh", "recreate", "exchange_tails", "best_anywhere"})
"""Functions that stay functions of their own: they are large, or called from several places."""

_OUTSIDE = frozenset({"dice", "empty_state", "empty_desk"})
"""Functions of the same files that make arrays."""

_FILES = (chance, state, desk, insertion, ruin, tails, rounds)


def _parts() -> list[Callable[..., Any]]:
    """Every function the kernel is made of."""
    own = [
        function
        for module in _FILES
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and name not in _OUTSIDE
    ]
    return [*rules.BUILDING_BLOCKS, *own]


@functools.cache
def kernel() -> Callable[..., int]:
    """`solver.search.rounds.search_rounds`, compiled or loaded from disk: some 60 s once, then one."""
    parts = _parts()
    inline(parts, _APART, _nrt=False)
    return jitted(rounds.search_rounds, (model, *parts), _nrt=False)
