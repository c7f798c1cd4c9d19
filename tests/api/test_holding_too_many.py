"""A program that keeps slot after slot is stopped long before a firm has none left; people hardly notice the limit."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from api import actions
from api.house import House
from api.views import Caller, HoldView, PersonView, Role
from desk.accounts import Attempt
from desk.tokens import csrf_token
from tests.support.client import Client
from tests.support.house import SetClock, a_house, found_firm
from web.main import application

MOST = 2
BROWSER = "a random word"


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house where one address keeps two slots."""
    house = a_house(tmp_path, clock, holds_per_address=MOST)
    found_firm(house)
    return house


def offers(house: House) -> list[str]:
    """What anybody may choose from."""
    nobody = Caller(csrf_token="", house=house)
    service = actions.portal(nobody, "duret").services[0].service
    return [slot.offer for slot in actions.slots(nobody, "duret", service=service, commune="74600").slots]


def hold(client: Client, offer: str, word: str) -> httpx.Response:
    """Keep a slot through the API."""
    return client.post("/v1/holds", json={"firm": "duret", "offer": offer}, headers={"idempotency-key": word})


def test_a_program_is_told_to_wait_and_for_how_long(house: House, clock: SetClock) -> None:
    """429 with Retry-After; repeating a request, losing a race and the neighbours' holds cost nothing."""
    here, elsewhere = (Client(application(house), address=f"192.0.2.{last}") for last in (1, 2))
    first, second, third, *_ = offers(house)[::5]
    assert [201, 201, 201] == [hold(here, *ask).status_code for ask in ((first, "1"), (first, "1"), (second, "2"))]
    refused = hold(here, third, "3")
    assert (429, "601") == (refused.status_code, refused.headers["retry-after"])
    assert "/v1/docs#TooManyHolds" == refused.json()["type"]
    assert 201 == hold(elsewhere, third, "3").status_code
    clock.forward(minutes=10)
    assert 201 == hold(here, offers(house)[-1], "4").status_code


def test_a_slot_lost_to_somebody_else_is_not_counted(house: House) -> None:
    """What was rolled back was not kept."""
    client = Client(application(house))
    offer = offers(house)[0]
    for number in range(9):
        hold(Client(client.app, address=f"192.0.2.{number}"), offer, f"other {number}")
    assert [409] * 4 == [hold(client, offer, f"mine {number}").status_code for number in range(4)]


def test_the_page_says_it_in_words(house: House) -> None:
    """And a person may still confirm what is kept."""
    client = Client(application(house))
    headers = {"cookie": f"creneau_visitor={BROWSER}", "accept": "text/html"}
    answers = [
        client.post("/f/duret/rdv", data={"offer": offer, "csrf_token": csrf_token(BROWSER)}, headers=headers)
        for offer in offers(house)[:9:3]
    ]
    assert [303, 303, 429] == [answer.status_code for answer in answers]
    assert "Vous gardez déjà beaucoup de créneaux" in answers[-1].text
    assert 200 == client.get(answers[0].headers["location"], headers=headers).status_code


@pytest.mark.parametrize(
    "asking", [{}, {"address": "192.0.2.1", "person": PersonView("c", "Claire", "", Role.DISPATCHER)}]
)
def test_staff_and_this_machine_keep_what_they_need(house: House, asking: dict[str, Any]) -> None:
    """Claire books for whoever telephones, from one address all day."""
    caller = Caller(csrf_token="", house=house, **asking)
    chosen = offers(house)[::4][: MOST + 2]
    kept = [actions.hold_slot(caller, "duret", offer=offer) for offer in chosen]
    assert [HoldView] * (MOST + 2) == [type(one) for one in kept]


def test_the_limit_can_be_lifted(tmp_path: Path) -> None:
    """Zero counts nothing."""
    house = a_house(tmp_path, holds_per_address=0)
    firm = found_firm(house).firm
    actions.hold_slot(Caller(csrf_token="", house=house, address="192.0.2.1"), "duret", offer=offers(house)[0])
    with house.transactions.read(firm.id) as work:
        assert [] == work.of(Attempt).find()
