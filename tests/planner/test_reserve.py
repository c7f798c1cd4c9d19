"""The reserve for emergencies: what it counts, what it refuses, what it charges, and how it opens as the day nears."""

from datetime import date, timedelta

import pytest

from planner.board import Board
from planner.firms import Firm
from planner.identifiers import TechnicianId
from planner.reserve import Left, charges, kept_back, of_the_firm, reserved_skills, taken_by
from planner.rules import FirmRules
from planner.services import Half
from planner.slots import Wish, all_slots
from planner.staffing import add_absence
from planner.technicians import Absence
from tests.support.planner import MONDAY, SEYNOD, SUNDAY_NIGHT, Heart, a_firm, a_service, a_technician, between, paris

FRIDAY = MONDAY + timedelta(days=4)
URGENT = a_service("Urgence", code="urgence", lead_time=timedelta(0))
QUOTE = a_service("Devis", skills={})
HOUR = timedelta(hours=1)


def keeping(minutes: int) -> Firm:
    """The firm with so many minutes in reserve."""
    return a_firm(rules=FirmRules(reserve=timedelta(minutes=minutes)))


def a_heart(minutes: int, *technicians) -> Heart:
    """A firm with so many minutes in reserve, repairs, quotes and emergencies."""
    return Heart(*technicians, firm=keeping(minutes), services=(a_service(), QUOTE, URGENT))


def fill(heart: Heart, service: str, day: date = FRIDAY) -> int:
    """Book the first slot of a day's morning again and again; return how often there was one."""
    booked = 0
    while slots := mornings(heart, service, day):
        heart.book(slots[0])
        booked += 1
    return booked


def mornings(heart: Heart, service: str, day: date = FRIDAY):
    """The slots of one morning."""
    found = heart.slots(service_id=service, first=day, last=day)
    return [slot for slot in found if slot.window.start < paris(12, day=day)]


@pytest.mark.parametrize("notice, kept", [(72, 3600), (71, 1800), (24, 1800), (23, 0), (0, 0)])
def test_the_whole_is_kept_three_days_ahead_half_the_days_before_and_nothing_on_the_last(notice, kept):
    """The day opens by itself: only the clock decides."""
    assert kept == kept_back(HOUR, SUNDAY_NIGHT + timedelta(hours=notice), SUNDAY_NIGHT)


def test_without_a_reserve_nothing_changes():
    """A firm that keeps nothing back sells every minute, at the price of the road."""
    assert all("reserve" not in slot.by_rule for slot in Heart().slots())


def test_an_ordinary_visit_is_refused_what_an_emergency_still_gets():
    """A morning's windows hold four repairs, the last until lunch; of three hours kept back half is never offered."""
    assert 4 == fill(a_heart(0), "dépannage")
    heart = a_heart(180)
    assert 1 == fill(heart, "dépannage")
    assert mornings(heart, "urgence")


def test_time_of_a_technician_who_could_help_counts_whatever_he_is_asked_for():
    """A quote needs no skill; yet the repairer who visits for it is not there for an emergency."""
    heart = a_heart(180, a_technician(), a_technician("Nadia", skills={}))
    told = [slot for slot in mornings(heart, "devis") if slot.technician_id == "gaëtan"]
    assert [] == told
    assert mornings(heart, "devis")


def test_the_first_half_of_the_reserve_is_dearer_and_says_so():
    """Of 210 minutes a visit leaves 135, 45 less than are kept: they are priced, and told in both languages."""
    heart = a_heart(180)
    slot = mornings(heart, "dépannage")[0]
    taken = 180 * 60 - (210 * 60 - taken_by(HOUR))
    assert taken * heart.firm.rules.prices.reserve == slot.by_rule["reserve"]
    assert slot.cost == sum(slot.by_rule.values())
    assert slot.told is not None
    assert slot.reason is not None
    assert slot.told.fr.endswith("45 min prises sur la réserve pour urgences")
    assert slot.reason.en.endswith("45 min out of the emergency reserve")


def test_an_emergency_pays_nothing_and_is_told_that_it_uses_the_reserve():
    """What was kept for it is its own."""
    slot = mornings(a_heart(180), "urgence")[0]
    assert 0 == slot.by_rule["reserve"]
    assert slot.told is not None
    assert "réserve pour urgences" in slot.told.fr


def test_claire_is_told_and_not_refused():
    """A dispatcher knows what she does: she sees the price and the sentence."""
    heart = a_heart(360)
    assert [] == mornings(heart, "dépannage")
    with heart.memory.read(heart.firm.id) as work:
        wish = Wish(a_service().id, SEYNOD, first=FRIDAY, last=FRIDAY, by_firm=True)
        found = all_slots(work, wish, heart.board)
    assert found
    assert all(slot.by_rule["reserve"] > 0 for slot in found if slot.window.start < paris(12, day=FRIDAY))


def test_the_same_morning_is_sold_once_it_is_near():
    """Nobody called for an emergency: on the last day the time is for whoever comes."""
    heart = a_heart(360)
    assert [] == mornings(heart, "dépannage")
    heart.now = paris(10, day=FRIDAY - timedelta(days=1))
    assert mornings(heart, "dépannage")


def test_moving_within_a_full_morning_is_not_refused_for_the_time_the_visit_gives_back():
    """Its own minutes are free again while it looks for another place."""
    heart = a_heart(180)
    booked = heart.book(mornings(heart, "dépannage")[0])
    assert [] == mornings(heart, "dépannage")
    found = heart.slots(first=FRIDAY, last=FRIDAY, moving=booked.id)
    assert any(slot.window.start < paris(12, day=FRIDAY) for slot in found)


def test_an_absence_leaves_less_and_lunch_is_no_time_of_anybody():
    """Four hours and a half of an afternoon less three quarters for lunch; the morning away from ten to eleven."""
    heart = Heart()
    heart.do(lambda work: add_absence(work, Absence("a", TechnicianId("gaëtan"), between(10, 11, FRIDAY))))
    with heart.memory.read(heart.firm.id) as work:
        (left,) = Board().asked(work, FRIDAY, FRIDAY).left
    assert {Half.MORNING: 150 * 60, Half.AFTERNOON: 285 * 60} == left.halves


def test_only_what_emergencies_need_is_kept_back():
    """Each skill at the least level of any; a firm without an emergency service keeps nothing."""
    services = [a_service(), replace_skills({"repair": 2}), replace_skills({"repair": 1, "gas": 3})]
    assert {"repair": 1, "gas": 3} == reserved_skills(services)
    assert {} == reserved_skills([a_service()])


def test_a_forecast_may_say_another_number_for_each_skill_and_half_day():
    """The source is a function: of the two halves only the one it names is charged."""
    heart = a_heart(60)
    windows = [between(8, 10, FRIDAY), between(14, 16, FRIDAY)]
    left = [Left(FRIDAY, {"repair": 1}, {Half.MORNING: 3600, Half.AFTERNOON: 3600})]
    asked = []

    def source(skill, day, half):
        asked.append((skill, day, half))
        return HOUR if half is Half.AFTERNOON else timedelta(0)

    with heart.memory.read(heart.firm.id) as work:
        told = charges(work, a_service(), windows, left, source, hard=False)
        whole = charges(work, a_service(), windows, left, of_the_firm(work.firm), hard=True)
    assert [("repair", FRIDAY, Half.MORNING), ("repair", FRIDAY, Half.AFTERNOON)] == asked
    assert [0, 3600] == [*told.taken[0]]
    assert [-1, -1] == [*whole.prices[0]]


def replace_skills(skills):
    """An emergency service that needs these."""
    return a_service("Autre urgence", code="urgence", skills=skills)
