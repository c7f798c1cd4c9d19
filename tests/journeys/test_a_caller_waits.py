"""A customer is on the line: Claire finds her, reads two slots aloud and confirms one, without touching the mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import book
from tests.journeys.conftest import SERVICE

pytestmark = pytest.mark.browser


def test_by_keys_alone_a_known_customer_gets_another_appointment(customer, claire, firm):
    """From any page: one key, her name, the service, Enter on the first slot."""
    book(customer, firm).close()
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/messages")
    page.keyboard.press("a")
    page.wait_for_url(re.compile("/appel$"))
    page.keyboard.type("Fontaine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Élise Fontaine")).to_be_visible()
    page.keyboard.type(SERVICE[:3])
    page.keyboard.press("Tab")
    page.keyboard.type("Le four ne chauffe plus")
    page.keyboard.press("Enter")
    expect(page.locator(".best-slot").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rendez-vous/"))
    expect(page.locator(".notice")).to_contain_text("le rendez-vous est pris")
    expect(page.locator("main")).to_contain_text("Le four ne chauffe plus")


def test_on_a_phone_somebody_new_is_promised_a_slot(claire, firm):
    """Typed once: what is missing is said, and nothing is lost."""
    page = claire.new_page()
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"/f/{firm.slug}/appel")
    page.get_by_label("Qui appelle ?").fill("06 39 98 22 33")
    page.get_by_role("button", name="Chercher").last.click()
    page.get_by_label("Nom", exact=True).fill("Paul Lachenal")
    page.get_by_label("Adresse", exact=True).fill("3 avenue des Neigeos")
    page.get_by_label("Commune", exact=True).fill("Nulle-Part")
    page.get_by_label("Prestation").select_option(label=SERVICE)
    page.get_by_role("button", name="Voir les créneaux").click()
    expect(page.locator("#refusal")).to_contain_text("commune")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Paul Lachenal")
    page.get_by_label("Commune", exact=True).fill("Annecy")
    page.get_by_role("button", name="Voir les créneaux").click()
    page.locator(".best-slot").first.click()
    expect(page.locator(".notice")).to_contain_text("le rendez-vous est pris")
    expect(page.locator("main")).to_contain_text("06 39 98 22 33")
