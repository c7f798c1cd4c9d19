"""The dispatcher's timeline: every visit reached and moved by mouse, finger and keys, and without any script at all."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DAY = "/f/duret/jour/2026-11-24"


def card(page, number):
    """The link of a visit."""
    return page.locator(f"#rdv-A{number} .visit-card")


def test_every_visit_is_a_link_that_the_tab_key_reaches(desk):
    """Seventeen visits, seventeen focusable links with who and when in their names."""
    cards = desk.locator(".plan-routes .visit-card")
    expect(cards).to_have_count(17)
    card(desk, 0).focus()
    desk.keyboard.press("Tab")
    expect(card(desk, 1)).to_be_focused()
    assert "Boulangerie Perrin" in card(desk, 1).inner_text()


def test_arrows_walk_along_a_route_and_between_routes(desk):
    """Right along the day, down to the nearest hour of the next technician, and back."""
    card(desk, 0).focus()
    desk.keyboard.press("ArrowRight")
    expect(card(desk, 1)).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(card(desk, 5)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(card(desk, 1)).to_be_focused()


def test_enter_opens_the_sheet_of_a_visit(desk):
    """As any link does."""
    card(desk, 2).focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{desk.url.split('/f/')[0]}/f/duret/rendez-vous/A2")


def test_keys_move_a_visit_where_the_kernel_allows(desk):
    """M asks, arrows choose among the places that are possible, Enter sends the offer."""
    card(desk, 2).focus()
    desk.keyboard.press("m")
    said = desk.locator(".plan-say")
    expect(said).to_contain_text("Gaëtan, 14 h 20 : 6 min de route en plus.")
    desk.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Nadia, 15 h 05 : 11 min de route en plus.")
    desk.keyboard.press("Enter")
    expect(desk.locator(".notice")).to_contain_text("Déplacé (A2, move-2).")
    assert [{"offer": ["move-2"], "csrf_token": ["sample-token"]}] == [sent.fields for sent in desk.posted]


def test_escape_leaves_everything_where_it_was(desk):
    """Nothing is sent, the focus stays, and it is said."""
    card(desk, 2).focus()
    desk.keyboard.press("m")
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    desk.keyboard.press("Escape")
    expect(desk.locator(".plan-say")).to_have_text("Rien n’a été déplacé.")
    expect(desk.locator(".verdict-mark")).to_have_count(0)
    expect(card(desk, 2)).to_be_focused()
    assert [] == desk.posted


def test_a_mouse_drags_a_visit_onto_a_possible_place(desk):
    """The lanes show yes and no while it moves; dropping sends the offer under the pointer."""
    card(desk, 2).scroll_into_view_if_needed()
    card(desk, 2).hover()
    desk.mouse.down()
    desk.mouse.move(700, 700, steps=3)
    goal = desk.locator("[data-technician=T2] .verdict-mark.yes")
    expect(goal).to_be_visible()
    box = goal.bounding_box()
    desk.mouse.move(box["x"] + 40, box["y"] + 20, steps=5)
    expect(desk.locator(".plan-say")).to_contain_text("Nadia, 15 h 05")
    desk.mouse.up()
    expect(desk.locator(".notice")).to_contain_text("Déplacé (A2, move-2).")


def test_dropping_where_it_cannot_go_says_why_and_moves_nothing(desk):
    """The refusal is the kernel's own sentence."""
    card(desk, 2).scroll_into_view_if_needed()
    card(desk, 2).hover()
    desk.mouse.down()
    desk.mouse.move(700, 700, steps=3)
    box = desk.locator("[data-technician=T3] .verdict-mark.no").bounding_box()
    desk.mouse.move(box["x"] + 40, box["y"] + 20, steps=5)
    desk.mouse.up()
    expect(desk.locator(".plan-say")).to_contain_text("Pas possible ici. Marc est à Rumilly jusqu’à 13 h 05.")
    assert [] == desk.posted


def test_a_tap_chooses_without_any_dragging(desk):
    """The list of the best places is a page of plain buttons."""
    desk.locator(".chosen").get_by_role("link", name="Déplacer vers…").click()
    desk.get_by_role("button", name="Nadia").click()
    expect(desk.locator(".notice")).to_contain_text("move-2")


def test_control_z_takes_the_last_action_back(desk):
    """The same form as its button."""
    desk.keyboard.press("Control+z")
    expect(desk.locator(".notice")).to_contain_text("Annulé : le rendez-vous est revenu à sa place.")


def test_slash_goes_to_the_search_field(desk):
    """And a slash typed inside it stays a slash."""
    desk.keyboard.press("/")
    expect(desk.locator("#q")).to_be_focused()
    desk.keyboard.type("a/b")
    expect(desk.locator("#q")).to_have_value("a/b")


def test_choosing_a_visit_shows_its_details_and_where_it_is(desk):
    """The panel and the map follow the focus."""
    card(desk, 13).focus()
    expect(desk.locator(".chosen h3")).to_contain_text("Boulangerie Perrin")
    expect(desk.locator(".chosen-stop")).to_have_text("1")


def test_the_view_chosen_is_remembered(desk):
    """List and map side by side stay after a reload."""
    desk.get_by_role("button", name="Liste et carte").click()
    desk.reload()
    expect(desk.locator("plan-timeline")).to_have_attribute("data-view", "list")


def test_on_a_phone_a_visit_is_a_line_of_a_list(chromium, address):
    """No timeline at 390 px: lines, each with its tap alternative."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address + DAY)
    expect(page.locator("plan-timeline")).to_have_attribute("data-view", "list")
    expect(page.locator("#rdv-A0").get_by_role("link", name="Déplacer vers…")).to_be_visible()
    context.close()


def test_the_day_and_its_moves_work_without_script(chromium, address):
    """Everything is links and forms underneath."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address + DAY)
    page.locator("#rdv-A0").get_by_role("link", name="Déplacer vers…").click()
    page.get_by_role("button", name="Gaëtan").click()
    assert "move-1" in page.locator(".notice").inner_text()
    context.close()
