"""The customer’s way through the portal: three taps, nothing lost, links that change nothing by themselves."""

import pytest
from playwright.sync_api import expect

from tests.web.samples import FORM

pytestmark = pytest.mark.browser

WRITTEN = {
    "Nom": FORM.name,
    "Téléphone": FORM.phone,
    "E-mail": FORM.email,
    "Adresse": FORM.address,
    "Code postal": FORM.postcode,
    "Commune": FORM.city,
}


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request, chromium, address):
    """A customer's telephone."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale="fr-FR",
        java_script_enabled=request.param,
    )
    page = context.new_page()
    page.scripted = request.param
    yield page
    context.close()


def write(page, **others):
    """Fill the form as Élise would."""
    for label, value in {**WRITTEN, **others}.items():
        page.get_by_label(label, exact=False).first.fill(value)


def test_a_customer_books_in_three_taps(phone):
    """Service, slot, confirm: then the appointment is there to follow."""
    phone.goto("/f/duret")
    phone.get_by_label("Votre commune").fill("Seynod")
    phone.get_by_role("button", name="Dépannage").tap()
    phone.locator(".best-slot").first.tap()
    write(phone)
    phone.get_by_role("button", name="Confirmer").tap()
    expect(phone.locator("h1")).to_have_text("Votre rendez-vous")
    expect(phone.locator(".summary-moment")).to_contain_text("entre 13\N{NO-BREAK SPACE}h et 15\N{NO-BREAK SPACE}h")


def test_the_commune_is_remembered_next_time(phone):
    """A neighbour of last time needs no more typing."""
    phone.goto("/f/duret/rdv?service=depannage&commune=Annecy-le-Vieux")
    phone.goto("/f/duret")
    expect(phone.get_by_label("Votre commune")).to_have_value("Annecy-le-Vieux")


def test_a_lost_race_keeps_every_word_and_the_next_tap_confirms(phone):
    """The slot at 15 h is taken by someone else; the nearest ones are offered with everything kept."""
    phone.goto("/f/duret/rdv/H7")
    write(phone, Commune="Perdue")
    phone.get_by_role("button", name="Confirmer").tap()
    expect(phone.locator("h1")).to_have_text("Ce créneau n’est plus libre")
    kept = {
        field.get_attribute("name"): field.input_value() for field in phone.locator("form input[type=hidden]").all()
    }
    assert FORM.name == kept["name"]
    assert FORM.address == kept["address"]
    expect(phone.locator(".best-slot")).to_have_count(3)


def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(phone):
    """The page says what is missing on top, the field says it again, the rest stays written."""
    phone.goto("/f/duret/rdv/H7")
    write(phone, Téléphone=" ")
    phone.get_by_role("button", name="Confirmer").tap()
    field = phone.get_by_label("Téléphone")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(phone.locator("#phone-error")).to_contain_text("Un numéro où vous joindre")
    expect(phone.get_by_label("Nom")).to_have_value(FORM.name)
    if phone.scripted:
        expect(phone.locator("#refusal")).to_be_focused()


def test_the_time_left_is_counted_for_those_with_script_and_said_for_others(phone):
    """Minutes and seconds, or the hour until which the slot is kept."""
    phone.goto("/f/duret/rdv/H7")
    words = "pour confirmer" if phone.scripted else "Gardé pour vous"
    expect(phone.locator("hold-timer")).to_contain_text(words)


def test_links_in_mails_change_nothing_until_a_button_is_pressed(phone):
    """Following leads to a page, cancelling asks first."""
    sent: list[str] = []

    def note(request):
        sent.append(request.method)

    phone.on("request", note)
    phone.goto("/f/duret/suivi/abc123")
    phone.get_by_role("link", name="Annuler").tap()
    expect(phone.locator("h1")).to_have_text("Annuler ce rendez-vous ?")
    assert {"GET"} == set(sent)
    phone.get_by_role("button", name="Annuler le rendez-vous").tap()
    expect(phone.locator(".notice")).to_contain_text("Votre rendez-vous est annulé.")
    assert 1 == sent.count("POST")


def test_a_flashed_sentence_is_shown_once(phone):
    """A reload of the page does not say it again."""
    phone.goto("/f/duret/suivi/abc123/deplacer")
    phone.locator(".best-slot").first.tap()
    expect(phone.locator(".notice")).to_contain_text("Votre rendez-vous est déplacé.")
    phone.reload()
    expect(phone.locator(".notice")).to_have_count(0)
