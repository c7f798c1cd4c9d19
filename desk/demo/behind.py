"""Eighteen months of calls and appointments that have been: a busy firm's rhythm, drawn from a few plain laws."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from desk.calls import Call, Reason
from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.demo import numbers
from desk.demo.people import Invention, People
from desk.identifiers import CallId, PastAppointmentId
from desk.past import PastAppointment
from planner.appointments import State
from planner.firms import Firm
from planner.identifiers import CustomerId
from planner.maintenance import due_dates
from planner.working_days import days_between, instant

EMERGENCY = "mise_en_securite"
_YEAR = timedelta(days=365)
_OPEN_DAYS_A_YEAR = 251


def open_days(firm: Firm, first: date, last: date) -> list[date]:
    """Return the firm's working days between two days, both included."""
    return [day for day in days_between(first, last) if firm.rules.open_on(day)]


def load(firm: Firm, day: date) -> float:
    """Return how busy a day is, 1 being the mean: by weekday, by season, and more after a holiday."""
    busy = numbers.WEEKDAY_LOAD[min(day.weekday(), 4)] * numbers.MONTH_LOAD[day.month - 1]
    return busy * (numbers.AFTER_HOLIDAY if firm.rules.closed(day - timedelta(days=1)) else 1)


def past_calls(invention: Invention, firm: Firm, people: People, days: Sequence[date]) -> Iterator[Call]:
    """Yield the calls of these days: negative binomial counts, hours and reasons as usual."""
    callers = _Callers(invention, people)
    spread = numbers.CALL_DISPERSION
    for day in days:
        mean = numbers.CALLS_A_DAY * load(firm, day)
        count = int(invention.random.negative_binomial(mean / (spread - 1), 1 / spread))
        hours = sorted(invention.weighed(numbers.CALL_HOURS, count))
        reasons = invention.weighed(numbers.CALL_REASONS, count)
        for hour, reason, (phone, customer_id) in zip(hours, reasons, callers.some(count), strict=True):
            started_at = _moment(invention, firm, day, hour)
            missed = invention.chance(numbers.MISSED)
            seconds = 0 if missed else invention.length(*numbers.CALL_SECONDS)
            yield Call(CallId(invention.key()), started_at, phone, customer_id, Reason(reason), seconds, missed)


def past_appointments(
    invention: Invention, firm: Firm, people: People, days: Sequence[date]
) -> Iterator[PastAppointment]:
    """Yield the appointments of these days: what customers asked for, and what contracts owed."""
    for day in days:
        for service, mean in numbers.VISITS_A_DAY.items():
            for _ in range(int(invention.random.poisson(mean * load(firm, day)))):
                customer = invention.pick(people.customers)
                yield _past(invention, day, service, customer.id)
    for contract in people.contracts:
        for day in _kept(invention, contract, days):
            yield _past(invention, day, contract.kind, contract.customer_id)


def past_emergencies(
    invention: Invention, firm: Firm, people: People, days: Sequence[date]
) -> Iterator[PastAppointment]:
    """Yield the emergencies of these days, each seen to on the day it was told of."""
    for day in days:
        for _ in range(int(invention.random.poisson(numbers.EMERGENCIES_A_DAY * load(firm, day)))):
            customer = invention.pick(people.customers)
            found = _past(invention, day, EMERGENCY, customer.id)
            yield replace(found, requested_on=day, confirmation_minutes=5)


def past_complaints(invention: Invention, firm: Firm, people: People, days: Sequence[date]) -> Iterator[Call]:
    """Yield the complaints of customers who left since: more of them in the year before."""
    for contract, day, last_year in _before_leaving(people, days):
        rate = numbers.BEFORE_LEAVING["complaints"] if last_year else numbers.COMPLAINTS_A_YEAR
        if invention.chance(rate / _OPEN_DAYS_A_YEAR):
            (hour,) = invention.weighed(numbers.CALL_HOURS, 1)
            at, seconds = _moment(invention, firm, day, hour), invention.length(*numbers.CALL_SECONDS)
            phone = next(one.phone for one in people.customers if one.id == contract.customer_id)
            yield Call(CallId(invention.key()), at, phone, contract.customer_id, Reason.COMPLAINT, seconds)


def past_closed_doors(invention: Invention, people: People, days: Sequence[date]) -> Iterator[PastAppointment]:
    """Yield the visits for which customers who left since did not open, in the year before."""
    for contract, day, last_year in _before_leaving(people, days):
        if last_year and invention.chance(numbers.BEFORE_LEAVING["no_access"] / _OPEN_DAYS_A_YEAR):
            found = _past(invention, day, contract.kind, contract.customer_id)
            yield replace(found, state=State.NO_ACCESS, actual_minutes=None, second_visit=False)


def _before_leaving(people: People, days: Sequence[date]) -> Iterator[tuple[MaintenanceContract, date, bool]]:
    """Yield each day under a contract that has ended, and whether it ended within a year from then."""
    for contract in people.contracts:
        if contract.ended_on is not None:
            for day in days:
                if contract.active_on(day):
                    yield contract, day, contract.ended_on - day < _YEAR


class _Callers:
    """Who rings: customers under contract, other customers, strangers, and people who hide their number."""

    def __init__(self, invention: Invention, people: People) -> None:
        under_contract = {contract.customer_id for contract in people.contracts if contract.ended_on is None}
        self._invention = invention
        self._groups: dict[str, list[Customer]] = {
            "contract": [customer for customer in people.customers if customer.id in under_contract],
            "customer": [customer for customer in people.customers if customer.id not in under_contract],
        }

    def some(self, count: int) -> Iterator[tuple[str, CustomerId | None]]:
        """Yield the telephone and customer of so many callers."""
        for group in self._invention.weighed(numbers.CALLERS, count):
            if customers := self._groups.get(group):
                customer = self._invention.pick(customers)
                yield customer.phone, customer.id
            else:
                stranger = f"+3363998{self._invention.random.integers(5_000, 9_000):04}"
                yield ("" if group == "anonymous" else stranger), None


def _moment(invention: Invention, firm: Firm, day: date, hour: int) -> datetime:
    seconds = int(invention.random.integers(3_600))
    return instant(day, time(hour, seconds // 60, seconds % 60), firm.zone)


def _kept(invention: Invention, contract: MaintenanceContract, days: Sequence[date]) -> Iterator[date]:
    """Yield the working days on which a contract's visits took place, within two weeks of when they were due."""
    for due_on in due_dates(contract.start, contract.visits_per_year, days[0], days[-1]):
        wish = due_on + timedelta(days=int(invention.random.integers(-14, 15)))
        day = next((day for day in days if day >= wish), None)
        if day is not None and contract.active_on(day):
            yield day


def _past(invention: Invention, day: date, service: str, customer_id: CustomerId) -> PastAppointment:
    median, sigma = _minutes(service)
    state = _outcome(invention)
    minutes = invention.length(median, sigma) if state is State.DONE else None
    hours = invention.length(*numbers.CONFIRMATION_HOURS)
    return PastAppointment(
        id=PastAppointmentId(invention.key()),
        day=day,
        service_code=service,
        customer_id=customer_id,
        planned_minutes=5 * round(median / 5),
        state=state,
        actual_minutes=minutes,
        requested_on=day - timedelta(days=hours // 24 + int(invention.random.integers(1, 12))),
        confirmation_minutes=60 * hours,
        second_visit=service == "depannage" and state is State.DONE and invention.chance(numbers.SECOND_VISIT),
    )


def _minutes(service: str) -> tuple[float, float]:
    if service.startswith("pose_irve"):
        return numbers.CHARGER_MINUTES
    return numbers.MINUTES.get(service, numbers.MAINTENANCE_MINUTES)


def _outcome(invention: Invention) -> State:
    draw = float(invention.random.random())
    for state, share in (
        (State.NO_ACCESS, numbers.NO_ACCESS),
        (State.CANCELLED_BY_CUSTOMER, numbers.CANCELLED_BY_CUSTOMER),
        (State.CANCELLED_BY_FIRM, numbers.CANCELLED_BY_FIRM),
    ):
        draw -= share
        if draw < 0:
            return state
    return State.DONE
