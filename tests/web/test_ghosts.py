"""A proposal is seen on the timeline: where each ticked change would put its visits, and which cards would leave."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def ghosts(page, technician):
    """The ghosts on a technician's lane."""
    return page.locator(f".route[data-technician={technician}] .ghost")


def test_each_change_has_a_ghost_in_the_lane_that_would_get_it(desk):
    """Dashed, at the hour said, with who and when in words; the card it leaves is marked; the panel is what is read."""
    ghost = ghosts(desk, "T1")
    expect(ghost).to_be_visible()
    expect(ghost).to_have_text("Gaëtan, 14 h 20Lucie Favre")
    expect(ghost).to_have_attribute("aria-hidden", "true")
    assert "dashed" in ghost.evaluate("(ghost) => getComputedStyle(ghost).borderStyle")
    lane, box = desk.locator("[data-technician=T1] .lane").bounding_box(), ghost.bounding_box()
    from_hour, to_hour = desk.evaluate(
        "[document.querySelector('plan-timeline').from, document.querySelector('plan-timeline').to]"
    )
    assert abs(box["x"] - lane["x"] - lane["width"] * (860 - from_hour) / (to_hour - from_hour)) < 2
    expect(desk.locator(".visit.leaving")).to_have_count(3)
    crossed = desk.locator("#rdv-A9 .visit-card").evaluate("(card) => getComputedStyle(card).textDecorationLine")
    assert "line-through" == crossed


def test_only_what_is_ticked_is_shown(desk):
    """Unticking a change takes its ghosts away, ticking brings them back."""
    both = desk.locator(".changes input[value=C2]")
    expect(ghosts(desk, "T2")).to_be_visible()
    both.uncheck()
    for technician in ("T2", "T4"):
        expect(ghosts(desk, technician)).to_be_hidden()
    expect(desk.locator(".visit.leaving")).to_have_count(1)
    both.check()
    expect(ghosts(desk, "T4")).to_be_visible()


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_the_change_one_looks_at_stands_out(desk, way):
    """By the pointer or by the keyboard's focus, and no longer than that."""
    getattr(desk.locator(".changes input[value=C1]"), way)()
    expect(desk.locator(".ghost.stressed")).to_have_count(1)
    expect(desk.locator("#rdv-A9")).to_have_class("visit confirmed pickable leaving stressed")
    getattr(desk.locator(".changes input[value=C2]"), way)()
    expect(ghosts(desk, "T1")).not_to_have_class("stressed")
    expect(desk.locator(".ghost.stressed")).to_have_count(2)


def test_ghosts_are_lines_even_without_colours_and_leave_while_a_visit_is_moved(desk):
    """Forced colours keep an edge that is seen; the kernel's places take over while one moves something."""
    desk.emulate_media(forced_colors="active")
    colours = "(one) => [getComputedStyle(one).borderTopColor, getComputedStyle(one).backgroundColor]"
    for line in (ghosts(desk, "T1"), desk.locator(".leaving .visit-card").first):
        edge, ground = line.evaluate(colours)
        assert edge != ground
    assert desk.evaluate("matchMedia('(forced-colors: active)').matches")
    desk.emulate_media(forced_colors="none")
    desk.locator("#rdv-A2 .visit-card").focus()
    desk.keyboard.press("m")
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    expect(ghosts(desk, "T1")).to_be_hidden()
    desk.keyboard.press("Escape")
    expect(ghosts(desk, "T1")).to_be_visible()


def test_the_list_has_the_panel_alone(desk):
    """No ghost where there are no lanes: the words of the panel say the same."""
    desk.get_by_role("button", name="Liste et carte").click()
    expect(ghosts(desk, "T1")).to_be_hidden()
    expect(desk.locator(".changes")).to_contain_text("Gaëtan, 14 h 20")
