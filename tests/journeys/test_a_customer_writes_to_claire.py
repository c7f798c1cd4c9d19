"""A customer writes from the page of the appointment; Claire reads it, and it stays with the appointment."""

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import book

pytestmark = pytest.mark.browser

WORD = "Le portail est fermé : sonnez chez Perrin."


def test_a_word_reaches_claire_and_stays_with_the_appointment(customer, claire, firm):
    """Opening the link again changes nothing; only the button does."""
    phone = book(customer, firm)
    phone.get_by_label("Votre message").fill(WORD)
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.locator(".notice")).to_contain_text("Votre message est arrivé")
    phone.reload()
    expect(phone.locator("blockquote")).to_have_count(1)

    desk = claire.new_page()
    desk.goto(f"/f/{firm.slug}/agendas")
    word = desk.locator(".words li")
    expect(word).to_contain_text(f"Message du client : {WORD}")
    word.get_by_role("button", name="Vu").click()
    expect(desk.locator(".words li")).to_have_count(0)

    desk.goto(f"/f/{firm.slug}/recherche?q=Fontaine")
    desk.locator(".rows a").first.click()
    expect(desk.locator("blockquote")).to_contain_text(WORD)
