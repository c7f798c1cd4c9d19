"""What the real actions answer, done or refused, was all given to a translator."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api import actions
from api.house import House
from api.views import (
    AbsenceForm,
    BookedView,
    BookingForm,
    Caller,
    Done,
    HoldView,
    PersonView,
    Refused,
    Role,
    Said,
    SlotTaken,
)
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.support.house import a_house, found_firm
from tests.support.planner import MONDAY, a_technician
from tests.web.brackets import LANGUAGE, left, speaking, strings
from web.languages import in_language

DAY = MONDAY
FORM = BookingForm("Camille Revel", "06 39 98 12 34", "", "12 rue des Aulnes", "74600", "Seynod", "", "")
Asked = Callable[..., Any]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm of two technicians."""
    house = a_house(tmp_path)
    firm = found_firm(house).firm
    house.transactions.write(firm.id, lambda work: save_technician(work, a_technician("Julien")))
    return house


def staff(house: House) -> Caller:
    """Somebody of the firm who may do everything."""
    firm = house.transactions.firm_by_slug("duret")
    person = PersonView("p1", "Claire", "claire@duret.invalid", Role.MANAGEMENT)
    return Caller("x", person, firm=firm.id, house=house, language=LANGUAGE)


def answers(house: House) -> Iterator[object]:
    """What is answered to all kinds of wishes, some of them impossible."""

    def ask(action: Asked, *given: object, **named: object) -> Any:
        return action(staff(house), "duret", *given, **named)

    with house.transactions.read(house.transactions.firm_by_slug("duret").id) as work:
        who = work.of(Technician).find()[0].id
    visitor = Caller("x", house=house, language=LANGUAGE)
    service = actions.portal(visitor, "duret").services[0].service
    offer = actions.slots(visitor, "duret", service=service, commune="Seynod").slots[0].offer
    kept = actions.hold_slot(visitor, "duret", offer=offer)
    assert isinstance(kept, HoldView)
    yield actions.confirm_hold(visitor, "duret", kept.hold, BookingForm("", "12", "@", "", "", "Paris", "", ""))
    booked = actions.confirm_hold(visitor, "duret", kept.hold, FORM)
    assert isinstance(booked, BookedView)
    key = {"appointment": booked.appointment}
    yield ask(actions.pin_appointment, **key, pinned="hour")
    yield ask(actions.correct_place, **key, lat="nord", lon="200")
    yield ask(actions.mark_absent, technician=who, day=DAY)
    yield ask(actions.mark_present, technician=who, day=DAY)
    yield ask(actions.mark_present, technician=who, day=DAY)
    yield ask(actions.cancel_appointment, **key)
    yield ask(actions.cancel_appointment, **key)
    yield ask(actions.undo_last)
    yield ask(actions.redo_last)
    yield ask(actions.redo_last)
    yield ask(actions.invite_due, dues=())
    yield ask(actions.save_absence, AbsenceForm(technician="", first="demain", last="2026-11-20"))
    yield ask(actions.invite, name="", email="claire", role="")
    yield ask(actions.preview_import, file_name="clients.pdf", content=b"%PDF-1.7")
    yield ask(actions.preview_import, file_name="", content=b"")
    yield ask(actions.save_rules, {"limits-rest": "mille", "country": "XX"})
    yield ask(actions.save_template, template="appointment_confirmed", text="Bonjour $inconnu")
    yield ask(actions.save_firm_logo, content=b"GIF89a")


def test_nothing_that_real_actions_answer_stays_untranslated(house, monkeypatch):
    """Sentences and those beside fields; what is put into them is data, or a sentence itself."""
    speaking(monkeypatch)
    found = [answer for answer in answers(house) if isinstance(answer, Done | Refused | SlotTaken)]
    for answer in found:
        fields = answer.fields if isinstance(answer, Refused) else {}
        for sentence in (answer.sentence, *fields.values()):
            put_in = set(strings(sentence)) if isinstance(sentence, Said) else set()
            assert "" == left(in_language(sentence, LANGUAGE), put_in)
    assert {Done, Refused} == {type(answer) for answer in found}
