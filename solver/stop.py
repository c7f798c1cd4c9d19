"""When a search stops: after so many seconds or rounds, without progress, close enough, or when somebody says so."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

_MANY = 1 << 40
_BETWEEN = 0.05
"""Seconds that may pass before a clock is looked at again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: rounds done, the cost of its best plan, and how many visits that plan leaves out.

    `elsewhere` counts the seconds of CPU time that other threads and processes have worked for it.
    """

    iteration: int
    cost: int
    left_out: int
    elsewhere: float = 0.0


class StoppingCriterion(Protocol):
    """When a search stops: one of these, or one of your own; one instance serves one search."""

    def __call__(self, so_far: Progress) -> float:
        """How far towards its end the search is, from 0; it stops at 1 or more. 0 where that cannot be known."""
        ...

    def rounds(self, so_far: Progress) -> int:
        """How many rounds, one or more, may pass before it is asked again."""
        ...


@dataclass(slots=True)
class Seconds:
    """Stop after so many seconds of CPU time, this thread's from the first question on and all that was elsewhere."""

    limit: float
    _started: float | None = field(default=None, init=False)

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        elapsed = self._elapsed(so_far)
        return elapsed / self.limit if self.limit > 0 else 1.0

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`: as many as fit until the next look at the clock, as fast as it went so far."""
        elapsed = self._elapsed(so_far)
        left, pace = max(0.0, self.limit - elapsed), so_far.iteration / max(elapsed, 1e-6)
        return max(1, int(pace * min(_BETWEEN, left, self.limit / 50))) if so_far.iteration else 16

    def _elapsed(self, so_far: Progress) -> float:
        now = time.thread_time()
        if self._started is None:
            self._started = now
        return now - self._started + so_far.elsewhere


@dataclass(frozen=True, slots=True)
class Iterations:
    """Stop after so many rounds; with a seed this makes a search repeatable to the last visit."""

    limit: int

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        return so_far.iteration / self.limit if self.limit > 0 else 1.0

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return max(1, min(self.limit - so_far.iteration, 1 + self.limit // 50))


@dataclass(slots=True)
class NoImprovement:
    """Stop after so many rounds in a row without a better plan."""

    limit: int
    _best: int | None = field(default=None, init=False)
    _since: int = field(default=0, init=False)

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        if self._best is None or so_far.cost < self._best:
            self._best, self._since = so_far.cost, so_far.iteration
        return float(so_far.iteration - self._since >= self.limit)

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return max(1, self._since + self.limit - so_far.iteration)


@dataclass(frozen=True, slots=True)
class TargetGap:
    """Stop when the best plan costs at most `gap` (0.01: one in a hundred) more than a proven lower bound."""

    bound: int
    gap: float = 0.0

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        return float(so_far.cost <= self.bound * (1 + self.gap))

    def rounds(self, so_far: Progress) -> int:  # noqa: ARG002
        """See `StoppingCriterion`."""
        return _MANY


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Stop when asked from outside, for instance by `threading.Event().is_set`."""

    asked: Callable[[], bool]

    def __call__(self, so_far: Progress) -> float:  # noqa: ARG002
        """See `StoppingCriterion`."""
        return float(self.asked())

    def rounds(self, so_far: Progress) -> int:  # noqa: ARG002
        """See `StoppingCriterion`."""
        return 1_000


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Stop as soon as one of these does."""

    criteria: tuple[StoppingCriterion, ...]

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        return max((criterion(so_far) for criterion in self.criteria), default=0.0)

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return min((criterion.rounds(so_far) for criterion in self.criteria), default=_MANY)


def any_of(*criteria: StoppingCriterion) -> StoppingCriterion:
    """Stop as soon as one of these does."""
    return AnyOf(criteria)
