"""Nobody keeps all the slots of a firm: what one place may hold is counted, and comes back with time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.accounts import Attempt, count_hold, forget_old_attempts
from desk.errors import TooManyHolds
from planner.identifiers import FirmId
from planner.rules import FirmRules
from tests.support.planner import a_firm

HERE = "198.51.100.7"
MOST = 3


def keep(desk, times=1, source=HERE):
    """Keep slots from an address."""
    for _ in range(times):
        desk.do(count_hold, source, MOST)


def test_one_place_keeps_so_many_slots_and_waits_for_the_next(desk):
    """The sentence says how long; each hold counts for ten minutes from when it was made."""
    keep(desk)
    desk.wait(minutes=4)
    keep(desk, MOST - 1)
    with pytest.raises(TooManyHolds, match="patientez 6 min"):
        keep(desk)
    desk.wait(minutes=6)
    keep(desk)
    with pytest.raises(TooManyHolds, match="patientez 4 min"):
        keep(desk)


def test_others_are_not_concerned(desk):
    """A neighbour in the street, or the same place at another firm."""
    keep(desk, MOST)
    keep(desk, MOST, source="198.51.100.8")
    desk.transactions.create_firm(a_firm(id=FirmId("autre"), slug="autre"))
    desk.transactions.write(FirmId("autre"), lambda work: count_hold(work, HERE, MOST))


def test_an_ipv6_household_is_one_place(desk):
    """Whoever has one address of a /64 has them all."""
    for last in range(MOST):
        keep(desk, source=f"2001:db8:0:1::{last:x}")
    with pytest.raises(TooManyHolds):
        keep(desk, source="2001:db8:0:1:ffff::1")


def test_what_is_refused_is_not_counted(desk):
    """Waiting helps however often one asks meanwhile."""
    keep(desk, MOST)
    for _ in range(5):
        with pytest.raises(TooManyHolds):
            keep(desk)
    assert MOST == len(desk.all(Attempt))


def test_where_holds_last_longer_they_count_longer(desk):
    """So that no place ever has more slots open than it may, and the count outlives the housekeeping."""
    firm = a_firm(id=FirmId("patient"), slug="patient")
    desk.transactions.create_firm(replace(firm, rules=FirmRules(hold=timedelta(hours=2))))
    desk.firm_id = FirmId("patient")
    keep(desk, MOST)
    desk.wait(minutes=119)
    assert 0 == desk.do(forget_old_attempts)
    with pytest.raises(TooManyHolds, match="1 min"):
        keep(desk)
    desk.wait(minutes=1)
    assert MOST == desk.do(forget_old_attempts)
    keep(desk)
