"""Whether the chances told a year ago came true: the level, the facts they rest on, and every kind of customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
from scipy.stats import binom, ks_2samp, nbinom

from forecasting.churn.contracts import Contract
from forecasting.churn.level import COMMON_DRIFT, FIRM_DRIFT
from forecasting.churn.measures import Booleans
from forecasting.churn.risks import Learned, learn
from forecasting.churn.snapshots import YEAR, Facts, Floats, Snapshots, known_on, learned_from
from forecasting.errors import TooEarlyToCheck

FALSE_ALARMS = 0.01
"""How often a check raises an alarm although nothing has changed."""
WATCHED = 0.1
"""The share of customers a firm has time for: those whose chances are highest."""


class Law(Protocol):
    """How a count is distributed."""

    def cdf(self, count: int) -> float:
        """The chance of at most so many."""

    def sf(self, count: int) -> float:
        """The chance of more."""


@dataclass(frozen=True, slots=True)
class Came:
    """How many of some customers were expected to leave within the year, how many did, and whether that is chance.

    `p` is the chance of a difference as large; `watched` the share of those who stayed that stood among the tenth of
    all with the highest chances.
    """

    name: str
    customers: int
    expected: float
    observed: int
    p: float
    watched: float
    alarm: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What was told a year ago against what came.

    `level` is that of all customers, `groups` are the kinds of customer once the level is set right, `moved` the facts
    that are distributed otherwise than a year ago.
    """

    level: Came
    groups: tuple[Came, ...]
    moved: tuple[str, ...]

    @property
    def alarm(self) -> bool:
        """Whether anything is out of what chance does."""
        return self.level.alarm or any(group.alarm for group in self.groups) or bool(self.moved)


def check(contracts: Iterable[Contract], today: date, since: date) -> Checked:
    """Learn as of a year before `today`, say what would have been said then, and hold it against who left since.

    Each of the three checks raises a false alarm once in a hundred at most, however few customers there are: counts
    are compared with their exact distribution, and many comparisons share one level (S. Holm, 1979).

    Raises:
        ContractRefused: a contract says something that cannot be.
        TooEarlyToCheck: there was nothing to learn from a year ago, or nobody has left since.
    """
    contracts = tuple(contracts)
    then = today - YEAR
    found = checked(learn(contracts, then, since), learned_from(contracts, today, then), known_on(contracts, today))
    if found is None:
        raise TooEarlyToCheck(since=since)
    return found


def checked(learned: Learned, past: Snapshots, now: Snapshots) -> Checked | None:
    """Hold what was `learned` a year ago against the `past` year, of all its firms or of one, and what is known `now`.

    None where there was nothing to learn from, or nobody has left since.
    """
    departures, firms = int(past.left.sum()), np.unique(past.firms)
    if not departures or not learned.years[firms].any():
        return None
    told = _Told(past.left, learned.chances(past).chance)
    expected = float(told.chances.sum())
    drift = COMMON_DRIFT**2 + (FIRM_DRIFT**2 if len(firms) == 1 else 0)
    size = 1 / (drift + 1 / max(learned.departures[firms].sum(), 1))
    level = told.came("", np.ones(len(past.left), dtype=bool), nbinom(size, size / (size + expected)))
    even = replace(told, chances=told.chances * departures / expected)
    kinds = np.array([one.customer_kind for one in past.contracts])
    groups = []
    for kind in sorted(set(kinds.tolist())):
        share = even.chances[kinds == kind].sum() / departures
        groups.append(even.came(kind, kinds == kind, binom(departures, min(share, 1.0))))
    alarms = _holm([group.p for group in groups])
    judged = tuple(replace(group, alarm=alarm) for group, alarm in zip(groups, alarms, strict=True))
    return Checked(level, judged, _moved(past, now))


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Who left (n,), and the chances (n,) that were told."""

    left: Booleans
    chances: Floats

    def came(self, name: str, kept: Booleans, law: Law) -> Came:
        """Hold those that are `kept` against the `law` their number should follow: both its tails count."""
        observed, stayed = int(self.left[kept].sum()), kept & ~self.left
        watched = np.argsort(np.argsort(-self.chances, kind="stable")) < WATCHED * len(self.chances)
        share = float(watched[stayed].mean()) if stayed.any() else 0.0
        p = float(min(1.0, 2 * min(law.cdf(observed), law.sf(observed - 1))))
        return Came(name, int(kept.sum()), float(self.chances[kept].sum()), observed, p, share, p < FALSE_ALARMS)


def _moved(before: Snapshots, now: Snapshots) -> tuple[str, ...]:
    """The facts whose distribution is another than a year ago (Kolmogorov and Smirnov; ties make it careful).

    How long customers have been there is left out: it grows by itself.
    """
    names = [name for name in Facts._fields if name != "years"]
    columns = [Facts._fields.index(name) for name in names]
    alarms = _holm([float(ks_2samp(before.facts[:, one], now.facts[:, one]).pvalue) for one in columns])
    return tuple(name for name, alarm in zip(names, alarms, strict=True) if alarm)


def _holm(chances: Sequence[float]) -> list[bool]:
    """Which of several chances are too small, so that all together raise a false alarm no more often than one."""
    alarms, open_ = [False] * len(chances), True
    for rank, place in enumerate(np.argsort(chances)):
        open_ = open_ and chances[place] < FALSE_ALARMS / (len(chances) - rank)
        alarms[place] = bool(open_)
    return alarms
