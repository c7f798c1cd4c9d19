"""What whoever steers has pinned stays: whatever a plan would gain, and until somebody is away."""

from datetime import timedelta

import pytest

from planner.appointments import State
from planner.booking import move, pin, progress
from planner.deciding import accept_plan
from planner.errors import NotAllowedNow
from planner.identifiers import AppointmentId, TechnicianId
from planner.intervals import Interval
from planner.replanning import Search, propose_plan
from planner.routes import Pinned
from planner.staffing import add_absence
from planner.technicians import Absence
from solver.stop import Iterations
from tests.support.planner import ALBERTVILLE, CLAIRE, MONDAY, SEYNOD, Heart, a_technician, between, paris

DAYS = MONDAY, MONDAY


def a_crossed_day() -> tuple[Heart, AppointmentId]:
    """Gaëtan of Annecy has a visit in Albertville, where Élodie lives: any plan would swap it."""
    heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
    slot = next(
        slot
        for slot in heart.slots(position=ALBERTVILLE, technician_id=TechnicianId("gaëtan"))
        if slot.window.start == paris(15, 30)
    )
    return heart, heart.book(slot, ALBERTVILLE).id


def planned(heart: Heart) -> dict[str, tuple[str, object]]:
    """Who visits what at which hour, once the best plan has been accepted."""
    proposal = propose_plan(heart.memory, heart.firm.id, DAYS, Search(Iterations(200)))
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    return {
        visit.appointment_id: (who, visit.start) for who in ("gaëtan", "élodie") for visit in heart.route(who).visits
    }


def test_a_plan_takes_what_nobody_has_pinned():
    """Without a pin the visit goes to who lives there."""
    heart, key = a_crossed_day()
    assert "élodie" == planned(heart)[key][0]


@pytest.mark.parametrize("pinned", list(Pinned))
def test_a_pinned_visit_keeps_its_technician(pinned):
    """Even where another would save an hour of road."""
    heart, key = a_crossed_day()
    heart.do(lambda work: pin(work, key, pinned, actor=CLAIRE))
    assert "gaëtan" == planned(heart)[key][0]


@pytest.mark.parametrize("pinned, room", [(None, True), (Pinned.TECHNICIAN, True), (Pinned.HOUR, False)])
def test_only_a_pinned_hour_makes_no_room(pinned, room):
    """A visit at ten gives way within its promise to one far away before it, unless its hour is pinned."""
    heart = Heart()
    at_ten = heart.book(next(slot for slot in heart.slots() if slot.window == between(10, 12)))
    heart.do(lambda work: pin(work, at_ten.id, pinned, actor=CLAIRE))
    offered = [slot.window for slot in heart.slots(position=ALBERTVILLE)]
    assert room == (between(8, 10) in offered)


def test_an_absence_takes_a_pinned_visit_away_all_the_same():
    """A promise weighs more than a wish."""
    heart, key = a_crossed_day()
    heart.do(lambda work: pin(work, key, Pinned.HOUR, actor=CLAIRE))
    away = Absence("away", TechnicianId("gaëtan"), Interval(paris(8), paris(18)))
    heart.do(lambda work: add_absence(work, away))
    assert "élodie" == planned(heart)[key][0]


def test_nobody_pins_what_has_begun_or_stands_nowhere():
    """A visit under way is locked by the technician himself."""
    heart, key = a_crossed_day()
    heart.do(lambda work: progress(work, key, State.ON_THE_WAY, actor=CLAIRE))
    with pytest.raises(NotAllowedNow):
        heart.do(lambda work: pin(work, key, Pinned.TECHNICIAN, actor=CLAIRE))


def test_what_is_pinned_is_free_once_it_is_moved():
    """Whoever moves it has said where it should be now."""
    heart, key = a_crossed_day()
    heart.do(lambda work: pin(work, key, Pinned.HOUR, actor=CLAIRE))
    other = next(slot for slot in heart.slots(position=SEYNOD, moving=key) if slot.day == MONDAY + timedelta(days=1))
    heart.do(lambda work: move(work, key, other.target, heart.board, actor=CLAIRE))
    pins = [visit.pinned for who in ("gaëtan", "élodie") for visit in heart.route(who, other.day).visits]
    assert [None] == pins
