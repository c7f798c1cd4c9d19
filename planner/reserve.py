"""Each half-day keeps time back for emergencies, for every skill they need, and gives it up as the day nears.

Time is counted in minutes of the technicians who have the skill: what they work in that half, less lunch, absences and
their visits, each with its road. Three days ahead the whole reserve is kept, from then on half of it, on the last day
nothing. Of what is kept an ordinary visit may take the first half, at a price; the second is not offered to it.
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
from planner.windows import half_of
from planner.working_days import NOON, instant, local_day
from solver.blocks import Int64s, RouteBlock
from solver.sentence import Sentence, minutes

ROAD = timedelta(minutes=15)
"""What a visit takes besides its own length: about one road."""

STEPS = ((timedelta(days=3), 2), (timedelta(days=1), 1))
"""From how long before the visit how many halves of the reserve are kept; nothing is later."""

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


@dataclass(frozen=True, slots=True)
class Left:
    """The time one technician has left in each half of his day, in seconds; below zero where he is overbooked."""

    day: date
    skills: Mapping[str, int]
    halves: Mapping[Half, int]


@dataclass(frozen=True, slots=True, eq=False)
class Charges:
    """What each place for a visit takes of the reserve (routes, windows), in seconds, and its price there."""

    taken: Int64s
    prices: Int64s

    def sentence(self, route: int, window: int) -> Sentence | None:
        """Return what to say of a place that takes of the reserve, or None."""
        taken = minutes(int(self.taken[route, window]))
        if not taken:
            return None
        return Sentence(f"{taken} min prises sur la réserve pour urgences", f"{taken} min out of the emergency reserve")


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
    """Return what a compiled route leaves of its technician's time; lunch falls in the half it is had in."""
    shift = block.shift
    noon = int(instant(shift.day, NOON, zone).timestamp())
    left = {Half.MORNING: _shared(shift.start, shift.end, end=noon), Half.AFTERNOON: 0}
    left[Half.AFTERNOON] = shift.end - shift.start - left[Half.MORNING]
    if shift.lunch is not None:
        middle = (shift.lunch.earliest + shift.lunch.latest + shift.lunch.duration) // 2
        left[_half(middle, noon)] -= shift.lunch.duration
    for stop in block.visits:
        start = stop.start_windows[0].earliest
        if is_busy(stop):
            morning = _shared(start, start + stop.duration, end=noon)
            left[Half.MORNING] -= morning
            left[Half.AFTERNOON] -= stop.duration - morning
        else:
            left[_half(start, noon)] -= taken_by(timedelta(seconds=stop.duration))
    return Left(shift.day, shift.skills, left)


def taken_by(duration: timedelta) -> int:
    """Return what a visit of this length takes, in seconds."""
    return int((duration + ROAD).total_seconds())


def kept_back(reserve: timedelta, start: datetime, now: datetime) -> int:
    """Return the seconds kept back from a visit that would begin then, as the day nears."""
    halves = next((halves for notice, halves in STEPS if start - now >= notice), 0)
    return int(reserve.total_seconds()) * halves // 2


def charges(
    work: Work, service: Service, windows: Sequence[Interval], days: Sequence[Left], source: Source, *, hard: bool
) -> Charges:
    """Return what a visit would take of the reserve on each of these days and in each window, and its price.

    Emergencies pay nothing; others pay by the second, and where `hard` what is left must stay half the reserve.
    """
    taken = np.zeros((len(days), len(windows)), np.int64)
    refused = np.zeros(taken.shape, bool)
    visit = taken_by(service.duration)
    for skill, level in reserved_skills(work.of(Service).find(active=True)).items():
        able = np.array([day.skills.get(skill, 0) >= level for day in days], bool)
        together = _together(day for day, can in zip(days, able, strict=True) if can)
        for number, window in enumerate(windows):
            day, half = local_day(window.start, work.firm.zone), half_of(window, work.firm)
            kept = kept_back(source(skill, day, half), window.start, work.now)
            before, after = together[day, half], together[day, half] - visit
            column = taken[:, number]
            column[able] = np.maximum(column[able], min(max(before, 0), kept) - min(max(after, 0), kept))
            refused[able, number] |= kept > 0 and after < kept // 2
    prices = np.zeros_like(taken) if service.urgent else taken * work.firm.rules.prices.reserve
    if hard and not service.urgent:
        prices[refused] = FORBIDDEN
    return Charges(taken, prices)


def reserved_skills(services: Iterable[Service]) -> dict[str, int]:
    """Return the skills and clearances that emergencies need, each at the least level that any of them needs."""
    found: dict[str, int] = {}
    for service in services:
        if service.urgent:
            for skill, level in needs(service).items():
                found[skill] = min(level, found.get(skill, level))
    return found


def _together(days: Iterable[Left]) -> Mapping[tuple[date, Half], int]:
    found: dict[tuple[date, Half], int] = defaultdict(int)
    for one in days:
        for half, left in one.halves.items():
            found[one.day, half] += left
    return found


def _half(at: int, noon: int) -> Half:
    return Half.MORNING if at < noon else Half.AFTERNOON


def _shared(start: int, finish: int, *, end: int) -> int:
    """Return how much of a stretch lies before an instant."""
    return max(0, min(finish, end) - start)
