"""A working day of the demonstration's firm, moment by moment: what has begun, and what can go wrong."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.bench_booking import chosen, compiled
from benchmarks.firms import HOUR, MINUTE, MONDAY, PROMISE, demo_request, demo_shifts
from desk.demo.numbers import BOOKED_PER_WEEK
from solver import Iterations, Pin, Problem, Schedule, Shift, Solution, Timetable, Visit, Window, offers, referee, solve

VISITS = BOOKED_PER_WEEK[0] // 5
"""As many as the demonstration's firm has on a day."""

KINDS = {"absence": 1, "overrun": 7, "urgency": 6, "no-show": 6}
URGENT = PROMISE // 10
"""Served where there is room, but for no promise already given."""

ROUNDS = 20_000
"""With how many rounds the morning's plan was made."""


@dataclass(frozen=True, slots=True)
class State:
    """The day at some moment: what there is to plan, the plan in force, and who has gone home."""

    problem: Problem
    plan: Solution
    away: frozenset[str] = frozenset()

    @classmethod
    def morning(cls, seed: int) -> "State":
        """Monday as it was booked and then planned."""
        rng = random.Random(seed)
        blocks = [compiled(shift, ()) for shift in demo_shifts() if shift.day == MONDAY]
        booked = 0
        while booked < VISITS:
            request = demo_request(rng, f"visit {rng.random()}")
            found = offers(Schedule.of(blocks), request.visit)
            if found:
                offer = chosen(found.cheapest_per_window(), request)
                blocks[offer.route] = compiled(offer.shift, offer.visits)
                booked += 1
        numbers = iter(range(booked))
        visits = tuple(visit for block in blocks for visit in block.visits)
        problem = Problem(shifts=tuple(block.shift for block in blocks), visits=visits)
        plan = Solution.of(problem, [[next(numbers) for _ in block.visits] for block in blocks])
        return cls(problem, solve(problem, Iterations(ROUNDS), seed, plan))

    def hours(self) -> Sequence[Timetable]:
        """The plan hour by hour."""
        return referee(self.problem, self.plan).timetables

    def at(self, now: int) -> "State":
        """The same later: what somebody has set out for stays as it was, and nobody is sent back in time."""
        shifts, visits = list(self.problem.shifts), list(self.problem.visits)
        for number, (route, hours) in enumerate(zip(self.plan.routes, self.hours(), strict=True)):
            shifts[number] = _begun(shifts[number], visits, route, hours, now)
        return replace(self, problem=replace(self.problem, shifts=tuple(shifts), visits=tuple(visits)))

    def followed(self, plan: Solution) -> "State":
        """The day under another plan, without the visits that one leaves out."""
        kept = [number for number in range(len(self.problem.visits)) if number not in plan.unserved]
        renamed = {number: place for place, number in enumerate(kept)}
        visits = tuple(replace(self.problem.visits[number], published=None) for number in kept)
        problem = replace(self.problem, visits=visits)
        return replace(
            self, problem=problem, plan=Solution.of(problem, [[renamed[n] for n in route] for route in plan.routes])
        )


def _begun(shift: Shift, visits: list[Visit], route: Sequence[int], hours: Timetable, now: int) -> Shift:
    """Pin what of a route has begun by now, and let the rest be planned from now on; the shift that is left."""
    begun = 0
    for place, number in enumerate(route):
        if _leaves(hours, place) <= now:
            visits[number] = replace(visits[number], pinned=Pin(shift.technician, hours.stops[place].start))
            begun = place + 1
        else:
            visits[number] = _from(visits[number], now)
    if begun:
        return _idle(shift, visits, (route, begun), hours, now)
    eaten = shift.lunch is not None and now > shift.lunch.latest
    return replace(shift, start=min(max(shift.start, now), shift.end), lunch=None if eaten else shift.lunch)


def _leaves(hours: Timetable, place: int) -> int:
    """When he sets out for the visit at this place of his route."""
    if place == 0:
        return hours.departure
    lunch = hours.lunch
    return lunch.end if lunch is not None and lunch.after == place else hours.stops[place - 1].end


def _idle(shift: Shift, visits: list[Visit], begun: tuple[Sequence[int], int], hours: Timetable, now: int) -> Shift:
    """The shift with lunch where it began; what he did last goes on until now if he has nothing to do."""
    (route, count), lunch, rule = begun, hours.lunch, shift.lunch
    last = hours.stops[count - 1]
    if lunch is not None and rule is not None:
        ahead, home = lunch.after >= count, lunch.after > len(route)
        begins = max(rule.earliest, last.end) if home else lunch.start
        if begins <= now and (not ahead or lunch.after == count or count == len(route)):
            length = max(rule.duration, now - begins) if ahead else rule.duration
            shift = replace(shift, lunch=replace(rule, earliest=begins, latest=begins, duration=length))
            if ahead:
                return shift
    if last.end < now:
        visits[route[count - 1]] = replace(visits[route[count - 1]], duration=now - last.start)
    return shift


def _from(visit: Visit, now: int) -> Visit:
    """The visit with what is left of its window."""
    (window,) = visit.windows
    return visit.promised(Window(min(max(window.earliest, now), window.latest), window.latest))


def happen(state: State, kind: str, now: int, rng: random.Random) -> State | None:
    """The day once this has happened, its plan perhaps no longer possible; None where it cannot happen now."""
    problem, away = state.problem, state.away
    if kind == "absence":
        away |= {rng.choice([shift.technician for shift in problem.shifts if shift.technician not in away])}
        visits = [v if v.pinned else replace(v, forbidden=v.forbidden | away) for v in problem.visits]
    elif kind == "urgency":
        visits = [*problem.visits, replace(_urgency(now, rng), forbidden=away)]
    else:
        serving = [
            (stop.start, number)
            for route, hours in zip(state.plan.routes, state.hours(), strict=True)
            for number, stop in zip(route, hours.stops, strict=True)
            if stop.start <= now < stop.end and problem.visits[number].key.startswith(("visit", "urgency"))
        ]
        if not serving:
            return None
        start, number = rng.choice(serving)
        visits = list(problem.visits)
        was = visits[number].duration
        length = was + rng.choice((20, 30, 40, 60)) * MINUTE if kind == "overrun" else max(now - start, 5 * MINUTE)
        visits[number] = replace(visits[number], duration=length, key=f"{kind} {visits[number].key}")
        if not all(_holds(visits, *pair) for pair in zip(problem.shifts, state.plan.routes, strict=True)):
            return None
    problem = replace(problem, visits=tuple(visits))
    return State(problem, Solution.of(problem, state.plan.routes), away)


def _holds(visits: Sequence[Visit], shift: Shift, route: Sequence[int]) -> bool:
    """Whether what has begun can still end in time: if not, no plan could."""
    return compiled(shift, [visits[number] for number in route if visits[number].pinned]).feasible


def _urgency(now: int, rng: random.Random) -> Visit:
    """A breakdown somewhere in the firm's country: an hour, within four hours, whoever comes."""
    asked = demo_request(rng, f"urgency {now} {rng.random()}").visit
    window = Window(now + 15 * MINUTE, now + 4 * HOUR)
    return replace(asked, duration=HOUR, windows=(window,), skills={"depannage": 1}, prize=URGENT)
