"""Whoever manages the firm changes everything on pages: no file, errors beside the fields, nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SERVICE

pytestmark = pytest.mark.browser


def test_a_rule_is_changed_after_a_mistake_was_said(claire, firm):
    """The wrong number is told beside its field, what else was typed stays, and the right one is kept."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages")
    page.get_by_role("link", name="Règles").click()
    page.get_by_label("Créneau gardé").fill("0")
    page.get_by_label("Prévoir les visites").fill("10")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#hold-error")).to_contain_text("entre 2 et 60")
    expect(page.get_by_label("Prévoir les visites")).to_have_value("10")
    page.get_by_label("Créneau gardé").fill("20")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".notice").first).to_contain_text("enregistré")
    page.goto(f"/f/{firm.slug}/entretiens")
    expect(page.locator("main")).to_contain_text("10 semaines")


def test_a_technician_learns_something_and_is_away_tomorrow(claire, firm):
    """His level, his title with its last day; his absence is added, changed and taken back."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages/techniciens")
    page.get_by_role("link", name="Gaëtan Roche").click()
    page.get_by_label("Bornes de recharge (IRVE)").select_option("2")
    page.get_by_label("Titre").first.fill("BR")
    page.get_by_label("Valable jusqu’au").first.fill("2030-01-31")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Gaëtan Roche").click()
    expect(page.get_by_label("Bornes de recharge (IRVE)")).to_have_value("2")
    expect(page.get_by_label("Valable jusqu’au").first).to_have_value("2030-01-31")

    page.get_by_role("link", name="Absences").click()
    page.get_by_label("Qui").select_option(label="Gaëtan Roche")
    page.get_by_label("Du", exact=True).fill((firm.server.house.clock().date() + timedelta(days=1)).isoformat())
    page.get_by_label("Motif").fill("formation")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".staff")).to_contain_text("formation")
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Motif").fill("congé")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".staff")).to_contain_text("congé")
    page.get_by_role("button", name="Retirer").click()
    expect(page.locator("main")).to_contain_text("Personne n’est absent")


def test_a_service_is_no_longer_offered_and_an_area_is_drawn(claire, firm):
    """Customers see it at once."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages/prestations")
    page.get_by_role("link", name=SERVICE).click()
    page.get_by_label("Toujours proposée").uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#prestations").get_by_role("link", name=SERVICE)).to_contain_text("plus proposée")
    page.get_by_role("link", name="Ouverture et secteurs").click()
    page.get_by_label("Nouveau secteur").last.fill("Rumilly")
    page.locator("#secteurs").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#refusal")).to_contain_text("code postal")
    page.get_by_label("Codes postaux").first.fill("74150")
    page.locator("#secteurs").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#area-0")).to_have_value("Rumilly")
    page.goto(f"/f/{firm.slug}")
    expect(page.get_by_role("button", name=SERVICE)).to_have_count(0)


def test_a_message_is_rewritten_after_it_was_read(claire, firm):
    """Previewed with an invented customer, kept, and given back."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages/messages")
    page.get_by_role("link", name="Invitation à un entretien").click()
    page.get_by_label("Objet, ligne vide, message").fill("Votre visite\n\nBonjour $prenom")
    page.get_by_role("button", name="Voir ce que cela donne").click()
    expect(page.locator("#text-error")).to_contain_text("$prenom")
    page.get_by_label("Objet, ligne vide, message").fill("Votre visite\n\nCher $client, voici : $lien")
    page.get_by_role("button", name="Voir ce que cela donne").click()
    expect(page.locator(".mail-text")).to_contain_text("Cher Camille Martin")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".notice").first).to_contain_text("enregistré")
    page.get_by_role("button", name="Reprendre le texte d’origine").click()
    expect(page.get_by_label("Objet, ligne vide, message")).to_have_value(re.compile("Votre contrat d'entretien"))
