"""Taking a step back: the same visits, times and technicians again, or a reason why not."""

from datetime import timedelta

import pytest

from planner.appointments import Appointment, State
from planner.booking import cancel, move, pin, progress
from planner.errors import UndoRefused
from planner.events import AppointmentRestored
from planner.ports import Work
from planner.routes import Pinned
from planner.undo import last_redoable, last_undoable, redo, undo
from tests.support.planner import CLAIRE, MONDAY, Heart, a_technician, between

TUESDAY = MONDAY + timedelta(days=1)


def undo_last(heart: Heart) -> None:
    """Undo whatever was last."""

    def command(work: Work) -> None:
        entry = last_undoable(work)
        assert entry is not None
        undo(work, entry.number, heart.board, CLAIRE)

    heart.do(command)


def redo_last(heart: Heart) -> None:
    """Do again whatever was taken back last."""

    def command(work: Work) -> None:
        entry = last_redoable(work)
        assert entry is not None
        redo(work, entry.number, heart.board, CLAIRE)

    heart.do(command)


def cancelled(heart: Heart, appointment: Appointment) -> None:
    """Cancel for the firm."""
    heart.do(lambda work: cancel(work, appointment.id, heart.board, actor=CLAIRE))


def slot_at(heart: Heart, start: int, end: int, **wish):
    """The cheapest slot of one window."""
    return next(slot for slot in heart.slots(**wish) if slot.window == between(start, end))


def test_an_undone_cancellation_gives_the_appointment_its_place_back():
    """State, window, start and technician are as before; the sequence rises so that calendars follow."""
    heart = Heart()
    booked = heart.book(slot_at(heart, 10, 12))
    before = heart.route()
    heart.do(lambda work: cancel(work, booked.id, heart.board, actor=CLAIRE))
    undo_last(heart)
    assert before.visits == heart.route().visits
    assert State.CONFIRMED == heart.appointment(booked.id).state
    assert heart.appointment(booked.id).sequence > booked.sequence
    assert AppointmentRestored(booked.id) in heart.told


def test_an_undone_move_goes_back_across_technicians():
    """Both routes are as before."""
    heart = Heart(a_technician(), a_technician("Julien"))
    booked = heart.book(slot_at(heart, 10, 12))
    before = heart.route("gaëtan"), heart.route("julien")
    window = between(8, 10)
    other = next(
        slot
        for name in ("gaëtan", "julien")
        for slot in heart.slots(moving=booked.id, technician_id=name)
        if slot.window == window and not heart.route(name).visits
    )
    heart.do(lambda work: move(work, booked.id, other.target, heart.board, actor=CLAIRE))
    undo_last(heart)
    assert [route.visits for route in before] == [heart.route(name).visits for name in ("gaëtan", "julien")]


def test_what_was_booked_since_stays_when_an_older_step_is_undone():
    """Only the touched appointment goes back."""
    heart = Heart()
    first = heart.book(slot_at(heart, 8, 10))
    heart.do(lambda work: cancel(work, first.id, heart.board, actor=CLAIRE))
    second = heart.book(slot_at(heart, 10, 12))
    undo_last(heart)
    assert {first.id, second.id} == {visit.appointment_id for visit in heart.route().visits}


def test_an_undo_that_finds_the_time_taken_is_refused():
    """Reality has overtaken it; nothing changes."""
    heart = Heart()
    booked = [heart.book(slot_at(heart, 8, 10)) for _ in range(2)]
    heart.do(lambda work: cancel(work, booked[0].id, heart.board, actor=CLAIRE))
    while any(slot.window == between(8, 10) for slot in heart.slots()):
        heart.book(slot_at(heart, 8, 10))
    before = heart.route()
    with pytest.raises(UndoRefused):
        undo_last(heart)
    assert before == heart.route()


def test_an_appointment_that_went_on_living_is_not_thrown_back():
    """Once the technician has set out, the move before it stays."""
    heart = Heart()
    booked = heart.book(slot_at(heart, 8, 10))
    later = slot_at(heart, 10, 12, moving=booked.id)
    heart.do(lambda work: move(work, booked.id, later.target, heart.board, actor=CLAIRE))
    with heart.memory.read(heart.firm.id) as work:
        moved = last_undoable(work)
    heart.do(lambda work: progress(work, booked.id, State.ON_THE_WAY, actor=CLAIRE))
    assert moved is not None
    with pytest.raises(UndoRefused):
        heart.do(lambda work: undo(work, moved.number, heart.board, CLAIRE))


def test_nothing_is_undone_twice():
    """The second time there is nothing left to take back, and asking for the same line again is refused."""
    heart = Heart()
    booked = heart.book(slot_at(heart, 8, 10))
    heart.do(lambda work: cancel(work, booked.id, heart.board, actor=CLAIRE))
    with heart.memory.read(heart.firm.id) as work:
        cancelled = last_undoable(work)
    assert cancelled is not None
    undo_last(heart)
    with heart.memory.read(heart.firm.id) as work:
        assert last_undoable(work) is None
    with pytest.raises(UndoRefused):
        heart.do(lambda work: undo(work, cancelled.number, heart.board, CLAIRE))
    assert 1 == len(heart.route(day=MONDAY).visits)


def test_what_was_taken_back_is_done_again_in_the_order_it_was_done():
    """Two steps back, two steps forth; then there is nothing left to do again."""
    heart = Heart()
    booked = [heart.book(slot_at(heart, 8, 10)), heart.book(slot_at(heart, 10, 12))]
    for one in booked:
        cancelled(heart, one)
    undo_last(heart)
    undo_last(heart)
    redo_last(heart)
    assert [State.CANCELLED_BY_FIRM, State.CONFIRMED] == [heart.appointment(one.id).state for one in booked]
    redo_last(heart)
    assert {State.CANCELLED_BY_FIRM} == {heart.appointment(one.id).state for one in booked}
    with heart.memory.read(heart.firm.id) as work:
        assert last_redoable(work) is None


def test_after_something_new_nothing_is_done_again():
    """As everywhere else: a new step ends the chain."""
    heart = Heart()
    booked = [heart.book(slot_at(heart, 8, 10)), heart.book(slot_at(heart, 10, 12))]
    heart.do(lambda work: cancel(work, booked[0].id, heart.board, actor=CLAIRE))
    undo_last(heart)
    heart.do(lambda work: cancel(work, booked[1].id, heart.board, actor=CLAIRE))
    with heart.memory.read(heart.firm.id) as work:
        assert last_redoable(work) is None


def test_a_day_takes_back_its_own_last_step_only():
    """What was done to Tuesday since stays when Monday is undone."""
    heart = Heart()
    monday = heart.book(slot_at(heart, 8, 10))
    tuesday = heart.book(next(slot for slot in heart.slots() if slot.day == TUESDAY))
    for one in (monday, tuesday):
        cancelled(heart, one)
    with heart.memory.read(heart.firm.id) as work:
        found = last_undoable(work, MONDAY), last_undoable(work, TUESDAY)
    assert [monday.id, tuesday.id] == [entry.before.appointments[0].id for entry in found if entry]


def test_what_is_pinned_is_free_again_after_undo():
    """The pin goes as it came."""
    heart = Heart()
    booked = heart.book(slot_at(heart, 8, 10))
    heart.do(lambda work: pin(work, booked.id, Pinned.HOUR, actor=CLAIRE))
    assert [Pinned.HOUR] == [visit.pinned for visit in heart.route().visits]
    undo_last(heart)
    assert [None] == [visit.pinned for visit in heart.route().visits]


def test_a_refusal_says_what_stands_in_the_way():
    """Taken back already, changed since, or the place is taken."""
    heart = Heart()
    booked = heart.book(slot_at(heart, 8, 10))
    later = slot_at(heart, 10, 12, moving=booked.id)
    heart.do(lambda work: move(work, booked.id, later.target, heart.board, actor=CLAIRE))
    with heart.memory.read(heart.firm.id) as work:
        moved = last_undoable(work)
    assert moved is not None
    heart.do(lambda work: cancel(work, booked.id, heart.board, actor=CLAIRE))
    with pytest.raises(UndoRefused, match="a changé depuis"):
        heart.do(lambda work: undo(work, moved.number, heart.board, CLAIRE))
    undo_last(heart)
    heart.do(lambda work: undo(work, moved.number, heart.board, CLAIRE))
    with pytest.raises(UndoRefused, match="déjà"):
        heart.do(lambda work: undo(work, moved.number, heart.board, CLAIRE))
