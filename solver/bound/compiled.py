"""The two kernels of pricing, compiled by numba or loaded from disk when they are first asked for."""

import functools
import hashlib
import importlib
import inspect
from collections.abc import Callable
from typing import Any

from solver import rules
from solver.bound import completions, labels, tables

_APART = frozenset({"go_on", "one_more", "needless"})
"""Functions that stay functions of their own: compiled into their callers they would only make these longer."""


def _fingerprint() -> int:
    """A number that changes with anything the kernels are made of: their files, constants included, and the rules."""
    sources = [inspect.getsource(each) for each in (tables, labels, completions, *rules.BUILDING_BLOCKS)]
    return int.from_bytes(hashlib.sha256("".join(sources).encode()).digest()[:7])


@functools.cache
def kernels() -> tuple[Callable[..., bool], Callable[..., None]]:
    """`labels.price_routes` and `completions.bound_rest`, compiled: some ten seconds once, then half a second."""
    numba: Any = importlib.import_module("numba")  # 0.6 s that most processes never need
    extending: Any = importlib.import_module("numba.extending")
    for function in (*rules.BUILDING_BLOCKS, *labels.PARTS, *completions.PARTS):
        extending.register_jitable(_nrt=False, forceinline=function.__name__ not in _APART)(function)
    plain = _kernels_of(_fingerprint())
    try:
        price, bound = (numba.njit(_nrt=False, nogil=True, cache=True)(each) for each in plain)
    except RuntimeError:  # no folder is writable
        price, bound = (numba.njit(_nrt=False, nogil=True)(each) for each in plain)
    return price, bound


def _kernels_of(fingerprint: int) -> tuple[Callable[..., bool], Callable[..., None]]:
    """The kernels in plain Python; numba's cache tells them apart by what they close over, here the fingerprint."""
    price_routes, bound_rest = labels.price_routes, completions.bound_rest

    def price(ground, question, table):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = fingerprint
        return price_routes(ground, question, table)

    def bound(ground, question):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = fingerprint
        bound_rest(ground, question)

    return price, bound
