"""Two technicians blocked the same afternoon; to the search both were one stop, and the plan could not be improved."""

from datetime import timedelta
from functools import partial

from planner.identifiers import TechnicianId
from planner.replanning import Search, propose_plan
from planner.staffing import add_absence
from planner.technicians import Absence
from solver.stop import Iterations
from tests.support.planner import MONDAY, Heart, a_technician, between


def test_each_absence_is_a_stop_of_its_own():
    """Both are away, and each keeps his own time."""
    heart = Heart(a_technician("Gaëtan"), a_technician("Mylène"))
    for name in ("gaëtan", "mylène"):
        away = Absence(name, TechnicianId(name), between(14, 15))
        heart.do(partial(add_absence, absence=away))
    slots = heart.slots()
    for _ in range(2):
        heart.book(slots[0])
        slots = heart.slots()
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY + timedelta(days=1)), Search(Iterations(50)))
    assert () == proposal.unplaced
