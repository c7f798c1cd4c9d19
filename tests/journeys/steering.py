"""What Claire and a colleague do on the day page, for the journeys that steer a day."""

import re
from dataclasses import replace
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from planner.ports import Work
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.journeys.booking import ELISE, book
from tests.journeys.conftest import PASSWORD, Firm

PAUL = {
    "Nom": "Paul Lachenal",
    "Téléphone": "06 39 98 22 33",
    "E-mail": "paul.lachenal@exemple.invalid",
    "Adresse": "3 avenue des Neigeos",
}


def day_of(customer: BrowserContext, claire: BrowserContext, firm: Firm, *others: dict[str, str]) -> Page:
    """Claire's page on the day of Élise's appointment, found by searching; the others have booked after her."""
    for who in (ELISE, *others):
        book(customer, firm, who).close()
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/jour")
    page.keyboard.press("/")
    page.keyboard.type("Fontaine")
    page.keyboard.press("Enter")
    page.locator(".rows a").first.click()
    page.locator("a.back").click()
    page.wait_for_url(re.compile("/jour/"))
    expect(page.locator("plan-timeline.ready")).to_be_visible()
    return page


def colleague(claire: BrowserContext, chromium: Browser, firm: Firm) -> BrowserContext:
    """Hélène, invited by Claire as an assistant, signed in on a desk of her own."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages")
    page.get_by_text("Inviter quelqu’un").click()
    page.locator("#invite-name").fill("Hélène Duret")
    page.locator("#invite-email").fill("helene@exemple.invalid")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("#equipe")).to_contain_text("Hélène Duret")
    page.close()
    desk = chromium.new_context(base_url=firm.address, viewport={"width": 1440, "height": 1000}, locale="fr-FR")
    page = desk.new_page()
    page.goto(firm.server.link("invitation"))
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url(re.compile("/jour/"))
    page.close()
    return desk


def lane(page: Page, technician: str) -> Locator:
    """One technician's line of the timeline."""
    return page.locator(".route", has=page.get_by_role("heading", name=technician))


def keeper(page: Page, customer: str) -> str:
    """Whose line a customer's visit stands on, whether it is painted already or not."""
    line = page.locator(".route", has=page.locator(".visit", has_text=customer)).locator("h2")
    return " ".join((line.text_content() or "").split())


def drag(page: Page, visit: Locator, goal: Locator) -> None:
    """Hold a visit with the mouse over a place, once the places are shown; the button stays down."""
    visit.scroll_into_view_if_needed()
    visit.hover()
    page.mouse.down()
    start = visit.bounding_box()
    assert start
    page.mouse.move(start["x"] + 30, start["y"] + 40, steps=3)
    expect(goal).to_be_visible()
    box = goal.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)


def change(firm: Firm, name: str, **changed: Any) -> Technician:
    """Let a technician be able to do, or work, something else from now on; return how they were before."""
    house = firm.server.house

    def changing(work: Work) -> Technician:
        who = next(one for one in work.of(Technician).find() if one.name.startswith(name))
        save_technician(work, replace(who, **changed))
        return who

    return house.transactions.write(house.transactions.firm_by_slug(firm.slug).id, changing)
