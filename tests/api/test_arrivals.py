"""The arrival told on the day is as narrow as visits allow: inside the promise, and held as often as the firm chose."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from api.arrivals import expected_arrival
from api.house import House
from planner.appointments import Appointment, State
from planner.booking import confirm, hold, progress
from planner.identifiers import CustomerId, FirmId, ServiceId, SiteId
from planner.intervals import Interval
from planner.ports import Actor, Work
from planner.rules import FirmRules
from planner.sites import Site
from planner.slots import Wish, offer_slots
from planner.staffing import save_rules
from tests.support.house import SetClock, a_house, found_firm
from tests.support.lengths import teach
from tests.support.planner import ANNECY, MONDAY, SEYNOD, VISITOR, between, paris

T = TypeVar("T")
GAETAN = Actor("technician", "gaëtan")
QUARTER = timedelta(minutes=15)


@pytest.fixture
def clock() -> SetClock:
    """Sunday evening."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A firm of one technician."""
    house = a_house(tmp_path, clock)
    found_firm(house)
    return house


def do(house: House, command: Callable[[Work], T]) -> T:
    """Run a command of the firm."""
    return house.transactions.write(house.transactions.firm_by_slug("duret").id, command)


def book(house: House, start: int, key: str) -> Appointment:
    """Promise a visit on Monday between `start` and two hours later."""
    firm, board = house.transactions.firm_by_slug("duret"), house.boards.of(FirmId("duret"))
    position = SEYNOD if start % 4 else ANNECY
    wish = Wish(ServiceId("dépannage"), position)
    with house.transactions.read(firm.id) as work:
        slot = next(one for one in offer_slots(work, wish, board) if one.window == between(start, start + 2))
    site = Site(SiteId(key), CustomerId("durand"), position, "house")

    def command(work: Work) -> Appointment:
        held = hold(work, wish, slot.target, board, actor=VISITOR)
        work.of(Site).put(site)
        return confirm(work, held.id, site, board, actor=VISITOR)

    return do(house, command)


def told(house: House, appointment: Appointment) -> Interval:
    """What a customer is told."""

    def command(work: Work) -> Interval:
        found = expected_arrival(work, work.of(Appointment).get(appointment.id))
        assert found
        return found.between

    return do(house, command)


def at(house: House, clock: SetClock, hour: int, minute: int, *reports: tuple[Appointment, State]) -> None:
    """Report something at an hour."""
    clock.now = paris(hour, minute)
    for appointment, state in reports:
        do(house, partial(progress, appointment_id=appointment.id, state=state, actor=GAETAN))


def test_nothing_learned_tells_the_promise(house, clock):
    """Nor does too little: forty visits look back on twenty."""
    first = book(house, 8, "one")
    assert first.window == told(house, first)
    teach(house, 40)
    assert first.window == told(house, first)


def test_the_first_visit_is_told_in_quarters_inside_the_promise(house, clock):
    """Only the road is in doubt."""
    first = book(house, 8, "one")
    teach(house)
    window = told(house, first)
    assert window.length < first.window.length
    assert (0, 0) == (window.start.minute % 15, window.end.minute % 15)
    assert first.window.start <= window.start < window.end <= first.window.end


def test_the_day_narrows_what_is_told(house, clock):
    """Once the visit before is done only the road is in doubt, and no more of it on the way."""
    first, second = book(house, 8, "one"), book(house, 10, "two")
    teach(house, minutes=100)
    lengths = [told(house, second).length]
    at(house, clock, 8, 40, (first, State.IN_PROGRESS))
    clock.now = paris(10, 15)
    lengths.append(told(house, second).length)
    at(house, clock, 10, 20, (first, State.DONE))
    lengths.append(told(house, second).length)
    at(house, clock, 10, 22, (second, State.ON_THE_WAY))
    lengths.append(told(house, second).length)
    before, during, done, on_the_way = lengths
    assert min(before, during) > done >= on_the_way
    assert on_the_way <= 2 * QUARTER < second.window.length


def test_where_even_the_promise_is_in_doubt_it_is_told_as_it_is(house, clock):
    """An hour late, nothing narrower would hold nine times in ten."""
    first, second = book(house, 8, "one"), book(house, 10, "two")
    teach(house)
    at(house, clock, 11, 15, (first, State.IN_PROGRESS))
    assert second.window == told(house, second)


def test_a_firm_that_wants_to_be_surer_tells_more(house, clock):
    """Half the time, and nineteen times in twenty."""
    first, second = book(house, 8, "one"), book(house, 10, "two")
    teach(house, minutes=100, stray=0.2)
    at(house, clock, 8, 40, (first, State.IN_PROGRESS))
    lengths = []
    for chance in (50, 95):
        do(house, partial(save_rules, rules=FirmRules(arrival_chance=chance)))
        lengths.append(told(house, second).length)
    assert lengths[0] < lengths[1]


def test_who_never_reports_is_expected_as_planned(house, clock):
    """Past the hour at which he should have rung, the promise is all that is known."""
    first = book(house, 8, "one")
    teach(house)
    clock.now = paris(9, 45)
    assert first.window == told(house, first)


def test_nine_in_ten_come_inside_what_was_told(house, clock):
    """A thousand first visits that begin at the hour and take as long as they do; the road as it strays."""
    first, second = book(house, 8, "one"), book(house, 10, "two")
    teach(house, 2000, minutes=80)
    at(house, clock, 8, 10, (first, State.IN_PROGRESS))
    window = told(house, second)
    assert window.length < second.window.length
    chance = np.random.default_rng(7)
    road = 8 * 60
    took = 80 * 60 * np.exp(0.3 * chance.normal(size=4000)) + road * np.exp(0.125 * chance.normal(size=4000))
    rung = np.maximum(paris(8, 10).timestamp() + took, second.window.start.timestamp())
    held = np.mean((window.start.timestamp() <= rung) & (rung < window.end.timestamp()))
    assert 0.88 <= held
    assert MONDAY == window.start.date()
