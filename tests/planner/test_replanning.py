"""Better plans: proposed by the solver, judged by the referee, accepted by Claire."""

from datetime import timedelta

import pytest

from planner.booking import cancel
from planner.errors import LinesInseparable, ProposalStale
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.plans import Proposal
from planner.replanning import accept_plan, propose_plan, refuse_plan
from planner.sites import Position
from planner.slots import Target
from planner.staffing import add_absence
from planner.technicians import Absence
from planner.undo import last_undoable, undo
from solver.stop import Iterations
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    SEYNOD,
    Heart,
    a_technician,
    between,
    paris,
)

UGINE = Position(45.7515, 6.4186)


def crossed() -> Heart:
    """A plan that sends each technician to the other's valley."""
    heart = Heart(a_technician("Gaëtan"), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
    for name, where, hours in (
        ("gaëtan", ALBERTVILLE, (8, 10)),
        ("gaëtan", UGINE, (10, 12)),
        ("élodie", ANNECY, (8, 10)),
        ("élodie", SEYNOD, (10, 12)),
    ):
        slots = heart.slots(position=where, technician_id=TechnicianId(name))
        slot = next(slot for slot in slots if slot.window == between(*hours))
        heart.book(slot, where)
    return heart


def propose(heart: Heart) -> Proposal:
    """Ask the solver for Monday."""
    return propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Iterations(300))


def test_a_proposal_untangles_a_crossed_plan_and_keeps_every_promise():
    """Less road, the same windows."""
    heart = crossed()
    proposal = propose(heart)
    assert proposal.saving > 0
    assert proposal.travel_after < proposal.travel_before
    assert {"gaëtan", "élodie"} == {line.after[0] for line in proposal.lines}
    for route in proposal.routes:
        assert all(visit.window.contains(visit.start) for visit in route.visits)


def test_an_accepted_proposal_becomes_the_plan_and_can_be_undone():
    """Routes as proposed; then as before."""
    heart = crossed()
    before = heart.route("gaëtan").visits, heart.route("élodie").visits
    proposal = propose(heart)
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    for route in proposal.routes:
        assert route.visits == heart.route(route.technician_id).visits

    def take_back(work):
        entry = last_undoable(work)
        assert entry is not None
        undo(work, entry.number, heart.board, CLAIRE)

    heart.do(take_back)
    assert before == (heart.route("gaëtan").visits, heart.route("élodie").visits)


def test_lines_that_belong_together_are_accepted_together():
    """Half an exchange would send one technician to two places at once; the whole exchange works without the rest."""
    heart = crossed()
    proposal = propose(heart)
    early = [
        line.appointment_id for line in proposal.lines if heart.appointment(line.appointment_id).window.end <= paris(10)
    ]

    def accept(chosen):
        heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE, chosen=chosen))

    with pytest.raises(LinesInseparable):
        accept(early[:1])
    accept(early)
    wanted = {line.appointment_id: line.after[0] for line in proposal.lines if line.appointment_id in early}
    assert 2 == len(wanted)
    for key, technician in wanted.items():
        assert heart.route(technician).visit_of(key) is not None
    assert 4 == len(heart.route("gaëtan").visits) + len(heart.route("élodie").visits)


def test_a_proposal_built_on_an_older_plan_is_refused():
    """Claire never overwrites what happened meanwhile."""
    heart = crossed()
    proposal = propose(heart)
    gone = heart.route("gaëtan").visits[0].appointment_id
    heart.do(lambda work: cancel(work, gone, heart.board, actor=CLAIRE))
    with pytest.raises(ProposalStale):
        heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))


def test_a_proposal_is_settled_once():
    """Refused is refused."""
    heart = crossed()
    proposal = propose(heart)
    heart.do(lambda work: refuse_plan(work, proposal.id))
    with pytest.raises(ProposalStale):
        heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))


def test_an_absent_technicians_promises_go_to_whoever_can_keep_them():
    """The day he is away his visits find another technician."""
    heart = crossed()
    away = Absence("a1", TechnicianId("gaëtan"), Interval(paris(0), paris(0) + timedelta(days=1)), "malade")
    heart.do(lambda work: add_absence(work, away))
    proposal = propose(heart)
    his = {visit.appointment_id for visit in heart.route("gaëtan").visits}
    moved = {line.appointment_id for line in proposal.lines}
    stranded = set(proposal.unplaced)
    assert his == (moved & his) | stranded
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    assert () == heart.route("gaëtan").visits
    assert 4 == len(heart.route("élodie").visits) + len(stranded)


def test_nothing_is_offered_on_a_route_that_an_absence_has_broken():
    """Claire mends it first, and the refusal says so."""
    heart = Heart()
    slot = next(slot for slot in heart.slots() if slot.window == between(8, 10))
    heart.book(slot)
    away = Absence("a1", TechnicianId("gaëtan"), between(8, 12), "dentiste")
    heart.do(lambda work: add_absence(work, away))
    assert not any(slot.day == MONDAY for slot in heart.slots())
    assert Target(TechnicianId("gaëtan"), between(14, 16)) not in {slot.target for slot in heart.slots()}


def test_a_minute_of_road_is_no_reason_to_send_somebody_else():
    """Élodie lives a little nearer; the one Claire and the technicians expect still comes."""
    heart = Heart(a_technician("Gaëtan"), a_technician("Élodie", start=SEYNOD, end=SEYNOD))
    between_them = Position(
        0.4 * ANNECY.lat + 0.6 * SEYNOD.lat,
        0.4 * ANNECY.lon + 0.6 * SEYNOD.lon,
    )
    slots = heart.slots(position=between_them, technician_id=TechnicianId("gaëtan"))
    heart.book(next(slot for slot in slots if slot.window == between(8, 10)), between_them)
    proposal = propose(heart)
    assert () == proposal.lines
    assert 0 == proposal.saving
