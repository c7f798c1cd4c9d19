"""What cannot be done is refused, by the name of the situation, and nothing is saved."""

import re
from datetime import date, time, timedelta
from functools import partial

import pytest

from planner.appointments import State
from planner.booking import book, cancel, confirm, hold, move, progress
from planner.deciding import refuse_plan
from planner.errors import (
    HoldExpired,
    InvalidConfiguration,
    KeyReused,
    NotAllowedNow,
    OutsideHorizon,
    ProposalStale,
    Refused,
    UndoRefused,
)
from planner.firms import Firm
from planner.idempotency import once, refused_once
from planner.identifiers import CustomerId, FirmId, SiteId, TechnicianId
from planner.intervals import Interval
from planner.maintenance import due_dates
from planner.plans import Change
from planner.reasons import why_not
from planner.replanning import PlanUnlawful, Search, drafted, propose_plan, proposed
from planner.rules import FirmRules
from planner.sites import Area, Position, Site
from planner.slots import Target, Wish, all_slots
from planner.staffing import add_absence, save_technician
from planner.technicians import Absence
from planner.undo import last_undoable, undo
from planner.windows import bookable_windows
from planner.working_days import WeeklyHours
from solver.solution import Solution
from solver.stop import Iterations
from tests.support.planner import (
    ANNECY,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SEYNOD,
    VISITOR,
    Heart,
    a_firm,
    a_service,
    a_technician,
    between,
    paris,
)

NICE = Position(43.7, 7.26)
GAETAN = TechnicianId("gaëtan")


def at(heart, start, end, **wish):
    """The cheapest slot of one window of Monday."""
    return next(slot for slot in heart.slots(**wish) if slot.window == between(start, end))


def test_a_hold_is_not_confirmed_once_its_window_is_over():
    """Nobody is promised yesterday."""
    heart = Heart()
    held = heart.hold(at(heart, 8, 10))
    heart.now = paris(10)
    with pytest.raises(HoldExpired):
        heart.confirm(held)


def test_an_expired_hold_that_its_true_place_makes_impossible_has_expired():
    """The customer is told of the time, not of the distance."""
    heart = Heart()
    held = heart.hold(at(heart, 8, 10))
    heart.now += timedelta(minutes=20)
    with pytest.raises(HoldExpired):
        heart.confirm(held, NICE)


def test_what_is_confirmed_is_not_confirmed_again():
    """A promise is made once."""
    heart = Heart()
    booked = heart.book(at(heart, 8, 10))
    with pytest.raises(NotAllowedNow):
        heart.confirm(booked)


def test_a_hold_may_be_moved_while_its_visit_stands():
    """Afterwards nobody knows where its customer was."""
    heart = Heart()
    held = heart.hold(at(heart, 8, 10))
    to = at(heart, 10, 12).target
    heart.do(partial(move, appointment_id=held.id, target=to, board=heart.board, actor=VISITOR))
    assert between(10, 12) == heart.route().visits[0].window
    route = heart.route()
    heart.do(lambda work: work.routes.save([route.without([held.id])]))
    with pytest.raises(HoldExpired):
        heart.do(partial(move, appointment_id=held.id, target=to, board=heart.board, actor=VISITOR))


def test_what_is_under_way_is_not_moved_and_nothing_progresses_to_a_cancellation():
    """Each verb keeps to its own states."""
    heart = Heart()
    booked, to = heart.book(at(heart, 8, 10)), at(heart, 10, 12).target
    for state in (State.CANCELLED_BY_FIRM, State.HELD):
        with pytest.raises(NotAllowedNow):
            heart.do(partial(progress, appointment_id=booked.id, state=state, actor=CLAIRE))
    heart.do(partial(progress, appointment_id=booked.id, state=State.ON_THE_WAY, actor=CLAIRE))
    with pytest.raises(NotAllowedNow):
        heart.do(partial(move, appointment_id=booked.id, target=to, board=heart.board, actor=CLAIRE))


def test_an_appointment_that_no_route_keeps_can_still_end():
    """Claire cancels, or a technician reports, what the plan has lost."""
    heart = Heart()
    for end in (
        partial(cancel, board=heart.board, actor=CLAIRE),
        partial(progress, state=State.NO_ACCESS, actor=CLAIRE),
    ):
        booked = heart.book(at(heart, 8, 10))
        heart.do(partial(lose, route=heart.route().without([booked.id])))
        heart.do(partial(end, appointment_id=booked.id))
        assert State.CONFIRMED is not heart.appointment(booked.id).state


def lose(work, route):
    """Save a route that has lost a visit."""
    work.routes.save([route])


def test_claire_books_in_one_step_what_a_customer_would_have_to_wait_for():
    """The lead time binds customers, and so does the horizon."""
    heart = Heart(services=(a_service(lead_time=timedelta(days=2), horizon=timedelta(days=3)),))
    slot = at(heart, 8, 10, by_firm=True)
    site = Site(SiteId("s"), CustomerId("durand"), SEYNOD, "house")
    with pytest.raises(OutsideHorizon):
        heart.do(lambda work: hold(work, Wish(slot.service_id, SEYNOD), slot.target, heart.board, actor=VISITOR))
    wish = Wish(slot.service_id, SEYNOD, by_firm=True)
    booked = heart.do(lambda work: book(work, wish, slot.target, site, heart.board, actor=CLAIRE))
    assert State.CONFIRMED is booked.state


def test_a_move_may_keep_a_window_that_the_service_no_longer_has():
    """The window promised is offered too, to whoever could keep it."""
    heart = Heart(a_technician(), a_technician("Julien"))
    booked = heart.book(at(heart, 8, 10, technician_id=GAETAN))
    shorter = a_service(arrival_window=timedelta(hours=1))
    heart = heart_with(heart, shorter)
    wish = Wish(shorter.id, SEYNOD, moving=booked.id, by_firm=True)
    with heart.memory.read(heart.firm.id) as work:
        found = [slot for slot in all_slots(work, wish, heart.board) if slot.window == booked.window]
    assert {"gaëtan", "julien"} == {slot.technician_id for slot in found}


def heart_with(heart, service):
    """The same firm once a service was changed."""
    heart.do(lambda work: work.save_firm(work.firm))
    heart.do(lambda work: work.of(type(service)).put(service))
    return heart


def reasons(heart, window, technician=GAETAN, **wish):
    """Why not, in French."""
    asked = Wish(a_service().id, SEYNOD, **wish)
    with heart.memory.read(heart.firm.id) as work:
        return [reason.fr for reason in why_not(work, asked, technician, window, heart.board)]


def test_each_refusal_says_what_stands_in_the_way():
    """Too soon, away, gone, or to be mended first; and nothing where there is room."""
    heart = Heart(a_technician(), a_technician("Julien", active=False))
    assert [] == reasons(heart, between(8, 10))
    assert ["Julien ne travaille pas ce jour-là."] == reasons(heart, between(8, 10), TechnicianId("julien"))
    assert "4 h" in reasons(heart, Interval(paris(0, day=date(2027, 3, 1)), paris(2, day=date(2027, 3, 1))))[0]
    heart.book(at(heart, 8, 10))
    heart.do(lambda work: add_absence(work, Absence("a", GAETAN, between(8, 12))))
    assert "à réparer d'abord" in reasons(heart, between(13, 15))[0]


def test_who_prefers_the_area_costs_less():
    """A preference has a price, not a veto."""
    rules = FirmRules(areas=(Area("Rumilly", frozenset({"74150"})),))
    heart = Heart(a_technician(), a_technician("Julien", areas=frozenset({"Rumilly"})), firm=a_firm(rules=rules))
    assert "julien" == heart.slots(position=RUMILLY, postcode="74150")[0].technician_id
    assert "gaëtan" == heart.slots(position=RUMILLY)[0].technician_id


def test_the_board_lets_go_of_days_that_are_past():
    """It grows with the horizon and not with the years."""
    heart = Heart()
    for _ in range(3):
        heart.slots()
        heart.now += timedelta(days=30)
    heart.slots()
    assert min(day for _, day in heart.board._days) >= heart.now.date()


def test_a_plan_that_breaks_a_rule_never_becomes_a_proposal():
    """The referee has the last word."""
    heart = Heart(a_technician(), a_technician("Julien", skills={}))
    heart.book(at(heart, 8, 10))
    with heart.memory.read(heart.firm.id) as work:
        draft = drafted(work, MONDAY, MONDAY)
    julien = next(number for number, shift in enumerate(draft.problem.shifts) if shift.technician == "julien")
    wrong = Solution.of(draft.problem, [[0] if number == julien else [] for number in range(2)])
    with pytest.raises(PlanUnlawful):
        proposed(draft, wrong)


def test_a_proposal_tells_a_start_that_moves_noticeably():
    """Same technician, another minute: a line of its own; what follows from it is no decision."""
    heart = Heart(services=(a_service(duration=timedelta(minutes=30)),))
    for place in (SEYNOD, ANNECY):
        heart.book(at(heart, 8, 10, position=place), place)
    route = heart.route()
    with heart.memory.read(heart.firm.id) as work:
        draft = drafted(work, MONDAY, MONDAY)
    turned = Solution.of(draft.problem, [list(reversed(draft.start.routes[0]))])
    lines = proposed(draft, turned).lines
    assert [Change.TIME, Change.FOLLOWS] == [line.change for line in lines]
    assert {visit.appointment_id for visit in route.visits} >= {line.appointment_id for line in lines}


def test_a_proposal_is_refused_once():
    """What is settled is settled."""
    heart = Heart()
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(1)))
    heart.do(partial(refuse_plan, proposal_id=proposal.id))
    with pytest.raises(ProposalStale):
        heart.do(partial(refuse_plan, proposal_id=proposal.id))


def test_a_cancellation_is_not_undone_once_its_window_has_passed():
    """There is nothing left to promise."""
    heart = Heart()
    booked = heart.book(at(heart, 8, 10))
    heart.do(partial(cancel, appointment_id=booked.id, board=heart.board, actor=CLAIRE))
    heart.now = paris(10)

    def take_back(work):
        entry = last_undoable(work)
        assert entry is not None
        undo(work, entry.number, heart.board, CLAIRE)

    with pytest.raises(UndoRefused):
        heart.do(take_back)


def test_the_last_step_is_found_behind_many_holds():
    """Customers tap; what Claire did last is still what undo means."""
    heart = Heart()
    booked = heart.book(at(heart, 8, 10))
    heart.do(partial(cancel, appointment_id=booked.id, board=heart.board, actor=CLAIRE))
    for _ in range(25):
        heart.hold(heart.slots()[0])
        heart.now += timedelta(minutes=11)
    with heart.memory.read(heart.firm.id) as work:
        entry = last_undoable(work)
    assert entry is not None
    assert "cancel" == entry.verb


def test_a_key_answers_once_and_is_not_used_for_something_else():
    """The second request gets the first answer; another request with that key is refused."""
    heart = Heart()
    asked: list[int] = []

    def answer():
        asked.append(1)
        return "answer"

    def command(work, fingerprint):
        return once(work, "key", fingerprint, answer)

    assert ["answer", "answer"] == [heart.do(partial(command, fingerprint="hold")) for _ in range(2)]
    assert [1] == asked
    with pytest.raises(KeyReused):
        heart.do(partial(command, fingerprint="move"))


@pytest.mark.parametrize("kind", Refused.__subclasses__())
@pytest.mark.parametrize("detail", [(), ("à {hour} h",)])
def test_every_refusal_is_remembered_as_what_it_was(kind, detail):
    """Its kind and its own words."""
    heart, refusal = Heart(), kind(*detail, hour=9)
    assert heart.do(lambda work: refused_once(work, "key", "", refusal)) is None
    with pytest.raises(kind, match=f"^{re.escape(str(refusal))}$"):
        heart.do(lambda work: once(work, "key", "", lambda: "granted"))


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: Firm(FirmId("f"), "Pas d'espace", "Firme"),
        lambda: Firm(FirmId("f"), "firme", "Firme", zone_name="Europe/Annecy"),
        lambda: a_service(duration=timedelta(0)),
        lambda: a_service(horizon=timedelta(hours=1), lead_time=timedelta(hours=2)),
        lambda: Position(91, 0),
        lambda: WeeklyHours(7, time(8), time(9)),
        lambda: WeeklyHours(0, time(9), time(9)),
    ],
)
def test_a_configuration_no_plan_could_honour_is_refused(impossible):
    """In a sentence of more than the class's own words."""
    with pytest.raises(InvalidConfiguration) as refusal:
        impossible()
    assert str(refusal.value) != InvalidConfiguration.__doc__


def test_a_refusal_without_detail_says_its_own_sentence():
    """The docstring is the message."""
    assert "Ce créneau n’était" not in str(NotAllowedNow("Détail."))
    assert "L’état du rendez-vous ne permet pas cette action." == str(NotAllowedNow())


def test_no_window_is_bookable_between_two_days_in_the_wrong_order():
    """An empty span has no days, and a contract no due dates before it began."""
    assert [] == list(bookable_windows(a_service(), a_firm(), paris(8), MONDAY, MONDAY - timedelta(days=1)))
    assert [] == due_dates(MONDAY, 2, MONDAY - timedelta(days=40), MONDAY)


def test_a_technician_who_leaves_keeps_his_route_until_it_is_mended():
    """His visits go to whoever stays."""
    heart = Heart(a_technician(), a_technician("Julien"))
    booked = heart.book(at(heart, 8, 10, technician_id=GAETAN))
    heart.do(lambda work: save_technician(work, a_technician(active=False)))
    assert "ne travaille pas" in reasons(heart, between(10, 12))[0]
    proposal = propose_plan(heart.memory, heart.firm.id, (MONDAY, MONDAY), Search(Iterations(5)))
    assert [(booked.id, "julien")] == [(line.appointment_id, line.after[0]) for line in proposal.lines]
    assert Target(GAETAN, between(8, 10)) not in {slot.target for slot in heart.slots()}
    heart.do(partial(cancel, appointment_id=booked.id, board=heart.board, actor=CLAIRE))
    assert () == heart.route().visits


def test_a_confirmation_names_the_site_it_was_proved_for():
    """Customer, place and comment are kept with the promise."""
    heart = Heart()
    held = heart.hold(at(heart, 8, 10))
    site = Site(SiteId("s"), CustomerId("durand"), ANNECY, "house")
    confirmed = heart.do(
        partial(confirm, appointment_id=held.id, site=site, board=heart.board, actor=VISITOR, comment="au fond")
    )
    assert ("s", "durand", "au fond") == (confirmed.site_id, confirmed.customer_id, confirmed.comment)
