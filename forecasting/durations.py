"""How long a visit takes with this technician at this kind of site, and how sure that is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.stats import norm

from forecasting.conformal import stretches
from forecasting.distribution import INTERVALS, LEVELS, MEDIAN, NORMAL
from forecasting.errors import DurationRefused
from forecasting.evidence import Gain, later
from forecasting.series import Floats
from forecasting.shrinkage import NORMAL_MAD, NOWHERE, Effects, shrunk

FEWEST = 8
"""Visits for a service below which nothing is known of how long it takes."""
PRIOR = 30.0
"""How many visits the normal law's word is worth on the shape of what strays."""
_LEAST = 0.01
"""The least by which a logarithm strays: one per cent, minutes being rounded."""
_SLICES = 200
_MIDDLES: Floats = (np.arange(_SLICES) + 0.5) / _SLICES
_LATEST = 6.0
"""Standard deviations at which a visit that is not over counts as just about to be."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop as planned, for `seconds`. An empty technician or site is one nobody knows; `site` is its kind."""

    service: str
    seconds: float
    technician: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Intervention:
    """What really happened: a visit that took so many `seconds`."""

    visit: Visit
    seconds: float

    def __post_init__(self) -> None:
        """Refuse what took no time, or was planned for none."""
        if not (0 < self.seconds < np.inf and 0 < self.visit.seconds < np.inf):
            raise DurationRefused(planned=self.visit.seconds, seconds=self.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Duration:
    """How long a visit takes: `seconds` is what to expect, `mean` what many of them take each.

    `quantiles` (13,) are seconds at `LEVELS`, or None where too little is known; then both figures are as planned.
    Durations are skewed: half of the visits are over by `seconds`, but a day is as full as the sum of its means.
    """

    seconds: float
    mean: float
    quantiles: Floats | None = None

    @classmethod
    def around(cls, seconds: float, stray: float) -> "Duration":
        """A log-normal duration of this median whose logarithm has the standard deviation `stray`."""
        return cls(seconds, float(seconds * np.exp(stray**2 / 2)), seconds * np.exp(stray * NORMAL))

    def at(self, levels: Floats) -> Floats:
        """The quantiles at these levels, as many seconds; NaN where too little is known.

        Between and beyond `LEVELS` logarithms follow a straight line over the quantiles of a normal law.
        """
        if self.quantiles is None:
            return np.full(levels.shape, np.nan)
        return np.exp(_straight(norm.ppf(levels), NORMAL, np.log(self.quantiles)))

    def left(self, elapsed: float, levels: Floats) -> Floats:
        """The quantiles of what is left of it after so many seconds; NaN where too little is known."""
        if self.quantiles is None or elapsed <= 0:
            return self.at(levels)
        deviation = _straight(np.log([elapsed]), np.log(self.quantiles), NORMAL)[0]
        over = norm.cdf(min(deviation, _LATEST))
        return np.maximum(self.at(over + (1 - over) * levels) - elapsed, 0.0)


@dataclass(frozen=True, slots=True)
class Checked:
    """How earlier visits told the length of later ones, in time order.

    `error`, `planned` and `overall` are mean absolute errors in seconds: what was learned, the minutes planned, the
    median of all earlier visits. `within80` is the share within the 80 % interval; `day` and `day_planned` are what
    the means of many visits and their planned minutes summed up to, over what they took. `gain` compares the errors of
    medians with those of planned minutes, `fills` the squared errors of means, which is what fills a day.
    """

    visits: int
    error: float
    planned: float
    overall: float
    within80: float
    day: float
    day_planned: float
    gain: Gain
    fills: Gain


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """What was learned of how long visits take, on the logarithm of minutes spent over minutes planned.

    `checked` is None where there was too little to look back on; `services` is the same of each service. `seen` counts
    visits by service; the rest is the model: effects of `_LEVELS`, the logarithm of how much each service strays, the
    `shape` (13,) of what strays, and the factors (13,) by which intervals are `stretched` since they covered another
    share of later visits.
    """

    seen: dict[str, int]
    effects: tuple[Effects, ...]
    strays: float
    straying: Effects
    shape: Floats
    stretched: Floats
    checked: Checked | None = None
    services: Mapping[str, Checked] = field(default_factory=dict)

    @property
    def corrects(self) -> bool:
        """Whether what was learned stands instead of the planned minutes."""
        return self.checked is not None and self.checked.gain.earned

    def expected(self, visit: Visit) -> Duration:
        """How long a visit takes; as planned, without quantiles, where its service has hardly been seen.

        Where the planned minutes were as good as what was learned, they are what to expect; quantiles say what came
        of them.
        """
        if self.seen.get(visit.service, 0) < FEWEST:
            return Duration(visit.seconds, visit.seconds)
        known = [effects.of(key(visit)) for key, effects in zip(_LEVELS, self.effects, strict=True)]
        middle, doubt = (sum(column) for column in zip(*known, strict=True))
        spread = np.sqrt(np.exp(2 * (self.strays + self.straying.of(visit.service)[0])) + doubt)
        median = self.shape[MEDIAN]
        shape = np.sort(median + (self.shape - median) * self.stretched)
        quantiles = visit.seconds * np.exp(middle + spread * shape)
        found = Duration(float(quantiles[MEDIAN]), 0.0, quantiles)
        mean = float(found.at(_MIDDLES).mean())
        return replace(found, mean=mean, seconds=found.seconds if self.corrects else visit.seconds)


def learn(interventions: Sequence[Intervention]) -> Durations:
    """Learn from interventions in time order, and look back on how well that would have told the later ones.

    Medians by service, by service and site, by technician, by technician and service, each of what the ones before
    leave over (median polish: Tukey, Exploratory Data Analysis, 1977) and each shrunk; see `forecasting.shrinkage`.
    The medians stand instead of the planned minutes where those were beaten beyond noise.
    """
    checked, services, stretched = check(interventions)
    return replace(fit(interventions), checked=checked, services=services, stretched=stretched)


def fit(interventions: Sequence[Intervention]) -> Durations:
    """Learn without looking back; planned minutes stay what to expect."""
    visits = [done.visit for done in interventions]
    left = np.array([np.log(done.seconds / done.visit.seconds) for done in interventions])
    effects = []
    for key in _LEVELS:
        groups = [key(visit) for visit in visits]
        effects.append(shrunk(left, groups))
        left = left - effects[-1].each(groups)
    services = [visit.service for visit in visits]
    centre = float(np.median(left)) if len(left) else 0.0
    size = np.log(np.maximum(np.abs(left - centre), _LEAST) * NORMAL_MAD)
    strays = float(np.median(size)) if len(size) else 0.0
    straying = shrunk(size - strays, services)
    standard = left / np.exp(strays + straying.each(services))
    seen = {service: services.count(service) for service in dict.fromkeys(services)}
    return Durations(seen, tuple(effects), strays, straying, _shape(standard), np.ones(len(LEVELS)))


def check(interventions: Sequence[Intervention]) -> tuple[Checked | None, dict[str, Checked], Floats]:
    """Say the length of the later half of these visits, in blocks, from what was over before each.

    Once of all and once of each service. Also the factors (13,) by which intervals should be stretched then, as those
    of each block were by the blocks before: see `forecasting.conformal`. None, nothing and ones where there are too few
    visits.
    """
    told: list[tuple[float, ...]] = []
    of: list[str] = []
    plain: list[Floats] = []
    stretched = np.ones(len(LEVELS))
    for known, until in later(len(interventions)):
        earlier = fit(interventions[:known])
        overall = float(np.median([done.seconds for done in interventions[:known]])) if known else np.nan
        for visit, seconds in _pairs(interventions[known:until]):
            said = earlier.expected(visit)
            corrected = replace(earlier, stretched=stretched).expected(visit)
            if said.quantiles is None or corrected.quantiles is None:
                continue
            plain += [np.log(said.quantiles)] * len(seconds)
            low, high = (corrected.quantiles[end] for end in INTERVALS[0.8][:2])
            figures = said.quantiles[MEDIAN], visit.seconds, overall, corrected.mean
            told += [(took, *figures, float(low <= took <= high)) for took in seconds]
            of += [visit.service] * len(seconds)
        if told:
            stretched = stretches(np.log([one[0] for one in told]), np.vstack(plain))
    if not told:
        return None, {}, stretched
    rows, whose = np.array(told), np.array(of)
    return _checked(rows), {one: _checked(rows[whose == one]) for one in dict.fromkeys(of)}, stretched


def _checked(told: Floats) -> Checked:
    took, said, planned, overall, mean, inside = told.T
    errors = [np.abs(took - other) for other in (said, planned, overall)]
    return Checked(
        visits=len(told),
        error=float(errors[0].mean()),
        planned=float(errors[1].mean()),
        overall=float(errors[2].mean()),
        within80=float(inside.mean()),
        day=float(mean.sum() / took.sum()),
        day_planned=float(planned.sum() / took.sum()),
        gain=Gain.of(errors[0], errors[1]),
        fills=Gain.of((took - mean) ** 2, (took - planned) ** 2),
    )


def _pairs(interventions: Sequence[Intervention]) -> list[tuple[Visit, list[float]]]:
    """Each kind of visit once, in order, with what those like it took."""
    found: dict[Visit, list[float]] = {}
    for done in interventions:
        found.setdefault(done.visit, []).append(done.seconds)
    return list(found.items())


def _pair(first: str, second: str) -> str:
    return f"{first} × {second}" if first and second else NOWHERE


_LEVELS: tuple[Callable[[Visit], str], ...] = (
    lambda visit: visit.service,
    lambda visit: _pair(visit.service, visit.site),
    lambda visit: visit.technician,
    lambda visit: _pair(visit.technician, visit.service),
)


def _shape(standard: Floats) -> Floats:
    """Quantiles (13,) of standardised deviations (n,), drawn to the normal law while they are few."""
    if not len(standard):
        return NORMAL
    weight = len(standard) / (len(standard) + PRIOR)
    shape: Floats = weight * np.quantile(standard, LEVELS) + (1 - weight) * NORMAL
    return shape


def _straight(at: Floats, knots: Floats, values: Floats) -> Floats:
    """What stands at `at` on straight lines through rising knots and their values, the outer ones going on for ever."""
    left = np.clip(np.searchsorted(knots, at) - 1, 0, len(knots) - 2)
    slope = (values[left + 1] - values[left]) / (knots[left + 1] - knots[left])
    found: Floats = values[left] + (at - knots[left]) * slope
    return found
