"""Our own engine."""

import solver
from benchmarks.engines import Clock, Tell
from solver.formats import Instance, read_solomon

_TINY = """two customers

VEHICLE
NUMBER CAPACITY
2 10

CUSTOMER
CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME
0 0 0 0 0 100 0
1 3 4 5 0 50 5
2 6 8 5 0 50 5
"""


def prepare() -> None:
    """Compile the kernels on two customers."""
    solver.solve(read_solomon(_TINY).problem, solver.Iterations(2), 1)


def solve(instance: Instance, clock: Clock, seed: int, tell: Tell) -> None:
    """Look for a plan until the clock is over, and tell of it."""
    stop = _Counted(clock.budget)
    stop(solver.Progress(0, 0, 0))
    plan = solver.solve(instance.problem, stop, seed)
    tell(plan.routes, stop.rounds_done)


class _Counted(solver.Seconds):
    """CPU seconds from the first question on, which is asked before the model is built; the rounds are counted."""

    rounds_done = 0

    def __call__(self, so_far: solver.Progress) -> float:
        """See `StoppingCriterion`."""
        self.rounds_done = so_far.iteration
        return super().__call__(so_far)
