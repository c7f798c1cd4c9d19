"""How likely it is that nobody opens the door, or that a second visit is needed, where that can be told at all.

Both are the same question: of visits of the past, the thing happened at some and not at others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.special import betaln, expit
from sklearn.linear_model import LogisticRegression

from forecasting.errors import LeadRefused, RiskUnknown
from forecasting.evidence import Gain, later
from forecasting.scores import calibration_error
from forecasting.series import Floats

FEWEST = 20
"""Visits at which it happened below which only the overall rate is told."""
LOOSE = 1.0
"""The variance in which a term's logarithm of odds is looked for, around the one all visits have in common."""
STRENGTHS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1e6)
"""How many visits the overall rate is worth against a site's own past: the likeliest of these is taken."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A visit as it is known the evening before: `lead` is days from the wish to the visit, `site` who it is.

    An empty name is one nobody knows; a site nobody knows has no past.
    """

    service: str
    customer: str
    lead: float
    site: str
    day: date

    def __post_init__(self) -> None:
        """Refuse a visit wished for after it took place."""
        if not 0 <= self.lead < np.inf:
            raise LeadRefused(lead=self.lead)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A visit of the past, and whether it happened there."""

    chance: Chance
    happened: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """How earlier visits told what happened at later ones, in time order.

    `skill` is 1 − Brier score over that of the overall rate. `error` is the expected calibration error over ten bins of
    equally many visits, `said` and `came` are the mean probability and the share at which it happened, and `strain` is
    Spiegelhalter's statistic: a standard normal one where probabilities are calibrated.
    """

    visits: int
    gain: Gain
    error: float
    said: float
    came: float
    strain: float

    @property
    def skill(self) -> float:
        """Brier skill over the overall rate (Brier, Monthly Weather Review 78, 1950)."""
        return 1 - self.gain.ratio


@dataclass(frozen=True, slots=True, eq=False)
class Risk:
    """What was learned of one risk: the overall `rate`, and the model where it beat that beyond noise.

    `terms` are logarithms of odds by name, on top of `intercept`; `past` holds at how many visits of how many it
    happened at each site, against which the rate counts as `strength` visits.
    """

    rate: float
    intercept: float = 0.0
    terms: Mapping[str, float] | None = None
    past: Mapping[str, tuple[int, int]] | None = None
    strength: float = STRENGTHS[-1]
    checked: Checked | None = None

    @property
    def tells(self) -> bool:
        """Whether it tells visits apart; otherwise each has the overall rate."""
        return self.terms is not None

    def of(self, chance: Chance) -> float:
        """The probability that it happens at this visit."""
        if self.terms is None:
            return self.rate
        past = (self.past or {}).get(chance.site, (0, 0))
        odds = sum(value * self.terms.get(name, 0.0) for name, value in _terms(chance, _more(past, self)).items())
        return float(expit(self.intercept + odds))


def learn(outcomes: Sequence[Outcome]) -> Risk:
    """Learn from visits in time order, and look back on how well that would have told the later ones.

    The model serves where it beat the overall rate beyond noise; otherwise that rate does.

    Raises:
        RiskUnknown: there is no visit to learn from.
    """
    checked = check(outcomes)
    found = fit(outcomes)
    if not (checked and checked.gain.earned):
        found = Risk(found.rate)
    return replace(found, checked=checked)


def fit(outcomes: Sequence[Outcome]) -> Risk:
    """Learn without looking back: a logistic regression on service, customer, lead time and the site's own past.

    Terms are drawn to zero (ridge: le Cessie & van Houwelingen, Applied Statistics 41, 1992); a site's past, which
    never holds the day itself, is a beta-binomial rate (Griffiths, Biometrics 29, 1973). Below `FEWEST` visits at which
    it happened, or did not, only the rate is learned, with half a visit of each kind more (Jeffreys).

    Raises:
        RiskUnknown: there is no visit to learn from.
    """
    if not outcomes:
        raise RiskUnknown
    happened = np.array([outcome.happened for outcome in outcomes], np.float64)
    rate = float((happened.sum() + 0.5) / (len(happened) + 1))
    if min(happened.sum(), len(happened) - happened.sum()) < FEWEST:
        return Risk(rate)
    before, past = _pasts(outcomes)
    drawn = Risk(rate, past=past, strength=_strength(past, rate))
    rows = [_terms(one.chance, _more(known, drawn)) for one, known in zip(outcomes, before, strict=True)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    model = LogisticRegression(C=LOOSE, max_iter=1000).fit(table, happened)
    terms = dict(zip(names, model.coef_[0].tolist(), strict=True))
    return replace(drawn, intercept=float(model.intercept_[0]), terms=terms)


def check(outcomes: Sequence[Outcome]) -> Checked | None:
    """Tell the later half of these visits, in blocks, from what was over before each; None where there are none."""
    said, rates, came = [], [], []
    for known, until in later(len(outcomes)):
        if not known:
            continue
        earlier = fit(outcomes[:known])
        said += [earlier.of(outcome.chance) for outcome in outcomes[known:until]]
        rates += [earlier.rate] * (until - known)
        came += [float(outcome.happened) for outcome in outcomes[known:until]]
    return _checked(np.array(said), np.array(rates), np.array(came)) if came else None


def _checked(said: Floats, rates: Floats, came: Floats) -> Checked:
    """Spiegelhalter, Statistics in Medicine 5, 1986, for the strain."""
    spread = np.sqrt(np.sum((1 - 2 * said) ** 2 * said * (1 - said)))
    strain = float(np.sum((came - said) * (1 - 2 * said)) / spread) if spread > 0 else 0.0
    gain = Gain.of((came - said) ** 2, (came - rates) ** 2)
    return Checked(len(came), gain, calibration_error(came, said), float(said.mean()), float(came.mean()), strain)


def _terms(chance: Chance, more: float) -> dict[str, float]:
    return {
        f"service={chance.service}": 1.0,
        f"customer={chance.customer}": 1.0,
        "lead": float(np.log1p(chance.lead)),
        "past": more,
    }


def _more(past: tuple[int, int], risk: Risk) -> float:
    """The logarithm of a site's rate over the overall one, its past drawn to that (beta-binomial)."""
    happened, visits = past
    return float(np.log((happened / risk.rate + risk.strength) / (visits + risk.strength)))


def _pasts(outcomes: Sequence[Outcome]) -> tuple[list[tuple[int, int]], dict[str, tuple[int, int]]]:
    """What was known of each visit's site before its day, and what is known of each site in the end."""
    past: dict[str, tuple[int, int]] = {}
    day_before: dict[str, tuple[date, tuple[int, int]]] = {}
    before = []
    for outcome in outcomes:
        site, day = outcome.chance.site, outcome.chance.day
        happened, visits = past.get(site, (0, 0))
        if site not in day_before or day_before[site][0] != day:
            day_before[site] = (day, (happened, visits))
        before.append(day_before[site][1])
        if site:
            past[site] = (happened + outcome.happened, visits + 1)
    return before, past


def _strength(past: Mapping[str, tuple[int, int]], rate: float) -> float:
    """The likeliest number of visits that the overall rate is worth against a site's own past."""
    if not past:
        return STRENGTHS[-1]
    happened, visits = np.array(list(past.values()), np.float64).T
    return max(STRENGTHS, key=lambda strength: _likelihood(happened, visits - happened, rate * strength, strength))


def _likelihood(happened: Floats, otherwise: Floats, ahead: float, strength: float) -> float:
    return float(np.sum(betaln(ahead + happened, strength - ahead + otherwise) - betaln(ahead, strength - ahead)))
