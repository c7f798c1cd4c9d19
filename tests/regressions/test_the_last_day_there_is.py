"""A page or route about the first or last day of all calendars was answered 500: there is no day before, or after, it.

Found by fuzzing `/v1`: `GET /v1/slots?…&first_day=9999-12-31` was enough, by anybody.
"""

from pathlib import Path

import pytest

from desk.accounts import Role, Scope
from tests.support.client import Client
from tests.support.house import a_house, found_firm, program_token, sign_in
from web.main import application


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-30", "9999-12-31"])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/days/{day}",
        "/v1/slots?firm=duret&service=d%C3%A9pannage&commune=74600&first_day={day}",
        "/f/duret/jour/{day}",
        "/f/duret/semaine/{day}",
        "/f/duret/mois/{day}",
        "/f/duret/aller?jour={day}",
        "/f/duret/rdv?prestation=d%C3%A9pannage&commune=74600&jour={day}",
    ],
)
def test_a_day_that_no_firm_lives_through_is_none(tmp_path: Path, path: str, day: str) -> None:
    """To programs it is not understood; a page is not there, or shows the days there are."""
    house = a_house(tmp_path)
    founded = found_firm(house)
    claire = {"authorization": f"Bearer {program_token(house, founded, *Scope)}"}
    if path.startswith("/f/"):
        claire = {"cookie": f"creneau_session={sign_in(house, founded, Role.MANAGEMENT)}", "accept": "text/html"}
    answer = Client(application(house)).get(path.format(day=day), headers=claire)
    assert answer.status_code in ({422} if path.startswith("/v1") else {200, 404})
