"""What was known of each customer on a day, as numbers, and whether the customer left in the year after it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from forecasting.churn.contracts import Contract, Happening
from forecasting.errors import ContractRefused

Floats = NDArray[np.float64]

YEAR = timedelta(days=365)
"""How far back what happened lately reaches, and how far ahead leaving is looked for."""
MONTH = YEAR.days / 12
LEAST_NOTED = 0.25
"""The share of a year from which on counts of it are taken for the rest."""
LATE_FROM, LATE_TO = 9.0, 21.0
"""Months without a visit from which on it may matter, and beyond which it matters no more."""


class Facts(NamedTuple):
    """What was known of one customer on a day; counts are those of the year before it."""

    complaints: float
    no_access: float
    second_visits: float
    months_unvisited: float
    years: float
    price: float
    visits_a_year: float


@dataclass(frozen=True, slots=True, eq=False)
class Snapshots:
    """One row per customer and day on which somebody looked, in the order given.

    `facts` (n, 7) holds the columns of `Facts`; `firms` and `ages` (n,) the number of the firm in `names` and how many
    whole years before the last day the row was looked at; `left` (n,) whether the customer left in the year after;
    `noted` (n,) for which share of the year before the day anybody wrote down what happened.
    """

    contracts: tuple[Contract, ...]
    facts: Floats
    firms: NDArray[np.int64]
    ages: NDArray[np.int64]
    left: NDArray[np.bool_]
    noted: Floats
    names: tuple[str, ...]

    @property
    def columns(self) -> Floats:
        """What a model reads (n, 7): each fact on the scale on which it is expected to act evenly, about one wide.

        Counts of a year that was noted in part are taken for as many in the rest of it.
        """
        complaints, no_access, second = self.facts[:, :3].T / self.noted
        unvisited, years, price, visits = self.facts[:, 3:].T
        late = np.clip((unvisited - LATE_FROM) / (LATE_TO - LATE_FROM) * 2, 0, 2)
        found: Floats = np.column_stack(
            [
                np.minimum(complaints, 4) ** 0.8,
                np.minimum(no_access, 3),
                np.minimum(second, 3),
                late,
                np.log1p(years),
                price / 0.2,
                visits - 2,
            ]
        )
        return found

    def of(self, name: str) -> Self:
        """The rows of one firm, which keeps its number among the others."""
        kept = self.firms == self.names.index(name)
        mine = tuple(one for one, keep in zip(self.contracts, kept.tolist(), strict=True) if keep)
        rows = {field: getattr(self, field)[kept] for field in ("facts", "firms", "ages", "left", "noted")}
        return replace(self, contracts=mine, **rows)


def learned_from(contracts: Iterable[Contract], today: date, since: date) -> Snapshots:
    """Look back a year, two years … as far as notices have been written down: what was known then, and who left.

    Nothing that became known on `today` or later is looked at.

    Raises:
        ContractRefused: a contract says something that cannot be.
    """
    days, day = [], today - YEAR
    while day >= since:
        days.append(day)
        day -= YEAR
    return _looked(tuple(contracts), days, today)


def known_on(contracts: Iterable[Contract], today: date) -> Snapshots:
    """What is known on `today` of everybody who has a contract; nobody of them has left yet.

    Raises:
        ContractRefused: a contract says something that cannot be.
    """
    return _looked(tuple(contracts), [today], today)


def pooled(each: Iterable[Snapshots]) -> Snapshots:
    """The rows of several firms that were looked at one by one, each by its own `since`; firms in order of name."""
    each = sorted((one for one in each if one.names), key=lambda one: one.names)
    names = tuple(sorted({name for one in each for name in one.names}))
    numbers = {name: number for number, name in enumerate(names)}
    places = [np.array([numbers[name] for name in one.names], dtype=np.int64)[one.firms] for one in each]
    return Snapshots(
        contracts=tuple(contract for one in each for contract in one.contracts),
        facts=np.concatenate([np.zeros((0, len(Facts._fields))), *(one.facts for one in each)]),
        firms=np.concatenate([np.zeros(0, dtype=np.int64), *places]),
        ages=np.concatenate([np.zeros(0, dtype=np.int64), *(one.ages for one in each)]),
        left=np.concatenate([np.zeros(0, dtype=bool), *(one.left for one in each)]),
        noted=np.concatenate([np.zeros(0), *(one.noted for one in each)]),
        names=names,
    )


def _looked(contracts: tuple[Contract, ...], days: Sequence[date], today: date) -> Snapshots:
    for contract in contracts:
        _check(contract)
    names = tuple(sorted({contract.firm for contract in contracts}))
    numbers = {name: number for number, name in enumerate(names)}
    rows: list[tuple[Contract, date, Facts]] = []
    for day in days:
        held = [one for one in contracts if one.start < day and (one.left is None or one.left >= day)]
        usual = _usual_prices(held)
        rows += [(one, day, _facts(one, day, usual[one.firm, one.kind])) for one in held]
    gone = [one.left is not None and one.left < min(day + YEAR, today) for one, day, _ in rows]
    return Snapshots(
        contracts=tuple(one for one, _, _ in rows),
        facts=np.array([facts for *_, facts in rows], dtype=float).reshape(-1, len(Facts._fields)),
        firms=np.array([numbers[one.firm] for one, _, _ in rows], dtype=np.int64),
        ages=np.array([(today - day) // YEAR for _, day, _ in rows], dtype=np.int64),
        left=np.array(gone, dtype=bool),
        noted=np.array([_noted(one, day) for one, day, _ in rows], dtype=float),
        names=names,
    )


def _noted(contract: Contract, day: date) -> float:
    if contract.noted is None:
        return 1.0
    return min(1.0, max(LEAST_NOTED, (day - contract.noted) / YEAR))


def _usual_prices(held: Iterable[Contract]) -> dict[tuple[str, str], float]:
    """What a firm's contracts of a kind usually cost on that day."""
    prices: dict[tuple[str, str], list[int]] = {}
    for one in held:
        prices.setdefault((one.firm, one.kind), []).append(one.yearly)
    return {kind: median(found) for kind, found in prices.items()}


def _facts(contract: Contract, day: date, usual: float) -> Facts:
    past = [event for event in contract.events if event.on < day]
    lately = [event.what for event in past if event.on >= day - YEAR]
    visited = max((event.on for event in past if event.what is Happening.VISIT), default=contract.start)
    return Facts(
        complaints=lately.count(Happening.COMPLAINT),
        no_access=lately.count(Happening.NO_ACCESS),
        second_visits=lately.count(Happening.SECOND_VISIT),
        months_unvisited=(day - visited).days / MONTH,
        years=(day - contract.start) / YEAR,
        price=math.log(contract.yearly / usual),
        visits_a_year=contract.visits_a_year,
    )


def _check(contract: Contract) -> None:
    if contract.yearly <= 0 or contract.visits_a_year < 0:
        raise ContractRefused(id=contract.id)
    if contract.left is not None and contract.left < contract.start:
        raise ContractRefused(id=contract.id)
