"""LightGBM, one ensemble per level: the calendar, the last count known of the moment, the mean of the last four."""

import lightgbm
import numpy as np

from benchmarks.competitors import Question
from forecasting.distribution import LEVELS, MEDIAN, Distribution
from forecasting.series import Floats

_WEEKS = 4
_SET = {"n_estimators": 150, "learning_rate": 0.05, "num_leaves": 15, "min_child_samples": 10, "verbose": -1}


def boosted(question: Question) -> Distribution:
    """Quantiles put in order; the mean is their median."""
    past, ahead = np.split(_columns(question), [len(question.counts)])
    quantiles = np.column_stack([_fitted(past, question.counts, level).predict(ahead) for level in LEVELS])
    return Distribution(quantiles[:, MEDIAN], quantiles)


def _fitted(rows: Floats, counts: Floats, level: float) -> lightgbm.LGBMRegressor:
    model = lightgbm.LGBMRegressor(objective="quantile", alpha=level, n_jobs=1, random_state=0, **_SET)
    return model.set_params(deterministic=True, force_row_wise=True).fit(rows, counts)


def _columns(question: Question) -> Floats:
    """Of the steps known and then of those ahead, (n + h, p); what was counted before all is NaN."""
    week = question.seasons[-1]
    calendar = np.vstack([question.past.matrix(), question.ahead.matrix()])
    counts, places = question.regular()
    first = -(-(places[-1] - len(counts) + 1) // week) * week
    earlier = places[:, None] - first - week * np.arange(_WEEKS)
    before = np.where(earlier >= 0, counts[np.maximum(earlier, 0)], np.nan)
    return np.column_stack([calendar, before[:, 0], before.mean(axis=1)])
