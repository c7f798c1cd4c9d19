"""What the page says of a move is what the referee says: who shares no code with it tries every place on the route."""

import os
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from planner.appointments import Appointment
from planner.booking import pin
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work
from planner.routes import Pinned
from planner.services import Service
from planner.slots import Target, Wish, all_slots, candidate_windows, possible_targets, requested_stop
from planner.technicians import Absence, Technician
from planner.translation import driving_order, travel, weights, working_days, working_time
from solver.problem import Problem
from solver.referee import referee
from solver.solution import Solution
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    RUMILLY,
    SEYNOD,
    Heart,
    a_service,
    a_technician,
)

MOVES = int(os.environ.get("CRENEAU_TEST_MOVES", "600"))
"""How many moves are judged twice: ten thousand take some minutes."""

PLACES = ANNECY, SEYNOD, RUMILLY, ALBERTVILLE
DAYS = MONDAY, MONDAY + timedelta(days=1)
BOOKED = 14


def a_week(dice: Random) -> Heart:
    """Three technicians, one without the skill for long works; some visits are pinned."""
    long = a_service("Travaux", duration=timedelta(hours=2), skills={"repair": 2})
    people = [a_technician(name, start=dice.choice(PLACES), skills={"repair": dice.choice((1, 2))}) for name in "abc"]
    heart = Heart(*people, services=(a_service(), long))
    for _ in range(BOOKED):
        place, service = dice.choice(PLACES), dice.choice(("dépannage", "travaux"))
        slots = heart.slots(position=place, service_id=service, first=DAYS[0], last=DAYS[1])
        if slots:
            booked = heart.book(dice.choice(slots), place)
            if dice.random() < 0.2:
                heart.do(partial(pin, appointment_id=booked.id, pinned=dice.choice([*Pinned]), actor=CLAIRE))
    return heart


def judged(work: Work, wish: Wish, target: Target, day: date) -> bool:
    """Whether the referee accepts the route of a target with the wish at one place or another of it."""
    technician = work.of(Technician).get(target.technician_id)
    absences = work.of(Absence).find(technician_id=technician.id)
    worked = working_days(work.firm, technician, absences, [day]).get(day)
    if worked is None:
        return False
    route = work.routes.load(technician.id, day).at(work.now).without([wish.moving] if wish.moving else [])
    stops = driving_order(worked, route.visits)
    new = requested_stop(work, wish, work.of(Service).get(wish.service_id), [target.window])
    for place in range(len(stops) + 1):
        visits = (*stops[:place], new, *stops[place:])
        problem = Problem(
            shifts=(worked.shift,),
            visits=visits,
            travel=travel(work.firm),
            weights=weights(work.firm),
            working_time=working_time(work.firm),
        )
        if referee(problem, Solution.of(problem, [range(len(visits))])).feasible:
            return True
    return False


@pytest.mark.parametrize("seed", range(max(1, MOVES // 200)))
def test_every_verdict_of_a_move_is_the_referee_s(seed: int) -> None:
    """Each appointment, each technician, each window of its day and of another: yes where the referee says yes."""
    dice = Random(seed)
    heart = a_week(dice)
    told = 0
    with heart.memory.read(heart.firm.id) as work:
        appointments = work.of(Appointment).find(state="confirmed")
        while told < 200 and appointments:
            moving, day = dice.choice(appointments), dice.choice(DAYS)
            position = work.routes.holding(moving.id).visit_of(moving.id).position  # type: ignore[union-attr]
            wish = Wish(moving.service_id, position, first=day, last=day, moving=AppointmentId(moving.id), by_firm=True)
            possible = possible_targets(work, wish, heart.board)
            assert {slot.target: slot.cost for slot in all_slots(work, wish, heart.board)} == possible
            for window in candidate_windows(work, wish, work.of(Service).get(wish.service_id)):
                for name in "abc":
                    target = Target(TechnicianId(name), window)
                    assert judged(work, wish, target, day) == (target in possible), (moving, target)
                    told += 1
    assert told >= 200
