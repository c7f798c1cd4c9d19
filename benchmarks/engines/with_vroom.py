"""VROOM: insertion heuristics and local search, level by level; it cannot be told of a limit on a route's duration.

It has no budget of its own: each level runs to its end, and the last one that ended within the budget counts. Where
even the lowest takes longer, that one is told all the same, with the CPU it took.
"""

import numpy as np
import vroom

from benchmarks.engines import Clock, Tell
from benchmarks.engines.grid import Grid
from solver import Shift
from solver.formats import Instance

_LEVELS = range(6)
_PROFILE = "road"
_PRIORITY = 100


def prepare() -> None:
    """Nothing to compile."""


def solve(instance: Instance, clock: Clock, seed: int, tell: Tell) -> None:  # noqa: ARG001 - it draws nothing
    """Run level after level while the one before took less than half the budget; tell of each within the budget."""
    grid = Grid.of(instance.problem)
    ready = clock.spent
    for level in _LEVELS:
        begun = clock.spent
        found = _model(instance, grid).solve(exploration_level=level, nb_threads=1)
        took = ready + clock.spent - begun
        if level == 0 or took <= clock.budget:
            tell(_routes(found, len(instance.problem.shifts)), level, took)
        if 2 * took > clock.budget:
            return


def _routes(found: vroom.solution.solution.Solution, shifts: int) -> list[list[int]]:
    routes: list[list[int]] = [[] for _ in range(shifts)]
    for route in found.to_dict()["routes"]:
        routes[route["vehicle"]] = [step["id"] for step in route["steps"] if step["type"] == "job"]
    return routes


def _model(instance: Instance, grid: Grid) -> vroom.Input:
    """The problem as VROOM takes it: skills are the groups of shifts that may serve the same visits."""
    problem = instance.problem
    model = vroom.Input()
    model.set_durations_matrix(_PROFILE, grid.seconds.astype(np.uint32))
    groups = {column.tobytes(): number for number, column in enumerate(grid.allowed.T)}
    for at, shift in enumerate(problem.shifts):
        skills = {number for key, number in groups.items() if np.frombuffer(key, bool)[at]}
        model.add_vehicle(_vehicle(at, shift, skills, grid))
    for at, visit in enumerate(problem.visits):
        window = vroom.TimeWindow(visit.windows[0].earliest, visit.windows[0].latest)
        model.add_job(
            vroom.Job(
                at,
                location=grid.homes + at,
                default_service=visit.duration,
                delivery=vroom.Amount(grid.needs[at].tolist()),
                skills={groups[grid.allowed[:, at].tobytes()]},
                priority=_PRIORITY,
                time_windows=[window],
            )
        )
    return model


def _vehicle(at: int, shift: Shift, skills: set[int], grid: Grid) -> vroom.Vehicle:
    start, end = grid.ends[at]
    return vroom.Vehicle(
        at,
        start=start,
        end=end,
        profile=_PROFILE,
        capacity=grid.stock[at].tolist(),
        skills=skills,
        time_window=vroom.TimeWindow(shift.start, shift.end),
        max_travel_time=shift.max_duration,
    )
