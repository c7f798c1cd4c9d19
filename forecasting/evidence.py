"""Whether something was better than its baseline beyond noise, seen on what came after it was learned."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting.series import Floats

BLOCKS = 8
"""How many times in its second half a past is learned from anew, to say what came next."""
FEWEST = 30
"""Cases said and come below which nothing can be told beyond noise."""
_CONFIDENT = 1.645
"""Standard errors below which an estimate's error stays with 95 % confidence, on one side."""


@dataclass(frozen=True, slots=True)
class Gain:
    """How a loss compares with its baseline's over the same cases.

    `ratio` is one over the other, `ratio_at_most` what that is below with 95 % confidence; both NaN where too little
    came to tell.
    """

    ratio: float = float("nan")
    ratio_at_most: float = float("nan")

    @property
    def earned(self) -> bool:
        """Whether the baseline was beaten beyond noise."""
        return self.ratio_at_most < 1

    @classmethod
    def of(cls, losses: Floats, baseline: Floats) -> "Gain":
        """Compare losses with those of a baseline, (n,) each, in pairs that are taken for independent.

        By the normal law of the mean difference (Diebold & Mariano, Journal of Business & Economic Statistics 13, 1995,
        one step ahead).
        """
        if len(losses) < FEWEST or baseline.sum() <= 0:
            return cls()
        apart, level = losses - baseline, float(baseline.mean())
        doubt = _CONFIDENT * float(apart.std(ddof=1)) / np.sqrt(len(apart))
        return cls(1 + float(apart.mean()) / level, 1 + float(apart.mean() + doubt) / level)


def later(cases: int) -> Iterator[tuple[int, int]]:
    """Yield the ends of each block of the second half of so many cases in time order: known until, said until."""
    ends = np.linspace(cases // 2, cases, BLOCKS + 1).astype(int)
    yield from ((int(known), int(said)) for known, said in pairwise(ends) if said > known)
