"""Every route says who may ask: anybody, all staff, the office, or nobody from outside; a new one joins the table."""

import re
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.house import House
from api.middleware import HEADERS
from api.sessions import SESSION, VISITOR
from desk.accounts import Role
from desk.setup import Founded
from desk.tokens import csrf_token
from tests.support.client import Client
from tests.support.house import PASSWORD, sign_in
from web.main import application as whole

BROWSER = "a random word"
ELSEWHERE = "192.0.2.1"
SAFE = {"GET", "HEAD"}
NAMED = {"number": "1", "slug": "duret", "firm": "duret", "day": "2026-11-24", "kind": "csv"}
ASKED = {"firm": "duret", "service": "x", "appointment": "x", "jour": "2026-11-24"}
TYPED = {"old_password": PASSWORD, "password": "quatre autres mots rares"}

ANYBODY = {
    "GET /health",
    "GET /ready",
    "GET /f/{slug}/calendar/{secret}.ics",
    "POST /calendars/microsoft",
    "POST /calendars/microsoft/notifications",
    "GET /v1/firms/{firm}",
    "GET /v1/slots",
    "POST /v1/holds",
    "POST /v1/appointments",
    "GET /v1/firms/{firm}/bookings/{token}",
    "GET /v1/firms/{firm}/bookings/{token}/calendar",
    "GET /v1/firms/{firm}/bookings/{token}/slots",
    "POST /v1/firms/{firm}/bookings/{token}/move",
    "POST /v1/firms/{firm}/bookings/{token}/cancel",
    "GET /v1/openapi.json",
    "GET /v1/docs",
    "GET /v1/docs.css",
    "GET /f/{slug}",
    "GET /f/{slug}/integrer",
    "GET /f/{slug}/couleurs.css",
    "GET /f/{slug}/logo",
    "GET /f/{slug}/rdv",
    "POST /f/{slug}/rdv",
    "GET /f/{slug}/rdv/{hold}",
    "POST /f/{slug}/rdv/{hold}",
    "GET /f/{slug}/client/{token}",
    "GET /f/{slug}/client/{token}/rdv",
    "POST /f/{slug}/client/{token}/rdv",
    "GET /f/{slug}/client/{token}/rdv/{hold}",
    "POST /f/{slug}/client/{token}/rdv/{hold}",
    "POST /f/{slug}/client/{token}/reponse",
    "GET /f/{slug}/suivi/{token}",
    "GET /f/{slug}/suivi/{token}/rendez-vous.ics",
    "GET /f/{slug}/suivi/{token}/deplacer",
    "POST /f/{slug}/suivi/{token}/deplacer",
    "GET /f/{slug}/suivi/{token}/annuler",
    "POST /f/{slug}/suivi/{token}/annuler",
    "POST /f/{slug}/suivi/{token}/message",
    "GET /f/{slug}/attente",
    "POST /f/{slug}/attente",
    "POST /f/{slug}/suivi/{token}/attente",
    "POST /f/{slug}/suivi/{token}/attente/quitter",
    "GET /f/{slug}/place/{token}",
    "POST /f/{slug}/place/{token}",
    "POST /f/{slug}/place/{token}/quitter",
    "GET /f/{slug}/aller",
    "GET /",
    "GET /f/{slug}/connexion",
    "POST /f/{slug}/connexion",
    "GET /f/{slug}/connexion/fournisseur",
    "GET /f/{slug}/connexion/retour",
    "POST /f/{slug}/deconnexion",
    "GET /f/{slug}/mot-de-passe",
    "POST /f/{slug}/mot-de-passe",
    "GET /f/{slug}/mot-de-passe/{token}",
    "POST /f/{slug}/mot-de-passe/{token}",
    "GET /f/{slug}/invitation/{token}",
    "POST /f/{slug}/invitation/{token}",
    "POST /f/{slug}/suivi/{token}/choisir",
    "GET /galerie",
    "POST /apparence",
}
"""What a customer needs, with a secret in the address where it is about one appointment, and the ways in."""

HALF_WAY = {
    "GET /f/{slug}/connexion/code",
    "POST /f/{slug}/connexion/code",
}
"""For whoever has proved a password in this browser and owes a code; everybody else begins with the password."""

STAFF = {
    "GET /v1/live",
    "GET /f/{slug}/jour",
    "GET /f/{slug}/technicien",
    "GET /f/{slug}/technicien/{day}",
    "GET /f/{slug}/compte",
    "GET /f/{slug}/compte/second-facteur",
    "POST /f/{slug}/compte/second-facteur",
    "POST /f/{slug}/compte/second-facteur/arreter",
    "POST /f/{slug}/compte/mot-de-passe",
    "POST /f/{slug}/compte/connexions/fermer",
    "POST /f/{slug}/compte/connexions/{session}/fermer",
    "GET /f/{slug}/agendas",
    "POST /f/{slug}/agendas/{connection}/synchroniser",
    "POST /f/{slug}/agendas/{connection}/relire",
    "POST /f/{slug}/agendas/{connection}/reconnecter",
    "POST /f/{slug}/agendas/{connection}/deconnecter",
    "GET /f/{slug}/agendas/{connection}/objet",
    "GET /f/{slug}/agendas/connecter/{technician}",
    "POST /f/{slug}/agendas/connecter/{technician}",
    "POST /f/{slug}/agendas/connecter/{technician}/choisir",
    "POST /f/{slug}/agendas/appareils/{technician}",
    "POST /f/{slug}/agendas/appareils/{technician}/{device}/retirer",
    "POST /f/{slug}/agendas/connecter/{technician}/outlook",
}
"""What a technician may ask too; of calendars, about his own."""

OFFICE = {
    "GET /v1/days/{day}",
    "GET /v1/appointments/{appointment}",
    "GET /v1/appointments/{appointment}/verdicts",
    "POST /v1/appointments/{appointment}/move",
    "POST /v1/appointments/{appointment}/cancel",
    "PUT /v1/appointments/{appointment}/place",
    "GET /v1/search",
    "POST /v1/proposals",
    "POST /v1/proposals/stop",
    "POST /v1/proposals/{proposal}/accept",
    "POST /v1/proposals/{proposal}/refuse",
    "POST /v1/undo",
    "GET /v1/days/{day}/history",
    "POST /v1/history/{number}/undo",
    "POST /v1/history/{number}/redo",
    "POST /v1/appointments/{appointment}/pin",
    "GET /v1/technicians",
    "GET /v1/services",
    "GET /v1/sites",
    "GET /v1/customers",
    "GET /v1/calendars",
    "POST /v1/calendars",
    "DELETE /v1/calendars/{calendar}",
    "GET /v1/imports",
    "POST /v1/imports",
    "POST /v1/imports/{number}/confirm",
    "POST /v1/imports/{number}/undo",
    "GET /v1/imports/{number}/corrections",
    "GET /f/{slug}/jour/{day}",
    "GET /f/{slug}/jour/{day}/verdicts",
    "GET /f/{slug}/jour/{day}/deplacer/{appointment}",
    "POST /f/{slug}/jour/{day}/deplacer/{appointment}",
    "GET /f/{slug}/jour/{day}/histoire",
    "POST /f/{slug}/jour/{day}/histoire/{number}",
    "POST /f/{slug}/jour/{day}/annuler-derniere",
    "POST /f/{slug}/jour/{day}/retablir",
    "POST /f/{slug}/jour/{day}/absent/{technician}",
    "POST /f/{slug}/jour/{day}/plusieurs",
    "POST /f/{slug}/jour/{day}/present/{technician}",
    "GET /f/{slug}/rendez-vous/{appointment}/reprendre",
    "GET /f/{slug}/rendez-vous/{appointment}/repromettre",
    "POST /f/{slug}/rendez-vous/{appointment}/repromettre",
    "POST /f/{slug}/jour/{day}/proposition",
    "POST /f/{slug}/jour/{day}/recherche/arreter",
    "POST /f/{slug}/jour/{day}/proposition/{proposal}",
    "GET /f/{slug}/semaine/{day}",
    "GET /f/{slug}/mois/{day}",
    "GET /f/{slug}/jour/{day}/feuilles",
    "GET /f/{slug}/jour/{day}/export.{kind}",
    "GET /f/{slug}/semaine/{day}/export.{kind}",
    "GET /f/{slug}/recherche",
    "GET /f/{slug}/a-voir",
    "GET /f/{slug}/appel",
    "POST /f/{slug}/appel",
    "GET /f/{slug}/entretiens",
    "POST /f/{slug}/entretiens",
    "GET /f/{slug}/rendez-vous/{appointment}",
    "POST /f/{slug}/rendez-vous/{appointment}/annuler",
    "POST /f/{slug}/rendez-vous/{appointment}/fixer",
    "POST /f/{slug}/rendez-vous/{appointment}/lieu",
    "POST /f/{slug}/agendas/vu",
    "GET /f/{slug}/liste-attente",
    "POST /f/{slug}/liste-attente/{waiting}/retirer",
    "GET /f/{slug}/messages",
    "GET /f/{slug}/import",
    "POST /f/{slug}/import",
    "GET /f/{slug}/import/{number}",
    "POST /f/{slug}/import/{number}/confirmer",
    "POST /f/{slug}/import/{number}/annuler",
    "GET /f/{slug}/import/{number}/a-corriger",
    "GET /f/{slug}/reglages",
    "POST /f/{slug}/reglages/entreprise",
    "POST /f/{slug}/reglages/horaires",
    "POST /f/{slug}/reglages/places",
    "POST /f/{slug}/reglages/techniciens",
    "POST /f/{slug}/reglages/prestations",
    "POST /f/{slug}/reglages/messages",
    "POST /f/{slug}/reglages/page-des-clients",
    "POST /f/{slug}/reglages/logo",
    "POST /f/{slug}/reglages/agendas",
    "POST /f/{slug}/reglages/equipe",
    "POST /f/{slug}/reglages/equipe/{person}/role",
    "POST /f/{slug}/reglages/equipe/{person}/retirer",
    "GET /f/{slug}/reglages/connexion",
    "POST /f/{slug}/reglages/connexion",
    "POST /f/{slug}/reglages/connexion/fournisseur",
    "POST /f/{slug}/reglages/connexion/mots-de-passe",
    "POST /f/{slug}/reglages/equipe/{person}/second-facteur",
    "POST /f/{slug}/reglages/equipe/{person}/detacher",
    "GET /f/{slug}/reglages/ouverture",
    "POST /f/{slug}/reglages/fermetures",
    "POST /f/{slug}/reglages/fermetures/rouvrir",
    "POST /f/{slug}/reglages/secteurs",
    "GET /f/{slug}/reglages/regles",
    "POST /f/{slug}/reglages/regles",
    "GET /f/{slug}/reglages/techniciens",
    "GET /f/{slug}/reglages/techniciens/fiche",
    "GET /f/{slug}/reglages/prestations",
    "GET /f/{slug}/reglages/prestations/fiche",
    "POST /f/{slug}/reglages/prestations/duree",
    "GET /f/{slug}/reglages/absences",
    "POST /f/{slug}/reglages/absences",
    "POST /f/{slug}/reglages/absences/{absence}/retirer",
    "GET /f/{slug}/reglages/messages",
    "GET /f/{slug}/reglages/messages/{template}",
    "POST /f/{slug}/reglages/messages/{template}",
    "POST /f/{slug}/reglages/exporter",
    "POST /f/{slug}/clients/{customer}/exporter",
    "POST /f/{slug}/clients/{customer}/effacer",
    "GET /f/{slug}/reglages/registre",
    "GET /f/{slug}/reglages/logiciels",
    "POST /f/{slug}/reglages/logiciels/jetons",
    "POST /f/{slug}/reglages/logiciels/jetons/{token}/revoquer",
    "POST /f/{slug}/reglages/logiciels/annonces",
    "POST /f/{slug}/reglages/logiciels/annonces/{webhook}/essayer",
    "POST /f/{slug}/reglages/logiciels/annonces/{webhook}/secret",
    "POST /f/{slug}/reglages/logiciels/annonces/{webhook}/retirer",
    "GET /v1/forecasts/calls",
    "GET /v1/webhooks",
    "POST /v1/webhooks",
    "DELETE /v1/webhooks/{webhook}",
    "GET /v1/forecasts/churn",
    "GET /f/{slug}/direction/clients.{kind}",
    "POST /f/{slug}/direction/clients",
    "GET /f/{slug}/direction",
    "GET /f/{slug}/direction/previsions.{kind}",
    "POST /f/{slug}/direction/prevision",
    "GET /f/{slug}/direction/rapport",
    "GET /f/{slug}/direction/rapport.pdf",
    "POST /f/{slug}/direction/courrier",
    "POST /f/{slug}/direction/evenements",
    "POST /f/{slug}/direction/evenements/retirer",
}
"""For a dispatcher or management, some for management alone; a technician is refused."""

NOBODY = {
    "GET /metrics",
    "GET /installation",
    "POST /installation",
}
"""Numbers are for this machine, and the set-up page for a server without a firm."""

TABLE = {
    **dict.fromkeys(ANYBODY, ("answered", "answered")),
    **dict.fromkeys(HALF_WAY, ("sign in", "sign in")),
    **dict.fromkeys(STAFF, ("sign in", "answered")),
    **dict.fromkeys(OFFICE, ("sign in", "refused")),
    **dict.fromkeys(NOBODY, ("refused", "refused")),
}
"""What a stranger hears, and what a technician who is signed in hears."""
WITHOUT_FORMS = {
    "/v1/holds",
    "/v1/appointments",
    "/v1/firms/{firm}/bookings/{token}/move",
    "/v1/firms/{firm}/bookings/{token}/cancel",
    "/calendars/microsoft",
    "/calendars/microsoft/notifications",
}
"""Public changes of programs and of Microsoft: cookies count for nothing there, so there is nothing to forge."""

DEVICES = {"/.well-known/caldav", "/dav/{path:path}"}
"""For devices with a password of their own, by whatever method: `tests/api/test_caldav_door.py`."""


def routes(app: Any) -> Iterator[str]:
    """Every method and path of an application; mounted files are no routes."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in route.methods or ())
        elif hasattr(route, "original_router"):
            yield from routes(route.original_router)


@pytest.fixture
def app(house: House, duret: Founded, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Pages and API together; the live stream ends at once."""

    async def silence(*_: Any) -> AsyncIterator[str]:
        yield ""

    monkeypatch.setattr("api.v1.live.changes", silence)
    return whole(house)


def technicians(house: House, founded: Founded) -> Iterator[str]:
    """One session after another, each of another technician: some routes end one."""
    return (sign_in(house, founded, Role.TECHNICIAN, name=f"Technicien{number}") for number in count())


def ask(app: FastAPI, route: str, cookie: str, word: str, **headers: str) -> httpx.Response:
    """Ask from elsewhere with a cookie, and the form token under a word in every place one may stand."""
    method, path = route.split()
    where = re.sub(r"{(\w+)}", lambda name: NAMED.get(name[1], "x"), path)
    form = {} if method in SAFE or path.startswith("/v1") else {"data": {"csrf_token": csrf_token(word), **TYPED}}
    sent = {"cookie": cookie, "x-csrf-token": csrf_token(word), "accept": "text/html", **headers}
    return Client(app, address=ELSEWHERE).request(method, where, headers=sent, params=ASKED, **form)


def heard(answer: httpx.Response) -> str:
    """What an answer means for whoever asked."""
    if answer.status_code == 401 or "/connexion?suite=" in answer.headers.get("location", ""):
        return "sign in"
    return "refused" if answer.status_code == 403 else "answered"


def says_what_it_is(answer: httpx.Response) -> bool:
    """Whether an answer with a body tells its media type, and a text how it is encoded."""
    told = answer.headers.get("content-type", "")
    return not answer.content or ("charset=utf-8" in told if told.startswith("text/") else "/" in told)


def test_every_route_stands_in_the_table(app: FastAPI) -> None:
    """Once; and nothing else does."""
    assert sorted(TABLE) == sorted(route for route in routes(app) if route.split()[1] not in DEVICES)
    assert len(TABLE) == sum(map(len, (ANYBODY, HALF_WAY, STAFF, OFFICE, NOBODY)))


def test_each_route_answers_those_it_is_for(app: FastAPI, house: House, duret: Founded) -> None:
    """Strangers and technicians hear what the table says, without a failure and under the safe headers."""
    sessions, found = technicians(house, duret), {}
    for route in TABLE:
        session = next(sessions)
        answers = ask(app, route, f"{VISITOR}={BROWSER}", BROWSER), ask(app, route, f"{SESSION}={session}", session)
        found[route] = heard(answers[0]), heard(answers[1])
        for answer in answers:
            assert answer.status_code < 500, route
            assert [] == [name for name in HEADERS if name not in answer.headers], route
            assert says_what_it_is(answer), route
    assert TABLE == found


def test_no_route_changes_anything_for_a_form_that_is_not_its_own(app: FastAPI, house: House, duret: Founded) -> None:
    """With the cookie of somebody signed in but another browser's form token."""
    session = next(technicians(house, duret))
    changes = [route for route in TABLE if route.split()[0] not in SAFE and route.split()[1] not in WITHOUT_FORMS]
    assert [] == [route for route in changes if ask(app, route, f"{SESSION}={session}", BROWSER).status_code != 403]


def test_no_route_changes_anything_for_another_site(app: FastAPI, duret: Founded) -> None:
    """Not even a public one: browsers say where a request comes from."""
    changes = [route for route in TABLE if route.split()[0] not in SAFE]
    elsewhere = {"origin": "https://ailleurs.invalid", "sec-fetch-site": "cross-site"}
    answers = {route: ask(app, route, f"{SESSION}={duret.token}", duret.token, **elsewhere) for route in changes}
    assert [] == [route for route, answer in answers.items() if answer.status_code != 403]


def test_no_cookie_opens_the_door_of_devices(app: FastAPI, duret: Founded) -> None:
    """Only what a device sends by itself counts there: there is nothing to forge."""
    door = [route for route in routes(app) if route.split()[1] == "/dav/{path:path}"]
    answers = {
        route: Client(app).request(
            *route.replace("{path:path}", "x/agenda/y.ics").split(), headers={"cookie": f"{SESSION}={duret.token}"}
        )
        for route in door
    }
    assert {200} == {answer.status_code for route, answer in answers.items() if route.startswith("OPTIONS")}
    assert {401} == {answer.status_code for route, answer in answers.items() if not route.startswith("OPTIONS")}


def test_reading_opens_no_session(app: FastAPI, duret: Founded) -> None:
    """A stranger gets a random word for the forms and nothing that could be planted for later."""
    for route in ("GET /f/{slug}", "GET /f/{slug}/connexion", "GET /f/{slug}/jour"):
        assert SESSION not in ask(app, route, "", "").headers.get("set-cookie", ""), route


def test_what_is_read_of_persons_is_not_kept_by_the_browser(app: FastAPI, house: House, duret: Founded) -> None:
    """Pages of staff, and whatever stands behind a link, are fetched anew; the portal knows nobody."""
    cookie = f"{SESSION}={next(technicians(house, duret))}"
    told = {
        route: ask(app, f"GET {route}", cookie if route.endswith("technicien") else "", "").headers["cache-control"]
        for route in ("/f/{slug}", "/f/{slug}/technicien", "/f/{slug}/suivi/{token}")
    }
    assert ["private, no-cache", "no-store", "no-store"] == list(told.values())


def test_this_machine_reads_the_numbers_and_everybody_whether_we_live(app: FastAPI, duret: Founded) -> None:
    """/metrics from here, or with its password; /health and /ready from anywhere."""
    here, elsewhere = Client(app), Client(app, address=ELSEWHERE)
    assert [200, 403] == [client.get("/metrics").status_code for client in (here, elsewhere)]
    assert [200, 200] == [elsewhere.get(path).status_code for path in ("/health", "/ready")]
