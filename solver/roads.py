"""The roads of one route: from each stop to the next, and by way of the depot where he may load."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from solver.lanes import NEVER
from solver.problem import Shift, Visit
from solver.travel import TravelTimes


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Seconds of road between the stops of one route: the start place, its n visits in order, the end place.

    `places` is (2, stops) latitudes and longitudes of these and, last, of the depot if he has one. `legs` holds the n +
    1 roads from each stop to the next (0 in an empty route, which nobody drives), `there` those from each stop but the
    last to the depot, `onwards` those from the depot to each stop but the first; both empty without a depot. A road
    that takes longer than any shift is `NEVER` driven.
    """

    places: NDArray[np.float64]
    legs: tuple[int, ...]
    there: tuple[int, ...]
    onwards: tuple[int, ...]

    @classmethod
    def of(cls, shift: Shift, visits: Sequence[Visit], travel: TravelTimes) -> Self:
        """The roads of these visits in this order, asked for all at once."""
        stops = (shift.start_place, *(visit.place for visit in visits), shift.end_place)
        depot = () if shift.depot is None else (shift.depot.place,)
        places = np.array([[stop.lat, stop.lon] for stop in (*stops, *depot)]).T.copy()
        count = len(stops) - 1
        here, there = list(range(count)), list(range(1, count + 1))
        loading = [count + 1] * count * len(depot)
        sources, targets = here + here * len(depot) + loading, there + loading + there * len(depot)
        seconds = np.minimum(travel.seconds(*places[:, sources], *places[:, targets]), NEVER).tolist()
        legs = tuple(seconds[:count]) if visits else (0,) * count
        return cls(places, legs, tuple(seconds[count : 2 * count]), tuple(seconds[2 * count :]))

    def by_depot(self, after: int) -> int:
        """Seconds of road that loading after so many visits adds."""
        return self.there[after] + self.onwards[after] - self.legs[after]

    def total(self, loading: int | None) -> int:
        """Seconds of road in all when he loads after so many visits; None: never."""
        return sum(self.legs) + (0 if loading is None else self.by_depot(loading))
