"""Every slot that is offered can be held at once, and every window that is not offered is refused with a reason."""

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.appointments import State
from planner.booking import hold, progress
from planner.identifiers import ServiceId, TechnicianId
from planner.reasons import why_not
from planner.slots import Wish, all_slots
from planner.staffing import add_absence
from planner.technicians import Absence
from planner.windows import windows_of_day
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SEYNOD,
    Heart,
    a_service,
    a_technician,
    between,
    paris,
)

PLACES = st.sampled_from([ANNECY, SEYNOD, RUMILLY, ALBERTVILLE])
DAYS = [MONDAY + timedelta(days=offset) for offset in range(-1, 3)]


@st.composite
def hearts(draw: st.DrawFn) -> Heart:
    """A firm of two technicians, some of whose time is booked, and perhaps an absence; at any hour of Monday."""
    skills = draw(st.sampled_from([{"repair": 1}, {}]))
    heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE, skills=skills))
    for place, choice in draw(st.lists(st.tuples(PLACES, st.integers(0, 100)), max_size=10)):
        slots = [slot for slot in heart.slots(position=place) if slot.day in DAYS]
        if slots:
            booked = heart.book(slots[choice % len(slots)], place)
            if choice % 5 == 0:
                heart.do(partial(progress, appointment_id=booked.id, state=State.ON_THE_WAY, actor=CLAIRE))
    if away := draw(st.none() | st.tuples(st.integers(7, 12), st.integers(1, 6))):
        absence = Absence("away", TechnicianId("gaëtan"), between(away[0], sum(away)))
        heart.do(lambda work: add_absence(work, absence))
    heart.now = max(heart.now, paris(draw(st.integers(0, 18)), draw(st.integers(0, 59))))
    return heart


@settings(deadline=None, max_examples=settings().max_examples // 4 or 1)
@given(heart=hearts(), place=PLACES, by_firm=st.booleans())
def test_what_is_offered_can_be_held_and_what_is_not_is_refused_with_a_reason(heart, place, by_firm):
    """For each technician and window of three days: a slot that holds, or a sentence that says why not."""
    wish = Wish(ServiceId("dépannage"), place, by_firm=by_firm)
    with heart.memory.read(heart.firm.id) as work:
        offered = {slot.target: slot for slot in all_slots(work, wish, heart.board)}
        windows = [window for day in DAYS for window in windows_of_day(a_service(), work.firm, day)]
        for technician in ("gaëtan", "élodie"):
            for window in windows:
                reasons = why_not(work, wish, TechnicianId(technician), window, heart.board)
                possible = any((technician, window) == (one.technician_id, one.window) for one in offered)
                assert possible is not bool(reasons), (technician, window, reasons)
                assert all(reason.fr and reason.en for reason in reasons)
    for target, slot in offered.items():
        if slot.day in DAYS:
            with pytest.raises(TakenBack):
                heart.do(lambda work, target=target: held_and_taken_back(work, wish, target, heart.board))


class TakenBack(Exception):
    """The hold was possible; it is not kept, so that the next one meets the same plan."""


def held_and_taken_back(work, wish, target, board):
    """Hold a slot, and fail."""
    held = hold(work, wish, target, board, actor=CLAIRE)
    assert target.window == held.window
    visit = work.routes.holding(held.id).visit_of(held.id)
    assert visit.window.contains(visit.start)
    assert visit.start >= work.now
    raise TakenBack
