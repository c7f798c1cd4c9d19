"""Whatever is booked, whenever one asks: no ordinary offer breaks the reserve, and emergencies see all the others."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.identifiers import ServiceId
from planner.reserve import kept_back, taken_by
from planner.rules import FirmRules
from planner.slots import Wish, all_slots
from planner.windows import half_of
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    MONDAY,
    RUMILLY,
    SEYNOD,
    Heart,
    a_firm,
    a_service,
    a_technician,
    paris,
)

PLACES = st.sampled_from([ANNECY, SEYNOD, RUMILLY, ALBERTVILLE])
LAST = MONDAY + timedelta(days=5)
ORDINARY, URGENT = a_service(), a_service("Urgence", code="urgence")


@st.composite
def hearts(draw: st.DrawFn) -> Heart:
    """A firm that keeps minutes back, of two technicians who are perhaps both repairers, some of their time booked."""
    reserve = timedelta(minutes=draw(st.integers(0, 24)) * 15)
    skills = draw(st.sampled_from([{"repair": 1}, {}]))
    firm = a_firm(rules=FirmRules(reserve=reserve))
    heart = Heart(a_technician(), a_technician("Élodie", skills=skills), firm=firm, services=(ORDINARY, URGENT))
    for place, choice in draw(st.lists(st.tuples(PLACES, st.integers(0, 100)), max_size=10)):
        if slots := heart.slots(position=place, last=LAST):
            heart.book(slots[choice % len(slots)], place)
    heart.now = max(heart.now, paris(draw(st.integers(0, 18)), day=MONDAY + timedelta(days=draw(st.integers(0, 2)))))
    return heart


def offered(heart: Heart, service: ServiceId, place, **wish):
    """Everything that is offered until Saturday."""
    with heart.memory.read(heart.firm.id) as work:
        return all_slots(work, Wish(service, place, last=LAST, **wish), heart.board)


def left(heart: Heart) -> dict[Any, int]:
    """The seconds that repairers have left in each half-day, counted anew from the store."""
    found: dict[Any, int] = {}
    with heart.memory.read(heart.firm.id) as work:
        for one in heart.board.asked(work, MONDAY, LAST).left:
            for half, seconds in one.halves.items():
                found[one.day, half] = found.get((one.day, half), 0) + (seconds if one.skills else 0)
    return found


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES)
def test_no_ordinary_offer_breaks_the_part_that_is_never_offered(heart, place):
    """Booking it leaves at least half of what is kept back; what is refused to customers only is what would not."""
    before, reserve = left(heart), heart.firm.rules.reserve
    open_to_customers = {slot.target for slot in offered(heart, ORDINARY.id, place)}
    windows = {window for _, window in ((t.technician_id, t.window) for t in open_to_customers)}
    for slot in offered(heart, ORDINARY.id, place, by_firm=True):
        half = half_of(slot.window, heart.firm)
        kept = kept_back(reserve, slot.window.start, heart.now)
        repairs = slot.technician_id == "gaëtan" or heart_repairs(heart)
        broken = repairs and kept > 0 and before[slot.day, half] - taken_by(ORDINARY.duration) < kept // 2
        assert not (broken and slot.target in open_to_customers)
        if not broken and slot.window in windows:
            assert slot.target in open_to_customers


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES)
def test_emergencies_see_at_least_what_others_see_and_never_dearer(heart, place):
    """The same length, the same skill: only the reserve tells them apart."""
    urgent = {slot.target: slot.cost for slot in offered(heart, URGENT.id, place)}
    for slot in offered(heart, ORDINARY.id, place):
        assert urgent[slot.target] <= slot.cost


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES)
def test_what_is_booked_takes_exactly_what_it_was_charged_for(heart, place):
    """Minutes are counted once, whatever order the routes take."""
    slots = [slot for slot in heart.slots(position=place, last=LAST) if slot.technician_id == "gaëtan"]
    if slots:
        before, slot = left(heart), slots[0]
        heart.book(slot, place)
        key = slot.day, half_of(slot.window, heart.firm)
        assert before[key] - taken_by(ORDINARY.duration) == left(heart)[key]


def heart_repairs(heart: Heart) -> bool:
    """Tell whether Élodie repairs too."""
    with heart.memory.read(heart.firm.id) as work:
        lefts = heart.board.asked(work, MONDAY, MONDAY).left
    return all(one.skills for one in lefts)
