"""The ways to plan a large firm's day: by territories here, on a pool or a cluster, and in one piece (also PyVRP)."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import get_context

from solver import Map, Problem, Progress, Seconds, Solution, ray_map
from solver.solve import TERRITORY, in_one_piece, warm_search
from solver.territories import Territories

HANDS = 2
"""Processes of the pool, and cores of the cluster."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan, the CPU seconds until the first whole plan was there, and the rounds that were done.

    `elsewhere` are the CPU seconds of other processes.
    """

    plan: Solution
    first: float
    rounds: int
    elsewhere: float = 0.0


class _First:
    """Notes when it hears of a plan for the first time, and how many rounds the last one took."""

    def __init__(self) -> None:
        self._begun = time.process_time()
        self.seconds = 0.0

    def __call__(self, so_far: Progress) -> None:
        self.seconds = self.seconds or time.process_time() - self._begun + so_far.elsewhere


class _Counted(Seconds):
    """CPU seconds from the first question on, which is asked before anything is built; the rounds are counted."""

    rounds_done = 0
    elsewhere = 0.0

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        self.rounds_done, self.elsewhere = so_far.iteration, so_far.elsewhere
        return super().__call__(so_far)


def by_territories(problem: Problem, seconds: float, seed: int, spread: Map = map) -> Answer:
    """Whatever the size."""
    stop, first = _started(seconds)
    search = Territories.of(problem, seed, None, in_one_piece, spread=spread, size=TERRITORY)
    if search is None:
        raise ValueError("too small for territories")
    search.run(stop, first)
    return Answer(search.plan, first.seconds, stop.rounds_done, stop.elsewhere)


@contextmanager
def by_processes() -> "Iterator[Way]":
    """By territories on processes of this machine, which load the kernel before, as a night's do once."""
    with ProcessPoolExecutor(HANDS, get_context("spawn"), initializer=warm_search) as pool:
        yield partial(by_territories, spread=pool.map)


@contextmanager
def by_a_cluster() -> "Iterator[Way]":
    """By territories on a Ray cluster of this machine, begun for it, whose workers have loaded the kernel."""
    ray = import_module("ray")
    ray.init(num_cpus=HANDS, include_dashboard=False, log_to_driver=False, configure_logging=False)
    try:
        list(ray_map(_ready, range(4 * HANDS)))
        yield partial(by_territories, spread=ray_map)
    finally:
        ray.shutdown()


def _ready(number: int) -> int:
    """Have this worker load the kernel."""
    warm_search()
    return number


def by_one_search(problem: Problem, seconds: float, seed: int) -> Answer:
    """The search that territories are made of, with all visits in one."""
    stop, first = _started(seconds)
    return Answer(in_one_piece(problem, stop, seed, None, first), first.seconds, stop.rounds_done)


def _started(seconds: float) -> tuple[_Counted, _First]:
    stop = _Counted(seconds)
    stop(Progress(0, 0, 0))
    return stop, _First()


def by_pyvrp(problem: Problem, seconds: float, seed: int) -> Answer:
    """PyVRP with all visits in one."""
    from benchmarks.scale import with_pyvrp  # noqa: PLC0415  # of the group `peers`, which few install

    return Answer(*with_pyvrp.plan(problem, seconds, seed))


Way = Callable[[Problem, float, int], Answer]
"""Plans a problem in so many CPU seconds, with a seed."""

WAYS: dict[str, Callable[[], AbstractContextManager[Way]]] = {
    "territories": lambda: nullcontext(by_territories),
    "territories, processes": by_processes,
    "territories, Ray": by_a_cluster,
    "one piece": lambda: nullcontext(by_one_search),
    "PyVRP": lambda: nullcontext(by_pyvrp),
}
"""Each gets ready before it is handed over."""
