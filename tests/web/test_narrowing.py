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


def test_every_form_and_move_of_a_day_carries_the_filters(client):
    """With script and without: nothing done to a filtered day shows it whole."""
    html = client.get(PAGES["day-filtered"]).text
    actions = re.findall(r'<form[^>]*method="post" action="(/f/duret/jour/[^"]+)"', html)
    assert 3 <= len(actions)
    assert all(action.endswith(QUERY) for action in actions), actions
    assert f'data-query="{QUERY}"' in html
    choosing = re.findall(r'href="(/f/duret/jour/[^"]+/deplacer/[^"]+)"', html)
    assert choosing
    assert all(link.endswith(QUERY) for link in choosing)
    moving = client.get(choosing[0]).text
    sent_to = re.findall(r'(?:method="post" action|rel="(?:prev|next)" href)="(/f/duret/jour/[^"]+)"', moving)
    assert 3 == len(sent_to)
    assert all(address.endswith(QUERY) for address in sent_to)
    assert f"{PAGES['day-filtered']}#rdv-" in moving


@pytest.mark.parametrize(
    "step, mark",
    [
        ("deplacer/A2", "#rdv-A2"),
        ("plusieurs", ""),
        ("proposition", "#recherche"),
        ("proposition/P1", "#proposition"),
        ("recherche/arreter", "#proposition"),
        ("absent/T1", "#proposition"),
        ("present/T1", ""),
        ("annuler-derniere", ""),
        ("retablir", ""),
    ],
)
def test_what_is_done_to_a_filtered_day_leads_back_to_the_same_part(client, step, mark):
    """The filters come before the fragment."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGES["day"]).text)
    assert token
    sent = {"csrf_token": token[1], "appointment": "A2", "offer": "move-2", "technician": "T2", "do": "entrust"}
    answer = client.post(f"{PAGES['day']}/{step}{QUERY}", data=sent)
    assert f"{PAGES['day-filtered']}{mark}" == answer.headers["location"]


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


def test_a_big_firm_opens_with_its_first_technicians(client, monkeypatch):
    """And with as many more each time they are asked for; what is shown is kept like a filter."""
    monkeypatch.setattr("web.pages.day.LANES", 4)
    day = PAGES["day"]
    assert 4 == client.get(day).text.count('<section class="route')
    more = re.search(r'href="([^"]+techniciens=[^"]+)"', client.get(day).text)
    assert more
    assert "techniciens=8" in more[1]
    assert 6 == client.get(more[1]).text.count('<section class="route')
    assert '<input type="hidden" name="techniciens" value="8">' in client.get(more[1]).text, "also by who filters now"
    for nonsense in ("tous", "0", "-3", "000000001" + "9" * 5_000):
        assert 4 == client.get(f"{day}?techniciens={nonsense}").text.count('<section class="route')


def test_an_absence_is_asked_about_on_the_day_itself(client):
    """The link under a technician's name brings the question; nobody is asked about who does not work, or nobody."""
    day = PAGES["day"]
    assert 'action="/f/duret/jour/2026-11-24/absent/T1"' in client.get(f"{day}?absent=T1").text
    assert "/absent/" not in client.get(f"{day}?absent=nobody").text
