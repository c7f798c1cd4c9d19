"""What happens to a day brings a proposal that makes the best of it: an absence, a gap, a proposal overtaken."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api import wiring
from api.nightly import plan_the_next_days
from api.reacting import looked_for
from desk.notices import open_notices
from planner.appointments import Appointment
from planner.board import Board
from planner.booking import cancel, confirm, hold, pin
from planner.identifiers import AppointmentId, CustomerId, SiteId, TechnicianId
from planner.intervals import Interval
from planner.plans import Cause, Proposal
from planner.routes import Pinned
from planner.sites import Site
from planner.slots import Target, Wish
from planner.staffing import replace_absences, save_rules, save_technician
from planner.undo import last_undoable
from tests.api.test_v1 import book
from tests.support.planner import CLAIRE, a_technician

GAETAN = TechnicianId("gaëtan")


@pytest.fixture
def do(client, house, duret) -> Any:
    """Runs commands of a firm with one visit promised."""
    book(client)
    return lambda command: house.transactions.write(duret.firm.id, command)


def visit(do: Any) -> Any:
    """Where the one visit stands."""
    routes = do(lambda work: work.routes.between(work.now.date(), work.now.date().replace(year=2027)))
    (found,) = [one for route in routes for one in route.visits]
    return found


def block(do: Any, house: Any, interval: Interval) -> None:
    """Gaëtan's calendar says that he is away, and whoever listens is told."""
    do(lambda work: replace_absences(work, GAETAN, "calendar:1", [interval]))
    wiring.worker_of(house).drain()


def test_a_visit_he_cannot_make_is_proposed_to_somebody_else(do, house):
    """Claire finds a proposal on that day, and a word that says so."""
    do(lambda work: save_technician(work, a_technician("Mylène")))
    block(do, house, visit(do).window)
    (proposal,) = do(lambda work: work.of(Proposal).find())
    assert {"mylène"} == {line.after[0] for line in proposal.lines}
    (notice,) = do(open_notices)
    assert notice.text.startswith("Gaëtan est absent le ")
    assert "1 passage à confier" in notice.text
    assert notice.day == proposal.first


def test_what_nobody_can_keep_is_said(do, house):
    """He is the only one: Claire must call the customer."""
    block(do, house, visit(do).window)
    assert ["Personne ne peut reprendre 1 rendez-vous."] == [one.text[-41:] for one in do(open_notices)]


def test_an_absence_that_breaks_nothing_bothers_nobody(do, house):
    """The day after."""
    there = visit(do).window
    later = Interval(there.start.replace(day=there.start.day + 3), there.end.replace(day=there.end.day + 3))
    block(do, house, later)
    assert ([], []) == (do(lambda work: work.of(Proposal).find()), do(open_notices))


def test_told_twice_there_is_one_proposal_and_one_word(do, house):
    """At least once means that it may come again."""
    do(lambda work: save_technician(work, a_technician("Mylène")))
    window = visit(do).window
    do(lambda work: replace_absences(work, GAETAN, "calendar:1", [window]))
    (delivery,) = (one for one in house.queue.claim(50) if one.listener == "mend_after_absence")
    for _ in range(2):
        wiring.worker_of(house).handlers[delivery.listener](delivery)
    assert (1, 1) == (len(do(lambda work: work.of(Proposal).find())), len(do(open_notices)))


def open_proposals(do: Any) -> list[Proposal]:
    """What awaits a decision, with something in it."""
    return [one for one in do(lambda work: work.of(Proposal).find(accepted_at=None, refused_at=None)) if one.groups]


def changed(do: Any, **rules: Any) -> None:
    """Change the firm's rules."""
    do(lambda work: save_rules(work, replace(work.firm.rules, **rules)))


def a_gap(do: Any) -> AppointmentId:
    """Mylène, who lives next to the customer, becomes free: her own visit of that morning is called off.

    Returns Gaëtan's visit, which she could make with much less road.
    """
    his = visit(do)
    home = his.position
    do(lambda work: save_technician(work, a_technician("Mylène", start=home, end=home)))
    hers = Target(TechnicianId("mylène"), his.window)
    service = do(lambda work: work.of(Appointment).get(his.appointment_id)).service_id
    held = do(lambda work: hold(work, Wish(service, home, by_firm=True), hers, Board(), actor=CLAIRE))
    site = Site(SiteId("hers"), CustomerId("voisine"), home, "house")
    do(lambda work: work.of(Site).put(site))
    do(lambda work: confirm(work, held.id, site, Board(), actor=CLAIRE))
    do(lambda work: cancel(work, held.id, Board(), actor=CLAIRE))
    key: AppointmentId = his.appointment_id
    return key


def test_a_gap_that_somebody_leaves_is_proposed_to_whoever_saves_most_by_it(client, do, house):
    """Once, however many events came of it."""
    key = a_gap(do)
    wiring.worker_of(house).drain()
    (proposal,) = open_proposals(do)
    assert Cause.DISTURBED is proposal.cause
    assert {(key, "mylène")} == {(line.appointment_id, line.after[0]) for group in proposal.groups for line in group}


def test_of_events_that_come_together_only_the_last_has_a_plan_looked_for(client, do, house, monkeypatch):
    """Ten cancellations in a row are one search."""
    searched = []
    monkeypatch.setattr("api.reacting.looked_for", lambda *asked: searched.append(asked[2]))
    his = visit(do)
    for number in range(3):
        other = book(client, number=number + 1, word=f"w{number}")
        do(lambda work, key=other["appointment"]: cancel(work, key, Board(), actor=CLAIRE))
        house.clock.now += timedelta(seconds=1)
    wiring.worker_of(house).drain()
    assert 1 == searched.count(his.window.start.date())


def test_where_the_firm_wants_it_a_better_plan_accepts_itself(client, do, house):
    """History says that nobody did; Claire can take it back."""
    changed(do, accepts_itself=timedelta(hours=2))
    key = a_gap(do)
    wiring.worker_of(house).drain()
    assert "mylène" == do(lambda work: work.routes.holding(key)).technician_id
    entry = do(last_undoable)
    assert ("accept_plan", "system") == (entry.verb, entry.actor.role)


def test_what_comes_too_soon_waits_for_a_decision(client, do, house):
    """A firm that lets plans accept themselves from a month ahead on decides on the days before."""
    changed(do, accepts_itself=timedelta(days=30))
    key = a_gap(do)
    wiring.worker_of(house).drain()
    assert "gaëtan" == do(lambda work: work.routes.holding(key)).technician_id
    assert 1 == len(open_proposals(do))


def test_a_proposal_that_the_plan_has_overtaken_is_made_anew(client, do, house):
    """Its route was changed by a pin; what is proposed now knows of it."""
    key = a_gap(do)
    wiring.worker_of(house).drain()
    (before,) = open_proposals(do)
    house.clock.now += timedelta(seconds=1)
    do(lambda work: pin(work, key, Pinned.TECHNICIAN, actor=CLAIRE))
    wiring.worker_of(house).drain()
    assert before.id not in {one.id for one in open_proposals(do)}


def test_the_next_days_are_planned_at_night_and_once(client, do, house, monkeypatch):
    """At three in the morning; at noon nobody asks for it. A saving too small for a change unasked is none."""
    a_gap(do)
    searched = []

    def look(*asked: Any) -> Proposal:
        searched.append(asked[2])
        return looked_for(*asked)

    monkeypatch.setattr("api.nightly.looked_for", look)
    plan_the_next_days(house)
    assert [] == searched
    for night in range(2):
        house.clock.now = house.clock.now.replace(hour=2) + timedelta(days=night)
        for _ in range(2):
            plan_the_next_days(house)
    assert [visit(do).window.start.date()] * 2 == searched
    assert [] == open_proposals(do)
