"""What a promise goes through: held, confirmed, moved, cancelled, kept."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from planner.appointments import Appointment, State
from planner.booking import cancel, choose_hour, move, progress
from planner.errors import HoldExpired, NotAllowedNow, OutsideAreas, OutsidePromise, SlotTaken, TooLate
from planner.events import AppointmentCancelled, AppointmentConfirmed, AppointmentMoved, RouteSaved, SlotHeld
from planner.identifiers import TechnicianId
from planner.ports import Actor
from planner.replanning import Search, propose_plan
from planner.rules import FirmRules
from planner.sites import Area, Position
from planner.slots import Target
from planner.undo import last_undoable, undo
from solver.stop import Iterations
from tests.support.planner import (
    ALBERTVILLE,
    CLAIRE,
    MONDAY,
    RUMILLY,
    VISITOR,
    Heart,
    a_firm,
    a_technician,
    between,
    paris,
)

NICE = Position(43.7, 7.26)


def test_a_free_technician_can_be_booked_in_every_window_of_the_next_days():
    """Ten working days of four windows are within the horizon of a fortnight."""
    slots = Heart().slots()
    assert 40 == len({slot.window for slot in slots})
    assert sorted(slot.cost for slot in slots) == [slot.cost for slot in slots]


def test_a_hold_takes_the_time_and_a_confirmation_keeps_it():
    """The visit stands on the route from the first tap on."""
    heart = Heart()
    slot = heart.slots()[0]
    held = heart.hold(slot)
    assert State.HELD == held.state
    assert [held.id] == [visit.appointment_id for visit in heart.route(day=slot.day).visits]
    confirmed = heart.confirm(held)
    assert State.CONFIRMED == confirmed.state
    visit = heart.route(day=slot.day).visits[0]
    assert visit.held_until is None
    assert slot.window.contains(visit.start)
    assert [SlotHeld, RouteSaved, AppointmentConfirmed, RouteSaved] == [type(event) for event in heart.told]


def test_a_window_that_is_full_is_not_offered_any_more():
    """Two hours of arrivals hold so many repairs of an hour and no more."""
    heart = Heart()
    window = between(8, 10)
    for _ in range(10):
        slots = [slot for slot in heart.slots() if slot.window == window]
        if not slots:
            break
        heart.book(slots[0])
    assert [] == [slot for slot in heart.slots() if slot.window == window]
    assert 3 >= len(heart.route().visits) > 0


def test_a_slot_that_somebody_else_took_is_refused():
    """Both saw the same offer; the second loses, and nothing of his is saved."""
    heart = Heart()
    seen = next(slot for slot in heart.slots() if slot.window == between(8, 10))
    while any(slot.window == between(8, 10) for slot in heart.slots()):
        heart.hold(seen)
    before = heart.route()
    with pytest.raises(SlotTaken):
        heart.hold(seen)
    assert before == heart.route()


def test_an_expired_hold_gives_its_time_back_by_itself():
    """No timer runs: the time is free for whoever reads the route after the expiry."""
    heart = Heart()
    seen = next(slot for slot in heart.slots() if slot.window == between(10, 12))
    while any(slot.window == between(10, 12) for slot in heart.slots()):
        heart.hold(seen)
    heart.now += timedelta(minutes=11)
    assert any(slot.window == between(10, 12) for slot in heart.slots())
    assert () == heart.route().visits


def test_a_hold_that_expired_is_confirmed_while_its_time_is_still_free():
    """A customer who types slowly keeps what nobody else wanted."""
    heart = Heart()
    held = heart.hold(heart.slots()[0])
    heart.now += timedelta(minutes=30)
    assert State.CONFIRMED == heart.confirm(held).state


def test_a_hold_that_expired_and_was_taken_is_refused():
    """Somebody else has the time now."""
    heart = Heart()
    seen = next(slot for slot in heart.slots() if slot.window == between(10, 12))
    late = heart.hold(seen)
    heart.now += timedelta(minutes=30)
    while any(slot.window == between(10, 12) for slot in heart.slots()):
        heart.book(seen)
    with pytest.raises(HoldExpired):
        heart.confirm(late)
    assert State.HELD == heart.appointment(late.id).state


def test_a_confirmation_far_from_the_supposed_place_is_proved_again():
    """Nobody drives from Annecy to Nice and back between two promises."""
    heart = Heart()
    held = heart.hold(heart.slots()[0])
    with pytest.raises(SlotTaken):
        heart.confirm(held, NICE)


def test_a_postcode_outside_the_areas_is_told_so():
    """A firm says where it works."""
    rules = FirmRules(areas=(Area("Annecy", frozenset({"74000"})),))
    heart = Heart(firm=a_firm(rules=rules))
    assert heart.slots(postcode="74000")
    with pytest.raises(OutsideAreas):
        heart.slots(postcode="69001")


def test_moving_changes_the_window_and_tells_the_customer_once():
    """The visit leaves one day and stands on another; the calendar sees a higher sequence."""
    heart = Heart()
    booked = heart.book(heart.slots()[0])
    free = next(slot for slot in heart.slots(moving=booked.id) if slot.day != MONDAY)
    moved = heart.do(lambda work: move(work, booked.id, free.target, heart.board, actor=VISITOR))
    assert free.window == moved.window
    assert moved.sequence > booked.sequence
    assert [moved.id] == [visit.appointment_id for visit in heart.route(day=free.day).visits]
    assert 1 == sum(isinstance(event, AppointmentMoved) for event in heart.told)


def test_another_technician_may_keep_the_same_promise_without_a_word_to_the_customer():
    """Only the firm sees who comes."""
    heart = Heart(a_technician(), a_technician("Julien"))
    booked = heart.book(heart.slots()[0])
    first = heart.route(day=MONDAY).technician_id if heart.route().visits else "julien"
    other = "julien" if first == "gaëtan" else "gaëtan"
    target = Target(heart.route(other).technician_id, booked.window)
    heart.do(lambda work: move(work, booked.id, target, heart.board, actor=CLAIRE))
    assert not any(isinstance(event, AppointmentMoved) for event in heart.told)
    assert () == heart.route(first, target_day(booked)).visits


def target_day(appointment: Appointment):
    """The local day of an appointment's window."""
    return appointment.window.start.astimezone(paris(8).tzinfo).date()


def test_a_customer_may_not_change_his_mind_at_the_last_hour_but_the_firm_may():
    """The cut-off binds customers only."""
    heart = Heart()
    slot = next(slot for slot in heart.slots() if slot.window == between(10, 12))
    booked = heart.book(slot)
    heart.now = paris(9)
    with pytest.raises(TooLate):
        heart.do(lambda work: cancel(work, booked.id, heart.board, actor=VISITOR))
    ended = heart.do(lambda work: cancel(work, booked.id, heart.board, actor=CLAIRE, reason="panne de camion"))
    assert State.CANCELLED_BY_FIRM == ended.state
    assert () == heart.route().visits
    assert AppointmentCancelled(booked.id, by_customer=False) in heart.told


def test_an_appointment_lives_from_on_the_way_to_done_and_not_backwards():
    """What is done cannot be moved or cancelled."""
    heart = Heart()
    booked = heart.book(heart.slots()[0])
    for state in (State.ON_THE_WAY, State.IN_PROGRESS, State.DONE):
        heart.do(partial(progress, appointment_id=booked.id, state=state, actor=CLAIRE))
    with pytest.raises(NotAllowedNow):
        heart.do(lambda work: cancel(work, booked.id, heart.board, actor=CLAIRE))
    with pytest.raises(NotAllowedNow):
        heart.do(lambda work: progress(work, booked.id, State.ON_THE_WAY, actor=CLAIRE))


def test_the_technician_who_passes_nearby_is_the_cheapest():
    """A slot's price is the road it truly adds."""
    heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
    assert "élodie" == heart.slots(position=Position(45.66, 6.38))[0].technician_id
    assert "gaëtan" == heart.slots(position=RUMILLY)[0].technician_id


def test_every_offer_says_why():
    """The neighbour and the minutes of road stand in the sentence."""
    heart = Heart()
    heart.book(heart.slots()[0])
    reason = heart.slots()[0].reason
    assert reason is not None
    assert "Gaëtan passe à Seynod juste" in reason.fr


def booked_twice() -> tuple[Heart, Appointment, Appointment]:
    """Two repairs at Seynod promised for between ten and noon on Monday: the second follows the first."""
    heart = Heart()
    found = []
    for _ in range(2):
        slots = heart.slots(technician_id=TechnicianId("gaëtan"))
        found.append(heart.book(next(slot for slot in slots if slot.window == between(10, 12))))
    visits = heart.route().visits
    first, second = sorted(found, key=lambda one: [visit.appointment_id for visit in visits].index(one.id))
    return heart, first, second


def choose(heart: Heart, appointment: Appointment, hour: datetime) -> Appointment:
    """The technician moves a visit in his own calendar."""
    return heart.do(
        lambda work: choose_hour(work, appointment.id, hour, heart.board, actor=Actor("technician", "gaëtan"))
    )


def start_of(heart: Heart, appointment: Appointment) -> datetime:
    """When the technician rings there."""
    visit = heart.route().visit_of(appointment.id)
    assert visit is not None
    return visit.start


def test_a_technician_may_choose_another_hour_within_the_promise():
    """The customer was promised before noon: half past eleven is fine, and the plan keeps it whatever it would gain."""
    heart, _, second = booked_twice()
    assert second == choose(heart, second, paris(11, 30))
    assert paris(11, 30) == start_of(heart, second)
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(100)))
    assert second.id not in {line.appointment_id for line in proposal.lines}


def test_choosing_an_hour_may_change_the_order():
    """The first visit goes behind the second, which is then as early as it can be."""
    heart, first, second = booked_twice()
    former = start_of(heart, first)
    choose(heart, first, paris(11, 30))
    assert (former, paris(11, 30)) == (start_of(heart, second), start_of(heart, first))


def test_a_chosen_hour_can_be_undone():
    """The day is again as it was."""
    heart, first, _ = booked_twice()
    before = heart.route().visits
    choose(heart, first, paris(11, 30))
    entry = heart.do(last_undoable)
    assert entry is not None
    heart.do(lambda work: undo(work, entry.number, heart.board, actor=CLAIRE))
    assert before == heart.route().visits


def test_no_hour_outside_the_promise_can_be_chosen():
    """Who was promised before noon is not visited at two, nor at noon."""
    heart, first, _ = booked_twice()
    for hour in (paris(14), paris(12), paris(9, 59)):
        with pytest.raises(OutsidePromise):
            choose(heart, first, hour)


def test_an_hour_he_cannot_keep_is_refused():
    """He is at the first door until eleven: he does not ring at the second by half past ten, nothing changes."""
    heart, _, second = booked_twice()
    before = heart.route()
    with pytest.raises(SlotTaken):
        choose(heart, second, paris(10, 30))
    assert before == heart.route()


def test_whoever_has_set_out_chooses_no_other_hour():
    """What has begun is a fact."""
    heart, first, _ = booked_twice()
    heart.do(lambda work: progress(work, first.id, State.ON_THE_WAY, actor=CLAIRE))
    with pytest.raises(NotAllowedNow):
        choose(heart, first, paris(11, 30))
