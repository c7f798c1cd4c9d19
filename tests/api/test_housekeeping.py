"""What no longer says anything is thrown away; what still does stays."""

from datetime import timedelta

import pytest

from api.house import House
from api.housekeeping import tidy
from desk.accounts import Attempt, Browser, Credentials, Session, sign_in
from desk.errors import SignInRefused
from desk.setup import Founded
from planner.identifiers import ProposalId, TechnicianId
from planner.plans import Cause, Proposal
from planner.technicians import Absence
from tests.support.house import SetClock
from tests.support.planner import MONDAY, between

GAETAN = TechnicianId("gaëtan")


def test_old_sessions_counts_and_answers_go_and_young_ones_stay(house: House, duret: Founded, clock: SetClock) -> None:
    """A week later only what is still in use is left."""
    memory = house.transactions
    with pytest.raises(SignInRefused):
        sign_in(memory, duret.firm.id, Credentials("odile@duret.invalid", "wrong password", Browser("192.0.2.1")))
    memory.write(duret.firm.id, lambda work: work.answers.remember("old", "f", "a"))
    clock.forward(days=8)
    memory.write(duret.firm.id, lambda work: work.answers.remember("young", "f", "a"))
    with memory.read(duret.firm.id) as work:
        assert (1, True) == (len(work.of(Session).find()), bool(work.of(Attempt).find()))
    tidy(house)
    with memory.read(duret.firm.id) as work:
        assert ([], []) == (work.of(Session).find(), work.of(Attempt).find())
        assert (None, ("f", "a")) == (work.answers.recall("old"), work.answers.recall("young"))


def test_absences_a_calendar_told_are_forgotten_long_after(house: House, duret: Founded, clock: SetClock) -> None:
    """Three months later; those that people typed stay, and so do those to come."""
    absences = [
        Absence("dentist", GAETAN, between(8, 9), source="calendar:1"),
        Absence("typed", GAETAN, between(9, 10)),
        Absence("later", GAETAN, between(8, 9, MONDAY + timedelta(days=80)), source="calendar:1"),
    ]
    house.transactions.write(duret.firm.id, lambda work: work.of(Absence).put_all(absences))
    clock.forward(days=92)
    tidy(house)
    with house.transactions.read(duret.firm.id) as work:
        assert ["later", "typed"] == [one.id for one in work.of(Absence).find()]


def test_proposals_of_past_days_that_nobody_decided_are_forgotten(house: House, duret: Founded) -> None:
    """Yesterday's; tomorrow's still waits."""
    days = {name: MONDAY + timedelta(days=span) for name, span in (("old", -2), ("coming", 1))}
    made = [
        Proposal(ProposalId(name), house.clock(), day, day, (), (), 0, 0, 0, 0, cause=Cause.NIGHT)
        for name, day in days.items()
    ]
    house.transactions.write(duret.firm.id, lambda work: work.of(Proposal).put_all(made))
    tidy(house)
    with house.transactions.read(duret.firm.id) as work:
        assert ["coming"] == [one.id for one in work.of(Proposal).find()]
