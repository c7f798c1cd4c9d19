"""The planner's words become the solver's numbers here, and nowhere else.

A technician's day is a shift; his absence in the middle of it is a stop at his starting place that cannot move; a
visit whose technician has set out is pinned to the time it had; a clearance is a skill he has on the days it is valid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from planner.appointments import Appointment
from planner.errors import InvalidConfiguration
from planner.firms import Firm
from planner.intervals import Interval
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Position
from planner.technicians import Absence, Technician
from planner.working_days import expand, instant
from solver.blocks import RouteBlock, compile_route
from solver.errors import NoTimetable, ShiftAgainstWorkingTime
from solver.hours import timetable
from solver.problem import Lunch, Pin, Place, Shift, Weights, Window, WorkingTime, within_working_time
from solver.problem import Visit as Stop
from solver.solution import Timetable
from solver.travel import CrowTravel, TravelTimes

_BUSY = "busy:"


@dataclass(frozen=True, slots=True)
class Day:
    """One technician's working day in the solver's numbers; `busy` are the absences inside it."""

    shift: Shift
    busy: tuple[Stop, ...]


def seconds(moment: datetime) -> int:
    """Return an instant as the solver counts it: seconds since the Unix epoch."""
    return int(moment.timestamp())


def moment(at: int) -> datetime:
    """Return the solver's second as an instant."""
    return datetime.fromtimestamp(at, UTC)


def place(position: Position) -> Place:
    """Return a position as the solver's place."""
    return Place(position.lat, position.lon)


def promise(window: Interval) -> Window:
    """Return an arrival window as bounds on the start of service: the end itself is one second too late."""
    return Window(seconds(window.start), seconds(window.end) - 1)


def weights(firm: Firm) -> Weights:
    """Return the firm's prices as the solver's weights."""
    prices = firm.rules.prices
    return Weights(
        travel=prices.travel,
        waiting=prices.waiting,
        overtime=prices.overtime,
        preference=prices.preference,
    )


def working_time(firm: Firm) -> WorkingTime:
    """Return the firm's working-time limits in seconds."""
    limits = firm.rules.limits
    return WorkingTime(
        max_work_a_day=_length(limits.day),
        max_stretch=_length(limits.stretch),
        min_break=_length(limits.break_length),
        min_rest=_length(limits.rest),
    )


def travel(firm: Firm) -> TravelTimes:
    """Return the firm's own line over crow distance."""
    line = firm.rules.travel
    return CrowTravel(line.base_seconds, line.seconds_per_km)


def working_days(
    firm: Firm, technician: Technician, absences: Iterable[Absence], days: Sequence[date]
) -> dict[date, Day]:
    """Return the days among `days` on which a technician works, tightened to the firm's working-time limits.

    Raises:
        InvalidConfiguration: his weekly shifts break a limit even without overtime.
    """
    away = [absence.interval for absence in absences if absence.technician_id == technician.id]
    # the day after matters too: a late return must leave the night's rest
    wanted = sorted({*days, *(day + timedelta(days=1) for day in days)})
    found = {day: _day(firm, technician, away, day) for day in wanted if not firm.rules.closed(day)}
    working = {day: built for day, built in found.items() if built is not None}
    try:
        legal = within_working_time([day.shift for day in working.values()], working_time(firm))
    except ShiftAgainstWorkingTime as error:
        limit = error.facts["limit"]
        message = f"Les horaires de {technician.name} dépassent les limites du temps de travail ({limit})."
        raise InvalidConfiguration(message) from error
    return {
        day: replace(built, shift=shift)
        for (day, built), shift in zip(working.items(), legal, strict=True)
        if day in set(days)
    }


def _day(firm: Firm, technician: Technician, away: Sequence[Interval], day: date) -> Day | None:
    """Return one working day before any limit, or None when nothing is left of it."""
    hours = list(expand(technician.shifts, day, firm.zone))
    if not hours:
        return None
    whole = Interval(hours[0].start, hours[-1].end)
    left = list(whole.without(away))
    if not left:
        return None
    breaks = [Interval(one.end, two.start) for one, two in pairwise(hours)]
    busy = [*breaks[1:], *(Interval(one.end, two.start) for one, two in pairwise(left))]
    return Day(
        Shift(
            technician=technician.id,
            day=day,
            start_place=place(technician.start),
            end_place=place(technician.end),
            start=seconds(left[0].start),
            end=seconds(left[-1].end),
            max_overtime=_length(firm.rules.overtime) if left[-1].end == whole.end else 0,
            lunch=_lunch(firm, technician, breaks, day),
            skills=_skills(technician, day),
        ),
        tuple(_busy(technician, interval) for interval in busy),
    )


def _lunch(firm: Firm, technician: Technician, breaks: Sequence[Interval], day: date) -> Lunch | None:
    """Return when lunch is: the break between his hours if there is one, else by his lunch rule."""
    if breaks:
        return Lunch(seconds(breaks[0].start), seconds(breaks[0].start), _length(breaks[0].length))
    rule = technician.lunch
    if rule is None:
        return None
    earliest, latest = (seconds(instant(day, at, firm.zone)) for at in (rule.earliest, rule.latest))
    return Lunch(earliest, latest, _length(rule.length))


def _skills(technician: Technician, day: date) -> dict[str, int]:
    """Return his skills, and a skill for each clearance that is valid on the day."""
    return {**technician.skills, **{title.kind: 1 for title in technician.clearances if title.valid_on(day)}}


def _busy(technician: Technician, interval: Interval) -> Stop:
    start = seconds(interval.start)
    return Stop(
        key=f"{_BUSY}{start}",
        place=place(technician.start),
        duration=_length(interval.length),
        windows=(Window(start, start),),
        pinned=Pin(technician=technician.id, start=start),
    )


def _length(delta: timedelta) -> int:
    return int(delta.total_seconds())


def needs(service: Service) -> dict[str, int]:
    """Return the skills and clearances a service needs, in the solver's one list."""
    return {**service.skills, **dict.fromkeys(service.clearances, 1)}


def preferred_for(firm: Firm, technicians: Iterable[Technician], postcode: str) -> frozenset[str]:
    """Return the technicians who prefer the area of a postcode; empty when nobody does."""
    area = firm.rules.area_of(postcode) if postcode else None
    return frozenset(technician.id for technician in technicians if area and area.name in technician.areas)


def stop(visit: Visit) -> Stop:
    """Return a planned visit as the solver's stop: its promise alone, since its technician is already chosen."""
    return Stop(
        key=visit.appointment_id,
        place=place(visit.position),
        duration=_length(visit.duration),
        windows=(promise(visit.window),),
    )


def movable_stop(visit: Visit, appointment: Appointment, service: Service, route: Route) -> Stop:
    """Return a planned visit with all that decides who else could make it; what has started is pinned."""
    pinned = None
    if appointment.started:
        pinned = Pin(technician=route.technician_id, start=seconds(visit.start))
    elif visit.locked or visit.held_until is not None:
        pinned = Pin(technician=route.technician_id)
    return replace(stop(visit), skills=needs(service), pinned=pinned)


def driving_order(day: Day, visits: Iterable[Visit]) -> list[Stop]:
    """Return all stops of a day in driving order: the visits as planned, with the absences where their time is."""
    timed = [(seconds(visit.start), stop(visit)) for visit in visits]
    timed += [(busy.windows[0].earliest, busy) for busy in day.busy]
    return [stop for _, stop in sorted(timed, key=lambda pair: pair[0])]


def compile_day(firm: Firm, day: Day, visits: Iterable[Visit]) -> RouteBlock:
    """Return a route compiled for questions.

    It is not feasible when an absence has landed on a promise: nothing is offered on it until Claire has mended it.
    """
    return compile_route(day.shift, driving_order(day, visits), travel=travel(firm), weights=weights(firm))


def hours_of(firm: Firm, day: Day, visits: Iterable[Visit]) -> Timetable | None:
    """Return a route hour by hour, with its lunch, road and overtime; None when it cannot keep its promises."""
    try:
        return timetable(day.shift, driving_order(day, visits), travel=travel(firm), weights=weights(firm))
    except NoTimetable:
        return None


def retimed(firm: Firm, day: Day, route: Route) -> Route | None:
    """Return a route with its visits in the same order, each as early as the order allows; None when impossible."""
    hours = hours_of(firm, day, route.visits)
    return None if hours is None else with_starts(route, route.visits, {stop.visit: stop.start for stop in hours.stops})


def with_starts(route: Route, visits: Iterable[Visit], starts: Mapping[str, int]) -> Route:
    """Return the route made of these visits, started when the solver says, in that order."""
    timed = [replace(visit, start=moment(starts[visit.appointment_id])) for visit in visits]
    return replace(route, visits=tuple(sorted(timed, key=lambda visit: visit.start)))
