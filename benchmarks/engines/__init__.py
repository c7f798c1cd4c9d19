"""One way to ask any engine for a plan: an instance, a clock, a seed, and somebody to tell each better plan to.

An engine gets one core and the CPU seconds of its clock, which runs from before its model is built. What it cannot be
told (a limit on durations, a depot) stands in its own file.
"""

import importlib.util
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from typing import Protocol

from solver.formats import Instance


@dataclass(frozen=True, slots=True)
class Clock:
    """CPU seconds of this process, counted from when it was made."""

    budget: float
    _begun: float = field(default_factory=time.process_time)

    @property
    def spent(self) -> float:
        """CPU seconds so far."""
        return time.process_time() - self._begun

    @property
    def over(self) -> bool:
        """Whether the budget is spent."""
        return self.spent >= self.budget


class Tell(Protocol):
    """Hears of plans."""

    def __call__(self, routes: Sequence[Sequence[int]], rounds: int, cpu: float | None = None) -> None:
        """The visits of each shift by index, how many rounds were done, and CPU seconds if not those of the clock."""
        ...


class Engine(Protocol):
    """A module of this folder: what it may cost to make it ready is done by `prepare`, before its clock starts."""

    def prepare(self) -> None:
        """Import and compile."""
        ...

    def solve(self, instance: Instance, clock: Clock, seed: int, tell: Tell) -> None:
        """Look for a plan until the clock is over, and tell of it."""
        ...


ENGINES = {
    "creneau": ("benchmarks.engines.creneau", "creneau"),
    "pyvrp": ("benchmarks.engines.with_pyvrp", "pyvrp"),
    "vroom": ("benchmarks.engines.with_vroom", "pyvroom"),
    "ortools": ("benchmarks.engines.with_ortools", "ortools"),
}
"""Each engine's module here, and the package whose version is told."""

MODULES = {"pyvroom": "vroom", "creneau": "solver"}

SEEDLESS = ("vroom", "ortools")
"""Engines that draw nothing: one seed says it all."""


def engine(name: str) -> Engine:
    """The engine of that name."""
    return import_module(ENGINES[name][0])


def release(name: str) -> str:
    """The version of an engine's package."""
    return version(ENGINES[name][1])


def installed(name: str) -> bool:
    """Whether an engine can be asked here."""
    package = ENGINES[name][1]
    return importlib.util.find_spec(MODULES.get(package, package)) is not None
