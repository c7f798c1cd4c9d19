"""The two kernels of pricing, compiled by numba or loaded from disk when they are first asked for."""

import functools
from collections.abc import Callable

from solver import rules
from solver.bound import completions, ground, labels, tables
from solver.jit import inline, jitted

_APART = frozenset({"go_on", "one_more", "needless"})
"""Functions that stay functions of their own: compiled into their callers they would only make these longer."""


@functools.cache
def kernels() -> tuple[Callable[..., bool], Callable[..., None]]:
    """`labels.price_routes` and `completions.bound_rest`, compiled: some ten seconds once, then half a second."""
    parts = (*rules.BUILDING_BLOCKS, *labels.PARTS, *completions.PARTS)
    inline(parts, _APART, _nrt=False)
    files = (ground, tables, *parts)
    return jitted(labels.price_routes, files, _nrt=False), jitted(completions.bound_rest, files, _nrt=False)
