"""Report: Gaëtan has left the firm; asking for a better plan of a day with visits of his ends in an error page.

The lines of a proposal named technicians from the list of those who still work here.
"""

from planner.identifiers import TechnicianId
from planner.replanning import Search, propose_plan
from planner.staffing import save_technician
from solver.stop import Iterations
from tests.support.planner import Heart, a_technician


def test_a_proposal_names_whoever_the_visit_is_taken_from():
    """His visit goes to Julien, and the line says from whom."""
    heart = Heart(a_technician(), a_technician("Julien"))
    booked = heart.slots(technician_id=TechnicianId("gaëtan"))[0]
    heart.book(booked)
    heart.do(lambda work: save_technician(work, a_technician(active=False)))
    proposal = propose_plan(heart.memory, heart.firm.id, (booked.day, booked.day), Search(Iterations(5)))
    assert ["Julien au lieu de Gaëtan, même promesse"] == [line.reason for line in proposal.lines]
