"""Each day the emergencies of a firm's past are counted, and what the days to come are to keep back is forecast."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import numpy as np
import structlog

import forecasting
from api.house import House
from api.nights import each_firm
from desk.past import PastAppointment
from planner.appointments import CANCELLED, Appointment, State
from planner.firms import Firm
from planner.ports import Work
from planner.reserve import ROAD, ReserveForecast, reserved_skills
from planner.services import Half, Service
from planner.translation import needs
from planner.windows import half_of
from planner.working_days import days_between, local_day

WEEKS_AHEAD = 7
"""Farther than anything is booked: days for which nothing were kept would be filled first."""
DAYS_BEHIND = timedelta(days=1_095)
FEWEST_DAYS, FEWEST_VISITS = 40, 10
"""Working days and emergencies of the past below which the firm's own number serves."""

LENGTHS = 200
"""The last emergencies whose lengths are those to come."""

USUAL = 5
"""Each half counts for so many emergencies before the first whose hour is known."""

_NOT_MADE = CANCELLED | {State.HELD}
_log = structlog.get_logger("creneau.foreseeing")


@dataclass(frozen=True, slots=True)
class Emergency:
    """One that came: its day, its half where that is known, how long it took on site, and what it was."""

    day: date
    half: Half | None
    length: timedelta
    code: str


def forecast_reserves(house: House) -> None:
    """Forecast what is to be kept back, once a day, for each firm that wants it; a firm that fails is told of."""
    each_firm(house, _forecast_firm, _log, "reserve_forecast_failed")


def _forecast_firm(house: House, firm: Firm) -> None:
    """Read, think, then write: the second takes too long for a transaction."""
    if not firm.rules.forecasts_reserve:
        return
    with house.transactions.read(firm.id) as work:
        if _done_today(work):
            return
        urgent = [one for one in work.of(Service).find() if one.urgent]
        today, came = local_day(work.now, firm.zone), list(emergencies(work, urgent))
    made = list(reserve_forecasts(firm, urgent, came, today, house.clock()))
    house.transactions.write(firm.id, lambda work: _keep(work, made))


def _done_today(work: Work) -> bool:
    today = local_day(work.now, work.firm.zone)
    return any(local_day(one.made_at, work.firm.zone) == today for one in work.of(ReserveForecast).find())


def _keep(work: Work, made: Iterable[ReserveForecast]) -> None:
    """Put these forecasts in the place of all earlier ones."""
    for old in work.of(ReserveForecast).find():
        work.of(ReserveForecast).remove(old.id)
    work.of(ReserveForecast).put_all(made)


def emergencies(work: Work, urgent: Iterable[Service]) -> Iterator[Emergency]:
    """Yield the emergencies that were answered before today, from before Créneau and since."""
    zone, codes = work.firm.zone, {service.id: service.code for service in urgent}
    today = local_day(work.now, zone)
    for past in work.of(PastAppointment).find(service_code=set(codes.values())):
        if past.state not in CANCELLED and past.day < today:
            length = timedelta(minutes=past.actual_minutes or past.planned_minutes)
            yield Emergency(past.day, None, length, past.service_code)
    for one in work.of(Appointment).find(service_id=set(codes)):
        day = local_day(one.window.start, zone)
        if one.state not in _NOT_MADE and day < today:
            yield Emergency(day, half_of(one.window, work.firm), one.duration, codes[one.service_id])


def reserve_forecasts(
    firm: Firm, urgent: Iterable[Service], came: Iterable[Emergency], today: date, now: datetime
) -> Iterator[ReserveForecast]:
    """Yield what to keep in each half of the working days ahead, for each skill with enough of a past."""
    asking, known = list(urgent), list(came)
    found: dict[frozenset[str], Mapping[tuple[date, Half], tuple[float, float, float]]] = {}
    for skill in reserved_skills(asking):
        codes = frozenset(service.code for service in asking if skill in needs(service))
        if codes not in found:
            found[codes] = _needed(firm, [one for one in known if one.code in codes], today)
        for (day, half), (kept, visits, chance) in found[codes].items():
            key, minutes = f"{day}-{half}-{skill}", timedelta(minutes=kept)
            yield ReserveForecast(key, skill, day, half, minutes, visits, chance, now)


def _needed(firm: Firm, came: list[Emergency], today: date) -> Mapping[tuple[date, Half], tuple[float, float, float]]:
    """Return minutes, visits and chance by half-day; nothing where too little has been seen."""
    series = _counted(firm, came, today)
    if series is None:
        return {}
    ahead = forecasting.predict(series, WEEKS_AHEAD * len(firm.rules.weekdays))
    latest = islice(sorted(came, key=lambda one: one.day, reverse=True), LENGTHS)
    lengths = [(one.length + ROAD) / timedelta(minutes=1) for one in latest]
    costs = forecasting.Costs(firm.rules.prices.refused, firm.rules.prices.idle)
    needed: dict[tuple[date, Half], tuple[float, float, float]] = {}
    for half, share in _shares(came).items():
        kept = forecasting.minutes_to_keep(ahead.distribution, lengths, costs, share=share)
        rows = zip(ahead.times, kept.minutes, kept.visits, kept.chance, strict=True)
        needed |= {(time.date(), half): (float(m), float(v), float(c)) for time, m, v, c in rows}
    return needed


def _counted(firm: Firm, came: list[Emergency], today: date) -> "forecasting.Series | None":
    """Return how many came on each day until yesterday, closed days unknown; None where too little has been seen."""
    counts = Counter(one.day for one in came if one.day >= today - DAYS_BEHIND)
    if sum(counts.values()) < FEWEST_VISITS:
        return None
    days = list(days_between(min(counts), today - timedelta(days=1)))
    worked = [firm.rules.open_on(day) for day in days]
    if sum(worked) < FEWEST_DAYS:
        return None
    values = [float(counts[day]) if working else np.nan for day, working in zip(days, worked, strict=True)]
    return forecasting.Series(datetime.combine(days[0], time()), timedelta(days=1), np.array(values))


def _shares(came: Iterable[Emergency]) -> Mapping[Half, float]:
    """Return which part of the emergencies comes in each half, from even shares on."""
    seen = Counter(one.half for one in came if one.half)
    every = 2 * USUAL + seen.total()
    return {half: (USUAL + seen[half]) / every for half in Half}
