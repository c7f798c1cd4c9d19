"""Whoever is owed a visit is invited once, reminded once, and then called; what he answers is kept."""

from dataclasses import replace
from datetime import date

import pytest

from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.events import DueVisitInvited
from desk.identifiers import ContractId
from desk.inviting import (
    Answer,
    DueInvitation,
    DueState,
    answer_invitation,
    invite_to_book,
    look_after_contracts,
    owed_visits,
)
from planner.errors import NotFound
from planner.identifiers import AppointmentId, CustomerId, SiteId
from planner.maintenance import MaintenanceDue
from planner.sites import Site
from tests.support.planner import ANNECY, SUNDAY_NIGHT, a_service

ANNE = Customer(CustomerId("c1"), "Anne Durand", SUNDAY_NIGHT, email="anne@exemple.invalid")
HOME = Site(SiteId("s1"), ANNE.id, ANNECY, "house", "3 rue des Pommiers", "74600", "Annecy")
CONTRACT = MaintenanceContract(ContractId("k1"), ANNE.id, "vmc", 2, date(2025, 12, 15))


@pytest.fixture
def firm(desk):
    """Monday morning; Anne's contract owes a visit in the middle of December, and one in June."""
    desk.keep(ANNE, HOME, CONTRACT, a_service("VMC", code="vmc"))
    desk.wait(hours=13)
    desk.do(look_after_contracts)
    return desk


def due(firm):
    """The one visit owed."""
    (only,) = firm.all(MaintenanceDue)
    return only


def state(firm):
    """Where it stands."""
    (only,) = firm.do(owed_visits)
    return only.state(firm.do(lambda work: work.firm.rules.invitations), firm.now)


def told(firm) -> list[bool]:
    """The mails asked for: False an invitation, True a reminder."""
    return [event.reminder for event in firm.events if isinstance(event, DueVisitInvited)]


def test_what_contracts_owe_is_written_for_the_weeks_ahead_and_no_further(firm):
    """Each hour, and nothing twice."""
    firm.do(look_after_contracts)
    assert date(2026, 12, 15) == due(firm).due_on
    assert DueState.TO_INVITE is state(firm)


def test_an_invitation_goes_once_until_its_time_to_go_again_has_come(firm):
    """Whoever presses the button twice disturbs nobody."""
    key = due(firm).id
    assert (key,) == firm.do(invite_to_book, [key]).invited
    assert DueState.INVITED is state(firm)
    firm.wait(days=27)
    assert (key,) == firm.do(invite_to_book, [key]).kept_back
    firm.wait(days=1)
    assert (key,) == firm.do(invite_to_book, [key]).invited
    assert [False, False] == told(firm)


def test_one_reminder_follows_and_then_a_call(firm):
    """After a week each, whatever the hour's chores look at."""
    firm.do(invite_to_book, [due(firm).id])
    seen = []
    for _ in range(3):
        firm.do(look_after_contracts)
        firm.do(look_after_contracts)
        seen.append((state(firm), len(told(firm))))
        firm.wait(days=7)
    assert [(DueState.INVITED, 1), (DueState.INVITED, 2), (DueState.UNANSWERED, 2)] == seen


def test_nobody_is_reminded_at_night(firm):
    """The reminder waits until the firm opens."""
    firm.do(invite_to_book, [due(firm).id])
    firm.wait(days=7, hours=12)
    firm.do(look_after_contracts)
    assert [False] == told(firm)
    firm.wait(hours=12)
    firm.do(look_after_contracts)
    assert [False, True] == told(firm)


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_ends_the_asking(firm, answer):
    """Neither a reminder nor, after a no, another invitation."""
    firm.do(invite_to_book, [due(firm).id])
    firm.do(answer_invitation, due(firm).id, answer)
    assert DueState.ANSWERED is state(firm)
    firm.wait(days=28)
    firm.do(look_after_contracts)
    assert [False] == told(firm)
    assert (answer is Answer.CALL_ME) == bool(firm.do(invite_to_book, [due(firm).id]).invited)


def test_what_is_booked_is_neither_invited_nor_reminded(firm):
    """However it was booked."""
    firm.do(invite_to_book, [due(firm).id])
    firm.keep(replace(due(firm), appointment_id=AppointmentId("a1")))
    firm.wait(days=28)
    firm.do(look_after_contracts)
    assert ([False], DueState.BOOKED) == (told(firm), state(firm))
    assert () == firm.do(invite_to_book, [due(firm).id]).invited


@pytest.mark.parametrize("changed", [replace(ANNE, email=""), replace(HOME, customer_id=None)])
def test_who_cannot_be_written_to_or_lives_nowhere_is_kept_for_a_call(firm, changed):
    """The line is there; the button leaves it."""
    firm.keep(changed)
    assert (due(firm).id,) == firm.do(invite_to_book, [due(firm).id]).kept_back
    assert DueState.TO_INVITE is state(firm)


def test_a_contract_that_ended_is_not_asked_about(firm):
    """Although its visit was written down before."""
    firm.keep(replace(CONTRACT, ended_on=date(2026, 12, 1)))
    assert [] == firm.do(owed_visits)


def test_a_settled_visit_leaves_the_list_when_its_time_is_over_and_an_open_one_stays(firm):
    """Nobody forgets what was never made."""
    firm.wait(days=60)
    assert DueState.TO_INVITE is state(firm)
    firm.keep(DueInvitation(due(firm).id, answer=Answer.NO_VISIT))
    assert [] == firm.do(owed_visits)


def test_the_place_is_the_contracts_or_the_customers_only_one(firm):
    """Of two places nobody knows which: Claire asks."""
    work_place = replace(HOME, id=SiteId("s2"))
    firm.keep(work_place)
    assert [None] == [one.site for one in firm.do(owed_visits)]
    firm.keep(replace(due(firm), site_id=work_place.id))
    assert [work_place] == [one.site for one in firm.do(owed_visits)]


def test_only_a_visit_that_is_owed_can_be_answered_for(firm):
    """A link to something else opens nothing."""
    with pytest.raises(NotFound):
        firm.do(answer_invitation, "nothing", Answer.CALL_ME)
