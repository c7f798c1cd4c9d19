"""Light or dark: as the device has it, or as the visitor chose once, on every page and without script."""

import re

import pytest

from tests.web.pages import PAGES
from web.assets import FOLDER

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(245, 244, 239)", "rgb(16, 23, 27)"
SENT = {"csrf_token": "sample-token", "back": PAGES["slots"]}


def test_a_choice_is_remembered_and_leads_back_to_the_page(client):
    """With the whole address, in a cookie that no script reads; the device decides again once asked to."""
    chosen = client.post("/apparence", data={**SENT, "scheme": "dark"})
    assert (303, PAGES["slots"]) == (chosen.status_code, chosen.headers["location"])
    assert {"httponly", "samesite=lax"} <= set(chosen.headers["set-cookie"].lower().split("; "))
    assert '<html lang="fr" data-scheme="dark">' in client.get(PAGES["portal"]).text
    client.post("/apparence", data={**SENT, "scheme": ""})
    assert '<html lang="fr">' in client.get(PAGES["portal"]).text


@pytest.mark.parametrize("back", ["https://ailleurs.invalid/", "//ailleurs.invalid", "/\\ailleurs.invalid", "", "x"])
def test_nobody_is_led_elsewhere(client, back):
    """A planted address leads to the front page."""
    assert "/" == client.post("/apparence", data={**SENT, "back": back}).headers["location"]


def test_a_cookie_nobody_wrote_here_counts_for_nothing(client):
    """Only the two words are ever put into the page."""
    client.cookies.set("creneau_apparence", 'x" onload="')
    assert '<html lang="fr">' in client.get(PAGES["portal"]).text


def test_after_a_refused_form_there_is_nothing_to_choose(client):
    """Coming back would lose what was typed."""
    refused = client.post("/f/duret/reglages/entreprise", data={"csrf_token": "sample-token"})
    assert "/apparence" not in refused.text
    assert "/apparence" in client.get(PAGES["settings"]).text


def test_every_colour_has_a_name():
    """Outside the lists of colours the sheets only use their names, so none forgets the dark."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "css").iterdir()))
    named = re.sub(r"--[\w-]+:[^;}]*", "", sheets)
    assert [] == re.findall(r"(?<!&)#[0-9a-fA-F]{3,8}\b(?![\w-])|\b(?:rgb|hsl|light-dark)\(|: (?:white|black)\b", named)


def choose(page, name):
    """Choose an appearance; the same page comes back with it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.browser
@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_the_choice_outweighs_the_device(chromium, address, scripted):
    """On a light device: dark from the next page on; on a dark one: light; and back to the device's own."""
    with chromium.new_context(base_url=address, color_scheme="light", java_script_enabled=scripted) as context:
        page = context.new_page()
        page.goto(PAGES["day"])
        assert LIGHT == page.evaluate(BACKGROUND)
        choose(page, "Sombre")
        assert DARK == page.evaluate(BACKGROUND)
        page.goto(PAGES["portal"])
        assert DARK == page.evaluate(BACKGROUND)
        page.emulate_media(color_scheme="dark")
        choose(page, "Clair")
        assert LIGHT == page.evaluate(BACKGROUND)
        choose(page, "Comme l’appareil")
        assert DARK == page.evaluate(BACKGROUND)
