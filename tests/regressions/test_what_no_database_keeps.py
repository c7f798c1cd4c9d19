"""NUL in an address or a wish, and half of a character in JSON, were answered 500: no database of ours keeps them.

Found by fuzzing `/v1` on PostgreSQL, where `GET /v1/firms/A%00B` was enough, by anybody.
"""

import json
from pathlib import Path

import pytest

from api.application import create_application
from api.house import House
from desk.accounts import Scope
from tests.support.client import Client
from tests.support.house import a_house, found_firm, program_token

NUL, HALF = "A\x00B", "A\ud800B"
JSON = {"content-type": "application/json", "idempotency-key": "k", "if-match": "*"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house in memory."""
    return a_house(tmp_path)


@pytest.mark.parametrize(
    "path", ["/v1/firms/A%00B", "/v1/slots?firm=duret&service=A%00B", "/v1/appointments/A%00B", "/v1/search?q=%00"]
)
def test_an_address_with_nul_is_not_understood(house: House, path: str) -> None:
    """Whoever asks, and whatever for."""
    claire = {"authorization": f"Bearer {program_token(house, found_firm(house), *Scope)}"}
    answer = Client(create_application(house)).get(path, headers=claire)
    assert (422, "/v1/docs#NotUnderstood") == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("text", [NUL, HALF])
@pytest.mark.parametrize(
    "method, path, field, others",
    [
        ("POST", "/v1/holds", "firm", {"offer": "x"}),
        ("POST", "/v1/calendars", "device", {}),
        ("POST", "/v1/calendars", "technician", {}),
        ("POST", "/v1/appointments/x/cancel", "reason", {}),
    ],
)
def test_a_wish_with_what_is_no_character_is_not_understood(
    house: House, text: str, method: str, path: str, field: str, others: dict[str, str]
) -> None:
    """JSON can write NUL, and half of a character; a text cannot."""
    claire = {"authorization": f"Bearer {program_token(house, found_firm(house), *Scope)}"}
    body = json.dumps({field: text, **others})
    answer = Client(create_application(house)).request(method, path, content=body, headers={**JSON, **claire})
    assert (422, [field]) == (answer.status_code, list(answer.json()["fields"]))
