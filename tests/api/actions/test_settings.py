"""What a firm changes about itself, and what stays as it was."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.views import (
    Caller,
    Done,
    FirmForm,
    MessageSettings,
    MessagesForm,
    OpeningForm,
    PersonView,
    PlacesForm,
    Refused,
    Role,
)
from connectors.sms import SmsFolder
from planner.rules import FirmRules
from planner.sites import Area
from planner.staffing import save_rules
from planner.working_days import WeeklyHours
from tests.support.house import a_house, found_firm

FIRM = FirmForm("Duret & fils", "04 65 71 99 99", "contact@duret.invalid", "1 rue du Lac, Annecy")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm."""
    house = a_house(tmp_path)
    found_firm(house)
    return house


def direction(house: House, role: Role = Role.MANAGEMENT) -> Caller:
    """Somebody who manages the firm."""
    firm = house.transactions.firm_by_slug("duret")
    return Caller("x", PersonView("p1", "Odile", "odile@duret.invalid", role), firm=firm.id, house=house)


def typed(house: House) -> tuple[OpeningForm, ...]:
    """The opening hours as the page shows them."""
    hours = actions.opening(direction(house), "duret").hours
    return tuple(
        OpeningForm(day.weekday, f"{day.opens:%H:%M}" if day.opens else "", f"{day.closes:%H:%M}" if day.closes else "")
        for day in hours
    )


def opening(house: House) -> tuple[WeeklyHours, ...]:
    """The opening hours as they are kept."""
    return house.transactions.firm_by_slug("duret").rules.opening


def test_saving_hours_as_they_are_shown_changes_nothing(house):
    """The lunch break that the page does not show survives."""
    assert isinstance(actions.save_hours(direction(house), "duret", typed(house)), Done)
    assert FirmRules().opening == opening(house)


def test_a_changed_day_has_the_hours_typed_and_the_others_stay(house):
    """Friday ends at four."""
    friday = [replace(day, closes="16:00") if day.weekday == 4 else day for day in typed(house)]
    actions.save_hours(direction(house), "duret", friday)
    assert WeeklyHours(4, time(8), time(16)) in opening(house)
    assert 9 == len(opening(house))


def test_hours_that_make_no_sense_are_refused_day_by_day(house):
    """Nothing is kept, and the day at fault is named."""
    backwards = [replace(day, closes="07:00") if day.weekday == 1 else day for day in typed(house)]
    refused = actions.save_hours(direction(house), "duret", backwards)
    assert isinstance(refused, Refused)
    assert {"opens-1"} == set(refused.fields)
    assert FirmRules().opening == opening(house)


def test_the_firms_name_and_telephone_are_kept_as_written_once(house):
    """And a telephone that is none is told so."""
    actions.save_firm(direction(house), "duret", FIRM)
    view = actions.settings(direction(house), "duret")
    assert ("Duret & fils", "+33465719999") == (view.firm.name, view.firm.phone)
    refused = actions.save_firm(direction(house), "duret", replace(FIRM, name=" ", phone="abc"))
    assert isinstance(refused, Refused)
    assert {"name", "phone"} == set(refused.fields)


def test_somebody_invited_waits_until_he_has_chosen_a_password_and_can_be_withdrawn(house):
    """An address that somebody has already is refused."""
    assert isinstance(
        actions.invite(direction(house), "duret", name="Claire", email="claire@duret.invalid", role="dispatcher"), Done
    )
    staff = actions.settings(direction(house), "duret").staff
    claire = next(one for one in staff if one.name == "Claire")
    assert claire.invited_until is not None
    again = actions.invite(direction(house), "duret", name="C", email="claire@duret.invalid", role="dispatcher")
    assert isinstance(again, Refused)
    actions.withdraw(direction(house), "duret", person=claire.person)
    assert "Claire" not in {one.name for one in actions.settings(direction(house), "duret").staff}


def test_somebody_may_get_another_role_and_a_manager_remains(house):
    """By the same button for everybody; nobody locks the firm."""
    actions.invite(direction(house), "duret", name="Gaëtan", email="gaetan@duret.invalid", role="dispatcher")
    known = {one.name: one for one in actions.settings(direction(house), "duret").staff}
    assert isinstance(
        actions.change_role(direction(house), "duret", person=known["Gaëtan"].person, role="technician"), Done
    )
    known = {one.name: one for one in actions.settings(direction(house), "duret").staff}
    assert Role.TECHNICIAN is known["Gaëtan"].role
    for person, role in (("Odile", "dispatcher"), ("Gaëtan", "roi")):
        refused = actions.change_role(direction(house), "duret", person=known[person].person, role=role)
        assert isinstance(refused, Refused)


def test_the_last_manager_cannot_be_withdrawn(house):
    """Somebody must be able to let the others in."""
    (odile,) = actions.settings(direction(house), "duret").staff
    assert isinstance(actions.withdraw(direction(house), "duret", person=odile.person), Refused)


def _open(house):
    """Whose addresses are open."""
    return [(one.technician, one.area) for one in actions.settings(direction(house), "duret").feeds if one.since]


@pytest.mark.parametrize("whose", [{"technician": "gaëtan"}, {"area": "Annecy"}, {}])
def test_a_feed_is_shown_once_and_closed_by_one_button(house, whose):
    """Of a technician, an area or the team: only its age is known afterwards; another address takes its place."""
    area = (Area("Annecy", frozenset({"74000"})),)
    firm = house.transactions.firm_by_slug("duret")
    house.transactions.write(firm.id, lambda work: save_rules(work, replace(work.firm.rules, areas=area)))
    for _ in range(2):
        assert "/calendar/" in actions.open_feed(direction(house), "duret", **whose).to_copy
    assert [(whose.get("technician", ""), whose.get("area", ""))] == _open(house)
    actions.revoke_feed(direction(house), "duret", **whose)
    assert [] == _open(house)


def test_only_management_changes_settings(house):
    """The assistant reads them."""
    claire = direction(house, Role.DISPATCHER)
    assert actions.settings(claire, "duret").staff
    for change in (
        lambda: actions.save_firm(claire, "duret", FIRM),
        lambda: actions.save_hours(claire, "duret", typed(house)),
        lambda: actions.export(claire, "duret"),
    ):
        with pytest.raises(Forbidden):
            change()


def test_the_rules_of_mails_are_kept_and_nonsense_is_told_beside_its_field(house):
    """What cannot be read changes nothing."""
    assert isinstance(actions.save_messages(direction(house), "duret", MessagesForm("18:30", "3", "6")), Done)
    assert MessageSettings(time(18, 30), 3, 6) == actions.settings(direction(house), "duret").messages
    refused = actions.save_messages(direction(house), "duret", MessagesForm("tard", "0", "51"))
    assert isinstance(refused, Refused)
    assert {"reminder_hour", "per_day", "per_appointment"} == set(refused.fields)
    assert MessageSettings(time(18, 30), 3, 6) == actions.settings(direction(house), "duret").messages


def test_short_messages_are_a_choice_where_the_server_can_send_any(house, tmp_path):
    """Without a gateway nothing is asked, and what was chosen before is kept for the day there is one again."""
    texting = replace(house, sms=SmsFolder(tmp_path))
    asked = MessagesForm("17:00", "4", "8", sms="1")
    assert isinstance(actions.save_messages(direction(texting), "duret", asked), Done)
    assert isinstance(actions.save_messages(direction(house), "duret", replace(asked, sms="")), Done)
    shown = [actions.settings(direction(one), "duret").messages.sms for one in (texting, house)]
    assert [True, None] == shown


def test_what_is_kept_for_emergencies_and_the_time_to_answer_are_the_firms_own(house):
    """The page shows what was saved; the rest of the rules stays."""
    actions.save_places(direction(house), "duret", PlacesForm("90", "45"))
    rules = house.transactions.firm_by_slug("duret").rules
    assert FirmRules(reserve=timedelta(minutes=90), answer=timedelta(minutes=45)) == rules
    shown = actions.settings(direction(house), "duret")
    assert (90, 45, False) == (shown.reserve_minutes, shown.answer_minutes, shown.reserve_forecast)


def test_a_forecast_of_the_reserve_is_a_choice(house):
    """Off until somebody ticks it."""
    actions.save_places(direction(house), "duret", PlacesForm("90", "45", reserve_forecast="1"))
    assert actions.settings(direction(house), "duret").reserve_forecast
    assert house.transactions.firm_by_slug("duret").rules.forecasts_reserve


@pytest.mark.parametrize("reserve, answer, field", [("241", "30", "reserve_minutes"), ("60", "x", "answer_minutes")])
def test_minutes_nobody_could_mean_are_told_beside_their_field(house, reserve, answer, field):
    """Nothing is saved."""
    refused = actions.save_places(direction(house), "duret", PlacesForm(reserve, answer))
    assert isinstance(refused, Refused)
    assert [field] == list(refused.fields)
    assert FirmRules() == house.transactions.firm_by_slug("duret").rules
