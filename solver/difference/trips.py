"""One route of a plan as it is driven: its hours and what they cost, also where it is broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.blocks import RouteBlock, compile_route
from solver.hours import timetable_of
from solver.offers import cost_of
from solver.problem import Problem, Visit, Window
from solver.referee import referee
from solver.rules import unserved
from solver.solution import Cost, Solution, Timetable


@dataclass(frozen=True, slots=True)
class Trip:
    """What a route costs, and its hours."""

    cost: Cost
    timetable: Timetable


def trips(problem: Problem, plan: Solution) -> list[Trip]:
    """Every route of a plan; the referee's hours and costs where one keeps no timetable."""
    starts = dict(plan.starts)
    return [trip(compiled(problem, number, route, starts)) for number, route in enumerate(plan.routes)]


def trip(block: RouteBlock) -> Trip:
    """A compiled route as it is driven."""
    return Trip(cost_of(block), timetable_of(block)) if block.feasible else _broken(block)


def total(problem: Problem, plan: Solution, driven: Sequence[Trip]) -> Cost:
    """What a plan costs: its routes, and the visits it leaves out."""
    missing = sum(unserved.cost(problem.visits[visit], problem.weights) for visit in plan.unserved)
    return sum((trip.cost for trip in driven), Cost(unserved=missing))


def compiled(problem: Problem, number: int, route: Sequence[int], starts: Mapping[int, int]) -> RouteBlock:
    """The route of these visits on a shift, compiled, with the starts that a plan fixes."""
    visits = [fixed(problem.visits[visit], starts.get(visit)) for visit in route]
    return compile_route(problem.shifts[number], visits, travel=problem.travel, weights=problem.weights)


def fixed(visit: Visit, start: int | None) -> Visit:
    """The visit with its start fixed by a plan: as it is where that is None, without windows where none allows it."""
    if start is None:
        return visit
    met = any(window.earliest <= start <= window.latest for window in visit.start_windows)
    return visit.held((Window(start, start),) if met else ())


def _broken(block: RouteBlock) -> Trip:
    alone = Problem(shifts=(block.shift,), visits=block.visits, travel=block.travel, weights=block.weights)
    verdict = referee(alone, Solution.of(alone, [range(len(block.visits))]))
    return Trip(verdict.cost, verdict.timetables[0])
