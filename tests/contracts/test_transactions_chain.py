"""History is chained on every store: what is rewritten behind its back shows, and an erasure does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import NullPool, create_engine

from planner.appointments import Appointment, State
from planner.chain import Anchor, Fault, check
from planner.errors import InvalidConfiguration
from planner.identifiers import AppointmentId, CustomerId, FirmId, ServiceId, TechnicianId
from planner.memory import Memory
from planner.ports import Actor, Entry, Snapshot
from planner.routes import Route, Visit
from planner.store.history import _READ
from tests.support.planner import ANNECY, MONDAY, SUNDAY_NIGHT, a_firm, between
from tests.support.postgresql import unguarded

DURET = FirmId("duret")
HOUR = timedelta(hours=1)
LINES = 6


def an_entry(number, comment="sonnez fort"):
    """A line about an appointment of a customer, at a place."""
    key, window = AppointmentId(f"a{number}"), between(8, 10)
    booked = Appointment(key, ServiceId("repair"), window, HOUR, State.CONFIRMED, SUNDAY_NIGHT, comment=comment)
    route = Route(TechnicianId("gaëtan"), MONDAY, number, (Visit(key, ANNECY, window, window.start, HOUR),))
    sides = Snapshot(), Snapshot((replace(booked, customer_id=CustomerId("c1")),), (route,))
    return Entry("confirm", SUNDAY_NIGHT, Actor("dispatcher", "claire"), *sides, reason="il a rappelé")


def appending(entry):
    """A command that adds a line."""
    return lambda work: work.history.append(entry)


@pytest.fixture
def written(store):
    """The store, with lines in duret's history."""
    for number in range(1, LINES + 1):
        store.write(DURET, appending(an_entry(number)))
    return store


def checked(store, since=None, firm=DURET):
    """What the verifier says."""
    with store.read(firm) as work:
        return check(work, since)


def by_hand(store, change):
    """Change the lines of history past every guard, as whoever owns the machine could."""
    with store.read(DURET) as work:
        lines = {line.number: line for line in work.history.since(0)}
    wanted = {number: replace(line, number=number) for number, line in sorted(change(lines).items())}
    if isinstance(store, Memory):
        store._firms[DURET][1]._tables["history"] = wanted
    else:
        write_rows(store, wanted.values())


def write_rows(store, lines):
    """Put these lines in the place of all there are, with every trigger off."""
    history = store._tables.history
    rows = [{**{name: getattr(line, name) for name in _READ}, "firm_id": DURET} for line in lines]
    engine = create_engine(url_of(store), poolclass=NullPool, execution_options={"all_firms": True})
    with engine.begin() as connection:
        for statement in UNGUARDED[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.execute(store._tables.touched.delete())
        connection.execute(history.delete())
        connection.execute(history.insert(), rows)
    engine.dispose()


UNGUARDED = {
    "sqlite": ["DROP TRIGGER history_is_not_rewritten", "DROP TRIGGER history_is_not_removed"],
    "postgresql": ["SET LOCAL session_replication_role = replica"],
}


def url_of(store):
    """Where a store's rows are, for whom nothing stops."""
    engine = store._engine
    url = getattr(engine, "_writing", None) or engine._engine
    return unguarded(url.url.render_as_string(hide_password=False))


def with_line(lines, number, **changes):
    """The lines with one changed."""
    return {**lines, number: replace(lines[number], **changes)}


def test_what_was_appended_holds_together(written):
    """From the first line to the last, whose hash is the anchor to keep."""
    found = checked(written)
    assert (LINES, None) == (found.lines, found.fault)
    with written.read(DURET) as work:
        (last,) = work.history.latest(1)
    assert Anchor(LINES, last.link) == found.head == Anchor.read(str(found.head))


def test_a_firm_without_history_is_whole(store):
    """Nothing to check, nothing to keep."""
    assert (0, None, None) == ((found := checked(store)).lines, found.head, found.fault)


FAULTS = {
    "a word changed": (lambda lines: with_line(lines, 3, verb="Confirm"), 3, Fault.CHANGED),
    "another author": (lambda lines: with_line(lines, 3, actor=Actor("dispatcher", "clairf")), 3, Fault.CHANGED),
    "a visit at another hour": (lambda lines: with_line(lines, 3, after=Snapshot()), 3, Fault.CHANGED),
    "a bit of a hash": (lambda lines: with_line(lines, 3, link="0" * 64), 3, Fault.CHANGED),
    "a line dropped": (lambda lines: {n: one for n, one in lines.items() if n != 3}, 3, Fault.MISSING),
    "dropped, the rest moved up": (
        lambda lines: {n - (n > 3): one for n, one in lines.items() if n != 3},
        3,
        Fault.CHANGED,
    ),
    "the first dropped": (lambda lines: {n: one for n, one in lines.items() if n != 1}, 1, Fault.MISSING),
    "two swapped": (lambda lines: {**lines, 3: lines[4], 4: lines[3]}, 3, Fault.CHANGED),
    "one put in between": (
        lambda lines: {**{n + (n > 3): one for n, one in lines.items()}, 4: lines[3]},
        4,
        Fault.CHANGED,
    ),
}


@pytest.mark.parametrize("change,number,fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_first_line_that_is_not_as_it_was_is_named(written, change, number, fault):
    """Changed, dropped, swapped or put in."""
    by_hand(written, change)
    found = checked(written)
    assert (number, fault, number - 1) == (found.broken, found.fault, found.lines)


def test_a_tail_cut_off_shows_only_to_whoever_kept_an_anchor(written):
    """What is left is whole in itself; the anchor's line is missing."""
    anchor = checked(written).head
    by_hand(written, lambda lines: {n: one for n, one in lines.items() if n <= LINES - 2})
    assert (LINES - 2, None) == ((found := checked(written)).lines, found.fault)
    found = checked(written, since=anchor)
    assert (LINES, Fault.MISSING) == (found.broken, found.fault)


def test_a_chain_made_anew_shows_only_to_whoever_kept_an_anchor(store, written):
    """Whoever may write everything may hash everything again; an anchor kept elsewhere says otherwise."""
    anchor = checked(written).head
    forged = Memory()
    forged.create_firm(a_firm())
    for number in range(1, LINES + 1):
        forged.write(DURET, appending(an_entry(number + 10)))
    with forged.read(DURET) as work:
        lines = {line.number: line for line in work.history.since(0)}
    by_hand(written, lambda _: lines)
    assert (LINES, None) == ((found := checked(written)).lines, found.fault)
    found = checked(written, since=anchor)
    assert (LINES, Fault.NOT_THE_ANCHOR) == (found.broken, found.fault)


def test_from_an_anchor_on_only_what_came_after_is_read(written):
    """The anchored line itself is checked too."""
    with written.read(DURET) as work:
        anchor = Anchor(4, work.history.get(4).link)
    assert (3, LINES) == ((found := checked(written, since=anchor)).lines, found.head.number)


def test_an_erasure_leaves_the_chain_whole(written):
    """Words, places and whose it was are gone from every line; every hash still stands."""
    anchor = checked(written).head
    written.write(DURET, lambda work: work.history.forget({f"a{number}" for number in range(1, LINES + 1)}))
    with written.read(DURET) as work:
        line = work.history.get(3)
    assert ("", "", None) == (line.reason, line.after.appointments[0].comment, line.after.appointments[0].customer_id)
    assert (LINES, None, anchor) == ((found := checked(written)).lines, found.fault, found.head)


def test_no_firms_history_passes_for_anothers(written):
    """The first line is chained to its firm."""
    with written.read(DURET) as work:
        lines = work.history.since(0)
    other = Memory()
    other.create_firm(replace(a_firm(), id=FirmId("voisin"), slug="voisin"))
    for line in lines:
        other.write(FirmId("voisin"), appending(line))
    with other.read(FirmId("voisin")) as work:
        assert all(mine.link != theirs.link for mine, theirs in zip(lines, work.history.since(0), strict=True))


def test_a_command_that_fails_leaves_no_gap_in_a_shared_commit(written):
    """Its line goes with it; the next is chained to the one before."""

    def fails(work):
        work.history.append(an_entry(7))
        raise LookupError

    with pytest.raises(LookupError):
        written.write(DURET, fails)
    written.write(DURET, appending(an_entry(8)))
    assert (LINES + 1, None) == ((found := checked(written)).lines, found.fault)


@pytest.mark.parametrize("text", ["", "12", "x:" + "0" * 64, "12:abc"])
def test_an_anchor_that_is_none_is_refused(text):
    """In words."""
    with pytest.raises(InvalidConfiguration, match="ancre"):
        Anchor.read(text)
