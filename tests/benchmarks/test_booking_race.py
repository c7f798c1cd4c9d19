"""A short race below the door: nothing is found where nothing is wrong, and each planted fault is."""

import pytest

from benchmarks.race import faults, ground, pieces, players
from benchmarks.race.pieces import Piece
from tests.support.postgresql import programs_of_the_wheel, started

QUESTIONS = 180
FINDS = {
    "check-then-insert": {"impossible", "lost", "unknown"},
    "stale-cache": {"impossible"},
    "no-key": {"contradicted", "impossible"},
    "half-outbox": {"half_told"},
    "no-fence": {"impossible"},
}


@pytest.fixture(autouse=True)
def crowded(monkeypatch):
    """Two technicians for everybody, a network that often fails, and plans that are accepted late."""
    monkeypatch.setattr(ground, "TECHNICIANS", ground.TECHNICIANS[:2])
    monkeypatch.setattr(ground, "DAYS", 1)
    monkeypatch.setattr(players, "LOST", 0.15)
    monkeypatch.setattr(players, "NAPS", 1.0)
    monkeypatch.setattr(players, "WISHES", players.WISHES | {"propose": 25})


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory):
    """What is compiled once is compiled before anybody forks."""
    pieces.warmed_up(f"sqlite:///{tmp_path_factory.mktemp('warm')}/warm.sqlite")


def raced(folder, url=None, **how):
    """What a short piece came to."""
    return pieces.run(Piece(**{"url": url or f"sqlite:///{folder}/r.sqlite", "folder": folder, "seed": 1} | how))


def test_whoever_is_killed_and_whatever_is_lost_nothing_is_wrong(tmp_path):
    """The longer form has a million operations and a thousand kills."""
    outcome = raced(tmp_path, questions=QUESTIONS, kills=3)
    assert {} == outcome.verdict.anomalies, outcome.verdict.examples
    assert (True, 3, True) == (outcome.asked >= QUESTIONS, outcome.kills, outcome.lost_replies > 0)


@pytest.mark.postgresql
def test_nothing_is_wrong_on_postgresql_either(tmp_path):
    """Two keepers; one kill is the keeper's, the next one of PostgreSQL's own processes'."""
    with started(programs_of_the_wheel()) as server:  # its own: killing it must not disturb other tests
        outcome = raced(tmp_path, server.new_database(), questions=QUESTIONS, kills=2)
    assert {} == outcome.verdict.anomalies, outcome.verdict.examples


@pytest.mark.parametrize("fault", FINDS)
def test_each_planted_fault_is_found_by_whoever_looks_for_it(tmp_path, fault):
    """A judge who finds nothing proves nothing."""
    outcome = raced(tmp_path, questions=2 * QUESTIONS, kills=3, fault=fault)
    assert FINDS[fault] & outcome.verdict.anomalies.keys(), outcome


def test_every_fault_has_its_checker():
    """The one that only PostgreSQL can have is shown by the benchmark: it takes a kill in the right moment."""
    assert faults.FAULTS.keys() - FINDS.keys() == {"asynchronous-commit"}
