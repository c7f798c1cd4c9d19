"""A better plan is looked for behind the page: asked for, joined, watched, stopped, and told of truly when it ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from api import actions
from api.actions import searching
from api.errors import Forbidden
from api.house import House
from api.searches import WAITING, Searches
from api.views import Caller, Done, PersonView, PlanSearchView, ProposalView, Refused, Role
from planner.board import Board
from planner.booking import confirm, hold
from planner.identifiers import CustomerId, ServiceId, SiteId, TechnicianId
from planner.ports import Actor, Work
from planner.replanning import PlanUnlawful, Search, propose_plan
from planner.sites import Position, Site
from planner.slots import Wish, offer_slots
from planner.staffing import save_technician
from solver.stop import AnyOf, Iterations, Progress
from tests.api.test_searches import until_stopped
from tests.support.house import a_house, found_firm
from tests.support.planner import ALBERTVILLE, ANNECY, MONDAY, a_technician, between

VISITOR = Actor("customer")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose two technicians are each sent to where the other one lives."""
    house = a_house(tmp_path)
    firm = found_firm(house).firm

    def crossed(work: Work) -> None:
        save_technician(work, a_technician("Élodie", start=ALBERTVILLE, end=ALBERTVILLE))
        book(work, "gaëtan", ALBERTVILLE)
        book(work, "élodie", ANNECY)

    house.transactions.write(firm.id, crossed)
    yield house
    house.searches.close()


def book(work: Work, technician: str, position: Position, hours: tuple[int, int] = (10, 12)) -> None:
    """Send a technician somewhere on Monday."""
    wish = Wish(ServiceId("dépannage"), position, technician_id=TechnicianId(technician))
    slot = next(slot for slot in offer_slots(work, wish, Board()) if slot.window == between(*hours))
    held = hold(work, wish, slot.target, Board(), actor=VISITOR)
    site = Site(SiteId(f"site-{held.id}"), CustomerId("durand"), position, "house", city="Seynod")
    work.of(Site).put(site)
    confirm(work, held.id, site, Board(), actor=VISITOR)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that ends only when somebody stops it."""
    monkeypatch.setattr(searching, "thoroughly", lambda: AnyOf(()))


def staff(house: House, role: Role = Role.DISPATCHER) -> Caller:
    """Somebody of the firm."""
    firm = house.transactions.firm_by_slug("duret")
    return Caller("x", PersonView("p1", "Claire", "claire@duret.invalid", role), firm=firm.id, house=house)


def ask(house: House) -> Any:
    """Ask for a better Monday; return the search."""
    assert isinstance(actions.propose_plan(staff(house), "duret", day=MONDAY), Done)
    run = house.searches.find((house.transactions.firm_by_slug("duret").id, MONDAY))
    assert run
    return run


def ended(house: House) -> tuple[PlanSearchView | None, ProposalView | None]:
    """What Monday shows once the search asked for has ended."""
    assert ask(house).wait(60)
    view = actions.day(staff(house), "duret", MONDAY)
    return view.search, view.proposal


def shown(house: House) -> PlanSearchView:
    """The search on Monday's page."""
    view = actions.day(staff(house), "duret", MONDAY).search
    assert view
    return view


def test_what_is_found_becomes_the_proposal(house: House) -> None:
    """And the search has nothing more to say."""
    search, proposal = ended(house)
    assert search
    assert proposal
    assert ("found", 0) == (search.state, search.left_out)
    assert search.saved > 60
    assert proposal.changes


def test_a_day_says_how_far_its_search_is_and_stopping_it_keeps_the_best(house: House, endless: None) -> None:
    """Asked for twice, searched once; stopped, the best so far is proposed."""
    run = ask(house)
    assert run is ask(house)
    while run.standing().saved < 60:
        assert not run.wait(0.01)
    search = shown(house)
    assert "running" == search.state
    assert (0.0, 0) == search.points[0]
    assert search.saved == search.points[-1][1]
    assert isinstance(actions.stop_search(staff(house), "duret", day=MONDAY), Done)
    assert run.wait(60)
    assert actions.day(staff(house), "duret", MONDAY).proposal
    assert search.mark != shown(house).mark


def test_a_day_that_is_already_good_says_so_until_it_changes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new booking makes the answer old: nothing false stands on the page."""
    _, proposal = ended(house)
    assert proposal
    everything = [change.change for change in proposal.changes]
    assert isinstance(actions.accept_plan(staff(house), "duret", proposal=proposal.proposal, changes=everything), Done)
    search, none = ended(house)
    assert search
    assert none is None
    assert "nothing" == search.state
    firm = house.transactions.firm_by_slug("duret")
    house.transactions.write(firm.id, lambda work: book(work, "gaëtan", ANNECY, (8, 10)))
    assert "overtaken" == shown(house).state


def test_a_search_stopped_before_it_found_anything_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not say that nothing is better: it has hardly looked."""
    monkeypatch.setattr(searching, "propose", _stopped_at_once)
    run = ask(house)
    actions.stop_search(staff(house), "duret", day=MONDAY)
    assert run.wait(60)
    assert "stopped" == shown(house).state


def test_an_absence_begins_the_search_again_and_its_answer_sends_nobody_who_is_away(
    house: House, endless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What mends the absence stands meanwhile; what was looked for before it never replaces that."""
    monkeypatch.setattr(searching, "LOOK", 0.05)
    run = ask(house)
    while run.standing().saved < 60:
        assert not run.wait(0.01)
    before = run.based_on
    assert isinstance(actions.mark_absent(staff(house), "duret", technician="gaëtan", day=MONDAY), Done)
    while run.based_on == before:
        assert not run.wait(0.01)
    mended = actions.day(staff(house), "duret", MONDAY).proposal
    assert mended
    assert "disturbed" == mended.cause
    actions.stop_search(staff(house), "duret", day=MONDAY)
    assert run.wait(60)
    proposal = actions.day(staff(house), "duret", MONDAY).proposal
    assert proposal
    assert proposal.technicians
    assert "gaëtan" not in {visit.technician for change in proposal.changes for visit in change.visits}


def test_that_nothing_is_better_is_no_longer_said_once_a_setting_has_changed(house: House) -> None:
    """It was true with the technicians there were."""
    ended(house)
    firm = house.transactions.firm_by_slug("duret")
    house.transactions.write(firm.id, lambda work: save_technician(work, a_technician("Mylène")))
    assert "overtaken" == shown(house).state


def test_a_search_that_had_not_begun_is_taken_off_the_queue(house: House, endless: None) -> None:
    """It has found nothing that could be kept."""
    house = replace(house, searches=Searches(at_once=1))
    run, tomorrow = ask(house), MONDAY + timedelta(days=1)
    assert isinstance(actions.propose_plan(staff(house), "duret", day=tomorrow), Done)
    answer = actions.stop_search(staff(house), "duret", day=tomorrow)
    assert "La recherche n’avait pas commencé : elle est retirée de la file d’attente." == answer.sentence
    answer = actions.stop_search(staff(house), "duret", day=MONDAY)
    assert "La recherche s’arrête avec le meilleur planning trouvé." == answer.sentence
    assert run.wait(60)


def test_a_day_that_is_past_and_one_too_many_are_not_looked_for(house: House) -> None:
    """In words; nothing is begun."""
    answer = actions.propose_plan(staff(house), "duret", day=MONDAY - timedelta(days=2))
    assert Refused("Ce jour est passé.") == answer
    house = replace(house, searches=Searches(at_once=1))
    firm = house.transactions.firm_by_slug("duret")
    for number in range(WAITING + 1):
        house.searches.ask((firm.id, MONDAY + timedelta(days=number)), until_stopped)
    answer = actions.propose_plan(staff(house), "duret", day=MONDAY + timedelta(days=WAITING + 1))
    assert isinstance(answer, Refused)
    assert answer.sentence.startswith("Trop de recherches attendent déjà")
    house.searches.close()


def _stopped_at_once(*asked: Any) -> Any:
    """Search only until it is stopped, and find nothing."""
    search = asked[-2]
    while not search.halted():
        pass
    return _Nothing


class _Nothing:
    """A proposal of nothing."""

    groups = unplaced = ()


def test_a_plan_that_the_referee_refuses_is_never_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says that the search failed, and the log says why."""

    def unlawful(*_asked: Any) -> None:
        raise PlanUnlawful

    monkeypatch.setattr(searching, "propose", unlawful)
    with capture_logs() as lines:
        search, proposal = ended(house)
    assert search
    assert proposal is None
    assert "failed" == search.state
    assert ["search_failed"] == [line["event"] for line in lines]


def test_nothing_is_stopped_where_nothing_is_searched(house: House) -> None:
    """A search that has just ended is no reason to refuse; another day's is."""
    ended(house)
    assert isinstance(actions.stop_search(staff(house), "duret", day=MONDAY), Done)
    assert isinstance(actions.stop_search(staff(house), "duret", day=MONDAY + timedelta(days=1)), Refused)


def test_only_who_steers_asks_and_stops(house: House) -> None:
    """A technician does neither."""
    him = staff(house, Role.TECHNICIAN)
    for action in (actions.propose_plan, actions.stop_search):
        with pytest.raises(Forbidden):
            action(him, "duret", day=MONDAY)


def test_a_visit_that_finds_its_place_is_told_of_and_is_no_saving(house: House) -> None:
    """Its price, as high as a broken promise, never shows as hours of road."""
    run = ask(house)
    assert run.wait(60)
    headway = searching.Headway(run, price=10)
    for cost, left_out in ((5_000_900, 1), (5_000_700, 1), (1_500, 0), (900, 0)):
        headway(Progress(0, cost, left_out))
    assert (80, 0) == (run.standing().saved, run.standing().left_out)


def test_a_search_ends_the_same_with_and_without_somebody_watching(house: House) -> None:
    """What is told on the way changes nothing of the plan."""
    watched = ended(house)[1]
    firm = house.transactions.firm_by_slug("duret")
    propose_plan(house.transactions, firm.id, (MONDAY, MONDAY), Search(Iterations(300)))
    again = actions.day(staff(house), "duret", MONDAY).proposal
    assert watched
    assert again
    assert watched.travel_after == again.travel_after
