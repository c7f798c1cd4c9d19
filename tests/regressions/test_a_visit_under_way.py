"""Report: Gaëtan is on the way to his first visit; an urgent booking at a quarter to nine moves that visit.

Setting out only changed the appointment. The route knew nothing of it: the next insertion, cancellation, proposal or
undo gave the visit another start, another place in the order, even another technician.
"""

from datetime import timedelta

import pytest

from planner.appointments import State
from planner.booking import cancel, hold, move, progress
from planner.deciding import accept_plan
from planner.errors import ProposalStale, UndoRefused
from planner.identifiers import TechnicianId
from planner.replanning import Search, propose_plan
from planner.slots import Wish
from planner.undo import last_undoable, undo
from solver.stop import Iterations
from tests.support.planner import ALBERTVILLE, ANNECY, CLAIRE, MONDAY, SEYNOD, Heart, a_technician, between, paris


def booked(heart, start, end, **wish):
    """An appointment in one window of Monday."""
    slot = next(slot for slot in heart.slots(**wish) if slot.window == between(start, end))
    return heart.book(slot, wish.get("position", SEYNOD))


def visit(heart, appointment):
    """Where an appointment stands on Gaëtan's route."""
    return heart.route().visit_of(appointment.id)


def newest(work):
    """The line of history that undo would take back."""
    entry = last_undoable(work)
    assert entry is not None
    return entry.number


def sets_out(heart, appointment):
    """Its technician is on the way."""
    heart.do(lambda work: progress(work, appointment.id, State.ON_THE_WAY, actor=CLAIRE))


def test_a_booking_does_not_move_the_visit_a_technician_has_set_out_for():
    """The new visit comes after it, however near it is to the start."""
    heart = Heart()
    under_way = booked(heart, 8, 10)
    heart.now = paris(8, 45)
    sets_out(heart, under_way)
    before = visit(heart, under_way)
    wish = Wish(under_way.service_id, ANNECY, by_firm=True)
    slot = next(slot for slot in heart.slots(position=ANNECY, by_firm=True) if slot.window == between(8, 10))
    urgent = heart.do(lambda work: hold(work, wish, slot.target, heart.board, actor=CLAIRE))
    assert before == visit(heart, under_way)
    assert visit(heart, urgent).start >= before.end


def test_a_cancellation_does_not_move_it_either():
    """What he left behind gives its time to nobody."""
    heart = Heart()
    first, second = booked(heart, 8, 10), booked(heart, 8, 10)
    heart.now = paris(9)
    sets_out(heart, second)
    before = visit(heart, second)
    heart.do(lambda work: cancel(work, first.id, heart.board, actor=CLAIRE))
    assert before == visit(heart, second)


def crossed():
    """Two technicians, each booked in the other's valley."""
    heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
    far = booked(heart, 8, 10, position=ALBERTVILLE, technician_id=TechnicianId("gaëtan"))
    booked(heart, 8, 10, position=ANNECY, technician_id=TechnicianId("élodie"))
    return heart, far


def test_a_proposal_made_before_he_set_out_is_stale():
    """Nobody else goes where he is going."""
    heart, far = crossed()
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(200)))
    assert far.id in {line.appointment_id for line in proposal.lines}
    sets_out(heart, far)
    with pytest.raises(ProposalStale):
        heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))


@pytest.mark.parametrize("elsewhere", [False, True], ids=["nothing else changed", "another booking since"])
def test_a_plan_is_not_undone_once_a_technician_has_set_out_for_what_it_gave_him(elsewhere):
    """The accepted plan is overtaken by reality."""
    heart, far = crossed()
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(200)))
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    with heart.memory.read(heart.firm.id) as work:
        accepted = newest(work)
    sets_out(heart, far)
    if elsewhere:
        booked(heart, 10, 12)
    with pytest.raises(UndoRefused):
        heart.do(lambda work: undo(work, accepted, heart.board, CLAIRE))


def test_he_may_turn_back_and_the_visit_is_free_again():
    """A confirmed appointment may be moved; the undo of a progress frees the visit too."""
    heart = Heart()
    first = booked(heart, 8, 10)
    sets_out(heart, first)
    assert visit(heart, first).locked
    heart.do(lambda work: progress(work, first.id, State.CONFIRMED, actor=CLAIRE))
    assert not visit(heart, first).locked
    sets_out(heart, first)
    heart.do(lambda work: undo(work, newest(work), heart.board, CLAIRE))
    assert not visit(heart, first).locked
    later = next(slot for slot in heart.slots(moving=first.id) if slot.day == MONDAY + timedelta(days=1))
    heart.do(lambda work: move(work, first.id, later.target, heart.board, actor=CLAIRE))
    assert later.window == heart.appointment(first.id).window
