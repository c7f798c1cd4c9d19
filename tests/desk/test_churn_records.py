"""Records become contracts with what happened to them, and nothing of today or later."""

from dataclasses import replace
from datetime import date, timedelta

from desk.calls import Call, Reason
from desk.churn_records import BEFORE, LONGEST, churn_records
from desk.contracts import MaintenanceContract
from desk.customers import Customer, CustomerKind
from desk.identifiers import CallId, ContractId, PastAppointmentId
from desk.past import PastAppointment
from forecasting.churn.contracts import Event, Happening
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, CustomerId, ServiceId
from tests.support.planner import MONDAY, SUNDAY_NIGHT, between, paris

CUSTOMER = CustomerId("c1")
CONTRACT = MaintenanceContract(ContractId("k1"), CUSTOMER, "vmc", 2, date(2020, 1, 1), annual_cents=29_000)
NOTED = date(2025, 1, 6)
VISIT = PastAppointment(PastAppointmentId("p1"), NOTED, "vmc", CUSTOMER, 60)


def records(desk):
    """What is known on Monday."""
    return desk.do(churn_records, MONDAY)


def test_what_happened_stands_with_the_contract_and_today_is_not_known_yet(desk):
    """Visits of before and of since Créneau, closed doors, second visits, complaints; not quotes, not others' calls."""
    day = date(2026, 11, 20)
    past = replace(VISIT, id=PastAppointmentId("p2"), day=date(2026, 5, 4), second_visit=True)
    closed = Appointment(
        AppointmentId("a1"), ServiceId("vmc"), between(8, 10, day), timedelta(hours=1), State.NO_ACCESS, SUNDAY_NIGHT
    )
    angry = Call(CallId("1"), paris(9, day=day), customer_id=CUSTOMER, reason=Reason.COMPLAINT)
    desk.keep(
        Customer(CUSTOMER, "Camille", SUNDAY_NIGHT, CustomerKind.CO_OWNERSHIP),
        CONTRACT,
        VISIT,
        past,
        replace(closed, customer_id=CUSTOMER),
        replace(closed, id=AppointmentId("a2"), customer_id=CUSTOMER, window=between(8, 10), state=State.DONE),
        angry,
        replace(angry, id=CallId("2"), reason=Reason.QUOTE),
        replace(angry, id=CallId("3"), customer_id=CustomerId("c2")),
        replace(angry, id=CallId("4"), started_at=paris(0, day=MONDAY)),
    )
    (one,) = records(desk).contracts
    assert ("duret", "vmc × 2", 29_000, "co_ownership", NOTED) == (
        one.firm, one.kind, one.yearly, one.customer_kind, one.noted
    )  # fmt: skip
    assert {
        Event(NOTED, Happening.VISIT),
        Event(past.day, Happening.VISIT),
        Event(past.day, Happening.SECOND_VISIT),
        Event(day, Happening.NO_ACCESS),
        Event(day, Happening.COMPLAINT),
    } == set(one.events)


def test_a_contract_older_than_the_notes_counts_as_visited_when_they_begin(desk):
    """Nobody knows that it was not; of one that began since, it is known."""
    other = replace(CONTRACT, id=ContractId("k2"), customer_id=CustomerId("c2"))
    young = replace(other, id=ContractId("k3"), customer_id=CustomerId("c3"), start=date(2026, 1, 1))
    desk.keep(CONTRACT, other, young, VISIT)
    assert [1, (Event(NOTED, Happening.VISIT),), ()] == [
        len(set(records(desk).contracts[0].events)),
        *(one.events for one in records(desk).contracts[1:]),
    ]


def test_nobody_looks_back_further_than_ends_and_visits_were_noted(desk):
    """Visits for half a year before, the first end, and five years at most; without either, not at all."""
    left = replace(CONTRACT, id=ContractId("k2"), ended_on=date(2025, 3, 1))
    desk.keep(CONTRACT, VISIT)
    assert records(desk).since is None
    desk.keep(left)
    assert NOTED + BEFORE == records(desk).since
    desk.keep(replace(left, ended_on=date(2026, 2, 1)))
    assert date(2026, 2, 1) == records(desk).since
    desk.keep(replace(left, ended_on=MONDAY))
    assert records(desk).since is None
    desk.keep(replace(left, start=date(2010, 1, 1), ended_on=date(2011, 1, 1)), replace(VISIT, day=date(2010, 1, 1)))
    assert MONDAY - LONGEST == records(desk).since


def test_a_contract_without_a_price_costs_what_is_usual_and_one_that_cannot_be_is_left_out(desk):
    """Of the same kind with as many visits; ended before it began is a slip of the pen."""
    free = replace(CONTRACT, id=ContractId("k2"), annual_cents=0)
    desk.keep(CONTRACT, free, replace(CONTRACT, id=ContractId("k3"), ended_on=date(2019, 1, 1)))
    assert [29_000, 29_000] == [one.yearly for one in records(desk).contracts]
    desk.keep(replace(free, visits_per_year=3))
    assert [29_000, 1] == [one.yearly for one in records(desk).contracts]
