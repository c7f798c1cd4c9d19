"""The family of forecasts: each model with the columns it reads, all made at one origin."""

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import SchoolZone
from forecasting.distribution import Distribution, negative_binomial
from forecasting.features import Features, features
from forecasting.level import level_ahead
from forecasting.models.boosted import BoostedQuantiles
from forecasting.models.poisson import PoissonRegression
from forecasting.models.seasonal_average import SeasonalAverage
from forecasting.models.seasonal_naive import SeasonalNaive
from forecasting.series import Floats, Series
from forecasting.terms import Terms

BASELINE = "seasonal_naive"
HALF_LIFE = 365.0
"""Days after which a count weighs half as much in a regression."""
BOOSTED_FROM = 700
"""Known counts from which trees have something to find."""
LEARNED_ROWS = 20_000
"""The most recent counts a model is fitted to: what bounds its time."""


def forecasts(
    history: Series, steps: NDArray[np.intp], zone: SchoolZone | None = None, *, trees: bool = False
) -> dict[str, Distribution]:
    """Return what each recipe says of `steps` (n,), from the counts of `history` and what is known in advance.

    `mean` averages the regression with the trees, or with the seasonal average where there is too little for trees,
    or `trees` are not asked for.
    """
    seen = history.observed[-LEARNED_ROWS:]
    counts, past, ahead = history.counts[seen], features(history, seen, zone), features(history, steps, zone)
    made = {
        BASELINE: SeasonalNaive().fit(past.season(), counts).distribution(ahead.season()),
        "seasonal_average": SeasonalAverage().fit(past.season(), counts).distribution(ahead.season()),
        "regression": _regression(past, counts, ahead),
    }
    if trees and len(counts) >= BOOSTED_FROM:
        made["boosted"] = BoostedQuantiles().fit(past.matrix(), counts).distribution(ahead.matrix())
    made["mean"] = Distribution.average([made["regression"], made.get("boosted", made["seasonal_average"])])
    return made


def _regression(past: Features, counts: Floats, ahead: Features) -> Distribution:
    terms = Terms.of(past)
    matrix, penalties = terms.matrix(past)
    age = past.columns["day"].max() - past.columns["day"]
    model = PoissonRegression(penalties).fit(matrix, counts, sample_weight=0.5 ** (age / HALF_LIFE))
    later = terms.matrix(ahead)[0]
    level = level_ahead(past.columns["day"], counts, model.predict(matrix), ahead.columns["day"])
    return negative_binomial(model.predict(later) * level, model.unsure(later))
