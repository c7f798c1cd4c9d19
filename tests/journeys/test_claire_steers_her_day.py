"""Claire opens the day of an appointment just booked, moves it, takes that back, and sees what others do at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import book
from tests.journeys.steering import day_of

pytestmark = pytest.mark.browser


@pytest.fixture
def booked(customer, claire, firm):
    """Claire's page on the day of Élise's appointment, found by searching."""
    return day_of(customer, claire, firm)


def test_she_moves_it_by_keys_and_takes_it_back(booked):
    """Each time the page says what was done, and shows it."""
    card = booked.locator(".plan-routes .visit-card")
    expect(card).to_have_count(1)
    before = booked.locator(".route:has(.visit) h2").inner_text()
    card.focus()
    booked.keyboard.press("m")
    said = booked.locator(".plan-say")
    expect(said).to_contain_text("route en plus")
    booked.keyboard.press("ArrowDown" if before.startswith("Gaëtan") else "ArrowUp")
    booked.keyboard.press("Enter")
    expect(booked.locator(".notice")).to_contain_text("déplacé")
    expect(booked.locator("plan-timeline.ready")).to_be_visible()
    after = booked.locator(".route:has(.visit) h2").inner_text()
    booked.keyboard.press("Control+z")
    expect(booked.locator(".notice")).to_contain_text("annulée")
    assert before == booked.locator(".route:has(.visit) h2").inner_text()
    assert before != after


def test_she_moves_it_by_taps_alone(booked):
    """A list of the best places, and why the others are refused."""
    booked.locator(".chosen").get_by_role("link", name="Déplacer vers…").click()
    booked.locator(".verdict").last.click()
    expect(booked.locator(".notice")).to_contain_text("déplacé")


def test_a_booking_made_meanwhile_appears_by_itself(booked, customer, firm):
    """No reload: the day is fetched again when something changed in it."""
    expect(booked.locator(".plan-routes .visit-card")).to_have_count(1)
    with booked.expect_response(re.compile(r"/jour/[\d-]+$")):
        book(customer, firm, {**_NEIGHBOUR})
    expect(booked.locator(".plan-routes .visit-card")).to_have_count(2)


def test_why_it_is_where_it_is_can_be_read(booked):
    """The sheet tells its history in words."""
    booked.locator(".chosen").get_by_role("link", name="Fiche").click()
    expect(booked.locator(".history")).to_contain_text("confirmé")
    expect(booked.locator(".facts")).to_contain_text("12 rue des Marquisats")


def test_the_technician_reads_the_same_day_on_a_phone(booked, firm):
    """Who, where, until when, and the way there."""
    booked.locator(".route:has(.visit) h2 a").click()
    expect(booked.locator(".stop h2")).to_have_text("Élise Fontaine")
    expect(booked.get_by_role("link", name="Itinéraire")).to_have_attribute("href", re.compile("^geo:45"))


_NEIGHBOUR = {
    "Nom": "Paul Lachenal",
    "Téléphone": "06 39 98 22 33",
    "E-mail": "paul.lachenal@exemple.invalid",
    "Adresse": "3 avenue des Neigeos",
}
