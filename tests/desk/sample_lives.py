"""Invented customers under contract, visited each season; those who left had complained."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from desk.calls import Call, Reason
from desk.contracts import MaintenanceContract
from desk.customers import Customer, CustomerKind
from desk.identifiers import CallId, ContractId, PastAppointmentId
from desk.past import PastAppointment
from planner.identifiers import CustomerId
from planner.ports import Work
from tests.support.planner import SUNDAY_NIGHT, paris

DAY, SEASON = timedelta(days=1), timedelta(days=91)
BEHIND = timedelta(days=1200)
"""For how long visits and complaints have been noted."""


def lives(name: str, today: date, *, customers: int = 60, leavers: int = 24) -> list[Any]:
    """The records of a firm: leavers left in the year before `today`, every second in the one before, one sooner."""
    return [
        one
        for number in range(customers)
        for one in _life(f"{name}{number:03}", number, today, _ended(number, leavers, today))
    ]


def keep(work: Work, records: list[Any]) -> None:
    """Put them into a firm's records."""
    for kind in {type(one) for one in records}:
        work.of(kind).put_all(one for one in records if type(one) is kind)


def _ended(number: int, leavers: int, today: date) -> date | None:
    if number >= leavers:
        return None
    return today - timedelta(days=40 + 300 * (number / leavers) + 365 * (number % 2) if number else 800)


def _life(key: str, number: int, today: date, ended_on: date | None) -> Iterator[Any]:
    customer, last = CustomerId(key), ended_on or today
    yield Customer(
        customer, f"Client {key}", SUNDAY_NIGHT, list(CustomerKind)[number % 3], phone=f"+3363998{number:04}"
    )
    yield MaintenanceContract(
        ContractId(f"K{key}"), customer, "vmc", 4, date(2020, 1, 1), annual_cents=29_000, ended_on=ended_on
    )
    day = today - BEHIND + number * DAY
    while day < last:
        yield PastAppointment(PastAppointmentId(f"{key}-{day}"), day, "vmc", customer, 60)
        day += SEASON
    for before in (30, 80) if ended_on or number % 10 == 0 else ():
        yield Call(
            CallId(f"{key}-{before}"), paris(10, day=last - before * DAY), customer_id=customer, reason=Reason.COMPLAINT
        )
