"""The planner's words become the solver's numbers here, and nowhere else.

A technician's day is a shift; his absence in the middle of it is a stop at his starting place that cannot move, and
his lunch when it leaves no other time to eat; a visit whose technician has set out, or that whoever steers wants so,
is pinned to the time it had; a clearance is a skill he has on the days it is valid.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from planner.appointments import Appointment
from planner.errors import InvalidConfiguration
from planner.firms import Firm
from planner.intervals import Interval
from planner.routes import Pinned, Route, Visit
from planner.services import Service
from planner.sites import Position
from planner.technicians import Absence, Technician, available
from planner.working_days import expand, instant
from solver.blocks import RouteBlock, compile_route
from solver.errors import NoTimetable, ShiftAgainstWorkingTime
from solver.hours import timetable
from solver.problem import Lunch, Pin, Place, Shift, Weights, Window, WorkingTime
from solver.problem import Visit as Stop
from solver.solution import Timetable
from solver.travel import CrowTravel, TravelTimes
from solver.working_time import within_working_time

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


def still_open(window: Interval, now: datetime) -> Window:
    """Return what is left of an arrival window that is not over: nobody arrives in the past."""
    bounds = promise(window)
    return Window(min(max(bounds.earliest, math.ceil(now.timestamp())), bounds.latest), bounds.latest)


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
    absences = list(absences)
    # the day after matters too: a late return must leave the night's rest
    wanted = sorted({*days, *(day + timedelta(days=1) for day in days)})
    found = {day: _day(firm, technician, absences, day) for day in wanted if not firm.rules.closed(day)}
    working = {day: built for day, built in found.items() if built is not None}
    try:
        legal = within_working_time([day.shift for day in working.values()], working_time(firm))
    except ShiftAgainstWorkingTime as error:
        raise _against_law(technician, str(error.facts["limit"])) from error
    return {
        day: replace(built, shift=shift)
        for (day, built), shift in zip(working.items(), legal, strict=True)
        if day in set(days)
    }


def _against_law(technician: Technician, limit: str) -> InvalidConfiguration:
    """Return what to say of a limit that weekly shifts break."""
    name = technician.name
    if limit == "max_work_a_day":
        return InvalidConfiguration(
            "Les horaires de {name} dépassent les limites du temps de travail : la journée est trop longue.", name=name
        )
    if limit == "max_stretch":
        return InvalidConfiguration(
            "Les horaires de {name} dépassent les limites du temps de travail : "
            "il travaille trop longtemps sans pause ni déjeuner.",
            name=name,
        )
    return InvalidConfiguration(
        "Les horaires de {name} dépassent les limites du temps de travail : "
        "le repos d’un jour à l’autre est trop court.",
        name=name,
    )


def _day(firm: Firm, technician: Technician, absences: Iterable[Absence], day: date) -> Day | None:
    """Return one working day before any limit, or None when nothing is left of it."""
    hours = list(expand(technician.shifts, day, firm.zone))
    left = available(technician, absences, hours)
    if not left:
        return None
    breaks, pauses = _between(hours), _between(left)
    rule = _lunch_rule(firm, technician, day)
    meal = _meal(rule, breaks, pauses)
    end = max(interval.end for interval in left)
    whole_day = end == max(interval.end for interval in hours)
    return Day(
        Shift(
            technician=technician.id,
            day=day,
            start_place=place(technician.start),
            end_place=place(technician.end),
            start=seconds(left[0].start),
            end=seconds(end),
            max_overtime=_length(firm.rules.overtime) if whole_day else 0,
            lunch=Lunch(seconds(meal.start), seconds(meal.start), _length(meal.length)) if meal else rule,
            skills=_skills(technician, day),
        ),
        tuple(_busy(technician, pause, eats=pause == meal) for pause in pauses if pause != meal or meal not in breaks),
    )


def _between(hours: Sequence[Interval]) -> list[Interval]:
    """Return the pauses between working hours; hours that touch have none."""
    return [Interval(one.end, two.start) for one, two in pairwise(hours) if one.end < two.start]


def _lunch_rule(firm: Firm, technician: Technician, day: date) -> Lunch | None:
    """Return when his lunch rule lets him eat."""
    rule = technician.lunch
    if rule is None:
        return None
    earliest, latest = (seconds(instant(day, at, firm.zone)) for at in (rule.earliest, rule.latest))
    return Lunch(earliest, latest, _length(rule.length))


def _meal(rule: Lunch | None, breaks: Sequence[Interval], pauses: Sequence[Interval]) -> Interval | None:
    """Return the pause in which he eats: the first break between his hours, or an absence that takes up lunch.

    None: he eats by his lunch rule, if he has one.
    """
    if breaks:
        return next((pause for pause in pauses if pause.overlaps(breaks[0])), breaks[0])
    if rule is None or rule.duration == 0:
        return None
    lunchtime = Interval(moment(rule.earliest), moment(rule.latest + rule.duration))
    if any(_length(free.length) >= rule.duration for free in lunchtime.without(pauses)):
        return None
    return max((pause for pause in pauses if pause.overlaps(lunchtime)), key=lambda pause: pause.length)


def _skills(technician: Technician, day: date) -> dict[str, int]:
    """Return his skills, and a skill for each clearance that is valid on the day."""
    return {**technician.skills, **{title.kind: 1 for title in technician.clearances if title.valid_on(day)}}


def _busy(technician: Technician, interval: Interval, *, eats: bool) -> Stop:
    """Return an absence as a stop at his starting place; one that takes up lunch ends when lunch begins, at once."""
    start = seconds(interval.start)
    return Stop(
        key=f"{_BUSY}{technician.id}:{start}",
        place=place(technician.start),
        duration=0 if eats else _length(interval.length),
        windows=(Window(start, start),),
        pinned=Pin(technician=technician.id, start=start),
    )


def is_busy(one: Stop) -> bool:
    """Tell whether a stop is an absence inside a day."""
    return one.key.startswith(_BUSY)


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
    """Return a planned visit as the solver's stop: its promise alone, since its technician is already chosen.

    What is locked, or pinned to its hour, starts when it starts.
    """
    fixed = visit.locked or visit.pinned is Pinned.HOUR
    return Stop(
        key=visit.appointment_id,
        place=place(visit.position),
        duration=_length(visit.duration),
        windows=(still_open(visit.window, visit.not_before or visit.window.start),),
        pinned=Pin(start=seconds(visit.start)) if fixed else None,
    )


def movable_stop(visit: Visit, appointment: Appointment, service: Service, route: Route) -> Stop:
    """Return a planned visit with all that decides who else could make it; what has started or is locked is pinned."""
    pinned = None
    if appointment.started or visit.locked or visit.pinned is Pinned.HOUR:
        pinned = Pin(technician=route.technician_id, start=seconds(visit.start))
    elif visit.held_until is not None or visit.pinned is Pinned.TECHNICIAN:
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
