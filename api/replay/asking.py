"""What customers asked for in the past weeks of a firm, told again on a calendar as long as one likes."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.past import PastAppointment
from planner.appointments import CANCELLED, Appointment, State
from planner.firms import Firm
from planner.identifiers import CustomerId
from planner.ports import Work
from planner.services import Service
from planner.sites import Site
from planner.technicians import Clearance, Technician
from planner.working_days import expand, local_day, monday_of

WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)
_NOT_ASKED = CANCELLED | {State.HELD}


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish: when somebody said it, of which service and where; `delay` is what a date by telephone took then.

    `luck` is a number between 0 and 1 by which the customer chooses.
    """

    at: datetime
    service: Service
    site: Site
    delay: timedelta
    luck: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A wish of the past: its weekday, its service, whose it was, and how long its date took."""

    weekday: int
    service_code: str
    customer_id: CustomerId
    delay: timedelta


@dataclass(frozen=True, slots=True)
class Past:
    """A firm as it is now, and the weeks it has been through, each with what was asked for in it."""

    firm: Firm
    services: tuple[Service, ...]
    technicians: tuple[Technician, ...]
    sites: Mapping[CustomerId, Site]
    first: date
    weeks: tuple[tuple[_Line, ...], ...]


def read_past(work: Work) -> Past:
    """Return the whole weeks behind; visits that were cancelled, or whose service or place is not known, are left out.

    A clearance that has an end is taken to be renewed.
    """
    services = {one.code: one for one in work.of(Service).find(active=True)}
    sites = {one.customer_id: one for one in work.of(Site).find() if one.customer_id}
    told = [
        (day, line)
        for day, line in _told(work, services)
        if line.service_code in services and line.customer_id in sites
    ]
    this = monday_of(local_day(work.now, work.firm.zone))
    weeks: dict[date, list[_Line]] = defaultdict(list)
    for day, line in told:
        weeks[monday_of(day)].append(line)
    mondays = [monday for monday in sorted(weeks) if monday < this][1:]  # the first one may have begun before us
    return Past(
        work.firm,
        tuple(services.values()),
        tuple(_renewed(one) for one in work.of(Technician).find(active=True)),
        sites,
        mondays[0] if mondays else this,
        tuple(tuple(weeks[monday]) for monday in mondays),
    )


def asked(past: Past, weeks: int, seed: int, demand: float = 1.0) -> list[list[Asked]]:
    """Return what is asked for in so many weeks from `past.first` on, each in order; the past begins again at its end.

    With `demand` each wish comes so often on average. What falls on a closed day is asked for on the next one.
    """
    found: list[list[Asked]] = [[] for _ in range(weeks)]
    services = {one.code: one for one in past.services}
    for number in range(weeks):
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - dice, not a secret
        for line in past.weeks[number % len(past.weeks)]:
            for _ in range(int(demand + chance.random())):
                at = _moment(past.firm, past.first + number * WEEK + line.weekday * _DAY, chance)
                week = (local_day(at, past.firm.zone) - past.first) // WEEK
                if week < weeks:
                    wish = Asked(
                        at, services[line.service_code], past.sites[line.customer_id], line.delay, chance.random()
                    )
                    found[week].append(wish)
    return [sorted(week, key=lambda one: (one.at, one.luck)) for week in found]


def _told(work: Work, services: Mapping[str, Service]) -> Iterator[tuple[date, _Line]]:
    """Yield the day of each wish of the past, from before Créneau and since; an emergency is asked for on its day."""
    for past in work.of(PastAppointment).find():
        if past.state in CANCELLED:
            continue
        service = services.get(past.service_code)
        urgent = service is not None and service.urgent
        day = past.day if urgent else past.requested_on or past.day
        delay = timedelta(minutes=past.confirmation_minutes or 0)
        yield day, _Line(day.weekday(), past.service_code, past.customer_id, delay)
    codes = {one.id: one.code for one in services.values()}
    for one in work.of(Appointment).find():
        if one.state not in _NOT_ASKED and one.customer_id and one.service_id in codes:
            day = local_day(one.created_at, work.firm.zone)
            yield day, _Line(day.weekday(), codes[one.service_id], one.customer_id, timedelta(0))


def _moment(firm: Firm, day: date, chance: random.Random) -> datetime:
    """Return some instant of the opening hours of a day, or of the next open one."""
    while firm.rules.closed(day) or not (spans := list(expand(firm.rules.opening, day, firm.zone))):
        day += _DAY
    left = chance.random() * sum((span.end - span.start for span in spans), timedelta(0))
    for span in spans:
        if left < span.end - span.start:
            return span.start + left - timedelta(microseconds=left.microseconds)
        left -= span.end - span.start
    return spans[-1].start


def _renewed(technician: Technician) -> Technician:
    return replace(technician, clearances=tuple(Clearance(one.kind) for one in technician.clearances))


def emergencies_of(weeks: Sequence[Sequence[Asked]]) -> Iterator[Asked]:
    """Yield the emergencies among these wishes, in order."""
    return (wish for week in weeks for wish in week if wish.service.urgent)
