"""What happens while a better plan is looked for: nothing that knows more is lost to a search that began before."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from planner.booking import cancel
from planner.deciding import waiting_for
from planner.errors import ProposalStale
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.plans import Cause, Proposal
from planner.replanning import Search, propose_plan
from planner.staffing import add_absence
from planner.technicians import Absence, Technician
from solver.stop import Iterations, Progress
from tests.planner.test_replanning import crossed
from tests.support.planner import ALBERTVILLE, CLAIRE, MONDAY, Heart, a_technician, paris


def searched(heart: Heart, cause: Cause = Cause.ASKED, meanwhile: Callable[[], object] = lambda: None) -> Proposal:
    """Look for a better Monday; once, while it is looked for, something happens."""
    happened: list[object] = []

    def once(_so_far: Progress) -> None:
        if not happened:
            heart.now += timedelta(seconds=1)
            happened.append(meanwhile())

    search = Search(Iterations(300), cause=cause, on_progress=once)
    return propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), search)


def absent(heart: Heart, name: str) -> None:
    """Somebody is ill on Monday."""
    away = Absence(f"ill-{name}", TechnicianId(name), Interval(paris(0), paris(0) + timedelta(days=1)), "malade")
    heart.do(lambda work: add_absence(work, away))


def waiting(heart: Heart) -> list[Proposal]:
    """What awaits a decision for Monday."""
    return heart.do(lambda work: waiting_for(work, MONDAY))


def test_a_search_that_began_before_an_absence_leaves_the_plan_that_mends_it():
    """Whoever asked must ask again: what was found would have sent visits to somebody who is ill."""
    heart = crossed()
    mended: list[Proposal] = []

    def mend() -> None:
        absent(heart, "gaëtan")
        mended.append(searched(heart, Cause.DISTURBED))

    with pytest.raises(ProposalStale):
        searched(heart, meanwhile=mend)
    assert mended == waiting(heart)
    assert "gaëtan" not in {line.after[0] for line in mended[0].lines}


def test_nobody_is_proposed_who_became_absent_while_a_plan_was_looked_for():
    """He had no visit yet, so no promise is broken and nothing has to be mended: still he cannot come."""
    heart = crossed()
    heart.do(lambda work: work.of(Technician).put(there()))
    with pytest.raises(ProposalStale):
        searched(heart, meanwhile=lambda: absent(heart, "mylène"))
    assert [] == waiting(heart)
    again = searched(heart)
    assert [again] == waiting(heart)
    assert "mylène" not in {line.after[0] for line in again.lines}


def there() -> Technician:
    """Another technician from Albertville."""
    return a_technician("Mylène", start=ALBERTVILLE, end=ALBERTVILLE)


def test_what_was_found_for_the_plan_as_it_was_does_not_replace_what_was_found_for_it_as_it_is():
    """A cancellation came in between, and its own search was faster."""
    heart = crossed()
    gone = heart.route("gaëtan").visits[0].appointment_id
    later: list[Proposal] = []

    def cancelled() -> None:
        heart.do(lambda work: cancel(work, gone, heart.board, actor=CLAIRE))
        later.append(searched(heart, Cause.DISTURBED))

    assert later == [searched(heart, meanwhile=cancelled)] == waiting(heart)
    assert gone not in {line.appointment_id for line in later[0].lines}


def test_a_search_that_began_later_replaces_what_an_earlier_one_found_meanwhile():
    """It is when the plan was read that counts, not when the search ended."""
    heart = crossed()
    earlier = searched(heart)
    heart.now += timedelta(minutes=1)
    later = searched(heart, Cause.DISTURBED)
    assert later.made_at > earlier.made_at
    assert [later] == waiting(heart)
