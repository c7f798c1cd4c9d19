"""A program does through /v1 what a customer and a dispatcher do with pages."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from api.house import House
from calendar_sync import read_calendar
from desk.accounts import Scope
from desk.setup import Founded
from tests.support.client import Client
from tests.support.house import SetClock, program_token

SEYNOD = "74600 Seynod"
CAMILLE = {
    "name": "Camille Revel",
    "phone": "06 39 98 12 34",
    "email": "camille.revel@exemple.invalid",
    "address": "12 rue des Aulnes",
    "postcode": "74600",
    "city": "Seynod",
}


@pytest.fixture
def claire(house: House, duret: Founded) -> dict[str, str]:
    """The headers of a program that may do everything at Duret."""
    return {"authorization": f"Bearer {program_token(house, duret, *Scope)}"}


def key(word: str) -> dict[str, str]:
    """An idempotency key."""
    return {"idempotency-key": word}


def ask(client: Client, commune: str = SEYNOD) -> list[dict[str, Any]]:
    """The slots of the first days for the only service, at Seynod or elsewhere."""
    service = client.get("/v1/firms/duret").json()["services"][0]["service"]
    wish = {"firm": "duret", "service": service, "commune": commune}
    slots: list[dict[str, Any]] = client.get("/v1/slots", params=wish).json()["slots"]
    return slots


def hold(client: Client, offer: str, word: str = "k1") -> Any:
    """Keep a slot."""
    return client.post("/v1/holds", json={"firm": "duret", "offer": offer}, headers=key(word))


def book(client: Client, number: int = 0, word: str = "k") -> dict[str, Any]:
    """Keep a slot and book it for Camille; return the booking."""
    kept = hold(client, ask(client)[number]["offer"], f"{word}-hold").json()["hold"]
    answer = client.post("/v1/appointments", json={"firm": "duret", "hold": kept, **CAMILLE}, headers=key(word))
    assert 201 == answer.status_code, answer.text
    booking: dict[str, Any] = answer.json()
    return booking


def test_a_customer_books_follows_and_cancels(client: Client, duret: Founded) -> None:
    """From the services of a firm to a cancelled appointment."""
    slots = ask(client)
    assert {"offer", "start", "end", "recommended", "reason", "near", "discount"} == slots[0].keys()
    booking = book(client)
    link = f"/v1/firms/duret/bookings/{booking['token']}"
    assert ("confirmed", slots[0]["start"]) == ((seen := client.get(link).json())["state"], seen["start"])
    file = client.get(f"{link}/calendar")
    assert "text/calendar" in file.headers["content-type"]
    assert 1 == len(read_calendar(file.content, zone="Europe/Paris").entries)
    other = client.get(f"{link}/slots").json()["slots"][0]
    assert 200 == client.post(f"{link}/move", json={"offer": other["offer"]}).status_code
    assert other["start"] == client.get(link).json()["start"]
    assert 200 == client.post(f"{link}/cancel", json={}).status_code
    assert "cancelled_by_customer" == client.get(link).json()["state"]


def test_reading_a_link_any_number_of_times_changes_nothing(client: Client, house: House, duret: Founded) -> None:
    """Mail programs open every link before their reader does."""
    link = f"/v1/firms/duret/bookings/{book(client)['token']}"
    with house.transactions.read(duret.firm.id) as work:
        before = work.history.latest(100)
    for path in (link, f"{link}/calendar", f"{link}/slots", link):
        assert 200 == client.get(path).status_code
    for path in (f"{link}/move", f"{link}/cancel"):
        assert 405 == client.get(path).status_code
    with house.transactions.read(duret.firm.id) as work:
        assert before == work.history.latest(100)


def test_what_is_made_needs_a_key_and_is_made_once(client: Client, house: House, duret: Founded) -> None:
    """Sent twice with one key a wish has one effect and one answer; without a key it has none."""
    offer = ask(client)[0]["offer"]
    refused = client.post("/v1/holds", json={"firm": "duret", "offer": offer})
    assert (400, "/v1/docs#KeyMissing") == (refused.status_code, refused.json()["type"])
    first, again = hold(client, offer, "same"), hold(client, offer, "same")
    assert (201, first.json()["hold"]) == (again.status_code, again.json()["hold"])
    with house.transactions.read(duret.firm.id) as work:
        assert 1 == len(work.history.latest(10))
    other = ask(client)[-1]["offer"]
    reused = hold(client, other, "same")
    assert (422, "/v1/docs#KeyReused") == (reused.status_code, reused.json()["type"])


def test_a_slot_lost_meanwhile_comes_with_the_nearest_others(client: Client, duret: Founded) -> None:
    """One technician: the second to ask for his time gets a problem with slots inside."""
    slots = ask(client)
    offers = [slots[0]["offer"]] * 9
    answers = [hold(client, offer, f"key {number}") for number, offer in enumerate(offers)]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert "application/problem+json" == lost.headers["content-type"]
    assert lost.json()["slots"][0]["offer"]


@pytest.mark.parametrize("offer", ["", "x", "eyJmaXJtX2lkIjoiZHVyZXQifQ.AAAA"])
def test_an_offer_we_did_not_make_is_no_offer(client: Client, duret: Founded, offer: str) -> None:
    """Nobody books what was not proved feasible."""
    assert 404 == hold(client, offer).status_code


def test_an_offer_is_good_for_a_while(client: Client, duret: Founded, clock: SetClock) -> None:
    """And gone afterwards."""
    offer = ask(client)[0]["offer"]
    clock.forward(minutes=31)
    assert 410 == hold(client, offer).status_code


def test_an_offer_or_booking_of_one_firm_is_nothing_to_another(client: Client, duret: Founded, neighbour) -> None:
    """Whatever is signed says whose it is."""
    offer = ask(client)[0]["offer"]
    wish = {"firm": "voisin", "offer": offer}
    assert 404 == client.post("/v1/holds", json=wish, headers=key("k")).status_code
    token = book(client)["token"]
    assert 404 == client.get(f"/v1/firms/voisin/bookings/{token}").status_code
    assert 404 == client.post(f"/v1/firms/voisin/bookings/{token}/cancel", json={}).status_code


def test_what_cannot_be_read_is_named_field_by_field_and_never_repeated(client: Client, duret: Founded) -> None:
    """The framework's refusals and ours look the same."""
    answer = client.post("/v1/appointments", json={"firm": "duret", "name": "X", "secret": "hunter2"}, headers=key("k"))
    assert (422, {"hold", "address", "secret"}) == (answer.status_code, set(answer.json()["fields"]))
    assert "hunter2" not in answer.text
    kept = hold(client, ask(client)[0]["offer"]).json()["hold"]
    wrong = {"firm": "duret", "hold": kept, **CAMILLE, "phone": "12"}
    mended = client.post("/v1/appointments", json=wrong, headers=key("k"))
    assert (422, ["phone"]) == (mended.status_code, list(mended.json()["fields"]))


def test_a_day_is_read_again_only_when_it_has_changed(client: Client, duret: Founded, claire) -> None:
    """ETag, If-None-Match, 304."""
    day = ask(client)[0]["start"][:10]
    first = client.get(f"/v1/days/{day}", headers=claire)
    known = {**claire, "if-none-match": first.headers["etag"]}
    again = client.get(f"/v1/days/{day}", headers=known)
    assert (304, b"") == (again.status_code, again.content)
    book(client)
    changed = client.get(f"/v1/days/{day}", headers=known)
    assert 200 == changed.status_code
    assert "Camille Revel" in changed.text


def test_a_change_must_name_the_version_it_is_based_on(client: Client, duret: Founded, claire) -> None:
    """Without If-Match 428; with an old one 412 and nothing changed; with the present one done."""
    appointment = book(client)["appointment"]
    path = f"/v1/appointments/{appointment}"
    seen = client.get(path, headers=claire)
    day = seen.json()["visit"]["window_start"][:10]
    verdicts = client.get(f"{path}/verdicts", params={"day": day}, headers=claire).json()["verdicts"]
    offer = next(one["offer"] for one in verdicts if one["offer"] and not one["keeps_promise"])
    move = {"json": {"offer": offer}}
    assert 428 == client.post(f"{path}/move", headers=claire, **move).status_code
    based = {**claire, "if-match": seen.headers["etag"]}
    assert 200 == client.post(f"{path}/move", headers=based, **move).status_code
    assert 412 == client.post(f"{path}/cancel", headers=based, json={}).status_code
    fresh = {**claire, "if-match": client.get(path, headers=claire).headers["etag"]}
    assert 200 == client.post(f"{path}/cancel", headers=fresh, json={}).status_code
    assert "cancelled_by_firm" == client.get(path, headers=claire).json()["visit"]["state"]
    assert 200 == client.post("/v1/undo", headers=claire).status_code
    assert "confirmed" == client.get(path, headers=claire).json()["visit"]["state"]


def test_another_firms_program_finds_nothing_here(client: Client, house: House, duret: Founded, neighbour) -> None:
    """404, as if it did not exist: not even that it does is told."""
    appointment = book(client)["appointment"]
    headers = {"authorization": f"Bearer {program_token(house, neighbour, *Scope)}", "if-match": "*"}
    assert 404 == client.get(f"/v1/appointments/{appointment}", headers=headers).status_code
    assert 404 == client.post(f"/v1/appointments/{appointment}/cancel", json={}, headers=headers).status_code
    assert [] == client.get("/v1/customers", headers=headers).json()["items"]
    assert [] == client.get("/v1/search", params={"q": "revel"}, headers=headers).json()["found"]


def test_lists_come_page_by_page_without_gap_or_repetition(client: Client, duret: Founded, claire) -> None:
    """Every customer exactly once, whatever the size of a page."""
    for number in range(3):
        book(client, number, f"k{number}")
    first = client.get("/v1/sites", params={"limit": 2}, headers=claire).json()
    rest = client.get("/v1/sites", params={"limit": 2, "cursor": first["next"]}, headers=claire).json()
    assert (2, 1, None) == (len(first["items"]), len(rest["items"]), rest["next"])
    assert 3 == len({site["site"] for site in first["items"] + rest["items"]})
    assert 422 == client.get("/v1/sites", params={"cursor": "é"}, headers=claire).status_code
    assert 422 == client.get("/v1/sites", params={"limit": 0}, headers=claire).status_code


def test_technicians_and_services_say_what_they_can_and_need(client: Client, duret: Founded, claire) -> None:
    """Skills with levels, lengths of time in seconds."""
    technician = client.get("/v1/technicians", headers=claire).json()["items"][0]
    service = client.get("/v1/services", headers=claire).json()["items"][0]
    assert ("Gaëtan", {"repair": 1}, 5) == (technician["name"], technician["skills"], len(technician["shifts"]))
    assert (3600, 7200, {"repair": 1}) == (service["duration"], service["arrival_window"], service["skills"])


def test_a_calendar_address_shows_the_visits_until_it_is_closed(client: Client, duret: Founded, claire) -> None:
    """ETag, no name and no street inside, 404 once revoked, and only at its own firm."""
    technician = client.get("/v1/technicians", headers=claire).json()["items"][0]["technician"]
    opened = client.post("/v1/calendars", json={"technician": technician, "device": "Téléphone"}, headers=claire)
    path = urlsplit(opened.json()["url"]).path
    empty = client.get(path)
    book(client)
    feed = client.get(path, headers={"if-none-match": empty.headers["etag"]})
    assert 200 == feed.status_code
    assert 1 == len(read_calendar(feed.content, zone="Europe/Paris").entries)
    assert "Seynod" in feed.text
    assert not {word for word in ("Camille", "Aulnes", "06 39") if word in feed.text}
    assert 304 == client.get(path, headers={"if-none-match": feed.headers["etag"]}).status_code
    assert 404 == client.get(path.replace("/f/duret/", "/f/voisin/")).status_code
    listed = client.get("/v1/calendars", headers=claire).json()
    assert [(opened.json()["calendar"], None)] == [(one["calendar"], one["url"]) for one in listed]
    assert 204 == client.delete(f"/v1/calendars/{listed[0]['calendar']}", headers=claire).status_code
    assert 404 == client.get(path).status_code


def test_a_file_is_read_kept_and_taken_back(client: Client, duret: Founded, claire) -> None:
    """Preview, confirm, corrections, undo."""
    lines = [
        "Nom;Tél.;Adresse;CP;Ville",
        "Camille Revel;06 39 98 00 11;1 rue des Prés;74600;Seynod",
        "X;1;2 rue X;74000;Y",
    ]
    content = "\n".join(lines)
    files = {"file": ("clients.csv", content.encode("cp1252"))}
    read = client.post("/v1/imports", files=files, headers=claire)
    assert (201, 2, 1, 1) == (read.status_code, *(read.json()[name] for name in ("rows", "kept", "rejected")))
    path = f"/v1/imports/{read.json()['number']}"
    assert [] == client.get("/v1/customers", headers=claire).json()["items"]
    assert 200 == client.post(f"{path}/confirm", headers=claire).status_code
    assert ["Camille Revel"] == [one["name"] for one in client.get("/v1/customers", headers=claire).json()["items"]]
    assert "1 rue" not in client.get(f"{path}/corrections", headers=claire).text
    assert 200 == client.post(f"{path}/undo", headers=claire).status_code
    assert [] == client.get("/v1/customers", headers=claire).json()["items"]
    assert "undone" == client.get("/v1/imports", headers=claire).json()["imports"][0]["state"]


def test_a_file_that_is_no_table_is_refused_in_words(client: Client, duret: Founded, claire) -> None:
    """With what the person can do."""
    answer = client.post("/v1/imports", files={"file": ("photo.jpg", b"\x00\xff" * 50)}, headers=claire)
    assert answer.status_code in {409, 422}
    assert answer.json()["detail"]


def test_a_proposal_stands_on_its_day_until_it_is_decided(client: Client, duret: Founded, claire) -> None:
    """Looked for, then set aside; of an empty day there is nothing to propose."""
    day = ask(client)[0]["start"][:10]
    asked = client.post("/v1/proposals", json={"day": day}, headers=claire)
    assert 202 == asked.status_code
    while (shown := client.get(f"/v1/days/{day}", headers=claire).json())["search"]["state"] == "running":
        pass
    assert ("nothing", None) == (shown["search"]["state"], shown["proposal"])
    assert 200 == client.post("/v1/proposals/stop", json={"day": day}, headers=claire).status_code
    assert 409 == client.post("/v1/proposals/stop", json={"day": "2027-01-04"}, headers=claire).status_code
    accepted = client.post("/v1/proposals/none/accept", json={"changes": []}, headers=claire)
    refused = client.post("/v1/proposals/none/refuse", headers=claire)
    assert [404, 404] == [accepted.status_code, refused.status_code]
