"""Claire's day: what she sees, where a visit could go, taking steps and taking them back."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import actions
from api.errors import Forbidden, SignInNeeded
from api.house import House
from api.views import BookedView, BookingForm, Caller, Done, HoldView, PersonView, ProposalView, Refused, Role
from desk.customers import Contact
from desk.notices import Notice, mark_seen, notify
from desk.visit_notes import keep_note
from planner.appointments import State
from planner.errors import NotFound
from planner.identifiers import AppointmentId, ProposalId, TechnicianId
from planner.plans import Change, Gain, Line, Proposal
from planner.staffing import save_technician
from planner.working_days import local_day
from tests.support.house import a_house, found_firm
from tests.support.planner import MONDAY, a_technician

FORM = BookingForm("Camille Revel", "06 39 98 12 34", "", "12 rue des Aulnes", "74600", "Seynod", "", "1234A")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm of two technicians."""
    house = a_house(tmp_path)
    firm = found_firm(house).firm
    house.transactions.write(firm.id, lambda work: save_technician(work, a_technician("Julien")))
    return house


def staff(house: House, role: Role = Role.DISPATCHER, slug: str = "duret", **person: Any) -> Caller:
    """Somebody of the firm."""
    firm = house.transactions.firm_by_slug(slug)
    return Caller("x", PersonView("p1", "Claire", "claire@duret.invalid", role, **person), firm=firm.id, house=house)


def book(house: House, number: int = 0) -> str:
    """Book the nth slot online and return the appointment."""
    visitor = Caller("x", house=house)
    service = actions.portal(visitor, "duret").services[0].service
    slots = actions.slots(visitor, "duret", service=service, commune="Seynod").slots
    kept = actions.hold_slot(visitor, "duret", offer=slots[number].offer)
    assert isinstance(kept, HoldView)
    booked = actions.confirm_hold(visitor, "duret", kept.hold, FORM)
    assert isinstance(booked, BookedView)
    return booked.appointment


def where(house: House, appointment: str) -> tuple[str, date]:
    """Who keeps an appointment, and on which day."""
    view = actions.appointment(staff(house), "duret", appointment)
    assert view.technician is not None
    return view.technician.technician, local_day(view.visit.start, house.transactions.firm_by_slug("duret").zone)


def test_the_day_shows_who_goes_where_with_road_and_waiting(house):
    """Each visit with its window, its customer and the way to it."""
    book(house)
    view = actions.day(staff(house), "duret", MONDAY)
    assert ["Gaëtan", "Julien"] == [route.technician.name for route in view.routes]
    visits = [visit for route in view.routes for visit in route.visits]
    assert ["Camille Revel"] == [visit.customer_name for visit in visits]
    assert visits[0].travel_before > 0
    busy = next(route for route in view.routes if route.visits)
    assert busy.departure is not None
    assert busy.arrival is not None
    assert busy.departure < visits[0].start < visits[0].end < busy.arrival


def test_every_place_of_a_day_has_a_verdict_with_a_reason(house):
    """Yes with a price, or no with a sentence."""
    appointment = book(house)
    view = actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY)
    assert 8 == len(view.verdicts)
    assert all(verdict.sentence for verdict in view.verdicts)
    assert any(verdict.keeps_promise for verdict in view.verdicts)


def test_yes_and_no_are_told_without_a_word_and_are_the_same(house):
    """Whoever drags sees where it may go, and at what price, before the hour and the reasons are worked out."""
    firm = house.transactions.firm_by_slug("duret")
    house.transactions.write(firm.id, lambda work: save_technician(work, a_technician("Julien", skills={})))
    appointment = book(house)
    told, quick = (
        actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY, briefly=briefly).verdicts
        for briefly in (False, True)
    )
    assert {True, False} == {one.possible for one in quick}
    assert [replace(one, sentence="", offer="", planned_start=None) for one in told] == list(quick)


def test_a_refusal_names_what_stands_in_the_way(house):
    """A technician without the skill is refused for that."""
    firm = house.transactions.firm_by_slug("duret")
    house.transactions.write(firm.id, lambda work: save_technician(work, a_technician("Julien", skills={})))
    appointment = book(house)
    view = actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY)
    refused = [verdict for verdict in view.verdicts if not verdict.possible]
    assert {"Julien"} == {verdict.technician.name for verdict in refused}
    assert all("repair" in verdict.sentence for verdict in refused)


def test_a_move_is_made_and_taken_back(house):
    """The last action is named, and undone by one button."""
    appointment = book(house)
    before = where(house, appointment)
    verdicts = actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY).verdicts
    other = next(one for one in verdicts if one.offer and one.technician.technician != before[0])
    actions.move_appointment(staff(house), "duret", appointment=appointment, offer=other.offer)
    assert other.technician.technician == where(house, appointment)[0]
    assert actions.day(staff(house), "duret", MONDAY).last_action
    actions.undo_last(staff(house), "duret")
    assert before == where(house, appointment)
    assert "rien à annuler" in actions.undo_last(staff(house), "duret").sentence


def test_a_cancelled_appointment_says_who_cancelled_it_and_why(house):
    """History answers in words."""
    appointment = book(house)
    actions.cancel_appointment(staff(house), "duret", appointment=appointment, reason="camion en panne")
    view = actions.appointment(staff(house), "duret", appointment)
    assert State.CANCELLED_BY_FIRM == view.visit.state
    assert not view.may_cancel
    last = view.history[-1]
    assert ("L’assistante", "Rendez-vous annulé (camion en panne)") == (last.who, last.sentence)
    assert "rien" in actions.cancel_appointment(staff(house), "duret", appointment=appointment).sentence.lower()


def test_a_search_finds_the_customer_by_name_and_by_telephone(house):
    """However it is typed."""
    appointment = book(house)
    for words in ("revel", "CAMILLE", "06 39 98 12 34", "0639981234"):
        found = actions.search(staff(house), "duret", words).found
        assert [appointment] == [one.appointment for one in found], words
    assert () == actions.search(staff(house), "duret", "personne").found


def test_a_technician_sees_his_own_day_only(house):
    """The office may look at anybody's."""
    appointment = book(house)
    whose, day = where(house, appointment)
    his = actions.technician_day(staff(house, Role.TECHNICIAN, technician=whose), "duret", day)
    assert [appointment] == [visit.appointment for visit in his.route.visits]
    other = next(name for name in ("gaëtan", "julien") if name != whose)
    curious = staff(house, Role.TECHNICIAN, technician=other)
    assert () == actions.technician_day(curious, "duret", day, technician=whose).route.visits
    assert 1 == len(actions.technician_day(staff(house), "duret", day, technician=whose).route.visits)


def test_strangers_neighbours_and_technicians_may_not_steer(house):
    """Roles and firms are checked in every action."""
    found_firm(house, "voisin", "Voisin Électricité")
    appointment = book(house)
    with pytest.raises(SignInNeeded):
        actions.day(Caller("x", house=house), "duret", MONDAY)
    neighbour = staff(house, slug="voisin")
    with pytest.raises(SignInNeeded):
        actions.cancel_appointment(neighbour, "duret", appointment=appointment)
    with pytest.raises(Forbidden):
        actions.undo_last(staff(house, Role.TECHNICIAN), "duret")
    stranger = replace(staff(house), person=None)
    with pytest.raises(SignInNeeded):
        actions.search(stranger, "duret", "revel")


def test_a_technician_who_is_linked_to_no_route_has_no_day(house):
    """He is not shown somebody else's."""
    book(house)
    with pytest.raises(NotFound):
        actions.technician_day(staff(house, Role.TECHNICIAN), "duret", MONDAY)


def test_a_proposal_is_settled_by_a_choice_and_once(house):
    """No change ticked is no decision; set aside is set aside."""
    book(house)
    propose(house)
    firm = house.transactions.firm_by_slug("duret")
    with house.transactions.read(firm.id) as work:
        (proposal,) = work.of(Proposal).find()
    assert "Choisissez" in actions.accept_plan(staff(house), "duret", proposal=proposal.id).sentence
    assert isinstance(actions.refuse_plan(staff(house), "duret", proposal=proposal.id), Done)
    assert isinstance(actions.refuse_plan(staff(house), "duret", proposal=proposal.id), Refused)


def test_a_proposal_that_drives_more_says_what_is_gained_instead(house):
    """Never "-7 min de route en moins": less overtime may be worth more road."""
    shown = proposal_of(house, Gain(travel=-7 * 60, overtime=25 * 60))
    assert "1 changement : 25 min d’heures supplémentaires en moins mais 7 min de route en plus." == shown.sentence
    assert [(-7 * 60, "25 min d’heures supplémentaires en moins mais 7 min de route en plus")] == [
        (change.saving, change.gain) for change in shown.changes
    ]


def test_what_changes_save_adds_up_to_what_the_day_saves_in_the_minutes_people_see(house):
    """Ninety seconds thrice are not three times one minute, nor two."""
    shown = proposal_of(house, *[Gain(travel=90)] * 3)
    assert 60 * 4 == sum(change.saving for change in shown.changes)
    assert "3 changements : 4 min de route en moins." == shown.sentence


def test_a_proposal_tells_where_each_visit_would_go(house):
    """Who, from when and until when: the timeline draws it there."""
    (visit,) = proposal_of(house, Gain(travel=90)).changes[0].visits
    whose, _ = where(house, visit.appointment)
    assert (whose, house.clock(), house.clock() + timedelta(hours=1)) == (visit.technician, visit.start, visit.end)


def test_asking_twice_for_a_proposal_keeps_one(house):
    """Nothing has changed in between: the database holds the one that is open."""
    book(house)
    for _ in range(2):
        propose(house)
    firm = house.transactions.firm_by_slug("duret")
    with house.transactions.read(firm.id) as work:
        assert 1 == len(work.of(Proposal).find())


def propose(house: House) -> None:
    """Ask for a better Monday, and wait for what is found."""
    actions.propose_plan(staff(house), "duret", day=MONDAY)
    run = house.searches.find((house.transactions.firm_by_slug("duret").id, MONDAY))
    assert run
    assert run.wait(60)


def proposal_of(house: House, *gains: Gain) -> ProposalView:
    """What is shown of a proposal whose changes gain so much, of an hour of road."""
    hour, firm = house.clock(), house.transactions.firm_by_slug("duret")
    spots = [(AppointmentId(book(house, number)), gain) for number, gain in enumerate(gains)]
    lines = []
    for group, (appointment, gain) in enumerate(spots):
        whose = TechnicianId(where(house, appointment)[0])
        lines.append(
            Line(appointment, Change.TIME, (whose, hour), (whose, hour), "autre heure", group=group, gain=gain)
        )
    after = 3600 - sum(gain.travel for gain in gains)
    made = Proposal(ProposalId("made"), hour, MONDAY, MONDAY, (), tuple(lines), 900, 500, 3600, after)
    house.transactions.write(firm.id, lambda work: work.of(Proposal).put(made))
    shown = actions.day(staff(house), "duret", MONDAY).proposal
    assert shown is not None
    return shown


def test_what_the_technician_wrote_and_what_is_said_of_his_visit_stand_wherever_it_is_shown(house):
    """On his day and on the office's; the word goes once it is seen, the note stays."""
    appointment = book(house)
    whose, day = where(house, appointment)
    firm, him = house.transactions.firm_by_slug("duret"), staff(house, Role.TECHNICIAN, technician=whose)

    def written(work: Any) -> None:
        keep_note(work, AppointmentId(appointment), "Prévoir l'échelle")
        told = Notice("n1", work.now, TechnicianId(whose), "Il l'a déplacé.", day, AppointmentId(appointment))
        notify(work, told)

    def shown() -> list[tuple[str, str]]:
        office = actions.appointment(staff(house), "duret", appointment).visit
        route = actions.technician_day(him, "duret", day).route
        return [(visit.note, visit.notice) for visit in (office, *route.visits)]

    house.transactions.write(firm.id, written)
    assert [("Prévoir l'échelle", "Il l'a déplacé.")] * 2 == shown()
    house.transactions.write(firm.id, lambda work: mark_seen(work, "n1"))
    assert [("Prévoir l'échelle", "")] * 2 == shown()


@pytest.mark.parametrize(
    "reached, told",
    [
        ({"email": "camille@exemple.invalid"}, "Le client est prévenu."),
        ({"email": ""}, "Ce client n’a pas d’e-mail : appelez-le au 06 39 98 12 34."),
    ],
)
def test_whoever_moves_or_cancels_a_promise_hears_how_its_customer_is_told(house, reached, told):
    """Another technician at the same hours is nobody's business."""
    appointment = book(house)
    firm = house.transactions.firm_by_slug("duret")
    with house.transactions.read(firm.id) as work:
        contact = work.of(Contact).get(appointment)
    house.transactions.write(firm.id, lambda work: work.of(Contact).put(replace(contact, **reached)))
    places = actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY).verdicts
    other = next(one for one in places if one.offer and not one.keeps_promise)
    assert Done(f"Rendez-vous déplacé. {told}") == actions.move_appointment(
        staff(house), "duret", appointment=appointment, offer=other.offer
    )
    assert Done(f"Rendez-vous annulé. {told}") == actions.cancel_appointment(
        staff(house), "duret", appointment=appointment
    )
