"""A forecast of calls is kept with the card of the model that made it: what it saw, how well it did, what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from desk.identifiers import ForecastId
from planner.errors import NotAllowedNow
from planner.ports import Work

DAYS_KEPT, HALF_HOURS_KEPT = timedelta(days=120), timedelta(days=7)
"""How long forecasts stay: those of days are what surprises are counted from."""


class Step(StrEnum):
    """What is counted at a time."""

    DAY = "day"
    HALF_HOUR = "half_hour"


class Alarm(StrEnum):
    """What is wrong with the last forecasts, if anything."""

    NONE = ""
    MORE = "more"
    FEWER = "fewer"
    INTERVALS = "intervals"


@dataclass(frozen=True, slots=True)
class Window:
    """The counts a model was fitted to: `known` of them from `first` to `last`; `sha256` is of their text."""

    first: date
    last: date
    known: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Scores as fractions (see `forecasting.Scores`); None where nothing can be said."""

    wape: float | None
    weighted_quantile_loss: float | None
    coverage80: float | None
    coverage95: float | None


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What the regression of a `recipe` learned; the other figures are those of `forecasting.Coefficients`."""

    recipe: str
    intercept: float
    level: float
    excess: float
    terms: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Which recipe serves and why: enough to refit it, for it is the same on every run of the same versions.

    `ratio` is the champion's loss over the baseline's, `ratio_at_most` what that is below with 95 % confidence.
    `coefficients` are the champion's where it has some, else those of the regression that did not serve; cards of
    before lack them.
    """

    window: Window
    features: tuple[str, ...]
    champion: str
    ratio: float | None
    ratio_at_most: float | None
    trials: int
    floor: float | None
    policy: Figures | None
    recipes: Mapping[str, Figures]
    versions: Mapping[str, str]
    levels: tuple[float, ...]
    coefficients: Coefficients | None = None

    @property
    def promoted(self) -> bool:
        """Tell whether something serves that was better than last week's counts, beyond noise."""
        return self.ratio_at_most is not None and self.ratio_at_most < 1


@dataclass(frozen=True, slots=True)
class Ahead:
    """The calls to come in one step: their mean, quantiles at the card's levels, and the ends of what holds 80 %."""

    start: datetime
    mean: float
    quantiles: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Past:
    """A day that is over: the calls that came, and what had been said of it, as in `Ahead`.

    `live` tells that it was said by a forecast kept before that day, not by one tried afterwards.
    """

    day: date
    count: int
    quantiles: tuple[int, ...]
    low: int
    high: int
    live: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """How forecasts have stood since they are kept: days watched, their share within 80 %, and what is wrong."""

    days: int
    held: float | None
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class CallForecast:
    """What one night said of the calls to come, `id` being the day it was made and its step.

    `past` and `watch` are of days only; `reasons` are the shares of what calls were about lately.
    """

    id: ForecastId
    made_on: date
    step: Step
    card: ModelCard
    ahead: tuple[Ahead, ...]
    past: tuple[Past, ...] = ()
    reasons: Mapping[str, float] = field(default_factory=dict)
    watch: Watch | None = None


@dataclass(frozen=True, slots=True)
class RolledBack:
    """Somebody had an earlier forecast serve; `id` is its step. Until that is taken back, newer ones only wait."""

    id: Step
    forecast_id: ForecastId
    by: str
    at: datetime


def forecast_id(made_on: date, step: Step) -> ForecastId:
    """Return what a forecast is known by: made again on a day it takes the place of the one before."""
    return ForecastId(f"{made_on.isoformat()}-{step}")


def keep_forecasts(work: Work, made: Iterable[CallForecast]) -> None:
    """Keep what was made, and forget what is too old; what serves stays."""
    made = list(made)
    work.of(CallForecast).put_all(made)
    rolled = {one.forecast_id for one in work.of(RolledBack).find()}
    for new in made:
        kept = DAYS_KEPT if new.step is Step.DAY else HALF_HOURS_KEPT
        for old in work.of(CallForecast).find(step=new.step):
            if old.made_on < new.made_on - kept and old.id not in rolled:
                work.of(CallForecast).remove(old.id)


def serving(work: Work, step: Step) -> CallForecast | None:
    """Return the forecast that serves: the newest, unless an earlier one was called back; None before the first."""
    for rolled in work.of(RolledBack).find(id=step):
        return work.of(CallForecast).get(rolled.forecast_id)
    return max(work.of(CallForecast).find(step=step), key=lambda one: one.made_on, default=None)


def rolled_back(work: Work) -> RolledBack | None:
    """Return who had an earlier forecast of days serve, and since when, or None."""
    return next(iter(work.of(RolledBack).find(id=Step.DAY)), None)


def roll_back(work: Work, by: str) -> None:
    """Have the forecasts before the serving ones serve again, until `let_newest_serve`.

    Raises:
        NotAllowedNow: nothing was kept before.
    """
    for step in Step:
        now = serving(work, step)
        before = [one for one in work.of(CallForecast).find(step=step) if now and one.made_on < now.made_on]
        if before:
            last = max(before, key=lambda one: one.made_on)
            work.of(RolledBack).put(RolledBack(step, last.id, by, work.now))
        elif step is Step.DAY:
            raise NotAllowedNow("Aucune prévision plus ancienne n’est gardée.")


def let_newest_serve(work: Work) -> None:
    """Have the newest forecasts serve again."""
    for step in Step:
        work.of(RolledBack).remove(step)
