"""The rounds compiled by numba: every function they are made of, as one kernel that allocates nothing.

A plan is some forty arrays. Passed from function to function, each would be counted as referred to and let go again,
which costs far more than the arithmetic; so reference counting is off (nothing here makes or keeps an array) and the
small functions are compiled into their callers.
"""

import functools
import hashlib
import importlib
import inspect
from collections.abc import Callable
from typing import Any

from solver import rules
from solver.search import chance, desk, insertion, rounds, ruin, state, tails

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


def _fingerprint() -> int:
    """A number that changes with anything the kernel is made of: its files, constants included, and the rules."""
    sources = [inspect.getsource(each) for each in (*_FILES, *rules.BUILDING_BLOCKS)]
    return int.from_bytes(hashlib.sha256("".join(sources).encode()).digest()[:7])


@functools.cache
def kernel() -> Callable[..., int]:
    """`solver.search.rounds.search_rounds`, compiled or loaded from disk: some 20 s once, then one."""
    numba: Any = importlib.import_module("numba")  # 0.6 s that most processes never need
    extending: Any = importlib.import_module("numba.extending")
    for function in _parts():
        extending.register_jitable(_nrt=False, forceinline=function.__name__ not in _APART)(function)
    plain = _kernel_of(_fingerprint())
    try:
        compiled: Callable[..., int] = numba.njit(_nrt=False, nogil=True, cache=True)(plain)
    except RuntimeError:  # no folder is writable
        compiled = numba.njit(_nrt=False, nogil=True)(plain)
    return compiled


def _kernel_of(fingerprint: int) -> Callable[..., int]:
    """The kernel in plain Python; numba's cache tells kernels apart by what they close over, here the fingerprint."""
    play = rounds.search_rounds

    def kernel(model, state, desk, dice, given, how):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = fingerprint
        return play(model, state, desk, dice, given, how)

    return kernel
