"""A contract visit falls due: Claire invites by keys, the customer books in three taps, who is silent is called."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from api.housekeeping import tidy
from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.identifiers import ContractId
from planner.identifiers import CustomerId, SiteId
from planner.services import Service
from planner.sites import Position, Site
from tests.journeys.booking import book
from tests.journeys.conftest import PARIS, SERVICE

pytestmark = pytest.mark.browser
ANNE, PAUL = CustomerId("anne"), CustomerId("paul")


@pytest.fixture
def contracts(firm):
    """The firm owes Anne, and Paul whose mail nobody knows, a visit in twenty days."""
    house = firm.server.house
    known = house.transactions.firm_by_slug(firm.slug)
    today = house.clock().astimezone(PARIS).date()

    def keep(work: Any) -> None:
        (service,) = (one for one in work.of(Service).find() if one.name == SERVICE)
        for key, name, email in ((ANNE, "Anne Durand", "anne@exemple.invalid"), (PAUL, "Paul Bel", "")):
            begun = today + timedelta(days=20 - 365)
            work.of(Customer).put(Customer(key, name, work.now, phone="+33639980001", email=email))
            work.of(Site).put(
                Site(SiteId(key), key, Position(45.8992, 6.1294), "house", "3 rue des Pommiers", "74000", "Annecy")
            )
            work.of(MaintenanceContract).put(MaintenanceContract(ContractId(key), key, service.code, 1, begun))

    house.transactions.write(known.id, keep)
    tidy(house)
    return firm


def test_claire_invites_by_keys_and_the_customer_books_in_three_taps(contracts, claire, customer):
    """The mail's link, a slot, confirm: nothing is typed, and the visit is booked on Claire's list."""
    page = claire.new_page()
    page.goto(f"/f/{contracts.slug}/entretiens")
    page.get_by_role("link", name="Tout cocher").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("cocher=tout"))
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Inviter la sélection").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("1 invitation")
    expect(page.locator(".due").filter(has_text="Anne Durand")).to_contain_text("Invité")

    phone = customer.new_page()
    phone.goto(contracts.server.link("client"))
    expect(phone.locator("main")).to_contain_text("3 rue des Pommiers, 74000 Annecy")
    phone.locator(".best-slot").first.tap()
    phone.get_by_role("button", name="Confirmer").tap()
    phone.wait_for_url("**/suivi/**")
    expect(phone.locator("main")).to_contain_text("Anne Durand")
    phone.goto(contracts.server.address + f"/f/{contracts.slug}")
    expect(phone.locator("body")).not_to_contain_text("Anne")

    page.goto(f"/f/{contracts.slug}/entretiens?etat=reserves")
    expect(page.locator(".due").filter(has_text="Anne Durand")).to_contain_text("Réservé")


def test_who_cannot_be_written_to_is_called_with_everything_chosen(contracts, claire):
    """One tap on the list, and only the slot is left to choose."""
    page = claire.new_page()
    page.goto(f"/f/{contracts.slug}/entretiens?etat=a-appeler")
    page.get_by_role("link", name="Appeler Paul Bel").click()
    expect(page.get_by_role("heading", name="Paul Bel")).to_be_visible()
    expect(page.get_by_label("Prestation").locator("option:checked")).to_have_text(SERVICE)
    page.get_by_role("button", name="Voir les créneaux").click()
    page.locator(".best-slot").first.click()
    expect(page.locator(".notice")).to_contain_text("le rendez-vous est pris")
    page.goto(f"/f/{contracts.slug}/entretiens?etat=reserves")
    expect(page.locator(".due").filter(has_text="Paul Bel")).to_contain_text("Réservé")


def test_a_customer_may_ask_to_be_called_instead(contracts, claire, customer):
    """One tap; Claire reads it on the line."""
    page = claire.new_page()
    page.goto(f"/f/{contracts.slug}/entretiens?cocher=tout")
    page.get_by_role("button", name="Inviter la sélection").click()
    expect(page.locator(".notice")).to_contain_text("1 invitation")
    phone = customer.new_page()
    phone.goto(contracts.server.link("client"))
    phone.get_by_role("button", name="Rappelez-moi").tap()
    expect(phone.locator(".notice")).to_contain_text("nous vous rappelons")
    page.reload()
    expect(page.locator(".due").filter(has_text="Anne Durand")).to_contain_text("Demande un appel")


def test_whoever_has_booked_books_again_without_typing(customer, firm):
    """From the page of his appointment: a service, a slot, confirm."""
    page = book(customer, firm)
    page.get_by_role("link", name="Prendre un autre rendez-vous").tap()
    page.get_by_role("button", name=SERVICE).tap()
    page.locator(".best-slot").first.tap()
    expect(page.locator("form.details")).to_contain_text("12 rue des Marquisats")
    page.get_by_role("button", name="Confirmer").tap()
    page.wait_for_url("**/suivi/**")
    expect(page.locator("main")).to_contain_text("Élise Fontaine")
