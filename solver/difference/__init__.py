"""The difference between two plans: line by line, what each needs, what it costs, and the plan any of them make."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from solver.difference.lines import Line, LineKind, Spot, spots, steps
from solver.difference.links import ties
from solver.difference.mixture import Mixture
from solver.difference.needs import closure, needs
from solver.difference.sentences import told_of
from solver.difference.trips import total, trips
from solver.explain.words import NO_LABELS, Voice, joined, told
from solver.problem import Problem
from solver.sentence import Sentence
from solver.solution import Cost, Solution, Timetable

__all__ = ["Difference", "Line", "LineKind", "Spot", "difference"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """What leads from one plan of a problem to another: lines that can be applied, and the costs of both plans.

    `technicians` holds the costs of each technician's routes, before and after.
    """

    lines: tuple[Line, ...]
    cost_before: Cost
    cost_after: Cost
    technicians: Mapping[str, tuple[Cost, Cost]]
    mixture: Mixture

    def closure(self, chosen: Iterable[int]) -> frozenset[int]:
        """The numbers of these lines and of all that they need."""
        return closure(chosen, lambda number: self.lines[number].needs)

    def apply(self, chosen: Iterable[int]) -> Solution:
        """The first plan with these lines and all that they need; the referee accepts it where it accepts both plans.

        With no line it is the first plan, with every line the second.
        """
        return self.mixture.plan(self._steps(chosen))

    def cost(self, chosen: Iterable[int]) -> Cost:
        """What applying these lines, and all that they need, adds to the cost of the first plan."""
        return self.mixture.added(self._steps(chosen))

    def timetables(self, chosen: Iterable[int]) -> tuple[Timetable, ...]:
        """The hours of every route, shift by shift, with these lines and all that they need."""
        taken = self._steps(chosen)
        return tuple(self.mixture.trip(number, taken).timetable for number in range(len(self.mixture.touching)))

    def _steps(self, chosen: Iterable[int]) -> frozenset[int]:
        """The decisions among these lines and all that they need."""
        return self.closure(chosen) & frozenset(range(len(self.mixture.steps)))

    def sentence(self, number: int, labels: Mapping[str, str] = NO_LABELS, zone: dt.tzinfo = dt.UTC) -> Sentence:
        """What a line changes, the visits whose lines it needs, and what applying them costs more or less.

        `labels` names technicians and visits, `zone` is the clock of hours.
        """
        voice, line = Voice(labels, zone), self.lines[number]
        change, price = told_of(line, voice), told(self.cost([number]), self.mixture.problem.weights)
        others = sorted(self.closure([number]) - {number})
        if not others:
            return Sentence(f"{change.fr} : {price.fr}", f"{change.en}: {price.en}")
        names = [voice.name(self.lines[other].visit) for other in others]
        both = joined(Sentence(name, name) for name in names)
        return Sentence(
            f"{change.fr}, avec les changements de {both.fr} : {price.fr}",
            f"{change.en}, with the changes of {both.en}: {price.en}",
        )


def difference(problem: Problem, before: Solution, after: Solution) -> Difference:
    """What leads from one plan to another, in the fewest decisions, with what each needs.

    Routes that share no line never need each other. On one route every set of up to eight lines is tried, so that a
    line needs another only where some set without it does not work; beyond eight they follow in one order that works.
    Shifts are within working time, as for `solve`; a route nothing is applied to stays as it is, broken or not. Raises
    `PlanRefused` when a plan is not about this problem.
    """
    before, after = (Solution.of(problem, plan.routes, dict(plan.starts)) for plan in (before, after))
    driven, driven_after = trips(problem, before), trips(problem, after)
    was, becomes = spots(problem, before, driven), spots(problem, after, driven_after)
    unmoved = frozenset(visit for visit, spot in was.items() if becomes.get(visit) == spot)
    mixture = Mixture.of(problem, before, after, tuple(steps(before, after, unmoved)))
    mixture.learn(driven, driven_after)
    technicians = {shift.technician: (Cost(), Cost()) for shift in problem.shifts}
    for shift, trip, trip_after in zip(problem.shifts, driven, driven_after, strict=True):
        one, other = technicians[shift.technician]
        technicians[shift.technician] = (one + trip.cost, other + trip_after.cost)
    return Difference(
        lines=tuple(_lines(mixture, was, becomes)),
        cost_before=total(problem, before, driven),
        cost_after=total(problem, after, driven_after),
        technicians=technicians,
        mixture=mixture,
    )


def _lines(mixture: Mixture, was: Mapping[int, Spot], becomes: Mapping[int, Spot]) -> Iterator[Line]:
    """The decisions, then the hours that follow from them."""
    keys = [visit.key for visit in mixture.problem.visits]
    needed = _needed(mixture)
    for number, step in enumerate(mixture.steps):
        visit = step.visit
        yield Line(keys[visit], step.kind, was.get(visit), becomes.get(visit), frozenset(needed[number]))
    for route, visits in enumerate(mixture.after.routes):
        for visit in visits:
            if visit not in mixture.step_of and was[visit] != becomes[visit]:
                yield Line(keys[visit], LineKind.RETIMED, was[visit], becomes[visit], mixture.touching[route])


def _needed(mixture: Mixture) -> list[set[int]]:
    """What each step needs: on each of its routes, and for each link."""
    found = [set[int]() for _ in mixture.steps]
    for route, lines in enumerate(mixture.touching):
        for one, other in needs(lines, partial(mixture.works, route)):
            found[one].add(other)
    for tie in ties(mixture):
        for one, other in needs(tie.lines, tie.kept):
            found[one].add(other)
    return found
