"""Several visits are chosen by keys, mouse or finger, and one form does the same with all; also without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

SENT = {"csrf_token": "sample-token", "do": "entrust", "appointment": "A2"}
pytestmark = pytest.mark.browser


def card(page, number):
    """The link of a visit."""
    return page.locator(f"#rdv-A{number} .visit-card")


def chosen(page):
    """Which visits are chosen."""
    return page.eval_on_selector_all(".visit.picked", "(all) => all.map((one) => one.dataset.appointment)")


def test_space_chooses_and_the_form_sends_all_of_them(desk):
    """By keys alone: two visits, a technician, Enter."""
    expect(desk.locator(".several")).to_be_hidden()
    for number, said in ((2, "1 choisi"), (6, "2 choisis")):
        card(desk, number).focus()
        desk.keyboard.press("Space")
        expect(desk.locator(".several [role=status]")).to_have_text(said)
    desk.get_by_role("button", name="Confier").click()
    assert [] == desk.posted, "nobody was named"
    assert ["A2", "A6"] == chosen(desk)
    card(desk, 6).focus()
    for _ in range(60):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.id") == "several-technician":
            break
    desk.keyboard.type("Nad")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".notice")).to_contain_text("Confiés à T2 : A2, A6.")
    assert ["entrust"] == desk.posted[0].fields["do"]


def test_ctrl_adds_one_and_shift_all_between(desk):
    """Only what can still be moved is chosen: A0 is done, A1 in progress."""
    card(desk, 2).click(modifiers=["Control"])
    assert ["A2"] == chosen(desk)
    card(desk, 9).click(modifiers=["Shift"])
    assert ["A2", "A3", "A6", "A9"] == chosen(desk)
    card(desk, 3).click(modifiers=["Control"])
    assert ["A2", "A6", "A9"] == chosen(desk)
    desk.keyboard.press("Escape")
    assert [] == chosen(desk)
    expect(desk.locator(".several")).to_be_hidden()


def test_a_finger_asks_for_boxes_and_ticks_them(desk):
    """A button shows them on the cards; Fixer and Libérer say what they do."""
    desk.get_by_role("button", name="Choisir plusieurs").tap()
    desk.locator("#rdv-A2 .pick").tap()
    desk.locator("#rdv-A12 .pick").tap()
    desk.get_by_role("button", name="Fixer le technicien").tap()
    expect(desk.locator(".notice")).to_contain_text("Fixés (technician) : A2, A12.")


def test_the_same_on_a_telephone(chromium, address):
    """In the list, with the same button and boxes."""
    with chromium.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True) as context:
        page = context.new_page()
        page.goto(address + PAGES["day"])
        page.get_by_role("button", name="Choisir plusieurs").tap()
        page.locator("#rdv-A2 .pick").tap()
        page.get_by_role("button", name="Libérer").tap()
        expect(page.locator(".notice")).to_contain_text("Fixés () : A2.")


def test_without_script_the_boxes_are_there(chromium, address):
    """A list with boxes and the same form under it."""
    with chromium.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}, locale="fr-FR"
    ) as context:
        page = context.new_page()
        page.goto(address + PAGES["day"])
        page.get_by_label("Choisir Jean Vincent").first.check()
        page.get_by_label("Confier à").select_option("Nadia")
        page.get_by_role("button", name="Confier").click()
        assert "Confiés à T2 : A2." in page.locator(".notice").inner_text()


def test_what_is_done_in_part_does_not_look_like_success(client):
    """The notice after it is a warning; done whole, it is none."""
    for technician, kind in (("T3", "partly"), ("T2", "calm")):
        answer = client.post(PAGES["day"] + "/plusieurs", data=SENT | {"technician": technician})
        assert f'class="notice {kind}"' in client.get(answer.headers["location"]).text


def test_shift_begins_where_a_box_was_ticked_and_nowhere_after_escape(desk):
    """The box counts as the last one chosen; Escape forgets it."""
    desk.get_by_role("button", name="Choisir plusieurs").click()
    desk.locator("#rdv-A2 .pick input").check()
    card(desk, 9).click(modifiers=["Shift"])
    assert ["A2", "A3", "A6", "A9"] == chosen(desk)
    desk.keyboard.press("Escape")
    card(desk, 3).click(modifiers=["Shift"])
    assert ["A3"] == chosen(desk)


def test_what_the_browser_ticks_again_is_shown_as_chosen(desk):
    """Back from another page, the boxes are as they were left, and so is the bar."""
    card(desk, 2).focus()
    desk.keyboard.press("Space")
    desk.get_by_role("link", name="Histoire").click()
    expect(desk.locator(".several")).to_have_count(0)
    desk.go_back()
    expect(desk.locator("#rdv-A2 .pick input")).to_be_checked()
    expect(desk.locator("#rdv-A2")).to_have_class(re.compile("picked"))
    expect(desk.locator(".several")).to_be_visible()


def test_escape_hands_the_keyboard_back(desk):
    """From the list of technicians or a box to the visit."""
    for inside in ("#several-technician", "#rdv-A2 .pick input"):
        card(desk, 2).focus()
        desk.keyboard.press("Space")
        desk.locator(inside).focus()
        desk.keyboard.press("Escape")
        assert [] == chosen(desk)
        expect(card(desk, 2)).to_be_focused()
