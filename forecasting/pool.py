"""What firms have in common: the shape of their weeks, days and years, without how busy any of them is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from forecasting.models.poisson import PoissonRegression
from forecasting.series import Floats
from forecasting.terms import Terms

FEWEST_FIRMS = 5
"""Firms below which nothing is pooled: nobody's shape is to be told from the others' mean."""
SAME = 0.01
"""By how much firms differ at least in any term, as a standard deviation of logarithms: nobody is a copy."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A regression as numbers: with its columns it tells the same rates again.

    `terms` has by name how much each term adds to the logarithm of a rate, and the standard deviation of the doubt
    about that, with weekdays, and half-hours, beside their own average. `level` is the logarithm of what the first day
    ahead is multiplied by, of which four fifths are left a day later; `excess` is that of `negative_binomial`.
    """

    intercept: float
    level: float
    excess: float
    terms: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, model: PoissonRegression, names: Sequence[str], matrix: Floats, level: float) -> "Coefficients":
        """Name the coefficients of a model fitted to these rows (n, p)."""
        calls = model.rates(matrix)
        centred, taken = np.eye(len(names)), np.zeros(len(names))
        for group in ("weekday:", "minute:"):
            members = [place for place, name in enumerate(names) if name.startswith(group) and " " not in name]
            share = matrix[:, members].T @ calls / max(float((matrix[:, members].T @ calls).sum()), 1e-9)
            centred[np.ix_(members, members)] -= share
            taken[members] = share
        own = centred @ model.coef_
        doubt = np.einsum("ij,jk,ik->i", centred, model.covariance_[1:, 1:], centred)
        pairs = zip(own.tolist(), np.sqrt(np.maximum(doubt, 0.0)).tolist(), strict=True)
        terms = {name: pair for name, pair in zip(names, pairs, strict=True) if name}
        return cls(model.intercept_ + float(taken @ model.coef_), level, model.excess_, terms)


@dataclass(frozen=True, slots=True)
class Shape:
    """What to expect of a firm nobody has seen: each term's mean over `firms` and its variance from firm to firm.

    `excess` is the median of theirs.
    """

    firms: int
    terms: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    excess: float = 0.0

    def supports(self, terms: Terms) -> Terms:
        """Return the terms with the seasons that others have learned, however short the own past."""
        known = {name.partition(":")[0] for name in self.terms}
        return replace(terms, yearly=terms.yearly or "year" in known, monthly=terms.monthly or "month" in known)

    def prior(self, names: Sequence[str], penalties: Floats) -> tuple[Floats, Floats]:
        """Return towards what to draw each term, and its penalty, both (p,): the usual ones where nobody knows more."""
        towards = np.array([self.terms[name][0] if name in self.terms else 0.0 for name in names])
        known = np.array([self.terms[name][1] if name in self.terms else np.inf for name in names])
        return towards, np.where(np.isfinite(known), 1 / np.maximum(known, SAME**2), penalties)


def pooled(several: Iterable[Coefficients]) -> Shape | None:
    """Pool what firms learned, whatever their size; None where too few did.

    Each term's mean and variance by moments (DerSimonian & Laird, Controlled Clinical Trials 7, 1986). Only terms that
    enough firms have are kept. The doubt about the mean is part of the variance.
    """
    firms = list(several)
    if len(firms) < FEWEST_FIRMS:
        return None
    names = sorted({name for one in firms for name in one.terms})
    found = {name: [one.terms[name] for one in firms if name in one.terms] for name in names}
    terms = {name: _across(np.array(pairs)) for name, pairs in found.items() if len(pairs) >= FEWEST_FIRMS}
    return Shape(len(firms), terms, float(np.median([one.excess for one in firms])))


def _across(pairs: Floats) -> tuple[float, float]:
    """The mean of coefficients with their doubts, (n, 2), and the variance of another firm's around it."""
    values, doubts = pairs[:, 0], np.maximum(pairs[:, 1] ** 2, 1e-9)
    weights = 1 / doubts
    mean = weights @ values / weights.sum()
    spread = float(weights @ (values - mean) ** 2) - (len(values) - 1)
    between = max(spread / float(weights.sum() - (weights @ weights) / weights.sum()), 0.0)
    weights = 1 / (doubts + between)
    return float(weights @ values / weights.sum()), between + float(1 / weights.sum())
