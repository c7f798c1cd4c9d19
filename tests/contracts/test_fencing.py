"""A worker that paused cannot publish an old plan: versions fence it out, on every store, twice over."""

from dataclasses import replace
from functools import partial
from unittest.mock import patch

import pytest

from planner import deciding
from planner.booking import cancel, hold
from planner.deciding import accept_plan
from planner.errors import ProposalStale, RouteChanged
from planner.identifiers import ProposalId, ServiceId, TechnicianId
from planner.plans import Change, Line, Proposal
from planner.slots import Target, Wish
from planner.staffing import save_service, save_technician
from tests.support.planner import (
    ALBERTVILLE,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SUNDAY_NIGHT,
    Heart,
    a_firm,
    a_service,
    a_technician,
    between,
)


@pytest.fixture
def heart(open_store):
    """Two technicians whose visits lie in each other's valley: a better plan exists."""
    heart = Heart()
    heart.memory = open_store(clock=lambda: SUNDAY_NIGHT)
    heart.memory.create_firm(a_firm())
    for technician in (a_technician("Gaëtan"), a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE)):
        heart.do(partial(save_technician, technician=technician))
    heart.do(lambda work: save_service(work, a_service()))
    book(heart, "gaëtan", ALBERTVILLE, 9)
    book(heart, "élodie", RUMILLY, 14)
    return heart


def book(heart, who, place, hour):
    """Promise two hours of Monday at a place, kept by this technician."""
    wish, target = Wish(ServiceId("dépannage"), place), Target(TechnicianId(who), between(hour, hour + 2))
    held = heart.do(lambda work: hold(work, wish, target, heart.board, actor=CLAIRE))
    return heart.confirm(held, place).id


def a_plan_made_before_somebody_booked(heart):
    """A worker proposed that Élodie goes where she lives, and paused; meanwhile a customer was promised a visit."""
    giving, taking = heart.route("gaëtan"), heart.route("élodie")
    (visit,) = giving.visits
    routes = replace(giving, visits=()), replace(taking, visits=(visit, *taking.visits))
    ends = (giving.technician_id, visit.start), (taking.technician_id, visit.start)
    line = Line(visit.appointment_id, Change.TECHNICIAN, *ends, "she lives there")
    old = Proposal(ProposalId("old"), SUNDAY_NIGHT, MONDAY, MONDAY, routes, (line,), 2, 1, 2, 1)
    heart.do(lambda work: work.of(Proposal).put(old))
    return old, book(heart, "gaëtan", ALBERTVILLE, 14)


def published(heart, proposal):
    """Accept a proposal."""
    heart.do(lambda work: accept_plan(work, proposal.id, heart.board, actor=CLAIRE))


def test_a_plan_is_published_while_nobody_has_booked(heart):
    """The same one, made of the present routes."""
    old, promised = a_plan_made_before_somebody_booked(heart)
    heart.do(lambda work: cancel(work, promised, heart.board, actor=CLAIRE))
    fresh = replace(old, routes=(replace(old.routes[0], version=heart.route("gaëtan").version), old.routes[1]))
    heart.do(lambda work: work.of(Proposal).put(fresh))
    published(heart, fresh)
    assert 2 == len(heart.route("élodie").visits)


def test_an_old_plan_is_stale_and_whoever_booked_meanwhile_keeps_his_visit(heart):
    """Its routes carry the versions it was made of."""
    old, promised = a_plan_made_before_somebody_booked(heart)
    with pytest.raises(ProposalStale):
        published(heart, old)
    assert heart.route("gaëtan").visit_of(promised)


def test_the_store_refuses_it_too_if_nobody_had_looked(heart):
    """The version stands in the statement that saves a route: a forgotten comparison publishes nothing."""
    old, promised = a_plan_made_before_somebody_booked(heart)
    with patch.object(deciding, "any", lambda _stale: False, create=True), pytest.raises(RouteChanged):
        published(heart, old)
    assert heart.route("gaëtan").visit_of(promised)


def test_with_the_fence_taken_away_the_booking_would_be_gone(heart):
    """The fault that the two above must find: the old plan, stamped as if it were made of the present one."""
    old, promised = a_plan_made_before_somebody_booked(heart)

    def restamped(work):
        present = work.routes.versions(MONDAY, MONDAY)
        return [replace(route, version=present[route.technician_id, route.day]) for route in old.routes]

    heart.do(lambda work: work.routes.save(restamped(work)))
    assert heart.route("gaëtan").visit_of(promised) is None
