"""Where territories end: a region is halved over and over across its longer side, seen from another side each time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.problem import Place

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spots:
    """Points of a plane, (n, 2), each with a load, (n)."""

    points: Floats
    loads: Floats

    def reach(self, chosen: Numbers, side: int, share: float) -> tuple[Numbers, int]:
        """The chosen ones from one side to the other, and how many of them hold that share of their load."""
        order = chosen[np.argsort(self.points[chosen, side], kind="stable")]
        loads = np.cumsum(self.loads[order])
        return order, int(np.searchsorted(loads, share * loads[-1])) if order.size else 0


def flat(places: Sequence[Place], mean: float) -> Floats:
    """Each place as a point of a plane, (n, 2): longitudes are shrunk as they are at this latitude."""
    lat, lon = (np.array(degrees, np.float64) for degrees in ([p.lat for p in places], [p.lon for p in places]))
    return np.stack([lon * math.cos(math.radians(mean)), lat], axis=1)


def turned(points: Floats, angle: float) -> Floats:
    """The same points seen from another side."""
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.asarray(points @ np.array([[cosine, sine], [-sine, cosine]]))


def territories(crews: Spots, visits: Spots, count: int) -> list[tuple[Numbers, Numbers]]:
    """So many territories of about equal load: the crews and the visits of each; there are `count` crews or more.

    Crews and visits are halved each by their own load, so that both are in proportion.
    """
    whole = np.arange(len(crews.loads)), np.arange(len(visits.loads)), count
    regions, found = [whole], []
    while regions:
        own, theirs, parts = regions.pop()
        if parts == 1:
            found.append((own, theirs))
            continue
        side = int(np.argmax(np.ptp(np.concatenate([crews.points[own], visits.points[theirs]]), axis=0)))
        less = parts // 2
        crew, at = crews.reach(own, side, less / parts)
        visit, until = visits.reach(theirs, side, less / parts)
        at = min(max(at, less), crew.size - (parts - less))
        regions += [(crew[:at], visit[:until], less), (crew[at:], visit[until:], parts - less)]
    return found
