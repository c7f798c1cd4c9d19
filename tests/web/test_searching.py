"""The day says how far a search for a better plan is: in words without script, as a curve with it, aloud at times."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

STATES = {
    "day-searching": "La recherche est en cours",
    "day-search-waits": "La recherche attend son tour",
    "day-search-stops": "La recherche s’arrête",
    "day-best": "Le planning de ce jour est déjà le meilleur que nous trouvons.",
    "day-search-stopped": "Arrêtée, la recherche n’avait encore rien trouvé de mieux.",
    "day-search-failed": "La recherche d’un meilleur planning a échoué",
}
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
BETTER = "said => document.querySelector('search-progress').tell({points: [[0, 0], [9, said]], left_out: 0})"


@pytest.mark.parametrize("name", STATES)
def test_each_state_is_said_in_one_sentence(client, name):
    """And only that one."""
    page = client.get(PAGES[name]).text
    assert [sentence for sentence in STATES.values() if sentence in page] == [STATES[name]]
    assert ("/recherche/arreter" in page) == (name in {"day-searching", "day-search-waits"})
    assert ('data-part="again"' in page) == (name in {"day-searching", "day-search-waits", "day-search-stops"})


def test_without_script_the_day_says_what_is_saved_and_who_has_no_place(client):
    """As of loading: whole minutes, never more than there are."""
    page = client.get(PAGES["day-searching"]).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page[page.index("<search-progress") :]))
    assert "gagne l’équivalent de 1 h 09 de route. Encore sans place : 1 rendez-vous. Depuis 8 s." in words


def test_a_search_that_ended_leaves_nothing_where_there_was_none(client):
    """Nor where its answer is the proposal itself, or the day has changed since; an ordinary day has none."""
    for day, mark in (("2026-11-24", ""), ("2026-12-07", "found"), ("2026-12-08", "overtaken")):
        page = client.get(f"/f/duret/jour/{day}").text
        assert 'id="recherche"' not in page
        assert f'data-search="{mark}"' in page


def test_asking_leads_straight_back_to_the_day_and_stopping_too(client):
    """Neither waits nor flashes; stopping what does not run is refused in words."""
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(PAGES["day-searching"]).text)[0]
    form = {"csrf_token": token}
    for day, way, place, flashed in (
        ("2026-12-01", "proposition", "recherche", False),
        ("2026-12-01", "recherche/arreter", "proposition", False),
        ("2026-11-24", "recherche/arreter", "proposition", True),
    ):
        answer = client.post(f"/f/duret/jour/{day}/{way}", data=form)
        assert (303, f"/f/duret/jour/{day}#{place}") == (answer.status_code, answer.headers["location"])
        assert flashed == ("creneau_flash" in answer.headers.get("set-cookie", ""))


@pytest.mark.browser
def test_a_curve_falls_with_each_better_plan_and_is_read_aloud_only_now_and_then(chromium, address):
    """Its text alternative says the same; what is new is read at once, more of it ten seconds later, nothing twice."""
    with chromium.new_context(locale="fr-FR") as context:
        page = context.new_page()
        page.clock.install(time=NOON)
        page.goto(address + PAGES["day-searching"])
        panel = page.locator("search-progress")
        expect(panel.locator("path.line")).to_have_attribute("d", re.compile(r"^M0 3\.0(H[\d.]+V[\d.]+){4}H"))
        expect(page.locator("[data-part=again]")).to_have_count(0)
        page.clock.pause_at(NOON + timedelta(hours=1))
        said = panel.locator("[role=status]")
        expect(said).to_contain_text("1 h 09 de route")
        page.evaluate(BETTER, 2 * 3600)
        expect(panel.locator("[data-part=best]")).to_contain_text("2 h 00 de route")
        expect(panel.locator("[data-part=left-out]")).to_be_empty()
        expect(panel.locator("svg[role=img]")).to_have_attribute("aria-label", re.compile("2 h 00 de route"))
        expect(said).to_contain_text("2 h 00 de route")
        page.evaluate(BETTER, 3 * 3600)
        expect(panel.locator("[data-part=best]")).to_contain_text("3 h 00 de route")
        expect(said).to_contain_text("2 h 00 de route")
        page.clock.run_for(10_000)
        expect(said).to_contain_text("3 h 00 de route")
        expect(said).not_to_contain_text("Depuis")
        page.evaluate("document.querySelector('search-progress [role=status]').textContent = ''")
        page.clock.run_for(60_000)
        expect(said).to_be_empty()
