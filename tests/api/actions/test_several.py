"""Claire does the same with several appointments: the answer says what was done, and by name what was not."""

from dataclasses import replace
from types import SimpleNamespace

from api import actions
from api.actions import several
from api.views import Done, Refused
from planner.reasons import why_not
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.api.actions.test_steering import book, house, staff, where
from tests.support.planner import a_technician

__all__ = ["house"]


def other_than(house, whose):
    """The other technician."""
    firm = house.transactions.firm_by_slug("duret").id
    with house.transactions.read(firm) as work:
        return next(one for one in work.of(Technician).find() if one.id != whose)


def test_several_are_given_to_one_technician_and_one_undo_takes_it_back(house):
    """All of it, said in one sentence."""
    keys = [book(house), book(house)]
    before = [where(house, key) for key in keys]
    other = other_than(house, before[0][0])
    said = actions.entrust_several(staff(house), "duret", appointments=keys, technician=other.id)
    assert Done(f"2 rendez-vous chez {other.name}, mêmes promesses.") == said
    assert {other.id} == {where(house, key)[0] for key in keys}
    actions.undo_last(staff(house), "duret")
    assert before == [where(house, key) for key in keys]


def test_who_cannot_be_given_is_named_with_the_reason(house):
    """Here the skill is missing: nothing is done at all."""
    key = book(house)
    here = where(house, key)
    other = other_than(house, here[0])
    firm = house.transactions.firm_by_slug("duret").id
    house.transactions.write(firm, lambda work: save_technician(work, replace(other, skills={})))
    said = actions.entrust_several(staff(house), "duret", appointments=[key], technician=other.id)
    assert isinstance(said, Refused)
    assert said.sentence.startswith(f"Rien n’a été confié à {other.name}. Pas possible pour Camille Revel : ")
    assert "repair" in said.sentence
    assert here == where(house, key)


def test_of_many_refused_three_are_named_with_their_reasons_and_the_others_counted(house):
    """The answer travels in a cookie: thirty sentences would pass what a browser keeps."""
    keys, other = [book(house) for _ in range(5)], a_technician("Marie", skills={})
    house.transactions.write(house.transactions.firm_by_slug("duret").id, lambda work: save_technician(work, other))
    said = actions.entrust_several(staff(house), "duret", appointments=keys, technician=other.id)
    assert isinstance(said, Refused)
    assert 3 == said.sentence.count("Pas possible pour Camille Revel : ")
    assert 3 == said.sentence.count("repair")
    assert said.sentence.endswith(" … et 2 autres.")


def test_reasons_are_worked_out_when_the_transaction_that_writes_is_over(house, monkeypatch):
    """Nobody who books waits while a route is explained."""
    key = book(house)
    other = other_than(house, where(house, key)[0])
    firm = house.transactions.firm_by_slug("duret").id
    house.transactions.write(firm, lambda work: save_technician(work, replace(other, skills={})))
    steps, kept = list[str](), house.transactions

    def explained(*asked):
        steps.append("explained")
        return why_not(*asked)

    monkeypatch.setattr(several, "why_not", explained)

    def write(firm_id, command):
        answer = kept.write(firm_id, command)
        steps.append("written")
        return answer

    watched = SimpleNamespace(write=write, read=kept.read, firm_by_slug=kept.firm_by_slug)
    caller = replace(staff(house), house=replace(house, transactions=watched))
    actions.entrust_several(caller, "duret", appointments=[key], technician=other.id)
    assert ["written", "explained"] == steps


def test_several_are_pinned_and_freed(house):
    """As one would one by one."""
    keys = [book(house), book(house)]

    def pins():
        return {actions.appointment(staff(house), "duret", key).visit.pinned for key in keys}

    said = actions.pin_several(staff(house), "duret", appointments=keys, pinned="technician")
    assert said.sentence.startswith("2 rendez-vous : chacun chez son technicien")
    assert {"technician"} == pins()
    actions.pin_several(staff(house), "duret", appointments=keys)
    assert {""} == pins()


def test_choosing_nothing_or_nobody_does_nothing(house):
    """It is said what is missing."""
    for said in (
        actions.entrust_several(staff(house), "duret", appointments=[], technician="gaëtan"),
        actions.entrust_several(staff(house), "duret", appointments=[book(house)], technician=""),
        actions.pin_several(staff(house), "duret", appointments=[]),
    ):
        assert isinstance(said, Refused)
        assert said.sentence.startswith("Choisissez")


def test_what_is_over_is_refused_by_name(house):
    """A cancelled appointment is neither given nor pinned."""
    key = book(house)
    other = other_than(house, where(house, key)[0])
    actions.cancel_appointment(staff(house), "duret", appointment=key)
    for said in (
        actions.entrust_several(staff(house), "duret", appointments=[key], technician=other.id),
        actions.pin_several(staff(house), "duret", appointments=[key], pinned="hour"),
    ):
        assert isinstance(said, Refused)
        assert "Camille Revel" in said.sentence
