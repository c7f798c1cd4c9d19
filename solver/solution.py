"""What a plan is: the order of visits on each route, its timetable, and what it costs rule by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

from solver.errors import RouteForNoShift, VisitPlannedTwice, VisitUnknown
from solver.problem import Problem

_NO_STARTS: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An integer cost, rule by rule; `total` is their sum."""

    travel: int = 0
    waiting: int = 0
    overtime: int = 0
    preference: int = 0
    area: int = 0
    lateness: int = 0
    stability: int = 0
    fairness: int = 0
    unserved: int = 0

    @property
    def total(self) -> int:
        """The sum over all rules."""
        return sum(self.by_rule().values())

    def by_rule(self) -> dict[str, int]:
        """The cost of each rule under its name."""
        return {rule.name: getattr(self, rule.name) for rule in fields(self)}

    def __add__(self, other: Self) -> "Cost":
        """Rule by rule."""
        return Cost(**{rule: cost + getattr(other, rule) for rule, cost in self.by_rule().items()})

    def __sub__(self, other: Self) -> "Cost":
        """Rule by rule."""
        return Cost(**{rule: cost - getattr(other, rule) for rule, cost in self.by_rule().items()})


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit on a timetable: when he arrives, starts and ends (seconds since the epoch)."""

    visit: str
    arrival: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LunchStop:
    """When lunch is, and after how many visits: 0 is before he leaves, one more than there are visits is once back."""

    start: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class LoadingStop:
    """When he loads at his depot, and after how many visits: 0 is before the first one."""

    arrival: int
    end: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """One route hour by hour (seconds since the epoch), with its seconds of travel, waiting and overtime.

    Every visit starts as early as the order allows, so that slack protects the promises; he leaves just in time for the
    first. `waiting` is only what leaving later could not spare. An empty route leaves and is back as the shift begins,
    and has no lunch.
    """

    departure: int
    stops: tuple[Stop, ...]
    back: int
    lunch: LunchStop | None
    travel: int
    waiting: int
    overtime: int
    loading: LoadingStop | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan: for each shift of the problem the indices of its visits in order, and the visits left out.

    Hours follow from the order, as early as it allows, but for `starts`: pairs of a planned visit and the second (since
    the epoch) at which it begins, so that it can wait for another one it is linked to.
    """

    routes: tuple[tuple[int, ...], ...]
    unserved: tuple[int, ...]
    starts: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, problem: Problem, routes: Sequence[Sequence[int]], starts: Mapping[int, int] = _NO_STARTS) -> Self:
        """The plan made of these routes, one per shift; raises `PlanRefused` when they do not fit the problem.

        The `starts` of visits left out are forgotten.
        """
        if len(routes) != len(problem.shifts):
            raise RouteForNoShift(routes=len(routes), shifts=len(problem.shifts))
        planned: set[int] = set()
        for visit in (visit for route in routes for visit in route):
            if not 0 <= visit < len(problem.visits):
                raise VisitUnknown(visit=visit)
            if visit in planned:
                raise VisitPlannedTwice(visit=problem.visits[visit].key)
            planned.add(visit)
        unserved = tuple(visit for visit in range(len(problem.visits)) if visit not in planned)
        fixed = tuple((visit, starts[visit]) for visit in sorted(planned.intersection(starts)))
        return cls(tuple(tuple(route) for route in routes), unserved, fixed)
