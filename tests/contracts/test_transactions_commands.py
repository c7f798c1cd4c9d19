"""A command happens whole or not at all, and history, answers and events are part of it."""

from dataclasses import replace
from datetime import timedelta
from threading import get_ident

import pytest

from planner.appointments import Appointment
from planner.errors import InvalidConfiguration, NotFound, RouteChanged
from planner.events import AppointmentConfirmed, PlanAccepted, SlotHeld
from planner.history import note
from planner.identifiers import AppointmentId, FirmId, ProposalId, TechnicianId
from planner.ports import Actor, Entry, Snapshot, Touched
from planner.records import NotUnique
from planner.routes import Route, Visit
from planner.rules import FirmRules
from tests.contracts.samples import Gadget, Maker
from tests.support.planner import ANNECY, CLAIRE, MONDAY, SUNDAY_NIGHT, a_firm, between, paris

DURET, OTHER = FirmId("duret"), FirmId("other")
CONFIRMED = AppointmentConfirmed(AppointmentId("a"))
HELD = SlotHeld(AppointmentId("a"), paris(9))


class Changed(Exception):
    """A command changes its mind."""


def an_appointment(key="a"):
    """Any appointment."""
    return replace(Maker().entity(Appointment), id=AppointmentId(key))


def an_entry(*appointments, verb="hold", **changes):
    """A line of history about these appointments."""
    entry = Entry(verb, paris(9), Actor("customer"), Snapshot(), Snapshot(tuple(map(an_appointment, appointments))))
    return replace(entry, **changes)


def change_everything(work):
    """Touch all that a command can."""
    work.of(Gadget).put(Maker().entity(Gadget))
    visit = Visit(AppointmentId("a"), ANNECY, between(9, 11), paris(9), timedelta(hours=1))
    work.routes.save([Route(TechnicianId("gaetan"), MONDAY, visits=(visit,))])
    work.history.append(an_entry("a"))
    work.answers.remember("key", "request", "answer")
    work.save_firm(replace(work.firm, name="Durand"))
    work.publish(CONFIRMED)


def everything(store, firm=DURET):
    """All that can be read of a firm."""
    with store.read(firm) as work:
        return (
            work.firm,
            work.of(Gadget).find(),
            work.routes.between(MONDAY, MONDAY),
            work.history.latest(10),
            work.answers.recall("key"),
        )


@pytest.fixture
def told():
    """What was told after commits."""
    return []


@pytest.fixture
def telling(open_store, told):
    """A store with one listener that also tells what it committed."""
    store = open_store(listeners=lambda _: ["calendar"], on_commit=lambda *news: told.append(news))
    store.create_firm(a_firm())
    return store


def test_a_command_answers_and_everything_it_did_stays(telling, told):
    """One transaction holds entities, routes, history, answers, settings and the outbox."""
    assert 42 == telling.write(DURET, lambda work: change_everything(work) or 42)
    firm, gadgets, routes, history, answer = everything(telling)
    assert ("Durand", 1) == (firm.name, firm.version)
    assert (1, [1], [1]) == (len(gadgets), [route.version for route in routes], [entry.number for entry in history])
    assert ("request", "answer") == answer
    assert [CONFIRMED] == [delivery.event for delivery in telling.queue.claim(10)]
    assert [(DURET, [CONFIRMED])] == told


def test_a_command_that_raises_leaves_nothing_behind(telling, told):
    """Not even an event or a line of history; the error reaches the caller."""
    before = everything(telling)

    def command(work):
        change_everything(work)
        raise Changed

    with pytest.raises(Changed):
        telling.write(DURET, command)
    assert before == everything(telling)
    assert ([], []) == (telling.queue.claim(10), told)


def test_a_command_sees_what_it_has_changed_itself(store):
    """Before anybody else does."""

    def command(work):
        change_everything(work)
        assert "Durand" == work.firm.name
        assert ("request", "answer") == work.answers.recall("key")
        with store.read(DURET) as outside:
            assert [] == outside.of(Gadget).find()
        return work.routes.holding("a").version, len(work.of(Gadget).find(name=Maker().entity(Gadget).name))

    assert (1, 1) == store.write(DURET, command)


def test_a_reading_keeps_its_moment(store):
    """What is committed meanwhile belongs to the next reading."""
    with store.read(DURET) as work:
        assert [] == work.of(Gadget).find()
        store.write(DURET, change_everything)
        assert ([], []) == (work.of(Gadget).find(), work.history.latest(5))
    assert 1 == len(everything(store)[1])


def test_the_clock_stands_still_within_a_command(open_store):
    """Each transaction has one instant."""
    ticks = iter(range(100))
    store = open_store(clock=lambda: SUNDAY_NIGHT + timedelta(seconds=next(ticks)))
    store.create_firm(a_firm())
    first, again = store.write(DURET, lambda work: (work.now, work.now))
    assert first == again
    assert first < store.write(DURET, lambda work: work.now)


def test_a_command_within_a_command_is_refused(store):
    """It would wait for itself, or be saved although the outer one fails."""
    with pytest.raises(RuntimeError, match="another transaction"):
        store.write(DURET, lambda _: store.write(DURET, lambda work: work.now))
    assert SUNDAY_NIGHT < store.write(DURET, lambda work: work.now)


def test_events_are_told_in_order_after_the_commit_and_once_per_command(telling, told):
    """Whoever listens can read what was committed; a command without events tells nothing."""
    telling.write(DURET, lambda work: work.publish(HELD, CONFIRMED))
    telling.write(DURET, lambda work: work.of(Gadget).find())
    telling.write(DURET, lambda work: work.publish(PlanAccepted(ProposalId("p"))))
    assert [(DURET, [HELD, CONFIRMED]), (DURET, [PlanAccepted(ProposalId("p"))])] == told


def test_a_listener_that_fails_after_the_commit_harms_nobody(open_store, caplog):
    """The command has succeeded; the failure is logged."""

    def fail(*_):
        raise Changed

    store = open_store(on_commit=fail)
    store.create_firm(a_firm())
    store.write(DURET, change_everything)
    assert 1 == len(everything(store)[1])
    assert ["the call after the commit failed"] == [record.message for record in caplog.records]


def test_settings_are_saved_on_the_version_they_were_read_at(store):
    """Two people who edit the firm do not overwrite each other."""
    firm = replace(a_firm(), rules=FirmRules(hold=timedelta(minutes=5)))
    saved = store.write(DURET, lambda work: work.save_firm(firm))
    assert replace(firm, version=1) == saved == everything(store)[0]
    with pytest.raises(RouteChanged):
        store.write(DURET, lambda work: work.save_firm(firm))
    with pytest.raises(RouteChanged):
        store.write(DURET, lambda work: work.save_firm(replace(saved, id=OTHER)))


def test_firms_are_found_by_their_address_and_listed_by_it(store):
    """An address belongs to one firm."""
    other = store.create_firm(a_firm(id=OTHER, slug="abel"))
    assert [other, a_firm()] == store.firms()
    assert other == store.firm_by_slug("abel")
    with pytest.raises(NotFound):
        store.firm_by_slug("nobody")
    for taken in (a_firm(id=FirmId("new")), a_firm(slug="new")):
        with pytest.raises(InvalidConfiguration, match="prise"):
            store.create_firm(taken)


def test_a_removed_firm_leaves_nothing(telling):
    """Nor does it take anything of another firm with it."""
    telling.create_firm(a_firm(id=OTHER, slug="other"))
    for firm in (DURET, OTHER):
        telling.write(firm, change_everything)
    kept = everything(telling, OTHER)
    telling.remove_firm(DURET)
    with pytest.raises(NotFound):
        telling.remove_firm(DURET)
    assert kept == everything(telling, OTHER)
    assert [OTHER] == [delivery.firm_id for delivery in telling.queue.claim(10)]
    telling.create_firm(a_firm())
    assert (a_firm(), [], [], [], None) == everything(telling)


def test_changes_of_the_plan_are_read_without_the_notes_between_them(store):
    """The newest first, as many as asked for, of those after a number; one that no line will ever have has none."""
    for entry in (an_entry("a"), an_entry("b")):
        store.write(DURET, lambda work, entry=entry: work.history.append(entry))
        store.write(DURET, lambda work: note(work, "sign_in", CLAIRE))
    with store.read(DURET) as work:
        read = [work.history.changes(9), work.history.changes(1), work.history.changes(9, after=1)]
        assert [[3, 1], [3], [3]] == [[entry.number for entry in lines] for lines in read]
        assert [] == work.history.changes(9, after=2**64)


def test_history_is_numbered_and_read_from_either_end(store):
    """Numbers rise by one within a firm; the newest lines come first, those of an appointment last."""
    store.create_firm(a_firm(id=OTHER, slug="other"))
    store.write(OTHER, lambda work: work.history.append(an_entry("a")))
    for entry in (an_entry("a"), an_entry("b", verb="move"), an_entry("a", "b", undoes=2, actor=CLAIRE)):
        assert entry == replace(store.write(DURET, lambda work, entry=entry: work.history.append(entry)), number=0)
    with store.read(DURET) as work:
        assert [3, 2] == [entry.number for entry in work.history.latest(2)]
        assert [1, 3] == [entry.number for entry in work.history.of("a")]
        assert (CLAIRE, 2) == (work.history.get(3).actor, work.history.get(3).undoes)
        for absent in (4, 0, -1, 2**31, 2**64):
            with pytest.raises(NotFound):
                work.history.get(absent)


def test_history_tells_what_came_after_a_line_and_how_often_an_appointment_was_touched(store):
    """What another program last saw is a number; what it must be told of is younger."""
    for entry in (an_entry("a"), an_entry("b"), an_entry("a", "b")):
        store.write(DURET, lambda work, entry=entry: work.history.append(entry))
    with store.read(DURET) as work:
        assert [2, 3] == [entry.number for entry in work.history.since(1)]
        assert [] == work.history.since(3)
        last = work.history.get(3).at
        assert {"a": Touched(2, last), "b": Touched(2, last)} == dict(work.history.touches(["a", "b", "c"]))
        assert {} == dict(work.history.touches([]))


def test_history_of_an_appointment_includes_the_plans_that_moved_its_visit(store):
    """Its promise did not change, its technician or time did; a neighbour that stayed is not concerned."""

    def route(*starts):
        visits = (
            Visit(AppointmentId(key), ANNECY, between(8, 18), paris(hour), timedelta(hours=1)) for key, hour in starts
        )
        return Route(TechnicianId("gaetan"), MONDAY, visits=tuple(visits))

    before, after = Snapshot(routes=(route(("a", 9), ("b", 11)),)), Snapshot(routes=(route(("a", 9), ("b", 13)),))
    store.write(DURET, lambda work: work.history.append(an_entry(before=before, after=after)))
    with store.read(DURET) as work:
        assert [before] == [entry.before for entry in work.history.of("b")]
        assert [] == work.history.of("a")


def test_an_answer_is_remembered_once(store):
    """A second answer to the same key is refused; another firm may use the key."""
    store.create_firm(a_firm(id=OTHER, slug="other"))
    store.write(DURET, lambda work: work.answers.remember("key", "request", "answer"))
    with pytest.raises(NotUnique):
        store.write(DURET, lambda work: work.answers.remember("key", "request", "other answer"))
    store.write(OTHER, lambda work: work.answers.remember("key", "theirs", "theirs"))
    assert ("request", "answer") == everything(store)[-1]


def test_answers_are_forgotten_when_nobody_can_ask_again(open_store):
    """Those remembered before an instant, of all firms."""
    now = [SUNDAY_NIGHT]
    store = open_store(clock=lambda: now[0])
    store.create_firm(a_firm())
    for key in ("old", "key"):
        store.write(DURET, lambda work, key=key: work.answers.remember(key, "request", "answer"))
        now[0] += timedelta(days=1)
    assert 1 == store.forget_answers(SUNDAY_NIGHT + timedelta(days=1))
    with store.read(DURET) as work:
        assert work.answers.recall("old") is None
        assert ("request", "answer") == work.answers.recall("key")


def test_the_callback_runs_before_the_caller_is_answered(open_store):
    """Whoever writes and then looks at the live page sees it."""
    seen = []
    store = open_store(on_commit=lambda *_: seen.append(get_ident()))
    store.create_firm(a_firm())
    store.write(DURET, lambda work: work.publish(CONFIRMED))
    assert 1 == len(seen)
