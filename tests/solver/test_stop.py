"""A search stops when it is told to."""

import pytest

from solver import Cancelled, Iterations, NoImprovement, Seconds, any_of


def test_so_many_rounds_and_no_more():
    """Asked before each round: two rounds run, the third does not."""
    stop = Iterations(2)

    assert [False, False, True] == [stop(0) for _ in range(3)]


def test_seconds_count_from_the_first_round(monkeypatch: pytest.MonkeyPatch):
    """Time spent before the search is not the search's."""
    clock = iter([100.0, 104.9, 105.0])
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    stop = Seconds(5)

    assert [False, False, True] == [stop(0) for _ in range(3)]


def test_no_improvement_counts_rounds_since_the_last_better_plan():
    """A better plan starts the count again; an equal one does not."""
    stop = NoImprovement(2)

    assert [False, False, False, False, True] == [stop(cost) for cost in (9, 9, 8, 8, 8)]


def test_somebody_may_say_stop():
    """The search asks; whoever holds the button answers."""
    asked: list[bool] = []
    stop = Cancelled(lambda: bool(asked))
    before = stop(0)
    asked.append(True)

    assert (False, True) == (before, stop(0))


def test_any_of_several_is_enough():
    """The first to say stop wins."""
    stop = any_of(Iterations(9), Iterations(1))

    assert [False, True] == [stop(0) for _ in range(2)]
