"""The calendars' forms lead where they should, keep what was typed, and hand files over as files."""

import pytest

from tests.web.sample_calendars import CHOICES, WRONG

TOKEN = {"csrf_token": "sample-token"}
BASE = "/f/duret/agendas"


@pytest.mark.parametrize("step", ["vu", "C1/synchroniser", "C1/relire", "C1/reconnecter", "C1/deconnecter"])
def test_each_step_leads_back_to_the_calendars(client, step):
    """With a sentence that says what was done."""
    answer = client.post(f"{BASE}/{step}", data={**TOKEN, "notice": "N1", "account": "gaetan", "password": "x"})
    assert (303, BASE) == (answer.status_code, answer.headers["location"])
    assert "creneau_flash" in answer.headers["set-cookie"]


def test_a_loss_is_meant_when_its_own_button_says_so_only(client):
    """Syncing again is not agreeing."""
    plain = client.post(f"{BASE}/C4/synchroniser", data=TOKEN)
    meant = client.post(f"{BASE}/C4/synchroniser", data={**TOKEN, "meant": "yes"})
    assert ["vide" in one.headers["set-cookie"] for one in (plain, meant)] == [False, True]


def test_a_wrong_password_is_told_where_it_was_typed(client):
    """On the calendar's own card, and on the page that connects; the account stays, the password does not."""
    typed = {**TOKEN, "address": "nuage.exemple.invalid", "account": "gaetan-bis", "password": "wrong"}
    for path in ("C3/reconnecter", "connecter/T6"):
        answer = client.post(f"{BASE}/{path}", data=typed)
        assert 422 == answer.status_code
        assert WRONG.replace("'", "&#39;") in answer.text
        assert 'value="gaetan-bis"' in answer.text
        assert 'value="wrong"' not in answer.text


def test_the_choice_connects_or_asks_again(client):
    """What is not in the list is not connected."""
    asked = {**TOKEN, "ticket": "x", "address": "nuage.exemple.invalid", "account": "gaetan"}
    good = client.post(f"{BASE}/connecter/T6/choisir", data={**asked, "calendar": CHOICES[0].address})
    other = client.post(f"{BASE}/connecter/T6/choisir", data={**asked, "calendar": "https://ailleurs.invalid"})
    assert (303, 422) == (good.status_code, other.status_code)
    assert 'value="nuage.exemple.invalid"' in other.text


def test_an_unreadable_object_is_handed_over_as_a_file(client):
    """Never shown in the browser; one that is gone is told on the page."""
    file = client.get(f"{BASE}/C1/objet", params={"nom": "réunion.ics"})
    assert file.headers["content-type"].startswith("text/calendar")
    assert file.headers["content-disposition"].startswith("attachment")
    assert BASE == client.get(f"{BASE}/C1/objet", params={"nom": "parti"}).headers["location"]


def test_microsoft_is_reached_by_a_link(client):
    """A form may lead nowhere else than here."""
    page = client.post(f"{BASE}/connecter/T6/outlook", data=TOKEN).text
    assert 'href="https://connexion.exemple.invalid/?state=x"' in page


def test_a_device_is_shown_its_password_once(client):
    """Three lines to type, on a page of their own; refused, the calendars say why."""
    shown = client.post(f"{BASE}/appareils/T6", data={**TOKEN, "label": "iPhone"})
    assert all(part in shown.text for part in ("rdv.duret.invalid/dav/", "x7k2m9@duret", "318r-pfr6-kywy-vqbr-72wr"))
    refused = client.post(f"{BASE}/appareils/T1", data={**TOKEN, "label": ""})
    assert (422, True) == (refused.status_code, "déconnectez-le" in refused.text)
    gone = client.post(f"{BASE}/appareils/T6/x7k2m9/retirer", data=TOKEN)
    assert (303, BASE) == (gone.status_code, gone.headers["location"])
