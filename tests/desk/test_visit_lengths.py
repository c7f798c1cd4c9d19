"""What visits took is noted from what technicians reported, and taught of each service as far as it goes."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from desk.customers import Customer, CustomerKind
from desk.identifiers import PastAppointmentId
from desk.length_lessons import learn_lengths
from desk.past import PastAppointment
from desk.store import KINDS
from desk.visit_lengths import VisitLength, keep_learned, learned_lengths, new_lengths
from planner.appointments import State
from planner.booking import progress
from planner.identifiers import AppointmentId, CustomerId
from planner.memory import Memory
from planner.ports import Actor
from planner.services import Service
from planner.staffing import save_service
from tests.support.lengths import YEAR_BEFORE, past_visits
from tests.support.planner import SUNDAY_NIGHT, Heart, a_firm, a_service, a_technician, paris

HOUR = timedelta(hours=1)


@pytest.fixture
def heart() -> Heart:
    """A firm of one technician whose desk keeps records too."""
    heart = Heart()
    heart.memory = Memory(kinds=KINDS, clock=lambda: heart.now)
    heart.memory.create_firm(a_firm())
    heart.do(lambda work: work.of(type(a_technician())).put(a_technician()))
    heart.do(lambda work: work.of(Service).put(a_service()))
    heart.now = SUNDAY_NIGHT
    return heart


def learned(heart: Heart, visits=()):
    """What these visits of before teach."""
    heart.do(lambda work: work.of(PastAppointment).put_all(visits))
    return heart.do(learn_lengths)


def done(heart: Heart, minutes: int) -> AppointmentId:
    """A visit reported to take so long, of a customer who is a business."""
    heart.now = SUNDAY_NIGHT
    booked = heart.book(heart.slots()[0])
    business = Customer(CustomerId("durand"), "Durand SA", SUNDAY_NIGHT, CustomerKind.BUSINESS)
    heart.do(lambda work: work.of(Customer).put(business))
    heart.now = paris(9)
    for state, later in ((State.IN_PROGRESS, 0), (State.DONE, minutes)):
        heart.now = paris(9) + timedelta(minutes=later)
        heart.do(partial(progress, appointment_id=booked.id, state=state, actor=Actor("technician", "gaëtan")))
    return booked.id


def test_what_was_reported_is_noted_once(heart):
    """Who, for what, for whom, how long."""
    key = done(heart, 75)
    (noted,) = heart.do(new_lengths)
    expected = VisitLength(key, paris(9).date(), "dépannage", "gaëtan", "business", timedelta(minutes=75))
    assert expected == noted
    heart.do(lambda work: keep_learned(work, [noted], learn_lengths(work, [noted])))
    assert [] == heart.do(new_lengths)
    assert 1 == heart.do(learned_lengths).visits


@pytest.mark.parametrize("minutes", [1, 4, 13 * 60])
def test_what_nobody_believes_teaches_nothing(heart, minutes):
    """Begun and ended in one tap in the evening, or ended the next day; and it is not looked at again."""
    done(heart, minutes)
    (noted,) = new = heart.do(new_lengths)
    assert None is noted.length
    assert 0 == heart.do(lambda work: learn_lengths(work, new)).visits


def test_nothing_teaches_nothing(heart):
    """A firm of tonight."""
    found = learned(heart)
    assert (0, False, ()) == (found.visits, found.trusted, found.services)


def test_a_handful_is_told_of_and_not_trusted(heart):
    """Twenty visits say about how long, and not whether that is better than what is planned."""
    found = learned(heart, past_visits(20, minutes=90))
    (service,) = found.services
    assert (20, None, False) == (service.visits, service.suggested, found.trusted)


def test_visits_that_take_longer_than_planned_suggest_another_length(heart):
    """Planned for an hour, half of them over after ninety minutes: the mean is a little more, in steps of five."""
    found = learned(heart, past_visits(600, minutes=90))
    service = found.of("dépannage")
    assert found.trusted
    assert (HOUR, 600, 300) == (service.planned, service.visits, service.checked)
    assert timedelta(minutes=90) <= service.suggested <= timedelta(minutes=100)
    assert timedelta(0) == service.suggested % timedelta(minutes=5)
    assert service.low < service.median < service.mean < service.high
    assert 0.7 < service.within < 0.9


def test_a_length_as_good_as_what_is_learned_stays(heart):
    """Nothing is suggested where the mean is what is planned."""
    assert None is learned(heart, past_visits(600, minutes=57.4)).of("dépannage").suggested


def test_a_length_that_was_accepted_is_not_suggested_again(heart):
    """The same visits against the new plan."""
    suggested = learned(heart, past_visits(600, minutes=90)).of("dépannage").suggested
    heart.do(lambda work: save_service(work, replace(a_service(), duration=suggested)))
    again = learned(heart).of("dépannage")
    assert (suggested, None) == (again.planned, again.suggested)


def test_where_no_kind_of_site_is_known_visits_teach_all_the_same(heart):
    """All sites missing, one technician: a kind seen later is expected like the others."""
    lengths = [
        VisitLength(
            AppointmentId(f"v{number:03}"), one.day, "dépannage", "gaëtan", "", (one.actual_minutes or 0) * HOUR / 60
        )
        for number, one in enumerate(past_visits(300, minutes=90))
    ]
    found = heart.do(lambda work: learn_lengths(work, lengths))
    assert 300 == found.visits
    assert 85 < found.of("dépannage").median / timedelta(minutes=1) < 95


def test_a_service_that_is_no_more_teaches_nothing(heart):
    """Nor does a visit that was cancelled, or whose length nobody wrote down."""
    gone = past_visits(30, code="autrefois")
    silent = [replace(one, actual_minutes=None) for one in past_visits(30)]
    cancelled = [
        replace(one, id=PastAppointmentId(f"c{one.id}"), state=State.CANCELLED_BY_FIRM) for one in past_visits(30)
    ]
    assert 0 == learned(heart, [*gone, *silent, *cancelled]).visits


def test_the_same_visits_teach_the_same(heart):
    """Byte for byte, whenever."""
    first = learned(heart, past_visits(100))
    heart.now = paris(12)
    assert first.model == heart.do(learn_lengths).model
    assert YEAR_BEFORE < first.learned_on
