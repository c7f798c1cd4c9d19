"""A technician's calendar shows his visits whole; what he changes there is granted within the promise, or put back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.agenda import Owner, TechnicianAgenda, answer, keep_busy, visit_entries
from calendar_sync import CalendarEntry, Interval, Status, Wish
from desk.notices import Notice, mark_seen, open_notices
from desk.visit_notes import VisitNote
from planner.identifiers import ServiceId, TechnicianId
from planner.slots import Wish as Asked
from planner.slots import offer_slots
from tests.api.test_v1 import book
from tests.support.planner import SEYNOD, paris

OWNER = Owner(TechnicianId("gaëtan"), "calendar:1", "http://localhost:8000")


class Desk:
    """What a test asks of one firm."""

    def __init__(self, house: Any, duret: Any) -> None:
        self.house, self.firm = house, duret.firm

    def do(self, command: Any) -> Any:
        """Run a command."""
        return self.house.transactions.write(self.firm.id, command)

    def entry(self) -> CalendarEntry:
        """The one visit there is, as his calendar shows it."""
        entry: CalendarEntry
        (entry,) = self.do(lambda work: visit_entries(work, OWNER)).values()
        return entry

    def wish(self, after: CalendarEntry | None, *edited: str, version: str = "v1") -> CalendarEntry | None:
        """He does something to the visit; what stands there then."""
        before = self.entry()
        wish = Wish(before.uid, version, before, after, frozenset(edited))
        board = self.house.boards.of(self.firm.id)
        stands: CalendarEntry | None = self.do(lambda work: answer(work, OWNER, wish, board))
        return stands

    def notices(self) -> list[Notice]:
        """The words nobody has seen."""
        found: list[Notice] = self.do(open_notices)
        return found


@pytest.fixture
def desk(client, house, duret) -> Desk:
    """A firm with one visit promised."""
    book(client)
    return Desk(house, duret)


def at(entry: CalendarEntry, start: datetime) -> CalendarEntry:
    """The same entry at another time."""
    return replace(entry, start=start, end=start + (entry.end - entry.start))


def test_his_calendar_tells_him_all_he_needs_at_the_door(desk):
    """Who, where, what was promised, and the way to his day."""
    entry = desk.entry()
    assert "Dépannage · Camille Revel" == entry.summary
    assert "Promis au client entre " in entry.description
    assert "Téléphone : " in entry.description
    assert entry.url.startswith("http://localhost:8000/f/duret/technicien/2026-11-2")
    assert entry.uid.endswith("@creneau")


def test_another_hour_within_the_promise_is_granted(desk):
    """The plan takes it over and nobody need be told."""
    entry = desk.entry()
    later = entry.start + timedelta(minutes=30)
    stands = desk.wish(at(entry, later), "time")
    assert stands is not None
    assert later == stands.start == desk.entry().start
    assert stands.sequence > entry.sequence
    assert [] == desk.notices()


@pytest.mark.parametrize("hours, why", [(5, "en dehors de la plage promise"), (24, "en dehors de la plage promise")])
def test_an_hour_the_customer_was_not_promised_is_put_back_with_a_word(desk, hours, why):
    """Claire reads who wanted what and why not; he reads it in the entry itself."""
    entry = desk.entry()
    stands = desk.wish(at(entry, entry.start + timedelta(hours=hours)), "time")
    assert stands is not None
    assert entry.interval == stands.interval
    (notice,) = desk.notices()
    assert notice.text.startswith("Gaëtan a déplacé ce passage le ")
    assert why in notice.text
    assert notice.text in stands.description


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_visit_he_takes_away_comes_back_with_a_word(desk, cancelled):
    """Removed or marked cancelled: the customer still waits for somebody."""
    entry = desk.entry()
    gone = replace(entry, status=Status.CANCELLED) if cancelled else None
    stands = desk.wish(gone, *(["status"] if cancelled else []))
    assert stands is not None
    assert (entry.interval, Status.CONFIRMED) == (stands.interval, stands.status)
    assert ["Gaëtan a retiré ce passage de son agenda."] == [one.text.split(". ")[0] + "." for one in desk.notices()]


def test_the_word_leaves_his_calendar_once_somebody_has_seen_it(desk):
    """What is settled is not told for ever."""
    before = desk.entry().description
    desk.wish(None)
    desk.do(lambda work: mark_seen(work, open_notices(work)[0].id))
    assert before == desk.entry().description


def test_the_same_wish_again_is_answered_and_not_done_twice(desk):
    """After a crash the same edit is found again: one word, one change."""
    entry = desk.entry()
    moved = at(entry, entry.start + timedelta(minutes=30))
    first = desk.wish(moved, "time")
    back = at(entry, entry.start)
    desk.wish(back, "time", version="v2")
    assert desk.wish(moved, "time") == desk.entry() != first
    desk.wish(None, version="v3")
    desk.wish(None, version="v3")
    assert 1 == len(desk.notices())


def test_lines_he_adds_are_kept_as_his_note(desk):
    """They stay when the rest of the entry changes, and go when he takes them out."""
    entry = desk.entry()
    noted = desk.wish(replace(entry, description=entry.description + "\nPrévoir l'échelle\nSonner fort"), "description")
    assert noted is not None
    assert noted.description == entry.description + "\nPrévoir l'échelle\nSonner fort"
    desk.wish(replace(noted, description=noted.description.replace("\nSonner fort", "")), "description", version="v2")
    assert ["Prévoir l'échelle"] == [one.text for one in desk.do(lambda work: work.of(VisitNote).find())]
    desk.wish(replace(entry, description="Prévoir l'échelle"), "description", version="v3")
    assert entry.description + "\nPrévoir l'échelle" == desk.entry().description
    desk.wish(entry, "description", version="v4")
    assert [] == desk.do(lambda work: work.of(VisitNote).find())


def test_what_is_not_his_to_say_is_put_back_without_a_word(desk):
    """Title, place, link: the planner's."""
    entry = desk.entry()
    assert entry == desk.wish(replace(entry, summary="Chez Camille"), "summary")
    assert [] == desk.notices()


def test_a_visit_he_makes_longer_comes_back_with_a_word(desk):
    """How long it takes is not decided in a calendar."""
    entry = desk.entry()
    assert desk.wish(replace(entry, end=entry.end + timedelta(hours=1)), "time").interval == entry.interval
    assert "a changé la durée" in desk.notices()[0].text


def test_what_is_over_is_put_back_without_a_word(desk, clock):
    """He tidies last week away: nobody is bothered."""
    clock.forward(days=20)
    assert desk.wish(None) is not None
    assert [] == desk.notices()


def test_a_visit_that_is_no_longer_his_is_not_given_back(desk):
    """Somebody else has it: his edit of the old copy changes nothing."""
    entry = desk.entry()
    wish = Wish(entry.uid, "v1", None, at(entry, paris(14)), frozenset({"time"}))
    other = replace(OWNER, technician_id=TechnicianId("mylène"))
    assert desk.do(lambda work: answer(work, other, wish, desk.house.boards.of(desk.firm.id))) is None


def test_an_afternoon_blocked_in_his_calendar_is_not_sold(desk):
    """And is again once he takes the block away."""

    def offered() -> set[Any]:
        with desk.house.transactions.read(desk.firm.id) as work:
            asked = Asked(ServiceId("dépannage"), SEYNOD)
            return {slot.window for slot in offer_slots(work, asked, desk.house.boards.of(desk.firm.id))}

    before = offered()
    block = Interval(paris(13), paris(18))
    assert desk.do(lambda work: keep_busy(work, OWNER, [block]))
    assert not any(window.overlaps(block) for window in offered() if window.start >= block.start)
    assert not desk.do(lambda work: keep_busy(work, OWNER, [block]))
    assert desk.do(lambda work: keep_busy(work, OWNER, []))
    assert before == offered()


def test_our_side_of_his_calendar_is_what_sync_asks_for(desk):
    """The zone of the firm, four months ahead, his visits, and every uid of ours."""
    agenda = TechnicianAgenda(desk.house, desk.firm.id, OWNER)
    assert ("Europe/Paris", timedelta(days=150)) == (agenda.zone, agenda.horizon.end - agenda.horizon.start)
    assert {desk.entry().uid: desk.entry()} == dict(agenda.wanted())
    assert (True, False) == (agenda.owns("x@creneau"), agenda.owns("x@ailleurs"))
    entry = desk.entry()
    moved = at(entry, entry.start + timedelta(minutes=30))
    decided = agenda.decide(Wish(entry.uid, "v1", entry, moved, frozenset({"time"})))
    assert decided is not None
    assert moved.start == decided.start
