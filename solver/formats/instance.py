"""A published instance as a problem of ours, together with the way its authors count."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from solver.errors import FormatNotKept
from solver.problem import LONGEST_SHIFT, PRIZE_CEILING, Place, Problem, Weights, WorkingTime
from solver.referee import Verdict
from solver.solution import Solution
from solver.travel import PlaneTravel

NO_DAY = dt.date(1970, 1, 1)
"""The day of every shift: instances count from zero, as the epoch does."""

SERVE_ALL = PRIZE_CEILING
"""The prize of a customer whom no plan may leave out."""

NO_LIMITS = WorkingTime(max_work_a_day=LONGEST_SHIFT, max_stretch=LONGEST_SHIFT, min_break=0, min_rest=0)
"""Instances know no law."""

_HIGHEST = 90.0
_LARGEST = 1e9


class Rounding(Enum):
    """How real numbers become integers, in the words of those who publish reference costs."""

    DIMACS = "dimacs"
    """Ten to the unit, cut."""
    EXACT = "exact"
    """A thousand to the unit, rounded."""

    @property
    def units(self) -> int:
        """How many of our seconds one unit of the file is."""
        return 10 if self is Rounding.DIMACS else 1000

    def integer(self, value: float) -> int:
        """A number of the file as an integer."""
        scaled = self.units * value
        return int(scaled) if self is Rounding.DIMACS else round(scaled)


class Measure(Enum):
    """What the authors add up."""

    DISTANCE = "distance"
    DURATION = "duration"
    """Travel, service and waiting."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem, and how its authors state costs: what they add up, and how many of our seconds are one unit of theirs.

    `everyone` says whether a plan must serve every customer.
    """

    name: str
    problem: Problem
    units: int
    measure: Measure = Measure.DISTANCE
    everyone: bool = True

    def value(self, verdict: Verdict) -> float:
        """What a judged plan costs in the authors' convention; prizes are no part of it."""
        total = sum(hours.travel for hours in verdict.timetables)
        if self.measure is Measure.DURATION:
            total += sum(hours.waiting for hours in verdict.timetables)
            total += sum(stop.end - stop.start for hours in verdict.timetables for stop in hours.stops)
        return total / self.units if self.units > 1 else total

    def feasible(self, solution: Solution, verdict: Verdict) -> bool:
        """Whether the authors would accept the plan."""
        return verdict.feasible and not (self.everyone and solution.unserved)


def weights(measure: Measure) -> Weights:
    """What is added up, and the prizes of whom is left out."""
    waiting = int(measure is Measure.DURATION)
    return Weights(
        travel=1, waiting=waiting, overtime=0, preference=0, area=0, lateness=0, fairness=0, stability=0, unserved=1
    )


@dataclass(frozen=True, slots=True)
class Plane:
    """Coordinates of a plane as places: divided by a power of two, which puts them on the globe and changes no bit."""

    divisor: float

    @classmethod
    def holding(cls, coordinates: Iterable[float]) -> "Plane":
        """The plane of these coordinates."""
        divisor = 1.0
        farthest = max((abs(one) for one in coordinates), default=0.0)
        while farthest / divisor > _HIGHEST:
            divisor *= 2
        return cls(divisor)

    def place(self, x: float, y: float) -> Place:
        """One point of the plane."""
        return Place(y / self.divisor, x / self.divisor)

    def travel(self, rounding: Rounding, units: int | None = None) -> PlaneTravel:
        """The roads between its places; `units` instead of the usual ones of this rounding."""
        return PlaneTravel((units or rounding.units) * self.divisor, truncated=rounding is Rounding.DIMACS)


def whole(number: float, where: str) -> int:
    """A number that counts things.

    Raises:
        FormatNotKept: it is no integer.
    """
    if not number.is_integer():
        said = f"il faut un nombre entier, pas {number:g}", f"this must be a whole number, not {number:g}"
        raise FormatNotKept((where, *said))
    return int(number)


def numbers(line: str, count: int, where: str, *, more: bool = False) -> list[float]:
    """The `count` numbers of a line, or `more`.

    Raises:
        FormatNotKept: there are fewer or more, something else stands among them, or one is beyond all measure.
    """
    try:
        found = [float(word) for word in line.split()]
    except ValueError:
        found = []
    fits = len(found) >= count if more else len(found) == count
    if not fits or not all(abs(one) <= _LARGEST for one in found):
        fr, en = (f"{count} nombres", f"{count} numbers are") if count > 1 else ("un nombre", "a number is")
        raise FormatNotKept((where, f"il faut {fr}, pas « {line.strip()} »", f"{en} needed, not “{line.strip()}”"))
    return found


def lines_of(text: str) -> list[tuple[int, str]]:
    """The lines of a file that are not empty, each with its number, counted from one."""
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def on_line(number: int, name: str = "") -> str:
    """Where a fault is: on a line, and in what."""
    return f"ligne {number}, {name}" if name else f"ligne {number}"
