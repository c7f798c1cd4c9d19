"""What there is to plan: places, windows, shifts, visits, and what each second or broken wish costs."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from solver.errors import (
    DurationNegative,
    NothingPinned,
    PlaceOffTheGlobe,
    ShiftAgainstWorkingTime,
    ShiftEndless,
    ShiftReversed,
    ShiftsOverlap,
    VisitKeyTwice,
    WeightOutOfRange,
    WindowReversed,
)
from solver.travel import CrowTravel, TravelTimes

WEIGHT_CEILING = 1_000_000
PRIZE_CEILING = 1_000_000_000
LONGEST_SHIFT = 31 * 86_400
"""Ceilings that keep every cost far inside 64 bits."""

DEFAULT_PRIZE = 86_400

_HIGHEST_LAT, _HIGHEST_LON = 90, 180


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in degrees (WGS 84)."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Refuse what is not on the globe, NaN included."""
        if not (abs(self.lat) <= _HIGHEST_LAT and abs(self.lon) <= _HIGHEST_LON):
            raise PlaceOffTheGlobe(lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True)
class Window:
    """When service may start: from `earliest` to `latest`, both included, in seconds since the epoch (UTC)."""

    earliest: int
    latest: int

    def __post_init__(self) -> None:
        """Refuse a window that ends before it begins."""
        if self.latest < self.earliest:
            raise WindowReversed(earliest=self.earliest, latest=self.latest)


@dataclass(frozen=True, slots=True)
class Lunch:
    """The break every worked day holds: `duration` seconds, starting from `earliest` to `latest`, both included."""

    earliest: int
    latest: int
    duration: int

    def __post_init__(self) -> None:
        """Refuse reversed bounds and negative durations."""
        if self.latest < self.earliest:
            raise WindowReversed(earliest=self.earliest, latest=self.latest)
        if self.duration < 0:
            raise DurationNegative(duration=self.duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One technician, one day: where and when a route may begin and end.

    The route leaves `start_place` at `start` or later and is back at `end_place` by `end + max_overtime`;
    what lies after `end` is overtime. `skills` gives a level per skill, already valid on that day.
    """

    technician: str
    day: dt.date
    start_place: Place
    end_place: Place
    start: int
    end: int
    max_overtime: int = 0
    lunch: Lunch | None = None
    skills: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse reversed or endless shifts and negative overtime."""
        if self.end < self.start:
            raise ShiftReversed(technician=self.technician, day=self.day)
        if self.max_overtime < 0:
            raise DurationNegative(max_overtime=self.max_overtime)
        if self.latest_return - self.start > LONGEST_SHIFT:
            raise ShiftEndless(technician=self.technician, day=self.day)

    @property
    def latest_return(self) -> int:
        """The last second he may come back."""
        return self.end + self.max_overtime


@dataclass(frozen=True, slots=True)
class Pin:
    """What may no longer move: the technician, the start (seconds since the epoch), or both."""

    technician: str | None = None
    start: int | None = None

    def __post_init__(self) -> None:
        """Refuse a pin that holds nothing."""
        if self.technician is None and self.start is None:
            raise NothingPinned


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stop to make: asked for when it has several windows, promised when it has one.

    `skills` gives the lowest level needed per skill. `required` (when not empty), `forbidden` and `preferred` name
    technicians. `prize` is what leaving it unserved costs; about three times a usual detour serves well. A pinned
    visit is always served; a pinned start replaces the windows.
    """

    key: str
    place: Place
    duration: int
    windows: tuple[Window, ...]
    skills: Mapping[str, int] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    prize: int = DEFAULT_PRIZE
    pinned: Pin | None = None

    def __post_init__(self) -> None:
        """Refuse negative durations and prizes out of range."""
        if self.duration < 0:
            raise DurationNegative(visit=self.key, duration=self.duration)
        if not 0 <= self.prize <= PRIZE_CEILING:
            raise WeightOutOfRange(visit=self.key, prize=self.prize)

    @property
    def start_windows(self) -> tuple[Window, ...]:
        """When it may start: its windows, or the very second it is pinned to."""
        if self.pinned is None or self.pinned.start is None:
            return self.windows
        return (Window(self.pinned.start, self.pinned.start),)

    def promised(self, window: Window) -> Self:
        """The same visit once the customer holds this one window."""
        return replace(self, windows=(window,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What one second of travel, of waiting and of overtime costs, and one visit by a technician not preferred.

    `unserved` multiplies the prize of a visit left out.
    """

    travel: int = 2
    waiting: int = 1
    overtime: int = 3
    preference: int = 1_200
    unserved: int = 1

    def __post_init__(self) -> None:
        """Refuse weights below zero or so large that a cost could overflow."""
        for name in ("travel", "waiting", "overtime", "preference", "unserved"):
            if not 0 <= getattr(self, name) <= WEIGHT_CEILING:
                raise WeightOutOfRange(**{name: getattr(self, name)})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """Working-time limits in seconds, by default those of French law (Code du travail L3121-16, L3121-18, L3131-1).

    Only lunch counts as a break: waiting at a customer's door is work.
    """

    max_work_a_day: int = 10 * 3600
    max_stretch: int = 6 * 3600
    min_break: int = 20 * 60
    min_rest: int = 11 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Shifts to fill and visits to make; routes and visits are named by their index in these tuples."""

    shifts: tuple[Shift, ...]
    visits: tuple[Visit, ...]
    travel: TravelTimes = field(default_factory=CrowTravel)
    weights: Weights = field(default_factory=Weights)
    working_time: WorkingTime = field(default_factory=WorkingTime)

    def __post_init__(self) -> None:
        """Refuse two visits with one key and overlapping shifts of one technician."""
        seen: set[str] = set()
        for visit in self.visits:
            if visit.key in seen:
                raise VisitKeyTwice(visit=visit.key)
            seen.add(visit.key)
        for earlier, later in consecutive_shifts(self.shifts):
            if later.start < earlier.end:
                raise ShiftsOverlap(technician=earlier.technician, day=later.day)


def consecutive_shifts(shifts: Sequence[Shift]) -> list[tuple[Shift, Shift]]:
    """Each shift of a technician with his next one, in time."""
    ordered = sorted(shifts, key=lambda shift: (shift.technician, shift.start))
    return [(one, two) for one, two in itertools.pairwise(ordered) if one.technician == two.technician]


def within_working_time(shifts: Sequence[Shift], limits: WorkingTime) -> tuple[Shift, ...]:
    """The same shifts, overtime and lunch bounds tightened so that every route they allow respects the limits.

    Legal by construction: nothing is left to check at each insertion. Raises `ShiftAgainstWorkingTime` when even a
    route without overtime could break a limit (a nine-hour shift without lunch, nights too short).
    """
    tightened = {id(shift): _within_a_day(shift, limits) for shift in shifts}
    for earlier, later in consecutive_shifts(shifts):
        if earlier.day != later.day:
            capped = _back_by(tightened[id(earlier)], later.start - limits.min_rest, "min_rest")
            tightened[id(earlier)] = capped
    return tuple(tightened[id(shift)] for shift in shifts)


def _within_a_day(shift: Shift, limits: WorkingTime) -> Shift:
    """Tighten one shift to the longest day and the longest stretch without a break."""
    lunch = shift.lunch
    if lunch is None or lunch.duration < limits.min_break:
        eaten = 0 if lunch is None else lunch.duration
        shift = _back_by(shift, shift.start + limits.max_stretch, "max_stretch")
        return _back_by(shift, shift.start + limits.max_work_a_day + eaten, "max_work_a_day")
    latest = min(lunch.latest, shift.start + limits.max_stretch)
    if latest < lunch.earliest:
        raise ShiftAgainstWorkingTime(technician=shift.technician, day=shift.day, limit="max_stretch")
    shift = replace(shift, lunch=replace(lunch, latest=latest))
    afternoon = max(shift.start, lunch.earliest + lunch.duration)
    shift = _back_by(shift, afternoon + limits.max_stretch, "max_stretch")
    return _back_by(shift, shift.start + limits.max_work_a_day + lunch.duration, "max_work_a_day")


def _back_by(shift: Shift, latest_return: int, limit: str) -> Shift:
    """The same shift with its overtime cut so that he is back by then."""
    if latest_return < shift.end:
        raise ShiftAgainstWorkingTime(technician=shift.technician, day=shift.day, limit=limit)
    return replace(shift, max_overtime=min(shift.max_overtime, latest_return - shift.end))
