"""A real firm starts from nothing: one page in a browser, and its customers can book."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import CLAIRE, PASSWORD, SERVICE

pytestmark = pytest.mark.browser


def test_one_page_opens_the_firm_and_lets_its_first_person_in(chromium, server):
    """From an empty server to slots, typing only what nobody else can know."""
    context = chromium.new_context(base_url=server.address, viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Bienvenue")
    page.locator("#firm-name").fill("Lumière du Lac")
    page.locator("#firm-phone").fill("04 65 71 00 01")
    page.locator("#firm-address").fill("74000 Annecy")
    page.locator("#technician-0-name").fill("Gaëtan Roche")
    page.locator("#technician-0-start_address").fill("74000 Annecy")
    page.locator("#person_name").fill("Claire Morel")
    page.locator("#person_email").fill("claire@exemple.invalid")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir l’entreprise").click()
    expect(page.locator("h1")).to_have_text("Réglages")
    page.get_by_role("link", name="Techniciens").click()
    expect(page.locator("#techniciens")).to_contain_text("Gaëtan Roche")

    page.get_by_role("link", name="Page des clients").click()
    page.get_by_label("Votre commune").fill("74600")
    page.get_by_role("button", name=SERVICE).click()
    expect(page.locator(".best-slot").first).to_be_visible()
    context.close()


def test_an_open_firm_is_not_installed_again(firm, chromium):
    """The page says so instead of a form."""
    page = chromium.new_page(base_url=firm.address, locale="fr-FR")
    page.goto("/installation")
    expect(page.locator("form[action='/installation']")).to_have_count(0)
    page.close()


def test_settings_are_changed_and_kept(claire, chromium, firm):
    """A name, a duration, a colleague invited by mail."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages")
    page.locator("#entreprise #name").fill("Lumière d’Annecy")
    page.locator("#entreprise").get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".notice").first).to_be_visible()
    expect(page.locator(".brand")).to_contain_text("Lumière d’Annecy")

    page.get_by_text("Inviter quelqu’un").click()
    page.locator("#invite-name").fill("Hélène Duret")
    page.locator("#invite-email").fill("helene@exemple.invalid")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("#equipe")).to_contain_text("Hélène Duret")

    helene = chromium.new_page(locale="fr-FR")
    helene.goto(firm.server.link("invitation"))
    helene.locator("#password").fill(PASSWORD)
    helene.get_by_role("button", name="Entrer").click()
    helene.wait_for_url(re.compile("/jour/"))
    helene.close()


def test_a_technicians_calendar_address_is_made_and_revoked(claire, firm):
    """It is shown once, answers a calendar, and after revoking answers nothing."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages")
    page.locator("#agendas").get_by_role("button", name="Créer une adresse").first.click()
    said = page.locator(".notice").first.inner_text()
    address = next(word for word in said.split() if word.endswith(".ics"))
    feed = claire.request.get(address)
    assert feed.ok
    assert "BEGIN:VCALENDAR" in feed.text()
    page.get_by_role("button", name="Révoquer").first.click()
    expect(page.locator(".notice").first).to_be_visible()
    assert 404 == claire.request.get(address).status


def test_a_forgotten_password_is_replaced_by_mail(chromium, firm):
    """The answer is the same for an unknown address; the link works once."""
    page = chromium.new_page(base_url=firm.address, locale="fr-FR")
    for email in ("nobody@exemple.invalid", CLAIRE):
        page.goto(f"/f/{firm.slug}/mot-de-passe")
        page.get_by_label("E-mail").fill(email)
        page.get_by_role("button", name="Envoyer le lien").click()
        expect(page.locator(".notice")).to_contain_text("Si cette adresse est connue")
    assert 1 == len(firm.server.post())
    link = firm.server.link("mot-de-passe")
    page.goto(link)
    page.locator("#password").fill("une autre lampe encore")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url(re.compile("/jour/"))
    page.goto(link)
    expect(page.locator("h1")).to_contain_text("lien ne sert plus")
    page.close()
