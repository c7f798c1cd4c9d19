"""Searches behind the pages: one per firm and day, joined, watched and stopped, and ended with the house."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from api.searches import KEPT, STEP, Day, Look, Outcome, Run, Searches
from planner.identifiers import FirmId
from tests.support.planner import MONDAY

DURET = FirmId("duret")
DAY = (DURET, MONDAY)
SOON = 10.0


def another(number: int) -> tuple[FirmId, date]:
    """Another day of the firm."""
    return DURET, MONDAY + timedelta(days=number)


class Watch:
    """A clock of seconds that somebody sets."""

    now = 100.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now


def until_stopped(run: Run) -> Outcome:
    """Search until somebody stops it; the best so far is then a proposal."""
    stopped = Event()
    while not run.stopped():
        stopped.wait(0.005)
    return Outcome.FOUND


@pytest.fixture
def searches() -> Any:
    """Room for one search at a time."""
    searches = Searches(at_once=1)
    yield searches
    searches.close()


def asked(searches: Searches, day: Day, look: Look, ring: Callable[[], None] = lambda: None) -> Run:
    """The search of a day, which there is room for."""
    run = searches.ask(day, look, ring)
    assert run
    return run


def ended(run: Run) -> Outcome | None:
    """How it ended, once it has."""
    assert run.wait(SOON)
    return run.standing().outcome


def test_whoever_asks_while_a_day_is_searched_joins_that_search(searches: Searches):
    """The second asks for nothing new; once it is over, asking begins another one."""
    first = asked(searches, DAY, until_stopped)
    assert first is searches.ask(DAY, until_stopped)
    searches.stop(DAY)
    assert Outcome.FOUND is ended(first)
    assert first is not searches.ask(DAY, until_stopped)


def test_a_stopped_search_ends_with_the_best_it_has(searches: Searches):
    """It is the search that answers, not the button."""
    run = asked(searches, DAY, until_stopped)
    assert run is searches.stop(DAY)
    assert Outcome.FOUND is ended(run)
    assert run.standing().stopping
    assert searches.stop(DAY) is None
    assert run is searches.find(DAY)


def test_one_search_waits_for_another_where_there_is_room_for_one(searches: Searches):
    """In the order they were asked; a neighbour's does not show."""
    first, second, third = (asked(searches, another(number), until_stopped) for number in range(3))
    theirs = asked(searches, (FirmId("voisin"), MONDAY), until_stopped)
    assert [True, False, False] == [run.standing().begun for run in (first, second, third)]
    assert [first, second, third] == searches.of(DURET)
    searches.stop(another(1))
    assert second.over
    assert searches.find(another(1)) is None
    searches.stop(another(0))
    searches.stop(another(2))
    searches.stop((FirmId("voisin"), MONDAY))
    assert Outcome.FOUND is ended(first)
    assert theirs.over or ended(theirs)


def test_a_search_that_fails_says_so_is_logged_and_makes_room(searches: Searches):
    """Whatever went wrong, the next one is searched."""

    def broken(_run: Run) -> Outcome:
        raise ZeroDivisionError

    with capture_logs() as lines:
        assert Outcome.FAILED is ended(asked(searches, DAY, broken))
    assert ["search_failed"] == [line["event"] for line in lines]
    assert Outcome.NOTHING is ended(asked(searches, another(1), lambda _run: Outcome.NOTHING))


def test_searches_end_with_the_house():
    """No thread is left, what waits never begins, and nothing begins afterwards."""
    searches = Searches(at_once=1)
    running, waiting = (asked(searches, another(number), until_stopped) for number in range(2))
    searches.close()
    assert Outcome.FOUND is running.standing().outcome
    late = asked(searches, another(2), until_stopped)
    assert [False, False] == [run.standing().begun for run in (waiting, late)]
    assert [Outcome.NOTHING, Outcome.NOTHING] == [ended(run) for run in (waiting, late)]


def test_how_a_search_ended_is_told_for_some_minutes_and_then_forgotten():
    """Nobody reads this morning's answer in the afternoon."""
    clock = Watch()
    searches = Searches(clock=clock)
    run = asked(searches, DAY, lambda _run: Outcome.NOTHING)
    assert Outcome.NOTHING is ended(run)
    clock.now += KEPT
    assert run is searches.find(DAY)
    clock.now += 1
    assert searches.find(DAY) is None


def test_whoever_watches_is_rung_for_when_it_begins_has_news_and_ends(searches: Searches):
    """Once each."""
    rings: list[int] = []

    def look(run: Run) -> Outcome:
        run.tell(60, 0)
        return Outcome.FOUND

    run = asked(searches, DAY, look, lambda: rings.append(1))
    assert run.wait(SOON)
    searches.close()
    assert 3 == len(rings)


@given(st.lists(st.tuples(st.floats(0, 2), st.integers(0, 500)), max_size=60))
def test_a_curve_only_rises_and_has_few_points(steps: list[tuple[float, int]]):
    """However often there is news: two points each quarter of a second at most, and always the latest."""
    clock, saved, wake = Watch(), 0, Event()
    run = Run(MONDAY, wake.set, clock)
    run.begin()
    for after, more in steps:
        clock.now, saved = clock.now + after, saved + more
        run.tell(saved, 0)
    standing = run.standing()
    times = [after for after, _ in standing.points]
    assert saved == standing.saved
    assert sorted(standing.points) == list(standing.points)
    assert len(times) <= 2 + 2 * standing.elapsed / STEP


def test_time_counts_from_when_it_begins_until_it_ends():
    """Neither waiting nor looking later adds to it."""
    clock = Watch()
    run, marks = Run(MONDAY, lambda: None, clock), list[str]()
    steps: list[Callable[[], None]] = [lambda: None, run.begin, lambda: run.end(Outcome.NOTHING)]
    for step in steps:
        clock.now += 5
        step()
        marks.append(run.standing().mark)
    clock.now += 5
    assert 5.0 == run.standing().elapsed
    assert 3 == len(set(marks))
