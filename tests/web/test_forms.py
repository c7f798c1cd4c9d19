"""Forms are read as typed, belong to their session, and lead nowhere foreign."""

from dataclasses import replace
from html import unescape

import httpx
import pytest
from starlette.datastructures import FormData

from api import actions
from api.views import BookingForm, Caller, ClearanceForm, Refused
from web.forms import installation_form, service_form, service_sheet, technician_form, technician_sheet
from web.routing import HEAVIEST, Form

TOKEN = {"csrf_token": "sample-token"}


def sent(**fields):
    """A form as a page would send it."""
    return Form(FormData([(name.replace("__", "-"), value) for name, value in fields.items()]))


def test_a_form_without_its_token_changes_nothing(client):
    """A page of another site, or one open since yesterday, is refused in words."""
    response = client.post("/f/duret/suivi/abc123/annuler", data={"csrf_token": "stolen"})
    assert 403 == response.status_code
    assert "ouverte depuis trop longtemps" in response.text


def test_a_file_too_heavy_is_refused_before_it_is_read(client):
    """Twenty megabytes and a bit."""
    response = client.post("/f/duret/import", content=b"0" * (HEAVIEST + 1), headers={"Content-Type": "text/plain"})
    assert 413 == response.status_code


def test_after_signing_in_one_goes_on_inside_the_firm_only(client):
    """`suite` may lead back to a page of this firm, never elsewhere."""
    signed = {"email": "claire@duret.invalid", "password": "x", **TOKEN}
    there = client.post("/f/duret/connexion", data={**signed, "suite": "/f/duret/import"})
    away = client.post("/f/duret/connexion", data={**signed, "suite": "https://elsewhere.example/f/duret/"})
    assert "/f/duret/import" == there.headers["location"]
    assert "/f/duret/jour" == away.headers["location"]
    assert "HttpOnly" in there.headers["set-cookie"]


def test_a_stranger_is_sent_to_sign_in_and_back(address):
    """The page asked for is kept in `suite`."""
    response = httpx.get(f"{address}/f/duret/jour/2026-11-24", headers={"Cookie": "stranger=1"})
    assert 303 == response.status_code
    assert "/f/duret/connexion?suite=/f/duret/jour/2026-11-24" == response.headers["location"]


def test_a_day_that_is_no_date_is_a_page_that_does_not_exist(client):
    """Not a machine's list of faults."""
    response = client.get("/f/duret/jour/hier")
    assert 404 == response.status_code
    assert "Cette page n’existe pas" in response.text


def test_what_no_database_keeps_is_left_out():
    """NUL, which no browser sends."""
    form = sent(name="Re\x00vel", secret="\x00x")
    assert ("Revel", "x", ("Revel",)) == (form.text("name"), form.secret("secret"), form.texts("name"))


def test_what_is_typed_is_kept_as_typed_but_for_the_spaces_around():
    """Passwords keep even those."""
    form = sent(name="  Élise ", password=" secret ", phone="06")
    assert BookingForm(name="Élise", phone="06") == form.record(BookingForm)
    assert " secret " == form.secret("password")
    assert ("", b"") == form.file("file")


def test_skills_are_words_between_commas():
    """Empty ones are dropped."""
    assert ("vmc", "irve p2") == technician_form(sent(name="Marc", skills="vmc, ,irve p2,"), "").skills
    assert service_form(sent(name="VMC", online="1"), "").online
    assert not service_form(sent(name="VMC"), "").online


def test_what_was_typed_stays_text(client, monkeypatch):
    """In a page, in an attribute and in a flashed sentence."""
    typed = '"><script>alert(1)</script>'
    found = replace(actions.search(Caller(""), "duret", ""), query=typed)
    monkeypatch.setattr(actions, "search", lambda *_, **__: found)
    monkeypatch.setattr(actions, "undo_last", lambda *_: Refused(typed))
    pages = [
        client.get("/f/duret/recherche", params={"q": typed}).text,
        client.post("/f/duret/jour/2026-11-24/annuler-derniere", data=TOKEN, follow_redirects=True).text,
    ]
    assert [0, 0] == [page.count("<script>alert") for page in pages]
    assert all("&lt;script&gt;alert(1)" in page for page in pages)


def test_a_field_sent_twice_counts_once():
    """The last of them, whatever an address or a cookie says under the same name; a list is asked for as such."""
    form = Form(FormData([("offer", "first"), ("offer", "second")]))
    assert ("second", ("first", "second")) == (form.text("offer"), form.texts("offer"))


def test_rows_left_without_a_name_are_not_installed():
    """Three technicians are proposed; one is enough."""
    form = installation_form(
        sent(
            technician__row="0",
            technician__0__name="Marc",
            service__row="0",
            service__0__name="",
            person_name="Claire",
            password="a long sentence",
            firm__name="Duret",
            opens__0="08:00",
        )
    )
    assert ["Marc"] == [technician.name for technician in form.technicians]
    assert () == form.services
    assert "08:00" == form.hours[0].opens
    assert "Duret" == form.firm.name


def test_a_refused_installation_keeps_what_was_typed(client):
    """The short password is told; names stay."""
    data = {**TOKEN, "firm-name": "Duret", "technician-row": "0", "technician-0-name": "Marc", "password": "short"}
    response = client.post("/installation", data=data)
    assert 422 == response.status_code
    assert 'value="Marc"' in response.text
    assert "Dix caractères au moins" in response.text


@pytest.mark.parametrize("part", ["techniciens", "prestations", "equipe", "entreprise"])
def test_a_refused_setting_is_shown_again_as_typed(client, monkeypatch, part):
    """The form opens where it was, with its words and the reason."""
    action = {"techniciens": "save_technician", "prestations": "save_service", "equipe": "invite"}
    refused = Refused("Il manque une information.", {"name": "Ce nom est déjà pris."})
    monkeypatch.setattr(actions, action.get(part, "save_firm"), lambda *_, **__: refused)
    response = client.post(f"/f/duret/reglages/{part}", data={**TOKEN, "name": "Zébulon"})
    assert 422 == response.status_code
    assert 'value="Zébulon"' in response.text
    assert 2 == response.text.count("Ce nom est déjà pris.")


@pytest.mark.parametrize(
    "page, typed, shown",
    [
        ("regles", {"hold": "dix", "overtime": "7"}, 'value="dix"'),
        ("secteurs", {"row": "0", "area-0": "Vide"}, 'value="Vide"'),
        ("fermetures", {"last": "2026-12-24"}, 'value="2026-12-24"'),
        ("absences", {"reason": "formation à Lyon"}, 'value="formation à Lyon"'),
        ("techniciens", {"skill": "froid P2", "clearance-0": "BR"}, 'value="froid P2"'),
        ("prestations", {"clearances": "BR, B1V", "weekday": "6"}, 'value="BR, B1V"'),
        ("messages/visit_due", {"text": ""}, "Écrivez l’objet"),
    ],
)
def test_a_refused_page_of_the_settings_keeps_what_was_typed(client, page, typed, shown):
    """With the reason, and a link to the field from the top."""
    response = client.post(f"/f/duret/reglages/{page}", data={**TOKEN, **typed})
    assert 422 == response.status_code
    assert shown in unescape(response.text)
    assert 'id="refusal"' in response.text


def test_a_sheet_is_read_row_by_row():
    """Levels by skill, titles in order, hours by day, boxes ticked or not."""
    technician = technician_sheet(
        sent(
            name="Marc",
            skill="froid",
            lunch="1",
            **{"skill-shown": "irve", "level-irve": "2", "clearance-0": "BR", "expires-0": "2027-01-30"},
            **{"opens-1": "08:00", "area": "Annecy"},
        )
    )
    assert ({"irve": "2"}, ("Annecy",), True, False) == (
        technician.levels,
        technician.areas,
        technician.lunch,
        technician.active,
    )
    assert ClearanceForm("BR", "2027-01-30") == technician.clearances[0]
    assert "08:00" == technician.hours[1].opens
    service = service_sheet(sent(name="VMC", half="morning", weekday="0", online="1"))
    assert (("morning",), ("0",), True, False) == (service.halves, service.weekdays, service.online, service.active)


def test_the_verdicts_of_a_visit_are_plain_data(client):
    """Technician, window, sentence and the offer to send back."""
    answer = client.get("/f/duret/jour/2026-11-24/verdicts", params={"appointment": "A2"}).json()
    first, *_, last = answer["verdicts"]
    assert "A2" == answer["appointment"]
    assert ("T1", "move-1", True) == (first["technician"], first["offer"], first["keeps_promise"])
    assert "14\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}20" == first["hour"]
    assert ("", "La promesse faite à la boulangerie Perrin ne tiendrait plus.") == (last["offer"], last["sentence"])


def test_yes_and_no_come_without_a_word_for_who_is_dragging(client):
    """At what hour, and why not, is asked for once the lanes are shaded."""
    asked = {"appointment": "A2", "briefly": "true"}
    answer = client.get("/f/duret/jour/2026-11-24/verdicts", params=asked).json()
    assert [True] * 3 + [False] * 3 == [verdict["possible"] for verdict in answer["verdicts"]]
    assert {("", "")} == {(verdict["sentence"], verdict["offer"]) for verdict in answer["verdicts"]}


def test_files_are_handed_over_under_their_name(client):
    """The calendar entry, the rows to mend and the export."""
    for address, name in (
        ("/f/duret/suivi/abc123/rendez-vous.ics", "rendez-vous.ics"),
        ("/f/duret/import/12/a-corriger", "clients_duret-a-corriger.csv"),
    ):
        assert name in client.get(address).headers["content-disposition"]
    assert "duret.zip" in client.post("/f/duret/reglages/exporter", data=TOKEN).headers["content-disposition"]


def test_a_refusal_is_flashed_as_one(client, monkeypatch):
    """What could not be done is never told in the colour of what was."""
    monkeypatch.setattr(actions, "undo_last", lambda *_: Refused("Le client est déjà prévenu."))
    answer = client.post("/f/duret/jour/2026-11-24/annuler-derniere", data=TOKEN, follow_redirects=True)
    assert 'class="notice bad"' in answer.text
    assert "Le client est déjà prévenu." in answer.text


def test_a_secret_to_copy_is_shown_once(client):
    """Alone, whole and with a button beside it; the next page knows nothing of it."""
    sent = {**TOKEN, "name": "Facturation", "scopes": "customers:read"}
    shown = client.post("/f/duret/reglages/logiciels/jetons", data=sent, follow_redirects=True).text
    assert '<p class="code" id="secret" translate="no">creneau-api.x.y</p>' in shown
    assert "copy-button" in shown
    shown = client.post("/f/duret/reglages/logiciels/annonces/W1/secret", data=TOKEN, follow_redirects=True).text
    assert ">whsec_c2VjcmV0/a+b=</p>" in unescape(shown)
    after = client.get("/f/duret/reglages/logiciels").text
    assert [False, False] == [word in after for word in ("copy-button", "whsec")]


def test_a_refusal_says_its_sentence_once_and_once_beside_the_field(client):
    """On top it is the link to the field; nobody reads it three times."""
    sent = {**TOKEN, "old_password": "une lampe sous la neige", "password": "court"}
    answer = client.post("/f/duret/compte/mot-de-passe", data=sent)
    assert 422 == answer.status_code
    assert 2 == answer.text.count("Douze caractères au moins.")
    assert '<a href="#password">Douze caractères au moins.</a>' in answer.text
