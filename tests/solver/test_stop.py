"""A search stops when it is told to."""

import pytest

from solver import Cancelled, Iterations, NoImprovement, Progress, Seconds, TargetGap, any_of


def after(iteration: int, cost: int = 9) -> Progress:
    """A search that has done so many rounds and whose best plan costs this much."""
    return Progress(iteration, cost, left_out=0)


def test_so_many_rounds_and_no_more():
    """Two of four rounds are half the way; no more rounds may pass unasked than are left."""
    stop = Iterations(4)

    assert [0.0, 0.5, 1.0] == [stop(after(rounds)) for rounds in (0, 2, 4)]
    assert stop.rounds(after(3)) == 1
    assert Iterations(0)(after(0)) >= 1


def test_seconds_count_from_the_first_question(monkeypatch: pytest.MonkeyPatch):
    """Time spent before the search is not the search's."""
    now = [100.0]
    monkeypatch.setattr("time.thread_time", lambda: now[0])
    stop = Seconds(5)
    told = []
    for now[0] in (100.0, 102.5, 105.0):
        told.append(stop(after(0)))

    assert [0.0, 0.5, 1.0] == told


def test_seconds_count_wherever_they_are_spent(monkeypatch: pytest.MonkeyPatch):
    """Four seconds of other processes are four of the five that may be spent."""
    now = [100.0]
    monkeypatch.setattr("time.thread_time", lambda: now[0])
    stop = Seconds(5)
    stop(after(0))
    now[0] = 101.0

    assert 1.0 == stop(Progress(10, 9, left_out=0, elsewhere=4.0))


def test_the_clock_is_looked_at_in_time(monkeypatch: pytest.MonkeyPatch):
    """At a thousand rounds a second, no more pass than fit into a twentieth of a second or a fiftieth of the limit."""
    now = [0.0]
    monkeypatch.setattr("time.thread_time", lambda: now[0])
    stop = Seconds(5)
    stop(after(0))
    now[0] = 1.0

    assert 50 == stop.rounds(after(1_000))


def test_no_improvement_counts_rounds_since_the_last_better_plan():
    """A better plan starts the count again; an equal one does not."""
    stop = NoImprovement(20)
    told = [stop(after(10 * number, cost)) for number, cost in enumerate((9, 9, 8, 8, 8))]

    assert [0.0, 0.0, 0.0, 0.0, 1.0] == told
    assert 10 == stop.rounds(after(30, 8))


def test_close_enough_to_a_proven_bound_is_enough():
    """A plan within one per cent of the bound."""
    stop = TargetGap(bound=1000, gap=0.01)

    assert [0.0, 1.0] == [stop(after(1, cost)) for cost in (1011, 1010)]


def test_somebody_may_say_stop():
    """The search asks; whoever holds the button answers."""
    asked: list[bool] = []
    stop = Cancelled(lambda: bool(asked))
    before = stop(after(1))
    asked.append(True)

    assert (0.0, 1.0) == (before, stop(after(2)))


def test_any_of_several_is_enough():
    """The first to say stop wins, and is asked in time."""
    stop = any_of(Iterations(900), Iterations(10))

    assert [0.1, 1.0] == [stop(after(rounds)) for rounds in (1, 10)]
    assert 1 == stop.rounds(after(9))
