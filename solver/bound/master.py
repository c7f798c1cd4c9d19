"""The master program: the cheapest mix of columns that serves every visit once, as GLOP solves it again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.bound.columns import Column, holding, memberships
from solver.bound.ground import Int64s

Floats: TypeAlias = NDArray[np.float64]
# in 174 proofs of one day begun from other plans, GLOP was lost in 5, the first of these in 1, the second in none
OTHER_WAYS = ("use_dual_simplex: true", "use_scaling: false", "use_preprocessing: false")


@dataclass(frozen=True, slots=True)
class Relaxed:
    """An optimal solution of the linear program.

    Attributes:
        cost: its value.
        visits: (n,) dual values of the visits.
        cuts: (c,) dual values of the cuts, 0 or less.
        shifts: (k,) dual values of one more shift of each class, 0 or less.
        weights: (m,) how much of each column is used.
    """

    cost: float
    visits: Floats
    cuts: Floats
    shifts: Floats
    weights: Floats


class Master:
    """The program over columns: each visit served once or left out at a cost, no shift driven twice.

    Attributes:
        columns, cuts: what it is made of so far; cuts as in `Duals`.
    """

    def __init__(self, leaving_out: Sequence[int], counts: Sequence[int]) -> None:
        """`leaving_out` is what it costs not to serve each visit, `counts` how many shifts each class has."""
        from ortools.linear_solver import pywraplp  # noqa: PLC0415  # 0.1 s that most processes never need

        self.columns: list[Column] = []
        self.cuts = np.zeros((0, 3), np.int64)
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._program: Any = pywraplp.Solver.CreateSolver("GLOP")
        self._from_scratch: Any = pywraplp.MPSolverParameters()
        self._from_scratch.SetIntegerParam(self._from_scratch.INCREMENTALITY, self._from_scratch.INCREMENTALITY_OFF)
        self._visits = [self._program.Constraint(1, 1) for _ in leaving_out]
        self._counts = [self._program.Constraint(0, count) for count in counts]
        self._cuts: list[Any] = []
        for row, cost in zip(self._visits, leaving_out, strict=True):
            self._variable([row], cost)
        self._variables: list[Any] = []

    def add(self, columns: Sequence[Column]) -> list[Column]:
        """Let these be used too; those that were new, or cheaper than known."""
        new = [each for each in columns if each.cost < self._known.get((each.shifts, each.visits), each.cost + 1)]
        held = holding(memberships(new, len(self._visits)), self.cuts)
        for column, cuts in zip(new, held, strict=True):
            self._known[column.shifts, column.visits] = column.cost
            rows = [self._visits[visit] for visit in column.visits]
            rows += [self._cuts[cut] for cut in np.flatnonzero(cuts).tolist()]
            self._variables.append(self._variable([*rows, self._counts[column.shifts]], column.cost))
        self.columns.extend(new)
        return new

    def cut(self, cuts: Int64s) -> None:
        """Let at most one route make two or more of each three visits."""
        held = holding(memberships(self.columns, len(self._visits)), cuts)
        for column in held.T:
            row = self._program.Constraint(0, 1)
            for variable in np.flatnonzero(column).tolist():
                row.SetCoefficient(self._variables[variable], 1)
            self._cuts.append(row)
        self.cuts = np.concatenate([self.cuts, cuts])

    def relaxed(self) -> Relaxed | None:
        """The cheapest mix; None where rounding keeps GLOP from finding it, from the last one or by other ways."""
        if self._program.Solve() != self._program.OPTIMAL and not self._solved_otherwise():
            return None
        return Relaxed(
            self._program.Objective().Value(),
            np.array([row.dual_value() for row in self._visits]),
            np.minimum(0, np.array([row.dual_value() for row in self._cuts])),
            np.minimum(0, np.array([row.dual_value() for row in self._counts])),
            np.array([variable.solution_value() for variable in self._variables]),
        )

    def _solved_otherwise(self) -> bool:
        """Whether GLOP, from scratch and told to go another way, finds the cheapest mix where its own way is lost."""
        for way in OTHER_WAYS:
            self._program.SetSolverSpecificParametersAsString(way)
            status = self._program.Solve(self._from_scratch)
            self._program.SetSolverSpecificParametersAsString("")
            if status == self._program.OPTIMAL:
                return True
        return False

    def _variable(self, rows: Sequence[Any], cost: int) -> Any:  # noqa: ANN401  # OR-Tools names no types here
        variable = self._program.NumVar(0, self._program.infinity(), "")
        for row in rows:
            row.SetCoefficient(variable, 1)
        self._program.Objective().SetCoefficient(variable, cost)
        return variable
