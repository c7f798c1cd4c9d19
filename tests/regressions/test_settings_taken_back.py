"""Report: an absence that could not be saved still closes the day, or one that was saved does not.

The board remembered the days it had seen under the version of the settings. A command that changed the settings and was
rolled back left them there, and the next change got the same version.
"""

import pytest

from planner.booking import hold
from planner.deciding import accept_plan
from planner.errors import ProposalStale, SlotTaken
from planner.identifiers import TechnicianId
from planner.replanning import Search, propose_plan
from planner.slots import Wish
from planner.staffing import add_absence, save_technician
from planner.technicians import Absence
from solver.stop import Iterations
from tests.support.planner import ALBERTVILLE, ANNECY, CLAIRE, MONDAY, SEYNOD, Heart, a_technician, between


class TakenBack(Exception):
    """The transaction fails at its very end."""


def away(start: int, end: int) -> Absence:
    """Gaëtan is away on Monday."""
    return Absence("away", TechnicianId("gaëtan"), between(start, end))


def test_the_board_keeps_nothing_of_a_transaction_that_was_taken_back():
    """The next version of the settings is the one that was saved."""
    heart = Heart()
    slot = heart.slots()[0]
    wish = Wish(slot.service_id, SEYNOD)

    def failing(work):
        add_absence(work, away(13, 17))
        hold(work, wish, slot.target, heart.board, actor=CLAIRE)
        raise TakenBack

    with pytest.raises(TakenBack):
        heart.do(failing)
    heart.do(lambda work: add_absence(work, away(0, 23)))
    assert not any(one.day == MONDAY for one in heart.slots())
    with pytest.raises(SlotTaken):
        heart.hold(slot)


def test_nobody_is_promised_a_technician_who_has_left():
    """An offer seen before he left is refused."""
    heart = Heart(a_technician(), a_technician("Julien"))
    slot = heart.slots(technician_id=TechnicianId("gaëtan"))[0]
    heart.do(lambda work: save_technician(work, a_technician(active=False)))
    with pytest.raises(SlotTaken):
        heart.hold(slot)


@pytest.mark.parametrize(
    "change",
    [
        lambda work: add_absence(work, away(8, 17)),
        lambda work: save_technician(work, a_technician(skills={})),
        lambda work: save_technician(work, a_technician(active=False)),
    ],
    ids=["he is away", "he lost the skill", "he has left"],
)
def test_a_proposal_is_stale_once_a_technician_cannot_drive_it(change):
    """The routes are the ones it was built on; what has changed is who may drive them."""
    heart = Heart(a_technician(), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
    for name, where in (("gaëtan", ALBERTVILLE), ("élodie", ANNECY)):
        slots = heart.slots(position=where, technician_id=TechnicianId(name))
        heart.book(next(slot for slot in slots if slot.window == between(10, 12)), where)
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(100)))
    assert {"gaëtan", "élodie"} == {line.after[0] for line in proposal.lines}
    heart.do(change)
    with pytest.raises(ProposalStale):
        heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
