"""On every store a visit owed is invited once, booked by its appointment, and owed again when that is cancelled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.events import DueVisitInvited
from desk.identifiers import ContractId
from desk.inviting import Answer, DueInvitation, answer_invitation, invite_to_book, look_after_contracts, owed_visits
from planner.board import Board
from planner.booking import book, cancel
from planner.identifiers import CustomerId, FirmId, SiteId
from planner.maintenance import MaintenanceDue
from planner.rules import FirmRules, InvitationRule
from planner.sites import Site
from planner.slots import Wish, offer_slots
from planner.store.codec import converter
from tests.support.planner import CLAIRE, SEYNOD, SUNDAY_NIGHT, a_firm, a_service, a_technician

FIRM = FirmId("duret")
ANNE = Customer(CustomerId("anne"), "Anne Durand", SUNDAY_NIGHT, email="anne@exemple.invalid")
HOME = Site(SiteId("home"), ANNE.id, SEYNOD, "house", "3 rue des Pommiers", "74600", "Seynod")
CONTRACT = MaintenanceContract(ContractId("k1"), ANNE.id, "dépannage", 1, date(2025, 12, 20), site_id=HOME.id)


@pytest.fixture
def told():
    """The events of each commit."""
    return []


@pytest.fixture
def owing(open_store, told):
    """A firm that owes Anne a visit in a month, on Monday morning."""
    store = open_store(
        clock=lambda: SUNDAY_NIGHT + timedelta(hours=12), on_commit=lambda _, events: told.extend(events)
    )
    store.create_firm(a_firm(rules=FirmRules(invitations=InvitationRule(again=timedelta(days=14)))))

    def keep(work):
        for one in (a_technician(), a_service(), ANNE, HOME, CONTRACT):
            work.of(type(one)).put(one)
        look_after_contracts(work)

    store.write(FIRM, keep)
    return store


def due(store):
    """The visit owed."""
    with store.read(FIRM) as work:
        only: MaintenanceDue
        (only,) = work.of(MaintenanceDue).find()
        return only


def booked(work):
    """Book the cheapest slot at Anne's."""
    wish = Wish(a_service().id, HOME.position, by_firm=True)
    return book(work, wish, offer_slots(work, wish, Board())[0].target, HOME, Board(), actor=CLAIRE)


def test_a_visit_is_booked_and_owed_again_in_the_transaction_of_its_appointment(owing):
    """All or nothing, as the appointment itself."""
    assert (date(2026, 12, 20), None) == (due(owing).due_on, due(owing).appointment_id)

    def changes_its_mind(work):
        booked(work)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        owing.write(FIRM, changes_its_mind)
    assert due(owing).appointment_id is None
    made = owing.write(FIRM, booked)
    assert made.id == due(owing).appointment_id
    owing.write(FIRM, lambda work: cancel(work, made.id, Board(), actor=CLAIRE))
    assert due(owing).appointment_id is None


def test_what_was_said_is_kept_and_an_invitation_goes_once(owing, told):
    """With its moment; a second press of the button tells nobody anything."""
    key = due(owing).id
    for expected in ((key,), ()):
        assert expected == owing.write(FIRM, lambda work: invite_to_book(work, [key])).invited
    assert [DueVisitInvited(key, reminder=False)] == [one for one in told if isinstance(one, DueVisitInvited)]
    owing.write(FIRM, lambda work: answer_invitation(work, key, Answer.CALL_ME))
    with owing.read(FIRM) as work:
        (owed,) = owed_visits(work)
        said = DueInvitation(key, sent_at=work.now, answered_at=work.now, answer=Answer.CALL_ME)
        assert (said, HOME, ANNE) == (owed.invitation, owed.site, owed.customer)


def test_the_rule_a_firm_chose_comes_back_and_a_firm_older_than_it_has_the_default(owing):
    """What is kept without it is read with it."""
    rules = owing.firm_by_slug("duret").rules
    assert timedelta(days=14) == rules.invitations.again
    older = converter.unstructure(rules)
    del older["invitations"]
    assert replace(rules, invitations=InvitationRule()) == converter.structure(older, FirmRules)
