"""How long visits really took, what that teaches of each service, and how far to trust it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from desk.customers import Customer
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.ports import Work
from planner.reports import spent
from planner.services import Service
from planner.working_days import local_day

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=12)
"""What was reported over sooner, or later, was reported at another moment than it happened."""
AT_ONCE = 500
"""Visits whose reports are read in one night; the others wait for the next."""
NOW = "now"
_STEP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class VisitLength:
    """How long one visit took, None where its technician reported that never, or at another moment than it happened.

    `id` is the appointment's; `site_kind` is whom its customer is.
    """

    id: AppointmentId
    day: date
    service_code: str
    technician_id: str
    site_kind: str
    length: timedelta | None


@dataclass(frozen=True, slots=True)
class LearnedService:
    """What is known of one service, planned for `planned` when it was learned.

    `mean` is what fills a day, `median` what half of the visits stay below, `low` to `high` holds eight in ten. Of
    `checked` later visits said beforehand, a share of `within` was inside. `better` tells whether the mean beat the
    planned length beyond noise.
    """

    code: str
    visits: int
    planned: timedelta
    mean: timedelta
    median: timedelta
    low: timedelta
    high: timedelta
    checked: int
    within: float
    better: bool

    @property
    def suggested(self) -> timedelta | None:
        """Return the length to plan it for, in steps of five minutes; None where the planned one is as good."""
        length = max(_STEP, _STEP * round(self.mean / _STEP))
        return length if self.better and length != self.planned else None


@dataclass(frozen=True, slots=True)
class LearnedLengths:
    """What was learned on a day: of each service, and `model` for whoever tells arrivals, where it is `trusted`."""

    id: str
    learned_on: date
    visits: int
    trusted: bool
    model: str
    services: tuple[LearnedService, ...]

    def of(self, code: str) -> LearnedService | None:
        """Return what is known of a service."""
        return next((one for one in self.services if one.code == code), None)


def learned_lengths(work: Work) -> LearnedLengths | None:
    """Return what was learned last; None where nothing ever was."""
    return next(iter(work.of(LearnedLengths).find(id=NOW)), None)


def new_lengths(work: Work) -> list[VisitLength]:
    """Return the visits that are done and were not noted yet, the latest `AT_ONCE` of them, with how long they took."""
    noted = {one.id for one in work.of(VisitLength).find()}
    done = [one for one in work.of(Appointment).find(state=State.DONE) if one.id not in noted]
    codes = {service.id: service.code for service in work.of(Service).find()}
    kinds = site_kinds(work)
    return [
        VisitLength(
            id=one.id,
            day=local_day(one.window.start, work.firm.zone),
            service_code=codes.get(one.service_id, ""),
            technician_id=route.technician_id if (route := work.routes.holding(one.id)) else "",
            site_kind=kinds.get(one.customer_id or "", ""),
            length=_believable(spent(work, one.id)),
        )
        for one in sorted(done, key=lambda one: one.window.start)[-AT_ONCE:]
    ]


def site_kinds(work: Work) -> dict[str, str]:
    """Return the kind of site that each customer's is taken for: whom he is."""
    return {customer.id: customer.kind for customer in work.of(Customer).find()}


def keep_learned(work: Work, new: Iterable[VisitLength], learned: LearnedLengths) -> None:
    """Keep what was noted and what was learned, in the place of what was learned before."""
    work.of(VisitLength).put_all(new)
    work.of(LearnedLengths).put(learned)


def _believable(spent: Interval | None) -> timedelta | None:
    """Return a length in whole seconds; None where no one can have been there so shortly, or so long."""
    length = timedelta(seconds=round(spent.length.total_seconds())) if spent else None
    return length if length and SHORTEST <= length <= LONGEST else None
