"""Firms of any size with a fortnight of planned visits, and customers who ask: every rule of the model is in use."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from solver import (
    CrowTravel,
    Depot,
    Lunch,
    Place,
    Published,
    RouteBlock,
    Schedule,
    Shift,
    Visit,
    Weights,
    Window,
    compile_route,
)

MONDAY = dt.date(2027, 1, 18)
DAYS = 14
HOUR, MINUTE = 3600, 60
SLOTS = (8, 10, 13, 15)
"""A promise lasts two hours from each of these."""

AREAS = ("south-west", "south-east", "north-west", "north-east")
CENTRE, REACH, NEAR = Place(45.9, 6.13), 0.2, 0.08
"""A firm's homes lie within some 20 km of its centre, a route's visits within some 8 km of home."""


def at(day: int, hour: float) -> int:
    """That hour (UTC) of that day of the fortnight."""
    midnight = dt.datetime.combine(MONDAY + dt.timedelta(day), dt.time(), dt.UTC)
    return int(midnight.timestamp()) + round(hour * HOUR)


def a_place(rng: random.Random, near: Place | None = None) -> Place:
    """A place of the firm, or one near another place."""
    centre, reach = (CENTRE, REACH) if near is None else (near, NEAR)
    return Place(centre.lat + rng.uniform(-reach, reach), centre.lon + rng.uniform(-reach, reach))


def area_of(place: Place) -> str:
    """The quarter of the firm a place lies in."""
    return AREAS[2 * (place.lat > CENTRE.lat) + (place.lon > CENTRE.lon)]


def a_shift(technician: int, home: Place, day: int) -> Shift:
    """Nine hours with lunch and an hour of overtime at most; each technician has his own skills, van and contract.

    Every second one is cleared for heights until the middle of the fortnight, every third one works at most nine hours,
    every fourth one has a fair share of six hours, every fifth one a depot.
    """
    return Shift(
        technician=f"technician {technician}",
        day=MONDAY + dt.timedelta(day),
        start_place=home,
        end_place=home,
        start=at(day, 8.5),
        end=at(day, 17.5),
        max_overtime=HOUR,
        max_duration=9 * HOUR if technician % 3 == 0 else None,
        lunch=Lunch(at(day, 12), at(day, 13.5), 45 * MINUTE),
        skills={"electricity": technician % 3 + 1, "charger": technician % 2 + 1},
        clearances={"heights": MONDAY + dt.timedelta(DAYS // 2)} if technician % 2 else {},
        areas=frozenset({area_of(home)}),
        tools=frozenset({"camera"}) if technician % 4 else frozenset(),
        parts={"filter": 2, "valve": technician % 2},
        depot=Depot(CENTRE, 10 * MINUTE) if technician % 5 == 0 else None,
        fair_share=6 * HOUR if technician % 4 == 1 else None,
    )


def a_route(rng: random.Random, shift: Shift, day: int) -> RouteBlock:
    """About four promised visits near home, one in six with a part to bring; loading where that is not in the van."""
    places = [a_place(rng, shift.start_place) for _ in range(rng.randint(3, 5))]
    slots = sorted(rng.choices(SLOTS, k=len(places)))
    visits = [
        Visit(
            key=f"{shift.technician}/{day}/{number}",
            place=place,
            duration=rng.choice((30, 45, 60, 75)) * MINUTE,
            windows=(Window(at(day, slot), at(day, slot + 2) - 1),),
            area=area_of(place),
            parts={rng.choice(("filter", "valve")): 1} if rng.random() < 1 / 6 else {},
        )
        for number, (place, slot) in enumerate(zip(places, slots, strict=True))
    ]
    while not (block := compile_route(shift, visits, travel=CrowTravel(), weights=Weights())).feasible:
        visits.pop(rng.randrange(len(visits)))
    return block


def routes(technicians: int, seed: int = 1) -> Iterator[RouteBlock]:
    """A fortnight of that many technicians."""
    rng = random.Random(seed)
    homes = [a_place(rng) for _ in range(technicians)]
    for number, home in enumerate(homes):
        for day in range(DAYS):
            yield a_route(rng, a_shift(number, home, day), day)


def a_firm(technicians: int, seed: int = 1) -> Schedule:
    """The routes of a fortnight, side by side."""
    return Schedule.of(routes(technicians, seed))


def a_request(rng: random.Random) -> Visit:
    """A customer who would take any window of the fortnight, and may ask for anything a visit can ask for."""
    windows = tuple(Window(at(day, slot), at(day, slot + 2) - 1) for day in range(DAYS) for slot in SLOTS)
    place = a_place(rng)
    visit = Visit(
        key="request",
        place=place,
        duration=rng.choice((45, 60, 90)) * MINUTE,
        windows=windows,
        skills={"electricity": rng.randint(1, 3)},
        durations={3: 40 * MINUTE},
        area=area_of(place),
    )
    return replace(visit, **_wishes(rng))


def _wishes(rng: random.Random) -> dict[str, Any]:
    """Each of them now and then."""
    someone = f"technician {rng.randrange(10)}"
    wishes: dict[str, tuple[float, object]] = {
        "clearances": (0.1, frozenset({"heights"})),
        "tools": (0.2, frozenset({"camera"})),
        "parts": (0.3, {rng.choice(("filter", "valve")): 1}),
        "release": (0.2, MONDAY + dt.timedelta(rng.randrange(5))),
        "due": (0.3, MONDAY + dt.timedelta(rng.randrange(DAYS))),
        "preferred": (0.2, frozenset({someone})),
        "forbidden": (0.1, frozenset({f"technician {rng.randrange(10)}"})),
        "published": (0.1, Published(someone, MONDAY + dt.timedelta(rng.randrange(DAYS)), 1_800)),
    }
    return {name: wish for name, (odds, wish) in wishes.items() if rng.random() < odds}
