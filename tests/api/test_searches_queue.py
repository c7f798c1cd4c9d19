"""Whose search comes next, how many may wait, and that nothing that goes wrong keeps a place for ever."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.searches import WAITING, Outcome, Run, Searches
from api.settings import read_settings
from api.wiring import open_house
from planner.identifiers import FirmId
from tests.api.test_searches import DAY, SOON, another, asked, ended, until_stopped
from tests.support.house import SECRET
from tests.support.planner import MONDAY

VOISIN = FirmId("voisin")


@pytest.fixture
def searches() -> Iterator[Searches]:
    """Room for two searches at a time."""
    searches = Searches(at_once=2)
    yield searches
    searches.close()


def test_next_is_the_firm_that_has_the_fewest_under_way(searches: Searches):
    """Though the other one asked for its third and fourth day before."""
    first, _, third, _ = (asked(searches, another(number), until_stopped) for number in range(4))
    theirs = asked(searches, (VOISIN, MONDAY), until_stopped)
    searches.stop(DAY)
    assert Outcome.FOUND is ended(first)
    while not theirs.standing().begun:
        assert not third.standing().begun


def test_so_many_days_of_a_firm_may_wait_and_no_more(searches: Searches):
    """A day that is searched already may still be joined, and a neighbour still asks."""
    runs = [asked(searches, another(number), until_stopped) for number in range(2 + WAITING)]
    assert searches.ask(another(2 + WAITING), until_stopped) is None
    assert runs[-1] is searches.ask(another(1 + WAITING), until_stopped)
    assert searches.ask((VOISIN, MONDAY), until_stopped)
    searches.stop(another(3))
    assert searches.ask(another(2 + WAITING), until_stopped)


def test_a_search_that_waits_is_stopped_once_however_many_stop_it(searches: Searches):
    """Whoever comes second is told that there is nothing to stop, and what was asked for since goes on."""
    for number in range(2):
        asked(searches, another(number), until_stopped)
    for _ in range(50):
        run, stopped = asked(searches, another(2), until_stopped), list[Run | None]()
        hands = [Thread(target=lambda: stopped.append(searches.stop(another(2)))) for _ in range(4)]  # noqa: B023
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert [run] == [one for one in stopped if one]
        assert 4 == len(stopped)


def test_a_search_goes_on_and_leaves_its_place_where_nobody_can_be_told_of_it(searches: Searches):
    """The page that watched has gone; the log says so."""

    def gone() -> None:
        raise RuntimeError("Event loop is closed")

    def look(run: Run) -> Outcome:
        run.tell(60, 0)
        return Outcome.FOUND

    with capture_logs() as lines:
        for number in range(4):
            assert Outcome.FOUND is ended(asked(searches, another(number), look, gone))
        searches.stop(DAY)
    assert {"search_not_told"} == {line["event"] for line in lines}
    assert Outcome.FOUND is ended(asked(searches, another(5), look))


def test_a_house_closes_its_database_whatever_becomes_of_its_searches(tmp_path, monkeypatch):
    """A file that stays open could not be moved."""
    closed: list[bool] = []
    house = open_house(read_settings(data_folder=tmp_path, secret=SECRET, log_level="error"))
    database: Any = house.transactions
    close = database.close
    monkeypatch.setattr(database, "close", lambda: closed.append(True))

    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(house.searches, "close", broken)
    with pytest.raises(ZeroDivisionError):
        house.close()
    close()
    assert [True] == closed


def test_what_is_saved_counts_anew_where_a_search_begins_again():
    """The time goes on: it is the same search to whoever watches."""
    run = Run(MONDAY, lambda: None, lambda: 100.0)
    run.begin()
    run.tell(600, 1)
    run.begin_again()
    assert (((0.0, 0),), 0) == (run.standing().points, run.standing().left_out)
    assert run.standing().begun
    assert not run.wait(0)
    run.end(Outcome.FOUND)
    assert run.wait(SOON)
