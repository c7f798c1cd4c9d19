"""The insertion kernel compiled by numba: the rules' own arithmetic, one gap at a time, to the same integers.

numba is imported when the kernel is asked for, not before: until then numpy answers. What is compiled is kept on disk
under a fingerprint of every function that goes into it, so that a changed rule is never answered from an old kernel.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable

import numpy as np

from solver.blocks import GAP_COLUMNS, ROW_BITS, Int64s
from solver.rules import BUILDING_BLOCKS, evaluate_insertion
from solver.schedule import DayOfRoutes, Question

NOWHERE = int(np.iinfo(np.int64).max)
"""The key of a route without room."""

_ready: list[Callable[..., Int64s]] = []


def compiled() -> bool:
    """Whether the compiled kernel is ready."""
    return bool(_ready)


def warm() -> None:
    """Compile the kernel, or load it from disk; seconds the first time, for a background thread."""
    if not _ready:
        kernel = _kernel()
        nothing = np.zeros(0, np.int64)
        day = (np.zeros((GAP_COLUMNS, 0), np.int64), nothing, nothing, np.zeros((3, 0), np.int64), nothing, nothing)
        kernel(day, (nothing, nothing, 0, nothing, nothing, np.zeros(0, np.bool_), (0, 0, 0, 0)))
        _ready.append(kernel)


def numba_keys(day: DayOfRoutes, question: Question) -> Int64s:
    """See `solver.insertion.numpy_keys`; compiles first when `warm` was not called."""
    warm()
    return _ready[0](*arguments(day, question))


def arguments(day: DayOfRoutes, question: Question) -> tuple[tuple[Int64s, ...], tuple[object, ...]]:
    """What the kernel reads of a day and a question, as the plain tuples numba wants."""
    asked = (question.earliest, question.latest, question.duration, question.to_visit, question.from_visit)
    routes = (day.gaps, day.first_gap, day.legs, day.limits, day.load, day.hours)
    return routes, (*asked, question.may_come, question.price)


@functools.cache
def _kernel() -> Callable[..., Int64s]:
    from numba.extending import register_jitable  # noqa: PLC0415  # 0.6 s that most processes never need

    for function in BUILDING_BLOCKS:
        register_jitable(function)
    return jitted(kernel_of(_fingerprint()))


def jitted(kernel: Callable[..., Int64s]) -> Callable[..., Int64s]:
    """The kernel as numba compiles it: kept on disk, or compiled anew by each process where no folder is writable."""
    from numba import njit  # noqa: PLC0415  # as above

    try:
        return njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        return njit(nogil=True)(kernel)


def _fingerprint() -> int:
    """A number that changes with the source of anything the kernel is made of."""
    sources = str(ROW_BITS) + "".join(inspect.getsource(function) for function in BUILDING_BLOCKS)
    return int.from_bytes(hashlib.sha256(sources.encode()).digest()[:7])


def kernel_of(fingerprint: int) -> Callable[..., Int64s]:
    """The kernel in plain Python; numba's cache tells kernels apart by what they close over, here the fingerprint."""

    def kernel(day, question):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = fingerprint
        gaps, first_gap, legs, limits, load, hours = day
        earliest, latest, duration, to_visit, from_visit, may_come, price = question
        keys = np.full((earliest.size, first_gap.size), NOWHERE, np.int64)
        for route in range(first_gap.size):
            if not may_come[route]:
                continue
            so_far = ((limits[0, route], limits[1, route], limits[2, route]), load[route], hours[route])
            first = first_gap[route]
            end = first_gap[route + 1] if route + 1 < first_gap.size else gaps.shape[1]
            for row in range(first, end):
                stop = gaps[0, row]
                gap = (
                    (gaps[1, row], gaps[2, row], gaps[3, row]),
                    (gaps[4, row], gaps[5, row], gaps[6, row]),
                    (gaps[7, row], gaps[8, row], gaps[9, row]),
                )
                roads = (to_visit[stop], from_visit[stop + 1], legs[stop])
                for window in range(earliest.size):
                    visit = (duration, earliest[window] + duration, latest[window])
                    feasible, cost = evaluate_insertion(gap, visit, roads, so_far, price)
                    if feasible:
                        keys[window, route] = min(keys[window, route], (cost << ROW_BITS) | (row - first))
        return keys

    return kernel
