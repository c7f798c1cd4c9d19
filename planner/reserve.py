"""Each half-day keeps technicians free for emergencies, for every skill they need, until it is over.

A technician counts as free in a half of his day while an emergency fits in after all that he has promised there:
what is left between promises is splinters, and too early for whoever calls late. What is kept is not offered to others;
as much again is, at a price. Both shrink once the half-day has begun, as what is still to come does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner.firms import Firm
from planner.intervals import Interval
from planner.ports import Work
from planner.services import Half, Service
from planner.translation import is_busy, needs
from planner.windows import half_days, half_of
from planner.working_days import NOON, expand, instant, local_day
from solver.blocks import Int64s, RouteBlock
from solver.sentence import Sentence

ROAD = timedelta(minutes=15)
"""What a visit takes besides its own length: about one road."""

DEARER = 2
"""Up to so many times what is kept, time is offered at a price."""

FORBIDDEN = -1
"""The price of what is not offered."""


@dataclass(frozen=True, slots=True)
class ReserveForecast:
    """What is forecast to suffice for emergencies in one half of a day, for a skill they need: `kept`.

    So many `visits` are expected, and it suffices with this `chance`.
    """

    id: str
    skill: str
    day: date
    half: Half
    kept: timedelta
    visits: float
    chance: float
    made_at: datetime


Source = Callable[[str, date, Half], timedelta]
"""How much time to keep back for a skill in one half of a day: a number of the firm's, or what a forecast expects."""


Span = tuple[int, int]
"""No sooner than a second (UTC), and for how many seconds."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What one technician has promised in one half of his day, from `start` to `end`, in seconds (UTC).

    Each of `visits` takes its road, too; `away` are lunch and absences.
    """

    start: int
    end: int
    visits: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()

    @property
    def worked(self) -> int:
        """The seconds he is there."""
        return max(0, self.end - self.start - sum(duration for _, duration in self.away))

    @property
    def booked(self) -> int:
        """The seconds that his visits take."""
        return sum(duration for _, duration in self.visits)

    def left(self, *more: Span) -> int:
        """Return the seconds left after all these and `more`, each as early as it may; below zero: overbooked."""
        at = self.start
        for earliest, duration in sorted([*self.visits, *self.away, *more]):
            at = max(at, earliest) + duration
        return self.end - at


@dataclass(frozen=True, slots=True)
class Left:
    """What one technician can do and has promised in each half of a day."""

    day: date
    skills: Mapping[str, int]
    halves: Mapping[Half, Promised]


@dataclass(frozen=True, slots=True, eq=False)
class Charges:
    """What each place for a visit takes of the reserve (routes, windows), in seconds, and its price there.

    `free` is how many technicians it leaves for an emergency where it takes of it.
    """

    taken: Int64s
    prices: Int64s
    free: Int64s

    def sentence(self, route: int, window: int) -> Sentence | None:
        """Return what to say of a place that takes of the reserve, or None."""
        if not self.taken[route, window]:
            return None
        left = int(self.free[route, window])
        if not left:
            return Sentence("plus personne pour une urgence", "nobody left for an emergency")
        many = "s" if left > 1 else ""
        return Sentence(
            f"ne laisse que {left} technicien{many} pour une urgence",
            f"leaves only {left} technician{many} for an emergency",
        )


def of_the_firm(firm: Firm) -> Source:
    """Return the firm's own number: the same for each skill and half-day."""
    return lambda _skill, _day, _half: firm.rules.reserve


def source_of(work: Work) -> Source:
    """Return what a firm keeps back: for each skill and half-day a forecast, where it wants one, else its number."""
    number = work.firm.rules.reserve
    if not work.firm.rules.forecasts_reserve:
        return of_the_firm(work.firm)
    foreseen = {(one.skill, one.day, one.half): one.kept for one in work.of(ReserveForecast).find()}
    return lambda skill, day, half: foreseen.get((skill, day, half), number)


def left_of(block: RouteBlock, zone: ZoneInfo) -> Left:
    """Return what a compiled route has promised; lunch opens the half it is had in, unless its hour is fixed."""
    shift = block.shift
    noon = int(instant(shift.day, NOON, zone).timestamp())
    bounds = {
        Half.MORNING: (min(shift.start, noon), min(shift.end, noon)),
        Half.AFTERNOON: (max(shift.start, noon), max(shift.end, noon)),
    }
    away = _away(block, bounds, noon)
    visits: dict[Half, list[Span]] = {half: [] for half in Half}
    for stop in block.visits:
        if not is_busy(stop):
            start = stop.start_windows[0].earliest
            visits[_half(start, noon)].append((start, taken_by(timedelta(seconds=stop.duration))))
    halves = {half: Promised(*bounds[half], tuple(visits[half]), tuple(away[half])) for half in Half}
    return Left(shift.day, shift.skills, halves)


def _away(block: RouteBlock, bounds: Mapping[Half, Span], noon: int) -> Mapping[Half, Sequence[Span]]:
    """Return lunch and absences by half; what lies across noon has a part in both."""
    found: dict[Half, list[Span]] = {half: [] for half in Half}
    lunch = block.shift.lunch
    fixed = [(stop.start_windows[0].earliest, stop.duration) for stop in block.visits if is_busy(stop)]
    if lunch is not None and lunch.earliest == lunch.latest:
        fixed.append((lunch.earliest, lunch.duration))
    elif lunch is not None:
        half = _half((lunch.earliest + lunch.latest + lunch.duration) // 2, noon)
        found[half].append((bounds[half][0], lunch.duration))
    for start, duration in fixed:
        for half, (begins, ends) in bounds.items():
            if (absent := min(ends, start + duration) - max(begins, start)) > 0:
                found[half].append((max(begins, start), absent))
    return found


def taken_by(duration: timedelta) -> int:
    """Return what a visit of this length takes, in seconds."""
    return int((duration + ROAD).total_seconds())


def kept_back(reserve: timedelta, window: Interval, firm: Firm, now: datetime) -> int:
    """Return the seconds kept back from a visit in a window: of the half-day under way, the share that is to come."""
    day = local_day(window.start, firm.zone)
    if day != local_day(now, firm.zone):
        return int(reserve.total_seconds())
    half = half_of(window, firm)
    open_hours = [part for hours in expand(firm.rules.opening, day, firm.zone) for part in half_days(hours, firm.zone)]
    of_the_half = [part for part in open_hours if half_of(part, firm) is half]
    whole = sum((part.length for part in of_the_half), timedelta(0))
    ahead = sum((part.end - max(part.start, now) for part in of_the_half if part.end > now), timedelta(0))
    return int(reserve.total_seconds() * (ahead / whole)) if whole else 0


def charges(
    work: Work, service: Service, windows: Sequence[Interval], days: Sequence[Left], source: Source, *, hard: bool
) -> Charges:
    """Return what a visit would take of the reserve on each of these days and in each window, and its price.

    Emergencies pay nothing; others pay by the second, and where `hard` what is kept must stay.
    """
    found = np.zeros((3, len(days), len(windows)), np.int64)
    taken, free, short = found
    services = work.of(Service).find(active=True)
    visit, lengths = taken_by(service.duration), emergency_lengths(services)
    for skill, level in reserved_skills(services).items():
        length = lengths[skill]
        places = free_places(days, skill, level, length)
        for number, window in enumerate(windows):
            place, start = (local_day(window.start, work.firm.zone), half_of(window, work.firm)), window.start
            kept = kept_back(source(skill, *place), window, work.firm, work.now)
            here = places.get(place, ())
            after = len(here) - 1
            takes = min(length * len(here), DEARER * kept) - min(length * after, DEARER * kept)
            if takes <= 0:
                continue
            for row in here:
                if days[row].halves[place[1]].left((int(start.timestamp()), visit)) < length:
                    free[row, number] = min(after, free[row, number]) if taken[row, number] else after
                    taken[row, number] = max(takes, taken[row, number])
                    short[row, number] |= length * after < kept
    prices = np.zeros_like(taken) if service.urgent else taken * work.firm.rules.prices.reserve
    if hard and not service.urgent:
        prices[short > 0] = FORBIDDEN
    return Charges(taken, prices, free)


def free_places(days: Sequence[Left], skill: str, level: int, length: int) -> Mapping[tuple[date, Half], list[int]]:
    """Return by half-day which of `days` have a technician who can help and is free for an emergency of this length."""
    found: dict[tuple[date, Half], list[int]] = defaultdict(list)
    for row, one in enumerate(days):
        if one.skills.get(skill, 0) >= level:
            for half, promised in one.halves.items():
                if promised.left() >= length:
                    found[one.day, half].append(row)
    return found


def reserved_skills(services: Iterable[Service]) -> dict[str, int]:
    """Return the skills and clearances that emergencies need, each at the least level that any of them needs."""
    found: dict[str, int] = {}
    for service in services:
        if service.urgent:
            for skill, level in needs(service).items():
                found[skill] = min(level, found.get(skill, level))
    return found


def emergency_lengths(services: Iterable[Service]) -> dict[str, int]:
    """Return the seconds that the longest emergency which needs a skill takes, by skill."""
    found: dict[str, int] = {}
    for service in services:
        if service.urgent:
            for skill in needs(service):
                found[skill] = max(taken_by(service.duration), found.get(skill, 0))
    return found


def _half(at: int, noon: int) -> Half:
    return Half.MORNING if at < noon else Half.AFTERNOON
