"""The OpenAPI document says what the routes of /v1 really ask for and answer."""

from typing import Any

import pytest
from fastapi import FastAPI

from api.house import House
from api.v1.documentation import document_of
from desk.accounts import Scope
from desk.setup import Founded
from tests.support.client import Client
from tests.support.house import program_token


@pytest.fixture
def operations(application: FastAPI) -> dict[str, dict[str, Any]]:
    """What the document says of each route, by method and path."""
    paths = document_of(application)["paths"]
    return {f"{method.upper()} {path}": told for path, methods in paths.items() for method, told in methods.items()}


@pytest.fixture
def claire(house: House, duret: Founded) -> dict[str, str]:
    """The headers of a program that may do everything at Duret."""
    return {"authorization": f"Bearer {program_token(house, duret, *Scope)}"}


def headers_of(told: dict[str, Any]) -> list[str]:
    """The headers that a route asks for."""
    return [one["name"] for one in told.get("parameters", []) if one["in"] == "header" and one["required"]]


def test_a_header_that_is_asked_for_is_declared_as_necessary(operations) -> None:
    """Who generates a client from the document is told before the first refusal."""
    assert ["Idempotency-Key"] == headers_of(operations["POST /v1/holds"])
    assert ["If-Match"] == headers_of(operations["PUT /v1/appointments/{appointment}/place"])
    assert [] == headers_of(operations["GET /v1/appointments/{appointment}"])


def test_a_route_that_asks_for_a_token_says_so(operations) -> None:
    """And one that anybody may use does not."""
    assert [{"token": []}] == operations["GET /v1/customers"]["security"]
    assert "security" not in operations["GET /v1/firms/{firm}"]


def test_every_refusal_is_declared_as_a_problem(operations) -> None:
    """The framework would declare the shape of its own refusals, which nobody is ever sent."""
    refusals = {
        media
        for told in operations.values()
        for status, answer in told["responses"].items()
        if status >= "400"
        for media in answer["content"]
    }
    assert {"application/problem+json"} == refusals


@pytest.mark.parametrize("day", ["0", "1795478400", "2026-11-24T00:00:00", "20261124", "2026-1-4", "２０２６-11-24"])
def test_a_day_is_written_as_a_day(client: Client, claire, day: str) -> None:
    """Not as seconds since 1970, of which a client that sends the wrong variable would never hear."""
    assert 422 == client.get(f"/v1/days/{day}", headers=claire).status_code
    refused = client.post("/v1/proposals", json={"day": day}, headers=claire)
    assert (422, ["day"]) == (refused.status_code, list(refused.json()["fields"]))


def test_degrees_are_numbers(client: Client, claire) -> None:
    """A text that looks like one is a mistake of the program that sends it."""
    wish = {"json": {"lat": "45.9", "lon": 6}, "headers": {**claire, "if-match": "*"}}
    refused = client.request("PUT", "/v1/appointments/x/place", **wish)
    assert (422, ["lat"]) == (refused.status_code, list(refused.json()["fields"]))


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
def test_a_body_that_cannot_be_read_is_not_understood(client: Client, claire, kind: str) -> None:
    """No text, no JSON, no form: the same problem as a wrong value."""
    path = "/v1/proposals" if "json" in kind else "/v1/imports"
    answer = client.post(path, content=b"\xff\xfe", headers={**claire, "content-type": kind})
    assert (422, "/v1/docs#NotUnderstood") == (answer.status_code, answer.json()["type"])


def test_a_method_that_is_not_there_comes_with_all_that_are(client: Client) -> None:
    """Also where an address has several routes."""
    assert ["GET, POST", "GET", "POST"] == [
        client.request("PUT", path).headers["allow"] for path in ("/v1/calendars", "/v1/slots", "/v1/undo")
    ]


@pytest.mark.parametrize("key", ["", " ", '""', '" "', "\xa0", '"\x85"'])
def test_quotes_and_spaces_are_no_key(client: Client, duret: Founded, key: str) -> None:
    """As the document says by a pattern."""
    sent = {"idempotency-key": key.encode("latin-1")}
    refused = client.post("/v1/holds", json={"firm": "duret", "offer": "x"}, headers=sent)
    assert (400, "/v1/docs#KeyMissing") == (refused.status_code, refused.json()["type"])
