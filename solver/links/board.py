"""A plan whose linked visits are being moved: its routes, compiled for questions, and what it costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from solver.blocks import RouteBlock, compile_route
from solver.offers import cost_of
from solver.problem import Problem, Visit, Window
from solver.rules import unserved
from solver.schedule import Schedule

ILLEGAL = 2**45
"""What a pinned visit that is left out, or a route nobody can drive, costs while visits are moved: more than all."""


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A plan under change, immutable: `routes` holds indices of visits, the blocks of `schedule` the same visits held.

    A held visit has one window, or such as keep its links whenever it begins. `costs` is the cost of each route, `left`
    that of all visits left out.
    """

    problem: Problem
    routes: tuple[tuple[int, ...], ...]
    schedule: Schedule
    costs: tuple[int, ...]
    left: int

    @classmethod
    def of(cls, problem: Problem, routes: Sequence[Sequence[int]], held: Mapping[int, Visit]) -> Self:
        """The plan of these routes, each of its visits held like this."""
        blocks = [
            compile_route(shift, [held[visit] for visit in route], travel=problem.travel, weights=problem.weights)
            for shift, route in zip(problem.shifts, routes, strict=True)
        ]
        planned = {visit for route in routes for visit in route}
        left = sum(loss(problem, visit) for visit in range(len(problem.visits)) if visit not in planned)
        costs = tuple(map(_cost, blocks))
        return cls(problem, tuple(map(tuple, routes)), Schedule.of(blocks), costs, left)

    @property
    def cost(self) -> int:
        """What the plan costs."""
        return sum(self.costs) + self.left

    @property
    def held(self) -> dict[int, Visit]:
        """Every planned visit as it is held."""
        rows = zip(self.routes, self.schedule.blocks, strict=True)
        return {visit: one for route, block in rows for visit, one in zip(route, block.visits, strict=True)}

    def without(self, visits: Collection[int]) -> Self:
        """The plan without some visits."""
        board = self
        for number, route in enumerate(self.routes):
            kept = [at for at, visit in enumerate(route) if visit not in visits]
            if len(kept) < len(route):
                block = self.schedule.blocks[number]
                board = board._with_route(number, [route[at] for at in kept], [block.visits[at] for at in kept])
                gone = set(route).intersection(visits)
                board = replace(board, left=board.left + sum(loss(self.problem, visit) for visit in gone))
        return board

    def inserted(self, visit: int, route: int, position: int, held: Visit) -> Self:
        """The plan with a visit more, held like this, at a position of a route."""
        order, visits = self.routes[route], self.schedule.blocks[route].visits
        longer = [*order[:position], visit, *order[position:]]
        board = self._with_route(route, longer, [*visits[:position], held, *visits[position:]])
        return replace(board, left=board.left - loss(self.problem, visit))

    def _with_route(self, number: int, route: Sequence[int], visits: Sequence[Visit]) -> Self:
        shift, problem = self.problem.shifts[number], self.problem
        block = compile_route(shift, visits, travel=problem.travel, weights=problem.weights)
        routes = (*self.routes[:number], tuple(route), *self.routes[number + 1 :])
        costs = (*self.costs[:number], _cost(block), *self.costs[number + 1 :])
        return replace(self, routes=routes, schedule=self.schedule.replace(number, block), costs=costs)


def loss(problem: Problem, visit: int) -> int:
    """What leaving out a visit costs."""
    one = problem.visits[visit]
    return unserved.cost(one, problem.weights) if one.pinned is None else ILLEGAL


def within(visit: Visit, earliest: int, latest: int) -> Visit:
    """The visit as it may begin from one second to another, both included; its windows may all be gone."""
    parts = [(max(window.earliest, earliest), min(window.latest, latest)) for window in visit.start_windows]
    return visit.held(tuple(Window(opens, closes) for opens, closes in parts if opens <= closes))


def _cost(block: RouteBlock) -> int:
    """What a route costs."""
    if not block.visits:
        return 0
    return cost_of(block).total if block.feasible else ILLEGAL
