"""Filters stand in the address: they follow from day to day, and what they hide never looks free."""

import re

import pytest
from playwright.sync_api import expect

from api.views import Filters
from tests.web.pages import PAGES
from web.narrowing import narrowed

QUERY = "?prestation=depannage"


def test_an_address_carries_the_filters_that_are_set():
    """Written so that any name survives."""
    assert "/x" == narrowed("/x", Filters())
    assert "/x?secteur=L%27%C3%89tang+%26+co&competence=BR" == narrowed("/x", Filters("L'Étang & co", "BR"))


def test_filters_follow_from_day_to_day(client):
    """By the arrows, by the calendar field, and to today."""
    html = client.get(PAGES["day-filtered"]).text
    for way in ("prev", "next"):
        link = re.search(rf'rel="{way}" href="([^"]+)"', html)
        assert link
        assert link[1].endswith(QUERY)
    jump = client.get("/f/duret/aller", params={"jour": "2026-11-25", "prestation": "depannage"})
    assert "/f/duret/jour/2026-11-25?prestation=depannage" == jump.headers["location"]
    assert re.search(r'name="prestation" value="depannage"', html)
    assert client.get("/f/duret/jour?secteur=Ugine").headers["location"].endswith("?secteur=Ugine")


def test_the_choice_is_shown_and_everything_is_one_link_away(client):
    """The form is open with what was chosen; where nothing matches, the page says so."""
    html = client.get(PAGES["day-filtered"]).text
    assert re.search(r'<details class="filters" open>', html)
    assert '<option value="depannage" selected>' in html
    assert re.search(rf'href="{PAGES["day"]}"[^>]*>.*?Tout afficher', html, re.DOTALL)
    assert "Rien ne répond à ces filtres" in client.get(PAGES["day-none"]).text
    assert "Tout afficher" not in client.get(PAGES["day"]).text


@pytest.mark.browser
def test_list_timeline_and_map_show_the_same_part_and_hours_taken_stay_taken(chromium, address):
    """Two visits are shown everywhere; the hours of the two others are marked on the lane."""
    with chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(PAGES["day-filtered"])
        expect(page.locator("plan-timeline.ready")).to_be_visible()
        expect(page.locator(".plan-routes .visit")).to_have_count(2)
        expect(page.locator("plan-map .map-stop:not(.home)")).to_have_count(2)
        expect(page.locator(".lane-mark.taken")).to_have_count(2)
        taken = page.locator(".lane-mark.taken").first.bounding_box()
        assert taken
        assert taken["width"] > 20
        expect(page.locator(".route-head")).to_contain_text("2 autres visites, non affichées")
