"""A part of a larger search, as the stop of a search of its own."""

from dataclasses import dataclass, replace

from solver.stop import Progress, StoppingCriterion


@dataclass(slots=True, eq=False)
class Part:
    """Stop after so many rounds, or once the whole search is far enough (1: to stop); `made` counts the rounds.

    `so_far` is where the whole search stood before. It hears of no dearer plan than it knows already.
    """

    whole: StoppingCriterion
    so_far: Progress
    limit: int
    until: float = 1.0
    made: int = 0

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`: how far the whole search is, so that it cools as one."""
        self.made = so_far.iteration
        far = self.whole(self._told(so_far))
        return 1.0 if self.made >= self.limit or far >= self.until else far

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return max(1, min(self.limit - so_far.iteration, self.whole.rounds(self._told(so_far))))

    def _told(self, so_far: Progress) -> Progress:
        cost = min(self.so_far.cost, so_far.cost)
        return replace(self.so_far, iteration=self.so_far.iteration + so_far.iteration, cost=cost)
