"""Past weeks lived again: what is asked for, what each policy keeps, and what it comes to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.replay.asking import WEEK, Asked, Past, asked, emergencies_of, read_past
from api.replay.figures import Figure, figures
from api.replay.living import Week, foreseen, lived
from api.replay.policies import POLICIES, Policy, improved, minutes_a_half_day, rules_of
from desk.identifiers import PastAppointmentId
from desk.past import PastAppointment
from desk.store import KINDS
from planner.appointments import State
from planner.identifiers import CustomerId, SiteId
from planner.memory import Memory
from planner.services import Service
from planner.sites import Site
from planner.technicians import Technician
from planner.working_days import local_day
from tests.support.planner import ANNECY, MONDAY, PARIS, SEYNOD, SUNDAY_NIGHT, a_firm, a_service, a_technician

URGENT = a_service("Urgence", code="urgence", lead_time=timedelta(0))
REPAIR = replace(a_service(), online=True)
BY_NAME = {policy.name: policy for policy in POLICIES}
FIRST = MONDAY - 6 * WEEK


def past_of(visits: list[PastAppointment]) -> Past:
    """What is read of a firm of two technicians, an emergency service and two customers."""
    memory, firm = Memory(kinds=KINDS, clock=lambda: SUNDAY_NIGHT), a_firm()
    memory.create_firm(firm)
    places = {"near": ANNECY, "far": SEYNOD}
    sites = [Site(SiteId(name), CustomerId(name), place, "house") for name, place in places.items()]

    def remember(work) -> None:
        work.of(Technician).put_all([a_technician(), a_technician("Nadia")])
        work.of(Service).put_all([REPAIR, URGENT])
        work.of(Site).put_all(sites)
        work.of(PastAppointment).put_all(visits)

    memory.write(firm.id, remember)
    with memory.read(firm.id) as work:
        return read_past(work)


def visit(number: int, day: date, code: str, **fields) -> PastAppointment:
    """A visit of before, asked for the day before and confirmed after two days, unless said otherwise."""
    known = {"requested_on": day - timedelta(days=1), "confirmation_minutes": 2880, **fields}
    customer = CustomerId("near" if number % 2 else "far")
    return PastAppointment(PastAppointmentId(f"p{number}"), day, code, customer, 60, **known)


@pytest.fixture(scope="module")
def past() -> Past:
    """Six weeks with three repairs and one emergency a day."""
    days = [FIRST + timedelta(days=back) for back in range(-7, 35) if (FIRST + timedelta(days=back)).weekday() < 5]
    codes = [URGENT.code, *3 * [REPAIR.code]]
    return past_of([visit(4 * at + one, day, code) for at, day in enumerate(days) for one, code in enumerate(codes)])


@pytest.fixture(scope="module")
def weeks(past) -> list[list[Asked]]:
    """Four weeks of wishes."""
    return asked(past, 4, seed=1)


def totals(found: list[Week]) -> tuple[int, int, int]:
    """How many wishes got a date, found nothing, were emergencies."""
    return (
        sum(len(week.delays) for week in found),
        sum(week.refused for week in found),
        sum(w.emergencies for w in found),
    )


def test_the_same_seed_asks_the_same_and_the_past_begins_again_at_its_end(past, weeks):
    """Each week has what that week of the past had; the hours are drawn."""
    many = asked(past, 2 * len(past.weeks), seed=1)

    assert weeks == asked(past, 4, seed=1)
    assert weeks != asked(past, 4, seed=2)
    assert 15 <= len(many[0]) <= 20
    assert [len(week) for week in many[1 : len(past.weeks) - 1]] == [
        len(week) for week in many[len(past.weeks) + 1 : -1]
    ]


def test_wishes_come_in_opening_hours_and_emergencies_on_their_own_day(past, weeks):
    """A repair of Monday was asked for on Sunday: that is Monday again."""
    hours = {wish.at.astimezone(PARIS).hour for week in weeks for wish in week}

    assert hours <= {*range(8, 12), *range(13, 18)}
    assert all(1 == count for count in _a_day(emergencies_of(weeks)).values())
    assert all(local_day(wish.at, PARIS).weekday() < 5 for week in weeks for wish in week)


def _a_day(wishes) -> dict[date, int]:
    counts: dict[date, int] = {}
    for wish in wishes:
        day = local_day(wish.at, PARIS)
        counts[day] = counts.get(day, 0) + 1
    return counts


def test_twice_the_demand_is_twice_the_wishes(past, weeks):
    """Which of them come twice is drawn where it is no whole number."""
    assert 2 * len(weeks[1]) == len(asked(past, 4, seed=1, demand=2)[1])


def test_what_was_cancelled_or_has_no_place_is_not_asked_for_again():
    """Nothing is known of it."""
    gone = visit(1, FIRST, REPAIR.code, state=State.CANCELLED_BY_CUSTOMER)
    nowhere = replace(visit(2, FIRST, REPAIR.code), customer_id=CustomerId("nobody"))
    unknown = visit(3, FIRST, "piano")

    assert () == past_of([gone, nowhere, unknown]).weeks


def test_a_share_is_kept_of_the_minutes_of_whoever_can_help(past):
    """Two technicians of eight hours and a quarter, lunch aside: 495 minutes in a half-day."""
    assert 495 == minutes_a_half_day(past)
    assert timedelta(minutes=99) == rules_of(BY_NAME["fixed20"], past).reserve
    assert (timedelta(0), True) == (
        rules_of(BY_NAME["forecast"], past).reserve,
        rules_of(BY_NAME["forecast"], past).forecasts_reserve,
    )


@pytest.mark.parametrize("policy", [*POLICIES, improved(BY_NAME["none"])], ids=lambda policy: policy.name)
def test_every_wish_gets_a_date_or_is_counted_as_refused(past, weeks, policy: Policy):
    """Twice the same, whatever the policy; by telephone those asked late are told after the replay."""
    found = list(lived(past, weeks, policy, first=1))
    dated, refused, urgent = totals(found)
    wishes = sum(len(week) for week in weeks[1:])

    assert found == list(lived(past, weeks, policy, first=1))
    assert sum(1 for _ in emergencies_of(weeks[1:])) == urgent
    assert dated + refused + urgent <= wishes
    if not policy.by_phone:
        assert wishes == dated + refused + urgent
    assert all(week.same_day <= week.emergencies for week in found)
    assert sum(week.kilometres for week in found) > 0


def test_by_telephone_dates_come_two_days_later_and_no_call_is_avoided(past, weeks):
    """Online they come at once, some of them without anybody."""
    phone, online = (list(lived(past, weeks, BY_NAME[name], first=1)) for name in ("today", "none"))

    assert [48.0] * 3 == [week.delay for week in phone]
    assert [0.0] * 3 == [week.delay for week in online]
    assert 0 == sum(week.alone for week in phone) < sum(week.alone for week in online)


def test_only_a_reserve_keeps_time_for_nothing(past, weeks):
    """Twenty per cent keep more of it than ten."""
    none, ten, twenty = (
        sum(week.lost for week in lived(past, weeks, BY_NAME[name], first=1)) for name in ("none", "fixed10", "fixed20")
    )

    assert 0 == none < ten < twenty


def test_a_forecast_knows_only_the_weeks_before(past):
    """Whatever is asked for later, what was forecast before stays the same."""
    weeks = asked(past, 14, seed=1)
    other = [*weeks[:12], *asked(past, 14, seed=2, demand=3)[12:]]
    one, two = (foreseen(past, each, 12) for each in (weeks, other))

    assert one
    assert one == two
    assert [] == foreseen(past, weeks, 0)


def test_figures_are_sums_over_weeks_with_their_interval():
    """Three emergencies of four on their day; where there is nothing to divide by there is no figure."""
    weeks = [Week(emergencies=1, same_day=1), Week(emergencies=3, same_day=2)]
    found = figures(weeks)

    assert Figure(0.75, 0.6667, 1.0) == found["urgent_same_day"]
    assert Figure(None, None, None) == found["days_to_visit"]
    assert Figure(0.0, 0.0, 0.0) == found["refused"]
