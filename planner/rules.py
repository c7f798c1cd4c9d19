"""The firm's own rules, as data: hours, areas, working-time limits, prices of time."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from planner.sites import Area
from planner.working_days import WeeklyHours, public_holiday


@dataclass(frozen=True, slots=True)
class WorkingTimeLimits:
    """French labour law's defaults (Code du travail L3121-16, L3121-18, L3131-1); an agreement may relax them."""

    day: timedelta = timedelta(hours=10)
    rest: timedelta = timedelta(hours=11)
    stretch: timedelta = timedelta(hours=6)
    break_length: timedelta = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class LunchRule:
    """Lunch starts between two local times and lasts so long, wherever the technician is."""

    earliest: time = time(11, 30)
    latest: time = time(13, 30)
    length: timedelta = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a second costs, in thousandths of a cent, so that a plan's cost reads as money.

    Travel counts the technician's hour and the van; waiting the hour lost to sell; overtime the hour and its premium;
    `reserve` what an ordinary visit pays for a second of what is kept back for emergencies; a forecast of it weighs
    `refused`, a second of an emergency that found no room, against `idle`, a second kept for nobody.
    """

    travel: int = 1_400
    waiting: int = 300
    overtime: int = 1_600
    preference: int = 400_000
    unserved: int = 100_000_000
    reserve: int = 800
    refused: int = 7_200
    idle: int = 800


@dataclass(frozen=True, slots=True)
class TravelLine:
    """Minutes on the road as a straight line over crow distance, calibrated per firm: base + per_km x km."""

    base_seconds: int = 72
    seconds_per_km: int = 86


@dataclass(frozen=True, slots=True)
class InvitationRule:
    """How customers are asked to book the visits their contract owes.

    `ahead` is how long before their day visits are shown; after `patience` without an answer comes one reminder, and
    after as long again a call; `again` is the least time between two invitations to one visit.
    """

    ahead: timedelta = timedelta(weeks=8)
    patience: timedelta = timedelta(days=7)
    again: timedelta = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long what is known of persons is kept: the defaults follow what the CNIL recommends.

    A customer is erased after `contact` without any; `calls` lose who rang, `messages` go, as do what `imports` left
    besides their records and proposals that were `decided`.
    """

    contact: timedelta = timedelta(days=1_096)
    calls: timedelta = timedelta(days=365)
    messages: timedelta = timedelta(days=365)
    imports: timedelta = timedelta(days=90)
    decided: timedelta = timedelta(days=60)


def _office_hours() -> tuple[WeeklyHours, ...]:
    halves = ((time(8), time(12)), (time(13, 30), time(17, 30)))
    return tuple(WeeklyHours(day, start, end) for day in range(5) for start, end in halves)


@dataclass(frozen=True, slots=True)
class FirmRules:
    """Everything a firm may decide about its planning; the defaults suit a French electrician.

    No proposal touches a visit that begins within `freeze`. What is found better at night or after a disturbance is
    accepted at once for visits no sooner than `accepts_itself`; zero leaves every decision to people.
    `near_discount` is what a customer saves, in percent of the price, on a slot next to another visit; 0: nothing.
    `reserve` is kept back for emergencies in each half-day; with `forecasts_reserve`, only where no forecast of it is
    known. `answer` is the opening time left to answer an offered place; `arrival_chance`, how surely, in percent,
    somebody rings inside a window narrower than the promise. With `shares_shape`, other firms' forecasts may begin from
    the shape of its weeks and seasons, averaged over several firms; with `learns_together` the firm learns who may
    leave with the others that do.
    """

    opening: tuple[WeeklyHours, ...] = field(default_factory=_office_hours)
    country: str = "FR"
    subdivision: str | None = None
    extra_closed: frozenset[date] = frozenset()
    works_on_holidays: bool = False
    areas: tuple[Area, ...] = ()
    limits: WorkingTimeLimits = WorkingTimeLimits()
    hold: timedelta = timedelta(minutes=10)
    cut_off: timedelta = timedelta(hours=4)
    overtime: timedelta = timedelta(minutes=30)
    freeze: timedelta = timedelta(hours=1)
    accepts_itself: timedelta = timedelta(0)
    near_discount: int = 0
    prices: Prices = Prices()
    travel: TravelLine = TravelLine()
    invitations: InvitationRule = InvitationRule()
    retention: RetentionRule = RetentionRule()
    reserve: timedelta = timedelta(0)
    forecasts_reserve: bool = False
    answer: timedelta = timedelta(minutes=30)
    arrival_chance: int = 90
    shares_shape: bool = False
    learns_together: bool = False

    @property
    def keeps_back(self) -> bool:
        """Tell whether anything may be kept back for emergencies."""
        return bool(self.reserve) or self.forecasts_reserve

    @property
    def weekdays(self) -> frozenset[int]:
        """Return the weekdays with opening hours, Monday being 0."""
        return frozenset(hours.weekday for hours in self.opening)

    def open_on(self, day: date) -> bool:
        """Tell whether the firm works on a day."""
        return day.weekday() in self.weekdays and not self.closed(day)

    def closed(self, day: date) -> str | None:
        """Return why the firm is closed that day, or None when it works."""
        if day in self.extra_closed:
            return "fermeture"
        return None if self.works_on_holidays else public_holiday(day, self.country, self.subdivision)

    def area_of(self, postcode: str) -> Area | None:
        """Return the served area that holds a postcode, or None; a firm without areas serves everywhere."""
        if not self.areas:
            return Area("", frozenset({postcode}))
        return next((area for area in self.areas if postcode in area.postcodes), None)
