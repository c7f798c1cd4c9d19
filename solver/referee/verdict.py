"""A verdict: every rule a plan breaks, what the plan costs, and its hours."""

from dataclasses import dataclass

from solver.sentence import Sentence
from solver.solution import Cost, Timetable


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its name, whose route, which visit (each None when it is nobody's in particular), and why."""

    rule: str
    technician: str | None
    visit: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the referee found: every violation, the cost by rule, and the hours of each route in shift order."""

    violations: tuple[Violation, ...]
    cost: Cost
    timetables: tuple[Timetable, ...]

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations
