"""A visit falls due: many are invited at once, each customer books in his own link, and Claire sees who has not."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api import actions, wiring
from api.actions.portal import follow_token
from api.errors import Forbidden, LinkExpired, LinkInvalid
from api.house import House
from api.housekeeping import tidy
from api.views import (
    BookedView,
    Caller,
    Done,
    DueFilter,
    DueView,
    HoldView,
    KnownSlotsView,
    KnownView,
    Refused,
    Role,
    SlotTaken,
)
from desk.contracts import MaintenanceContract
from desk.customers import Contact, Customer
from desk.events import DueVisitInvited
from desk.identifiers import ContractId
from desk.inviting import Answer, DueState
from planner.appointments import Appointment
from planner.errors import NotFound
from planner.identifiers import CustomerId, ServiceId, SiteId
from planner.rules import FirmRules
from planner.sites import Area, Site
from planner.staffing import save_rules, save_service
from planner.working_days import local_day
from tests.api.actions.test_calling import everything
from tests.api.actions.test_steering import FORM, book, staff
from tests.support.house import Postbox, SetClock, a_house, found_firm
from tests.support.planner import ANNECY, SEYNOD, SUNDAY_NIGHT, a_service

ANNE = Customer(CustomerId("c1"), "Anne Durand", SUNDAY_NIGHT, phone="+33639980001", email="anne@exemple.invalid")
HOME = Site(SiteId("s1"), ANNE.id, ANNECY, "house", "3 rue des Pommiers", "74000", "Annecy", access="1234A")
CONTRACT = MaintenanceContract(ContractId("k1"), ANNE.id, "vmc", 1, date(2025, 12, 30), site_id=HOME.id)
PAUL = Customer(CustomerId("c2"), "Paul Bel", SUNDAY_NIGHT, phone="+33639980002")
THERE = Site(SiteId("s2"), PAUL.id, SEYNOD, "house", "1 rue du Lac", "74600", "Seynod")
AREAS = (Area("Annecy", frozenset({"74000"})), Area("Seynod", frozenset({"74600"})))


@pytest.fixture
def clock() -> SetClock:
    """Monday at nine."""
    clock = SetClock()
    clock.forward(hours=12)
    return clock


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A firm that owes Anne and Paul, who has no e-mail, a visit at the end of December."""
    house = a_house(tmp_path, clock)
    firm = found_firm(house).firm
    contracts = CONTRACT, replace(CONTRACT, id=ContractId("k2"), customer_id=PAUL.id, site_id=None)

    def keep(work: Any) -> None:
        save_service(work, a_service("VMC", code="vmc", online=False, skills={}))
        save_rules(work, FirmRules(areas=AREAS))
        for one in (ANNE, HOME, PAUL, THERE, *contracts):
            work.of(type(one)).put(one)

    house.transactions.write(firm.id, keep)
    tidy(house)
    return house


def dues(house: House, shown: str = "", area: str = "") -> list[DueView]:
    """What Claire sees."""
    return list(actions.due_visits(staff(house), "duret", shown=shown, area=area).dues)


def of(house: House, name: str = "Anne Durand") -> DueView:
    """Somebody's line, wherever it is."""
    return next(one for shown in DueFilter for one in dues(house, shown) if one.name == name)


def invited(house: House) -> str:
    """Invite Anne; return the token in the mail she gets."""
    assert isinstance(actions.invite_due(staff(house), "duret", dues=[of(house).due]), Done)
    wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    link = next(word for word in house.mail.mails[-1].text.split() if "/client/" in word)
    return urlsplit(link).path.rpartition("/")[2]


def visitor(house: House) -> Caller:
    """Whoever holds a link."""
    return Caller("x", house=house)


def offered(house: House, token: str, service: str = "") -> KnownSlotsView:
    """The page of slots behind a link."""
    view = actions.slots_for_known(visitor(house), "duret", token, service=service)
    assert view.slots
    return view


def kept(house: House, token: str, service: str = "") -> HoldView:
    """The first slot held."""
    held = actions.hold_for_known(visitor(house), "duret", token, offer=offered(house, token, service).slots[0].offer)
    assert isinstance(held, HoldView)
    return held


def promised(house: House, token: str, **changes: str) -> Appointment:
    """The first slot, confirmed with what is known, or something else."""
    held = kept(house, token)
    made = actions.confirm_for_known(visitor(house), "duret", token, held.hold, replace(held.form, **changes))
    assert isinstance(made, BookedView)
    (found,) = [one for one in everything(house, Appointment) if one.id == made.appointment]
    return found  # type: ignore[no-any-return]


def test_what_falls_due_is_listed_with_who_and_where(house: House) -> None:
    """Paul, whom no mail reaches, is to be called at once."""
    assert [("Anne Durand", "Annecy", False), ("Paul Bel", "Seynod", True)] == [
        (one.name, one.area, one.to_call) for one in sorted(dues(house), key=lambda one: one.name)
    ]
    assert ["Paul Bel"] == [one.name for one in dues(house, "a-appeler")]
    assert ["Anne Durand"] == [one.name for one in dues(house, "a-inviter")]
    assert ["Anne Durand"] == [one.name for one in dues(house, area="Annecy")]
    assert [] == dues(house, "reserves")


def test_a_batch_invites_whom_it_can_and_says_whom_it_cannot(house: House) -> None:
    """Once; the second time nobody is left."""
    every = [one.due for one in dues(house)]
    said = actions.invite_due(staff(house), "duret", dues=every)
    assert isinstance(said, Done)
    assert ("1 invitation " in said.sentence, "1 visite" in said.sentence) == (True, True)
    assert isinstance(actions.invite_due(staff(house), "duret", dues=every), Refused)
    assert isinstance(actions.invite_due(staff(house), "duret", dues=[]), Refused)
    wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    assert ["anne@exemple.invalid"] == [mail.to.email for mail in house.mail.mails]
    assert (DueState.INVITED, False) == (of(house).state, of(house).may_invite)


def test_the_link_shows_slots_in_time_at_home_and_names_nobody_to_a_stranger(house: House) -> None:
    """Not today and not before the visit counts; a broken link opens nothing."""
    token = invited(house)
    view = actions.known(visitor(house), "duret", token)
    assert isinstance(view, KnownSlotsView)
    assert ("Anne Durand", "3 rue des Pommiers, 74000 Annecy") == (view.name, view.address)
    assert date(2026, 11, 30) <= min(local_day(slot.start, house.transactions.firms()[0].zone) for slot in view.slots)
    with pytest.raises(LinkInvalid):
        actions.known(visitor(house), "duret", token[:-1])


def test_three_taps_book_the_visit_and_it_is_not_asked_for_again(house: House, clock: SetClock) -> None:
    """Nothing typed: the customer's own name, place and mail; the same link then leads to the appointment."""
    token = invited(house)
    made = promised(house, token)
    assert (ANNE.id, HOME.id, ServiceId("vmc")) == (made.customer_id, made.site_id, made.service_id)
    assert ([], [ANNE, PAUL]) == (everything(house, Contact), everything(house, Customer))
    assert (DueState.BOOKED, made.id) == (of(house).state, of(house).appointment)
    again = actions.slots_for_known(visitor(house), "duret", token)
    assert made.id == actions.follow(visitor(house), "duret", again.booked).appointment
    clock.forward(days=30)
    assert isinstance(actions.invite_due(staff(house), "duret", dues=[of(house).due]), Refused)


def test_a_cancelled_visit_may_be_booked_again_by_the_same_link(house: House) -> None:
    """Until its next invitation may go, Claire sees it as invited."""
    token = invited(house)
    made = promised(house, token)
    actions.cancel_appointment(staff(house), "duret", appointment=made.id, reason="panne")
    assert DueState.INVITED is of(house).state
    assert promised(house, token).id == of(house).appointment


def test_two_taps_on_confirm_make_one_promise(house: House) -> None:
    """And a second slot held meanwhile books nothing more."""
    token = invited(house)
    one, two = kept(house, token), kept(house, token)
    answers = [
        actions.confirm_for_known(visitor(house), "duret", token, held.hold, held.form) for held in (one, one, two)
    ]
    assert 1 == len({answer.appointment for answer in answers if isinstance(answer, BookedView)})
    assert 3 == sum(isinstance(answer, BookedView) for answer in answers)


def test_other_details_are_kept_for_this_visit_only(house: House) -> None:
    """The firm's record of her stays; the place is the contract's whatever is typed."""
    made = promised(house, invited(house), phone="06 39 98 77 66", city="Rumilly", access_code="9999")
    (contact,) = everything(house, Contact)
    assert ("+33639987766", made.id) == (contact.phone, contact.id)
    assert ANNE in everything(house, Customer)
    assert (HOME.id, "9999") == (made.site_id, next(s.access for s in everything(house, Site) if s.id == HOME.id))


def test_what_is_wrong_is_said_beside_its_field(house: House) -> None:
    """And the slot stays kept."""
    token = invited(house)
    held = kept(house, token)
    for changes in ({"phone": "12"}, {"name": ""}, {"email": "anne"}):
        answer = actions.confirm_for_known(visitor(house), "duret", token, held.hold, replace(held.form, **changes))
        assert isinstance(answer, Refused)
        assert list(changes) == list(answer.fields)
    assert isinstance(actions.held_for_known(visitor(house), "duret", token, held.hold), HoldView)


@pytest.mark.parametrize("answer, state", [("call_me", True), ("no_visit", False)])
def test_an_answer_other_than_a_slot_reaches_claire(house: House, answer: str, state: bool) -> None:
    """To call, or left in peace."""
    token = invited(house)
    actions.answer_invitation(visitor(house), "duret", token, answer=answer)
    assert (Answer(answer), state) == (of(house).answer, of(house).to_call)
    assert actions.slots_for_known(visitor(house), "duret", token).answered
    with pytest.raises(NotFound):
        actions.answer_invitation(visitor(house), "duret", token, answer="peut-être")


def test_who_has_not_answered_is_reminded_once_by_mail_and_then_to_be_called(house: House, clock: SetClock) -> None:
    """Three weeks later two mails have gone, no more."""
    invited(house)
    for _ in range(3):
        clock.forward(days=7)
        tidy(house)
        wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    told = [mail.subject.partition(" «")[0] for mail in house.mail.mails]
    assert ["Votre visite", "Rappel : votre visite"] == told
    assert (DueState.UNANSWERED, True) == (of(house).state, of(house).to_call)


def test_two_workers_that_invite_at_once_send_one_mail(house: House) -> None:
    """What is said twice is written once; a customer who has answered meanwhile is left in peace."""
    token = invited(house)
    again = DueVisitInvited(of(house).due, reminder=False), DueVisitInvited(of(house).due, reminder=True)
    house.transactions.write(house.transactions.firms()[0].id, lambda work: work.publish(again[0]))
    wiring.worker_of(house).drain()
    actions.answer_invitation(visitor(house), "duret", token, answer="call_me")
    house.transactions.write(house.transactions.firms()[0].id, lambda work: work.publish(again[1]))
    wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    assert 1 == len(house.mail.mails)


def test_a_visit_may_be_set_aside(house: House) -> None:
    """Nobody is asked any more, and the list says so."""
    actions.set_due_aside(staff(house), "duret", dues=[of(house).due])
    assert ["Paul Bel"] == [one.name for one in dues(house)]
    assert ["Anne Durand"] == [one.name for one in dues(house, "sans-visite")]
    assert isinstance(actions.set_due_aside(staff(house), "duret", dues=[]), Refused)


def test_a_link_ends_with_the_time_of_its_visit(house: House, clock: SetClock) -> None:
    """An old mail opens nothing."""
    token = invited(house)
    clock.forward(days=400)
    with pytest.raises(LinkExpired):
        actions.known(visitor(house), "duret", token)


def test_a_lost_slot_is_said_with_those_near_it(house: House, clock: SetClock) -> None:
    """After the hold ran out; what is left is in the visit's time too."""
    token = invited(house)
    held = kept(house, token)
    clock.forward(minutes=11)
    lost = actions.held_for_known(visitor(house), "duret", token, held.hold)
    assert isinstance(lost, SlotTaken)
    assert held.start in [slot.start for slot in lost.slots]


def test_whoever_booked_once_books_again_as_himself(house: House) -> None:
    """From the page of his appointment; what he typed then, and never what the firm knew before."""
    booked = book(house)
    view = actions.follow(visitor(house), "duret", _follow(house, booked))
    known = actions.known(visitor(house), "duret", view.again)
    assert isinstance(known, KnownView)
    assert ("Camille Revel", "12 rue des Aulnes, 74600 Seynod") == (known.name, known.address)
    held = kept(house, view.again, known.services[0].service)
    assert FORM == held.form
    made = actions.confirm_for_known(visitor(house), "duret", view.again, held.hold, held.form)
    assert isinstance(made, BookedView)
    first, second = (one for one in everything(house, Appointment) if one.id in {booked, made.appointment})
    assert (first.customer_id, first.site_id) == (second.customer_id, second.site_id)
    assert {booked, made.appointment} == {one.id for one in everything(house, Contact)}


def test_somebody_known_may_want_us_elsewhere(house: House) -> None:
    """Another address is another place of the same customer; one that nobody finds is said."""
    view = actions.follow(visitor(house), "duret", _follow(house, book(house)))
    service = actions.portal(visitor(house), "duret").services[0].service
    held = kept(house, view.again, service)
    elsewhere = replace(held.form, address="8 rue du Port", postcode="74000", city="Annecy")
    lost = actions.confirm_for_known(
        visitor(house), "duret", view.again, held.hold, replace(elsewhere, city="Nulle-Part", postcode="99999")
    )
    assert isinstance(lost, Refused)
    assert "city" in lost.fields
    made = actions.confirm_for_known(visitor(house), "duret", view.again, held.hold, elsewhere)
    assert isinstance(made, BookedView)
    assert {"12 rue des Aulnes", "8 rue du Port"} <= {site.street for site in everything(house, Site)}
    with pytest.raises(NotFound):
        actions.slots_for_known(visitor(house), "duret", view.again, service="vmc")


def test_only_the_office_invites(house: House) -> None:
    """A technician has his own day."""
    for ask in (actions.due_visits, lambda *who: actions.invite_due(*who, dues=["x"])):
        with pytest.raises(Forbidden):
            ask(staff(house, Role.TECHNICIAN), "duret")


def _follow(house: House, appointment: str) -> str:
    """The token of an appointment's page, as the house signs it for the mail."""
    (found,) = [one for one in everything(house, Appointment) if one.id == appointment]
    return follow_token(house, house.transactions.firms()[0], found)


def test_offers_for_something_else_hold_nothing_for_a_visit_owed(house: House) -> None:
    """The link is for one visit."""
    token = invited(house)
    other = actions.slots(visitor(house), "duret", service="dépannage", commune="Annecy").slots[0]
    with pytest.raises(LinkInvalid):
        actions.hold_for_known(visitor(house), "duret", token, offer=other.offer)
