"""A plan people already go by, made better without turning it over: each change must save enough road."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from solver.problem import PRIZE_CEILING, Problem, Published, Visit
from solver.rules import stability
from solver.solution import Solution
from solver.solve import solve
from solver.stop import Progress, StoppingCriterion

UNASKED = 1_000
"""Seconds of road that a change must save which nobody has asked for: behind the bookings, when nothing is wrong."""

WANTED = 125
"""The same where changes are wanted: something has happened, or somebody asks for a better plan."""

BRIEFLY = 1_000
"""Rounds after each booking: some fifteen milliseconds for a day of eight technicians."""

_ALREADY = 0.8
"""How far through a search is that begins with a plan worth keeping: past the heat that would take it apart."""


def as_published(problem: Problem, plan: Solution, now: int, road: int = UNASKED) -> Problem:
    """The problem with a price on every change to this plan: another technician or another day.

    A change must save `road` seconds of road, up to four times as many in the last two days before the visit's first
    window begins (see `stability.price`). `now` is in seconds since the epoch. Visits the plan leaves out are free.
    Raises `PlanRefused` when it is not a plan of this problem.
    """
    plan = Solution.of(problem, plan.routes)
    visits = list(problem.visits)
    for shift, route in zip(problem.shifts, plan.routes, strict=True):
        for number in route:
            visit = visits[number]
            price = stability.price(road * problem.weights.travel, _time_of(visit) - now)
            published = Published(shift.technician, shift.day, min(price, PRIZE_CEILING))
            visits[number] = replace(visit, published=published)
    return replace(problem, visits=tuple(visits))


def _time_of(visit: Visit) -> int:
    return min((window.earliest for window in visit.start_windows), default=0)


def replan(
    problem: Problem,
    plan: Solution,
    stop: StoppingCriterion,
    seed: int,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """A plan as `solve` makes it, from one that is good already: the search stays near it and ends sooner.

    What a change costs stands in the problem; see `as_published`. `on_progress` hears of every better plan.
    """
    return solve(problem, _Late(stop), seed, plan, on_progress)


@dataclass(frozen=True, slots=True)
class _Late:
    """A stop by which a search is nearly over when it begins: its heat goes by how far it is."""

    stop: StoppingCriterion

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        return _ALREADY + (1 - _ALREADY) * min(1.0, self.stop(so_far))

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return self.stop.rounds(so_far)
