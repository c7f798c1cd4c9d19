"""Somebody is absent: Claire says so once; who nobody can replace is asked to choose again, and taps."""

import re

import pytest
from playwright.sync_api import expect

from planner.identifiers import FirmId
from planner.technicians import Technician
from tests.journeys.booking import book

pytestmark = pytest.mark.browser


@pytest.fixture
def alone(firm):
    """Nadia has left: Gaëtan is the only one."""
    house = firm.server.house
    found = house.transactions.firm_by_slug(firm.slug)

    def gone(work):
        nadia = next(one for one in work.of(Technician).find() if one.name.startswith("Nadia"))
        work.of(Technician).remove(nadia.id)
        work.save_firm(work.firm)

    house.transactions.write(FirmId(found.id), gone)


def the_day(claire, firm):
    """Claire's page on the day of Élise's appointment."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/recherche?q=Fontaine")
    page.locator(".rows a").first.click()
    page.locator("a.back").click()
    page.wait_for_url(re.compile("/jour/"))
    return page


def test_the_customer_of_an_absent_technician_chooses_again(customer, claire, firm, alone):
    """Absent, proposed, asked, tapped: four steps, and the plan is whole again."""
    follow = book(customer, firm)
    page = the_day(claire, firm)
    page.locator(".route .absent").click()
    page.get_by_label("Raison").fill("grippe")
    page.get_by_role("button", name="Noter absent et proposer").click()
    expect(page.locator(".notice").first).to_contain_text("Personne ne peut reprendre 1 rendez-vous")
    page.locator(".proposal").get_by_role("link", name="proposer un autre moment").click()
    expect(page.get_by_role("checkbox")).to_have_count(3)
    page.get_by_label("Pourquoi").fill("Notre technicien est souffrant.")
    page.get_by_role("button", name="Envoyer au client").click()
    expect(page.locator(".notice")).to_contain_text("reçoit ces créneaux")

    assert any("choisissez un autre moment" in mail["subject"] for mail in firm.server.post())
    follow.goto(firm.server.link("suivi"))
    expect(follow.locator("#choisir")).to_contain_text("Notre technicien est souffrant.")
    wanted = follow.locator("#choisir .best-slot").first
    when = wanted.locator(".best-hours").inner_text()
    wanted.tap()
    expect(follow.locator(".notice")).to_contain_text("confirmé au nouveau moment")
    expect(follow.locator(".summary-moment")).to_contain_text(when)
    page.reload()
    expect(page.locator(".facts")).to_contain_text("Gaëtan")


def test_at_phone_size_an_absence_is_taken_back(customer, claire, firm):
    """He is there after all."""
    book(customer, firm).close()
    page = the_day(claire, firm)
    page.set_viewport_size({"width": 360, "height": 760})
    page.locator(".route .absent").first.click()
    page.get_by_role("button", name="Noter absent et proposer").click()
    expect(page.locator(".notice").first).to_contain_text("est noté absent")
    page.get_by_role("button", name="Retirer l’absence").click()
    expect(page.locator(".notice").first).to_contain_text("Absence retirée")
