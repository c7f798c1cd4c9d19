"""What there is to plan: places, windows, shifts, visits, and what each second or broken wish costs."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from numbers import Integral
from typing import Self, TypeAlias

from solver.errors import (
    DurationNegative,
    LinkBroken,
    NothingPinned,
    PartsNegative,
    PlaceOffTheGlobe,
    ShiftEndless,
    ShiftReversed,
    ShiftsOverlap,
    VisitKeyTwice,
    WeightOutOfRange,
    WindowReversed,
)
from solver.travel import CrowTravel, TravelTimes

DAY = 86_400
"""Seconds of a day (UTC)."""

WEIGHT_CEILING = 1_000_000
PRIZE_CEILING = 1_000_000_000
LONGEST_SHIFT = 31 * DAY
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


@dataclass(frozen=True, slots=True)
class Depot:
    """Where a technician may load every tool and part his visits need, once a day, in `duration` seconds."""

    place: Place
    duration: int = 0

    def __post_init__(self) -> None:
        """Refuse negative durations."""
        if self.duration < 0:
            raise DurationNegative(duration=self.duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One technician, one day: where and when a route may begin and end, and what he brings.

    The route leaves `start_place` at `start` or later and is back at `end_place` by `end + max_overtime`;
    what lies after `end` is overtime. It lasts at most `max_duration` seconds from departure to return, if that is
    given. `skills` gives a level per skill, `clearances` the last day each one holds. `areas`, when there are any, are
    those he would rather work in. `tools` are kept, `parts` (how many of each kind) are consumed; at the `depot`, if he
    has one, he may load everything. Seconds of service beyond `fair_share`, if that is given, cost fairness.
    """

    technician: str
    day: dt.date
    start_place: Place
    end_place: Place
    start: int
    end: int
    max_overtime: int = 0
    max_duration: int | None = None
    lunch: Lunch | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    clearances: Mapping[str, dt.date] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    depot: Depot | None = None
    fair_share: int | None = None

    def __post_init__(self) -> None:
        """Refuse reversed or endless shifts, and negative durations and numbers of parts."""
        if self.end < self.start:
            raise ShiftReversed(technician=self.technician, day=self.day)
        for name in ("max_overtime", "max_duration", "fair_share"):
            if (getattr(self, name) or 0) < 0:
                raise DurationNegative(**{name: getattr(self, name)})
        _refuse_negative_parts(self.parts)
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


@dataclass(frozen=True, slots=True)
class Published:
    """Where a published plan has a visit, and the price of giving it to another technician or day."""

    technician: str
    day: dt.date
    price: int

    def __post_init__(self) -> None:
        """Refuse prices out of range."""
        if not _is_whole(self.price, PRIZE_CEILING):
            raise WeightOutOfRange(published=self.technician, price=self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stop to make: asked for when it has several windows, promised when it has one.

    `skills` gives the lowest level needed per skill; `durations` the seconds it takes a technician whose level (the
    lowest among the skills it needs) is a key of it, where that is not `duration`. `clearances` must hold on the day.
    `required` (when not empty), `forbidden` and `preferred` name technicians. `prize` is what leaving it unserved
    costs; about three times a usual detour serves well. A pinned visit is always served; a pinned start replaces the
    windows: what was already done is pinned with its technician and its start. It is not served before the day
    `release`; each day after the day `due` has a price. `tools` and `parts` are what it needs.
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
    durations: Mapping[int, int] = field(default_factory=dict)
    clearances: frozenset[str] = frozenset()
    area: str | None = None
    release: dt.date | None = None
    due: dt.date | None = None
    tools: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    published: Published | None = None

    def __post_init__(self) -> None:
        """Refuse negative durations and numbers of parts, and prizes out of range."""
        for duration in (self.duration, *self.durations.values()):
            if duration < 0:
                raise DurationNegative(visit=self.key, duration=duration)
        _refuse_negative_parts(self.parts)
        if not _is_whole(self.prize, PRIZE_CEILING):
            raise WeightOutOfRange(visit=self.key, prize=self.prize)

    @property
    def start_windows(self) -> tuple[Window, ...]:
        """When it may start: its windows, or the very second it is pinned to."""
        if self.pinned is None or self.pinned.start is None:
            return self.windows
        return (Window(self.pinned.start, self.pinned.start),)

    def duration_for(self, shift: Shift) -> int:
        """Seconds of service by this technician, at his level; any level serves where no skill is needed."""
        if not self.durations:
            return self.duration
        level = min((shift.skills.get(skill, 0) for skill in self.skills), default=0)
        return self.durations.get(level, self.duration)

    def held(self, windows: tuple[Window, ...]) -> Self:
        """The same visit in these windows instead of its own, or of its pinned start; a pinned technician stays."""
        technician = None if self.pinned is None else self.pinned.technician
        return replace(self, windows=windows, pinned=None if technician is None else Pin(technician))

    def promised(self, window: Window) -> Self:
        """The same visit once the customer holds this one window."""
        return replace(self, windows=(window,))


@dataclass(frozen=True, slots=True)
class Together:
    """Two visits two technicians begin at the same second; both are served or neither."""

    one: str
    other: str

    @property
    def visits(self) -> tuple[str, str]:
        """The keys of the visits it ties."""
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class After:
    """The visit `later` begins `delay` seconds or more after `earlier` has ended, and is served only if that one is."""

    earlier: str
    later: str
    delay: int = 0

    def __post_init__(self) -> None:
        """Refuse negative delays."""
        if self.delay < 0:
            raise DurationNegative(delay=self.delay)

    @property
    def visits(self) -> tuple[str, str]:
        """The keys of the visits it ties."""
        return self.earlier, self.later


Link: TypeAlias = Together | After
"""What ties two visits that may be on different routes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each rule costs: the objective of a firm.

    Per second: `travel`, `waiting`, `overtime`, and `fairness` for service beyond a fair share. Per visit: `preference`
    for a technician not preferred, `area` for one who would rather work elsewhere. Per day: `lateness` after the due
    date. `unserved` multiplies the prize of a visit left out, `stability` the price of changing a published one.
    """

    travel: int = 2
    waiting: int = 1
    overtime: int = 3
    preference: int = 1_200
    unserved: int = 1
    area: int = 600
    lateness: int = 3_600
    fairness: int = 1
    stability: int = 1

    def __post_init__(self) -> None:
        """Refuse weights that are no integers, below zero or so large that a cost could overflow."""
        for weight in fields(self):
            if not _is_whole(getattr(self, weight.name), WEIGHT_CEILING):
                raise WeightOutOfRange(**{weight.name: getattr(self, weight.name)})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """Working-time limits in seconds, by default those of French law (Code du travail L3121-16, L3121-18, L3131-1).

    Only lunch counts as a break: waiting at a customer's door is work.
    """

    max_work_a_day: int = 10 * 3600
    max_stretch: int = 6 * 3600
    min_break: int = 20 * 60
    min_rest: int = 11 * 3600

    def __post_init__(self) -> None:
        """Refuse limits below zero."""
        for limit in fields(self):
            if getattr(self, limit.name) < 0:
                raise DurationNegative(**{limit.name: getattr(self, limit.name)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Shifts to fill and visits to make; routes and visits are named by their index in these tuples."""

    shifts: tuple[Shift, ...]
    visits: tuple[Visit, ...]
    travel: TravelTimes = field(default_factory=CrowTravel)
    weights: Weights = field(default_factory=Weights)
    working_time: WorkingTime = field(default_factory=WorkingTime)
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two visits with one key, overlapping shifts of one technician, links to nowhere or to oneself."""
        seen: set[str] = set()
        for visit in self.visits:
            if visit.key in seen:
                raise VisitKeyTwice(visit=visit.key)
            seen.add(visit.key)
        for earlier, later in consecutive_shifts(self.shifts):
            if later.start < earlier.end:
                raise ShiftsOverlap(technician=earlier.technician, day=later.day)
        for link in self.links:
            one, other = link.visits
            if one == other or not {one, other} <= seen:
                raise LinkBroken(one=one, other=other)


def _is_whole(price: object, ceiling: int) -> bool:
    """Whether a price is an integer from zero to its ceiling."""
    return isinstance(price, Integral) and 0 <= int(price) <= ceiling


def _refuse_negative_parts(parts: Mapping[str, int]) -> None:
    for part, count in parts.items():
        if count < 0:
            raise PartsNegative(part=part, count=count)


def consecutive_shifts(shifts: Sequence[Shift]) -> list[tuple[Shift, Shift]]:
    """Each shift of a technician with his next one, in time."""
    ordered = sorted(shifts, key=lambda shift: (shift.technician, shift.start))
    return [(one, two) for one, two in itertools.pairwise(ordered) if one.technician == two.technician]
