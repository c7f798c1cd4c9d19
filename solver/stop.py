"""When a search stops: after so many seconds or rounds, without progress, or when somebody says so."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Stop(Protocol):
    """A stop criterion, asked before each round; one instance serves one search."""

    def __call__(self, best_cost: int) -> bool:
        """Whether to stop now, the best plan so far costing this much."""
        ...


@dataclass(slots=True)
class Seconds:
    """Stop after so many seconds of this process's CPU time, counted from the first round."""

    limit: float
    _started: float | None = field(default=None, init=False)

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002
        """See `Stop`."""
        now = time.process_time()
        if self._started is None:
            self._started = now
        return now - self._started >= self.limit


@dataclass(slots=True)
class Iterations:
    """Stop after so many rounds; with a seed this makes a search repeatable to the last visit."""

    limit: int
    _done: int = field(default=0, init=False)

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002
        """See `Stop`."""
        self._done += 1
        return self._done > self.limit


@dataclass(slots=True)
class NoImprovement:
    """Stop after so many rounds in a row without a better plan."""

    limit: int
    _best: int | None = field(default=None, init=False)
    _idle: int = field(default=0, init=False)

    def __call__(self, best_cost: int) -> bool:
        """See `Stop`."""
        if self._best is None or best_cost < self._best:
            self._best, self._idle = best_cost, 0
        else:
            self._idle += 1
        return self._idle >= self.limit


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Stop when asked from outside, for instance by `threading.Event().is_set`."""

    asked: Callable[[], bool]

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002
        """See `Stop`."""
        return self.asked()


def any_of(*criteria: Stop) -> Stop:
    """Stop as soon as one of these does."""
    return lambda best_cost: any(criterion(best_cost) for criterion in criteria)
