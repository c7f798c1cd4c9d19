"""Customers are recognised, found and never shown to a stranger who knows their telephone."""

from dataclasses import replace

import pytest

from desk.customers import Booker, Contact, Customer, book, confirm_contact, search
from desk.errors import InvalidEntry, UnreadablePhone
from planner.errors import NotFound
from planner.identifiers import AppointmentId, CustomerId, SiteId
from planner.sites import Site
from tests.support.planner import ANNECY, SUNDAY_NIGHT

VISIT = AppointmentId("visit")


def a_customer(name="Anne Durand", **changes):
    """A household known by its mobile telephone."""
    customer = Customer(CustomerId(name), name, SUNDAY_NIGHT, phone="+33639980001", email="anne@exemple.invalid")
    return replace(customer, **changes)


def test_a_booking_by_a_stranger_makes_a_customer(desk):
    """A first booking needs no account."""
    customer = desk.do(book, VISIT, Booker(" Paul  Roux ", "06 39 98 77 77", "Paul@Exemple.invalid"))
    assert [customer] == desk.all(Customer)
    assert ("Paul Roux", "+33639987777", "paul@exemple.invalid") == (customer.name, customer.phone, customer.email)


@pytest.mark.parametrize(
    "booker",
    [
        Booker("Anne Durand", "06 39 98 00 01"),
        Booker("A. Durand", "+33639980001"),
        Booker("Anne", "", "ANNE@exemple.invalid"),
        Booker("Anne Durand", "06 39 98 99 99", "anne@exemple.invalid"),
    ],
)
def test_a_known_telephone_or_address_is_the_known_customer(desk, booker):
    """One customer booking twice stays one customer."""
    desk.keep(a_customer())
    assert CustomerId("Anne Durand") == desk.do(book, VISIT, booker).id
    assert 1 == len(desk.all(Customer))


def test_the_second_telephone_is_known_too(desk):
    """People ring from home and from the road."""
    desk.keep(a_customer(second_phone="+33465710001"))
    assert CustomerId("Anne Durand") == desk.do(book, VISIT, Booker("Anne", "04 65 71 00 01")).id


def test_a_visitor_changes_nothing_of_a_known_customer(desk):
    """Whoever knows a neighbour's telephone must not receive that neighbour's mail."""
    known = a_customer(email="")
    desk.keep(known)
    desk.do(book, VISIT, Booker("Autre Nom", "06 39 98 00 01", "intrus@exemple.invalid"))
    assert [known] == desk.all(Customer)


def test_a_booking_keeps_what_was_typed_apart(desk):
    """The pages and mails of a booking show what its visitor typed, not what the firm knew."""
    desk.keep(a_customer())
    desk.do(book, VISIT, Booker("Autre Nom", "06 39 98 00 01", "autre@exemple.invalid"))
    expected = Contact(
        VISIT, CustomerId("Anne Durand"), "Autre Nom", SUNDAY_NIGHT, "+33639980001", "autre@exemple.invalid"
    )
    assert [expected] == desk.all(Contact)


def test_where_several_share_a_telephone_the_name_decides(desk):
    """A manager's number stands for many co-ownerships."""
    desk.keep(a_customer("Le Parc"), a_customer("Les Pins"))
    assert CustomerId("Les Pins") == desk.do(book, VISIT, Booker("les PINS", "06 39 98 00 01")).id
    assert desk.do(book, VISIT, Booker("Le Lac", "06 39 98 00 01")).id not in {"Le Parc", "Les Pins"}


@pytest.mark.parametrize(
    "booker, refusal",
    [
        (Booker("Anne", "allô"), UnreadablePhone),
        (Booker("  ", "06 39 98 00 01"), InvalidEntry),
        (Booker("Anne"), InvalidEntry),
    ],
)
def test_a_booker_has_a_name_and_can_be_reached(desk, booker, refusal):
    """An appointment nobody can be told about would be a broken promise."""
    with pytest.raises(refusal):
        desk.do(book, VISIT, booker)
    assert [] == desk.all(Customer)


def test_meeting_the_customer_completes_the_record(desk):
    """Once the technician has been there, the new address and the second number are worth keeping."""
    desk.keep(
        a_customer(email=""), Contact(VISIT, CustomerId("Anne Durand"), "A", SUNDAY_NIGHT, "+33639980002", "a@b.fr")
    )
    completed = desk.do(confirm_contact, VISIT)
    assert a_customer(email="a@b.fr", second_phone="+33639980002") == completed
    assert completed == desk.do(confirm_contact, VISIT)


def test_meeting_the_customer_replaces_nothing_known(desk):
    """What the firm knew stays where it was."""
    known = a_customer(second_phone="+33465710001")
    desk.keep(known, Contact(VISIT, known.id, "A", SUNDAY_NIGHT, "+33639980002", "autre@exemple.invalid"))
    assert known == desk.do(confirm_contact, VISIT)


def test_an_appointment_without_contact_confirms_nobody(desk):
    """Imported appointments were booked elsewhere."""
    with pytest.raises(NotFound):
        desk.do(confirm_contact, VISIT)


@pytest.mark.parametrize(
    "words",
    ["durand", "ANNE dur", "durand seynod", "06 39 98 00", "+33 6 39 98 00 01", "anne@ex", "4012", "74600", "pommiers"],
)
def test_claire_finds_a_customer_by_any_word_she_has(desk, words):
    """By name, number, mail, reference or place, whatever the accents."""
    site = Site(SiteId("site"), CustomerId("Anne Durand"), ANNECY, "house", "3 rue des Pommiers", "74600", "Seynod")
    desk.keep(a_customer(external_ref="4012"), a_customer("Zoé Martin", phone="", email=""), site)
    assert ["Anne Durand"] == [customer.name for customer in desk.do(search, words)]


@pytest.mark.parametrize("words", ["", "   ", "urand", "anne dupont", "98"])
def test_words_that_do_not_all_match_find_nobody(desk, words):
    """A search answers what was asked and no more."""
    desk.keep(a_customer())
    assert [] == desk.do(search, words)


def test_a_search_is_cut_and_sorted_by_name(desk):
    """The list fits a screen and does not dance."""
    desk.keep(*(a_customer(f"{name} Durand") for name in ("Zoé", "Éric", "Anne", "Paul")))
    assert ["Anne Durand", "Éric Durand"] == [found.name for found in desk.do(search, "durand", limit=2)]
