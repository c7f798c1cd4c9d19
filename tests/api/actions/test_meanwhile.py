"""A move decided on how things stood before is refused with what others have done since, by name and hour."""

from dataclasses import replace

from api import actions
from api.views import Done, PersonView, Refused, Role
from planner.identifiers import TechnicianId
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.api.actions.test_steering import book, house, staff, where
from tests.support.planner import MONDAY

__all__ = ["house"]


def colleague(house):
    """Hélène, who works for the office as well."""
    helene = PersonView("p2", "Hélène", "helene@duret.invalid", Role.DISPATCHER)
    return replace(staff(house), person=helene)


def offers(house, appointment):
    """Where an appointment could go, by technician, as seen now."""
    verdicts = actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY).verdicts
    return [verdict for verdict in verdicts if verdict.offer]


def test_what_a_colleague_moved_meanwhile_is_not_moved_over(house):
    """The visit stays where she has put it, and the answer says so; whoever moved it may move it again."""
    appointment = book(house)
    here = where(house, appointment)[0]
    hers = next(one for one in offers(house, appointment) if one.technician.technician != here)
    mine = next(one for one in offers(house, appointment) if one.technician.technician == here)
    house.clock.forward(minutes=1)
    moved = actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=hers.offer)
    assert isinstance(moved, Done)
    said = actions.move_appointment(staff(house), "duret", appointment=appointment, offer=mine.offer)
    assert isinstance(said, Refused)
    assert "Entre-temps : Passage confié à un autre technicien, Camille Revel" in said.sentence
    assert hers.technician.technician == where(house, appointment)[0]
    again = actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=mine.offer)
    assert isinstance(again, Done)


def test_a_place_that_no_longer_fits_says_what_was_put_there(house):
    """Who else now has the technician's time, and since when."""
    first, second = book(house), book(house)
    firm = house.transactions.firm_by_slug("duret").id
    free = next(one for one in offers(house, first) if one.technician.technician != where(house, first)[0])
    taking = next(one for one in offers(house, second) if one.technician == free.technician and one.start == free.start)
    house.clock.forward(minutes=1)
    actions.move_appointment(colleague(house), "duret", appointment=second, offer=taking.offer)

    def unskilled(work):
        who = work.of(Technician).get(TechnicianId(free.technician.technician))
        save_technician(work, replace(who, skills={}))

    house.transactions.write(firm, unskilled)
    said = actions.move_appointment(staff(house), "duret", appointment=first, offer=free.offer)
    assert isinstance(said, Refused)
    assert said.sentence.startswith("Rien n’a été déplacé. ")
    assert "Entre-temps : " in said.sentence
