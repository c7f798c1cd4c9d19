"""A week is offered as if every day were, though only its own slots are told."""

from datetime import timedelta

import pytest

from planner.errors import OutsideAreas
from planner.identifiers import ServiceId, TechnicianId
from planner.rules import FirmRules
from planner.sites import Area
from planner.slots import Offered, Wish, offer_days
from planner.staffing import save_rules
from planner.working_days import local_day
from tests.support.planner import ALBERTVILLE, ANNECY, MONDAY, SEYNOD, Heart, a_technician, between

WISH = Wish(ServiceId("dépannage"), SEYNOD)


@pytest.fixture
def heart() -> Heart:
    """Two technicians, one of them with a morning in Annecy, on Monday before the day begins."""
    heart = Heart(a_technician("Gaëtan"), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
    slots = heart.slots(position=ANNECY, technician_id=TechnicianId("gaëtan"))
    heart.book(next(slot for slot in slots if slot.window == between(8, 10)), ANNECY)
    return heart


def offered(heart: Heart, first: int, last: int) -> Offered:
    """What is offered from one day to another, counted from Monday."""
    with heart.memory.read(heart.firm.id) as work:
        return offer_days(work, WISH, heart.board, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


@pytest.mark.parametrize("hour", [0, 11])
@pytest.mark.parametrize("first, last", [(0, 0), (0, 6), (1, 3), (7, 13), (400, 406)])
def test_a_week_holds_the_slots_of_its_days_and_the_windows_after_them(heart, first, last, hour):
    """Word for word those of all days, today too, when it is too late for some of them."""
    heart.now += timedelta(hours=hour)
    every, zone = heart.slots(), heart.firm.zone
    days = {slot.window: (local_day(slot.window.start, zone) - MONDAY).days for slot in every}
    found = offered(heart, first, last)
    assert [slot for slot in every if first <= days[slot.window] <= last] == list(found.slots)
    assert sorted(window for window, day in days.items() if day > last) == list(found.after)


def test_a_place_outside_the_areas_is_refused_and_a_firm_that_never_opens_offers_nothing(heart):
    """As of all days."""
    heart.do(lambda work: save_rules(work, FirmRules(areas=(Area("Annecy", frozenset({"74600"})),))))
    with heart.memory.read(heart.firm.id) as work, pytest.raises(OutsideAreas):
        offer_days(work, Wish(WISH.service_id, SEYNOD, "13001"), heart.board, MONDAY, MONDAY)
    heart.do(lambda work: save_rules(work, FirmRules(opening=())))
    assert Offered((), ()) == offered(heart, 0, 6)
