"""A customer on the line: recognised or new, offered slots, promised one; nothing typed is lost."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.views import BookedView, CallForm, CallView, Refused, Role, SlotTaken
from desk.customers import Customer
from planner.appointments import Appointment, State
from planner.identifiers import CustomerId
from planner.ports import Work
from tests.api.actions.test_steering import book, staff
from tests.support.house import a_house, found_firm

NEW = CallForm(
    name="Paul Lachenal",
    phone="06 39 98 22 33",
    address="3 rue Centrale",
    postcode="74600",
    city="Seynod",
    comment="four",
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A firm where Camille has booked online."""
    house = a_house(tmp_path)
    found_firm(house)
    book(house)
    return house


def everything(house: House, kind: type[Any]) -> list[Any]:
    """All the firm has of a kind."""
    firm = house.transactions.firm_by_slug("duret")
    with house.transactions.read(firm.id) as work:
        return work.of(kind).find()


def wanted(house: House, form: CallForm) -> CallForm:
    """The form, for the firm's only service."""
    return replace(form, service=actions.call(staff(house), "duret").services[0].service)


def offered(house: House, form: CallForm) -> CallView:
    """The page with slots."""
    view = actions.offer_to_caller(staff(house), "duret", form)
    assert isinstance(view, CallView)
    assert view.slots
    return view


@pytest.mark.parametrize("query", ["0639981234", "+33 6 39 98 12 34", "revel", "camille aulnes"])
def test_a_known_customer_is_recognised_with_what_awaits_him(house: House, query: str) -> None:
    """By number, however it is written, name or street; the place is his."""
    view = actions.call(staff(house), "duret", query=query)
    assert view.customer is not None
    assert ("Camille Revel", 1) == (view.customer.name, len(view.customer.next))
    assert ["12 rue des Aulnes, Seynod"] == [site.address for site in view.customer.sites]
    assert view.form.site == view.customer.sites[0].site


def test_what_nobody_is_known_by_begins_a_new_customer(house: House) -> None:
    """A number goes where numbers go, words where the name goes."""
    number = actions.call(staff(house), "duret", query="06 39 98 22 33")
    words = actions.call(staff(house), "duret", query="Lachenal")
    assert ("+33639982233", "", None) == (number.form.phone, number.form.name, number.customer)
    assert ("", "Lachenal", None) == (words.form.phone, words.form.name, words.customer)


def test_of_many_of_one_name_whoever_is_expected_soon_comes_first_and_none_of_them_may_be_meant(house: House) -> None:
    """More than are shown are said to be there; a newcomer of the same name is a new customer."""
    firm, now = house.transactions.firm_by_slug("duret"), house.clock()

    def known(work: Work) -> None:
        for number in range(10):
            key = CustomerId(f"a{number}")
            work.of(Customer).put(Customer(key, f"Aline Revel {number}", now))

    house.transactions.write(firm.id, known)
    view = actions.call(staff(house), "duret", query="revel")
    assert (8, True, "Camille Revel") == (len(view.found), view.more, view.found[0].name)
    new = actions.call(staff(house), "duret", query="revel", newcomer=True)
    assert ((), None, "revel") == (new.found, new.customer, new.form.name)


def test_a_known_customer_is_promised_a_slot_at_his_place(house: House) -> None:
    """In her name, by whoever answered; no new customer is made of her."""
    (camille,) = everything(house, Customer)
    known = wanted(house, actions.call(staff(house), "duret", query="revel").form)
    form = replace(known, comment="la prise chauffe")
    view = offered(house, form)
    booked = actions.book_for_caller(staff(house), "duret", form, offer=view.slots[0].offer)  # type: ignore[index]
    assert isinstance(booked, BookedView)
    (made,) = [one for one in everything(house, Appointment) if one.id == booked.appointment]
    assert (camille.id, known.site, "la prise chauffe") == (made.customer_id, made.site_id, made.comment)
    assert (State.CONFIRMED, [camille]) == (made.state, everything(house, Customer))
    said = actions.appointment(staff(house), "duret", made.id).history
    assert {"L’assistante"} == {line.who for line in said}


def test_somebody_new_is_written_down_with_the_promise(house: House) -> None:
    """Both or neither."""
    form = wanted(house, NEW)
    view = offered(house, form)
    assert 1 == len(everything(house, Customer))
    booked = actions.book_for_caller(staff(house), "duret", form, offer=view.slots[-1].offer)  # type: ignore[index]
    assert isinstance(booked, BookedView)
    seen = actions.appointment(staff(house), "duret", booked.appointment).visit
    assert ("Paul Lachenal", "+33639982233", "3 rue Centrale") == (seen.customer_name, seen.phone, seen.address)


def test_slots_are_offered_at_once_whatever_customers_may_book_online(house: House) -> None:
    """A dispatcher knows what she does: no lead time."""
    first = offered(house, wanted(house, NEW)).slots[0]  # type: ignore[index]
    online = actions.slots(staff(house), "duret", service=wanted(house, NEW).service, commune="Seynod").slots
    assert first.start <= online[0].start


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"service": ""}, "service"),
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"address": ""}, "address"),
        ({"city": "Nulle-Part", "postcode": "99999"}, "city"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(house: House, changed: dict[str, str], field: str) -> None:
    """Before any slot is shown, and before one is promised."""
    form = replace(wanted(house, NEW), **changed)
    view = offered(house, wanted(house, NEW))
    for answer in (
        actions.offer_to_caller(staff(house), "duret", form),
        actions.book_for_caller(staff(house), "duret", form, offer=view.slots[0].offer),  # type: ignore[index]
    ):
        assert isinstance(answer, Refused)
        assert field in answer.fields


def test_a_slot_that_is_gone_is_said_with_what_is_left_near_it(house: House) -> None:
    """Somebody books it online while the customer hesitates."""
    form = wanted(house, NEW)
    view = offered(house, form)
    offer = view.slots[0].offer  # type: ignore[index]
    for number in range(10):
        caller = replace(form, name=f"Paul Lachenal {number}")
        if not isinstance(answer := actions.book_for_caller(staff(house), "duret", caller, offer=offer), BookedView):
            break
    assert isinstance(answer, SlotTaken)
    assert answer.slots


def test_only_the_office_answers_the_telephone(house: House) -> None:
    """A technician has his own day."""
    with pytest.raises(Forbidden):
        actions.call(staff(house, Role.TECHNICIAN), "duret")


def test_the_same_form_sent_twice_is_one_appointment(house: House) -> None:
    """The answer was lost and the page sent again; another customer at the same offer is another appointment."""
    form = wanted(house, NEW)
    offer = offered(house, form).slots[-1].offer  # type: ignore[index]
    before = len(everything(house, Appointment))
    first, second = (actions.book_for_caller(staff(house), "duret", form, offer=offer) for _ in range(2))
    assert isinstance(first, BookedView)
    assert first == second
    assert before + 1 == len(everything(house, Appointment))
    other = replace(form, name="Anne Lachenal")
    assert isinstance(actions.book_for_caller(staff(house), "duret", other, offer=offer), BookedView)
    assert before + 2 == len(everything(house, Appointment))
