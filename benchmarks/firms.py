"""Two invented firms and a week of their customers' requests, each drawn from a seed."""

import datetime as dt
import math
import random
from dataclasses import dataclass

from desk.demo.numbers import MAINTENANCE_MINUTES, MINUTES, TOWNS
from solver import Lunch, Place, Shift, Visit, Window, WorkingTime, within_working_time

MONDAY = dt.date(2027, 1, 18)
HOUR, MINUTE = 3_600, 60
DAYS = 5

PROMISE = 1_000_000
"""What leaving a promise unkept costs: more than any detour."""


@dataclass(frozen=True, slots=True)
class Request:
    """A customer's wish, whether he takes the cheapest window he is offered, and his luck among them if not."""

    visit: Visit
    thrifty: bool
    luck: float


@dataclass(frozen=True, slots=True)
class Firm:
    """Technicians of some days, and what is asked of them, in order."""

    name: str
    shifts: tuple[Shift, ...]
    requests: tuple[Request, ...]
    working_time: WorkingTime = WorkingTime()  # noqa: RUF009  # frozen


def at(hour: float, day: int = 0) -> int:
    """That hour of that day of the week, in seconds since the epoch."""
    midnight = dt.datetime.combine(MONDAY + dt.timedelta(day), dt.time(), dt.UTC)
    return int(midnight.timestamp()) + round(hour * HOUR)


def slots(*hours: float) -> tuple[Window, ...]:
    """The windows of two hours that begin at these hours of each day."""
    return tuple(Window(at(hour, day), at(hour + 2, day) - 1) for day in range(DAYS) for hour in hours)


def wide_country(seed: int, technicians: int = 8, requests: int = 360) -> Firm:
    """Technicians who live anywhere in 50 × 50 km, each with three of five skills; visits of half an hour and more.

    Nobody has lunch: it is the firm of the first measurements.
    """
    rng = random.Random(seed)
    skills, windows = "ABCDE", slots(8, 10, 12.5, 14.5)
    crew = [(f"technician {n}", anywhere(rng), dict.fromkeys(rng.sample(skills, 3), 1)) for n in range(technicians)]
    shifts = tuple(
        Shift(
            technician=name,
            day=MONDAY + dt.timedelta(day),
            start_place=home,
            end_place=home,
            start=at(8, day),
            end=at(17, day),
            skills=able,
        )
        for day in range(DAYS)
        for name, home, able in crew
    )
    asked = tuple(
        Request(
            Visit(
                key=f"request {number}",
                place=anywhere(rng),
                duration=rng.choice((30, 45, 60, 75)) * MINUTE,
                windows=windows,
                skills={rng.choice(skills): 1},
                prize=PROMISE,
            ),
            thrifty=rng.random() < 0.6,  # noqa: PLR2004
            luck=rng.random(),
        )
        for number in range(requests)
    )
    return Firm("wide country", shifts, asked, WorkingTime(max_stretch=9 * HOUR))


def anywhere(rng: random.Random) -> Place:
    """Any place of the wide country."""
    return Place(45.9 + rng.uniform(-0.25, 0.25), 6.13 + rng.uniform(-0.325, 0.325))


CREW = {
    "Gaëtan": (0, ("baes", "irve", "devis")),
    "Nora": (0, ("vmc", "devis")),
    "Julien": (0, ("irve", "ssi")),
    "Karim": (0, ("ssi", "baes", "vmc")),
    "Élodie": (-1, ("baes", "ssi", "devis", "vmc")),
    "Yann": (-1, ("irve",)),
}
"""From which of the demonstration's towns each technician starts, and what he can do that not everybody can."""

SERVICES = {
    "depannage": (50, MINUTES["depannage"]),
    "installation": (10, MINUTES["petits_travaux"]),
    "devis": (18, MINUTES["devis"]),
    "irve": (5, (230, 0.3)),
    "vmc": (8, MAINTENANCE_MINUTES),
    "baes": (8, MAINTENANCE_MINUTES),
    "ssi": (8, MAINTENANCE_MINUTES),
}
"""How often each service is asked for, and its minutes: their mean, and the deviation of their logarithm."""


def demo_shifts() -> tuple[Shift, ...]:
    """The demonstration's six technicians of the week."""
    shifts = [
        Shift(
            technician=name,
            day=MONDAY + dt.timedelta(day),
            start_place=Place(TOWNS[town].lat, TOWNS[town].lon),
            end_place=Place(TOWNS[town].lat, TOWNS[town].lon),
            start=at(8.5, day),
            end=at(17.5, day),
            max_overtime=HOUR,
            lunch=Lunch(at(12, day), at(13.5, day), 45 * MINUTE),
            skills=dict.fromkeys((*skills, "depannage", "installation"), 1),
        )
        for day in range(DAYS)
        for name, (town, skills) in CREW.items()
    ]
    return tuple(within_working_time(shifts, WorkingTime()))


def demo_firm(seed: int, requests: int = 270) -> Firm:
    """The demonstration's technicians, towns, services and durations; as many requests for each technician as above."""
    rng = random.Random(seed)
    asked = tuple(demo_request(rng, f"request {number}") for number in range(requests))
    return Firm("demonstration", demo_shifts(), asked)


def demo_request(rng: random.Random, key: str) -> Request:
    """One request to the demonstration's firm."""
    (service,) = rng.choices(list(SERVICES), [share for share, _ in SERVICES.values()])
    mean, deviation = SERVICES[service][1]
    minutes = 5 * round(mean * math.exp(rng.gauss(0, deviation) - deviation**2 / 2) / 5)
    (town,) = rng.choices(TOWNS, [town.share for town in TOWNS])
    visit = Visit(
        key=key,
        place=Place(town.lat + rng.uniform(-0.012, 0.012), town.lon + rng.uniform(-0.017, 0.017)),
        duration=min(240, max(20, minutes)) * MINUTE,
        windows=slots(8, 10, 13, 15),
        skills={service: 1},
        prize=PROMISE,
    )
    return Request(visit, thrifty=rng.random() < 0.6, luck=rng.random())  # noqa: PLR2004
