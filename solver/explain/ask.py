"""What is asked of one route, as a value: change any part of it and ask again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from solver.blocks import RouteBlock, compile_route
from solver.offers import Offer, best_insertion, offers
from solver.problem import Shift, Visit, Weights, Window
from solver.schedule import Schedule
from solver.travel import TravelTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A route (its shift, its visits in order) and the visit that should join it within the only window it has."""

    shift: Shift
    visits: tuple[Visit, ...]
    visit: Visit
    travel: TravelTimes
    weights: Weights
    compiled: RouteBlock | None = field(default=None, compare=False, repr=False)
    """The route, where it was compiled already."""

    @classmethod
    def of(cls, block: RouteBlock, visit: Visit, window: Window) -> Self:
        """The question put to this route; a visit pinned to a start is asked for at that second."""
        if visit.pinned is not None and visit.pinned.start is not None:
            (window,) = visit.start_windows
        return cls(
            shift=block.shift,
            visits=block.visits,
            visit=visit.held((window,)),
            travel=block.travel,
            weights=block.weights,
            compiled=block,
        )

    @property
    def window(self) -> Window:
        """The only window of the visit."""
        return self.visit.windows[0]

    @property
    def block(self) -> RouteBlock:
        """The route without the visit, compiled."""
        return self.compiled or compile_route(self.shift, self.visits, travel=self.travel, weights=self.weights)

    def fits(self) -> bool:
        """Whether there is room."""
        return len(offers(Schedule.of([self.block]), self.visit)) > 0

    def offer(self) -> Offer | None:
        """The best way to serve the visit; None when there is no room."""
        return best_insertion(self.block, self.visit, self.window)

    def with_shift(self, **changes: Any) -> Self:  # noqa: ANN401  # fields of `Shift`
        """The same question to a technician whose day is changed."""
        return replace(self, shift=replace(self.shift, **changes), compiled=None)

    def with_visit(self, **changes: Any) -> Self:  # noqa: ANN401  # fields of `Visit`
        """The same question for a visit that is changed."""
        return replace(self, visit=replace(self.visit, **changes))

    def among(self, visits: Sequence[Visit]) -> Self:
        """The same question to a route that makes these visits."""
        return replace(self, visits=tuple(visits), compiled=None)
