"""The family of forecasts: each model with the columns it reads, all made at one origin."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.distribution import Distribution, gaussian, negative_binomial
from forecasting.features import Features
from forecasting.level import level_ahead
from forecasting.models.boosted import BoostedQuantiles
from forecasting.models.poisson import PoissonRegression
from forecasting.models.pooled import PooledRegression
from forecasting.models.seasonal_average import SeasonalAverage
from forecasting.models.seasonal_naive import SeasonalNaive
from forecasting.pool import Coefficients, Shape
from forecasting.series import Floats
from forecasting.terms import Terms
from forecasting.threads import one_thread

BASELINE, POOLED = "seasonal_naive", "pooled"
HALF_LIFE = 365.0
"""Days after which a count weighs half as much in a regression."""
BOOSTED_FROM = 700
"""Known counts from which trees have something to find."""
LEARNED_ROWS = 20_000
"""The most recent counts a model is fitted to: what bounds its time."""

Windows = Sequence[tuple[slice, slice]]
"""For each origin the rows a model is fitted to, and those it tells of."""


def forecasts(
    told: Features,
    counts: Floats,
    places: Sequence[int],
    horizon: int,
    *,
    trees: bool = False,
    shape: Shape | None = None,
) -> tuple[list[dict[str, Distribution]], dict[str, Coefficients]]:
    """Return what each recipe says at each of `places`, in order, of the next `horizon` rows of `told`.

    Beside it, the coefficients at the last place of those that have some. `pooled` is asked where a `shape` is known.

    It learns from the rows before the place and their counts alone; `counts` (n,) may be fewer than the rows. `mean`
    averages the regression with the trees, or with the seasonal average where there is too little for trees, or
    `trees` are not asked for. Quantiles of all places are found at once: one by one that takes longer than fitting.
    """
    windows = [(slice(max(place - LEARNED_ROWS, 0), place), slice(place, place + horizon)) for place in places]
    naive = gaussian(*_seasonal(SeasonalNaive(), told, counts, windows))
    average = negative_binomial(*_seasonal(SeasonalAverage(), told, counts, windows))
    fitted = _regression(told, counts, windows)
    regression, learned = negative_binomial(fitted.mean, fitted.excess), {"regression": fitted.coefficients}
    mean = Distribution.average([regression, average])
    made = {BASELINE: naive, "seasonal_average": average, "regression": regression, "mean": mean}
    if shape:
        fitted = _regression(told, counts, windows, shape)
        made[POOLED], learned[POOLED] = negative_binomial(fitted.mean, fitted.excess), fitted.coefficients
    parts = {name: one.parted([horizon] * len(windows)) for name, one in made.items()}
    said = [{name: several[number] for name, several in parts.items()} for number in range(len(windows))]
    for (past, ahead), by_name in zip(windows, said, strict=True):
        if trees and past.stop - past.start >= BOOSTED_FROM:
            model = BoostedQuantiles().fit(told.rows(past).matrix(), counts[past])
            by_name["boosted"] = model.distribution(told.rows(ahead).matrix())
            by_name["mean"] = Distribution.average([by_name["regression"], by_name["boosted"]])
    return said, learned


def _seasonal(
    model: SeasonalNaive | SeasonalAverage, told: Features, counts: Floats, windows: Windows
) -> tuple[Floats, Floats]:
    season = told.season()
    return _joined([model.learn(season[past], counts[past]).law(season[ahead]) for past, ahead in windows])


@dataclass(frozen=True, slots=True, eq=False)
class _Fitted:
    """Rates (n,) and their excess (n,) of all windows, one after another, and the coefficients of the last fit."""

    mean: Floats
    excess: Floats
    coefficients: Coefficients


@one_thread()
def _regression(told: Features, counts: Floats, windows: Windows, shape: Shape | None = None) -> _Fitted:
    """Each fit begins where the one before ended, as long as the terms are the same; or from the shape of others."""
    day, laws, before, model, level = told.columns["day"], [], None, None, np.ones(1)
    for past, ahead in windows:
        terms = Terms.of(told.rows(past))
        terms = shape.supports(terms) if shape else terms
        if terms != before:
            (matrix, penalties), names = terms.matrix(told), terms.names(told)
            before, model = terms, None
        weight = 0.5 ** ((day[past].max() - day[past]) / HALF_LIFE)
        begun = _begun(shape, names, penalties)
        model = begun.learn(matrix[past], counts[past], weight, model)
        level = level_ahead(day[past], counts[past], model.rates(matrix[past]), day[ahead])
        laws.append((model.rates(matrix[ahead]) * level, model.unsure(matrix[ahead])))
    past = windows[-1][0]
    return _Fitted(*_joined(laws), Coefficients.of(begun, names, matrix[past], float(np.log(level[0]))))


def _begun(shape: Shape | None, names: Sequence[str], penalties: Floats) -> PoissonRegression:
    if shape is None:
        return PoissonRegression(penalties)
    towards, held = shape.prior(names, penalties)
    return PooledRegression(held, towards, shape.excess)


def _joined(laws: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    first, second = (np.concatenate(column) for column in zip(*laws, strict=True))
    return first, second
