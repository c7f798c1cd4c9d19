"""A number of five thousand digits, a price of "nan" and a Last-Event-ID of "²" were answered 500.

Python reads no number of more than 4 300 digits, rounds no NaN, and calls "²" a digit. Found by reading what the fuzzed
forms led to.
"""

from pathlib import Path

import pytest

from api.actions.typed import price_of, read_minutes, read_number, whole_number
from api.application import create_application
from desk.accounts import Scope
from tests.support.client import Client
from tests.support.house import a_house, found_firm, program_token

LONG = "9" * 5_000


@pytest.mark.parametrize("text", [LONG, "9" * 10, "-1", "1.5", "²", "", "1_000"])
def test_what_nothing_counts_is_no_number(text: str) -> None:
    """Nor minutes: the field says what it takes."""
    fields: dict[str, str] = {}
    read_number(fields, "number", text)
    read_minutes(fields, "minutes", text, range(5, 600))
    assert (None, ["number", "minutes"]) == (whole_number(text), list(fields))
    assert (7, 45) == (whole_number(" 7 "), read_number({}, "number", "45"))


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "-5", "10000001", "x"])
def test_what_nobody_pays_is_no_price(text: str) -> None:
    """Cents are kept in a column."""
    fields: dict[str, str] = {}
    assert (None, ["price"]) == (price_of(fields, text), list(fields))
    assert [8_900, 0, 1_000_000_000] == [price_of({}, price) for price in ("89,00 €", "0", "10 000 000")]


@pytest.mark.parametrize("last", ["²".encode("latin-1"), LONG.encode()])
def test_a_place_in_the_stream_that_is_no_number_is_from_now_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: bytes
) -> None:
    """As without one."""

    async def told(_house, _firm, place):
        yield str(place)

    monkeypatch.setattr("api.v1.live.changes", told)
    house = a_house(tmp_path)
    claire = {"authorization": f"Bearer {program_token(house, found_firm(house), *Scope)}", "last-event-id": last}
    answer = Client(create_application(house)).get("/v1/live", headers=claire)
    assert (200, "None") == (answer.status_code, answer.text)
