"""What direction sees of the calls to come: how many, how sure that is, who should answer, and how the firm stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from api.views.shared import FirmView, PersonView
from desk.forecasts import Alarm


@dataclass(frozen=True, slots=True)
class AheadView:
    """The calls expected from `start` on, for a day or a half-hour: eight times out of ten between `low` and `high`."""

    start: datetime
    mean: float
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class PastView:
    """The calls of a day that is over, and what had been said; `live` when it was said before that day."""

    day: date
    calls: int
    low: int
    middle: int
    high: int
    live: bool


@dataclass(frozen=True, slots=True)
class AccuracyView:
    """How forecasts of days did from `trials` moments of the past, as fractions.

    `error` is the sum of what they were wrong by over the sum of calls, `naive_error` that of last week's counts,
    `floor` what chance alone makes. `within80` and `within95` are the shares that intervals held.
    """

    trials: int
    error: float | None
    naive_error: float | None
    floor: float | None
    within80: float | None
    within95: float | None


@dataclass(frozen=True, slots=True)
class CoefficientsView:
    """What the regression of a `recipe` learned, on the scale of logarithms of rates.

    `terms` has by name what each adds, and the standard deviation of the doubt about that. `level` is what is added on
    the first day ahead, four fifths of it a day later; `excess` is how much the variance is above Poisson's, over the
    square of the mean.
    """

    recipe: str
    intercept: float
    level: float
    excess: float
    terms: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class CallForecastView:
    """The forecast that serves: by which recipe, from which counts, and what it says of days and half-hours.

    `made_on` is None before the first one. `recipe` is the champion, `promoted` tells that it beat last week's counts
    beyond noise. `known_days` from `first` on were counted, whose text has this `sha256`. `reasons` are shares of what
    calls were about lately. `versions` are those of what computed it, `coefficients` what was learned of days and of
    half-hours: the champion's, or those of the regression that did not serve. `watched` days were forecast live, of
    which `held` lay within 80 %; `alarm` is what is wrong, or empty.
    """

    made_on: date | None = None
    recipe: str = ""
    promoted: bool = False
    first: date | None = None
    known_days: int = 0
    sha256: str = ""
    accuracy: AccuracyView | None = None
    days: tuple[AheadView, ...] = ()
    half_hours: tuple[AheadView, ...] = ()
    past: tuple[PastView, ...] = ()
    reasons: Mapping[str, float] | None = None
    watched: int = 0
    held: float | None = None
    alarm: Alarm = Alarm.NONE
    versions: Mapping[str, str] | None = None
    coefficients: CoefficientsView | None = None
    half_hour_coefficients: CoefficientsView | None = None


@dataclass(frozen=True, slots=True)
class HalfHourView:
    """One half-hour on the telephone.

    `needed` people keep the promise under the forecast's uncertainty, `on_mean` would if its mean were certain.
    `answered` is the share answered in time by those needed, `one_less` by one fewer.
    """

    ahead: AheadView
    needed: int
    on_mean: int
    answered: float
    one_less: float


@dataclass(frozen=True, slots=True)
class StaffingView:
    """Who should answer on a day: the promise (`share` of calls `within` seconds), and half-hour by half-hour.

    A call lasts `handling` seconds and callers hold for `patience`, both on average. With one person missing
    all day `late` more calls would not be answered in time, of which `lost` hang up.
    """

    day: date
    days: tuple[date, ...]
    share: float
    within: int
    handling: int
    patience: int
    half_hours: tuple[HalfHourView, ...]
    answered: float
    one_less: float
    late: float
    lost: float

    @property
    def most(self) -> int:
        """Return how many people the busiest half-hour needs."""
        return max(one.needed for one in self.half_hours)


@dataclass(frozen=True, slots=True)
class IndicatorsView:
    """Figures to steer by, None where the records say nothing; see `desk.indicators`."""

    calls_a_day: float | None = None
    calls_a_day_before: float | None = None
    missed: float | None = None
    confirmation_minutes: float | None = None
    no_access: float | None = None
    second_visits: float | None = None


@dataclass(frozen=True, slots=True)
class OccasionView:
    """What the firm says makes people ring; `came_before`: something of that name is over, so its effect is known."""

    id: str
    name: str
    first: date
    last: date
    came_before: bool


@dataclass(frozen=True, slots=True)
class DirectionView:
    """Direction's page; `rolled_back_by` names who called the serving forecast back, when it is not the newest.

    `wants_report`: the person who looks has the report mailed each month. `occasions` are those not over yet,
    `occasion_names` those of all there ever were.
    """

    firm: FirmView
    person: PersonView
    today: date
    forecast: CallForecastView
    indicators: IndicatorsView
    staffing: StaffingView | None = None
    rolled_back_by: str = ""
    may_roll_back: bool = False
    wants_report: bool = False
    occasions: tuple[OccasionView, ...] = ()
    occasion_names: tuple[str, ...] = ()
