"""An absence that breaks promises brings a proposal that keeps them, and a word; another brings nothing."""

from typing import Any

import pytest

from api import wiring
from desk.notices import open_notices
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.plans import Proposal
from planner.staffing import replace_absences, save_technician
from tests.api.test_v1 import book
from tests.support.planner import a_technician

GAETAN = TechnicianId("gaëtan")


@pytest.fixture
def do(client, house, duret) -> Any:
    """Runs commands of a firm with one visit promised."""
    book(client)
    return lambda command: house.transactions.write(duret.firm.id, command)


def visit(do: Any) -> Any:
    """Where the one visit stands."""
    routes = do(lambda work: work.routes.between(work.now.date(), work.now.date().replace(year=2027)))
    (found,) = [one for route in routes for one in route.visits]
    return found


def block(do: Any, house: Any, interval: Interval) -> None:
    """Gaëtan's calendar says that he is away, and whoever listens is told."""
    do(lambda work: replace_absences(work, GAETAN, "calendar:1", [interval]))
    wiring.worker_of(house).drain()


def test_a_visit_he_cannot_make_is_proposed_to_somebody_else(do, house):
    """Claire finds a proposal on that day, and a word that says so."""
    do(lambda work: save_technician(work, a_technician("Mylène")))
    block(do, house, visit(do).window)
    (proposal,) = do(lambda work: work.of(Proposal).find())
    assert {"mylène"} == {line.after[0] for line in proposal.lines}
    (notice,) = do(open_notices)
    assert notice.text.startswith("Gaëtan est absent le ")
    assert "1 passage à confier" in notice.text
    assert notice.day == proposal.first


def test_what_nobody_can_keep_is_said(do, house):
    """He is the only one: Claire must call the customer."""
    block(do, house, visit(do).window)
    assert ["Personne ne peut reprendre 1 rendez-vous."] == [one.text[-41:] for one in do(open_notices)]


def test_an_absence_that_breaks_nothing_bothers_nobody(do, house):
    """The day after."""
    there = visit(do).window
    later = Interval(there.start.replace(day=there.start.day + 3), there.end.replace(day=there.end.day + 3))
    block(do, house, later)
    assert ([], []) == (do(lambda work: work.of(Proposal).find()), do(open_notices))


def test_told_twice_there_is_one_proposal_and_one_word(do, house):
    """At least once means that it may come again."""
    do(lambda work: save_technician(work, a_technician("Mylène")))
    window = visit(do).window
    do(lambda work: replace_absences(work, GAETAN, "calendar:1", [window]))
    (delivery,) = (one for one in house.queue.claim(50) if one.listener == "mend_after_absence")
    for _ in range(2):
        wiring.worker_of(house).handlers[delivery.listener](delivery)
    assert (1, 1) == (len(do(lambda work: work.of(Proposal).find())), len(do(open_notices)))
