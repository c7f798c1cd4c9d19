"""Better plans: proposed by the solver, judged by the referee, accepted by Claire."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.booking import cancel
from planner.deciding import accept_plan, refuse_plan
from planner.errors import LinesInseparable, ProposalStale
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.plans import Change, Gain, Proposal
from planner.replanning import Search, drafted, propose_plan, proposed
from planner.sites import Position
from planner.slots import Target
from planner.staffing import add_absence
from planner.technicians import Absence, Technician
from planner.undo import last_undoable, undo
from solver.referee import referee
from solver.solution import Solution
from solver.stop import Iterations, Progress
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
    return propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(300)))


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


def spent(problem, plan) -> Gain:
    """What the referee counts of a plan, below zero."""
    hours = referee(problem, plan).timetables
    return Gain(
        travel=-sum(each.travel for each in hours),
        waiting=-sum(each.waiting for each in hours),
        overtime=-sum(each.overtime for each in hours),
        placed=-len(plan.unserved),
    )


@given(st.permutations(range(4)), st.integers(0, 4))
def test_what_the_groups_gain_adds_up_to_what_the_plan_gains(order, first):
    """Whatever lawful plan is proposed instead: the referee's figures before, less those after."""
    heart = crossed()
    with heart.memory.read(heart.firm.id) as work:
        draft = drafted(work, MONDAY, MONDAY)
    by_hour = sorted(order, key=lambda visit: draft.problem.visits[visit].windows[0].earliest)
    found = Solution.of(draft.problem, [by_hour[:first], by_hour[first:]])
    if not referee(draft.problem, found).feasible:
        return

    proposal = proposed(draft, found)

    gained = spent(draft.problem, found) - spent(draft.problem, draft.start)
    assert gained == proposal.gain
    assert proposal.travel_before - proposal.travel_after == proposal.gain.travel
    assert all(Gain() == line.gain for line in proposal.lines if line.change is Change.FOLLOWS)


def test_half_of_what_only_pays_as_a_whole_is_no_change_of_its_own():
    """Either exchange works alone, and would only add road: they are accepted together."""
    proposal = propose(crossed())
    assert [4] == [len(group) for group in proposal.groups]


@pytest.mark.parametrize("chosen", [(0,), (3,), (1, 2), (0, 1, 2, 3)])
def test_any_groups_can_be_accepted_without_the_others(chosen):
    """Two pairs of technicians, each with the other's visit."""
    heart = Heart(*(a_technician(name) for name in ("Gaëtan", "Karim")), *(there(name) for name in ("Élodie", "Nora")))
    for name, where in (("gaëtan", ALBERTVILLE), ("élodie", ANNECY), ("karim", UGINE), ("nora", SEYNOD)):
        slots = heart.slots(position=where, technician_id=TechnicianId(name))
        heart.book(next(slot for slot in slots if slot.window == between(10, 12)), where)
    with heart.memory.read(heart.firm.id) as work:
        draft = drafted(work, MONDAY, MONDAY)
    route_of = {shift.technician: route for shift, route in zip(draft.problem.shifts, draft.start.routes, strict=True)}
    swapped = {"gaëtan": "élodie", "élodie": "gaëtan", "karim": "nora", "nora": "karim"}
    routes = [route_of[swapped[shift.technician]] for shift in draft.problem.shifts]
    proposal = proposed(draft, Solution.of(draft.problem, routes))
    heart.do(lambda work: work.of(Proposal).put(proposal))

    assert [1, 1, 1, 1] == [len(group) for group in proposal.groups]
    assert all(group[0].gain.travel > 0 for group in proposal.groups)
    taken = {line.appointment_id: line.after[0] for number in chosen for line in proposal.groups[number]}
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE, chosen=set(taken)))
    assert all(heart.route(name).visit_of(key) is not None for key, name in taken.items())


def there(name: str) -> Technician:
    """A technician from Albertville."""
    return a_technician(name, start=ALBERTVILLE, end=ALBERTVILLE)


def test_a_promise_that_finds_somebody_is_a_gain_whatever_the_road():
    """Gaëtan is ill: keeping his promise costs road, and is what the proposal is for."""
    heart = Heart(a_technician("Gaëtan"), there("Élodie"))
    slots = heart.slots(position=SEYNOD, technician_id=TechnicianId("gaëtan"))
    heart.book(next(slot for slot in slots if slot.window == between(10, 12)), SEYNOD)
    away = Absence("a1", TechnicianId("gaëtan"), Interval(paris(0), paris(0) + timedelta(days=1)), "malade")
    heart.do(lambda work: add_absence(work, away))
    proposal = propose(heart)
    assert 1 == proposal.gain.placed
    assert proposal.gain.travel < 0


def test_asking_again_when_nothing_has_changed_returns_the_open_proposal():
    """One proposal waits, not two alike; once it is settled, the same answer is a new one."""
    heart = crossed()
    first = propose(heart)
    heart.now += timedelta(minutes=1)
    again = propose(heart)
    assert first == replace(again, made_at=first.made_at)
    assert [again] == proposals(heart)

    heart.do(lambda work: refuse_plan(work, first.id))
    assert first.id != propose(heart).id
    assert 2 == len(proposals(heart))


def test_asking_again_after_a_change_makes_another_proposal():
    """It is built on the plan as it is now."""
    heart = crossed()
    first = propose(heart)
    gone = heart.route("gaëtan").visits[0].appointment_id
    heart.do(lambda work: cancel(work, gone, heart.board, actor=CLAIRE))
    assert first.id != propose(heart).id


def proposals(heart: Heart) -> list[Proposal]:
    """All that are kept."""
    with heart.memory.read(heart.firm.id) as work:
        return work.of(Proposal).find()


def test_progress_is_handed_on_and_only_gets_better():
    """From the plan as it is down to what is proposed."""
    heart, told = crossed(), list[Progress]()
    search = Search(Iterations(300), on_progress=told.append)
    propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), search)
    costs = [progress.cost for progress in told]
    assert len(costs) > 1
    assert sorted(set(costs), reverse=True) == costs
    assert [0] * len(told) == [progress.left_out for progress in told]
