"""The reserve that is forecast: what is counted, what is written, when, and for whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from api import actions
from api.foreseeing import Emergency, emergencies, forecast_reserves, reserve_forecasts
from api.house import House
from api.views import Caller, PersonView, Role
from desk.identifiers import PastAppointmentId
from desk.past import PastAppointment
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, CustomerId, ServiceId
from planner.intervals import Interval
from planner.ports import Work
from planner.reserve import ReserveForecast, source_of
from planner.services import Half
from planner.staffing import save_rules, save_service
from tests.support.house import SetClock, a_house, found_firm
from tests.support.planner import MONDAY, a_firm, a_service

URGENT = a_service("Urgence", code="urgence", lead_time=timedelta(0))
HOUR, NUMBER = timedelta(hours=1), timedelta(minutes=45)
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
BEFORE = [MONDAY - timedelta(days=back) for back in range(1, 141)]
WORKDAYS = [day for day in BEFORE if day.weekday() < 5]


def past(number: int, day: date, code: str = "urgence", state: State = State.DONE) -> PastAppointment:
    """A visit of before Créneau."""
    return PastAppointment(PastAppointmentId(f"p{number}"), day, code, CustomerId("c"), 60, state, 50 + number % 20)


@pytest.fixture
def clock() -> SetClock:
    """It stands on Monday, before work."""
    return SetClock(NOW)


@pytest.fixture
def house(tmp_path, clock) -> House:
    """A house with a firm that wants a forecast and has two emergencies every working day."""
    house = a_house(tmp_path, clock)
    found_firm(house)

    def remember(work: Work) -> None:
        save_service(work, URGENT)
        save_rules(work, replace(work.firm.rules, reserve=NUMBER, forecasts_reserve=True))
        work.of(PastAppointment).put_all(past(number, day) for number, day in enumerate(2 * WORKDAYS))

    change(house, remember)
    return house


def change(house: House, command, slug: str = "duret") -> None:
    """Change the firm's records."""
    house.transactions.write(house.transactions.firm_by_slug(slug).id, command)


def ask(house: House, question):
    """Ask the firm's records."""
    with house.transactions.read(house.transactions.firm_by_slug("duret").id) as work:
        return question(work)


def kept(house: House) -> list[ReserveForecast]:
    """What was written."""
    found: list[ReserveForecast] = ask(house, lambda work: work.of(ReserveForecast).find())
    return found


def wanting(work: Work, *, forecasts: bool) -> None:
    """The firm chooses."""
    save_rules(work, replace(work.firm.rules, forecasts_reserve=forecasts))


def test_each_half_of_seven_weeks_of_working_days_has_its_forecast(house):
    """Two a day are about one in each half: two visits with their roads suffice nine times in ten, or nearly three."""
    forecast_reserves(house)
    found = kept(house)

    assert 70 == len(found)
    assert {"repair"} == {one.skill for one in found}
    assert (MONDAY, MONDAY + timedelta(days=46)) == (min(one.day for one in found), max(one.day for one in found))
    assert all(0.7 < one.visits < 1.3 and 0.9 <= one.chance < 1 for one in found)
    assert all(2 * HOUR <= one.kept <= 3 * HOUR for one in found)


def test_the_source_answers_the_forecast_where_there_is_one_and_else_the_number(house):
    """A skill nobody forecast, a day too far ahead: the firm's own 45 minutes."""
    forecast_reserves(house)
    one = kept(house)[0]
    source = ask(house, source_of)
    asked = [("repair", one.day), ("gas", one.day), ("repair", date.max)]

    assert [one.kept, NUMBER, NUMBER] == [source(skill, day, one.half) for skill, day in asked]


def test_it_is_thought_over_once_a_day(house, clock):
    """The next look does nothing; the next day's replaces everything."""
    forecast_reserves(house)
    first = kept(house)
    clock.forward(hours=2)
    forecast_reserves(house)
    assert first == kept(house)

    clock.forward(days=1)
    forecast_reserves(house)
    assert {clock()} == {one.made_at for one in kept(house)}


def test_whoever_keeps_a_fixed_number_is_left_alone(house):
    """Nothing is counted, nothing written, and the number serves."""
    change(house, lambda work: wanting(work, forecasts=False))
    forecast_reserves(house)

    assert [] == kept(house)
    assert NUMBER == ask(house, source_of)("repair", MONDAY, Half.MORNING)


def test_too_little_of_a_past_says_nothing():
    """Nine emergencies, or thirty in a week, are no rhythm."""
    few = [Emergency(day, None, HOUR, "urgence") for day in WORKDAYS[:9]]
    soon = [Emergency(WORKDAYS[number % 5], None, HOUR, "urgence") for number in range(30)]

    assert [[], []] == [list(reserve_forecasts(a_firm(), [URGENT], came, MONDAY, NOW)) for came in (few, soon)]


def test_a_firm_that_fails_is_told_of_and_the_next_one_served(house, monkeypatch):
    """Whatever happened there."""
    found_firm(house, "autre", "Autre")
    change(house, lambda work: wanting(work, forecasts=True), "autre")
    told = []
    monkeypatch.setattr("api.foreseeing._log.exception", lambda _event, firm: told.append(firm))

    def failing(work, urgent):
        if work.firm.slug == "autre":
            raise RuntimeError
        return emergencies(work, urgent)

    monkeypatch.setattr("api.foreseeing.emergencies", failing)
    forecast_reserves(house)

    assert ["autre"] == told
    assert 70 == len(kept(house))


def booked(key: str, service_id: ServiceId, state: State, start: datetime) -> Appointment:
    """An appointment of an hour."""
    return Appointment(AppointmentId(key), service_id, Interval(start, start + HOUR), HOUR, state, start)


def test_only_emergencies_that_were_answered_before_today_count(house):
    """Not the cancelled ones, not today's, nor other services; of appointments the half is known."""
    at = datetime.combine(WORKDAYS[0], time(9), UTC)

    def remember(work: Work) -> None:
        for old in work.of(PastAppointment).find():
            work.of(PastAppointment).remove(old.id)
        other, gone = past(2, WORKDAYS[1], "dépannage"), past(3, WORKDAYS[1], state=State.CANCELLED_BY_FIRM)
        work.of(PastAppointment).put_all([past(1, WORKDAYS[1]), other, gone])
        work.of(Appointment).put_all(
            [
                booked("done", URGENT.id, State.DONE, at),
                booked("gone", URGENT.id, State.CANCELLED_BY_CUSTOMER, at),
                booked("held", URGENT.id, State.HELD, at),
                booked("other", a_service().id, State.DONE, at),
                booked("today", URGENT.id, State.CONFIRMED, NOW + HOUR),
            ]
        )

    change(house, remember)

    assert [
        Emergency(WORKDAYS[1], None, timedelta(minutes=51), "urgence"),
        Emergency(WORKDAYS[0], Half.MORNING, HOUR, "urgence"),
    ] == ask(house, lambda work: list(emergencies(work, [URGENT])))


def test_a_firm_whose_emergencies_come_in_the_afternoon_keeps_more_there():
    """A hundred whose hour is known, all after lunch."""
    came = [Emergency(day, Half.AFTERNOON, HOUR, "urgence") for day in WORKDAYS]
    found = list(reserve_forecasts(a_firm(), [URGENT], came, MONDAY, NOW))
    morning, afternoon = (
        {one.day: one.kept for one in found if one.half is half} for half in (Half.MORNING, Half.AFTERNOON)
    )

    assert 35 == len(morning)
    assert all(morning[day] < afternoon[day] for day in morning)


def test_the_day_says_in_words_what_is_kept(house):
    """One sentence for each half, and none where a fixed number serves."""
    firm = house.transactions.firm_by_slug("duret")
    claire = Caller("x", PersonView("p1", "Claire", "claire@duret.invalid", Role.DISPATCHER), firm=firm.id, house=house)
    forecast_reserves(house)
    morning, afternoon = actions.day(claire, "duret", MONDAY).reserve
    assert morning.startswith("Matin, réserve de 2 h ")
    assert afternoon.endswith("9 fois sur 10 cela suffit")

    change(house, lambda work: wanting(work, forecasts=False))
    assert () == actions.day(claire, "duret", MONDAY).reserve
