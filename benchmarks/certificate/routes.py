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


def routes_below(day: Day, threshold: int) -> Routes:
    """Every set of visits that one route can make for less than the threshold (× scale), with the least for it."""
    found: Routes = {}
    if not day.visits:
        return found
    rest = Rest.of(day)
    layer = departures(day)
    while len(layer.last):
        pieces = [layer.rows(slice(at, at + AT_ONCE)) for at in range(0, len(layer.last), AT_ONCE)]
        longer = stacked([layer.rows(slice(0)), *(each for piece in pieces for each in extended(day, piece))])
        longer = rest.hopeful(longer, threshold)
        longer = rest.hopeful(stacked([longer, fed(day, longer)]), threshold)
        layer = undominated(day, longer)
        for label, cost in whole(day, layer):
            if cost < threshold:
                visits = tuple(day.visits[visit] for visit in np.flatnonzero(layer.done[label]).tolist())
                found[visits] = min(cost, found.get(visits, cost))
    return found
