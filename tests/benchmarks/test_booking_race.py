"""A short race below the door: nothing is found where nothing is wrong, and each planted fault is."""

import pytest

from benchmarks.race import faults, ground, pieces, players
from benchmarks.race.pieces import Piece
from tests.support.apart import apart
from tests.support.postgresql import programs_of_the_wheel, started

QUESTIONS = 180
FINDS = {
    "check-then-insert": {"impossible", "lost", "unknown"},
    "stale-cache": {"impossible"},
    "no-key": {"contradicted", "impossible"},
    "half-outbox": {"half_told"},
    "no-fence": {"impossible"},
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What short pieces came to, by the fault planted in each, played in one process without threads: it forks."""
    folder = tmp_path_factory.mktemp("race")
    with started(programs_of_the_wheel()) as server:  # its own: killing it must not disturb other tests
        played = {fault: _piece(folder, f"sqlite:///{folder}/{fault}.sqlite", fault, kills=3) for fault in ("", *FINDS)}
        played["on postgresql"] = _piece(folder, server.new_database(), kills=2)
        return apart(_race, played)


def _piece(folder, url, fault="", **how):
    return Piece(url, folder, QUESTIONS * (2 if fault else 1), seed=1, fault=fault, **how)


def _race(played):
    """Two technicians for everybody, a network that often fails, and plans that are accepted late."""
    ground.TECHNICIANS, ground.DAYS = ground.TECHNICIANS[:2], 1
    players.LOST, players.NAPS, players.WISHES = 0.15, 1.0, players.WISHES | {"propose": 25}
    pieces.warmed_up()
    return {name: pieces.run(piece) for name, piece in played.items()}


def test_whoever_is_killed_and_whatever_is_lost_nothing_is_wrong(outcomes):
    """The longer form has a million operations and a thousand kills."""
    outcome = outcomes[""]
    assert {} == outcome.verdict.anomalies, outcome.verdict.examples
    assert (True, 3, True) == (outcome.asked >= QUESTIONS, outcome.kills, outcome.lost_replies > 0)


@pytest.mark.postgresql
def test_nothing_is_wrong_on_postgresql_either(outcomes):
    """Two keepers; one kill is the keeper's, the next one of PostgreSQL's own processes'."""
    outcome = outcomes["on postgresql"]
    assert {} == outcome.verdict.anomalies, outcome.verdict.examples


@pytest.mark.parametrize("fault", FINDS)
def test_each_planted_fault_is_found_by_whoever_looks_for_it(outcomes, fault):
    """A judge who finds nothing proves nothing."""
    assert FINDS[fault] & outcomes[fault].verdict.anomalies.keys(), outcomes[fault]


def test_every_fault_has_its_checker():
    """The one that only PostgreSQL can have is shown by the benchmark: it takes a kill in the right moment."""
    assert faults.FAULTS.keys() - FINDS.keys() == {"asynchronous-commit"}
