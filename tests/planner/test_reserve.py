"""The reserve for emergencies: whom it counts, what it refuses, what it charges, and how it shrinks as the day goes."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from planner.board import Board
from planner.firms import Firm
from planner.identifiers import ServiceId, TechnicianId
from planner.intervals import Interval
from planner.reserve import (
    Charges,
    Left,
    Promised,
    charges,
    emergency_lengths,
    free_places,
    kept_back,
    of_the_firm,
    reserved_skills,
    taken_by,
)
from planner.rules import FirmRules
from planner.services import Half, Service
from planner.slots import Slot, Wish, all_slots
from planner.staffing import add_absence
from planner.technicians import Absence
from solver.sentence import Sentence
from tests.support.planner import (
    MONDAY,
    PARIS,
    SEYNOD,
    SUNDAY_NIGHT,
    Heart,
    a_firm,
    a_service,
    a_technician,
    between,
    paris,
)

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


def all_mornings(heart: Heart, service: str) -> list[Slot]:
    """What a customer could have that morning, of every technician."""
    with heart.memory.read(heart.firm.id) as work:
        found = all_slots(work, Wish(ServiceId(service), SEYNOD, first=FRIDAY, last=FRIDAY), heart.board)
    return [slot for slot in found if slot.window.start < paris(12, day=FRIDAY)]


def slots_of_claire(heart: Heart) -> list[Slot]:
    """What Claire could book for a repair that morning, earliest first."""
    with heart.memory.read(heart.firm.id) as work:
        found = all_slots(work, Wish(a_service().id, SEYNOD, first=FRIDAY, last=FRIDAY, by_firm=True), heart.board)
    return sorted((s for s in found if s.window.start < paris(12, day=FRIDAY)), key=lambda slot: slot.window.start)


@pytest.mark.parametrize(
    "now, kept",
    [
        (SUNDAY_NIGHT, 3600),
        (paris(8, day=FRIDAY), 3600),
        (paris(13, day=FRIDAY), 3600),
        (paris(14, 30, day=FRIDAY), 2700),
        (paris(17, day=FRIDAY), 450),
        (paris(18, day=FRIDAY), 0),
    ],
)
def test_the_whole_is_kept_until_the_half_day_begins_and_then_what_is_still_to_come(now, kept):
    """An afternoon is open from 13:30 to 17:30: at half past two three quarters of it lie ahead."""
    assert kept == kept_back(HOUR, between(15, 17, FRIDAY), keeping(60), now)


def test_a_half_day_without_opening_hours_keeps_nothing():
    """Nobody can call in it."""
    night = between(18, 20, FRIDAY)
    firm = replace(keeping(60), rules=replace(keeping(60).rules, opening=()))
    assert 0 == kept_back(HOUR, night, firm, paris(10, day=FRIDAY))


def test_without_a_reserve_nothing_changes():
    """A firm that keeps nothing back sells every minute, at the price of the road."""
    assert all("reserve" not in slot.by_rule for slot in Heart().slots())


def test_an_ordinary_visit_is_refused_the_last_time_an_emergency_could_have():
    """A morning's windows hold four repairs, the last until lunch; kept free, only the first, which ends by ten."""
    assert 4 == fill(a_heart(0), "dépannage")
    heart = a_heart(60)
    assert [8] == [slot.window.start.astimezone(PARIS).hour for slot in mornings(heart, "dépannage")]
    assert 1 == fill(heart, "dépannage")
    assert mornings(heart, "urgence")


def test_splinters_are_sold_for_they_hold_no_emergency():
    """Two repairs told by Claire leave an hour, too little for an emergency and its road: a quote may have it."""
    heart = a_heart(60)
    for _ in range(2):
        heart.book(slots_of_claire(heart)[0])
    assert mornings(heart, "devis")


def test_several_technicians_must_be_free_where_more_is_kept():
    """Two hours and a half are two emergencies: of three technicians only one may be busy until noon."""
    heart = a_heart(150, a_technician(), a_technician("Nadia"), a_technician("Élodie"))
    late = [slot for slot in slots_of_claire(heart) if slot.window.start == paris(10, day=FRIDAY)]
    heart.book(late[0])
    at_ten = [slot for slot in all_mornings(heart, "dépannage") if slot.window.start == paris(10, day=FRIDAY)]
    assert {late[0].technician_id} == {slot.technician_id for slot in at_ten}


def test_time_of_a_technician_who_could_help_counts_whatever_he_is_asked_for():
    """A quote needs no skill; yet the repairer who visits for it late in the morning is not there for an emergency."""
    heart = a_heart(180, a_technician(), a_technician("Nadia", skills={}))
    told = {(slot.technician_id, slot.window.start) for slot in all_mornings(heart, "devis")}
    assert ("nadia", paris(10, day=FRIDAY)) in told
    assert ("gaëtan", paris(10, day=FRIDAY)) not in told


def test_as_much_again_is_dearer_and_says_who_would_be_left():
    """One of two free technicians is kept: whoever takes the other pays for him, in both languages."""
    heart = a_heart(60, a_technician(), a_technician("Nadia"))
    slot = next(slot for slot in mornings(heart, "dépannage") if slot.window.start == paris(10, day=FRIDAY))
    taken = 2 * 60 * 60 - taken_by(HOUR)
    assert taken * heart.firm.rules.prices.reserve == slot.by_rule["reserve"]
    assert slot.cost == sum(slot.by_rule.values())
    assert slot.told is not None
    assert slot.reason is not None
    assert slot.told.fr.endswith("ne laisse que 1 technicien pour une urgence")
    assert slot.reason.en.endswith("leaves only 1 technician for an emergency")


def test_an_emergency_pays_nothing_and_is_told_that_it_uses_the_reserve():
    """What was kept for it is its own."""
    slot = next(slot for slot in mornings(a_heart(60), "urgence") if slot.window.start == paris(10, day=FRIDAY))
    assert 0 == slot.by_rule["reserve"]
    assert slot.told is not None
    assert slot.told.fr.endswith("plus personne pour une urgence")


def test_where_skills_are_short_the_shortest_is_told():
    """Two skills are kept: the sentence counts whom the scarcer one has left, the price what the dearer takes."""
    heart = a_heart(60)
    gas = a_service("Gaz", code="mise_en_securite", skills={"gas": 1})
    heart.do(lambda work: work.of(Service).put(gas))
    free = {Half.MORNING: Promised(paris_seconds(8), paris_seconds(12))}
    days = [
        Left(FRIDAY, {"repair": 1, "gas": 1}, free),
        Left(FRIDAY, {"repair": 1}, free),
        Left(FRIDAY, {"gas": 1}, free),
        Left(FRIDAY, {"gas": 1}, free),
    ]

    def source(skill, _day, _half):
        return 2 * HOUR if skill == "gas" else HOUR

    with heart.memory.read(heart.firm.id) as work:
        told = charges(work, a_service(), [between(11, 12, FRIDAY)], days, source, hard=False)
    assert [1, 1, 2, 2] == told.free[:, 0].tolist()
    assert [4500, 2700, 4500, 4500] == told.taken[:, 0].tolist()


def test_nobody_left_is_said_as_such():
    """And nothing is said where nothing is taken."""
    one = np.array([[60, 60, 0]])
    told = Charges(one, one, np.array([[0, 2, 0]]))
    assert "plus personne pour une urgence" == said(told, 0).fr
    assert "ne laisse que 2 techniciens pour une urgence" == said(told, 1).fr
    assert told.sentence(0, 2) is None


def test_claire_is_told_and_not_refused():
    """A dispatcher knows what she does: she sees the price and the sentence."""
    heart = a_heart(360)
    with heart.memory.read(heart.firm.id) as work:
        wish = Wish(a_service().id, SEYNOD, first=FRIDAY, last=FRIDAY, by_firm=True)
        found = all_slots(work, wish, heart.board)
    late = next(slot for slot in found if slot.window.start == paris(10, day=FRIDAY))
    assert late.by_rule["reserve"] > 0
    assert late.target not in {slot.target for slot in mornings(heart, "dépannage")}


def test_what_is_kept_stays_kept_the_day_before():
    """Nobody knows yet whether somebody will call: who asks late must not have what was kept from others."""
    heart = a_heart(60)
    heart.now = paris(10, day=FRIDAY - timedelta(days=1))
    assert 1 == fill(heart, "dépannage")


def test_moving_within_a_full_morning_is_not_refused_for_the_time_the_visit_gives_back():
    """Its own minutes are free again while it looks for another place."""
    heart = a_heart(60)
    booked = heart.book(mornings(heart, "dépannage")[0])
    assert [] == mornings(heart, "dépannage")
    found = heart.slots(first=FRIDAY, last=FRIDAY, moving=booked.id)
    assert any(slot.window.start < paris(12, day=FRIDAY) for slot in found)


def test_an_absence_leaves_less_and_lunch_is_no_time_of_anybody():
    """Lunch opens the afternoon, 285 minutes are left; the morning away from ten to eleven leaves the hour after."""
    assert {Half.MORNING: 60 * 60, Half.AFTERNOON: 285 * 60} == left_on_friday(between(10, 11, FRIDAY))


def test_an_absence_across_noon_is_counted_in_both_halves():
    """From eleven to three: nothing of the morning is left, and the afternoon from three on, lunch had meanwhile."""
    found = left_on_friday(between(11, 15, FRIDAY))
    assert {Half.MORNING: 0, Half.AFTERNOON: 150 * 60} == found


def left_on_friday(away: Interval) -> dict[Half, int]:
    """The seconds left at the end of each half of the day of somebody who is away meanwhile."""
    heart = Heart()
    heart.do(lambda work: add_absence(work, Absence("a", TechnicianId("gaëtan"), away)))
    with heart.memory.read(heart.firm.id) as work:
        (left,) = Board().asked(work, FRIDAY, FRIDAY).left
    return {half: promised.left() for half, promised in left.halves.items()}


def test_who_is_free_is_who_could_still_begin_after_all_he_promised():
    """A promise from eleven on fills the morning however short it is; one from eight on does not."""
    early, late = (Promised(0, 14_400, ((at, 4_500),)) for at in (0, 10_800))
    days = [Left(FRIDAY, {"repair": 1}, {Half.MORNING: one}) for one in (early, late)]
    assert {(FRIDAY, Half.MORNING): [0]} == dict(free_places(days, "repair", 1, 4_500))
    assert {} == dict(free_places(days, "repair", 2, 4_500))


def test_only_what_emergencies_need_is_kept_back():
    """Each skill at the least level of any; a firm without an emergency service keeps nothing."""
    services = [a_service(), replace_skills({"repair": 2}), replace_skills({"repair": 1, "gas": 3})]
    assert {"repair": 1, "gas": 3} == reserved_skills(services)
    assert {} == reserved_skills([a_service()])
    assert {"repair": 4500, "gas": 4500} == emergency_lengths(services)


def test_a_forecast_may_say_another_number_for_each_skill_and_half_day():
    """The source is a function: of the two halves only the one it names is charged."""
    heart = a_heart(60)
    windows = [between(10, 12, FRIDAY), between(15, 17, FRIDAY)]
    halves = {
        Half.MORNING: Promised(paris_seconds(8), paris_seconds(12)),
        Half.AFTERNOON: Promised(paris_seconds(12), paris_seconds(17)),
    }
    left = [Left(FRIDAY, {"repair": 1}, halves)]
    asked = []

    def source(skill, day, half):
        asked.append((skill, day, half))
        return HOUR if half is Half.AFTERNOON else timedelta(0)

    with heart.memory.read(heart.firm.id) as work:
        told = charges(work, a_service(), windows, left, source, hard=False)
        whole = charges(work, a_service(), windows, left, of_the_firm(work.firm), hard=True)
    assert [("repair", FRIDAY, Half.MORNING), ("repair", FRIDAY, Half.AFTERNOON)] == asked
    assert [0, 4500] == [*told.taken[0]]
    assert [-1, -1] == [*whole.prices[0]]


def paris_seconds(hour: int) -> int:
    """An hour of that Friday, as the solver counts it."""
    return int(paris(hour, day=FRIDAY).timestamp())


def said(told: Charges, window: int) -> Sentence:
    """What is said of the only route in this window."""
    found = told.sentence(0, window)
    assert found is not None
    return found


def replace_skills(skills):
    """An emergency service that needs these."""
    return a_service("Autre urgence", code="urgence", skills=skills)
