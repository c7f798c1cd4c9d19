"""The best whole plan that can be made of given columns, found and proven by SCIP (Bestuzheva et al. 2021)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.bound.columns import Column, holding, memberships
from solver.bound.ground import Int64s

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Whole:
    """The columns of a whole plan; `proven`: no choice among those given is cheaper."""

    columns: tuple[Column, ...]
    proven: bool


def best_whole(
    columns: Sequence[Column], leaving_out: Sequence[int], counts: Sequence[int], cuts: Int64s, *, seconds: float
) -> Whole | None:
    """The best choice of columns SCIP finds in so many seconds, if it finds any; see `Master` for what they cost."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415  # as in `Master`

    program: Any = pywraplp.Solver.CreateSolver("SCIP")
    visits = [program.Constraint(1, 1) for _ in leaving_out]
    shifts = [program.Constraint(0, count) for count in counts]
    held = [program.Constraint(0, 1) for _ in cuts]

    def variable(rows: Sequence[Any], cost: int) -> Any:  # noqa: ANN401  # OR-Tools names no types here
        made = program.BoolVar("")
        for row in rows:
            row.SetCoefficient(made, 1)
        program.Objective().SetCoefficient(made, cost)
        return made

    for row, cost in zip(visits, leaving_out, strict=True):
        variable([row], cost)
    variables = []
    for column, holds in zip(columns, holding(memberships(columns, len(visits)), cuts), strict=True):
        rows = [shifts[column.shifts], *(visits[visit] for visit in column.visits)]
        variables.append(variable([*rows, *(held[cut] for cut in np.flatnonzero(holds).tolist())], column.cost))
    program.SetSolverSpecificParametersAsString("timing/clocktype = 1")  # CPU time: machines are shared
    program.SetTimeLimit(max(1, int(seconds * 1000)))
    to_the_unit = pywraplp.MPSolverParameters()
    to_the_unit.SetDoubleParam(pywraplp.MPSolverParameters.RELATIVE_MIP_GAP, 0.0)
    status = program.Solve(to_the_unit)
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return None
    chosen = [each for each, made in zip(columns, variables, strict=True) if made.solution_value() > _HALF]
    return Whole(tuple(chosen), status == pywraplp.Solver.OPTIMAL)
