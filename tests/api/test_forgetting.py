"""By a clock that a test moves: what is known of persons ends when the firm's rules say, and the log names nobody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.forgetting import forget_at_night
from desk.calls import Call
from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.identifiers import CallId, ContractId, MessageId
from desk.imports.journal import ImportFile
from desk.messages import Message, MessageState, Template
from planner.identifiers import CustomerId
from planner.plans import Proposal
from planner.rules import RetentionRule
from planner.staffing import save_rules
from tests.support.marked import leave_traces
from tests.support.planner import SUNDAY_NIGHT

NIGHT = SUNDAY_NIGHT + timedelta(hours=6)


@pytest.fixture
def lived(house, duret, clock):
    """A firm with two customers, one under contract, a call and a message, all of one Sunday."""
    kept = (
        Customer(CustomerId("gone"), "Anne Durand", SUNDAY_NIGHT, phone="+33639980001"),
        Customer(CustomerId("bound"), "Paul Martin", SUNDAY_NIGHT),
        MaintenanceContract(ContractId("k"), CustomerId("bound"), "vmc", 2, date(2026, 1, 1)),
        Call(CallId("c"), SUNDAY_NIGHT, "+33639980001", CustomerId("gone")),
        Message(MessageId("m"), "a@b.invalid", "RDV", "Bonjour", next(iter(Template)), MessageState.SENT, SUNDAY_NIGHT),
    )
    house.transactions.write(duret.firm.id, lambda work: [work.of(type(one)).put(one) for one in kept])


def left(house, duret, kind):
    """Everything of a kind."""
    with house.transactions.read(duret.firm.id) as work:
        return work.of(kind).find()


@pytest.mark.parametrize("days,expected", [(364, (1, 1, 2)), (366, (0, 0, 2)), (1_095, (0, 0, 2)), (1_097, (0, 0, 1))])
def test_each_clock_ends_its_own(house, duret, clock, lived, days, expected):
    """Calls and messages after a year, a customer after three; a contract in force keeps its own."""
    clock.now = NIGHT + timedelta(days=days)
    forget_at_night(house)
    (call,) = left(house, duret, Call)
    assert expected == (bool(call.caller), len(left(house, duret, Message)), len(left(house, duret, Customer)))


def test_what_went_is_counted_and_not_named(house, duret, clock, lived, lines):
    """One line for the operator, once."""
    clock.now = NIGHT + timedelta(days=1_097)
    forget_at_night(house)
    forget_at_night(house)
    (line,) = lines
    assert ("forgotten", "duret", 1, 1, 1) == tuple(
        line[name] for name in ("event", "firm", "customers", "calls", "messages")
    )
    assert "Durand" not in str(line)


def test_by_day_nothing_goes(house, duret, clock, lived):
    """The night is quieter."""
    clock.now = SUNDAY_NIGHT + timedelta(days=2_000)
    forget_at_night(house)
    assert 2 == len(left(house, duret, Customer))


def test_a_firm_chooses_its_own_clocks(house, duret, clock, lived):
    """A shorter one counts from the next night."""
    rules = replace(duret.firm.rules, retention=RetentionRule(messages=timedelta(days=30)))
    house.transactions.write(duret.firm.id, lambda work: save_rules(work, rules))
    clock.now = NIGHT + timedelta(days=31)
    forget_at_night(house)
    assert [] == left(house, duret, Message)


def test_rejected_lines_and_decided_proposals_go_sooner(house, duret, clock):
    """Two months for proposals, three for what an import left."""
    house.transactions.write(duret.firm.id, leave_traces)
    clock.now = NIGHT + timedelta(days=91)
    forget_at_night(house)
    assert [] == left(house, duret, Proposal)
    assert [b""] == [one.corrections for one in left(house, duret, ImportFile)]
