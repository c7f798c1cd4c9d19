"""PyVRP: hybrid local search; equal shifts are one vehicle type, and who may serve whom is a profile of dear roads."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyvrp
from numpy.typing import NDArray

from benchmarks.engines import Clock, Tell
from benchmarks.engines.grid import Grid
from solver.formats import Instance

_DEAR = 10
"""A forbidden road is this many times as long as the longest one, and longer than any day: no feasible plan has one."""


def prepare() -> None:
    """Nothing to compile."""


def solve(instance: Instance, clock: Clock, seed: int, tell: Tell) -> None:
    """Look for a plan until the clock is over; every second, and at the end, tell of the best feasible one."""
    types, data = _model(instance, Grid.of(instance.problem))
    told = _Teller(types, len(instance.problem.shifts), clock, tell)
    params = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=told))
    found = pyvrp.solve(data, lambda _: clock.over, seed, collect_stats=False, params=params)
    told.plan(found.best, found.num_iterations)


class _Teller(pyvrp.IteratedLocalSearchCallbacks):  # type: ignore[misc]
    """Turns vehicle types back into shifts and tells of plans, at most one a second."""

    def __init__(self, types: Sequence[Sequence[int]], shifts: int, clock: Clock, tell: Tell) -> None:
        self._types, self._shifts, self._clock, self._tell = types, shifts, clock, tell
        self._told = 0.0

    def on_best(self, best: pyvrp.Solution) -> None:
        """Heard of every better plan."""
        if best.is_feasible() and self._clock.spent > self._told + 1:
            self._told = self._clock.spent
            self.plan(best, 0)

    def plan(self, best: pyvrp.Solution, rounds: int) -> None:
        """Tell of it, if it is feasible."""
        if not best.is_feasible():
            return
        free = [list(shifts) for shifts in self._types]
        routes: list[list[int]] = [[] for _ in range(self._shifts)]
        for route in best.routes():
            shift = free[route.vehicle_type()].pop()
            routes[shift] = [activity.idx for activity in route.schedule() if activity.is_client()]
        self._tell(routes, rounds)


class _Type(NamedTuple):
    """What equal shifts have in common."""

    ends: tuple[int, int]
    hours: tuple[int, int]
    longest: int | None
    stock: tuple[int, ...]
    profile: int

    def vehicles(self, count: int) -> pyvrp.VehicleType:
        """So many of them."""
        limit = {} if self.longest is None else {"shift_duration": self.longest}
        return pyvrp.VehicleType(
            num_available=count,
            capacity=list(self.stock),
            start_depot=self.ends[0],
            end_depot=self.ends[1],
            tw_early=self.hours[0],
            tw_late=self.hours[1],
            profile=self.profile,
            **limit,
        )


def _model(instance: Instance, grid: Grid) -> tuple[list[list[int]], pyvrp.ProblemData]:
    """The problem as PyVRP takes it, and which shifts each vehicle type stands for."""
    problem = instance.problem
    profiles = {row.tobytes(): row for row in grid.allowed}
    number = {key: at for at, key in enumerate(profiles)}
    types: dict[_Type, list[int]] = defaultdict(list)
    for at, shift in enumerate(problem.shifts):
        stock, profile = tuple(grid.stock[at].tolist()), number[grid.allowed[at].tobytes()]
        types[_Type(grid.ends[at], (shift.start, shift.end), shift.max_duration, stock, profile)].append(at)
    matrices = [_matrix(grid, allowed, instance) for allowed in profiles.values()]
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(x=0, y=0)] * len(grid.seconds),
        clients=_clients(instance, grid),
        depots=[pyvrp.Depot(location=at) for at in range(grid.homes)],
        vehicle_types=[what.vehicles(len(shifts)) for what, shifts in types.items()],
        distance_matrices=matrices,
        duration_matrices=matrices,
    )
    return list(types.values()), data


def _clients(instance: Instance, grid: Grid) -> list[pyvrp.Client]:
    return [
        pyvrp.Client(
            location=grid.homes + at,
            delivery=grid.needs[at].tolist(),
            service_duration=visit.duration,
            tw_early=visit.windows[0].earliest,
            tw_late=visit.windows[0].latest,
            prize=0 if instance.everyone else visit.prize,
            required=instance.everyone,
        )
        for at, visit in enumerate(instance.problem.visits)
    ]


def _matrix(grid: Grid, allowed: NDArray[np.bool_], instance: Instance) -> NDArray[np.int64]:
    """The roads of one profile: those to and from a visit that is not allowed are dear, and longer than a day."""
    forbidden = np.concatenate([np.zeros(grid.homes, bool), ~allowed])
    dear = max(_DEAR * int(grid.seconds.max()), *(shift.end for shift in instance.problem.shifts))
    roads = np.where(forbidden[:, None] | forbidden[None, :], dear, grid.seconds)
    np.fill_diagonal(roads, 0)
    return roads
