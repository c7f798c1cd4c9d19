"""What a customer does on the portal, for the journeys that begin with it."""

from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import SERVICE, Firm

ELISE = {
    "Nom": "Élise Fontaine",
    "Téléphone": "06 39 98 12 34",
    "E-mail": "elise.fontaine@exemple.invalid",
    "Adresse": "12 rue des Marquisats",
}


def book(customer: BrowserContext, firm: Firm, who: dict[str, str] | None = None) -> Page:
    """Service, best slot, details, confirmed: the page that follows the appointment."""
    page = customer.new_page()
    page.goto(firm.home)
    page.get_by_label("Votre commune").fill("Seynod")
    page.get_by_role("button", name=SERVICE).tap()
    page.locator(".best-slot").first.tap()
    for label, value in (who or ELISE).items():
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Confirmer").tap()
    page.wait_for_url("**/suivi/**")
    return page
