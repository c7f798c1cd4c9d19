"""Claire looks at the week and the month, filters, prints a sheet and takes the week away as a file."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import book
from tests.journeys.conftest import SERVICE

pytestmark = pytest.mark.browser


@pytest.fixture
def week(customer, claire, firm):
    """Claire's page on the week of Élise's appointment, reached from its day."""
    book(customer, firm).close()
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/recherche?q=Fontaine")
    page.locator(".rows a").first.click()
    page.locator("a.back").click()
    page.wait_for_url(re.compile("/jour/"))
    page.get_by_role("link", name="Semaine", exact=True).click()
    page.wait_for_url(re.compile("/semaine/"))
    return page


def test_the_week_leads_to_the_day_and_the_month_knows_it_too(week):
    """One visit, in one technician's row, on the day that its cell opens."""
    cell = week.locator(".cell:has-text('Élise Fontaine') a")
    expect(cell).to_have_count(1)
    week.get_by_role("link", name="Mois", exact=True).click()
    expect(week.locator(".cell:not(.other):has-text('1 visite')")).to_have_count(1)
    week.go_back()
    cell.click()
    week.wait_for_url(re.compile("/jour/"))
    expect(week.locator(".plan-routes .visit-name")).to_have_text("Élise Fontaine")


def test_a_filter_follows_her_from_the_week_to_the_day(week):
    """Everything comes back with one tap."""
    week.locator(".filters summary").click()
    _everything, *services = week.get_by_label("Prestation").locator("option").all_inner_texts()
    week.get_by_label("Prestation").select_option(label=next(one for one in services if one != SERVICE))
    week.get_by_role("button", name="Filtrer").click()
    expect(week.locator(".cell:has-text('Élise Fontaine')")).to_have_count(0)
    expect(week.locator(".empty")).to_contain_text("Rien ne répond à ces filtres")
    week.get_by_role("link", name="Jour", exact=True).click()
    week.wait_for_url(re.compile(r"/jour/.*\?prestation="))
    week.go_back()
    week.get_by_role("link", name="Tout afficher").click()
    expect(week.locator(".cell:has-text('Élise Fontaine')")).to_have_count(1)


def test_the_week_leaves_as_a_file_and_the_day_on_paper(week):
    """The same visit in both."""
    with week.expect_download() as handed:
        week.get_by_role("link", name="Exporter en CSV").click()
    text = Path(handed.value.path()).read_bytes().decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert ("Élise Fontaine", "confirmé") == (line["Client"], line["Statut"])
    week.locator(".cell:has-text('Élise Fontaine') a").click()
    week.get_by_role("link", name="Feuilles à imprimer").click()
    expect(week.locator(".sheet h2")).to_have_text(line["Technicien"])
    expect(week.locator(".sheet")).to_contain_text("12 rue des Marquisats")
