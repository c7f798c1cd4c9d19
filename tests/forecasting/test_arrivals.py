"""Arrivals along a route: what is said of them is what comes."""

import numpy as np
import pytest

from forecasting.arrivals import DRAWS, STRAY, Present, Stop, arrivals, chance_within, narrowest
from forecasting.durations import Duration
from forecasting.errors import ProbabilityRefused

MINUTE = 60.0
REPAIR, MAINTENANCE = Duration.around(75 * MINUTE, 0.55), Duration.around(90 * MINUTE, 0.35)
ROUTE = [Stop(20 * MINUTE, REPAIR), Stop(15 * MINUTE, MAINTENANCE, pause=45 * MINUTE), Stop(25 * MINUTE, REPAIR)]
TRIES = 200_000


def window(rung: np.ndarray, probability: float) -> tuple[float, float]:
    """The narrowest one, which there is."""
    found = narrowest(rung, probability)
    assert found
    return found


def driven() -> np.ndarray:
    """The same route driven very often: plain draws of plain log-normal laws."""
    chance, clock, rung = np.random.default_rng(9), np.zeros(TRIES), []
    for stop, stray in zip(ROUTE, (0.55, 0.35, 0.55), strict=True):
        clock = clock + stop.road * np.exp(STRAY * chance.normal(size=TRIES)) + stop.pause
        clock = np.maximum(clock, stop.not_before)
        rung.append(clock)
        clock = clock + stop.duration.seconds * np.exp(stray * chance.normal(size=TRIES))
    return np.array(rung).T


@pytest.mark.parametrize("probability", [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_narrowest_window_holds_what_was_asked(probability, place):
    """Of two hundred thousand drives, at each stop."""
    start, end = window(arrivals(ROUTE)[:, place], probability)
    rung = driven()[:, place]

    assert probability == pytest.approx(np.mean((start <= rung) & (rung <= end)), abs=0.01)


@pytest.mark.parametrize("place", [1, 2])
def test_no_narrower_window_would_hold_as_much(place):
    """Against the shortest stretch of the drives themselves."""
    start, end = window(arrivals(ROUTE)[:, place], 0.9)
    best = window(driven()[:, place], 0.9)

    assert best[1] - best[0] == pytest.approx(end - start, rel=0.05)


@pytest.mark.parametrize("place,promise", [(0, (0, 1200)), (1, (6000, 10800)), (2, (14400, 18000))])
def test_a_promise_is_kept_as_often_as_said(place, promise):
    """The probability of ringing inside it, beside how often the drives did."""
    rung = driven()[:, place]
    kept = float(np.mean((promise[0] <= rung) & (rung < promise[1])))

    assert kept == pytest.approx(chance_within(arrivals(ROUTE)[:, place], *promise), abs=0.012)


def test_who_comes_early_waits():
    """Nobody rings before the promise begins, and what follows is later for it."""
    early, waited = (arrivals([Stop(600, REPAIR, not_before=hour), Stop(600, REPAIR)]) for hour in (0, 3600))

    assert 3600 == waited[:, 0].min() == waited[:, 0].max()
    assert 1.0 == chance_within(waited[:, 0], 3600, 7200)
    assert (waited[:, 1].mean() - early[:, 1].mean()) > 2900


def test_the_day_narrows_what_is_still_to_come():
    """An hour into the first visit its end is less in doubt than before it began, and so is the next arrival."""
    before = window(arrivals([Stop(0, MAINTENANCE), Stop(900, REPAIR)])[:, 1], 0.9)
    during = window(arrivals([Stop(900, REPAIR)], present=Present(MAINTENANCE, 60 * MINUTE))[:, 0], 0.9)

    assert during[1] - during[0] < before[1] - before[0]


def test_behind_a_visit_of_unknown_length_nothing_is_said():
    """He still rings there; from the next door on nobody can tell."""
    unknown = Duration(1800, 1800)
    rung = arrivals([Stop(900, unknown), Stop(900, REPAIR)])

    assert narrowest(rung[:, 0], 0.9) is not None
    assert None is narrowest(rung[:, 1], 0.9)
    assert np.isnan(chance_within(rung[:, 1], 0, 1e6))


def test_the_same_route_gives_the_same_bytes():
    """Drawn by seed."""
    assert arrivals(ROUTE).tobytes() == arrivals(ROUTE).tobytes()
    assert (DRAWS, 3) == arrivals(ROUTE).shape


@pytest.mark.parametrize("probability", [0, 1, 1.2, -0.1, float("nan")])
def test_a_probability_is_between_none_and_all(probability):
    """Certainty cannot be promised."""
    with pytest.raises(ProbabilityRefused):
        narrowest(arrivals(ROUTE)[:, 0], probability)
