"""The best whole plan that given columns make, found and proven by CP-SAT in integers (Perron et al. 2023)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from solver.bound.columns import Column

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class SetPartition:
    """Listed routes of which each visit is in exactly one, or is left out: what a whole plan may be made of.

    Attributes:
        columns: routes.
        leaving_out: what it costs not to serve each visit that may be left out.
        counts: how many shifts of each class drive a route, at least and at most.
        limit: the plan costs less than this.
    """

    columns: Sequence[Column]
    leaving_out: Mapping[int, int]
    counts: Sequence[tuple[int, int]]
    limit: int


@dataclass(frozen=True, slots=True)
class Whole:
    """The columns of a whole plan, if one was found; `proven`: there is no cheaper choice, or none at all."""

    columns: tuple[Column, ...] | None
    proven: bool


def best_whole(partition: SetPartition, visits: int, *, seconds: float) -> Whole:
    """The best choice of columns that serves each of so many visits or leaves it out, as far as found in the time."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415  # as in `Master`

    program: Any = pywraplp.Solver.CreateSolver("SAT")
    served = [program.Constraint(1, 1) for _ in range(visits)]
    shifts = [program.Constraint(least, most) for least, most in partition.counts]
    total = program.Constraint(0, partition.limit - 1)

    def variable(rows: Sequence[Any], cost: int) -> Any:  # noqa: ANN401  # OR-Tools names no types here
        made = program.BoolVar("")
        for row in rows:
            row.SetCoefficient(made, 1)
        total.SetCoefficient(made, cost)
        program.Objective().SetCoefficient(made, cost)
        return made

    for visit, cost in partition.leaving_out.items():
        variable([served[visit]], cost)
    made = [
        variable([shifts[column.shifts], *(served[visit] for visit in column.visits)], column.cost)
        for column in partition.columns
    ]
    program.SetSolverSpecificParametersAsString("num_workers: 1 linearization_level: 2")
    program.SetTimeLimit(max(1, int(seconds * 1000)))
    status = program.Solve()
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return Whole(None, status == pywraplp.Solver.INFEASIBLE)
    chosen = (column for column, each in zip(partition.columns, made, strict=True) if each.solution_value() > _HALF)
    return Whole(tuple(chosen), status == pywraplp.Solver.OPTIMAL)
