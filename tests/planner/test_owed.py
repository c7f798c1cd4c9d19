"""A visit owed is booked by whichever appointment will make it, and owed again when that one falls through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.appointments import State
from planner.board import Board
from planner.booking import book, cancel, confirm, hold, progress
from planner.identifiers import CustomerId, ServiceId, SiteId
from planner.maintenance import MaintenanceDue
from planner.memory import Memory
from planner.sites import Site
from planner.slots import Wish, offer_slots
from planner.undo import undo
from tests.support.planner import CLAIRE, MONDAY, RUMILLY, SEYNOD, SUNDAY_NIGHT, a_firm, a_service, a_technician

HOME = Site(SiteId("home"), CustomerId("anne"), SEYNOD, "house", city="Seynod")
DUE = MaintenanceDue(
    "d1", "k1", CustomerId("anne"), ServiceId("dépannage"), MONDAY + timedelta(days=20), site_id=HOME.id
)


class Planner:
    """A firm in memory that owes Anne a visit."""

    def __init__(self, *dues: MaintenanceDue) -> None:
        self.memory, self.board, self.firm = Memory(clock=lambda: SUNDAY_NIGHT), Board(), a_firm()
        self.memory.create_firm(self.firm)
        self.keep(a_technician(), a_service(), HOME, *dues)

    def keep(self, *entities):
        """Put entities into the records."""
        self.do(lambda work: [work.of(type(one)).put(one) for one in entities])

    def do(self, command):
        """Run a command."""
        return self.memory.write(self.firm.id, command)

    def booked(self, site: Site = HOME):
        """Book the cheapest slot at a site."""
        wish = Wish(ServiceId("dépannage"), site.position, by_firm=True)

        def command(work):
            best = offer_slots(work, wish, Board())[0]
            return book(work, wish, best.target, site, self.board, actor=CLAIRE)

        return self.do(command)

    def made_by(self):
        """The appointment of each visit owed."""
        return self.do(lambda work: [due.appointment_id for due in work.of(MaintenanceDue).find()])


def test_an_appointment_of_the_service_at_the_place_books_the_visit():
    """However it was booked: nobody has to say so."""
    planner = Planner(DUE)
    assert [planner.booked().id] == planner.made_by()


@pytest.mark.parametrize(
    "changes",
    [
        {"customer_id": CustomerId("paul")},
        {"service_id": ServiceId("devis")},
        {"due_on": MONDAY + timedelta(days=50)},
        {"site_id": SiteId("chalet")},
    ],
)
def test_another_customer_service_time_or_place_is_another_visit(changes):
    """The contract still owes what it owed."""
    planner = Planner(replace(DUE, **changes))
    planner.keep(Site(SiteId("chalet"), CustomerId("anne"), RUMILLY, "house"))
    planner.booked()
    assert [None] == planner.made_by()


def test_an_address_typed_anew_is_the_place_it_was_found_at():
    """A visitor does not know that the firm knows his house."""
    planner = Planner(DUE)
    typed = replace(HOME, id=SiteId("typed"))
    planner.keep(typed)
    assert [planner.booked(typed).id] == planner.made_by()


def test_of_several_visits_the_nearest_is_booked_and_the_next_appointment_books_the_other():
    """One appointment makes one visit."""
    late = replace(DUE, id="d0", due_on=MONDAY - timedelta(days=60))
    planner = Planner(DUE, late)
    first, second = planner.booked(), planner.booked()
    assert [second.id, first.id] == planner.made_by()


def test_a_visit_cancelled_or_without_access_is_owed_again():
    """So that it can be invited to again."""
    planner = Planner(DUE)
    one = planner.booked()
    planner.do(lambda work: cancel(work, one.id, planner.board, actor=CLAIRE))
    assert [None] == planner.made_by()
    two = planner.booked()
    planner.do(lambda work: progress(work, two.id, State.NO_ACCESS, actor=CLAIRE))
    assert [None] == planner.made_by()


def test_undoing_a_cancellation_books_it_again():
    """What undo gives back, it gives back whole."""
    planner = Planner(DUE)
    one = planner.booked()
    planner.do(lambda work: cancel(work, one.id, planner.board, actor=CLAIRE))
    planner.do(lambda work: undo(work, work.history.latest(1)[0].number, planner.board, CLAIRE))
    assert [one.id] == planner.made_by()


def test_a_hold_books_nothing_until_somebody_is_promised():
    """Nobody knows whose it is."""
    planner = Planner(DUE)
    wish = Wish(ServiceId("dépannage"), SEYNOD, by_firm=True)
    held = planner.do(
        lambda work: hold(work, wish, offer_slots(work, wish, Board())[0].target, planner.board, actor=CLAIRE)
    )
    assert [None] == planner.made_by()
    planner.do(lambda work: confirm(work, held.id, HOME, planner.board, actor=CLAIRE))
    assert [held.id] == planner.made_by()
