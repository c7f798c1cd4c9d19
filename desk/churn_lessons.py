"""One night's lists of who may leave: learned by firms together, told to each of its own customers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

import forecasting
from desk.churn import NOW, AtRisk, Came, Cause, ChurnCard, ChurnList
from desk.churn_records import churn_records
from desk.contracts import MaintenanceContract
from planner.identifiers import FirmId
from planner.ports import Work
from planner.working_days import local_day

if TYPE_CHECKING:
    from forecasting.churn import Learned, Risk, Snapshots

_YEAR = timedelta(days=365)
_DECIMALS = 6
_PACKAGES = ("creneau", "numpy", "scikit-learn", "scipy")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one firm's records say on a day: rows to learn from, `past`, and its customers of today, `known`.

    `then` and `came` are the rows there were to learn from a year ago, and that year itself: to be held against it.
    """

    firm: FirmId
    today: date
    since: date | None
    kept: Mapping[str, MaintenanceContract]
    past: "Snapshots"
    known: "Snapshots"
    then: "Snapshots"
    came: "Snapshots"


def look(work: Work) -> Look:
    """Look at the contracts of one firm, and at nothing that became known today or later."""
    today, churn = local_day(work.now, work.firm.zone), forecasting.churn
    records, a_year_ago = churn_records(work, today), today - _YEAR
    since = records.since or today
    return Look(
        firm=work.firm.id,
        today=today,
        since=records.since,
        kept={one.id: one for one in work.of(MaintenanceContract).find()},
        past=churn.learned_from(records.contracts, today, since),
        known=churn.known_on(records.contracts, today),
        then=churn.learned_from(records.contracts, a_year_ago, since),
        came=churn.learned_from(records.contracts, today, max(a_year_ago, since)),
    )


def churn_lists(looks: Iterable[Look]) -> dict[FirmId, ChurnList]:
    """Learn from all these firms together, and return what that says of each one's customers; the same on every run."""
    looks, churn = [one for one in looks if one.known.names], forecasting.churn
    learned = churn.taught(churn.pooled(one.past for one in looks))
    known, came = churn.pooled(one.known for one in looks), churn.pooled(one.came for one in looks)
    before = churn.taught(churn.pooled(one.then for one in looks)) if any(len(one.then.left) for one in looks) else None
    told: dict[str, list[Risk]] = {one.firm: [] for one in looks}
    for risk in churn.told(learned, known):
        told[risk.contract.firm].append(risk)
    found = {}
    for one in looks:
        checked = (
            churn.checked(before, came.of(one.firm), known.of(one.firm)) if before and len(one.came.left) else None
        )
        card = _card(one, learned, known.names.index(one.firm), checked)
        found[one.firm] = _list(one, told[one.firm], card)
    return found


def empty_list(one: Look) -> ChurnList:
    """Return the list of a firm that has no contract at all."""
    return _list(one, [], _card(one, None, 0, None))


def _list(one: Look, told: Iterable["Risk"], card: ChurnCard) -> ChurnList:
    staying = [risk for risk in told if one.kept[risk.contract.id].ended_on is None]
    customers = tuple(_at_risk(one.kept[risk.contract.id], risk) for risk in staying)
    return ChurnList(NOW, one.today, bool(staying) and staying[0].ranked, customers, card)


def _at_risk(kept: MaintenanceContract, risk: "Risk") -> AtRisk:
    return AtRisk(
        contract_id=kept.id,
        customer_id=kept.customer_id,
        kind=kept.kind,
        annual_cents=max(kept.annual_cents, 0),
        chance=_rounded(risk.chance),
        low=_rounded(risk.low),
        high=_rounded(risk.high),
        points=risk.points,
        causes=tuple(Cause(cause.fact, cause.number) for cause in risk.causes),
    )


def _card(one: Look, learned: "Learned | None", number: int, checked: "forecasting.churn.Checked | None") -> ChurnCard:
    model = learned.model if learned else None
    groups = (checked.level, *checked.groups) if checked else ()
    return ChurnCard(
        since=one.since,
        customers=len(one.past.left),
        departures=int(one.past.left.sum()),
        years=len(set(one.past.ages.tolist())),
        firms=len(learned.customers) if learned else 1,
        all_customers=int(learned.customers.sum()) if learned else 0,
        all_departures=int(learned.departures.sum()) if learned else 0,
        sha256=_sha256(one.past, one.known),
        intercept=_rounded(model.intercept_) if model else 0.0,
        level=_rounded(model.levels_[number]) if model else 0.0,
        shift=_rounded(learned.shifts[number]) if learned else 0.0,
        weights=_named(model.coef_) if model else {},
        means=_named(model.columns_[0].mean_) if model else {},
        spreads=_named(model.columns_[0].scale_) if model else {},
        came=tuple(
            Came(came.name, came.customers, _rounded(came.expected), came.observed, came.alarm) for came in groups
        ),
        moved=checked.moved if checked else (),
        versions={name: version(name) for name in _PACKAGES},
    )


def _named(values: Iterable[float]) -> dict[str, float]:
    return {name: _rounded(value) for name, value in zip(forecasting.churn.Facts._fields, values, strict=True)}


def _sha256(*each: "Snapshots") -> str:
    hashed = sha256()
    for one in each:
        hashed.update(np.round(one.facts, _DECIMALS).tobytes() + one.ages.tobytes() + one.left.tobytes())
    return hashed.hexdigest()


def _rounded(value: float) -> float:
    """Return a figure as it is kept: not so fine that another machine would keep another."""
    return round(float(value), _DECIMALS)
