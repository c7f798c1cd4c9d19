"""Claire drags a visit onto a place it cannot have: she sees why while dragging, and the drop changes nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steering import change, day_of, drag, keeper, lane

pytestmark = pytest.mark.browser


def test_a_drop_the_kernel_refuses_says_why_and_loses_nothing(customer, claire, firm):
    """A mark that is more than red, the kernel's sentence, nothing sent, the visit where it was; then a good drop."""
    change(firm, "Nadia", skills={})
    page = day_of(customer, claire, firm)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    visit = page.locator(".plan-routes .visit", has_text="Fontaine")
    stood = visit.bounding_box()
    refused = lane(page, "Nadia").locator(".verdict-mark.no")
    drag(page, visit, refused.first)
    expect(refused.first).to_have_class("lane-mark verdict-mark no aimed")
    assert "repeating-linear-gradient" in refused.first.evaluate("(mark) => getComputedStyle(mark).backgroundImage")
    said = page.locator(".plan-say")
    expect(said).to_contain_text("Nadia Perret")
    expect(said).to_contain_text(re.compile(r"Pas possible ici\..*compétence"))
    why = said.inner_text().split("Pas possible ici.")[1].strip()
    page.mouse.up()
    expect(said).to_contain_text("Rien n’a été déplacé.")
    expect(said).to_contain_text(why)
    expect(page.locator(".verdict-mark")).to_have_count(0)
    assert [] == sent
    assert stood == visit.bounding_box()
    expect(page.locator(".chosen h3")).to_contain_text("Élise Fontaine")
    page.reload()
    assert keeper(page, "Fontaine").startswith("Gaëtan")

    drag(page, visit, lane(page, "Gaëtan").locator(".verdict-mark.tell").last)
    page.mouse.up()
    expect(page.locator(".notice")).to_contain_text("déplacé")
