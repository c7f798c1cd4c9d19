"""A customer books from a telephone at night: three taps, a mail, and everything can still be changed from its link."""

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import ELISE, book
from tests.journeys.conftest import SERVICE

pytestmark = pytest.mark.browser


def test_the_appointment_is_confirmed_followed_moved_and_cancelled(customer, firm):
    """What was tapped is what is promised; moving and cancelling need no telephone call."""
    page = book(customer, firm)
    expect(page.locator("h1")).to_have_text("Votre rendez-vous")
    expect(page.locator(".badge")).to_contain_text("Confirmé")
    promised = page.locator(".summary-moment").inner_text()

    page.get_by_role("link", name="Déplacer").tap()
    other = page.locator(".slot:not(.recommended)").first
    other.tap()
    page.wait_for_url("**/suivi/*")
    moved = page.locator(".summary-moment").inner_text()
    assert promised != moved

    page.get_by_role("link", name="Annuler").tap()
    page.get_by_role("button", name="Annuler le rendez-vous").tap()
    expect(page.locator("h1")).to_have_text("Votre rendez-vous est annulé")


def test_the_confirmation_leads_back_to_the_appointment(customer, firm):
    """The mail carries the calendar entry and a link that changes nothing when it is opened."""
    page = book(customer, firm)
    mail = firm.server.post()[-1]
    assert ELISE["E-mail"] in mail["To"]
    page.goto(firm.server.link("suivi"))
    expect(page.locator(".badge")).to_contain_text("Confirmé")
    assert any("calendar" in part.get_content_type() for part in mail.walk())


def test_the_calendar_file_holds_the_promised_window(customer, firm):
    """Its start is the start that the page shows."""
    page = book(customer, firm)
    file = customer.request.get(page.get_by_role("link", name="Ajouter").get_attribute("href"))
    assert "text/calendar" in file.headers["content-type"]
    assert "BEGIN:VEVENT" in file.text()


def test_whoever_comes_too_late_for_a_slot_gets_another_with_one_tap(customer, firm):
    """Neighbours who all saw the same slot tap it one after the other, until it is gone for the next."""
    seen = [_slots(customer, firm) for _ in range(6)]
    for page in seen:
        page.locator(".best-slot").first.tap()
        page.wait_for_url(lambda url: "?" not in url)
        if page.url.endswith("/rdv"):
            break
    expect(page.locator("h1")).to_have_text("Ce créneau n’est plus libre")
    page.locator(".best-slot").first.tap()
    expect(page.locator("h1")).to_have_text("Où venons-nous ?")


def test_a_commune_nobody_knows_is_told_beside_its_field(customer, firm):
    """Without any slot to tap in vain."""
    page = _slots(customer, firm, "Nulle-Part-en-Vercors")
    expect(page.locator(".error")).to_contain_text("Nous ne trouvons pas cette commune")
    expect(page.locator(".slot")).to_have_count(0)


def test_a_customer_may_book_without_any_script(chromium, firm):
    """Plain links and forms carry the whole way."""
    phone = chromium.new_context(
        base_url=firm.address,
        viewport={"width": 320, "height": 640},
        has_touch=True,
        java_script_enabled=False,
        locale="fr-FR",
    )
    page = book(phone, firm)
    expect(page.locator(".badge")).to_contain_text("Confirmé")
    phone.close()


def _slots(customer, firm, commune="Seynod"):
    page = customer.new_page()
    page.goto(firm.home)
    page.get_by_label("Votre commune").fill(commune)
    page.get_by_role("button", name=SERVICE).tap()
    return page
