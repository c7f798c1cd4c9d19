"""The moves of the search: build a plan by regret, ruin a part of it, recreate that part."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from solver import rules
from solver.blocks import RouteBlock, compile_route
from solver.insertion import best_insertions
from solver.problem import Problem, Visit
from solver.rules import unserved
from solver.schedule import Schedule
from solver.solution import Solution

BLINK = 0.01
"""How often recreate overlooks a route, so that it does not always fall back into the same plan."""

_UNBOUNDED = 2**62


@dataclass(frozen=True, slots=True)
class Room:
    """Where one visit fits best on one route: the position and the marginal cost."""

    route: int
    position: int
    cost: int


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan under construction: immutable, every move gives a new one that shares what did not change."""

    problem: Problem
    schedule: Schedule
    routes: tuple[tuple[int, ...], ...]
    left_out: frozenset[int]
    cost: int

    @classmethod
    def of(cls, problem: Problem, solution: Solution) -> Self:
        """The plan of this solution; a route that keeps no timetable, or visits not its own, are left out."""
        routes: list[tuple[int, ...]] = []
        blocks: list[RouteBlock] = []
        for shift, route in zip(problem.shifts, solution.routes, strict=True):
            visits = tuple(visit for visit in route if rules.may_serve(problem.visits[visit], shift))
            block = _block(problem, len(blocks), visits)
            if not block.feasible:
                visits, block = (), _block(problem, len(blocks), ())
            routes.append(visits)
            blocks.append(block)
        left_out = frozenset(range(len(problem.visits))) - {visit for route in routes for visit in route}
        missing = sum(unserved.cost(problem.visits[visit], problem.weights) for visit in left_out)
        cost = missing + sum(_route_cost(block) for block in blocks)
        return cls(problem, Schedule.of(blocks), tuple(routes), left_out, cost)

    @property
    def solution(self) -> Solution:
        """The plan as the world outside knows it."""
        return Solution.of(self.problem, self.routes)

    def with_visit(self, visit: int, room: Room) -> Self:
        """The plan with one more visit, there."""
        route = self.routes[room.route]
        return self._with_route(room.route, (*route[: room.position], visit, *route[room.position :]))

    def without(self, visits: Iterable[int]) -> Self | None:
        """The plan with these visits left out; None when some route cannot do without (a longer direct road)."""
        gone, plan = frozenset(visits), self
        for index, route in enumerate(self.routes):
            if gone.intersection(route):
                plan = plan._with_route(index, tuple(visit for visit in route if visit not in gone))
                if not plan.schedule.blocks[index].feasible:
                    return None
        return plan

    def rooms(self, visit: int) -> list[Room]:
        """The best room for this visit on each route that has one, in route order."""
        return _rooms(self.schedule, self.problem.visits[visit])

    def rooms_on(self, route: int, visit: int) -> list[Room]:
        """The same on one route alone."""
        alone = Schedule.of([self.schedule.blocks[route]])
        return [replace(room, route=route) for room in _rooms(alone, self.problem.visits[visit])]

    def worth(self, visit: int) -> int:
        """The most it may cost to serve this visit: its prize, and anything at all when it is pinned."""
        asked = self.problem.visits[visit]
        return _UNBOUNDED if asked.pinned is not None else unserved.cost(asked, self.problem.weights)

    def _with_route(self, index: int, route: tuple[int, ...]) -> Self:
        before, after = self.schedule.blocks[index], _block(self.problem, index, route)
        left_out = (self.left_out | set(self.routes[index])) - set(route)
        missing = {
            visit: unserved.cost(self.problem.visits[visit], self.problem.weights) for visit in left_out ^ self.left_out
        }
        change = sum(price if visit in left_out else -price for visit, price in missing.items())
        return replace(
            self,
            schedule=self.schedule.replace(index, after),
            routes=(*self.routes[:index], route, *self.routes[index + 1 :]),
            left_out=left_out,
            cost=self.cost + change + _route_cost(after) - _route_cost(before),
        )


def construct(plan: Plan) -> Plan:
    """Insert what is left out, most regretted first: pinned visits, then those whose second-best route is the dearest.

    Source: regret insertion, Potvin and Rousseau (1993).
    """
    rooms = {visit: {room.route: room for room in plan.rooms(visit)} for visit in sorted(plan.left_out)}
    while True:
        waiting = [visit for visit in rooms if _affordable(plan, visit, rooms[visit])]
        if not waiting:
            return plan
        visit = max(waiting, key=lambda each: _regret(plan, each, rooms[each]))
        chosen = _cheapest(rooms.pop(visit).values())
        plan = plan.with_visit(visit, chosen)
        for other, known in rooms.items():
            known.pop(chosen.route, None)
            known.update({room.route: room for room in plan.rooms_on(chosen.route, other)})


def ruin(plan: Plan, rng: random.Random, at_most: int) -> Plan | None:
    """Leave out a few visits: neighbours of one drawn at random, or any. None when there is nothing to ruin."""
    planned = [visit for route in plan.routes for visit in route if plan.problem.visits[visit].pinned is None]
    if not planned:
        return plan if plan.left_out else None
    count = rng.randint(1, min(at_most, len(planned)))
    if rng.random() < 0.5:  # noqa: PLR2004  # a fair coin
        return plan.without(rng.sample(planned, count))
    return plan.without(_related(plan.problem, rng.choice(planned), planned)[:count])


def recreate(plan: Plan, rng: random.Random) -> Plan:
    """Insert what is left out at its cheapest room, in random order, now and then overlooking a route.

    Source: greedy insertion with blinks, Christiaens and Vanden Berghe (2020).
    """
    waiting = sorted(plan.left_out)
    rng.shuffle(waiting)
    for visit in waiting:
        rooms = [room for room in plan.rooms(visit) if rng.random() >= BLINK]
        if rooms and (best := _cheapest(rooms)).cost < plan.worth(visit):
            plan = plan.with_visit(visit, best)
    return plan


def _related(problem: Problem, seed: int, planned: Sequence[int]) -> list[int]:
    """The planned visits by road from this one, nearest first (itself the very first)."""
    here = problem.visits[seed].place
    there = [problem.visits[visit].place for visit in planned]
    roads = problem.travel.seconds(here.lat, here.lon, [place.lat for place in there], [place.lon for place in there])
    return sorted(planned, key=dict(zip(planned, roads.tolist(), strict=True)).__getitem__)


def _rooms(schedule: Schedule, visit: Visit) -> list[Room]:
    """The best room on each route, over all windows of the visit."""
    found = best_insertions(schedule, visit)
    order = np.lexsort((found.window, found.cost, found.route))
    _, first = np.unique(found.route[order], return_index=True)
    best = order[first]
    columns = (found.route[best].tolist(), found.position[best].tolist(), found.cost[best].tolist())
    return [Room(*each) for each in zip(*columns, strict=True)]


def _affordable(plan: Plan, visit: int, rooms: dict[int, Room]) -> bool:
    return bool(rooms) and _cheapest(rooms.values()).cost < plan.worth(visit)


def _regret(plan: Plan, visit: int, rooms: dict[int, Room]) -> tuple[bool, int, int]:
    """Pinned visits first, then by how much more the second-best route would cost (at most its worth)."""
    worth = plan.worth(visit)
    best, second = sorted([*(room.cost for room in rooms.values()), worth, worth])[:2]
    return plan.problem.visits[visit].pinned is not None, second - best, -best


def _cheapest(rooms: Iterable[Room]) -> Room:
    return min(rooms, key=lambda room: (room.cost, room.route))


def _block(problem: Problem, shift: int, route: Sequence[int]) -> RouteBlock:
    visits = [problem.visits[visit] for visit in route]
    return compile_route(problem.shifts[shift], visits, travel=problem.travel, weights=problem.weights)


def _route_cost(block: RouteBlock) -> int:
    """What one route costs: road, waiting, overtime, and technicians not preferred."""
    liking = sum(rules.assignment_cost(visit, block.shift, block.weights) for visit in block.visits)
    return int(block.legs.sum()) * block.weights.travel + block.hours + liking
