"""What the lengths of past visits teach: of each service, and of the arrivals of a day."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

import forecasting
from desk.past import PastAppointment
from desk.visit_lengths import LONGEST, NOW, SHORTEST, LearnedLengths, LearnedService, VisitLength, site_kinds
from planner.appointments import State
from planner.ports import Work
from planner.services import Service
from planner.working_days import local_day

if TYPE_CHECKING:
    from forecasting.durations import Checked, Durations, Intervention

MOST = 10_000
"""The latest so many visits teach; older ones tell of other days."""
ENOUGH = 100
"""Visits looked back on below which no arrival is told from what was learned."""
_COVERED, _CONFIDENT = 0.8, 1.645
_TELLING = np.array([0.1, 0.5, 0.9])


@dataclass(frozen=True, slots=True)
class _Past:
    """A visit that is over, whoever wrote it down."""

    day: date
    key: str
    service: str
    technician: str
    site: str
    length: timedelta


def learn_lengths(work: Work, new: Iterable[VisitLength] = ()) -> LearnedLengths:
    """Learn from all visits noted, those that are `new` and those of before Créneau; the same on every run.

    Each counts as planned for as long as its service is now: a length that was accepted is not suggested again.
    """
    services = {service.code: service for service in work.of(Service).find()}
    past = sorted((one for one in _past(work, new) if one.service in services), key=lambda one: (one.day, one.key))
    planned = {code: service.duration.total_seconds() for code, service in services.items()}
    taught = forecasting.durations.learn([_lesson(one, planned[one.service]) for one in past[-MOST:]])
    return LearnedLengths(
        id=NOW,
        learned_on=local_day(work.now, work.firm.zone),
        visits=sum(taught.seen.values()),
        trusted=_trusted(taught.checked),
        model=forecasting.coefficients.written(taught),
        services=tuple(found for service in services.values() if (found := _learned(taught, service))),
    )


def _lesson(one: _Past, planned: float) -> "Intervention":
    visit = forecasting.durations.Visit(one.service, planned, one.technician, one.site)
    return forecasting.durations.Intervention(visit, one.length.total_seconds())


def _past(work: Work, new: Iterable[VisitLength]) -> Iterator[_Past]:
    for one in {one.id: one for one in (*work.of(VisitLength).find(), *new)}.values():
        if one.length is not None:
            yield _Past(one.day, one.id, one.service_code, one.technician_id, one.site_kind, one.length)
    kinds = site_kinds(work)
    for old in work.of(PastAppointment).find():
        length = timedelta(minutes=old.actual_minutes or 0)
        if old.state is State.DONE and SHORTEST <= length <= LONGEST:
            yield _Past(old.day, old.id, old.service_code, "", kinds.get(old.customer_id, ""), length)


def _trusted(checked: "Checked | None") -> bool:
    """Tell whether enough later visits were looked back on, and no fewer than said were inside but by chance."""
    if checked is None or checked.visits < ENOUGH:
        return False
    doubt = _CONFIDENT * math.sqrt(_COVERED * (1 - _COVERED) / checked.visits)
    return checked.within80 >= _COVERED - doubt


def _learned(taught: "Durations", service: Service) -> LearnedService | None:
    """Return what is known of a service, by whomever and wherever; None where that is too little."""
    found = taught.expected(forecasting.durations.Visit(service.code, service.duration.total_seconds()))
    if found.quantiles is None:
        return None
    low, median, high = (_whole(seconds) for seconds in found.at(_TELLING))
    checked = taught.services.get(service.code)
    return LearnedService(
        code=service.code,
        visits=taught.seen[service.code],
        planned=service.duration,
        mean=_whole(found.mean),
        median=median,
        low=low,
        high=high,
        checked=checked.visits if checked else 0,
        within=round(checked.within80, 4) if checked else 0.0,
        better=checked is not None and checked.fills.earned,
    )


def _whole(seconds: float) -> timedelta:
    return timedelta(seconds=round(float(seconds)))
