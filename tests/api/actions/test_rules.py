"""Rules, closed days, areas, absences and wordings are changed on pages, and everything is said where it is wrong."""

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import actions
from api.actions.rules import ELSEWHERE, NUMBERS
from api.errors import Forbidden
from api.house import House
from api.views import AbsenceForm, AreaForm, Done, Refused, Role
from desk.connections import CALENDARS
from desk.messages import Template
from planner.errors import NotFound
from planner.identifiers import TechnicianId
from planner.rules import FirmRules
from planner.technicians import Absence
from tests.api.actions.test_calling import everything
from tests.api.actions.test_settings import direction
from tests.support.house import a_house, found_firm
from tests.support.planner import MONDAY, between, paris
from web.rule_words import RULES


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm."""
    house = a_house(tmp_path)
    found_firm(house)
    return house


def kept(house: House) -> FirmRules:
    """The firm's rules."""
    return house.transactions.firm_by_slug("duret").rules


def save(house: House, **changes: str) -> Done | Refused:
    """Type the rules as they are shown, but for these."""
    typed = {name.replace("__", "-"): value for name, value in changes.items()}
    return actions.save_rules(direction(house), "duret", {**actions.rules(direction(house), "duret").values, **typed})


def leaves(record: Any, path: str = "") -> list[str]:
    """The name of every plain value of the rules."""
    found = []
    for one in fields(record):
        value = getattr(record, one.name)
        found += leaves(value, f"{path}{one.name}-") if is_dataclass(value) else [path + one.name]
    return found


def test_every_rule_has_a_field_and_every_field_its_words():
    """A rule added later cannot be hidden in a file."""
    numbers = [field.name for field in NUMBERS]
    others = {"country", "subdivision", "works_on_holidays", "shares_shape"}
    assert set(leaves(FirmRules())) == {*numbers, *ELSEWHERE, *others}
    assert sorted(numbers) == sorted(rule.name for _, group in RULES for rule in group)


def test_saving_rules_as_they_are_shown_changes_nothing(house):
    """Whatever was rounded to be read."""
    assert isinstance(save(house), Done)
    assert FirmRules() == kept(house)


def test_rules_are_typed_as_people_say_them(house):
    """Minutes, hours, weeks, euros an hour, with a comma."""
    done = save(house, hold="15", accepts_itself="1,5", invitations__ahead="10", prices__travel="36", limits__rest="9")
    assert isinstance(done, Done)
    now = kept(house)
    assert (timedelta(minutes=15), timedelta(minutes=90)) == (now.hold, now.accepts_itself)
    assert (timedelta(weeks=10), 1_000, timedelta(hours=9)) == (
        now.invitations.ahead,
        now.prices.travel,
        now.limits.rest,
    )
    values = actions.rules(direction(house), "duret").values
    assert ("1,5", "36") == (values["accepts_itself"], values["prices-travel"])


@pytest.mark.parametrize("field", [field.name for field in NUMBERS])
@pytest.mark.parametrize("typed", ["", "dix", "-1", "1000000", "nan"])
def test_a_rule_that_makes_no_sense_is_said_beside_its_field(house, field, typed):
    """With what would; nothing is kept."""
    refused = save(house, **{field: typed, "works_on_holidays": "1"})
    assert isinstance(refused, Refused)
    assert [field] == list(refused.fields)
    assert FirmRules() == kept(house)


def test_limits_that_no_shift_could_keep_are_refused(house):
    """Gaëtan works nine hours."""
    assert isinstance(save(house, limits__day="6"), Refused)


def test_holidays_are_those_of_a_country_we_know(house):
    """And of a region of it."""
    assert isinstance(save(house, country="de", subdivision="BY", works_on_holidays="1"), Done)
    assert ("DE", "BY", True) == (kept(house).country, kept(house).subdivision, kept(house).works_on_holidays)
    for changes, field in (({"country": "XX"}, "country"), ({"subdivision": "ZZ"}, "subdivision")):
        refused = save(house, **changes)
        assert isinstance(refused, Refused)
        assert field in refused.fields


def test_a_firm_shares_its_shape_only_if_it_says_so(house):
    """Off until it is ticked, and off again when it is not."""
    assert not kept(house).shares_shape
    assert isinstance(save(house, shares_shape="1"), Done)
    assert kept(house).shares_shape
    save(house, shares_shape="")
    assert not kept(house).shares_shape


def test_closed_days_are_added_and_opened_again(house):
    """One day, or several; nothing is offered on them."""
    for first, last in (("2026-12-24", ""), ("2026-11-23", "2026-11-24")):
        assert isinstance(actions.close_days(direction(house), "duret", first=first, last=last), Done)
    shown = actions.opening(direction(house), "duret").closed
    assert (date(2026, 11, 23), date(2026, 11, 24), date(2026, 12, 24)) == shown
    service = actions.portal(direction(house), "duret").services[0].service
    slots = actions.slots(direction(house), "duret", service=service, commune="Annecy").slots
    assert date(2026, 11, 25) == slots[0].start.date()
    actions.reopen_day(direction(house), "duret", day="2026-11-24")
    assert date(2026, 11, 24) not in kept(house).extra_closed
    for first, last, field in (("", "", "first"), ("2026-12-24", "2026-12-23", "last"), ("2026-12-24", "x", "last")):
        refused = actions.close_days(direction(house), "duret", first=first, last=last)
        assert isinstance(refused, Refused)
        assert {field} == set(refused.fields)


def test_areas_are_names_with_postcodes(house):
    """Written as one likes; a row left empty goes."""
    rows = (AreaForm("Annecy", "74000 74940,74600"), AreaForm("", ""), AreaForm("Ugine", "73400"))
    assert isinstance(actions.save_areas(direction(house), "duret", rows), Done)
    assert ["Annecy", "Ugine"] == [area.name for area in kept(house).areas]
    assert {"74000", "74940", "74600"} == kept(house).areas[0].postcodes
    assert "74000, 74600, 74940" == actions.opening(direction(house), "duret").areas[0].postcodes


@pytest.mark.parametrize(
    "rows, field",
    [
        ([AreaForm("", "74000")], "area-0"),
        ([AreaForm("Annecy", "")], "postcodes-0"),
        ([AreaForm("A", "74000"), AreaForm("", ""), AreaForm("B", "74000")], "postcodes-2"),
        ([AreaForm("A", "74000"), AreaForm("A", "74600")], "area-1"),
    ],
)
def test_an_area_that_makes_no_sense_is_said_beside_its_field(house, rows, field):
    """Each postcode is of one area."""
    refused = actions.save_areas(direction(house), "duret", rows)
    assert isinstance(refused, Refused)
    assert field in refused.fields
    assert () == kept(house).areas


def absent(house: House, **typed: str) -> Done | Refused:
    """Claire types an absence of Gaëtan's."""
    form = AbsenceForm(**{"technician": "gaëtan", "first": MONDAY.isoformat(), **typed})
    return actions.save_absence(direction(house, Role.DISPATCHER), "duret", form)


def test_an_absence_is_of_whole_days_or_hours_and_can_be_changed_and_taken_back(house):
    """By the assistant too: it is she who takes the call."""
    assert isinstance(absent(house, last="2026-11-24", reason="congé"), Done)
    (whole,) = everything(house, Absence)
    assert (paris(0), paris(0, day=date(2026, 11, 25))) == (whole.interval.start, whole.interval.end)
    shown = actions.absences(direction(house), "duret", absence=whole.id)
    assert ("2026-11-23", "2026-11-24", "", "congé") == (
        shown.form.first,
        shown.form.last,
        shown.form.begins,
        shown.form.reason,
    )
    assert isinstance(absent(house, absence=whole.id, begins="08:00", ends="12:00"), Done)
    (hours,) = everything(house, Absence)
    assert (whole.id, between(8, 12)) == (hours.id, hours.interval)
    shown = actions.absences(direction(house), "duret", absence=hours.id)
    assert ("08:00", "12:00") == (shown.form.begins, shown.form.ends)
    actions.remove_absence(direction(house, Role.DISPATCHER), "duret", absence=hours.id)
    assert [] == everything(house, Absence)


@pytest.mark.parametrize(
    "typed, field",
    [
        ({"technician": ""}, "technician"),
        ({"first": ""}, "first"),
        ({"last": "hier"}, "last"),
        ({"last": "2026-11-22"}, "last"),
        ({"begins": "12:00", "ends": "08:00"}, "last"),
        ({"begins": "midi"}, "begins"),
        ({"ends": "25:00"}, "ends"),
    ],
)
def test_an_absence_that_makes_no_sense_is_said_beside_its_field(house, typed, field):
    """Nobody is away by mistake."""
    refused = absent(house, **typed)
    assert isinstance(refused, Refused)
    assert field in refused.fields
    assert [] == everything(house, Absence)


def test_what_a_calendar_says_is_changed_in_the_calendar(house):
    """Here it would only be said again."""
    firm = house.transactions.firm_by_slug("duret")
    told = Absence("b1", TechnicianId("gaëtan"), between(8, 12), source=f"{CALENDARS}1")
    house.transactions.write(firm.id, lambda work: work.of(Absence).put(told))
    view = actions.absences(direction(house), "duret", absence="b1")
    assert (("calendar",), "") == (tuple(one.told_by for one in view.absences), view.form.absence)
    for change in (
        lambda: absent(house, absence="b1"),
        lambda: actions.remove_absence(direction(house), "duret", absence="b1"),
    ):
        with pytest.raises(NotFound):
            change()


def test_a_wording_is_read_before_it_is_kept_and_can_be_given_back(house):
    """With an invented customer; the proposed text stays the firm's to return to."""
    page = actions.template_page(direction(house), "duret", template="visit_due", text="Visite\n\nBonjour $client !")
    assert ("Visite", "Bonjour Camille Martin !\n", False) == (page.subject, page.preview, page.template.own)
    actions.save_template(direction(house), "duret", template="visit_due", text="Visite\r\n\r\nBonjour $client !")
    own = actions.template_page(direction(house), "duret", template="visit_due")
    assert ("Bonjour Camille Martin !\n", True) == (own.preview, own.template.own)
    actions.reset_template(direction(house), "duret", template="visit_due")
    back = actions.template_page(direction(house), "duret", template="visit_due")
    assert not back.template.own
    actions.save_template(direction(house), "duret", template="visit_due", text=back.template.text)
    assert [] == [one for one in actions.templates(direction(house), "duret").templates if one.own]


@pytest.mark.parametrize("text", ["", "Objet seul", "Objet\n\nBonjour $inconnu", "Objet\n\n5 $"])
def test_a_wording_that_could_not_be_sent_is_refused_with_the_reason(house, text):
    """When it is written, not when a customer reads it."""
    page = actions.template_page(direction(house), "duret", template="visit_due", text=text)
    refused = actions.save_template(direction(house), "duret", template="visit_due", text=text)
    assert isinstance(refused, Refused)
    assert page.trouble == refused.fields["text"]
    with pytest.raises(NotFound):
        actions.template_page(direction(house), "duret", template="poème")


@pytest.mark.parametrize("template", list(Template))
def test_every_proposed_wording_reads_well_with_invented_words(house, template):
    """No hole, no dollar."""
    page = actions.template_page(direction(house), "duret", template=template)
    assert page.subject
    assert "$" not in page.subject + page.preview
    assert " … " not in page.preview


def test_only_management_changes_rules(house):
    """The assistant reads them."""
    claire = direction(house, Role.DISPATCHER)
    assert "10" == actions.rules(claire, "duret").values["hold"]
    for change in (
        lambda: actions.save_rules(claire, "duret", {}),
        lambda: actions.close_days(claire, "duret", first="2026-12-24"),
        lambda: actions.save_areas(claire, "duret", ()),
    ):
        with pytest.raises(Forbidden):
            change()
