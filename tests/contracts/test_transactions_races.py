"""Many people at once: nobody overwrites anybody, and nobody is in two places."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from random import Random
from threading import Barrier, Event
from typing import Any

import pytest

from planner.errors import KeyReused, RouteChanged, SlotTaken
from planner.events import AppointmentConfirmed
from planner.idempotency import once, refused_once
from planner.identifiers import AppointmentId, FirmId, TechnicianId
from planner.ports import Actor, Entry, Snapshot
from planner.routes import Visit
from tests.contracts.samples import Gadget, Maker
from tests.support.planner import ANNECY, MONDAY, a_firm, between, paris

DURET = FirmId("duret")
TECHNICIANS = [TechnicianId("gaetan"), TechnicianId("lea")]


def at_once(tasks: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run tasks in a thread each, all let loose together, and return their answers."""
    tasks = list(tasks)
    gate = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        gate.wait(timeout=30)
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        futures: list[Future[Any]] = [pool.submit(run, task) for task in tasks]
        return [future.result(timeout=60) for future in futures]


def book(work, technician, key, start, *, lock=True):
    """Add a visit of half an hour where nobody else is; tell whether it was free."""
    if lock:
        work.routes.lock([technician])
    route = work.routes.load(technician, MONDAY)
    visit = Visit(AppointmentId(key), ANNECY, between(0, 23), start, timedelta(minutes=30))
    if any(visit.start < other.end and other.start < visit.end for other in route.visits):
        return False
    work.routes.save([replace(route, visits=(*route.visits, visit))])
    return True


def customer(store, name, *, lock=True):
    """A customer who tries to book twenty times, at any quarter of an hour of the day; returns what was accepted."""
    dice = Random(name)
    accepted = []
    for number in range(20):
        technician, start = dice.choice(TECHNICIANS), paris(0) + timedelta(minutes=15) * dice.randrange(90)
        key = f"{name}-{number}"
        try:
            done = store.write(DURET, lambda work, w=(technician, key, start): book(work, *w, lock=lock))
        except RouteChanged:
            continue
        if done:
            accepted.append(key)
    return accepted


@pytest.mark.parametrize("lock", [True, False], ids=["with locks", "without"])
def test_many_customers_never_get_overlapping_visits_and_none_is_lost(store, lock):
    """Exactly what was accepted is on the routes, each save raised a version by one, and no two visits overlap."""
    told = at_once(partial(customer, store, name, lock=lock) for name in range(6))
    with store.read(DURET) as work:
        routes = work.routes.between(MONDAY, MONDAY)
    assert sorted(key for keys in told for key in keys) == sorted(v.appointment_id for r in routes for v in r.visits)
    assert [len(route.visits) for route in routes] == [route.version for route in routes]
    for route in routes:
        visits = sorted(route.visits, key=lambda visit: visit.start)
        assert all(earlier.end <= later.start for earlier, later in pairwise(visits))


@pytest.mark.parametrize("engine", ["memory", "postgresql"], indirect=True)
def test_whoever_locks_a_technician_reads_what_the_one_before_him_saved(open_store, engine):
    """With the lock first, a command never sees a route that is about to change."""
    store = open_store()
    store.create_firm(a_firm())
    for _ in range(5):
        told = at_once(partial(store.write, DURET, partial(book_next, number=number)) for number in range(4))
        assert 4 == len(told)
    with store.read(DURET) as work:
        assert 20 == work.routes.load(TECHNICIANS[0], MONDAY).version


def book_next(work, number):
    """Book after the last visit."""
    work.routes.lock(TECHNICIANS)
    route = work.routes.load(TECHNICIANS[0], MONDAY)
    start = paris(0) + timedelta(minutes=30) * len(route.visits)
    assert book(work, TECHNICIANS[0], f"{route.version}-{number}", start)


def test_of_two_requests_with_one_key_one_has_its_effect_and_both_the_same_answer(store, engine):
    """A customer who taps twice books once, however close the taps: here both have asked before one has answered."""
    both_asked = Barrier(2 if engine == "postgresql" else 1)  # elsewhere commands take turns
    tries = []

    def command(work, name):
        known = work.answers.recall("key")
        tries.append(name)
        if tries.count(name) == 1:
            both_asked.wait(timeout=30)
        if known:
            return known[1]
        work.of(Gadget).put(replace(Maker().entity(Gadget), id=name, name=name))
        work.answers.remember("key", "request", name)
        return name

    taps = [partial(store.write, DURET, partial(command, name=name)) for name in ("one", "two")]
    assert 1 == len(set(at_once(taps)))
    with store.read(DURET) as work:
        assert 1 == len(work.of(Gadget).find())


def test_a_second_try_waits_for_the_first_and_is_not_refused_what_that_one_took(store):
    """A reply is lost, the same question comes again while the first is still at work: both get the one answer."""
    at_work, came_too = Event(), Event()

    def command(work):
        return once(work, "key", "", lambda: booked(work))

    def booked(work):
        second = at_work.is_set()
        at_work.set()
        if second:
            came_too.set()
        if not book(work, TECHNICIANS[0], "a", paris(9)):
            raise SlotTaken
        if not second:
            came_too.wait(timeout=0.5)
        return "a"

    def again():
        at_work.wait(timeout=30)
        return store.write(DURET, command)

    assert ["a", "a"] == at_once([partial(store.write, DURET, command), again])


def hold_nine(work):
    """Take nine o'clock under a key, or be refused."""

    def hold():
        if not book(work, TECHNICIANS[0], "mine", paris(9)):
            raise SlotTaken("{place} est pris", place="9 h")
        return "mine"

    return once(work, "key", "nine", hold)


def test_whoever_was_refused_is_not_granted_it_later_by_a_try_that_was_held_up(store):
    """The second try is refused, the time becomes free, and only then does the first one arrive."""
    store.write(DURET, lambda work: book(work, TECHNICIANS[0], "theirs", paris(9)))
    with pytest.raises(SlotTaken) as refusal:
        store.write(DURET, hold_nine)
    assert store.write(DURET, lambda work: refused_once(work, "key", "nine", refusal.value)) is None
    store.write(DURET, lambda work: work.routes.save([replace(work.routes.load(TECHNICIANS[0], MONDAY), visits=())]))
    with pytest.raises(SlotTaken, match="9 h est pris"):
        store.write(DURET, hold_nine)
    with store.read(DURET) as work:
        assert () == work.routes.load(TECHNICIANS[0], MONDAY).visits


def test_whoever_was_granted_meanwhile_is_not_told_no(store):
    """One try is refused, the same one sent again is granted before the no was remembered: both hear yes."""
    store.write(DURET, hold_nine)
    assert "mine" == store.write(DURET, lambda work: refused_once(work, "key", "nine", SlotTaken()))
    assert "mine" == store.write(DURET, hold_nine)
    with pytest.raises(KeyReused):
        store.write(DURET, lambda work: refused_once(work, "key", "ten", SlotTaken()))


def test_of_two_changes_of_one_entity_neither_is_lost(store, engine):
    """Both have read it before either has put it back; whoever is overtaken reads again."""
    gadget = Maker().entity(Gadget)
    store.write(DURET, lambda work: work.of(Gadget).put(gadget))
    both_have_read = Barrier(2 if engine == "postgresql" else 1)  # elsewhere commands take turns
    tries = []

    def command(work, name):
        (read,) = work.of(Gadget).find()
        tries.append(name)
        if tries.count(name) == 1:
            both_have_read.wait(timeout=30)
        for more in (1, 2):
            work.of(Gadget).put(replace(read, count=read.count + more))

    at_once(partial(store.write, DURET, partial(command, name=name)) for name in ("one", "two"))
    with store.read(DURET) as work:
        assert gadget.count + 4 == work.of(Gadget).get(gadget.id).count


def test_history_and_deliveries_are_numbered_without_gaps_whoever_writes(open_store):
    """Two commands never get the same number, and none is skipped."""
    store = open_store(listeners=lambda _: ["one"])
    store.create_firm(a_firm())

    def lines(name):
        for number in range(5):
            store.write(DURET, lambda work, key=f"{name}-{number}": record(work, key))

    at_once(partial(lines, name) for name in "abcd")
    with store.read(DURET) as work:
        assert list(range(20, 0, -1)) == [entry.number for entry in work.history.latest(100)]
        in_history = [entry.reason for entry in reversed(work.history.latest(100))]
    assert in_history == [delivery.event.appointment_id for delivery in store.queue.claim(100)]


def record(work, key):
    """Write a line of history and publish an event."""
    work.publish(AppointmentConfirmed(AppointmentId(key)))
    work.history.append(Entry("confirm", work.now, Actor("customer"), Snapshot(), Snapshot(), key))


def test_workers_share_the_outbox_without_telling_anything_twice(open_store):
    """Each delivery is claimed by one of them."""
    store = open_store(listeners=lambda _: ["one"])
    store.create_firm(a_firm())
    events = [AppointmentConfirmed(AppointmentId(str(number))) for number in range(40)]
    store.write(DURET, lambda work: work.publish(*events))

    def drain():
        taken = []
        while deliveries := store.queue.claim(3):
            for delivery in deliveries:
                taken.append(delivery.number)
                store.queue.settle(delivery)
        return taken

    told = [number for taken in at_once([drain] * 4) for number in taken]
    assert 40 == len(told) == len(set(told))
