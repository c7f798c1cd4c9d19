"""A pin corrects where a site is, and the roads that lead there."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from planner.appointments import Appointment, State
from planner.booking import cancel, move, progress
from planner.errors import NotFound
from planner.events import RouteSaved
from planner.identifiers import SiteId, TechnicianId
from planner.locating import Located, locate
from planner.promises import broken_promises
from planner.sites import Position, Site
from planner.slots import Target
from planner.technicians import Absence
from planner.undo import last_undoable, undo
from tests.support.planner import ALBERTVILLE, CLAIRE, MONDAY, RUMILLY, SEYNOD, Heart, a_technician, between, paris

LOVAGNY = Position(45.9070, 6.0340)


@pytest.fixture
def heart():
    """One technician with nothing to do yet."""
    return Heart()


def booked(heart, window, position=SEYNOD):
    """Book a repair in a window."""
    return heart.book(next(one for one in heart.slots(position=position) if one.window == window), position)


def pin(heart, appointment, position):
    """Point at where the appointment's site really is."""
    return heart.do(lambda work: locate(work, appointment.site_id, position, heart.board, actor=CLAIRE))


def site_of(heart, appointment):
    """Read an appointment's site."""
    with heart.memory.read(heart.firm.id) as work:
        return work.of(Site).get(appointment.site_id)


def starts(heart, **route):
    """Read when each visit of a route starts."""
    return {visit.appointment_id: visit.start for visit in heart.route(**route).visits}


def broken(heart):
    """Read what the referee says of the day."""
    with heart.memory.read(heart.firm.id) as work:
        return broken_promises(work, MONDAY, MONDAY)


def two_in_driving_order(heart, window):
    """Book two repairs in one window; the one visited first comes first."""
    both = {one.id: one for one in (booked(heart, window), booked(heart, window))}
    return [both[key] for key in starts(heart)]


def history(heart, appointment):
    """Read the verbs that touched an appointment."""
    with heart.memory.read(heart.firm.id) as work:
        return [entry.verb for entry in work.history.of(appointment.id)]


def test_the_site_and_its_visit_are_where_the_pin_is_and_the_road_is_timed_again(heart):
    """He rings later because the road is longer, and still keeps what was promised."""
    one = booked(heart, between(8, 10))
    before = heart.route()
    answer = pin(heart, one, RUMILLY)
    site = site_of(heart, one)
    assert (RUMILLY, "pin", "Seynod") == (site.position, site.precision, site.city)
    assert Located(site) == answer
    (visit,) = heart.route().visits
    assert (RUMILLY, one.window) == (visit.position, visit.window)
    assert before.visits[0].start < visit.start
    assert before.version + 1 == heart.route().version
    assert [] == broken(heart)


def test_it_is_one_line_of_history_and_every_calendar_hears_of_it(heart):
    """The customer is told nothing: his promise is the same."""
    one = booked(heart, between(8, 10))
    heart.told.clear()
    pin(heart, one, RUMILLY)
    assert ["hold", "confirm", "locate"] == history(heart, one)
    assert [RouteSaved(TechnicianId("gaëtan"), MONDAY, heart.route().version)] == heart.told


def test_every_visit_to_come_at_the_site_is_corrected_and_no_other():
    """Two appointments of one customer on two technicians' routes; the neighbour's stays where it is."""
    heart = Heart(a_technician(), a_technician("Nadia"))
    one, other = booked(heart, between(8, 10)), booked(heart, between(10, 12))
    neighbour = booked(heart, between(10, 12), LOVAGNY)
    heart.do(lambda work: work.of(Appointment).put(replace(other, site_id=one.site_id)))
    here = next(name for name in ("gaëtan", "nadia") if one.id in starts(heart, technician=name))
    elsewhere = Target(TechnicianId({"gaëtan": "nadia", "nadia": "gaëtan"}[here]), other.window)
    heart.do(lambda work: move(work, other.id, elsewhere, heart.board, actor=CLAIRE))
    pin(heart, one, RUMILLY)
    visits = [visit for name in ("gaëtan", "nadia") for visit in heart.route(name).visits]
    places = {visit.appointment_id: visit.position for visit in visits}
    assert {one.id: RUMILLY, other.id: RUMILLY, neighbour.id: LOVAGNY} == places


def test_a_pin_too_far_away_is_kept_and_says_who_is_at_risk(heart):
    """The starts stay as they were told: whom to call is Claire's decision."""
    first, second = two_in_driving_order(heart, between(8, 10))
    before = starts(heart)
    answer = pin(heart, first, ALBERTVILLE)
    assert (second.id,) == answer.at_risk
    assert ALBERTVILLE == site_of(heart, first).position
    assert before == starts(heart)
    assert broken(heart)


def test_a_correction_of_the_correction_mends_the_route(heart):
    """Nobody is at risk any more, and the starts are what they were."""
    first, _ = two_in_driving_order(heart, between(8, 10))
    before = starts(heart)
    pin(heart, first, ALBERTVILLE)
    assert () == pin(heart, first, SEYNOD).at_risk
    assert before == starts(heart)
    assert [] == broken(heart)


def test_on_a_day_its_technician_is_away_every_promise_is_at_risk(heart):
    """The route has no hours to be timed in."""
    one = booked(heart, between(8, 10))
    away = Absence("a1", TechnicianId("gaëtan"), between(0, 23))
    heart.do(lambda work: (work.of(Absence).put(away), work.save_firm(work.firm)))
    assert (one.id,) == pin(heart, one, LOVAGNY).at_risk
    assert LOVAGNY == heart.route().visits[0].position


def test_whom_he_has_already_seen_is_not_at_risk(heart):
    """What is done is done, wherever it was."""
    first, second = two_in_driving_order(heart, between(8, 10))
    for state in (State.ON_THE_WAY, State.IN_PROGRESS):
        heart.do(partial(progress, appointment_id=first.id, state=state, actor=CLAIRE))
    assert (second.id,) == pin(heart, first, ALBERTVILLE).at_risk
    assert first.id not in pin(heart, second, ALBERTVILLE).at_risk


def test_whoever_has_set_out_for_it_arrives_when_the_road_allows(heart):
    """The visit stays locked, at the hour he can really be there."""
    one = booked(heart, between(8, 10))
    heart.do(lambda work: progress(work, one.id, State.ON_THE_WAY, actor=CLAIRE))
    before = starts(heart)
    assert () == pin(heart, one, LOVAGNY).at_risk
    (visit,) = heart.route().visits
    assert (LOVAGNY, True) == (visit.position, visit.locked)
    assert before[one.id] < visit.start
    assert [] == broken(heart)


def test_pointing_twice_at_the_same_place_changes_nothing(heart):
    """Neither a version nor a line of history."""
    one = booked(heart, between(8, 10))
    pin(heart, one, LOVAGNY)
    version = heart.route().version
    assert Located(site_of(heart, one)) == pin(heart, one, LOVAGNY)
    assert version == heart.route().version
    assert 1 == history(heart, one).count("locate")


def test_what_is_past_or_cancelled_stays_as_it_was(heart):
    """Only the site is corrected, for the next time."""
    past, cancelled = booked(heart, between(8, 10)), booked(heart, between(10, 12))
    heart.do(lambda work: cancel(work, cancelled.id, heart.board, actor=CLAIRE))
    heart.now = paris(9, day=MONDAY + timedelta(days=1))
    before = heart.route()
    for one in (past, cancelled):
        assert () == pin(heart, one, LOVAGNY).at_risk
        assert LOVAGNY == site_of(heart, one).position
    assert before == heart.route()


def test_undoing_an_older_move_keeps_the_pin(heart):
    """A pin is knowledge, not a step of the plan: undo passes it over."""
    one = booked(heart, between(8, 10))
    target = Target(TechnicianId("gaëtan"), between(13, 15))
    heart.do(lambda work: move(work, one.id, target, heart.board, actor=CLAIRE))
    pin(heart, one, LOVAGNY)
    with heart.memory.read(heart.firm.id) as work:
        entry = last_undoable(work)
    assert entry is not None
    heart.do(lambda work: undo(work, entry.number, heart.board, CLAIRE))
    (visit,) = heart.route().visits
    assert (LOVAGNY, between(8, 10)) == (visit.position, visit.window)


def test_a_site_of_nobody_cannot_be_corrected(heart):
    """It does not exist."""
    with pytest.raises(NotFound):
        heart.do(lambda work: locate(work, SiteId("nowhere"), LOVAGNY, heart.board, actor=CLAIRE))
