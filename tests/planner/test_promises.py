"""The judge of the saved plan sees each kind of broken promise: one that sees nothing would prove nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.appointments import Appointment
from planner.promises import broken_promises
from planner.staffing import add_absence
from planner.technicians import Absence
from tests.support.planner import ALBERTVILLE, MONDAY, Heart, between, paris


def booked(heart, start, end):
    """An appointment in one window of Monday."""
    return heart.book(next(slot for slot in heart.slots() if slot.window == between(start, end)))


def found(heart):
    """What is broken on Monday."""
    with heart.memory.read(heart.firm.id) as work:
        return broken_promises(work, MONDAY, MONDAY)


def spoil(heart, visit, **changes):
    """Save a route on which one visit was tampered with."""
    route = heart.route()
    visits = tuple(replace(one, **changes) if one == visit else one for one in route.visits)
    heart.do(lambda work: work.routes.save([replace(route, visits=visits)]))


def test_a_plan_that_keeps_its_promises_has_nothing_to_say():
    """Two bookings, one road, nothing broken."""
    heart = Heart()
    booked(heart, 8, 10)
    booked(heart, 10, 12)
    assert [] == found(heart)


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"start": paris(7, 30)}, "outside its window"),
        ({"position": ALBERTVILLE}, "before he can come"),
        ({"window": between(7, 11)}, "another window than its route keeps"),
    ],
)
def test_a_visit_that_was_tampered_with_is_seen(changes, said):
    """Too late, too far, promised otherwise."""
    heart = Heart()
    booked(heart, 8, 10)
    booked(heart, 10, 12)
    spoil(heart, heart.route().visits[0], **changes)
    assert any(said in sentence for sentence in found(heart))


def test_an_appointment_without_a_visit_and_a_visit_without_a_technician_are_seen():
    """A promise that no route keeps, and a route that nobody drives."""
    heart = Heart()
    kept, dropped = booked(heart, 8, 10), booked(heart, 10, 12)
    route = heart.route()
    heart.do(lambda work: work.routes.save([route.without([dropped.id])]))
    assert [f"{dropped.id} is promised and stands on 0 routes"] == found(heart)
    away = Absence("away", route.technician_id, between(0, 23))
    heart.do(lambda work: add_absence(work, away))
    assert f"gaëtan {MONDAY}: does not work, and has 1 visits" in found(heart)
    assert kept.id not in {sentence.split()[0] for sentence in found(heart)}


def test_a_promise_of_another_day_is_not_asked_for():
    """Only the days named are judged."""
    heart = Heart()
    later = heart.appointment(booked(heart, 8, 10).id)
    tomorrow = replace(later, window=between(8, 10, MONDAY + timedelta(days=1)))
    route = heart.route()
    heart.do(lambda work: work.of(Appointment).put(tomorrow))
    heart.do(lambda work: work.routes.save([replace(route, visits=())]))
    assert [] == found(heart)
