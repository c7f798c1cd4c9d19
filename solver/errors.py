"""Everything that can go wrong in the solver, each situation with its own name.

SolverError
├── ProblemRefused               what was handed in cannot be a day's work
│   ├── PlaceOffTheGlobe
│   ├── PlaceUnknown
│   ├── MatrixRefused
│   ├── WindowReversed
│   ├── DurationNegative
│   ├── ShiftReversed
│   ├── ShiftEndless
│   ├── NothingPinned
│   ├── WeightOutOfRange
│   ├── PartsNegative
│   ├── VisitKeyTwice
│   ├── LinkBroken
│   ├── ShiftsOverlap
│   ├── ShiftAgainstWorkingTime
│   ├── RouteTooLong
│   └── BlocksPricedDifferently
├── PlanRefused                  the plan does not fit the problem
│   ├── RouteForNoShift
│   ├── VisitUnknown
│   ├── VisitNotPlanned
│   ├── VisitPlannedTwice
│   ├── PinnedVisitImpossible
│   ├── PlanBreaksRules
│   └── NoTimetable
└── FormatNotKept                a file is not written as its format says
"""


class SolverError(Exception):
    """The solver cannot answer."""

    def __init__(self, **facts: object) -> None:
        """Keep the facts of the situation: `str()` gives the docstring's first line, then the facts."""
        self.facts = facts
        sentence = (type(self).__doc__ or "").splitlines()[0]
        told = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{sentence} ({told})" if told else sentence)


class ProblemRefused(SolverError, ValueError):
    """What was handed in cannot be a day's work."""


class PlaceOffTheGlobe(ProblemRefused):
    """A latitude lies within ±90 degrees and a longitude within ±180."""


class PlaceUnknown(ProblemRefused):
    """The matrix of roads has no place with these coordinates."""


class MatrixRefused(ProblemRefused):
    """A matrix of roads is square, names each place once, and counts zero seconds or more."""


class WindowReversed(ProblemRefused):
    """The latest start comes before the earliest."""


class DurationNegative(ProblemRefused):
    """A duration counts zero or more seconds."""


class ShiftReversed(ProblemRefused):
    """The shift ends before it starts."""


class ShiftEndless(ProblemRefused):
    """A shift lasts at most a month, overtime included."""


class NothingPinned(ProblemRefused):
    """A pin holds a technician, a start, or both."""


class WeightOutOfRange(ProblemRefused):
    """A weight or a prize is an integer from zero to its ceiling."""


class PartsNegative(ProblemRefused):
    """A number of parts is zero or more."""


class VisitKeyTwice(ProblemRefused):
    """Two visits share one key."""


class LinkBroken(ProblemRefused):
    """A link ties two different visits of the problem."""


class ShiftsOverlap(ProblemRefused):
    """Two shifts of one technician overlap."""


class ShiftAgainstWorkingTime(ProblemRefused):
    """The shifts of a day, before any overtime, break the working-time limits."""


class RouteTooLong(ProblemRefused):
    """A route has too many visits, or visits with too many windows, to compile."""


class BlocksPricedDifferently(ProblemRefused):
    """The routes of one schedule share the same travel times and the same weights."""


class PlanRefused(SolverError, ValueError):
    """The plan does not fit the problem."""


class RouteForNoShift(PlanRefused):
    """A plan has exactly one route per shift."""


class VisitUnknown(PlanRefused):
    """The plan names a visit the problem does not have."""


class VisitNotPlanned(PlanRefused):
    """No route of the schedule makes this visit."""


class VisitPlannedTwice(PlanRefused):
    """A visit is planned at most once."""


class PinnedVisitImpossible(PlanRefused):
    """A pinned visit finds no room on the routes it is pinned to."""


class PlanBreaksRules(PlanRefused):
    """Only a plan that breaks no rule can be proven good."""


class NoTimetable(PlanRefused):
    """No timetable keeps every promise of this route."""


class FormatNotKept(SolverError, ValueError):
    """A file is not written as its format says: each fault is where it is, and what to do in French and in English."""

    def __init__(self, *faults: tuple[str, str, str]) -> None:
        """Keep every fault: whoever mends a file wants all of them at once."""
        self.faults = faults
        super().__init__(faults=faults)

    def __str__(self) -> str:
        """One line for each fault, in French."""
        return "\n".join(f"{where} : {fr}" for where, fr, _ in self.faults)
