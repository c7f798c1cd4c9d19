"""Who waits for an earlier visit is asked about a place that comes free, on every store: three at a time, once each."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from planner.appointments import Appointment, State
from planner.board import Board
from planner.booking import book, cancel, confirm, move
from planner.errors import NotAllowedNow, OfferLapsed, RouteChanged, SlotTaken
from planner.events import AppointmentMoved, PlaceFreed, PlaceGone, PlaceOffered
from planner.identifiers import AppointmentId, CustomerId, FirmId, PlaceId, ServiceId, SiteId, TechnicianId, WaitingId
from planner.services import Service
from planner.sites import Site
from planner.slots import Target, Wish
from planner.staffing import add_absence, remove_absence
from planner.technicians import Absence, Technician
from planner.waiting import Answer, PlaceOffer, Waiting
from planner.waiting_list import ask, fits, forget_old_offers, join, stop_waiting, take, who_waits
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SEYNOD,
    SUNDAY_NIGHT,
    VISITOR,
    a_firm,
    a_service,
    a_technician,
    between,
    paris,
)

DURET = FirmId("duret")
GAETAN = TechnicianId("gaëtan")
WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
MORNING = between(8, 10, WEDNESDAY)


class List:
    """A firm of one technician with a waiting list, whose clock a test moves."""

    def __init__(self, open_store):
        self.now = SUNDAY_NIGHT
        self.told: list[Any] = []
        self.store = open_store(clock=lambda: self.now, on_commit=lambda _, events: self.told.extend(events))
        self.store.create_firm(a_firm())
        self.do(lambda work: work.of(Technician).put(a_technician()))
        self.do(lambda work: work.of(Service).put(a_service()))

    def do(self, command):
        """Run a command."""
        return self.store.write(DURET, command)

    def read(self, question):
        """Ask something."""
        with self.store.read(DURET) as work:
            return question(work)

    def booked(self, window, position=SEYNOD, waits=True):
        """An appointment, whose customer wants an earlier one."""

        def command(work):
            site = Site(SiteId(f"site-{window.start}-{position}"), CustomerId("durand"), position, "house")
            work.of(Site).put(site)
            wish = Wish(ServiceId("dépannage"), position, by_firm=True)
            one = book(work, wish, Target(GAETAN, window), site, Board(), actor=CLAIRE)
            if waits:
                join(work, Waiting(WaitingId(one.id), one.service_id, position, work.now, "", one.id))
            return one

        return self.do(command)

    def free(self, appointment):
        """Cancel an appointment; return the place that came free."""
        self.do(lambda work: cancel(work, appointment.id, Board(), actor=VISITOR))
        return next(event for event in reversed(self.told) if isinstance(event, PlaceFreed))

    def asked(self, place):
        """Ask whoever fits; return the offers."""
        ranked = self.read(lambda work: fits(work, place, Board()))
        return self.do(lambda work: ask(work, place, ranked))

    def take(self, offer):
        """Tap."""
        return self.do(lambda work: take(work, offer.id, Board()))

    def answers(self):
        """What became of each offer so far."""
        offers = self.read(lambda work: work.of(PlaceOffer).find())
        return sorted(offer.answered(self.now) for offer in offers)


@pytest.fixture
def waiting(open_store):
    """A firm with a waiting list."""
    return List(open_store)


def test_who_fits_best_is_asked_first_and_is_told_why(waiting):
    """The road decides: of two who wait, the one next to where he passes costs least."""
    first = waiting.booked(MORNING, waits=False)
    waiting.booked(between(10, 12, WEDNESDAY), SEYNOD, waits=False)
    far = waiting.booked(between(14, 16, FRIDAY), ALBERTVILLE)
    near = waiting.booked(between(16, 17, FRIDAY), SEYNOD)
    place = waiting.free(first)
    offers = waiting.asked(place)
    assert [near.id, far.id] == [offer.waiting_id for offer in offers]
    assert offers[0].cost < offers[1].cost
    assert offers[0].reason.fr.endswith("2 jours plus tôt")
    assert {MORNING} == {offer.window for offer in offers}
    assert 2 == sum(isinstance(event, PlaceOffered) for event in waiting.told)


def test_three_are_asked_and_after_their_time_the_next_three_and_nobody_twice(waiting):
    """Half an hour in opening hours each; the place is told again when it is over."""
    first = waiting.booked(MORNING, waits=False)
    for hour in (8, 10, 14, 16):
        waiting.booked(between(hour, hour + 2 if hour < 16 else 17, FRIDAY))
    place = waiting.free(first)
    round_one = waiting.asked(place)
    assert 3 == len(round_one)
    assert {paris(8, 30)} == {offer.expires_at for offer in round_one}
    assert [] == waiting.asked(place)
    again = waiting.told[-1]
    assert again == replace(place, due_at=paris(8, 30))
    waiting.now = paris(8, 30)
    round_two = waiting.asked(again)
    assert 1 == len(round_two)
    assert [Answer.LAPSED] * 3 + [Answer.OPEN] == sorted(waiting.answers(), reverse=False)
    waiting.now = paris(9)
    assert [] == waiting.asked(again)


def test_the_first_tap_moves_the_appointment_and_the_others_hear_that_it_is_gone(waiting):
    """What the one who moved leaves is a place for somebody else."""
    first = waiting.booked(MORNING, waits=False)
    thursday = MORNING.start + timedelta(days=1)
    one = waiting.booked(replace(MORNING, start=thursday, end=thursday + timedelta(hours=2)))
    waiting.booked(between(8, 10, FRIDAY))
    offers = waiting.asked(waiting.free(first))
    winner = next(offer for offer in offers if offer.waiting_id == one.id)
    loser = next(offer for offer in offers if offer.waiting_id != one.id)
    assert MORNING == waiting.take(winner).window
    assert [PlaceGone(loser.id)] == [event for event in waiting.told if isinstance(event, PlaceGone)]
    assert any(isinstance(event, AppointmentMoved) for event in waiting.told[-8:])
    freed = [event for event in waiting.told[-8:] if isinstance(event, PlaceFreed)]
    assert {MORNING.start, thursday} == {event.start for event in freed}
    with pytest.raises(SlotTaken):
        waiting.take(loser)
    assert [loser.waiting_id] == [who.id for who, _ in waiting.read(who_waits)]


def test_of_two_taps_at_once_one_has_the_place(waiting):
    """Both read their offer as open; the locks of the routes let one after the other decide."""
    first = waiting.booked(MORNING, waits=False)
    for hour in (8, 10):
        waiting.booked(between(hour, hour + 2, FRIDAY))
    offers = waiting.asked(waiting.free(first))
    assert 2 == len(offers)

    def tap(offer):
        try:
            return waiting.take(offer).window
        except (SlotTaken, RouteChanged):
            return None

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(tap, offers))
    assert [MORNING] == [answer for answer in answers if answer is not None]
    assert [Answer.GONE, Answer.TAKEN] == waiting.answers()


def test_who_found_nothing_holds_the_place_and_waits_again_if_he_lets_it_go(waiting):
    """The tap keeps the place like any slot; only the promise takes him off the list."""
    first = waiting.booked(MORNING, waits=False)
    stranger = Waiting(WaitingId("w"), ServiceId("dépannage"), ANNECY, waiting.now)
    waiting.do(lambda work: join(work, stranger))
    (offer,) = waiting.asked(waiting.free(first))
    assert offer.reason.fr.endswith("n'avait rien trouvé")
    held = waiting.take(offer)
    assert State.HELD == held.state
    assert [] == waiting.read(who_waits)
    assert held.held_until == next(e.due_at for e in reversed(waiting.told) if isinstance(e, PlaceFreed))
    waiting.now = held.held_until
    assert ["w"] == [who.id for who, _ in waiting.read(who_waits)]
    site = Site(SiteId("s"), CustomerId("c"), ANNECY, "house")
    waiting.do(lambda work: (work.of(Site).put(site), confirm(work, held.id, site, Board(), actor=VISITOR)))
    assert [] == waiting.read(who_waits)
    waiting.do(forget_old_offers)
    assert [] == waiting.read(lambda work: work.of(Waiting).find())


def test_too_late_is_too_late_and_who_left_is_not_moved(waiting):
    """After its time an offer moves nothing; nor does it for somebody who has left the list."""
    first = waiting.booked(MORNING, waits=False)
    one, other = waiting.booked(between(8, 10, FRIDAY)), waiting.booked(between(14, 16, FRIDAY))
    offers = {offer.waiting_id: offer for offer in waiting.asked(waiting.free(first))}
    waiting.do(lambda work: stop_waiting(work, WaitingId(other.id)))
    with pytest.raises(NotAllowedNow):
        waiting.take(offers[other.id])
    waiting.now = paris(9)
    with pytest.raises(OfferLapsed):
        waiting.take(offers[one.id])
    assert between(8, 10, FRIDAY) == waiting.read(lambda work: work.of(Appointment).get(one.id).window)
    assert [Answer.DECLINED, Answer.LAPSED] == waiting.answers()


def test_nobody_is_asked_for_later_than_he_has_or_wants(waiting):
    """What he has is better, or he said until when he waits."""
    first = waiting.booked(MORNING, waits=False)
    waiting.booked(between(8, 10))
    until = replace(Waiting(WaitingId("w"), ServiceId("dépannage"), ANNECY, waiting.now), last=MONDAY)
    waiting.do(lambda work: join(work, until))
    assert [] == waiting.asked(waiting.free(first))


def test_who_moved_away_from_a_place_is_not_offered_it_again(waiting):
    """He wants to be sooner, and not on that morning."""
    one = waiting.booked(MORNING)
    later = Target(GAETAN, between(8, 10, FRIDAY))
    waiting.do(lambda work: move(work, one.id, later, Board(), actor=VISITOR))
    place = next(event for event in waiting.told if isinstance(event, PlaceFreed))
    assert one.id == place.left_by
    assert [] == waiting.asked(place)


def test_each_half_day_of_an_absence_taken_back_is_a_place(waiting):
    """From now on, and one technician's."""
    away = Absence("away", GAETAN, between(8, 18, WEDNESDAY))
    waiting.do(lambda work: add_absence(work, away))
    waiting.booked(between(8, 10, FRIDAY), RUMILLY)
    waiting.do(lambda work: remove_absence(work, "away"))
    freed = [event for event in waiting.told if isinstance(event, PlaceFreed)]
    halves = [(paris(8, day=WEDNESDAY), paris(12, day=WEDNESDAY)), (paris(12, day=WEDNESDAY), paris(18, day=WEDNESDAY))]
    assert halves == [(event.start, event.end) for event in freed]
    assert 1 == len(waiting.asked(freed[0]))
    assert [] == waiting.asked(freed[1]), "he has an offer to answer already"


def test_who_is_on_the_list_keeps_his_turn_and_who_cannot_move_does_not_join(waiting):
    """Asking twice changes nothing."""
    one = waiting.booked(between(8, 10, FRIDAY))
    waiting.now += timedelta(hours=1)
    again = Waiting(WaitingId(one.id), one.service_id, SEYNOD, waiting.now, "", one.id)
    assert waiting.now - timedelta(hours=1) == waiting.do(lambda work: join(work, again)).since
    waiting.free(one)
    with pytest.raises(NotAllowedNow):
        waiting.do(lambda work: join(work, again))
    nobody = replace(again, id=WaitingId("x"), appointment_id=AppointmentId("x"))
    with pytest.raises(NotAllowedNow):
        waiting.do(lambda work: join(work, nobody))


def test_a_place_nobody_waits_for_is_asked_of_nobody_and_not_told_again(waiting):
    """The round ends there."""
    first = waiting.booked(MORNING, waits=False)
    place = waiting.free(first)
    told = len(waiting.told)
    assert [] == waiting.asked(place)
    assert told == len(waiting.told)
    assert place.place_id != PlaceId("")


def test_what_is_long_over_is_forgotten(waiting):
    """Offers a month after their window, and those who cannot wait any more."""
    first = waiting.booked(MORNING, waits=False)
    waiting.booked(between(8, 10, FRIDAY))
    waiting.asked(waiting.free(first))
    waiting.now = MORNING.end + timedelta(days=30)
    waiting.do(forget_old_offers)
    assert [] == waiting.answers()
    assert [] == waiting.read(lambda work: work.of(Waiting).find())
