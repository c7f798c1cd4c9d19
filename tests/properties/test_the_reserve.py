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


def free(heart: Heart) -> dict[Any, set[str]]:
    """Which repairers could still be sent to an emergency in each half-day, counted anew from the store."""
    found: dict[Any, set[str]] = {}
    length = taken_by(URGENT.duration)
    with heart.memory.read(heart.firm.id) as work:
        asked = heart.board.asked(work, MONDAY, LAST)
        for block, one in zip(asked.schedule.blocks, asked.left, strict=True):
            for half, promised in one.halves.items():
                if one.skills and promised.left() >= length:
                    found.setdefault((one.day, half), set()).add(block.shift.technician)
    return found


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES, choice=st.integers(0, 100))
def test_no_ordinary_booking_takes_what_is_kept(heart, place, choice):
    """Whoever books what customers are offered leaves as many free as are kept, or as were free before."""
    slots = heart.slots(position=place, last=LAST)
    if slots:
        before, slot = free(heart), slots[choice % len(slots)]
        key = slot.day, half_of(slot.window, heart.firm)
        kept = kept_back(heart.firm.rules.reserve, slot.window, heart.firm, heart.now)
        heart.book(slot, place)
        after = free(heart).get(key, set())
        assert after <= before.get(key, set())
        assert len(after) == len(before.get(key, set())) or len(after) * taken_by(URGENT.duration) >= kept


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES)
def test_only_what_would_take_of_it_is_refused(heart, place):
    """What Claire may book at no price of the reserve, and customers at that hour, is offered to customers too."""
    open_to_customers = {slot.target for slot in offered(heart, ORDINARY.id, place)}
    windows = {target.window for target in open_to_customers}
    for slot in offered(heart, ORDINARY.id, place, by_firm=True):
        if slot.window in windows and not slot.by_rule.get("reserve"):
            assert slot.target in open_to_customers


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES)
def test_emergencies_see_at_least_what_others_see_and_never_dearer(heart, place):
    """The same length, the same skill: only the reserve tells them apart."""
    urgent = {slot.target: slot.cost for slot in offered(heart, URGENT.id, place)}
    for slot in offered(heart, ORDINARY.id, place):
        assert urgent[slot.target] <= slot.cost
