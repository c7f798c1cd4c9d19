"""A proposal is taken in part, a line of it refused with a reason, and all of it taken back and done again."""

import re

import pytest
from playwright.sync_api import expect

from planner.appointments import Appointment
from planner.board import Board
from planner.booking import move
from planner.ports import Actor
from planner.sites import Position, Site
from planner.slots import Wish, all_slots
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.journeys.booking import ELISE, book

pytestmark = pytest.mark.browser

LONG = 120_000
"""Milliseconds that a search may take where many things are tested at once."""

_FAR = Position(45.6755, 6.3927)  # Albertville
_PAUL = {**ELISE, "Nom": "Paul Lachenal", "Téléphone": "06 39 98 22 33", "Adresse": "3 avenue des Neigeos"}


@pytest.fixture
def crossed(customer, claire, firm):
    """Claire's page on a day whose two visits in Seynod are both made by Nadia, who now starts from far away."""
    for who in (ELISE, _PAUL):
        book(customer, firm, who).close()
    house = firm.server.house
    found = house.transactions.firm_by_slug(firm.slug)

    def given_to_nadia(work):
        nadia = next(one for one in work.of(Technician).find() if one.name.startswith("Nadia"))
        for one in work.of(Appointment).find(state="confirmed"):
            site = work.of(Site).get(one.site_id)
            day = one.window.start.astimezone(work.firm.zone).date()
            wish = Wish(one.service_id, site.position, site.postcode, day, day, one.id, nadia.id, by_firm=True)
            slot = next(slot for slot in all_slots(work, wish, Board()) if slot.window == one.window)
            move(work, one.id, slot.target, Board(), actor=Actor("dispatcher"))
        save_technician(
            work, Technician(nadia.id, nadia.name, _FAR, _FAR, nadia.shifts, nadia.skills, nadia.clearances)
        )
        return day

    day = house.transactions.write(found.id, given_to_nadia)
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/jour/{day}")
    page.get_by_role("button", name="Proposer mieux").click()
    expect(page.locator("#proposition")).to_be_visible(timeout=LONG)
    return page


def test_what_is_refused_is_refused_for_the_day_and_what_is_accepted_can_be_undone(crossed):
    """One line no, for a reason; the rest yes; then back and forth."""
    page = crossed
    changes = page.locator(".changes li")
    before = changes.count()
    assert before >= 1
    page.get_by_role("button", name="Accepter ce qui est coché").click()
    expect(page.locator(".notice").first).to_contain_text("accepté")
    assert "Nadia" not in page.locator(".route:has(.visit) h2").first.inner_text()
    page.get_by_role("link", name="Histoire").click()
    line = page.locator(".journal li").first
    expect(line).to_contain_text("Proposition acceptée")
    line.get_by_role("button", name="Annuler").click()
    expect(page.locator(".notice").first).to_contain_text("Action annulée")
    page.locator(".journal li").first.get_by_role("button", name="Rétablir").click()
    expect(page.locator(".notice").first).to_contain_text("rétablie")
    page.locator("a.back").click()
    page.wait_for_url(re.compile(r"/jour/[\d-]+$"))
    page.keyboard.press("Control+z")
    expect(page.locator(".notice").first).to_contain_text("annulée")
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator(".notice").first).to_contain_text("rétablie")


def test_a_refused_change_does_not_come_back(crossed):
    """The reason is kept, and asking again finds nothing of it."""
    page = crossed
    while page.locator(".changes li").count():
        page.locator("#reason").fill("Le client tient à son technicien")
        page.locator(".changes li").first.get_by_role("button", name="Refuser").click()
        expect(page.locator(".notice").first).to_contain_text(re.compile("refusé|écartée"))
    page.get_by_role("button", name="Proposer mieux").click()
    expect(page.locator("#recherche .notice")).to_contain_text("déjà le meilleur", timeout=LONG)


def test_what_is_pinned_is_not_proposed_to_anybody_else(crossed):
    """Claire keeps both with Nadia."""
    page = crossed
    day = page.url
    cards = page.locator(".plan-routes .visit-card")
    for sheet in [cards.nth(number).get_attribute("href") for number in range(2)]:
        page.goto(str(sheet))
        page.get_by_role("button", name="Son technicien", exact=True).click()
        expect(page.locator(".notice").first).to_contain_text("reste chez son technicien")
    page.goto(day)
    page.get_by_role("button", name="Proposer mieux").click()
    expect(page.locator("#recherche .notice")).to_contain_text("déjà le meilleur", timeout=LONG)
