"""How many people a half-hour needs on the phone, known or forecast, and what one who is missing costs the callers.

A forecast is worth more than its mean here: one rate too high ruins more than one too low saves. So the questions take
`rates`: equally likely calls an hour along the last axis, made from the samples or quantiles of a count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from forecasting.erlang import Answering, Floats, Integers, PhoneLine, answering
from forecasting.errors import ChanceRefused, QuantilesRefused, TrafficRefused

HALF_HOUR = 30.0
"""Minutes that a count covers unless said otherwise."""

SCENARIOS = 200
"""How many equally likely rates stand for the quantiles of a count."""

_NORMAL = NormalDist()
_MIDDLES = np.array([_NORMAL.inv_cdf((step + 0.5) / SCENARIOS) for step in range(SCENARIOS)])
"""The middles of as many equal slices of a normal distribution, as many standard deviations from its mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Absence:
    """What callers meet in each half-hour as planned and with people missing; every array has the shape (half-hours,).

    `calls` are the calls to expect in each.
    """

    calls: Floats
    before: Answering
    after: Answering

    @property
    def overall_before(self) -> Answering:
        """What callers meet over all these half-hours as planned, each call counting once; of shape ()."""
        return _weighted(self.before, self.calls)

    @property
    def overall_after(self) -> Answering:
        """What callers meet over all these half-hours with people missing, each call counting once; of shape ()."""
        return _weighted(self.after, self.calls)

    @property
    def late(self) -> float:
        """How many calls more are not answered in the promised time."""
        return float(np.sum(self.calls * (self.before.service_level - self.after.service_level)))

    @property
    def lost(self) -> float:
        """How many callers more hang up."""
        return float(np.sum(self.calls * (self.after.abandonment - self.before.abandonment)))


def agents_for(rate: ArrayLike, line: PhoneLine) -> Integers:
    """The fewest people who keep the line's promise at a known rate (calls an hour), in the shape of `rate`.

    Nobody where nobody calls.

    Raises:
        TrafficRefused: a rate is negative, missing or out of all proportion.
    """
    known = np.asarray(rate, np.float64)

    def kept(agents: Integers) -> NDArray[np.bool_]:
        return answering(known, agents, line).service_level >= line.share

    return _fewest(kept, line.share * line.load(known))


def agents_on_average(rates: ArrayLike, line: PhoneLine) -> Integers:
    """The fewest people who keep the line's promise to all callers taken together, over many half-hours like this one.

    `rates`, of shape (…, scenarios), are equally likely calls an hour; the answer has the shape (…). A full half-hour
    brings more callers than a quiet one and weighs as much more: S. G. Steckley, S. G. Henderson and V. Mehrotra,
    "Performance measures for service systems with a random arrival rate", Winter Simulation Conference (2005).

    Raises:
        TrafficRefused: a rate is negative, missing or out of all proportion.
    """
    likely = np.asarray(rates, np.float64)

    def kept(agents: Integers) -> NDArray[np.bool_]:
        return expected(likely, agents, line).service_level >= line.share

    return _fewest(kept, line.share * line.load(likely).mean(axis=-1))


def agents_with_chance(rates: ArrayLike, line: PhoneLine, chance: float) -> Integers:
    """The fewest people with whom the line's promise is kept with this chance: in so many half-hours of all like it.

    `rates` as of `agents_on_average`. As more calls never make it better, these are the people for the quantile of
    the rates at `chance`: I. Gurvich, J. Luedtke and T. Tezcan, "Staffing call centers with uncertain demand forecasts:
    a chance-constrained optimization approach", Management Science 56 (2010).

    Raises:
        ChanceRefused: the chance is not between 0 and 1.
        TrafficRefused: a rate is negative, missing or out of all proportion.
    """
    if not 0 < chance < 1:
        raise ChanceRefused(chance=chance)
    likely = np.asarray(rates, np.float64)
    line.load(likely)
    return agents_for(np.quantile(likely, chance, axis=-1, method="inverted_cdf"), line)


def expected(rates: ArrayLike, agents: ArrayLike, line: PhoneLine) -> Answering:
    """What callers meet on average when one of the equally likely `rates` will come, each call counting once.

    `rates` (calls an hour) has the shape (…, scenarios), `agents` and the answer (…).

    Raises:
        TrafficRefused: a rate or a number of people is negative, missing or out of all proportion.
    """
    likely = np.asarray(rates, np.float64)
    return _weighted(answering(likely, np.asarray(agents)[..., np.newaxis], line), likely)


def without(
    rates: ArrayLike, agents: ArrayLike, line: PhoneLine, *, absent: ArrayLike = 1, minutes: float = HALF_HOUR
) -> Absence:
    """What it does to the callers when `absent` of the planned `agents` are missing.

    `rates` (calls an hour) has the shape (half-hours, scenarios), with one scenario where they are known. `agents` and
    `absent` have the shape (half-hours,) or are one number for all; more than were planned cannot be missing. `minutes`
    is the length of what is called a half-hour here.

    Raises:
        TrafficRefused: a rate or a number of people is negative, missing or out of all proportion.
    """
    likely = np.asarray(rates, np.float64)
    planned, missing = (np.broadcast_to(people, likely.shape[:-1]) for people in (agents, absent))
    if not (missing >= 0).all():
        raise TrafficRefused(absent=absent)
    return Absence(
        calls=likely.mean(axis=-1) * (minutes / 60),
        before=expected(likely, planned, line),
        after=expected(likely, np.maximum(planned - missing, 0), line),
    )


def rates_of_samples(counts: ArrayLike, *, minutes: float = HALF_HOUR) -> Floats:
    """Equally likely rates (calls an hour) behind equally likely counts of `minutes`, along the last axis.

    A count strays even when its rate is known, and the queueing formulas reckon with that already. Only the variance
    beyond the mean belongs to the rate: the counts are drawn towards their mean until that is left. For the
    mixture see G. Jongbloed and G. Koole, "Managing uncertainty in call centres using Poisson mixtures", Applied
    Stochastic Models in Business and Industry 17 (2001), 307-318.

    Raises:
        TrafficRefused: a count is negative, missing or out of all proportion.
    """
    likely = np.asarray(counts, np.float64)
    if not (np.isfinite(likely) & (likely >= 0)).all():
        raise TrafficRefused(counts=counts)
    mean, variance = likely.mean(axis=-1, keepdims=True), likely.var(axis=-1, keepdims=True)
    own = np.sqrt(np.maximum(variance - mean, 0) / np.where(variance > 0, variance, 1.0))
    return np.asarray((mean + (likely - mean) * own) * (60 / minutes), np.float64)


def rates_of_quantiles(
    levels: Sequence[float], counts: ArrayLike, *, mean: ArrayLike | None = None, minutes: float = HALF_HOUR
) -> Floats:
    """Equally likely rates (calls an hour), of shape (…, `SCENARIOS`), behind the quantiles of the count of `minutes`.

    `counts` has the shape (…, levels) and `levels` at least two, rising; `mean`, of shape (…), is the forecast's own
    mean where it is known, which few levels or small counts leave vague. Between the levels and beyond them counts
    follow a straight line over the quantiles of a normal distribution, never below zero; then see `rates_of_samples`.

    Raises:
        QuantilesRefused: the levels or their counts are out of order or out of range.
        TrafficRefused: a mean is negative or missing.
    """
    known, values = np.asarray(levels, np.float64), np.asarray(counts, np.float64)
    _check(known, values)
    deviations = np.array([_NORMAL.inv_cdf(level) for level in known])
    left = np.clip(np.searchsorted(deviations, _MIDDLES) - 1, 0, len(known) - 2)
    along = (_MIDDLES - deviations[left]) / (deviations[left + 1] - deviations[left])
    likely = np.maximum(values[..., left] + along * (values[..., left + 1] - values[..., left]), 0.0)
    if mean is not None:
        wanted, found = np.asarray(mean, np.float64)[..., np.newaxis], likely.mean(axis=-1, keepdims=True)
        likely = np.where(found > 0, likely * (wanted / np.where(found > 0, found, 1.0)), wanted)
    return rates_of_samples(likely, minutes=minutes)


def _check(levels: Floats, counts: Floats) -> None:
    rising = len(levels) > 1 and levels[0] > 0 and levels[-1] < 1 and (np.diff(levels) > 0).all()
    fitting = counts.shape[-1:] == levels.shape and np.isfinite(counts).all()
    if not (rising and fitting and (counts >= 0).all() and (np.diff(counts) >= 0).all()):
        raise QuantilesRefused(levels=levels.tolist(), counts=counts.tolist())


def _weighted(each: Answering, calls: Floats) -> Answering:
    """The mean of the last axis, every call counting once; the plain mean where nobody calls."""
    every = calls.sum(axis=-1, keepdims=True)
    shares = np.where(every > 0, calls / np.where(every > 0, every, 1.0), 1 / calls.shape[-1])

    def mean(values: Floats) -> Floats:
        return np.asarray(np.sum(shares * np.where(shares > 0, values, 0.0), axis=-1), np.float64)

    return Answering(
        waiting=mean(each.waiting),
        service_level=mean(each.service_level),
        mean_wait=mean(each.mean_wait),
        abandonment=mean(each.abandonment),
    )


def _fewest(kept: Callable[[Integers], NDArray[np.bool_]], at_least: Floats) -> Integers:
    """The smallest numbers for which `kept` holds, none below `at_least`: by doubling steps, then by halving them.

    `kept` answers for each element alone and, once true, stays true as its number grows.
    """
    high = np.ceil(at_least - 1e-9).astype(np.int64)
    low, step = high - 1, 1
    while not (enough := kept(high)).all():
        low, high = np.where(enough, low, high), np.where(enough, high, high + step)
        step *= 2
    while (high - low > 1).any():
        middle = (low + high + 1) // 2
        enough = kept(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(high)
