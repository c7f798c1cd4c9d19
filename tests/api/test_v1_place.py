"""A program that knows better where a customer lives corrects the place through /v1."""

from typing import Any

import pytest

from api.house import House
from desk.accounts import Scope
from desk.setup import Founded
from tests.api.test_v1 import book
from tests.support.client import Client
from tests.support.house import program_token

HERE = {"lat": 45.907, "lon": 6.034}


@pytest.fixture
def claire(house: House, duret: Founded) -> dict[str, str]:
    """The headers of a program that may do everything at Duret."""
    return {"authorization": f"Bearer {program_token(house, duret, *Scope)}"}


def put(client: Client, path: str, **given: Any) -> Any:
    """Put a place."""
    return client.request("PUT", path, **given)


def test_a_place_is_corrected_on_what_was_read(client: Client, duret: Founded, claire) -> None:
    """Without If-Match 428; with the present ETag done; with the one from before 412."""
    path = f"/v1/appointments/{book(client)['appointment']}"
    assert 428 == put(client, f"{path}/place", headers=claire, json=HERE).status_code
    based = {**claire, "if-match": client.get(path, headers=claire).headers["etag"]}
    done = put(client, f"{path}/place", headers=based, json=HERE)
    assert (200, {"sentence": "Lieu corrigé.", "partly": False, "to_copy": ""}) == (done.status_code, done.json())
    place = client.get(path, headers=claire).json()["visit"]["place"]
    assert {**HERE, "name": "Seynod", "precision": "pin"} == place
    assert 412 == put(client, f"{path}/place", headers=based, json=HERE).status_code


@pytest.mark.parametrize(
    "wish, fields",
    [({"lat": 91, "lon": 6}, {"lat"}), ({"lat": "ici", "lon": -181}, {"lat", "lon"}), ({"lat": 45.9}, {"lon"})],
)
def test_what_is_nowhere_on_earth_is_named_field_by_field(client: Client, duret: Founded, claire, wish, fields) -> None:
    """And changes nothing."""
    path = f"/v1/appointments/{book(client)['appointment']}"
    before = client.get(path, headers=claire).content
    answer = put(client, f"{path}/place", headers={**claire, "if-match": "*"}, json=wish)
    assert (422, fields) == (answer.status_code, set(answer.json()["fields"]))
    assert before == client.get(path, headers=claire).content


def test_a_program_that_may_only_read_corrects_nothing(client: Client, house: House, duret: Founded) -> None:
    """Nor does another firm's, or one that is nobody's."""
    path = f"/v1/appointments/{book(client)['appointment']}/place"
    reader = {"authorization": f"Bearer {program_token(house, duret, Scope.APPOINTMENTS_READ)}", "if-match": "*"}
    assert 403 == put(client, path, headers=reader, json=HERE).status_code
    assert 401 == put(client, path, headers={"if-match": "*"}, json=HERE).status_code


def test_another_firms_program_finds_no_place_here(client: Client, house: House, duret: Founded, neighbour) -> None:
    """404, as if it did not exist."""
    path = f"/v1/appointments/{book(client)['appointment']}/place"
    headers = {"authorization": f"Bearer {program_token(house, neighbour, *Scope)}", "if-match": "*"}
    assert 404 == put(client, path, headers=headers, json=HERE).status_code
