"""Report: Gaëtan falls ill at eleven; Claire enters the whole day, asks for a better plan and gets an error page.

His visits of the morning were done, and a customer was just typing for the afternoon. The search was told that all of
these belong to him, on a day he does not work any more, and gave up.
"""

from functools import partial

import pytest

from planner.appointments import State
from planner.booking import progress
from planner.deciding import accept_plan
from planner.identifiers import TechnicianId
from planner.promises import broken_promises
from planner.replanning import Search, propose_plan
from planner.staffing import add_absence
from planner.technicians import Absence
from solver.stop import Iterations
from tests.support.planner import CLAIRE, MONDAY, Heart, a_technician, between, paris

GAETAN = TechnicianId("gaëtan")


def slot(heart, start, end):
    """One of Gaëtan's slots."""
    return next(one for one in heart.slots(technician_id=GAETAN) if one.window == between(start, end))


@pytest.mark.parametrize("away", [(0, 23), (8, 18), (9, 17)])
@pytest.mark.parametrize("partly", [False, True], ids=["accepted whole", "accepted line by line"])
def test_what_is_done_stays_and_what_is_promised_or_held_finds_somebody_else(away, partly):
    """The visit of the morning stays on his route; the promise and the hold of the afternoon go to Julien."""
    heart = Heart(a_technician(), a_technician("Julien"))
    done, promised = heart.book(slot(heart, 8, 10)), heart.book(slot(heart, 10, 12))
    heart.now = paris(10, 30)
    for state in (State.ON_THE_WAY, State.IN_PROGRESS, State.DONE):
        heart.do(partial(progress, appointment_id=done.id, state=state, actor=CLAIRE))
    held = heart.hold(next(one for one in heart.slots(technician_id=GAETAN) if one.window.start >= paris(15)))
    heart.do(lambda work: add_absence(work, Absence("ill", GAETAN, between(*away), "malade")))

    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, held.window.start.date()), Search(Iterations(50)))
    assert {promised.id} <= {line.appointment_id for line in proposal.lines}
    chosen = {line.appointment_id for line in proposal.lines} if partly else None
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE, chosen=chosen))

    assert [done.id] == [visit.appointment_id for visit in heart.route().visits]
    assert promised.id in {visit.appointment_id for visit in heart.route("julien").visits}
    assert heart.confirm(held).state is State.CONFIRMED
    with heart.memory.read(heart.firm.id) as work:
        assert [] == broken_promises(work, MONDAY, MONDAY)
