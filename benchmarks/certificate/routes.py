"""Every set of visits one shift could make for less than a threshold (Held and Karp 1962, with windows)."""

from typing import TypeAlias

import numpy as np

from benchmarks.certificate.days import Day
from benchmarks.certificate.labels import departures, extended, fed, stacked, undominated, whole
from benchmarks.certificate.rest import Rest

Routes: TypeAlias = dict[tuple[int, ...], int]
"""The least reduced cost (× scale) of a route for each set of visits, as indices in ascending order."""

AT_ONCE = 1_000
"""Labels extended together."""

MOST = 1_000_000
"""Labels there is room for in a few gigabytes."""


class TooMany(Exception):
    """There are more routes to look at than there is room for: nothing is said of them."""


def routes_below(day: Day, threshold: int) -> Routes:
    """Every set of visits that one route can make for less than the threshold (× scale), with the least for it.

    Raises:
        TooMany: they are more than there is room for.
    """
    found: Routes = {}
    if not day.visits:
        return found
    rest = Rest.of(day)
    layer = departures(day)
    while len(layer.last):
        pieces = [layer.rows(slice(at, at + AT_ONCE)) for at in range(0, len(layer.last), AT_ONCE)]
        further = (rest.hopeful(each, threshold) for piece in pieces for each in extended(day, piece))
        longer = stacked([layer.rows(slice(0)), *further])
        if len(longer.last) > MOST:
            raise TooMany(f"more than {MOST} beginnings of routes are to be compared")
        longer = rest.hopeful(stacked([longer, fed(day, longer)]), threshold)
        layer = undominated(day, longer)
        for label, cost in whole(day, layer):
            if cost < threshold:
                visits = tuple(day.visits[visit] for visit in np.flatnonzero(layer.done[label]).tolist())
                found[visits] = min(cost, found.get(visits, cost))
    return found
