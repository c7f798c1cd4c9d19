"""What a route is to somebody who does not know the planner: a set of stops with a version, and seven things to do.

Written from the promise alone, with no code of the planner's and none of its data types: it is what the store's
histories are measured against.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt

from benchmarks.race.ground import LENGTH, PLACES, Stop

State = tuple[int, frozenset[Stop]]
"""A version and what stands on the route, expired holds that nobody has written over included."""

EMPTY: State = (0, frozenset())
_SECOND = 1_000_000
_LENGTH = int(LENGTH.total_seconds()) * _SECOND
_EARTH, _BASE, _PER_KM = 6371.0088, 72, 86


def _road(one: int, other: int) -> int:
    """Return the microseconds from one place to another: the firm's line over the great circle."""
    here, there = PLACES[one], PLACES[other]
    if one == other:
        return 0
    low, high = radians(here.lat), radians(there.lat)
    across = sin((high - low) / 2) ** 2 + cos(low) * cos(high) * sin(radians(there.lon - here.lon) / 2) ** 2
    return ceil(_BASE + _PER_KM * 2 * _EARTH * asin(sqrt(across))) * _SECOND


_ROADS = [[_road(one, other) for other in range(len(PLACES))] for one in range(len(PLACES))]


def alive(stops: Iterable[Stop], now: int) -> frozenset[Stop]:
    """Return the stops that count at an instant."""
    return frozenset(stop for stop in stops if stop[3] is None or stop[3] > now)


def drivable(stops: Iterable[Stop]) -> bool:
    """Tell whether one technician can be at every stop when it starts."""
    in_order = sorted(stops, key=lambda stop: stop[1])
    return all(one[1] + _LENGTH + _ROADS[one[2]][other[2]] <= other[1] for one, other in pairwise(in_order))


def without(stops: Iterable[Stop], key: str) -> frozenset[Stop]:
    """Return the stops but the one of this appointment."""
    return frozenset(stop for stop in stops if stop[0] != key)


@dataclass(frozen=True, slots=True)
class Put:
    """A stop was put on the route, in the place of the same appointment's if it stood there."""

    stop: Stop
    now: int
    version: int

    def after(self, state: State) -> State | None:
        """Return the state it leads to, or None if it cannot have happened in this one."""
        stops = without(alive(state[1], self.now), self.stop[0]) | {self.stop}
        return (self.version, stops) if self.version == state[0] + 1 and drivable(stops) else None


@dataclass(frozen=True, slots=True)
class Full:
    """A stop was refused for want of room."""

    stop: Stop
    now: int

    def after(self, state: State) -> State | None:
        """Return the state, unless there was room in it."""
        stops = without(alive(state[1], self.now), self.stop[0]) | {self.stop}
        return None if drivable(stops) else state


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A hold could no longer be confirmed: it had expired, and its time is somebody else's or its stop is gone."""

    stop: Stop
    now: int

    def after(self, state: State) -> State | None:
        """Return the state, unless the hold still stood in it or could have been put back."""
        standing = next((one for one in state[1] if one[0] == self.stop[0]), None)
        if standing is None:
            return state
        expired = standing[3] is not None and standing[3] <= self.now
        return state if expired and not drivable(without(alive(state[1], self.now), standing[0]) | {standing}) else None


@dataclass(frozen=True, slots=True)
class Take:
    """An appointment left the route."""

    key: str
    now: int
    version: int

    def after(self, state: State) -> State | None:
        """Return the route without it, if it stood there."""
        if self.version != state[0] + 1 or not any(stop[0] == self.key for stop in state[1]):
            return None
        return self.version, without(alive(state[1], self.now), self.key)


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal built on one version was accepted: nobody had changed the route since."""

    base: int
    stops: frozenset[Stop]
    now: int
    version: int

    def after(self, state: State) -> State | None:
        """Return the proposed route, if it was built on this very state."""
        stops = alive(self.stops, self.now)
        fresh = self.base == state[0] == self.version - 1
        return (self.version, stops) if fresh and drivable(stops) else None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody read the route."""

    version: int
    stops: frozenset[Stop]

    def after(self, state: State) -> State | None:
        """Return the state, if it is what he saw."""
        return state if state == (self.version, self.stops) else None


Step = Put | Full | Lapsed | Take | Plan | Look
