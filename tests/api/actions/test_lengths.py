"""A service's sheet tells how long its visits really take; a length that is better is accepted with one click."""

from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.house import House
from api.learning import learn_at_night
from api.views import Caller, Done, PersonView, Refused, Role
from desk.visit_lengths import learned_lengths
from planner.services import Service
from tests.api.actions.test_calling import everything
from tests.api.actions.test_settings import direction
from tests.support.house import SetClock, a_house, found_firm
from tests.support.lengths import teach
from tests.support.planner import MONDAY, paris


@pytest.fixture
def clock() -> SetClock:
    """Sunday evening."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A firm of one technician and one service."""
    house = a_house(tmp_path, clock)
    found_firm(house)
    return house


def claire(house: House) -> Caller:
    """Who steers."""
    firm = house.transactions.firm_by_slug("duret")
    return Caller("x", PersonView("p1", "Claire", "claire@duret.invalid", Role.DISPATCHER), firm=firm.id, house=house)


def shown(house: House):
    """What the sheet of repairs tells."""
    return actions.service_page(claire(house), "duret", service="dépannage").learned


def planned(house: House) -> timedelta:
    """How long a repair is planned for."""
    (service,) = everything(house, Service)
    length: timedelta = service.duration
    return length


def test_nothing_is_told_of_what_was_never_seen(house):
    """A firm of tonight, and a service that is new."""
    assert None is shown(house)
    learn_at_night(house)
    assert None is shown(house)
    assert None is actions.service_page(direction(house), "duret").learned


def test_claire_accepts_a_better_length_with_one_click(house):
    """Nothing changes before; afterwards the sheet says so."""
    teach(house, minutes=90)
    found = shown(house)
    assert timedelta(hours=1) == planned(house)
    assert (3600, 600, False) == (found.planned, found.visits, found.changed)
    answer = actions.accept_length(claire(house), "duret", service="dépannage", seconds=str(found.suggested))
    assert isinstance(answer, Done)
    assert found.suggested == planned(house).total_seconds()
    again = shown(house)
    assert (None, True) == (again.suggested, again.changed)


def test_a_length_that_is_no_longer_suggested_is_refused(house):
    """Another one typed, and the same one twice."""
    teach(house, minutes=90)
    found = str(shown(house).suggested)
    answers = [
        actions.accept_length(claire(house), "duret", service="dépannage", seconds=seconds)
        for seconds in ("60", "", found, found)
    ]
    assert [Refused, Refused, Done, Refused] == [type(answer) for answer in answers]


def test_a_firm_learns_once_a_night(house, clock):
    """At once the first time, then between one and six."""
    learn_at_night(house)
    firm = house.transactions.firm_by_slug("duret")

    def learned_on():
        with house.transactions.read(firm.id) as work:
            found = learned_lengths(work)
        return found and found.learned_on

    first = learned_on()
    clock.now = paris(0, 30)
    learn_at_night(house)
    assert first == learned_on()
    clock.now = paris(2)
    learn_at_night(house)
    assert MONDAY == learned_on()
