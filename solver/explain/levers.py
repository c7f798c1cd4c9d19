"""The limits of the hours that could give, each as far as it will go, and the least of it that opens a slot."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from solver.explain.ask import Ask
from solver.explain.change import Change
from solver.explain.law import Law
from solver.explain.when import (
    DurationRaised,
    LunchDropped,
    LunchMoved,
    LunchShortened,
    OvertimeRaised,
    PromiseWidened,
    StartsEarlier,
    WindowWidened,
)
from solver.explain.who import missing
from solver.problem import DAY, LONGEST_SHIFT


@dataclass(frozen=True, slots=True)
class Lever:
    """One limit that can give by 1 to `most`; what it opens by some amount, it opens by more."""

    change: Callable[[int], Change]
    most: int

    def lawful(self, ask: Ask, law: Law) -> "Lever":
        """The lever with no more reach than the law leaves it."""

        def forbidden(by: int) -> bool:
            return not law.allows(self.change(by).applied(ask).shift)

        if self.most == 0 or not forbidden(self.most):
            return self
        return Lever(self.change, _least(forbidden, self.most) - 1)

    def least(self, ask: Ask) -> int | None:
        """The least that opens the slot; None when all of it does not."""
        if self.most == 0 or not self.change(self.most).applied(ask).fits():
            return None
        return _least(lambda by: self.change(by).applied(ask).fits(), self.most)


def levers(ask: Ask) -> Iterator[Lever]:
    """Every limit of the hours, those that give most readily first."""
    him, window = ask.shift, ask.window
    stretch = min(DAY, (LONGEST_SHIFT - him.latest_return + him.start) // 2)
    yield Lever(lambda by: WindowWidened(later=by), max(0, him.latest_return + DAY - window.latest))
    yield Lever(lambda by: WindowWidened(earlier=by), max(0, window.earliest - him.start + DAY))
    yield Lever(OvertimeRaised, stretch)
    yield Lever(StartsEarlier, stretch)
    if him.max_duration is not None:
        yield Lever(DurationRaised, DAY)
    if him.lunch is not None:
        yield Lever(lambda by: LunchMoved(later=by), DAY)
        yield Lever(lambda by: LunchMoved(earlier=by), DAY)
        yield Lever(LunchShortened, him.lunch.duration)
    lacking = missing(ask)
    if lacking is not None:
        yield Lever(lambda _: lacking, 1)
    for visit in ask.visits:
        if visit.pinned is None or visit.pinned.start is None:
            for number in range(len(visit.windows)):
                yield Lever(partial(_promised_later, visit.key, number), DAY)
                yield Lever(partial(_promised_earlier, visit.key, number), DAY)
    if him.lunch is not None:
        yield Lever(lambda _: LunchDropped(), 1)


def _promised_later(visit: str, number: int, by: int) -> Change:
    return PromiseWidened(visit, number, later=by)


def _promised_earlier(visit: str, number: int, by: int) -> Change:
    return PromiseWidened(visit, number, earlier=by)


def _least(opens: Callable[[int], bool], most: int) -> int:
    """The least amount from 1 to `most` that opens; one more than `most` when none does."""
    return 1 + bisect_left(range(1, most + 1), x=True, key=opens)
