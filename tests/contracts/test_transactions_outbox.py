"""What happened is told to each listener at least once and in order, whatever fails."""

from datetime import timedelta

import pytest

from planner.events import (
    AppointmentConfirmed,
    AppointmentMoved,
    PlaceFreed,
    PlanAccepted,
    RouteSaved,
    TechnicianAbsent,
)
from planner.identifiers import AppointmentId, FirmId, PlaceId, ProposalId, TechnicianId
from planner.records import ATTEMPTS, LEASE
from tests.support.planner import MONDAY, SUNDAY_NIGHT, a_firm, paris

DURET, OTHER = FirmId("duret"), FirmId("other")
MINUTE = timedelta(minutes=1)


def confirmed(key="a"):
    """An appointment was confirmed."""
    return AppointmentConfirmed(AppointmentId(key))


def moved(key="a"):
    """An appointment was moved."""
    return AppointmentMoved(AppointmentId(key), paris(9))


class Clock:
    """Shows what a test says."""

    def __init__(self):
        self.now = SUNDAY_NIGHT

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    """A clock that stands still until a test moves it."""
    return Clock()


@pytest.fixture
def store(open_store, clock):
    """A store with two listeners: one for routes, and one for everything."""

    def listeners(event):
        return ["mirror", "messages"] if event is RouteSaved else ["messages"]

    store = open_store(clock=clock, listeners=listeners)
    store.create_firm(a_firm())
    return store


def publish(store, *events, firm=DURET):
    """Publish events in one command."""
    store.write(firm, lambda work: work.publish(*events))


def claimed(store, limit=10):
    """Claim and return the events, with who is to be told."""
    return [(delivery.listener, delivery.event) for delivery in store.queue.claim(limit)]


def test_each_listener_gets_each_event_as_it_was(store):
    """With who, when and how often; numbers rise."""
    saved = RouteSaved(TechnicianId("gaetan"), MONDAY, 3)
    absent = TechnicianAbsent(TechnicianId("lea"), paris(9), paris(12))
    publish(store, saved, absent)
    deliveries = store.queue.claim(10)
    assert [("mirror", saved), ("messages", saved), ("messages", absent)] == [(d.listener, d.event) for d in deliveries]
    assert {(DURET, SUNDAY_NIGHT, 1)} == {(d.firm_id, d.happened_at, d.attempts) for d in deliveries}
    assert sorted({delivery.number for delivery in deliveries}) == [delivery.number for delivery in deliveries]


def test_an_event_nobody_listens_to_is_not_kept(open_store):
    """The outbox does not grow for nothing."""
    store = open_store()
    store.create_firm(a_firm())
    publish(store, confirmed())
    assert [] == store.queue.claim(10)


def test_what_is_claimed_is_hidden_until_its_lease_ends(store, clock):
    """A worker that dies gives its deliveries back by doing nothing."""
    publish(store, confirmed())
    first = store.queue.claim(10)
    assert [] == store.queue.claim(10)
    clock.now += LEASE
    again = store.queue.claim(10)
    assert [(delivery.number, 2) for delivery in first] == [(delivery.number, delivery.attempts) for delivery in again]


def test_what_is_settled_is_gone_and_its_number_never_comes_back(store, clock):
    """Settling twice is no error: two workers may have told it."""
    publish(store, confirmed())
    delivery = store.queue.claim(10)[0]
    store.queue.settle(delivery)
    store.queue.settle(delivery)
    clock.now += LEASE
    assert [] == store.queue.claim(10)
    publish(store, confirmed())
    assert delivery.number < store.queue.claim(10)[0].number


def test_a_later_delivery_never_overtakes_an_earlier_one_about_the_same(store, clock):
    """Neither while the earlier one is being told, nor while it waits to be tried again; other subjects go on."""
    publish(store, confirmed("a"), moved("a"), confirmed("b"))
    publish(store, PlanAccepted(ProposalId("p")))
    first, *rest = store.queue.claim(10)
    assert [confirmed("a"), confirmed("b"), PlanAccepted(ProposalId("p"))] == [d.event for d in (first, *rest)]
    store.queue.retry(first, clock.now + MINUTE, "no network")
    assert [] == claimed(store)
    clock.now += MINUTE
    assert [("messages", confirmed("a"))] == claimed(store)
    store.queue.settle(first)
    assert [("messages", moved("a"))] == claimed(store)


def test_listeners_and_firms_do_not_wait_for_each_other(store):
    """Each has its own order."""
    store.create_firm(a_firm(id=OTHER, slug="other"))
    first, second = (RouteSaved(TechnicianId("gaetan"), MONDAY, version) for version in (1, 2))
    publish(store, first, second)
    publish(store, first, firm=OTHER)
    mirror = next(delivery for delivery in store.queue.claim(10) if delivery.listener == "mirror")
    store.queue.settle(mirror)
    assert [("mirror", second)] == claimed(store)


def test_no_more_is_claimed_than_asked_for_oldest_first(store):
    """Several workers share the work."""
    publish(store, *(confirmed(key) for key in "abc"))
    assert [[confirmed("a"), confirmed("b")], [confirmed("c")], []] == [
        [event for _, event in claimed(store, limit=2)] for _ in range(3)
    ]


def test_a_delivery_is_given_up_after_the_last_attempt_and_blocks_nobody(store, clock):
    """It stays readable with its last error; what comes after it is told."""
    publish(store, confirmed(), moved())
    for attempt in range(1, ATTEMPTS + 1):
        assert [] == store.queue.dead(10)
        (delivery,) = store.queue.claim(10)
        assert (attempt, confirmed()) == (delivery.attempts, delivery.event)
        clock.now += MINUTE
        store.queue.retry(delivery, clock.now, f"error {attempt}")
    assert [(delivery, f"error {ATTEMPTS}")] == store.queue.dead(10)
    assert [("messages", moved())] == claimed(store)


def test_what_was_given_up_can_be_told_again_from_the_start(store, clock):
    """Once the reason is mended; nothing else is touched, and its order is its own again."""
    publish(store, confirmed(), moved(), confirmed("b"))
    for _ in range(ATTEMPTS):
        store.queue.claim(1)
        clock.now += LEASE
    ((given_up, _),) = store.queue.dead(10)
    (waiting,) = {one.number for one in store.queue.claim(10)} - {given_up.number + 1}
    assert 0 == store.queue.revive([waiting, given_up.number + 99])
    clock.now += LEASE
    assert 1 == store.queue.revive([given_up.number])
    assert ([], 1) == (store.queue.dead(10), store.queue.claim(1)[0].attempts)
    assert [("messages", confirmed("b"))] == claimed(store)


def test_the_lag_is_how_long_the_delivery_due_longest_has_waited(store, clock):
    """Neither what is being told, nor what may not be told yet, nor what was given up counts."""
    assert 0 * MINUTE == store.queue.lag()
    publish(store, confirmed())
    clock.now += MINUTE
    publish(store, confirmed("b"))
    assert MINUTE == store.queue.lag()
    first, *_ = store.queue.claim(10)
    assert 0 * MINUTE == store.queue.lag()
    store.queue.retry(first, clock.now + 3 * MINUTE, "no network")
    clock.now += LEASE + 2 * MINUTE
    assert 2 * MINUTE == store.queue.lag()
    for _ in range(ATTEMPTS):
        store.queue.claim(10)
        clock.now += LEASE
    assert 0 * MINUTE == store.queue.lag()


def test_a_delivery_whose_workers_all_died_is_given_up_too(store, clock):
    """A delivery that kills its worker must not kill every worker for ever."""
    publish(store, confirmed())
    for _ in range(ATTEMPTS):
        assert 1 == len(store.queue.claim(10))
        clock.now += LEASE
    assert [] == store.queue.claim(10)
    assert [confirmed()] == [delivery.event for delivery, _ in store.queue.dead(10)]


def test_a_worker_whose_lease_ended_cannot_put_off_what_another_one_has(store, clock):
    """The one who has it now decides."""
    publish(store, confirmed())
    (late,) = store.queue.claim(10)
    clock.now += LEASE
    (current,) = store.queue.claim(10)
    store.queue.retry(late, clock.now, "too late")
    assert [] == store.queue.claim(10)
    store.queue.retry(current, clock.now, "again")
    assert 3 == store.queue.claim(10)[0].attempts


def test_an_event_that_says_when_is_told_then_and_not_before(store, clock):
    """Others do not wait for it."""
    later = PlaceFreed(PlaceId("p"), TechnicianId("gaetan"), paris(8), paris(10), due_at=clock.now + MINUTE)
    publish(store, later, confirmed())
    assert [("messages", confirmed())] == claimed(store)
    clock.now += MINUTE
    assert [("messages", later)] == claimed(store)
