"""Routes as columns of a linear program, the cuts they may share, and what both are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.bound.ground import Int64s

Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """A route: its class of shifts (an index), its visits in order (indices in `problem.visits`), its cost."""

    shifts: int
    visits: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Duals:
    """Dual values × scale.

    Attributes:
        visits: (n,) what serving each visit of the problem is worth.
        shifts: (k,) what one more shift of each class would add to the cost, 0 or less: only routes below are of use.
        cuts: (c, 3) three visits of which at most one route makes two or more (subset-row cuts, Jepsen et al. 2008).
        penalties: (c,) what a route that does pays for it, 0 or more.
    """

    visits: Int64s
    shifts: Int64s
    cuts: Int64s
    penalties: Int64s

    @classmethod
    def nothing(cls, visits: int, shifts: int) -> "Duals":
        """Nothing is worth anything."""
        return cls(*(np.zeros(shape, np.int64) for shape in (visits, shifts, (0, 3), 0)))

    def towards(self, other: "Duals", part: float) -> "Duals":
        """These, a part of the way to others from before the latest cuts."""
        before = np.zeros_like(self.penalties)
        before[: len(other.penalties)] = other.penalties

        def between(here: Int64s, there: Int64s) -> Int64s:
            steps: Int64s = np.rint(part * (there - here)).astype(np.int64)
            return here + steps

        return Duals(
            between(self.visits, other.visits),
            between(self.shifts, other.shifts),
            self.cuts,
            between(self.penalties, before),
        )

    def reduced(self, columns: Sequence[Column], scale: int) -> Int64s:
        """(m,) what columns cost (× scale) less what they are worth, whatever their shift."""
        costs = np.array([column.cost for column in columns], np.int64)
        return costs * scale - self.worth(memberships(columns, len(self.visits)))

    def worth(self, members: Bools) -> Int64s:
        """(m,) what is taken off the cost of each route to give its reduced cost."""
        return members @ self.visits - holding(members, self.cuts) @ self.penalties


def memberships(columns: Sequence[Column], visits: int) -> Bools:
    """(m, visits) which column serves which visit."""
    members = np.zeros((len(columns), visits), np.bool_)
    for row, column in enumerate(columns):
        members[row, column.visits] = True
    return members


def holding(members: Bools, cuts: Int64s) -> Bools:
    """(m, c) which route makes two or more visits of which cut."""
    one, two, three = (members[:, cuts[:, place]] for place in range(3))
    return (one & two) | (one & three) | (two & three)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a bound is made of besides routes.

    Attributes:
        prizes: (n,) what leaving each visit out costs × scale.
        free: (n,) whether it may be left out; one that is always served has no such price.
        counts: (k,) how many shifts each class has.
    """

    prizes: tuple[int, ...]
    free: tuple[bool, ...]
    counts: tuple[int, ...]

    def value(self, duals: Duals, floors: Sequence[int]) -> int:
        """The Lagrangian bound × scale: no plan whose routes cost no less than these floors is cheaper."""
        worth: int = sum(
            min(dual, prize) if free else dual
            for dual, prize, free in zip(duals.visits.tolist(), self.prizes, self.free, strict=True)
        )
        routes = sum(count * min(0, floor) for count, floor in zip(self.counts, floors, strict=True))
        return worth - int(duals.penalties.sum()) + routes
