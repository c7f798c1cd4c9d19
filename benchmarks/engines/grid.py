"""A problem as the engines take it: places by number, a matrix of seconds, and who may serve whom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver import Problem
from solver.rules import may_serve


@dataclass(frozen=True, slots=True)
class Grid:
    """Homes come first (each only once), then one place per visit.

    `seconds` is the square matrix between them; `ends[s]` are the numbers of the places where shift `s` begins and
    ends; `allowed[s, v]` says whether shift `s` may serve visit `v`; `parts` are the kinds of part; `stock[s, k]` and
    `needs[v, k]` count them.
    """

    homes: int
    seconds: NDArray[np.int64]
    ends: list[tuple[int, int]]
    allowed: NDArray[np.bool_]
    parts: list[str]
    stock: NDArray[np.int64]
    needs: NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem) -> "Grid":
        """The grid of a problem without depots, lunch or overtime."""
        number = {
            place: at
            for at, place in enumerate(
                dict.fromkeys(place for shift in problem.shifts for place in (shift.start_place, shift.end_place))
            )
        }
        places = [*number, *(visit.place for visit in problem.visits)]
        lat, lon = np.array([(place.lat, place.lon) for place in places]).T
        parts = sorted({part for visit in problem.visits for part in visit.parts})
        return cls(
            homes=len(number),
            seconds=problem.travel.seconds(lat[:, None], lon[:, None], lat[None, :], lon[None, :]),
            ends=[(number[shift.start_place], number[shift.end_place]) for shift in problem.shifts],
            allowed=np.array([[may_serve(visit, shift) for visit in problem.visits] for shift in problem.shifts]),
            parts=parts,
            stock=np.array([[shift.parts.get(part, 0) for part in parts] for shift in problem.shifts], np.int64),
            needs=np.array([[visit.parts.get(part, 0) for part in parts] for visit in problem.visits], np.int64),
        )
