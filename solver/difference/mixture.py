"""A plan between two plans: some of the decisions taken, the others not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

import numpy as np

from solver import rules
from solver.blocks import RouteBlock
from solver.difference.lines import Step, routes_of
from solver.difference.trips import Trip, compiled, fixed, trip
from solver.hours import timetable_of
from solver.offers import offers
from solver.problem import Problem
from solver.rules import unserved
from solver.schedule import Schedule
from solver.solution import Cost, Solution

Route: TypeAlias = tuple[int, ...]
"""Visits in driving order, by their index in the problem."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Every plan between two plans of one problem, each made of the numbers of the steps that are taken.

    `touching` gives the steps of each route: what a route becomes depends on no others. `step_of` gives the step of a
    visit; `known` and `driven` keep the routes that were mixed and driven already.
    """

    problem: Problem
    before: Solution
    after: Solution
    steps: tuple[Step, ...]
    touching: tuple[frozenset[int], ...]
    step_of: dict[int, int]
    known: dict[tuple[int, frozenset[int]], Route | None] = field(default_factory=dict)
    driven: dict[tuple[int, frozenset[int]], Trip] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, before: Solution, after: Solution, steps: Sequence[Step]) -> Self:
        """The plans between these two, which differ in these steps."""
        touching = tuple(
            frozenset(number for number, step in enumerate(steps) if route in step.routes)
            for route in range(len(problem.shifts))
        )
        step_of = {step.visit: number for number, step in enumerate(steps)}
        return cls(problem, before, after, tuple(steps), touching, step_of)

    def plan(self, taken: frozenset[int]) -> Solution:
        """The plan with these steps, which works on every route."""
        routes = [self.route(number, taken) or () for number in range(len(self.problem.shifts))]
        return Solution.of(self.problem, routes, self.starts(taken))

    def route(self, number: int, taken: frozenset[int]) -> Route | None:
        """The visits of one route with these steps, in order; None where no order that was tried works.

        Where none of its steps is taken, or all, it is as the one or the other plan has it. In between, visits keep
        the order of the plan they are taken from, each that joins just after the one it follows there; or, where that
        does not work, at their cheapest.
        """
        mine = taken & self.touching[number]
        if (number, mine) not in self.known:
            self.known[number, mine] = self._mixed(number, mine)
        return self.known[number, mine]

    def learn(self, driven: Sequence[Trip], driven_after: Sequence[Trip]) -> None:
        """Take over how the routes of both plans are driven."""
        for number, (one, other) in enumerate(zip(driven, driven_after, strict=True)):
            self.driven.update({(number, self.touching[number]): other, (number, frozenset()): one})

    def trip(self, number: int, taken: frozenset[int]) -> Trip:
        """One route with these steps, with which it works, as it is driven."""
        mine = taken & self.touching[number]
        if (number, mine) not in self.driven:
            self.driven[number, mine] = trip(self.block(number, self.route(number, mine) or (), mine))
        return self.driven[number, mine]

    def added(self, taken: frozenset[int]) -> Cost:
        """What these steps, with which every route works, add to the cost of the first plan."""
        touched = set[int]().union(*(self.steps[step].routes for step in taken))
        driven = (self.trip(number, taken).cost - self.trip(number, frozenset()).cost for number in touched)
        return sum(driven, Cost(unserved=sum(self._left_out(self.steps[step]) for step in taken)))

    def _left_out(self, step: Step) -> int:
        """What a step adds by leaving its visit out, below zero where it brings it in."""
        price = unserved.cost(self.problem.visits[step.visit], self.problem.weights)
        return price * ((step.target is None) - (step.source is None))

    def works(self, number: int, taken: frozenset[int]) -> bool:
        """Whether one route works with these steps."""
        return self.route(number, taken) is not None

    def _mixed(self, number: int, mine: frozenset[int]) -> Route | None:
        if not mine:
            return self.before.routes[number]
        if mine == self.touching[number]:
            return self.after.routes[number]
        decided = {self.steps[step].visit for step in mine}
        kept = tuple(visit for visit in self.before.routes[number] if visit not in decided)
        joining = tuple(visit for visit in self.after.routes[number] if visit in decided)
        merged = _merged(kept, joining, self.after.routes[number])
        if self._may_come(number, joining) and self.block(number, merged, mine).feasible:
            return merged
        return self._inserted(number, kept, joining, mine)

    def _may_come(self, number: int, visits: Sequence[int]) -> bool:
        shift = self.problem.shifts[number]
        return all(rules.may_serve(self.problem.visits[visit], shift) for visit in visits)

    def _inserted(self, number: int, kept: Route, joining: Route, mine: frozenset[int]) -> Route | None:
        """The visits that join, one after the other where each is cheapest."""
        route, starts = list(kept), self.starts(mine)
        for visit in joining:
            block = self.block(number, route, mine)
            found = offers(Schedule.of([block]), fixed(self.problem.visits[visit], starts.get(visit))).columns
            if not found.cost.size:
                return None
            route.insert(int(found.position[np.argmin(found.cost)]), visit)
        return tuple(route) if self.block(number, route, mine).feasible else None

    def starts(self, taken: frozenset[int]) -> dict[int, int]:
        """The starts that the plans fix: of visits whose step is taken as the second has them."""
        decided = {self.steps[step].visit for step in taken}
        kept = {visit: start for visit, start in self.before.starts if visit not in decided}
        return kept | {visit: start for visit, start in self.after.starts if visit in decided}

    def block(self, number: int, route: Sequence[int], taken: frozenset[int]) -> RouteBlock:
        """The route of these visits, compiled, with the starts that are fixed with these steps."""
        return compiled(self.problem, number, route, self.starts(taken))

    def where(self, visit: int, taken: frozenset[int]) -> int | None:
        """The route of a visit with these steps; None where it is left out."""
        number = self.step_of.get(visit)
        if number is None:
            return routes_of(self.before).get(visit)
        return self.steps[number].target if number in taken else self.steps[number].source

    def start(self, visit: int, plan: Solution) -> int | None:
        """The second at which a plan fixes the start of a visit, or its pin; None where hours follow from the order."""
        pin = self.problem.visits[visit].pinned
        return dict(plan.starts).get(visit, None if pin is None else pin.start)

    def hours(self, visit: int, route: int, taken: frozenset[int]) -> tuple[int, int] | None:
        """When a visit on this route starts and ends with these steps; None where the route does not work."""
        start = self.start(visit, self.after if self.step_of.get(visit) in taken else self.before)
        if start is not None:
            return start, start + self.problem.visits[visit].duration_for(self.problem.shifts[route])
        visits = self.route(route, taken)
        block = None if visits is None else self.block(route, visits, taken & self.touching[route])
        if visits is None or block is None or not block.feasible:
            return None
        stop = timetable_of(block).stops[visits.index(visit)]
        return stop.start, stop.end


def _merged(kept: Route, joining: Route, order: Route) -> Route:
    """The visits kept, with each that joins just after the nearest one before it in this order that is there."""
    route = list(kept)
    for visit in joining:
        earlier = [other for other in order[: order.index(visit)] if other in route]
        route.insert(route.index(earlier[-1]) + 1 if earlier else 0, visit)
    return tuple(route)
