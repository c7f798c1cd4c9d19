"""How well it can be told who left a table of customers, each told by a model that had not seen him."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold

from forecasting.churn.hazard import PooledHazard
from forecasting.churn.measures import Booleans, area, brier_skill, calibration_slope
from forecasting.churn.snapshots import Floats
from forecasting.errors import TooFewToJudge
from forecasting.reading import Customers
from forecasting.scores import calibration_error

FOLDS, SEED = 5, 0
ENOUGH = 20
"""Customers who left, and who stayed, below which no fold could tell anything."""
KNOTS = 10
ALONE = 0.95
"""The area from which on a column alone tells who left: it was hardly known before."""
Fold = tuple[NDArray[np.intp], NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class Judged:
    """How well who left was told out of fold; the same of boosted trees, on the same folds.

    `brier_skill` is over the rate of the customers each fold had seen; `ece` of ten bins with equally many customers.
    `leak_suspects` are columns that alone almost tell who left.
    """

    auc: float
    brier_skill: float
    ece: float
    slope: float
    boosted_auc: float
    boosted_ece: float
    rows: int
    leavers: int
    leak_suspects: tuple[str, ...]


def judge(customers: Customers) -> Judged:
    """Tell of each customer by a penalised logistic regression of the others, numbers bent by splines; same every run.

    Raises:
        TooFewToJudge: fewer than `ENOUGH` left, or stayed.
    """
    rows, left = customers.rows, customers.left
    leavers = int(left.sum())
    if min(leavers, len(left) - leavers) < ENOUGH:
        raise TooFewToJudge(needed=ENOUGH, leavers=leavers, rows=len(left))
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, left))
    told = _told(rows, left, folds, lambda seen: PooledHazard(curved=_bending(seen), knots=KNOTS))
    boosted = _told(rows, left, folds, lambda _: _trees())
    rates = np.zeros(len(left))
    for seen, asked in folds:
        rates[asked] = left[seen].mean()
    return Judged(
        auc=area(left, told),
        brier_skill=brier_skill(left, told, rates),
        ece=calibration_error(left, told),
        slope=calibration_slope(left, told),
        boosted_auc=area(left, boosted),
        boosted_ece=calibration_error(left, boosted),
        rows=len(left),
        leavers=leavers,
        leak_suspects=_suspects(customers, folds),
    )


def _trees() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=120, max_leaf_nodes=8, l2_regularization=5, min_samples_leaf=20, random_state=SEED
    )


def _told(rows: Floats, left: Booleans, folds: list[Fold], model: Callable[[Floats], ClassifierMixin]) -> Floats:
    """The chance (n,) of each customer, by a model of the folds he is not in, held off nought and one."""
    chances = np.zeros(len(left))
    for seen, asked in folds:
        chances[asked] = model(rows[seen]).fit(rows[seen], left[seen]).predict_proba(rows[asked])[:, 1]
    return np.clip(chances, 1e-6, 1 - 1e-6)


def _bending(rows: Floats) -> tuple[int, ...]:
    """The columns with so many different numbers that a spline may bend them."""
    knots = np.quantile(rows, np.linspace(0, 1, KNOTS), axis=0)
    return tuple(int(one) for one in np.flatnonzero((np.diff(knots, axis=0) > 0).all(axis=0)))


def _suspects(customers: Customers, folds: list[Fold]) -> tuple[str, ...]:
    """The columns of the file that alone almost tell who left."""
    found = []
    for name in dict.fromkeys(customers.sources):
        alone = customers.rows[:, [source == name for source in customers.sources]]
        told = _told(alone, customers.left, folds, lambda seen: PooledHazard(curved=_bending(seen), knots=KNOTS))
        if area(customers.left, told) >= ALONE:
            found.append(name)
    return tuple(found)
