"""Subset-row cuts: three visits of which a fractional plan makes two or more on more than one route.

Source: Jepsen, Petersen, Spoorendonk and Pisinger (2008).
"""

import itertools
from collections.abc import Sequence

import numpy as np

from solver.bound.columns import Column, holding, memberships
from solver.bound.ground import Int64s
from solver.bound.master import Floats

VIOLATION = 0.02
"""A cut is worth having where the routes it holds weigh so much more than one."""

AT_MOST, PER_VISIT = 40, 5
"""Cuts in one round, and how many of these one visit is in."""


def violated(columns: Sequence[Column], weights: Floats, visits: int) -> Int64s:
    """(c, 3) the cuts these weighted columns violate most, few around any one visit."""
    used = np.flatnonzero(weights > VIOLATION / 10)
    members = memberships([columns[column] for column in used.tolist()], visits)
    candidates = _candidates(members)
    excess = weights[used] @ holding(members, candidates) - 1
    chosen: list[Int64s] = []
    times = np.zeros(visits, np.int64)
    for cut in np.argsort(-excess, kind="stable").tolist():
        if excess[cut] < VIOLATION or len(chosen) == AT_MOST:
            break
        if times[candidates[cut]].max() < PER_VISIT:
            times[candidates[cut]] += 1
            chosen.append(candidates[cut])
    return np.array(chosen, np.int64).reshape(len(chosen), 3)


def _candidates(members: np.typing.NDArray[np.bool_]) -> Int64s:
    """(c, 3) three visits, one of which shares a route with each of the others: no other cut can be violated."""
    together = members.T.astype(np.int64) @ members > 0
    np.fill_diagonal(together, val=False)
    found = {
        tuple(sorted((visit, one, other)))
        for visit, others in enumerate(together)
        for one, other in itertools.combinations(np.flatnonzero(others).tolist(), 2)
    }
    return np.array(sorted(found), np.int64).reshape(len(found), 3)
