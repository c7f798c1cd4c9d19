"""The demonstration is a whole invented firm, lives in the present, and is nobody real."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest

from desk.accounts import Account, Credentials, sign_in
from desk.calls import Call, Reason
from desk.contact_details import read_phone
from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.demo import SIGN_INS, SLUG, catch_up, create_demo, opening
from desk.demo.behind import load
from desk.demo.numbers import CALLS_A_DAY, TOWNS
from desk.demo.people import Invention, invent_people
from desk.past import PastAppointment
from desk.store import KINDS
from planner.appointments import Appointment, State
from planner.errors import InvalidConfiguration
from planner.maintenance import MaintenanceDue
from planner.memory import Memory
from planner.sites import Site
from planner.technicians import Technician
from tests.support.planner import PARIS

WEDNESDAY = datetime(2026, 11, 25, 13, tzinfo=UTC)


class Demo:
    """The demonstration as it stands on a Wednesday afternoon, and what was told while it was made."""

    def __init__(self):
        self.now = opening(WEDNESDAY)
        self.told: list[str] = []
        self.transactions = Memory(kinds=KINDS, clock=lambda: self.now)
        self.firm = create_demo(self.transactions, self.now, tell=self.told.append)
        self.now = WEDNESDAY
        self.lived = catch_up(self.transactions, self.firm.id)

    def all(self, kind):
        """Return everything of one kind."""
        with self.transactions.read(self.firm.id) as work:
            return work.of(kind).find()


@pytest.fixture(scope="module")
def demo():
    """The demonstration, made once: nothing here changes it."""
    return Demo()


def test_the_firm_is_marked_as_invented_and_told_step_by_step(demo):
    """Every page says so, and the terminal shows what is done."""
    assert (True, SLUG) == (demo.firm.demo, demo.firm.slug)
    assert 3 == len(demo.told)


def test_its_size_is_the_one_announced(demo):
    """Six technicians, 1 380 customers with a place each, 280 contracts in force."""
    contracts = demo.all(MaintenanceContract)
    assert 6 == len(demo.all(Technician))
    assert 1_380 == len(demo.all(Customer)) == len({site.customer_id for site in demo.all(Site)})
    assert 280 == sum(contract.ended_on is None for contract in contracts)
    assert 600 < sum(contract.visits_per_year for contract in contracts if contract.ended_on is None) < 750


def test_nobody_in_it_is_real(demo):
    """Telephones from the ranges kept for fiction, mail that cannot arrive."""
    people = [*demo.all(Customer), *demo.all(Technician), *demo.all(Account)]
    phones = {getattr(person, name, "") for person in people for name in ("phone", "second_phone")} - {""}
    callers = {call.caller for call in demo.all(Call)} - {""}
    assert all(phone.startswith(("+3363998", "+3346571")) for phone in phones | callers)
    assert all(phone == read_phone(phone) for phone in phones)
    assert all(person.email.endswith(".invalid") for person in people if person.email)


def test_its_places_are_in_the_towns_it_serves(demo):
    """The portal accepts every address of the demonstration."""
    assert {town.postcode for town in TOWNS} == {site.postcode for site in demo.all(Site)}
    assert all(demo.firm.rules.area_of(site.postcode) for site in demo.all(Site))
    assert all(45.6 < site.position.lat < 46.0 and 5.85 < site.position.lon < 6.45 for site in demo.all(Site))


def test_calls_follow_the_laws_they_were_drawn_from(demo):
    """About fifty a working day, more on Mondays, fewer in August, more spread than chance alone."""
    days = Counter(call.started_at.astimezone(PARIS).date() for call in demo.all(Call))
    assert 370 < len(days) < 385
    assert 46 < fmean(days.values()) < 53
    mondays = fmean(count for day, count in days.items() if day.weekday() == 0)
    assert mondays > 1.08 * fmean(days.values())
    assert fmean(count for day, count in days.items() if day.month == 8) < 0.8 * fmean(days.values())
    means = {day: CALLS_A_DAY * load(demo.firm, day) for day in days}
    assert 1.3 < fmean((count - means[day]) ** 2 / means[day] for day, count in days.items()) < 1.9
    reasons = Counter(call.reason for call in demo.all(Call))
    assert 0.32 < reasons[Reason.APPOINTMENT] / reasons.total() < 0.38


def test_the_past_ends_as_it_does_in_the_trade(demo):
    """Some doors stay closed, some customers cancel, a quarter of the repairs need a second visit."""
    past = demo.all(PastAppointment)
    states = Counter(appointment.state for appointment in past)
    assert 5_000 < len(past) < 6_500
    assert 0.03 < states[State.NO_ACCESS] / len(past) < 0.05
    done = [one for one in past if one.service_code == "depannage" and one.state is State.DONE]
    assert 0.23 < fmean(one.second_visit for one in done) < 0.29
    assert all((one.actual_minutes is None) == (one.state is not State.DONE) for one in past)
    maintenance = sum(one.service_code in {"vmc", "baes", "ssi", "irve", "installation"} for one in past)
    assert maintenance > 700


def test_the_present_has_been_lived_up_to_now(demo):
    """What is over is done or found the door closed, at most one visit is under way each, the rest is promised."""
    appointments = {one.id: one for one in demo.all(Appointment)}
    with demo.transactions.read(demo.firm.id) as work:
        routes = work.routes.between(WEDNESDAY.date() - timedelta(days=2), WEDNESDAY.date() + timedelta(days=20))
    for route in routes:
        states = [appointments[visit.appointment_id].state for visit in route.visits]
        over = [visit.end <= WEDNESDAY for visit in route.visits]
        assert over == [state in {State.DONE, State.NO_ACCESS} for state in states]
        assert states.count(State.IN_PROGRESS) <= 1
    assert demo.lived == sum(one.started for one in appointments.values()) > 30


def test_each_promise_of_the_weeks_ahead_can_be_kept(demo):
    """Made by the planner's verbs: technicians ring inside the window and are never in two places."""
    with demo.transactions.read(demo.firm.id) as work:
        routes = work.routes.between(WEDNESDAY.date(), WEDNESDAY.date() + timedelta(days=20))
    for route in routes:
        assert all(visit.window.contains(visit.start) for visit in route.visits)
        ends = [visit.end for visit in route.visits]
        assert all(end <= later.start for end, later in zip(ends, route.visits[1:], strict=False))
    assert 120 < sum(len(route.visits) for route in routes)
    assert 20 < sum(due.appointment_id is not None for due in demo.all(MaintenanceDue))


@pytest.mark.parametrize("person", SIGN_INS, ids=lambda person: person.role.value)
def test_the_sign_ins_it_prints_work(demo, person):
    """One for each role; the technician's leads to his route."""
    account, _ = sign_in(demo.transactions, demo.firm.id, Credentials(person.email, person.password))
    assert (person.name, True) == (account.name, person.role in account.roles)
    assert (person.role == "technician") == (account.technician_id is not None)


def test_the_same_seed_invents_the_same_people():
    """Two demonstrations on one day are one demonstration."""
    one, other, another = (invent_people(Invention(seed), WEDNESDAY) for seed in (1, 1, 2))
    assert (one.customers, one.sites, one.contracts) == (other.customers, other.sites, other.contracts)
    assert one.customers != another.customers


def test_records_hold_one_demonstration(demo):
    """A second one would share its address."""
    with pytest.raises(InvalidConfiguration):
        create_demo(demo.transactions, WEDNESDAY)


@pytest.mark.parametrize(
    "now, expected",
    [
        (datetime(2026, 11, 25, 13, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC)),
        (datetime(2026, 11, 23, 3, tzinfo=UTC), datetime(2026, 11, 23, 3, tzinfo=UTC)),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 28, 9, tzinfo=UTC)),
        (datetime(2026, 7, 3, 12, tzinfo=UTC), datetime(2026, 6, 29, 4, tzinfo=UTC)),
    ],
)
def test_it_opens_before_the_first_hour_of_the_week_it_shows(now, expected):
    """And never in the future: at a weekend it shows the week to come."""
    assert expected == opening(now)
