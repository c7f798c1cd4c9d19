"""A proposal is taken route by route as things stand, and what was refused does not come back that day."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from planner.booking import cancel
from planner.deciding import accept_plan, forget_undecided, refuse_plan, still_good, unasked
from planner.errors import ProposalStale
from planner.events import BetterPlanWanted
from planner.identifiers import AppointmentId, ProposalId, TechnicianId
from planner.plans import Cause, Proposal, Refusal
from planner.replanning import Search, propose_plan
from planner.rules import FirmRules
from planner.sites import Position
from solver.stop import Iterations, Seconds
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    SEYNOD,
    Heart,
    a_firm,
    a_technician,
    between,
    paris,
)

UGINE = Position(45.7515, 6.4186)
CHAMBERY = Position(45.5646, 5.9178)
GENEVA_ROAD = Position(46.1, 6.1)


def two_exchanges(**rules) -> Heart:
    """Four technicians of four valleys, each sent to another's at ten."""
    people = {"a": ANNECY, "b": ALBERTVILLE, "c": CHAMBERY, "d": GENEVA_ROAD}
    heart = Heart(
        *(a_technician(name, start=home, end=home) for name, home in people.items()),
        firm=a_firm(rules=FirmRules(**rules)) if rules else None,
    )
    for name, where in (("a", ALBERTVILLE), ("b", ANNECY), ("c", GENEVA_ROAD), ("d", CHAMBERY)):
        slots = heart.slots(position=where, technician_id=TechnicianId(name))
        heart.book(next(slot for slot in slots if slot.window == between(10, 12)), where)
    return heart


def propose(heart: Heart, proof: Seconds | None = None, cause: Cause = Cause.ASKED) -> Proposal:
    """Ask for a better Monday."""
    search = Search(Iterations(300), proof=proof, cause=cause)
    return propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), search)


def subjects(proposal: Proposal) -> list[set[AppointmentId]]:
    """The appointments of each group."""
    return [{line.appointment_id for line in group} for group in proposal.groups]


def test_a_refused_line_does_not_come_back_that_day():
    """What does not need it still does; tomorrow it may be proposed again."""
    heart = two_exchanges()
    proposal = propose(heart)
    refused, *others = subjects(proposal)
    heart.do(lambda work: refuse_plan(work, proposal.id, reason="Le client y tient", chosen=refused))
    assert others == subjects(heart.do(lambda work: work.of(Proposal).get(proposal.id)))
    again = {line.appointment_id: line.after[0] for line in propose(heart).lines}
    was = {line.appointment_id: line.after[0] for line in proposal.lines}
    assert all(again.get(key) != was[key] for key in refused)
    assert set().union(*others) <= again.keys()
    heart.now += timedelta(hours=5)
    tomorrow = {line.appointment_id: line.after[0] for line in propose(heart).lines}
    assert was == tomorrow


def test_refusing_the_last_line_settles_the_proposal():
    """There is nothing left to decide, and nothing left to be refused."""
    heart = two_exchanges()
    proposal = propose(heart)
    for group in subjects(proposal):
        heart.do(partial(refuse_plan, proposal_id=proposal.id, chosen=group))
    assert not heart.do(lambda work: work.of(Proposal).get(proposal.id)).open
    with pytest.raises(ProposalStale):
        heart.do(lambda work: refuse_plan(work, proposal.id))


def test_an_hour_that_was_refused_stays_as_it_is():
    """Nor does the visit go to anybody else that day: its place is what people wanted to keep."""
    heart = two_exchanges()
    line = propose(heart).groups[0][0]
    refusal = Refusal("r", MONDAY - timedelta(days=1), line.appointment_id, None, heart.now)
    heart.do(lambda work: work.of(Refusal).put(refusal))
    assert line.appointment_id not in {one.appointment_id for one in propose(heart).lines}


def test_what_others_changed_meanwhile_does_not_spoil_the_rest():
    """One group is overtaken; another is still good, is accepted alone, and the rest is looked for anew."""
    heart = two_exchanges()
    proposal = propose(heart)
    gone, *_ = proposal.groups
    heart.do(lambda work: cancel(work, gone[0].appointment_id, heart.board, actor=CLAIRE))
    good = heart.do(lambda work: still_good(work, proposal))
    assert gone not in good
    assert good
    with pytest.raises(ProposalStale):
        heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    chosen = {line.appointment_id for group in good for line in group}
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE, chosen=chosen))
    for line in (line for group in good for line in group):
        assert heart.route(line.after[0]).visit_of(line.appointment_id)
    assert BetterPlanWanted(MONDAY) in heart.told


def test_a_proposal_accepted_whole_leaves_nothing_to_look_for():
    """No event asks for more."""
    heart = two_exchanges()
    proposal = propose(heart)
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    assert BetterPlanWanted(MONDAY) not in heart.told


def test_what_was_set_aside_is_not_accepted_with_the_rest():
    """All that is left is not all there was."""
    heart = two_exchanges()
    proposal = propose(heart)
    *others, refused = proposal.groups
    heart.do(lambda work: refuse_plan(work, proposal.id, chosen=[refused[0].appointment_id]))
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))
    assert heart.route(refused[0].before[0]).visit_of(refused[0].appointment_id)
    for line in (line for group in others for line in group):
        assert heart.route(line.after[0]).visit_of(line.appointment_id)


def test_a_visit_about_to_begin_stays_whatever_a_plan_would_gain():
    """Within the firm's freeze nobody is sent elsewhere."""
    heart = two_exchanges(freeze=timedelta(hours=3))
    heart.now = paris(7, 30)
    assert [] == subjects(propose(heart))
    heart = two_exchanges(freeze=timedelta(hours=2))
    heart.now = paris(7, 30)
    assert subjects(propose(heart))


def test_how_far_a_proposal_is_from_the_best_possible_is_proven():
    """Four visits: nothing does better, changes priced too."""
    assert 0 == propose(two_exchanges(), Seconds(5)).gap
    assert propose(two_exchanges()).gap is None


def test_somebody_else_may_still_go_where_one_was_refused():
    """The customer of Seynod does not want B; C is welcome."""
    heart = Heart(
        a_technician("a"), a_technician("b", start=SEYNOD, end=SEYNOD), a_technician("c", start=UGINE, end=UGINE)
    )
    slots = heart.slots(position=UGINE, technician_id=TechnicianId("a"))
    booked = heart.book(next(slot for slot in slots if slot.window == between(10, 12)), UGINE)
    proposal = propose(heart)
    assert {"c"} == {line.after[0] for line in proposal.lines}
    heart.do(lambda work: refuse_plan(work, proposal.id))
    assert "c" not in {line.after[0] for line in propose(heart).lines}
    assert heart.appointment(booked.id).movable


def test_a_plan_nobody_asked_for_is_told_of_until_it_is_settled_overtaken_or_past():
    """One that was asked for is on the screen of whoever asked."""
    heart = two_exchanges()
    propose(heart)
    assert [] == heart.do(unasked)
    overtaken = propose(heart, cause=Cause.DISTURBED)
    assert [overtaken.id] == [one.id for one in heart.do(unasked)]
    heart.do(lambda work: refuse_plan(work, overtaken.id))
    assert [] == heart.do(unasked)
    heart.now += timedelta(hours=5)
    assert [propose(heart, cause=Cause.DISTURBED).id] == [one.id for one in heart.do(unasked)]
    heart.now += timedelta(days=7)
    assert [] == heart.do(unasked)


def test_only_plans_of_the_coming_days_are_read_to_tell_of_those_nobody_asked_for():
    """However many were never decided: each office page asks."""
    heart = two_exchanges()
    made = propose(heart, cause=Cause.DISTURBED)
    past, far = (replace(made, id=ProposalId(str(span)), first=day, last=day) for span, day in OTHERS.items())
    heart.do(lambda work: work.of(Proposal).put_all([past, far]))
    read: list[Proposal] = []
    noting: Any = Reading
    told = heart.do(lambda work: unasked(noting(work, read)))
    assert [made] == told == read


OTHERS = {span: MONDAY + timedelta(days=span) for span in (-7, 70)}


class Reading:
    """A transaction that notes which entities are read."""

    def __init__(self, work: Any, read: list[Any]) -> None:
        self._work, self._read = work, read

    def __getattr__(self, name: str) -> object:
        """Whatever the transaction has."""
        return getattr(self._work, name)

    def of(self, kind: type) -> "Reading":
        """The entities of one kind."""
        return Reading(self._work.of(kind), self._read)

    def find(self, **equals: object) -> list[Any]:
        """What is found, noted."""
        found: list[Any] = self._work.find(**equals)
        self._read.extend(found)
        return found


def test_what_nobody_decided_is_forgotten_once_its_days_are_past():
    """What was decided stays: history leads to it. Today's may still be."""
    heart = two_exchanges()
    made = propose(heart, cause=Cause.NIGHT)
    past = replace(made, id=ProposalId("past"), first=MONDAY - timedelta(days=2), last=MONDAY - timedelta(days=2))
    refused = replace(past, id=ProposalId("refused"), refused_at=heart.now)
    heart.do(lambda work: work.of(Proposal).put_all([past, refused]))
    assert 1 == heart.do(forget_undecided)
    assert {made.id, "refused"} == {one.id for one in heart.do(lambda work: work.of(Proposal).find())}
