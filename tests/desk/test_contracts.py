"""Contracts owe visits, once each, while they are in force."""

from dataclasses import replace
from datetime import date, timedelta

from desk.contracts import MaintenanceContract, owe_visits
from desk.identifiers import ContractId
from planner.identifiers import AppointmentId, CustomerId
from planner.maintenance import MaintenanceDue
from tests.support.planner import a_service

CONTRACT = MaintenanceContract(ContractId("k1"), CustomerId("c1"), "vmc", 2, date(2025, 1, 1))
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def vmc():
    """The service that its visits book."""
    return a_service("VMC", code="vmc")


def test_a_contract_owes_its_visits_once(desk):
    """Asking again each night writes nothing twice and forgets no appointment already made."""
    desk.keep(CONTRACT, vmc())
    assert 2 == desk.do(owe_visits, **YEAR)
    first, second = desk.all(MaintenanceDue)
    desk.keep(replace(first, appointment_id=AppointmentId("a1")))
    assert 0 == desk.do(owe_visits, **YEAR)
    assert [AppointmentId("a1"), None] == [due.appointment_id for due in desk.all(MaintenanceDue)]
    assert timedelta(days=180) < second.due_on - first.due_on < timedelta(days=186)


def test_a_contract_that_ended_owes_nothing_after(desk):
    """Nobody rings a customer who has left."""
    desk.keep(replace(CONTRACT, ended_on=date(2026, 1, 1)), vmc())
    assert 0 == desk.do(owe_visits, **YEAR)


def test_a_contract_of_an_unknown_kind_owes_nothing(desk):
    """A visit that no service describes could not be planned."""
    desk.keep(replace(CONTRACT, kind="piscine"), vmc())
    assert 0 == desk.do(owe_visits, **YEAR)


def test_a_contract_is_in_force_from_its_start_to_before_its_end():
    """Half-open, as every interval of the house."""
    contract = replace(CONTRACT, ended_on=date(2026, 1, 1))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [False, True, True, False] == [contract.active_on(day) for day in days]
