"""The week and the month: every cell leads to its day, by taps, by Tab and by arrows."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

WEEK = [f"/f/duret/jour/2026-11-{day}" for day in range(23, 30)]
CELLS = re.compile(r'<li class="cell[^"]*"><a href="([^"#]+)')


def test_each_cell_of_a_week_leads_to_its_day(client):
    """A row for the whole firm and one for each technician, seven days each."""
    assert WEEK * 7 == CELLS.findall(client.get(PAGES["week"]).text)


def test_each_cell_of_a_month_leads_to_its_day(client):
    """In whole weeks."""
    days = CELLS.findall(client.get(PAGES["month"]).text)
    assert ("/f/duret/jour/2026-10-26", "/f/duret/jour/2026-12-06", 42) == (days[0], days[-1], len(days))


def test_day_week_and_month_lead_to_each_other_with_the_filters(client):
    """And to the one before and the one after."""
    query = "?competence=BR"
    html = client.get(f"{PAGES['week']}{query}").text
    for address in (
        "jour/2026-11-24",
        "mois/2026-11-24",
        "semaine/2026-11-16",
        "semaine/2026-11-30",
        "jour/2026-11-26",
    ):
        assert f'href="/f/duret/{address}{query}' in html
    month = client.get(f"{PAGES['month']}{query}").text
    for address in ("semaine/2026-11-24", "mois/2026-10-01", "mois/2026-12-01"):
        assert f'href="/f/duret/{address}{query}"' in month
    assert "Rien ne répond à ces filtres" in client.get(PAGES["week-none"]).text


def test_a_full_day_is_said_in_words(client):
    """Time planned of the time there is; too much of it is no matter of colour."""
    month = client.get(PAGES["month"]).text.replace("\xa0", " ")
    assert "24 h sur 27 h" in month
    assert 4 == month.count("trop plein")


@pytest.mark.browser
def test_arrows_go_from_day_to_day_and_enter_opens_one(chromium, address):
    """Right, down, to the end of the row and back; the first cell has nothing before it."""
    with chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(PAGES["month"])
        cells = page.locator(".cell a")
        cells.first.focus()
        for key, expected in (
            ("ArrowLeft", 0),
            ("ArrowRight", 1),
            ("ArrowDown", 8),
            ("End", 13),
            ("Home", 7),
            ("ArrowUp", 0),
        ):
            page.keyboard.press(key)
            expect(cells.nth(expected)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/jour/2026-10-26")
