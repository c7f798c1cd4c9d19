"""A plan as JSON: for each shift the keys of its visits in order, those left out, and hours for whoever drives it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from solver.formats.problems import parsed
from solver.formats.structure import Instant, Reader, instant_text, rather
from solver.problem import Problem
from solver.referee import Violation
from solver.sentence import Sentence
from solver.solution import Solution, Timetable


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One route of a plan: whose and which day, and the keys of its visits in order.

    A technician with several shifts on one day has as many routes, in the order in which the problem has his shifts.
    `hours` are told, never read: they follow from the order.
    """

    technician: str
    day: dt.date
    visits: tuple[str, ...]
    hours: object = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as a document has it: without `unserved`, whoever is on no route is left out.

    `starts` are the hours (seconds since the epoch) of visits that wait for another one they are linked to.
    """

    routes: tuple[PlannedRoute, ...]
    unserved: tuple[str, ...] | None = None
    starts: Mapping[str, Instant] = field(default_factory=dict)


def read_plan(text: str, problem: Problem) -> tuple[Solution, tuple[Violation, ...]]:
    """The plan that a JSON document describes, and what of it is not about this problem and was left aside.

    Raises:
        FormatNotKept: with every fault, each with its path in the document.
    """
    plan: Plan = Reader({object: lambda _value, _path: None}).whole(Plan, parsed(text))
    return _Matching(problem).solution(plan)


def write_plan(problem: Problem, solution: Solution, timetables: Sequence[Timetable] = ()) -> dict[str, Any]:
    """The plan as JSON; `read_plan` reads it back. With the timetables of its verdict, it also tells hours.

    Routes without visits are left out, but for technicians with several shifts on that day.
    """
    keys = [visit.key for visit in problem.visits]
    shifts = Counter((shift.technician, shift.day) for shift in problem.shifts)
    routes = [
        {
            "technician": shift.technician,
            "day": shift.day.isoformat(),
            "visits": [keys[visit] for visit in route],
            **({"hours": _hours(timetables[number])} if timetables and route else {}),
        }
        for number, (shift, route) in enumerate(zip(problem.shifts, solution.routes, strict=True))
        if route or shifts[shift.technician, shift.day] > 1
    ]
    starts = {keys[visit]: instant_text(second) for visit, second in solution.starts}
    told = {"routes": routes, "unserved": [keys[visit] for visit in solution.unserved]}
    return {**told, "starts": starts} if starts else told


def _hours(timetable: Timetable) -> dict[str, Any]:
    """One route hour by hour; travel, waiting and overtime in seconds."""
    lunch, loading = timetable.lunch, timetable.loading
    return {
        "departure": instant_text(timetable.departure),
        "back": instant_text(timetable.back),
        "stops": [
            {
                "visit": stop.visit,
                "arrival": instant_text(stop.arrival),
                "start": instant_text(stop.start),
                "end": instant_text(stop.end),
            }
            for stop in timetable.stops
        ],
        "lunch": lunch and {"start": instant_text(lunch.start), "end": instant_text(lunch.end)},
        "loading": loading and {"arrival": instant_text(loading.arrival), "end": instant_text(loading.end)},
        "travel": timetable.travel,
        "waiting": timetable.waiting,
        "overtime": timetable.overtime,
    }


class _Matching:
    """Finds the shifts and visits a plan names; what there is none of is noted and left aside."""

    def __init__(self, problem: Problem) -> None:
        self._index = {visit.key: number for number, visit in enumerate(problem.visits)}
        self._shifts: dict[tuple[str, dt.date], list[int]] = {}
        for number, shift in enumerate(problem.shifts):
            self._shifts.setdefault((shift.technician, shift.day), []).append(number)
        self._routes: list[tuple[int, ...]] = [()] * len(problem.shifts)
        self._strangers: list[Violation] = []

    def solution(self, plan: Plan) -> tuple[Solution, tuple[Violation, ...]]:
        """The plan by numbers, and what was left aside."""
        for route in plan.routes:
            visits = self._visits(route.visits, route.technician)
            if numbers := self._shifts.get((route.technician, route.day)):
                self._routes[numbers.pop(0)] = visits
            else:
                self._strangers.append(_no_shift(route, {technician for technician, _ in self._shifts}))
        planned = {visit for route in self._routes for visit in route}
        left = tuple(visit for visit in self._index.values() if visit not in planned)
        unserved = left if plan.unserved is None else self._visits(plan.unserved, None)
        self._visits(tuple(plan.starts), None)
        starts = sorted((self._index[key], second) for key, second in plan.starts.items() if key in self._index)
        return Solution(tuple(self._routes), unserved, tuple(starts)), tuple(self._strangers)

    def _visits(self, keys: Sequence[str], technician: str | None) -> tuple[int, ...]:
        for key in keys:
            if key not in self._index:
                sentence = _nearest(key, self._index, Sentence("ce passage n'existe pas", "there is no such visit"))
                self._strangers.append(Violation("plan", technician, key, sentence))
        return tuple(self._index[key] for key in keys if key in self._index)


def _no_shift(route: PlannedRoute, technicians: Collection[str]) -> Violation:
    if route.technician in technicians:
        day = f"{route.day:%d/%m/%Y}"
        sentence = Sentence(
            f"il n'a pas, ou plus, de plage le {day}", f"they have no shift, or none left, on {route.day}"
        )
    else:
        nobody = Sentence("aucune plage n'est à ce nom", "no shift has this name")
        sentence = _nearest(route.technician, technicians, nobody)
    return Violation("plan", route.technician, None, sentence)


def _nearest(name: str, known: Collection[str], unknown: Sentence) -> Sentence:
    """That it is unknown, and what it might have been."""
    near = rather(name, known)
    return Sentence(f"{unknown.fr} : {near.fr}", f"{unknown.en}: {near.en}") if near else unknown
