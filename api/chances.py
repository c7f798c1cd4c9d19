"""How surely somebody rings when: a route from where its technician was last reported, and what its visits may take."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import forecasting
from desk.customers import Customer
from planner.appointments import STARTED, Appointment, State
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.ports import Work
from planner.reports import reported
from planner.routes import Route
from planner.services import Service
from planner.technicians import Absence, Technician
from planner.translation import hours_of, moment, seconds, working_days
from planner.windows import QUARTER
from solver.solution import Timetable

if TYPE_CHECKING:
    from forecasting.arrivals import Stop
    from forecasting.durations import Duration, Durations
    from forecasting.series import Floats

FEWEST = 200
"""Of all that may come, so few left to happen after now say nothing: he should long have rung."""
_AWAITED = frozenset({State.CONFIRMED, State.ON_THE_WAY})
_FIXED = 1e-6
_QUARTER = int(QUARTER.total_seconds())


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop of a route in order: an appointment's, or an absence's."""

    key: AppointmentId
    stop: "Stop"
    state: State | None


def narrowed_arrival(work: Work, route: Route, appointment: Appointment, model: str) -> Interval | None:
    """Return the quarters of an hour, inside the promise, in which he rings as surely as the firm chose.

    None where that cannot be said of less than the promise.
    """
    hours = _hours(work, route) if appointment.state in _AWAITED else None
    if hours is None:
        return None
    legs = list(_legs(work, route, hours, _read(model)))
    place = next(number for number, leg in enumerate(legs) if leg.key == appointment.id)
    rung = _rung(work, legs, place, _departure(route, hours))
    after = rung[rung >= seconds(work.now)]  # NaN, where nothing is known, is not after anything
    if len(after) < FEWEST:
        return None
    return _inside(after, appointment.window, work.firm.rules.arrival_chance / 100, work.now)


def _inside(rung: "Floats", promise: Interval, chance: float, now: datetime) -> Interval | None:
    """Return the narrowest quarters that hold so much, cut to the promise and to what is left of it."""
    found = forecasting.arrivals.narrowest(rung, chance)
    if found is None:
        return None
    start, end = (moment(_QUARTER * one) for one in (int(found[0] // _QUARTER), math.floor(found[1] / _QUARTER) + 1))
    told = Interval(start, end).intersection(promise)
    if told is None or told == promise or told.end <= now:
        return None
    return told if forecasting.arrivals.chance_within(rung, seconds(told.start), seconds(told.end)) >= chance else None


@lru_cache(maxsize=64)
def _read(model: str) -> "Durations":
    """Read what was learned once, however many customers look."""
    return forecasting.coefficients.read(model)


def _hours(work: Work, route: Route) -> Timetable | None:
    technician = work.of(Technician).get(route.technician_id)
    absences = work.of(Absence).find(technician_id=technician.id)
    day = working_days(work.firm, technician, absences, [route.day]).get(route.day)
    return hours_of(work.firm, day, route.visits) if day else None


def _departure(route: Route, hours: Timetable) -> int:
    """Return when he leaves: later than he might where the first visit was planned, on the day, for later."""
    first = route.visits[0]
    begins = next(stop.start for stop in hours.stops if stop.visit == first.appointment_id)
    return hours.departure + max(seconds(first.start) - begins, 0)


def _legs(work: Work, route: Route, hours: Timetable, taught: "Durations") -> Iterator[Leg]:
    """Yield the stops in order with the road and the lunch before each, and how long each may take."""
    visits = {visit.appointment_id: visit for visit in route.visits}
    appointments = {one.id: one for one in work.of(Appointment).find(id=list(visits))}
    expected = _expected(work, route, appointments, taught)
    left = hours.departure
    for number, stop in enumerate(hours.stops):
        lunch = hours.lunch if hours.lunch and hours.lunch.after == number > 0 else None
        eaten = lunch.end - lunch.start if lunch else 0
        road = max(stop.arrival - left - eaten, 0)
        key = AppointmentId(stop.visit)
        visit = visits.get(key)
        begins = visit.not_before or visit.window.start if visit else moment(stop.start)
        fixed = forecasting.durations.Duration.around(max(stop.end - stop.start, 1), _FIXED)
        duration = expected[key] if visit else fixed
        state = appointments[key].state if visit else None
        yield Leg(key, forecasting.arrivals.Stop(road, duration, seconds(begins), eaten), state)
        left = stop.end


def _expected(
    work: Work, route: Route, appointments: Mapping[AppointmentId, Appointment], taught: "Durations"
) -> dict[AppointmentId, "Duration"]:
    """Return how long each visit of a route may take with this technician, for that customer."""
    codes = {service.id: service.code for service in work.of(Service).find()}
    whom = [one.customer_id for one in appointments.values() if one.customer_id]
    kinds: dict[str, str] = {customer.id: customer.kind for customer in work.of(Customer).find(id=whom)}
    return {
        key: taught.expected(
            forecasting.durations.Visit(
                codes[one.service_id],
                one.duration.total_seconds(),
                route.technician_id,
                kinds.get(one.customer_id or "", ""),
            )
        )
        for key, one in appointments.items()
    }


def _rung(work: Work, legs: list[Leg], place: int, departure: int) -> "Floats":
    """Return equally likely times (seconds since the epoch) of ringing at one stop.

    He is where he was reported last; who never reports is expected as planned from the morning on.
    """
    last = max((number for number, leg in enumerate(legs[: place + 1]) if leg.state in STARTED), default=0)
    state, present = legs[last].state, None
    at = reported(work, legs[last].key).get(state) if state in STARTED else None
    if at is None:
        first, clock = 0, float(departure)
    elif state is State.ON_THE_WAY:
        first, clock = last, at.timestamp()
    elif state is State.IN_PROGRESS:
        first, clock = last + 1, work.now.timestamp()
        present = forecasting.arrivals.Present(legs[last].stop.duration, clock - at.timestamp())
    else:
        first, clock = last + 1, at.timestamp()
    coming = [replace(leg.stop, not_before=leg.stop.not_before - clock) for leg in legs[first : place + 1]]
    return clock + forecasting.arrivals.arrivals(coming, present=present)[:, -1]
