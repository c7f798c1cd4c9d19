"""Check a certificate without trusting who wrote it: every route that would belie it is looked for anew.

python benchmarks/check_certificate.py problem.json certificate.json

The certificate says that no plan costs less than its bound. For each shift the routes are listed, set of visits by set
of visits, that would be below its floor; then the floors are added up in integers. Where the certificate is closed,
every route a cheaper plan could be made of is listed, and CP-SAT finds none. No code of `solver.bound` is used.
"""

import argparse
import json
import sys
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ortools.linear_solver import pywraplp

from benchmarks.certificate.days import Cut, Duals, day_of
from benchmarks.certificate.routes import Routes, TooMany, routes_below
from solver import Problem, within_working_time
from solver.formats import read_problem

PATIENCE = 60
"""How long CP-SAT may look for a cheaper choice, in its own time: about a second each."""


class Refused(Exception):
    """The certificate does not prove its bound; why not."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a certificate says, in numbers."""

    cost: int
    bound: int
    duals: Duals
    floors: tuple[int, ...]
    closed: bool


@dataclass(slots=True)
class _Listed:
    """The routes of shifts that are alike, and how many such shifts there are."""

    routes: Routes
    shifts: int = 0


def check(problem: Problem, certificate: Mapping[str, Any]) -> int:
    """The bound that holds: no plan of the problem costs less.

    It is that of the certificate; or, where the certificate is closed and the routes that a cheaper plan could be made
    of are too many here, what the dual values prove by themselves.

    Raises:
        Refused: the certificate does not prove its bound.
        TooMany: there are more routes than can be looked at here.
    """
    claim = _claim(problem, certificate)
    value = _value(problem, claim)
    by_duals = -(-value // claim.duals.scale)
    if claim.bound > (claim.cost if claim.closed else by_duals):
        raise Refused("more is said than its numbers add up to")
    room = max(0, (claim.bound - 1) * claim.duals.scale + 1 - value) if claim.closed else 0
    try:
        listed = _listed(problem, claim, room)
        if claim.closed and not _no_choice_is_cheaper(problem, listed, claim):
            raise Refused("the routes a cheaper plan could be made of do make one")
    except TooMany:
        if not claim.closed:
            raise
        _listed(problem, claim, 0)
        return min(by_duals, claim.bound)
    return claim.bound


def _listed(problem: Problem, claim: Claim, room: int) -> list[_Listed]:
    """The routes of each kind of shift that cost less than so much (× scale) above its floor; none is below it."""
    listed: dict[tuple[Hashable, int], _Listed] = {}
    for shift, floor in zip(problem.shifts, claim.floors, strict=True):
        day = day_of(problem, shift, claim.duals)
        if (alike := (day.likeness, floor)) not in listed:
            listed[alike] = _Listed(routes_below(day, floor + room))
        listed[alike].shifts += 1
        if min(listed[alike].routes.values(), default=0) < floor:
            raise Refused(f"a route of {shift.technician} on {shift.day} costs less than its floor")
    return list(listed.values())


def _claim(problem: Problem, certificate: Mapping[str, Any]) -> Claim:
    """What the certificate says of this problem, if that is possible at all."""
    number = {visit.key: index for index, visit in enumerate(problem.visits)}
    try:
        worth = tuple(int(certificate["worth"][visit.key]) for visit in problem.visits)
        threes = [(tuple(number[key] for key in cut["visits"]), int(cut["price"])) for cut in certificate["cuts"]]
        cuts = tuple(Cut((one, two, three), price) for (one, two, three), price in threes)
        floors = tuple(min(0, int(floor)) for floor in certificate["floors"])
        duals = Duals(int(certificate["scale"]), worth, cuts)
        claim = Claim(int(certificate["cost"]), int(certificate["bound"]), duals, floors, bool(certificate["closed"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("it is not about this problem") from error
    if duals.scale < 1 or len(floors) != len(problem.shifts):
        raise Refused("it has not one floor for each shift")
    if any(cut.price < 0 or len(set(cut.visits)) < len(cut.visits) for cut in cuts):
        raise Refused("a cut is about one visit twice, or pays instead of taking")
    return claim


def _value(problem: Problem, claim: Claim) -> int:
    """What the dual values add up to: a visit that may be left out is worth its prize at most."""
    prizes = [visit.prize * problem.weights.unserved * claim.duals.scale for visit in problem.visits]
    worth = sum(
        value if visit.pinned else min(value, prize)
        for visit, value, prize in zip(problem.visits, claim.duals.worth, prizes, strict=True)
    )
    return worth - sum(cut.price for cut in claim.duals.cuts) + sum(claim.floors)


def _no_choice_is_cheaper(problem: Problem, listed: Iterable[_Listed], claim: Claim) -> bool:
    """Whether no plan made of these routes, one per shift, costs less than the bound; CP-SAT looks for one.

    Raises `TooMany` where it does not come to an end.
    """
    program: Any = pywraplp.Solver.CreateSolver("SAT")
    served = [program.Constraint(1, 1) for _ in problem.visits]
    cheaper = program.Constraint(0, claim.bound - 1)

    def choice(rows: Iterable[Any], cost: int) -> None:
        made = program.BoolVar("")
        cheaper.SetCoefficient(made, cost)
        for row in rows:
            row.SetCoefficient(made, 1)

    for row, visit in zip(served, problem.visits, strict=True):
        if not visit.pinned:
            choice([row], visit.prize * problem.weights.unserved)
    for each in listed:
        shifts = program.Constraint(0, each.shifts)
        for visits, reduced in each.routes.items():
            choice([shifts, *(served[visit] for visit in visits)], _cost(visits, reduced, claim.duals))
    patience = f"max_deterministic_time: {PATIENCE}"
    program.SetSolverSpecificParametersAsString(f"num_workers: 1 linearization_level: 2 {patience}")
    status = program.Solve()
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE, pywraplp.Solver.INFEASIBLE):
        raise TooMany("CP-SAT gave up choosing among them")
    return bool(status == pywraplp.Solver.INFEASIBLE)


def _cost(visits: tuple[int, ...], reduced: int, duals: Duals) -> int:
    """The cost of a route by its reduced cost."""
    paid = sum(cut.price for cut in duals.cuts if len({*cut.visits} & {*visits}) > 1)
    return (reduced + sum(duals.worth[visit] for visit in visits) - paid) // duals.scale


def main(argv: Sequence[str] | None = None) -> int:
    """Say whether the certificate of a file holds for the problem of another: 0 when it does, 2 when nobody knows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problem", type=Path)
    parser.add_argument("certificate", type=Path)
    options = parser.parse_args(argv)
    problem = read_problem(options.problem.read_text(encoding="utf-8"))
    problem = replace(problem, shifts=within_working_time(problem.shifts, problem.working_time))
    certificate = json.loads(options.certificate.read_text(encoding="utf-8"))
    try:
        bound = check(problem, certificate)
    except Refused as refusal:
        print(f"refused: {refusal}")
        return 1
    except TooMany as limit:
        print(f"not checked: {limit}")
        return 2
    print(f"no plan costs less than {bound}: checked")
    if bound < certificate["bound"]:
        print(
            f"that none costs less than {certificate['bound']} takes more routes than can be listed here: not checked"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
