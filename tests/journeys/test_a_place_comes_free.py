"""Somebody booked late and wants to be sooner; a neighbour cancels, a mail comes, one tap: the visit is earlier."""

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import ELISE, book
from tests.journeys.conftest import SERVICE

pytestmark = pytest.mark.browser
PAUL = {**ELISE, "Nom": "Paul Girod", "E-mail": "paul.girod@exemple.invalid"}
JOIN = "Prévenez-moi si une place se libère plus tôt"


def test_who_waits_takes_the_place_that_a_neighbour_gives_back(customer, claire, firm):
    """Looking at the mail's link changes nothing; Claire sees the list before, and nobody on it after."""
    early = book(customer, firm)
    freed = early.locator(".summary-moment").inner_text()

    late = book_last(customer, firm, PAUL)
    was = late.locator(".summary-moment").inner_text()
    late.get_by_role("button", name=JOIN).tap()
    expect(late.locator("main")).to_contain_text("Vous êtes sur la liste d’attente")

    desk = claire.new_page()
    desk.goto(f"/f/{firm.slug}/liste-attente")
    expect(desk.locator("main")).to_contain_text("Paul Girod")

    early.get_by_role("link", name="Annuler").tap()
    early.get_by_role("button", name="Annuler le rendez-vous").tap()
    mail = firm.server.post()[-1]
    assert PAUL["E-mail"] in mail["To"]
    assert "Une place se libère" in mail["Subject"]

    place = customer.new_page()
    place.goto(firm.server.link("place"))
    expect(place.locator("h1")).to_have_text("Une place se libère")
    late.reload()
    assert was == late.locator(".summary-moment").inner_text()
    desk.reload()
    expect(desk.locator("main")).to_contain_text("attend sa réponse")

    place.get_by_role("button", name="Prendre cette place").tap()
    place.wait_for_url("**/suivi/**")
    assert freed == place.locator(".summary-moment").inner_text()
    desk.reload()
    expect(desk.locator("main")).to_contain_text("Personne n’attend")


def test_when_nothing_suits_one_leaves_a_mail(customer, firm):
    """No account and no script: a form, a sentence, and a mail when there is something."""
    page = customer.new_page()
    page.goto(f"{firm.home}/attente")
    page.get_by_label("Prestation").select_option(label=SERVICE)
    page.get_by_label("Votre commune").fill("Seynod")
    page.get_by_label("Nom").fill("Zoé Petit")
    page.get_by_label("E-mail").fill("zoe.petit@exemple.invalid")
    page.get_by_role("button", name="Me prévenir").tap()
    expect(page.locator("main, [role=status]").first).to_contain_text("C’est noté")


def book_last(customer, firm, who):
    """Book the last slot of the first page."""
    page = customer.new_page()
    page.goto(firm.home)
    page.get_by_label("Votre commune").fill("Seynod")
    page.get_by_role("button", name=SERVICE).tap()
    page.locator(".slot").last.tap()
    for label, value in who.items():
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Confirmer").tap()
    page.wait_for_url("**/suivi/**")
    return page
