"""Charts are drawn here, as paths in a box 1000 wide that a page stretches; words stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.views import AheadView, CallForecastView, PastView, StaffingView

WIDTH, HEIGHT, ON_PAPER = 1000, 100, 230
"""Screens stretch the box and keep its lines as they are; paper does not, and is given its own height."""
GAP = 0.15
"""The share of a bar's place that stays empty."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Calls by day: the `band` of intervals, the line of medians, a dot for each day that came, and where today is.

    `top` is the number of calls at the upper edge, `height` its place; `future` is where the shade of what is to come
    begins.
    """

    height: int
    band: str
    line: str
    dots: str
    future: float
    top: int


@dataclass(frozen=True, slots=True)
class Bars:
    """People by half-hour: those `needed`, those a certain forecast would need; `top` is the number at the edge."""

    height: int
    needed: str
    on_mean: str
    top: int


def fan(view: CallForecastView, height: int = HEIGHT) -> Fan:
    """Draw the days that are over and those ahead, side by side."""
    every: list[PastView | AheadView] = [*view.past, *view.days]
    top = _round_top(max([*(one.high for one in every), *(one.calls for one in view.past)], default=1))
    across = [(number + 0.5) * WIDTH / max(len(every), 1) for number in range(len(every))]

    def points(values: Sequence[float]) -> list[str]:
        return [f"{x:.1f} {height * (1 - value / top):.1f}" for x, value in zip(across, values, strict=False)]

    upper, lower = points([one.high for one in every]), points([one.low for one in every])
    return Fan(
        height=height,
        band=f"M{'L'.join([*upper, *lower[::-1]])}Z" if every else "",
        line=f"M{'L'.join(points([one.middle for one in every]))}" if every else "",
        dots="".join(f"M{point}h.1" for point in points([one.calls for one in view.past])),
        future=len(view.past) * WIDTH / max(len(every), 1),
        top=top,
    )


def bars(view: StaffingView, height: int = HEIGHT) -> Bars:
    """Draw a bar for each half-hour."""
    top = max(view.most, 1)
    wide = WIDTH / len(view.half_hours)

    def drawn(values: Sequence[int]) -> str:
        return "".join(
            f"M{(number + GAP / 2) * wide:.1f} {height}v-{height * value / top:.1f}h{(1 - GAP) * wide:.1f}V{height}z"
            for number, value in enumerate(values)
            if value
        )

    needed, on_mean = ([getattr(one, name) for one in view.half_hours] for name in ("needed", "on_mean"))
    return Bars(height, drawn(needed), drawn(on_mean), top)


def _round_top(value: int) -> int:
    """Return the next number that reads well at the edge of a chart, and whose half does too."""
    step = 10 if value > 20 else 2  # noqa: PLR2004 - tens above twenty
    return max(step, -(-value // (2 * step)) * 2 * step) if value > step else step
