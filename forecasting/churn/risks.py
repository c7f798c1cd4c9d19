"""The verb of this room: who may leave within the year, how likely, why, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import beta, norm

from forecasting.churn.contracts import Contract
from forecasting.churn.hazard import PooledHazard
from forecasting.churn.level import COMMON_DRIFT, FIRM_DRIFT, followed
from forecasting.churn.points import points
from forecasting.churn.reasons import Cause, causes, reasons
from forecasting.churn.snapshots import Facts, Floats, Snapshots, known_on, learned_from

ENOUGH = 10
"""Departures a year below which nobody can tell a good ranking from a bad one: then none is claimed."""
COVERED = 0.9
"""How often the chance lies within the interval that is told."""
SLOPES = 0.1
"""How much what a fact weighs differs from firm to firm, per standard deviation of the fact, as a logit."""
USUAL, ALIKE, UNKNOWN = 0.08, 100.0, 10.0
"""The share that leaves where nothing is known; customers that what other firms show, or that, is worth."""


@dataclass(frozen=True, slots=True)
class Risk:
    """The chance that a customer leaves within the year, within `low` and `high` with nine chances in ten.

    Where the firm has seen too few departures `ranked` is False: the chance is then that of all its customers, and
    only the expert's `points` put one before the other. `causes` are at most three, `reasons` the same in words.
    """

    contract: Contract
    chance: float
    low: float
    high: float
    ranked: bool
    points: int
    causes: tuple[Cause, ...]
    reasons: tuple[str, ...]
    action: str


class Chances(NamedTuple):
    """A chance and its interval for each row (n,), and whether it may be compared with that of another."""

    chance: Floats
    low: Floats
    high: Floats
    ranked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What the past taught: the model, None where all firms together saw too little, and each firm's own figures.

    `shifts` and `variances` (firms,) are where the levels stand now; `customers` and `departures` (firms,) what was
    seen over `years` (firms,).
    """

    model: PooledHazard | None
    shifts: Floats
    variances: Floats
    customers: Floats
    departures: Floats
    years: NDArray[np.int64]

    @property
    def enough(self) -> bool:
        """Whether all firms together saw enough to learn from."""
        return bool(self.departures.sum() >= ENOUGH * max(self.years.max(initial=0), 1))

    @property
    def ranked(self) -> NDArray[np.bool_]:
        """Which firms (firms,) saw enough for their customers to be compared."""
        return self.departures >= ENOUGH * np.maximum(self.years, 1)

    def chances(self, known: Snapshots) -> Chances:
        """The chances of all rows of `known`, which was taken from the same contracts."""
        rate, lowest, highest, ranked = self._rates()
        each = Chances(rate[known.firms], lowest[known.firms], highest[known.firms], ranked[known.firms])
        if self.model is None or not len(known.firms):
            return each
        modelled = self._modelled(self.model, known)
        chance, low, high = (np.where(each.ranked, modelled[place], each[place]) for place in range(3))
        return Chances(chance, low, high, each.ranked)

    def _modelled(self, model: PooledHazard, known: Snapshots) -> Chances:
        """The mean of the chance over what is not known of its logit: D. J. C. MacKay, Neural Computation 4 (1992)."""
        logits = model.decision_function(known.columns, known.firms) + self.shifts[known.firms]
        spread = np.sum(model.columns_.transform(known.columns) ** 2, axis=1) * SLOPES**2
        variance = model.unsure(known.columns, known.firms) + self.variances[known.firms] + spread
        reach = norm.ppf((1 + COVERED) / 2) * np.sqrt(variance)
        chance = expit(logits / np.sqrt(1 + np.pi * variance / 8))
        return Chances(chance, expit(logits - reach), expit(logits + reach), np.full(len(logits), fill_value=True))

    def _rates(self) -> Chances:
        """The share of each firm that leaves, held towards that of all, with its interval."""
        shown = self.departures.sum() / max(self.customers.sum(), 1)
        mean, worth = (shown, ALIKE) if self.enough else (USUAL, UNKNOWN)
        stayed = self.customers - self.departures
        found = beta(worth * mean + self.departures, worth * (1 - mean) + stayed)
        low, high = found.ppf((1 - COVERED) / 2), found.ppf((1 + COVERED) / 2)
        return Chances(found.mean(), low, high, self.ranked)


def learn(contracts: Iterable[Contract], today: date, since: date) -> Learned:
    """Learn from what had become known before `today`, of years in which notices were written down: `since` then.

    Raises:
        ContractRefused: a contract says something that cannot be.
    """
    return taught(learned_from(contracts, today, since))


def taught(past: Snapshots) -> Learned:
    """Learn from rows of the past, of one firm or of many."""
    count = len(past.names)
    customers = np.bincount(past.firms, minlength=count).astype(float)
    departures = np.bincount(past.firms, weights=past.left, minlength=count).astype(float)
    years = np.array([len(set(past.ages[past.firms == firm].tolist())) for firm in range(count)], dtype=np.int64)
    nothing = np.zeros(count)
    learned = Learned(None, nothing, nothing, customers, departures, years)
    if not learned.enough:
        return learned
    model = PooledHazard().fit(past.columns, past.left, past.firms, count=count)
    shifts, variances = _levels(model, past)
    return replace(learned, model=model, shifts=shifts, variances=variances)


def _levels(model: PooledHazard, past: Snapshots) -> tuple[Floats, Floats]:
    """The level of everybody, and then that of each firm beyond it, followed to the year that begins."""
    logits = model.decision_function(past.columns, past.firms)
    common = followed(logits, past.left, past.ages, drift=COMMON_DRIFT)
    own = []
    for firm in range(len(past.names)):
        mine = past.firms == firm
        own.append(followed(logits[mine] + common.shift, past.left[mine], past.ages[mine], drift=FIRM_DRIFT))
    shifts, variances = np.array(own).T
    return shifts + common.shift, variances + common.variance


def risks(contracts: Iterable[Contract], today: date, since: date) -> list[Risk]:
    """Who of the customers of `today` may leave within the year, firm by firm, the likeliest first.

    Nothing that became known on `today` or later changes the answer. `since` is the day from which notices have been
    written down; less than a year of them, or fewer than ten a year in a firm, and no ranking is claimed.

    Raises:
        ContractRefused: a contract says something that cannot be.
    """
    contracts = tuple(contracts)
    return told(learn(contracts, today, since), known_on(contracts, today))


def told(learned: Learned, known: Snapshots) -> list[Risk]:
    """What was learned, said of customers of the same firms, firm by firm, the likeliest first."""
    chances, scores = learned.chances(known), points(known.facts)
    modelled = learned.model.parts(known.columns) if learned.model and len(known.firms) else scores
    found = []
    for row, contract in enumerate(known.contracts):
        ranked = bool(chances.ranked[row])
        why = causes(Facts(*known.facts[row].tolist()), (modelled if ranked else scores)[row])
        chance, low, high = (float(figure[row]) for figure in chances[:3])
        score = int(scores[row].sum())
        found.append(Risk(contract, chance, low, high, ranked, score, why, *reasons(contract, why)))
    return sorted(found, key=lambda one: (one.contract.firm, -one.chance, -one.points, one.contract.id))
