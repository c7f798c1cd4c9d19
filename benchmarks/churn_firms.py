"""Invented firms whose customers leave with chances that are known: what models of churn are measured on.

It was written, and committed, before any model. How much each thing weighs is drawn for each world, and differs from
firm to firm; how many leave moves from year to year. The true chances are computed here, by code that models do not
share.

python benchmarks/churn_firms.py    how well somebody who knew every chance would rank the customers of each world
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from forecasting.churn.contracts import Contract, Event, Happening

Floats = NDArray[np.float64]

FIRST = date(2024, 1, 1)
"""The first day on which somebody looks; events are known from two years before."""
YEAR = 365.25
LEAVING = 0.08
"""The mean chance of leaving within a year, before firms and years differ."""
KINDS = {"bronze": (1, 18_000, 0.5), "argent": (2, 29_000, 0.3), "or": (3, 45_000, 0.2)}
"""The visits a year of each kind, its price in cents, and the share of customers who have it."""
CUSTOMERS = {"particulier": 0.7, "syndic": 0.15, "commerce": 0.15}

COMES_BACK, COMPLAINS, EARLY, PRECISE = 0.6, 0.15, 2.0, 1e-9
"""Shares: of visits made up for after a closed door, of second visits complained about. Years; logits."""

WEIGHTS = {
    "complaints": (0.4, 0.9),
    "no_access": (0.2, 0.6),
    "second_visits": (0.1, 0.5),
    "unvisited": (0.2, 0.6),
    "years": (-0.5, -0.2),
    "first_year": (0.0, 0.4),
    "price": (0.0, 0.3),
    "angry_early": (0.0, 0.4),
}
"""Between what bounds the weight of each thing is drawn, on the logit scale."""
FIRM_SPREAD, FIRM_LEVEL, YEAR_LEVEL, FIRM_YEAR_LEVEL = 0.4, 0.35, 0.2, 0.15
"""How much firms differ: weights as a share of themselves; levels of firms, years, and years of a firm as logits."""


@dataclass(slots=True)
class Simulated:
    """A firm: its contracts, and for each day somebody looked the true chance of each customer of leaving in a year."""

    name: str
    contracts: list[Contract] = field(default_factory=list)
    chances: dict[date, dict[str, float]] = field(default_factory=dict)


@dataclass(slots=True)
class _Life:
    """One contract while it is lived through."""

    contract: Contract
    events: list[Event]
    left: date | None = None


def world(seed: int, *, firms: int = 30, customers: int = 300, years: int = 2) -> list[Simulated]:
    """Answer the firms of one world, each with about `customers` contracts on each first of January."""
    rng = np.random.default_rng(seed)
    weights = {name: rng.uniform(*bounds) for name, bounds in WEIGHTS.items()}
    shocks = rng.normal(0, YEAR_LEVEL, years)
    return [_firm(f"firm {number:02}", rng, weights, shocks, customers) for number in range(firms)]


def _firm(name: str, rng: np.random.Generator, weights: dict[str, float], shocks: Floats, customers: int) -> Simulated:
    own = {key: rng.normal(weight, FIRM_SPREAD * abs(weight)) for key, weight in weights.items()}
    shift = rng.normal(0, FIRM_LEVEL)
    years = len(shocks)
    joining = round(LEAVING * customers * years)
    habits = {key: float(rng.lognormal(0, 0.3)) for key in ("complaint", "no_access", "second_visit", "skipped")}
    lives = [_life(name, number, rng, habits, years, late=number >= customers) for number in range(customers + joining)]
    firm, level = Simulated(name), 0.0
    for year, shock in enumerate(shocks):
        day = FIRST.replace(year=FIRST.year + year)
        alive = [life for life in lives if life.contract.start < day and life.left is None]
        logits = np.array([_logit(life, day, own) for life in alive])
        level = level if year else _level(logits) + shift
        chances = 1 / (1 + np.exp(-(level + logits + shock + rng.normal(0, FIRM_YEAR_LEVEL))))
        firm.chances[day] = {life.contract.id: float(p) for life, p in zip(alive, chances, strict=True)}
        for life, chance in zip(alive, chances, strict=True):
            if rng.random() < chance:
                life.left = day + timedelta(days=int(rng.integers(1, 365)))
    firm.contracts = list(_ended(lives))
    return firm


def _life(
    firm: str, number: int, rng: np.random.Generator, habits: dict[str, float], years: int, *, late: bool
) -> _Life:
    kind = str(rng.choice(list(KINDS), p=[share for *_, share in KINDS.values()]))
    visits, price, _ = KINDS[kind]
    if late:
        start = FIRST + timedelta(days=int(rng.integers(0, 365 * years)))
    else:
        start = FIRST - timedelta(days=1 + int(min(rng.exponential(5), 15) * YEAR))
    contract = Contract(
        id=f"{firm} {number:05}",
        firm=firm,
        kind=kind,
        yearly=int(price * rng.lognormal(0, 0.2)),
        visits_a_year=visits,
        start=start,
        customer_kind=str(rng.choice(list(CUSTOMERS), p=list(CUSTOMERS.values()))),
    )
    until = FIRST.replace(year=FIRST.year + years)
    begins = max(start, FIRST.replace(year=FIRST.year - 2))
    return _Life(contract, sorted(_events(contract, rng, habits, begins, until), key=lambda event: event.on))


def _events(
    contract: Contract, rng: np.random.Generator, habits: dict[str, float], begins: date, until: date
) -> Iterator[Event]:
    """Visits about when they are due: some skipped, some before a closed door, some done again; and complaints."""
    absent = min(rng.gamma(0.7, 0.06 / 0.7) * habits["no_access"], 0.8)
    again, skipped = min(0.12 * habits["second_visit"], 0.5), min(0.08 * habits["skipped"], 0.5)
    gap = YEAR / contract.visits_a_year
    day = begins + timedelta(days=int(rng.uniform(0, gap)))
    while day < until:
        if rng.random() < skipped:
            pass
        elif rng.random() < absent:
            yield Event(day, Happening.NO_ACCESS)
            if rng.random() < COMES_BACK:
                yield Event(day + timedelta(days=int(rng.integers(14, 43))), Happening.VISIT)
        else:
            yield Event(day, Happening.VISIT)
            if rng.random() < again:
                yield Event(day + timedelta(days=int(rng.integers(2, 20))), Happening.SECOND_VISIT)
                if rng.random() < COMPLAINS:
                    yield Event(day + timedelta(days=int(rng.integers(20, 40))), Happening.COMPLAINT)
        day += timedelta(days=max(int(rng.normal(gap, gap / 8)), 20))
    rate = rng.gamma(0.5, 0.18 / 0.5) * habits["complaint"]
    for _ in range(rng.poisson(rate * (until - begins).days / YEAR)):
        yield Event(begins + timedelta(days=int(rng.integers(0, max((until - begins).days, 1)))), Happening.COMPLAINT)


def _logit(life: _Life, day: date, weights: dict[str, float]) -> float:
    """What speaks for leaving in the year from `day`, by what happened before it; without the level of the firm."""
    contract, past = life.contract, [event for event in life.events if event.on < day]
    lately = [event.what for event in past if (day - event.on).days <= YEAR]
    years = (day - contract.start).days / YEAR
    visited = max((event.on for event in past if event.what is Happening.VISIT), default=contract.start)
    complaints = min(lately.count(Happening.COMPLAINT), 4) ** 0.8
    price = np.log(contract.yearly / KINDS[contract.kind][1])
    return float(
        weights["complaints"] * complaints
        + weights["angry_early"] * complaints * (years < EARLY)
        + weights["no_access"] * min(lately.count(Happening.NO_ACCESS), 3)
        + weights["second_visits"] * min(lately.count(Happening.SECOND_VISIT), 3)
        + weights["unvisited"] * np.clip(((day - visited).days / YEAR * 12 - 9) / 6, 0, 2)
        + weights["years"] * np.log1p(years)
        + weights["first_year"] * (years < 1)
        + weights["price"] * price / 0.2
    )


def _level(logits: Floats) -> float:
    """The intercept at which these customers leave at the mean rate, by halving."""
    low, high = -12.0, 6.0
    while high - low > PRECISE:
        middle = (low + high) / 2
        below = np.mean(1 / (1 + np.exp(-(middle + logits)))) < LEAVING
        low, high = (middle, high) if below else (low, middle)
    return low


def _ended(lives: list[_Life]) -> Iterator[Contract]:
    for life in lives:
        one, last = life.contract, life.left
        events = tuple(event for event in life.events if last is None or event.on <= last)
        yield Contract(
            one.id, one.firm, one.kind, one.yearly, one.visits_a_year, one.start, last, events, one.customer_kind
        )


def outcomes(firm: Simulated, day: date) -> tuple[list[str], Floats, NDArray[np.bool_]]:
    """Who had a contract on `day`, with which chance of leaving in the year after, and whether each of them left."""
    left = {contract.id: contract.left for contract in firm.contracts}
    names, next_year = list(firm.chances[day]), day.replace(year=day.year + 1)
    gone = [left[name] is not None and day <= left[name] < next_year for name in names]  # type: ignore[operator]
    return names, np.array(list(firm.chances[day].values())), np.array(gone)


def main() -> None:
    """Print what whoever knew every chance would get, of firms large enough to see it."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415

    for seed in range(1, 6):
        firms = world(seed, customers=1300)
        day = max(firms[0].chances)
        found = [outcomes(firm, day) for firm in firms]
        areas = [roc_auc_score(gone, chances) for _, chances, gone in found]
        left, seen = sum(gone.sum() for *_, gone in found), sum(len(gone) for *_, gone in found)
        print(f"world {seed}: the oracle's AUC within a firm {np.mean(areas):.3f}, {left} of {seen} customers left")


if __name__ == "__main__":
    main()
