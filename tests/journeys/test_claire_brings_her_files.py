"""Claire brings the customers' table as her spreadsheet saved it, sees what was understood, keeps it, takes it back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TABLE = (
    "Nom du client;Tél.;Adresse;CP;Ville\r\n"
    "Élise Fontaine;06 39 98 12 34;12 rue des Marquisats;74000;Annecy\r\n"
    "Jérôme Ducret;06 39 98 12 35;3 route du Lac;74600;Seynod\r\n"
    ";06 39 98 12 36;8 place de la Mairie;74000;Annecy\r\n"
)


@pytest.fixture
def read(claire, firm):
    """The page of a file just read, in the encoding Excel writes on a French machine."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/import")
    file = {"name": "clients.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")}
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("h1")).to_have_text("clients.csv")
    return page


def test_what_was_understood_is_shown_before_anything_is_kept(read):
    """Counts that add up, accents intact, the faulty row with its number and reason."""
    figures = read.locator(".figures")
    expect(figures).to_contain_text("3 lignes lues")
    expect(figures).to_contain_text("2 gardées")
    expect(figures).to_contain_text("1 à corriger")
    expect(read.locator("table").last).to_contain_text("Jérôme Ducret")
    expect(read.locator("tbody tr").first.locator("td").first).to_have_text("4")


def test_the_rows_to_mend_come_back_as_a_file(read, claire):
    """The same columns, and one that says what is wrong."""
    address = read.get_by_role("link", name="Fichier à corriger").get_attribute("href")
    text = claire.request.get(address).body().decode("utf-8-sig")
    assert "à corriger" in text.splitlines()[0]
    assert "8 place de la Mairie" in text
    assert "Fontaine" not in text


def test_an_import_is_kept_and_taken_back(read):
    """Two buttons; each says what it did."""
    read.get_by_role("button", name="Importer 2 lignes").click()
    expect(read.locator(".notice")).to_contain_text("2 lignes")
    read.get_by_role("button", name="Annuler cet import").click()
    expect(read.get_by_text("Cet import a été annulé.")).to_be_visible()


def test_a_file_that_is_no_table_is_told_kindly(claire, firm):
    """In words, on the same page."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/import")
    page.locator("#file").set_input_files(
        {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\0\0"}
    )
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("#refusal")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Importer un fichier")
