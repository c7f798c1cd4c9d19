"""Several appointments at once: what is possible is done as one step, what is not is named, undo takes it all back."""

from dataclasses import replace
from datetime import time

import pytest

from planner.appointments import Appointment, State
from planner.booking import pin, progress
from planner.errors import NotAllowedNow, PlaceUnknown, SlotTaken
from planner.identifiers import AppointmentId, TechnicianId
from planner.routes import Pinned
from planner.several import entrust, pin_all
from planner.undo import last_redoable, last_undoable, redo, undo
from tests.support.planner import CLAIRE, MONDAY, Heart, a_technician, paris

MARIE = TechnicianId("marie")


@pytest.fixture
def three():
    """Gaëtan has three visits on Monday, at three different hours; Marie has none and works the morning only."""
    week = tuple(replace(shift, end=time(12, 30)) for shift in a_technician().shifts)
    heart = Heart(a_technician(), a_technician("Marie", shifts=week))
    keys = []
    for hour in (8, 10, 15):
        slots = heart.slots(technician_id=TechnicianId("gaëtan"), first=MONDAY, last=MONDAY)
        keys.append(heart.book(min(slots, key=lambda one: abs(one.window.start - paris(hour)))).id)
    return heart, keys


def whose(heart):
    """Who visits what, and when."""
    return {
        visit.appointment_id: (who, visit.start, visit.window, visit.pinned)
        for who in ("gaëtan", "marie")
        for visit in heart.route(who).visits
    }


def given(heart, keys):
    """Give appointments to Marie; what she cannot keep."""
    return heart.do(lambda work: entrust(work, keys, MARIE, heart.board, actor=CLAIRE))


def lines(heart):
    """How many lines of history there are."""
    with heart.memory.read(heart.firm.id) as work:
        return len(work.history.latest(100))


def line_of(entry):
    """Its number in history."""
    assert entry is not None
    return entry.number


def test_what_she_can_keep_she_gets_and_the_rest_stays(three):
    """Mornings to Marie, the afternoon with Gaëtan, every promise as it was, one line of history."""
    heart, keys = three
    before, told = whose(heart), lines(heart)
    refused = given(heart, keys)
    after = whose(heart)
    assert [keys[2]] == list(refused)
    assert isinstance(refused[keys[2]], SlotTaken)
    assert ["marie", "marie", "gaëtan"] == [after[key][0] for key in keys]
    assert {key: line[2] for key, line in before.items()} == {key: line[2] for key, line in after.items()}
    assert told + 1 == lines(heart)


def test_one_undo_takes_all_of_it_back_and_redo_does_it_again(three):
    """Same technicians, same hours."""
    heart, keys = three
    before = whose(heart)
    given(heart, keys)
    after = whose(heart)

    def step(take, which):
        heart.do(lambda work: take(work, line_of(which(work, MONDAY)), heart.board, CLAIRE))

    step(undo, last_undoable)
    assert before == whose(heart)
    step(redo, last_redoable)
    assert after == whose(heart)


def test_nothing_is_written_where_nothing_is_possible(three):
    """No line of history, and no route saved anew."""
    heart, keys = three
    told, version = lines(heart), heart.route().version
    assert [keys[2]] == list(given(heart, [keys[2]]))
    assert (told, version) == (lines(heart), heart.route().version)


def test_who_is_under_way_is_refused_and_who_has_it_already_keeps_it(three):
    """Neither stops the others."""
    heart, keys = three
    given(heart, keys[:1])
    heart.do(lambda work: progress(work, keys[1], State.ON_THE_WAY, actor=CLAIRE))
    before = whose(heart)
    refused = given(heart, keys[:2])
    assert [keys[1]] == list(refused)
    assert isinstance(refused[keys[1]], NotAllowedNow)
    assert before == whose(heart)


def test_whose_place_nobody_knows_is_refused_and_the_others_are_given(three):
    """One appointment without a site does not stop the batch."""
    heart, keys = three
    heart.do(lambda work: work.of(Appointment).put(replace(work.of(Appointment).get(keys[0]), site_id=None)))
    refused = given(heart, keys[:2])
    assert [keys[0]] == list(refused)
    assert isinstance(refused[keys[0]], PlaceUnknown)
    assert ["gaëtan", "marie"] == [whose(heart)[key][0] for key in keys[:2]]


def test_several_are_pinned_and_freed_in_one_step(three):
    """Routes of two technicians change in one line, and undo gives each back what it was."""
    heart, keys = three
    given(heart, keys[:1])
    heart.do(lambda work: pin(work, keys[1], Pinned.HOUR, actor=CLAIRE))
    before, told = whose(heart), lines(heart)
    assert {} == heart.do(lambda work: pin_all(work, keys, Pinned.TECHNICIAN, actor=CLAIRE))
    assert {Pinned.TECHNICIAN} == {line[3] for line in whose(heart).values()}
    assert told + 1 == lines(heart)
    heart.do(lambda work: undo(work, line_of(last_undoable(work, MONDAY)), heart.board, CLAIRE))
    assert before == whose(heart)


def test_what_is_under_way_is_not_pinned(three):
    """It is named, the others are pinned."""
    heart, keys = three
    heart.do(lambda work: progress(work, keys[0], State.ON_THE_WAY, actor=CLAIRE))
    refused = heart.do(lambda work: pin_all(work, keys, Pinned.HOUR, actor=CLAIRE))
    assert {AppointmentId(keys[0])} == set(refused)
    assert [None, Pinned.HOUR, Pinned.HOUR] == [whose(heart)[key][3] for key in keys]
